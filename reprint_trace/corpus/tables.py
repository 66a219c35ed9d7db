"""Rows of JSON Lines, CSV and Parquet files as mappings, with the numbers of their lines."""

from __future__ import annotations

import codecs
import csv
import json
from typing import IO, TYPE_CHECKING, Any

from reprint_trace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

Row = tuple[int, "Mapping[str, Any] | str"]  # a line and its fields, or what is wrong with it

_LONGEST_FIELD = 1 << 27


def json_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """The objects of JSON Lines; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _object(line)


def _object(line: bytes) -> dict[str, Any] | str:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, RecursionError):
        return "not JSON"
    return row if isinstance(row, dict) else "not a JSON object"


def csv_rows(data: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of a CSV file in UTF-8 under the names in its first line."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.DictReader(codecs.iterdecode(data, "utf-8-sig"))
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if value}
    except UnicodeDecodeError as error:
        raise InputError(name, f"not UTF-8 after line {reader.line_num}", "convert it to UTF-8") from error
    except csv.Error as error:
        raise InputError(name, f"line {reader.line_num} is not CSV ({error})") from error


def parquet_rows(path: Path, told: Callable[[float], None] | None = None) -> Iterator[Row]:
    """The rows of a Parquet file, numbered from 1; `told` is called with the share that is read."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(str(path), "Parquet cannot be read here", "pip install pyarrow") from error
    number = 0
    try:
        file = parquet.ParquetFile(path)
        for batch in file.iter_batches(batch_size=1000):
            for row in batch.to_pylist():
                number += 1
                yield number, row
            if told:
                told(number / max(1, file.metadata.num_rows))
    except (OSError, arrow.ArrowException) as error:
        raise InputError(str(path), f"not a Parquet file ({error})".partition("\n")[0]) from error
