"""Who copied from whom: evidence, chain and verdict; all that was found out about one page, and a scan of many in
figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprint_trace.model.match import CorpusInfo, Match, NamedAlike
from reprint_trace.model.page import Grade, OriginVerdict, Page, PathVerdict, Phrase, Polarity, Role, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact for or against an edge or the verdict, with its exact quote.  `document` is
    where the quote stands (a page file or a document id), `span` its place in that text;
    `supports` names edges (`from→to`) or `verdict`."""

    id: str
    kind: str
    quote: str
    document: str | None = None
    span: Span | None = None
    supports: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A witness.  `outlet` is a gazetteer id, or the name as written where none is known;
    `twins` are witnesses whose text is the same, so that text cannot tell them apart.  `probability`
    is, of an outlet whose text is not here, P(it stands in the true path); None where that cannot be
    calibrated, and of observed nodes."""

    id: str
    role: Role
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    observed: bool
    twins: tuple[str, ...] = ()
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    from_: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`from_` was copied by `to`.  A: hard trace or link, B: shared derived edits,
    C: reliable date order, D: similarity alone.

    `probability` is P(`from_` or a text the same as it is the nearest ancestor of `to` among the texts
    supplied).  An `open` step is not resolved: `from_` is an ancestor, with the probability `ancestor`,
    and what lies between was not supplied or cannot be told.  Both are None where an end is hollow."""

    from_: str
    to: str
    probability: float | None = None
    ancestor: float | None = None
    open: bool = False
    grade: Grade
    runner_up: RunnerUp | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Who copied from whom; `path` runs origin → … → page."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the attribution holds, drawn without seeing the declared source.  `probability` is
    P(the verdict on the origin is right), None where that cannot be calibrated.
    `reasons` are evidence ids; `summary` gives the grounds, `would_change` what would settle or
    overturn it."""

    origin: OriginVerdict
    path: PathVerdict
    probability: float | None
    summary: tuple[Phrase, ...]
    reasons: tuple[str, ...] = ()
    would_change: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What some witnesses read at one place, as the first of them prints it (at most 120
    characters; `""` where they have nothing).  `witnesses` are node ids, `spans` the places in their
    texts, in the same order.  `polarity` says whether the likely originals read so; `weight` how
    much it ties its witnesses together, in nats: the rarer a shared reading, the more."""

    text: str
    witnesses: tuple[str, ...]
    spans: tuple[Span, ...]
    polarity: Polarity = "unknown"
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One place where witnesses differ, between the words `before` and `after`.  A witness in no
    reading lacks the whole passage.  `count` places vary in the same way; this is the first."""

    readings: tuple[Reading, ...]
    before: str = ""
    after: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """`variants` are the most telling places where the witnesses differ, in the order of the text."""

    chain: Chain
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    variants: tuple[Variant, ...] = ()


# ── all of one page ─────────────────────────────────────────────────────────────────────


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
