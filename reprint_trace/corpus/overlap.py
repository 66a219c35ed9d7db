"""How much two texts share, counted exactly: what a candidate is ranked by.

Common runs survive cutting, moving and inserting; how the texts differ beyond that is for
`comparing` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.fingerprints import WIDTH, Hashes, run_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

Places = npt.NDArray[np.int64]

_SIEVE = 1 << 16  # runs that are not on the page are mostly told apart by 16 bits of their hashes


@dataclass(frozen=True, slots=True)
class Overlap:
    """`page` and `document` are the shares of each in common runs of at least 8 characters,
    `longest` the longest such run of the page, `runs` the share of its runs of 8 that are common."""

    page: float
    document: float
    longest: int
    runs: float


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
        on_page = np.bincount(row, lengths, len(documents)) / max(1, self.length)
        starts, lengths = _stretches(places)
        row = np.searchsorted(ends, starts, side="right")
        on_document = np.bincount(row, lengths, len(documents)) / np.maximum(1, np.diff(ends, prepend=0) - 1)
        common = np.bincount(rows, minlength=len(documents)) / max(1, len(self._which))
        return [*map(Overlap, on_page.tolist(), on_document.tolist(), longest.tolist(), common.tolist())]

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
