"""A scan beside the plain glue and beside reading alone: `python -m benchmarks.scanning CRAWL [JOBS …]`.

CRAWL is what `benchmarks.crawl` made.  Each is timed on the same pages in the same run, by the clock
and by the processor time of all its processes (which a busy machine changes less):

glue      trafilatura's default text, jieba's words, datasketch's MinHash and LSH: candidates, no more
reading   every page read by the scan's own workers, nothing kept
scan      the whole of it, once for every JOBS; again unchanged; `stages` are its seconds by stage

memory    the most that the processes of the scan held together (proportional set size)
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from reprint_trace.library import scan
from reprint_trace.scanning import stages
from reprint_trace.scanning.workers import Pool


def glue_one(path: str) -> Any:
    import jieba
    from datasketch import MinHash
    from trafilatura import extract

    words = jieba.lcut(extract(Path(path).read_bytes()) or "")
    sketch = MinHash(num_perm=128)
    sketch.update_batch([f"{a} {b}".encode() for a, b in pairwise(words)])
    return path, sketch


def glue(paths: list[str], corpus: Path, jobs: int) -> Times:
    import jieba
    from datasketch import MinHash, MinHashLSH

    jieba.initialize()
    clock = Clock()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for line in corpus.read_text("utf-8").splitlines():
        row = json.loads(line)
        words = jieba.lcut(row["text"])
        sketch = MinHash(num_perm=128)
        sketch.update_batch([f"{a} {b}".encode() for a, b in pairwise(words)])
        index.insert(row["id"], sketch)
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for path, sketch in pool.imap_unordered(glue_one, paths, chunksize=8):
            index.query(sketch)
            index.insert(path, sketch)
        return clock.read()


def reading(paths: list[str], jobs: int) -> Times:
    with Pool(jobs) as pool:
        list(stages.READ.answers(pool, stages.Settings(), [(0, ("warm", paths[0]))]))
        clock = Clock()
        for _ in stages.READ.answers(pool, stages.Settings(), ((path, (path, path)) for path in paths)):
            pass
        return clock.read()


Times = tuple[float, float]  # by the clock, and of the processors


class Clock:
    def __init__(self) -> None:
        self._since = time.perf_counter(), spent()

    def read(self) -> Times:
        return time.perf_counter() - self._since[0], spent() - self._since[1]


class Stages:
    """Watches a scan, and remembers how long each stage took."""

    def __init__(self) -> None:
        self.times: dict[str, Times] = {}
        self._now, self._clock = "starting", Clock()

    def stage(self, name: str, total: int) -> None:  # noqa: ARG002
        self.end()
        self._now = name

    def more(self, count: int) -> None: ...

    def advance(self, failed: bool = False) -> None: ...

    def end(self) -> None:
        before, now = self.times.get(self._now, (0.0, 0.0)), self._clock.read()
        self.times[self._now] = before[0] + now[0], before[1] + now[1]
        self._clock = Clock()


class Memory(threading.Thread):
    """The most that this process and its descendants hold together, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(1.0):
            self.most = max(self.most, sum(held(pid) for pid in family()) / 1024)

    def stop(self) -> float:
        self._over.set()
        return self.most


def family() -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines()[1:]:
        pid, parent = map(int, line.split())
        children.setdefault(parent, []).append(pid)
    found = [multiprocessing.current_process().pid or 0]
    for pid in found:
        found += children.get(pid, [])
    return found


def spent() -> float:
    """The processor seconds of this process and its descendants so far, the dead ones too."""
    ticks = 0
    for pid in family():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, stat[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    crawl = Path(sys.argv[1])
    jobs = [int(word) for word in sys.argv[2:]] or [2]
    paths = sorted(str(path) for path in (crawl / "pages").rglob("*.html"))
    corpus = crawl / "originals.jsonl"
    own = crawl / "originals.db"
    if not own.exists():
        from reprint_trace.corpus import Corpus
        from reprint_trace.corpus.exchange import read_documents

        with Corpus.create(str(own)) as made:
            made.add(row for row in read_documents(str(corpus)))  # type: ignore[misc]
    print(f"{len(paths):,} pages")
    for number in jobs:
        show(f"reading, {number} processes", reading(paths, number), len(paths))
        with tempfile.TemporaryDirectory(dir=crawl) as folder:
            for name in ("scan", "unchanged"):
                watch, memory = Stages(), Memory()
                memory.start()
                result = scan([str(crawl / "pages")], folder, corpus=str(own), jobs=number, watch=watch)
                watch.end()
                parts = ", ".join(f"{stage} {times[1]:.1f}" for stage, times in watch.times.items())
                wall, used = (sum(column) for column in zip(*watch.times.values(), strict=True))
                show(
                    f"{name}, {number} processes",
                    (wall, used),
                    len(paths),
                    f"{memory.stop():.0f} MB; {parts}",
                )
            print(
                json.dumps(result.by_verdict, ensure_ascii=False),
                result.failures_by_error,
                result.groups,
                result.pages_in_groups,
                result.largest_group,
            )
            print(
                f"journal {sum(f.stat().st_size for f in Path(folder, '.work').iterdir() if f.is_file()) / 1e6:.0f} MB"
            )
            shutil.rmtree(Path(folder, ".work"))
        show(f"glue, {number} processes", glue(paths, corpus, number), len(paths))


def show(name: str, times: Times, pages: int, more: str = "") -> None:
    wall, used = times
    print(
        f"{name:<24} {wall:8.1f} s {pages / wall:8.1f} pages/s; processors {used:8.1f} s"
        f" {1000 * used / pages:6.2f} ms a page  {more}",
        flush=True,
    )


if __name__ == "__main__":
    main()
