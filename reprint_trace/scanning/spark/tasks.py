"""What runs on the executors: Arrow batches in, Arrow batches out, by the stages' own functions.

Every function here returns one for `mapInArrow` or `applyInArrow`; what it closes over is small and
is sent with the task.  Pages are read and stories traced in a process of their own, under the limits
of the local engine, so that a hostile page ends alone and not with its executor.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reprint_trace.errors import InputError
from reprint_trace.reading.archives import is_wacz, is_warc
from reprint_trace.reading.formats import MAX_BYTES
from reprint_trace.scanning import searching as searches
from reprint_trace.scanning import stages, tracing
from reprint_trace.scanning.groups import parts
from reprint_trace.scanning.inputs import Choice, File, examined, records
from reprint_trace.scanning.packing import pack, unpack
from reprint_trace.scanning.values import Failure, Traced
from reprint_trace.scanning.workers import PRELOADED, Ended, Limits, Pool, _serve, _Worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from reprint_trace.scanning.stages import Read, Settings

Batches = Iterator[pa.RecordBatch]
Row = dict[str, Any]

READ = """item string, archive boolean, number long, id string, sha256 string, page binary, site string,
          hashes binary, lengths binary, failure binary"""
SEARCHED = """id string, page binary, matches binary, documents array<string>, text long, prints binary,
              bands binary, published string, failure binary"""
PARTS = "group long, part string, place long, asked boolean, warning string, size long"
TRACED = "place long, id string, json string, traced binary, failure binary"

MAX_ARCHIVE = 1 << 28  # bytes of an archive that comes as content: Spark holds it whole, several times
AT_ONCE = 128  # rows in a batch that goes out: an archive has many pages


def reading(settings: Settings, choice: Choice, limits: Limits) -> Callable[[Batches], Batches]:
    """Rows `(id, path, content, saved)` → READ, a row a page or a failure.  Without `content` the file
    at `path` is read, which every executor must see."""

    def read(batches: Batches) -> Batches:
        for batch in batches:
            yield from _batches(_read(settings, choice, limits, batch.to_pylist()), READ)

    return read


def _read(settings: Settings, choice: Choice, limits: Limits, rows: Sequence[Row]) -> Iterator[Row]:
    files, bytes_ = [], []
    for row in rows:
        if row["path"] is None and row["content"] is None:
            advice = f"give pages up to {MAX_BYTES >> 20} MB and archives up to {MAX_ARCHIVE >> 20} MB"
            yield _failed(row["id"], Failure.of(row["id"], InputError(row["id"], "is too large", advice)))
        elif row["content"] is not None and not _is_archive(row["content"]):
            if choice.takes(row["id"], row["saved"]):
                sha256 = hashlib.sha256(row["content"]).hexdigest()
                bytes_.append((File(row["id"], "", sha256), row["content"]))
        else:
            with _at(row) as path:
                file = examined((row["id"], path))
                if isinstance(file, Failure):
                    yield _failed(row["id"], file)
                elif file.archive:
                    yield from _records(settings, choice, limits, file)
                else:
                    files.append((file, path))
    for function, found in ((stages.read_file, files), (stages.read_bytes, bytes_)):
        tasks = ((file, (settings, file.id, source)) for file, source in found)
        for file, answer in _pool().run(function, tasks, limits):
            yield _page_row(file, (file.id, file.sha256, 0), answer)


class _Forked(Pool):
    """One process, forked from this, which `daemon` has loaded everything in."""

    def __init__(self) -> None:
        super().__init__(1)
        self._context = get_context("fork")

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_served, args=(ours, theirs), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]


def _served(ours: Connection, theirs: Connection) -> None:
    ours.close()  # or it would never see that the other side is gone
    _serve(theirs)


@cache
def _pool() -> Pool:
    """One process beside each of Spark's, which uses its own again; it ends when that does."""
    if not hasattr(os, "fork"):
        return Pool(1)
    import_module(PRELOADED)  # nothing, where Spark runs our daemon
    return _Forked()


def _is_archive(content: bytes) -> bool:
    return is_warc(content[:512]) or is_wacz(io.BytesIO(content))


@contextmanager
def _at(row: Row) -> Iterator[str]:
    """Where a row's file lies; one that came as bytes is put in a file of its own meanwhile."""
    if row["content"] is None:
        yield os.fsdecode(row["path"])
        return
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(row["content"])
        kept.flush()
        yield kept.name


