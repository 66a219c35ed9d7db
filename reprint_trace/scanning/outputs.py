"""The files of a run: written aside, and put in place together when all of them are there.

What a run before this one wrote and is to be written again is copied from its files as it stands there.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from itertools import accumulate
from math import sqrt
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

from reprint_trace.contract import to_json
from reprint_trace.model import Honesty, OutletCount, SiteCount, Summary
from reprint_trace.reporting.tables import EDGES, PAGES, arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

    from pyarrow.parquet import ParquetWriter

    from reprint_trace.model import CorpusInfo, Document, Summary
    from reprint_trace.scanning.values import Failure, Tally, Traced

TRACES, FAILURES, DOCUMENTS = "traces.jsonl", "failures.jsonl", "documents.jsonl"
PAGE_TABLE, EDGE_TABLE, SUMMARY = "pages.parquet", "edges.parquet", "summary.json"
FILES = (TRACES, FAILURES, DOCUMENTS, PAGE_TABLE, EDGE_TABLE, SUMMARY)
ROWS = 10_000  # of a table written at a time
AT_ONCE = 1 << 20  # bytes copied at a time


class Kept(NamedTuple):
    """Where a trace stands in the files of the run before: its bytes in the traces, its row among the pages', and
    its rows among the edges'."""

    start: int
    length: int
    page: int
    edges: range


