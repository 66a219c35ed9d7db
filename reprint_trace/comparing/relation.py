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
from typing import TYPE_CHECKING

from reprint_trace.comparing.forms import one_form, slots, speaks_of
from reprint_trace.comparing.signatures import Signed, signed, voices_of
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
FURNITURE = 400  # folded characters up to which common text that no headline speaks of is a site's furniture
SPEAKS = 0.2  # share of a headline's letter pairs that must stand in the common text for it to speak of it
SAME = 0.99  # coverage on both sides from which texts are the same
SHOWN = 3  # exchanged names told in a reason
SPUN = 5  # swaps of spinning software from which a text counts as spun, ...
SPUN_SHARE = 0.5  # ... and their least share of all swapped words
_FIGURE = re.compile(r"\d+(?:[.,．，]\d+)*")


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
    if _beside_the_point(pair):
        furniture = pair.common < FURNITURE
        return ("unrelated" if furniture else "template"), ("neither headline speaks of what both have",)
    own = covered < OWN
    if own and (quoted := _quoted_share(pair)) >= QUOTED:
        return "shared-quotation", (f"{quoted:.0%} of the common text is quoted",)
    relation, reasons = _copy_or_version(pair, own=own)
    if signatures := _one_text_two_houses(pair, rewritten=relation == "version"):
        return "same-wire", signatures
    return relation, reasons


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


def _one_text_two_houses(pair: Compared, *, rewritten: bool) -> tuple[str, ...]:
    """Why two houses printed one text that neither wrote for the other, if they did."""
    document = signed(pair.document.raw, pair.signed_document)
    page = signed(pair.page.raw, pair.signed_page)
    if sent := _handout(document, page, rewritten=rewritten):
        return (sent,)
    shared = document.agencies & page.agencies
    if shared and not (shared & document.given or _credits(document, page)) and not _same(pair):
        return (f"both carry a dateline of {'、'.join(sorted(shared))}",)
    if document.staff or not document.houses or not page.houses or document.houses & page.houses:
        return ()
    if _credits(document, page):
        return ()
    return tuple(f"signed {'、'.join(sorted(side.houses))}" for side in (document, page))


def _credits(document: Signed, page: Signed) -> bool:
    """Whether one text names a house of the other where stories are signed."""
    return page.names(voices_of(document.houses - page.houses)) or document.names(
        voices_of(page.houses - document.houses)
    )


def _handout(document: Signed, page: Signed, *, rewritten: bool) -> str | None:
    """Why both texts come from a press office: its correspondent (通讯员) signs both, or signs one
    and the other, worded otherwise, names nobody of that text."""
    for one, other in ((document, page), (page, document)):
        told = one.correspondents
        if not told or one.staff or other.names(one.reporters) or _shares_house(one, other):
            continue
        if other.names(told):
            return f"correspondent {'、'.join(sorted(told))} signs both"
        if rewritten and one.houses and not other.names(voices_of(one.houses)):
            return f"correspondent {'、'.join(sorted(told))} signs one, nobody of it the other"
    return None


def _shares_house(one: Signed, other: Signed) -> bool:
    return bool(one.houses & other.houses)


def _same(pair: Compared) -> bool:
    return min(pair.page_covered, pair.document_covered) >= SAME


def _form(pair: Compared) -> str | None:
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
    if not changed or not _filled_in(pair):
        return None
    few = changed >= FILLED * figures and min(pair.page_covered, pair.document_covered) < INTACT
    dated = changed >= 3 and changed >= DATED * figures and any(_is_date(pair, edit) for edit in pair.edits)
    return f"{changed} of {figures} figures differ in the same sentences" if few or dated else None


def _beside_the_point(pair: Compared) -> bool:
    """Whether two headlines, unlike each other, both speak of other things than the common text."""
    headlines = pair.document_title or "", pair.page_title or ""
    if min(pair.page_covered, pair.document_covered) < OWN or one_form(*headlines):
        return False
    common = "\n".join(pair.page.raw[slice(*passage.page)] for passage in pair.passages)
    return all(speaks_of(headline, common) <= SPEAKS for headline in headlines)


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
