"""Which files of a folder are saved pages."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from reprint_trace.errors import EmptyInput, InputError, MissingInput, NotAPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".mhtml", ".mht", ".warc", ".wacz")
ARCHIVED = tuple(suffix + ".gz" for suffix in SUFFIXES)


def page_files(path: str, passed_over: Callable[[InputError], None] | None = None) -> Iterator[str]:
    """`path` itself, or every page in it if it is a folder, in the order of their names.

    Links to folders are not followed and hidden files are left out.  `passed_over` is told of what is
    named like a page and is no file (a pipe, which would be waited for, a device, a link to nothing)
    and of folders that may not be opened; without it such names are given like any other.
    Raises EmptyInput for a folder that holds no page.
    """
    if not os.path.isdir(path):  # noqa: PTH112  "-" and odd names stay the strings they are
        yield path
        return
    none = True
    for folder, inner, names in os.walk(path, onerror=_telling(passed_over)):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES + ARCHIVED) and not name.startswith("."):
                none = False
                file = os.path.join(folder, name)  # noqa: PTH118
                if passed_over and (problem := no_file(file)):
                    passed_over(problem)
                else:
                    yield file
    if none:
        raise EmptyInput(path, "holds no saved page", f"expected files ending in {', '.join(SUFFIXES)}")


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


def _telling(passed_over: Callable[[InputError], None] | None) -> Callable[[OSError], None]:
    def tell(error: OSError) -> None:
        if passed_over:
            passed_over(MissingInput(str(error.filename), (error.strerror or str(error)).lower()))

    return tell
