"""The story alone: found among the lines, then cleaned by trafilatura."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.reading.boilerplate import ends_story
from reprint_trace.reading.segment import find_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

NO_ARTICLE = "no article text found"
_PUNCTUATION = re.compile(r"\W+")
_TAIL_FROM = 0.35  # of the lines: the story is not over before


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is the story's paragraphs joined by newlines, `lines` the indices they came from."""

    text: str
    warnings: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def find_body(
    lines: Sequence[Line], root: HtmlElement | None, recognised: frozenset[int], title: str | None
) -> Body:
    """The story of a page; empty, with a warning, when there is none.

    `recognised` are the lines that claims, furniture and teasers took for themselves; they
    are no part of it.
    """
    headlines = _headlines(lines, title)
    start, end = find_story(lines, recognised, headlines)
    kept = [line for line in lines[start:end] if not line.hidden and line.index not in recognised]
    kept = _before_tail([line for line in kept if line.index not in headlines])
    if root is not None and kept:
        kept = _cleaned(kept)
    if not kept:
        return Body("", (NO_ARTICLE,))
    return Body("\n".join(line.text for line in kept), lines=tuple(line.index for line in kept))


def _headlines(lines: Sequence[Line], title: str | None) -> list[int]:
    """The lines that show the headline and little else."""
    if not title:
        return []
    wanted = _PUNCTUATION.sub("", title)
    shown = ((line.index, _PUNCTUATION.sub("", line.text)) for line in lines if not line.hidden)
    return [index for index, text in shown if wanted in text and len(text) < 1.6 * len(wanted)]


def _before_tail(lines: list[Line]) -> list[Line]:
    for place, line in enumerate(lines):
        if place >= _TAIL_FROM * len(lines) and ends_story(line.text):
            return lines[:place]
    return lines


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
