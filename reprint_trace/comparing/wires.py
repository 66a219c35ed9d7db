"""One text that two houses printed, neither from the other: an agency's, or a press office's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.aside import furniture
from reprint_trace.comparing.rewriting import one_sided
from reprint_trace.comparing.signatures import Signed, signed, voices_of
from reprint_trace.model import Phrase, phrase

if TYPE_CHECKING:
    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Edit

REWORDED = ("substitution", "number-changed", "negation-changed", "spin")
TOUCHED = (*REWORDED, "relay-lead", "title-injection")
STORY = 20  # folded characters of story that a dispatch must lack
SAME = 0.99  # coverage on both sides from which texts are the same


def two_houses(pair: Compared, *, rewritten: bool) -> tuple[Phrase, ...]:
    """Why two houses printed one text that neither wrote for the other, if they did."""
    document = signed(_story(pair.document.raw), pair.signed_document)
    page = signed(_story(pair.page.raw), pair.signed_page)
    if sent := _handout(document, page, rewritten=rewritten):
        return (sent,)
    shared = document.agencies & page.agencies
    if shared and not (shared & document.given or _credits(document, page)) and _cut_apart(pair):
        return (phrase("reason.dateline", datelines=tuple(sorted(shared))),)
    if not rewritten and _dispatched(pair, document, page) and not _credits(document, page):
        return (phrase("reason.dispatch"),)
    if document.staff or not document.houses or not page.houses or document.houses & page.houses:
        return ()
    if _credits(document, page):
        return ()
    return tuple(phrase("reason.signed", houses=tuple(sorted(side.houses))) for side in (document, page))


def _story(raw: str) -> str:
    """A text without the lines around it in which its site speaks, which hide where it is signed."""
    around = furniture(raw)
    start = max((end for _, end in around if end <= len(raw) / 2), default=0)
    return raw[start : min((first for first, _ in around if first > len(raw) / 2), default=len(raw))].strip()


def _credits(document: Signed, page: Signed) -> bool:
    """Whether one text names a house of the other where stories are signed."""
    return page.names(voices_of(document.houses - page.houses)) or document.names(
        voices_of(page.houses - document.houses)
    )


def _handout(document: Signed, page: Signed, *, rewritten: bool) -> Phrase | None:
    """Why both texts come from a press office: its correspondent (通讯员) signs both, or signs one
    and the other, worded otherwise, names nobody of that text."""
    for one, other in ((document, page), (page, document)):
        told = one.people("通讯员")
        if not told or one.staff or one.houses & other.houses or other.names(one.people("记者")):
            continue
        if both := sorted(name for name in told if other.names((name,))):
            return phrase("reason.correspondent", names=tuple(both))
        if rewritten and one.houses and not other.names(voices_of(one.houses)):
            return phrase("reason.one-correspondent", names=tuple(sorted(told)))
    return None


def _dispatched(pair: Compared, document: Signed, page: Signed) -> bool:
    """Whether one text alone has the dateline of a dispatch, and the other text alone story that the
    dispatch lacks: neither was cut from the other."""
    if bool(document.dispatch) == bool(page.dispatch) or document.staff or page.staff:
        return False
    in_document, in_page, _ = one_sided(pair)
    if (in_page if document.dispatch else in_document) < STORY:
        return False
    return not any(
        e.kind in REWORDED and e.rule != "punctuation" and not _heads(e, document, page) for e in pair.edits
    )


def _heads(edit: Edit, document: Signed, page: Signed) -> bool:
    """Whether an edit is the dispatch's dateline itself."""
    return edit.document[0] < document.dispatch or edit.page[0] < page.dispatch


def _cut_apart(pair: Compared) -> bool:
    """Whether two prints of a wire are cut to other lengths, and no hand touched the words."""
    touched = any(e.kind in TOUCHED and e.rule != "punctuation" for e in pair.edits)
    return not touched and min(pair.page_covered, pair.document_covered) < SAME
