"""Where the story stands among the lines of a page, HTML or plain text.

Every line gets a weight: prose counts for it, links and site phrases against it, a jump across
the markup costs.  The story is one of the maximal scoring runs (Ruzzo and Tompa 1999; the idea
of cutting pages so is Pasternack and Roth's, WWW 2009): the first good one after the headline,
together with what follows until a new story begins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.lines import english_byline
from reprint_trace.reading.lines import elements_around, shared
from reprint_trace.reading.tags import Nature, without_credit_after
from reprint_trace.text.folding import HAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Block, Line

_SENTENCE_END = re.compile(r"[。！？；…!?;：:][”’」』）)】\]\"']*$")
_LETTERS = re.compile(r"[^\W\d_]")
_DAY = re.compile(r"[12１２一二]\S{1,5}年\S{1,3}月\S{1,3}日")
_PAUSE = re.compile(r"[，。！？；、,.;?!]")
_PROSE = 30  # characters outside links that make a line prose without a full stop
_SENTENCE = 10  # … and with one
_SIGNATURE = 3  # lines of a notice's signature
_CAPTION = 15  # … and with one inside, before its photographer's name
_LONGEST_BYLINE = 100
_ENOUGH = 200  # more prose than this in one line says no more
_STORY = 60  # the score that makes a run under the headline the story
_TIMES = 4  # a run so many times larger than another is the story, whatever closes the other
_SHORTEST = 20  # … if what follows it is closed off, or goes on with it
_SHORT_LINES = 5  # lines of a poem or an agenda
_MOST_SHORT, _MOST_HEADLINES = 400, 5  # lines of one, headlines it may stand under
_HEAD_REACH = 8  # lines from its headline to the first
_MOSTLY = 2  # so much more than what reads like prose
_VERSE = 4  # characters of a line that ends in a comma or a stop
_HEADLINE_REACH = 60  # lines between the headline and its story
_NEAR = 2  # steps in the tree between neighbouring paragraphs
_STEP_COST, _JUMP_COST = 4, 60  # of each further step, and at most

_NOTICE = frozenset((Nature.CLOSING,))
_CLOSING = frozenset((Nature.CLOSING, Nature.LIST_HEADING))
_ENDS = frozenset((Nature.CLOSING, Nature.LIST_HEADING, Nature.NOTICE, Nature.FURNITURE))
_VERSE_END = re.compile(r"[\u3400-\u9fff][，。；！？]$")

Run = tuple[int, int]  # [start, end) of line indices


class Found(NamedTuple):
    """The story's run, (0, 0) when no line reads like prose, and the score of the best run left out of
    it (about its characters of prose), 0 when there is none."""

    story: Run
    rival: float


def find_story(
    lines: Sequence[Line], recognised: frozenset[int], headlines: Sequence[int], following: int
) -> Found:
    """The run of lines that holds the story, above the line `following` with which another begins."""
    weights = [_weight(line, line.index in recognised) for line in lines]
    shown = frozenset(headlines)
    chinese = any(HAN.search(lines[at].text) for at in headlines[:1])
    for line in lines:
        if line.hidden or line.index in shown:  # a headline may ask, and is no story for all that
            weights[line.index] = 0.0
        elif chinese and weights[line.index] > 0 and not HAN.search(line.text):
            weights[line.index] = 0.0  # English in a Chinese page is part of its story, and begins none
    jumps = _jumps(lines)
    scores = [score for pair in zip((-j for j in jumps), weights, strict=True) for score in pair]
    runs = [
        ((start // 2, (end + 1) // 2), score) for start, end, score in maximal_runs(scores[: 2 * following])
    ]
    if not runs:
        return Found(_in_short_lines(lines[:following], recognised, headlines), 0.0)
    story = _with_siblings(_chosen(runs, lines, headlines), [run for run, _ in runs], lines, headlines)
    story = _extended(story, lines[:following], jumps, recognised, headlines)
    short = _in_short_lines(lines[:following], recognised, headlines)
    if _told(lines, short, recognised) > _MOSTLY * _told(lines, story, recognised):
        story = short
    left = (score for run, score in runs if run[1] <= story[0] or run[0] >= story[1])
    return Found(story, max(left, default=0.0))


def _told(lines: Sequence[Line], run: Run, recognised: frozenset[int]) -> int:
    """The characters of a run in text that is nothing else's."""
    return sum(
        len(line.text)
        for line in lines[run[0] : run[1]]
        if not line.hidden and line.index not in recognised and line.nature is Nature.TEXT
    )


