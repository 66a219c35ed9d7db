"""The files of a run: written aside, and put in place together when all of them are there."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from contextlib import ExitStack
from math import sqrt
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from reprint_trace.contract import to_json
from reprint_trace.model import Honesty, OutletCount, SiteCount, Summary
from reprint_trace.reporting.tables import EDGES, PAGES, arrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from pyarrow.parquet import ParquetWriter

    from reprint_trace.model import CorpusInfo, Document, Summary
    from reprint_trace.scanning.values import Failure, Tally, Traced

TRACES, FAILURES, DOCUMENTS = "traces.jsonl", "failures.jsonl", "documents.jsonl"
PAGE_TABLE, EDGE_TABLE, SUMMARY = "pages.parquet", "edges.parquet", "summary.json"
FILES = (TRACES, FAILURES, DOCUMENTS, PAGE_TABLE, EDGE_TABLE, SUMMARY)
ROWS = 10_000  # of a table written at a time


class Outputs:
    """The files of a run, to be filled in the order of the pages; nothing is seen of them before
    `finish`."""

    def __init__(self, run: Path, aside: Path) -> None:
        self._run, self._aside = run, aside
        self._files = ExitStack()
        aside.mkdir(exist_ok=True)
        self._traces = self._file(TRACES)
        self._pages = _Table(self._files, aside / PAGE_TABLE, PAGES)
        self._edges = _Table(self._files, aside / EDGE_TABLE, EDGES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def trace(self, traced: Traced, json: str, group: int) -> None:
        """Add a trace; `group` numbers its story."""
        self._traces.write(_line(json))
        self._pages.add({**traced.page, "group": group})
        for edge in traced.edges:
            self._edges.add({**edge, "group": group})

    def failures(self, failures: Iterable[Failure]) -> None:
        with self._file(FAILURES) as out:
            for failure in failures:
                out.write(_line(to_json(failure)))

    def documents(self, documents: Iterable[Document]) -> None:
        with self._file(DOCUMENTS) as out:
            for document in documents:
                out.write(_line(to_json(document)))

    def close(self) -> None:
        """All is there but the summary."""
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


class _Table:
    """A Parquet file that rows are added to."""

    def __init__(self, files: ExitStack, path: Path, columns: dict[str, str]) -> None:
        from pyarrow import parquet

        self._columns = columns
        self._rows: list[dict[str, Any]] = []
        self._out: ParquetWriter = parquet.ParquetWriter(path, arrow([], columns).schema, compression="zstd")
        files.callback(self._out.close)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._write()

    def close(self) -> None:
        self._write()
        self._out.close()

    def _write(self) -> None:
        if self._rows:
            self._out.write_table(arrow(self._rows, self._columns))
            self._rows = []


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
    for tally in tallies:
        pages += 1
        site = tally.site or UNKNOWN
        verdicts[tally.origin][tally.path] += 1
        sites[site].update(_counted(tally))
        if tally.origin_outlet:
            reprinted[tally.origin_outlet][site] += 1
        relayed.update(tally.relays)
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
