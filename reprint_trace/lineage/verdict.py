"""The verdict in two parts: does the declared origin hold, and was the path declared?

Text and dates speak first: the blind run, which never saw a credit line.  Where the declared
outlet has no text here, only other witnesses that name it can confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reprint_trace.lineage.attest import Attestation, attestations, rivals
from reprint_trace.lineage.credits import CARRIERS, Credit, class_of, is_same, same_house
from reprint_trace.lineage.hidden import wire_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.study import Study
from reprint_trace.model import Chain, OriginVerdict, PathVerdict, Verdict

CONFIRMED = 0.90
CONTRADICTED = 0.05
RELAYED = 0.90
AGREED = (0.0, 0.92, 0.96, 0.98)  # P(the declared origin holds) by how many others name it, inside a story
CREDITED = (0.0, 0.90, 0.95, 0.97)  # the same where they name it in credit lines only
OUTVOTED = 2  # others that must agree on a rival before a credit nobody shares is contradicted
UNTOLD = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the declared origin, and what shows it."""

    origin: OriginVerdict
    probability: float
    reasons: tuple[str, ...] = ()
    rival: str | None = None


def judge(study: Study, v: int, chain: Chain, ledger: Ledger) -> Verdict:
    said = study.group.credits[v]
    finding = _origin(study, v, ledger)
    path, relays = _path(study, v, chain, finding)
    reasons = list(finding.reasons)
    if said.origin:
        reasons.append(ledger.claim(study.group.witnesses[v], said.origin.claim, ("verdict",)))
    for credit in said.relays:
        reasons.append(ledger.claim(study.group.witnesses[v], credit.claim, ("verdict",)))
    reasons += [i for edge in chain.edges for i in edge.evidence]
    return Verdict(
        origin=finding.origin, path=path, probability=round(finding.probability, 4),
        summary=_summary(study, v, chain, finding, path, relays), reasons=tuple(dict.fromkeys(reasons)),
        would_change=_would_change(study, v, finding),
    )  # fmt: skip


# ── origin ─────────────────────────────────────────────────────────────────────────────


def _origin(study: Study, v: int, ledger: Ledger) -> Finding:
    said = study.group.credits[v]
    if said.origin is None:
        found, _ = _ancestor(study, v)
        return Finding("missing", float(study.above[found, v]) if found is not None else 0.0)
    named = [*said.declared, said.origin] if said.standing == "named" else [said.origin]
    best = max((_named(study, v, credit, ledger) for credit in reversed(named)), key=_rank)
    if best.origin == "unverifiable":
        return _against(study, v, said.origin, best, ledger)
    return best


def _rank(finding: Finding) -> tuple[bool, float]:
    return finding.origin == "confirmed", finding.probability


def _named(study: Study, v: int, credit: Credit, ledger: Ledger) -> Finding:
    """Whether texts, else other witnesses, bear out one credited outlet."""
    group = study.group
    own = group.witnesses[v].outlet
    if own and same_house(credit.outlet, [own], study.gazetteer):
        p = float((study.trees[:, v] < 0).mean()) if len(group.witnesses) > 1 else UNTOLD
        return Finding("confirmed" if p >= CONFIRMED else "unverifiable", p)
    texts = study.houses(credit.outlet, v)
    p = study.descends(v, texts)
    if p >= CONFIRMED:
        return Finding("confirmed", p)
    others = attestations(credit.outlet, v, group.witnesses, group.credits, study.gazetteer)
    against = rivals(credit.outlet, v, group.witnesses, group.credits, study.gazetteer)
    votes = max((len(them) for them in against.values()), default=0)
    table = AGREED if any(a.inside for a in others) else CREDITED
    agreed = table[min(len(others), len(table) - 1)]
    if others and votes < len(others) and not (texts and _inverted(study, v, texts)):
        reasons = tuple(_attest(study, a, ledger) for a in others[:3])
        return Finding("confirmed", max(p, agreed), reasons)
    return Finding("unverifiable", p if texts else UNTOLD)


def _against(study: Study, v: int, credit: Credit, so_far: Finding, ledger: Ledger) -> Finding:
    """A rival text, a date inversion or other witnesses that all name somebody else."""
    group, outlet = study.group, credit.outlet
    texts = study.houses(outlet, v)
    p = study.descends(v, texts)
    if texts and p <= CONTRADICTED and _inverted(study, v, texts):
        return Finding("contradicted", 1 - p)
    others = attestations(outlet, v, group.witnesses, group.credits, study.gazetteer)
    if others or class_of(outlet, study.gazetteer) in {"wire", None}:
        found, chance = None, 0.0
    else:
        found, chance = _ancestor(study, v)
    if found is not None and chance >= CONFIRMED and p <= CONTRADICTED and _original(study, found):
        return Finding("contradicted", chance, rival=group.witnesses[found].outlet)
    for rival, votes in rivals(outlet, v, group.witnesses, group.credits, study.gazetteer).items():
        houses = {group.witnesses[a.by].outlet or a.by for a in votes}
        if len(houses) >= OUTVOTED and not others and not texts:
            reasons = tuple(_attest(study, a, ledger) for a in votes[:3])
            return Finding("contradicted", CREDITED[min(len(houses), 3)], reasons, rival)
    return so_far


