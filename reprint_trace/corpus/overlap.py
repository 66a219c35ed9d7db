"""How much two texts share, counted exactly: what a candidate is ranked by.

Common runs survive cutting, moving and inserting; how the texts differ beyond that is for
`comparing` to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.fingerprints import WIDTH, Hashes, distinct, run_hashes


@dataclass(frozen=True, slots=True)
class Overlap:
    """`page` and `document` are the shares of each in common runs of at least 8 characters,
    `longest` the longest such run of the page."""

    page: float
    document: float
    longest: int


@dataclass(frozen=True, slots=True)
class Hashed:
    """A folded text with the hashes of its runs, to be held against several others."""

    text: str
    runs: Hashes
    distinct: Hashes

    @classmethod
    def of(cls, folded: str) -> Hashed:
        runs = run_hashes(folded)
        return cls(folded, runs, distinct(runs))


def overlap(page: Hashed, document: Hashed) -> Overlap:
    """The overlap of two folded texts."""
    common = _common(page.distinct, document.distinct)
    if not len(common):
        return Overlap(0.0, 0.0, 0)
    on_page, on_document = _covered(page, common), _covered(document, common)
    return Overlap(float(on_page.mean()), float(on_document.mean()), _longest_run(on_page))


def _common(a: Hashes, b: Hashes) -> Hashes:
    """What two rising lists both hold."""
    if not len(a) or not len(b):
        return a[:0]
    at = np.searchsorted(b, a)
    at[at == len(b)] = 0
    common: Hashes = a[b[at] == a]
    return common


def _covered(text: Hashed, common: Hashes) -> npt.NDArray[np.bool_]:
    """Which characters lie in a run of 8 whose hash is among the common ones."""
    covered = np.zeros(len(text.text), dtype=np.bool_)
    at = np.searchsorted(common, text.runs)
    at[at == len(common)] = 0
    shared = common[at] == text.runs
    for offset in range(WIDTH):
        covered[offset : offset + len(shared)] |= shared
    return covered


def _longest_run(covered: npt.NDArray[np.bool_]) -> int:
    padded = np.zeros(len(covered) + 2, np.bool_)
    padded[1:-1] = covered
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return int((edges[1::2] - edges[::2]).max(initial=0))
