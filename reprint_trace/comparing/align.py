"""Two folded texts laid side by side: the runs they share and the regions where they differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.comparing.anchors import SEED, Run, anchored_runs, longest_chain, push

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


_PAUSE = re.compile(r"[。！？；，：,.!?;:\n]")
MOVED = 15  # folded characters; a shorter run out of order is a phrase both texts use anyway
NEAR = 60  # folded characters around moved text that are looked at for where it belongs
ASIDE = "\ue000\ue001"  # the letters of either text that are set aside: they match nothing
CHANCE = 0.05  # expected number of chance agreements from which one is not believed
_ALIKE = 0.03  # how often two letters of one story agree by chance (topic included)
_EXACT_CELLS = 1_000_000  # gaps up to this area (length x length) are aligned exactly
_FINE = 4  # the seed width inside larger gaps


class Region(NamedTuple):
    """A folded stretch of each text that the other lacks; `None` is no place at all
    (the stretch stands beside text that was moved), an empty span is a place between runs.
    `near_moved`: text that moved stood, or stands, in the same gap."""

    a: Span | None
    b: Span | None
    near_moved: bool = False


class Alignment(NamedTuple):
    """`runs` (in b's order) and `regions` tile both texts.  `moved` are the runs outside the
    common order, grouped by the block that moved."""

    runs: list[Run]
    regions: list[Region]
    moved: list[list[Run]]


def align(a: Folded, b: Folded) -> Alignment:
    """Lay text `b` against text `a`."""
    anchors, rest = longest_chain(anchored_runs(a.text, b.text))
    chain = settled(a, b, sorted([*anchors, *_between(a, b, anchors, moved_blocks(a, b, rest, anchors))]))
    blocks = _to_line_ends(a, b, moved_blocks(a, b, rest, chain), chain)
    blocks = [[*block, *_between_runs(a, b, block)] for block in blocks]
    moved = [block for block in (settled(a, b, sorted(block)) for block in blocks) if block]
    regions = list(_regions(a, b, chain, moved))
    for block in moved:
        regions += [
            Region((left.a + left.n, right.a), (left.b + left.n, right.b)) for left, right in pairwise(block)
        ]
    runs = sorted([*chain, *(run for block in moved for run in block)], key=lambda run: run.b)
    return Alignment(runs, regions, moved)


def _regions(a: Folded, b: Folded, chain: list[Run], moved: list[list[Run]]) -> Iterator[Region]:
    """What lies between the runs of the chain, moved blocks left out."""
    if not moved:
        yield from (Region(*gap) for gap in _gaps(chain, len(a), len(b)))
        return
    moved_a, moved_b = _spans(moved)
    for gap_a, gap_b in _gaps(chain, len(a), len(b)):
        pieces_a, pieces_b = _without(gap_a, moved_a), _without(gap_b, moved_b)
        last = len(pieces_a) != len(pieces_b) and (
            _fit(a, pieces_a[-1], b, pieces_b[-1]) > _fit(a, pieces_a[0], b, pieces_b[0])
        )
        near_moved = len(pieces_a) + len(pieces_b) > 2
        for region in _paired(pieces_a, pieces_b, last=last):
            yield region._replace(near_moved=True) if near_moved else region


def _between(a: Folded, b: Folded, chain: list[Run], moved: list[list[Run]]) -> Iterator[Run]:
    """The finer runs in the gaps of the chain."""
    for region in _regions(a, b, chain, moved):
        yield from _inside(a.text, b.text, region)


def _between_runs(a: Folded, b: Folded, block: list[Run]) -> Iterator[Run]:
    for left, right in pairwise(block):
        yield from _inside(a.text, b.text, Region((left.a + left.n, right.a), (left.b + left.n, right.b)))


def _spans(blocks: list[list[Run]]) -> tuple[list[Span], list[Span]]:
    """What the blocks take of each text."""
    return (
        sorted((block[0].a, block[-1].a + block[-1].n) for block in blocks),
        sorted((block[0].b, block[-1].b + block[-1].n) for block in blocks),
    )


def _gaps(chain: list[Run], end_a: int, end_b: int) -> Iterator[tuple[Span, Span]]:
    at_a = at_b = 0
    for run in chain:
        yield (at_a, run.a), (at_b, run.b)
        at_a, at_b = run.a + run.n, run.b + run.n
    yield (at_a, end_a), (at_b, end_b)


def _without(span: Span, taken: list[Span]) -> list[Span]:
    """What is left of a span around the stretches taken from it; empty pieces stay."""
    pieces: list[Span] = []
    start = span[0]
    for index in range(bisect_left(taken, (span[0], span[0])), len(taken)):
        if taken[index][0] >= span[1]:
            break
        pieces.append((start, taken[index][0]))
        start = taken[index][1]
    return [*pieces, (start, span[1])]


def _paired(a: list[Span], b: list[Span], *, last: bool) -> Iterator[Region]:
    """Pieces at the ends of a gap face each other, the first ones or else the `last`; pieces
    between moved text face nothing."""
    if len(a) > 1 and len(b) > 1:
        yield Region(a[0], b[0])
        a, b, last = a[1:], b[1:], True
    at = -1 if last else 0
    yield Region(a[at], b[at])
    yield from (Region(span, None) for span in (a[:-1] if last else a[1:]))
    yield from (Region(None, span) for span in (b[:-1] if last else b[1:]))


def _fit(a: Folded, at_a: Span, b: Folded, at_b: Span) -> tuple[int, bool]:
    """How well two pieces face each other: by letters they share, then by the marks around them."""
    from rapidfuzz.distance import LCSseq

    facing = (text.text[start : min(end, start + NEAR)] for text, (start, end) in ((a, at_a), (b, at_b)))
    return int(LCSseq.similarity(*facing)), _gap(a, at_a) == _gap(b, at_b)


def _gap(text: Folded, span: Span) -> str:
    """The raw stretch between the letters around a folded span."""
    start = text.offsets[span[0] - 1] + 1 if span[0] else 0
    return text.raw[start : text.offsets[span[1]] if span[1] < len(text) else len(text.raw)]


# ── moved text ─────────────────────────────────────────────────────────────────────────


def moved_blocks(a: Folded, b: Folded, rest: list[Run], chain: list[Run]) -> list[list[Run]]:
    """Runs outside the chain, fitted into what the chain leaves free and joined where they lie
    near each other in both texts; short blocks are dropped."""
    taken_a = _Taken((run.a, run.a + run.n) for run in chain)
    taken_b = _Taken((run.b, run.b + run.n) for run in chain)
    free: list[Run] = []
    for run in sorted(rest, key=lambda run: (-run.n, run.b)):
        fitted = _fitted(a.text, b.text, run, taken_a, taken_b)
        if fitted.n >= SEED:
            taken_a.take((fitted.a, fitted.a + fitted.n))
            taken_b.take((fitted.b, fitted.b + fitted.n))
            free.append(fitted)
    blocks: list[list[Run]] = []
    for run in sorted(free, key=lambda run: run.b):
        last = blocks[-1][-1] if blocks else None
        if last and _continues(last, run, taken_a, taken_b):
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return [
        block
        for block in blocks
        if sum(run.n for run in block) >= MOVED or (_stands_alone(a, block, 0) and _stands_alone(b, block, 1))
    ]


def _stands_alone(text: Folded, block: list[Run], side: int) -> bool:
    """Whether a block is a whole clause, with marks before and behind it: a short one that stands
    elsewhere was moved, too."""
    first, last = block[0], block[-1]
    before, behind = _gap(text, (first[side], first[side])), _gap(text, (last[side] + last.n,) * 2)
    return all(_PAUSE.search(gap) for gap in (before or "\n", behind or "\n"))


def _to_line_ends(a: Folded, b: Folded, blocks: list[list[Run]], chain: list[Run]) -> list[list[Run]]:
    """The blocks with what both texts have before and behind them on their lines: a figure changed near
    the start of a moved paragraph is a change, not a word lost here and another put in there."""
    if not blocks:
        return []
    spans_a, spans_b = _spans(blocks)
    taken_a = _Taken([*((run.a, run.a + run.n) for run in chain), *spans_a])
    taken_b = _Taken([*((run.b, run.b + run.n) for run in chain), *spans_b])
    reached = []
    for block in blocks:
        first, last = block[0], block[-1]
        end_a, end_b = last.a + last.n, last.b + last.n
        head = _line_before(a, first.a, taken_a), _line_before(b, first.b, taken_b)
        tail = _line_behind(a, end_a, taken_a), _line_behind(b, end_b, taken_b)
        more = [
            Run(i + run.a, j + run.b, run.n)
            for ((i, k), (j, m)), from_end in ((head, True), (tail, False))
            if i < k and j < m
            for run in _fine_runs(a.text[i:k], b.text[j:m], from_end=from_end)
        ]
        for run in more:
            taken_a.take((run.a, run.a + run.n))
            taken_b.take((run.b, run.b + run.n))
        reached.append(sorted([*block, *more]))
    return reached


def _line_before(text: Folded, at: int, taken: _Taken) -> Span:
    """The free letters of a line before the letter at a place."""
    low = max(taken.room(at, len(text))[0], at - NEAR)
    line = text.raw.rfind("\n", text.offsets[low], text.offsets[at]) + 1
    return max(low, bisect_left(text.offsets, line)), at


def _line_behind(text: Folded, at: int, taken: _Taken) -> Span:
    """The free letters of a line behind a place."""
    high = min(taken.room(at, len(text))[1], at + NEAR)
    if high <= at:
        return at, at
    stop = text.raw.find("\n", text.offsets[at - 1] + 1, text.offsets[high - 1])
    return at, max(at, bisect_left(text.offsets, stop)) if stop >= 0 else high


def _fitted(a: str, b: str, run: Run, taken_a: _Taken, taken_b: _Taken) -> Run:
    """The longest piece of a run that is free in both texts, grown as far as they agree."""
    start, end = 0, run.n
    for at, taken in ((run.a, taken_a), (run.b, taken_b)):
        low, high = taken.free(at + start, at + end)
        start, end = low - at, high - at
    if end - start < SEED:
        return Run(run.a, run.b, 0)
    room_a, room_b = taken_a.room(run.a + start, len(a)), taken_b.room(run.b + start, len(b))
    i, j = run.a + start, run.b + start
    while i > room_a[0] and j > room_b[0] and a[i - 1] == b[j - 1]:
        i, j = i - 1, j - 1
    k, m = run.a + end, run.b + end
    while k < room_a[1] and m < room_b[1] and a[k] == b[m]:
        k, m = k + 1, m + 1
    return Run(i, j, k - i)


class _Taken:
    """Disjoint spans in order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)

    def take(self, span: Span) -> None:
        self.spans.insert(bisect_left(self.spans, span), span)

    def free(self, start: int, end: int) -> Span:
        """The longest free piece of a span."""
        first = max(0, bisect_left(self.spans, (start, start)) - 1)
        best, at = (start, start), start
        for index in range(first, len(self.spans)):
            low, high = self.spans[index]
            if low >= end:
                break
            best = max(best, (at, min(low, end)), key=lambda span: span[1] - span[0])
            at = max(at, high)
        return max(best, (at, max(at, end)), key=lambda span: span[1] - span[0])

    def room(self, at: int, end: int) -> Span:
        """How far the free space around a free place reaches."""
        index = bisect_left(self.spans, (at, at))
        before = self.spans[index - 1][1] if index else 0
        return before, self.spans[index][0] if index < len(self.spans) else end


