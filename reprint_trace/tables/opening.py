"""A file that comes in rows, whatever it is packed with and written in, as tables whose columns are understood."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Literal, cast

import zstandard

from reprint_trace import documents
from reprint_trace.budget import limited
from reprint_trace.errors import InputError, MissingInput, NoColumns, TruncatedInput, boundary
from reprint_trace.tables.objects import (
    NO_OBJECT,
    Holds,
    is_lines,
    json_document,
    json_lines,
    markup_tables,
    xml_table,
)
from reprint_trace.tables.rows import Spoilt, Table, Understood, understand
from reprint_trace.tables.sheets import (
    Recoded,
    charset,
    database,
    delimited,
    looks_delimited,
    parquet,
    text_of,
    workbook,
)

if TYPE_CHECKING:
    from typing_extensions import Buffer

HEAD = 1 << 16  # bytes looked at to tell what a file is
ZIP = b"PK\x03\x04"
_GZIP, _BZIP2, _XZ, _ZSTANDARD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"
PACKED = (".gz", ".bz2", ".xz", ".zst")
_LARGEST_WINDOW = 1 << 27  # of a zstandard stream, in bytes: what its own command line takes
_SIP = 1 << 11  # bytes of one taken at a time: each may be a hundred thousand
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zstandard.ZstdError)


class Peekable(io.RawIOBase):
    """A stream with the bytes put back that were read from it: the only way to look into a pipe."""

    def __init__(self, stream: IO[bytes] | io.RawIOBase, live: bool = False) -> None:
        self._stream, self._head, self._live = stream, b"", live

    def readable(self) -> bool:
        return True

    def head(self, size: int = HEAD) -> bytes:
        """The next bytes, which will still be read.  Of a live stream, those that are there, but a
        line at least: what comes later need not be waited for."""
        while len(self._head) < size and not (self._live and b"\n" in self._head):
            try:
                piece = self._piece(size - len(self._head))
            except _BROKEN:  # who reads on will hear of it
                break
            if not piece:
                break
            self._head += piece
        return self._head[:size]

    def _piece(self, size: int) -> bytes:
        piece: bytes = getattr(self._stream, "read1", self._stream.read)(size)
        return piece

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        if self._head:
            piece, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            piece = self._piece(len(view))
        view[: len(piece)] = piece
        return len(piece)


class _Zstandard(io.RawIOBase):
    """The frames of a zstandard stream; the package's own reader passes over an end within one in silence."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._rest, self._out = packed, b"", memoryview(b"")
        self._frame: zstandard.ZstdDecompressionObj | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        while not self._out:
            piece, self._rest = self._rest or self._packed.read(_SIP), b""
            if not piece and self._frame is not None:
                raise EOFError("it ends within a frame")
            if not piece:
                return 0
            packer = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
            frame = self._frame or packer.decompressobj()
            self._out = memoryview(frame.decompress(piece))
            self._frame, self._rest = (None, frame.unused_data) if frame.eof else (frame, b"")
        view = memoryview(buffer)
        taken, self._out = self._out[: len(view)], self._out[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is packed."""
    return head.startswith((_GZIP, _BZIP2, _XZ, _ZSTANDARD))


def unpacked(stream: IO[bytes] | io.RawIOBase, live: bool = False) -> IO[bytes]:
    """The stream itself, or what it unpacks to where its first bytes are those of a packer."""
    peekable = Peekable(stream, live)
    head = peekable.head(8)
    whole = cast("IO[bytes]", io.BufferedReader(peekable, HEAD))
    if head.startswith(_GZIP):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=whole))
    if head.startswith(_BZIP2):
        return cast("IO[bytes]", bz2.BZ2File(whole))
    if head.startswith(_XZ):
        return cast("IO[bytes]", lzma.LZMAFile(whole))
    if head.startswith(_ZSTANDARD):
        return cast("IO[bytes]", io.BufferedReader(_Zstandard(whole), HEAD))
    return whole


def peek(file: IO[bytes]) -> bytes:
    """The first bytes of a file, unpacked; b"" where they cannot be.  It is left at its beginning."""
    try:
        return Peekable(unpacked(file)).head()
    except _BROKEN:
        return b""
    finally:
        file.seek(0)


@contextmanager
def explained(name: str) -> Iterator[None]:
    """What can go wrong with a file's bytes, said in one line."""
    try:
        yield
    except FileNotFoundError as error:
        raise MissingInput(name, "no such file") from error
    except _BROKEN as error:
        raise TruncatedInput(
            name, "ends in the middle of its compressed data", "the rows before it were read"
        ) from error
    except OSError as error:
        if isinstance(error, PermissionError):
            raise MissingInput(name, "may not be opened") from error
        raise InputError(name, (error.strerror or str(error)).lower()) from error


# ── tables ──────────────────────────────────────────────────────────────────────────────

Kind = Literal["delimited", "json", "lines", "xml", "markup", "workbook", "parquet", "database", "zip"]

LINES = (".jsonl", ".ndjson")
XML = (".xml", ".rss", ".atom")
DELIMITED = (".csv", ".tsv", ".tab", ".psv")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ENDINGS = (
    *DELIMITED, *WORKBOOKS, *LINES, *XML, ".json", ".parquet", ".sqlite", ".sqlite3", ".db",
)  # fmt: skip
_PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht")
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OLE = b"\xd0\xcf\x11\xe0"
_BINARY: tuple[tuple[bytes, Kind], ...] = ((b"PAR1", "parquet"), (b"SQLite format 3\0", "database"))
_JSON = re.compile(r"\s*(?:\{\s*(?:\"|\}\s*$)|\[\s*(?:[\[{]|\]\s*$))")
_XML = re.compile(r"\s*<(?:\?xml\b|rss\b|feed\b|rdf:RDF\b)")
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NAMED, _LONGEST_NAME = 20, 24  # columns that an error names, and letters of each
_FEW = 8  # zeros in a text that is one all the same


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or member of a zip, as a stream that is unpacked; `path` is where it lies as it is."""

    name: str
    stream: IO[bytes]
    head: bytes
    path: Path | None = None

    @property
    def kind(self) -> Kind | None:
        """What kind of rows it holds; None for pages, documents and anything else."""
        return kind_of(self.head, self.name)


@contextmanager
def source(path: str, told: Callable[[float], None] | None = None) -> Iterator[Source]:
    """The file at `path`, unpacked; `told` hears which share of it has been read.
    Raises InputError, MissingInput, TruncatedInput."""
    place = Path(path)
    with explained(path), place.open("rb") as file:
        packed = is_packed(file.read(8))
        file.seek(0)
        watched = _Told(file, place.stat().st_size) if told else file
        peekable = Peekable(unpacked(watched))
        head = peekable.head()
        if isinstance(watched, _Told):
            watched.told = told
        yield Source(path, _buffered(peekable), head, None if packed else place)


def standard_input() -> Source:
    """What comes on standard input, of which no more is waited for than a line."""
    peekable = Peekable(unpacked(sys.stdin.buffer, live=True), live=True)
    head = peekable.head()
    return Source("stdin", _buffered(peekable), head)


def _buffered(peekable: Peekable) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(peekable, HEAD))


class _Told(io.RawIOBase):
    """A file that tells how far it has been read."""

    told: Callable[[float], None] | None = None  # nobody, while it is only looked into

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, max(1, size)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if self.told:
            self.told(min(1.0, self._file.tell() / self._size))
        return piece


def kind_of(head: bytes, name: str) -> Kind | None:
    """What kind of rows a file holds, by its first bytes and, where they do not tell, its name."""
    plain = _plain(name)
    for magic, kind in _BINARY:
        if head.startswith(magic):
            return kind
    if head.startswith(_OLE):
        return "workbook" if plain.endswith((".xls", ".xlsb")) else None
    if head.startswith(ZIP):
        return _zipped(head)
    text = head.decode(charset(head), "replace").lstrip("\ufeff")
    return None if text.count("\0") > _FEW else _written(text, plain)


def _written(text: str, name: str) -> Kind | None:
    """What kind of rows a file of text holds, of that name."""
    page = _HTML.search(text[:4096]) is not None
    for kind, holds in (
        # A dump of pages holds tables too, in its cells: only what begins with a tag is a table of markup.
        ("markup", name.endswith((".xls", *DELIMITED)) and text.lstrip().startswith("<") and _TABLE.search(text)),
        ("lines", name.endswith(LINES) or (_JSON.match(text) and is_lines(text.encode("utf-8", "replace"), name))),
        ("json", name.endswith(".json") or _JSON.match(text)),
        ("xml", not page and (name.endswith(XML) or _XML.match(text))),
        ("delimited", name.endswith(DELIMITED)),
        ("delimited", not page and not name.endswith(_PAGE_ENDINGS) and looks_delimited(text)),
    ):  # fmt: skip
        if holds:
            return cast("Kind", kind)
    return None


def _plain(name: str) -> str:
    """A name in lower case without the endings of packers."""
    name = name.lower()
    while name.endswith(PACKED):
        name = name[: name.rindex(".")]
    return name


def _zipped(head: bytes) -> Kind | None:
    """A workbook by the members it begins with, a document of another kind (None), or a plain zip."""
    if b"xl/" in head or _SPREADSHEET.encode() in head:
        return "workbook"
    if b"word/" in head or b"mimetypeapplication/" in head or b"ppt/" in head:
        return None
    return "zip" if b"[Content_Types].xml" not in head and b"archive/" not in head else None


def tables(given: Source, asked: Mapping[str, str]) -> Iterator[tuple[Understood, Table]]:
    """The tables of a source whose columns hold articles, with what their columns were taken for.
    `asked` are columns by field.  Raises InputError where there is no such table."""
    others: list[Table] = []
    none = True
    for table in _tables(given, asked):
        known = understand(_named(given.name, table.part), table.columns, asked)
        if known.holds_articles and all(column in table.columns for column in asked.values()):
            none = False
            yield known, table
        else:
            others.append(table)
    if none:
        table = max(others, key=lambda table: len(table.columns), default=Table((), iter(())))
        if not table.columns:
            spoilt = next((row for row in table.rows if isinstance(row, Spoilt)), None)
            if spoilt and spoilt.problem != NO_OBJECT:
                raise InputError(f"{given.name}:{spoilt.number}", spoilt.problem)
            raise NoColumns(given.name, "holds no rows", "see docs/corpus.md for the tables that are read")
        names = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…" for name in table.columns]
        columns = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
        for field, column in asked.items():
            if column not in table.columns:
                raise NoColumns(
                    _named(given.name, table.part), f"no column {column} among {columns}",
                    f"name one of them: --field {field}=COLUMN",
                )  # fmt: skip
        raise NoColumns(
            _named(given.name, table.part), f"no column with the text among {columns}",
            "name it: --field text=COLUMN",
        )  # fmt: skip


def holds_many(head: bytes, name: str) -> bool:
    """Whether a file that begins so may hold several pages: a table, a zip, a book, a PDF."""
    return kind_of(head, name) is not None or documents.kind_of(head) in ("pdf", "epub")


def holds_articles(path: str) -> bool:
    """Whether a file of rows has a table of articles, as far as its names tell."""
    try:
        with limited(path, "unpacking"), source(path) as given:
            return given.kind is None or any(True for _ in tables(given, {}))
    except NoColumns:
        return False
    except InputError:  # who reads it will say what is wrong
        return True


def _named(name: str, part: str) -> str:
    return f"{name}[{part}]" if part else name


def _tables(given: Source, asked: Mapping[str, str]) -> Iterator[Table]:
    def holds(columns: Sequence[str]) -> bool:
        return understand("", columns, asked).holds_articles

    kind = given.kind
    encoding = charset(given.head) if kind in ("delimited", "json", "lines", "xml") else ""
    if kind == "delimited":
        sample = given.head.decode(encoding, "replace").lstrip("\ufeff")
        yield delimited(text_of(given.stream, encoding), sample, [*asked.values()])
    elif kind == "lines":
        wide = encoding.startswith(("utf-16", "utf-32"))
        lines = cast("IO[bytes]", io.BufferedReader(_recoded(given, encoding))) if wide else given.stream
        yield json_lines(lines, _decoder("utf-8" if wide else encoding))
    elif kind == "json":
        plain = encoding in ("utf-8", "utf-8-sig") and not given.head.startswith(b"\xef\xbb\xbf")
        yield json_document(given.stream if plain else cast("IO[bytes]", _recoded(given, encoding)), given.name, holds)  # fmt: skip
    elif kind == "xml":
        yield xml_table(given.stream, given.name, holds)
    elif kind == "markup":
        yield from markup_tables(given.stream, holds)
    elif kind is not None:
        yield from _kept(given, kind, holds)


def _kept(given: Source, kind: Kind, holds: Holds) -> Iterator[Table]:
    """The tables of a file that is read here and there."""
    with _at(given) as path:
        if kind == "workbook":
            yield from workbook(path, given.name, holds)
        elif kind == "parquet":
            yield from parquet(path, given.name)
        elif kind == "database":
            yield from database(str(path))


def _recoded(given: Source, encoding: str) -> Recoded:
    return Recoded(text_of(given.stream, encoding))


def _decoder(encoding: str) -> Callable[[bytes], str]:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return lambda line: line.decode(codec)


@contextmanager
def _at(given: Source) -> Iterator[Path]:
    """Where a source lies as a file; one that was packed is unpacked meanwhile."""
    if given.path is not None:
        yield given.path
        return
    with tempfile.NamedTemporaryFile(suffix=Path(given.name).suffix) as kept:
        shutil.copyfileobj(given.stream, kept, 1 << 20)
        kept.flush()
        yield Path(kept.name)


def members(path: str) -> Iterator[Source | InputError]:
    """The files in a zip, hidden ones left out, in the order of their names; one that cannot be opened as
    the error it is.  Raises InputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if _overlapping(archive):
                raise InputError(path, "has members that lie over each other", "it was not read")
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = _member_name(info)
                inside = PurePosixPath(name)
                if name.endswith("/") or name.startswith("__MACOSX") or inside.name.startswith("."):
                    continue
                called = f"{path}!{name}"
                if not inside.name:
                    yield InputError(path, f"has a member called {name!r}", "it was not read")
                    continue
                if inside.is_absolute() or ".." in inside.parts:
                    yield InputError(path, f"has a member {name!r} that leads out of it", "it was not read")
                    continue
                try:
                    with boundary(called, "unpacking"):
                        member = archive.open(info)
                        peekable = Peekable(unpacked(member))
                        head = peekable.head()
                except InputError as error:
                    yield error
                    continue
                with member:
                    yield Source(called, _buffered(peekable), head)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            path, f"cannot be unpacked ({str(error) or 'damaged'})", "unpack it first"
        ) from error


def _overlapping(archive: zipfile.ZipFile) -> bool:
    """Whether members share bytes, as in a bomb of many names over one body."""
    places = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    return any(place + size >= later for (place, size), (later, _) in pairwise(places))


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; Windows in China packs it in GBK and says nothing of it."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")
