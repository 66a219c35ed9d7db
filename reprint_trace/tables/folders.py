"""Which files of a folder are read: pages, documents, rows and archives of them, packed or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reprint_trace.errors import EmptyInput, InputError, MissingInput, NotAPage
from reprint_trace.reading.formats import ARCHIVES, DOCUMENTS, PAGES
from reprint_trace.tables.opening import ENDINGS as ROWS
from reprint_trace.tables.unpacking import PACKED

READ = (*PAGES, *ARCHIVES, *DOCUMENTS, *ROWS, ".zip")
_SAVED_WITH = ("_files", ".files", "_Files")  # what browsers call the folder beside a saved page
_PAGE = (".html", ".htm", ".xhtml", ".shtml")


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder that are read, in the order of their names, and those that are not; what
    is named like one that is read and is no file (a pipe, which would be waited for, a device, a link to
    nothing), and folders that may not be opened, have failed.  Hidden files are none of these, nor what a
    browser saved beside a page, nor the runs of earlier scans."""

    read: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)


def is_read(name: str) -> bool:
    """Whether a file of that name is read where a whole folder is."""
    name = name.lower()
    for packer in PACKED:
        name = name.removesuffix(packer)
    return name.endswith(READ)


def listing(folder: str) -> Listing:
    """The files in a folder and those below it; links to folders are not followed."""
    found = Listing()

    def closed(error: OSError) -> None:
        found.failed.append(MissingInput(str(error.filename), (error.strerror or str(error)).lower()))

    for base, inner, names in os.walk(folder, onerror=closed):
        if _is_run(names):
            inner.clear()
            continue
        beside = {name[: name.rindex(".")] for name in names if name.lower().endswith(_PAGE)}
        inner[:] = sorted(name for name in inner if not name.startswith(".") and not _is_part(name, beside))
        for name in sorted(names):
            path = os.path.join(base, name)  # noqa: PTH118  odd names stay the strings they are
            if name.startswith("."):
                continue
            if not is_read(name):
                found.passed_over.append(path)
            elif problem := no_file(path):
                found.failed.append(problem)
            else:
                found.read.append(path)
    return found


def no_file(path: str) -> InputError | None:
    """Why there is no ordinary file at `path`; None where there is one."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError) as error:
        return MissingInput(path, (getattr(error, "strerror", None) or str(error)).lower())
    if stat.S_ISREG(mode):
        return None
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return NotAPage(
        path, f"is {kinds.get(stat.S_IFMT(mode), 'a device')}, not a file", "give the page itself"
    )


def _is_run(names: list[str]) -> bool:
    """Whether a folder holds the traces of a scan, which are no pages."""
    return "summary.json" in names and any(name.startswith("traces.") for name in names)


def _is_part(name: str, pages: set[str]) -> bool:
    """Whether a folder holds the pictures and frames of a page that was saved beside it."""
    return any(name.endswith(end) and name.removesuffix(end) in pages for end in _SAVED_WITH)


def saved_beside(path: str, given: Iterable[str]) -> bool:
    """Whether a path is the folder that a browser saved beside one of the pages given."""
    pages = {name[: name.rindex(".")] for name in given if name.lower().endswith(_PAGE)}
    return Path(path).is_dir() and _is_part(path.rstrip("/\\"), pages)


def page_files(path: str) -> Iterator[str]:
    """`path` itself, or every file of it that is read if it is a folder.  Raises EmptyInput for a
    folder that holds none."""
    if not Path(path).is_dir():
        yield path
        return
    found = listing(path)
    if not (found.read or found.failed):
        named = ", ".join(Path(name).name for name in found.passed_over[:3])
        advice = f"it holds {named}" if named else "save pages as HTML into it"
        raise EmptyInput(path, "holds no page, document or table that is read", advice)
    yield from sorted([*found.read, *(error.path for error in found.failed if error.path != path)])
