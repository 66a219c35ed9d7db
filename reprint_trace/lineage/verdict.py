"""The verdict in two parts, said in words: does the declared origin hold, was the path declared?"""

from __future__ import annotations

from collections.abc import Sequence

from reprint_trace.lineage.credits import is_same, same_house
from reprint_trace.lineage.drawing import path_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import Finding
from reprint_trace.lineage.study import Study
from reprint_trace.model import Chain, PathVerdict, Phrase, Verdict, phrase

RELAYED = 0.90  # P(the page came through a text) from which its outlet is called a relay
WORTH_NAMING = 0.10  # P from which a candidate is listed where no parent is resolved
SHOWN = 3
PARENTED = 0.90  # P(that text has a parent here), so that it is no origin


def judge(study: Study, v: int, chain: Chain, finding: Finding, ledger: Ledger) -> Verdict:
    said = study.group.credits[v]
    path, relays = _path(study, v, chain, finding)
    reasons = list(finding.reasons)
    for credit in (*([said.origin] if said.origin else []), *said.relays):
        reasons.append(ledger.claim(study.group.witnesses[v], credit.claim, ("verdict",)))
    reasons += [i for edge in chain.edges for i in edge.evidence]
    summary = [*_summary(chain, finding, path, relays), *_candidates(study, v)]
    change = _would_change(study, v, finding)
    return Verdict(
        origin=finding.origin, path=path, probability=round(finding.probability, 4),
        summary=tuple(summary), reasons=tuple(dict.fromkeys(reasons)),
        would_change=tuple(change),
    )  # fmt: skip


def _path(study: Study, v: int, chain: Chain, finding: Finding) -> tuple[PathVerdict, list[str]]:
    """How the text came: relays nobody credits count first, whoever the origin is."""
    said = study.group.credits[v]
    declared = [c.outlet for c in said.declared] + ([said.origin.outlet] if said.origin else [])
    silent = [c.outlet for c in said.relays if not same_house(c.outlet, declared, study.gazetteer)]
    silent += _observed_relays(study, v, declared)
    if silent:
        return "undeclared-relay", list(dict.fromkeys(silent))
    hops = [node.outlet for node in chain.nodes[1:-1] if node.outlet]
    passed = [hop for hop in hops if is_same(hop, declared, study.gazetteer)]
    if passed:
        return "declared-relay", passed
    straight = len(chain.nodes) == 2 and chain.nodes[0].observed
    return ("direct" if straight and finding.origin == "confirmed" else "unresolved"), []


def _observed_relays(study: Study, v: int, declared: Sequence[str]) -> list[str]:
    """Outlets nobody credits whose text the page came through, and which did not write it."""
    witnesses = study.group.witnesses
    own = witnesses[v].outlet
    known = [*declared, *([own] if own else [])]
    return [
        w.outlet for u, w in enumerate(witnesses)
        if u != v and w.outlet and not same_house(w.outlet, known, study.gazetteer)
        and study.above[u, v] >= RELAYED and 1 - study.blind.root[u] >= PARENTED
    ]  # fmt: skip


def _summary(chain: Chain, finding: Finding, path: PathVerdict, relays: Sequence[str]) -> list[Phrase]:
    named = finding.outlet or ""
    seen = next((n.outlet or n.id for n in chain.nodes[:-1] if n.observed), None)
    first = "printed-later" if finding.origin == "contradicted" and not finding.rival else finding.origin
    said = [phrase(f"verdict.says.{first}", outlet=named, rival=finding.rival or "")]
    if seen and seen != named:
        said.append(phrase("verdict.says.stands-in", outlet=seen))
    if path != "unresolved":
        said.append(phrase(f"verdict.says.{path}", relays=tuple(relays)))
    return said


def _candidates(study: Study, v: int) -> list[Phrase]:
    """Texts that may be the parent, where none is likely enough to be drawn."""
    if len(path_of(study, v)) > 1:
        return []
    chances = study.informed.edges[:, v]
    best = [int(u) for u in (-chances).argsort(kind="stable")[:SHOWN] if chances[u] >= WORTH_NAMING]
    if not best:
        return []
    witnesses = study.group.witnesses
    named = tuple(f"{witnesses[u].outlet or witnesses[u].id} ({chances[u]:.0%})" for u in best)
    return [phrase("verdict.says.candidates", candidates=named)]


def _would_change(study: Study, v: int, finding: Finding) -> list[Phrase]:
    published = study.group.witnesses[v].published
    date = published.value[:10] if published else None
    return [phrase(f"verdict.says.change-{finding.origin}", outlet=finding.outlet or "", date=date)]
