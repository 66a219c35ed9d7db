"""Grow a crawl of real-sized pages, to measure scans on.

    python -m benchmarks.crawl 10000 ../shared/data OUT [--hostile]

Each page is a saved page of PAGES with its story, headline and declared source replaced: by a real
story as it was published, clipped, edited by house rule, spun, or relayed by a reprinter that leaves
its trace; some copy a page that was made before.  A third of the pages have a story of their own.
`OUT/pages/` are the pages, `OUT/originals.jsonl` those stories that a newsroom would have: two thirds
of the copied ones.  With --hostile every hundredth page is one that should not be read at all.
The same arguments give the same bytes.
"""

from __future__ import annotations

import copy
import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree, html

from benchmarks.grow import grown, real
from reprint_trace.reading import read_page
from reprint_trace.reading.encoding import decode
from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20261123
STORY = 800  # characters of the shortest story, as on the saved pages
ALONE = 1 / 3  # of the pages: a story that no other page has
HELD = 2 / 3  # of the copied stories: in the corpus
COPIES = 4  # pages a copied story has on average; most have one to three, few have dozens
A_FOLDER = 1000  # pages
RULES = {"记者": "采访人员", "，": ",", "：": ":", "（": "(", "）": ")"}
RELAYS = ("本站小编了解到", "据潮头资讯报道，", "每日快看网小编获悉，")
NAMES = ("人民日报", "新华社", "央视网", "中国新闻网", "北京日报", "南方都市报", "澎湃新闻", "光明日报")


@dataclass
class Shell:
    """A saved page with places for a story: where its paragraphs stood, and its own headline, source."""

    root: html.HtmlElement
    place: list[int]  # the way from the root to what held the story
    at: int  # among the children
    title: str
    source: str | None


def shells(folder: Path) -> list[Shell]:
    """The labelled pages whose story can be replaced and is then read back whole."""
    labels = {row["file"]: row for row in rows(folder / "labels.jsonl")}
    found = []
    for row in rows(folder / "bodies.jsonl"):
        shell = emptied(
            (folder / row["file"]).read_bytes(),
            row["body"],
            labels.get(row["file"], {"title": "", "declared_source": ""}),
        )
        if shell and holds(shell):
            found.append(shell)
    return found


def emptied(data: bytes, body: str, label: dict[str, str]) -> Shell | None:
    """The page without the paragraphs of its story."""
    root = html.document_fromstring(decode(data).text.replace("\x00", ""))
    paragraphs = {fold_text(line) for line in body.split("\n") if len(fold_text(line)) > 5}
    elements = [e for e in root.iter("p", "div", "span") if isinstance(e, html.HtmlElement)]
    story = [e for e in elements if fold_text(e.text_content()) in paragraphs]
    story = [e for e in story if not any(parent in story for parent in e.iterancestors())]
    holders = [parent for e in story if (parent := e.getparent()) is not None]
    if len(story) < 3 or not label["title"]:
        return None
    holder = max(set(holders), key=holders.count)
    at = min(holder.index(e) for e in story if e.getparent() is holder)
    for element in story:
        element.drop_tree()
    return Shell(root, way(holder), at, label["title"], label["declared_source"])


def way(element: etree._Element) -> list[int]:
    steps: list[int] = []
    while (parent := element.getparent()) is not None:
        steps.insert(0, parent.index(element))
        element = parent
    return steps


def holds(shell: Shell) -> bool:
    """Whether a story put in is read back."""
    story = "\n".join(
        f"第{n}段讲的是一件没有发生过的事情，说的人也并不存在，只为量一量长短。" * 2 for n in range(9)
    )
    try:
        read = read_page(filled(shell, "没有发生过的事情", story, "人民日报"), file="shell.html").body
    except Exception:  # whatever is wrong with it, it is no shell
        return False
    lines = [line for line in story.split("\n") if line in read]
    return len(lines) >= 8 and len(read) < 1.3 * len(story)


