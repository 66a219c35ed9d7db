"""Postings: which documents hold a 32-bit key, in sorted arrays that can be memory-mapped.

Entries are sorted by key.  In a large list the upper 16 bits of the key are not stored but
looked up in a directory of 65,537 offsets, so an entry takes 2 bytes of key and 2 or 3 of
document; a small list stores the key whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.fingerprints import distinct

Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Arrays = dict[str, npt.NDArray[Any]]

_DIRECTORY_BITS = 16
_LARGE = 1 << 20  # entries from which the directory's half a megabyte pays


@dataclass(frozen=True, slots=True)
class Postings:
    """`low[directory[b]:directory[b + 1]]` are the sorted low bits of the keys whose upper bits
    are `b`; `document` (and, past 65,536 documents, `document_high`) are local numbers."""

    directory: Places
    low: npt.NDArray[np.unsignedinteger]
    document: npt.NDArray[np.uint16]
    document_high: npt.NDArray[np.uint8]

    @classmethod
    def build(cls, keys: Keys, documents: Keys) -> Postings:
        """From entries in any order; one that stands twice is kept once."""
        return cls.from_sorted(distinct((keys.astype(np.uint64) << np.uint64(32)) | documents))

    @classmethod
    def from_sorted(cls, entries: npt.NDArray[np.uint64]) -> Postings:
        """From rising entries `key << 32 | document`."""
        keys = (entries >> np.uint64(32)).astype(np.uint32)
        documents = entries.astype(np.uint32)
        bits = _DIRECTORY_BITS if len(entries) >= _LARGE else 0
        starts = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(32 - bits)
        directory = np.searchsorted(keys, starts).astype(np.int64)
        high = (documents >> 16).astype(np.uint8) if len(documents) and documents.max() >> 16 else None
        return cls(
            directory,
            keys.astype(np.uint16) if bits else keys,
            documents.astype(np.uint16),
            np.empty(0, np.uint8) if high is None else high,
        )

    @classmethod
    def load(cls, arrays: Arrays, name: str) -> Postings:
        return cls(*(arrays[f"{name}.{part}"] for part in cls.__slots__))

    def arrays(self, name: str) -> Arrays:
        return {f"{name}.{part}": getattr(self, part) for part in self.__slots__}

    def __len__(self) -> int:
        return len(self.low)

    def ranges(self, keys: Keys) -> tuple[Places, Places]:
        """Where the entries of each key begin and end."""
        shift = 32 if len(self.directory) == 2 else 32 - _DIRECTORY_BITS
        bucket = (keys.astype(np.uint64) >> np.uint64(shift)).astype(np.int64)
        wanted = keys.astype(self.low.dtype)
        start, end = self.directory[bucket], self.directory[bucket + 1]
        first = self._bisect(wanted, start, end, after=False)
        return first, self._bisect(wanted, first, end, after=True)

    def documents(self, starts: Places, ends: Places) -> Keys:
        """The local documents of all entries in the ranges, one after the other."""
        lengths = ends - starts
        total = int(lengths.sum())
        if not total:
            return np.empty(0, np.uint32)
        steps = np.ones(total, np.int64)
        filled = lengths > 0
        starts, ends, lengths = starts[filled], ends[filled], lengths[filled]
        steps[0] = starts[0]
        steps[np.cumsum(lengths)[:-1]] = starts[1:] - ends[:-1] + 1
        places = np.cumsum(steps)
        documents = self.document[places].astype(np.uint32)
        if len(self.document_high):
            documents |= self.document_high[places].astype(np.uint32) << np.uint32(16)
        return documents

    def entries(self, start: int, end: int) -> npt.NDArray[np.uint64]:
        """The entries whose directory bucket lies in `[start, end)` of 65,536, as
        `key << 32 | document`: what merging reads."""
        if len(self.directory) == 2:
            first, last = np.searchsorted(self.low, np.array([start << 16, end << 16], dtype=np.uint64))
            keys = self.low[first:last].astype(np.uint64)
        else:
            first, last = int(self.directory[start]), int(self.directory[end])
            sizes = np.diff(self.directory[start : end + 1])
            keys = np.repeat(np.arange(start, end, dtype=np.uint64) << np.uint64(16), sizes)
            keys |= self.low[first:last]
        entries = keys << np.uint64(32)
        entries |= self.document[first:last]
        if len(self.document_high):
            entries |= self.document_high[first:last].astype(np.uint64) << np.uint64(16)
        return entries

    def _bisect(
        self, wanted: npt.NDArray[np.unsignedinteger], start: Places, end: Places, *, after: bool
    ) -> Places:
        """The binary searches of many keys at once, each in its own window."""
        low, high = start.copy(), end.copy()
        widest = int((high - low).max(initial=0))
        for _ in range(widest.bit_length()):
            middle = (low + high) >> 1
            open_ = low < high
            value = self.low[np.where(open_, middle, 0)] if len(self.low) else wanted
            right = open_ & ((value <= wanted) if after else (value < wanted))
            low = np.where(right, middle + 1, low)
            high = np.where(open_ & ~right, middle, high)
        return low
