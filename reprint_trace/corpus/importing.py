"""Documents from files: rows of JSON Lines, CSV and Parquet, and saved pages."""

from __future__ import annotations

import gzip
import os
import re
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from reprint_trace.corpus.exporting import FIELDS
from reprint_trace.corpus.tables import Row, csv_rows, json_rows, parquet_rows
from reprint_trace.errors import InputError, MissingInput, TruncatedInput, boundary
from reprint_trace.model import Document, Page, Precision, Published
from reprint_trace.reading.folders import no_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from reprint_trace.outlets import Gazetteer

JSON_LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:[-/.年]?(?P<month>0[1-9]|1[0-2]|[1-9](?!\d))"
    r"(?:[-/.月]?(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?!\d))日?(?:[T ](?P<time>\d\d:\d\d))?)?)?"
)
_MORE = re.compile(r"[-/.年月]?\d")  # a date goes on that was not understood
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day", "minute")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no document: its file and line (from 1; None for a whole file that cannot
    be read), and what is wrong with it."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.problem}"


def read_documents(
    path: str,
    outlets: Gazetteer | None = None,
    fields: Mapping[str, str] | None = None,
    told: Callable[[float], None] | None = None,
) -> Iterator[Document | BadRow]:
    """The documents of a file of rows (JSON Lines, CSV, Parquet; `-` is JSON Lines on standard
    input), of a file of saved pages, or of a folder of either.

    Rows have `id, title, text, publisher, source, outlet, date, url`, or what `fields` calls them.  Files of
    a folder are taken by their endings, in the order of their names; the rest of it (data, images,
    hidden files) is passed over.  What cannot be read there is a BadRow; of a single file it
    raises MissingInput, TruncatedInput, NotAPage ….  `told` is called with the share of the input
    that has been read, where that is known: of rows, and of the files of a folder.
    """
    place = Path(path)
    called = {name: (fields or {}).get(name, name) for name in FIELDS}
    if path == "-":
        yield from _documents(json_rows(sys.stdin.buffer), "stdin", called)
        return
    if not place.is_dir():
        with boundary(path, "reading"):
            yield from _read_file(place, outlets, called, told)
        return
    files = [*_files(place)]
    for number, file in enumerate(files, 1):
        if problem := no_file(str(file)):  # a pipe would be waited for
            yield BadRow(problem.path, None, problem.problem)
            continue
        try:
            with boundary(str(file), "reading"):
                yield from _read_file(file, outlets, called)
        except InputError as error:
            yield BadRow(error.path, None, error.problem)
        if told:
            told(number / len(files))


def _files(folder: Path) -> Iterator[Path]:
    from reprint_trace.reading.folders import ARCHIVED, SUFFIXES

    endings = JSON_LINES + SUFFIXES + ARCHIVED
    for base, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(endings) and not name.startswith("."):
                yield Path(base, name)


def _read_file(
    file: Path,
    outlets: Gazetteer | None,
    called: Mapping[str, str],
    told: Callable[[float], None] | None = None,
) -> Iterator[Document | BadRow]:
    name = str(file)
    if file.name.lower().endswith(".parquet"):
        yield from _documents(_with_columns(parquet_rows(file, told), name, called), name, called)
    elif file.name.lower().endswith((".csv", ".csv.gz")):
        with opened(file) as data:
            rows = _measured(csv_rows(data, name), data, file, told)
            yield from _documents(_with_columns(rows, name, called), name, called)
    elif is_jsonl(file):
        with opened(file) as data:
            yield from _documents(_measured(json_rows(data), data, file, told), name, called)
    else:
        yield from read_pages(file, outlets)


def _measured(
    rows: Iterator[Row], data: IO[bytes], file: Path, told: Callable[[float], None] | None
) -> Iterator[Row]:
    """The rows; after each it is told how far the file, perhaps compressed, has been read."""
    if not told:
        yield from rows
        return
    packed, size = getattr(data, "fileobj", data), file.stat().st_size
    for row in rows:
        told(packed.tell() / max(1, size))
        yield row


