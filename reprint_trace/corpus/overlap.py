"""How much two texts share, counted exactly: what a candidate is ranked and judged by.

Coverage by common runs survives moved and inserted passages but not swapped words; the longest
common subsequence survives swapped words but not moved passages.  Bulletins of one mould share
both and differ in their figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

from reprint_trace.corpus.fingerprints import WIDTH, Hashes, distinct, run_hashes

_FIGURE = re.compile(r"[0-9]+")
_ENOUGH_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Overlap:
    """`page` and `document` are the shares of each in common runs of at least 8 characters,
    `longest` the longest such run, `lcs` the longest common subsequence over the shorter text,
    `figures` the share of the figures in and beside the page's common runs that the document
    has (None below three)."""

    page: float
    document: float
    longest: int
    lcs: float
    figures: float | None


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
    on_page = _covered(page, document)
    on_document = _covered(document, page)
    shorter = min(len(page.text), len(document.text))
    return Overlap(
        page=float(on_page.mean()) if len(on_page) else 0.0,
        document=float(on_document.mean()) if len(on_document) else 0.0,
        longest=_longest_run(on_page),
        lcs=LCSseq.similarity(page.text, document.text) / shorter if shorter else 0.0,
        figures=_figures_kept(page.text, on_page, document.text),
    )


def _covered(text: Hashed, other: Hashed) -> npt.NDArray[np.bool_]:
    """Which characters lie in a run of 8 that the other text has too."""
    covered = np.zeros(len(text.text), dtype=np.bool_)
    if not len(text.runs) or not len(other.distinct):
        return covered
    # Keys in order are found several times faster than at random.
    at = np.searchsorted(other.distinct, text.distinct)
    at[at == len(other.distinct)] = 0
    common = text.distinct[other.distinct[at] == text.distinct]
    if not len(common):
        return covered
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


def _figures_kept(page: str, covered: npt.NDArray[np.bool_], document: str) -> float | None:
    """Figures near the common runs: a bulletin's own figures stand between the mould's words."""
    known = set(_FIGURE.findall(document))
    near = _near(covered)
    figures = {m.group() for m in _FIGURE.finditer(page) if near[m.start()]}
    return len(figures & known) / len(figures) if len(figures) >= _ENOUGH_FIGURES else None


def _near(covered: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Characters within 8 of a covered one."""
    near = covered.copy()
    for offset in range(1, WIDTH + 1):
        near[offset:] |= covered[:-offset]
        near[:-offset] |= covered[offset:]
    return near
