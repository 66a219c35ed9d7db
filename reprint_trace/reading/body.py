"""The story alone: found among the lines, then cleaned by trafilatura.

Trafilatura's own choice of a region fails on Chinese pages (English class names, layout tables, bodies
with a border), and costs most of its time.  So it is given only the lines of the story, as a small clean
page, and asked what there it would throw away.  It judges by the names of blocks and by links: where a
story has neither links nor blocks of such names, it is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.model import Phrase, phrase
from reprint_trace.reading.lines import shared
from reprint_trace.reading.segment import Run
from reprint_trace.reading.tags import (
    LONGEST_NOTICE,
    Nature,
    is_byline,
    is_caption,
    nature,
    without_credit_after,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

    from reprint_trace.reading.lines import Line


# ── trafilatura's judgement ─────────────────────────────────────────────────────────────

_DOUBTFUL = re.compile(  # what blocks are called that it throws away, as far as they stand in stories
    r"menu|nav|foot|head|side|share|social|relat|recommend|comment|promo|advert|sponsor|subscri|newsletter|cookie"
    r"|crumb|tags|copyright|caption|credit|author|byline|widget|popup|banner|button|hidden|rating|meta|overlay"
    r"|paywall|embed|dateline|stamp|viral|ticker|login|signin|next|prev|teaser|archive|more|extra|disclaim|notice",
    re.IGNORECASE,
)
_LINKED = 0.2  # share of a line in links below which they are part of the prose


def cleaned(lines: list[Line]) -> list[Line]:
    """What trafilatura's precise mode leaves of the lines; all of them if it leaves too little, or has nothing to
    judge by."""
    if not (any(map(_has_links, lines)) or any(map(_DOUBTFUL.search, _names_between(lines)))):
        return lines
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    document = bare_extraction(_skeleton(lines), options=_options())
    if not isinstance(document, Document):
        return lines
    left = "".join("".join(map(str, document.body.itertext())).split())
    kept = [line for line in lines if "".join(line.text.split()) in left]
    return kept if sum(len(line.text) for line in kept) > sum(len(line.text) for line in lines) / 2 else lines


def _has_links(line: Line) -> bool:
    return line.linked > _LINKED * line.size


def _names_between(lines: list[Line]) -> set[str]:
    """Classes and ids of the blocks of lines, up to the block around all of them."""
    blocks = {line.block for line in lines}
    first = lines[0].block
    same = min(shared(first, block) for block in blocks)
    names: set[str] = set()
    for held in blocks:
        block = held
        while block is not None and block.depth >= same:
            names.add(block.marks)
            block = block.around
    return names


@cache
def _options() -> Extractor:
    from trafilatura.settings import Extractor

    return Extractor(output_format="txt", fast=True, precision=True, comments=False, tables=False)


def _skeleton(lines: list[Line]) -> HtmlElement:
    """The lines as the small clean page trafilatura reads best: a paragraph each, in the named
    blocks that hold them; tables, styles and spans are gone."""
    from lxml import html

    page, body = html.Element("html"), html.Element("body")
    story = html.Element("div", id="articleContent")
    page.append(body)
    body.append(story)
    boxes = dict.fromkeys(_shared_ancestors(lines), story)
    for line in lines:
        paragraph = html.Element("p")
        box = _box(line.element, boxes, story)
        box.append(paragraph)
        if _has_links(line):
            _fill(paragraph, line)
        else:
            paragraph.text = line.text
    return page


def _fill(paragraph: HtmlElement, line: Line) -> None:
    """The line's text and links into its paragraph."""
    from lxml import html

    done, link = 0, None
    for anchor in line.anchors:
        before = line.text[done : anchor.start]
        if link is None:
            paragraph.text = before
        else:
            link.tail = before
        link = html.Element("a", href="#")
        link.text = line.text[anchor.start : anchor.end]
        paragraph.append(link)
        done = anchor.end
    if link is not None:
        link.tail = line.text[done:]


def _shared_ancestors(lines: list[Line]) -> list[HtmlElement]:
    paths = {
        id(line.element): [line.element, *line.element.iterancestors()][::-1]
        for line in lines
        if line.element is not None
    }
    shared = []
    for level in zip(*paths.values(), strict=False):
        if any(element is not level[0] for element in level):
            break
        shared.append(level[0])
    return shared


def _box(
    element: HtmlElement | None, boxes: dict[HtmlElement, HtmlElement], story: HtmlElement
) -> HtmlElement:
    """The skeleton's block for an element: one for each ancestor that has a class or an id."""
    chain = []
    while element is not None and element not in boxes:
        chain.append(element)
        element = element.getparent()
    box = story if element is None else boxes[element]
    for one in reversed(chain):
        names = {name: value for name in ("class", "id") if (value := one.get(name))}
        if names:
            inner = story.makeelement("div", names)
            box.append(inner)
            box = inner
        boxes[one] = box
    return box


