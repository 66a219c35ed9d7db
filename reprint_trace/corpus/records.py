"""Documents as rows of the ledger, and under which id a document is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reprint_trace.corpus.texts import Packer
from reprint_trace.model import Document, Published

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.corpus.postings import Keys
    from reprint_trace.corpus.preparing import Prepared


@dataclass(frozen=True, slots=True)
class Window:
    """Documents of one outlet (its publisher or source as written, or its gazetteer id) and of the days `since`
    to `until` (ISO dates, both included); undated documents only where no day is asked for."""

    outlet: str | None = None
    since: str | None = None
    until: str | None = None


COLUMNS = "id, title, publisher, source, outlet, url, published, precision, basis, quote, dictionary, body"


def packer(connection: sqlite3.Connection) -> Packer:
    """What packs and unpacks the texts of a ledger."""
    return Packer(dict(connection.execute("SELECT number, data FROM dictionaries")))


def signed(
    connection: sqlite3.Connection, packer: Packer, limit: int
) -> Iterator[list[tuple[int, str, bytes]]]:
    """All documents as number, text and signature, at most `limit` at a time."""
    last = 0
    while rows := connection.execute(
        "SELECT number, body, dictionary, hashvalues FROM documents JOIN signatures USING (number)"
        " WHERE number > ? ORDER BY number LIMIT ?",
        [last, limit],
    ).fetchall():
        yield [(number, packer.unpack(body, dictionary), values) for number, body, dictionary, values in rows]
        last = rows[-1][0]


def by_number(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[Sequence[Any]]:
    """The rows of these numbers that are there: number, signature, COLUMNS."""
    return connection.execute(
        f"SELECT number, hashvalues, {COLUMNS} FROM documents JOIN signatures USING (number)"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
        [listed(numbers)],
    )


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
        rows.append((
            number, ready.digest, work, id_, document.title, document.publisher, document.source,
            document.outlet, document.url,
            *((dated.value, dated.precision, dated.basis, dated.quote) if dated else (None,) * 4),
            packer.current, packer.pack(document.text),
        ))  # fmt: skip
    marks = ", ".join("?" * 15)
    connection.executemany(f"INSERT INTO documents (number, digest, work, {COLUMNS}) VALUES ({marks})", rows)
    connection.executemany(
        "INSERT INTO signatures VALUES (?, ?, ?)",
        [
            (number, ready.text_key, ready.signature)
            for number, (_, ready) in zip(numbers, batch, strict=True)
        ],
    )
    return [*numbers], repeated


def from_row(row: Sequence[Any], packer: Packer) -> Document:
    """The document of a row of COLUMNS."""
    id_, title, publisher, source, outlet, url, value, precision, basis, quote, dictionary, body = row
    return Document(
        id=id_,
        text=packer.unpack(body, dictionary),
        title=title,
        publisher=publisher,
        source=source,
        outlet=outlet,
        published=Published(value=value, precision=precision, basis=basis, quote=quote) if value else None,
        url=url,
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
