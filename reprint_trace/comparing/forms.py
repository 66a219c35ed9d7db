"""One form filled in twice: who and where a text is about, exchanged between two texts.

A copy keeps the people, places and numbers of its original; a form has others in the same
slots.  A slot is a place where the two texts, or their headlines, face each other; it is
exchanged when both sides name something of one kind there and neither name stands anywhere
in the other text.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from reprint_trace.comparing.credits import addressed, personal_name
from reprint_trace.text.folding import fold_text
from reprint_trace.text.shingles import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Edit, Span
    from reprint_trace.text.folding import Folded

FILLED = 0.2  # share of figures that differ from which a text is a form filled in twice, ...
DENSE = 1.3  # ... if so many differ in every 100 characters of what they share: bulletins are all figures
SEVERAL = 3  # figures; fewer count only in a text ...
INTACT = 0.95  # ... that is not covered so far on both sides: a short copy may have one figure altered
SPEAKS = 0.2  # share of a headline's letter pairs that must stand in the common text for it to speak of it
ABOUT = 0.8  # coverage on both sides from which the common text is what both pages are about
SHOWN = 3  # exchanged names told in a reason
ALIKE = 0.6  # letters two headlines share, of the shorter, from which they are one form
WIDE = 40  # raw characters up to which the two sides of a replacement face each other
SERIAL = 7  # digits from which a number names a thing: an order, a case, a telephone
_FIGURE = re.compile(r"\d+(?:[.,．，]\d+)*")
_SERIAL = re.compile(rf"\d{{{SERIAL},}}(?<!000)")
_CREDITED = re.compile(r"(?:编辑|责编|校对|记者|作者|通讯员|摄影)[\s:：]*$")
_SITE = re.compile(r"[\s_|-]+[^\s_|-]{2,14}$")  # the site's name behind a headline
REACH = 6  # raw characters before a name in which it is told whose credit it is
_BESIDE = 2  # raw characters around a slot that may belong to the name in it

Name = tuple[str, str]


def form_of(pair: Compared) -> str | None:
    """Why the two are one form filled in twice, if they are."""
    headlines = fold_text(pair.document_title or ""), fold_text(pair.page_title or "")
    twice = [
        h and text.text.count(h) > 1 for h, text in zip(headlines, (pair.document, pair.page), strict=True)
    ]
    if all(twice) and headlines[0] != headlines[1]:
        return "one text around two headlines, each repeated"
    in_headlines, in_texts = slots(
        pair.document, pair.page, (pair.document_title or "", pair.page_title or ""), pair.edits
    )
    if swaps := in_headlines or in_texts:
        return f"other names in the same places: {'、'.join(swaps[:SHOWN])}"
    changed, figures = _figures(pair)
    if (
        not changed
        or changed < FILLED * figures
        or 100 * changed < DENSE * pair.common
        or not _filled_in(pair)
    ):
        return None
    if changed < SEVERAL and min(pair.page_covered, pair.document_covered) >= INTACT:
        return None
    return f"{changed} of {figures} figures differ in the same sentences"


def beside_the_point(pair: Compared) -> bool:
    """Whether two headlines, unlike each other, both speak of other things than the common text."""
    headlines = pair.document_title or "", pair.page_title or ""
    if min(pair.page_covered, pair.document_covered) < ABOUT or one_form(*headlines):
        return False
    common = "\n".join(pair.page.raw[slice(*passage.page)] for passage in pair.passages)
    return all(speaks_of(headline, common) <= SPEAKS for headline in headlines)


def _figures(pair: Compared) -> tuple[int, int]:
    """How many figures differ in common sentences, out of how many stand in the shorter text."""
    changed = sum(edit.count for edit in pair.edits if edit.kind == "number-changed")
    count = min(len(_FIGURE.findall(text.raw)) for text in (pair.document, pair.page))
    return changed, max(count, changed)


def _filled_in(pair: Compared) -> bool:
    """Whether words were exchanged in place, not put in or left out."""
    exchanged = sum(e.count for e in pair.edits if e.kind in ("number-changed", "substitution", "house-rule"))
    added = sum(e.count for e in pair.edits if e.kind in ("insertion", "deletion", "foreign-passage"))
    return exchanged >= added and min(pair.page_covered, pair.document_covered) > 0.3


def slots(
    document: Folded, page: Folded, headlines: tuple[str, str], edits: Sequence[Edit]
) -> tuple[list[str], list[str]]:
    """What is exchanged (`old→new`) in the headlines, and in the texts."""
    a, b = (_SITE.sub("", headline) for headline in headlines)
    whole = f"{document.raw}\n{a}", f"{page.raw}\n{b}"
    in_headlines = (
        _exchanged(_names(a, (0, len(a))), _names(b, (0, len(b))), *whole) if one_form(a, b) else []
    )
    in_texts = {
        swap
        for edit in edits
        if _faces(edit)
        for swap in _exchanged(_near(document.raw, edit.document), _near(page.raw, edit.page), *whole)
    }
    return in_headlines, sorted(in_texts)


def _faces(edit: Edit) -> bool:
    both = bool(edit.document_text and edit.page_text)
    return both and max(len(edit.document_text), len(edit.page_text)) <= WIDE


def _exchanged(mine: set[Name], theirs: set[Name], document: str, page: str) -> list[str]:
    """Names of one kind that face each other and stand in no more than their own text."""
    gone = sorted(name for name in mine if name[1] not in page)
    new = sorted(name for name in theirs if name[1] not in document)
    return [f"{old}→{now}" for (kind, old), (other, now) in product(gone, new) if kind == other][:1]


def _near(text: str, span: Span) -> set[Name]:
    return _names(text, span)


def _names(text: str, span: Span) -> set[Name]:
    """The people, places and serial numbers that touch a raw span."""
    start, end = span
    around = text[max(0, start - _BESIDE) : end + _BESIDE]
    low = start - max(0, start - _BESIDE)
    high = low + end - start
    found = [("number", m) for m in _SERIAL.finditer(around)]
    found += [("person", m) for m in addressed(around)]
    names = {(kind, _called(around, m)) for kind, m in found if m.start() < high and m.end() > low}
    credited = _CREDITED.search(text[max(0, start - REACH) : start])
    if personal_name(text[start:end]) and end - start == 3 and not credited:
        names.add(("person", text[start:end]))
    names |= {("place", place) for place, s, e in _places(around) if s < high and e > low}
    return names


def _called(text: str, found: re.Match[str]) -> str:
    """A name with the form of address behind it (苏先生), a number as it is."""
    return text[found.start() : found.end() + 2].rstrip() if not found[0].isdigit() else found[0]


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    from reprint_trace.outlets.bodies import is_place

    for at in range(len(text)):
        for length in range(6, 1, -1):
            if is_place(place := text[at : at + length]):
                yield place, at, at + len(place)
                break


def one_form(a: str, b: str) -> bool:
    """Whether two headlines differ in little more than what fills their slots."""
    from rapidfuzz.distance import LCSseq

    a, b = fold_text(_SITE.sub("", a)), fold_text(_SITE.sub("", b))
    shorter = min(len(a), len(b))
    return bool(shorter) and bool(LCSseq.similarity(a, b) >= ALIKE * shorter)


def speaks_of(headline: str, text: str) -> float:
    """The share of a headline's letter pairs that stand in a text; 1 where there is no headline."""
    pairs = char_shingles(fold_text(_SITE.sub("", headline)), 2)
    return len(pairs & char_shingles(fold_text(text), 2)) / len(pairs) if pairs else 1.0
