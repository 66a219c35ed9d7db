"""The headline: which line of the page is it, and which others repeat it."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.lines import datelines
from reprint_trace.attribution.names import is_control, is_person
from reprint_trace.reading.dates import YEARLESS_MINUTE
from reprint_trace.reading.lines import is_prose
from reprint_trace.reading.tags import Nature, is_caption, is_relay, weights
from reprint_trace.text.addresses import is_address, is_home
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.metadata import Metadata

_GAP = 15  # lines without a paragraph after which a story has ended
_WRAPPED = 26  # characters of a line of hard-wrapped text
_LONGEST = 120
_PUNCTUATION = re.compile(r"\W+")
_LONGEST_TITLE, _MOST_TITLES = 300, 20  # of metadata: each is held against every line in all its parts
_MOST_PIECES, _MOST_EDGES = 4, 10
_LONGEST_NAME = 8
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "th")
_LISTED = ("li", "option", "a", "dt", "button")
_NAMED_TITLE = re.compile(r"tit(?!ian)|headline|subject|biaoti", re.IGNORECASE)
_NAMED_ELSE = re.compile(r"logo|site|sub-?title|nav|menu|related|recommend|hot", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:[-–—_|｜»]{1,3}|\s/\s)\s*(?P<name>[^-–—_|｜»/]{0,16})$")
_SITE = re.compile(r"[网網]|频道|頻道|新闻|新聞|在线|资讯|论坛|博客|日报|晚报|首页")
_CUT = re.compile(r"\s*[-–—_|｜»]{1,3}\s*|\s+")
_PATH = re.compile(r"\s[>＞»›]{1,2}\s|>>|》>|→")  # of breadcrumbs
_SHORTEST = 6  # characters a headline keeps before the name of a section or site
_LONGEST_BYLINE = 150
_TRAILING = re.compile(r"(?:\s*[-–|]){2,}\s*$|\s+$")
_SECTION = re.compile(
    r"首页|首頁|[>＞»|｜]|^登[录錄入]|www\.|(?:博客|论坛|論壇|网|網|频道|頻道|登录|注册|新闻中心|客户端|了?该?文章|App|APP|[络絡子]版)$"
)
_BYLINE = re.compile(
    r"^(?:本报|本刊|本站)?(?:\S{2,12})?(?:记者|記者|实习生|通讯员|作者)"
    r"|^(?:文|撰文|编译)[/｜丨 ]|^\S{0,4}(?:浏览|阅读|点击)"
)
_MARKED = re.compile(  # a forum's mark, no part of the headline
    r"^[\[【〔(（]\s?(?:置顶|转[帖贴载發发]?|轉[帖貼載]?|zz|zt|ZT)\s?[\]】〕)）]\s?(?=.{4})"
)
_NUMBERED = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]{1,3}[、.．章节]|[（(][一二三四五六七八九十\d]{1,3}[)）])"
)
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[A-Za-z]{3,} [A-Za-z]+ [A-Za-z]")
_TEXT_TITLE = re.compile(r"^(?:标 ?题|標 ?題|题 ?目)\s?[:：]\s?(.{4,})?$")


class Headline(NamedTuple):
    """The headline as shown, and the indices of the lines that show it there."""

    text: str
    lines: tuple[int, ...]


def find_headline(lines: Sequence[Line], metadata: Metadata) -> Headline | None:
    """The headline, agreed between what metadata calls the page and what the page shows.

    Lines that repeat a metadata title are scored by how much of it they repeat, by their markup
    and by a date below them.  Where metadata calls the page nothing useful (text saves, a site's
    name in <title>), markup and the distance to the date and the story decide.
    """
    titles = _titles(lines, metadata)
    folded = [fold_text(title) for title in titles]
    sections = frozenset(_sections(titles))
    story = _main_text(lines)[0]
    weight = weights("headline_weights.tsv")
    shown = [line for line in lines if len(line.text) <= _LONGEST and line.tag != "title"]
    scored = [
        (weight[_named(lines, line, titles)] * agreed + _standing(lines, line, story, weight), line)
        for line in shown
        if _may_agree(line.text, titles) and (agreed := _agreement(fold_text(line.text), folded, sections))
    ]
    if max((score for score, _ in scored), default=0.0) < weight["sure"]:
        scored += [
            (sum(weight[sign] for sign in _unnamed(line)) + _standing(lines, line, story, weight), line)
            for line in shown[: story + 1]
            if line.index <= story and _may_be_unnamed(line)
        ]
    score, best = max(scored, key=lambda pair: (pair[0], -pair[1].index), default=(0.0, None))
    if best is None or score <= weight["least"]:
        return Headline(_without_site(titles[0]), ()) if titles else None
    text, indices = _joined(lines, best, folded, sections)
    if text == best.text:
        text = _without_tags(best, sections)
    return Headline(_TRAILING.sub("", _MARKED.sub("", text)), indices)


def _titles(lines: Sequence[Line], metadata: Metadata) -> list[str]:
    found = [a.headline for a in metadata.articles if a.headline] + metadata.all("title")
    if metadata.title:
        found.append(metadata.title)
    labelled = _labelled_title(lines)
    if labelled and (not found or any(title.endswith(labelled) for title in found)):
        found = [labelled]
    return [title[:_LONGEST_TITLE] for title in found[:_MOST_TITLES] if len(title) >= 2]


def _labelled_title(lines: Sequence[Line]) -> str | None:
    """The title that a field states (标题：…, its value perhaps in the next cell)."""
    for line in lines:
        if line.text[:1] in "标標题題" and (match := _TEXT_TITLE.match(line.text)):
            below = lines[line.index + 1 : line.index + 2]
            stated = match[1] or (below[0].text if below else "")
            if len(stated) >= _SHORTEST - 2:
                return stated
    return None


def _sections(titles: Sequence[str]) -> Iterator[str]:
    """What stands before and what stands after each dash, bar or space of the titles, folded: where
    a headline may begin and end among the names of site and section."""
    for title in dict.fromkeys(titles):
        yield fold_text(title)
        for cut in _CUT.finditer(title):
            yield fold_text(title[: cut.start()])
            if not _SITE.search(title[cut.end() :]):
                yield fold_text(title[cut.end() :])


def _standing(lines: Sequence[Line], line: Line, story: int, weight: dict[str, float]) -> float:
    """What a line's markup and place say for it, whatever its text."""
    return sum(weight[sign] for sign in _markup(line)) + _place(lines, line, story, weight)