# ── the body ────────────────────────────────────────────────────────────────────────────

PAGED = phrase("warning.paged")
NO_ARTICLE = phrase("warning.no-article")
_CAPTION = re.compile(
    r"caption|(?:img|image|pic|photo|figure)[-_]?(?:note|desc|txt|text|info|intro|tip|word)", re.IGNORECASE
)
_NEXT_PAGE = re.compile(
    r"[下后後]一?[页頁]|[共第]\s?\d{1,3}\s?[页頁]|[余餘]下全文"
    r"|^[\[【(（]?1[\]】)）\s]{1,3}[\[【(（]?2[\]】)）\s]|^1 2$"
)
_NUMBER = re.compile(r"\d+")
_BELOW = 8  # lines below the story in which its further pages are linked
_FULL_STOP = re.compile(r"[。！？…”’」』）)】\]]$")
_SUMMARY = re.compile(
    r"^[【\[]?(?:内容摘要|内容提要|内容导读|文章导读|本文导读|核心提示|摘要|导读|導讀|提要|导语|導語|简介|Summary)[】\]:： ]+"
)
_CUT_SHORT = re.compile(r"\s*(?:\.{3,6}|…{1,2})?(?:\s*[\[【(（]?(?:详细|全文|更多)[\]】)）]?)?$")
_MOST_SUMMARY, _SUMMARY_REACH = 2, 5  # lines of a lead, and below it those that may repeat it
_STOPS = re.compile(r"[。！？…”’」』）)】\]](?![。！？…”’」』）)】\]])")
_LINKS_AFTER = 20  # characters
_CLOSING = frozenset((Nature.CLOSING, Nature.NOTICE, Nature.CREDIT, Nature.LIST_HEADING))
_SITES_OWN = frozenset((Nature.CLOSING, Nature.NOTICE, Nature.FURNITURE))
_MOST_BREAKS = 40  # lists and notices looked at that are let into a story; each look costs its length
_PARAGRAPH = 30
_ENDS = ("。", "！", "？", "”", "」")
_BEGUN = 20  # characters of prose after which a credit or notice is behind the story, not before it


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is the story's paragraphs joined by newlines, `lines` the indices they came from."""

    text: str
    warnings: tuple[Phrase, ...] = ()
    lines: tuple[int, ...] = ()


def find_body(
    lines: Sequence[Line],
    root: HtmlElement | None,
    recognised: frozenset[int],
    headlines: Sequence[int],
    story: Run,
) -> Body:
    """The story of a page; empty, with a warning, when there is none.

    `recognised` are the lines that claims, furniture and teasers took for themselves; they
    are no part of it, nor are the `headlines`.  `story` is where `find_story` found it.
    """
    start, end = story
    shown = frozenset(headlines)
    told = [line for line in lines[start:end] if not line.hidden and line.index not in shown]
    told = [line for line in told if line.index not in recognised or line.nature is Nature.CREDIT]
    told = _before_tail(told, recognised)
    kept = _without_boxes([line for line in told if line.index not in recognised], lines, recognised)
    kept = _without_bylines(_without_captions([line for line in kept if line.nature is Nature.TEXT]))
    kept = _without_summary(kept)
    if root is not None and kept:
        kept = cleaned(kept)
    if not kept:
        return Body("", (NO_ARTICLE,))
    warnings = (PAGED,) if _is_paged(lines, kept[-1].index) else ()
    texts = [_without_links_after(line) for line in kept]
    texts[-1] = _without_phrase_after(without_credit_after(texts[-1]))
    return Body("\n".join(texts), warnings, tuple(line.index for line in kept))


def _before_tail(lines: list[Line], recognised: frozenset[int]) -> list[Line]:
    """The lines up to the first that closes the story, unless it goes on below that line."""
    prose = breaks = 0
    for place, line in enumerate(lines):
        if prose >= _BEGUN and breaks < _MOST_BREAKS and line.nature in _CLOSING:
            if _closes(lines, place, prose, recognised):
                return lines[:place]
            breaks += 1
        if line.size >= _BEGUN:
            prose += line.size
    return lines


def _closes(lines: list[Line], place: int, prose: int, recognised: frozenset[int]) -> bool:
    """Whether the story ends above a line: credits stand after most of it, notices may be let
    into it where its own block goes on, and so may lists of links and the credits of its parts."""
    kind, taken = lines[place].nature, lines[place].index in recognised
    below = [line for line in lines[place + 1 :] if _goes_on(line)]
    if taken and sum(len(line.text) for line in below) >= prose:
        return False  # a byline below a standfirst
    if kind not in (Nature.CREDIT, Nature.NOTICE) or taken:
        blocks = {line.inside for line in lines[: place + 1] if len(line.text) >= _BEGUN} - {None}
        below = [line for line in below if line.inside in blocks]
    more = sum(len(line.text) for line in below)
    if kind is Nature.LIST_HEADING and _heads_links(lines, place):
        return not more
    return not more if taken else more < prose


