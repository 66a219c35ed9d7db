"""Postings: which documents hold a 32-bit key, in one sorted array that need not be in memory.

A list over at most 2ᵇ documents is cut into 2ᵇ buckets by the upper b bits of the keys.  An entry is
one 32-bit number, the rest of its key above the number of its document, so that what a key needs
lies in one place of the file and is read at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.corpus.fingerprints import once
from reprint_trace.corpus.ledger import REPAIR, DamagedError

Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Entries = npt.NDArray[np.uint64]  # key << 32 | document
Arrays = dict[str, npt.NDArray[Any]]

BUDGET = 50_000  # entries read for one text, beside chance; formulae that half the corpus shares go first
_AT_ONCE = 4096  # keys looked up at once: some ten megabytes

KEYS = 1 << 32  # so many keys there are

_KEY_BITS = 32


BLOCK = 4096  # bytes that have a checksum of their own: what the kernel reads at least


class Guard:
    """Checks the blocks of a file against their sums, each when it is first read from."""

    def __init__(self, read: Callable[[int, int], bytes], sums: Keys, size: int) -> None:
        """`read(length, at)` gives bytes, `sums` are the xxh32 of each block of the first `size`."""
        self._read, self._sums, self._size = read, sums, size
        self._good = np.zeros(len(sums), np.bool_)

    def check(self, starts: Places, ends: Places) -> None:
        """Check where the ranges of bytes lie.  Raises DamagedError."""
        if not len(starts):
            return
        first, last = starts // BLOCK, (ends - 1) // BLOCK
        touched = [first, last]
        if (last - first).max(initial=0) > 1:
            touched += [
                np.arange(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True) if b - a > 1
            ]
        blocks = np.concatenate(touched)
        if len(blocks) and (blocks.min() < 0 or blocks.max() >= len(self._good)):
            raise DamagedError("an index points beyond its end", REPAIR)
        for block in np.unique(blocks[~self._good[blocks]]).tolist():
            if not self._is_good(block):
                raise DamagedError("an index file is not as it was written", REPAIR)
            self._good[block] = True

    def damaged(self) -> list[int]:
        """All blocks that are not as they were written."""
        return [block for block in range(len(self._sums)) if not self._is_good(block)]

    def _is_good(self, block: int) -> bool:
        at = block * BLOCK
        return xxhash.xxh32_intdigest(self._read(min(BLOCK, self._size - at), at)) == int(self._sums[block])


def block_sums(data: memoryview) -> Keys:
    """The sums of the blocks of some bytes."""
    blocks = range(0, len(data), BLOCK)
    return np.array([xxhash.xxh32_intdigest(data[at : at + BLOCK]) for at in blocks], np.uint32)


class Column(Protocol):
    """An array of 32-bit numbers, in memory or in a file."""

    def read(self, starts: Places, ends: Places) -> Keys:
        """The numbers in each of the ranges, one after the other."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryColumn:
    """A column in memory, or mapped from a file at `offset` of what `guard` guards."""

    numbers: Keys
    guard: Guard | None = None
    offset: int = 0

    def read(self, starts: Places, ends: Places) -> Keys:
        if self.guard:
            some = ends > starts
            self.guard.check(self.offset + 4 * starts[some], self.offset + 4 * ends[some])
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
    guard: Guard
    offset: int

    def read(self, starts: Places, ends: Places) -> Keys:
        some = ends > starts
        self.guard.check(self.offset + 4 * starts[some], self.offset + 4 * ends[some])
        places = zip((4 * (ends - starts)).tolist(), (self.offset + 4 * starts).tolist(), strict=True)
        pread, descriptor = os.pread, self.descriptor
        return np.frombuffer(b"".join([pread(descriptor, size, at) for size, at in places]), np.uint32)


@dataclass(frozen=True, slots=True)
class Postings:
    """`starts[b]` to `starts[b + 1]` are the places of the entries, rising, of the keys whose upper
    bits are b."""

    starts: Places
    entries: Column
    guard: Guard | None = None  # of the starts, at `offset`
    offset: int = 0

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
        self._look(np.array([len(self.starts) - 2]))
        return int(self.starts[-1])

    def _look(self, buckets: Places) -> None:
        """Check the starts of these buckets and of those behind them."""
        if self.guard:
            at = self.offset + 8 * buckets.astype(np.int64)
            self.guard.check(at, at + 16)

    def whole(self) -> Keys:
        """All entries as they are stored."""
        self._look(np.array([0, len(self.starts) - 2]))
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
        self._look(bucket.astype(np.int64))
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
        self._look(np.arange(first, last))
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
