"""Breadcrumbs and the previous and next story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.model import PageLink
from reprint_trace.reading.addresses import leads_somewhere
from reprint_trace.reading.names import is_control
from reprint_trace.reading.titles import same_title
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Anchor, Line

_STEP = re.compile(
    r"[【\[(（<«‹←]?\s?(?P<way>上|下|前|后|後)\s?[一1]?\s?(?:篇|條|条|则|則|帖|主题|個|个)(?:文章|新闻|新聞|资讯|内容|博文|日志|日誌|故事)?\s?[】\])）>»›→]?\s?[:：]?\s?"
)
_NONE = re.compile(r"^(?:没有|沒有|无|無|暂无|返回|已经|已是|最后|最新|到头|很抱歉|抱歉|null|列表)")
_CRUMB_LABEL = re.compile(
    r"^(?:(?:您|你)?(?:当前|現在|目前|现在|的|所在)*(?:位置|位于|浏览|栏目)(?:是)?|导航|導航|首頁位置)\s?[:：]?\s?"
)
_CRUMB_STEP = re.compile(
    r"\s*(?:->|[>＞»›≫→]+|(?<=\S)\s[/|｜-]\s|｜|(?<=[\u3400-\u9fff])/(?=[\u3400-\u9fff]))\s*"
)
_CRUMB_SLASH = re.compile(r"\s*(?:->|[>＞»›≫→/]+|\s[|｜-]\s|｜)\s*")
_CRUMB_CLASS = re.compile(
    r"crumb|breadcrumb|(?:^|[\s_-])(?:path|position|location|weizhi|mbx)(?:$|[\s_-])", re.IGNORECASE
)
_CRUMB_END = frozenset(
    ("正文", "内容", "文章", "详情", "详细内容", "浏览文章", "新闻内容", "文章内容", "正文阅读")
)
_PAGING = re.compile(r"第\d+[页頁]|[上下]一?[页頁]|[末尾][页頁]$|^\d+$|评论|回复")
_CRUMB_SIGN = re.compile(r"[>＞»›≫→]|位置|导航|^(?:首页|首頁)\s[/|｜-]")
_INDEX = re.compile(r"^(?:回?首页|Main|Home|索引|目录|\d{4}年索引|返回首页|回首頁)$")
_STRAY = re.compile(r"^[\s\-–|«»<>←→:：]+|[\s\-–|«»<>←→]+$")


class Steps(NamedTuple):
    previous: PageLink | None
    next: PageLink | None
    lines: frozenset[int]


def find_breadcrumbs(
    lines: Sequence[Line], title: str | None, headline: int | None
) -> tuple[tuple[str, ...], frozenset[int]]:
    """The path to this page, without the page itself, and the line it stands on."""
    best: tuple[float, tuple[str, ...], int] = (0.0, (), -1)
    for line in lines:
        if len(line.text) > 200 or line.hidden or not (line.anchors or _CRUMB_SIGN.search(line.text)):
            continue
        score, crumbs = _crumbs(line, title)
        if crumbs and headline is not None:
            score += 0.5 if line.index < headline else 0.0
            score -= min(abs(line.index - headline), 100) / 200
        if crumbs and score > best[0]:
            best = score, crumbs, line.index
    return best[1], frozenset(() if best[2] < 0 else (best[2],))


def _crumbs(line: Line, title: str | None) -> tuple[float, tuple[str, ...]]:
    text = line.text
    label = _CRUMB_LABEL.match(text)
    marked = line.element is not None and bool(_CRUMB_CLASS.search(_marks(line.element)))
    if not label and not marked and not _CRUMB_SIGN.search(text):
        return 0.0, ()
    body = text[label.end() :] if label else text
    steps = [step.strip(" <>:：/|-") for step in (_CRUMB_SLASH if marked else _CRUMB_STEP).split(body)]
    if len([s for s in steps if s]) < 2 and len(line.anchors) > 1:
        steps = [text[a.start : a.end].strip(" >") for a in line.anchors]
    if any(_PAGING.search(s) for s in steps):
        return 0.0, ()
    steps = [s for s in steps if s and not s.startswith(tuple(_CRUMB_END)) and not is_control(s)]
    if title:
        steps = [s for s in steps if not same_title(s, title)]
    if not steps or len(steps) > 8 or any(len(s) > 40 or s.isdigit() for s in steps):
        return 0.0, ()
    if not label and not marked and len(steps) < 2 and not text.startswith(("首页", "首頁")):
        return 0.0, ()
    score = (1.0 if label else 0.0) + (0.8 if marked else 0.0)
    score += 0.6 if len(steps) > 1 or text.endswith((">", "＞", "»")) else 0.0
    score += 0.3 if steps[0].endswith(("首页", "首頁", "Home", "网")) else 0.0
    return (score, tuple(steps)) if score > 0.5 else (0.0, ())


def is_step(text: str) -> bool:
    """Whether a line opens with the label of the previous or next story."""
    match = _STEP.match(text)
    return match is not None and (match.end() == len(text) or text[match.end() - 1] in ":： 】])）")


def find_steps(lines: Sequence[Line], root: HtmlElement | None, title: str | None) -> Steps:
    """The previous and next story: labelled (上一篇：…), by rel=prev/next, or around an index link.

    Visible labels win; a label without a title, a hidden template and a swipe hint give none.
    """
    found: dict[str, PageLink] = {}
    used: set[int] = set()
    for line in lines:
        if line.hidden:
            continue
        for way, link, indices in _labelled(lines, line):
            used.update(indices)
            if way not in found and link is not None and not (title and same_title(link.title, title)):
                found[way] = link
    if not found:
        for way, link, index in _around_index(lines):
            found.setdefault(way, link)
            used.add(index)
    if root is not None and len(found) < 2:
        for way, link in _by_relation(root):
            found.setdefault(way, link)
    return Steps(found.get("previous"), found.get("next"), frozenset(used))


def _labelled(lines: Sequence[Line], line: Line) -> list[tuple[str, PageLink | None, set[int]]]:
    text = line.text
    if "一" not in text and "1" not in text and "篇" not in text:
        return []
    marks = [m for m in _STEP.finditer(text) if _is_label(text, m)]
    if not marks or len(text) > 400:
        return []
    if (
        len(marks) == 2
        and fold_text(text[marks[0].end() : marks[1].start()]) in ("与", "和", "及", "")
        and not text[marks[1].end() :].strip()
    ):
        return _listed(lines, line, marks)
    steps = []
    for mark, end in zip(marks, [m.start() for m in marks[1:]] + [len(text)], strict=True):
        way = "previous" if mark["way"] in "上前" else "next"
        title = _STRAY.sub("", text[mark.end() : end])
        linked = [a for a in line.anchors if mark.start() <= a.start < end]
        anchor = next(filter(_has_target, linked), None)
        if linked and anchor is None:
            steps.append((way, None, {line.index}))
            continue
        indices = {line.index}
        if anchor is not None and mark.end() <= anchor.start:
            title = text[anchor.start : min(anchor.end, end)]
        elif not title and (following := _next_line(lines, line)) is not None:
            title, indices = following.text, {line.index, following.index}
            anchor = next((a for a in following.anchors if _has_target(a)), None)
            if anchor is not None:
                title = following.text[anchor.start : anchor.end]
        if indices == {line.index}:
            title = _whole(lines, line, anchor, title)
        title = _STRAY.sub("", title)
        good = len(title) >= 2 and not _NONE.match(title) and (anchor is not None or line.element is None)
        steps.append(
            (way, PageLink(title=title, url=anchor.url if anchor else None) if good else None, indices)
        )
    return steps


def _is_label(text: str, mark: re.Match[str]) -> bool:
    """A step label opens its line, a bracket or a link, or carries a colon; not a word in a sentence."""
    before = text[: mark.start()].rstrip(" ")
    shown = mark.group()
    if not before:
        return not text[mark.end() :].startswith(("文章被", "报道", "中"))
    spaced = shown[0] == " " or text[mark.start() - 1] in " |｜/。)）】"
    return (spaced and bool(re.search(r"[:：】\])）]\s?$", shown))) or before.endswith(("与", "與", "和"))


def _whole(lines: Sequence[Line], line: Line, anchor: Anchor | None, title: str) -> str:
    """A title cut in two by a line break inside its link, put together again."""
    if anchor is None or not anchor.url or anchor.end < len(line.text):
        return title
    for following in lines[line.index + 1 : line.index + 2]:
        if following.anchors and following.anchors[0].start == 0 and following.anchors[0].url == anchor.url:
            return title + following.text[: following.anchors[0].end]
    return title


def _listed(
    lines: Sequence[Line], line: Line, marks: list[re.Match[str]]
) -> list[tuple[str, PageLink | None, set[int]]]:
    """上一篇与下一篇 as a heading, the two titles as the lines below it."""
    steps = []
    for mark, following in zip(marks, lines[line.index + 1 : line.index + 3], strict=False):
        way = "previous" if mark["way"] in "上前" else "next"
        if len(following.anchors) == 1:
            steps.append(
                (
                    way,
                    PageLink(title=following.text, url=following.anchors[0].url),
                    {line.index, following.index},
                )
            )
    return steps


def _next_line(lines: Sequence[Line], line: Line) -> Line | None:
    following = lines[line.index + 1] if line.index + 1 < len(lines) else None
    if following is None or following.hidden or _STEP.match(following.text) or len(following.text) > 120:
        return None
    if line.element is not None and not following.anchors and not line.anchors:
        return None
    return following


def _has_target(anchor: Anchor) -> bool:
    return leads_somewhere(anchor.url)


def _around_index(lines: Sequence[Line]) -> list[tuple[str, PageLink, int]]:
    """« previous | Main | next »: the links around an index link (the Movable Type navigation)."""
    for line in lines:
        if not 3 <= len(line.anchors) <= 5 or "|" not in line.text:
            continue
        shown = [_STRAY.sub("", line.text[a.start : a.end]) for a in line.anchors]
        if not all(_INDEX.match(name) for name in shown[1:-1]):
            continue
        steps = []
        for way, at in (("previous", 0), ("next", -1)):
            if len(shown[at]) >= 4 and not _INDEX.match(shown[at]):
                steps.append((way, PageLink(title=shown[at], url=line.anchors[at].url), line.index))
        if steps:
            return steps
    return []


def _by_relation(root: HtmlElement) -> list[tuple[str, PageLink]]:
    steps = []
    for link in root.iter("a"):
        relation = (link.get("rel") or "").lower()
        if relation not in ("prev", "next", "previous"):
            continue
        title = _STRAY.sub("", _STEP.sub("", " ".join(link.text_content().split()), count=1))
        title = title or (link.get("title") or "")
        if len(title) >= 4 and not _NONE.match(title):
            steps.append(
                ("next" if relation == "next" else "previous", PageLink(title=title, url=link.get("href")))
            )
    return steps


def _marks(element: HtmlElement) -> str:
    parent = element.getparent()
    own = f"{element.get('class') or ''} {element.get('id') or ''}"
    return own if own.strip() or parent is None else f"{parent.get('class') or ''} {parent.get('id') or ''}"
