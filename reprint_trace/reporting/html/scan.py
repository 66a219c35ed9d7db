"""A scan's report: RUN/report.html, and beside it parts that are loaded when they are wanted.

From disk a browser lets a page load scripts that lie beside it and nothing else, so the parts are
scripts, each one call with plain data; the policy allows 'self' and the report's own inline script.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from reprint_trace.errors import NotARun, OutputError
from reprint_trace.reporting.language import Messages
from reprint_trace.reporting.saved import saved_traces
from reprint_trace.words import Language, catalogue

from .environment import asset, policy, render, script_data
from .gathering import PAGES, Gathered, Story, short
from .page import page_html

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
