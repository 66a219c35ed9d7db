"""A scan's report: one HTML file that holds its data, to be read, searched and sent on.

Rows stand gravest first.  RUN/report.html has beside it full reports of the gravest pages (RUN/report/);
a copy sent without them says so where it would link to one.
"""

from __future__ import annotations

import heapq
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from reprint_trace.contract import jsonable
from reprint_trace.contract.loading import saved_groups, saved_summary, saved_traces
from reprint_trace.errors import NotARun, OutputError
from reprint_trace.model import OriginVerdict, PathVerdict, Summary, Trace
from reprint_trace.reporting.graphs import UNKNOWN, Flow, network
from reprint_trace.reporting.page import HTML_LANG, page_html
from reprint_trace.words import Language, catalogue

from .environment import asset, clipped, plain, policy, render, script_data, web_address
from .wording import GRAVITY, TONES, Messages, failure, gravity, meant, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 15_000  # pages the report lists, the gravest; pages.parquet has all
FULL = 300  # pages with a full report of their own, at most
ALL_BYTES = 28_000_000  # what everything together may weigh
TABLE = 5_000  # rows of any other table
NODES, FLOWS = 120, 400  # of the network
LISTED = 8  # claims, facts and edits in a page's details
NAME, TITLE, QUOTE = 40, 80, 60  # characters
PAGES = ("number", "title", "file", "site", "published", "declared", "origin", "path", "probability", "from",
         "story", "full")  # fmt: skip
WORDS = ("run.", "origin.", "path.", "role.", "grade.", "claim.", "edit.", "where.", "evidence.", "relation.",
         "strength.", "over-99", "under-1", "stop", "colon", "headline.joint")  # fmt: skip


def write_scan_report(folder: str, lang: Language = "en") -> Path:
    """Write RUN/report.html, and full reports of the gravest pages to RUN/report/; returns the first.

    Only what the scan wrote is read.  Both are put in place whole when everything is written, the first
    last; what a kill leaves aside is written over by the next.
    Raises NotARun and MissingInput where the folder is no run, OutputError where it takes no files.
    """
    run = Path(folder)
    t = Messages(lang)
    summary = _summary(folder)
    found = _gathered(folder, t, full=FULL)
    aside = run / ".report"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        _write_full(aside / "report", found, lang)
        shell = _shell(summary, found, lang, t)
        (aside / "report.html").write_text(shell, "utf-8", "backslashreplace")
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


def scan_html(folder: str, lang: Language = "en") -> str:
    """The report of a run as one file that needs no other.  Raises NotARun and MissingInput."""
    t = Messages(lang)
    return _shell(_summary(folder), _gathered(folder, t, full=0), lang, t)


def _summary(folder: str) -> Summary:
    summary = saved_summary(folder)
    if summary is None:
        advice = "give the folder that a scan's -o wrote"
        raise NotARun(folder, "is no run: it has no summary.json", advice)
    return summary


def _gathered(folder: str, t: Messages, *, full: int) -> Gathered:
    groups = _shared(saved_groups(folder))
    found = Gathered()
    traces = (found.add(trace, groups, full=full, t=t) for trace in saved_traces(folder))
    found.flows = network(traces, groups)
    return found


def _shared(groups: Mapping[str, int]) -> dict[str, int]:
    """The stories that several pages have."""
    sizes = Counter(groups.values())
    return {id_: group for id_, group in groups.items() if sizes[group] > 1}


