"""Reads a workbook in a process of its own: `python workbooks.py FILE SECONDS BYTES`, rows on stdout.

What reads workbooks is compiled, makes room for the whole rectangle that the outermost cells span, and
ends its process where there is none: 2 kB of XLSX are enough.  `sheets` runs this file by its path, so it
imports nothing of the package.  Out come pickles: of `("sheet", its name)`, then of `("rows", some of its
rows)`, at last of `("end", a problem or "")`.
"""

from __future__ import annotations

import pickle
import sys
from itertools import islice

import python_calamine as calamine

_BATCH = 500


def main(path: str, seconds: int, memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    problem = ""
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheet_names:
                _put("sheet", sheet)
                rows = book.get_sheet_by_name(sheet).iter_rows()
                while some := [*islice(rows, _BATCH)]:
                    _put("rows", some)
    except Exception as error:
        problem = " ".join(str(error).split())[:100] or type(error).__name__
    _put("end", problem)


def _put(kind: str, what: object) -> None:
    pickle.dump((kind, what), sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
