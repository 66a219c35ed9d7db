"""A path being drawn: its nodes in order, and what shows those that nobody supplied."""

from __future__ import annotations

from dataclasses import dataclass, field

from reprint_trace.lineage.credits import Credit
from reprint_trace.lineage.hidden import Wire
from reprint_trace.lineage.origin import Finding
from reprint_trace.lineage.study import Study
from reprint_trace.model import Node

DRAWN = 0.5
LEAST = 3.0  # times likelier than no text here that a parent must be to be drawn
SHOWN = 6  # edits quoted for one step


@dataclass
class Drawing:
    """`credits`, `wires` and `edits` (a witness and its units) show the hollow nodes, by id."""

    finding: Finding
    nodes: list[Node] = field(default_factory=list)
    credits: dict[str, Credit] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)
    edits: dict[str, tuple[int, list[int]]] = field(default_factory=dict)


def path_of(study: Study, v: int) -> list[int]:
    """Witnesses from the first observed ancestor down to v, as far as steps can be drawn.

    A twin stands above v only where something but the text says so; otherwise it is one of many
    that have this text, and the step leads from where the text came from.
    """
    path = [v]
    while (u := _above(study, path[0])) >= 0 and drawn(study, u, path[0]):
        path.insert(0, u)
    return path


def _above(study: Study, v: int) -> int:
    """The parent of v in the likeliest tree, past twins that nothing singles out."""
    found, state = study.informed, study.group.state
    u = found.parents[v]
    if u >= 0 and state[u] == state[v] and found.edges[u, v] < DRAWN:
        while u >= 0 and state[u] == state[v]:
            u = found.parents[u]
    return int(u)


def drawn(study: Study, u: int, v: int) -> bool:
    """Whether u's text state is likelier than not the parent of v, and than no text here."""
    found, twins = study.informed, study.group.state == study.group.state[v]
    if twins[u]:
        return bool(found.edges[u, v] >= DRAWN)
    p = study.from_state(found, u, v)
    rest = 1.0 - float(study.passed(found, v).sum())  # the text has no parent here
    return p >= max(DRAWN, LEAST * rest)
