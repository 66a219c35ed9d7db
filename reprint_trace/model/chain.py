"""Who copied from whom: evidence, chain and verdict."""

from __future__ import annotations

from dataclasses import dataclass

from reprint_trace.model.page import Grade, OriginVerdict, PathVerdict, Phrase, Polarity, Role, Span


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
