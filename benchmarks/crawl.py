"""Make a crawl of real weight, to measure scans on.

    python -m benchmarks.crawl 10000 ../shared/data OUT [--alone .5] [--copies 4] [--skew .5] [--hostile]

Each page is a saved page of `DATA/pages` with its story, headline, date and source replaced, and two in five of its
other headlines; which of the saved pages, so that the weights of the pages are as theirs (median 57 kB), and stories as
long as theirs.  Stories are made word by word after `DATA/originals`; no two share a sentence, nor, but by chance, five
words on end.  `--alone` of the pages have a story that no other page has; the others copy a story or a page made
before, whole, clipped, edited by house rule, spun, or relayed by a reprinter that leaves its trace: `--copies` pages a
story, the n-th most copied in proportion to 1 / n ** `--skew`.  `OUT/originals.jsonl` are two thirds of the copied
stories, and as many texts that nobody copied.  The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import gzip
import json
import math
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from lxml import etree, html

from benchmarks.grow import real
from reprint_trace.reading import read_page
from reprint_trace.reading.encoding import decode
from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEED = 20261123
SHORTEST = 200  # characters of a story
HELD = 2 / 3  # of the copied stories: in the corpus
A_FOLDER = 1000  # pages
FRESH = 0.4  # of the other headlines of a page, on no other: measured on sites that were saved several times, .57 recur
LEARNED = 3000  # texts that words are learned from
FOLLOWERS = (
    4  # words that must have been seen after another; behind rarer ones any word of the same kind may stand
)
RULES = {"记者": "采访人员", "，": ",", "：": ":", "（": "(", "）": ")"}
RELAYS = ("本站小编了解到", "据潮头资讯报道，", "每日快看网小编获悉，")
NAMES = ("人民日报", "新华社", "央视网", "中国新闻网", "北京日报", "南方都市报", "澎湃新闻", "光明日报")


# ── stories that were never told ───────────────────────────────────────────────────────


class Stories:
    """Stories of words that follow each other as in real ones, no sentence of them in another."""

    def __init__(self, rows: Sequence[dict[str, str]], lengths: Sequence[int], draw: random.Random) -> None:
        self._draw, self._lengths = draw, [length for length in lengths if length >= SHORTEST]
        self._after: dict[str, list[str]] = defaultdict(list)
        self._words: list[str] = []
        self._told: set[str] = set()
        for row in rows[:LEARNED]:
            words = ["。", *jieba.lcut(re.sub(r"[\s【】]+", "", row["text"])[:1500])]
            self._words += words
            for word, following in pairwise(words):
                self._after[word].append(following)
        self._after = {w: seen for w, seen in self._after.items() if len(set(seen)) >= FOLLOWERS}

    def sentence(self) -> str:
        """A sentence that was in no story before."""
        while True:
            words = ["。"]
            while len(words) < 60 and (len(words) < 6 or words[-1] not in "。！？"):
                words.append(self._draw.choice(self._after.get(words[-1], self._words)))
            said = "".join(words[1:]).rstrip("。") + "。"
            if said not in self._told:
                self._told.add(said)
                return said

    def headline(self) -> str:
        """The start of a sentence."""
        return re.sub(r"\W", "", self.sentence())[: self._draw.randrange(12, 26)] or self.headline()

    def story(self) -> str:
        """Paragraphs of sentences, as many characters as a saved page's story or a few more."""
        length = self._draw.choice(self._lengths)
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < length:
            paragraphs.append("".join(self.sentence() for _ in range(self._draw.randrange(1, 5))))
        return "\n".join(paragraphs)


# ── pages with a place for a story ─────────────────────────────────────────────────────


@dataclass
class Shell:
    """A saved page with places for a story: where its paragraphs stood, and its own headline, source and date."""

    root: html.HtmlElement
    place: list[int]  # the way from the root to what held the story
    at: int  # among the children
    title: str
    source: str | None
    date: str | None
    weight: int = 0  # in bytes, with a story of middling length


def shells(folder: Path) -> list[Shell]:
    """The labelled pages whose story can be replaced and is then read back whole, the lightest first."""
    labels = {row["file"]: row for row in rows(folder / "labels.jsonl")}
    found = []
    for row in rows(folder / "bodies.jsonl"):
        label = labels.get(row["file"], {})
        shell = emptied((folder / row["file"]).read_bytes(), row["body"], label)
        if shell and holds(shell):
            found.append(shell)
    return sorted(found, key=lambda shell: shell.weight)


def emptied(data: bytes, body: str, label: dict[str, str]) -> Shell | None:
    """The page without the paragraphs of its story."""
    root = html.document_fromstring(decode(data).text.replace("\x00", ""))
    paragraphs = {fold_text(line) for line in body.split("\n") if len(fold_text(line)) > 5}
    elements = [e for e in root.iter("p", "div", "span") if isinstance(e, html.HtmlElement)]
    story = [e for e in elements if fold_text(e.text_content()) in paragraphs]
    story = [e for e in story if not any(parent in story for parent in e.iterancestors())]
    holders = [parent for e in story if (parent := e.getparent()) is not None]
    if len(story) < 3 or not label.get("title"):
        return None
    holder = max(set(holders), key=holders.count)
    at = min(holder.index(e) for e in story if e.getparent() is holder)
    for element in story:
        element.drop_tree()
    date = (label.get("published") or "")[:10]
    return Shell(root, way(holder), at, label["title"], label["declared_source"], date or None)


def way(element: etree._Element) -> list[int]:
    steps: list[int] = []
    while (parent := element.getparent()) is not None:
        steps.insert(0, parent.index(element))
        element = parent
    return steps


