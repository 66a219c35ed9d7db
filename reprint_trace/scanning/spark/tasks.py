"""The stages on the executors: Arrow batches in, Arrow batches out, by the stages' own functions.

Columns are named as in Spark's SQL.  Functions that return one for `mapInArrow` or `applyInArrow` close over
little, which is sent with the task.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reprint_trace.model import phrase
from reprint_trace.scanning import stages
from reprint_trace.scanning.stories import parts
from reprint_trace.scanning.values import Failure, Traced, pack, unpack
from reprint_trace.scanning.workers import PRELOADED, Ended, Pool

if TYPE_CHECKING:
    from reprint_trace.scanning.stages import Settings

Batches = Iterator[pa.RecordBatch]
Row = dict[str, Any]

AT_ONCE = 128  # rows in a batch that goes out: an archive has many pages
_ARROW = {
    "string": pa.string(), "binary": pa.binary(), "long": pa.int64(), "double": pa.float64(),
    "boolean": pa.bool_(), "array<string>": pa.list_(pa.string()),
}  # fmt: skip


def schema(columns: str) -> pa.Schema:
    """`name kind, name kind, …` as Arrow has it."""
    named = (column.replace("`", "").split() for column in columns.split(","))
    return pa.schema([(name, _ARROW[kind]) for name, kind in named])


def batch(rows: Iterable[Row], columns: str) -> pa.RecordBatch:
    """The rows as one batch; columns that a row does not have are null."""
    kinds = schema(columns)
    return pa.RecordBatch.from_pylist(
        [{name: _utf8(row.get(name)) for name in kinds.names} for row in rows], kinds
    )


def batches(rows: Iterator[Row], columns: str) -> Batches:
    """The rows in batches of AT_ONCE."""
    while some := list(islice(rows, AT_ONCE)):
        yield batch(some, columns)


def unpacked(
    column: str, fields: Callable[[Any], Iterable[Row]], columns: str
) -> Callable[[Batches], Batches]:
    """A packed struct of each row as rows of `columns`; those it does not give are the row's own."""

    def unpack_all(given: Batches) -> Batches:
        for some in given:
            rows = ({**row, **out} for row in some.to_pylist() for out in fields(unpack(row[column])))
            yield from batches(rows, columns)

    return unpack_all


def _utf8(value: Any) -> Any:
    """A page may hold half of a surrogate pair, which is no text to Arrow."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


# ── the process beside each of Spark's Python workers ───────────────────────────────────


@cache
def process() -> Pool:
    """A pool of one, kept for all tasks of this worker; its process ends when the worker does.

    Pages are read and stories traced in it under the limits of the local engine, so that a hostile page
    ends alone and not with its executor."""
    forks = hasattr(os, "fork")
    if forks:
        import_module(PRELOADED)  # `daemon` has loaded it already, where Spark runs ours
    return Pool(1, forked=forks)


# ── the stages ──────────────────────────────────────────────────────────────────────────

SEARCHED = """id string, page binary, matches binary, documents array<string>, text long, prints binary,
              bands binary, published string, failure binary"""
PARTS = "group long, part string, place long, asked boolean, warning binary, size long"
TRACED = "place long, id string, json string, traced binary, failure binary"


def furniture_of_site(site: pa.Table) -> pa.Table:
    """All lines of one site's pages → the hashes of those that are its furniture."""
    from reprint_trace.scanning.stories import furniture
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

    def search(given: Batches) -> Batches:
        for some in given:
            rows = some.to_pylist()
            found = process().run(stages.search, tasks(rows), stages.SEARCH_LIMITS)
            yield batch((_searched(rows[i], answer) for i, answer in found), SEARCHED)

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


def comparing(given: Batches) -> Batches:
    """Pairs with their pages, `(u, v, one, other)` → `(u, v)` of those of which one may be a copy."""
    for some in given:
        tasks = (((row["u"], row["v"]), (stages.Settings(), row["one"], row["other"]))
                 for row in some.to_pylist())  # fmt: skip
        answers = process().run(stages.related, tasks, stages.SEARCH_LIMITS)
        yield batch(({"u": u, "v": v} for (u, v), answer in answers if answer is True), "u long, v long")


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
         "warning": pack(part.warning) if part.warning else None, "size": len(part.pages)}
        for number, part in enumerate(parts(sorted(rows), date, bands)) for place in part.pages
    ]  # fmt: skip
    return pa.Table.from_pylist(cut, schema(PARTS))


def tracing_parts(settings: Settings) -> Callable[[pa.Table], pa.Table]:
    """The pages of one part → TRACED, those that are asked."""

    def trace(part: pa.Table) -> pa.Table:
        rows = sorted(part.to_pylist(), key=lambda row: row["place"])
        return pa.Table.from_batches([batch(_traced(settings, rows), TRACED)])

    return trace


def tracing_singles(settings: Settings) -> Callable[[Batches], Batches]:
    """Pages without another of their story → TRACED."""

    def trace(given: Batches) -> Batches:
        for some in given:
            rows = ([{**row, "asked": True, "warning": None}] for row in some.to_pylist())
            yield batch((out for row in rows for out in _traced(settings, row)), TRACED)

    return trace


def _traced(settings: Settings, rows: Sequence[Row]) -> Iterator[Row]:
    """The traces of one part; a part that reaches the limits is traced page by page."""
    answer = _answer(settings, rows)
    if isinstance(answer, Ended) and len(rows) > 1:
        warning = pack(phrase("warning.alone", why=answer.message))
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
        settings, [row["page"] for row in rows], [row["matches"] for row in rows], asked,
        unpack(warned) if (warned := rows[0]["warning"]) else None,
    )  # fmt: skip
    ((_, answer),) = process().run(stages.trace_part, [(0, arguments)], stages.TRACE_LIMITS)
    found: list[Traced] | Ended = answer
    return found


def documents(settings: Settings) -> Callable[[Batches], Batches]:
    """Ids of corpus documents → `(id, json)`, their texts."""

    def fetch(given: Batches) -> Batches:
        from reprint_trace.contract import to_json
        from reprint_trace.corpus import Corpus

        if not settings.corpus:
            return
        with Corpus.open(settings.corpus) as corpus:
            for some in given:
                ids = some["id"].to_pylist()
                yield batch(
                    ({"id": id_, "json": to_json(corpus.document(id_))} for id_ in ids),
                    "id string, json string",
                )

    return fetch


def pages_as_documents(given: Batches) -> Batches:
    """Rows `(id, page)` → `(id, json)`, what others may have copied from them."""
    from reprint_trace.comparing.match import as_document
    from reprint_trace.contract import to_json

    for some in given:
        rows = ({"id": r["id"], "json": to_json(as_document(unpack(r["page"])))} for r in some.to_pylist())
        yield batch(rows, "id string, json string")
