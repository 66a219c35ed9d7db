"""Candidates: the few documents worth aligning with a text, found among millions.

By containment (fingerprints in common, so a clipped, merged or embedded copy is found) and by
whole-text similarity (MinHash bands, so a copy whose words were swapped throughout is found).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.corpus.postings import Keys
    from reprint_trace.corpus.segments import Segment
    from reprint_trace.model import Candidate

FAINT = 0.03  # share of fingerprints below which a document beside a better one is chance
QUOTED = 0.2  # share of its own fingerprints from which a short document is quoted whole
FORMULAE = 0.3  # share of a text that the formulae of state news give it in common with others
FORMULA_RUN = 120  # characters of the longest formula
TIE_BREAK = 0.02  # weight of the document's share: of two that hold the text, the closer fit


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


def by_containment(index: Index, prints: Keys, limit: int) -> list[Found]:
    """The documents that hold most of the text's fingerprints, and those the text holds most of."""
    numbers, shared, sizes = _counted(index, prints, "prints")
    if not len(numbers):
        return []
    held = shared / len(prints)
    contained = shared / np.maximum(sizes, 1)
    fit = held + TIE_BREAK * contained
    least = min(FAINT, float(fit.max()) / 5)
    best = _best(np.where(fit >= least, fit, 0.0), numbers, limit)
    whole = _best(
        np.where((shared >= 8) & (contained >= QUOTED), contained, 0.0), numbers, max(2, limit // 4)
    )
    return [Found(int(numbers[i]), float(fit[i])) for i in dict.fromkeys((*best, *whole))]


def by_similarity(index: Index, bands: Keys, limit: int) -> list[Found]:
    """The documents that share most MinHash bands with the text."""
    numbers, shared, _ = _counted(index, bands, "bands")
    share = shared / len(bands)
    # One band in common is chance in a large corpus; without any better it may be all there is.
    share = np.where(shared > 1, share, 0.0) if (shared > 1).any() else share
    return [Found(int(numbers[i]), float(share[i])) for i in _best(share, numbers, limit)]


def strength(candidate: Candidate) -> float:
    """How strongly a candidate looks reprinted, for callers that do not align: above 1, the text
    shares more with it than unrelated news did in `benchmarks/retrieval.py`.

    Much of the text stands in the document, if only in short runs (swapped words leave those),
    or one run is longer than any formula (an embedded passage leaves that).
    """
    return max(candidate.page_covered / FORMULAE, candidate.longest / FORMULA_RUN)


def _counted(
    index: Index, keys: Keys, kind: Literal["prints", "bands"]
) -> tuple[Keys, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The documents that hold any of the keys: their numbers, how many keys, their sizes."""
    numbers, shared, sizes = [np.empty(0, np.uint32)], [np.empty(0)], [np.empty(0)]
    for segment in index.segments:
        postings = segment.prints if kind == "prints" else segment.bands
        local, counts = _tallied(postings.documents(keys))
        if len(index.removed) or index.only is not None:
            there = ~np.isin(segment.numbers[local], index.removed)
            there &= index.only is None or np.isin(segment.numbers[local], index.only)
            local, counts = local[there], counts[there]
        numbers.append(segment.numbers[local])
        shared.append(counts.astype(np.float64))
        sizes.append(segment.sizes[local].astype(np.float64))
    return np.concatenate(numbers), np.concatenate(shared), np.concatenate(sizes)


def _tallied(documents: Keys) -> tuple[Keys, npt.NDArray[np.int64]]:
    """The distinct documents and how often each stands there."""
    rising = np.sort(documents)
    starts = (
        np.flatnonzero(np.concatenate([[True], rising[1:] != rising[:-1]])) if len(rising) else rising[:0]
    )
    return rising[starts], np.diff(starts, append=len(rising))


def _best(scores: npt.NDArray[np.float64], numbers: Keys, limit: int) -> list[int]:
    """The places of the highest scores above 0, best first; equal ones by document number."""
    places = np.flatnonzero(scores)
    if len(places) > limit:
        kept = scores[places]
        places = places[kept >= np.partition(kept, len(kept) - limit)[len(kept) - limit]]
    order = np.lexsort((numbers[places], -scores[places]))
    return places[order][:limit].tolist()
