"""Candidates: the few documents worth aligning with a text, found among millions.

By containment (fingerprints in common, so a clipped, merged or embedded copy is found) and by
whole-text similarity (MinHash bands, so a copy whose words were swapped throughout is found).  A text
told again in other words keeps neither: for it there is a second road, by rare terms and figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus import records
from reprint_trace.corpus.sketches import (
    WIDTH,
    Hashes,
    Prints,
    Values,
    fingerprints,
    run_hashes,
    sign,
    similarity,
)
from reprint_trace.model import Candidate
from reprint_trace.text.folding import fold_text
from reprint_trace.text.related import related
from reprint_trace.text.spin import unspin
from reprint_trace.text.terms import rarity, told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from reprint_trace.corpus.records import Packer
    from reprint_trace.corpus.segments import Keys, Segment
    from reprint_trace.model import Candidate
    from reprint_trace.text.terms import Terms

FAINT = 0.03  # share of fingerprints below which a document beside a better one is chance
SPARSE = 16  # documents a find, from which sorting the finds is quicker than counting for all
WHOLE = 8  # fingerprints in common ...
QUOTED = 0.2  # ... and their share of its own from which a short document is quoted whole
TIE_BREAK = 0.02  # weight of the document's share: of two that hold the text, the closer fit

AFFORDED = 60_000  # entries read for the terms of one text, most of which stand beside theirs by chance ...
ASKED = 120  # ... but so many terms at least are looked up ...
TRUE = 20_000  # ... as long as they are not in so many documents

Counts = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """A document's number and how many of the text's keys it holds, out of how many."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Index:
    """What is searched; `removed` are documents that segments still list and the ledger does not,
    `only` those that are asked for (None: all)."""

    segments: Sequence[Segment] = ()
    removed: Keys = field(default_factory=lambda: np.empty(0, np.uint32))
    only: Keys | None = None


