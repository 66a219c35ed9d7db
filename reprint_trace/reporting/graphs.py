"""Stemmata as GraphML and as DOT; `class` is extant or hypothetical, as stemma tools expect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reprint_trace.model import Edge, Node, Trace
from reprint_trace.reporting.safe import one_line

LABEL = 40  # characters of a headline in a label


def graphml(traces: Sequence[Trace]) -> str:
    """One directed graph.  Nodes: label, class, role, outlet, title, published, url, twins;
    edges: probability, grade, runner_up, runner_up_probability.  Unknown attributes are left out."""
    from networkx import DiGraph, generate_graphml

    drawn = stemma(traces)
    graph = DiGraph()
    for vertex in drawn.vertices:
        graph.add_node(_safe(vertex.id), **_attributes(vertex))
    for arc in drawn.arcs:
        rival = arc.edge.runner_up
        graph.add_edge(
            _safe(arc.from_), _safe(arc.to), probability=arc.edge.probability, grade=arc.edge.grade,
            **({"runner_up": _safe(rival.from_), "runner_up_probability": rival.probability} if rival else {}),
        )  # fmt: skip
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + "\n".join(generate_graphml(graph, named_key_ids=True)) + "\n"


def dot(traces: Sequence[Trace]) -> str:
    """One digraph for Graphviz: seen texts solid, named ones dashed, inferred ones dotted."""
    from graphviz import Digraph, escape

    drawn = stemma(traces)
    graph = Digraph("stemma", graph_attr={"rankdir": "TB"}, node_attr={"shape": "box"})
    ids = {vertex.id: f"n{number}" for number, vertex in enumerate(drawn.vertices)}
    for vertex in drawn.vertices:
        attributes = {key: escape(str(value)) for key, value in _attributes(vertex).items() if key != "label"}
        graph.node(ids[vertex.id], escape(_label(vertex.node)), style=_style(vertex.node), **attributes)
    for arc in drawn.arcs:
        label = f"{arc.edge.probability:.0%} {arc.edge.grade}"
        graph.edge(ids[arc.from_], ids[arc.to], label, style="solid" if arc.edge.grade in "AB" else "dashed")
    return str(graph.source)


def _attributes(vertex: Vertex) -> dict[str, str]:
    node = vertex.node
    said = {
        "label": node.outlet or node.id, "class": vertex.kind, "role": node.role, "outlet": node.outlet,
        "title": node.title, "published": node.published, "url": vertex.url, "twins": " | ".join(node.twins),
    }  # fmt: skip
    return {key: _safe(value) for key, value in said.items() if value}


def _label(node: Node) -> str:
    lines = [node.outlet or node.id, one_line(node.title or "", LABEL), node.published or ""]
    return "\n".join(one_line(line) for line in lines if line)


def _style(node: Node) -> str:
    if node.observed:
        return "bold" if node.role == "page" else "solid"
    return "dotted" if node.role == "anonymous" else "dashed"


def _safe(text: str) -> str:
    """XML has no way to write most control characters: they are spelt out."""
    return one_line(text).encode("utf-8", "backslashreplace").decode()


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