# ── what is gathered, trace by trace ───────────────────────────────────────────────────


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
    """`kept` are the gravest pages as a heap, each with its row, details and, if it is among the
    gravest of all, its trace; `flows` are who reprints whom, over all pages."""

    pages: int = 0
    kept: list[tuple[_Gravity, int, list[Any], dict[str, Any]]] = field(default_factory=list)
    stories: dict[int, Story] = field(default_factory=dict)
    gravest: list[tuple[_Gravity, int, Trace]] = field(default_factory=list)
    flows: tuple[Flow, ...] = ()

    def add(self, trace: Trace, groups: Mapping[str, int], *, full: int, t: Messages) -> Trace:
        """Take up one trace, and hand it on."""
        self.pages += 1
        grave, group = _Gravity(gravity(trace)), groups.get(trace.page.file)
        names = {
            node.id: site_of(trace) if node.role == "page" else short(name_of(node, trace), NAME)
            for node in trace.chain.nodes
        }
        path = [names[id_] for id_ in trace.chain.path]
        origin = path[0] if len(path) > 1 else ""
        if len(self.kept) < MOST or grave > self.kept[0][0]:
            entry = (grave, -self.pages, _row(trace, group, origin), _details(trace, names, t))
            _keep(self.kept, entry, MOST)
        if full:
            _keep(self.gravest, (grave, -self.pages, trace), full)
        if group is not None:
            self._story(trace, group, origin)
        return trace

    def _story(self, trace: Trace, group: int, origin: str) -> None:
        story = self.stories.setdefault(group, Story())
        story.pages += 1
        story.title = story.title or short(trace.page.title or trace.page.file, TITLE)
        story.sites.add(site_of(trace))
        story.origins[origin] += 1
        story.failing += failure(trace) is not None
        date = trace.page.published.value if trace.page.published else ""
        dates = sorted(filter(None, (story.earliest, story.latest, date)))
        story.earliest, story.latest = (dates[0], dates[-1]) if dates else ("", "")


@dataclass(frozen=True, slots=True)
class _Gravity:
    """Orders a heap: the least grave page is the first to go."""

    key: tuple[int, int, float, str]

    def __lt__(self, other: _Gravity) -> bool:
        return self.key > other.key


def _keep(heap: list[Any], entry: Any, most: int) -> None:
    if len(heap) < most:
        heapq.heappush(heap, entry)
    else:
        heapq.heappushpop(heap, entry)


def _row(trace: Trace, group: int | None, origin: str) -> list[Any]:
    page, verdict = trace.page, trace.verdict
    sure = meant(verdict, trace)
    return [
        0, short(page.title or page.file, TITLE), short(page.file, TITLE), site_of(trace),
        page.published.value.replace("T", " ")[:16] if page.published else "",
        short(page.declared_source, NAME), verdict.origin, verdict.path,
        _figure(sure), origin, group or 0, 0,
    ]  # fmt: skip


def _figure(chance: float | None) -> float:
    return -1 if chance is None else round(chance, 3)


def site_of(trace: Trace) -> str:
    """A page's site, as summary.json names it."""
    site = trace.page.site
    return short(site.outlet or site.name or site.domain or UNKNOWN, NAME)


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
        "steps": [[_figure(e.ancestor if e.open else e.probability), e.grade] if e else [] for e in steps],
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


# ── files ──────────────────────────────────────────────────────────────────────────────


def _write_full(folder: Path, found: Gathered, lang: Language) -> None:
    """Full reports of the gravest pages, as far as the size allows, by the number of their row."""
    folder.mkdir(parents=True)
    weight = sum(len(str((entry[2], entry[3])).encode("utf-8", "replace")) for entry in found.kept)
    ordered = sorted(found.gravest, key=lambda entry: entry[:2], reverse=True)
    rows = [entry[2] for entry in sorted(found.kept, key=lambda entry: entry[:2], reverse=True)]
    for number, (_, _, trace) in enumerate(ordered, 1):
        full = page_html(trace, lang).encode("utf-8", "backslashreplace")
        weight += len(full)
        if weight > ALL_BYTES:
            break
        (folder / f"{number}.html").write_bytes(full)
        rows[number - 1][PAGES.index("full")] = 1