def _continues(last: Run, run: Run, taken_a: _Taken, taken_b: _Taken) -> bool:
    gap_a, gap_b = (last.a + last.n, run.a), (last.b + last.n, run.b)
    if not (0 <= gap_a[1] - gap_a[0] <= 2 * MOVED and 0 <= gap_b[1] - gap_b[0] <= 2 * MOVED):
        return False
    return taken_a.free(*gap_a) == gap_a and taken_b.free(*gap_b) == gap_b


# ── inside gaps ────────────────────────────────────────────────────────────────────────


def _inside(a: str, b: str, region: Region) -> list[Run]:
    """The runs inside a region whose two sides face each other."""
    if not region.a or not region.b or region.a[0] == region.a[1] or region.b[0] == region.b[1]:
        return []
    (a0, a1), (b0, b1) = _bare(a, region.a), _bare(b, region.b)
    found = _fine_runs(a[a0:a1], b[b0:b1], from_end=not a0 and not b0)
    return [Run(a0 + run.a, b0 + run.b, run.n) for run in found]


def _bare(text: str, span: Span) -> Span:
    """A span without the letters at its ends that are set aside: agreements beside them are no likelier chance."""
    stretch = text[slice(*span)]
    start = span[0] + len(stretch) - len(stretch.lstrip(ASIDE))
    return start, max(start, span[1] - len(stretch) + len(stretch.rstrip(ASIDE)))


