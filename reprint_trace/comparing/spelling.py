"""A stretch of several known replacements in a row, spelled out word by word.

A spinner swaps 服务市民 for 办事市平易近: an alignment shows one replacement where the lexicon has
two.  The stretch is parsed with the lexicon, left to right, equal letters in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.changes import Change, trimmed
from reprint_trace.comparing.lexicon import swaps_by_letter

if TYPE_CHECKING:
    from reprint_trace.comparing.pair import Pair

LONGEST = 24  # raw characters of a stretch worth parsing
SHORTEST = 3  # ... and of both sides together: two words differ in more than a letter each
_CONTEXT = 2  # letters around it that may belong to its first and last words

Word = tuple[int, int, int, int]


def spelled(pair: Pair, change: Change) -> list[Change]:
    """The known replacements that a replacement consists of; none if anything else is in it."""
    (s, e), (t, f) = change.a, change.b
    if s == e or t == f or e - s + f - t < SHORTEST or e - s > LONGEST or f - t > 2 * LONGEST:
        return []
    if not _any_swap(
        pair.a.raw[max(0, s - _CONTEXT) : e + _CONTEXT], pair.b.raw[max(0, t - _CONTEXT) : f + _CONTEXT]
    ):
        return []
    for left in range(_CONTEXT + 1):
        for right in range(_CONTEXT + 1):
            old, new = pair.a.raw[max(0, s - left) : e + right], pair.b.raw[max(0, t - left) : f + right]
            if old[:left] != new[:left] or (right and old[-right:] != new[-right:]):
                continue
            words = _parsed(old, new)
            if words and len(words) > 1:
                base_a, base_b = max(0, s - left), max(0, t - left)
                return [
                    trimmed(
                        pair.a.raw, pair.b.raw, (base_a + i, base_a + k), (base_b + j, base_b + m), "text"
                    )
                    for i, k, j, m in words
                ]
    return []


def _any_swap(old: str, new: str) -> bool:
    """Whether a known word stands on one side, and what it is swapped for on the other."""
    swaps = (swap for letter in old for swap in swaps_by_letter().get(letter, ()))
    return any(plain in old and spun in new for plain, spun in swaps)


def _parsed(old: str, new: str) -> list[Word] | None:
    """The swapped words of a full parse, or None; every pair of places is tried once."""
    reached: dict[tuple[int, int], tuple[int, int, bool]] = {(0, 0): (0, 0, False)}
    stack = [(0, 0)]
    while stack:
        i, j = stack.pop()
        if (i, j) == (len(old), len(new)):
            return _traced(reached, i, j)
        if i < len(old) and j < len(new) and old[i] == new[j] and (i + 1, j + 1) not in reached:
            reached[i + 1, j + 1] = (i, j, False)
            stack.append((i + 1, j + 1))
        for plain, spun in swaps_by_letter().get(old[i : i + 1], ()):
            place = i + len(plain), j + len(spun)
            if place not in reached and old.startswith(plain, i) and new.startswith(spun, j):
                reached[place] = (i, j, True)
                stack.append(place)
    return None


def _traced(reached: dict[tuple[int, int], tuple[int, int, bool]], i: int, j: int) -> list[Word]:
    words: list[Word] = []
    while (i, j) != (0, 0):
        before_i, before_j, swap = reached[i, j]
        if swap:
            words.append((before_i, i, before_j, j))
        i, j = before_i, before_j
    return words[::-1]
