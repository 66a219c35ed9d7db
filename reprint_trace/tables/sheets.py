"""Workbooks (XLSX, XLS, XLSB, ODS), Parquet and SQLite: files that hold tables as such."""

from __future__ import annotations

import os
import pickle
import sqlite3
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Any
from urllib.parse import quote

from reprint_trace.errors import InputError
from reprint_trace.tables.objects import Holds
from reprint_trace.tables.rows import Row, Spoilt, Table

LARGEST = 1 << 31  # bytes that a workbook may unpack to: it is parsed whole
_SECONDS = 120  # of processor time that its reader may take
_HEADER_WITHIN = 10  # rows above which a sheet's names stand, below its title
_BATCH = 1000


def workbook(path: Path, name: str, holds: Holds) -> Iterator[Table]:
    """The sheets of a workbook that have rows; the first row that names an article's fields, else the
    first that has cells, names the columns.  Raises InputError."""
    _checked(path, name)
    with _reader(path) as stream:
        messages, held = _messages(stream), []

        def rows() -> Iterator[Sequence[Any]]:
            for message in messages:
                if message[0] != "rows":
                    held.append(message)
                    return
                yield from message[1]

        while True:
            kind, what = held.pop() if held else next(messages)
            if kind == "sheet":
                yield from _sheet(rows(), what, holds)
            elif kind == "end" and what:
                raise InputError(name, f"cannot be read as a workbook ({what})", "save it as CSV")
            elif kind == "end":
                return


def _checked(path: Path, name: str) -> None:
    """Refuses a zip that unpacks to more than its reader's memory."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST:
                raise InputError(name, f"unpacks to more than {LARGEST >> 30} GB", "save it as CSV")


@contextmanager
def _reader(path: Path) -> Iterator[IO[bytes]]:
    """What `workbooks.py` says of the file; it is ended when nobody listens any more."""
    program = str(Path(__file__).with_name("workbooks.py"))
    command = [sys.executable, "-P", program, str(path), str(_SECONDS), str(2 * LARGEST)]
    found = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=found) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.kill()


def _messages(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            yield pickle.load(stream)
    yield "end", "it needs more time or memory than there is"


def _sheet(rows: Iterator[Sequence[Any]], sheet: str, holds: Holds) -> Iterator[Table]:
    numbered = enumerate(rows, 1)
    above: list[tuple[int, Sequence[Any]]] = []
    for number, cells in numbered:
        if any(_shown(cell) for cell in cells):
            above.append((number, cells))
            if holds([_shown(cell) for cell in cells]):
                names, below = [_shown(cell) for cell in cells], []
                break
        if number >= _HEADER_WITHIN:
            names, below = [_shown(cell) for cell in above[0][1]] if above else [], above[1:]
            break
    else:
        names, below = [_shown(cell) for cell in above[0][1]] if above else [], above[1:]

    def found() -> Iterator[Row | Spoilt]:
        yield from (_row(number, names, cells) for number, cells in below)
        for number, cells in numbered:
            row = _row(number, names, cells)
            if row.cells:
                yield row

    if names:
        yield Table(tuple(name for name in names if name), found(), sheet)


def _row(number: int, names: Sequence[str], cells: Sequence[Any]) -> Row:
    filled = zip(names, cells, strict=False)
    return Row(number, {name: cell for name, cell in filled if name and cell not in ("", None)})


def _shown(cell: Any) -> str:
    return str(cell).strip() if cell is not None else ""


def parquet(source: IO[bytes] | Path, name: str) -> Iterator[Table]:
    """The rows of a Parquet file, those of its columns that are no lists of numbers.  Raises InputError."""
    import pyarrow as arrow
    from pyarrow import parquet as files

    try:
        file = files.ParquetFile(source)
        schema = file.schema_arrow
    except (OSError, ValueError, arrow.ArrowException) as error:  # ValueError: a text that is not UTF-8
        raise InputError(name, f"not a Parquet file ({error})".partition("\n")[0]) from error

    def rows() -> Iterator[Row | Spoilt]:
        from reprint_trace.tables.objects import flat

        number = 0
        try:
            for batch in file.iter_batches(batch_size=_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield Row(number, flat(row))
        except (OSError, ValueError, arrow.ArrowException) as error:  # ValueError: a text that is not UTF-8
            problem = str(error).partition("\n")[0]
            raise InputError(
                name, f"is damaged after row {number} ({problem})", "the rows before it were read"
            ) from error

    def names(fields: Any, prefix: str = "") -> Iterator[str]:
        for field in fields:
            if arrow.types.is_struct(field.type):
                yield from names(field.type, f"{prefix}{field.name}.")
            else:
                yield f"{prefix}{field.name}"

    yield Table(tuple(names(schema)), rows(), total=file.metadata.num_rows)


def database(path: str) -> Iterator[Table]:
    """The tables of a SQLite file, those of the schema's own kind only: a view may compute for ever."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(Path(path).resolve()))}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise InputError(path, f"cannot be opened as a database ({error})") from error
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        named = (
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        for (table,) in connection.execute(named).fetchall():
            escaped = table.replace('"', '""')
            cursor = connection.execute(f'SELECT * FROM "{escaped}"')
            columns = tuple(column[0] for column in cursor.description)
            yield Table(columns, _records(cursor, columns), table)
    except sqlite3.Error as error:
        raise InputError(path, f"cannot be read as a database ({error})") from error
    finally:
        connection.close()


def _records(cursor: sqlite3.Cursor, columns: Sequence[str]) -> Iterator[Row | Spoilt]:
    for number, record in enumerate(cursor, 1):
        yield Row(number, {n: cell for n, cell in zip(columns, record, strict=True) if cell is not None})
