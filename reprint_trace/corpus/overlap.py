"""How much two texts share, counted exactly: what a candidate is ranked by.

Common runs survive cutting, moving and inserting; how the texts differ beyond that is for
`comparing` to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.fingerprints import WIDTH, Hashes, run_hashes

_SIEVE = 1 << 16  # runs that are not on the page are mostly told apart by 16 bits of their hashes


@dataclass(frozen=True, slots=True)
class Overlap:
    """`page` and `document` are the shares of each in common runs of at least 8 characters,
    `longest` the longest such run of the page."""

    page: float
    document: float
    longest: int


class Hashed:
    """A folded page with the hashes of its runs, to be held against several documents."""

    def __init__(self, folded: str) -> None:
        self.length = len(folded)
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

    def overlap(self, folded: str) -> Overlap:
        """What the page shares with a folded document."""
        runs = run_hashes(folded)
        places = np.flatnonzero(self._sieve[runs.astype(np.uint16)])
        which, there = self._found(runs[places])
        if not len(which):
            return Overlap(0.0, 0.0, 0)
        hit = np.zeros(len(self._distinct), np.bool_)
        hit[which] = True
        starts, ends = _stretches(np.flatnonzero(hit[self._which]))
        on_page = ends - starts
        starts, ends = _stretches(places[there])
        return Overlap(
            float(on_page.sum()) / self.length, float((ends - starts).sum()) / len(folded), int(on_page.max())
        )

    def _found(self, runs: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Which of the page's distinct hashes these are, and which of these are none (False)."""
        if not len(self._distinct):
            return np.empty(0, np.int64), np.zeros(len(runs), np.bool_)
        at = np.searchsorted(self._distinct, runs)
        at[at == len(self._distinct)] = 0
        there = self._distinct[at] == runs
        return at[there], there


def _stretches(places: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the stretches begin and end that runs at these rising places cover together."""
    edge = np.ones(len(places) + 1, np.bool_)
    np.greater(places[1:], places[:-1] + WIDTH, out=edge[1:-1])
    edges = np.flatnonzero(edge)
    return places[edges[:-1]], places[edges[1:] - 1] + WIDTH
