"""The chain as it is shown, from origin to page, and what each of its steps rests on.

Observed texts are solid nodes.  A step between two of them is drawn where the informed run thinks
one likelier than not the parent of the other; where only an ancestor can be named, the step to it is
open: what lies between was not supplied.  A hollow node is an outlet that the page names and of which
no text is here; it never stands for a step that is not resolved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from reprint_trace.lineage.evidence import Ledger, Trait, inherited, longest_shared
from reprint_trace.lineage.origin import Finding, Wire, wire_of
from reprint_trace.lineage.study import DOUBT, SURE, Study
from reprint_trace.lineage.witnesses import Credit, is_same, same_house
from reprint_trace.model import Chain, Edge, Grade, Node, RunnerUp
from reprint_trace.text.folding import fold_text

DRAWN = 0.5
LEAST = 3.0  # times likelier than no text here that a parent must be to be drawn
NAMED = 0.02  # probability from which a runner-up is named
COMMON = 0.6  # share of the texts that carry a name from which it tells nothing of one parent
SHOWN = 6  # edits quoted for one step
COPYISTS = frozenset({"relay-lead", "title-injection", "house-rule", "byline-removed", "truncation", "spin"})


@dataclass(frozen=True, slots=True)
class Stop:
    """A witness on the path; `open` where the step that leads to it is not resolved."""

    witness: int
    open: bool = False


@dataclass
class Drawing:
    """A path being drawn: its nodes, and which lower ends of steps are open.  `credits` and `wires`
    show the hollow nodes, by id."""

    finding: Finding
    nodes: list[Node] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    credits: dict[str, Credit] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)


# ── the observed path ──────────────────────────────────────────────────────────────────


def path_of(study: Study, v: int) -> list[Stop]:
    """Witnesses from the first observed ancestor down to v.

    A twin stands above v only where something but the text says so; otherwise it is one of many
    that have this text, and the step leads from where the text came from.
    """
    path = [Stop(v)]
    seen = {v}
    while True:
        here = path[0].witness
        u = _above(study, here)
        resolved = u >= 0 and u not in seen and drawn(study, u, here)
        if not resolved:
            u = _ancestor(study, here, seen)
        if u < 0:
            return path
        path[0] = Stop(here, open=not resolved)
        path.insert(0, Stop(u))
        seen.add(u)


def _above(study: Study, v: int) -> int:
    """The parent of v in the likeliest tree, past twins that nothing singles out."""
    found, state = study.informed, study.group.state
    u = found.parents[v]
    if u >= 0 and state[u] == state[v] and found.edges[u, v] < DRAWN:
        while u >= 0 and state[u] == state[v]:
            u = found.parents[u]
    return int(u)


def drawn(study: Study, u: int, v: int) -> bool:
    """Whether u's text state is likelier than not the parent of v, and than no text here, and nothing
    speaks for its being the younger of the two."""
    found, twins = study.informed, study.group.state == study.group.state[v]
    if study.credited[v, u] > study.credited[u, v]:
        return False
    if twins[u]:  # the same words: nothing outweighs the dates
        return bool(found.edges[u, v] >= DRAWN) and not study.is_later(u, v)
    chances = study.copied(v)
    p = float(chances[study.group.state == study.group.state[u]].sum())
    rest = 1.0 - float(chances.sum())  # the text has no parent here
    return p >= (DRAWN if _is_told(study, u, v) else max(DRAWN, LEAST * rest))


def _is_told(study: Study, u: int, v: int) -> bool:
    """Whether the pages tell which of the two texts is the derived one: v says that its text was headed as u
    is, or lacks what the newsroom that wrote it signs, and u has all of that."""
    signed, kept = study.group.maker[u], study.group.maker[v]
    return bool(study.group.headed[v, u] or ((signed & ~kept).any() and not (kept & ~signed).any()))


def _ancestor(study: Study, v: int, seen: set[int]) -> int:
    """The nearest text that is likelier than not an ancestor of v, or that a verdict may rest on; -1 if
    none is."""
    blind = np.array([study.ancestor(u, v) for u in range(len(study.ancestors))])
    chance = np.maximum(study.credited[:, v], np.where(blind >= SURE, blind, 0.0))
    chance[blind < DOUBT] = 0.0  # credits alone draw nothing
    chance[chance <= study.credited[v]] = 0.0
    chance[[*seen, *(t for t in study.twins(v) if study.is_later(t, v))]] = 0.0
    likely = [int(u) for u in (chance >= DRAWN).nonzero()[0]]
    # of two ancestors the nearer is the one that descends from the other
    return max(likely, key=lambda u: (study.credited[likely, u].sum(), chance[u], -u), default=-1)


# ── nodes ──────────────────────────────────────────────────────────────────────────────


def draw(study: Study, v: int, finding: Finding, ledger: Ledger) -> Chain:
    """The chain that ends in witness `v`, which becomes its page."""
    path = path_of(study, v)
    drawing = Drawing(finding)
    _origin(study, v, path[0].witness, drawing)
    above: int | None = None
    for stop in path:
        _relays(study, v, above, stop.witness, drawing)
        node = observed_node(study, stop.witness, page=stop.witness == v)
        if stop.open:
            drawing.open.add(node.id)
        drawing.nodes.append(node)
        above = stop.witness
    edges = [_step(study, v, a, b, drawing, ledger) for a, b in pairwise(drawing.nodes)]
    return Chain(
        nodes=tuple(drawing.nodes), edges=tuple(edges), path=tuple(node.id for node in drawing.nodes)
    )


def _origin(study: Study, v: int, top: int, drawing: Drawing) -> None:
    """What stands above the first observed text: an agency, or the outlet the page credits."""
    said = study.group.credits[v]
    wire = wire_of(study.group, top, study.gazetteer)
    if wire and not _is_here(study, wire.outlet):
        node = Node(id=f"wire:{wire.outlet}", role="wire", outlet=wire.outlet, observed=False)
        drawing.nodes.append(node)
        drawing.wires[node.id] = wire
    elif top == v and said.standing == "named" and drawing.finding.origin != "contradicted":
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
    if _is_here(study, credit.outlet):
        return
    node = Node(id=f"named:{credit.outlet}", role="named", outlet=credit.outlet, observed=False)
    drawing.nodes.append(node)
    drawing.credits[node.id] = credit


def _is_here(study: Study, outlet: str) -> bool:
    """Whether a text of the outlet or its house is among those supplied."""
    return same_house(outlet, [w.outlet for w in study.group.witnesses if w.outlet], study.gazetteer)


def observed_node(study: Study, u: int, *, page: bool) -> Node:
    witness = study.group.witnesses[u]
    return Node(
        id=witness.id, role="page" if page else "document", outlet=witness.outlet, title=witness.title,
        published=witness.published.value if witness.published else None, observed=True,
        twins=tuple(study.group.witnesses[t].id for t in study.twins(u)),
    )  # fmt: skip


# ── steps ──────────────────────────────────────────────────────────────────────────────


def _step(study: Study, v: int, a: Node, b: Node, drawing: Drawing, ledger: Ledger) -> Edge:
    """The edge between two neighbours on the path to v, with its evidence."""
    index = {witness.id: u for u, witness in enumerate(study.group.witnesses)}
    arrow = (f"{a.id}→{b.id}",)
    if a.observed and b.observed:
        return _observed_edge(study, index[a.id], index[b.id], ledger, arrow, open_=b.id in drawing.open)
    hollow = [node for node in (a, b) if not node.observed]
    evidence = [_shown_by(study, v, node, drawing, ledger, arrow) for node in hollow]
    at = drawing.nodes.index(b)
    above = next((index[n.id] for n in reversed(drawing.nodes[:at]) if n.observed), None)
    below = next(index[n.id] for n in drawing.nodes[at:] if n.observed)
    if above is not None:
        evidence += _text_evidence(study, above, below, ledger, arrow)
    return Edge(from_=a.id, to=b.id, grade=_hollow_grade(drawing, hollow), evidence=tuple(evidence))


def _hollow_grade(drawing: Drawing, hollow: list[Node]) -> Grade:
    """A where every unseen outlet is named by something that travels with the text or points at it,
    B where one is named by an agency's dateline, else D: a credit line alone."""
    traced = {"relay", "link", "byline", "dateline"}
    credits = [drawing.credits.get(node.id) for node in hollow]
    if all(credit is not None and credit.claim.kind in traced for credit in credits):
        return "A"
    return "B" if any(node.id in drawing.wires for node in hollow) else "D"


