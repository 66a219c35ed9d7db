"""The way to the story and on from it: breadcrumbs, the previous and the next story."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from reprint_trace.model import PageLink
from reprint_trace.text.addresses import leads_somewhere
from reprint_trace.text.folding import same_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Anchor, Block, Line


# ── breadcrumbs ─────────────────────────────────────────────────────────────────────────

_LONGEST_PATH, _LONGEST_STEP, _MOST_STEPS = 200, 30, 8
_PATH_LABEL = re.compile(
    r"^(?:您|你|我)?(?:当前|當前|现在|現在|目前|的|所在)*(?:位置|導航|导航)(?:是|：|:| )+"
)
_SEPARATES = re.compile(r"[>＞»›≫→]|\s/\s")
_SEPARATOR = re.compile(r"\s*(?:-+>|[>＞»›≫→]+|\s/\s)\s*")
_ANY_SEPARATOR = re.compile(r"\s*(?:-+>|[>＞»›≫→/]+|｜|\s[|·-]\s)\s*")  # where markup or a label vouches
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
        label = _PATH_LABEL.match(text)
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
    marked: list[tuple[Line, Block]] = []
    for line in lines:
        if len(line.text) > _LONGEST_PATH or line.hidden:
            continue
        label = ("位置" in line.text or "航" in line.text) and _PATH_LABEL.match(line.text) is not None
        path = _may_be_path(line)
        if label or path or (line.anchors and line.index < headline):
            box = _marked_box(line.block)
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


def _marked_box(block: Block | None) -> Block | None:
    """The outermost element around a line, three levels up at most, that is named after a path."""
    outermost = None
    for _ in range(4):
        if block is None or block.tag == "body":
            break
        if block.crumb:
            outermost = block
        block = block.around
    return outermost


# ── previous and next ───────────────────────────────────────────────────────────────────

Way = Literal["previous", "next"]

_LABEL = re.compile(
    r"[·•◎○●■▪▲※*→【\[(（<«»‹←]{0,2} ?(?:(?:阅读|閱讀|浏览|瀏覽|查看)?(?P<way>[上下前后後]) ?[一1]? ?(?:篇|條|条|则|則|帖|主题|主題|個|个|期|编|(?<=一)(?=新闻|文章))"
    r"(?:文章|新闻|新聞|资讯|内容|博文|日志|日誌|故事|稿件|报道|報導|信息|公告|作品|图文|动态)?"
    r"|(?P<page>[上下])一?[页頁](?= ?[:：])|较(?P<age>早|新)(?:的?文章|一篇)"
    r"|(?P<english>previous|prev|next|older|newer)(?: (?:post|article|story|entry|news)\b|(?= ?[:：])|(?=$)))"
    r" ?[】\])）>»›→]? ?[:：]? ?",
    re.IGNORECASE,
)
_BACK = frozenset(("上", "前", "早", "previous", "prev", "older"))
_LEAST_TITLE = 6  # characters of a title that only a class or an English word tells to be one
_CLASSED = re.compile(r"(?:^|[\s_-])(?P<way>prev|previous|next)(?:$|[\s_-])", re.IGNORECASE)
_ENGLISH = re.compile(
    r"^\W*(?:previous|prev|next|older|newer)(?: (?:post|article|story|entry|news|page))?(?::|：|\b)",
    re.IGNORECASE,
)
_HINT = re.compile(r"[一篇较PpNnOo]")
_NEAR = re.compile(
    r"[上下前后後] ?[一1]? ?[篇條条则則帖主個个期编新文]|[上下]一?[页頁]|较[早新]|\b(?:prev|next|older|newer)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[:：】\])）] ?$")
_NONE = re.compile(r"^(?:没有|沒有|无|無|暂无|返回|已经|已是|最后|最新|到头|很抱歉|抱歉|null|列表)")
_INDEX = re.compile(r"^(?:回?首页|回首頁|返回首页|Main|Home|索引|目录|\d{4}年索引)$")
_STRAY = re.compile(r"^[\s\-–|«»<>←→:：]+|[\s\-–|«»<>←→]+$")
_RELATIONS: dict[str, Way] = {"prev": "previous", "previous": "previous", "next": "next"}
_LONGEST, _LONGEST_TITLE = 400, 120
_BETWEEN = ("与", "與", "和", "及")  # 上一篇与下一篇


class Steps(NamedTuple):
    previous: PageLink | None
    next: PageLink | None
    lines: frozenset[int]


class _Step(NamedTuple):
    """One label and where it leads; `link` is None when it says that there is nothing."""

    way: Way
    link: PageLink | None
    lines: tuple[int, ...] = ()


def find_steps(lines: Sequence[Line], root: HtmlElement | None, title: str | None) -> Steps:
    """The previous and next story: labelled (上一篇：…), by rel or title attributes, or around an
    index link.  A label without a title, a hidden template and a swipe hint give none.
    """
    found: dict[Way, PageLink] = {}
    used: set[int] = set()
    for steps in (_labelled(lines), _around_index(lines), _by_attribute(root), _by_class(root)):
        if len(found) == len(get_args(Way)):
            break
        for step in steps:
            used.update(step.lines)
            if step.link is not None and not (title and same_title(step.link.title, title)):
                found.setdefault(step.way, step.link)
    return Steps(found.get("previous"), found.get("next"), frozenset(used))


def _labelled(lines: Sequence[Line]) -> Iterator[_Step]:
    for line in lines:
        if (
            line.hidden
            or len(line.text) > _LONGEST
            or not (_HINT.search(line.text) and _NEAR.search(line.text))
        ):
            continue
        labels = [label for label in _LABEL.finditer(line.text) if _is_label(line, label)]
        if len(labels) == 2 and line.text[: labels[1].start()].endswith(_BETWEEN):
            yield from _headed(lines, line, labels)
            continue
        ends = [*(label.start() for label in labels[1:]), len(line.text)][: len(labels)]
        for label, end in zip(labels, ends, strict=True):
            step = _step(lines, line, label, end)
            if step is not None:
                yield step


def _is_label(line: Line, label: re.Match[str]) -> bool:
    """A label opens its line or a link, follows one, or is closed by a colon or bracket; it is no word of a
    sentence."""
    before = line.text[: label.start()]
    if not before.strip() or _LABEL.fullmatch(before):
        return True
    edge = len(before.rstrip())
    if _LABEL.match(line.text) and any(
        anchor.end == edge or anchor.start == label.start() for anchor in line.anchors
    ):
        return True  # 上一篇 … and right behind its link, or in a link of its own, 下一篇 …
    opens = any(label.start() in (anchor.start, anchor.end) for anchor in line.anchors)
    spaced = opens or label.group()[0] == " " or before[-1] in " |｜/。)）】"
    return (spaced and _CLOSED.search(label.group()) is not None) or before.endswith(_BETWEEN)


def _step(lines: Sequence[Line], line: Line, label: re.Match[str], end: int) -> _Step | None:
    """What a label introduces: the rest of its stretch of the line, or the line below."""
    way = _way(label)
    anchors = [anchor for anchor in line.anchors if label.start() <= anchor.start < end]
    anchor = next((each for each in anchors if leads_somewhere(each.url)), None)
    title = _STRAY.sub("", line.text[label.end() : end])
    if title and anchor is None and (line.element is not None or not _CLOSED.search(label.group())):
        # a sentence that begins with the word, or a label whose link leads nowhere
        return _Step(way, None, (line.index,)) if _CLOSED.search(label.group()) else None
    if anchors and anchor is None:
        return _Step(way, None, (line.index,))
    if not title:
        return _below(lines, line, way, anchor)
    if anchor is not None and anchor.start > label.end() and not _CLOSED.search(label.group()):
        return None  # a link further on in a sentence
    if anchor is not None and label.end() <= anchor.start:
        title = line.text[anchor.start : min(anchor.end, end)]
    title = _STRAY.sub("", title + _continued(lines, line, anchor))
    return _Step(way, _link(title, anchor), (line.index,))


def _way(label: re.Match[str]) -> Way:
    word = label["way"] or label["page"] or label["age"] or label["english"] or ""
    return "previous" if word.lower() in _BACK else "next"


def _link(title: str, anchor: Anchor | None) -> PageLink | None:
    if not 2 <= len(title) <= _LONGEST_TITLE or _NONE.match(title):
        return None
    return PageLink(title=title, url=anchor.url if anchor else None)


def _below(lines: Sequence[Line], line: Line, way: Way, own: Anchor | None) -> _Step:
    """The step of a label that is alone on its line: the line below it, if that is a link, and to
    the same place when the label is a link itself; or the line above, in the label's own link."""
    above = lines[line.index - 1] if line.index and own is not None else None
    if own and above and above.anchors and above.anchors[-1].url == own.url and not _LABEL.match(above.text):
        return _Step(way, _link(_STRAY.sub("", above.text), own), (above.index, line.index))
    below = lines[line.index + 1] if line.index + 1 < len(lines) else None
    if below is None or below.hidden or _LABEL.match(below.text):
        return _Step(way, None, (line.index,))
    anchor = next((each for each in below.anchors if leads_somewhere(each.url)), None)
    strange = own is not None and (anchor is None or anchor.url != own.url)
    if strange or (anchor is None and line.element is not None):
        return _Step(way, None, (line.index,))
    title = below.text[anchor.start : anchor.end] if anchor else below.text
    return _Step(way, _link(_STRAY.sub("", title), anchor), (line.index, below.index))