def _fine_runs(a: str, b: str, *, from_end: bool = False) -> list[Run]:
    """The runs of two facing stretches.  Of two equal matches the earlier is taken, but at the
    head of the texts the later: what was put before a story stands first."""
    if len(a) * len(b) <= _EXACT_CELLS:
        return _believed(_exact_runs(a, b, from_end=from_end), len(a), len(b))
    chain, _ = longest_chain(anchored_runs(a, b, _FINE))
    if not chain:
        return _ends(a, b)
    found = list(chain)
    for (a0, a1), (b0, b1) in _gaps(chain, len(a), len(b)):
        if (a1 - a0) * (b1 - b0) <= _EXACT_CELLS:
            found += _inside(a, b, Region((a0, a1), (b0, b1)))
    return _believed(sorted(found), len(a), len(b))


def _exact_runs(a: str, b: str, *, from_end: bool) -> list[Run]:
    """The longest common subsequence as runs (bit-parallel, Hyyrö 2004, by rapidfuzz)."""
    from rapidfuzz.distance import LCSseq

    if from_end:
        turned = LCSseq.editops(a[::-1], b[::-1]).as_matching_blocks()
        return [Run(len(a) - m.a - m.size, len(b) - m.b - m.size, m.size) for m in reversed(turned) if m.size]
    return [Run(m.a, m.b, m.size) for m in LCSseq.editops(a, b).as_matching_blocks() if m.size]


