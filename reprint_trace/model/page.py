"""What one saved page says, and the outlets it speaks of; before it the closed lists of words that fields may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]

Precision = Literal["minute", "day", "month", "year"]
Sureness = Literal["sure", "fair", "unsure", "none"]  # of a body being the page's story
Where = Literal["head", "body", "tail", "meta", "json-ld", "script"]
ClaimKind = Literal["declared", "link", "dateline", "byline", "relay", "meta", "self"]
EditKind = Literal[
    "substitution", "insertion", "deletion", "truncation", "reordering", "width-or-spacing",
    "title-injection", "relay-lead", "house-rule", "spin", "byline-removed", "number-changed",
    "foreign-passage", "negation-changed", "dateline-removed", "caption-removed",
]  # fmt: skip
Relation = Literal[
    "copy",
    "version",
    "same-wire",
    "shared-quotation",
    "template",
    "retold",
    "same-event",
    "unrelated",
]
Role = Literal["page", "document", "named", "wire"]
Grade = Literal["A", "B", "C", "D"]
Polarity = Literal["original", "derived", "unknown"]
OriginVerdict = Literal["confirmed", "supported", "carrier", "contradicted", "missing", "unverifiable"]
PathVerdict = Literal["direct", "declared-relay", "undeclared-relay", "unresolved"]
MeaningKind = Literal[
    "person", "organisation", "place", "time", "quantity", "bound", "direction", "polarity", "hedge",
    "attribution", "speaker", "quotation", "conclusion", "correction", "byline",
]  # fmt: skip
Part = Literal["headline", "byline", "body"]


# ── what is to be said, as a fact ───────────────────────────────────────────────────────

Value = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """`code` is a key of the catalogue; `values` fill its blanks, by name: a text, a number, a list
    of texts (joined as the language joins them), or None for what is not known."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()


def phrase(code: str, **values: Value) -> Phrase:
    """What `code` says of these values."""
    return Phrase(code, tuple(values.items()))


# ── the page ────────────────────────────────────────────────────────────────────────────


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
class SourceCandidate:
    """A name that may be the page's declared source, and how probably it is (0 to 1, calibrated by
    `python -m benchmarks.credits`); the page declares the first if it is likelier than not."""

    name: str
    probability: float
    outlets: tuple[str, ...] = ()
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
    the copy was made, as its container states it; `sureness` tells how sure it is that the body is the
    page's story (`docs/output.md` says what each level means)."""

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
    sureness: Sureness = "fair"
    declared_source: str | None = None
    sources: tuple[SourceCandidate, ...] = ()
    claims: tuple[Claim, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    previous: PageLink | None = None
    next: PageLink | None = None
    warnings: tuple[Phrase, ...] = ()
