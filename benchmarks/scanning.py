"""What a scan costs a page, by stage, beside the plain glue, at several sizes: one command, and the tables of docs/scanning.md.

    python -m benchmarks.scanning ../shared/data --pages 300 1000 3000 [--jobs 2] [--keep FOLDER] [--engine spark]

Each size is a crawl made by `benchmarks.crawl` (`--alone`, `--copies`, `--skew`; with `--keep` they stay, and are found
again).  While the scan reads and searches, the glue goes over the same pages in step with it, in a process of its own:
trafilatura's default text, jieba's words, datasketch's MinHash and LSH, and rapidfuzz for the pairs that it finds, so
that a machine that grows busy slows both.  Times are of the processor, of all processes of either, in milliseconds a
page; `memory` is the most that the processes of the scan held together (proportional set size); `first` is when the first
trace could be read, `output` the bytes of the run a page, of that `traces` and `beside` (the journal, when all is
done).  The exponent is of all time in pages, from one size to the next: 1 is flat.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import multiprocessing
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import crawl
from reprint_trace.scanning.plan import ScanRequest

STAGES = ("starting", "reading", "searching", "pairing", "comparing", "tracing", "writing")
Times = tuple[float, float]  # by the clock, and of the processors


# ── the glue ───────────────────────────────────────────────────────────────────────────


def glue(paths: list[str], corpus: Path, pipe: Any) -> None:
    """Goes a page further for every number that it is sent; says what that took, and how many pairs it kept."""
    import jieba
    from datasketch import MinHash, MinHashLSH
    from rapidfuzz import fuzz
    from trafilatura import extract

    def signed(text: str) -> Any:
        words = jieba.lcut(text)
        sketch = MinHash(num_perm=128)
        sketch.update_batch([f"{a} {b}".encode() for a, b in pairwise(words)])
        return sketch

    jieba.initialize()
    begun = time.process_time()
    index, texts, kept = MinHashLSH(threshold=0.5, num_perm=128), dict[str, str](), 0
    for line in corpus.read_text("utf-8").splitlines():
        row = json.loads(line)
        texts[row["id"]] = row["text"]
        index.insert(row["id"], signed(row["text"]))
    todo = iter(paths)
    for count in iter(pipe.recv, 0):
        for _, path in zip(range(count), todo, strict=False):
            text = extract(Path(path).read_bytes()) or ""
            sketch = signed(text)
            kept += sum(fuzz.ratio(text, texts[other]) > 50 for other in index.query(sketch))
            texts[path] = text
            index.insert(path, sketch)
        pipe.send((time.process_time() - begun, kept))


class Beside:
    """The glue in a process of its own, kept in step with what it is told of."""

    def __init__(self, paths: list[str], corpus: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=glue, args=(paths, corpus, theirs), daemon=True)
        self._process.start()
        self.pid = self._process.pid
        self._steps, self._done, self._pages = 0, 0, len(paths)
        self.seconds, self.kept = 0.0, 0
        self._to(1)

    def step(self) -> None:
        """One page of two stages is done, so half a page is due; some at a time."""
        self._steps += 1
        if self._steps // 2 >= self._done + 16:
            self._to(self._steps // 2)

    def _to(self, page: int) -> None:
        self._pipe.send(min(page, self._pages) - self._done or 1)
        self.seconds, self.kept = self._pipe.recv()
        self._done = page

    def close(self) -> None:
        self._to(self._pages)
        self._pipe.send(0)
        self._process.join()


# ── what the processes took ────────────────────────────────────────────────────────────


class Clock:
    def __init__(self, without: int | None = None) -> None:
        self._without = without
        self._since = time.perf_counter(), spent(without)

    def read(self) -> Times:
        return time.perf_counter() - self._since[0], spent(self._without) - self._since[1]


class Stages:
    """Watches a scan, and remembers how long each stage took; calls `step` for every page."""

    def __init__(self, step: Callable[[], None] | None = None, without: int | None = None) -> None:
        self.times: dict[str, Times] = {}
        self._step, self._without = step, without
        self._now, self._clock = "starting", Clock(without)

    def stage(self, name: str, total: int) -> None:  # noqa: ARG002
        self.end()
        self._now = name

    def more(self, count: int) -> None: ...

    def advance(self, failed: bool = False) -> None:  # noqa: ARG002
        if self._step and self._now in ("reading", "searching"):
            self._step()

    def end(self) -> None:
        before, now = self.times.get(self._now, (0.0, 0.0)), self._clock.read()
        self.times[self._now] = before[0] + now[0], before[1] + now[1]
        self._clock = Clock(self._without)


class Memory(threading.Thread):
    """The most that this process and its descendants hold together, in MB; and when a file was there that holds
    something, of those that match."""

    def __init__(self, run: Path, without: int | None = None) -> None:
        super().__init__(daemon=True)
        self.most, self.first = 0.0, math.inf
        self._run, self._without = run, without
        self._since, self._over = time.perf_counter(), threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(held(pid) for pid in family(self._without)) / 1024)
            if self.first == math.inf and any(file.stat().st_size for file in self._run.glob("traces*")):
                self.first = time.perf_counter() - self._since

    def stop(self) -> float:
        self._over.set()
        return self.most


def family(without: int | None = None) -> list[int]:
    """This process and its descendants, but for one and its own."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines()[1:]:
        pid, parent = map(int, line.split())
        children.setdefault(parent, []).append(pid)
    found = [os.getpid()]
    for pid in found:
        found += [child for child in children.get(pid, []) if child != without]
    return found


