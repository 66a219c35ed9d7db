"""Links to other stories: related, hot and latest lists, cards, and single links inside a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.attribution.names import is_control
from reprint_trace.model import Teaser
from reprint_trace.reading.addresses import is_home, is_of_no_story, leads_somewhere
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lexicon import table
from reprint_trace.reading.text_teasers import HAN, NUMBERED, heading_words, reads_told, text_teasers
from reprint_trace.reading.titles import same_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.furniture import Frame
    from reprint_trace.reading.lines import Anchor, Line

_SHORTEST = 6  # characters of a linked title
_LEAST_WEIGHT = 16  # the same, a Han character counted twice, where the address has no number
_SURE_WEIGHT = 22  # the same, where the address is a person's or a search's
_LONGEST_LABEL = 6  # characters that may stand before a link inside a story (此前报道：)
_BOXES = 4  # elements a heading is looked up through
_NUMBERED_ADDRESS = re.compile(r"\d{4}")
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|topbar|breadcrumbs?|friend-?links?|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST = 100
_TRIMMED = re.compile(
    r"^\s*(?:[\[【](?:图|视频|组图|详细|详情)[\]】])?\s*|\s*(?:\[详细\]|\[全文\]|\.{0,3}详细?>*)\s*$"
)
_CARD = 5  # lines below a title that may still belong to its card
_LONGEST_EXCERPT = 250
_LONGEST_HEADING = 12
_WORDS = re.compile(r"[^\W\d年月日时分]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeasersFound:
    """`lines` are the indices of the lines that make up the teasers and their headings."""

    teasers: tuple[Teaser, ...]
    lines: frozenset[int]


def find_teasers(lines: Sequence[Line], root: HtmlElement | None, frame: Frame) -> TeasersFound:
    """The page's links to other stories in page order; never its navigation, its own headline,
    its previous and next story, or a link inside a sentence.  Text saves have no links
    (`text_teasers.py`).
    """
    if root is None:
        teasers_of_text, used_lines = text_teasers(lines, frame)
        return TeasersFound(teasers=teasers_of_text, lines=used_lines)
    page = _Links(frame, lines)
    titles = {line.index: found for line in lines if (found := page.titles(line))}
    teasers: dict[tuple[str, str | None], Teaser] = {}
    used: set[int] = set()
    heading: _Heading | None = None
    for line in lines:
        shown = titles.get(line.index)
        if shown is None:
            heading = _Heading(line) if _is_heading(line) else heading
            continue
        above = heading if heading is not None and heading.covers(line) else None
        card, card_lines = _card(lines, line, titles)
        alone = len(shown) == 1
        for title, anchor in shown:
            teaser = Teaser(
                title=title,
                url=anchor.url,
                category=card.category if alone else None,
                excerpt=_behind(line, anchor) or card.excerpt if alone else None,
                reads=reads_told(line.text) or card.reads if alone else None,
                heading=above.text if above else None,
            )
            teasers.setdefault((title, anchor.url), teaser)
        used.update((line.index, *card_lines, *((above.line.index,) if above else ())))
    return TeasersFound(teasers=tuple(teasers.values()), lines=frozenset(used))


class _Links:
    """Tells links to other stories from the page's other links."""

    def __init__(self, frame: Frame, lines: Sequence[Line]) -> None:
        self.taken = frame.lines
        steps = (frame.previous, frame.next)
        self.known = {*frame.breadcrumbs, *(step.title for step in steps if step)}
        self.own = frame.title
        # what holds the headline holds the story, whatever its class says
        story = lines[frame.headline].element if frame.headline is not None else None
        self.places: dict[HtmlElement, bool] = {}
        while story is not None:
            self.places[story] = False
            story = story.getparent()

    def titles(self, line: Line) -> list[tuple[str, Anchor]]:
        """The linked story titles that make up a line; none when it is a sentence or navigation."""
        if not line.anchors or line.index in self.taken or _credits(line):
            return []
        found = []
        for anchor in line.anchors:
            if anchor.end - anchor.start < _SHORTEST or not leads_somewhere(anchor.url):
                continue
            title = _TRIMMED.sub("", NUMBERED.sub("", line.text[anchor.start : anchor.end].strip()))
            if self.is_story(title, anchor):
                found.append((title, anchor))
        if not found or self.in_navigation(line.element):
            return []
        return found if _mostly_linked(line) or _titles_a_card(line) else []

    def is_story(self, title: str, anchor: Anchor) -> bool:
        """Whether a link's text is long enough for a headline and its address a story's."""
        if len(title) < _SHORTEST or len(title) > _LONGEST or title in self.known:
            return False
        url = anchor.url or ""
        if is_home(url):
            return False
        weight = len(title) + len(HAN.findall(title))
        if weight < (2 * _SHORTEST if _NUMBERED_ADDRESS.search(url) else _LEAST_WEIGHT):
            return False
        if weight < _SURE_WEIGHT and is_of_no_story(url):
            return False
        if _not_a_story().search(title) or is_control(title):
            return False
        return self.own is None or not same_title(title, self.own)

    def in_navigation(self, element: HtmlElement | None) -> bool:
        """Whether an element lies in the site's navigation or footer."""
        climbed = []
        verdict = False
        while element is not None and element.tag != "body":
            known = self.places.get(element)
            if known is not None:
                verdict = known
                break
            climbed.append(element)
            if element.tag in ("nav", "footer") or _names_navigation(element.get("class"), element.get("id")):
                verdict = True
                break
            element = element.getparent()
        self.places.update(dict.fromkeys(climbed, verdict))
        return verdict


