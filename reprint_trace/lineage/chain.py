"""The chain as it is shown: observed texts solid, unseen ones hollow, from origin to page.

The informed run draws it.  Below P .5 no step is drawn: its candidates are listed instead.
"""

from __future__ import annotations

from itertools import pairwise

from reprint_trace.lineage.credits import Credit, is_same, same_house
from reprint_trace.lineage.drawing import SHOWN, Drawing, path_of
from reprint_trace.lineage.hidden import unseen_between, wire_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.origin import Finding
from reprint_trace.lineage.steps import step
from reprint_trace.lineage.study import Study
from reprint_trace.model import Chain, Node
from reprint_trace.text.folding import fold_text


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
    edges = [step(study, v, a, b, drawing, ledger) for a, b in pairwise(drawing.nodes)]
    return Chain(
        nodes=tuple(drawing.nodes), edges=tuple(edges), path=tuple(node.id for node in drawing.nodes)
    )


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
