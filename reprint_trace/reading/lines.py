"""A page as the lines a reader sees: the common ground of HTML pages and plain-text saves.

The tree becomes lines, each told once what it is.  Claims, furniture and teasers are read from lines, so that a credit split over
three spans and the same credit in a text save look alike.  Here too: what markup alone sets apart on a
line, what running text is, where most of it stands before anything else is known, and what heads a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from reprint_trace.attribution.fields import fields, is_label
from reprint_trace.attribution.names import is_control
from reprint_trace.reading.dates import dates, is_dated_otherwise, may_state
from reprint_trace.reading.tags import Nature, nature
from reprint_trace.text.addresses import is_printed
from reprint_trace.vocabulary import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from lxml.html import HtmlElement

    from reprint_trace.attribution.fields import Field
    from reprint_trace.reading.dates import Stated


# ── the lines ───────────────────────────────────────────────────────────────────────────

BLOCKS = frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav
    ol option p pre section select summary table tbody td tfoot th thead title tr ul""".split()
)
UNSEEN = frozenset("head iframe math noframes noscript object script style svg template textarea".split())
_PARAGRAPHS = frozenset(("p", "div", "section"))
_WRAPPERS = 3  # around each paragraph
LONGEST_TOLD = 300  # characters of a line whose dates and fields are told
_REMARKS = re.compile(
    r"comment|(?:^|[\s_-])(?:cmts?|cmnt|pinglun|replies|reply|disqus|guestbook|liuyan)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|topbar|breadcrumbs?|friend-?links?|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"related|recommend|xiangguan|tuijian", re.IGNORECASE
)  # lists of stories, wherever they hang
_CRUMB = re.compile(r"crumb|(?:^|[\s_-])(?:path|position|location|weizhi|mbx)(?:$|[\s_-])", re.IGNORECASE)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_CLAUSE = re.compile(r"。|[，；][^\d\s，；]{6,}")
_SHOWS = re.compile(
    r"getElementById\(['\"]([\w-]{1,40})['\"]\)\.(?:style\.display ?= ?['\"](?!none)|removeAttribute)"
    r"|\$\(['\"]#([\w-]{1,40})['\"]\)\.(?:show|fadeIn|slideDown|css\(['\"]display['\"], ?['\"](?!none))"
)
_MOST_SCRIPT = 1_000_000  # characters of a page's scripts in which calls that show are looked for
_INDENT = re.compile(r"(?<=[。！？…”）)])\u3000{2,}")


class Anchor(NamedTuple):
    """A link inside a line: `line.text[start:end]` is what it shows."""

    start: int
    end: int
    url: str | None