def is_jsonl(file: Path) -> bool:
    """Whether a file is JSON Lines: by its ending or, where that says nothing, its first byte."""
    name = file.name.lower()
    if name.endswith(JSON_LINES):
        return True
    with opened(file) as data:
        return data.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_pages(file: Path, outlets: Gazetteer | None) -> Iterator[Document | BadRow]:
    """The saved pages of a file (an archive holds several); one without a story is a BadRow."""
    from reprint_trace.reading import read_path

    for page in read_path(str(file), gazetteer=outlets):
        if page.body.strip():
            yield document_from_page(page)
        else:
            yield BadRow(page.file, None, "no article text found")


def _with_columns(rows: Iterator[Row], name: str, called: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a table that has a text; without that column every row would be bad."""
    for number, row in rows:
        if number <= 2 and not isinstance(row, str) and called["text"] not in row:
            columns = ", ".join(map(str, row))
            raise InputError(
                name, f"no column {called['text']} among {columns}", "name it: --field text=COLUMN"
            )
        yield number, row


def _documents(rows: Iterable[Row], name: str, called: Mapping[str, str]) -> Iterator[Document | BadRow]:
    for number, row in rows:
        document = (
            row
            if isinstance(row, str)
            else document_from_row({field: row.get(column) for field, column in called.items()})
        )
        yield BadRow(name, number, document) if isinstance(document, str) else document


def document_from_page(page: Page) -> Document:
    """A saved page as a candidate original: its address or file is its id, its publisher the site it
    stood on, its source whom it credits.  A credit is a claim: it makes no text the credited outlet's."""
    return Document(
        id=_whole(page.url or page.file),
        text=page.body,
        title=page.title,
        publisher=page.site.name or page.site.domain or page.file,
        source=page.declared_source,
        outlet=page.site.outlet,
        published=page.published,
        url=page.url,
    )


def published_from(value: str) -> Published | None:
    """A date or time as a corpus row states it (2020-02-24T08:30, 20200224, 2020/2/24,
    2020年2月24日), cut at what is certain; None where no calendar has such a day."""
    found = _DATE.match(value.strip())
    if not found or _MORE.match(found.string, found.end()):
        return None
    year, month, day, time = found.groups()
    parts = [year, *(part.zfill(2) for part in (month, day) if part)]
    try:
        datetime.fromisoformat("-".join((*parts, "01", "01")[:3]) + (f"T{time}" if time else ""))
    except ValueError:
        return None
    precision = _PRECISIONS[len(parts) - 1 + bool(time)]
    iso = "-".join(parts) + (f"T{time}" if time else "")
    return Published(value=iso, precision=precision, basis="corpus", quote=value)


def document_from_row(row: Mapping[str, Any]) -> Document | str:
    """The document of a row, or what is wrong with the row."""
    id_ = row.get("id") or row.get("url")
    if not isinstance(id_, (str, int)) or not str(id_).strip():
        return "no id"
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return "no text"
    date = _optional(row, "date")
    published = published_from(date) if date else None
    if date and not published:
        return f"the date {date!r} is no date like 2020-02-24"
    return Document(
        id=_whole(str(id_).strip()),
        text=_whole(text),
        title=_optional(row, "title"),
        publisher=_optional(row, "publisher"),
        source=_optional(row, "source"),
        outlet=_optional(row, "outlet"),
        published=published,
        url=_optional(row, "url"),
    )


def _optional(row: Mapping[str, Any], field: str) -> str | None:
    value = row.get(field)
    return _whole(str(value).strip()) or None if value is not None else None


def _whole(text: str) -> str:
    """The text with U+FFFD for halves of characters, which JSON can hold and nothing else can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked if they are gzipped.  Raises MissingInput or TruncatedInput."""
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if zipped else file
    except FileNotFoundError as error:
        raise MissingInput(str(path), "no such file") from error
    except PermissionError as error:
        raise MissingInput(str(path), "may not be opened") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TruncatedInput(
            str(path), "ends in the middle of its compressed data", "the rows before it were read"
        ) from error