def by_containment(index: Index, prints: Prints, limit: int) -> list[Found]:
    """The documents that hold most of the text's fingerprints, and those the text holds most of."""
    tallies = _tallies(index, prints, "prints")
    most = max((int(tally.shared.max(initial=0)) for tally in tallies), default=0) / len(prints)
    # What is too little for either ranking below: nearly all that was found, in a large corpus.
    enough = min(WHOLE, (min(FAINT, most / 5) - TIE_BREAK) * len(prints))
    numbers, shared, sizes = _together(tallies, enough)
    held = shared / len(prints)
    contained = shared / np.maximum(sizes, 1)
    fit = held + TIE_BREAK * contained
    least = min(FAINT, float(fit.max(initial=0)) / 5)
    best = _best(np.where(fit >= least, fit, 0.0), numbers, limit)
    quoted = (shared >= WHOLE) & (contained >= QUOTED)
    whole = _best(np.where(quoted, contained, 0.0), numbers, max(2, limit // 4))
    return [Found(int(numbers[i]), float(fit[i])) for i in dict.fromkeys((*best, *whole))]


def by_similarity(index: Index, bands: Keys, limit: int) -> list[Found]:
    """The documents that share most MinHash bands with the text."""
    numbers, shared, _ = _together(_tallies(index, bands, "bands"), 1)
    share = shared / len(bands)
    # One band in common is chance in a large corpus; without any better it may be all there is.
    share = np.where(shared > 1, share, 0.0) if (shared > 1).any() else share
    return [Found(int(numbers[i]), float(share[i])) for i in _best(share, numbers, limit)]


def by_terms(index: Index, asked: Terms, limit: int) -> list[Found]:
    """The documents that share most rare terms with the text, each term by its rarity in news and in
    this corpus; and those that share most figures, the only terms that two languages have in common.

    `score` sums the weights of the terms that a document shares, each from 0 to 1: its rarity in news,
    times how few documents here hold it (1 where it is the only one).
    """
    kept = _affordable(index, asked.all)
    named, often = _naming(index, np.union1d(kept, _affordable(index, asked.figures)))
    total = sum(map(len, index.segments))
    weights = rarity(named.keys) * np.log1p(total / np.maximum(1, often)) / np.log1p(max(1, total))
    found = _heaviest(index, named, weights * np.isin(named.keys, kept), limit)
    figures = np.isin(named.keys, asked.figures)
    known = {f.number for f in found}
    by_figures = _heaviest(index, named, weights * figures, max(2, limit // 4))
    return found + [f for f in by_figures if f.number not in known]


@dataclass(frozen=True, slots=True)
class _Naming:
    """The documents (by number) that hold any of some `keys`, an entry for each key that each holds:
    `which` of the keys, in which place of `numbers`."""

    keys: Keys
    numbers: Keys
    which: Places
    places: Places


def _naming(index: Index, keys: Keys) -> tuple[_Naming, npt.NDArray[np.int64]]:
    """The entries of keys, and how many documents hold each."""
    numbers: list[Keys] = [np.empty(0, np.uint32)]
    which: list[Places] = [np.empty(0, np.int64)]
    places: list[Places] = [np.empty(0, np.int64)]
    before = 0
    for segment in index.segments:
        entries = segment.terms.held(keys)
        local, place = np.unique((entries & np.uint64(0xFFFFFFFF)).astype(np.uint32), return_inverse=True)
        numbers.append(segment.numbers[local])
        which.append(np.searchsorted(keys, (entries >> np.uint64(32)).astype(np.uint32)))
        places.append(place.astype(np.int64) + before)
        before += len(local)
    found = np.concatenate(which)
    return _Naming(keys, np.concatenate(numbers), found, np.concatenate(places)), np.bincount(
        found, minlength=len(keys)
    )


def _heaviest(index: Index, named: _Naming, weights: npt.NDArray[np.float64], limit: int) -> list[Found]:
    """The documents whose keys weigh most, best first."""
    scores = np.bincount(named.places, weights[named.which], len(named.numbers)).astype(np.float64)
    gone = np.isin(named.numbers, index.removed)
    if index.only is not None:
        gone |= ~np.isin(named.numbers, index.only)
    scores[gone] = 0.0
    best = _best(scores, named.numbers, limit)
    return [Found(int(named.numbers[place]), float(scores[place])) for place in best]


def _affordable(index: Index, keys: Keys) -> Keys:
    """The rarest of these keys, rising, as many as can be looked up in a few milliseconds.

    Which of the equally rare is as good as chance: taken by what stands in their buckets, those would
    come first that no document holds.
    """
    often = sum((segment.terms.often(keys) for segment in index.segments), np.zeros(len(keys), np.int64))
    if int(often.sum()) <= AFFORDED:
        return keys
    chance = sum(len(segment.terms) >> segment.terms.bits for segment in index.segments)
    order = np.argsort(-rarity(keys), kind="stable")[: max(ASKED, AFFORDED // max(1, chance))]
    beside = np.maximum(0, often[order] - chance)
    rising = np.argsort(beside, kind="stable")
    return np.sort(keys[order[rising[np.cumsum(beside[rising]) <= TRUE]]])


def strength(candidate: Candidate) -> float:
    """How likely it is that a candidate and the text are related, for callers that do not align
    (`text/related.py`)."""
    return related(max(candidate.page_covered, candidate.document_covered), candidate.told)


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many of the keys some local documents of a segment hold."""

    segment: Segment
    local: Keys
    shared: npt.NDArray[np.int64]


def _tallies(index: Index, keys: Keys | Prints, kind: Literal["prints", "bands"]) -> list[_Tally]:
    tallies = []
    for segment in index.segments:
        postings = segment.prints if kind == "prints" else segment.bands
        local, shared = _tallied(postings.documents(keys), len(segment))
        if len(index.removed) or index.only is not None:
            there = ~np.isin(segment.numbers[local], index.removed)
            there &= index.only is None or np.isin(segment.numbers[local], index.only)
            local, shared = local[there], shared[there]
        tallies.append(_Tally(segment, local, shared))
    return tallies


def _together(tallies: list[_Tally], enough: float) -> tuple[Keys, Counts, Counts]:
    """The documents with `enough` keys: their numbers, how many keys, and how many of their own."""
    numbers, shared, sizes = [np.empty(0, np.uint32)], [np.empty(0)], [np.empty(0)]
    for tally in tallies:
        kept = tally.shared >= enough
        local = tally.local[kept]
        numbers.append(tally.segment.numbers[local])
        shared.append(tally.shared[kept].astype(np.float64))
        sizes.append(tally.segment.sizes[local].astype(np.float64))
    return np.concatenate(numbers), np.concatenate(shared), np.concatenate(sizes)


def _tallied(documents: Keys, count: int) -> tuple[Keys, npt.NDArray[np.int64]]:
    """The distinct documents, of `count` there are, and how often each stands there."""
    if len(documents) * SPARSE > count:
        often = np.bincount(documents)
        local = np.flatnonzero(often).astype(np.uint32)
        return local, often[local]
    rising = np.sort(documents, kind="stable")  # which merges what rises already
    first = np.ones(len(rising) + 1, np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=first[1:-1])
    edges = np.flatnonzero(first) if len(rising) else np.zeros(1, np.int64)
    return rising[edges[:-1]], np.diff(edges)


def _best(scores: npt.NDArray[np.float64], numbers: Keys, limit: int) -> list[int]:
    """The places of the highest scores above 0, best first; equal ones by document number."""
    places = np.flatnonzero(scores)
    if len(places) > limit:
        kept = scores[places]
        places = places[kept >= np.partition(kept, len(kept) - limit)[len(kept) - limit]]
    order = np.lexsort((numbers[places], -scores[places]))
    return [int(place) for place in places[order][:limit]]


# ── counting exactly what two texts share ───────────────────────────────────────────────

_SIEVE = 1 << 16  # runs that are not on the page are mostly told apart by 16 bits of their hashes


@dataclass(frozen=True, slots=True)
class Overlap:
    """`page` and `document` are the shares of each in common runs of at least 8 characters,
    `longest` the longest such run of the page, `told` the letters that tell in the one that tells most
    (`terms.told`), `runs` the share of its runs of 8 that are common."""

    page: float
    document: float
    longest: int
    told: float
    runs: float


class Hashed:
    """A folded page with the hashes of its runs, to be held against several documents."""

    def __init__(self, folded: str) -> None:
        self.length = len(folded)
        self._told = told(folded)
        runs = run_hashes(folded)
        order = np.argsort(runs)
        rising = runs[order]
        first = np.ones(len(rising), np.bool_)
        np.not_equal(rising[1:], rising[:-1], out=first[1:])
        self._distinct = rising[first]
        self._which = np.empty(len(runs), np.int64)  # of the distinct hashes, the one at each place
        self._which[order] = np.cumsum(first) - 1
        self._sieve = np.zeros(_SIEVE, np.bool_)
        self._sieve[runs.astype(np.uint16)] = True

    def overlaps(self, documents: Sequence[str]) -> list[Overlap]:
        """What the page shares with each of several folded documents."""
        ends = np.cumsum([len(document) + 1 for document in documents])
        runs = run_hashes("\0".join(documents))
        places = np.flatnonzero(self._sieve[runs.astype(np.uint16)])
        which, there = self._found(runs[places])
        places = places[there]
        of = np.searchsorted(ends, places, side="right")
        whole = places + WIDTH < ends[of]  # not on into the next document
        places, of, which = places[whole], of[whole], which[whole]
        held = np.zeros((len(documents), len(self._distinct)), np.bool_)
        held[of, which] = True
        rows, columns = np.nonzero(held[:, self._which])
        stride = self.length + WIDTH  # rows lie so far apart that no stretch goes on into the next
        starts, lengths = _stretches(rows * stride + columns)
        row = starts // stride
        longest = np.zeros(len(documents), np.int64)
        np.maximum.at(longest, row, lengths)
        most = np.zeros(len(documents))
        first = starts - row * stride
        np.maximum.at(most, row, self._told[first + lengths] - self._told[first])
        on_page = np.bincount(row, lengths, len(documents)) / max(1, self.length)
        starts, lengths = _stretches(places)
        row = np.searchsorted(ends, starts, side="right")
        on_document = np.bincount(row, lengths, len(documents)) / np.maximum(1, np.diff(ends, prepend=0) - 1)
        common = np.bincount(rows, minlength=len(documents)) / max(1, len(self._which))
        columns_ = (on_page, on_document, longest, most, common)
        return [*map(Overlap, *(column.tolist() for column in columns_))]

    def _found(self, runs: Hashes) -> tuple[Places, npt.NDArray[np.bool_]]:
        """Which of the page's distinct hashes these are, and which of these are none (False)."""
        if not len(self._distinct):
            return np.empty(0, np.int64), np.zeros(len(runs), np.bool_)
        at = np.searchsorted(self._distinct, runs)
        at[at == len(self._distinct)] = 0
        there = self._distinct[at] == runs
        return at[there], there


def _stretches(places: Places) -> tuple[Places, Places]:
    """Where the stretches begin that runs at these rising places cover together, and their lengths."""
    edge = np.ones(len(places) + 1, np.bool_)
    np.greater(places[1:], places[:-1] + WIDTH, out=edge[1:-1])
    edges = np.flatnonzero(edge)
    starts = places[edges[:-1]]
    return starts, places[edges[1:] - 1] + WIDTH - starts


# ── ranking by what both truly share ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Query:
    """A text made ready to be searched for, perhaps in several places: `plain` is without a spinner's
    words, `prints` are its fingerprints, `values` its MinHash by the corpus's tokenizer."""

    folded: str
    plain: str
    prints: Prints
    values: Values

    @classmethod
    def of(cls, text: str, tokenizer: str) -> Query:
        folded = fold_text(text)
        plain = unspin(folded)
        return cls(folded, plain, fingerprints(plain), sign(plain, tokenizer))


def ranked(
    connection: sqlite3.Connection, packer: Packer, numbers: Iterable[int], query: Query
) -> list[Candidate]:
    """The documents of these numbers, those that share most with the text first."""
    rows = [*records.by_number(connection, numbers)]
    documents = [records.from_row(row[2:], packer) for row in rows]
    shares = Hashed(query.plain).overlaps([fold_text(document.text) for document in documents])
    candidates = [
        Candidate(
            document=document,
            jaccard=similarity(query.values, np.frombuffer(row[1], np.uint32)),
            page_covered=share.page,
            document_covered=share.document,
            longest=share.longest,
            told=share.told,
        )
        for row, document, share in zip(rows, documents, shares, strict=True)
    ]
    order = sorted(zip(shares, candidates, strict=True), key=lambda both: _rank(*both), reverse=True)
    return [candidate for _, candidate in order]


def _rank(share: Overlap, candidate: Candidate) -> tuple[float, float]:
    """By runs in common, not by characters covered: one long passage outweighs the phrases that two
    stories of one day share here and there."""
    return share.runs + TIE_BREAK * share.document, candidate.jaccard
