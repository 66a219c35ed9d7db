"""Traits: what a text shares with its supposed parent and with few others, quoted exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Indel

from reprint_trace.lineage.group import Group
from reprint_trace.model import Span
from reprint_trace.text.folding import fold

SHOWN = 3
QUOTED = 120  # folded characters quoted of a long passage
CONTEXT = 6  # folded characters shown around a short reading


@dataclass(frozen=True, slots=True)
class Trait:
    """A reading of the child, quoted with a little context; `weight` grows with its rarity."""

    quote: str
    span: Span
    weight: float


def inherited(group: Group, u: int, v: int) -> list[Trait]:
    """Up to SHOWN readings that v shares with u and with at most half of the other texts."""
    c = group.collation
    a, b = c.readings[group.state[u]], c.readings[group.state[v]]
    states = len(c.readings)
    if states < 3 or group.state[u] == group.state[v]:
        return []
    holders = ((c.readings == b[None, :]) & (b >= 0)[None, :]).sum(axis=0)
    others = (c.readings >= 0).sum(axis=0) - holders
    rare = np.flatnonzero((a == b) & (b >= 0) & (holders <= max(2, states / 2)) & (others > 0))
    return [quoted(group, v, k) for k in sorted(rare.tolist(), key=lambda k: (holders[k], k))[:SHOWN]]


def quoted(group: Group, v: int, unit: int) -> Trait:
    """What v reads at a unit, with its place in v's text."""
    c = group.collation
    number = c.readings[group.state[v], unit]
    folded = fold(group.witnesses[v].text)
    at = int(c.begins[group.state[v], unit])
    end = at + len(c.words[unit][number])
    span = folded.raw_span(max(0, at - CONTEXT), min(len(folded), end + CONTEXT))
    weight = math.log(len(c.readings) / (c.readings[:, unit] == number).sum())
    return Trait(folded.raw[span[0] : span[1]], span, round(weight, 3))


@lru_cache(maxsize=512)
def longest_shared(parent: str, child: str) -> Span | None:
    """The raw span in `child` where the longest run begins that also stands in `parent`, folded."""
    a, b = fold(parent), fold(child)
    runs = [op for op in Indel.opcodes(a.text, b.text) if op.tag == "equal"]
    if not runs:
        return None
    best = max(runs, key=lambda op: (op.dest_end - op.dest_start, -op.dest_start))
    return b.raw_span(best.dest_start, min(best.dest_end, best.dest_start + QUOTED))
