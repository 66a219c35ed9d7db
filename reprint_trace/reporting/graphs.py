"""Who reprints whom, counted over many paths, and graphs for other tools: GraphML and DOT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reprint_trace.errors import OutputError
from reprint_trace.model import Edge, Node, Trace
from reprint_trace.reporting import one_line
from reprint_trace.reporting.wording import percent_of

if TYPE_CHECKING:
    from types import ModuleType

UNKNOWN = "unknown"  # pages that do not tell their site, as the summary names them


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`target` reprinted `source` on so many `pages`, of so many stories (`groups`, where they are
    known); `undeclared` pages do not say so.  Dates are those of the pages; an outlet is `seen` where a
    text of it was supplied."""

    source: str
    target: str
    pages: int
    groups: int | None
    undeclared: int
    earliest: str | None
    latest: str | None
    source_seen: bool
    target_seen: bool


@dataclass
class _Step:
    pages: int = 0
    undeclared: int = 0
    groups: set[int] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


def network(traces: Iterable[Trace], groups: Mapping[str, int]) -> tuple[Flow, ...]:
    """The flows of all traces, from most pages to fewest.  A text without an outlet belongs to no flow."""
    steps: dict[tuple[str, str], _Step] = {}
    seen: set[str] = set()
    for trace in traces:
        nodes = {node.id: node for node in trace.chain.nodes}
        seen |= {name for node in nodes.values() if node.observed and (name := name_of(node, trace))}
        path = [(id_, name_of(nodes[id_], trace)) for id_ in trace.chain.path]
        for place, ((_, source), (_, target)) in enumerate(pairwise(path)):
            if source and target and source != target:
                silent = trace.verdict.path == "undeclared-relay" and place > 0
                _count(steps.setdefault((source, target), _Step()), trace, groups, silent=silent)
    ordered = sorted(steps.items(), key=lambda item: (-item[1].pages, item[0]))
    return tuple(_flow(source, target, step, seen) for (source, target), step in ordered)


def name_of(node: Node, trace: Trace) -> str | None:
    """The outlet a text counts for; a page counts for its site, as the summary names it."""
    site = trace.page.site
    if node.role == "page":
        return site.outlet or site.name or site.domain or UNKNOWN
    return node.outlet


def _count(step: _Step, trace: Trace, groups: Mapping[str, int], *, silent: bool) -> None:
    step.pages += 1
    step.undeclared += silent
    group = groups.get(trace.page.file)
    if group is not None:
        step.groups.add(group)
    if trace.page.published:
        step.dates.add(trace.page.published.value[:10])


def _flow(source: str, target: str, step: _Step, seen: set[str]) -> Flow:
    return Flow(
        source=source, target=target, pages=step.pages, groups=len(step.groups) or None,
        undeclared=step.undeclared, earliest=min(step.dates, default=None),
        latest=max(step.dates, default=None), source_seen=source in seen, target_seen=target in seen,
    )  # fmt: skip


# ── GraphML and DOT ─────────────────────────────────────────────────────────────────────

LABEL = 40  # characters of a headline in a label
FOLDED = 12  # copies of one text from which the rest is drawn as one box
STORIES = 60  # stories in a DOT picture, the largest first
DRAWN = 60  # flows in a DOT picture, the strongest first
NO_GROUPS: Mapping[str, int] = {}


