"""What two texts are to each other: a copy is not the only reason why they read alike.

copy              one was printed from the other, or both from one, without rewriting
version           the same story, rewritten or with text of its own on both sides
same-wire         two houses sign the same agency text, and neither names the other
template          one form filled in twice: the sentences agree, the figures do not; or the same
                  phrases used again long after, around other matter
shared-quotation  independent stories around one notice or statement
unrelated         too little in common
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.comparing.credits import datelines_in
from reprint_trace.comparing.lexicon import rows
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Edit, Passage, Relation
    from reprint_trace.text.folding import Folded

LITTLE = 0.15  # coverage on both sides under which texts are unrelated ...
PHRASE = 40  # ... unless they share a run of so many folded characters ...
TRACE = 0.05  # ... and at least this much
FILLED = 0.2  # share of figures that differ from which a text is a form filled in twice ...
INTACT = 0.95  # (a copy with one figure altered stays intact on both sides)
DATED = 0.1  # ... or this share, where a date is among three that do
OWN = 0.8  # coverage on both sides under which each has a story of its own
QUOTED = 0.6  # share of the common text inside quotation marks
REWRITTEN = 0.03  # rewritten share of the common stretch from which it is another version
TOUCHES = 3.5  # small edits for every 1,000 common characters that are as telling
FORMULA = 0.3  # rewritten share from which texts so far apart only use one form of words, ...
AGES = 180  # ... in days: state news says the same things in the same words year after year
SPUN = 5  # swaps of spinning software from which a text counts as spun, ...
SPUN_SHARE = 0.5  # ... and their least share of all swapped words
_FIGURE = re.compile(r"\d+(?:[.,．，]\d+)*")
_OUTLET = re.compile(r"[\s【\[（(]*([一-鿿]{2,10}?(?:社|日报|晚报|网|报|台|客户端))")
_STAFF = re.compile(r"本报(?:记者|讯|评论员)")
EDGE = 160  # raw characters at either end where a story is signed


@dataclass(frozen=True, slots=True)
class Compared:
    """What the relation is read from; `signed_*` are outlet names given beside the texts."""

    document: Folded
    page: Folded
    passages: Sequence[Passage]
    edits: Sequence[Edit]
    page_covered: float
    document_covered: float
    common: int
    longest_run: int
    document_title: str | None = None
    page_title: str | None = None
    signed_document: Sequence[str] = ()
    signed_page: Sequence[str] = ()
    days_apart: int | None = None


def relation_of(pair: Compared) -> tuple[Relation, tuple[str, ...]]:
    """The relation and the facts it was read from: first what makes two texts alike without
    copying, then whether a copy was rewritten."""
    covered = max(pair.page_covered, pair.document_covered)
    if covered < TRACE or (covered < LITTLE and pair.longest_run < PHRASE):
        return "unrelated", (f"longest common run {pair.longest_run} characters",)
    if form := _form(pair):
        return "template", (form,)
    own = covered < OWN
    if own and (quoted := _quoted_share(pair)) >= QUOTED:
        return "shared-quotation", (f"{quoted:.0%} of the common text is quoted",)
    if signatures := _two_houses(pair):
        return "same-wire", signatures
    return _copy_or_version(pair, own=own)


def _copy_or_version(pair: Compared, *, own: bool) -> tuple[Relation, tuple[str, ...]]:
    """A copy, or another version: rewritten, or mostly text of their `own` on both sides."""
    if (spun := _spun(pair)) and not own:
        return "copy", (spun,)
    rewritten, touches = _rewriting(pair)
    reasons = (
        f"{rewritten:.1%} of the common stretch rewritten",
        f"{touches:.1f} small edits per 1,000 characters",
    )
    if own and rewritten >= FORMULA and (pair.days_apart or 0) >= AGES:
        return "template", (*reasons, f"{pair.days_apart:,} days apart")
    is_version = own or rewritten >= REWRITTEN or touches >= TOUCHES
    return ("version" if is_version else "copy"), reasons


def _two_houses(pair: Compared) -> tuple[str, ...]:
    """The houses that sign the two texts, if they are others and neither names the other; a
    paper's own story (本报记者) is no wire."""
    if _STAFF.search(pair.document.raw):
        return ()
    document = _houses(pair.document.raw, pair.signed_document)
    page = _houses(pair.page.raw, pair.signed_page)
    if not document or not page or document & page or _names(pair, document, page):
        return ()
    return tuple(f"signed {'、'.join(sorted(houses))}" for houses in (document, page))


