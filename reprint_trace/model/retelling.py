"""How a page tells a document again in other words (洗稿), sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprint_trace.model.kinds import Span

Telling = Literal["reworded", "merged", "split", "moved", "added", "dropped"]
FactKind = Literal["figure", "person", "direction", "polarity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFact:
    """A fact of the document that the page tells otherwise; one of the two texts is empty where only
    the other has it.  `page` and `document` are the places of the two."""

    kind: FactKind
    page_text: str
    document_text: str
    page: Span | None = None
    document: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSentence:
    """A sentence of the page (None: the document's alone) and those of the document that it tells.
    `likeness` is that of the likest, 0 for a sentence without one."""

    telling: Telling
    page: Span | None
    document: tuple[Span, ...]
    likeness: float
    facts: tuple[ChangedFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """`probability` is that the page tells the document again, `same_event` that both tell of one event
    independently.  `page_told` and `document_told` are the shares of either (0..1, of its characters)
    in sentences that the other tells too; `terms` are the rarest terms in common, by which the document
    was found."""

    probability: float
    same_event: float
    translated: bool
    page_told: float
    document_told: float
    sentences: tuple[ToldSentence, ...]
    terms: tuple[str, ...]