def _ends(a: str, b: str) -> list[Run]:
    """What two long texts without any anchor have in common at their ends."""
    from rapidfuzz.distance import Postfix, Prefix

    head = int(Prefix.similarity(a, b))
    tail = min(int(Postfix.similarity(a, b)), min(len(a), len(b)) - head)
    runs = Run(0, 0, head), Run(len(a) - tail, len(b) - tail, tail)
    return [run for run in runs if run.n >= SEED]


def _believed(runs: list[Run], end_a: int, end_b: int) -> list[Run]:
    """Drop agreements that are chance beside the differences around them: the expected number
    of runs so long in a window so wide (the E-value of Karlin & Altschul 1990)."""
    kept: list[Run] = []
    pending = runs[::-1]
    while pending:
        run = pending.pop()
        last = kept[-1] if kept else Run(0, 0, 0)
        after = pending[-1] if pending else Run(end_a, end_b, 0)
        wide_a, wide_b = after.a - last.a - last.n, after.b - last.b - last.n
        if run.n >= SEED or (wide_a - run.n + 1) * (wide_b - run.n + 1) * _ALIKE**run.n < CHANCE:
            kept.append(run)
        elif kept:
            pending.append(kept.pop())  # the difference before it grew: weigh that run again
    return kept


# ── seams ───────────────────────────────────────────────────────────────────────────────
# Where exactly text was put in or taken out: at the seams of the raw text.
#
# "甲，乙，" with one clause less can have lost "甲，" or "，乙": the letters do not say.  People and
# machines cut at line ends, sentence ends and commas, so an insertion or deletion slides to the
# place where its ends lie on the strongest seams (diff-match-patch's lossless clean-up).


_STRENGTH = {
    "\n": 8,
    "。": 6,
    "！": 6,
    "？": 6,
    "；": 5,
    "!": 6,
    "?": 6,
    ";": 5,
    "，": 4,
    ",": 4,
    "、": 3,
    "：": 3,
}
_REACH = 60  # folded characters an edit may slide