def _form(pair: Compared) -> str | None:
    """Why the two are one form filled in twice, if they are."""
    headlines = fold_text(pair.document_title or ""), fold_text(pair.page_title or "")
    twice = [
        h and text.text.count(h) > 1 for h, text in zip(headlines, (pair.document, pair.page), strict=True)
    ]
    if all(twice) and headlines[0] != headlines[1]:
        return "one text around two headlines, each repeated"
    changed, figures = _figures(pair)
    if not changed or not _filled_in(pair):
        return None
    few = changed >= FILLED * figures and min(pair.page_covered, pair.document_covered) < INTACT
    dated = changed >= 3 and changed >= DATED * figures and any(_is_date(pair, edit) for edit in pair.edits)
    return f"{changed} of {figures} figures differ in the same sentences" if few or dated else None


def _is_date(pair: Compared, edit: Edit) -> bool:
    end = edit.page[1]
    return edit.kind == "number-changed" and pair.page.raw[end : end + 1] in ("年", "月", "日", "时", "号")


def _figures(pair: Compared) -> tuple[int, int]:
    """How many figures differ in common sentences, out of how many stand in the shorter text."""
    changed = sum(edit.count for edit in pair.edits if edit.kind == "number-changed")
    if not changed:
        return 0, 0
    count = min(len(_FIGURE.findall(text.raw)) for text in (pair.document, pair.page))
    return changed, max(count, changed)


def _filled_in(pair: Compared) -> bool:
    """Whether words were exchanged in place, not put in or left out."""
    exchanged = sum(e.count for e in pair.edits if e.kind in ("number-changed", "substitution", "house-rule"))
    added = sum(e.count for e in pair.edits if e.kind in ("insertion", "deletion", "foreign-passage"))
    return exchanged >= added and min(pair.page_covered, pair.document_covered) > 0.4


def _quoted_share(pair: Compared) -> float:
    """How much of the common text stands inside the page's quotation marks."""
    common = sum(passage.page[1] - passage.page[0] for passage in pair.passages)
    quoted, rest = 0, 0
    inside = _inside_quotes(pair.page.raw)
    for start, end in (passage.page for passage in pair.passages):  # both in the page's order
        while rest < len(inside) and inside[rest][1] <= start:
            rest += 1
        at = rest
        while at < len(inside) and inside[at][0] < end:
            quoted += min(end, inside[at][1]) - max(start, inside[at][0])
            at += 1
    return quoted / common if common else 0.0


def _inside_quotes(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = text.find("“")
    while start >= 0:
        end = text.find("”", start)
        if end < 0:
            break
        spans.append((start, end))
        start = text.find("“", end)
    return spans


def _houses(text: str, signed: Sequence[str]) -> frozenset[str]:
    """The houses that sign a text: in its dateline, or in the names given beside it (of these
    only news houses known to write themselves: a credit may name anyone)."""
    known = {house for house, name in _voices() if any(name in credit for credit in signed)}
    for dateline in datelines_in(text, EDGE):
        houses = {house for house, name in _voices() if name in dateline}
        outlet = None if houses else _OUTLET.match(dateline)
        known |= houses or ({outlet[1]} if outlet else set())
    return frozenset(known)


def _names(pair: Compared, document: frozenset[str], page: frozenset[str]) -> bool:
    """Whether one text names a house of the other where stories are signed."""
    edges = [text[:EDGE] + text[-EDGE:] for text in (pair.document.raw, pair.page.raw)]
    names = [*_voices(), *((house, house) for house in document | page)]
    return any(
        (house in page and name in edges[0]) or (house in document and name in edges[1])
        for house, name in names
    )


def _rewriting(pair: Compared) -> tuple[float, float]:
    """The rewritten share of the stretch both have, and small edits per 1,000 characters of it."""
    if not pair.passages:
        return 0.0, 0.0
    first, last = pair.passages[0].page[1], pair.passages[-1].page[0]
    inside = (edit for edit in pair.edits if first - 1 <= edit.page[0] and edit.page[1] <= last + 1)
    small = [edit for edit in inside if edit.rule in ("replaced", "words", "clause")]
    letters = sum(e.count * max(len(fold_text(e.document_text)), len(fold_text(e.page_text))) for e in small)
    return letters / pair.common, 1000 * sum(e.count for e in small) / pair.common


def _spun(pair: Compared) -> str | None:
    """Why the rewriting is a machine's: most of the swapped words are a spinner's own swaps.

    A hand that writes another version has no use for a spinner's dictionary.
    """
    swaps = [edit for edit in pair.edits if edit.kind in ("spin", "substitution", "house-rule")]
    spun, swapped = sum(e.count for e in swaps if e.kind == "spin"), sum(e.count for e in swaps)
    if spun < SPUN or spun < SPUN_SHARE * swapped:
        return None
    return f"{spun} of {swapped} swapped words are swaps of spinning software"


@cache
def _voices() -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows("voices.tsv"))
