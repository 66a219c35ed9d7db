"""What running text is, where most of it stands before anything else is known, and what heads a list."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.lines import Line

_SENTENCE = re.compile(r"[。！？；，,…”]")
_LONGEST_HEADING = 12
_GAP = 15  # lines without a paragraph after which a story has ended
_PARAGRAPH, _WRAPPED = 40, 26  # characters of a paragraph, and of a line of hard-wrapped text


def is_paragraph(line: Line, shortest: int = _PARAGRAPH) -> bool:
    """Whether a line is running text: long, with sentence marks, and not made of links."""
    if len(line.text) < shortest:
        return False
    linked = sum([anchor.end - anchor.start for anchor in line.anchors]) if line.anchors else 0
    return linked * 2 < len(line.text) and _SENTENCE.search(line.text) is not None


def main_text(lines: Sequence[Line]) -> tuple[int, int]:
    """The half-open range of lines with the most running text, gaps of a few lines allowed.

    It begins where the story does, give or take a promotion, and may end early; an empty range
    at the end of the page when it has no running text.
    """
    best, best_size = (len(lines), len(lines)), 0
    start = last = -1
    size = 0
    for line in lines:
        if line.hidden or not is_paragraph(line, _WRAPPED):
            continue
        if start < 0 or line.index - last > _GAP:
            start, size = line.index, 0
        last = line.index
        size += len(line.text)
        if size > best_size:
            best, best_size = (start, last + 1), size
    return best


def opens_list(line: Line) -> bool:
    """Whether a line is the heading of a list of other stories (相关阅读, 热门推荐 …)."""
    text = line.text.strip(" :：[]【】>＞")
    return len(text) <= _LONGEST_HEADING and text.startswith(_list_headings())


@cache
def _list_headings() -> tuple[str, ...]:
    return tuple(heading for heading, strength in table("teaser_headings.tsv") if strength == "list")
