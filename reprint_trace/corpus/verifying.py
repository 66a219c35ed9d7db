"""Whether a corpus is sound: the file, the index, and a sample of the signatures.

The sample is signed anew by datasketch itself, so that the values a corpus reports are held
against the library they are named after, not against our own kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xxhash

from reprint_trace.corpus import index
from reprint_trace.corpus.ledger import DamagedError
from reprint_trace.corpus.records import COLUMNS, digest, from_row, packer
from reprint_trace.corpus.signature import parameters, shingles
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.corpus.texts import Packer
    from reprint_trace.model import Signature

SAMPLE = 200  # documents signed anew


def problems(ledger: Ledger) -> Iterator[str]:
    """What is wrong, a line each; nothing when the corpus is sound."""
    connection = ledger.connection
    for (line,) in connection.execute("PRAGMA integrity_check(10)"):
        if line != "ok":
            yield f"SQLite: {line}"
    yield from _unsigned(connection)
    yield from _segments(ledger)
    yield from _sample(connection, packer(connection), ledger.signature)


def _unsigned(connection: sqlite3.Connection) -> Iterator[str]:
    for number, id_ in connection.execute(
        "SELECT number, id FROM documents WHERE number NOT IN (SELECT number FROM signatures) LIMIT 10"
    ):
        yield f"document {id_} (number {number}) has no signature"


def _segments(ledger: Ledger) -> Iterator[str]:
    listed = 0
    for number, documents, checksum, file in ledger.connection.execute(
        "SELECT number, documents, checksum, file FROM segments ORDER BY number"
    ):
        listed += documents
        try:
            found = index.checksum(ledger, number, file)
        except FileNotFoundError:
            yield f"index file {file} is missing; {index.REPAIR}"
            continue
        if found != checksum:
            yield f"index segment {number} is damaged: its checksum differs; {index.REPAIR}"
    (documents,) = ledger.connection.execute(
        "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM removed)"
    ).fetchone()
    if listed != documents:
        yield f"the index lists {listed:,} documents, not {documents:,}; {index.REPAIR}"


def _sample(connection: sqlite3.Connection, texts: Packer, signature: Signature) -> Iterator[str]:
    rows = connection.execute(
        f"SELECT digest, hashvalues, {COLUMNS} FROM documents JOIN signatures USING (number)"
        " WHERE number IN (SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS place"
        " FROM documents) WHERE place % (1 + (SELECT count(*) FROM documents) / ?) = 0) ORDER BY number",
        [SAMPLE],
    )
    for kept, values, *row in rows:
        try:
            document = from_row(row, texts)
        except DamagedError as error:
            yield f"document {row[0]}: {error}"
            continue
        if digest(document) != kept:
            yield f"document {document.id}: its digest differs from its text"
        elif signed_by_datasketch(fold_text(document.text), signature.tokenizer) != values:
            yield f"document {document.id}: its signature differs from what datasketch computes"


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
