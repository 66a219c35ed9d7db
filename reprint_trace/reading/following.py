"""Pages that append the next stories under the one they were saved for (endless scrolling)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.reading.dates import dates
from reprint_trace.reading.labels import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.segment import Run

_HEADINGS = frozenset(("h1", "h2", "h3"))
_HEAD = 3  # lines from a headline to its date and source
_LONGEST_HEAD = 100
_TOLD = 100  # characters a story has before another can follow it


def before_next_story(story: Run, lines: Sequence[Line]) -> Run:
    """The run up to a second headline that has a date and a source of its own.

    A subheading has neither, so it ends nothing; a text save shows no headings and is left whole.
    """
    start, end = story
    told = 0
    for index in range(start, end):
        line = lines[index]
        heads = line.element is not None and line.element.tag in _HEADINGS
        if heads and told >= _TOLD and any(map(_is_head, lines[index + 1 : index + 1 + _HEAD])):
            return start, index
        told += len(line.text)
    return story


def _is_head(line: Line) -> bool:
    """Whether a line states a date and a source, as the head of a story does."""
    if len(line.text) > _LONGEST_HEAD or not dates(line.text):
        return False
    return any(field.role == "source" for field in fields(line.text))
