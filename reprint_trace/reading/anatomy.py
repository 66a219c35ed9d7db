"""The page divided, once, for everybody who asks: headline, head, story, tail, the next story.

A next story is one with a head of its own: a headline with a date and an outlet below it (pages of
endless scrolling append them).  The story is chosen among all runs of prose above the next story: the
first under the headline, unless another is many times its size, together with what belongs to it.  What
closes a story (comments, notices, lists) parts runs, but a short run does not win because something
stands below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.names import ends_like_outlet, outlets_named
from reprint_trace.reading.lines import elements_around, is_dated, is_prose, is_sentence
from reprint_trace.reading.segment import Run, find_story
from reprint_trace.reading.tags import Nature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Block, Line


# ── the stories that follow ─────────────────────────────────────────────────────────────

_HEADINGS = frozenset(("h1", "h2", "h3"))
_HEAD = 3  # lines from a headline to its date and source
_LONGEST_BYLINE, _LONGEST_HEADLINE, _SHORTEST_HEADLINE = 100, 60, 6
_TOLD = 40  # characters in paragraphs that a story has before another can follow it
_TOLD_UNDATED = 400  # … and where no date of its own has been seen
_TOLD_HEADED = 100  # … but a heading follows
_DATE_ABOVE = 6  # lines above the headline where its date may stand
_PARAGRAPH = 20  # characters of a sentence in it
_BELOW = 6  # lines below a byline among which its story begins
_SENTENCE = re.compile(r"[。！？；]|[，：:；,]$")
_NAME = re.compile(r"[^\W\d_][\w-]{1,15}")
_NUMBER = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_年月日时分秒]")
_NAMED = 2  # letters of a name
_CAPTION = re.compile(r"[摄攝图圖]")

Shape = tuple[tuple[str, str], ...]


class Head(NamedTuple):
    """How the first story's head is made up: tag and class of its headline and of its dated line,
    and of the blocks around them (None where the story's own paragraphs are made up alike), and the
    words of the dated line (None where it says nothing beside the date)."""

    headline: Shape | None = None
    byline: Shape | None = None
    words: str | None = None


def next_heads(lines: Sequence[Line], headline: int | None, gazetteer: Gazetteer) -> list[int]:
    """The lines with which stories begin that follow the page's own, in order.

    The first date below a headline is the story's own, as far as it stands from it: another story can
    begin only once a date has been seen, or much has been told.
    """
    first = 0 if headline is None else headline
    bylines = [line.index for line in lines if _is_byline(line)]
    below = {at: dated for dated in reversed(bylines) for at in range(dated - _HEAD, dated)}
    head = _head_of(lines, headline, below)
    seen = any(first - _DATE_ABOVE <= at < first for at in bylines)
    told, found, start = 0, list[int](), first + 1 if headline is not None else 0
    for line in lines[start:]:
        if line.hidden:
            continue
        if line.index in below:
            enough = _TOLD if seen else _TOLD_UNDATED
            if headline is None:
                enough = _TOLD_UNDATED
            elif not seen and line.tag in _HEADINGS:
                enough = _TOLD_HEADED
            dated = lines[below[line.index]]
            if told >= enough and _opens_story(lines, line, dated, head, gazetteer):
                found.append(line.index)
        seen = seen or _is_byline(line)
        if is_prose(line, _PARAGRAPH):
            told += len(line.text)
    return found


def _head_of(lines: Sequence[Line], headline: int | None, below: Mapping[int, int]) -> Head:
    """The make-up of the head of the page's own story; `below` are the dated lines that lines have below them."""
    if headline is None or headline >= len(lines):
        return Head()
    plain = {_shape(line.block) for line in lines[headline + 1 :] if is_prose(line)}
    dated = lines[below[headline]] if headline in below else None
    first, second = (
        shape if line is not None and (shape := _shape(line.block)) not in plain else None
        for line in (lines[headline], dated)
    )  # fmt: skip
    return Head(first, second, None if dated is None else _words(dated))


def _opens_story(lines: Sequence[Line], line: Line, dated: Line, head: Head, gazetteer: Gazetteer) -> bool:
    """Whether a line is the headline of another story: the `dated` line stands below it, and an outlet beside
    the date, or headline and date are made up as the first story's are.

    A subheading has no date and no outlet, so it is none; where markup does not show a headline,
    as in a text save, the date must follow at once and prose must follow the date.
    """
    if line.hidden or len(line.text) > _LONGEST_BYLINE or line.nature is Nature.NOTICE:
        return False
    marked = line.tag in _HEADINGS
    if not marked and (dated.index != line.index + 1 or not _reads_like_headline(line.text)):
        return False
    below = lines[dated.index + 1 : dated.index + 1 + _BELOW]
    if not marked and not any(is_prose(each, _PARAGRAPH) for each in below):
        return False
    return _repeats(line, dated, head) or _names_outlet(lines, line.index, dated, gazetteer)


def _is_byline(line: Line) -> bool:
    return line.dated and len(line.text) <= _LONGEST_BYLINE and is_dated(line)


def _reads_like_headline(text: str) -> bool:
    return _SHORTEST_HEADLINE <= len(text) <= _LONGEST_HEADLINE and not _SENTENCE.search(text)


def _names_outlet(lines: Sequence[Line], at: int, dated: Line, gazetteer: Gazetteer) -> bool:
    """Whether a labelled source or an outlet's name stands beside the date."""
    if _CAPTION.search(dated.text):
        return False
    near = [line for line in lines[at + 1 : dated.index + 2] if len(line.text) <= _LONGEST_BYLINE]
    if any(field.role == "source" for line in near for field in line.fields):
        return True
    names = (name for line in near for name in _NAME.findall(line.text))
    return any(ends_like_outlet(name) or outlets_named(name, gazetteer) for name in names)


def _repeats(line: Line, dated: Line, head: Head) -> bool:
    """Whether a headline or its dated line is made up as that of the first story is."""
    shape = _shape(line.block)
    return (
        (head.headline is not None and shape is not None and shape[0] == head.headline[0])
        or (head.headline is not None and shape == head.headline)
        or (head.byline is not None and _shape(dated.block) == head.byline)
        or (head.words is not None and _words(dated) == head.words)
    )


def _words(dated: Line) -> str | None:
    """What a dated line says beside its numbers; None when that is no more than a date needs."""
    words = _NUMBER.sub("0", dated.text)
    return words if len(_LETTER.findall(words)) >= _NAMED else None


def _shape(block: Block | None) -> Shape | None:
    """Tag and class of a block and of the one around it; None where no class tells it from others."""
    if block is None:
        return None
    blocks = [block] if block.around is None else [block, block.around]
    shape = tuple((each.tag, each.element.get("class") or "") for each in blocks)
    return shape if any(name for _, name in shape) or block.tag in _HEADINGS else None


# ── the parts ───────────────────────────────────────────────────────────────────────────

_WRAPPED = 26  # characters of a line of hard-wrapped text
_STANDFIRST = 5  # lines of a story among which its byline stands below a standfirst
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
    opening = next((line.index for line in lines[below:end] if is_prose(line, _WRAPPED)), start)
    return Anatomy(tuple(headlines), at, (start, end), opening, following, rival)


def _below_byline(lines: Sequence[Line], start: int, end: int) -> int:
    """The line below the byline that stands under a standfirst; the story's first line where none does."""
    below = start
    for line in lines[start : min(start + _STANDFIRST, end)]:
        short = len(line.text) <= _LONGEST_BYLINE and not is_sentence(line) and line.text[-1] not in "？?！!"
        if line.index > start and short and (line.dates or _is_credited(line)):
            below = line.index + 1
    return below if below < end else start


def _is_credited(line: Line) -> bool:
    return any(field.opens and field.role in ("source", "date") for field in line.fields)


def _remarks(lines: Sequence[Line], at: int | None) -> frozenset[int]:
    """The lines in blocks named for comments, unless these hold the headline or all the prose below it."""
    around = frozenset(elements_around(None if at is None else lines[at].block))
    found = frozenset(
        line.index
        for line in lines
        if line.block is not None and line.block.remark is not None and line.block.remark not in around
    )
    first = -1 if at is None else at
    told = 0
    for line in lines[first + 1 :] if found else ():
        if line.index not in found and len(line.text) >= _PROSE and not line.hidden and not line.is_link:
            told += len(line.text)
            if told >= _STORY:
                return found
    return frozenset()
