"""Documents from files: JSON Lines, and saved pages that `reading` has read."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, IO

from reprint_trace.errors import InputError, MissingInput, TruncatedInput
from reprint_trace.model import Document, Page, Precision, Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_JSONL = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2}))?)?)?")
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


ReadPages = Callable[[str], "Iterable[Page]"]


def read_documents(path: str, pages: ReadPages | None = None) -> Iterator[Document | BadRow]:
    """The documents of a JSON Lines file, a folder of them, or (with `pages`, which reads the
    saved pages of a file) of saved pages.  Files of a folder are read in order of their names;
    one that cannot be read is a BadRow.  Raises MissingInput or TruncatedInput for a single file."""
    place = Path(path)
    if not place.is_dir():
        yield from _read_file(place, pages)
        return
    for file in sorted(place.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(place).parts):
            try:
                yield from _read_file(file, pages)
            except InputError as error:
                yield BadRow(str(file), None, error.problem)


def _read_file(file: Path, pages: ReadPages | None) -> Iterator[Document | BadRow]:
    if pages and not file.name.endswith(_JSONL):
        yield from map(document_from_page, pages(str(file)))
    else:
        yield from read_jsonl(file)


def read_jsonl(path: Path) -> Iterator[Document | BadRow]:
    """The rows of a JSON Lines file, gzipped or not, with the fields
    `id, title, text, source, date, url`; a row that cannot be used is a BadRow."""
    try:
        with _opened(path) as lines:
            yield from documents_from_lines(lines, str(path))
    except FileNotFoundError as error:
        raise MissingInput(str(path), "no such file") from error
    except PermissionError as error:
        raise MissingInput(str(path), "may not be opened") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TruncatedInput(
            str(path), "ends in the middle of its compressed data", "the rows before it were read"
        ) from error


def documents_from_lines(lines: Iterable[bytes], name: str) -> Iterator[Document | BadRow]:
    """Documents from JSON lines; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            document = _document_from_line(line)
            yield BadRow(name, number, document) if isinstance(document, str) else document


def document_from_page(page: Page) -> Document:
    """A saved page as a candidate original: its address or file is its id, and its source is
    the outlet it credits, else the site itself."""
    return Document(
        id=page.url or page.file,
        text=page.body,
        title=page.title,
        source=page.declared_source or page.site.name,
        outlet=None if page.declared_source else page.site.outlet,
        published=page.published,
        url=page.url,
    )


def published_from(value: str) -> Published | None:
    """An ISO date or time as a corpus row states it, cut at what is certain."""
    found = _DATE.match(value.strip())
    if not found:
        return None
    parts = [part for part in found.groups() if part]
    precision = _PRECISIONS[len(parts) - 1]
    iso = "-".join(parts[:3]) + (f"T{parts[3]}" if len(parts) > 3 else "")
    return Published(value=iso, precision=precision, basis="corpus", quote=value)


def _document_from_line(line: bytes) -> Document | str:
    """The document, or what is wrong with the line."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, RecursionError):
        return "not JSON"
    return _document_from_row(row) if isinstance(row, dict) else "not a JSON object"


def _document_from_row(row: dict[str, Any]) -> Document | str:
    if row.get("id") is None:
        return "no id"
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return "no text"
    date = _optional(row, "date")
    published = published_from(date) if date else None
    if date and not published:
        return f"the date {date!r} is not YYYY-MM-DD"
    return Document(
        id=str(row["id"]),
        text=text,
        title=_optional(row, "title"),
        source=_optional(row, "source"),
        outlet=_optional(row, "outlet"),
        published=published,
        url=_optional(row, "url"),
    )


def _optional(row: dict[str, Any], field: str) -> str | None:
    value = row.get(field)
    return str(value).strip() or None if value is not None else None


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else path.open("rb")
