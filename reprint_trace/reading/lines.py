"""A page as the lines a reader sees: the common ground of HTML pages and plain-text saves.

A page's text becomes a tree in bounded time and memory, with what breaks libxml2 repaired, and the
tree becomes lines.  Claims, furniture and teasers are read from lines, so that a credit split over
three spans and the same credit in a text save look alike.  Here too: what markup alone sets apart on a
line, what running text is, where most of it stands before anything else is known, and what heads a list.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import is_label
from reprint_trace.attribution.names import is_control
from reprint_trace.model import Phrase, phrase
from reprint_trace.reading.encoding import textual
from reprint_trace.vocabulary import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree
    from lxml.html import HtmlElement


# ── the tree ────────────────────────────────────────────────────────────────────────────

MAX_TAGS = 200_000
TOO_MANY_TAGS = phrase("warning.many-tags", most=MAX_TAGS)
TOO_DEEP = phrase("warning.deep")
_LARGE = 1 << 20
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=%\s]{200,}")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,9}));?")
_END = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)


def parse(text: str) -> tuple[HtmlElement, list[Phrase]]:
    """The tree of a page, and warnings of what was left out of it.

    Embedded files are dropped, and what follows MAX_TAGS tags: no saved story comes near.  So
    are the page's end tags: included headers bring their own, and libxml2 stops reading there.
    """
    from lxml import etree, html

    if len(text) > _LARGE:
        text = _EMBEDDED.sub("", text)
    text, warnings = _END.sub("", text), list[Phrase]()
    if "&#" in text:
        text = _REFERENCE.sub(_legal, text)
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        text = "<".join(text.split("<", MAX_TAGS + 1)[: MAX_TAGS + 1])
        warnings.append(TOO_MANY_TAGS)
    parser = _parser()
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments
        return html.Element("html"), warnings
    if parser.error_log.filter_from_fatals():
        warnings.append(TOO_DEEP)
    return root, warnings


def _legal(reference: re.Match[str]) -> str:
    """A character reference; one to what markup may not hold (&#27;, &#xFFFE;) as browsers take it: the
    parser lets it through, and whoever copies the text stumbles."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code <= sys.maxunicode and textual(chr(code)):
        return reference.group()
    return textual(unescape(reference.group()))


def _parser() -> etree.HTMLParser:
    """A parser all of whose elements are plain ones: lxml.html's own asks Python for the class of each."""
    from lxml import etree, html

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=html.HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction
        )
    )
    return parser


# ── the lines ───────────────────────────────────────────────────────────────────────────

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


# ── what markup sets apart on a line ────────────────────────────────────────────────────

_MOST_TEXTS = 60  # of a block, among which those of a line are looked for
_LONGEST_LINE, _LONGEST_ASIDE = 200, 8
_VALUE = re.compile(r"[\s\d:：(（\[]")


def seams(line: Line) -> tuple[int, ...]:
    """Where inside a line's text one inline element ends or the next begins, in order."""
    found: set[int] = set()
    at = 0
    within = line.element.itertext() if line.element is not None and len(line.element) else ()
    for raw in islice(within, _MOST_TEXTS):
        shown = _SPACE.sub(" ", raw).strip(" ")
        start = line.text.find(shown, at) if shown else -1
        if start >= 0:
            at = start + len(shown)
            found.update((start, at))
    return tuple(sorted(found - {0, len(line.text)}))


def asides(line: Line) -> list[tuple[int, int]]:
    """The spans of a line that are inline elements of their own and a control, a counter or
    another field (听新闻, 阅读 123, 日期：2021-03-05)."""
    if len(line.text) > _LONGEST_LINE:
        return []
    edges = seams(line)
    spans = pairwise((0, *edges, len(line.text))) if edges else ()
    return [(start, end) for start, end in spans if _is_aside(line.text[start:end])]


def _is_aside(text: str) -> bool:
    word = _VALUE.split(text.strip(" "), maxsplit=1)[0]
    return 0 < len(word) <= _LONGEST_ASIDE and (is_control(word) or is_label(word))


# ── running text and headings ───────────────────────────────────────────────────────────

_SENTENCE = re.compile(r"[。！？；，,…”]")
_LONGEST_HEADING = 12
_GAP = 15  # lines without a paragraph after which a story has ended
_PARAGRAPH, _WRAPPED = 40, 26  # characters of a paragraph, and of a line of hard-wrapped text


def is_paragraph(line: Line, shortest: int = _PARAGRAPH) -> bool:
    """Whether a line is running text: long, with sentence marks, and not made of links."""
    if len(line.text) < shortest:
        return False
    linked = sum([anchor.end - anchor.start for anchor in line.anchors]) if line.anchors else 0
    return linked * 2 < len(line.text) and _SENTENCE.search(line.text) is not None


def main_text(lines: Sequence[Line]) -> tuple[int, int]:
    """The half-open range of lines with the most running text, gaps of a few lines allowed.

    It begins where the story does, give or take a promotion, and may end early; an empty range
    at the end of the page when it has no running text.
    """
    best, best_size = (len(lines), len(lines)), 0
    start = last = -1
    size = 0
    for line in lines:
        if line.hidden or not is_paragraph(line, _WRAPPED):
            continue
        if start < 0 or line.index - last > _GAP:
            start, size = line.index, 0
        last = line.index
        size += len(line.text)
        if size > best_size:
            best, best_size = (start, last + 1), size
    return best


def opens_list(line: Line) -> bool:
    """Whether a line is the heading of a list of other stories (相关阅读, 热门推荐 …)."""
    text = line.text.strip(" :：[]【】>＞")
    return len(text) <= _LONGEST_HEADING and text.startswith(_list_headings())


@cache
def _list_headings() -> tuple[str, ...]:
    return tuple(heading for heading, strength in cells("teaser_headings") if strength == "list")
