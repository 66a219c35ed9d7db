"""When the story was published here: the visible date beats metadata, script state and the URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.lines import english_byline
from reprint_trace.model import Published
from reprint_trace.reading.dates import (
    Stated,
    china_time,
    dates,
    month,
    relative_dates,
    stamp,
    url_date,
)
from reprint_trace.reading.lines import is_sentence, line_of, opens_list
from reprint_trace.reading.metadata import field_states, moments, script_date
from reprint_trace.reading.tags import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.metadata import Metadata

_ABOVE, _BELOW = 6, 12  # lines around the headline where the story's own date stands
_STANDFIRST = 4  # lines from the first paragraph on, which may be a standfirst above the date
_LONGEST = 200
_SIGNED = 3  # lines at the end of a notice, and below it, that may be its signature
_LONGEST_BARE = 24  # characters beside a date that has neither a time nor a label
_MOST_ELEMENTS = 20  # of a line, whose attributes are looked at
_KEEPS_A_DATE = re.compile(r"^(?:title|datetime|content|data-.*(?:time|date|stamp|publish).*)$")
_TODAY = re.compile(r"今天是|今日(?:是|[:：])|copyright|©|备案|ICP|农历|天气|生于|出生", re.IGNORECASE)
_POSTED = re.compile(
    r"发表于|發表於|发布于|發布|發佈|发布[:：/ ]|出版[:：]|刊登[于於]|编辑于|編輯於|发布时间|发表时间|发稿时间|更新时间|时间[:：]|posted"
    r"|(?:发布|發布|發佈|发表|發表|发稿)日期|于.{8,22}(?:发表|发布|在)|作者[:：]",
    re.IGNORECASE,
)


_PUBLISHED = re.compile(
    r"(?:发布|發布|發佈|发表|發表|发稿|出版|刊登|刊出|上传|posted|published)[^\d]{0,6}$", re.IGNORECASE
)
_UPDATED = re.compile(
    r"(?:更新|修改|修訂|修订|最[后後]编辑|成文|生效|施行|updated?|modified)[^\d]{0,10}$", re.IGNORECASE
)
_CLOCK = re.compile(r"报时|報時|(?:现在|当前|目前|北京)时间|今天是|今日是")
_COPYRIGHT = re.compile(
    r"(?:©|copyright|版权所有)\D{0,24}(?:(?:19|20)\d\d\s?[-–—~至]\s?)?((?:19|20)\d\d)\b", re.IGNORECASE
)
_NUMERIC = re.compile(r"[\d\s/:.\-年月日]{1,11}")
_FOOTER = 25  # last lines of a page, which may hold its copyright


class Dated(NamedTuple):
    date: Published | None
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line, or a few that hold one date between them (2021 ⏎ 03/17 ⏎ 08:22)."""

    line: Line
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What helps to read dates: one that is certain, and when the page was seen."""

    certain: Published | None
    seen: str | None

    @property
    def value(self) -> str | None:
        return self.certain.value if self.certain else None

    def dates(self, text: str) -> tuple[Stated, ...]:
        return dates(text, self.value, None if self.certain else self.seen)


def find_published(
    lines: Sequence[Line],
    metadata: Metadata,
    url: str,
    headline: Headline | None,
    story: tuple[int, int],
    root: HtmlElement | None = None,
    saved: str | None = None,
) -> Dated:
    """The date beside the headline, else a labelled one below the story, else metadata, script
    state, the URL, 3小时前 on a page whose time of saving is known.

    Dates of related links, of today and of the copyright line do not count, because they
    stand neither beside the headline nor in a labelled field.
    """
    certain, seen = _from_metadata(metadata) or _from_url(url), None
    visible = _visible(lines, headline, story, _Known(certain, None))
    if visible is None:
        if certain is None or certain.basis == "url":
            certain = _from_script(root, metadata.states, headline.text if headline else None) or certain
        seen = china_time(saved) if saved else _clock(lines)
        year_of = seen or (None if certain else _copyright_year(lines))
        visible = _visible(lines, headline, story, _Known(certain, year_of))
        if visible is None and certain is None:
            certain = _in_attributes(lines, headline, story)
            visible = None if certain else _confirmed(lines, headline, story, metadata.states)
    if visible is not None:
        row, stated = visible
        date = _published(stated, "visible", row.line.text[stated.start : stated.end])
        alone = len(row.line.text) <= 80
        return Dated(date, frozenset(row.lines if alone else ()))
    if certain is None or certain.basis == "url":
        signed = _signature(lines, story)
        if signed is not None and (certain is None or certain.precision != "day"):
            return Dated(signed, frozenset())
    return Dated(
        certain or _relative(lines, headline, story, seen) or _issue(lines, story),
        frozenset(),
    )


def _in_attributes(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int]
) -> Published | None:
    """The date that markup keeps beside the headline for a tooltip or a script, where the page shows
    2年前 (title="2023-04-02 21:17", data-time="1680441420")."""
    if headline is None or not headline.lines:
        return None
    for line in _near(lines, headline, story):
        if line.element is None or len(line.text) > _LONGEST_BARE * 2 or line.index in headline.lines:
            continue
        for element in islice(line.element.iter(), _MOST_ELEMENTS):
            values = (element.get(name) for name in element.attrib if _KEEPS_A_DATE.search(name))
            for value in filter(None, values):
                if len(value) <= _LONGEST_BARE * 2 and (told := stamp(value)):
                    return _published(told, "meta", value)
    return None


def _confirmed(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], states: Sequence[str]
) -> tuple[_Row, Stated] | None:
    """A day without its year beside the headline (07-18) that the page's script state names with it."""
    for told in moments(states):
        known = _Known(_published(told, "script", told.value), None)
        if visible := _visible(lines, headline, story, known):
            return visible
    return None


