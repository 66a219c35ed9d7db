"""Everything that can go wrong, in one tree.

* ReprintTraceError
  x InputError                    a page cannot be read (exit 3)
    + MissingInput                no such file, or it may not be opened
    + EmptyInput                  nothing in it
    + NotAPage                    an image, an archive, a program: no text to read
    + TruncatedInput              a compressed file that ends too early
    + NoArticle                   a readable page without a story
    + NoColumns                   a table without a column for the articles' text
    + NotARun                     no saved traces to report
  x CorpusError                   the candidate originals cannot be used (exit 4)
    + MissingCorpus               no such corpus
    + NotACorpus                  a file that is not one of ours, or is damaged
    + CorpusVersionError          written by another version
    + CorpusMismatch              signed with other parameters than this version uses
    + CorpusReadOnly              it or its folder may not be written
    + CorpusBusy                  another process is writing
    + UnknownDocument             no document of that id
  x OutletsError                  a user's outlet file has an error (exit 2)
  x OutputError                   a result cannot be written (exit 2)
  x NotStarted                    worker processes cannot be started (exit 2)
  x OurFault                      what nobody foresaw (exit 70)

Every error carries `path` (what failed) and `advice` (the next step), and prints as one line.
`boundary` makes one of any exception, so that what is wrong with one input ends that input only.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CorpusBusy",
    "CorpusError",
    "CorpusMismatch",
    "CorpusReadOnly",
    "CorpusVersionError",
    "Crash",
    "EmptyInput",
    "InputError",
    "MemoryLimit",
    "MissingCorpus",
    "MissingInput",
    "NoArticle",
    "NoColumns",
    "NotACorpus",
    "NotAPage",
    "NotARun",
    "NotStarted",
    "OurFault",
    "OutletsError",
    "OutputError",
    "ReprintTraceError",
    "TimeLimit",
    "TruncatedInput",
    "UnknownDocument",
    "boundary",
    "failure",
]

# Modules whose exceptions say that a container is not what it should be.
_OF_CONTAINERS = frozenset(
    "zipfile zlib gzip bz2 lzma _lzma struct sqlite3 pyarrow zstandard zstd openpyxl docx python_calamine ijson"
    " xml lxml pypdfium2 binascii csv striprtf".split()
)
LONGEST = 300  # characters of a problem: it may quote what it met


class ReprintTraceError(Exception):
    """The root of the tree; `exit_code` is what the command line leaves with."""

    exit_code = 1
    next_step = ""  # where the error's own place knows none

    def __init__(self, path: str, problem: str, advice: str = "") -> None:
        super().__init__(path, problem, advice)
        self.path = path
        self.problem = problem if len(problem) <= LONGEST else problem[: LONGEST - 1] + "…"
        self.advice = advice or self.next_step

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" + (f"; {self.advice}" if self.advice else "")


class InputError(ReprintTraceError):
    exit_code = 3
    next_step = "save or copy it again"


class MissingInput(InputError):
    next_step = "see that it is there and may be read"


class EmptyInput(InputError): ...


class NotAPage(InputError): ...


class TruncatedInput(InputError): ...


class NoArticle(InputError):
    next_step = "save the article's own page, not a list"


class NoColumns(InputError): ...


class NotARun(InputError): ...


class TimeLimit(InputError): ...


class MemoryLimit(InputError): ...


class Crash(InputError): ...


class CorpusError(ReprintTraceError):
    exit_code = 4


class MissingCorpus(CorpusError): ...


class NotACorpus(CorpusError): ...


class CorpusVersionError(CorpusError): ...


class CorpusMismatch(CorpusError): ...


class CorpusReadOnly(CorpusError): ...


class CorpusBusy(CorpusError): ...


class UnknownDocument(CorpusError): ...


class OutletsError(ReprintTraceError):
    exit_code = 2


class OutputError(ReprintTraceError):
    exit_code = 2


class NotStarted(ReprintTraceError):
    exit_code = 2


class OurFault(ReprintTraceError):
    exit_code = 70  # as sysexits.h has it: an internal software error


def failure(error: BaseException, path: str, stage: str) -> ReprintTraceError:
    """An exception as the failure of the input at `path`; `stage` is what was done with it (reading,
    searching …)."""
    if isinstance(error, ReprintTraceError):
        return error
    if isinstance(error, MemoryError):
        return MemoryLimit(path, f"{stage} needs more memory than there is", "leave it out")
    if isinstance(error, OSError) and error.filename is not None:
        return MissingInput(path, f"cannot be reached ({error.strerror})")
    of_container = type(error).__module__.partition(".")[0] in _OF_CONTAINERS
    if stage == "unpacking" or of_container or isinstance(error, UnicodeDecodeError | OSError | EOFError):
        return TruncatedInput(
            path, f"is damaged, or packed as nothing here unpacks ({type(error).__name__}: {error})",
            "save or copy it again",
        )  # fmt: skip
    told = "it is nested beyond reading" if isinstance(error, RecursionError) else str(error)
    kind = type(error).__name__
    return Crash(
        path, f"{stage} failed ({kind}: {told})" if told else f"{stage} failed ({kind})",
        "a fault of ours: please report it, --debug shows where",
    )  # fmt: skip


@contextmanager
def boundary(path: str, stage: str) -> Iterator[None]:
    """Whatever goes wrong in the block as an error of this tree that names the input."""
    try:
        yield
    except ReprintTraceError:
        raise
    except Exception as error:
        raise failure(error, path, stage) from error
