"""Groups: the pages of a crawl that tell one story, each group one lineage problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.model import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reprint_trace.scanning.pairs import Pair

WITNESSES = 60  # pages that are weighed together; the time that lineage takes grows with their square
CORE = 20  # of them the earliest of the story, which every part of a larger group has

Bands = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are traced together: places of `pages`, rising; traces are made of those `asked`.
    `whole` is how many pages the story has; more than `pages` where it was too large."""

    pages: tuple[int, ...]
    asked: tuple[int, ...]
    whole: int

    @property
    def warning(self) -> Phrase | None:
        """What the traces of a story that was cut say of it."""
        if self.whole == len(self.pages):
            return None
        return phrase("warning.story-cut", whole=self.whole, core=CORE, traced=len(self.pages))


class Union:
    """Sets of places that are joined two by two (Galler & Fischer 1964)."""

    def __init__(self, above: Iterable[int]) -> None:
        self._above = list(above)

    def copy(self) -> Union:
        return Union(self._above)

    def find(self, place: int) -> int:
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def join(self, one: int, other: int) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self._above[b] = a

    def sets(self) -> list[list[int]]:
        """The sets in the order of their least places, each rising."""
        found: dict[int, list[int]] = {}
        for place in range(len(self._above)):
            found.setdefault(self.find(place), []).append(place)
        return list(found.values())


def grouped(
    documents: Sequence[Iterable[str]],
    pairs: Sequence[Pair],
    related: Callable[[Sequence[Pair]], Iterable[bool]],
) -> list[list[int]]:
    """The pages by story: joined where they descend from one document of the corpus, or where
    comparing says that one of two may be a copy of the other.

    `documents[i]` are the ids that page i may descend from.  `related` is asked about a batch of
    pairs at a time, and never about pages that are known to belong together already; what comes out
    does not depend on which pairs were spared.
    """
    union = Union(range(len(documents)))
    holder: dict[str, int] = {}
    for place, ids in enumerate(documents):
        for id_ in ids:
            union.join(place, holder.setdefault(id_, place))
    left = list(pairs)
    while left := [pair for pair in left if union.find(pair.first) != union.find(pair.second)]:
        batch, left = _forest(left, union)
        for pair, alike in zip(batch, related(batch), strict=True):
            if alike:
                union.join(pair.first, pair.second)
    return union.sets()


def _forest(pairs: list[Pair], union: Union) -> tuple[list[Pair], list[Pair]]:
    """Pairs that would join everything if all were related, the strongest first; and the others."""
    trial = union.copy()
    taken: list[Pair] = []
    left: list[Pair] = []
    for pair in pairs:
        if trial.find(pair.first) == trial.find(pair.second):
            left.append(pair)
        else:
            trial.join(pair.first, pair.second)
            taken.append(pair)
    return taken, left


def parts(
    group: Sequence[int],
    order: Callable[[int], tuple[str, str]],
    bands: Callable[[int], Bands],
) -> list[Part]:
    """A story in pieces that lineage can weigh: one, or for more than WITNESSES pages several.

    Every piece of a large story has its earliest CORE pages (by `order`) and others that are nearest
    to the same of these, by MinHash bands.
    """
    if len(group) <= WITNESSES:
        return [Part(tuple(group), tuple(group), len(group))]
    rising = sorted(group, key=order)
    core, others = rising[:CORE], rising[CORE:]
    cores = [bands(place) for place in core]
    nearest = {place: _nearest(bands(place), cores) for place in others}
    others.sort(key=nearest.__getitem__)
    step = WITNESSES - CORE
    found = []
    for start in range(0, len(others), step):
        asked = others[start : start + step] + (core if start == 0 else [])
        found.append(Part(tuple(sorted({*asked, *core})), tuple(sorted(asked)), len(group)))
    return found


def _nearest(own: Bands, cores: Sequence[Bands]) -> int:
    return max(range(len(cores)), key=lambda i: (len(np.intersect1d(own, cores[i])), -i))