class _Heading:
    """A list's own title and the boxes it may head."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.text = line.text.strip(" :：")
        self.boxes: set[HtmlElement] = set()
        element = line.element
        while element is not None and len(self.boxes) < _BOXES and element.tag not in ("body", "html"):
            self.boxes.add(element)
            element = element.getparent()

    def covers(self, line: Line) -> bool:
        """Whether a line stands in a box that also holds the heading."""
        element = line.element
        for _ in range(2 * _BOXES):
            if element is None:
                return False
            if element in self.boxes:
                return True
            element = element.getparent()
        return False


@dataclass(frozen=True, slots=True)
class _Extra:
    category: str | None
    excerpt: str | None
    reads: int | None


def _credits(line: Line) -> bool:
    """Whether a line opens with who made the story or where it is from."""
    first = next(iter(fields(line.text)), None) if len(line.text) <= _LONGEST else None
    return first is not None and first.opens and first.role in ("source", "author", "editor", "date")


def _mostly_linked(line: Line) -> bool:
    """Whether a line's words are mostly its links'; dates and counts beside them are no words."""
    linked = sum(anchor.end - anchor.start for anchor in line.anchors)
    return linked >= len(_WORDS.findall(line.text)) - linked


def _titles_a_card(line: Line) -> bool:
    """Whether a long line is a linked title and its excerpt, not a sentence with a link in it."""
    first = line.anchors[0]
    return first.start <= _LONGEST_LABEL and line.text[first.end : first.end + 1] in ("", " ")


def _is_heading(line: Line) -> bool:
    text = line.text
    if len(text) > 20:
        return False
    tagged = line.element is not None and line.element.tag in ("h2", "h3", "h4", "h5", "dt", "caption")
    if not tagged and (
        len(text) > _LONGEST_HEADING or text[-1] in "。！？!?，；" or not heading_words().match(text)
    ):
        return False
    return not text.isdigit() and not dates(text) and reads_told(text) is None


@lru_cache(maxsize=4096)  # a site's pages are made up alike
def _names_navigation(class_: str | None, id_: str | None) -> bool:
    return _NAVIGATION.search(f"{class_ or ''} {id_ or ''}") is not None


@cache
def _not_a_story() -> re.Pattern[str]:
    return re.compile("|".join(row[0] for row in table("not_a_story.tsv")), re.IGNORECASE)


def _card(lines: Sequence[Line], line: Line, titles: Mapping[int, object]) -> tuple[_Extra, set[int]]:
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
        count = reads_told(below.text)
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
