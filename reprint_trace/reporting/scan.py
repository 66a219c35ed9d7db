"""A scan's report: RUN/report.html, and beside it parts that are loaded when they are wanted.

From disk a browser lets a page load scripts that lie beside it and nothing else, so the parts are
scripts, each one call with plain data; the policy allows 'self' and the report's own inline script.
"""

from __future__ import annotations

import heapq
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reprint_trace.errors import NotARun, OutputError
from reprint_trace.model import Trace
from reprint_trace.reporting.saved import saved_traces
from reprint_trace.reporting.wording import Messages
from reprint_trace.words import Language, catalogue

from .environment import asset, clipped, plain, policy, render, script_data, web_address
from .page import page_html
from .wording import name_of, tone

if TYPE_CHECKING:
    from reprint_trace.reporting.wording import Messages

ROWS, DETAILS = 2_000, 200  # pages in one part
MOST = 15_000  # pages the report lists; the rest is in pages.parquet
FULL = 300  # pages with a full report of their own, at most
ALL_BYTES = 28_000_000  # what everything together may weigh
TABLE = 5_000  # rows of any other table
NODES, FLOWS = 120, 400  # of the network
WORDS = ("run.", "origin.", "path.", "role.", "grade.", "claim.", "edit.", "where.", "evidence.", "relation.",
         "strength.", "over-99", "under-1", "stop", "headline.joint")  # fmt: skip


def write_scan_report(folder: str, lang: Language = "en") -> Path:
    """Write RUN/report.html and RUN/report/ from the files of a run; returns the first.

    Only what the scan wrote is read.  Both are put in place whole when everything is written, the first
    last; what a kill leaves aside is written over by the next.
    Raises NotARun and MissingInput where the folder is no run, OutputError where it takes no files.
    """
    run = Path(folder)
    t = Messages(lang)
    summary = _summary(run)
    found = _gathered(folder, t)
    aside = run / ".report"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        parts = _write_parts(aside / "report", summary, found, lang)
        (aside / "report.html").write_text(_shell(summary, found, parts, lang, t), "utf-8")
        (run / "report.html").unlink(missing_ok=True)
        shutil.rmtree(run / "report", ignore_errors=True)
        (aside / "report").replace(run / "report")
        (aside / "report.html").replace(run / "report.html")
    except OSError as error:
        advice = "make room or choose another run, and give the same command again"
        raise OutputError(str(run), f"the report cannot be written ({error.strerror})", advice) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return run / "report.html"


