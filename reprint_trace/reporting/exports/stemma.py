"""The paths of many traces as one graph of texts: the stemma that the graph formats write.

Texts that were seen keep their id.  A text that nobody supplied is known only by a name
(`named:听潮在线`), which other stories use too: among several traces it is told apart by the
nearest seen text above it, or below it if there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reprint_trace.model import Edge, Node, Trace


@dataclass(frozen=True, slots=True)
class Vertex:
    id: str
    node: Node
    url: str | None

    @property
    def kind(self) -> str:
        """`extant` or `hypothetical`, the words of stemma tools."""
        return "extant" if self.node.observed else "hypothetical"


@dataclass(frozen=True, slots=True)
class Arc:
    from_: str
    to: str
    edge: Edge


@dataclass(frozen=True, slots=True)
class Stemma:
    vertices: tuple[Vertex, ...]
    arcs: tuple[Arc, ...]


def stemma(traces: Sequence[Trace]) -> Stemma:
    """The union of the traces' paths.  A text that is one trace's page stays a page."""
    vertices: dict[str, Vertex] = {}
    arcs: dict[tuple[str, str], Arc] = {}
    for trace in traces:
        names = names_in(trace, traces)
        urls = _urls(trace)
        for node in trace.chain.nodes:
            id_ = names[node.id]
            if id_ not in vertices or node.role == "page":
                vertices[id_] = Vertex(id_, node, urls.get(node.id))
        for edge in trace.chain.edges:
            at = names[edge.from_], names[edge.to]
            arcs.setdefault(at, Arc(*at, edge))
    return Stemma(tuple(vertices.values()), tuple(arcs.values()))


def names_in(trace: Trace, traces: Sequence[Trace]) -> dict[str, str]:
    """The vertex of each node of `trace` in the stemma of `traces`, by node id."""
    if len(traces) == 1:
        return {node.id: node.id for node in trace.chain.nodes}
    nodes = {node.id: node for node in trace.chain.nodes}
    path = [nodes[id_] for id_ in trace.chain.path]
    names = {node.id: node.id for node in trace.chain.nodes}
    for place, node in enumerate(path):
        if not node.observed:
            seen = _first_seen(path[:place][::-1]) or _first_seen(path[place:])
            names[node.id] = f"{node.id} @ {seen}"
    return names


def _first_seen(nodes: Iterable[Node]) -> str | None:
    return next((node.id for node in nodes if node.observed), None)


def _urls(trace: Trace) -> dict[str, str | None]:
    return {
        **{m.document.id: m.document.url for m in trace.matches},
        **{n.id: trace.page.url for n in trace.chain.nodes if n.role == "page"},
    }