def _records(settings: Settings, choice: Choice, limits: Limits, file: File) -> Iterator[Row]:
    failures: list[Failure] = []

    def tasks() -> Iterator[tuple[tuple[str, str, int], tuple[Any, ...]]]:
        try:
            for number, (url, saved) in enumerate(records(file, choice)):
                yield (url, hashlib.sha256(saved.raw).hexdigest(), number), (settings, url, saved)
        except InputError as error:
            failures.append(Failure.of(file.id, error, file.sha256))

    for key, answer in _pool().run(stages.read_record, tasks(), limits):
        yield _page_row(file, key, answer)
    yield from (_failed(file.id, failure) for failure in failures)


def _page_row(file: File, key: tuple[str, str, int], answer: Read | Failure | Ended) -> Row:
    id_, sha256, number = key
    row = {"item": file.id, "archive": file.archive, "number": number, "id": id_, "sha256": sha256}
    if isinstance(answer, Ended):
        answer = Failure(file=id_, error=answer.error, message=answer.message)
    if isinstance(answer, Failure):
        return {**row, "failure": pack(answer)}
    lines = answer.lines
    return {**row, "page": answer.page, "site": lines.site, "hashes": lines.hashes, "lengths": lines.lengths}


def _failed(id_: str, failure: Failure) -> Row:
    return {"item": id_, "archive": False, "number": -1, "id": id_, "sha256": id_, "failure": pack(failure)}


def renamed(batches: Batches) -> Batches:
    """READ with the `nth` of its id → READ, the second and later ones by a name of their own."""
    for batch in batches:
        rows = batch.to_pylist()
        for row in rows:
            if (row["nth"] or 1) > 1:
                row["id"] = f"{row['id']}#{row['nth']}"
                kept = "page" if row["page"] is not None else "failure"
                row[kept] = pack(replace(unpack(row[kept]), file=row["id"]))
        yield _batch(rows, READ)


def furniture_of_site(site: pa.Table) -> pa.Table:
    """All lines of one site's pages → the hashes of those that are its furniture."""
    from reprint_trace.scanning.furniture import furniture
    from reprint_trace.scanning.values import Lines

    name = site["site"][0].as_py()
    pages = [
        Lines(site=name, hashes=hashes, lengths=lengths)
        for hashes, lengths in zip(site["hashes"].to_pylist(), site["lengths"].to_pylist(), strict=True)
    ]
    common = np.array(sorted(furniture(pages)), np.uint64).tobytes()
    return pa.table({"site": [name], "common": pa.array([common], pa.binary())})


