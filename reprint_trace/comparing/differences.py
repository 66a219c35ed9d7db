"""Elementary differences of two folded texts: the cheap alignment that lineage runs on all pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded

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
