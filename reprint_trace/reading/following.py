"""Pages that append the next stories under the one they were saved for (endless scrolling)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reading.bare import beside_date
from reprint_trace.reading.dates import dates
from reprint_trace.reading.labels import fields
from reprint_trace.reading.story import is_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.segment import Run

_HEADINGS = frozenset(("h1", "h2", "h3"))
_HEAD = 3  # lines from a headline to its date and source
_LONGEST_BYLINE, _LONGEST_HEADLINE, _SHORTEST_HEADLINE = 100, 60, 6
_TOLD = 100  # characters a story has before another can follow it
_PARAGRAPH = 20  # characters of a sentence in it
_BELOW = 6  # lines below a byline among which its story begins
_SENTENCE = re.compile(r"[。！？；]|[，：:；,]$")
_CAPTION = re.compile(r"[摄攝图圖]")

Shape = tuple[tuple[str, str], ...]


class Head(NamedTuple):
    """How the first story's head is made up: tag and class of its headline and of its dated line,
    and of the blocks around them; None where the story's own paragraphs are made up alike."""

    headline: Shape | None = None
    byline: Shape | None = None


def before_next_story(
    story: Run, lines: Sequence[Line], headline: int | None, gazetteer: Gazetteer
) -> Run:  # fmt: skip
    """The run up to the head of a second story."""
    start, end = story
    told = 0
    head = _head_of(lines, headline, story)
    for index in range(start, end):
        if told >= _TOLD and _opens_story(lines, index, head, gazetteer):
            return start, index
        told += len(lines[index].text)
    return story


def next_story(
    lines: Sequence[Line], headline: int, story: Run, reach: int, gazetteer: Gazetteer
) -> int:  # fmt: skip
    """The line within `reach` below a story with which another begins; where the page ends if none does."""
    head = _head_of(lines, headline, story)
    below = range(story[1], min(story[1] + reach, len(lines)))
    return next((at for at in below if _opens_story(lines, at, head, gazetteer)), len(lines))


def _head_of(lines: Sequence[Line], headline: int | None, story: Run) -> Head:
    """The make-up of the head of the page's own story."""
    if headline is None or headline >= len(lines):
        return Head()
    plain = {_shape(line.element) for line in lines[story[0] : story[1]] if is_paragraph(line)}
    below = lines[headline + 1 : headline + 1 + _HEAD]
    shapes = [_shape(line.element) for line in (lines[headline], *filter(_is_dated, below))]
    first, second = (shape if shape and shape not in plain else None for shape in (*shapes, None)[:2])
    return Head(first, second)


def _opens_story(lines: Sequence[Line], at: int, head: Head, gazetteer: Gazetteer) -> bool:
    """Whether a line is the headline of another story: a date stands below it, and an outlet beside
    the date, or headline and date are made up as the first story's are.

    A subheading has no date and no outlet, so it is none; where markup does not show a headline,
    as in a text save, the date must follow at once and prose must follow the date.
    """
    line = lines[at]
    if line.hidden or len(line.text) > _LONGEST_BYLINE:
        return False
    dated = next(filter(_is_dated, lines[at + 1 : at + 1 + _HEAD]), None)
    if dated is None or dated.index == at:
        return False
    if line.element is not None and line.element.tag in _HEADINGS:
        return _repeats(line, dated, head) or _names_outlet(lines, at, dated, gazetteer)
    if dated.index != at + 1 or not _reads_like_headline(line.text):
        return False
    if not any(
        is_paragraph(below, _PARAGRAPH) for below in lines[dated.index + 1 : dated.index + 1 + _BELOW]
    ):
        return False
    return _repeats(line, dated, head) or _names_outlet(lines, at, dated, gazetteer)


def _is_dated(line: Line) -> bool:
    """Whether a line states a date, and no sentence."""
    return len(line.text) <= _LONGEST_BYLINE and bool(dates(line.text)) and not _SENTENCE.search(line.text)


def _reads_like_headline(text: str) -> bool:
    return _SHORTEST_HEADLINE <= len(text) <= _LONGEST_HEADLINE and not _SENTENCE.search(text)


def _names_outlet(lines: Sequence[Line], at: int, dated: Line, gazetteer: Gazetteer) -> bool:
    """Whether a labelled source or an outlet's name stands beside the date."""
    if _CAPTION.search(dated.text):
        return False
    near = lines[at + 1 : dated.index + 2]
    if any(field.role == "source" for line in near for field in fields(line.text)):
        return True
    found = beside_date(lines, at, dated.index + 2, frozenset(), gazetteer)
    return any(bare.line.index > at for bare in found)


def _repeats(line: Line, dated: Line, head: Head) -> bool:
    """Whether a headline or its dated line is made up as that of the first story is."""
    return (head.headline is not None and _shape(line.element) == head.headline) or (
        head.byline is not None and _shape(dated.element) == head.byline
    )


def _shape(element: HtmlElement | None) -> Shape | None:
    """Tag and class of a block and of the one around it; None where no class tells it from others."""
    if element is None:
        return None
    around = element.getparent()
    blocks = [element] if around is None else [element, around]
    shape = tuple((str(block.tag), block.get("class") or "") for block in blocks)
    return shape if any(name for _, name in shape) or element.tag in _HEADINGS else None