def _goes_on(line: Line) -> bool:
    """Whether a line is a paragraph of a story, perhaps a single sentence."""
    shortest = _BEGUN if line.text.endswith(_ENDS) else _PARAGRAPH
    return len(line.text) >= shortest and not line.is_link


def _heads_links(lines: list[Line], place: int) -> bool:
    """Whether links stand below a heading, or did before they were recognised as a list."""
    following = lines[place + 1 : place + 2]
    return any(line.index > lines[place].index + 1 or line.is_link for line in following)


def _without_boxes(kept: list[Line], lines: Sequence[Line], recognised: frozenset[int]) -> list[Line]:
    """The lines without the labels of boxes let into the story: short, in a block that holds none of its
    prose, beside links or what else is no text."""
    blocks = {line.inside for line in kept if _size(line) >= _PARAGRAPH}
    if not blocks:
        return kept

    def foreign(at: int) -> bool:
        line = lines[at]
        return at in recognised or line.is_link or line.nature is not Nature.TEXT

    def labels(line: Line) -> bool:
        if line.element is None or _size(line) >= _PARAGRAPH or _FULL_STOP.search(line.text):
            return False
        beside = [at for at in (line.index - 1, line.index + 1) if 0 <= at < len(lines)]
        return line.inside not in blocks and any(map(foreign, beside))

    return [line for line in kept if line.nature is not Nature.TEXT or not labels(line)]


def _without_bylines(lines: list[Line]) -> list[Line]:
    """The lines without the bylines before and after the story."""
    start, end = 0, len(lines)
    while start < end and is_byline(lines[start].text):
        start += 1
    while end > start and is_byline(lines[end - 1].text):
        end -= 1
    return lines[start:end]


def _without_captions(lines: list[Line]) -> list[Line]:
    """The lines without the captions of pictures; all of them where captions are most of the story."""
    told = [line for line in lines if not (_is_captioned(line) or is_caption(line.text))]
    return told if sum(map(_size, told)) * 2 >= sum(map(_size, lines)) else lines


def _is_captioned(line: Line) -> bool:
    """Whether markup calls a line the caption of a picture."""
    if line.element is None:
        return False
    return line.element.tag == "figcaption" or _CAPTION.search(line.element.get("class") or "") is not None


def _size(line: Line) -> int:
    return len(line.text)


def _without_summary(lines: list[Line]) -> list[Line]:
    """The lines without a summary on top: one that is labelled so, or that a paragraph soon below
    begins with, a lead printed twice."""
    for place in range(min(_MOST_SUMMARY, len(lines) - 1)):
        if _SUMMARY.match(lines[place].text) and _size(lines[place]) <= LONGEST_NOTICE:
            return lines[:place] + lines[place + 1 :]
        told = _CUT_SHORT.sub("", _SUMMARY.sub("", lines[place].text))
        below = lines[place + 1 : place + 1 + _SUMMARY_REACH]
        if len(told) >= _BEGUN and any(line.text.startswith(told) for line in below):
            return lines[:place] + lines[place + 1 :]
    return lines


def _without_links_after(line: Line) -> str:
    """A paragraph's text without the site's links behind its last full stop (返回首页，查看更多)."""
    end = len(line.text)
    for anchor in reversed(line.anchors):
        between = line.text[anchor.end : end]
        if len(between.strip()) > 1:
            break
        end = anchor.start
    before, links = line.text[:end].rstrip(), line.text[end:]
    if links and len(links) <= _LINKS_AFTER and _FULL_STOP.search(before):
        return before
    return line.text


def _without_phrase_after(text: str) -> str:
    """A last paragraph without the site's own phrase behind its last full stop, link or not."""
    ends = [match.end() for match in _STOPS.finditer(text)]
    for end in ends[-2:]:
        if end < len(text) <= end + _LINKS_AFTER and nature(text[end:].strip()) in _SITES_OWN:
            return text[:end]
    return text


def _is_paged(lines: Sequence[Line], last: int) -> bool:
    """Whether the lines right below the story lead to its next page."""
    below = [line for line in lines[last + 1 : last + 1 + _BELOW] if not line.hidden]
    for line in below:
        if line.nature is Nature.LIST_HEADING:
            break
        numbers = set(_NUMBER.findall(line.text))
        if len(line.text) <= _PARAGRAPH * 2 and _NEXT_PAGE.search(line.text) and numbers != {"1"}:
            return True
    return False
