"""The standard streams and the files of `-o`: what is written to them, and what cannot be.

Everything that the command line prints goes through here.  A character that a console cannot show
becomes `?`; a file is UTF-8.  A reader that has gone (`| head`) ends the command quietly, a stream
that is full or closed with one line.  What a library prints meanwhile is no result of ours: it comes
on stderr, line by line, with every control character written out.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO, cast

from reprint_trace.errors import OurFault, OutputError, ReprintTraceError, failure
from reprint_trace.reporting import one_line
from reprint_trace.words import Language, translated, translated_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import CorpusInfo

NAME = "reprint-trace"
STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
LONGEST = 1000  # characters of a complaint
FOREIGN = 20  # lines of other people's that are passed on


class ReaderGone(Exception):  # noqa: N818
    """Whoever read what we print has what it wants."""


@dataclass
class _Streams:
    """The streams as they were when the command began, if they are `kept`."""

    out: TextIO | None = None
    err: TextIO | None = None
    kept: bool = False
    debug: bool = False
    language: Language = "en"
    code: int = 0
    foreign: set[str] = field(default_factory=set)


_streams = _Streams()


class Stream(io.TextIOBase):
    """A standard stream as text: what it cannot show becomes `?`, and it fails with our errors only."""

    def __init__(self, kept: TextIO | None, name: str) -> None:
        self._kept, self._name = kept, name

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._kept, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        try:
            return self._kept is not None and self._kept.isatty()
        except (OSError, ValueError):
            return False

    def fileno(self) -> int:
        if self._kept is None:
            raise io.UnsupportedOperation("fileno")
        return self._kept.fileno()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.put(text.encode(self.encoding, "replace"))
        return len(text)

    def put(self, data: bytes) -> None:
        """Write bytes, at once.  Raises ReaderGone or OutputError."""
        if self._kept is None:
            raise OutputError(self._name, "is closed", "give -o FILE")
        try:
            buffer = getattr(self._kept, "buffer", None)
            if buffer is None:  # a notebook's stream, or a test's
                self._kept.write(data.decode(self.encoding, "replace"))
            else:
                self._kept.flush()
                left = memoryview(data)
                while left:  # an unbuffered stream may take a part
                    left = left[buffer.write(left) or 0 :]
                buffer.flush()
        except (OSError, ValueError) as error:
            raise _failed(error, self._name) from error

    def flush(self) -> None:
        """Nothing: all is written at once."""


def _failed(error: OSError | ValueError, name: str) -> ReaderGone | OutputError:
    if isinstance(error, BrokenPipeError) or getattr(error, "errno", 0) == errno.EPIPE:
        return ReaderGone(name)
    return OutputError(
        name, f"cannot be written ({getattr(error, 'strerror', None) or error})", "give -o FILE"
    )


def stdout() -> IO[str]:
    return cast("IO[str]", _stdout())


def _stdout() -> Stream:
    return Stream(_streams.out if _streams.kept else sys.stdout, "stdout")


def stderr() -> IO[str]:
    return cast("IO[str]", Stream(_streams.err if _streams.kept else sys.stderr, "stderr"))


def complain(problem: object, cause: BaseException | None = None) -> None:
    """One line on stderr, whatever the text holds; with --debug, where it comes from."""
    line = f"{NAME}: {one_line(_said(problem), LONGEST)}\n"
    with suppress(ReaderGone, OutputError):
        stderr().write(line)
    cause = cause or (problem if isinstance(problem, BaseException) else None)
    if _streams.debug and cause:
        _print_traceback(cause)


def _said(problem: object) -> str:
    """A complaint in the reader's language."""
    if isinstance(problem, ReprintTraceError):
        return translated_error(problem.path, problem.problem, problem.advice, _streams.language)
    return translated(str(problem), _streams.language)


def speak(language: Language) -> None:
    """The language of complaints from here on."""
    _streams.language = language


def language() -> Language:
    return _streams.language


def warn_of_nothing(held: CorpusInfo | None) -> None:
    """Say of a corpus without documents that it has none: nothing found there is no finding."""
    if held and not held.documents:
        complain(f"{held.name}: holds no document: what is not found there may be anywhere")


def fail(error: ReprintTraceError) -> None:
    """Complain of an error that costs one result only; the command leaves with its code."""
    _streams.code = error.exit_code
    complain(error)