class Block(NamedTuple):
    """An element that holds lines, or blocks with lines, as many steps below the root as `depth` says.

    `remark` and `navigation` are the nearest elements, itself or around it, that are named for comments
    and for the site's navigation; `crumb` when it is named for the path to the page.  Two are the same only
    as objects.
    """

    element: HtmlElement
    tag: str
    marks: str  # its class and id
    around: Block | None
    depth: int
    remark: HtmlElement | None
    navigation: HtmlElement | None
    crumb: bool


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line as shown, white space folded to single spaces, never empty; and what its text tells, found out
    when somebody asks and kept under the text, since two lines in five of a site's page stand on its earlier ones.

    `block` is the innermost block element that holds it (None in a text save), `inside` what holds that
    block and its siblings: where each paragraph has wrappers of its own, the block around these; `hidden`
    when its markup says display:none or hidden; `seams` where inside its text one inline element ends or
    the next begins.  `size` are its characters and `linked` those of them in
    links, spaces not counted; `is_link` when most of it is links.
    """

    index: int
    text: str
    block: Block | None = None
    inside: HtmlElement | None = None
    anchors: tuple[Anchor, ...] = ()
    hidden: bool = False
    seams: tuple[int, ...] = ()
    size: int = 0
    linked: int = 0
    is_link: bool = False

    @property
    def element(self) -> HtmlElement | None:
        """Its block's element."""
        return None if self.block is None else self.block.element

    @property
    def tag(self) -> str:
        """Its block's tag, "" in a text save."""
        return "" if self.block is None else self.block.tag

    @property
    def nature(self) -> Nature:
        """What its phrases make it."""
        return nature(self.text)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its labelled fields; none of a line longer than LONGEST_TOLD."""
        return _fields(self.text)

    @property
    def dates(self) -> tuple[Stated, ...]:
        """The dates in it; none of a line longer than LONGEST_TOLD."""
        return _dates(self.text)[0]

    @property
    def dated(self) -> bool:
        """Whether it states when: a date, one told from now, or a day and minute of no year."""
        return _dates(self.text)[1]

    @property
    def paused(self) -> bool:
        """Whether it holds the marks of a sentence."""
        return _PAUSE.search(self.text) is not None


def line_of(
    index: int,
    text: str,
    block: Block | None = None,
    inside: HtmlElement | None = None,
    anchors: tuple[Anchor, ...] = (),
    hidden: bool = False,
    seams: tuple[int, ...] = (),
) -> Line:
    """A line, its characters counted."""
    size = len(text) - text.count(" ")
    if not anchors:
        return Line(index, text, block, inside, (), hidden, seams, size)
    linked = 0
    for start, end, _ in anchors:
        linked += end - start - text.count(" ", start, end)
    return Line(index, text, block, inside, anchors, hidden, seams, size, linked, linked * 2 > size)


@lru_cache(maxsize=1 << 14)
def _fields(text: str) -> tuple[Field, ...]:
    return fields(text) if len(text) <= LONGEST_TOLD else ()


@lru_cache(maxsize=1 << 14)
def _dates(text: str) -> tuple[tuple[Stated, ...], bool]:
    """The dates of a line, and whether it states when."""
    if len(text) > LONGEST_TOLD or not may_state(text) or _is_address(text):
        return (), False
    stated = dates(text)
    return stated, bool(stated) or is_dated_otherwise(text)


def _is_address(text: str) -> bool:
    """Whether a line is a printed address and nothing else: the day in its path is nobody's date."""
    return "/" in text and " " not in text and text.isascii() and is_printed(text)


def elements_around(block: Block | None) -> Iterator[HtmlElement]:
    """A block's element and those around it, from the inside."""
    while block is not None:
        yield block.element
        block = block.around


def shared(one: Block | None, other: Block | None) -> int:
    """How many blocks around two, themselves counted, are the same."""
    while one is not other and one is not None and other is not None:
        if one.depth >= other.depth:
            one = one.around
        else:
            other = other.around
    return 0 if one is None or other is None else one.depth + 1


def is_sentence(line: Line) -> bool:
    """Whether a short line is a sentence, not a byline: it ends like one, or has a clause in it."""
    return line.paused and _CLAUSE.search(line.text) is not None


def is_dated(line: Line) -> bool:
    """Whether a line states when, and no sentence."""
    return line.dated and not is_sentence(line)


def text_lines(text: str, limit: int | None = None) -> list[Line]:
    """The lines of a plain-text save, empty ones left out; the first `limit` of them.

    An indent behind the end of a sentence is where a paragraph began before lines were joined.
    """
    shown = (_SPACE.sub(" ", part).strip() for raw in text.splitlines() for part in _INDENT.split(raw))
    return [line_of(index, line) for index, line in enumerate(islice(filter(None, shown), limit))]


def html_lines(root: HtmlElement, limit: int | None = None) -> list[Line]:
    """The lines of a parsed page, in document order, the first `limit` of them; one pass, no recursion."""
    blocks = _Blocks()
    inside: dict[HtmlElement, HtmlElement | None] = {}
    lines: list[Line] = []
    for element, pieces, hidden in _runs(root):
        if (shown := _shown(pieces)) is None:
            continue
        if element not in inside:
            inside[element] = _inside(element)
        text, anchors, seams = shown
        lines.append(line_of(len(lines), text, blocks.of(element), inside[element], anchors, hidden, seams))
        if len(lines) == limit:
            break
    return lines


