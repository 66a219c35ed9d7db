"""Who reprints whom: the steps of many paths, counted by the outlets at their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from reprint_trace.model import Node, Trace

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