def _continued(lines: Sequence[Line], line: Line, anchor: Anchor | None) -> str:
    """The rest of a title that a line break inside its link cut in two."""
    below = lines[line.index + 1] if line.index + 1 < len(lines) else None
    if anchor is None or below is None or anchor.end < len(line.text) or not below.anchors:
        return ""
    first = below.anchors[0]
    return below.text[: first.end] if first.start == 0 and first.url == anchor.url else ""


def _headed(lines: Sequence[Line], line: Line, labels: list[re.Match[str]]) -> Iterator[_Step]:
    """上一篇与下一篇 as a heading, the two titles as the lines below it."""
    for label, below in zip(labels, lines[line.index + 1 : line.index + 3], strict=False):
        if len(below.anchors) == 1:
            yield _Step(_way(label), _link(below.text, below.anchors[0]), (line.index, below.index))


def _around_index(lines: Sequence[Line]) -> Iterator[_Step]:
    """« previous | Main | next »: the links around an index link (the Movable Type navigation)."""
    for line in lines:
        if not 3 <= len(line.anchors) <= 5 or "|" not in line.text:
            continue
        shown = [_STRAY.sub("", line.text[anchor.start : anchor.end]) for anchor in line.anchors]
        if all(_INDEX.match(name) for name in shown[1:-1]):
            ways: tuple[tuple[Way, int], ...] = (("previous", 0), ("next", -1))
            for way, at in ways:
                if len(shown[at]) >= 4 and not _INDEX.match(shown[at]):
                    yield _Step(way, _link(shown[at], line.anchors[at]), (line.index,))