def failed() -> int:
    """The code of what was complained of by `fail`; 0 if nothing was."""
    return _streams.code


def _print_traceback(error: BaseException) -> None:
    import traceback

    for line in "".join(traceback.format_exception(error)).splitlines():
        with suppress(ReaderGone, OutputError):
            stderr().write(f"  {one_line(line) if line.strip() else ''}\n")


def set_debug(debug: bool) -> None:
    """Whether complaints come with tracebacks."""
    _streams.debug = debug


@contextmanager
def kept() -> Iterator[None]:
    """Keep the streams for our own use, and have what anybody else prints made safe."""
    _open_missing()
    _streams.out, _streams.err, _streams.kept = sys.stdout, sys.stderr, True
    _streams.debug, _streams.code, _streams.foreign = False, 0, set()
    handlers = [_forgiving(sys.stdout), _forgiving(sys.stderr)]
    try:
        yield
    finally:
        sys.stdout, sys.stderr = _streams.out, _streams.err
        _settle(sys.stdout)
        _settle(sys.stderr)
        for stream, errors in filter(None, handlers):
            stream.reconfigure(errors=errors)
        _streams.out, _streams.err, _streams.kept = None, None, False


def _forgiving(stream: TextIO | None) -> tuple[io.TextIOWrapper, str | None] | None:
    """Have a stream that others print to (click its help) write `?` for what it cannot encode."""
    if not isinstance(stream, io.TextIOWrapper):
        return None
    before = stream.errors
    stream.reconfigure(errors="replace")
    return stream, before


@contextmanager
def captured(quiet: bool = False) -> Iterator[None]:
    """While a command runs, what libraries print is passed on as notes, or not at all."""
    if not _streams.kept:
        yield
        return
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = Foreign(quiet)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _open_missing() -> None:
    """A descriptor that is closed would be given to the next file that is opened, and that be written
    to by whoever prints."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  as long as the process


def _settle(stream: TextIO | None) -> None:
    """Flush, so that nothing is left for Python to complain of when it ends."""
    if stream is None:
        return
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Foreign(io.TextIOBase):
    """Where libraries print while a command runs."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._line = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._say(line)
        return len(text)

    def _say(self, line: str) -> None:
        said = _streams.foreign
        if line.strip() and not self._quiet and line not in said and len(said) < FOREIGN:
            said.add(line)
            complain(f"note: {line}")


# ── files ──────────────────────────────────────────────────────────────────────────────


@contextmanager
def opened(target: str | None) -> Iterator[IO[bytes]]:
    """Bytes to stdout (None or `-`), or to the file `target`, which is there whole or not at all.

    A file is written aside and put in its place; through a link, where that leads.  A device, a pipe
    or a file with several names is written to as it is.  Raises OutputError, ReaderGone.
    """
    if target is None or target in STDOUT:
        yield cast("IO[bytes]", _Bytes(_stdout()))
        return
    try:
        with _file(target) as out:
            yield out
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise ReaderGone(target) from error
        raise OutputError(
            target, f"cannot be written ({error.strerror or error})", "choose another -o"
        ) from error


class _Bytes(io.RawIOBase):
    """A standard stream as bytes."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._stream.put(bytes(data))
        return len(data)


@contextmanager
def _file(target: str) -> Iterator[IO[bytes]]:
    path = Path(os.path.realpath(target))
    try:
        there = path.stat()
    except FileNotFoundError:
        there = None
    if there and stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if there and not stat.S_ISREG(there.st_mode):
        with path.open("wb", buffering=0) as out:
            yield out
        return
    if there and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if there and (there.st_nlink > 1 or not os.access(path.parent, os.W_OK)):
        aside = io.BytesIO()  # all of it is there before the old content goes
        yield aside
        path.write_bytes(aside.getvalue())
        return
    import tempfile  # with all that packs and unpacks

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        # mkstemp makes files private; a report is an ordinary file
        Path(temporary).chmod(stat.S_IMODE(there.st_mode) if there else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def described(error: Exception) -> ReprintTraceError:
    """A fault that nobody foresaw as an error with a line and an exit code of its own."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return OutputError(str(error.filename or "stdout"), "the disk is full", "make room and run it again")
    if isinstance(error, OSError) and error.filename is not None:
        return failure(error, os.fsdecode(error.filename), "reading")
    return OurFault(
        "internal error", f"{type(error).__name__}: {error}", "please report it; --debug shows where"
    )