def _visible(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], known: _Known
) -> tuple[_Row, Stated] | None:
    visible = _beside(lines, headline, story, known)
    if visible is None or not (_is_posting(visible[0].line, visible[1]) or _in_byline(lines, visible[0])):
        visible = _below(lines, story, known) or visible
    return visible


def _in_byline(lines: Sequence[Line], row: _Row) -> bool:
    """Whether a date stands among the fields of a byline that has a line for each."""
    around = (row.lines[0] - 1, row.lines[-1] + 1)
    near = [lines[at] for at in around if 0 <= at < len(lines)]
    return any(field.exact for line in near for field in line.fields)


def _published(stated: Stated, basis: str, quote: str) -> Published:
    return Published(value=stated.value, precision=stated.precision, basis=basis, quote=quote)


def _from_metadata(metadata: Metadata) -> Published | None:
    """The date metadata gives: a field meant for it, then JSON-LD, then a date of change or <time>."""
    stated = [
        ("meta", content) for _, role, trusted, content in metadata.fields if role == "date" and trusted
    ]
    stated += [("json-ld", article.published) for article in metadata.articles if article.published]
    stated += [
        ("meta", content) for _, role, trusted, content in metadata.fields if role == "date" and not trusted
    ]
    return next(
        (_published(told, basis, content) for basis, content in stated if (told := stamp(content))), None
    )


def _from_script(root: HtmlElement | None, states: Sequence[str], title: str | None) -> Published | None:
    if told := script_date(states, title):
        return _published(told[0], "script", told[1])
    values = (value for role, _, value in field_states(root) if role == "date")
    return next((_published(found, "script", value) for value in values if (found := stamp(value))), None)


def _from_url(url: str) -> Published | None:
    found = url_date(url)
    if not found:
        return None
    return Published(
        value=found.value, precision=found.precision, basis="url", quote=url[found.start : found.end]
    )


def _clock(lines: Sequence[Line]) -> str | None:
    """The day on which the page was seen, when it tells the time of day (报时：…, 今天是…)."""
    for line in lines:
        if len(line.text) <= _LONGEST and _CLOCK.search(line.text) and (found := line.dates):
            return found[0].value
    return None


def _copyright_year(lines: Sequence[Line]) -> str | None:
    """The end of the year in the page's copyright line: it was seen no later than that."""
    for line in reversed(lines[-_FOOTER:]):
        if match := _COPYRIGHT.search(line.text):
            return f"{match[1]}-12-31"
    return None


def _beside(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], known: _Known
) -> tuple[_Row, Stated] | None:
    """The best date near the headline: labelled, to the minute, on a line of its own, close by."""
    if headline is None or not headline.lines:
        return None
    first, last = headline.lines[0], headline.lines[-1]
    best, best_score = None, 0.0
    for row in _rows(_near(lines, headline, story)):
        line = row.line
        if line.index in headline.lines or _is_else(line):
            continue
        for place, stated in enumerate(known.dates(line.text)):
            label = _label(lines, line, stated)
            if place and not _POSTED.search(label):
                continue
            if line.index > max(story[0], last + 2) and not _is_posting(line, stated):
                continue
            beside = len(line.text) - (stated.end - stated.start)
            if not _is_posting(line, stated) and beside > _LONGEST_BARE and not english_byline(line.text):
                continue
            score = _score(line, stated, label, (first, last), known.certain)
            score += weights("date_weights.tsv")["updated"] * (_UPDATED.search(label) is not None)
            if score > best_score:
                best, best_score = (row, stated), score
    return best


def _is_else(line: Line) -> bool:
    """Whether a line's date is surely another: today's, a copyright's, one inside a sentence."""
    if len(line.text) > _LONGEST or _TODAY.search(line.text):
        return True
    return is_sentence(line) and not line.fields