def _in_short_lines(lines: Sequence[Line], recognised: frozenset[int], headlines: Sequence[int]) -> Run:
    """The block of short lines, none of them a sentence, right below a headline and its date: a poem,
    an agenda, a list of names; (0, 0) where there is none."""
    shown = frozenset(headlines)
    for at in headlines[:_MOST_HEADLINES]:
        plain: list[Line] = []
        dated = False
        for line in lines[at + 1 : at + 1 + _MOST_SHORT]:
            if line.hidden or line.index in shown:
                continue
            if line.is_link or line.nature in _ENDS or (plain and line.index in recognised):
                if plain or line.is_link:
                    break
                continue
            byline = not plain and (line.index in recognised or bool(line.dates or line.fields))
            dated = dated or byline
            if dated and not byline and line.nature is Nature.TEXT:
                plain.append(line)
        if len(plain) >= _SHORT_LINES and plain[0].index - at <= _HEAD_REACH:
            return plain[0].index, plain[-1].index + 1
    return (0, 0)


def _with_siblings(story: Run, runs: Sequence[Run], lines: Sequence[Line], headlines: Sequence[int]) -> Run:
    """The story with the later runs that go on in its block, or in the container of its paragraphs, up to
    a notice that closes it."""
    blocks, end, container = _blocks(lines, story), story[1], _container(lines, story, headlines)
    for run in runs:
        if run[0] < end:
            continue
        if _closed(lines, end, run[0], _NOTICE):
            break
        end = run[0]
        first = lines[run[0]]
        around = None if first.block is None else first.block.around
        if first.inside in blocks or (container is not None and container in elements_around(around)):
            blocks |= _blocks(lines, run)
            story, end = (story[0], run[1]), run[1]
    return story


def _container(lines: Sequence[Line], story: Run, headlines: Sequence[int]) -> HtmlElement | None:
    """The block around all paragraphs of a run that holds no headline; None where one does, or in one paragraph."""
    paragraphs = [
        line.block
        for line in lines[story[0] : story[1]]
        if line.block is not None and _weighs(line.text, len(line.text)) and not line.is_link
    ]
    if len(paragraphs) < 2:
        return None
    same = min(shared(paragraphs[0], block) for block in paragraphs[1:])
    same = min(same, *(block.depth for block in paragraphs))
    container: Block | None = paragraphs[0]
    while container is not None and container.depth >= same:
        container = container.around
    above = _above(story, headlines)
    head = None if above is None else lines[above].block
    if container is None or container.element in elements_around(head):
        return None
    return container.element


def _chosen(runs: Sequence[tuple[Run, float]], lines: Sequence[Line], headlines: Sequence[int]) -> Run:
    """The best run; but the first under the headline, if it is another, and what belongs to it."""
    best, most = max(runs, key=lambda run: run[1])
    under = [(at, score, run) for run, score in runs if (at := _above(run, headlines)) is not None]
    stories = [found for found in under if found[1] >= _STORY]
    _, score, story = min(stories, key=lambda found: found[2][0] - found[0], default=(0, most, best))
    if story[0] > best[0] and score * 2 < most:
        story = best
    if story[0] < best[0]:
        if _goes_on(lines, story, best, headlines):
            story, score = (story[0], best[1]), score + most
        elif most > _TIMES * score:
            story, score = best, most
    for at, short, run in under:
        if short < _SHORTEST or not at <= run[0] < story[0] or at != _above(story, headlines):
            continue
        if _in_same_block(lines, run, story):
            return (run[0], story[1])
        following = min(other[0] for other, _ in runs if other[0] >= run[1])
        if score <= _TIMES * short and _closed(lines, run[1], following, _CLOSING):
            return run
    return story


