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

from typing import TYPE_CHECKING

from reprint_trace.comparing.forms import beside_the_point, form_of
from reprint_trace.comparing.quotations import notice_share, quoted_share
from reprint_trace.comparing.rewriting import Limits, learned, own_text, rewriting, spun
from reprint_trace.comparing.wires import two_houses
from reprint_trace.model import Phrase, phrase

if TYPE_CHECKING:
    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Relation

LITTLE = 0.15  # coverage on both sides under which texts are unrelated ...
PHRASE = 40  # ... unless they share a run of so many folded characters ...
TRACE = 0.05  # ... and at least this much
OWN = 0.8  # coverage on both sides under which each has a story of its own
WHOLE = 0.9  # coverage on both sides from which one text has all of the other's story
QUOTED = 0.6  # share of the common text inside quotation marks
FORMULA = 0.3  # rewritten share from which texts so far apart only use one form of words, ...
AGES = 180  # ... in days: state news says the same things in the same words year after year
FURNITURE = 400  # folded characters up to which common text that no headline speaks of is a site's furniture


def relation_of(pair: Compared, limits: Limits | None = None) -> tuple[Relation, tuple[Phrase, ...]]:
    """The relation and the facts it was read from: first what makes two texts alike without
    copying, then whether a copy was rewritten (beyond the `limits`, learned unless given)."""
    covered = max(pair.page_covered, pair.document_covered)
    if covered < TRACE or (covered < LITTLE and pair.longest_run < PHRASE):
        return "unrelated", (phrase("reason.run", n=pair.longest_run),)
    if form := form_of(pair):
        return "template", (form,)
    # Of more text than a site's furniture it would be no sign: reprinters make up headlines.
    if pair.common < FURNITURE and beside_the_point(pair):
        return "unrelated", (phrase("reason.headlines"),)
    own = covered < OWN
    if quoted := _quoted(pair, own=own):
        return "shared-quotation", (quoted,)
    relation, reasons = _copy_or_version(pair, limits or learned(), own=own)
    if signatures := two_houses(pair, rewritten=relation == "version"):
        return "same-wire", signatures
    return relation, reasons


def _quoted(pair: Compared, *, own: bool) -> Phrase | None:
    """What both texts quote, if that is most of what they have in common: anybody's words in texts of
    their `own`, a notice in texts that are not the same whole."""
    if own and (quoted := quoted_share(pair)) >= QUOTED:
        return phrase("reason.quoted", share=round(quoted, 4))
    if min(pair.page_covered, pair.document_covered) < WHOLE and (noticed := notice_share(pair)) >= QUOTED:
        return phrase("reason.notice", share=round(noticed, 4))
    return None


def _copy_or_version(pair: Compared, limits: Limits, *, own: bool) -> tuple[Relation, tuple[Phrase, ...]]:
    """A copy, or another version: rewritten, or mostly text of their `own` on both sides."""
    if (by_machine := spun(pair)) and not own:
        return "copy", (by_machine,)
    rewritten, touches = rewriting(pair)
    told = (
        phrase("reason.rewritten", share=round(rewritten, 4)),
        phrase("reason.touches", n=round(touches, 2)),
    )
    if own and rewritten >= FORMULA and (pair.days_apart or 0) >= AGES:
        return "template", (*told, phrase("reason.apart", days=pair.days_apart))
    if own or rewritten >= limits.rewritten or touches >= limits.touches:
        return "version", told
    if (ours := own_text(pair)) >= limits.own_text:
        return "version", (*told, phrase("reason.own", n=ours))
    return "copy", told
