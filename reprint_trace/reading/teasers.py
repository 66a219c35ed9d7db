"""Links to other stories: related, hot and latest lists, cards, and single links inside a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.model import Teaser
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lexicon import words
from reprint_trace.reading.names import is_control
from reprint_trace.reading.story import is_paragraph
from reprint_trace.reading.titles import same_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.furniture import Furniture
    from reprint_trace.reading.lines import Anchor, Line

_SHORTEST = 8  # characters of a linked title, counting a Han character as two
_LONGEST = 100
_READS = re.compile(
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|热度|围观)(?:量|数|次数)?\s?[(（:：]?\s?(?P<after>\d[\d,.]*)\s?(?P<unit_after>万|萬)?\s?[)）]?"
    r"|(?P<before>\d[\d,.]*)\s?(?P<unit_before>万|萬)?\s?(?:次)?(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|观看|围观)"
)
_NUMBERED = re.compile(r"^(?:\(?\d{1,6}\)?[、.．/:：\s]\s?|[·•●▪■◆□>＞»\-–—*○]+\s?)")
_TRIMMED = re.compile(
    r"^\s*(?:[\[【](?:图|视频|组图|详细|详情)[\]】])?\s*|\s*(?:\[详细\]|\[全文\]|\.{0,3}详细?>*)\s*$"
)
_NOT_A_STORY = re.compile(
    r"ICP|公网安备|许可证|版权|举报|备案|营业执照|Copyright|^https?:|^www\.|关于我们|联系我们|登录|注册|客户端|下载|App|广告|会员|客服|隐私|协议|设为首页|加入收藏|上一[篇页则]|下一[篇页则]|[首末尾]页",
    re.IGNORECASE,
)
_CARD = 5  # lines below a title that may still belong to its card
_LONGEST_EXCERPT = 250
_LONGEST_HEADING = 12
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeasersFound:
    """`lines` are the indices of the lines that make up the teasers and their headings."""

    teasers: tuple[Teaser, ...]
    lines: frozenset[int]


def find_teasers(lines: Sequence[Line], root: HtmlElement | None, furniture: Furniture) -> TeasersFound:
    """The page's links to other stories in page order; never its navigation, its own headline,
    its previous and next story, or a link inside a sentence.  Text saves have no links: there a
    card is known by its read count.
    """
    if root is None:
        return _text_cards(lines)
    teasers: dict[tuple[str, str | None], Teaser] = {}
    used: set[int] = set()
    heading: Line | None = None
    titles = {index for index in range(len(lines)) if _titles(lines[index], furniture)}
    for line in lines:
        if line.index not in titles:
            if _is_heading(line):
                heading = line
            continue
        shown = _titles(line, furniture)
        extra, card = _card(lines, line, titles)
        for title, anchor in shown:
            teaser = Teaser(
                title=title,
                url=anchor.url,
                category=extra.category if len(shown) == 1 else None,
                excerpt=_behind(line, anchor) or extra.excerpt if len(shown) == 1 else None,
                reads=_reads(line.text) or extra.reads if len(shown) == 1 else None,
                heading=heading.text.strip(" :：") if heading and _same_box(heading, line) else None,
            )
            teasers.setdefault((title, anchor.url), teaser)
        used.add(line.index)
        used.update(card)
        if heading and _same_box(heading, line):
            used.add(heading.index)
    return TeasersFound(teasers=tuple(teasers.values()), lines=frozenset(used))


@dataclass(frozen=True, slots=True)
class _Extra:
    category: str | None
    excerpt: str | None
    reads: int | None


def _titles(line: Line, furniture: Furniture) -> list[tuple[str, Anchor]]:
    """The linked story titles that make up a line; none when it is a sentence or navigation."""
    if not line.anchors or line.index in furniture.lines:
        return []
    found = []
    for anchor in line.anchors:
        title = _TRIMMED.sub("", _NUMBERED.sub("", line.text[anchor.start : anchor.end].strip()))
        if _is_story(title, anchor, furniture):
            found.append((title, anchor))
    if not found:
        return []
    linked = sum(a.end - a.start for a in line.anchors)
    first = line.anchors[0]
    if is_paragraph(line) and first.start > 6:
        return []
    if linked * 2 < len(line.text) and first.start > 12:
        return []
    return found


def _is_story(title: str, anchor: Anchor, furniture: Furniture) -> bool:
    url = (anchor.url or "").strip().lower()
    if not url or url.startswith(("#", "javascript", "mailto")) or _is_home(url):
        return False
    weight = len(title) + len(_HAN.findall(title))
    if weight < 2 * _SHORTEST or len(title) > _LONGEST or _NOT_A_STORY.search(title) or is_control(title):
        return False
    own = furniture.title is not None and same_title(title, furniture.title)
    steps = [step.title for step in (furniture.previous, furniture.next) if step]
    return not own and title not in steps and title not in furniture.breadcrumbs


def _is_home(url: str) -> bool:
    """Whether an address leads to a site's front page or a section, not to a story."""
    path = re.sub(r"^(?:https?:)?//[^/]*", "", url)
    return path in ("", "/") and url.startswith(("http", "//"))


