"""Evidence: what is quoted for a chain and a verdict, with its exact words and place.

The ledger enters every fact once.  Traits are what a text shares with its supposed parent and with few
others.  Variants are the places where witnesses differ that tell most about who stands with whom: a
critical apparatus, cut to what groups the texts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Indel

from reprint_trace.lineage.group import Array, Group
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Evidence, Polarity, Reading, Span, Variant
from reprint_trace.text.folding import Folded, fold


class Ledger:
    """Hands out evidence ids (`e1`, `e2`, …) in the order facts are entered."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str | None], Evidence] = {}

    def enter(
        self, kind: str, quote: str, *, document: str | None = None, span: Span | None = None,
        supports: tuple[str, ...] = (), weight: float = 0.0,
    ) -> str:  # fmt: skip
        """Enter a fact and return its id; a fact entered before also supports the new things.
        `weight` is in nats, for (+) or against (-)."""
        key = (kind, quote, document)
        old = self._entries.get(key)
        both = tuple(dict.fromkeys((*(old.supports if old else ()), *supports)))
        self._entries[key] = Evidence(
            id=old.id if old else f"e{len(self._entries) + 1}", kind=kind, quote=quote, document=document,
            span=old.span if old else span, supports=both, weight=old.weight if old else round(weight, 3),
        )  # fmt: skip
        return self._entries[key].id

    def claim(self, witness: Witness, claim: Claim, supports: tuple[str, ...], weight: float = 0.0) -> str:
        """Enter what a page says; the span is given when the quote stands in the story."""
        return self.quote(f"claim:{claim.kind}", witness, claim.evidence.quote, supports, weight)

    def quote(
        self, kind: str, witness: Witness, quote: str, supports: tuple[str, ...], weight: float = 0.0
    ) -> str:
        """Enter a quote of a witness's page, with its place in the text if it stands there."""
        at = witness.text.find(quote) if quote else -1
        span = (at, at + len(quote)) if at >= 0 else None
        return self.enter(kind, quote, document=witness.id, span=span, supports=supports, weight=weight)

    @property
    def entries(self) -> tuple[Evidence, ...]:
        return tuple(self._entries.values())


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


PLACES = 40
PRINTED = 120  # characters quoted of a reading
AROUND = 8  # folded characters quoted before and after
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
    """Up to PLACES places, the most telling, in the order of the text; `root[v]` is P(v has no
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
    return [place for _, place in ranked[:PLACES]]


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
            text=folded[those[0]].raw[start : min(end, start + PRINTED)],
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
    before = text.raw_span(max(0, begin - AROUND), begin)[0] if begin else start
    after = text.raw_span(end, min(len(text), end + AROUND))[1] if end < len(text) else stop
    return text.raw[before:start], text.raw[stop:after]


def _polarity(here: float, elsewhere: float) -> Polarity:
    """By the likeliest originals among the texts that read so, and among those that read otherwise."""
    if here >= SURE and elsewhere < LIKELY:
        return "original"
    return "derived" if elsewhere >= SURE and here < LIKELY else "unknown"
