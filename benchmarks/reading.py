"""Body extraction beside the field's tools, on labelled pages: `python -m benchmarks.reading PAGES_DIR`.

PAGES_DIR holds saved pages, `labels.jsonl` (`file, is_article, body_include, body_exclude, teasers`)
and `bodies.jsonl` (`file, body`).  Tools that are not installed are left out
(`pip install readability-lxml newspaper4k gne resiliparse magic-html`).  The other tools get the
page's text rightly decoded; ours gets the bytes, and its time covers everything it reads: source
claims, title, date, navigation and teasers besides the body.

`--changes PAGES_DIR [CHANGE …]` changes the labelled pages in ways that must not matter
(`reading_changes.py`) and counts what moves; the files stand on stderr.

body F1   character 4-gram multiset F1 against the gold bodies, white space left out
< .5      articles whose body F1 is below .5
include   labelled sentences of the story found in the body
exclude   labelled sentences from around the story kept out of it
leak      labelled teaser titles found in the body
"""

from __future__ import annotations

import importlib.util
import json
import re
import statistics
import sys
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from benchmarks import reading_changes
from reprint_trace.model import Page
from reprint_trace.reading import read_page
from reprint_trace.reading.encoding import decode

_PARSER = lxml_html.HTMLParser(encoding="utf-8")
Reader = Callable[[bytes, str], str]


def ours(data: bytes, _: str) -> str:
    return read_page(data, file="page.html").body


def trafilatura(_: bytes, text: str) -> str:
    from trafilatura import extract

    return extract(text) or ""


def trafilatura_precise(_: bytes, text: str) -> str:
    from trafilatura import extract

    return extract(text, favor_precision=True, include_comments=False) or ""


def readability(_: bytes, text: str) -> str:
    from lxml import html
    from readability import Document

    return "".join(map(str, html.fromstring(Document(text).summary()).itertext()))


def newspaper(_: bytes, text: str) -> str:
    from newspaper import Article

    article = Article("http://page.example/", language="zh", fetch_images=False)
    article.download(input_html=text)
    article.parse()
    return str(article.text)


def gne(_: bytes, text: str) -> str:
    from gne import GeneralNewsExtractor

    return str(GeneralNewsExtractor().extract(text)["content"])


def resiliparse(_: bytes, text: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(text, main_content=True))


def magic(_: bytes, text: str) -> str:
    from lxml import html
    from magic_html import GeneralExtractor

    found = GeneralExtractor().extract(text, base_url="")["html"]
    return "".join(map(str, html.fromstring(found).itertext()))


TOOLS: dict[str, tuple[str, Reader]] = {
    "reprint-trace": ("reprint_trace", ours),
    "magic-html": ("magic_html", magic),
    "readability-lxml": ("readability", readability),
    "trafilatura, precise": ("trafilatura", trafilatura_precise),
    "trafilatura": ("trafilatura", trafilatura),
    "newspaper4k": ("newspaper", newspaper),
    "resiliparse": ("resiliparse", resiliparse),
    "gne": ("gne", gne),
}


def main() -> None:
    if sys.argv[1] == "--changes":
        robustness(Path(sys.argv[2]), sys.argv[3:])
        return
    pages = Path(sys.argv[1])
    labels = rows(pages / "labels.jsonl")
    bodies = {row["file"]: row["body"] for row in rows(pages / "bodies.jsonl")}
    names = sorted({row["file"] for row in labels} | set(bodies))
    data = {name: (pages / name).read_bytes() for name in names}
    texts = {name: decode(data[name]).text for name in names}
    tools = {tool: read for tool, (package, read) in TOOLS.items() if importlib.util.find_spec(package)}
    got: dict[str, dict[str, str]] = {tool: {} for tool in tools}
    spent: dict[str, list[float]] = {tool: [] for tool in tools}
    for read in tools.values():  # imports and caches are not timed
        attempt(read, data[names[0]], texts[names[0]])
    for name in names:  # page by page, so that a busy machine slows all tools alike
        for tool, read in tools.items():
            start = time.perf_counter()
            got[tool][name] = attempt(read, data[name], texts[name])
            spent[tool].append((time.perf_counter() - start) * 1000)
    print("| tool | body F1 | median | < .5 | include | exclude | leak | ms mean | ms median |")
    print("|---|---|---|---|---|---|---|---|---|")
    for tool in tools:
        mean, median, low, *rest = scores(labels, bodies, got[tool])
        figures = " | ".join(f"{figure:.3f}" for figure in rest)
        times = f"{statistics.mean(spent[tool]):.1f} | {statistics.median(spent[tool]):.1f}"
        print(f"| {tool} | {mean:.3f} | {median:.3f} | {low:.0f} | {figures} | {times} |")


