"""Everything that can go wrong, in one tree.

* ReprintTraceError
  x InputError                    a page cannot be read (exit 3)
    + MissingInput                no such file, or it may not be opened
    + EmptyInput                  nothing in it
    + NotAPage                    an image, an archive, a program: no text to read
    + TruncatedInput              a compressed file that ends too early
    + NoArticle                   a readable page without a story
    + NotARun                     no saved traces to report
  x CorpusError                   the candidate originals cannot be used (exit 4)
    + MissingCorpus               no such corpus
    + NotACorpus                  a file that is not one of ours, or is damaged
    + CorpusVersionError          written by a newer version
    + CorpusMismatch              signed with other parameters than this version uses
    + CorpusReadOnly              it or its folder may not be written
    + CorpusBusy                  another process is writing
    + UnknownDocument             no document of that id
  x OutletsError                  a user's outlet file has an error (exit 2)
  x OutputError                   a result cannot be written (exit 2)

Every error carries `path` (what failed) and `advice` (the next step), and prints as one line.
"""

from __future__ import annotations

__all__ = [
    "CorpusBusy",
    "CorpusError",
    "CorpusMismatch",
    "CorpusReadOnly",
    "CorpusVersionError",
    "EmptyInput",
    "InputError",
    "MissingCorpus",
    "MissingInput",
    "NoArticle",
    "NotACorpus",
    "NotAPage",
    "NotARun",
    "OutletsError",
    "OutputError",
    "ReprintTraceError",
    "TruncatedInput",
    "UnknownDocument",
]


class ReprintTraceError(Exception):
    """The root of the tree; `exit_code` is what the command line leaves with."""

    exit_code = 1

    def __init__(self, path: str, problem: str, advice: str = "") -> None:
        super().__init__(path, problem, advice)
        self.path = path
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" + (f"; {self.advice}" if self.advice else "")


class InputError(ReprintTraceError):
    exit_code = 3


class MissingInput(InputError): ...


class EmptyInput(InputError): ...


class NotAPage(InputError): ...


class TruncatedInput(InputError): ...


class NoArticle(InputError): ...


class NotARun(InputError): ...


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
