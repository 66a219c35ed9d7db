"""The stages on the executors: Arrow batches in, Arrow batches out, by the stages' own functions.

Columns are named as in Spark's SQL.  Functions that return one for `mapInArrow` or `applyInArrow` close over
little, which is sent with the task.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from reprint_trace.scanning.stages import FURNITURE, RELATE, SEARCH, TRACE, Settings, own_lines
from reprint_trace.scanning.stories import Part, Told, parts
from reprint_trace.scanning.values import Failure, Lines, pack, unpack
from reprint_trace.scanning.workers import PRELOADED, Pool

if TYPE_CHECKING:
    from reprint_trace.scanning.stages import Searched

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
    name = site["site"][0].as_py()
    pages = [
        Lines(site=name, hashes=hashes, lengths=lengths)
        for hashes, lengths in zip(site["hashes"].to_pylist(), site["lengths"].to_pylist(), strict=True)
    ]
    common = np.array(sorted(FURNITURE.function(pages)), np.uint64).tobytes()
    return pa.table({"site": [name], "common": pa.array([common], pa.binary())})


def searching(settings: Settings) -> Callable[[Batches], Batches]:
    """Rows `(id, page, hashes, common)` → SEARCHED."""

    def tasks(rows: Sequence[Row]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        for i, row in enumerate(rows):
            common = np.frombuffer(row["common"] or b"", np.uint64).tolist()
            yield i, (row["page"], own_lines(row["hashes"], common))

    def search(given: Batches) -> Batches:
        for some in given:
            rows = some.to_pylist()
            found = SEARCH.answers(process(), settings, tasks(rows))
            yield batch((_searched(rows[i], answer) for i, answer in found), SEARCHED)

    return search


def _searched(row: Row, answer: Searched | Failure) -> Row:
    id_ = row["id"]
    if isinstance(answer, Failure):
        return {"id": id_, "failure": pack(replace(answer, file=id_))}
    keys = answer.keys
    return {
        "id": id_, "page": row["page"], "matches": answer.matches, "documents": list(answer.documents),
        "text": int(np.uint64(keys.text).astype(np.int64)), "prints": keys.prints, "bands": keys.bands,
        "published": answer.published,
    }  # fmt: skip


def comparing(given: Batches) -> Batches:
    """Pairs with their pages, `(u, v, one, other)` → `(u, v)` of those of which one may be a copy."""
    for some in given:
        tasks = (((row["u"], row["v"]), (row["one"], row["other"])) for row in some.to_pylist())
        answers = RELATE.answers(process(), Settings(), tasks)
        yield batch(({"u": u, "v": v} for (u, v), answer in answers if answer is True), "u long, v long")


def cutting(story: pa.Table) -> pa.Table:
    """The pages `(group, place, id, bands, published)` of a story that is too large → PARTS."""
    rows = {row["place"]: row for row in story.to_pylist()}

    def told(place: int) -> Told:
        return Told(rows[place]["published"], rows[place]["id"], rows[place]["bands"])

    group = story["group"][0].as_py()
    cut = [
        {"group": group, "part": f"{group}/{number}", "place": place, "asked": place in part.asked,
         "warning": pack(part.warning) if part.warning else None, "size": len(part.pages)}
        for number, part in enumerate(parts(sorted(rows), told)) for place in part.pages
    ]  # fmt: skip
    return pa.Table.from_pylist(cut, schema(PARTS))


def tracing_parts(settings: Settings) -> Callable[[pa.Table], pa.Table]:
    """The pages of one part → TRACED, those that are asked."""

    def trace(given: pa.Table) -> pa.Table:
        rows = {row["place"]: row for row in given.to_pylist()}
        asked = tuple(sorted(place for place, row in rows.items() if row["asked"]))
        warned = next(iter(rows.values()))["warning"]
        part = Part(tuple(sorted(rows)), asked, unpack(warned) if warned else None)
        return pa.Table.from_batches([batch(_traced(settings, part, rows), TRACED)])

    return trace


def tracing_singles(settings: Settings) -> Callable[[Batches], Batches]:
    """Pages without another of their story → TRACED."""

    def trace(given: Batches) -> Batches:
        for some in given:
            rows = {row["place"]: row for row in some.to_pylist()}
            found = (out for place in rows for out in _traced(settings, Part((place,), (place,)), rows))
            yield batch(found, TRACED)

    return trace


def _traced(settings: Settings, part: Part, rows: Mapping[int, Row]) -> Iterator[Row]:
    """The traces of one part; a part that is too much together is traced page by page."""
    those = [rows[place] for place in part.pages]
    places = [part.pages.index(place) for place in part.asked]
    arguments = [row["page"] for row in those], [row["matches"] for row in those], places, part.warning
    ((_, answer),) = TRACE.answers(process(), settings, [(0, arguments)])
    if isinstance(answer, Failure) and (alone := part.alone(answer.message)):
        for page in alone:
            yield from _traced(settings, page, rows)
    elif isinstance(answer, Failure):
        (row,) = those
        failure = replace(answer, file=row["id"])
        yield {"place": row["place"], "id": row["id"], "failure": pack(failure)}
    else:
        for place, traced in zip(part.asked, answer, strict=True):
            yield {"place": place, "id": rows[place]["id"], "json": traced.json,
                   "traced": pack(replace(traced, json=""))}  # fmt: skip


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
