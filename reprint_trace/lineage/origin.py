"""The declared origin: does it hold?

Text and dates speak first, through the blind run, which never saw a credit line.  Where the
declared outlet has no text here, only other witnesses that name it can bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reprint_trace.lineage.attest import Attestation, attestations, rivals
from reprint_trace.lineage.credits import CARRIERS, Credit, class_of, same_house
from reprint_trace.lineage.hidden import wire_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.study import Study
from reprint_trace.model import OriginVerdict

CONFIRMED = 0.90
CONTRADICTED = 0.05
UNTOLD = 0.5
# P(the declared origin holds) by how many others name it: in their stories, or in credit lines only
IN_STORIES = (0.0, 0.92, 0.96, 0.98)
IN_CREDITS = (0.0, 0.90, 0.95, 0.97)
OUTVOTED = 2  # others that must agree on a rival before a credit nobody shares is contradicted
NEWSROOM = re.compile(r"[报刊]$|电视台$|广播电台$|通讯社$")  # 某某晚报: no gazetteer need know it
SHOWN = 3  # attestations quoted


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the declared origin: `outlet` is the credited outlet it is about,
    `rival` what the evidence names instead; `disputed` if another witness names somebody else."""

    origin: OriginVerdict
    probability: float
    outlet: str | None = None
    reasons: tuple[str, ...] = ()
    rival: str | None = None
    disputed: bool = False


def weigh_origin(study: Study, v: int, ledger: Ledger) -> Finding:
    """Whether the origin that page v declares holds; confirmed by the first credit that does."""
    said = study.group.credits[v]
    if said.origin is None:
        return Finding("missing", _first_ancestor(study, v)[1])
    named = dict.fromkeys((said.origin, *reversed(said.declared), *said.inside))
    tried = [_borne_out(study, v, credit, ledger) for credit in named]
    best = next((f for f in tried if f.origin == "confirmed"), None)
    return best or _against(study, v, said.origin, tried[0], ledger)


def _borne_out(study: Study, v: int, credit: Credit, ledger: Ledger) -> Finding:
    """Whether texts, else other witnesses, bear out one credited outlet."""
    group, outlet = study.group, credit.outlet
    own = group.witnesses[v].outlet
    itself = bool(own) and same_house(outlet, [own or ""], study.gazetteer)
    texts = study.houses(outlet, v)
    p = study.is_first(v) if itself else study.descends(v, texts)
    if p >= CONFIRMED and len(group.witnesses) > 1:
        return Finding("confirmed", p, outlet)
    others = attestations(credit, v, group, study.gazetteer)
    votes = max(map(len, rivals(credit, v, group, study.gazetteer).values()), default=0)
    if others and votes <= len(others) and not _inverted(study, v, texts):
        table = IN_STORIES if any(a.inside for a in others) else IN_CREDITS
        reasons = tuple(_enter(study, a, ledger) for a in others[:SHOWN])
        return Finding("confirmed", max(p, table[min(len(others), len(table) - 1)]), outlet, reasons)
    return Finding("unverifiable", p if texts and not itself else UNTOLD, outlet, disputed=votes > 0)


def _against(study: Study, v: int, credit: Credit, so_far: Finding, ledger: Ledger) -> Finding:
    """A date inversion, a rival text, or other witnesses that all name somebody else."""
    group, outlet = study.group, credit.outlet
    texts = study.houses(outlet, v)
    p = study.descends(v, texts)
    if p > CONTRADICTED or attestations(credit, v, group, study.gazetteer):
        return so_far
    if _inverted(study, v, texts):
        return Finding("contradicted", 1 - p, outlet)
    found, chance = _first_ancestor(study, v)
    agency = class_of(outlet, study.gazetteer) == "wire"
    if (
        found is not None
        and chance >= CONFIRMED
        and not agency
        and _original(study, found)
        and _newsroom(outlet, study)
    ):
        return Finding("contradicted", chance, outlet, rival=group.witnesses[found].outlet)
    if credit.claim.kind not in {"declared", "meta"} or texts:
        return so_far
    for rival, votes in rivals(credit, v, group, study.gazetteer).items():
        houses = {group.witnesses[a.by].outlet or a.by for a in votes}
        if len(houses) >= OUTVOTED:
            reasons = tuple(_enter(study, a, ledger) for a in votes[:SHOWN])
            return Finding("contradicted", IN_CREDITS[min(len(houses), 3)], outlet, reasons, rival)
    return so_far


def _first_ancestor(study: Study, v: int) -> tuple[int | None, float]:
    """The likeliest ancestor of v that has no likely parent itself, blind."""
    chance = study.above[:, v] * (study.blind.root >= 0.5)
    best = int(chance.argmax())
    return (best, float(chance[best])) if chance[best] > 0 else (None, 0.0)


def _original(study: Study, u: int) -> bool:
    """Whether a text can be an origin: no agency's, and its outlet does not live by reprinting."""
    outlet = study.group.witnesses[u].outlet
    return (
        bool(outlet) and _newsroom(outlet or "", study) and wire_of(study.group, u, study.gazetteer) is None
    )


def _newsroom(outlet: str, study: Study) -> bool:
    """Whether an outlet writes news of its own: by its class, else by a name like 某某晚报."""
    kind = class_of(outlet, study.gazetteer)
    return kind not in CARRIERS if kind else bool(NEWSROOM.search(outlet))


def _inverted(study: Study, v: int, texts: Sequence[int]) -> bool:
    """Whether every text of the declared outlet reliably appeared after the page."""
    here = study.group.moments[v]
    if not texts or here is None or not here.good:
        return False
    theirs = [study.group.moments[u] for u in texts]
    return all(m is not None and m.good and m.earliest > here.latest for m in theirs)


def _enter(study: Study, a: Attestation, ledger: Ledger) -> str:
    return ledger.quote("attestation", study.group.witnesses[a.by], a.quote, ("verdict",))
