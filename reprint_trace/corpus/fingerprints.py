"""Winnowed fingerprints: the parts of a text, so that a clipped or merged copy is found.

Every run of 8 folded characters is hashed, and of every 4 neighbouring hashes the least is
kept (Schleimer, Wilkerson & Aiken 2003, "Winnowing"): any run of 11 characters that two texts
share leaves them at least one fingerprint in common.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

WIDTH = 8
WINDOW = 4

Number = TypeVar("Number", np.uint32, np.uint64)
Hashes = npt.NDArray[np.uint32]

_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)


def run_hashes(folded: str) -> Hashes:
    """A hash for the run of 8 characters that starts at each place; none if the text is shorter."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(codes) < WIDTH:
        return np.empty(0, dtype=np.uint32)
    hashes = codes
    for width in (1, 2, 4):  # the hash of a run from those of its halves
        hashes = hashes[:-width] * np.uint64(pow(_BASE, width, 1 << 64)) + hashes[width:]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    return (hashes >> np.uint64(32)).astype(np.uint32)


def winnow(hashes: Hashes) -> Hashes:
    """The distinct least hashes of every window of 4, in rising order."""
    if len(hashes) < WINDOW:
        return hashes.min(keepdims=True) if len(hashes) else hashes
    least = hashes[: len(hashes) - WINDOW + 1].copy()
    for offset in range(1, WINDOW):
        np.minimum(least, hashes[offset : offset + len(least)], out=least)
    return distinct(least)


def distinct(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The values sorted, each once.  (`np.unique` hashes, which takes five times as long here.)"""
    return once(np.sort(values))


def once(rising: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Of values that rise, each once."""
    first = np.empty(len(rising), np.bool_)
    first[:1] = True
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


def fingerprints(folded: str) -> Hashes:
    """The fingerprints of a folded text."""
    return winnow(run_hashes(folded))
