"""Where the story stands among the lines of a page, HTML or plain text.

Every line gets a weight: prose counts for it, links and site phrases against it, a jump across
the markup costs.  The story is one of the maximal scoring runs (Ruzzo and Tompa 1999; the idea
of cutting pages so is Pasternack and Roth's, WWW 2009), the one that follows the headline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.reading.boilerplate import is_noise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

_SENTENCE_END = re.compile(r"[。！？；…!?;：:][”’」』）)】\]\"']*$")
_PROSE = 30  # characters outside links that make a line prose without a full stop
_SENTENCE = 10  # … and with one
_ENOUGH = 200  # more prose than this in one line says no more
_HEADLINE_BONUS = 150  # for a run that starts soon after the headline
_HEADLINE_REACH = 25  # lines between the headline and its story
_NEAR = 2  # steps in the tree between neighbouring paragraphs
_STEP_COST, _JUMP_COST = 4, 60  # of each further step, and at most

Run = tuple[int, int]  # [start, end) of line indices


def find_story(lines: Sequence[Line], recognised: frozenset[int], headlines: Sequence[int]) -> Run:
    """The run of lines that holds the story; (0, 0) when no line reads like prose."""
    best, best_score = (0, 0), 0.0
    for start, end, score in maximal_runs(_scores(lines, recognised)):
        run = (start // 2, (end + 1) // 2)
        bonus = _HEADLINE_BONUS if any(-1 <= run[0] - at <= _HEADLINE_REACH for at in headlines) else 0
        if score + bonus > best_score:
            best, best_score = run, score + bonus
    return best


def maximal_runs(scores: Iterable[float]) -> list[tuple[int, int, float]]:
    """All maximal scoring subsequences as (start, end, score), in linear time."""
    runs: list[tuple[int, int, float, float]] = []  # start, end, sum before it, sum at its end
    total = 0.0
    for index, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        start, low, high = index, before, total
        while True:
            left = len(runs) - 1
            while left >= 0 and runs[left][2] >= low:
                left -= 1
            if left < 0 or runs[left][3] >= high:
                break
            start, low = runs[left][0], runs[left][2]
            del runs[left:]
        runs.append((start, index + 1, low, high))
    return [(start, end, high - low) for start, end, low, high in runs]


def _scores(lines: Sequence[Line], recognised: frozenset[int]) -> list[float]:
    """For every line, the cost of getting there and then its weight."""
    scores: list[float] = []
    path: list[HtmlElement] = []
    for line in lines:
        jump, path = _jump(path, line.element)
        scores += (-jump, _weight(line, line.index in recognised))
    return scores


def _weight(line: Line, recognised: bool) -> float:
    if line.hidden:
        return 0
    size, linked = measure(line)
    if recognised:
        return -8
    if linked > size / 2:
        return -10 - min(size, 30) * 0.7
    if size < 120 and is_noise(line.text):
        return -15 - min(size, 60) * 0.5
    free = size - linked
    if free >= _PROSE or (free >= _SENTENCE and _SENTENCE_END.search(line.text)):
        return min(free, _ENOUGH)
    return -5


def measure(line: Line) -> tuple[int, int]:
    """The characters of a line, and how many of them are linked; spaces not counted."""
    size = len(line.text) - line.text.count(" ")
    linked = sum(a.end - a.start - line.text.count(" ", a.start, a.end) for a in line.anchors)
    return size, linked


def _jump(path: list[HtmlElement], element: HtmlElement | None) -> tuple[float, list[HtmlElement]]:
    """What it costs to come from the last line's block to this one's."""
    if element is None:
        return 0, path
    here = [element, *element.iterancestors()][::-1]
    shared = 0
    for one, other in zip(path, here, strict=False):
        if one is not other:
            break
        shared += 1
    steps = len(path) + len(here) - 2 * shared if path else 0
    return min(max(0, steps - _NEAR) * _STEP_COST, _JUMP_COST), here
