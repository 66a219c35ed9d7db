"""The pages in a saved file: one, the stories of a document, or every HTML response of a WARC or WACZ.

Records are read one at a time by warcio, each up to MAX_BYTES; what cannot be read of an
archive is said after its good pages were given.
"""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reprint_trace import documents
from reprint_trace.errors import InputError, MissingInput, NotAPage, TruncatedInput, boundary
from reprint_trace.reading.formats import HEAD, MAX_BYTES, STDIN, Saved, document, saved_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from typing_extensions import Buffer
    from warcio.recordloader import ArcWarcRecord

_REST = "the records before it were read"
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def saved_pages(path: str) -> Iterator[Saved]:
    """The pages in the file at `path`; `-` is standard input.

    Raises InputError: at once if nothing can be read, after the good pages if the rest of an
    archive cannot.
    """
    with boundary(path, "unpacking"):
        yield from _saved_pages(path)


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

    watched, read, cut = _Watched(head, stream), 0, False
    try:
        for record in ArchiveIterator(io.BufferedReader(watched)):
            page = _page_of(record, path)
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
