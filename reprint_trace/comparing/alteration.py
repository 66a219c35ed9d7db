"""How far a page alters its original, in shares and lists."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from reprint_trace.attribution import speakers
from reprint_trace.comparing.pair import count_letters
from reprint_trace.model import Alteration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.model import Edit, EditKind
    from reprint_trace.text.folding import Folded

_CUT: tuple[EditKind, ...] = (
    "deletion",
    "truncation",
    "byline-removed",
    "dateline-removed",
    "caption-removed",
)
_FOREIGN = ("insertion", "foreign-passage", "title-injection", "relay-lead")
_BY_RULE = ("house-rule", "spin")
_BY_HAND = ("substitution", "number-changed", "negation-changed")
_FIGURE = re.compile(r"\d(?:[\d.．]|[,，](?=\d{3}))*[%％‰]?[万亿]{0,2}[一-鿿]?")


def alteration_of(
    document: Folded, page: Folded, edits: Sequence[Edit], spin: frozenset[str] = frozenset()
) -> Alteration:
    """The alteration that the edits make.

    `kept`, `cut` and `by_rule` are shares of the document's folded characters, `foreign` of
    the page's.  `spin` are the lexicon's words that a spinner would have swapped.
    """
    cut, by_rule, by_hand, foreign = _letters(document, page, edits)
    whole, printed = max(1, len(document)), max(1, len(page))
    lost = [edit.document_text for edit in edits if edit.kind in (*_CUT, "substitution")]
    names = [
        name
        for edit in edits
        for name in (
            *edit.names,
            *(person.name for person in speakers(edit.document_text if edit.kind in _CUT else "")),
        )
    ]
    return Alteration(
        kept=max(0.0, 1 - cut / whole - by_rule / whole - by_hand / whole),
        cut=cut / whole,
        foreign=foreign / printed,
        by_rule=by_rule / whole,
        names_lost=tuple(name for name in dict.fromkeys(names) if name not in page.raw),
        figures_lost=_figures_lost(lost, page.raw),
        figures_changed=_changed(edits, "number-changed"),
        negations=_changed(edits, "negation-changed"),
        spin_share=_spin_share(edits, page.raw, spin),
    )


def _changed(edits: Iterable[Edit], kind: EditKind) -> tuple[str, ...]:
    return tuple(f"{edit.document_text}→{edit.page_text}" for edit in edits if edit.kind == kind)


def _letters(document: Folded, page: Folded, edits: Iterable[Edit]) -> tuple[int, int, int, int]:
    """Folded letters of the document that were cut, swapped by rule, changed by hand, and letters of
    the page that are not from it."""
    cut = by_rule = by_hand = foreign = 0
    for edit in edits:
        if edit.kind in _CUT:
            cut += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_RULE:
            by_rule += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_HAND:
            by_hand += edit.count * count_letters(document, edit.document)
        elif edit.kind in _FOREIGN:
            foreign += edit.count * count_letters(page, edit.page)
    return cut, by_rule, by_hand, foreign


def _figures_lost(lost: Iterable[str], page: str) -> tuple[str, ...]:
    """Figures, each with its measure word, that were cut and stand nowhere in the page."""
    figures = dict.fromkeys(figure for text in lost for figure in _FIGURE.findall(text))
    return tuple(figure for figure in figures if figure not in page)


def _spin_share(edits: Iterable[Edit], page: str, spin: frozenset[str]) -> float:
    """Of the lexicon's words, the share that was swapped: a spinner's fingerprint."""
    swapped = sum(edit.count for edit in edits if edit.kind == "spin")
    if not swapped:
        return 0.0
    opening, widths = _openings(spin)
    places = [found.start() for found in opening.finditer(page)]
    left = sum(page[at : at + width] in spin for width in widths for at in places)
    return swapped / (swapped + left)


@lru_cache(maxsize=1)
def _openings(words: frozenset[str]) -> tuple[re.Pattern[str], frozenset[int]]:
    """Where one of many words may begin (the first letter of one, the second of another behind it),
    and how long they are."""
    first, second = ("".join(sorted({word[at] for word in words})) for at in (0, 1))
    opening = re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")
    return opening, frozenset(map(len, words))