def _shown_by(
    study: Study, v: int, node: Node, drawing: Drawing, ledger: Ledger, arrow: tuple[str, ...]
) -> str:
    """What shows an outlet of which no text is here: a dateline or a claim."""
    if node.id in drawing.wires:
        top = study.group.witnesses[path_of(study, v)[0].witness]
        return ledger.quote("dateline", top, drawing.wires[node.id].quote, arrow)
    return ledger.claim(study.group.witnesses[v], drawing.credits[node.id].claim, arrow)


def _observed_edge(
    study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...], *, open_: bool
) -> Edge:
    # whether a step is drawn is asked of ancestry too, how sure it is of the posterior alone, which is doubted
    state, chances = study.group.state, study.passed(study.informed, v)
    if state[u] == state[v]:
        chances = study.informed.edges[:, v].copy()
    by_text = np.bincount(state, weights=chances)  # twins are a set: of a text, whoever printed it
    p, by_text[state[u]] = float(by_text[state[u]]), 0.0
    runner, best = None, int(by_text.argmax())
    if by_text[best] >= NAMED and not open_:
        second = int(np.where(state == best, chances, -1.0).argmax())
        name = study.group.witnesses[second].id
        runner = RunnerUp(from_=name, probability=round(float(by_text[best]), 4))
    traits = inherited(study.group, u, v)
    evidence = _text_evidence(study, u, v, ledger, arrow)
    evidence += [_trait(study, v, trait, ledger, arrow) for trait in traits]
    evidence += _hard(study, u, v, ledger, arrow) + _dates(study, u, v, ledger, arrow)
    return Edge(
        from_=study.group.witnesses[u].id,
        to=study.group.witnesses[v].id,
        probability=None if open_ else round(p, 4),
        ancestor=round(study.ancestor(u, v), 4) if open_ else None,
        open=open_,
        grade=grade(study, u, v, shared=bool(traits)),
        runner_up=runner,
        evidence=tuple(evidence),
    )


