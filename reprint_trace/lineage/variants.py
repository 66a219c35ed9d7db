"""Variants: the places where witnesses differ that tell most about who stands with whom.

A critical apparatus lists at each place who reads what.  Here it is cut to what groups the
texts: readings that several share and others lack.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from reprint_trace.lineage.group import Array, Group
from reprint_trace.model import Polarity, Reading, Span, Variant
from reprint_trace.text.folding import Folded, fold

SHOWN = 40
QUOTED = 120  # characters quoted of a reading
CONTEXT = 8  # folded characters quoted before and after
TEXTS = 3  # different texts below which the edits of a match say all there is
EACH = 3  # places shown for the same company of texts before others are
SURE, LIKELY = (
    0.8,
    0.5,
)  # P(a text has no parent here) that makes its readings original; that leaves them open
NEITHER = -1


@dataclass(frozen=True, slots=True)
class _Place:
    """Which reading each text state has (`NEITHER`: none), and its folded span in each text."""

    numbers: Array
    begins: Array
    ends: Array
    weights: tuple[float, ...]  # by reading
    count: int = 1


def variants(group: Group, root: Array) -> tuple[Variant, ...]:
    """Up to SHOWN places, the most telling, in the order of the text; `root[v]` is P(v has no
    parent here), by which readings are called original or derived."""
    if len(group.collation.readings) < TEXTS:
        return ()
    telling = _telling(list(_places(group)))
    first = np.zeros(len(group.collation.readings))
    np.maximum.at(first, group.state, root)
    folded = [fold(w.text) for w in group.witnesses]
    # characters before a place, over all texts, grow along the line they are collated on
    telling.sort(key=lambda place: (int(place.begins.sum()), int(place.ends.sum())))
    return tuple(_variant(group, place, first, folded) for place in telling)


def _places(group: Group) -> Iterator[_Place]:
    """Units and blocks; those that vary alike (one rule, one cut in several parts) as one."""
    c = group.collation
    alike: dict[tuple[object, ...], _Place] = {}
    for unit, words in enumerate(c.words):
        numbers = c.readings[:, unit]
        lengths = np.array([len(word) for word in words])[numbers]
        place = _Place(numbers, c.begins[:, unit], c.begins[:, unit] + lengths, _weights(numbers))
        _add(alike, (*sorted(words), numbers.tobytes()), place)
    for block in np.argsort(-c.block_size, kind="stable").tolist():
        numbers = c.present[:, block].astype(np.int32)
        if numbers.min(initial=1) == numbers.max(initial=0):
            continue
        place = _Place(numbers, c.block_begins[:, block], c.block_ends[:, block], _weights(numbers))
        _add(alike, (numbers.tobytes(),), place)
    yield from alike.values()


def _telling(places: list[_Place]) -> list[_Place]:
    """The places that tie texts together most, a few for every company of texts before more for any."""
    taken: Counter[bytes] = Counter()
    ranked: list[tuple[int, _Place]] = []
    for place in sorted(places, key=lambda place: -max(place.weights)):
        company = (place.numbers == np.argmax(place.weights)).tobytes()
        ranked.append((taken[company] // EACH, place))
        taken[company] += 1
    ranked.sort(key=lambda pair: pair[0])
    return [place for _, place in ranked[:SHOWN]]


def _add(alike: dict[tuple[object, ...], _Place], key: tuple[object, ...], place: _Place) -> None:
    known = alike.get(key)
    alike[key] = replace(known, count=known.count + 1) if known else place


def _weights(numbers: Array) -> tuple[float, ...]:
    """How much each reading ties the texts that have it together: nothing if one alone has it."""
    known = int((numbers >= 0).sum())
    held = np.bincount(numbers[numbers >= 0])
    return tuple(math.log(known / h) if h > 1 else 0.0 for h in held.tolist())


def _variant(group: Group, place: _Place, first: Array, folded: list[Folded]) -> Variant:
    readings: list[Reading] = []
    for number, weight in enumerate(place.weights):
        those = [v for v, state in enumerate(group.state.tolist()) if place.numbers[state] == number]
        if not those:
            continue
        spans = [_span(place, folded[v], int(group.state[v])) for v in those]
        here = float(first[place.numbers == number].max())
        elsewhere = float(first[(place.numbers != number) & (place.numbers != NEITHER)].max(initial=0.0))
        start, end = spans[0]
        readings.append(Reading(
            text=folded[those[0]].raw[start : min(end, start + QUOTED)],
            witnesses=tuple(group.witnesses[v].id for v in those), spans=tuple(spans),
            polarity=_polarity(here, elsewhere), weight=round(weight, 3),
        ))  # fmt: skip
    shown = next(v for v, state in enumerate(group.state.tolist()) if place.numbers[state] != NEITHER)
    before, after = _around(place, folded[shown], int(group.state[shown]))
    return Variant(readings=tuple(readings), before=before, after=after, count=place.count)


def _span(place: _Place, text: Folded, state: int) -> Span:
    return text.raw_span(int(place.begins[state]), int(place.ends[state]))


def _around(place: _Place, text: Folded, state: int) -> tuple[str, str]:
    """The words before and after, as the first text that has the place prints them."""
    begin, end = int(place.begins[state]), int(place.ends[state])
    start, stop = text.raw_span(begin, end)
    before = text.raw_span(max(0, begin - CONTEXT), begin)[0] if begin else start
    after = text.raw_span(end, min(len(text), end + CONTEXT))[1] if end < len(text) else stop
    return text.raw[before:start], text.raw[stop:after]


def _polarity(here: float, elsewhere: float) -> Polarity:
    """By the likeliest originals among the texts that read so, and among those that read otherwise."""
    if here >= SURE and elsewhere < LIKELY:
        return "original"
    return "derived" if elsewhere >= SURE and here < LIKELY else "unknown"
