"""A dump in one Parquet file against the same pages as files: the same run, and what each takes.

    python -m benchmarks.tables --pages 5000

Pages are invented (`tests.scanning.crawls`); every fifth is a copy of the one before it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as arrow
from pyarrow import parquet

from reprint_trace.library import scan
from tests.corpus.stories import story
from tests.scanning.crawls import outputs, page


def made(number: int) -> str:
    """The page of a number."""
    seed = number - 1 if number % 5 == 4 else number
    day = f"2021-{seed % 12 + 1:02}-{seed % 28 + 1:02}"
    return page(story(seed), domain=f"site{number % 40}.example", site=f"{number % 40}号网", day=day)


def run(given: str, out: Path, jobs: int) -> float:
    """Seconds by the clock that a scan takes."""
    began = time.perf_counter()
    scan([given], str(out), jobs=jobs)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "crawl")
        folder.mkdir()
        rows = []
        for number in range(asked.pages):
            text = made(number)
            (folder / f"{number:06}.html").write_text(text, "utf-8")
            rows.append({"id": f"{number:06}.html", "html": text})
        parquet.write_table(arrow.Table.from_pylist(rows), Path(place, "dump.parquet"), row_group_size=1000)
        of_files = run(str(folder), Path(place, "files"), asked.jobs)
        of_rows = run(str(Path(place, "dump.parquet")), Path(place, "rows"), asked.jobs)
        same = outputs(Path(place, "files")) == outputs(Path(place, "rows"))
        print(f"{asked.pages:,} pages: files {of_files:.1f} s, Parquet {of_rows:.1f} s by the clock")
        print(f"the runs are {'the same, byte for byte' if same else 'NOT the same'}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
