"""Which pages of a crawl tell one story: site furniture left out, pages paired, pairs grouped.

Reading removes what it knows for furniture by its words and place; a crawl shows the rest, because it recurs.
What is learned is left out of what pages are searched by, never out of a page's body.

A group is one lineage problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.corpus.sketches import FINGERPRINT_BITS, band_keys, distinct, fingerprints, once
from reprint_trace.model import Phrase, phrase
from reprint_trace.scanning.values import Keys, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from reprint_trace.corpus import Query
    from reprint_trace.model import Page
    from reprint_trace.scanning.pairing import Pair

SHARE = 0.5  # of a site's stories a line must stand on
AT_LEAST = 3  # stories

Hashes = npt.NDArray[np.uint64]


def lines_of(page: Page) -> Lines:
    """The distinct lines of a body."""
    lines = list(dict.fromkeys(line for line in page.body.split("\n") if line.strip()))
    return Lines(
        site=page.site.domain or page.site.outlet or page.site.name or "",
        hashes=np.array([_hash(line) for line in lines], np.uint64).tobytes(),
        lengths=np.array([len(line) for line in lines], np.uint32).tobytes(),
    )


def furniture(pages: Sequence[Lines]) -> frozenset[int]:
    """The hashes of the lines that stand on half of a site's stories or more, and on three.

    Give the pages of one site, in any order.  Pages with the same story count once, or a story that
    a site printed three times would be furniture: a story is known by its longest line that does not
    stand on half of the pages itself.
    """
    hashes = [np.frombuffer(page.hashes, np.uint64) for page in pages]
    lengths = [np.frombuffer(page.lengths, np.uint32) for page in pages]
    if len(pages) < AT_LEAST:
        return frozenset()
    known, counts = np.unique(np.concatenate(hashes), return_counts=True)
    common = known[counts >= max(AT_LEAST, SHARE * len(pages))]
    if not len(common):
        return frozenset()
    stories = [_story(own, size, common) for own, size in zip(hashes, lengths, strict=True)]
    total = len(set(stories))
    seen: dict[int, set[int]] = {int(line): set() for line in common}
    for own, story in zip(hashes, stories, strict=True):
        for line in own[np.isin(own, common)].tolist():
            seen[line].add(story)
    return frozenset(line for line, those in seen.items() if len(those) >= max(AT_LEAST, SHARE * total))


def without(body: str, furniture: Collection[int]) -> str:
    """The body without those lines; all of it, where nothing else would be left."""
    if not furniture:
        return body
    kept = "\n".join(line for line in body.split("\n") if _hash(line) not in furniture)
    return kept if kept.strip() else body


def _story(hashes: Hashes, lengths: npt.NDArray[np.uint32], common: Hashes) -> int:
    """The longest line that is not common; 0 for a page that has none."""
    own = ~np.isin(hashes, common)
    if not own.any():
        return 0
    longest = lengths[own] == lengths[own].max()
    return int(hashes[own][longest].min())


def _hash(line: str) -> int:
    return xxhash.xxh3_64_intdigest(line.encode("utf-8", "surrogatepass"))


def keys_of(query: Query) -> Keys:
    """The keys of a text; a spun one has those of its letters and those it would have without the
    spinner's words."""
    prints = query.prints
    if query.plain != query.folded:
        prints = distinct(np.concatenate([prints, fingerprints(query.folded)]))
    return Keys(
        text=xxhash.xxh3_64_intdigest(query.folded.encode("utf-8", "surrogatepass")),
        prints=once((prints >> np.uint64(FINGERPRINT_BITS - 32)).astype(np.uint32)).tobytes(),
        bands=distinct(band_keys(query.values)).tobytes() if query.plain else b"",
    )


# ── groups ──────────────────────────────────────────────────────────────────────────────

WITNESSES = 60  # pages that are weighed together; the time that lineage takes grows with their square
UNDATED = "9999"  # sorts after every date
CORE = 20  # of them the earliest of the story, which every part of a larger group has

Bands = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells of where it stands in its story: its date, its id, and its MinHash bands."""

    published: str | None
    id: str
    bands: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are traced together: places of `pages`, rising; traces are made of those `asked`, and say
    `warning` where the story has other pages."""

    pages: tuple[int, ...]
    asked: tuple[int, ...]
    warning: Phrase | None = None

    def alone(self, why: str) -> list[Part]:
        """Those asked, each for itself, where together they were too much; none, where it was one page."""
        warning = phrase("warning.alone", why=why)
        return [Part((place,), (place,), warning) for place in self.asked if len(self.pages) > 1]


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


def parts(group: Sequence[int], told: Callable[[int], Told]) -> list[Part]:
    """A story in pieces that lineage can weigh: one, or for more than WITNESSES pages several.

    Every piece of a large story has its earliest CORE pages and others that are nearest to the same of
    these, by MinHash bands.
    """
    if len(group) <= WITNESSES:
        return [Part(tuple(group), tuple(group))]
    pages = {place: told(place) for place in group}
    rising = sorted(group, key=lambda place: (pages[place].published or UNDATED, pages[place].id))
    bands = {place: np.frombuffer(page.bands, np.uint32) for place, page in pages.items()}
    core, others = rising[:CORE], rising[CORE:]
    cores = [bands[place] for place in core]
    nearest = {place: _nearest(bands[place], cores) for place in others}
    others.sort(key=nearest.__getitem__)
    step = WITNESSES - CORE
    found = []
    for start in range(0, len(others), step):
        asked = others[start : start + step] + (core if start == 0 else [])
        together = tuple(sorted({*asked, *core}))
        cut = phrase("warning.story-cut", whole=len(group), core=CORE, traced=len(together))
        found.append(Part(together, tuple(sorted(asked)), cut))
    return found


def _nearest(own: Bands, cores: Sequence[Bands]) -> int:
    return max(range(len(cores)), key=lambda i: (len(np.intersect1d(own, cores[i])), -i))
