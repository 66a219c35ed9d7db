"""The bytes of a file as a stream, whatever it is packed with: gzip, bzip2, xz, zstandard."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

import zstandard

from reprint_trace.errors import InputError, MissingInput, TruncatedInput

if TYPE_CHECKING:
    from typing_extensions import Buffer

HEAD = 1 << 16  # bytes looked at to tell what a file is
ZIP = b"PK\x03\x04"
_GZIP, _BZIP2, _XZ, _ZSTANDARD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"
PACKED = (".gz", ".bz2", ".xz", ".zst")
_LARGEST_WINDOW = 1 << 27  # of a zstandard stream, in bytes: what its own command line takes
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
        packer = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        packed = packer.stream_reader(whole, read_across_frames=True)
        return cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", packed), HEAD))
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
