"""Traits: what a text shares with its supposed parent and with few others, quoted exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Indel

from reprint_trace.lineage.group import Group
from reprint_trace.model import Span
from reprint_trace.text.folding import fold

SHOWN = 3
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
    folded = fold(group.witnesses[v].text)
    traits = []
    for k in sorted(rare.tolist(), key=lambda k: (holders[k], k))[:SHOWN]:
        at = int(c.begins[group.state[v], k])
        end = at + len(c.words[k][b[k]])
        span = folded.raw_span(max(0, at - CONTEXT), min(len(folded), end + CONTEXT))
        weight = float(np.log(states / holders[k]))
        traits.append(Trait(folded.raw[span[0] : span[1]], span, round(weight, 3)))
    return traits


@lru_cache(maxsize=512)
def longest_shared(parent: str, child: str) -> Span | None:
    """The raw span in `child` of the longest run that also stands in `parent`, after folding."""
    a, b = fold(parent), fold(child)
    runs = [op for op in Indel.opcodes(a.text, b.text) if op.tag == "equal"]
    if not runs:
        return None
    best = max(runs, key=lambda op: (op.dest_end - op.dest_start, -op.dest_start))
    return b.raw_span(best.dest_start, best.dest_end)