def grade(study: Study, u: int, v: int, *, shared: bool) -> Grade:
    """What the step u → v rests on: A a link, carrier or trace that names u and few other texts carry,
    B readings that both share and few others have, C a reliable order of dates, D likeness alone."""
    if study.group.carried[v, u] or is_traced(study, u, v):
        return "A"
    if shared:
        return "B"
    a, b = study.group.moments[u], study.group.moments[v]
    return "C" if a and b and a.good and b.good and b.earliest > a.latest else "D"


def is_traced(study: Study, u: int, v: int) -> bool:
    """Whether v's text carries the name of u's outlet, and not most texts do."""
    return bool(study.group.trace[v, u]) and float(study.group.trace[:, u].mean()) < COMMON


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
    """The page's link, carrier or relay claim that names u, else u's name as its text carries it."""
    outlet = study.group.witnesses[u].outlet
    witness, said = study.group.witnesses[v], study.group.credits[v]
    named = [c for c in (*said.links, *said.carriers, *said.relays) if outlet and c.outlet == outlet]
    if named:
        return [ledger.claim(witness, named[0].claim, arrow)]
    if outlet and outlet in witness.text and is_traced(study, u, v):
        return [ledger.quote("trace", witness, outlet, arrow)]
    return []


def _dates(study: Study, u: int, v: int, ledger: Ledger, arrow: tuple[str, ...]) -> list[str]:
    a, b = study.group.moments[u], study.group.moments[v]
    if not (a and b) or b.earliest <= a.latest:
        return []
    published = study.group.witnesses[v].published
    assert published is not None
    return [ledger.enter("date", published.quote or published.value, document=study.group.witnesses[v].id,
                         supports=arrow)]  # fmt: skip
