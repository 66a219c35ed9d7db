"""The page divided, once, for everybody who asks: headline, head, story, tail, the next story.

A next story is one with a head of its own: a headline with a date and an outlet below it.  The story
is chosen among all runs of prose above the next story: the first under the headline, unless another
is many times its size, together with what belongs to it.  What closes a story (comments, notices,
lists) parts runs, but a short run does not win because something stands below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.reading.dates import dates
from reprint_trace.reading.following import next_heads
from reprint_trace.reading.lines import is_prose
from reprint_trace.reading.segment import find_story, is_linked
from reprint_trace.reading.story import is_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line, is_prose
from reprint_trace.reading.segment import Run

_REMARKS = re.compile(
    r"comment|(?:^|[\s_-])(?:cmts?|cmnt|pinglun|replies|reply|disqus|guestbook|liuyan)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WRAPPED = 26  # characters of a line of hard-wrapped text
_STANDFIRST = 5  # lines of a story among which its byline stands below a standfirst
_LONGEST_BYLINE = 100
_STORY = 30  # characters of prose outside remarks that can be a story
_PROSE = 20  # characters of a line that may be a remark


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Line indices: `headlines` show the headline, `at` is the one above the story (None where no line
    shows it), `story` is half-open (both ends where the page ends if it has none), `opening` is its first
    line too long for a byline, `following` is where the next story begins or the page ends, `rival` about how many characters the largest
    run of prose has that was left out."""

    headlines: tuple[int, ...]
    at: int | None
    story: Run
    opening: int
    following: int
    rival: float = 0.0


def divide(
    lines: Sequence[Line],
    headlines: Sequence[int],
    at: int | None,
    recognised: frozenset[int],
    gazetteer: Gazetteer,
) -> Anatomy:
    """`recognised` are lines known to be links to other stories, breadcrumbs, previous and next."""
    heads = next_heads(lines, at, gazetteer)
    following = next(iter(heads), len(lines))
    story, rival = find_story(lines, recognised | _remarks(lines, at), headlines, following)
    start, end = story if story[1] else (len(lines), len(lines))
    below = _below_byline(lines, start, end)
    opening = next((line.index for line in lines[below:end] if is_paragraph(line, _WRAPPED)), start)
    return Anatomy(tuple(headlines), at, (start, end), opening, following, rival)


def _below_byline(lines: Sequence[Line], start: int, end: int) -> int:
    """The line below the byline that stands under a standfirst; the story's first line where none does."""
    below = start
    for line in lines[start : min(start + _STANDFIRST, end)]:
        short = (
            len(line.text) <= _LONGEST_BYLINE and not is_prose(line.text) and line.text[-1] not in "？?！!"
        )
        if line.index > start and short and (dates(line.text) or _is_credited(line.text)):
            below = line.index + 1
    return below if below < end else start


def _is_credited(text: str) -> bool:
    return any(field.opens and field.role in ("source", "date") for field in fields(text))


def _remarks(lines: Sequence[Line], at: int | None) -> frozenset[int]:
    """The lines in blocks named for comments, unless these hold the headline or all the prose below it."""
    known: dict[HtmlElement, bool] = {}
    if at is not None:
        element = lines[at].element
        while element is not None:
            known[element] = False
            element = element.getparent()
    found = [line for line in lines if line.element is not None and _is_remark(line.element, known)]
    prose = [line for line in lines if len(line.text) >= _PROSE and not is_linked(line) and not line.hidden]
    remarked = {line.index for line in found}
    first = -1 if at is None else at
    told = sum(len(line.text) for line in prose if line.index not in remarked and line.index > first)
    if told < _STORY:
        return frozenset()
    return frozenset(remarked)


def _is_remark(element: HtmlElement | None, known: dict[HtmlElement, bool]) -> bool:
    climbed = []
    verdict = False
    while element is not None and element.tag not in ("body", "html"):
        if element in known:
            verdict = known[element]
            break
        climbed.append(element)
        if _REMARKS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            verdict = True
            break
        element = element.getparent()
    known.update(dict.fromkeys(climbed, verdict))
    return verdict
