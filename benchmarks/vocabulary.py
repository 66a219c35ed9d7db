"""How many real pages each rule of the vocabulary changes: `python -m benchmarks.vocabulary PAGES_DIR [TABLE…]`.

Each rule is taken out and every page read again; counted are the pages that then read otherwise.  A rule that changes nothing, and whose example is not worth
keeping, may go.  PAGES_DIR holds saved pages (*.html).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reprint_trace import vocabulary
from reprint_trace.errors import ReprintTraceError
from reprint_trace.model import Page
from reprint_trace.reading import read_page
from reprint_trace.vocabulary import FOLDER, Row, rows


def reading(data: bytes) -> Page | None:
    """What a page says; None where it cannot be read."""
    try:
        return read_page(data, file="page.html")
    except ReprintTraceError:
        return None


def forget() -> None:
    """Empty every cache that may hold a rule."""
    for module in [m for name, m in sys.modules.items() if name.startswith("reprint_trace")]:
        for each in vars(module).values():
            clear = getattr(each, "cache_clear", None)
            if clear is not None and each is not vocabulary.rows:
                clear()


def without(row: Row, pages: list[tuple[bytes, Page | None]]) -> int:
    """How many of these pages read otherwise when a rule is taken out."""
    kept = vocabulary.rows

    def fewer(table: str, column: str = "", value: str = "") -> tuple[Row, ...]:
        return tuple(each for each in kept(table, column, value) if each != row)

    users = [
        m
        for n, m in sys.modules.items()
        if n.startswith("reprint_trace") and getattr(m, "rows", None) is kept
    ]
    for module in users:
        vars(module)["rows"] = fewer
    try:
        forget()
        return sum(reading(data) != before for data, before in pages)
    finally:
        for module in users:
            vars(module)["rows"] = kept
        forget()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("tables", nargs="*", default=sorted(path.stem for path in FOLDER.glob("*.tsv")))
    args = parser.parse_args()
    saved = [path.read_bytes() for path in sorted(args.pages.glob("*.html"))]
    before = [reading(data) for data in saved]
    for table in args.tables:
        for row in rows(table):
            changed = without(row, list(zip(saved, before, strict=True)))
            print(f"{table:16} {row.id:24} changes {changed:4} of {len(saved)}", flush=True)


if __name__ == "__main__":
    main()
