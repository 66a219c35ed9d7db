"""Which files of a folder are saved pages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reprint_trace.errors import EmptyInput

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".mhtml", ".mht", ".warc", ".wacz")
ARCHIVED = tuple(suffix + ".gz" for suffix in SUFFIXES)


def page_files(path: str) -> Iterator[str]:
    """`path` itself, or every page in it if it is a folder, in the order of their names.

    Links to folders are not followed and hidden files are left out.  Raises EmptyInput for a
    folder that holds no page.
    """
    if not os.path.isdir(path):  # noqa: PTH112  "-" and odd names stay the strings they are
        yield path
        return
    none = True
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES + ARCHIVED) and not name.startswith("."):
                none = False
                yield os.path.join(folder, name)  # noqa: PTH118
    if none:
        raise EmptyInput(path, "holds no saved page", f"expected files ending in {', '.join(SUFFIXES)}")