def _goes_on(lines: Sequence[Line], first: Run, second: Run, headlines: Sequence[int]) -> bool:
    return (
        _in_same_block(lines, first, second)
        or _same_story(lines, first, second, headlines)
        or _above_byline(lines, first, second, headlines)
    )


def _above_byline(lines: Sequence[Line], first: Run, second: Run, headlines: Sequence[int]) -> bool:
    """Whether the first run is a standfirst: the story's date stands below it, and the second run soon."""
    headline = _above(first, headlines)
    if (
        headline is None
        or second[0] - first[1] > _HEAD_REACH
        or _closed(lines, first[1], second[0], _CLOSING)
    ):
        return False
    above = any(_is_byline(line) for line in lines[headline + 1 : first[0]])
    return not above and any(_is_byline(line) for line in lines[first[1] : second[0]])


def _is_byline(line: Line) -> bool:
    if len(line.text) > _LONGEST_BYLINE:
        return False
    return bool(line.dates or line.fields) or english_byline(line.text) is not None


def _above(run: Run, headlines: Sequence[int]) -> int | None:
    """The last headline before a run, if it is near; it may be the run's own first line."""
    place = bisect_right(headlines, run[0]) - 1
    near = place >= 0 and run[0] - headlines[place] <= _HEADLINE_REACH
    return headlines[place] if near else None


def _in_same_block(lines: Sequence[Line], story: Run, other: Run) -> bool:
    """Whether a second run opens with a sibling of the first's paragraphs."""
    return lines[other[0]].inside in _blocks(lines, story)


def _blocks(lines: Sequence[Line], run: Run) -> set[HtmlElement]:
    return {block for line in lines[run[0] : run[1]] if (block := line.inside) is not None}


def _closed(lines: Sequence[Line], start: int, end: int, natures: frozenset[Nature]) -> bool:
    return any(line.nature in natures for line in lines[start:end] if not line.hidden)


def _same_story(lines: Sequence[Line], first: Run, second: Run, headlines: Sequence[int]) -> bool:
    """Whether a second run goes on with the story that the first, under the headline, begins:
    it stands no further from it than the headline does, and nothing between closes the story."""
    if _closed(lines, first[1], second[0], _CLOSING):
        return False
    headline = _above(first, headlines)
    above = first[0] if headline is None else headline
    here, there, over = (lines[index].block for index in (first[0], second[0], above))
    return shared(here, there) >= shared(here, over)


def _extended(
    story: Run, lines: Sequence[Line], jumps: Sequence[float],
    recognised: frozenset[int], headlines: Sequence[int],
) -> Run:  # fmt: skip
    """The run with the short lines before and after it that stand in the same block; of a text
    save, where blocks do not show, those between headline and story and whole sentences."""
    above = _above(story, headlines)
    inside = {line.element for line in lines[story[0] : story[1]] if len(line.text) >= _SENTENCE}
    one = inside.pop() if len(inside) == 1 and story[1] - story[0] > 1 else None  # paragraphs are breaks

    def belongs(index: int) -> bool:
        line = lines[index]
        if one is not None and line.element is not one and not _SENTENCE_END.search(line.text):
            return False
        if line.element is None and not (
            _SENTENCE_END.search(line.text)
            or (above is not None and above < index < story[0] and not line.text.endswith((":", "：")))
        ):
            return False
        foreign = line.hidden or index in recognised or index in headlines or line.is_link
        return not foreign and line.nature is Nature.TEXT

    start, end = story
    while start > 0 and jumps[start] == 0 and belongs(start - 1):
        start -= 1
    while end < len(lines) and jumps[end] == 0 and belongs(end):
        end += 1
    return start, _signed(lines, end)


