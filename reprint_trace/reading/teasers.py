"""Links to other stories: related, hot and latest lists, cards, and single links inside a story.

In a text save nothing shows that they were links: cards are known by their read counts, lists by
their heading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.attribution.names import is_control
from reprint_trace.model import Teaser
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lines import elements_around
from reprint_trace.reading.tags import Nature, nature
from reprint_trace.text.addresses import is_home, is_of_no_story, leads_somewhere
from reprint_trace.text.folding import same_title
from reprint_trace.vocabulary import cells, one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.furniture import Frame
    from reprint_trace.reading.lines import Anchor, Block, Line


# ── in a text save ──────────────────────────────────────────────────────────────────────

_READS = re.compile(
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|热度|围观)(?:量|数|次数)?\s?[(（:：]?\s?(?P<after>\d[\d,.]*)\s?(?P<unit_after>万|萬)?\s?[)）]?"
    r"|(?P<before>\d[\d,.]*)\s?(?P<unit_before>万|萬)?\s?(?:次)?(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|观看|围观)"
)
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
NUMBERED = re.compile(
    r"^(?:\(?\d{1,6}\)?[、.．/:：\s]\s?|(?:No|NO|Top|TOP)\.?\s?\d{1,3}\s|[·•・●▪■◆□>＞»\-–—*○①-⑳]+\s?)"
)
_GLUED = re.compile(r"^0?(\d{1,2})(?![\d年月日时分个万亿%％.:：岁号座、．])")
_DATE_BEHIND = re.compile(
    r"\s*[\[(（]?(?:(?:19|20)?\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d)?[\])）]?$"
)
_COUNT_BEHIND = re.compile(r"\s[\[(（]?(?!(?:19|20)\d\d$)\d{2,7}[\])）]?$")
_KIND = re.compile(r"^[\[【](?:图|组图|视频|高清|独家)[\]】]\s?")
_DATE_BEFORE = re.compile(
    r"^[\[(（【]?(?:(?:19|20)?\d\d[-/.年])?(?:\d{1,2}[-/.月]\d{1,2}日?[\])）】]?\s+|\d{1,2}[:：]\d{2}[\])）】]?\s*)(?=\D)"
)
_COUNTED = re.compile(r"\d\s?[万wk]?\+?\s?(?:条|次|人)?(?:评论|跟[贴帖]|回复|阅读|浏览|赞|点赞|观看|播放)$")
_AGO = re.compile(r"(?:\d{1,2}\s?(?:分钟|分鐘|小时|小時|天|個月|个月|周)前|刚刚|昨天|前天)$")
_SENTENCE = re.compile(r"。|[；，、：:;,]$")
_LONGEST_CARD, _SHORTEST_CARD = 100, 6  # characters of a card's title
_LISTED_WEIGHT = 14  # of a list's title, a Han character counted twice
_LONGEST_TITLE = 60  # … of a list's
_LONGEST_TEXT_HEADING = 20
_MOST_TITLES = 40
_SKIPPED = 2  # lines in a row that are no titles (加载中) and do not end a list
_OFTEN = 2  # times that a title may stand on a page
_ENOUGH = 3  # titles below a heading that is not certainly one


def text_teasers(
    lines: Sequence[Line], frame: Frame
) -> tuple[tuple[Teaser, ...], frozenset[int]]:  # fmt: skip
    """The teasers of a text save in page order, and the indices of the lines they are made of."""
    found, used = _cards(lines)
    often = {text for text, times in Counter(line.text for line in lines).items() if times > _OFTEN}
    taken = used | frame.lines
    for line in lines:
        if line.index in taken:
            continue
        if labelled := _labelled_title().match(line.text):
            found[line.index] = Teaser(title=labelled["title"], heading=labelled["heading"])
            used.add(line.index)
        elif line.index not in used and _heads_text(line):
            titles, last = _list(lines, line.index + 1, taken, often)
            sure = line.nature is Nature.LIST_HEADING
            if len(titles) >= (1 if sure else _ENOUGH):
                heading = line.text.strip(" :：")
                found |= {at: Teaser(title=title, heading=heading) for at, title in titles.items()}
                used.update(range(line.index + 1, last + 1))  # the heading still ends the story
    return tuple(found[at] for at in sorted(found)), frozenset(used)


def _heads_text(line: Line) -> bool:
    text = line.text
    if len(text) > _LONGEST_TEXT_HEADING or text[-1] in "。！？!?，；" or line.dates:
        return False
    return line.nature is Nature.LIST_HEADING or heading_words().search(NUMBERED.sub("", text)) is not None


@cache
def heading_words() -> re.Pattern[str]:
    """The words that the headings of story lists hold."""
    return re.compile("|".join(map(re.escape, sorted(words("teaser_headings")))))


@cache
def _labelled_title() -> re.Pattern[str]:
    """A title behind the heading of its list, on one line (推荐阅读：…)."""
    headings = "|".join(heading for heading, strength in cells("teaser_headings") if strength == "list")
    return re.compile(rf"[【\[（(]?(?P<heading>{headings})[】\])）]?\s?[:：]\s?(?P<title>[^。；]{{6,60}})$")


def _list(
    lines: Sequence[Line], start: int, taken: frozenset[int] | set[int], often: set[str]
) -> tuple[dict[int, str], int]:
    """The titles right below a heading by their lines, and the last line of the list."""
    titles: dict[int, str] = {}
    last = start - 1
    for line in (lines[at] for at in range(start, len(lines))):
        if line.index in taken or len(titles) == _MOST_TITLES or _heads_text(line):
            break
        title = None if line.text in often else _title(line.text, len(titles) + 1)
        if title is not None:
            titles[line.index] = title
            last = line.index
        elif line.index - last > _SKIPPED or not (line.text in often or _is_passed_over(line)):
            break
    return titles, last


def _title(text: str, number: int) -> str | None:
    """The title that a line of a list shows, without its number in the list and its date."""
    text = _KIND.sub("", text)
    if nature(text) is not Nature.TEXT or fields(text) or _is_counted(text):
        return None
    glued = _GLUED.match(text)
    if glued and int(glued[1]) == number:
        title = text[glued.end() :]
    else:
        title = _DATE_BEFORE.sub("", NUMBERED.sub("", _DATE_BEFORE.sub("", text)))
    title = _COUNT_BEHIND.sub("", _DATE_BEHIND.sub("", title)).strip()
    weight = len(title) + len(HAN.findall(title))
    fits = weight >= _LISTED_WEIGHT and len(title) <= _LONGEST_TITLE and not _SENTENCE.search(title)
    return title if fits and not dates(title[:12]) else None


def _is_passed_over(line: Line) -> bool:
    """Whether a line in a list is a control, a date or a count."""
    text = line.text
    if len(text) > _LONGEST_TEXT_HEADING:
        return False
    return line.nature is Nature.FURNITURE or bool(line.dates) or text.isdigit() or _is_counted(text)


def _is_counted(text: str) -> bool:
    """Whether a line ends in a count or an age, as what stands under a title does (…网 12评论)."""
    return len(text) <= _LONGEST_TEXT_HEADING and bool(_COUNTED.search(text) or _AGO.search(text))


def reads_told(text: str) -> int | None:
    """How often a story was read, as a short line tells (阅读(1.5万))."""
    match = _READS.search(text) if len(text) <= 60 else None
    if not match:
        return None
    number = float((match["after"] or match["before"]).replace(",", "").rstrip(".") or 0)
    return int(number * 10_000) if match["unit_after"] or match["unit_before"] else int(number)


def _cards(lines: Sequence[Line]) -> tuple[dict[int, Teaser], set[int]]:
    """Category, title, 阅读(15), excerpt, each on a line of its own."""
    found: dict[int, Teaser] = {}
    used: set[int] = set()
    for line in lines:
        reads = reads_told(line.text)
        if reads is None or len(line.text) > 20 or line.index == 0:
            continue
        title = lines[line.index - 1]
        if title.index in used or not _SHORTEST_CARD <= len(title.text) <= _LONGEST_CARD:
            continue
        above = lines[title.index - 1] if title.index else None
        below = lines[line.index + 1] if line.index + 1 < len(lines) else None
        category = (
            above.text if above is not None and len(above.text) <= 6 and above.index not in used else None
        )
        excerpt = below.text if below is not None and len(below.text) >= 20 else None
        found[title.index] = Teaser(title=title.text, category=category, excerpt=excerpt, reads=reads)
        used.update((title.index, line.index))
        used.update(
            at.index for at, taken in ((above, category), (below, excerpt)) if at is not None and taken
        )
    return found, used


# ── in markup ───────────────────────────────────────────────────────────────────────────

_SHORTEST = 6  # characters of a linked title
_LEAST_WEIGHT = 16  # the same, a Han character counted twice, where the address has no number
_SURE_WEIGHT = 22  # the same, where the address is a person's or a search's
_LONGEST_LABEL = 6  # characters that may stand before a link inside a story (此前报道：)
_ENOUGH_LISTED = 4  # titles that make a list of stories of a block named for navigation
_BOXES = 4  # elements a heading is looked up through
_NUMBERED_ADDRESS = re.compile(r"\d{4}")
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
        story = lines[frame.headline].block if frame.headline is not None else None
        self.around = frozenset(elements_around(story)).union(_lists_of_stories(lines))

    def titles(self, line: Line) -> list[tuple[str, Anchor]]:
        """The linked story titles that make up a line; none when it is a sentence or navigation."""
        if not line.anchors or line.index in self.taken or self.in_navigation(line.block):
            return []
        found = []
        for anchor in line.anchors:
            if anchor.end - anchor.start < _SHORTEST or not leads_somewhere(anchor.url):
                continue
            title = _TRIMMED.sub("", NUMBERED.sub("", line.text[anchor.start : anchor.end].strip()))
            if self.is_story(title, anchor):
                found.append((title, anchor))
        if not found or _credits(line):
            return []
        return found if _mostly_linked(line) or _titles_a_card(line) else []

    def is_story(self, title: str, anchor: Anchor) -> bool:
        """Whether a link's text is long enough for a headline and its address a story's."""
        if len(title) < _SHORTEST or len(title) > _LONGEST or title in self.known:
            return False
        url = anchor.url or ""
        if is_home(url):
            return False
        weight = len(title) if len(title) >= _SURE_WEIGHT else len(title) + len(HAN.findall(title))
        if weight < (2 * _SHORTEST if _NUMBERED_ADDRESS.search(url) else _LEAST_WEIGHT):
            return False
        if weight < _SURE_WEIGHT and is_of_no_story(url):
            return False
        if one_of("not_a_story").search(title) or is_control(title):
            return False
        return self.own is None or not same_title(title, self.own)

    def in_navigation(self, block: Block | None) -> bool:
        """Whether a block lies in the site's navigation or footer."""
        return block is not None and block.navigation is not None and block.navigation not in self.around


