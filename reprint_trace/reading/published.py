"""When the story was published here: the visible date beats metadata beats the URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.model import Published
from reprint_trace.reading.dates import Stated, dates, month, url_date
from reprint_trace.reading.labels import fields
from reprint_trace.reading.lexicon import weights
from reprint_trace.reading.story import opens_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.metadata import Metadata

_ABOVE, _BELOW = 6, 12  # lines around the headline where the story's own date stands
_LONGEST = 200
_LONGEST_BARE = 24  # characters beside a date that has neither a time nor a label
_TODAY = re.compile(r"今天是|今日(?:是|[:：])|copyright|©|备案|ICP|农历|天气|生于|出生", re.IGNORECASE)
_POSTED = re.compile(
    r"发表于|發表於|发布于|编辑于|編輯於|发布时间|发表时间|发稿时间|更新时间|时间[:：]|posted"
    r"|于.{8,22}(?:发表|发布|在)|作者[:：]",
    re.IGNORECASE,
)


class Dated(NamedTuple):
    date: Published | None
    lines: frozenset[int]


def find_published(
    lines: Sequence[Line],
    metadata: Metadata,
    url: str,
    headline: Headline | None,
    story: tuple[int, int],
) -> Dated:
    """The date beside the headline, else a labelled one below the story, else metadata, else the URL.

    Dates of related links, of today and of the copyright line do not count, because they
    stand neither beside the headline nor in a labelled field.
    """
    certain = _from_metadata(metadata) or _from_url(url)
    visible = _beside(lines, headline, story, certain)
    if visible is None or not _is_posting(*visible):
        visible = _below(lines, story, certain) or visible
    if visible is not None:
        line, stated = visible
        quote = line.text[stated.start : stated.end]
        date = Published(value=stated.value, precision=stated.precision, basis="visible", quote=quote)
        alone = len(line.text) <= 80
        return Dated(date, frozenset((line.index,) if alone else ()))
    return Dated(certain or _issue(lines, story), frozenset())


def _from_metadata(metadata: Metadata) -> Published | None:
    """The date metadata gives: a field meant for it, then JSON-LD, then a date of change or <time>."""
    stated = [
        ("meta", content) for _, role, trusted, content in metadata.fields if role == "date" and trusted
    ]
    stated += [("json-ld", article.published) for article in metadata.articles if article.published]
    stated += [
        ("meta", content) for _, role, trusted, content in metadata.fields if role == "date" and not trusted
    ]
    for basis, content in stated:
        if found := dates(content):
            return Published(value=found[0].value, precision=found[0].precision, basis=basis, quote=content)
    return None


def _from_url(url: str) -> Published | None:
    found = url_date(url)
    if not found:
        return None
    return Published(
        value=found.value, precision=found.precision, basis="url", quote=url[found.start : found.end]
    )


def _beside(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], certain: Published | None
) -> tuple[Line, Stated] | None:
    """The best date near the headline: labelled, to the minute, on a line of its own, close by."""
    if headline is None or not headline.lines:
        return None
    first, last = headline.lines[0], headline.lines[-1]
    best, best_score = None, 0.0
    end = min(last + _BELOW, max(story[0], last + 2) + 1)
    for line in lines[max(0, first - _ABOVE) : end]:
        if line.index in headline.lines or len(line.text) > _LONGEST or _TODAY.search(line.text):
            continue
        for stated in dates(line.text, certain.value if certain else None)[:1]:
            if not _is_posting(line, stated) and len(line.text) - (stated.end - stated.start) > _LONGEST_BARE:
                continue
            score = _score(line, stated, (first, last), certain)
            if score > best_score:
                best, best_score = (line, stated), score
    return best


def _score(line: Line, stated: Stated, headline: tuple[int, int], certain: Published | None) -> float:
    weight = weights("date_weights.tsv")
    first, last = headline
    beside = min(len(line.text) - (stated.end - stated.start), 100)
    signs = {
        "near": True,
        "minute": stated.precision == "minute",
        "labelled": bool(_POSTED.search(line.text)) or any(f.role == "date" for f in fields(line.text)),
        "agrees": certain is not None and certain.value[:10] == stated.value[:10],
        "above": line.index < first and not line.hidden,
        "hidden": line.hidden,
    }
    score = sum(weight[sign] for sign, shown in signs.items() if shown)
    return score + weight["line-away"] * abs(line.index - last) + weight["other-character"] * beside


def _is_posting(line: Line, stated: Stated) -> bool:
    """Whether a date is surely this page's own: to the minute, or labelled."""
    return stated.precision == "minute" or _POSTED.search(line.text) is not None or bool(fields(line.text))


def _below(
    lines: Sequence[Line], story: tuple[int, int], certain: Published | None
) -> tuple[Line, Stated] | None:
    """A labelled date after the story (发表于 …, 时间：…), up to the first list of other stories.

    Metadata that gives another day is believed rather than a date so far from the headline.
    """
    for line in lines[story[0] : story[1] + _BELOW]:
        if line.index >= story[1] and opens_list(line):
            break
        if len(line.text) <= 120 and _POSTED.search(line.text) and not _TODAY.search(line.text):
            found = dates(line.text, certain.value if certain else None)
            if not found or (found[0].precision != "minute" and "作者" in line.text):
                continue
            if certain is None or certain.basis == "url" or certain.value[:10] == found[0].value[:10]:
                return line, found[0]
    return None


def _issue(lines: Sequence[Line], story: tuple[int, int]) -> Published | None:
    """The month of the issue a closing credit names (——《…》1996年6月号)."""
    for line in reversed(lines[story[0] : story[1] + 5]):
        if len(line.text) <= 40 and "》" in line.text and (found := month(line.text)):
            quote = line.text[found.start : found.end]
            return Published(value=found.value, precision="month", basis="visible", quote=quote)
    return None
