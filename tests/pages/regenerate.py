"""Write `expected.json` beside every golden page, from what the reader makes of it today.

Run from the project's root (`python -m tests.pages.regenerate [CASE…]`), and read the diff: it
is the review.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from reprint_trace.reading import read_file

PAGES = Path(__file__).parent


def cases() -> list[Path]:
    """The saved page of every case."""
    return sorted(path for path in PAGES.glob("*/page.*"))


def reading_of(page: Path) -> str:
    """What is read from a page, as stable JSON; the hash and the path say nothing about it."""
    read = asdict(read_file(str(page)))
    del read["file"], read["sha256"]
    return json.dumps(read, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    for page in cases():
        if len(sys.argv) == 1 or page.parent.name in sys.argv[1:]:
            page.with_name("expected.json").write_text(reading_of(page), "utf-8")


if __name__ == "__main__":
    main()
