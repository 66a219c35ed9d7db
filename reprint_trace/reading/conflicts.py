"""Credits that contradict each other on one page."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from reprint_trace.model import Phrase, phrase
from reprint_trace.reading.addresses import is_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Claim, Outlet
    from reprint_trace.outlets import Gazetteer

_CREDITS = ("declared", "link", "meta")
_MOST = 12  # credits compared; a page that has more lists other stories


def disagreements(claims: Sequence[Claim], own: str | None, gazetteer: Gazetteer) -> tuple[Phrase, ...]:
    """A warning for every two credits that name different outlets.

    What cannot be resolved contradicts nothing; nor does a link or metadata naming the publishing
    site itself (`own`) or a platform where every outlet keeps an account.  A portal agrees with
    its channels, and a link to a front page with every outlet of that house.
    """
    named = [(claim, outlets) for claim in claims if (outlets := _outlets(claim, own, gazetteer))][:_MOST]
    told = (
        phrase(
            "warning.credits-disagree",
            one=_shown(one),
            one_rule=one.evidence.rule,
            two=_shown(two),
            two_rule=two.evidence.rule,
        )
        for (one, ones), (two, twos) in combinations(named, 2)
        if not _agree(ones, twos, gazetteer, house=_is_front(one) or _is_front(two))
    )
    return tuple(dict.fromkeys(told))


def _outlets(claim: Claim, own: str | None, gazetteer: Gazetteer) -> list[Outlet]:
    """The outlets a credit names, as far as they could contradict another."""
    if claim.kind not in _CREDITS or claim.label == "meta:author":  # often the site's own editor
        return []
    known = [outlet for outlet in map(gazetteer.get, claim.outlets) if outlet is not None]
    if claim.kind == "declared":
        return known
    return [outlet for outlet in known if outlet.id != own and outlet.class_ != "self-media-platform"]


def _agree(ones: Sequence[Outlet], twos: Sequence[Outlet], gazetteer: Gazetteer, *, house: bool) -> bool:
    """Whether two credits share an outlet, a portal (a family that is an outlet) or, if `house`, a family."""
    names: list[set[str]] = []
    for outlets in (ones, twos):
        families = {o.family for o in outlets if o.family and (house or gazetteer.get(o.family))}
        names.append({o.id for o in outlets} | families)
    return not names[0].isdisjoint(names[1])


def _is_front(claim: Claim) -> bool:
    return claim.kind == "link" and is_home(claim.url)


def _shown(claim: Claim) -> str:
    return claim.url or claim.text if claim.kind == "link" else claim.text
