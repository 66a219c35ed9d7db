"""Breadcrumbs: the path from the site's front page to this story."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reading.titles import same_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

_LONGEST, _LONGEST_STEP, _MOST_STEPS = 200, 30, 8
_LABEL = re.compile(r"^(?:您|你|我)?(?:当前|當前|现在|現在|目前|的|所在)*(?:位置|導航|导航)(?:是|：|:| )+")
_SEPARATES = re.compile(r"[>＞»›≫→]|\s/\s")
_SEPARATOR = re.compile(r"\s*(?:-+>|[>＞»›≫→]+|\s/\s)\s*")
_ANY_SEPARATOR = re.compile(r"\s*(?:-+>|[>＞»›≫→/]+|｜|\s[|·-]\s)\s*")  # where markup or a label vouches
_MARKED = re.compile(r"crumb|(?:^|[\s_-])(?:path|position|location|weizhi|mbx)(?:$|[\s_-])", re.IGNORECASE)
_HOME = ("首页", "首頁", "主页", "Home", "HOME")
_LEAF = (
    "正文", "内容", "文章内容", "文章正文", "详情", "详细内容", "新闻详情", "浏览文章", "新闻内容", "文章",
    "当前页", "本页",
)  # fmt: skip
_NOT_A_STEP = re.compile(
    r"第\d+[页頁]|[上下]一?[页頁]|[末尾][页頁]$|^\d+$|^\d+.?评论|^回复|[。！？；]|^<|@|\d{5,}|\d次"
)


class Breadcrumbs(NamedTuple):
    steps: tuple[str, ...]
    lines: frozenset[int]


def find_breadcrumbs(lines: Sequence[Line], title: str | None, headline: int | None) -> Breadcrumbs:
    """The path to this page, without the page itself.

    A line is taken for a path by its label (当前位置：), by markup named so, or by separators
    that begin at the front page; the best one, preferably above the headline, is read.
    """
    best, best_score = Breadcrumbs((), frozenset()), 0.0
    for group, marked in _candidates(lines, len(lines) if headline is None else headline):
        text = " > ".join(line.text for line in group) if len(group) > 1 else group[0].text
        label = _LABEL.match(text)
        sure = marked or label is not None
        steps = _steps(text[label.end() :] if label else text, group[0], title, sure=sure)
        if not steps:
            continue
        score = (
            (1.0 if label else 0.0) + (0.8 if marked else 0.0) + (0.5 if steps[0].endswith(_HOME) else 0.0)
        )
        score += 0.4 if len(steps) > 1 else 0.0
        if headline is not None:
            score += 0.4 if group[0].index < headline else 0.0
            score -= min(abs(group[0].index - headline), 100) / 200
        if score > max(best_score, 0.5):
            best, best_score = Breadcrumbs(steps, frozenset(line.index for line in group)), score
    return best


def _candidates(lines: Sequence[Line], headline: int) -> Iterator[tuple[list[Line], bool]]:
    """Lines that may be a path; the items of one marked list together.

    Below the headline only lines with a label or separators are looked at.
    """
    marked: list[tuple[Line, HtmlElement]] = []
    for line in lines:
        if len(line.text) > _LONGEST or line.hidden:
            continue
        label, path = _LABEL.match(line.text) is not None, _may_be_path(line)
        if line.element is not None and (label or path or (line.anchors and line.index < headline)):
            box = _marked_box(line.element)
            if box is not None:
                marked.append((line, box))
                continue
        if label or path:
            yield [line], False
    for _, group in groupby(marked, key=lambda pair: id(pair[1])):
        yield [line for line, _ in group][:_MOST_STEPS], True


def _may_be_path(line: Line) -> bool:
    """Whether separators divide a line that begins at the front page or is made of links."""
    if not _SEPARATES.search(line.text) or "<" in line.text:
        return False
    parts = _SEPARATOR.split(line.text)
    linked = sum(anchor.end - anchor.start for anchor in line.anchors)
    return parts[0].strip().endswith(_HOME) or (
        len(line.anchors) > 0 and linked * 2 >= len("".join(parts)) - 2
    )


def _steps(text: str, line: Line, title: str | None, *, sure: bool) -> tuple[str, ...]:
    steps = [step.strip(" :：/|-") for step in (_ANY_SEPARATOR if sure else _SEPARATOR).split(text)]
    if len([step for step in steps if step]) == 1 and len(line.anchors) > 1:
        steps = [line.text[anchor.start : anchor.end].strip(" >") for anchor in line.anchors]
    if title:
        steps = [step for step in steps if not same_title(step, title)]
    kept = []
    for step in steps:
        if step.split(" ")[0] in _LEAF:
            break
        if step:
            kept.append(step.removesuffix(" 正文"))
    if len(kept) > _MOST_STEPS or any(len(step) > _LONGEST_STEP or _NOT_A_STEP.search(step) for step in kept):
        return ()
    return tuple(kept)


def _marked_box(element: HtmlElement) -> HtmlElement | None:
    """The outermost element around a line, three levels up at most, that is named after a path."""
    box, outermost = element, None
    for _ in range(4):
        if box is None or box.tag == "body":
            break
        if _is_marked(box.get("class"), box.get("id")):
            outermost = box
        box = box.getparent()
    return outermost


@lru_cache(maxsize=4096)  # a site's pages are made up alike
def _is_marked(class_: str | None, id_: str | None) -> bool:
    return _MARKED.search(f"{class_ or ''} {id_ or ''}") is not None
