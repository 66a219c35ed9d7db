"""Who copied from whom: evidence, chain and verdict."""

from __future__ import annotations

from dataclasses import dataclass

from reprint_trace.model.kinds import Grade, OriginVerdict, PathVerdict, Polarity, Role, Span
from reprint_trace.model.phrase import Phrase


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
    `reasons` are evidence ids; `summary` gives the grounds, `would_change` what would settle or
    overturn it."""

    origin: OriginVerdict
    path: PathVerdict
    probability: float
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