def _summary(run: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads((run / "summary.json").read_bytes())
    except (OSError, ValueError):
        raise NotARun(
            str(run), "is no run: it has no summary.json", "give the folder that a scan's -o wrote"
        ) from None
    return loaded


def _gathered(folder: str, t: Messages) -> Gathered:
    groups = _groups(Path(folder))
    found = Gathered()
    for trace in islice(saved_traces(folder), MOST):
        found.add(trace, groups.get(trace.page.file), t, full=FULL)
    return found


def _groups(run: Path) -> Mapping[str, int]:
    """Which story each page belongs to, for stories of several pages."""
    from pyarrow import dataset

    file = run / "pages.parquet"
    if not file.exists() or "group" not in dataset.dataset(file).schema.names:
        return {}
    table = dataset.dataset(file).to_table(columns=["id", "group"]).to_pydict()
    sizes = Counter(table["group"])
    return {id_: group for id_, group in zip(table["id"], table["group"], strict=True) if sizes[group] > 1}


# ── files ──────────────────────────────────────────────────────────────────────────────


def _write_parts(report: Path, summary: Mapping[str, Any], found: Gathered, lang: Language) -> int:
    """Write what the report loads, and full page reports as far as the size allows; returns how many
    parts the pages' rows have."""
    report.mkdir(parents=True)
    weight = _parts(report, "details", found.details, DETAILS)
    weight += _part(report, "tables", "tables", 0, _tables(summary, found))
    weight += len(script_data(found.rows).encode("utf-8", "backslashreplace"))
    for number, full in _full_reports(found, lang):
        weight += len(full)
        if weight > ALL_BYTES:
            break
        (report / f"{number}.html").write_bytes(full)
        found.rows[number - 1][PAGES.index("full")] = 1
    _parts(report, "pages", found.rows, ROWS)
    return -(-len(found.rows) // ROWS)


def _shell(summary: Mapping[str, Any], found: Gathered, parts: int, lang: Language, t: Messages) -> str:
    """The page that loads the parts."""
    script = asset("network.js") + asset("tables.js") + asset("scan.js")
    style = asset("base.css") + asset("scan.css")
    config = {
        "lang": lang, "parts": parts, "perDetails": DETAILS, "columns": PAGES,
        "words": {key: text[lang == "zh"] for key, text in catalogue().items() if key.startswith(WORDS)},
    }  # fmt: skip
    return render(
        "scan.html.j2", t,
        lang={"zh": "zh-Hans", "en": "en"}[lang], script=script, style=style,
        policy=policy(script, style, files=True), summary=summary, config=script_data(config),
        listed=len(found.rows), verdicts=_verdicts(summary),
    )  # fmt: skip


def _full_reports(found: Gathered, lang: Language) -> Iterator[tuple[int, bytes]]:
    """Page reports, the gravest first."""
    for _, _, negative, trace in sorted(found.gravest, key=lambda entry: entry[:3], reverse=True):
        yield -negative, page_html(trace, lang).encode("utf-8", "backslashreplace")


def _parts(folder: Path, kind: str, items: Sequence[object], size: int) -> int:
    """Write the items in parts of `size`, numbered from 1; returns their weight in bytes."""
    starts = range(0, len(items), size)
    return sum(
        _part(folder, f"{kind}-{n:04}", kind, n, items[at : at + size]) for n, at in enumerate(starts, 1)
    )


def _part(folder: Path, name: str, kind: str, number: int, data: object) -> int:
    """Write one part: a call of the report's one function with plain data."""
    text = f'reprintTrace("{kind}", {number}, {script_data(data)});\n'.encode("utf-8", "backslashreplace")
    (folder / f"{name}.js").write_bytes(text)
    return len(text)


# ── tables ─────────────────────────────────────────────────────────────────────────────


def _tables(summary: Mapping[str, Any], found: Gathered) -> dict[str, Any]:
    sites = list(summary.get("by_site", {}).items())[:TABLE]
    outlets = list(summary.get("by_outlet", {}).items())[:TABLE]
    flows = sorted(found.flows.items(), key=lambda flow: (-flow[1], flow[0]))
    return {
        "sites": [_site_row(name, site) for name, site in sites],
        "outlets": [[short(name, 40), o["reprinted"], o["sites"], o["relayed"]] for name, o in outlets],
        "stories": _stories(found.stories),
        "flows": [[a, b, n] for (a, b), n in flows[:TABLE]],
        "network": _network(flows, found.seen),
    }


def _site_row(name: str, site: Mapping[str, Any]) -> list[Any]:
    honesty = site.get("honesty")
    counts = [site[key] for key in ("pages", "copied", "confirmed", "contradicted", "missing", "unverifiable",
                                    "undeclared_relays", "spun")]  # fmt: skip
    return [
        short(name, 40),
        *counts,
        *([honesty[key] for key in ("share", "low", "high", "decided")] if honesty else [-1, 0, 0, 0]),
    ]


def _stories(stories: Mapping[int, Story]) -> list[list[Any]]:
    ordered = sorted(stories.items(), key=lambda item: (-item[1].pages, item[0]))[:TABLE]
    return [
        [number, s.title, s.pages, len(s.sites), min(s.origins, key=lambda name: (-s.origins[name], name)),
         s.earliest.replace("T", " ")[:16], s.latest.replace("T", " ")[:16], s.failing]
        for number, s in ordered
    ]  # fmt: skip


def _network(flows: list[tuple[tuple[str, str], int]], seen: set[str]) -> dict[str, Any]:
    """The busiest names and the steps between them; `seen` ones had a text in the run."""
    busy: Counter[str] = Counter()
    for (a, b), n in flows:
        busy.update({a: n, b: n})
    names = [name for name, _ in sorted(busy.items(), key=lambda item: (-item[1], item[0]))[:NODES]]
    index = {name: i for i, name in enumerate(names)}
    edges = [[index[a], index[b], n] for (a, b), n in flows if a in index and b in index][:FLOWS]
    return {"nodes": [[name, busy[name], int(name in seen)] for name in names], "edges": edges,
            "left": max(0, len(busy) - len(names))}  # fmt: skip


def _verdicts(summary: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Origin verdicts with their paths, as the summary counts them."""
    return [(origin, list(paths.items())) for origin, paths in summary.get("by_verdict", {}).items()]


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
