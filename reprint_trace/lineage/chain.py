"""The chain as it is shown: observed texts solid, unseen ones hollow, from origin to page.

The informed run draws it.  A step is drawn when its text state is the parent with P ≥ .5;
below that the candidates are listed and nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from reprint_trace.lineage.credits import Credit, is_same, same_house
from reprint_trace.lineage.hidden import Wire, unseen_between, wire_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import Finding
from reprint_trace.lineage.study import Study
from reprint_trace.lineage.traits import Trait, inherited, longest_shared, quoted
from reprint_trace.model import Chain, Edge, Grade, Node, RunnerUp
from reprint_trace.text.folding import fold_text

DRAWN = 0.5
LEAST = 2.0
TRACE = 0.95  # a relay's own words, or an agency's dateline, in the text
CREDITED = 0.6  # nothing but the page's word for it
SHOWN = 6  # edits quoted for one step
COPYISTS = frozenset({"relay-lead", "title-injection", "house-rule", "byline-removed", "truncation", "spin"})
NAMED = 0.02  # probability from which a runner-up is named


@dataclass
class Drawing:
    """A path being drawn: nodes in order, and for each step its probability and what shows it."""

    finding: Finding
    nodes: list[Node] = field(default_factory=list)
    credits: dict[str, Credit] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)
    edits: dict[str, tuple[int, list[int]]] = field(default_factory=dict)  # a witness and its units


def draw(study: Study, v: int, finding: Finding, ledger: Ledger) -> Chain:
    """The chain that ends in witness `v`, which becomes its page."""
    observed = path_of(study, v)
    drawing = Drawing(finding)
    _origin(study, v, observed[0], drawing)
    for above, here in zip([None, *observed], observed, strict=False):
        _relays(study, v, above, here, drawing)
        if above is not None:
            _unseen(study, above, here, drawing)
        drawing.nodes.append(observed_node(study, here, page=here == v))
    index = {study.group.witnesses[u].id: u for u in range(len(study.group.witnesses))}
    edges = [_edge(study, v, a, b, index, drawing, ledger) for a, b in pairwise(drawing.nodes)]
    return Chain(
        nodes=tuple(drawing.nodes), edges=tuple(edges), path=tuple(node.id for node in drawing.nodes)
    )


def path_of(study: Study, v: int) -> list[int]:
    """Witnesses from the first observed ancestor down to v, as far as steps can be drawn."""
    path = [v]
    while (u := study.informed.parents[path[0]]) >= 0 and drawn(study, u, path[0]):
        path.insert(0, u)
    return path


def drawn(study: Study, u: int, v: int) -> bool:
    """Whether u's text is likelier than not the parent, and LEAST times likelier than no text here."""
    p = study.from_state(study.informed, u, v)
    return p >= max(DRAWN, LEAST * float(study.informed.root[v]))


def _origin(study: Study, v: int, top: int, drawing: Drawing) -> None:
    """What stands above the first observed text: an agency, or the outlet the page credits."""
    witness, said = study.group.witnesses[top], study.group.credits[v]
    wire = wire_of(study.group, top, study.gazetteer)
    if wire and not (witness.outlet and same_house(wire.outlet, [witness.outlet], study.gazetteer)):
        node = Node(id=f"wire:{wire.outlet}", role="wire", outlet=wire.outlet, observed=False)
        drawing.nodes.append(node)
        drawing.wires[node.id] = wire
    elif top == v and said.standing == "named":
        named = (*said.inside, *said.declared)
        best = next((c for c in named if c.outlet == drawing.finding.outlet), said.origin)
        if best:
            _named(study, v, best, drawing)


def _relays(study: Study, v: int, above: int | None, here: int, drawing: Drawing) -> None:
    """Hops the page names that lie between two observed texts: credited carriers, and relays
    whose traces the upper text does not carry."""
    said = study.group.credits[v]
    if here == v and (above is not None or drawing.nodes):
        for credit in said.carriers:
            _named(study, v, credit, drawing)
    text = fold_text(study.group.witnesses[above].text) if above is not None else ""
    mine = fold_text(study.group.witnesses[here].text)
    for credit in said.relays:
        name = fold_text(credit.outlet)
        if name not in text and (here == v or name in mine):
            _named(study, v, credit, drawing)


def _named(study: Study, v: int, credit: Credit, drawing: Drawing) -> None:
    taken = [node.outlet for node in drawing.nodes if node.outlet]
    own = study.group.witnesses[v].outlet
    if is_same(credit.outlet, [*taken, *([own] if own else [])], study.gazetteer):
        return
    node = Node(id=f"named:{credit.outlet}", role="named", outlet=credit.outlet, observed=False)
    drawing.nodes.append(node)
    drawing.credits[node.id] = credit


def _unseen(study: Study, above: int, here: int, drawing: Drawing) -> None:
    units = unseen_between(study.group, study.informed, above, here)
    if units:
        node = Node(id=f"anonymous:{len(drawing.edits) + 1}", role="anonymous", observed=False)
        drawing.nodes.append(node)
        drawing.edits[node.id] = here, units[:SHOWN]


def observed_node(study: Study, u: int, *, page: bool) -> Node:
    witness = study.group.witnesses[u]
    return Node(
        id=witness.id, role="page" if page else "document", outlet=witness.outlet, title=witness.title,
        published=witness.published.value if witness.published else None, observed=True,
        twins=tuple(study.group.witnesses[t].id for t in study.twins(u)),
    )  # fmt: skip


def _edge(
    study: Study, v: int, a: Node, b: Node, index: dict[str, int], drawing: Drawing, ledger: Ledger
) -> Edge:
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
    if node.id in drawing.wires or node.id in drawing.edits or _traced(drawing, node):
        return TRACE
    borne_out = drawing.finding.origin == "confirmed" and node.outlet == drawing.finding.outlet
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
    chances = study.informed.edges[:, v].copy()
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
    edits = study.edits.get(above.id, ()) if v == 0 else ()
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
