"""The steps of a chain: how probable each is, what it rests on, and who else it could have been."""

from __future__ import annotations

from reprint_trace.lineage.drawing import SHOWN, Drawing, path_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.study import Study
from reprint_trace.lineage.traits import Trait, inherited, longest_shared, quoted
from reprint_trace.model import Edge, Grade, Node, RunnerUp

TRACE = 0.95  # a relay's own words, or an agency's dateline, in the text
CREDITED = 0.6  # nothing but the page's word for it
NAMED = 0.02  # probability from which a runner-up is named
COPYISTS = frozenset({"relay-lead", "title-injection", "house-rule", "byline-removed", "truncation", "spin"})


def step(study: Study, v: int, a: Node, b: Node, drawing: Drawing, ledger: Ledger) -> Edge:
    """The edge between two neighbours on the path to v, with its evidence."""
    index = {witness.id: u for u, witness in enumerate(study.group.witnesses)}
    arrow = (f"{a.id}→{b.id}",)
    hollow = [node for node in (a, b) if not node.observed]
    evidence = [i for node in hollow for i in _hollow(study, v, node, drawing, ledger, arrow)]
    if a.observed and b.observed:
        return _observed_edge(study, index[a.id], index[b.id], ledger, arrow)
    chances = [_standing(drawing, node) for node in hollow]
    above = next((index[n.id] for n in reversed(drawing.nodes[: drawing.nodes.index(b)]) if n.observed), None)
    below = next(index[n.id] for n in drawing.nodes[drawing.nodes.index(b) :] if n.observed)
    if above is not None:
        chances.append(study.from_state(study.informed, above, below))
        evidence += _text_evidence(study, above, below, ledger, arrow)
    grade: Grade = "A" if all(_traced(drawing, node) for node in hollow) else "D"
    if grade == "D" and any(node.role in {"wire", "anonymous"} for node in hollow):
        grade = "B"
    return Edge(
        from_=a.id, to=b.id, probability=round(min(chances), 4), grade=grade, evidence=tuple(evidence)
    )


def _standing(drawing: Drawing, node: Node) -> float:
    """How sure it is that a text nobody supplied had its part."""
    about = node.outlet == drawing.finding.outlet
    if about and drawing.finding.disputed:
        return CREDITED
    if node.id in drawing.wires or node.id in drawing.edits or _traced(drawing, node):
        return TRACE
    borne_out = about and drawing.finding.origin == "confirmed"
    return drawing.finding.probability if borne_out else CREDITED


def _traced(drawing: Drawing, node: Node) -> bool:
    """Named by something that travels with the text or points at it, not by a credit line alone."""
    credit = drawing.credits.get(node.id)
    return bool(credit and credit.claim.kind in {"relay", "link", "byline", "dateline"})


def _hollow(
    study: Study, v: int, node: Node, drawing: Drawing, ledger: Ledger, arrow: tuple[str, ...]
) -> list[str]:
    """What shows a text that nobody supplied: a claim, a dateline, edits two siblings share."""
    if node.id in drawing.edits:
        here, units = drawing.edits[node.id]
        return [_trait(study, here, quoted(study.group, here, unit), ledger, arrow) for unit in units]
    if node.id in drawing.wires:
        top = study.group.witnesses[path_of(study, v)[0]]
        return [ledger.quote("dateline", top, drawing.wires[node.id].quote, arrow)]
    return [ledger.claim(study.group.witnesses[v], drawing.credits[node.id].claim, arrow)]


def _observed_edge(study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...]) -> Edge:
    twins = study.group.state[u] == study.group.state[v]
    chances = study.informed.edges[:, v].copy() if twins else study.passed(study.informed, v)
    p = float(chances[u])
    chances[u] = 0.0
    second = int(chances.argmax())
    runner = None
    if chances[second] >= NAMED:
        runner = RunnerUp(
            from_=study.group.witnesses[second].id, probability=round(float(chances[second]), 4)
        )
    traits = inherited(study.group, u, v)
    evidence = _text_evidence(study, u, v, ledger, arrow)
    evidence += [_trait(study, v, trait, ledger, arrow) for trait in traits]
    evidence += _hard(study, u, v, ledger, arrow) + _dates(study, u, v, ledger, arrow)
    return Edge(
        from_=study.group.witnesses[u].id,
        to=study.group.witnesses[v].id,
        probability=round(p, 4),
        grade=_grade(study, u, v, bool(traits)),
        runner_up=runner,
        evidence=tuple(evidence),
    )


def _grade(study: Study, u: int, v: int, traits: bool) -> Grade:
    if study.group.carried[v, u] or (study.group.trace[v, u] and study.group.trace[:, u].mean() < 0.6):
        return "A"
    if traits:
        return "B"
    a, b = study.group.moments[u], study.group.moments[v]
    return "C" if a and b and a.good and b.good and b.earliest > a.latest else "D"


def _text_evidence(study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...]) -> list[str]:
    """The longest passage both have, and the copyist's changes that comparing found."""
    above, witness = study.group.witnesses[u], study.group.witnesses[v]
    span = longest_shared(above.text, witness.text)
    if span is None:
        return []
    found = [
        ledger.enter("text", witness.text[span[0] : span[1]], document=witness.id, span=span, supports=arrow)
    ]
    edits = study.edits.get((above.id, witness.id), ())
    for edit in [e for e in edits if e.kind in COPYISTS][:SHOWN]:
        theirs = bool(edit.page_text)
        found.append(ledger.enter(
            f"edit:{edit.kind}", edit.page_text if theirs else edit.document_text,
            document=witness.id if theirs else above.id, span=edit.page if theirs else edit.document,
            supports=arrow,
        ))  # fmt: skip
    return found


def _trait(study: Study, v: int, trait: Trait, ledger: Ledger, arrow: tuple[str, ...]) -> str:
    return ledger.enter("inherited-edit", trait.quote, document=study.group.witnesses[v].id, span=trait.span,
                        supports=arrow, weight=trait.weight)  # fmt: skip


def _hard(study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...]) -> list[str]:
    """The page's link, carrier or relay claim that names u."""
    outlet = study.group.witnesses[u].outlet
    said = study.group.credits[v]
    named = [c for c in (*said.links, *said.carriers, *said.relays) if outlet and c.outlet == outlet]
    return [ledger.claim(study.group.witnesses[v], c.claim, arrow) for c in named[:1]]


def _dates(study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...]) -> list[str]:
    a, b = study.group.moments[u], study.group.moments[v]
    if not (a and b) or b.earliest <= a.latest:
        return []
    published = study.group.witnesses[v].published
    assert published is not None
    return [ledger.enter("date", published.quote or published.value, document=study.group.witnesses[v].id,
                         supports=arrow)]  # fmt: skip