class _Blocks:
    """The blocks of a page, each made once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, Block] = {}

    def of(self, element: HtmlElement) -> Block:
        """The block of an element; those around it are made too."""
        known = self._known
        around = known.get(element)
        if around is not None:
            return around
        chain: list[HtmlElement] = []
        at: HtmlElement | None = element
        while at is not None and (around := known.get(at)) is None:
            chain.append(at)
            at = at.getparent()
        for each in reversed(chain):
            around = known[each] = _block(each, around)
        return cast("Block", around)


def _block(element: HtmlElement, around: Block | None) -> Block:
    tag, marks = element.tag, f"{element.get('class', '')} {element.get('id', '')}"
    if around is None:
        depth, remark, navigation = 0, None, None
    else:
        depth, remark, navigation = around.depth + 1, around.remark, around.navigation
    if tag in ("html", "body"):
        return Block(element, tag, marks, around, depth, None, None, False)
    called, leads, crumb, lists = _named(marks)
    if called:
        remark = element
    if leads or tag in ("nav", "footer"):
        navigation = element
    return Block(element, tag, marks, around, depth, remark, None if lists else navigation, crumb)


@lru_cache(maxsize=1 << 13)  # a site's pages, and the elements of one, are made up alike
def _named(marks: str) -> tuple[bool, ...]:
    """Whether an element is named for comments, for navigation, for the path to the page, for other stories."""
    return tuple(pattern.search(marks) is not None for pattern in (_REMARKS, _NAVIGATION, _CRUMB, _LISTED))


def _inside(element: HtmlElement) -> HtmlElement | None:
    wrapper = block = element.getparent()
    for _ in range(_WRAPPERS):
        if wrapper is None or _only_child(wrapper) is None:
            break
        if any(map(_wraps_one, _beside(wrapper))):
            return wrapper.getparent()
        wrapper = wrapper.getparent()
    return block


def _beside(block: HtmlElement) -> Iterator[HtmlElement]:
    """The two blocks of its kind before and after a block."""
    for before in (True, False):
        yield from islice(block.itersiblings(str(block.tag), preceding=before), 2)


def _wraps_one(block: HtmlElement) -> bool:
    only = _only_child(block)
    return only is not None and only.tag in _PARAGRAPHS


def _only_child(element: HtmlElement) -> HtmlElement | None:
    """The one element in another; counting all of them would take time for each of a hundred thousand."""
    first = next(element.iterchildren(), None)
    return first if first is not None and first.getnext() is None else None


Piece = tuple[str, "HtmlElement | None"]  # text and the <a> it stands in
Run = tuple["HtmlElement", list[Piece], bool]


def _runs(root: HtmlElement) -> Iterator[Run]:  # noqa: C901, PLR0912 (a call an element would cost more than the rest)
    """Runs of inline text between block boundaries, each with the block that holds it."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    unseen, hidden = _hidden(root), None
    blocks, links, pieces = [root], list["HtmlElement | None"]((None,)), list[Piece]()
    for event, element in walk:
        tag = element.tag
        block = tag in BLOCKS
        if block and pieces:
            yield blocks[-1], pieces, hidden is not None
            pieces = []
        if event != "start":
            if block and tag != "br":
                blocks.pop()
            elif tag == "a":
                links.pop()
            if element is hidden:
                hidden = None
            text = element.tail if element is not root else None
        elif tag in UNSEEN:
            walk.skip_subtree()
            continue
        else:
            if block and tag != "br":
                blocks.append(element)
            elif tag == "a":
                links.append(element)
            if hidden is None and element in unseen:
                hidden = element
            text = element.text
        if not text:
            continue
        if "\n" in text and blocks[-1].tag == "pre":
            first, *more = text.split("\n")
            pieces.append((first, links[-1]))
            for row in more:
                yield blocks[-1], pieces, hidden is not None
                pieces = [(row, links[-1])]
        elif pieces or not text.isspace():
            pieces.append((text, links[-1]))
    if pieces:
        yield root, pieces, False


