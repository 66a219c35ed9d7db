"""Two folded texts laid side by side: the runs they share and the regions where they differ."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.comparing.anchors import SEED, Run, anchored_runs, longest_chain, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.model import Span

MOVED = 15  # folded characters; a shorter run out of order is a phrase both texts use anyway
_EXACT_CELLS = 1_000_000  # gaps up to this area (length x length) are aligned exactly
_FINE = 4  # the seed width inside larger gaps


class Region(NamedTuple):
    """A folded stretch of each text that the other lacks; `None` is no place at all
    (the stretch stands beside text that was moved), an empty span is a place between runs."""

    a: Span | None
    b: Span | None


class Alignment(NamedTuple):
    """`runs` and `regions` tile both texts.  `moved` are the runs outside the common order,
    grouped by the block that moved."""

    runs: list[Run]
    regions: list[Region]
    moved: list[list[Run]]


def align(a: str, b: str) -> Alignment:
    """Lay text `b` against text `a` (both folded)."""
    chain, rest = longest_chain(anchored_runs(a, b))
    moved = _moved_blocks(rest, chain)
    runs: list[Run] = []
    regions: list[Region] = []
    moved_a = sorted((run.a, run.a + run.n) for block in moved for run in block)
    moved_b = sorted((run.b, run.b + run.n) for block in moved for run in block)
    for gap in _gaps(chain, len(a), len(b)):
        for region in _paired(_without(gap[0], moved_a), _without(gap[1], moved_b)):
            _fill(a, b, region, runs, regions)
    for block in moved:
        for left, right in zip(block, block[1:], strict=False):
            inner = Region((left.a + left.n, right.a), (left.b + left.n, right.b))
            _fill(a, b, inner, runs, regions)
        runs.extend(block)
    runs.extend(chain)
    runs.sort(key=lambda run: run.b)
    return Alignment(runs, regions, moved)


def _gaps(chain: list[Run], end_a: int, end_b: int) -> Iterable[tuple[Span, Span]]:
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


def _paired(a: list[Span], b: list[Span]) -> Iterable[Region]:
    """Pieces at the two ends of a gap face each other; pieces between moved text do not."""
    yield Region(a[0], b[0])
    if len(a) > 1 and len(b) > 1:
        yield Region(a[-1], b[-1])
        a, b = a[:-1], b[:-1]
    yield from (Region(span, None) for span in a[1:])
    yield from (Region(None, span) for span in b[1:])


def _moved_blocks(rest: list[Run], chain: list[Run]) -> list[list[Run]]:
    """Runs outside the chain, trimmed to what the chain leaves free, joined where they lie
    near each other in both texts; short blocks are dropped."""
    free: list[Run] = []
    taken = chain
    for run in sorted(rest, key=lambda run: -run.n):
        left = _trimmed(run, taken)
        if left.n >= SEED:
            free.append(left)
            taken = [*taken, left]
    blocks: list[list[Run]] = []
    for run in sorted(free, key=lambda run: run.b):
        last = blocks[-1][-1] if blocks else None
        if last and _follows(last, run, taken):
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return [block for block in blocks if sum(run.n for run in block) >= MOVED]


def _follows(last: Run, run: Run, taken: list[Run]) -> bool:
    gap_a, gap_b = run.a - last.a - last.n, run.b - last.b - last.n
    if not (0 <= gap_a <= MOVED * 2 and 0 <= gap_b <= MOVED * 2):
        return False
    between_a = any(last.a < other.a < run.a for other in taken)
    return not between_a and not any(last.b < other.b < run.b for other in taken)


def _trimmed(run: Run, taken: list[Run]) -> Run:
    """The part of a run that no taken run covers in either text (its longest free end)."""
    start, end = 0, run.n
    for other in taken:
        for mine, theirs in ((run.a, other.a), (run.b, other.b)):
            low, high = max(theirs - mine, start), min(theirs + other.n - mine, end)
            if low < high:
                if low - start >= end - high:
                    end = low
                else:
                    start = high
    return Run(run.a + start, run.b + start, end - start)


def _fill(a: str, b: str, region: Region, runs: list[Run], regions: list[Region]) -> None:
    """Align inside a region and file what is found."""
    if region.a is None or region.b is None or region.a[0] == region.a[1] or region.b[0] == region.b[1]:
        regions.append(region)
        return
    (a0, a1), (b0, b1) = region.a, region.b
    found = [Run(a0 + run.a, b0 + run.b, run.n) for run in _inner_runs(a[a0:a1], b[b0:b1])]
    runs.extend(found)
    for gap in _gaps([Run(run.a - a0, run.b - b0, run.n) for run in found], a1 - a0, b1 - b0):
        (x0, x1), (y0, y1) = gap
        regions.append(Region((a0 + x0, a0 + x1), (b0 + y0, b0 + y1)))


def _inner_runs(a: str, b: str) -> list[Run]:
    from rapidfuzz.distance import Levenshtein

    if len(a) * len(b) <= _EXACT_CELLS:
        blocks = Levenshtein.editops(a, b).as_matching_blocks()
        return _tidy([Run(block.a, block.b, block.size) for block in blocks if block.size], len(a), len(b))
    chain, _ = longest_chain(anchored_runs(a, b, _FINE))
    found: list[Run] = []
    at_a = at_b = 0
    for run in [*chain, Run(len(a), len(b), 0)]:
        inner_a, inner_b = a[at_a : run.a], b[at_b : run.b]
        if inner_a and inner_b and len(inner_a) * len(inner_b) <= _EXACT_CELLS:
            found.extend(Run(at_a + r.a, at_b + r.b, r.n) for r in _inner_runs(inner_a, inner_b))
        if run.n:
            found.append(run)
        at_a, at_b = run.a + run.n, run.b + run.n
    return found


def _tidy(runs: list[Run], end_a: int, end_b: int) -> list[Run]:
    """Drop agreements that are chance: short beside the differences on both their sides
    (the semantic clean-up of diff-match-patch, Fraser 2006)."""
    kept: list[Run] = []
    pending = list(reversed(runs))
    while pending:
        run = pending.pop()
        last = kept[-1] if kept else Run(0, 0, 0)
        before = (run.a - last.a - last.n, run.b - last.b - last.n)
        after = pending[-1] if pending else Run(end_a, end_b, 0)
        behind = (after.a - run.a - run.n, after.b - run.b - run.n)
        if _by_chance(run.n, before, behind):
            if kept:  # the difference before grew: weigh the run before it again
                pending.append(kept.pop())
        else:
            kept.append(run)
    return kept


def _by_chance(length: int, before: tuple[int, int], behind: tuple[int, int]) -> bool:
    if length >= SEED or before == (0, 0) or behind == (0, 0):
        return False
    one_sided = (not any(side[0] for side in (before, behind))) or (
        not any(side[1] for side in (before, behind))
    )
    if one_sided:
        return length < 2
    return length <= min(max(before), max(behind))


__all__ = ["Alignment", "Region", "align", "without_overlap"]