def filled(shell: Shell, title: str, story: str, source: str) -> bytes:
    root = copy.deepcopy(shell.root)
    holder = root
    for step in shell.place:
        holder = holder[step]
    for number, line in enumerate(story.split("\n")):
        paragraph = etree.Element("p")
        paragraph.text = line
        holder.insert(shell.at + number, paragraph)
    text = html.tostring(root, encoding="unicode").replace(shell.title, title)
    if shell.source:
        text = text.replace(shell.source, source)
    return str(text).encode("utf-8", "replace")


def pages(
    count: int, copied: list[dict[str, str]], alone: Iterator[dict[str, str]], draw: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Headline, story and declared source, page by page."""
    weights = [1 / (1 + place) ** 0.5 for place in range(len(copied))]
    made: dict[str, str] = {}
    for story in draw.choices(copied, weights, k=count):
        if draw.random() < ALONE:
            yield "另一件事", next(alone)["text"], draw.choice(NAMES)
            continue
        earlier = made.get(story["id"])
        text = changed(earlier if earlier and draw.random() < 0.4 else story["text"], draw)
        made[story["id"]] = text
        source = story["source"] if draw.random() < 0.8 else draw.choice(NAMES)
        yield story.get("title") or "无题", text, source


def changed(text: str, draw: random.Random) -> str:
    """A story as a reprinter leaves it."""
    kind = draw.random()
    if kind < 0.25:
        return text
    if kind < 0.5:
        return text[: int(len(text) * draw.uniform(0.5, 0.9))]
    if kind < 0.7:
        for old, new in RULES.items():
            text = text.replace(old, new)
        return text
    if kind < 0.8:
        for pair in load_spin():
            text = text.replace(pair.plain, pair.spun, 3)
        return text
    return draw.choice(RELAYS) + text


def hostile(number: int) -> bytes:
    """A page that is none, or more than one."""
    kinds = (
        b"<html>" + b"<div>" * 60_000 + "深".encode() * 500,
        b"<p>" + "一行到底，".encode() * 400_000,
        gzip.compress(b"<html>" + bytes(200_000_000), 9),
        b"\x89PNG\r\n" + bytes(range(256)) * 400,
        b"",
        b"<html><body>" + b"<a href='x'>\xe4\xb8\x80</a>" * 120_000,
        gzip.compress("<html><p>断了</p>".encode() * 5000)[:-40],
    )
    return kinds[number % len(kinds)]


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main(count: int, data: Path, out: Path, *, with_hostile: bool) -> None:
    draw = random.Random(SEED)
    kept = shells(data / "pages")
    known = [
        row
        for row in real([str(p) for p in sorted((data / "originals").glob("*.gz"))])
        if len(row["text"]) >= STORY
    ]
    stories = int(count * (1 - ALONE) / COPIES)
    # Past the real stories, sentences are put together anew: two of these share a sentence, never a paragraph.
    more = grown(known, len(known) + stories + count, run=1)
    copied = [next(more) for _ in range(stories)]
    alone = (row for row in more if row["id"].startswith("grown-"))
    with (out / "originals.jsonl").open("w", encoding="utf-8") as corpus:
        for row in copied:
            if draw.random() < HELD:
                corpus.write(json.dumps(row, ensure_ascii=False) + "\n")
    for number, (title, story, source) in enumerate(pages(count, copied, alone, draw)):
        folder = out / "pages" / f"{number // A_FOLDER:04}"
        folder.mkdir(parents=True, exist_ok=True)
        bad = with_hostile and number % 100 == 50
        page = hostile(number // 100) if bad else filled(draw.choice(kept), title, story, source)
        (folder / f"{number:07}.html").write_bytes(page)
    print(f"{count} pages in {len(kept)} shells, {out}")


if __name__ == "__main__":
    target = Path(sys.argv[3])
    target.mkdir(parents=True, exist_ok=True)
    main(int(sys.argv[1]), Path(sys.argv[2]), target, with_hostile="--hostile" in sys.argv)