def settled(a: Folded, b: Folded, runs: list[Run]) -> list[Run]:
    """The runs of one order, the one-sided gaps between them slid to the best seam; no run
    begins or ends inside a raw character that folds to several (½, ㎡)."""
    out: list[Run] = []
    for run in runs:
        shift = 0
        if out:
            gap_a, gap_b = (out[-1].a + out[-1].n, run.a), (out[-1].b + out[-1].n, run.b)
            if gap_a[0] == gap_a[1]:
                shift = _best_shift(b, gap_b, out[-1].n, run.n)
            elif gap_b[0] == gap_b[1]:
                shift = _best_shift(a, gap_a, out[-1].n, run.n)
        if shift:
            out[-1] = Run(out[-1].a, out[-1].b, out[-1].n + shift)
        out.append(Run(run.a + shift, run.b + shift, run.n - shift) if shift else run)
    whole: list[Run] = []
    for run in (_whole_characters(a.offsets, b.offsets, run) for run in out):
        if run.n > 0:
            push(whole, run)
    return whole


def _whole_characters(a: list[int], b: list[int], run: Run) -> Run:
    start, end = 0, run.n
    while start < end and (_within_character(a, run.a + start) or _within_character(b, run.b + start)):
        start += 1
    while start < end and (_within_character(a, run.a + end) or _within_character(b, run.b + end)):
        end -= 1
    return run if end - start == run.n else Run(run.a + start, run.b + start, end - start)


def _within_character(offsets: list[int], at: int) -> bool:
    """Whether a folded place lies inside one raw character."""
    return 0 < at < len(offsets) and offsets[at - 1] == offsets[at]


def _best_shift(text: Folded, gap: Span, room_left: int, room_right: int) -> int:
    """How far a stretch should slide, the letters around it staying the same."""
    letters, (start, end) = text.text, gap
    left = right = 0
    while left < min(room_left - 1, _REACH) and letters[start - left - 1] == letters[end - left - 1]:
        left += 1
    while right < min(room_right - 1, _REACH) and letters[start + right] == letters[end + right]:
        right += 1
    if not left and not right:
        return 0
    return max(
        range(-left, right + 1), key=lambda s: (_seam(text, start + s) + _seam(text, end + s), -abs(s))
    )


def _seam(text: Folded, at: int) -> int:
    """How strong the seam before a folded character is."""
    offsets = text.offsets
    if at <= 0 or at >= len(offsets):
        return 8
    gap = text.raw[offsets[at - 1] + 1 : offsets[at]]
    return max((_STRENGTH.get(char, 1) for char in gap), default=0)


# ── the cheap alignment ─────────────────────────────────────────────────────────────────
# Elementary differences of two folded texts: the cheap alignment that lineage runs on all pairs.


TOGETHER = 2  # folded characters; agreements this short between differences are chance


class Difference(NamedTuple):
    """The folded span `a` of one text stands where the other has `b`."""

    a: Span
    b: Span


def differences(a: Folded, b: Folded) -> list[Difference]:
    """Where two texts differ, in order, as folded spans; differences at most `TOGETHER`
    characters apart are one.  Blind to moved text: a block that moved is a deletion and an
    insertion.  (Longest common subsequence, bit-parallel, Hyyrö 2004, by rapidfuzz.)
    """
    from rapidfuzz.distance import LCSseq

    merged: list[Difference] = []
    start_a = start_b = end_a = end_b = -TOGETHER - 1
    for op in LCSseq.opcodes(a.text, b.text):
        if op.tag == "equal":
            continue
        a0, a1, b0, b1 = op.src_start, op.src_end, op.dest_start, op.dest_end
        if a0 - end_a <= TOGETHER:
            end_a, end_b = a1, b1
            continue
        if end_a >= 0:
            merged.append(Difference((start_a, end_a), (start_b, end_b)))
        start_a, end_a, start_b, end_b = a0, a1, b0, b1
    if end_a >= 0:
        merged.append(Difference((start_a, end_a), (start_b, end_b)))
    return merged
