"""Files that hold tables as such: workbooks (XLSX, XLS, XLSB, ODS), Parquet, SQLite; CSV and its kin, with commas,
semicolons, tabs or bars between cells, whatever the charset.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import pickle
import sqlite3
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from reprint_trace.errors import InputError
from reprint_trace.reading.encoding import BOMS, detect
from reprint_trace.tables.objects import Holds
from reprint_trace.tables.rows import Row, Spoilt, Table, understand

if TYPE_CHECKING:
    from typing_extensions import Buffer

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


# ── delimited text ────────────────────────────────────────────────────────────────────────


_FEW = 0.02  # share of a sample that may be bytes of no UTF-8 before another charset is looked for


def charset(head: bytes) -> str:
    """The Python codec of a text that begins with `head`: by its mark, as UTF-16 by its zeros, as
    UTF-8 where it is valid, else GB 18030 or Big5 by which makes more common characters of it."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(
                encoding, "utf-32"
            )
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 > len(head) and min(even, odd) * 10 <= max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = decoder.decode(head).count("\ufffd")  # a character cut at the end is no broken one
    if broken <= _FEW * len(head) / 3 and (not broken or detect(head) is None):
        return "utf-8"
    return detect(head) or "utf-8"


def text_of(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The text of a stream, its line ends as they are; what fits no charset is replaced."""
    return io.TextIOWrapper(stream, encoding, errors="replace", newline="")


class Recoded(io.RawIOBase):
    """A stream of any charset as UTF-8, for parsers that take no other."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._left = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        if not self._left:
            self._left = self._text.read(len(view)).encode("utf-8", "replace")
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


# ── rows ────────────────────────────────────────────────────────────────────────────────

DELIMITERS = (",", "\t", ";", "|")
LONGEST = 1 << 25  # characters of a cell: a quote that is never closed swallows no more
_SAMPLE = 60  # records looked at to tell the delimiter
_ENOUGH = 2  # columns that must be known before a text without an ending is taken for a table


def delimiter(sample: str) -> str | None:
    """What stands between the cells of a table that begins like this: the delimiter under which most
    names in the first line are known, then that which cuts its lines into equally many; None where
    there is but one column."""
    scores = [(*_score(sample, mark), -place, mark) for place, mark in enumerate(DELIMITERS)]
    known, even, width, _, mark = max(scores)
    return mark if width > 1 and (known or even) else None


def _score(sample: str, mark: str) -> tuple[int, float, int]:
    """How many names of the first record are known; the share of records as wide as it; its width."""
    records = _sampled(sample, mark)
    if not records:
        return 0, 0.0, 0
    width = len(records[0])
    even = sum(len(record) == width for record in records) / len(records)
    return len(understand("", records[0], {}).columns) if width > 1 else 0, round(even, 1), width


def _sampled(sample: str, mark: str) -> list[list[str]]:
    """The first records, without the one that the sample may have cut."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    found: list[list[str]] = []
    try:
        for record in reader:
            if record and any(cell.strip() for cell in record):
                found.append(record)
            if len(found) > _SAMPLE:
                break
    except csv.Error:
        pass
    return found[:-1] if len(found) > 2 else found


def looks_delimited(sample: str) -> bool:
    """Whether a text is a table although nothing says so: its first line names columns, the text or
    page among them, and what follows is cut as it is."""
    if (mark := delimiter(sample)) is None:
        return False
    records = _sampled(sample, mark)
    known = understand("", records[0], {})
    even = sum(len(record) == len(records[0]) for record in records)
    return known.holds_articles and len(known.columns) >= _ENOUGH and even * 10 >= len(records) * 8


def delimited(text: IO[str], sample: str, asked: Sequence[str] = ()) -> Table:
    """The table in a text that begins with `sample`; its first record names the columns."""
    csv.field_size_limit(LONGEST)
    declared = sample[4:5] if sample[:4] == "sep=" else None  # as Excel writes it
    body = sample.partition("\n")[2] if declared else sample
    reader = csv.reader(text, delimiter=declared or delimiter(body) or _only(body, asked))
    if declared:
        next(reader, None)
    header = _header(reader)
    return Table(tuple(header), _rows(reader, header))


def _only(sample: str, asked: Sequence[str]) -> str:
    """The delimiter of a table whose names are the user's own, or of one column."""
    first = sample.partition("\n")[0]
    return next((mark for mark in DELIMITERS if any(name in first.split(mark) for name in asked)), ",")


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                names = [cell.strip().lstrip("\ufeff") for cell in record]
                return [f"{name}#{n}" if (n := names[:i].count(name)) and name else name
                        for i, name in enumerate(names)]  # fmt: skip
    except csv.Error:
        pass
    return []


def _rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[Row | Spoilt]:
    while True:
        number = getattr(reader, "line_num", 0) + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Spoilt(number, f"is no row of a table ({error})")
            continue
        if not any(cell.strip() for cell in record):
            continue
        if len(record) > len(header) and any(record[len(header) :]):
            yield Spoilt(number, f"has {len(record)} cells under {len(header)} names")
            continue
        yield Row(number, {name: cell for name, cell in zip(header, record, strict=False) if cell})
