"""What a saved page is: its format, and its own markup or text.

A page is HTML (perhaps SingleFile's, or with a browser's "saved from url" comment), MHTML, or
the text of a page copied whole; any of them may be gzipped.  Files that hold many are
`archives`.  Nothing is read beyond `MAX_BYTES` a page.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from reprint_trace import documents
from reprint_trace.errors import EmptyInput, InputError, NotAPage, TruncatedInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Published
    from reprint_trace.model.phrase import Phrase

HEAD = 1 << 16
MAX_BYTES = 64 * 2**20
STDIN = "-"
PAGES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".text", ".mhtml", ".mht")
ARCHIVES = (".warc", ".wacz")
DOCUMENTS = (".docx", ".odt", ".rtf", ".epub", ".pdf")

_BINARIES = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "gzipped twice"), (b"PK\x03\x04", "a zip archive"), (b"7z\xbc\xaf", "an archive"), (b"Rar!", "an archive"),
    (b"SQLite format 3", "a database"), (b"PAR1", "a Parquet table"), (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)  # fmt: skip
_CONTROLS = bytes((*range(9), *range(14, 27)))
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|table|tr|td|ul|ol|li|dl|a|img"
    rb"|article|section|main|header|span|font|center|h[1-6]|br|hr)(?:\s|/?>)",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"\A\s{0,20}(?:[\w-]{1,40}:[^\n]{0,998}\r?\n(?:[ \t][^\n]{0,998}\r?\n){0,20}){1,40}\r?\n"
)
_SAVED_FROM = re.compile(rb"<!--\s{0,9}saved from url=\(\d{1,6}\)([^\s>]{4,2000})\s", re.IGNORECASE)
_SINGLEFILE = re.compile(
    rb"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{4,2000})"
    rb"(?:\s{1,9}saved date:\s{0,9}([^\n]{4,80}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a container says of the story itself (a row of a table: its title, text, date and
    publisher), which need not be looked for."""

    title: str | None
    body: str
    published: Published | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One page as saved.  `data` is its own markup or text, `raw` what its hash is taken of;
    `charset` and `url` are what the container says of it, `date` when it was saved, in ISO 8601,
    `part` what it calls a page of several, `stated` what it says of the story, `warnings` what was lost when it was taken out of there."""

    data: bytes
    raw: bytes
    format: str
    charset: str | None = None
    url: str | None = None
    url_basis: str | None = None
    date: str | None = None
    part: str | None = None
    stated: Stated | None = None
    warnings: tuple[Phrase, ...] = ()


def document(data: bytes, kind: documents.Kind, path: str) -> Iterator[Saved]:
    """The stories of a document, as pages."""
    for story in documents.stories(data, kind, path):
        yield Saved(
            data=story.page.encode("utf-8", "replace"), raw=data, format=kind, url=story.url,
            url_basis="saved-from" if story.url else None, date=story.saved, part=story.part,
            warnings=story.warnings,
        )  # fmt: skip


def saved_page(data: bytes, path: str) -> Saved:
    """The one page that `data` is, of several the first; `path` names it in errors."""
    if not data.strip():
        raise EmptyInput(path, "is empty")
    if kind := documents.kind_of(data[:HEAD]):
        return next(document(data, kind, path))
    page = gunzip(data, path) if data.startswith(b"\x1f\x8b") else data
    if not page.strip():
        raise EmptyInput(path, "has nothing in it")
    for magic, name in _BINARIES:
        if page.startswith(magic):
            raise NotAPage(path, f"is {name}, not a page", "save the page as HTML or text")
    if _MHTML.match(page[:20_000]):
        try:
            part = _mhtml(page)
        except RecursionError as error:
            raise NotAPage(path, "is a web archive nested beyond reading", "save the page again") from error
        if part is not None:
            return replace(part, raw=data)
    return replace(_markup_or_text(page, path), raw=data)


def gunzip(data: bytes, path: str) -> bytes:
    """The contents of gzipped bytes, all members of them, up to MAX_BYTES."""
    pieces, left = [], MAX_BYTES + 1
    while data[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(wbits=31)
        try:
            piece = inflater.decompress(data, left)
        except zlib.error as error:
            raise TruncatedInput(path, "is a damaged gzip file") from error
        left -= len(piece)
        pieces.append(piece)
        if left <= 0:
            raise InputError(path, f"unpacks to more than {MAX_BYTES >> 20} MB", "a page is not that large")
        if not inflater.eof:
            raise TruncatedInput(path, "is a gzip file that ends too early", "copy it again")
        data = inflater.unused_data
    return b"".join(pieces)


def _markup_or_text(data: bytes, path: str) -> Saved:
    start = data[:4096]
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) * 5 > len(start)
    visible = start.replace(b"\x00", b"") if wide else start
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if not wide and controls > max(8, len(start) / 20):
        raise NotAPage(path, "is not text", "save the page as HTML or text")
    if not (_MARKUP.search(visible) or _MARKUP.search(data, 0, 200_000)):
        return Saved(data=data, raw=data, format="text")
    if found := _SINGLEFILE.search(visible):
        url, date = _ascii(found[1]), _iso(_ascii(found[2] or b""))
        return Saved(data=data, raw=data, format="singlefile", url=url, url_basis="saved-from", date=date)
    if found := _SAVED_FROM.search(visible):
        return Saved(data=data, raw=data, format="html", url=_ascii(found[1]), url_basis="saved-from")
    return Saved(data=data, raw=data, format="html")


def _mhtml(data: bytes) -> Saved | None:
    """The first HTML part of a web archive as browsers save it; None if it is no such thing."""
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.compat32)
    if not (message.is_multipart() or message.get("Snapshot-Content-Location")):
        return None
    url = message.get("Snapshot-Content-Location")
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        page = part.get_payload(decode=True)
        if isinstance(page, bytes):
            location = url or part.get("Content-Location")
            return Saved(
                data=page, raw=data, format="mhtml", charset=part.get_content_charset(),
                url=str(location) if location else None, url_basis="saved-from" if location else None,
                date=_iso(str(message.get("Date") or "")),
            )  # fmt: skip
    return None


def _ascii(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _iso(date: str) -> str | None:
    """A date as browsers write it (Tue Mar 09 2021 12:00:00 GMT+0800) or mail does, in ISO 8601."""
    try:
        return datetime.strptime(date.partition(" (")[0].strip(), "%a %b %d %Y %H:%M:%S GMT%z").isoformat()
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, OverflowError):
        return None