def _by_attribute(root: HtmlElement | None) -> Iterator[_Step]:
    """Links that say by rel="prev" or title="上一篇" where they lead, or hold the title there."""
    for link in [] if root is None else root.iter("a", "link"):
        if link.get("rel") is None and (link.get("title") is None or link.tag == "link"):
            continue
        told, shown = (link.get("title") or "").strip(), (link.text or "").strip()
        label = _LABEL.match(told) or (_LABEL.fullmatch(shown) if told else None)
        way = _RELATIONS.get((link.get("rel") or "").lower()) or (_way(label) if label else None)
        if way is None or not leads_somewhere(link.get("href")):
            continue
        whole = " ".join("".join(map(str, link.itertext())).split())
        titles = [_STRAY.sub("", _ENGLISH.sub("", _LABEL.sub("", text, count=1))) for text in (whole, told)]
        title = titles[0] or titles[1]
        if len(title) >= 4 and not _NONE.match(title):
            yield _Step(way, PageLink(title=title, url=link.get("href")))


def _by_class(root: HtmlElement | None) -> list[_Step]:
    """Links of some length in blocks named prev and next, one link a block; a block named next alone is
    as often a recommendation."""
    found: list[_Step] = []
    for block in [] if root is None else root.iter("a", "div", "li", "span", "p"):
        class_ = block.get("class")
        if not class_ or ("ext" not in (small := class_.lower()) and "prev" not in small):
            continue
        named = _CLASSED.search(class_)
        links = (
            [] if named is None else [each for each in block.iter("a") if leads_somewhere(each.get("href"))]
        )
        if named is None or len(links) != 1:
            continue
        whole = " ".join("".join(map(str, links[0].itertext())).split())
        title = _STRAY.sub("", _ENGLISH.sub("", _LABEL.sub("", whole, count=1)))
        if _LEAST_TITLE <= len(title) <= _LONGEST_TITLE and not _NONE.match(title):
            way = _RELATIONS[named["way"].lower()]
            found.append(_Step(way, PageLink(title=title, url=links[0].get("href"))))
    return found if len({step.way for step in found}) > 1 else []