def holds(shell: Shell) -> bool:
    """Whether a story put in is read back; weighs the shell."""
    story = "\n".join(
        f"第{n}段讲的是一件没有发生过的事情，说的人也并不存在，只为量一量长短。" * 6 for n in range(9)
    )
    try:
        page = filled(shell, "没有发生过的事情", story, "人民日报")
        read = read_page(page, file="shell.html").body
    except Exception:  # whatever is wrong with it, it is no shell
        return False
    shell.weight = len(page)
    lines = [line for line in story.split("\n") if line in read]
    return len(lines) >= 8 and len(read) < 1.3 * len(story)


def filled(
    shell: Shell, title: str, story: str, source: str, day: datetime.date | None = None,
    others: Stories | None = None, draw: random.Random | None = None,
) -> bytes:  # fmt: skip
    """The page of a story; with `others`, some of the headlines it links to are new."""
    root = copy.deepcopy(shell.root)
    holder = root
    for step in shell.place:
        holder = holder[step]
    if others and draw:
        for link in root.iter("a"):
            if (
                len(link) == 0
                and len(re.findall("[\u4e00-\u9fff]", link.text or "")) >= 8
                and draw.random() < FRESH
            ):
                link.text = others.headline()
                link.set(
                    "href",
                    re.sub(r"\d{4,}", lambda _: str(draw.randrange(10**6, 10**7)), link.get("href", "")),
                )
    for number, line in enumerate(story.split("\n")):
        paragraph = etree.Element("p")
        paragraph.text = line
        holder.insert(shell.at + number, paragraph)
    text = html.tostring(root, encoding="unicode").replace(shell.title, title)
    if shell.source:
        text = text.replace(shell.source, source)
    if shell.date and day:
        was = datetime.date.fromisoformat(shell.date)
        for form in ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y%m%d"):
            text = text.replace(was.strftime(form), day.strftime(form))
    return str(text).encode("utf-8", "replace")


# ── who copies whom ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shape:
    """How a crawl is made: the share of pages alone, copies a story, and how unequal."""

    alone: float = 1 / 2
    copies: float = 4
    skew: float = 0.5
    hostile: bool = False


def pages(
    count: int, shape: Shape, copied: list[dict[str, str]], made: Stories, draw: random.Random
) -> Iterator[tuple[str, str, str, datetime.date]]:
    """Headline, story, declared source and day, page by page."""
    weights = [1 / (1 + place) ** shape.skew for place in range(len(copied))]
    latest: dict[str, str] = {}
    for story in draw.choices(copied, weights, k=count):
        day = datetime.date.fromisoformat(story["date"])
        if draw.random() < shape.alone:
            yield made.headline(), made.story(), draw.choice(NAMES), day
            continue
        earlier = latest.get(story["id"])
        text = changed(earlier if earlier and draw.random() < 0.4 else story["text"], draw)
        latest[story["id"]] = text
        source = story["source"] if draw.random() < 0.8 else draw.choice(NAMES)
        yield story["title"], text, source, day + datetime.timedelta(draw.randrange(4))


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


def make(count: int, data: Path, out: Path, shape: Shape) -> None:
    """The crawl of so many pages, in the folder `out`."""
    draw = random.Random(SEED)
    out.mkdir(parents=True, exist_ok=True)
    kept = shells(data / "pages")
    seen = [path.stat().st_size for path in sorted((data / "pages").glob("*.html"))]
    known = real([str(p) for p in sorted((data / "originals").glob("*.gz"))])
    draw.shuffle(known)
    made = Stories(known, [len(row["body"]) for row in rows(data / "pages/bodies.jsonl")], draw)
    copied = [
        original(number, made, draw)
        for number in range(max(1, int(count * (1 - shape.alone) / shape.copies)))
    ]
    held = [row for row in copied if draw.random() < HELD]
    with (out / "originals.jsonl").open("w", encoding="utf-8") as corpus:
        for row in [*held, *(original(len(copied) + number, made, draw) for number in range(len(held)))]:
            corpus.write(json.dumps(row, ensure_ascii=False) + "\n")
    for number, (title, story, source, day) in enumerate(pages(count, shape, copied, made, draw)):
        folder = out / "pages" / f"{number // A_FOLDER:04}"
        folder.mkdir(parents=True, exist_ok=True)
        weight = draw.choice(seen)
        shell = min(kept, key=lambda shell: abs(math.log(shell.weight / weight)))
        bad = shape.hostile and number % 100 == 50
        page = hostile(number // 100) if bad else filled(shell, title, story, source, day, made, draw)
        (folder / f"{number:07}.html").write_bytes(page)


def original(number: int, made: Stories, draw: random.Random) -> dict[str, str]:
    day = datetime.date(2020, 1, 1) + datetime.timedelta(draw.randrange(365))
    return {
        "id": f"made-{number:07}", "title": made.headline(), "text": made.story(), "source": draw.choice(NAMES),
        "date": day.isoformat(),
    }  # fmt: skip


def shaped(parser: argparse.ArgumentParser) -> None:
    """The options that a Shape is made of."""
    parser.add_argument(
        "--alone", type=float, default=Shape.alone, help="share of pages whose story no other has"
    )
    parser.add_argument("--copies", type=float, default=Shape.copies, help="pages a copied story")
    parser.add_argument(
        "--skew", type=float, default=Shape.skew, help="0: all equally often; 1: as words are"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--hostile", action="store_true", help="every hundredth page should not be read at all"
    )
    shaped(parser)
    asked = parser.parse_args()
    make(asked.count, asked.data, asked.out, Shape(asked.alone, asked.copies, asked.skew, asked.hostile))


if __name__ == "__main__":
    main()
