"""Two folded texts laid side by side: the runs they share and the regions where they differ."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.comparing.anchors import SEED, Run, anchored_runs, longest_chain
from reprint_trace.comparing.settle import settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded

MOVED = 15  # folded characters; a shorter run out of order is a phrase both texts use anyway
CHANCE = 0.05  # expected number of chance agreements from which one is not believed
_ALIKE = 0.03  # how often two letters of one story agree by chance (topic included)
_EXACT_CELLS = 1_000_000  # gaps up to this area (length x length) are aligned exactly
_FINE = 4  # the seed width inside larger gaps


class Region(NamedTuple):
    """A folded stretch of each text that the other lacks; `None` is no place at all
    (the stretch stands beside text that was moved), an empty span is a place between runs."""

    a: Span | None
    b: Span | None


class Alignment(NamedTuple):
    """`runs` (in b's order) and `regions` tile both texts.  `moved` are the runs outside the
    common order, grouped by the block that moved."""

    runs: list[Run]
    regions: list[Region]
    moved: list[list[Run]]


def align(a: Folded, b: Folded) -> Alignment:
    """Lay text `b` against text `a`."""
    chain, rest = longest_chain(anchored_runs(a.text, b.text))
    blocks = moved_blocks(rest, chain)
    moved_a, moved_b = _spans(blocks)
    fine: list[Run] = []
    for gap_a, gap_b in _gaps(chain, len(a), len(b)):
        for region in _paired(_without(gap_a, moved_a), _without(gap_b, moved_b)):
            fine.extend(_inside(a.text, b.text, region))
    chain = settled(a, b, sorted(chain + fine), moved_a, moved_b)
    moved = [settled(a, b, _completed(a.text, b.text, block), [], []) for block in blocks]
    moved = [block for block in moved if block]
    moved_a, moved_b = _spans(moved)
    regions = [
        region
        for gap_a, gap_b in _gaps(chain, len(a), len(b))
        for region in _paired(_without(gap_a, moved_a), _without(gap_b, moved_b))
    ]
    for block in moved:
        regions += [Region((l.a + l.n, r.a), (l.b + l.n, r.b)) for l, r in pairwise(block)]
    runs = sorted([*chain, *(run for block in moved for run in block)], key=lambda run: run.b)
    return Alignment(runs, regions, moved)


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
    for first, last in taken[bisect_left(taken, (span[0], span[0])) :]:
        if first >= span[1]:
            break
        pieces.append((start, first))
        start = last
    return [*pieces, (start, span[1])]


def _paired(a: list[Span], b: list[Span]) -> Iterator[Region]:
    """Pieces at the two ends of a gap face each other; pieces between moved text do not."""
    yield Region(a[0], b[0])
    if len(a) > 1 and len(b) > 1:
        yield Region(a[-1], b[-1])
        a, b = a[:-1], b[:-1]
    yield from (Region(span, None) for span in a[1:])
    yield from (Region(None, span) for span in b[1:])


# ── moved text ─────────────────────────────────────────────────────────────────────────


def moved_blocks(rest: list[Run], chain: list[Run]) -> list[list[Run]]:
    """Runs outside the chain, trimmed to what the chain leaves free, joined where they lie
    near each other in both texts; short blocks are dropped."""
    taken_a = _Taken((run.a, run.a + run.n) for run in chain)
    taken_b = _Taken((run.b, run.b + run.n) for run in chain)
    free: list[Run] = []
    for run in sorted(rest, key=lambda run: (-run.n, run.b)):
        start, end = 0, run.n
        for at, taken in ((run.a, taken_a), (run.b, taken_b)):
            low, high = taken.free(at + start, at + end)
            start, end = low - at, high - at
        if end - start >= SEED:
            left = Run(run.a + start, run.b + start, end - start)
            taken_a.take((left.a, left.a + left.n))
            taken_b.take((left.b, left.b + left.n))
            free.append(left)
    blocks: list[list[Run]] = []
    for run in sorted(free, key=lambda run: run.b):
        last = blocks[-1][-1] if blocks else None
        if last and _continues(last, run, taken_a, taken_b):
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return [block for block in blocks if sum(run.n for run in block) >= MOVED]


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
        for low, high in self.spans[first:]:
            if low >= end:
                break
            best = max(best, (at, min(low, end)), key=lambda span: span[1] - span[0])
            at = max(at, high)
        return max(best, (at, max(at, end)), key=lambda span: span[1] - span[0])


def _continues(last: Run, run: Run, taken_a: _Taken, taken_b: _Taken) -> bool:
    gap_a, gap_b = (last.a + last.n, run.a), (last.b + last.n, run.b)
    if not (0 <= gap_a[1] - gap_a[0] <= 2 * MOVED and 0 <= gap_b[1] - gap_b[0] <= 2 * MOVED):
        return False
    return taken_a.free(*gap_a) == gap_a and taken_b.free(*gap_b) == gap_b


def _completed(a: str, b: str, block: list[Run]) -> list[Run]:
    """A moved block with what is aligned between its runs."""
    between = [
        run
        for left, right in pairwise(block)
        for run in _inside(a, b, Region((left.a + left.n, right.a), (left.b + left.n, right.b)))
    ]
    return sorted(block + between)


# ── inside gaps ────────────────────────────────────────────────────────────────────────


def _inside(a: str, b: str, region: Region) -> list[Run]:
    """The runs inside a region whose two sides face each other."""
    if not region.a or not region.b or region.a[0] == region.a[1] or region.b[0] == region.b[1]:
        return []
    (a0, a1), (b0, b1) = region.a, region.b
    return [Run(a0 + run.a, b0 + run.b, run.n) for run in _fine_runs(a[a0:a1], b[b0:b1])]


def _fine_runs(a: str, b: str) -> list[Run]:
    from rapidfuzz.distance import LCSseq

    if len(a) * len(b) <= _EXACT_CELLS:
        blocks = LCSseq.editops(a, b).as_matching_blocks()
        return _believed([Run(block.a, block.b, block.size) for block in blocks if block.size], len(a), len(b))
    chain, _ = longest_chain(anchored_runs(a, b, _FINE))
    found = list(chain)
    for (a0, a1), (b0, b1) in _gaps(chain, len(a), len(b)):
        if (a1 - a0) * (b1 - b0) <= _EXACT_CELLS:
            found += _inside(a, b, Region((a0, a1), (b0, b1)))
    return _believed(sorted(found), len(a), len(b))


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
