"""The two texts under comparison, and how edits between them are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reprint_trace.model import Edit, EditKind

if TYPE_CHECKING:
    from reprint_trace.comparing.lexicon import Swaps
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded

SENTENCE = 24  # folded characters from which inserted text is a passage, not a phrase
WORDS = 8  # folded characters up to which a replacement may be a rule or a negation
STOP = re.compile(r"[。！？!?；;]")
CLAUSE = re.compile(r"[。！？!?；;，,\n]")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts (a: document, b: page) and what is known around them: headlines, quotes of
    relay claims, and the spinner's lexicon."""

    a: Folded
    b: Folded
    titles: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    spin: Swaps = field(default_factory=dict)

    def old(self, span: Span) -> str:
        """The document's raw text."""
        return self.a.raw[slice(*span)]

    def new(self, span: Span) -> str:
        """The page's raw text."""
        return self.b.raw[slice(*span)]

    def edit(self, a: Span, b: Span, kind: EditKind, rule: str, names: tuple[str, ...] = ()) -> Edit:
        """The edit between two raw spans, blanks at their ends left out."""
        a, b = _stripped(self.a.raw, a), _stripped(self.b.raw, b)
        old, new = self.old(a), self.new(b)
        return Edit(kind=kind, page=b, document=a, page_text=new, document_text=old, rule=rule, names=names)


def letters_in(text: Folded, start: int, end: int) -> str:
    """The folded letters of a raw span."""
    first, last = text.folded_span(start, end)
    return text.text[first:last]


def count_letters(text: Folded, span: Span) -> int:
    """How many folded letters a raw span holds."""
    first, last = text.folded_span(*span)
    return last - first


def is_first(text: Folded, at: int) -> bool:
    """Whether no letter stands before a raw place."""
    return not text.offsets or text.offsets[0] >= at


def is_last(text: Folded, at: int) -> bool:
    """Whether no letter stands behind a raw place."""
    return not text.offsets or text.offsets[-1] < at


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
