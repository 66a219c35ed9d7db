"""Voices: words that bear out a credit and cannot have come to the page with it.

A credit is inherited like a slip: pages that may descend from one another, or from one unseen page,
say it once.  A dateline, a byline or a reporter's name in the text travels with the text, not with
the credit line beside it, so it speaks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reprint_trace.attribution import named_after
from reprint_trace.lineage.credits import CARRIERS, Credit, Gazetteer, class_of, is_same, same_house
from reprint_trace.lineage.group import Array, Group
from reprint_trace.lineage.study import Study

EDGE = 200  # characters at a text's head and tail where credits stand
LISTED = 2  # outlets in a credit line beyond which it attests none of them
OLD = 0.5  # share of the likely originals from which a reading is theirs
OWN = 40  # folded characters that each of two lone texts must have to itself
INHERITED = 0.3  # P(one page stands above another) from which its credit is no second voice


@dataclass(frozen=True, slots=True)
class Voice:
    """Witness `by` names `outlet`; `quote` stands in its claim or text, `inside` the story or not."""

    by: int
    outlet: str
    quote: str
    inside: bool


def voices(study: Study, of: int, credit: Credit) -> list[Voice]:
    """What bears out a credit of witness `of`: words inside texts, its own among them where the credit
    is a line beside it, and credit lines of pages that stand on no line of descent with it."""
    group, gazetteer = study.group, study.gazetteer
    found: list[Voice] = []
    mine = group.witnesses[of].outlet
    own = group.credits[of].inside
    signed = any(is_same(credit.outlet, [c.outlet], gazetteer) for c in own)
    by_line = credit.claim.kind in {"declared", "meta"}
    inside = next((c for c in own if same_house(credit.outlet, [c.outlet], gazetteer)), None)
    if by_line and inside:
        found.append(Voice(of, inside.outlet, inside.claim.evidence.quote, inside=True))
    reporters = _reporters(credit, group.witnesses[of].text)
    for i, (witness, said) in enumerate(zip(group.witnesses, group.credits, strict=True)):
        if i == of or (mine and witness.outlet and same_house(mine, [witness.outlet], gazetteer)):
            continue
        voice = _inside(credit, i, group, gazetteer, reporters, signed=signed)
        # what the text says of itself was not copied from another page's credit line
        if voice is None and len(said.declared) <= LISTED and (not by_line or apart(study, of, i)):
            line = next((c for c in said.declared if same_house(credit.outlet, [c.outlet], gazetteer)), None)
            quote = line.claim.evidence.quote if line else credited_in(credit.outlet, witness.text)
            voice = Voice(i, line.outlet if line else credit.outlet, quote, inside=False) if quote else None
        if voice and all(_is_second(study, voice, other) for other in found):
            found.append(voice)
    return found


def rivals(study: Study, of: int, credit: Credit) -> dict[str, list[Voice]]:
    """Other outlets that could be the origin, and who besides `of`, each on a line of its own, names
    each as such."""
    group, gazetteer = study.group, study.gazetteer
    found: dict[str, list[Voice]] = {}
    signed = any(is_same(credit.outlet, [c.outlet], gazetteer) for c in group.credits[of].inside)
    for i, said in enumerate(group.credits):
        if i == of or said.standing != "named":
            continue
        for c in dict.fromkeys((*said.inside, *([said.origin] if said.origin else []))):
            own = is_same if signed and c in said.inside else same_house
            if own(credit.outlet, [c.outlet], gazetteer) or class_of(c.outlet, gazetteer) in CARRIERS:
                continue
            key = next((k for k in found if same_house(k, [c.outlet], gazetteer)), c.outlet)
            votes = found.setdefault(key, [])
            voice = Voice(i, c.outlet, c.claim.evidence.quote, inside=c in said.inside)
            if all(_is_second(study, voice, other) for other in votes):
                votes.append(voice)
    return found


def apart(study: Study, a: int, b: int) -> bool:
    """Whether two pages can be told to stand on no line of descent below the original: neither is
    likely above the other, and they share no reading or cut that others lack."""
    group = study.group
    if group.state[a] == group.state[b]:
        return False
    if max(study.ancestors[a, b], study.ancestors[b, a]) >= INHERITED:
        return False
    x, y = int(group.state[a]), int(group.state[b])
    c = group.collation
    if len(c.readings) == 2:  # no third text tells what either changed: both must bring text of their own
        only = (c.present[x] & ~c.present[y], c.present[y] & ~c.present[x])
        return all(int(c.block_size[own].sum()) >= OWN for own in only)
    first = np.bincount(group.state, weights=study.blind.root, minlength=len(c.readings))
    return not (_share(c.readings, x, y, first) or _share(c.cuts, x, y, first))


def _share(readings: Array, x: int, y: int, first: Array) -> bool:
    """Whether two states read alike where the likely originals (`first`, by state) may read otherwise."""
    alike = (readings[x] == readings[y]) & (readings[x] >= 0)
    same = (readings == readings[x][None, :]) & (readings >= 0)
    old = (first[:, None] * same).sum(axis=0) / np.maximum(
        (first[:, None] * (readings >= 0)).sum(axis=0), 1e-9
    )
    return bool((alike & (old < OLD)).any())


def _is_second(study: Study, voice: Voice, other: Voice) -> bool:
    """Whether two voices are two: both inside different texts, or on lines of their own."""
    if voice.by == other.by:
        return False
    return voice.inside != other.inside or apart(study, voice.by, other.by)


def _inside(
    credit: Credit, i: int, group: Group, gazetteer: Gazetteer, reporters: Sequence[str], *, signed: bool
) -> Voice | None:
    """What the text of witness `i` says for the outlet: its dateline or byline, 某报记者, the reporter's
    name.  Two texts that two newsrooms of one house each sign do not bear each other out."""
    witness, said = group.witnesses[i], group.credits[i]
    own = is_same if signed else same_house
    named = next((c for c in said.inside if own(credit.outlet, [c.outlet], gazetteer)), None)
    if named:
        return Voice(i, named.outlet, named.claim.evidence.quote, inside=True)
    words = speaks_as(credit.outlet, witness.text) or _signed(reporters, witness.text)
    return Voice(i, credit.outlet, words, inside=True) if words else None


def _reporters(credit: Credit, text: str) -> Sequence[str]:
    """The staff reporters a byline or dateline names beside its outlet."""
    if credit.claim.kind not in {"byline", "dateline"}:
        return ()
    at = text.find(credit.claim.evidence.quote)
    around = text[max(0, at) : max(0, at) + len(credit.claim.evidence.quote) + 30] if at >= 0 else ""
    return sorted(named_after("记者", around))


def _signed(reporters: Sequence[str], text: str) -> str | None:
    """A reporter's name where texts are signed."""
    return next((name for name in reporters for end in (text[:EDGE], text[-EDGE:]) if name in end), None)


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
