"""Documents as rows of the ledger: made ready by several processes, packed, kept under an id, read back.

Nearly all of an add's time goes into digesting, signing and fingerprinting; what is left for the one process
that writes is SQLite.  Texts are zstandard frames with a dictionary trained on the corpus's own first texts.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash
import zstandard

from reprint_trace.corpus.ledger import REPAIR, DamagedError
from reprint_trace.corpus.segments import Indexed, keyed
from reprint_trace.corpus.sketches import band_keys, fingerprints, sign
from reprint_trace.model import Document, Published
from reprint_trace.starting import leave_if_run_anew, not_started
from reprint_trace.text.folding import fold_text
from reprint_trace.text.terms import chosen, terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.corpus.segments import Keys
    from reprint_trace.corpus.sketches import Prints
    from reprint_trace.model import Document

LEVEL = 3
DICTIONARY_BYTES = 112_640
ENOUGH = 500  # texts below which a dictionary learns too little to pay for itself


def train(texts: Sequence[str]) -> bytes | None:
    """A dictionary for texts like these, or None when they are too few to learn from."""
    if len(texts) < ENOUGH:
        return None
    try:
        return zstandard.train_dictionary(
            DICTIONARY_BYTES, [text.encode() for text in texts], level=LEVEL
        ).as_bytes()
    except zstandard.ZstdError:  # samples too alike or too short to learn from
        return None


class Packer:
    """Compresses and restores texts with one of the corpus's numbered dictionaries (0 is none)."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        trained = {n: zstandard.ZstdCompressionDict(data) for n, data in dictionaries.items()}
        self.current = max(trained, default=0)
        self._unpack = {n: zstandard.ZstdDecompressor(dict_data=d) for n, d in trained.items()}
        self._unpack[0] = zstandard.ZstdDecompressor()
        self._pack = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained.get(self.current))

    def pack(self, text: str) -> bytes:
        """The text as a frame made with dictionary `current`."""
        return self._pack.compress(text.encode())

    def unpack(self, frame: bytes, dictionary: int) -> str:
        """The text of a frame.  Raises DamagedError."""
        try:
            return self._unpack[dictionary].decompress(frame).decode()
        except (zstandard.ZstdError, UnicodeDecodeError, KeyError) as error:
            raise DamagedError("a text cannot be restored") from error


# ── rows, and under which id a document is kept ─────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Window:
    """Documents of one outlet (its publisher or source as written, or its gazetteer id) and of the days `since`
    to `until` (ISO dates, both included); undated documents only where no day is asked for."""

    outlet: str | None = None
    since: str | None = None
    until: str | None = None


LOST = "remove it and add it again, or restore the corpus from a backup"
COLUMNS = "id, title, publisher, source, outlet, url, sha256, published, precision, basis, quote, dictionary, body, documents.checksum"


def packer(connection: sqlite3.Connection) -> Packer:
    """What packs and unpacks the texts of a ledger."""
    return Packer(dict(connection.execute("SELECT number, data FROM dictionaries")))


def signed(
    connection: sqlite3.Connection, packer: Packer, limit: int
) -> Iterator[list[tuple[int, str, bytes]]]:
    """All documents as number, text and signature, at most `limit` at a time; the signature is empty where
    it is not as it was written."""
    last = 0
    while rows := connection.execute(
        f"SELECT documents.number, text_key, hashvalues, signatures.checksum, {COLUMNS}"
        " FROM documents LEFT JOIN signatures USING (number)"
        " WHERE documents.number > ? ORDER BY documents.number LIMIT ?",
        [last, limit],
    ).fetchall():
        yield [
            (number, from_row(row, packer).text,
             values if row_sum((number, text_key, values)) == checksum else b"")
            for number, text_key, values, checksum, *row in rows
        ]  # fmt: skip
        last = rows[-1][0]


