"""What one new page costs in a run that is there: `python -m benchmarks.new_page CRAWL PAGES [RUN]`.

The first PAGES of what `benchmarks.crawl` made are scanned (into RUN, which is kept), then nothing new, then the next
page beside them; of each the processor time of all processes, by stage.  The goal is half a second a new page.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.scanning import Clock, Stages
from reprint_trace.scanning.local import scan
from reprint_trace.scanning.plan import ScanRequest


def timed(name: str, pages: Path, run: Path, corpus: Path) -> None:
    clock, stages = Clock(), Stages()
    scan(ScanRequest(inputs=(str(pages),), out=str(run), corpus=str(corpus)), jobs=2, watch=stages)
    stages.end()
    parts = ", ".join(f"{stage} {spent:.2f}" for stage, (_, spent) in stages.times.items() if spent > 0.005)
    print(f"{name}: {clock.read()[1]:.2f} s of processor time ({parts})", flush=True)


def main() -> None:
    crawl, count = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        run = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(folder, "run")
        pages = Path(folder, "pages")
        pages.mkdir()
        files = sorted(path for path in (crawl / "pages").rglob("*.html"))[: count + 1]
        for number, file in enumerate(files[:-1]):
            shutil.copy(file, pages / f"{number:06}.html")
        corpus = crawl / "originals.jsonl"
        print(f"{count:,} pages, {len(corpus.read_text('utf-8').splitlines()):,} originals")
        timed("first", pages, run, corpus)
        timed("again", pages, run, corpus)
        shutil.copy(files[-1], pages / f"{count:06}.html")
        timed("one new page", pages, run, corpus)
        print(json.loads((run / "summary.json").read_text("utf-8"))["pages"], "pages in the run")


if __name__ == "__main__":
    main()