def _hidden(root: HtmlElement) -> frozenset[HtmlElement]:
    """The elements whose markup hides them, but for those that a script shows: those it names in a call
    that shows, and those that hold the headline or most of the page's text."""
    hidden = [each for each in root.iter("*") if _is_hidden(each)]
    large = [each for each in hidden if each.tag in ("div", "section", "article", "main", "body")]
    if not large:
        return frozenset(hidden)
    ids = {name for each in large if (name := each.get("id"))}
    called = _called(root, ids) if ids else frozenset()
    body = root.find(".//body")
    whole = _characters(root if body is None else body)
    shown = {
        element
        for element in large
        if element.get("id") in called
        or _characters(element) * 2 > whole
        or next(element.iter("h1"), None) is not None
    }
    return frozenset(hidden) - shown


def _called(root: HtmlElement, ids: set[str]) -> frozenset[str]:
    """Those of the ids of elements that scripts show."""
    scripts = "\n".join(script.text for script in root.iter("script") if script.text)[:_MOST_SCRIPT]
    if not any(each in scripts for each in ids):
        return frozenset()
    return frozenset(name for call in _SHOWS.findall(scripts) for name in call if name)


def _characters(element: HtmlElement) -> float:
    return cast("float", _length()(element))


@cache
def _length() -> etree.XPath:
    from lxml import etree

    return etree.XPath("string-length(.)")


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


def _shown(pieces: list[Piece]) -> tuple[str, tuple[Anchor, ...], tuple[int, ...]] | None:
    """The text of a run as shown, its links and its seams; None when it shows nothing."""
    if len(pieces) == 1:
        raw, link = pieces[0]
        text = _spaced(raw).strip(" ")
        anchors = () if link is None else (Anchor(0, len(text), link.get("href")),)
        return (text, anchors, ()) if text else None
    text, found, edges = "", list[Anchor](), set[int]()
    for raw, link in pieces:
        shown = _spaced(raw)
        if not text or text[-1] == " ":
            shown = shown.lstrip(" ")
        if shown and shown != " ":
            start, end = len(text) + (shown[0] == " "), len(text) + len(shown.rstrip(" "))
            edges.update((start, end))
            if link is not None:
                found.append(Anchor(len(text), end, link.get("href")))
        text += shown
    text = text.rstrip(" ")
    edges -= {0, len(text)}
    return (text, tuple(found), tuple(sorted(edges))) if text else None


def _spaced(raw: str) -> str:
    """A text with every run of white space as one space."""
    if "\u200b" in raw or "\ufeff" in raw:
        return _SPACE.sub(" ", raw)
    words = raw.split()
    if not words:
        return " " if raw else ""
    return f"{' ' * raw[0].isspace()}{' '.join(words)}{' ' * raw[-1].isspace()}"


# ── what markup sets apart on a line ────────────────────────────────────────────────────

_LONGEST_LINE, _LONGEST_ASIDE = 200, 8
_VALUE = re.compile(r"[\s\d:：(（\[]")


def asides(line: Line) -> list[tuple[int, int]]:
    """The spans of a line that are inline elements of their own and a control, a counter or
    another field (听新闻, 阅读 123, 日期：2021-03-05)."""
    if len(line.text) > _LONGEST_LINE:
        return []
    spans = pairwise((0, *line.seams, len(line.text))) if line.seams else ()
    return [(start, end) for start, end in spans if _is_aside(line.text[start:end])]


def _is_aside(text: str) -> bool:
    word = _VALUE.split(text.strip(" "), maxsplit=1)[0]
    return 0 < len(word) <= _LONGEST_ASIDE and (is_control(word) or is_label(word))


# ── running text and headings ───────────────────────────────────────────────────────────

_PAUSE = re.compile(r"[。！？；，,…”]")
_LONGEST_HEADING = 12
_PARAGRAPH = 40  # characters of a paragraph


def is_prose(line: Line, shortest: int = _PARAGRAPH) -> bool:
    """Whether a line is running text: long, with sentence marks, and not made of links."""
    return len(line.text) >= shortest and line.paused and not line.is_link


def opens_list(line: Line) -> bool:
    """Whether a line is the heading of a list of other stories (相关阅读, 热门推荐 …)."""
    text = line.text.strip(" :：[]【】>＞")
    return len(text) <= _LONGEST_HEADING and text.startswith(_list_headings())


@cache
def _list_headings() -> tuple[str, ...]:
    return tuple(heading for heading, strength in cells("teaser_headings") if strength == "list")
