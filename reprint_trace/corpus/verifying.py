"""Whether a corpus is sound: every byte of its file, every row, every block of the index.

When a writer closes a corpus, checksums of all pages of its file are laid beside it (`CORPUS.sums`); the
next writer takes them away before it changes anything.  While they are there the file is as it was
left, byte for byte, or damaged.  What the rows say is checked whether they are there or not; and a sample is
signed anew by datasketch itself, so that the values a corpus reports are held against the library they are
named after, not against our own kernel.
"""

from __future__ import annotations

import os
import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from reprint_trace.corpus import index
from reprint_trace.corpus.ledger import REPAIR, RESTORE, DamagedError
from reprint_trace.corpus.records import COLUMNS, LOST, digest, from_row, packer, row_sum
from reprint_trace.corpus.sketches import parameters, shingles
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.model import Signature

SAMPLE = 200  # documents signed anew
PAGE = 4096  # bytes that have a checksum of their own
NAMED = 10  # faults of a kind that are told one by one
MAGIC = b"RTSUMS1\n"


def problems(ledger: Ledger) -> Iterator[str]:
    """What is wrong, a line each; nothing when the corpus is sound.  That bytes of the file changed is told
    where nothing else is: they are of no row."""
    found = False
    try:
        for look in (_of_database, _of_state, _of_documents, _of_versions, _of_index, _of_file):
            if look is not _of_file or not found:
                for problem in look(ledger):
                    found = True
                    yield problem
    except (sqlite3.Error, DamagedError, ValueError, TypeError, LookupError) as error:
        yield f"reading on is not possible ({error}); {RESTORE.partition('; ')[2]}"


# ── the file, byte for byte ────────────────────────────────────────────────────────────


def seal(ledger: Ledger) -> None:
    """Lay checksums of the whole file beside it, unless somebody else is using it."""
    if ledger.path is None or ledger.sums is None:
        return
    connection = ledger.connection
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        wal = ledger.path.with_name(ledger.path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            return  # another process came between
        unfinished = ledger.sums.with_name(ledger.sums.name + ".unfinished")
        sums = _page_sums(ledger.path).tobytes()
        try:
            unfinished.write_bytes(MAGIC + xxhash.xxh3_64_digest(sums) + sums)
            unfinished.replace(ledger.sums)
        except OSError:  # a full disk: it is a corpus without them
            unfinished.unlink(missing_ok=True)
    finally:
        connection.execute("ROLLBACK")


def _page_sums(file: Path) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    found = []
    with file.open("rb") as data:
        while page := data.read(PAGE):
            found.append(xxhash.xxh3_64_intdigest(page))
    return np.array(found, np.uint64)


def _of_file(ledger: Ledger) -> Iterator[str]:
    if ledger.path is None or ledger.sums is None or not ledger.sums.exists():
        return
    kept = ledger.sums.read_bytes()
    sums = kept[len(MAGIC) + 8 :]
    whole = kept[: len(MAGIC)] == MAGIC and kept[len(MAGIC) : len(MAGIC) + 8] == xxhash.xxh3_64_digest(sums)
    if not whole or len(sums) % 8:
        yield f"its checksums {ledger.sums.name} are damaged; {REPAIR}"
        return
    there, written = _page_sums(ledger.path), np.frombuffer(sums, np.uint64)
    if len(there) != len(written):
        yield (
            f"its file has {os.stat(ledger.path).st_size:,} bytes, not {len(written) * PAGE:,};"  # noqa: PTH116
            f" {RESTORE.partition('; ')[2]}"
        )
    size = min(len(there), len(written))
    differing = np.flatnonzero(there[:size] != written[:size])
    if len(differing):
        yield (
            f"{len(differing):,} pages of {PAGE:,} bytes of its file are not as they were written, the first"
            f" at byte {int(differing[0]) * PAGE:,}; {RESTORE.partition('; ')[2]}"
        )


# ── what the rows say ──────────────────────────────────────────────────────────────────


def _of_database(ledger: Ledger) -> Iterator[str]:
    for (line,) in ledger.connection.execute(f"PRAGMA integrity_check({NAMED})"):
        if line != "ok":
            yield f"SQLite: {' '.join(line.split())}; {RESTORE.partition('; ')[2]}"


def _of_state(ledger: Ledger) -> Iterator[str]:
    try:
        ledger.check_state()
    except DamagedError as error:
        yield f"{error}; {error.advice}"


def _of_documents(ledger: Ledger) -> Iterator[str]:
    texts = packer(ledger.connection)
    (count,) = ledger.connection.execute("SELECT count(*) FROM documents").fetchone()
    step = 1 + count // SAMPLE
    rows = ledger.connection.execute(
        f"SELECT documents.number, digest, text_key, hashvalues, signatures.checksum, {COLUMNS}"
        " FROM documents LEFT JOIN signatures USING (number) ORDER BY documents.number"
    )

    def damaged() -> Iterator[str]:
        for place, (number, kept, text_key, values, checksum, *row) in enumerate(rows):
            try:
                document = from_row(row, texts)
            except DamagedError as error:
                yield f"document {row[0]} (number {number}): {error}; {LOST}"
                continue
            if digest(document) != kept:
                yield f"document {document.id}: its digest differs from its text; {LOST}"
            elif values is None:
                yield f"document {document.id} (number {number}) has no signature; {REPAIR}"
            elif row_sum((number, text_key, values)) != checksum:
                yield f"document {document.id}: its signature differs from what was written; {REPAIR}"
            elif place % step == 0 and _signed_otherwise(document.text, values, ledger.signature):
                yield f"document {document.id}: its signature differs from what datasketch computes; {REPAIR}"

    yield from islice(damaged(), NAMED)


def _of_versions(ledger: Ledger) -> Iterator[str]:
    """Every document belongs to the text of a document added before it, or to its own."""
    (wrong,) = ledger.connection.execute("SELECT count(*) FROM documents WHERE work > number").fetchone()
    if wrong:
        yield f"{wrong:,} documents are versions of later ones; {REPAIR}"


def _of_index(ledger: Ledger) -> Iterator[str]:
    listed = 0
    rows = ledger.connection.execute(
        "SELECT number, documents, bytes, checksum, file FROM segments ORDER BY number"
    ).fetchall()
    for number, documents, size, checksum, file in rows:
        listed += documents
        if wrong := index.damage(ledger, number, size, checksum, file):
            yield f"{wrong}; {REPAIR}"
    (documents,) = ledger.connection.execute(
        "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM removed)"
    ).fetchone()
    if listed != documents:
        yield f"the index lists {listed:,} documents, not {documents:,}; {REPAIR}"


def _signed_otherwise(text: str, values: bytes, signature: Signature) -> bool:
    return signed_by_datasketch(fold_text(text), signature.tokenizer) != values


def signed_by_datasketch(folded: str, tokenizer: str) -> bytes:
    """The MinHash of a folded text as the library computes it: 128 little-endian uint32."""
    from datasketch import MinHash

    pinned = parameters(tokenizer)
    sketch = MinHash(
        num_perm=pinned.permutations,
        seed=pinned.seed,
        scheme=pinned.scheme,
        hashfunc=xxhash.xxh32_intdigest,
    )
    sketch.update_batch(shingles(folded, tokenizer))
    return bytes(sketch.hashvalues.astype("<u4").tobytes())