def searching(settings: Settings) -> Callable[[Batches], Batches]:
    """Rows `(id, page, hashes, common)` → SEARCHED."""

    def tasks(rows: Sequence[Row]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        for i, row in enumerate(rows):
            common = set(np.frombuffer(row["common"] or b"", np.uint64).tolist())
            own = sorted(common.intersection(np.frombuffer(row["hashes"], np.uint64).tolist()))
            yield i, (settings, row["page"], own)

    def search(batches: Batches) -> Batches:
        for batch in batches:
            rows = batch.to_pylist()
            found = _pool().run(stages.search, tasks(rows), searches.LIMITS)
            yield _batch((_searched(rows[i], answer) for i, answer in found), SEARCHED)

    return search


def _searched(row: Row, answer: stages.Searched | Ended) -> Row:
    id_ = row["id"]
    if isinstance(answer, Ended):
        return {"id": id_, "failure": pack(Failure(file=id_, error=answer.error, message=answer.message))}
    keys = answer.keys
    return {
        "id": id_, "page": row["page"], "matches": answer.matches, "documents": list(answer.documents),
        "text": int(np.uint64(keys.text).astype(np.int64)), "prints": keys.prints, "bands": keys.bands,
        "published": answer.published,
    }  # fmt: skip


def comparing(batches: Batches) -> Batches:
    """Pairs with their pages, `(u, v, one, other)` → `(u, v)` of those of which one may be a copy."""
    for batch in batches:
        tasks = (((row["u"], row["v"]), (stages.Settings(), row["one"], row["other"]))
                 for row in batch.to_pylist())  # fmt: skip
        answers = _pool().run(stages.related, tasks, searches.LIMITS)
        yield _batch(({"u": u, "v": v} for (u, v), answer in answers if answer is True), "u long, v long")


def cutting(story: pa.Table) -> pa.Table:
    """The pages `(group, place, id, bands, published)` of a story that is too large → PARTS."""
    rows = {row["place"]: row for row in story.to_pylist()}

    def date(place: int) -> tuple[str, str]:
        return rows[place]["published"] or stages.UNDATED, rows[place]["id"]

    def bands(place: int) -> npt.NDArray[np.uint32]:
        return np.frombuffer(rows[place]["bands"], np.uint32)

    group = story["group"][0].as_py()
    cut = [
        {"group": group, "part": f"{group}/{number}", "place": place, "asked": place in part.asked,
         "warning": part.warning, "size": len(part.pages)}
        for number, part in enumerate(parts(sorted(rows), date, bands)) for place in part.pages
    ]  # fmt: skip
    return pa.Table.from_pylist(cut, _schema(PARTS))


def tracing_parts(settings: Settings) -> Callable[[pa.Table], pa.Table]:
    """The pages of one part → TRACED, those that are asked."""

    def trace(part: pa.Table) -> pa.Table:
        rows = sorted(part.to_pylist(), key=lambda row: row["place"])
        return pa.Table.from_batches([_batch(_traced(settings, rows), TRACED)])

    return trace


def tracing_singles(settings: Settings) -> Callable[[Batches], Batches]:
    """Pages without another of their story → TRACED."""

    def trace(batches: Batches) -> Batches:
        for batch in batches:
            rows = ([{**row, "asked": True, "warning": None}] for row in batch.to_pylist())
            yield _batch((out for row in rows for out in _traced(settings, row)), TRACED)

    return trace


def _traced(settings: Settings, rows: Sequence[Row]) -> Iterator[Row]:
    """The traces of one part; a part that reaches the limits is traced page by page."""
    answer = _answer(settings, rows)
    if isinstance(answer, Ended) and len(rows) > 1:
        warning = tracing.ALONE.format(answer.message)
        for row in rows:
            if row["asked"]:
                yield from _traced(settings, [{**row, "warning": warning}])
    elif isinstance(answer, Ended):
        (row,) = rows
        failure = Failure(file=row["id"], error=answer.error, message=answer.message)
        yield {"place": row["place"], "id": row["id"], "failure": pack(failure)}
    else:
        asked = [row for row in rows if row["asked"]]
        for row, traced in zip(asked, answer, strict=True):
            yield {"place": row["place"], "id": row["id"], "json": traced.json,
                   "traced": pack(replace(traced, json=""))}  # fmt: skip


def _answer(settings: Settings, rows: Sequence[Row]) -> list[Traced] | Ended:
    asked = [i for i, row in enumerate(rows) if row["asked"]]
    arguments = (
        settings, [row["page"] for row in rows], [row["matches"] for row in rows], asked, rows[0]["warning"],
    )  # fmt: skip
    ((_, answer),) = _pool().run(stages.trace_part, [(0, arguments)], tracing.LIMITS)
    found: list[Traced] | Ended = answer
    return found


def documents(settings: Settings) -> Callable[[Batches], Batches]:
    """Ids of corpus documents → `(id, json)`, their texts."""

    def fetch(batches: Batches) -> Batches:
        from reprint_trace.corpus import Corpus
        from reprint_trace.reporting.contract import to_json

        if not settings.corpus:
            return
        with Corpus.open(settings.corpus) as corpus:
            for batch in batches:
                ids = batch["id"].to_pylist()
                yield _batch(
                    ({"id": id_, "json": to_json(corpus.document(id_))} for id_ in ids),
                    "id string, json string",
                )

    return fetch


def pages_as_documents(batches: Batches) -> Batches:
    """Rows `(id, page)` → `(id, json)`, what others may have copied from them."""
    from reprint_trace.comparing.match import as_document
    from reprint_trace.reporting.contract import to_json

    for batch in batches:
        rows = ({"id": r["id"], "json": to_json(as_document(unpack(r["page"])))} for r in batch.to_pylist())
        yield _batch(rows, "id string, json string")


def unpacked(
    column: str, fields: Callable[[Any], Iterable[Row]], columns: str
) -> Callable[[Batches], Batches]:
    """A packed struct of each row as rows of `columns`; those it does not give are the row's own."""

    def unpack_all(batches: Batches) -> Batches:
        for batch in batches:
            rows = ({**row, **out} for row in batch.to_pylist() for out in fields(unpack(row[column])))
            yield from _batches(rows, columns)

    return unpack_all


_ARROW = {
    "string": pa.string(), "binary": pa.binary(), "long": pa.int64(), "double": pa.float64(),
    "boolean": pa.bool_(), "array<string>": pa.list_(pa.string()),
}  # fmt: skip


def _schema(columns: str) -> pa.Schema:
    named = (column.replace("`", "").split() for column in columns.split(","))
    return pa.schema([(name, _ARROW[kind]) for name, kind in named])


def _batch(rows: Iterable[Row], columns: str) -> pa.RecordBatch:
    schema = _schema(columns)
    return pa.RecordBatch.from_pylist(
        [{name: _utf8(row.get(name)) for name in schema.names} for row in rows], schema
    )


def _batches(rows: Iterator[Row], columns: str) -> Batches:
    while some := list(islice(rows, AT_ONCE)):
        yield _batch(some, columns)


def _utf8(value: Any) -> Any:
    """A page may hold half of a surrogate pair, which is no text to Arrow."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
