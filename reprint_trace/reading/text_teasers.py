"""Links to other stories in a text save, where nothing shows that they were links: cards are known
by their read counts, lists by their heading."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.model import Teaser
from reprint_trace.reading.boilerplate import Nature, nature
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lexicon import table, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.furniture import Frame
    from reprint_trace.reading.lines import Line

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
_LONGEST, _SHORTEST = 100, 6  # characters of a card's title
_LEAST_WEIGHT = 14  # of a list's title, a Han character counted twice
_LONGEST_TITLE = 60  # … of a list's
_LONGEST_HEADING = 20
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
        elif line.index not in used and _is_heading(line.text):
            titles, last = _list(lines, line.index + 1, taken, often)
            sure = nature(line.text) is Nature.LIST_HEADING
            if len(titles) >= (1 if sure else _ENOUGH):
                heading = line.text.strip(" :：")
                found |= {at: Teaser(title=title, heading=heading) for at, title in titles.items()}
                used.update(range(line.index + 1, last + 1))  # the heading still ends the story
    return tuple(found[at] for at in sorted(found)), frozenset(used)


def _is_heading(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or text[-1] in "。！？!?，；" or dates(text):
        return False
    return nature(text) is Nature.LIST_HEADING or heading_words().match(NUMBERED.sub("", text)) is not None


@cache
def heading_words() -> re.Pattern[str]:
    """The words that the headings of story lists hold."""
    return re.compile(".*?(?:" + "|".join(map(re.escape, sorted(words("teaser_headings.tsv")))) + ")")


@cache
def _labelled_title() -> re.Pattern[str]:
    """A title behind the heading of its list, on one line (推荐阅读：…)."""
    headings = "|".join(heading for heading, strength in table("teaser_headings.tsv") if strength == "list")
    return re.compile(rf"[【\[（(]?(?P<heading>{headings})[】\])）]?\s?[:：]\s?(?P<title>[^。；]{{6,60}})$")


def _list(
    lines: Sequence[Line], start: int, taken: frozenset[int] | set[int], often: set[str]
) -> tuple[dict[int, str], int]:
    """The titles right below a heading by their lines, and the last line of the list."""
    titles: dict[int, str] = {}
    last = start - 1
    for line in (lines[at] for at in range(start, len(lines))):
        if line.index in taken or len(titles) == _MOST_TITLES or _is_heading(line.text):
            break
        title = None if line.text in often else _title(line.text, len(titles) + 1)
        if title is not None:
            titles[line.index] = title
            last = line.index
        elif line.index - last > _SKIPPED or not (line.text in often or _is_passed_over(line.text)):
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
    fits = weight >= _LEAST_WEIGHT and len(title) <= _LONGEST_TITLE and not _SENTENCE.search(title)
    return title if fits and not dates(title[:12]) else None


def _is_passed_over(text: str) -> bool:
    """Whether a line in a list is a control, a date or a count."""
    if len(text) > _LONGEST_HEADING:
        return False
    return nature(text) is Nature.FURNITURE or bool(dates(text)) or text.isdigit() or _is_counted(text)


def _is_counted(text: str) -> bool:
    """Whether a line ends in a count or an age, as what stands under a title does (…网 12评论)."""
    return len(text) <= _LONGEST_HEADING and bool(_COUNTED.search(text) or _AGO.search(text))


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
        if title.index in used or not _SHORTEST <= len(title.text) <= _LONGEST:
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