def _near(lines: Sequence[Line], headline: Headline, story: tuple[int, int]) -> Sequence[Line]:
    first, last = headline.lines[0], headline.lines[-1]
    begins = max(story[0], last + 2)
    end = max(begins + 1, min(begins + _STANDFIRST, story[1]))
    return lines[max(0, first - _ABOVE) : min(last + _BELOW, end)]


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    at = 0
    while at < len(lines):
        end = at + 1
        while end < min(len(lines), at + 3) and all(_NUMERIC.fullmatch(x.text) for x in lines[at : end + 1]):
            end += 1
        line = lines[at]
        if end > at + 1:
            text = " ".join(each.text for each in lines[at:end])
            line = line_of(line.index, text, line.block, line.inside, (), line.hidden)
        yield _Row(line, tuple(each.index for each in lines[at:end]))
        at = end


def _label(lines: Sequence[Line], line: Line, stated: Stated) -> str:
    """What stands before a date, on its line or in the cell before it."""
    before = line.text[max(0, stated.start - 16) : stated.start].strip()
    if not before and line.index and (above := lines[line.index - 1].text).endswith((":", "：")):
        return above[-16:]
    return before


def _score(
    line: Line, stated: Stated, label: str, headline: tuple[int, int], certain: Published | None
) -> float:
    weight = weights("date_weights.tsv")
    first, last = headline
    beside = min(len(line.text) - (stated.end - stated.start), 100)
    signs = {
        "near": True,
        "minute": stated.precision == "minute",
        "labelled": bool(_POSTED.search(line.text) or _POSTED.search(label))
        or any(f.role == "date" for f in line.fields),
        "posted": _PUBLISHED.search(label) is not None,
        "agrees": certain is not None and certain.value[:10] == stated.value[:10],
        "above": line.index < first and not line.hidden,
        "hidden": line.hidden,
    }
    score = sum(weight[sign] for sign, shown in signs.items() if shown)
    return score + weight["line-away"] * abs(line.index - last) + weight["other-character"] * beside


def _is_posting(line: Line, stated: Stated) -> bool:
    """Whether a date is surely this page's own: to the minute, or labelled."""
    return stated.precision == "minute" or _POSTED.search(line.text) is not None or bool(line.fields)


def _below(lines: Sequence[Line], story: tuple[int, int], known: _Known) -> tuple[_Row, Stated] | None:
    """A labelled date after the story (发表于 …, 时间：…), up to the first list of other stories.

    Metadata that gives another day is believed rather than a date so far from the headline.
    """
    certain = known.certain
    for line in lines[story[0] : story[1] + _BELOW]:
        if line.index >= story[1] and opens_list(line):
            break
        if len(line.text) <= 120 and _POSTED.search(line.text) and not _is_else(line):
            found = known.dates(line.text)
            if not found or (found[0].precision != "minute" and "作者" in line.text):
                continue
            if certain is None or certain.basis == "url" or certain.value[:10] == found[0].value[:10]:
                return _Row(line, (line.index,)), found[0]
    return None


def _relative(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], seen: str | None
) -> Published | None:
    """3小时前 beside the headline, when it is known when the page was seen."""
    if seen is None or headline is None or not headline.lines:
        return None
    for line in _near(lines, headline, story):
        if len(line.text) <= _LONGEST_BARE * 2:
            for stated in relative_dates(line.text, seen):
                return _published(stated, "visible", line.text[stated.start : stated.end])
    return None


def _signature(lines: Sequence[Line], story: tuple[int, int]) -> Published | None:
    """The day with which a notice is signed, the last line of it or right below (2021年3月5日, 二〇二一年…)."""
    for line in lines[max(story[0] + 1, story[1] - _SIGNED) : story[1] + _SIGNED + 1]:
        found = line.dates if len(line.text) <= _LONGEST_BARE and not line.anchors else ()
        if len(found) == 1 and len(line.text) - (found[0].end - found[0].start) <= 2:
            return _published(found[0], "visible", line.text[found[0].start : found[0].end])
    return None


def _issue(lines: Sequence[Line], story: tuple[int, int]) -> Published | None:
    """The issue a closing credit names: its day (（河湾日报 2019年03月06日 A05版）) or month (——《…》1996年6月号)."""
    for line in reversed(lines[story[0] : story[1] + 5]):
        if len(line.text) <= 40 and line.dates and "版" in line.text[line.dates[0].end :]:
            return _published(line.dates[0], "visible", line.text[line.dates[0].start : line.dates[0].end])
        if len(line.text) <= 40 and "》" in line.text and (found := month(line.text)):
            quote = line.text[found.start : found.end]
            return Published(value=found.value, precision="month", basis="visible", quote=quote)
    return None
