"""Run folders as a scan writes them, of as many pages as a test wants."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from reprint_trace.contract import to_json
from reprint_trace.model import Document, Trace

from .traces import sample

SAMPLES = ("aggregator.html", "portal.html", "spun.html", "merged.html")


def crawl(pages: int, sites: int = 40) -> Iterator[Trace]:
    """So many pages, each one of the sample pages under another name on one of `sites` sites."""
    for number in range(pages):
        trace = sample(SAMPLES[number % len(SAMPLES)])
        name = f"第{number * number % sites + 1}站"
        file = f"crawl/{number // 100:03}/{number:05}.html"
        site = replace(trace.page.site, name=name, outlet=None, domain=f"s{number % sites}.example")
        nodes = tuple(
            replace(node, id=file, outlet=name) if node.role == "page" else node for node in trace.chain.nodes
        )
        path = (*trace.chain.path[:-1], file)
        edges = tuple(replace(e, to=file) if e is trace.chain.edges[-1] else e for e in trace.chain.edges)
        yield replace(
            trace,
            page=replace(trace.page, file=file, site=site, title=f"{trace.page.title} {number}"),
            chain=replace(trace.chain, nodes=nodes, edges=edges, path=path),
        )


def write_run(folder: Path, traces: Iterable[Trace], *, stories: int = 4) -> Path:
    """The files of a run, as far as a report reads them."""
    folder.mkdir(exist_ok=True)
    documents: dict[str, Document] = {}
    ids: list[str] = []
    verdicts, sites = Counter[tuple[str, str]](), Counter[str]()
    with (folder / "traces.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as out:
        for trace in traces:
            out.write(to_json(trace) + "\n")
            ids.append(trace.page.file.encode("utf-8", "backslashreplace").decode())
            documents |= {match.document.id: match.document for match in trace.matches}
            verdicts[trace.verdict.origin, trace.verdict.path] += 1
            sites[trace.page.site.name or "unknown"] += 1
    with (folder / "documents.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as out:
        out.writelines(to_json(document) + "\n" for document in documents.values())
    groups = [number % stories + 1 for number in range(len(ids))]
    parquet.write_table(
        pa.table({"id": pa.array(ids, pa.string()), "group": pa.array(groups, pa.int64())}),
        folder / "pages.parquet",
    )
    by_verdict: dict[str, dict[str, int]] = {}
    for (origin, path), n in sorted(verdicts.items()):
        by_verdict.setdefault(origin, {})[path] = n
    (folder / "summary.json").write_text(json.dumps({
        "pages": len(ids), "failures": 2, "failures_by_error": {"Crash": 2}, "by_verdict": by_verdict,
        "by_site": {name: _site(n) for name, n in sites.items()},
        "by_outlet": {"云溪日报": {"reprinted": 3, "sites": 2, "relayed": 0}},
        "groups": stories, "pages_in_groups": len(ids), "largest_group": len(ids), "corpus": None, "seconds": 1.0,
    }, ensure_ascii=False), "utf-8", "backslashreplace")  # fmt: skip
    return folder


def _site(pages: int) -> dict[str, object]:
    honesty = {"decided": pages, "share": 0.5, "low": 0.25, "high": 0.75} if pages > 1 else None
    return {"pages": pages, "copied": pages, "confirmed": pages // 2, "supported": 0, "carrier": 0, "contradicted": pages - pages // 2, "missing": 0,
            "unverifiable": 0, "undeclared_relays": 0, "failing": 0, "spun": 0, "honesty": honesty}  # fmt: skip
