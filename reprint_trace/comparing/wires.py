"""One text that two houses printed, neither from the other: an agency's, or a press office's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.signatures import Signed, signed, voices_of

if TYPE_CHECKING:
    from reprint_trace.comparing.compared import Compared

TOUCHED = ("substitution", "number-changed", "negation-changed", "spin", "relay-lead", "title-injection")
SAME = 0.99  # coverage on both sides from which texts are the same


def two_houses(pair: Compared, *, rewritten: bool) -> tuple[str, ...]:
    """Why two houses printed one text that neither wrote for the other, if they did."""
    document = signed(pair.document.raw, pair.signed_document)
    page = signed(pair.page.raw, pair.signed_page)
    if sent := _handout(document, page, rewritten=rewritten):
        return (sent,)
    shared = document.agencies & page.agencies
    if shared and not (shared & document.given or _credits(document, page)) and _cut_apart(pair):
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
        told = one.people("通讯员")
        if not told or one.staff or one.houses & other.houses or other.names(one.people("记者")):
            continue
        if both := sorted(name for name in told if other.names((name,))):
            return f"correspondent {'、'.join(both)} signs both"
        if rewritten and one.houses and not other.names(voices_of(one.houses)):
            return f"correspondent {'、'.join(sorted(told))} signs one, nobody of it the other"
    return None


def _cut_apart(pair: Compared) -> bool:
    """Whether two prints of a wire are cut to other lengths, and no hand touched the words."""
    touched = any(e.kind in TOUCHED and e.rule != "punctuation" for e in pair.edits)
    return not touched and min(pair.page_covered, pair.document_covered) < SAME
