"""Postings: which documents hold a 32-bit key, in one sorted array that need not be in memory.

A list over at most 2ᵇ documents is cut into 2ᵇ buckets by the upper b bits of the keys.  An entry is
one 32-bit number, the rest of its key above the number of its document, so that what a key needs
lies in one place of the file and is read at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.fingerprints import once

Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Entries = npt.NDArray[np.uint64]  # key << 32 | document
Arrays = dict[str, npt.NDArray[Any]]

BUDGET = 50_000  # entries read for one text, beside chance; formulae that half the corpus shares go first
_AT_ONCE = 4096  # keys looked up at once: some ten megabytes

KEYS = 1 << 32  # so many keys there are

_KEY_BITS = 32


class Column(Protocol):
    """An array of 32-bit numbers, in memory or in a file."""

    def read(self, starts: Places, ends: Places) -> Keys:
        """The numbers in each of the ranges, one after the other."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryColumn:
    numbers: Keys

    def read(self, starts: Places, ends: Places) -> Keys:
        if len(starts) == 1:
            return self.numbers[starts[0] : ends[0]].copy()
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths  # numbers read for the ranges before each
        read: Keys = self.numbers[np.arange(lengths.sum()) + np.repeat(starts - before, lengths)]
        return read


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column in an open file, read where it is asked for: mapped into memory, every look would
    bring sixty-four kilobytes in, and a search over a million documents a gigabyte."""

    descriptor: int
    offset: int

    def read(self, starts: Places, ends: Places) -> Keys:
        places = zip((4 * (ends - starts)).tolist(), (self.offset + 4 * starts).tolist(), strict=True)
        pread, descriptor = os.pread, self.descriptor
        return np.frombuffer(b"".join([pread(descriptor, size, at) for size, at in places]), np.uint32)


@dataclass(frozen=True, slots=True)
class Postings:
    """`starts[b]` to `starts[b + 1]` are the places of the entries, rising, of the keys whose upper
    bits are b."""

    starts: Places
    entries: Column

    @classmethod
    def build(cls, keys: Keys, documents: Keys, count: int) -> Postings:
        """From entries in any order over documents 0 to `count` - 1; one that stands twice is kept once."""
        entries = (keys.astype(np.uint64) << np.uint64(_KEY_BITS)) | documents.astype(np.uint64)
        entries.sort(kind="stable")  # which merges what rises already, as the keys of each document do
        return cls.from_sorted(once(entries), bits_for(count))

    @classmethod
    def from_sorted(cls, entries: Entries, bits: int) -> Postings:
        """From rising entries."""
        return cls(starts_of(entries, 0, 1 << bits, bits), MemoryColumn(packed(entries, bits)))

    @property
    def bits(self) -> int:
        """How many upper bits of a key number its bucket, and lower bits of an entry its document."""
        return (len(self.starts) - 1).bit_length() - 1

    def __len__(self) -> int:
        return int(self.starts[-1])

    def whole(self) -> Keys:
        """All entries as they are stored."""
        return self.entries.read(self.starts[:1], self.starts[-1:])

    def documents(self, keys: Keys) -> Keys:
        """The local documents that hold each key, one after the other; a document that holds
        several stands there as often.  Of more than the budget the rarest keys are read."""
        found = [self._documents(part) for part in np.split(keys, range(_AT_ONCE, len(keys), _AT_ONCE))]
        return np.concatenate(found)

    def _documents(self, keys: Keys) -> Keys:
        starts, ends = self._buckets(keys)
        lengths = ends - starts
        by_chance = len(keys) * len(self) >> self.bits
        if int(lengths.sum()) > BUDGET + 2 * by_chance:
            rare = np.argsort(lengths, kind="stable")
            rare = rare[np.cumsum(lengths[rare]) <= BUDGET + 2 * by_chance]
            keys, starts, ends = keys[rare], starts[rare], ends[rare]
        return self._held(keys, starts, ends)[1]

    def often(self, keys: Keys) -> Places:
        """How many entries each key has at most: those of its bucket."""
        starts, ends = self._buckets(keys)
        return ends - starts

    def held(self, keys: Keys) -> Entries:
        """The entries of these keys, in no order."""
        found = [np.empty(0, np.uint64)]
        for part in np.split(keys, range(_AT_ONCE, len(keys), _AT_ONCE)):
            held, documents = self._held(part, *self._buckets(part))
            found.append((held.astype(np.uint64) << np.uint64(_KEY_BITS)) | documents)
        return np.concatenate(found)

    def _buckets(self, keys: Keys) -> tuple[Places, Places]:
        bucket = keys >> np.uint32(_KEY_BITS - self.bits)
        return self.starts[bucket], self.starts[bucket + np.uint32(1)]

    def _held(self, keys: Keys, starts: Places, ends: Places) -> tuple[Keys, Keys]:
        """Of the entries at these places those of their key: the key and the document of each."""
        bits = np.uint32(self.bits)
        asked = np.repeat(keys, ends - starts)
        # Where the rest of the key is the one that is asked for, only the document is left.
        documents = self.entries.read(starts, ends) ^ (asked << bits)
        there = documents >> bits == 0
        return asked[there], documents[there]

    def between(self, low: int, high: int) -> Entries:
        """The entries of the keys in `[low, high)`, rising: what merging reads."""
        rest = _KEY_BITS - self.bits
        first, last = low >> rest, ((high - 1) >> rest) + 1
        stored = self.entries.read(self.starts[first : first + 1], self.starts[last : last + 1])
        entries = np.repeat(
            np.arange(first, last, dtype=np.uint64) << np.uint64(rest),
            np.diff(self.starts[first : last + 1]),
        )
        entries |= stored >> np.uint32(self.bits)
        inside = (entries >= low) & (entries < high)
        entries <<= np.uint64(_KEY_BITS)
        entries |= stored & np.uint32((1 << self.bits) - 1)
        return entries if inside.all() else entries[inside]


def bits_for(documents: int) -> int:
    """The bits that number so many documents; at least one."""
    return max(1, (documents - 1).bit_length())


def packed(entries: Entries, bits: int) -> Keys:
    """Entries as they are stored."""
    keys = (entries >> np.uint64(_KEY_BITS)).astype(np.uint32)
    return (keys << np.uint32(bits)) | entries.astype(np.uint32)


def starts_of(entries: Entries, first: int, last: int, bits: int) -> Places:
    """Where each of the buckets `first` to `last` begins among rising entries; `last` is no part of
    them, and begins where they end."""
    begins = np.arange(first, last + 1, dtype=np.uint64) << np.uint64(_KEY_BITS - bits)
    return np.searchsorted(entries >> np.uint64(_KEY_BITS), begins).astype(np.int64)