def _lists_of_stories(lines: Sequence[Line]) -> Iterator[HtmlElement]:
    """The blocks named for navigation that list stories: most of their links are titles with a number in
    their address."""
    found: dict[HtmlElement, list[bool]] = {}
    for line in lines:
        block = line.block
        if line.is_link and block is not None and block.navigation is not None:
            title, url = line.text, line.anchors[0].url or ""
            story = (
                len(title) + len(HAN.findall(title)) >= _SURE_WEIGHT
                and _NUMBERED_ADDRESS.search(url) is not None
            )
            found.setdefault(block.navigation, []).append(story)
    for element, stories in found.items():
        if (
            element.tag not in ("nav", "footer")
            and sum(stories) >= _ENOUGH_LISTED
            and sum(stories) * 3 >= len(stories) * 2
        ):
            yield element


class _Heading:
    """A list's own title and the boxes it may head."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.text = line.text.strip(" :：")
        self.boxes: list[Block] = []
        block = line.block
        while block is not None and len(self.boxes) < _BOXES and block.tag not in ("body", "html"):
            self.boxes.append(block)
            block = block.around

    def covers(self, line: Line) -> bool:
        """Whether a line stands in a box that also holds the heading."""
        return any(_inside(line, box, 2 * _BOXES) for box in self.boxes)


@dataclass(frozen=True, slots=True)
class _Extra:
    category: str | None
    excerpt: str | None
    reads: int | None


def _credits(line: Line) -> bool:
    """Whether a line opens with who made the story or where it is from."""
    first = next(iter(line.fields), None) if len(line.text) <= _LONGEST else None
    return first is not None and first.opens and first.role in ("source", "author", "editor", "date")


def _mostly_linked(line: Line) -> bool:
    """Whether a line's words are mostly its links'; dates and counts beside them are no words."""
    linked = sum(anchor.end - anchor.start for anchor in line.anchors)
    return 2 * linked >= len(line.text) or 2 * linked >= len(_WORDS.findall(line.text))


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
        len(text) > _LONGEST_HEADING or text[-1] in "。！？!?，；" or not heading_words().search(text)
    ):
        return False
    return not text.isdigit() and not line.dates and reads_told(text) is None


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


def _box(line: Line) -> Block | None:
    """The card of a title: the nearest list item, article or division around its block."""
    block = line.block
    for _ in range(4):
        if block is None:
            return None
        if block.tag in ("li", "article", "dl"):
            return block
        block = block.around
    return None if line.block is None else line.block.around


def _inside(line: Line, box: Block | None, steps: int = 8) -> bool:
    """Whether a line stands in a box, at most `steps` up."""
    if box is None or line.block is None or not 0 <= line.block.depth - box.depth < steps:
        return False
    block: Block | None = line.block
    while block is not None and block.depth > box.depth:
        block = block.around
    return block is box


def _behind(line: Line, anchor: Anchor) -> str | None:
    """An excerpt on the title's own line, behind the link."""
    rest = line.text[anchor.end :].strip()
    return rest if len(rest) >= 25 and not dates(rest[:12]) else None
