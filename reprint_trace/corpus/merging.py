"""Merging segments: in memory when small, a slice of the keys at a time into a file when large."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus import segments
from reprint_trace.corpus.postings import Keys, Postings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reprint_trace.corpus.postings import Arrays
    from reprint_trace.corpus.segments import Segment

SLICE = 1 << 22  # entries merged at a time: some hundred megabytes with everything
BUCKETS = 1 << 16

_DOCUMENT = np.uint64(0xFFFFFFFF)
_Local = list[npt.NDArray[np.int64]]  # of each part's documents, the number in the merged segment


def merge(parts: Sequence[Segment], removed: Keys) -> Segment:
    """One segment of the documents of several but for the `removed` numbers."""
    numbers, sizes, local = _renumbered(parts, removed)
    prints = _merged([part.prints for part in parts], local, 0, BUCKETS)
    bands = _merged([part.bands for part in parts], local, 0, BUCKETS)
    return segments.Segment(numbers, sizes, Postings.from_sorted(prints), Postings.from_sorted(bands))


def merge_to_file(parts: Sequence[Segment], removed: Keys, path: Path) -> int:
    """The same, written to a file and synced to disk; how many documents it has."""
    numbers, sizes, local = _renumbered(parts, removed)
    wide = len(numbers) > BUCKETS
    shapes: dict[str, tuple[npt.DTypeLike, int]] = {
        "numbers": (np.uint32, len(numbers)),
        "sizes": (np.uint32, len(numbers)),
    }
    kinds = {"prints": [part.prints for part in parts], "bands": [part.bands for part in parts]}
    for kind, postings in kinds.items():
        most = sum(map(len, postings))
        shapes[f"{kind}.directory"] = np.int64, BUCKETS + 1
        shapes[f"{kind}.low"] = np.uint16, most
        shapes[f"{kind}.document"] = np.uint16, most
        shapes[f"{kind}.document_high"] = np.uint8, most if wide else 0
    with segments.writing(path, shapes) as arrays:
        arrays["numbers"][:] = numbers
        arrays["sizes"][:] = sizes
        for kind, postings in kinds.items():
            _fill(arrays, kind, postings, local)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return len(numbers)


def _renumbered(parts: Sequence[Segment], removed: Keys) -> tuple[Keys, Keys, _Local]:
    """The merged numbers and sizes, and where each part's documents stand among them (-1: gone)."""
    numbers = np.concatenate([part.numbers for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    order = np.argsort(numbers, kind="stable")
    order = order[~np.isin(numbers[order], removed)]
    place = np.full(len(numbers), -1, np.int64)
    place[order] = np.arange(len(order))
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return numbers[order], sizes[order], np.split(place, ends)


def _merged(parts: list[Postings], local: _Local, start: int, end: int) -> npt.NDArray[np.uint64]:
    """The entries of the buckets `[start, end)`, rising, by their merged documents."""
    found = []
    for part, places in zip(parts, local, strict=True):
        entries = part.entries(start, end)
        place = places[(entries & _DOCUMENT).astype(np.int64)]
        entries = (entries & ~_DOCUMENT) | place.astype(np.uint64)
        found.append(entries[place >= 0])
    return np.sort(np.concatenate(found))


def _fill(arrays: Arrays, kind: str, parts: list[Postings], local: _Local) -> None:
    directory, low, document, high = (
        arrays[f"{kind}.{name}"] for name in ("directory", "low", "document", "document_high")
    )
    step = max(1, BUCKETS * SLICE // max(1, len(low)))
    done = 0
    for start in range(0, BUCKETS, step):
        end = min(start + step, BUCKETS)
        entries = _merged(parts, local, start, end)
        keys = entries >> np.uint64(32)
        place = slice(done, done + len(entries))
        low[place] = keys.astype(np.uint16)
        document[place] = entries.astype(np.uint16)
        if len(high):
            high[place] = (entries >> np.uint64(16)).astype(np.uint8)
        buckets = np.arange(start, end, dtype=np.uint64) << np.uint64(16)
        directory[start:end] = done + np.searchsorted(keys, buckets)
        done += len(entries)
    directory[BUCKETS] = done