def by_number(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[Sequence[Any]]:
    """The rows of these numbers: number, signature, COLUMNS.  Raises DamagedError where one is not there,
    or not as it was written."""
    asked = {*numbers}
    rows = connection.execute(
        "SELECT number, text_key, hashvalues, signatures.checksum,"
        f" {COLUMNS} FROM documents JOIN signatures USING (number)"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
        [listed(asked)],
    ).fetchall()
    if len(rows) != len(asked):
        raise DamagedError("its index and its documents are not the same", REPAIR)
    for number, text_key, values, checksum, *row in rows:
        if row_sum((number, text_key, values)) != checksum:
            raise DamagedError(f"the signature of {str(row[0])[:80]} is not as it was written", REPAIR)
        yield number, values, *row


def listed(values: Iterable[int | str]) -> str:
    """Values for SQLite's json_each, which takes any number of them."""
    return json.dumps([*values])


def version_of(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Of those of the documents that are versions of one added earlier: its id."""
    return dict(
        connection.execute(
            "SELECT documents.id, earliest.id FROM documents JOIN documents AS earliest ON earliest.number ="
            " (SELECT min(number) FROM documents AS other WHERE other.work = documents.work)"
            " WHERE documents.id IN (SELECT value FROM json_each(?)) AND earliest.number < documents.number",
            [listed(ids)],
        )
    )


def numbers_within(connection: sqlite3.Connection, window: Window) -> Keys:
    """The numbers of the documents in a window."""
    rows = connection.execute(
        "SELECT number FROM documents WHERE (:outlet IS NULL OR coalesce(publisher, source) = :outlet OR outlet = :outlet)"
        " AND (:since IS NULL OR published >= substr(:since, 1, length(published)))"
        " AND (:until IS NULL OR substr(published, 1, length(:until)) <= :until)",
        {"outlet": window.outlet, "since": window.since, "until": window.until},
    )
    return np.fromiter((number for (number,) in rows), np.uint32)


def insert(
    connection: sqlite3.Connection, batch: Sequence[tuple[str, Prepared]], packer: Packer
) -> tuple[list[int], int]:
    """Insert documents under ids that are free: their numbers, and of how many the text was there."""
    select = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'documents'"
    (last,) = connection.execute(select).fetchone()
    works = dict(
        connection.execute(
            "SELECT text_key, min(work) FROM signatures JOIN documents USING (number)"
            " WHERE text_key IN (SELECT value FROM json_each(?)) GROUP BY text_key",
            [listed(ready.text_key for _, ready in batch)],
        )
    )
    numbers = range(last + 1, last + 1 + len(batch))
    repeated = 0
    rows = []
    for number, (id_, ready) in zip(numbers, batch, strict=True):
        work = works.setdefault(ready.text_key, number)
        repeated += work != number
        document, dated = ready.document, ready.document.published
        row = (
            id_, document.title, document.publisher, document.source, document.outlet, document.url, document.sha256,
            *((dated.value, dated.precision, dated.basis, dated.quote) if dated else (None,) * 4),
            packer.current, packer.pack(document.text),
        )  # fmt: skip
        rows.append((number, ready.digest, work, *row, row_sum(row)))
    marks = ", ".join("?" * 17)
    columns = COLUMNS.replace("documents.", "")
    connection.executemany(f"INSERT INTO documents (number, digest, work, {columns}) VALUES ({marks})", rows)
    keep_signatures(
        connection,
        [
            (number, ready.text_key, ready.signature)
            for number, (_, ready) in zip(numbers, batch, strict=True)
        ],
    )
    return [*numbers], repeated


def keep_signatures(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, bytes]]) -> None:
    """Keep signatures as number, text key and hash values, in the place of those that are there."""
    connection.executemany(
        "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?)", [(*row, row_sum(row)) for row in rows]
    )


def row_sum(row: Sequence[Any]) -> int:
    """The checksum of a row's values: a signed 64-bit number, as SQLite has them."""
    whole = xxhash.xxh3_64()
    for value in row:
        part = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
        whole.update(len(part).to_bytes(8, "little") + part)
    return whole.intdigest() - (1 << 63)


def from_row(row: Sequence[Any], packer: Packer) -> Document:
    """The document of a row of COLUMNS.  Raises DamagedError where it is not as it was written."""
    *values, checksum = row
    if row_sum(values) != checksum:
        raise DamagedError(f"its document {str(row[0])[:80]} is not as it was written", LOST)
    id_, title, publisher, source, outlet, url, sha256, value, precision, basis, quote, dictionary, body = (
        values
    )
    return Document(
        id=id_,
        text=packer.unpack(body, dictionary),
        title=title,
        publisher=publisher,
        source=source,
        outlet=outlet,
        published=Published(value=value, precision=precision, basis=basis, quote=quote) if value else None,
        url=url,
        sha256=sha256,
    )


def digest(document: Document) -> bytes:
    """What tells two documents of one id apart: 16 bytes over everything but the id."""
    dated = document.published
    fields = [document.text, document.title, document.source, document.outlet, document.url]
    if document.publisher:
        fields.append(document.publisher)
    fields.append(f"{dated.value} {dated.precision}" if dated else None)
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=16).digest()


def free_ids(connection: sqlite3.Connection, batch: Iterable[tuple[str, bytes]]) -> list[str | None]:
    """For documents of these ids and digests the ids under which they will be kept; None for those
    that the corpus, or the batch before them, has."""
    asked = [*batch]
    select = "SELECT id, digest FROM documents WHERE id IN (SELECT value FROM json_each(?))"
    known: dict[str, bytes] = dict(connection.execute(select, [listed(id_ for id_, _ in asked)]))
    return [_free_id(connection, known, id_, own) for id_, own in asked]


def _free_id(connection: sqlite3.Connection, known: dict[str, bytes], base: str, own: bytes) -> str | None:
    id_, revision = base, 1
    while id_ in known:
        if known[id_] == own:
            return None
        revision += 1
        id_ = f"{base}#{revision}"
        if row := connection.execute("SELECT digest FROM documents WHERE id = ?", [id_]).fetchone():
            known[id_] = row[0]
    known[id_] = own
    return id_


# ── made ready: digested, signed and fingerprinted, by several processes ────────────────

Digested = tuple["Document", bytes]

AHEAD = 2  # batches in the making while one is written


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with all that is stored of it; `text_key` is the same for texts that fold to
    the same, `signature` the bytes of its MinHash values."""

    document: Document
    digest: bytes
    text_key: int
    signature: bytes
    prints: Prints
    bands: Keys
    terms: Keys


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents for one transaction, and how many beside them the corpus had already."""

    new: list[Prepared]
    unchanged: int


def prepare(documents: list[Digested], tokenizer: str) -> list[Prepared]:
    """Documents with all that is stored of them."""
    return [_prepared(document, own, tokenizer) for document, own in documents]


def indexed(number: int, text: str, signature: bytes) -> Indexed:
    """What the index keeps of a document that is signed already."""
    prints, bands = keyed(fingerprints(fold_text(text))), band_keys(np.frombuffer(signature, np.uint32))
    return Indexed(number, prints, bands, chosen(terms(text)))


def signed_again(
    batch: list[tuple[int, str, bytes]], tokenizer: str
) -> tuple[list[tuple[int, str, bytes]], list[tuple[int, int, bytes]]]:
    """Documents of which some have no signature (number, text, signature), all with one; and those that
    were without, as number, text key and signature."""
    whole, anew = [], []
    for number, text, signature in batch:
        own = signature
        if not own:
            folded = fold_text(text)
            own = sign(folded, tokenizer).tobytes()
            anew.append((number, text_key(folded), own))
        whole.append((number, text, own))
    return whole, anew


def text_key(folded: str) -> int:
    """The same for texts that fold to the same, as SQLite has numbers."""
    return xxhash.xxh3_64_intdigest(folded.encode()) - (1 << 63)


def prepared(batches: Iterable[list[Document]], ledger: Ledger, workers: int) -> Iterator[Batch]:
    """Batches ready to be written, in order.  The first is made here, so that a small add starts
    no process; later ones are made ahead by `workers` processes."""
    ahead: deque[tuple[list[Future[list[Prepared]]], int]] = deque()
    pool: ProcessPoolExecutor | None = None
    tokenizer = ledger.signature.tokenizer
    failures: list[Exception] = []
    try:
        for place, batch in enumerate(_until_failure(batches, failures)):
            digested = [(document, digest(document)) for document in batch]
            with ledger.reading() as connection:
                ids = free_ids(connection, ((document.id, own) for document, own in digested))
            new = [both for both, id_ in zip(digested, ids, strict=True) if id_ is not None]
            if not place or not workers:
                yield Batch(prepare(new, tokenizer), len(batch) - len(new))
                continue
            pool = pool or _started(workers)
            share = -(-len(new) // workers) or 1
            parts = [new[start : start + share] for start in range(0, len(new), share)]
            futures = [pool.submit(prepare, part, tokenizer) for part in parts]
            ahead.append((futures, len(batch) - len(new)))
            if len(ahead) > AHEAD:
                yield _collected(*ahead.popleft())
        while ahead:
            yield _collected(*ahead.popleft())
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
    if failures:
        raise failures[0]


def _started(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # some 15 ms of every start
    from multiprocessing import get_context

    leave_if_run_anew()
    return ProcessPoolExecutor(workers, get_context("spawn"), _start_worker)


def _start_worker() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends with it even if that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _until_failure(batches: Iterable[list[Document]], failures: list[Exception]) -> Iterator[list[Document]]:
    """The batches; what their source fails with is kept until those made ahead are written."""
    try:
        yield from batches
    except Exception as error:
        failures.append(error)


def _collected(futures: list[Future[list[Prepared]]], unchanged: int) -> Batch:
    from concurrent.futures import BrokenExecutor

    try:
        return Batch([ready for future in futures for ready in future.result()], unchanged)
    except BrokenExecutor as error:
        raise not_started(None) from error


def _prepared(document: Document, own: bytes, tokenizer: str) -> Prepared:
    folded = fold_text(document.text)
    values = sign(folded, tokenizer)
    return Prepared(
        document=document,
        digest=own,
        text_key=text_key(folded),
        signature=values.tobytes(),
        prints=keyed(fingerprints(folded)),
        bands=band_keys(values),
        terms=chosen(terms(document.text)),
    )