def _shell(summary: Summary, found: Gathered, lang: Language, t: Messages) -> str:
    """The whole page.  What opens under rows stands in a script of its own, read when it is wanted."""
    ordered = sorted(found.kept, key=lambda entry: entry[:2], reverse=True)
    rows = [[number, *entry[2][1:]] for number, entry in enumerate(ordered, 1)]
    script = asset("network.js") + asset("tables.js") + asset("scan.js")
    style = asset("base.css") + asset("scan.css")
    origins = get_args(OriginVerdict)
    config = {
        "lang": lang, "columns": PAGES, "tones": TONES, "origins": origins,
        "words": {key: text[lang == "zh"] for key, text in catalogue().items() if key.startswith(WORDS)},
    }  # fmt: skip
    data = {"pages": rows, **_tables(summary, found, origins)}
    return render(
        "scan.html.j2", t,
        lang=HTML_LANG[lang], script=script, style=style, policy=policy(script, style), summary=summary,
        config=script_data(config), data=script_data(data), details=script_data([entry[3] for entry in ordered]),
        listed=len(rows), verdicts=_verdicts(summary), origins=origins, paths=get_args(PathVerdict),
    )  # fmt: skip


# ── tables ─────────────────────────────────────────────────────────────────────────────


def _tables(summary: Summary, found: Gathered, origins: Iterable[str]) -> dict[str, Any]:
    outlets = list(summary.by_outlet.items())[:TABLE]
    flows = [[short(f.source, NAME), short(f.target, NAME), f.pages] for f in found.flows]
    return {
        "sites": [_site_row(name, jsonable(site), origins) for name, site in list(summary.by_site.items())[:TABLE]],
        "outlets": [[short(name, NAME), o.reprinted, o.sites, o.relayed] for name, o in outlets],
        "stories": _stories(found.stories), "flows": flows[:TABLE], "network": _network(found.flows),
    }  # fmt: skip


def _site_row(name: str, site: Mapping[str, Any], origins: Iterable[str]) -> list[Any]:
    """The counts that the terminal shows too, and the share that holds with its interval."""
    held = site["honesty"] or {}
    counts = [site[key] for key in ("pages", "copied", "failing")]
    counts += [site.get(origin, 0) for origin in origins] + [site["undeclared_relays"], site["spun"]]
    share = [held[key] for key in ("share", "low", "high", "decided")] if held else [-1, 0, 0, 0]
    return [short(name, NAME), *counts, *share]


def _stories(stories: Mapping[int, Story]) -> list[list[Any]]:
    ordered = sorted(stories.items(), key=lambda item: (-item[1].failing, -item[1].pages, item[0]))[:TABLE]
    return [
        [number, s.title, s.pages, len(s.sites), min(s.origins, key=lambda name: (-s.origins[name], name)),
         s.earliest.replace("T", " ")[:16], s.latest.replace("T", " ")[:16], s.failing]
        for number, s in ordered
    ]  # fmt: skip


def _network(flows: Iterable[Flow]) -> dict[str, Any]:
    """The busiest names and the steps between them; `seen` ones had a text in the run."""
    busy: Counter[str] = Counter()
    seen: dict[str, bool] = {}
    for flow in flows:
        busy.update({flow.source: flow.pages, flow.target: flow.pages})
        seen |= {flow.source: flow.source_seen, flow.target: flow.target_seen}
    names = [name for name, _ in sorted(busy.items(), key=lambda item: (-item[1], item[0]))[:NODES]]
    index = {name: i for i, name in enumerate(names)}
    edges = [
        [index[f.source], index[f.target], f.pages] for f in flows if f.source in index and f.target in index
    ]
    return {"nodes": [[short(name, NAME), busy[name], int(seen[name])] for name in names], "edges": edges[:FLOWS],
            "left": max(0, len(busy) - len(names))}  # fmt: skip


def _verdicts(summary: Summary) -> Iterator[tuple[str, int, list[tuple[str, int]]]]:
    """Origin verdicts with their paths, as the summary counts them, the gravest first."""
    for origin, paths in sorted(summary.by_verdict.items(), key=lambda item: GRAVITY[TONES[item[0]]]):
        yield origin, sum(paths.values()), list(paths.items())
