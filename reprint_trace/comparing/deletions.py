"""Text that the document has and the page lacks: what was cut, and whose credit with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.attribution import mentions, people
from reprint_trace.comparing.insertions import site_phrase
from reprint_trace.comparing.pair import CLAUSE, SENTENCE, STOP, is_first, is_last, letters_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.attribution import Mention
    from reprint_trace.comparing.changes import Change
    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Edit, EditKind, Span
    from reprint_trace.text.folding import Folded

_CREDITS: dict[str, EditKind] = {
    "byline": "byline-removed", "dateline": "dateline-removed", "caption": "caption-removed",
}  # fmt: skip
_NUMBERED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．](?!\d)[^，。！？；\n]{2,16}")
_FIGURE = re.compile(r"[约近超逾]?\d[\d.,．，]*[%％‰]?[万亿]{0,2}多?[一-鿿]?")


def deleted(pair: Pair, change: Change) -> Iterator[Edit]:
    """Deleted text: credits one by one, what is between them as it was cut.

    What stands in the page instead, if anything does, is not part of it.
    """
    start, end = change.a
    b = change.b[0], change.b[0]
    at_end = is_last(pair.b, change.b[1])
    for credit in mentions(pair.a.raw, start, end):
        if not _stands_alone(pair.a, change.a, credit):
            continue
        yield from _cut(pair, (start, credit.span[0]), b, at_end=at_end)
        yield pair.edit(credit.span, b, _CREDITS[credit.kind], credit.rule, credit.names)
        start = credit.span[1]
    kept_marks = start == change.a[0] and not letters_in(pair.b, *change.b)
    yield from _cut(pair, (start, end), change.b if kept_marks else b, at_end=at_end)


def _stands_alone(text: Folded, cut: Span, credit: Mention) -> bool:
    """Whether a credit was removed for itself, not with the paragraph that it belongs to: a
    dateline whose story goes on, a byline or caption on its own line or at the end of all."""
    start, end = credit.span
    if credit.kind == "dateline":
        return _heads_line(text.raw, start) and not STOP.search(text.raw, end, cut[1])
    goes_on = letters_in(text, end, cut[1])
    if not goes_on and not letters_in(text, cut[0], start):
        return True
    return is_last(text, end) or (_heads_line(text.raw, start) and text.raw[end : end + 1] in ("", "\n"))


def _heads_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _cut(pair: Pair, a: Span, b: Span, *, at_end: bool) -> Iterator[Edit]:
    letters = letters_in(pair.a, *a)
    if not letters:
        return
    text = pair.old(a).strip()
    told = len(letters) >= SENTENCE / 2 or STOP.search(text)
    frame = at_end or is_first(pair.a, a[0])
    if frame and len(letters) < 3 * SENTENCE and (rule := site_phrase(text)):
        yield pair.edit(a, b, "deletion", rule)
    elif told and at_end and _only_credits(pair.a, a[1]):
        yield pair.edit(a, b, "truncation", "tail")
    elif len(letters) > len(pair.a) / 4 and is_first(pair.b, b[0]):
        yield pair.edit(a, b, "truncation", "head")
    else:
        yield pair.edit(a, b, "deletion", _rule(pair.a.raw, a, text, letters))


def _only_credits(text: Folded, start: int) -> bool:
    """Whether nothing but credits follows."""
    for credit in () if is_last(text, start) else mentions(text.raw, start, len(text.raw)):
        if letters_in(text, start, credit.span[0]):
            return False
        start = credit.span[1]
    return is_last(text, start)


def _rule(raw: str, span: Span, text: str, letters: str) -> str:
    """What sort of thing was cut."""
    ends_line = "\n" in raw[span[1] - 1 : span[1] + 1] or span[1] == len(raw)
    if ends_line and _heads_line(raw, span[0]):
        return "paragraph" if STOP.search(text) or len(letters) >= SENTENCE else "subheading"
    if text[0] in "“「『" and text[-1] in "”」』":
        return "quotation"
    if STOP.search(text):
        return "sentence"
    return _short(raw, text)


def _short(raw: str, text: str) -> str:
    """What sort of thing was cut, where it is less than a sentence."""
    if _NUMBERED.fullmatch(text):
        return "subheading"
    if _FIGURE.fullmatch(text):
        return "number"
    if CLAUSE.search(text):
        return "clause"
    return "name" if any(text == person.name for person in people(raw)) else "words"
