"""The frozen structs that pass between the floors; docs/schemas/ describes their JSON.

All spans are half-open `[start, end)` in Unicode code points of the text they name
(`Page.body`, `Document.text`).  Unknown is `None`, never `""`.  Dates are ISO 8601.
Shares and probabilities are 0..1.  A trailing underscore only avoids a Python keyword:
`Edge.from_` is `from` in JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]

Precision = Literal["minute", "day", "month", "year"]
Where = Literal["head", "body", "tail", "meta", "json-ld", "script"]
ClaimKind = Literal["declared", "link", "dateline", "byline", "relay", "meta", "self"]
EditKind = Literal[
    "substitution", "insertion", "deletion", "truncation", "reordering", "width-or-spacing",
    "title-injection", "relay-lead", "house-rule", "spin", "byline-removed", "number-changed",
    "foreign-passage", "negation-changed", "dateline-removed", "caption-removed",
]  # fmt: skip
Relation = Literal["copy", "version", "same-wire", "shared-quotation", "template", "unrelated"]
Role = Literal["page", "document", "named", "wire", "anonymous"]
Grade = Literal["A", "B", "C", "D"]
Polarity = Literal["original", "derived", "unknown"]
OriginVerdict = Literal["confirmed", "contradicted", "missing", "unverifiable"]
PathVerdict = Literal["direct", "declared-relay", "undeclared-relay", "unresolved"]


# ── outlets ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One publisher in the gazetteer.  `id` is its canonical name and never changes;
    `licensed` is the edition of the CAC list of licensed sources it stands in."""

    id: str
    name: str
    class_: str | None = None
    family: str | None = None
    licensed: str | None = None
    basis: str | None = None


# ── reading ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site that published the page; `outlet` is a gazetteer id."""

    name: str | None = None
    outlet: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A date as stated: `value` is ISO 8601 cut at `precision`, `basis` says what stated it
    (visible, meta, json-ld, url, corpus …), `quote` is the exact text it was read from."""

    value: str
    precision: Precision
    basis: str
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Where a claim stands: the exact text, the region of the page, the rule that found it."""

    quote: str
    where: Where
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing the page says about where its text came from.  `outlets` are gazetteer ids
    in the order carrier → origin; empty when the text names none that is known."""

    kind: ClaimKind
    label: str | None = None
    text: str
    outlets: tuple[str, ...] = ()
    url: str | None = None
    evidence: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A link to another story, as its card or list shows it; `heading` is the list's title."""

    title: str
    url: str | None = None
    category: str | None = None
    excerpt: str | None = None
    reads: int | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """The previous or next story."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one saved page says.  `body` is its paragraphs joined by newlines; `saved` is when
    the copy was made, as its container states it."""

    file: str
    sha256: str
    format: str
    encoding: str
    url: str | None = None
    url_basis: str | None = None
    saved: str | None = None
    site: Site
    title: str | None = None
    original_title: str | None = None
    published: Published | None = None
    language: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    body: str
    declared_source: str | None = None
    claims: tuple[Claim, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    previous: PageLink | None = None
    next: PageLink | None = None
    warnings: tuple[str, ...] = ()


# ── corpus ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A candidate original.  `source` is its outlet as written, `outlet` the gazetteer id."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    outlet: str | None = None
    published: Published | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters a corpus is signed with; two that differ cannot be compared."""

    scheme: str
    permutations: int
    seed: int
    hash: str
    shingle: str
    tokenizer: str
    folding: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusInfo:
    """What a corpus holds; `earliest` and `latest` are ISO dates of its documents."""

    name: str
    documents: int
    earliest: str | None
    latest: str | None
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document worth aligning.  `jaccard` is a MinHash estimate; the rest is counted exactly
    on folded text: the shares of the text and of the document that lie in common runs of 8
    characters or more, and the longest such run."""

    document: Document
    jaccard: float
    page_covered: float = 0.0
    document_covered: float = 0.0
    longest: int = 0


# ── comparing ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One aligned run: the same text, after folding, at both places."""

    page: Span
    document: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference, or one rule that fired `count` times (the spans are its first firing).
    `names` are the people a removed credit named, `found_in` the document a foreign
    passage stands in."""

    kind: EditKind
    page: Span
    document: Span
    page_text: str
    document_text: str
    count: int = 1
    rule: str
    names: tuple[str, ...] = ()
    found_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """How far a page alters a document.  `kept`, `cut` and `by_rule` are shares of the
    document, `foreign` of the page; `spin_share` is the share of spinnable words swapped."""

    kept: float
    cut: float
    foreign: float
    by_rule: float
    spin_share: float = 0.0
    names_lost: tuple[str, ...] = ()
    figures_lost: tuple[str, ...] = ()
    figures_changed: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    summary_zh: str = ""
    summary_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A document aligned with the page.  `jaccard` is estimated, `jaccard_exact` computed,
    both over folded shingles; coverages are shares of folded characters, `longest_run` is
    the longest verbatim run in folded characters."""

    document: Document
    jaccard: float
    jaccard_exact: float
    page_covered: float
    document_covered: float
    passages: tuple[Passage, ...] = ()
    edits: tuple[Edit, ...] = ()
    longest_run: int = 0
    relation: Relation | None = None
    relation_reasons: tuple[str, ...] = ()
    alteration: Alteration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two pages or texts laid side by side, without a corpus; `match.document` is the original."""

    original: Page
    reprint: Page
    match: Match


# ── lineage ────────────────────────────────────────────────────────────────────────────


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
    `twins` are witnesses whose text is the same, so that text cannot tell them apart."""

    id: str
    role: Role
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    observed: bool
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    from_: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`from_` was copied by `to`.  A: hard trace or link, B: shared derived edits,
    C: reliable date order, D: similarity alone."""

    from_: str
    to: str
    probability: float
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
    """Whether the attribution holds, drawn without seeing the declared source.
    `reasons` are evidence ids; `would_change` says what would settle or overturn it.
    `summary` and `would_change` are English; the same in Chinese beside them."""

    origin: OriginVerdict
    path: PathVerdict
    probability: float
    summary: str
    reasons: tuple[str, ...] = ()
    would_change: str | None = None
    summary_zh: str = ""
    would_change_zh: str | None = None


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


# ── the whole ──────────────────────────────────────────────────────────────────────────


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
class Tool:
    version: str
    weights: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything found out about one page."""

    page: Page
    corpus: CorpusInfo | None
    matches: tuple[Match, ...]
    chain: Chain
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    licences: tuple[Licence, ...] = ()
    variants: tuple[Variant, ...] = ()
    tool: Tool


# ── a run ──────────────────────────────────────────────────────────────────────────────


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
