"""Attestation of a credit: which other witnesses name the same outlet, and which a rival.

A credit line cannot confirm itself.  Another page that credits the same outlet, or an outlet's
name beside its reporter in a text that its page does not credit, can: carriers that do not
know of each other agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reprint_trace.lineage.credits import CARRIERS, Credits, Gazetteer, class_of, same_house
from reprint_trace.lineage.witnesses import Witness

EDGE = 200  # characters at a text's head and tail where credits stand


@dataclass(frozen=True, slots=True)
class Attestation:
    """Witness `by` names `outlet`; `quote` stands in its claim or text, `inside` the story or not."""

    by: int
    outlet: str
    quote: str
    inside: bool


def attestations(
    outlet: str, of: int, witnesses: Sequence[Witness], credits: Sequence[Credits], gazetteer: Gazetteer
) -> list[Attestation]:
    """Who besides witness `of`, and outside its house, names `outlet` or one of its house."""
    found: list[Attestation] = []
    mine = witnesses[of].outlet
    for i, (witness, said) in enumerate(zip(witnesses, credits, strict=True)):
        if i == of or (mine and witness.outlet and same_house(mine, [witness.outlet], gazetteer)):
            continue
        named = next((c for c in (*said.inside, *said.declared) if same_house(outlet, [c.outlet], gazetteer)), None)
        if named:
            quote = named.claim.evidence.quote
            found.append(Attestation(i, named.outlet, quote, named in said.inside))
        elif quote := spoken_of(outlet, witness.text):
            found.append(Attestation(i, outlet, quote, True))
    return found


def rivals(
    outlet: str, of: int, witnesses: Sequence[Witness], credits: Sequence[Credits], gazetteer: Gazetteer
) -> dict[str, list[Attestation]]:
    """Other outlets that could be the origin, and who besides `of` names each as such."""
    found: dict[str, list[Attestation]] = {}
    for i, said in enumerate(credits):
        c = said.origin
        if i == of or c is None or said.standing != "named" or same_house(outlet, [c.outlet], gazetteer):
            continue
        if class_of(c.outlet, gazetteer) in CARRIERS:
            continue
        key = next((k for k in found if same_house(k, [c.outlet], gazetteer)), c.outlet)
        found.setdefault(key, []).append(Attestation(i, c.outlet, c.claim.evidence.quote, False))
    return found


def spoken_of(outlet: str, text: str) -> str | None:
    """The words in which a text speaks as `outlet`: 某报记者, 某报讯, 某网消息, 来源：某报."""
    name = re.escape(outlet)
    after = rf"{name}(?:[·\-—]\w{{1,8}})?\s?(?:[网报]?讯|记者|消息|\S{{0,8}}\d日电)"
    before = rf"(?:来源|稿源|转自|作者|摘自)[：:丨|/\s]{{1,3}}[^\n。]{{0,12}}{name}"
    ends = text[:EDGE], text[-EDGE:]
    for part in (text, *ends):
        match = re.search(after, part)
        if match:
            return match.group(0)
    for part in ends:
        match = re.search(before, part)
        if match:
            return match.group(0)
    return None
