"""The story alone: found among the lines, then cleaned by trafilatura."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.reading.boilerplate import Nature, is_byline, nature
from reprint_trace.reading.segment import Run, find_story, is_linked, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

NO_ARTICLE = "no article text found"
_PUNCTUATION = re.compile(r"\W+")
_FULL_STOP = re.compile(r"[。！？…][”’」』）)】]?$")
_LINKS_AFTER = 20  # characters
_LINKED = 0.2  # share of a line in links below which they are part of the prose
_PARAGRAPH = 30
_BEGUN = 20  # characters of prose after which a credit or notice is behind the story, not before it


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is the story's paragraphs joined by newlines, `lines` the indices they came from."""

    text: str
    warnings: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def find_body(
    lines: Sequence[Line],
    root: HtmlElement | None,
    recognised: frozenset[int],
    title: str | None,
    story: Run | None = None,
) -> Body:
    """The story of a page; empty, with a warning, when there is none.

    `recognised` are the lines that claims, furniture and teasers took for themselves; they
    are no part of it.  `story` is where `find_story` found it, if that was asked before.
    """
    headlines = headline_lines(lines, title)
    start, end = story or find_story(lines, recognised, headlines)
    kept = [line for line in lines[start:end] if not line.hidden and line.index not in recognised]
    kept = _before_tail([line for line in kept if line.index not in headlines])
    kept = _without_bylines([line for line in kept if nature(line.text) is Nature.TEXT])
    if root is not None and kept:
        kept = _cleaned(kept)
    if not kept:
        return Body("", (NO_ARTICLE,))
    return Body("\n".join(_without_links_after(line) for line in kept), lines=tuple(line.index for line in kept))


def headline_lines(lines: Sequence[Line], title: str | None) -> list[int]:
    """The lines that show the headline and little else."""
    if not title:
        return []
    wanted = _PUNCTUATION.sub("", title)
    shown = [(line, _PUNCTUATION.sub("", line.text)) for line in lines if not line.hidden]
    found = [line for line, text in shown if wanted in text and len(text) < 1.6 * len(wanted)]
    plain = [line.index for line in found if not is_linked(line)]
    return plain or [line.index for line in found]


def _before_tail(lines: list[Line]) -> list[Line]:
    """The lines up to the first that closes the story, unless it goes on below that line."""
    prose = 0
    for place, line in enumerate(lines):
        if prose >= _BEGUN and _closes(lines, place, prose):
            return lines[:place]
        size = measure(line)[0]
        if size >= _BEGUN:
            prose += size
    return lines


def _closes(lines: list[Line], place: int, prose: int) -> bool:
    """Whether the story ends above a line: credits stand after most of it, notices may be let
    into it where its own block goes on, and lists of other stories often are."""
    kind = nature(lines[place].text)
    if kind in (Nature.TEXT, Nature.FURNITURE):
        return False
    below = [line for line in lines[place + 1 :] if len(line.text) >= _PARAGRAPH and not is_linked(line)]
    if kind is not Nature.CREDIT:
        blocks = {_parent(line) for line in lines[:place] if len(line.text) >= _BEGUN} - {None}
        below = [line for line in below if _parent(line) in blocks]
    more = sum(len(line.text) for line in below)
    return not more if kind is Nature.LIST_HEADING else more < prose


def _without_bylines(lines: list[Line]) -> list[Line]:
    """The lines without the bylines before and after the story."""
    start, end = 0, len(lines)
    while start < end and is_byline(lines[start].text):
        start += 1
    while end > start and is_byline(lines[end - 1].text):
        end -= 1
    return lines[start:end]


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


def _parent(line: Line) -> HtmlElement | None:
    return None if line.element is None else line.element.getparent()


def _cleaned(lines: list[Line]) -> list[Line]:
    """What trafilatura's precise mode leaves of the lines; all of them if it leaves too little."""
    from trafilatura import bare_extraction

    document = bare_extraction(
        _skeleton(lines), fast=True, favor_precision=True, include_comments=False, include_tables=False
    )
    if document is None or document.body is None:
        return lines
    left = "".join("".join(document.body.itertext()).split())
    kept = [line for line in lines if "".join(line.text.split()) in left]
    return kept if sum(len(line.text) for line in kept) > sum(len(line.text) for line in lines) / 2 else lines


def _skeleton(lines: list[Line]) -> HtmlElement:
    """The lines as the small clean page trafilatura reads best: a paragraph each, in the named
    blocks that hold them; tables, styles and spans are gone."""
    from lxml import html

    page = html.Element("html")
    story = html.Element("div", id="articleContent")
    body = html.Element("body")
    page.append(body)
    body.append(story)
    boxes = dict.fromkeys(_shared_ancestors(lines), story)
    for line in lines:
        paragraph = html.Element("p")
        _box(line.element, boxes, story).append(paragraph)
        done, link = 0, None
        size, linked = measure(line)
        for anchor in line.anchors if linked > _LINKED * size else ():
            before = line.text[done : anchor.start]
            if link is None:
                paragraph.text = before
            else:
                link.tail = before
            link = html.Element("a", href="#")
            link.text = line.text[anchor.start : anchor.end]
            paragraph.append(link)
            done = anchor.end
        if link is None:
            paragraph.text = line.text
        else:
            link.tail = line.text[done:]
    return page


def _shared_ancestors(lines: list[Line]) -> list[HtmlElement]:
    paths = [
        [line.element, *line.element.iterancestors()][::-1] for line in lines if line.element is not None
    ]
    shared = []
    for level in zip(*paths, strict=False):
        if any(element is not level[0] for element in level):
            break
        shared.append(level[0])
    return shared


def _box(
    element: HtmlElement | None, boxes: dict[HtmlElement, HtmlElement], story: HtmlElement
) -> HtmlElement:
    """The skeleton's block for an element: one for each ancestor that has a class or an id."""
    from lxml import html

    chain = []
    while element is not None and element not in boxes:
        chain.append(element)
        element = element.getparent()
    box = story if element is None else boxes[element]
    for one in reversed(chain):
        names = {name: value for name in ("class", "id") if (value := one.get(name))}
        if names:
            inner = html.Element("div", names)
            box.append(inner)
            box = inner
        boxes[one] = box
    return box
