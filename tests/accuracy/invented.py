"""Invented pages with their labels: `shells/` filled with `stories.jsonl`, and whole pages in `pages/`.

A shell is a site's markup with slots: `[[title]]`, `[[author]]`, `[[source]]`, `[[date %Y-%m-%d]]`, `[[previous]]`,
`[[next]]`, `[[teaser]]`, and the paragraphs as `[[each <p>*</p>]]` (`first` and `rest` where something stands
between).  In a whole page marks hold what is to be read: `{title:…}`, `{body:…}`, `{body?:…}` (which a reader
may leave), `{date:ISO|as shown}`, `{source:…}`, `{prev:…}`, `{next:…}`, `{author:…}`, `{editor:…}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PREVIOUS, NEXT, TEASER = "南门菜场搬进新楼", "老影院改建少年宫的方案公布", "三十户人家的水塔终于修好了"
_SLOT = re.compile(r"\[\[(\w+)(?: (.*?))?\]\]")
_MARK = re.compile(r"\{(title|body\??|date|source|prev|next|author|editor):([^{}]*)\}")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """A page's bytes and what stands on it; `may` are lines a reader may take for story or leave."""

    name: str
    data: bytes
    title: str
    body: tuple[str, ...]
    date: str | None = None
    source: str | None = None
    previous: str | None = None
    next: str | None = None
    teaser: str | None = None
    may: tuple[str, ...] = field(default=())


def pages() -> Iterator[Invented]:
    """All of them, in the order of their names."""
    stories = [json.loads(row) for row in (HERE / "stories.jsonl").read_text("utf-8").splitlines()]
    for shell in sorted((HERE / "shells").glob("*.html")):
        language = "en" if shell.stem.startswith("en_") else "zh"
        for at, story in enumerate(stories):
            if story["language"] == language:
                yield _filled(f"{shell.stem}-{at}.html", shell.read_text("utf-8"), story)
    for page in sorted((HERE / "pages").iterdir()):
        yield _marked(page.name, page.read_text("utf-8"))


def _filled(name: str, shell: str, story: dict[str, Any]) -> Invented:
    told = datetime.fromisoformat(story["published"])
    plain = {key: story[key] for key in ("title", "source", "author")}
    plain |= {"previous": PREVIOUS, "next": NEXT, "teaser": TEASER}
    used: set[str] = set()

    def fill(slot: re.Match[str]) -> str:
        used.add(slot[1])
        if slot[1] == "date":
            return told.strftime(slot[2])
        if slot[1] in plain:
            return escape(str(plain[slot[1]]), quote=False)
        half = (len(story["body"]) + 1) // 2
        some = {"each": story["body"], "first": story["body"][:half], "rest": story["body"][half:]}[slot[1]]
        return "\n".join(slot[2].replace("*", escape(paragraph, quote=False)) for paragraph in some)

    page = _SLOT.sub(fill, shell)
    return Invented(
        name=name,
        data=page.encode(),
        title=story["title"],
        body=tuple(story["body"]),
        date=story["published"][:10] if "date" in used else None,
        source=story["source"] if "source" in used and not name.startswith("en_") else None,
        previous=PREVIOUS if "previous" in used else None,
        next=NEXT if "next" in used else None,
        teaser=TEASER if "teaser" in used else None,
    )


def _marked(name: str, page: str) -> Invented:
    told: dict[str, list[str]] = {}
    shown: list[str] = []

    def read(mark: re.Match[str]) -> str:
        value = mark[2]
        if mark[1] == "date":
            value, _, mark_shown = value.partition("|")
            shown.append(mark_shown)
        told.setdefault(mark[1], []).append(_TAG.sub("", value).strip("\u3000 "))
        return shown[-1] if mark[1] == "date" else mark[2]

    data = _MARK.sub(read, page).encode()
    first = {key: values[0] for key, values in told.items()}
    return Invented(
        name=name,
        data=data,
        title=first["title"],
        body=tuple(told["body"]),
        date=first.get("date"),
        source=first.get("source"),
        previous=first.get("prev"),
        next=first.get("next"),
        may=(*told.get("body?", ()), *shown),
    )
