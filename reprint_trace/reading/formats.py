"""What a saved page is: its format, and its own markup or text; and the pages of files that hold many.

A page is HTML (perhaps SingleFile's, or with a browser's "saved from url" comment), MHTML, or
the text of a page copied whole; any of them may be gzipped.  Files that hold many are documents, WARC and
WACZ: records are read one at a time by warcio, and what cannot be read of an archive is said after its
good pages were given.  Nothing is read beyond `MAX_BYTES` a page.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reprint_trace import documents
from reprint_trace.budget import each
from reprint_trace.errors import EmptyInput, InputError, MissingInput, NotAPage, TruncatedInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from typing_extensions import Buffer
    from warcio.recordloader import ArcWarcRecord

    from reprint_trace.model import Published
    from reprint_trace.model.page import Phrase

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
    if page[257:262] == b"ustar":
        raise NotAPage(path, "is a tar archive, not a page", "unpack it first")
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


# ── files of many pages ─────────────────────────────────────────────────────────────────

_REST = "the records before it were read"
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def saved_pages(path: str) -> Iterator[Saved]:
    """The pages in the file at `path`; `-` is standard input.

    Raises InputError: at once if nothing can be read, after the good pages if the rest of an
    archive cannot.
    """
    yield from each(path, "unpacking", _saved_pages(path))


def _saved_pages(path: str) -> Iterator[Saved]:
    if path == STDIN:
        yield from pages_of(sys.stdin.buffer, path)
        return
    place = Path(path)
    if place.is_dir():
        raise NotAPage(path, "is a folder", "give the files in it, or scan it")
    try:
        with place.open("rb") as stream:
            if is_wacz(stream):
                yield from wacz_pages(stream, path)
            else:
                yield from pages_of(stream, path)
    except OSError as error:
        raise MissingInput(path, (error.strerror or str(error)).lower()) from error


def pages_of(stream: IO[bytes], path: str) -> Iterator[Saved]:
    """The pages in a stream, which `path` names: one, or those of a WARC.  Raises as `saved_pages`."""
    head = stream.read(512)
    if is_warc(head):
        yield from warc_pages(head, stream, path)
        return
    data = head + stream.read(MAX_BYTES + 1 - len(head))
    if len(data) > MAX_BYTES:
        raise InputError(path, f"is larger than {MAX_BYTES >> 20} MB", "a page is not")
    if kind := documents.kind_of(data[:HEAD]):
        yield from document(data, kind, path)
    else:
        yield saved_page(data, path)


def is_warc(head: bytes) -> bool:
    """Whether a file that begins with `head` is a WARC, gzipped or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def is_wacz(stream: IO[bytes]) -> bool:
    """Whether a file is a zip with WARCs in it; the stream is left at its beginning."""
    head = stream.read(4)
    stream.seek(0)
    if head != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            return bool(_warc_members(archive))
    except Exception:  # zipfile meets what it does not know with whatever comes: it is no WACZ to read
        return False
    finally:
        stream.seek(0)


class _Watched(io.RawIOBase):
    """A WARC's bytes, unpacked, from a head already read and the stream it came from.

    `cut` when they end where no record ends: warcio passes over such an end in silence.
    """

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        joined = _Joined(head, stream)
        packed = head.startswith(b"\x1f\x8b")
        # read1 gives what was unpacked before a packed stream breaks off
        self._read = gzip.GzipFile(mode="rb", fileobj=joined).read1 if packed else joined.read
        self._end = b""
        self.cut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        try:
            piece = self._read(len(view))
        except EOFError:
            piece, self._end = b"", b"cut"
        view[: len(piece)] = piece
        self._end = (self._end + piece)[-4:]
        self.cut = not self._end.endswith((b"\r\n\r\n", b"\n\n"))
        return len(piece)


class _Joined(io.RawIOBase):
    """A stream with the bytes put back that were read from it."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int = -1) -> bytes:
        piece, self._head = self._head[:size], self._head[size:]
        return piece or self._stream.read(size)


def wacz_pages(file: IO[bytes], path: str) -> Iterator[Saved]:
    """The pages of all WARCs in a WACZ.

    Members are read in place, never unpacked to files: a name that leads out of the archive
    leads nowhere, and is passed over.
    """
    problem: InputError | None = None
    with zipfile.ZipFile(file) as archive:
        for name in _warc_members(archive):
            try:
                with archive.open(name) as member:
                    stream = member
                    for page in warc_pages(stream.read(512), stream, path):
                        yield replace(page, format="wacz")
            except InputError as error:
                problem = error
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
                problem = TruncatedInput(path, f"has a damaged member {name!r} ({error})")
        escapes = [name for name in archive.namelist() if not _stays_inside(name)]
    if escapes:
        problem = InputError(path, f"has a member {escapes[0]!r} that leads out of it", "it was not read")
    if problem is not None:
        raise problem


def _warc_members(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    return sorted(name for name in names if name.endswith((".warc", ".warc.gz")) and _stays_inside(name))


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts


def warc_pages(head: bytes, stream: IO[bytes], path: str) -> Iterator[Saved]:
    """The HTML and text responses of a WARC, in its order; `head` was read from it before."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    if not is_warc(head):
        raise NotAPage(path, "holds what is named a WARC and is none", "make the archive again")
    watched, read, cut = _Watched(head, stream), 0, False
    problem: InputError | None = None
    records = ArchiveIterator(io.BufferedReader(watched))
    records.INC_RECORD = ""  # what it would print raw
    try:
        for record in records:
            page = None
            try:
                page = _page_of(record, path)
            except Exception as error:  # packed as warcio does not unpack: it costs itself
                problem = problem or TruncatedInput(
                    path, f"has a record {read + 1} that cannot be unpacked ({error})", "the others were read"
                )
            if cut := _is_cut(record):
                break
            if page is not None:
                yield page
            read += 1
    except (ArchiveLoadFailed, AttributeError, ValueError, OSError, zlib.error) as error:
        # warcio meets a header that is cut short with whatever its parsing runs into
        raise TruncatedInput(path, f"is damaged after record {read}", _REST) from error
    if cut or watched.cut:
        raise TruncatedInput(path, f"ends in the middle of a record, after {read}", _REST)
    if problem:
        raise problem


def _is_cut(record: ArcWarcRecord) -> bool:
    """Whether the archive ends before the record does, as its length has it."""
    while record.raw_stream.read(1 << 16):
        pass
    return getattr(record.raw_stream, "limit", 0) > 0


def _page_of(record: ArcWarcRecord, path: str) -> Saved | None:
    """The page of a record, None if it is none."""
    http = record.http_headers
    kind = ((http.get_header("Content-Type") if http else record.content_type) or "").lower()
    wanted = record.rec_type == "response" and http and http.get_statuscode() == "200"
    wanted = (wanted or record.rec_type == "resource") and kind.startswith(_PAGE_TYPES)
    if not wanted:
        return None
    try:
        page = saved_page(record.content_stream().read(MAX_BYTES), path)
    except InputError:
        return None
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    headers = record.rec_headers
    url, date = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
    return replace(page, format="warc", charset=charset, url=url, url_basis="warc", date=date)
