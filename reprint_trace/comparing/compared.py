"""Two texts laid side by side, as what they are to each other is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprint_trace.model import Edit, MeaningChange, Passage
    from reprint_trace.text.folding import Folded


@dataclass(frozen=True, slots=True)
class Compared:
    """A document and a page after alignment; `common` and `longest_run` are folded characters, `signed_*`
    are outlet names given beside the texts, `aside` how many folded characters of each were set aside
    (furniture, relay credits, repeats)."""

    document: Folded
    page: Folded
    passages: tuple[Passage, ...]
    edits: tuple[Edit, ...]
    page_covered: float
    document_covered: float
    common: int
    longest_run: int
    meaning: tuple[MeaningChange, ...] = ()
    document_title: str | None = None
    page_title: str | None = None
    signed_document: tuple[str, ...] = ()
    signed_page: tuple[str, ...] = ()
    days_apart: int | None = None
    aside: tuple[int, int] = (0, 0)
    authors: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