def _markup(line: Line) -> Iterator[str]:
    """The signs in a line's markup."""
    element = line.element
    if element is None:
        return
    tag = line.tag
    parent = element.getparent()
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not marks.strip() and parent is not None:
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}"
    titled = _NAMED_TITLE.search(marks) is not None
    if tag in _HEADINGS:
        yield tag
    if _NAMED_ELSE.search(marks):
        yield "marked-else"
    elif titled:
        yield "marked-title"
    if tag in _LISTED and not titled:
        yield "list-item"
    if line.anchors and is_home(line.anchors[0].url):
        yield "home-link"
    elif line.anchors and tag not in _HEADINGS:
        yield "marked-link" if titled else "link"
    if line.hidden:
        yield "hidden"


def _named(lines: Sequence[Line], line: Line, titles: list[str]) -> str:
    """How far a line may be trusted that repeats a metadata title: a whole title of few characters,
    neither a heading nor above a byline, is rather the name of the app that shares the page."""
    if len(line.text) >= _SHORTEST or line.text not in titles or line.tag in _HEADINGS:
        return "named"
    below = lines[line.index + 1 : line.index + 4]
    return "named" if any(_is_byline(each) for each in below) else "named-short"


def _place(lines: Sequence[Line], line: Line, story: int, weight: dict[str, float]) -> float:
    """How much a line's place speaks for a headline: a byline below it, the story not far."""
    score = 0.0
    for distance, below in enumerate(lines[line.index + 1 : line.index + 4], 1):
        if len(below.text) <= _LONGEST_BYLINE and _is_byline(below):
            score = weight[f"byline-{distance}"]
            break
    ahead = story - line.index
    if ahead <= 0:
        return score + weight["below-story"]
    return score + max(0.0, weight["above-story"] + weight["line-to-story"] * ahead)


def _is_byline(line: Line) -> bool:
    return bool(line.dates) or any(field.role in ("source", "author") for field in line.fields)


def _may_be_unnamed(line: Line) -> bool:
    """Whether a line that no metadata title names could be a headline at all."""
    text = line.text
    if not 4 <= len(text) <= 60 or len(line.anchors) > 2 or is_control(text) or is_prose(line):
        return False
    if line.nature is not Nature.TEXT or is_caption(text) or is_address(text) or _says_only_when(line):
        return False
    return not text.startswith(("首页", "首頁")) and not (len(text) <= _LONGEST_NAME and is_person(text))


def _says_only_when(line: Line) -> bool:
    """Whether a line is a date with little beside it."""
    if YEARLESS_MINUTE.match(line.text):
        return True
    rest = len(line.text) - sum(stated.end - stated.start for stated in line.dates)
    return rest < len(line.text) and rest < 2 * _SHORTEST


def _unnamed(line: Line) -> Iterator[str]:
    """The signs in the text of a line that no metadata title names."""
    text = line.text
    if line.element is None:
        yield "plain-text"
    if line.index <= 2:
        yield "first-lines"
    if _SECTION.search(text) or _BYLINE.match(text):
        yield "section"
    if _NUMBERED.match(text):
        yield "numbered"
    if text.endswith(("。", "；", "，", "：", ":")) or text.startswith(("—", "-", "【")):
        yield "sentence"
    if line.dates or line.fields:
        yield "fields"
    if len(text) < _SHORTEST or not _HAN.search(text):
        yield "short"


def _may_agree(text: str, titles: list[str]) -> bool:
    """Whether a line could repeat a title: they share its beginning or the title's."""
    start, end = text[:2], text[-2:]
    for title in titles:
        if start in title or end in title or title[:4] in text:
            return not _PATH.search(text)
    return False