def robustness(pages: Path, only: Sequence[str]) -> None:
    """What moves when real pages are changed in ways that must not matter, a line a change."""
    told = [row for row in rows(pages / "labels.jsonl") if row["is_article"] and row["title"]]
    scenes: dict[str, tuple[reading_changes.Scene, Page]] = {}
    for row in told:
        root = lxml_html.document_fromstring(
            decode((pages / row["file"]).read_bytes()).text.encode(), parser=_PARSER
        )
        page = read_page(reading_changes.shown(root), file=row["file"])
        scene = reading_changes.scene(root, row["title"], page.body, page.declared_source)
        if scene is not None:
            scenes[row["file"]] = scene, page
    print(f"{len(scenes)} of {len(told)} pages can be changed")
    print("| change | pages | story moved | story lost | source lost | title moved | date moved |")
    print("|---|---|---|---|---|---|---|")
    for name, change in reading_changes.CHANGES.items():
        if only and name not in only:
            continue
        moved: dict[str, list[str]] = {"story": [], "gone": [], "source": [], "title": [], "date": []}
        pages_changed = 0
        for file, (scene, before) in scenes.items():
            made = reading_changes.changed(scene, change)
            if made is None:
                continue
            pages_changed += 1
            for kind in what_moved(before, read_page(made[0], file=file), made[1], name):
                moved[kind].append(file)
        counts = " | ".join(f"{len(files)}" for files in moved.values())
        print(f"| {name} | {pages_changed} | {counts} |")
        for kind, files in moved.items():
            if files:
                print(f"  {kind}: {' '.join(files)}", file=sys.stderr)


def what_moved(before: Page, after: Page, may: Sequence[str], change: str) -> list[str]:
    """story (F1 below .98), gone (below .5), source, title and date that a change moved."""
    body = after.body
    for sentence in may:
        body = body.replace(sentence, "")
    told, source = before.body, before.declared_source
    if source and change == "outlet nobody knows":  # the change renames it in the story too
        told = told.replace(source, reading_changes.UNKNOWN)
        source = reading_changes.UNKNOWN
    alike = f1(body, told)
    found = ["story"] * (alike < 0.98) + ["gone"] * (alike < 0.5)
    found += ["source"] * (source != after.declared_source)
    one, other = (re.sub(r"[？！?!。\s]", "", page.title or "") for page in (before, after))
    found += ["title"] * (one != other)
    days = [page.published.value[:10] if page.published else None for page in (before, after)]
    return found + ["date"] * (days[0] != days[1])


def attempt(read: Reader, data: bytes, text: str) -> str:
    """A tool's body, empty where it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(data, text)
        except Exception:  # whatever a tool stumbles over, it found no body
            return ""


def scores(labels: list[dict[str, Any]], bodies: dict[str, str], got: dict[str, str]) -> list[float]:
    """The columns of the table but for the times."""
    f1s = {name: f1(got[name], body) for name, body in bodies.items()}
    low = sum(row["is_article"] and f1s.get(row["file"], 1) < 0.5 for row in labels)
    kept: list[float] = []
    left_out: list[float] = []
    leaked: list[float] = []
    for row in labels:
        if not row["is_article"]:
            continue
        body = squeeze(got[row["file"]])
        kept += [squeeze(snippet) in body for snippet in row["body_include"] or ()]
        left_out += [bool(body) and squeeze(snippet) not in body for snippet in row["body_exclude"] or ()]
        leaked += [len(squeeze(title)) >= 8 and squeeze(title) in body for title in row["teasers"] or ()]
    means = (statistics.mean(found) for found in (kept, left_out, leaked))
    return [statistics.mean(f1s.values()), statistics.median(f1s.values()), low, *means]


def f1(got: str, want: str) -> float:
    """Character 4-gram multiset F1."""
    one, other = grams(got), grams(want)
    common = (one & other).total()
    if not common:
        return float(not one and not other)
    return 2 * common / (one.total() + other.total())


def grams(text: str) -> Counter[str]:
    text = squeeze(text)
    return Counter(text[at : at + 4] for at in range(len(text) - 3))


def squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
