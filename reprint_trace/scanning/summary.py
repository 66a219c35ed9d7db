"""A run in figures, counted trace by trace."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import sqrt
from typing import TYPE_CHECKING

from reprint_trace.model import Honesty, OutletCount, SiteCount, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.model import CorpusInfo
    from reprint_trace.scanning.values import Failure, Tally

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
