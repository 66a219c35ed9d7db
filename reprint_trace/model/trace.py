"""Everything found out about one page, and a scan of many in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprint_trace.model.chain import Chain, Evidence, Variant, Verdict
from reprint_trace.model.match import CorpusInfo, Match, NamedAlike
from reprint_trace.model.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Whether an outlet stands in the CAC list of licensed sources (互联网新闻信息稿源单位名单):
    `edition` is the newest edition it is known to stand in, None when it is in none that is held;
    `through` is the listed outlet of its house, where only that one is listed by name."""

    role: Literal["declared", "origin"]
    outlet: str
    edition: str | None
    through: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that gave a part of the page: `document` is its id, `share` the part of the page's folded
    characters that came from it, counted for no other; `credit` is how the page names its outlet,
    None where it does not."""

    document: str
    outlet: str | None
    title: str | None
    share: float
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    version: str
    weights: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything found out about one page.  `sources` are the texts that gave at least a tenth of it,
    the largest first."""

    page: Page
    corpus: CorpusInfo | None
    matches: tuple[Match, ...]
    chain: Chain
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...] = ()
    licences: tuple[Licence, ...] = ()
    variants: tuple[Variant, ...] = ()
    named_alike: tuple[NamedAlike, ...] = ()
    tool: Tool


# ── a scan in figures ───────────────────────────────────────────────────────────────────


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
