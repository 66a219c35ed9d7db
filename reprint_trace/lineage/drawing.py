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
    """Witnesses from the first observed ancestor down to v, as far as steps can be drawn."""
    path = [v]
    while (u := study.informed.parents[path[0]]) >= 0 and drawn(study, u, path[0]):
        path.insert(0, u)
    return path


def drawn(study: Study, u: int, v: int) -> bool:
    """Whether u's text state is likelier than not the parent of v, and than no text here."""
    p = study.from_state(study.informed, u, v)
    return p >= max(DRAWN, LEAST * float(study.informed.root[v]))
