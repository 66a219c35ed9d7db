"""A scan in figures."""

from __future__ import annotations

from dataclasses import dataclass

from reprint_trace.model.match import CorpusInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Honesty:
    """How often a site's attribution holds where that could be decided: `share` of `decided` pages,
    with the bounds of its 95 % interval (Wilson 1927)."""

    decided: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCount:
    """The traced pages of one site, by what was found; `failing` attributions are those that
    `--check` fails, `spun` pages swap words as spinning software does."""

    pages: int
    copied: int
    confirmed: int
    supported: int
    carrier: int
    contradicted: int
    missing: int
    unverifiable: int
    undeclared_relays: int
    failing: int
    spun: int
    honesty: Honesty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCount:
    """`reprinted`: pages whose path begins with the outlet, on so many `sites`; `relayed`: pages that
    came through it and do not say so."""

    reprinted: int
    sites: int
    relayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run in figures.  `by_verdict` counts pages by origin, then path; `by_site` and `by_outlet` go
    from most to fewest; `groups` are stories that two pages or more have.  `seconds` is the one figure
    that differs from run to run."""

    pages: int
    failures: int
    failures_by_error: dict[str, int]
    by_verdict: dict[str, dict[str, int]]
    by_site: dict[str, SiteCount]
    by_outlet: dict[str, OutletCount]
    groups: int
    pages_in_groups: int
    largest_group: int
    corpus: CorpusInfo | None
    seconds: float