def _ancestor(study: Study, v: int) -> tuple[int | None, float]:
    """The likeliest ancestor of v with no likely parent of its own, blind."""
    chance = study.above[:, v] * (study.blind.root >= 0.5)
    if not len(chance) or chance.max() <= 0:
        return None, 0.0
    best = int(chance.argmax())
    return best, float(chance[best])


def _original(study: Study, u: int) -> bool:
    """Whether a text can be an origin: no agency's, and its outlet does not live by reprinting."""
    outlet = study.group.witnesses[u].outlet
    if outlet is None or wire_of(study.group, u, study.gazetteer):
        return False
    kind = class_of(outlet, study.gazetteer)
    return kind is not None and kind not in CARRIERS


def _inverted(study: Study, v: int, texts: Sequence[int]) -> bool:
    """Whether every text of the declared outlet reliably appeared after the page."""
    here = study.group.moments[v]
    theirs = [study.group.moments[u] for u in texts]
    return bool(here and here.good) and all(m and m.good and m.earliest > here.latest for m in theirs if here)


def _attest(study: Study, a: Attestation, ledger: Ledger) -> str:
    return ledger.quote("attestation", study.group.witnesses[a.by], a.quote, ("verdict",))


# ── path ───────────────────────────────────────────────────────────────────────────────


def _path(study: Study, v: int, chain: Chain, finding: Finding) -> tuple[PathVerdict, list[str]]:
    """How the text came: relays nobody credits count first, whoever the origin is."""
    said = study.group.credits[v]
    declared = [c.outlet for c in said.declared] + ([said.origin.outlet] if said.origin else [])
    silent = [c.outlet for c in said.relays if not same_house(c.outlet, declared, study.gazetteer)]
    silent += _observed_relays(study, v, declared)
    if silent:
        return "undeclared-relay", list(dict.fromkeys(silent))
    hops = [node.outlet for node in chain.nodes[1:-1] if node.outlet]
    if said.carriers or any(is_same(hop, declared, study.gazetteer) for hop in hops):
        return "declared-relay", [c.outlet for c in said.carriers]
    if finding.origin == "confirmed" and len(chain.nodes) > 1:
        first = next((n for n in chain.nodes if n.observed), None)
        straight = len(chain.nodes) == 2 and first is chain.nodes[0]
        if straight and chain.edges[0].probability >= 0.5:
            return "direct", []
    return "unresolved", []


def _observed_relays(study: Study, v: int, declared: Sequence[str]) -> list[str]:
    """Outlets nobody credits whose text the page came through with P ≥ .9, and was not written by."""
    witnesses = study.group.witnesses
    own = witnesses[v].outlet
    known = [*declared, *([own] if own else [])]
    middle = [
        u for u, w in enumerate(witnesses)
        if u != v and w.outlet and not same_house(w.outlet, known, study.gazetteer)
        and study.above[u, v] >= RELAYED and study.blind.root[u] < 0.1
    ]  # fmt: skip
    return [outlet for u in middle if (outlet := witnesses[u].outlet)]


# ── words ──────────────────────────────────────────────────────────────────────────────


def _summary(
    study: Study, v: int, chain: Chain, finding: Finding, path: PathVerdict, relays: Sequence[str]
) -> str:
    said = study.group.credits[v]
    named = said.origin.outlet if said.origin else None
    seen = next((n.outlet or n.id for n in chain.nodes[:-1] if n.observed), None)
    house = seen and named and seen != named and same_house(named, [seen], study.gazetteer)
    first = {
        "confirmed": f"The text is {named}'s, as declared"
        + (f" (found in {seen}, of the same house)." if house else "."),
        "contradicted": f"The page credits {named}, but "
        + (f"the evidence names {finding.rival}." if finding.rival else f"{named} printed it later."),
        "missing": "The page names no source." + (f" Its text stands in {seen}, among the texts supplied." if seen else ""),
        "unverifiable": f"Whether the text is {named}'s cannot be told from the texts supplied.",
    }[finding.origin]
    names = "、".join(relays)
    second = {
        "undeclared-relay": f" It came through {names}, which the page does not credit.",
        "declared-relay": f" It came through {names or 'the outlets named'}, as declared.",
        "direct": " Nothing shows another reprinter in between, among the texts supplied.",
        "unresolved": "",
    }[path]
    return first + second


def _would_change(study: Study, v: int, finding: Finding) -> str | None:
    said = study.group.credits[v]
    published = study.group.witnesses[v].published
    when = f" up to {published.value[:10]}" if published else " around the page's date"
    if finding.origin == "unverifiable" and said.origin:
        return f"A corpus with the texts of {said.origin.outlet}{when} would settle it."
    if finding.origin == "missing":
        return f"A corpus with news texts{when} could name the origin."
    if finding.origin == "contradicted" and said.origin:
        return f"An earlier text of {said.origin.outlet} with the same story would overturn it."
    return "An earlier text of the same story from another outlet would change it."
