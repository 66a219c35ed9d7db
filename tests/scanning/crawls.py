"""Small crawls: pages of made-up sites around made-up stories."""

from __future__ import annotations

import json
from pathlib import Path

from tests.corpus.stories import document, story


def page(
    text: str,
    *,
    site: str = "听潮在线",
    domain: str = "tingchao.example",
    day: str = "2021-06-20",
    source: str | None = "临江日报",
    title: str = "竹笋上市 山路上车来车往",
) -> str:
    """A page of a common shape."""
    stated = (
        f"<span>{day} 08:30</span> <span>来源：{source}</span>" if source else f"<span>{day} 08:30</span>"
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f"<html><head><meta charset='utf-8'><title>{title}_{site}</title>"
        f"<link rel='canonical' href='https://www.{domain}/{day}/1.html'></head>"
        f"<body><div class='nav'><a href='/'>首页</a></div><h1>{title}</h1><div class='info'>{stated}</div>"
        f"<div class='content'>{paragraphs}</div><div class='footer'>版权所有 {site}</div></body></html>"
    )


def crawl(folder: Path) -> Path:
    """Seven pages of three sites.  Stories 1 and 2 stand in the corpus, 3 on three pages only, 4 on one;
    story 1 is clipped on one page and edited by rule on another."""
    one, two, three, four = (story(seed) for seed in (1, 2, 3, 4))
    edited = one.replace("，", ",").replace("当场", "在现场")
    pages = {
        "a/1.html": page(one, title="一则"),
        "a/2.html": page("\n".join(one.split("\n")[:8]), title="二则", day="2021-06-21", source=None),
        "b/3.html": page(edited, site="大方集", domain="dafang.example", title="三则", day="2021-06-22"),
        "b/4.html": page(two, site="大方集", domain="dafang.example", title="四则", source="河口晚报"),
        "c/5.html": page(three, site="沙洲网", domain="shazhou.example", title="五则", source=None),
        "c/6.html": page(three.replace("当场", "在现场"), title="六则", source="沙洲网", day="2021-06-25"),
        "c/7.html": page(four, site="沙洲网", domain="shazhou.example", title="七则", source=None),
    }
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def originals(path: Path) -> Path:
    """Rows of a corpus that has stories 1 and 2, and three that nobody copied."""
    rows = []
    for seed in (1, 2, 8, 9, 10):
        made = document(seed)
        rows.append({"id": made.id, "text": made.text, "source": made.source, "date": "2021-06-18"})
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def outputs(run: Path) -> dict[str, bytes]:
    """The files of a run, without what may differ from run to run."""
    files = {file.name: file.read_bytes() for file in run.iterdir() if file.is_file()}
    summary = json.loads(files["summary.json"])
    del summary["seconds"]
    return files | {"summary.json": json.dumps(summary).encode()}


def traces(run: Path) -> dict[str, dict]:  # type: ignore[type-arg]
    """The traces of a run by page."""
    lines = (run / "traces.jsonl").read_text("utf-8").splitlines()
    found = map(json.loads, lines)
    return {trace["page"]["file"]: trace for trace in found}
