"""Where two texts run alike: exact runs grown from rare k-grams, and their longest chain.

Seed and extend (BLAST, Altschul 1990; the unique anchors are MUMmer's, Delcher 1999, and
patience diff's).  A k-gram that stands once in each text is an anchor; anchors on one
diagonal are one run; runs are grown letter by letter as far as the texts agree.  The chain
is the heaviest set of runs in the same order in both texts (weighted longest increasing
subsequence, Fredman 1975); what is left over may be text that was moved.

Time and memory grow linearly (sorting aside) with the lengths of the texts.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reprint_trace.text.tokens import WIDTH, char_shingles, jaccard

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 8  # folded characters; shorter seeds meet by chance (names, set phrases)
_ODD = 0x9E3779B97F4A7C15


class Run(NamedTuple):
    """`n` folded characters that are the same from `a` in one text and `b` in the other."""

    a: int
    b: int
    n: int


def anchored_runs(a: str, b: str, width: int = SEED) -> list[Run]:
    """The maximal exact runs around every k-gram unique to its place in both, in b's order."""
    if len(a) < width or len(b) < width:
        return []
    at_a, at_b = _shared_unique(_grams(a, width), _grams(b, width))
    if not len(at_a):
        return []
    breaks = np.flatnonzero((np.diff(at_b) != 1) | (np.diff(at_a) != 1)) + 1
    starts = [0, *breaks.tolist()]
    ends = [*breaks.tolist(), len(at_b)]
    runs: list[Run] = []
    for first, last in zip(starts, ends, strict=True):
        run = Run(int(at_a[first]), int(at_b[first]), last - first + width - 1)
        if a[run.a : run.a + run.n] == b[run.b : run.b + run.n]:  # 64-bit hashes may collide
            push(runs, _grow_left(a, b, run, runs[-1] if runs else Run(0, 0, 0)))
    return _grow_right(a, b, runs)


def longest_chain(runs: list[Run]) -> tuple[list[Run], list[Run]]:
    """Split runs into the heaviest chain (same order in both texts) and the rest."""
    ranks = sorted({run.a for run in runs})
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)  # Fenwick tree: weight, run
    before = [-1] * len(runs)
    top = (0, -1)
    for index, run in enumerate(runs):
        rank = bisect_left(ranks, run.a)
        weight, before[index] = _best_below(best, rank)
        entry = (weight + run.n, index)
        top = max(top, entry)
        _raise(best, rank + 1, entry)
    chosen: set[int] = set()
    at = top[1]
    while at >= 0:
        chosen.add(at)
        at = before[at]
    chain: list[Run] = []
    for index in sorted(chosen):
        run = without_overlap(runs[index], chain[-1] if chain else None)
        if run.n > 0:
            chain.append(run)
    return chain, [run for index, run in enumerate(runs) if index not in chosen]


def without_overlap(run: Run, previous: Run | None) -> Run:
    """The run with what it shares with the one before it cut off its start."""
    if previous is None:
        return run
    cut = max(0, previous.a + previous.n - run.a, previous.b + previous.n - run.b)
    return run if not cut else Run(run.a + cut, run.b + cut, run.n - cut)


def shingle_jaccard(a: str, b: str) -> float:
    """`shingles.jaccard` of two folded texts' character shingles, by their hashes (a twentieth of
    the time of sets of strings)."""
    if min(len(a), len(b)) < WIDTH:
        return jaccard(char_shingles(a), char_shingles(b))
    of_a, of_b = _distinct(_grams(a, WIDTH)), _distinct(_grams(b, WIDTH))
    both = np.sort(np.concatenate((of_a, of_b)))
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(both) - shared)


def _distinct(grams: NDArray[np.uint64]) -> NDArray[np.uint64]:
    ordered = np.sort(grams)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


@lru_cache(maxsize=8)  # of two texts, for anchors and for shingles
def _grams(text: str, width: int) -> NDArray[np.uint64]:
    """One 64-bit polynomial hash for the k-gram at every place, made from those of half as many
    letters."""
    if width == 1:
        return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    half = width // 2
    grams = _grams(text, half)
    hashes = grams[:-half] * np.uint64(pow(_ODD, half, 1 << 64)) + grams[half:]
    return hashes[:-1] * np.uint64(_ODD) + _grams(text, 1)[width - 1 :] if width % 2 else hashes


def _shared_unique(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of the values that occur once in each, in b's order."""
    both = np.concatenate((a, b))
    order = np.argsort(both)
    values = both[order]
    same = np.concatenate(([False], values[1:] == values[:-1], [False]))
    first = np.flatnonzero(same[1:-1] & ~same[:-2] & ~same[2:])  # pairs, no triples
    one, other = order[first], order[first + 1]
    at_a, at_b = np.minimum(one, other), np.maximum(one, other) - len(a)
    facing = (at_a < len(a)) & (at_b >= 0)
    partner = np.full(len(b), -1, dtype=np.intp)  # in b's order without a sort
    partner[at_b[facing]] = at_a[facing]
    found = np.flatnonzero(partner >= 0)
    return partner[found], found


def push(runs: list[Run], run: Run) -> None:
    """Add a run, joined to the one before where the two touch on one diagonal."""
    if runs:
        last = runs[-1]
        if run.a - run.b == last.a - last.b and run.b <= last.b + last.n:
            runs[-1] = Run(last.a, last.b, run.b + run.n - last.b)
            return
    runs.append(run)


def _grow_left(a: str, b: str, run: Run, previous: Run) -> Run:
    i, j = run.a, run.b
    floor = previous.b + previous.n
    while i > 0 and j > floor and a[i - 1] == b[j - 1]:
        i -= 1
        j -= 1
    return run if i == run.a else Run(i, j, run.n + run.a - i)


def _grow_right(a: str, b: str, runs: list[Run]) -> list[Run]:
    grown: list[Run] = []
    for index, run in enumerate(runs):
        ceiling = runs[index + 1].b if index + 1 < len(runs) else len(b)
        i, j = run.a + run.n, run.b + run.n
        while i < len(a) and j < ceiling and a[i] == b[j]:
            i += 1
            j += 1
        push(grown, run if j == run.b + run.n else Run(run.a, run.b, j - run.b))
    return grown


def _best_below(tree: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    """The heaviest chain that ends at a run of lower rank."""
    best = (0, -1)
    while rank > 0:
        best = max(best, tree[rank])
        rank &= rank - 1
    return best


def _raise(tree: list[tuple[int, int]], rank: int, entry: tuple[int, int]) -> None:
    while rank < len(tree):
        tree[rank] = max(tree[rank], entry)
        rank += rank & -rank