class Outputs:
    """The files of a run, to be filled in the order of the pages; nothing is seen of them before
    `finish`."""

    def __init__(self, run: Path, aside: Path, *, again: bool = False) -> None:
        self._run, self._aside, self._again = run, aside, again
        self._files = ExitStack()
        aside.mkdir(exist_ok=True)
        self._traces = self._lines(TRACES)
        self._pages = self._table(PAGE_TABLE, PAGES)
        self._edges = self._table(EDGE_TABLE, EDGES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def trace(self, traced: Traced, json: str, group: int) -> int:
        """Add a trace, and say how many bytes it is; `group` numbers its story."""
        self._pages.add({**traced.page, "group": group})
        for edge in traced.edges:
            self._edges.add({**edge, "group": group})
        return self._traces.add(_line(json))

    def kept(self, kept: Kept, group: int) -> None:
        """Add a trace as the run before wrote it."""
        self._traces.copy(kept.start, kept.length)
        self._pages.keep(kept.page, group)
        for row in kept.edges:
            self._edges.keep(row, group)

    def failures(self, failures: Iterable[Failure]) -> None:
        with self._file(FAILURES) as out:
            for failure in failures:
                out.write(_line(to_json(failure)))

    def documents(
        self, wanted: Iterable[tuple[bytes, Callable[[], Document]]], before: Sequence[tuple[bytes, int]]
    ) -> list[tuple[bytes, int]]:
        """Write documents, called by a key; of each its key and how many bytes it is, as `before` has it of those
        that the run before wrote, in their order."""
        out, written = self._lines(DOCUMENTS), []
        starts = accumulate((length for _, length in before), initial=0)
        known = {key: (start, length) for (key, length), start in zip(before, starts, strict=False)}
        for key, document in wanted:
            if key in known:
                out.copy(*known[key])
                written.append((key, known[key][1]))
            else:
                written.append((key, out.add(_line(to_json(document())))))
        out.flush()
        return written

    def close(self) -> None:
        """All is there but the summary."""
        self._traces.flush()
        self._pages.close()
        self._edges.close()
        self._files.close()

    def finish(self, summary: Summary) -> None:
        """Put everything in place, the summary last."""
        with self._file(SUMMARY) as out:
            out.write(_line(to_json(summary)))
        for name in FILES:
            _synced(self._aside / name)
            (self._aside / name).replace(self._run / name)

    def _file(self, name: str) -> IO[bytes]:
        return self._files.enter_context((self._aside / name).open("wb"))

    def _lines(self, name: str) -> _Lines:
        before = self._files.enter_context((self._run / name).open("rb")) if self._again else None
        return _Lines(self._file(name), before)

    def _table(self, name: str, columns: dict[str, str]) -> _Table:
        return _Table(self._files, self._aside / name, columns, self._run / name if self._again else None)


class _Lines:
    """A file that lines are added to, or copied to from the same file of the run before."""

    def __init__(self, out: IO[bytes], before: IO[bytes] | None) -> None:
        self._out, self._before = out, before
        self._waiting = (0, 0)  # what is to be copied, as one piece as long as it is one

    def add(self, line: bytes) -> int:
        self.flush()
        return self._out.write(line)

    def copy(self, start: int, length: int) -> None:
        if start != self._waiting[1]:
            self.flush()
            self._waiting = (start, start)
        self._waiting = (self._waiting[0], start + length)

    def flush(self) -> None:
        (start, end), self._waiting = self._waiting, (0, 0)
        if self._before is None or start == end:
            return
        self._out.flush()
        if hasattr(os, "copy_file_range"):
            with suppress(OSError):  # not between these file systems: by hand
                while start < end:
                    done = os.copy_file_range(self._before.fileno(), self._out.fileno(), end - start, start)
                    start = start + done if done else end
        self._before.seek(start)
        while start < end:
            start += self._out.write(self._before.read(min(end - start, AT_ONCE)))


class _Table:
    """A Parquet file that rows are added to, or kept from the same table of the run before."""

    def __init__(self, files: ExitStack, path: Path, columns: dict[str, str], before: Path | None) -> None:
        from pyarrow import parquet

        self._columns = columns
        self._rows: list[dict[str, Any]] = []
        self._places: list[int] = []  # of rows of before from 0 up, of new ones from -1 down
        self._groups: list[int] = []
        self._before = parquet.read_table(before, memory_map=True) if before else None
        self._out: ParquetWriter = parquet.ParquetWriter(path, arrow([], columns).schema, compression="zstd")
        files.callback(self._out.close)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        self._put(-len(self._rows), row["group"])

    def keep(self, place: int, group: int) -> None:
        self._put(place, group)

    def _put(self, place: int, group: int) -> None:
        self._places.append(place)
        self._groups.append(group)
        if len(self._places) >= ROWS:
            self._write()

    def close(self) -> None:
        self._write()
        self._out.close()

    def _write(self) -> None:
        if not self._places:
            return
        import pyarrow

        table = arrow(self._rows, self._columns)
        if self._before is not None:
            there = self._before.num_rows
            rows = [place if place >= 0 else there - place - 1 for place in self._places]
            table = pyarrow.concat_tables([self._before, table]).take(rows).combine_chunks()
            at = table.schema.get_field_index("group")
            table = table.set_column(at, table.schema.field(at), pyarrow.array(self._groups, "int64"))
        self._out.write_table(table)
        self._rows, self._places, self._groups = [], [], []


def _line(json: str) -> bytes:
    # a file name need not be UTF-8
    return json.encode("utf-8", "backslashreplace") + b"\n"


def _synced(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


# ── a run in figures, counted trace by trace ────────────────────────────────────────────

UNKNOWN = "unknown"  # pages that do not tell their site
Z = 1.959964  # of the 95 % interval


def summary(
    tallies: Iterable[Tally],
    failures: Sequence[Failure],
    groups: Sequence[int],
    corpus: CorpusInfo | None,
    seconds: float,
) -> Summary:
    """The summary of a run; `groups` are the sizes of its stories."""
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    sites: dict[str, Counter[str]] = defaultdict(Counter)
    reprinted: dict[str, Counter[str]] = defaultdict(Counter)
    relayed: Counter[str] = Counter()
    pages = 0
    for tally, times in Counter(tallies).items():
        pages += times
        site = tally.site or UNKNOWN
        verdicts[tally.origin][tally.path] += times
        sites[site].update(dict.fromkeys(_counted(tally), times))
        if tally.origin_outlet:
            reprinted[tally.origin_outlet][site] += times
        relayed.update(dict.fromkeys(tally.relays, times))
    several = [size for size in groups if size > 1]
    return Summary(
        pages=pages,
        failures=len(failures),
        failures_by_error=_most(Counter(failure.error for failure in failures)),
        by_verdict={origin: _most(paths) for origin, paths in sorted(verdicts.items())},
        by_site={name: _site(sites[name]) for name in _most({n: c["pages"] for n, c in sites.items()})},
        by_outlet={
            name: OutletCount(
                reprinted=reprinted[name].total(), sites=len(reprinted[name]), relayed=relayed[name]
            )
            for name in _most({n: reprinted[n].total() for n in {*reprinted, *relayed}})
        },
        groups=len(several),
        pages_in_groups=sum(several),
        largest_group=max(several, default=0),
        corpus=corpus,
        seconds=seconds,
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): it is never empty, and never leaves 0..1."""
    share, square = hits / of, Z * Z / of
    middle = share + square / 2
    reach = Z * sqrt(share * (1 - share) / of + square / (4 * of))
    # at the ends, where rounding would leave the share outside, it is a bound itself
    return min(share, max(0.0, (middle - reach) / (1 + square))), max(
        share, min(1.0, (middle + reach) / (1 + square))
    )


def _counted(tally: Tally) -> list[str]:
    """The counts of a site that a trace adds to."""
    flags = {
        "copied": tally.copied, "failing": tally.fails, "spun": tally.spun,
        "undeclared_relays": tally.path == "undeclared-relay",
        "honest": tally.origin in ("confirmed", "supported") and not tally.fails,
    }  # fmt: skip
    return ["pages", tally.origin, *(name for name, holds in flags.items() if holds)]


def _site(counts: Counter[str]) -> SiteCount:
    decided = counts["honest"] + counts["failing"]
    honesty = None
    if decided:
        low, high = wilson(counts["honest"], decided)
        honesty = Honesty(
            decided=decided,
            share=round(counts["honest"] / decided, 4),
            low=round(low, 4),
            high=round(high, 4),
        )
    plain = {name: counts[name] for name in SiteCount.__slots__ if name != "honesty"}
    return SiteCount(**plain, honesty=honesty)


def _most(counts: dict[str, int]) -> dict[str, int]:
    """The counts from most to fewest; equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