def _signed(lines: Sequence[Line], end: int) -> int:
    """Where a text save's notice ends that is signed with an office and the day below it."""
    for line in lines[end : end + _SIGNATURE]:
        if line.element is not None or len(line.text) > _PROSE or line.nature is not Nature.TEXT:
            break
        if _DAY.fullmatch(line.text):
            return line.index + 1
    return end


def without_paragraphs(taken: frozenset[int], lines: Sequence[Line]) -> frozenset[int]:
    """Of the lines taken for story lists, those that are no paragraphs of the story: plain lines
    in a block with more prose than was taken belong to it, whatever list was put beside them."""
    blocks: dict[HtmlElement | None, list[bool]] = {None: []}
    for line in lines:
        seen = line.element is not None and not line.hidden
        if seen and len(line.text) >= _SENTENCE and not line.is_link:
            blocks.setdefault(line.inside, []).append(line.index in taken)
    of_story = {block for block, mine in blocks.items() if sum(mine) * 2 < len(mine)}
    return frozenset(index for index in taken if lines[index].is_link or lines[index].inside not in of_story)


def without_sentences(taken: frozenset[int], lines: Sequence[Line]) -> frozenset[int]:
    """Of the lines taken for bylines and dates, those that are not whole sentences, as the
    questions of an interview are (记者：…？)."""
    return frozenset(
        index for index in taken
        if len(lines[index].text) < _SENTENCE
        or lines[index].text.endswith((":", "："))  # … 分享到：
        or not _SENTENCE_END.search(without_credit_after(lines[index].text))
    )  # fmt: skip


def maximal_runs(scores: Iterable[float]) -> list[tuple[int, int, float]]:
    """All maximal scoring subsequences as (start, end, score), in linear time."""
    runs: list[tuple[int, int, float, float]] = []  # start, end, sum before it, sum at its end
    lower: list[int] = []  # for each run the last one before it whose sum before it is lower
    total = 0.0
    for index, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        start, low, high = index, before, total
        while True:
            left = len(runs) - 1
            while left >= 0 and runs[left][2] >= low:
                left = lower[left]
            if left < 0 or runs[left][3] >= high:
                break
            start, low = runs[left][0], runs[left][2]
            del runs[left:], lower[left:]
        runs.append((start, index + 1, low, high))
        lower.append(left)
    return [(start, end, high - low) for start, end, low, high in runs]


def _weight(line: Line, recognised: bool) -> float:
    """What a line says for (prose: its length) or against the story being here."""
    if line.is_link:
        return -10 - min(line.size, 30) * 0.7
    kind = line.nature
    if kind in _CLOSING:
        return -60
    if kind is Nature.NOTICE:
        return -30
    if recognised:
        return -20
    if kind is Nature.FURNITURE or not _LETTERS.search(line.text):
        return -15 - min(line.size, 60) * 0.5
    free = line.size - line.linked
    return min(free, _ENOUGH) if kind is Nature.TEXT and _weighs(line.text, free) else -5


def _weighs(text: str, size: int) -> bool:
    """Whether a line is a sentence, or long enough to be a part of one."""
    if size >= _PROSE and _PAUSE.search(text):
        return True
    if size >= _CAPTION and "。" in text:
        return True
    if size >= _VERSE and _VERSE_END.search(text):
        return True
    return size >= _SENTENCE and _SENTENCE_END.search(text) is not None


def _jumps(lines: Sequence[Line]) -> list[float]:
    """What it costs to come to each line's block from the block of the line before."""
    jumps: list[float] = []
    last: Block | None = None
    for line in lines:
        block = line.block
        if block is last or block is None or last is None:
            jumps.append(0)
        else:
            steps = last.depth + block.depth + 2 - 2 * shared(last, block)
            jumps.append(min(max(0, steps - _NEAR) * _STEP_COST, _JUMP_COST))
        last = block
    return jumps
