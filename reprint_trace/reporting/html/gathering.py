"""What the report of a scan shows, gathered trace by trace: rows, details, stories, who reprints whom."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reprint_trace.model import Trace

from .environment import clipped, plain, web_address
from .told import name_of, tone

if TYPE_CHECKING:
    from reprint_trace.reporting.language import Messages

PAGES = ("number", "title", "file", "site", "published", "declared", "origin", "path", "probability", "from",
         "story", "full")  # fmt: skip
GRAVITY = {"bad": 0, "warn": 1, "good": 2}
LISTED = 8  # claims, facts and edits in a page's details
NAME, TITLE, QUOTE = 40, 80, 60  # characters


@dataclass
class Story:
    """Pages that share a text: how many, on which sites, the first headline and dates."""

    pages: int = 0
    title: str = ""
    sites: set[str] = field(default_factory=set)
    origins: Counter[str] = field(default_factory=Counter)
    earliest: str = ""
    latest: str = ""
    failing: int = 0


@dataclass
class Gathered:
    """`rows` and `details` are a page each, in the run's order, `flows` count the steps of paths by
    the names at their ends, and `gravest` are the traces that get a full report of their own."""

    rows: list[list[Any]] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    stories: dict[int, Story] = field(default_factory=dict)
    flows: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    gravest: list[tuple[int, float, int, Trace]] = field(default_factory=list)

    def add(self, trace: Trace, group: int | None, t: Messages, *, full: int) -> None:
        """Take up one trace; of all, the `full` gravest are kept whole."""
        number = len(self.rows) + 1
        names = {
            node.id: _site(trace) if node.role == "page" else short(name_of(node, trace, t), NAME)
            for node in trace.chain.nodes
        }
        path = [names[id_] for id_ in trace.chain.path]
        origin = path[0] if len(path) > 1 else ""
        self.rows.append(_row(trace, number, group, origin))
        self.details.append(_details(trace, names, t))
        self.flows.update((a, b) for a, b in pairwise(path) if a != b)
        self.seen.update(names[node.id] for node in trace.chain.nodes if node.observed)
        if group is not None:
            self._story(trace, group, origin)
        entry = (-GRAVITY[tone(trace)], trace.verdict.probability, -number, trace)
        if len(self.gravest) < full:
            heapq.heappush(self.gravest, entry)
        else:
            heapq.heappushpop(self.gravest, entry)

    def _story(self, trace: Trace, group: int, origin: str) -> None:
        story = self.stories.setdefault(group, Story())
        story.pages += 1
        story.title = story.title or short(trace.page.title or trace.page.file, TITLE)
        story.sites.add(_site(trace))
        story.origins[origin] += 1
        story.failing += tone(trace) == "bad"
        date = trace.page.published.value if trace.page.published else ""
        dates = sorted(filter(None, (story.earliest, story.latest, date)))
        story.earliest, story.latest = (dates[0], dates[-1]) if dates else ("", "")


def _row(trace: Trace, number: int, group: int | None, origin: str) -> list[Any]:
    page, verdict = trace.page, trace.verdict
    return [
        number, short(page.title or page.file, TITLE), short(page.file, TITLE), _site(trace),
        page.published.value.replace("T", " ")[:16] if page.published else "",
        short(page.declared_source, NAME), verdict.origin, verdict.path, round(verdict.probability, 3),
        origin, group or 0, 0,
    ]  # fmt: skip


def _site(trace: Trace) -> str:
    site = trace.page.site
    return short(site.outlet or site.name or site.domain or "unknown", NAME)  # as summary.json names it


def _details(trace: Trace, names: Mapping[str, str], t: Messages) -> dict[str, Any]:
    """What opens under a row: the verdict in words, the chain, what the page says, the weightiest facts
    and edits, all shortened."""
    nodes = {node.id: node for node in trace.chain.nodes}
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    steps = [edges.get(step) for step in pairwise(trace.chain.path)]
    verdict, best = trace.verdict, trace.matches[0] if trace.matches else None
    path = [nodes[id_] for id_ in trace.chain.path]
    said = ("claim:", "edit:")  # listed as claims and edits
    facts = sorted((e for e in trace.evidence if not e.kind.startswith(said)), key=lambda e: -abs(e.weight))
    return {
        "summary": short(t.paragraph(verdict.summary), 400),
        "change": short(t.paragraph(verdict.would_change), 200),
        "chain": [[n.role, names[n.id], (n.published or "")[:16], len(n.twins)] for n in path],
        "steps": [[round(e.probability, 3), e.grade] if e else [] for e in steps],
        "claims": [[c.kind, short(c.evidence.quote, QUOTE), c.evidence.where] for c in trace.page.claims[:LISTED]],
        "facts": [[e.kind, short(e.quote, QUOTE)] for e in facts[:LISTED]],
        "edits": [[e.kind, e.count, short(e.document_text, 24), short(e.page_text, 24)] for e in best.edits[:LISTED]]
        if best else [],
        "match": [short(best.document.title or best.document.id, TITLE), best.relation or "",
                  round(best.page_covered, 3), round(best.document_covered, 3)] if best else [],
        "url": web_address(trace.page.url) or "",
        "sha256": trace.page.sha256[:64],
    }  # fmt: skip


def short(text: str | None, limit: int) -> str:
    """Hostile text as a script may hold it: visible, on one line, short."""
    return str(plain(clipped(text, limit)))
