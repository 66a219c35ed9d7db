"""How far a page alters its original, in shares and lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from reprint_trace.comparing.changes import trimmed
from reprint_trace.comparing.naming import names_lost
from reprint_trace.comparing.pair import count_letters
from reprint_trace.comparing.statements import sentences
from reprint_trace.model import Alteration, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Edit, EditKind, Relation, Span
    from reprint_trace.text.folding import Folded

THERE = 0.8  # share of a sentence or paragraph from which it stands on the page
SHORTEST = 4  # folded characters of a line that counts
_LINE = re.compile(r"[^\n]+")
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


def alteration_of(pair: Compared, relation: Relation, spin: frozenset[str] = frozenset()) -> Alteration:
    """The alteration that a pair's edits make.

    `kept`, `cut` and `by_rule` are shares of the document's folded characters, `foreign` of
    the page's.  `spin` are the lexicon's words that a spinner would have swapped.
    """
    document, page, edits = pair.document, pair.page, pair.edits
    cut, by_rule, by_hand, foreign = _letters(document, page, edits)
    whole, printed = max(1, len(document)), max(1, len(page))
    lost = [edit.document_text for edit in edits if edit.kind in (*_CUT, "substitution")]
    meaning = pair.meaning if relation != "unrelated" else ()
    return Alteration(
        kept=max(0.0, 1 - cut / whole - by_rule / whole - by_hand / whole),
        cut=cut / whole,
        foreign=foreign / printed,
        by_rule=by_rule / whole,
        names_lost=names_lost(pair),
        names_changed=tuple(
            f"{one.document_text}→{one.page_text}"
            for one in meaning
            if one.kind in ("person", "organisation")
        ),
        figures_lost=_figures_lost(lost, page.raw),
        figures_changed=_changed(edits, "number-changed"),
        negations=_changed(edits, "negation-changed"),
        spin_share=_spin_share(edits, page.raw, spin),
        meaning=meaning,
        taken=_taken(pair),
    )


def _taken(pair: Compared) -> Taken:
    """What of the document stands on the page."""
    text = pair.document
    runs = sorted(text.folded_span(*passage.document) for passage in pair.passages)
    starts, before = [start for start, _ in runs], [0]
    for start, end in runs:
        before.append(before[-1] + end - start)

    def shared(at: int) -> int:
        """Folded characters before a folded place that stand on the page."""
        index = bisect_right(starts, at)
        return before[index] - (max(0, runs[index - 1][1] - at) if index else 0)

    counts = []
    for spans in (_paragraphs(text.raw), sentences(text.raw).spans()):
        told = [(s, e) for s, e in (text.folded_span(*span) for span in spans) if e - s >= SHORTEST]
        counts += [sum(shared(e) - shared(s) >= THERE * (e - s) for s, e in told), len(told)]
    return Taken(
        characters=pair.common,
        of_document=pair.document_covered,
        of_page=pair.page_covered,
        longest_run=pair.longest_run,
        paragraphs=counts[0],
        paragraphs_of=counts[1],
        sentences=counts[2],
        sentences_of=counts[3],
    )


def _paragraphs(text: str) -> list[Span]:
    return [match.span() for match in _LINE.finditer(text)]


def _changed(edits: Iterable[Edit], kind: EditKind) -> tuple[str, ...]:
    return tuple(f"{edit.document_text}→{edit.page_text}" for edit in edits if edit.kind == kind)


def _letters(document: Folded, page: Folded, edits: Iterable[Edit]) -> tuple[int, int, int, int]:
    """Folded letters of the document that were cut, swapped by rule, changed by hand, and letters of
    the page that are not from it."""
    cut = by_rule = by_hand = foreign = 0
    for edit in edits:
        if edit.rule == "repeated":
            continue
        if edit.kind in _CUT:
            cut += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_RULE:
            by_rule += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_HAND:
            bare = trimmed(document.raw, page.raw, edit.document, edit.page, "text")
            by_hand += edit.count * count_letters(document, bare.a)
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
