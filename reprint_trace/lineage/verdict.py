"""The verdict in two parts: does the declared origin hold, was the path declared?"""

from __future__ import annotations

from collections.abc import Sequence

from reprint_trace.lineage.chain import path_of
from reprint_trace.lineage.credits import is_same, same_house
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import SURE, Finding
from reprint_trace.lineage.study import Study
from reprint_trace.model import Chain, PathVerdict, Phrase, Verdict, phrase

WORTH_NAMING = 0.10  # P from which a candidate is listed where no parent is resolved
SHOWN = 3


def judge(study: Study, v: int, chain: Chain, finding: Finding, ledger: Ledger) -> Verdict:
    said = study.group.credits[v]
    path, relays = _path(study, v, chain, finding)
    reasons = list(finding.reasons)
    for credit in (*([said.origin] if said.origin else []), *said.relays):
        reasons.append(ledger.claim(study.group.witnesses[v], credit.claim, ("verdict",)))
    reasons += [i for edge in chain.edges for i in edge.evidence]
    summary = [*_summary(chain, finding, path, relays), *_candidates(study, v)]
    return Verdict(
        origin=finding.origin, path=path, summary=tuple(summary),
        probability=None if finding.chance is None or finding.origin == "carrier" else round(finding.chance, 4),
        reasons=tuple(dict.fromkeys(reasons)), would_change=tuple(_would_change(study, v, finding)),
    )  # fmt: skip


def _path(study: Study, v: int, chain: Chain, finding: Finding) -> tuple[PathVerdict, list[str]]:
    """How the text came: relays nobody credits count first, whoever the origin is."""
    said = study.group.credits[v]
    declared = [c.outlet for c in said.declared] + ([said.origin.outlet] if said.origin else [])
    silent = [c.outlet for c in said.relays if not same_house(c.outlet, declared, study.gazetteer)]
    silent += _observed_relays(study, v, declared)
    if silent:
        return "undeclared-relay", list(dict.fromkeys(silent))
    if finding.origin == "carrier" and finding.outlet:
        return "declared-relay", [finding.outlet]
    hops = [node.outlet for node in chain.nodes[1:-1] if node.outlet]
    passed = [hop for hop in hops if is_same(hop, declared, study.gazetteer)]
    if passed:
        return "declared-relay", passed
    straight = len(chain.nodes) == 2 and chain.nodes[0].observed and not chain.edges[0].open
    return ("direct" if straight and finding.origin == "confirmed" else "unresolved"), []


def _observed_relays(study: Study, v: int, declared: Sequence[str]) -> list[str]:
    """Outlets nobody credits whose text the page came through, and which did not write it."""
    witnesses, above = study.group.witnesses, study.ancestors
    own = witnesses[v].outlet
    known = [*declared, *([own] if own else [])]
    return [
        w.outlet for u, w in enumerate(witnesses)
        if u != v and w.outlet and not same_house(w.outlet, known, study.gazetteer)
        and above[u, v] >= SURE and max(above[x, u] for x in range(len(above)) if x != v) >= SURE
    ]  # fmt: skip


def _summary(chain: Chain, finding: Finding, path: PathVerdict, relays: Sequence[str]) -> list[Phrase]:
    named = finding.outlet or ""
    seen = next((n.outlet or n.id for n in chain.nodes[:-1] if n.observed), None)
    first = "printed-later" if finding.origin == "contradicted" and not finding.rival else finding.origin
    said = [phrase(f"verdict.says.{first}", outlet=named, rival=finding.rival or "")]
    said += [phrase(f"verdict.says.{key}", outlet=outlet) for key, outlet in finding.words]
    told = {named, finding.rival, *(outlet for _, outlet in finding.words)}
    if seen and seen not in told:
        said.append(phrase("verdict.says.stands-in", outlet=seen))
    if any(edge.open for edge in chain.edges):
        said.append(phrase("verdict.says.open"))
    if path != "unresolved" and not (finding.origin == "carrier" and path == "declared-relay"):
        said.append(phrase(f"verdict.says.{path}", relays=tuple(relays)))
    return said


def _candidates(study: Study, v: int) -> list[Phrase]:
    """Texts that may be the parent, where none is likely enough to be drawn."""
    path = path_of(study, v)
    if len(path) > 1 and not path[-1].open:
        return []
    chances = study.informed.edges[:, v]
    best = [int(u) for u in (-chances).argsort(kind="stable")[:SHOWN] if chances[u] >= WORTH_NAMING]
    drawn = {stop.witness for stop in path[:-1]}
    if not best or set(best) <= drawn:
        return []
    witnesses = study.group.witnesses
    named = tuple(f"{witnesses[u].outlet or witnesses[u].id} ({chances[u]:.0%})" for u in best)
    return [phrase("verdict.says.candidates", candidates=named)]


def _would_change(study: Study, v: int, finding: Finding) -> list[Phrase]:
    published = study.group.witnesses[v].published
    date = published.value[:10] if published else None
    return [phrase(f"verdict.says.change-{finding.origin}", outlet=finding.outlet or "", date=date)]