def spent(without: int | None = None) -> float:
    """The processor seconds of this process and its descendants so far, the dead ones too."""
    ticks = 0
    for pid in family(without):
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


# ── a size ─────────────────────────────────────────────────────────────────────────────


@dataclass
class Measured:
    pages: int
    times: dict[str, Times]
    glue: float
    memory: float
    first: float
    output: int
    traces: int
    beside: int
    found: str

    @property
    def all(self) -> float:
        return sum(spent for _, spent in self.times.values())


def measured(place: Path, jobs: int, engine: str, *, with_glue: bool) -> Measured:
    """A scan of the crawl at a place, which leaves no trace there."""
    paths = sorted(str(path) for path in (place / "pages").rglob("*.html"))
    corpus = indexed(place)
    beside = Beside(paths, place / "originals.jsonl") if with_glue else None
    with tempfile.TemporaryDirectory(dir=place) as folder, engaged(engine, jobs) as scan:
        run = Path(folder, "run")
        request = ScanRequest(inputs=(str(place / "pages"),), out=str(run), corpus=str(corpus))
        without = beside.pid if beside else None
        memory, watch = Memory(run, without), Stages(beside.step if beside else None, without)
        memory.start()
        summary = scan(request, watch)
        watch.end()
        memory.stop()
        if beside:
            beside.close()
        files = {path: path.stat().st_size for path in run.rglob("*") if path.is_file()}
        journal = sum(size for path, size in files.items() if ".work" in path.parts)
        return Measured(
            len(paths), watch.times, beside.seconds if beside else math.nan, memory.most, memory.first,
            sum(files.values()) - journal, sum(s for path, s in files.items() if path.name.startswith("traces")),
            journal, f"{summary.by_verdict} {summary.failures_by_error} {summary.groups} stories on several pages, "
            f"the largest on {summary.largest_group}" + (f"; the glue kept {beside.kept} pairs" if beside else ""),
        )  # fmt: skip


@contextlib.contextmanager
def engaged(engine: str, jobs: int) -> Iterator[Callable[[ScanRequest, Stages], Any]]:
    """What scans."""
    if engine == "local":
        from reprint_trace.scanning.local import scan as here

        yield lambda request, watch: here(request, jobs=jobs, watch=watch)
        return
    from reprint_trace.scanning.spark.engine import scan as there
    from reprint_trace.scanning.spark.engine import session

    with session(f"local[{jobs}]") as spark:
        yield lambda request, watch: there(request, spark=spark, watch=watch)


def indexed(place: Path) -> Path:
    """The corpus of a crawl, made once."""
    from reprint_trace.corpus import Corpus
    from reprint_trace.corpus.exchange import read_documents

    own = place / "originals.db"
    if not own.exists():
        with Corpus.create(str(own)) as made:
            made.add(row for row in read_documents(str(place / "originals.jsonl")))  # type: ignore[misc]
    return own


def table(sizes: list[Measured]) -> Iterator[str]:
    named = [*dict.fromkeys([*STAGES, *(name for each in sizes for name in each.times)])]
    named = [name for name in named if any(name in each.times for each in sizes)]
    yield "| pages | " + " | ".join(f"{each.pages:,}" for each in sizes) + " |"
    yield "|---" * (len(sizes) + 1) + "|"
    for name in named:
        yield row(name, sizes, lambda e, name=name: 1000 * e.times.get(name, (0, 0))[1] / e.pages)  # type: ignore[misc]
    yield row("**all**", sizes, lambda e: 1000 * e.all / e.pages)
    yield row("the glue", sizes, lambda e: 1000 * e.glue / e.pages)
    yield row("the glue / all", sizes, lambda e: e.glue / e.all)
    yield row("s by the clock", sizes, lambda e: sum(clock for clock, _ in e.times.values()))
    yield row("first trace, s", sizes, lambda e: e.first)
    yield row("memory, MB", sizes, lambda e: e.memory)
    yield row("output, kB a page", sizes, lambda e: e.output / e.pages / 1000)
    yield row("of it traces", sizes, lambda e: e.traces / e.pages / 1000)
    yield row("beside it, when done", sizes, lambda e: e.beside / e.pages / 1000)
    steps = [""] + [
        f"{math.log(b.all / a.all) / math.log(b.pages / a.pages):.2f}" for a, b in pairwise(sizes)
    ]
    yield "| exponent | " + " | ".join(steps) + " |"


def row(name: str, sizes: list[Measured], value: Callable[[Measured], float]) -> str:
    return f"| {name} | " + " | ".join(f"{value(each):.2f}" for each in sizes) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="with pages/ and originals/")
    parser.add_argument("--pages", type=int, nargs="+", default=[300, 1000, 3000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engine", choices=("local", "spark"), default="local")
    parser.add_argument("--keep", type=Path, help="where crawls are kept")
    parser.add_argument("--no-glue", action="store_true")
    crawl.shaped(parser)
    asked = parser.parse_args()
    sizes: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in asked.pages:
            place = (asked.keep or Path(folder)) / f"{count}-{asked.alone}-{asked.copies}-{asked.skew}"
            if not (place / "pages").exists():
                crawl.make(count, asked.data, place, crawl.Shape(asked.alone, asked.copies, asked.skew))
            sizes.append(measured(place, asked.jobs, asked.engine, with_glue=not asked.no_glue))
            print(f"{count:,} pages: {sizes[-1].found}", flush=True)
    print("\n".join(table(sizes)))


if __name__ == "__main__":
    main()
