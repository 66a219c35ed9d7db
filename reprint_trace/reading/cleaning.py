"""What of the story's lines is not the story: trafilatura's judgement, on input it reads well.

Its own choice of a region fails on Chinese pages (English class names, layout tables, bodies
with a border), and costs most of its time.  So it is given only the lines of the story, as a
small clean page, and asked what there it would throw away.  It judges by the names of blocks
and by links: where a story has neither, it is not asked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.reading.segment import measure

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

    from reprint_trace.reading.lines import Line

_LINKED = 0.2  # share of a line in links below which they are part of the prose


def cleaned(lines: list[Line]) -> list[Line]:
    """What trafilatura's precise mode leaves of the lines; all of them if it leaves too little."""
    page = _skeleton(lines)
    if page is None:
        return lines
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    document = bare_extraction(page, options=_options())
    if not isinstance(document, Document):
        return lines
    left = "".join("".join(map(str, document.body.itertext())).split())
    kept = [line for line in lines if "".join(line.text.split()) in left]
    return kept if sum(len(line.text) for line in kept) > sum(len(line.text) for line in lines) / 2 else lines


@cache
def _options() -> Extractor:
    from trafilatura.settings import Extractor

    return Extractor(output_format="txt", fast=True, precision=True, comments=False, tables=False)


def _skeleton(lines: list[Line]) -> HtmlElement | None:
    """The lines as the small clean page trafilatura reads best: a paragraph each, in the named
    blocks that hold them; tables, styles and spans are gone.  None without names and links."""
    from lxml import html

    page, body = html.Element("html"), html.Element("body")
    story = html.Element("div", id="articleContent")
    page.append(body)
    body.append(story)
    boxes = dict.fromkeys(_shared_ancestors(lines), story)
    plain = True
    for line in lines:
        paragraph = html.Element("p")
        box = _box(line.element, boxes, story)
        box.append(paragraph)
        size, linked = measure(line)
        if linked > _LINKED * size:
            _fill(paragraph, line)
        else:
            paragraph.text = line.text
        plain = plain and box is story and not len(paragraph)
    return None if plain else page


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
