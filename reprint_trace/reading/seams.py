"""What markup alone sets apart on a line: …报</span><span>听新闻 stands there without a space."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import is_label
from reprint_trace.attribution.names import is_control

if TYPE_CHECKING:
    from reprint_trace.reading.lines import Line

_MOST_TEXTS = 60  # of a block, among which those of a line are looked for
_LONGEST_LINE, _LONGEST_ASIDE = 200, 8
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_VALUE = re.compile(r"[\s\d:：(（\[]")


def seams(line: Line) -> tuple[int, ...]:
    """Where inside a line's text one inline element ends or the next begins, in order."""
    found: set[int] = set()
    at = 0
    within = line.element.itertext() if line.element is not None and len(line.element) else ()
    for raw in islice(within, _MOST_TEXTS):
        shown = _SPACE.sub(" ", raw).strip(" ")
        start = line.text.find(shown, at) if shown else -1
        if start >= 0:
            at = start + len(shown)
            found.update((start, at))
    return tuple(sorted(found - {0, len(line.text)}))


def asides(line: Line) -> list[tuple[int, int]]:
    """The spans of a line that are inline elements of their own and a control, a counter or
    another field (听新闻, 阅读 123, 日期：2021-03-05)."""
    if len(line.text) > _LONGEST_LINE:
        return []
    edges = seams(line)
    spans = pairwise((0, *edges, len(line.text))) if edges else ()
    return [(start, end) for start, end in spans if _is_aside(line.text[start:end])]


def _is_aside(text: str) -> bool:
    word = _VALUE.split(text.strip(" "), maxsplit=1)[0]
    return 0 < len(word) <= _LONGEST_ASIDE and (is_control(word) or is_label(word))
