"""Merging segments: in memory when small, a slice of the keys at a time into a file when large."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus import segments
from reprint_trace.corpus.postings import KEYS, Keys, Postings, bits_for, packed, starts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reprint_trace.corpus.postings import Places
    from reprint_trace.corpus.segments import Segment

SLICE = 1 << 22  # entries merged at a time: some hundred megabytes with everything

_DOCUMENT = np.uint64(0xFFFFFFFF)
_Local = list[npt.NDArray[np.int64]]  # of each part's documents, the number in the merged segment


def merge(parts: Sequence[Segment], removed: Keys) -> Segment:
    """One segment of the documents of several but for the `removed` numbers."""
    numbers, sizes, local = _renumbered(parts, removed)
    bits = bits_for(len(numbers))
    prints, bands, terms = (
        Postings.from_sorted(_merged(postings, local, 0, KEYS), bits) for postings in _by_kind(parts).values()
    )
    return segments.Segment(numbers, sizes, prints, bands, terms)


def merge_to_file(parts: Sequence[Segment], removed: Keys, path: Path) -> int:
    """The same, written to a file and synced to disk; how many documents it has."""
    numbers, sizes, local = _renumbered(parts, removed)
    buckets = 1 << bits_for(len(numbers))
    shapes: dict[str, tuple[npt.DTypeLike, int]] = {
        "numbers": (np.uint32, len(numbers)),
        "sizes": (np.uint32, len(numbers)),
    }
    kinds = _by_kind(parts)
    for kind, postings in kinds.items():
        shapes[f"{kind}.starts"] = np.int64, buckets + 1
        shapes[f"{kind}.entries"] = np.uint32, sum(map(len, postings))
    with segments.writing(path, shapes) as arrays:
        arrays["numbers"][:] = numbers
        arrays["sizes"][:] = sizes
        for kind, postings in kinds.items():
            _fill(arrays[f"{kind}.starts"], arrays[f"{kind}.entries"], postings, local)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return len(numbers)


def _by_kind(parts: Sequence[Segment]) -> dict[str, list[Postings]]:
    return {kind: [part.postings()[kind] for part in parts] for kind in segments.KINDS}


def _renumbered(parts: Sequence[Segment], removed: Keys) -> tuple[Keys, Keys, _Local]:
    """The merged numbers and sizes, and where each part's documents stand among them (-1: gone)."""
    for part in parts:
        part.check()
    numbers = np.concatenate([part.numbers for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    order = np.argsort(numbers, kind="stable")
    order = order[~np.isin(numbers[order], removed)]
    place = np.full(len(numbers), -1, np.int64)
    place[order] = np.arange(len(order))
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return numbers[order], sizes[order], np.split(place, ends)


def _merged(parts: list[Postings], local: _Local, low: int, high: int) -> npt.NDArray[np.uint64]:
    """The entries of the keys in `[low, high)`, rising, by their merged documents."""
    found = []
    for part, places in zip(parts, local, strict=True):
        entries = part.between(low, high)
        place = places[(entries & _DOCUMENT).astype(np.int64)]
        entries = (entries & ~_DOCUMENT) | place.astype(np.uint64)
        found.append(entries[place >= 0])
    return np.sort(np.concatenate(found), kind="stable")  # which merges what rises already


def _fill(starts: Places, stored: Keys, parts: list[Postings], local: _Local) -> None:
    buckets = len(starts) - 1
    bits = bits_for(buckets)
    width = KEYS // buckets
    step = max(1, buckets * SLICE // max(1, len(stored)))
    done = 0
    for first in range(0, buckets, step):
        last = min(first + step, buckets)
        entries = _merged(parts, local, first * width, last * width)
        stored[done : done + len(entries)] = packed(entries, bits)
        starts[first : last + 1] = done + starts_of(entries, first, last, bits)
        done += len(entries)