def _is_heading(line: Line) -> bool:
    text = line.text
    if len(text) > 20 or _reads(text) is not None or text.isdigit():
        return False
    if line.element is not None and line.element.tag in ("h2", "h3", "h4", "h5", "dt", "caption"):
        return True
    if len(text) > _LONGEST_HEADING or text[-1] in "。！？!?，；":
        return False
    return any(word in text for word in words("teaser_headings.tsv")) and not dates(text)


def _same_box(heading: Line, line: Line) -> bool:
    """Whether a heading's box also holds the line: a common ancestor a few steps up."""
    if heading.element is None or line.element is None:
        return line.index - heading.index < 30
    ancestors = []
    element = heading.element
    for _ in range(4):
        if element is None or element.tag in ("body", "html"):
            break
        ancestors.append(element)
        element = element.getparent()
    element = line.element
    while element is not None:
        if element in ancestors:
            return True
        element = element.getparent()
    return False


def _card(lines: Sequence[Line], line: Line, titles: set[int]) -> tuple[_Extra, set[int]]:
    """What stands around a title inside its card: the category above, counts and excerpt below."""
    category, excerpt, reads = None, None, None
    used: set[int] = set()
    above = lines[line.index - 1] if line.index else None
    box = _box(line)
    if any(
        0 <= far < len(lines) and _inside(lines[far], box) for far in (line.index - 5, line.index + _CARD + 3)
    ):
        return _Extra(None, None, None), used
    if (
        above is not None
        and above.index not in titles
        and len(above.text) <= 8
        and above.anchors
        and _inside(above, box)
    ):
        category = above.text
        used.add(above.index)
    for below in lines[line.index + 1 : line.index + 1 + _CARD]:
        if below.index in titles or not _inside(below, box):
            break
        count = _reads(below.text)
        if count is not None and reads is None:
            reads = count
            used.add(below.index)
        elif 20 <= len(below.text) <= _LONGEST_EXCERPT and excerpt is None and not below.anchors:
            excerpt = below.text
            used.add(below.index)
        elif len(below.text) <= 30:
            used.add(below.index)
    return _Extra(category, excerpt, reads), used


def _box(line: Line) -> HtmlElement | None:
    """The card of a title: the nearest list item, article or division around its block."""
    element = line.element
    for _ in range(4):
        if element is None:
            return None
        if element.tag in ("li", "article", "dl"):
            return element
        element = element.getparent()
    return line.element.getparent() if line.element is not None else None


def _inside(line: Line, box: HtmlElement | None) -> bool:
    if box is None:
        return False
    element = line.element
    for _ in range(8):
        if element is None:
            return False
        if element is box:
            return True
        element = element.getparent()
    return False


def _behind(line: Line, anchor: Anchor) -> str | None:
    """An excerpt on the title's own line, behind the link."""
    rest = line.text[anchor.end :].strip()
    return rest if len(rest) >= 25 and not dates(rest[:12]) else None


def _reads(text: str) -> int | None:
    match = _READS.search(text) if len(text) <= 60 else None
    if not match:
        return None
    number = float((match["after"] or match["before"]).replace(",", "").rstrip(".") or 0)
    return int(number * 10_000) if match["unit_after"] or match["unit_before"] else int(number)


def _text_cards(lines: Sequence[Line]) -> TeasersFound:
    """Cards of a text save: category, title, 阅读(15), excerpt, each on a line of its own."""
    teasers: list[Teaser] = []
    used: set[int] = set()
    for line in lines:
        reads = _reads(line.text)
        if reads is None or len(line.text) > 20 or line.index == 0:
            continue
        title = lines[line.index - 1]
        if title.index in used or not 6 <= len(title.text) <= _LONGEST:
            continue
        above = lines[title.index - 1] if title.index else None
        below = lines[line.index + 1] if line.index + 1 < len(lines) else None
        category = (
            above.text if above is not None and len(above.text) <= 6 and above.index not in used else None
        )
        excerpt = below.text if below is not None and len(below.text) >= 20 else None
        teasers.append(Teaser(title=title.text, category=category, excerpt=excerpt, reads=reads))
        used.update((title.index, line.index))
        used.update(l.index for l, taken in ((above, category), (below, excerpt)) if l is not None and taken)
    return TeasersFound(teasers=tuple(teasers), lines=frozenset(used))
