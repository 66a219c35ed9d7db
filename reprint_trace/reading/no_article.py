"""Pages that hold no article: errors, logins, searches, lists and front pages.

Short text is no sign of one: a notice has sixty characters and a photo its caption.  But a
notice is dated or signed, or stands under a headline of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.reading.boilerplate import Nature, nature
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lexicon import table
from reprint_trace.text.folding import simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import Published
    from reprint_trace.reading.furniture import Frame
    from reprint_trace.reading.lines import Line

_SHORT = 300  # characters of a text that phrases may tell to be no story
_NOTE = 100  # … and of one that needs a headline, a date or a credit to be one
_CARDS = 3  # titles made up alike, below the one above the text, that make a list


def is_no_article(
    lines: Sequence[Line], story: Sequence[int], frame: Frame, published: Published | None,
    listed: frozenset[int],
    *, page_title: str | None, credited: bool,
) -> bool:  # fmt: skip
    """Whether what was found for a story is none.

    `story` are the indices of its lines, `listed` those of links to other stories; `page_title` is
    what <title> says, `credited` when the page declares a source.
    """
    if not story:
        return False
    if _is_list(lines, story, frame.headline, listed):
        return True
    size = sum(len(lines[index].text) for index in story)
    dated = published is not None and published.basis != "url"
    if size >= _SHORT or credited or dated:
        return False
    titles = [title for title in (frame.title, page_title) if title]
    if any(nature(title) is not Nature.TEXT or _says("title", title) for title in titles):
        return True
    if any(_says("line", lines[index].text) for index in story):
        return True
    return size < _NOTE and len(listed) >= _CARDS and frame.headline is None


def _is_list(
    lines: Sequence[Line], story: Sequence[int], headline: int | None, listed: frozenset[int]
) -> bool:
    """Whether the text is the excerpts of a list: a linked title stands above it, and titles made
    up alike stand between its lines and below.  A story whose own date stands above such titles has
    a box of links let into it."""
    above = [line for line in lines[max(0, story[0] - 3) : story[0]] if _is_title(line, headline, listed)]
    if not above or (headline is not None and _has_byline(lines, headline, listed)):
        return False
    shape = _shape(above[-1].element)
    below = [line for line in lines[story[0] :] if line.index in listed and _shape(line.element) == shape]
    inside = sum(line.index < story[-1] for line in below)
    return len(below) >= _CARDS and (len(story) <= 2 or inside * 2 >= len(story) - 1)


def _has_byline(lines: Sequence[Line], headline: int, listed: frozenset[int]) -> bool:
    """Whether a date stands between a headline, no link itself, and the first link to another story."""
    if lines[headline].anchors:
        return False
    for line in lines[headline + 1 :]:
        if line.index in listed:
            return False
        if len(line.text) <= _NOTE and dates(line.text):
            return True
    return False


def _is_title(line: Line, headline: int | None, listed: frozenset[int]) -> bool:
    return (
        line.element is not None and bool(line.anchors) and (line.index in listed or line.index == headline)
    )


def _shape(element: HtmlElement | None) -> tuple[tuple[str, str | None], ...]:
    """Tag and class of a block and of the one around it."""
    around = None if element is None else element.getparent()
    return tuple((str(block.tag), block.get("class")) for block in (element, around) if block is not None)


def _says(kind: str, text: str) -> bool:
    return _phrases(kind).search("".join(simplified().get(char, char) for char in text)) is not None


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(row[1] for row in table("no_article.tsv") if row[0] == kind), re.IGNORECASE)
