"""Attestation of a credit: which other witnesses name the same outlet, and which a rival.

A credit line cannot confirm itself.  Another page that credits the same outlet, or an outlet's
name beside its reporter in a text that its page does not credit, can: carriers that do not
know of each other agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reprint_trace.lineage.credits import CARRIERS, Credit, Gazetteer, class_of, is_same, same_house
from reprint_trace.lineage.group import Group

EDGE = 200  # characters at a text's head and tail where credits stand
LISTED = 2  # outlets in a credit line beyond which it attests none of them


@dataclass(frozen=True, slots=True)
class Attestation:
    """Witness `by` names `outlet`; `quote` stands in its claim or text, `inside` the story or not."""

    by: int
    outlet: str
    quote: str
    inside: bool


def attestations(credit: Credit, of: int, group: Group, gazetteer: Gazetteer) -> list[Attestation]:
    """Who besides witness `of`, and outside its house, bears out what it credits: names the same
    outlet or one of its house, or carries the reporter named beside it."""
    found: list[Attestation] = []
    mine = group.witnesses[of].outlet
    signed = _signs(credit.outlet, group.credits[of].inside, gazetteer)
    reporters = _reporters(credit, group.witnesses[of].text)
    for i, (witness, said) in enumerate(zip(group.witnesses, group.credits, strict=True)):
        if i == of or (mine and witness.outlet and same_house(mine, [witness.outlet], gazetteer)):
            continue
        listed = said.declared if len(said.declared) <= LISTED else ()
        named = next(
            (c for c in (*said.inside, *listed) if same_house(credit.outlet, [c.outlet], gazetteer)), None
        )
        if signed and named in said.inside and not is_same(credit.outlet, [named.outlet], gazetteer):
            continue
        if named:
            quote = named.claim.evidence.quote
            found.append(Attestation(i, named.outlet, quote, named in said.inside))
        elif words := (
            speaks_as(credit.outlet, witness.text)
            or (len(said.declared) <= LISTED and credited_in(credit.outlet, witness.text))
            or _signed(reporters, witness.text)
        ):
            found.append(Attestation(i, credit.outlet, words, True))
    return found


def rivals(credit: Credit, of: int, group: Group, gazetteer: Gazetteer) -> dict[str, list[Attestation]]:
    """Other outlets that could be the origin, and who besides `of` names each as such."""
    found: dict[str, list[Attestation]] = {}
    signed = _signs(credit.outlet, group.credits[of].inside, gazetteer)
    for i, said in enumerate(group.credits):
        if i == of or said.standing != "named":
            continue
        for c in dict.fromkeys((*said.inside, *([said.origin] if said.origin else []))):
            own = is_same if signed and c in said.inside else same_house
            if own(credit.outlet, [c.outlet], gazetteer) or class_of(c.outlet, gazetteer) in CARRIERS:
                continue
            key = next((k for k in found if same_house(k, [c.outlet], gazetteer)), c.outlet)
            votes = found.setdefault(key, [])
            if all(a.by != i for a in votes):
                votes.append(Attestation(i, c.outlet, c.claim.evidence.quote, c in said.inside))
    return found


def _reporters(credit: Credit, text: str) -> list[str]:
    """The staff reporters a byline or dateline names beside its outlet."""
    if credit.claim.kind not in {"byline", "dateline"}:
        return []
    at = text.find(credit.claim.evidence.quote)
    around = text[max(0, at) : max(0, at) + len(credit.claim.evidence.quote) + 30] if at >= 0 else ""
    return re.findall(r"记者[：:\s]{0,2}([一-鿿]{2,3})(?=[\s、）)通报摄]|$)", around)


def _signed(reporters: Sequence[str], text: str) -> str | None:
    """A reporter's name where texts are signed."""
    return next((name for name in reporters for end in (text[:EDGE], text[-EDGE:]) if name in end), None)


def _signs(outlet: str, inside: Sequence[Credit], gazetteer: Gazetteer) -> bool:
    """Whether a text is signed by the outlet itself.  Two texts that two newsrooms of one house each
    sign do not bear each other out: each claims to have written it."""
    return any(is_same(outlet, [c.outlet], gazetteer) for c in inside)


def speaks_as(outlet: str, text: str) -> str | None:
    """The words in which a text speaks as `outlet`: 某报记者, 某报讯, 某网消息."""
    if outlet not in text:
        return None
    name = re.escape(outlet)
    match = re.search(rf"{name}(?:[·\-—]\w{{1,8}})?\s?(?:[网报]?讯|记者|消息|\S{{0,8}}\d日电)", text)
    return match.group(0) if match else None


def credited_in(outlet: str, text: str) -> str | None:
    """The words at a text's head or tail that credit `outlet`: 来源：某报."""
    before = rf"(?:来源|稿源|转自|作者|摘自)[：:丨|/\s]{{1,3}}[^\n。]{{0,12}}{re.escape(outlet)}"
    found = (re.search(before, end) for end in (text[:EDGE], text[-EDGE:]) if outlet in end)
    return next((match.group(0) for match in found if match), None)