def library(name: str, format_: str) -> ModuleType:
    """A library that only an export needs.  Raises OutputError with how to get it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        advice = "pip install 'reprint-trace[exports]'"
        raise OutputError(
            format_, f"needs {name.split('.', maxsplit=1)[0]}, which is not installed", advice
        ) from None


def graphml(traces: Sequence[Trace], groups: Mapping[str, int] = NO_GROUPS) -> str:
    """The paths as one directed graph.  Nodes: label, class, role, outlet, title, published, url, twins,
    group; edges: probability or ancestor, open, grade, runner_up, runner_up_probability.  What is unknown is left out."""
    graph = library("networkx", "GraphML").DiGraph()
    drawn = stemma(traces)
    for vertex in drawn.vertices:
        group = {"group": groups[vertex.id]} if vertex.id in groups else {}
        graph.add_node(_safe(vertex.id), **_attributes(vertex), **group)
    for arc in drawn.arcs:
        rival = arc.edge.runner_up
        said = {
            "probability": arc.edge.probability, "ancestor": arc.edge.ancestor, "open": arc.edge.open,
            "grade": arc.edge.grade,
            "runner_up": _safe(rival.from_) if rival else None,
            "runner_up_probability": rival.probability if rival else None,
        }  # fmt: skip
        graph.add_edge(_safe(arc.from_), _safe(arc.to), **_known(said))
    return _graphml(graph)


def network_graphml(traces: Iterable[Trace], groups: Mapping[str, int] = NO_GROUPS) -> str:
    """Who reprints whom.  Nodes: label, seen; edges: pages, groups, undeclared, earliest, latest."""
    graph = library("networkx", "GraphML").DiGraph()
    for flow in network(traces, groups):
        for name, seen in ((flow.source, flow.source_seen), (flow.target, flow.target_seen)):
            graph.add_node(_safe(name), label=_safe(name), seen=seen)
        said = {
            "pages": flow.pages, "groups": flow.groups, "undeclared": flow.undeclared,
            "earliest": flow.earliest, "latest": flow.latest,
        }  # fmt: skip
        graph.add_edge(_safe(flow.source), _safe(flow.target), **_known(said))
    return _graphml(graph)


def _graphml(graph: Any) -> str:
    generate = library("networkx", "GraphML").generate_graphml
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + "\n".join(generate(graph, named_key_ids=True)) + "\n"


def dot(traces: Sequence[Trace]) -> str:
    """The paths as a digraph for Graphviz: seen texts solid, named ones dashed.
    Each story is a box; a text with more than FOLDED copies shows the first of them and how many more."""
    graphviz = library("graphviz", "DOT")
    drawn = stemma(traces)
    folded = _folded(drawn)
    stories = _stories(drawn, folded)
    # Stories are packed in rows (packmode), not laid in one endless line.
    graph = graphviz.Digraph(
        "stemma", node_attr={"shape": "box", "fontsize": "11"}, edge_attr={"fontsize": "9"},
        graph_attr={"rankdir": "LR", "pack": "16", "packmode": f"array_c{_columns(min(len(stories), STORIES))}",
                    "ranksep": "0.6", "nodesep": "0.15"},
    )  # fmt: skip
    ids = {vertex.id: f"n{number}" for number, vertex in enumerate(drawn.vertices)}
    shown = stories[:STORIES]
    for number, story in enumerate(shown):
        if len(shown) == 1:
            _draw(graph, story, folded, ids, graphviz.escape)
            continue
        with graph.subgraph(name=f"cluster_{number}", graph_attr={"color": "gray80", "label": ""}) as box:
            _draw(box, story, folded, ids, graphviz.escape)
    here = {vertex.id for story in shown for vertex in story}
    for arc in drawn.arcs:
        if arc.to in here:
            label = " ".join(
                filter(
                    None,
                    (
                        percent_of(arc.edge.ancestor if arc.edge.open else arc.edge.probability),
                        arc.edge.grade,
                    ),
                )
            )
            style = "solid" if arc.edge.grade in "AB" else "dashed"
            graph.edge(ids[arc.from_], ids[arc.to], label, style=style)
    if len(stories) > STORIES:
        graph.node("rest", f"+ {len(stories) - STORIES:,} …", shape="plaintext")
    return str(graph.source)


def _draw(
    box: Any, story: Sequence[Vertex], folded: Mapping[str, str], ids: Mapping[str, str], escape: Any
) -> None:
    """The texts of one story, and how many copies of one are not drawn."""
    here = {vertex.id for vertex in story}
    for vertex in story:
        attributes = {key: escape(str(value)) for key, value in _attributes(vertex).items() if key != "label"}
        box.node(ids[vertex.id], escape(_label(vertex.node)), style=_style(vertex.node), **attributes)
    for above, count in sorted(Counter(above for above in folded.values() if above in here).items()):
        box.node(f"{ids[above]}_more", f"+ {count:,} …", shape="plaintext")
        box.edge(ids[above], f"{ids[above]}_more", style="dotted")


def _folded(drawn: Stemma) -> dict[str, str]:
    """Copies that nothing was copied from, past the first FOLDED of their text; each with that text."""
    above = {arc.to: arc.from_ for arc in drawn.arcs}
    parents = set(above.values())
    count: Counter[str] = Counter()
    folded = {}
    for vertex in sorted(drawn.vertices, key=lambda vertex: (vertex.node.published or "9", vertex.id)):
        if vertex.id in above and vertex.id not in parents:
            count[above[vertex.id]] += 1
            if count[above[vertex.id]] > FOLDED:
                folded[vertex.id] = above[vertex.id]
    return folded


def _stories(drawn: Stemma, folded: Mapping[str, str]) -> list[list[Vertex]]:
    """The texts that steps join, the largest story first."""
    head = {vertex.id: vertex.id for vertex in drawn.vertices}

    def find(id_: str) -> str:
        while head[id_] != id_:
            id_ = head[id_]
        return id_

    for arc in drawn.arcs:
        head[find(arc.to)] = find(arc.from_)
    stories: dict[str, list[Vertex]] = {}
    for vertex in drawn.vertices:
        if vertex.id not in folded:
            stories.setdefault(find(vertex.id), []).append(vertex)
    return sorted(stories.values(), key=lambda story: (-len(story), story[0].id))


def _columns(stories: int) -> int:
    """How many stories lie side by side, so that the whole is about as wide as high."""
    return max(1, round(0.35 * float(stories**0.5)))


def network_dot(traces: Iterable[Trace]) -> str:
    """Who reprints whom, the strongest flows: the thicker an arrow, the more pages."""
    graphviz = library("graphviz", "DOT")
    flows: tuple[Flow, ...] = network(traces, NO_GROUPS)
    graph = graphviz.Digraph(
        "network", node_attr={"shape": "box", "style": "rounded"}, edge_attr={"fontsize": "9"},
        graph_attr={"rankdir": "LR", "pack": "16", "packmode": "graph", "concentrate": "true"},
    )  # fmt: skip
    shown = flows[:DRAWN]
    names = sorted({name for flow in shown for name in (flow.source, flow.target)})
    seen = {flow.source for flow in shown if flow.source_seen} | {f.target for f in shown if f.target_seen}
    for name in names:
        style = "rounded" if name in seen else "rounded,dashed"
        graph.node(f"o{names.index(name)}", graphviz.escape(_safe(name)), style=style)
    for flow in shown:
        width = f"{1 + 3 * (flow.pages / shown[0].pages) ** 0.5:.1f}"
        ends = (f"o{names.index(flow.source)}", f"o{names.index(flow.target)}")
        graph.edge(*ends, f"{flow.pages:,}", penwidth=width, weight=str(min(flow.pages, 100)))
    return str(graph.source)


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


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
    return "dashed"


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