def _agreement(folded: str, titles: list[str], sections: frozenset[str]) -> float:
    """How much of a metadata title a line repeats, 0..1; titles carry section and site names, so
    that the whole of one of their `sections` says more than a part."""
    size = len(folded)
    if size < 2:
        return 0.0
    best = 0.0
    for title in titles:
        if folded == title:
            return min(1.0, size / 6)
        if size < len(title) and title.startswith(folded):
            best = max(best, (size / len(title) * 0.5 + 0.5) * min(1.0, size / 6))
        elif size >= _SHORTEST and folded in sections and title.endswith(folded):
            best = max(best, size / len(title) * 0.4 + 0.4)
        elif size * 3 >= len(title) * 2 > size * 2 and folded in title:
            best = max(best, 0.8 * size / len(title))
        elif len(title) >= 6 and title in folded:
            best = max(best, 0.9 * len(title) / size)
    if not best:  # a mark before the headline, as forums set one
        best = max(
            (0.9 * len(part) / size for part in sections if len(part) >= 6 and folded.endswith(part)),
            default=0.0,
        )
    return best


def _joined(
    lines: Sequence[Line], line: Line, titles: list[str], sections: frozenset[str]
) -> tuple[str, tuple[int, ...]]:
    """The headline with the lines after it, when line breaks cut it in pieces; a line that only
    begins like the site's name behind the headline (…-江畔笔记, and below it the writer 江畔) is none."""
    text = line.text
    indices: tuple[int, ...] = (line.index,)
    whole = (text, indices) if fold_text(text) in sections else None
    for following in lines[line.index + 1 : line.index + 1 + _MOST_PIECES]:
        joined = fold_text(text + following.text)
        if fold_text(text) in titles or joined == fold_text(text) or len(following.text) > _LONGEST:
            break
        if not any(title.startswith(joined) for title in titles):
            break
        text, indices = f"{text} {following.text}", (*indices, following.index)
        if joined in sections:
            whole = text, indices
    return whole or (text, indices)


def _without_tags(line: Line, sections: frozenset[str]) -> str:
    """A headline without the inline elements beside it that no metadata title has: <i>视频</i>, the
    channel's link, a counter."""
    if fold_text(line.text) not in sections:
        edges = [0, *line.seams, len(line.text)]
        if len(edges) <= _MOST_EDGES:
            pieces = (line.text[a:b].strip(" |｜丨·:：") for a, b in combinations(edges, 2))
            for piece in sorted(pieces, key=len, reverse=True):
                if len(piece) >= _SHORTEST and fold_text(piece) in sections:
                    return piece
    return _without_category(line, line.text)


def _without_category(line: Line, text: str) -> str:
    """A headline without the bracketed category that is a link of its own before it."""
    if len(line.anchors) == 2 and line.anchors[0].start == 0 and line.anchors[0].end <= line.anchors[1].start:
        category = line.text[: line.anchors[0].end]
        if (
            category.startswith(("[", "【"))
            and category.endswith(("]", "】"))
            and line.anchors[0].url != line.anchors[1].url
        ):
            return text[line.anchors[1].start :]
    return text


def _without_site(title: str) -> str:
    """A <title> without the section and site names behind it."""
    for _ in range(_MOST_PIECES):
        suffix = _SUFFIX.search(title)
        if suffix is None or (suffix.start() < _SHORTEST and not _SITE.search(suffix["name"])):
            break
        title = title[: suffix.start()]
    return title


def headline_lines(lines: Sequence[Line], title: str | None) -> list[int]:
    """The lines that show the headline and little else; not a reprinter's lead or a dateline that ends in it
    (新华社北京4月2日电题：…), nor the headline set into the story as a watermark (【…】)."""
    wanted = _PUNCTUATION.sub("", title or "")
    if not wanted:
        return []
    likely = [line for line in lines if wanted[0] in line.text and not line.hidden]
    shown = [(line, _PUNCTUATION.sub("", line.text)) for line in likely]
    found = [line for line, text in shown if len(text) < 1.6 * len(wanted) and _shows(text, wanted)]
    bare = [line for line in found if not line.text.startswith("【")] or found
    plain = [line for line in bare if not line.is_link] or bare
    return [line.index for line in plain]


def _shows(text: str, headline: str) -> bool:
    lead, found, _ = text.partition(headline)
    return bool(found) and not is_relay(lead) and not datelines(lead)


def _main_text(lines: Sequence[Line]) -> tuple[int, int]:
    """The half-open range of lines with the most running text, gaps of a few lines allowed.

    It begins where the story does, give or take a promotion, and may end early; an empty range
    at the end of the page when it has no running text.
    """
    best, best_size = (len(lines), len(lines)), 0
    start = last = -1
    size = 0
    for line in lines:
        if line.hidden or not is_prose(line, _WRAPPED):
            continue
        if start < 0 or line.index - last > _GAP:
            start, size = line.index, 0
        last = line.index
        size += len(line.text)
        if size > best_size:
            best, best_size = (start, last + 1), size
    return best
