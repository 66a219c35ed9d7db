"""A page as the lines a reader sees: the common ground of HTML pages and plain-text saves.

Claims, furniture and teasers are read from lines, so that a credit split over three spans
and the same credit in a text save look alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

BLOCKS = frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav
    ol option p pre section select summary table tbody td tfoot th thead title tr ul""".split()
)
UNSEEN = frozenset("head iframe math noframes noscript object script style svg template textarea".split())
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_CLAUSE = re.compile(r"。|[，；][^\d\s，；]{6,}")
_SHOWS = re.compile(
    r"getElementById\(['\"]([\w-]{1,40})['\"]\)\.(?:style\.display ?= ?['\"](?!none)|removeAttribute)"
    r"|\$\(['\"]#([\w-]{1,40})['\"]\)\.(?:show|fadeIn|slideDown|css\(['\"]display['\"], ?['\"](?!none))"
)
_MOST_SCRIPT = 1_000_000  # characters of a page's scripts in which calls that show are looked for
_INDENT = re.compile(r"(?<=[。！？…”）)])\u3000{2,}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside a line: `line.text[start:end]` is what it shows."""

    start: int
    end: int
    url: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line as shown: white space folded to single spaces, never empty.

    `element` is the innermost block element that holds it (None in a text save); `hidden`
    when its markup says display:none or hidden.
    """

    index: int
    text: str
    element: HtmlElement | None = None
    anchors: tuple[Anchor, ...] = ()
    hidden: bool = False


def is_prose(text: str) -> bool:
    """Whether a short line is a sentence, not a byline: it ends like one, or has a clause in it."""
    return _CLAUSE.search(text) is not None


def text_lines(text: str, limit: int | None = None) -> list[Line]:
    """The lines of a plain-text save, empty ones left out; the first `limit` of them.

    An indent behind the end of a sentence is where a paragraph began before lines were joined.
    """
    shown = (_SPACE.sub(" ", part).strip() for raw in text.splitlines() for part in _INDENT.split(raw))
    return [Line(index, line) for index, line in enumerate(islice(filter(None, shown), limit))]


def html_lines(root: HtmlElement) -> list[Line]:
    """The lines of a parsed page, in document order; one pass, no recursion."""
    lines: list[Line] = []
    for element, pieces, hidden in _runs(root):
        line = _line(len(lines), element, pieces, hidden)
        if line is not None:
            lines.append(line)
    return lines


Piece = tuple[str, "HtmlElement | None"]  # text and the <a> it stands in
Run = tuple["HtmlElement", list[Piece], bool]


def _runs(root: HtmlElement) -> Iterator[Run]:
    """Runs of inline text between block boundaries, each with the block that holds it."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    place, pieces = _Place(root, _shown_by_script(root)), list[Piece]()
    for event, element in walk:
        tag = element.tag
        if tag in BLOCKS and pieces:
            yield place.blocks[-1], pieces, place.hidden is not None
            pieces = []
        if event != "start":
            place.leave(element, tag)
            text = element.tail if element is not root else None
        elif tag in UNSEEN:
            walk.skip_subtree()
            continue
        else:
            place.enter(element, tag)
            text = element.text
        if text and "\n" in text and place.blocks[-1].tag == "pre":
            first, *more = text.split("\n")
            pieces.append((first, place.links[-1]))
            for row in more:
                yield place.blocks[-1], pieces, place.hidden is not None
                pieces = [(row, place.links[-1])]
        elif text and (pieces or not text.isspace()):
            pieces.append((text, place.links[-1]))
    if pieces:
        yield root, pieces, False


class _Place:
    """Where in the tree we are: the blocks and links around, the outermost hidden element."""

    def __init__(self, root: HtmlElement, shown: frozenset[HtmlElement]) -> None:
        self.shown = shown
        self.blocks: list[HtmlElement] = [root]
        self.links: list[HtmlElement | None] = [None]
        self.hidden: HtmlElement | None = None

    def enter(self, element: HtmlElement, tag: str) -> None:
        if tag in BLOCKS and tag != "br":
            self.blocks.append(element)
        elif tag == "a":
            self.links.append(element)
        if self.hidden is None and _is_hidden(element) and element not in self.shown:
            self.hidden = element

    def leave(self, element: HtmlElement, tag: str) -> None:
        if tag in BLOCKS and tag != "br":
            self.blocks.pop()
        elif tag == "a":
            self.links.pop()
        if element is self.hidden:
            self.hidden = None


def _shown_by_script(root: HtmlElement) -> frozenset[HtmlElement]:
    """The hidden elements that a script shows: those it names in a call that shows, and those that hold
    the headline or most of the page's text."""
    hidden = [
        element for element in root.iter("div", "section", "article", "main", "body") if _is_hidden(element)
    ]
    if not hidden:
        return frozenset()
    body = root.find(".//body")
    whole = sum(len(text) for text in (root if body is None else body).itertext())
    scripts = "\n".join(script.text for script in root.iter("script") if script.text)
    calls = _SHOWS.findall(scripts[:_MOST_SCRIPT])
    called = {name for call in calls for name in call if name}
    return frozenset(
        element
        for element in hidden
        if element.get("id") in called
        or next(element.iter("h1"), None) is not None
        or sum(map(len, element.itertext())) * 2 > whole
    )


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


def _line(index: int, element: HtmlElement, pieces: list[Piece], hidden: bool) -> Line | None:
    if len(pieces) == 1 and pieces[0][1] is None:
        text = _SPACE.sub(" ", pieces[0][0]).strip(" ")
        return Line(index, text, element, (), hidden) if text else None
    text, anchors = "", []
    for raw, link in pieces:
        shown = _SPACE.sub(" ", raw)
        if not text or text.endswith(" "):
            shown = shown.lstrip(" ")
        if link is not None and shown.strip():
            end = len(text) + len(shown.rstrip(" "))
            anchors.append(Anchor(len(text), end, link.get("href")))
        text += shown
    text = text.rstrip(" ")
    return Line(index, text, element, tuple(anchors), hidden) if text else None
