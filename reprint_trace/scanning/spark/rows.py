"""Rows between Spark and Python, as Arrow batches of columns that are named as in Spark's SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import pyarrow as pa

from reprint_trace.scanning.packing import unpack

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
