"""Credits that contradict each other on one page."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Claim
    from reprint_trace.outlets import Gazetteer

_CREDITS = ("declared", "link", "meta")


def disagreements(claims: Sequence[Claim], own: str | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    """A line for every two credits that name outlets of different houses.

    What cannot be resolved contradicts nothing; nor does a link or metadata naming the publishing
    site itself (`own`) or a platform where every outlet keeps an account.
    """
    housed = [(claim, houses) for claim in claims if (houses := _houses(claim, own, gazetteer))]
    told = (
        f"credits disagree: {_shown(one)} ({one.evidence.rule}) and {_shown(two)} ({two.evidence.rule})"
        for (one, ones), (two, twos) in combinations(housed, 2)
        if ones.isdisjoint(twos)
    )
    return tuple(dict.fromkeys(told))


def _houses(claim: Claim, own: str | None, gazetteer: Gazetteer) -> set[str]:
    """The outlets a credit names, and those they are a channel of."""
    houses: set[str] = set()
    if claim.kind not in _CREDITS:
        return houses
    for outlet in map(gazetteer.get, claim.outlets):
        if outlet is None:
            continue
        if claim.kind != "declared" and (outlet.id == own or outlet.class_ == "self-media-platform"):
            continue
        houses.add(outlet.id)
        if outlet.family and gazetteer.get(outlet.family):  # a portal's channel, not a sister paper
            houses.add(outlet.family)
    return houses


def _shown(claim: Claim) -> str:
    return claim.url or claim.text if claim.kind == "link" else claim.text
