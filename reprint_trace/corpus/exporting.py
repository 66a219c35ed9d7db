"""A corpus's documents written out again: the rows that `corpus add` reads."""

from __future__ import annotations

import json
from itertools import islice
from typing import IO, TYPE_CHECKING

from reprint_trace.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.model import Document

FIELDS = ("id", "title", "text", "publisher", "source", "outlet", "date", "url")


def row(document: Document) -> dict[str, str | None]:
    """The fields of a document as a row."""
    dated = document.published
    values = (
        document.id, document.title, document.text, document.publisher, document.source, document.outlet,
    )  # fmt: skip
    return dict(zip(FIELDS, (*values, dated.value if dated else None, document.url), strict=True))


def write_jsonl(documents: Iterable[Document], out: IO[bytes]) -> int:
    """Write JSON Lines without empty fields; how many documents there were."""
    count = 0
    for document in documents:
        fields = {name: value for name, value in row(document).items() if value is not None}
        out.write(json.dumps(fields, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def write_parquet(documents: Iterable[Document], out: IO[bytes]) -> int:
    """Write a Parquet file of text columns; how many documents there were."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise OutputError("Parquet", "cannot be written here", "pip install pyarrow") from error
    schema = arrow.schema([(name, arrow.string()) for name in FIELDS])
    source = iter(documents)
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := [row(document) for document in islice(source, 10_000)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema))
            count += len(rows)
    return count
