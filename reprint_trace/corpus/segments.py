"""Segments: immutable pieces of the index, each a few sorted arrays of postings over some documents.

The same bytes lie in the ledger (small ones) or in a file beside it.
Layout: magic, length of the header, JSON header (name → type, offset, length), then the arrays, each at a
multiple of 64 bytes.  The last of them, `sums`, are checksums of all blocks before it; the checksum of
the sums stands in the ledger, so that a segment is known for what it is without being read.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.corpus.ledger import REPAIR, DamagedError
from reprint_trace.corpus.sketches import FINGERPRINT_BITS, Prints, once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Entries = npt.NDArray[
    np.uint64
]  # a key in its upper bits, as many as keys of its kind have; a document in the others
Arrays = dict[str, npt.NDArray[Any]]

BUDGET = 50_000  # entries read for one text, beside chance; formulae that half the corpus shares go first
_AT_ONCE = 4096  # keys looked up at once: some ten megabytes

WIDTHS = {"prints": 36, "bands": 32, "terms": 32}  # bits of the keys of each kind
KINDS = tuple(WIDTHS)
STORED = 32  # bits of a stored entry: the last of its key, and its document


def keyed(prints: Prints) -> Prints:
    """The index's keys of rising fingerprints, rising: as many of their bits as leave ten million documents few in
    common by chance."""
    return once(prints >> np.uint64(FINGERPRINT_BITS - WIDTHS["prints"]))


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
    """`starts[b]` to `starts[b + 1]` are the places of the entries, rising, of the keys whose upper bits are b; `bits` number
    a document.  Keys of 32 bits have as many buckets as documents at most, longer ones more and so shorter ones."""

    starts: Places | Keys
    entries: Column
    bits: int
    guard: Guard | None = None  # of the starts, at `offset`
    offset: int = 0

    @classmethod
    def build(cls, keys: Keys | Prints, documents: Keys, count: int, width: int = 32) -> Postings:
        """From keys of so many bits in any order, with documents 0 to `count` - 1; what stands twice is kept once."""
        entries = (keys.astype(np.uint64) << np.uint64(64 - width)) | documents.astype(np.uint64)
        entries.sort(kind="stable")  # which merges what rises already, as the keys of each document do
        return cls.from_sorted(once(entries), bits_for(count), width)

    @classmethod
    def from_sorted(cls, entries: Entries, bits: int, width: int) -> Postings:
        """From rising entries."""
        starts = starts_of(entries, 0, buckets_for(bits, width), bits, width)
        return cls(starts.astype(places_for(len(entries))), MemoryColumn(packed(entries, bits, width)), bits)

    @property
    def width(self) -> int:
        """The bits of a key: those that number its bucket, and those that an entry has beside its document."""
        return (len(self.starts) - 1).bit_length() - 1 + STORED - self.bits

    def __len__(self) -> int:
        self._look(np.array([len(self.starts) - 2]))
        return int(self.starts[-1])

    def _look(self, buckets: Places) -> None:
        """Check the starts of these buckets and of those behind them."""
        if self.guard:
            size = self.starts.itemsize
            at = self.offset + size * buckets.astype(np.int64)
            self.guard.check(at, at + 2 * size)

    def whole(self) -> Keys:
        """All entries as they are stored."""
        self._look(np.array([0, len(self.starts) - 2]))
        return self.entries.read(*self._places(np.array([0]), np.array([len(self.starts) - 1])))

    def documents(self, keys: Keys | Prints) -> Keys:
        """The local documents that hold each key, one after the other; a document that holds
        several stands there as often.  Of more than the budget the rarest keys are read."""
        found = [self._documents(keys[at : at + _AT_ONCE]) for at in range(0, len(keys) or 1, _AT_ONCE)]
        return np.concatenate(found)

    def _documents(self, keys: Keys | Prints) -> Keys:
        starts, ends = self._buckets(keys)
        lengths = ends - starts
        by_chance = len(keys) * len(self) // (len(self.starts) - 1)
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
            starts, ends = self._buckets(part)
            there, documents = self._held(part, starts, ends)
            asked = np.repeat(part, ends - starts)[there]
            found.append((asked.astype(np.uint64) << np.uint64(64 - self.width)) | documents)
        return np.concatenate(found)

    def _buckets(self, keys: Keys | Prints) -> tuple[Places, Places]:
        bucket = (keys >> (STORED - self.bits)).astype(np.int64)
        self._look(bucket)
        return self._places(bucket, bucket + 1)

    def _places(self, first: Places, last: Places) -> tuple[Places, Places]:
        return self.starts[first].astype(np.int64), self.starts[last].astype(np.int64)

    def _held(self, keys: Keys | Prints, starts: Places, ends: Places) -> tuple[Places, Keys]:
        """Which of the entries at these places are of their key, and the document of each."""
        asked = np.repeat(keys.astype(np.uint32) << np.uint32(self.bits), ends - starts)
        # Where the rest of the key is the one that is asked for, only the document is left.
        documents = self.entries.read(starts, ends) ^ asked
        there = np.flatnonzero(documents >> np.uint32(self.bits) == 0)
        return there, documents[there]

    def between(self, low: int, high: int) -> Entries:
        """The entries of the keys in `[low, high)`, rising: what merging reads."""
        rest, below = STORED - self.bits, np.uint64(64 - self.width)
        first, last = low >> rest, ((high - 1) >> rest) + 1
        self._look(np.arange(first, last))
        stored = self.entries.read(*self._places(np.array([first]), np.array([last])))
        entries = np.repeat(
            np.arange(first, last, dtype=np.uint64) << np.uint64(rest), np.diff(self.starts[first : last + 1])
        )
        entries |= stored >> np.uint32(self.bits)
        inside = (entries >= low) & (entries < high)
        entries <<= below
        entries |= stored & np.uint32((1 << self.bits) - 1)
        return entries if inside.all() else entries[inside]


def bits_for(documents: int) -> int:
    """The bits that number so many documents; at least one."""
    return max(1, (documents - 1).bit_length())


def buckets_for(bits: int, width: int) -> int:
    """The buckets of keys of `width` bits, where `bits` number a document."""
    return 1 << (bits + width - STORED)


def places_for(entries: int) -> npt.DTypeLike:
    """The type of the starts of so many entries."""
    return np.uint32 if entries < 1 << 32 else np.int64


def packed(entries: Entries, bits: int, width: int) -> Keys:
    """Entries as they are stored."""
    keys = (entries >> np.uint64(64 - width)).astype(np.uint32)
    return (keys << np.uint32(bits)) | entries.astype(np.uint32) & np.uint32((1 << bits) - 1)


def starts_of(entries: Entries, first: int, last: int, bits: int, width: int) -> Places:
    """Where each of the buckets `first` to `last` begins among rising entries; `last` is no part of
    them, and begins where they end."""
    begins = np.arange(first, last + 1, dtype=np.uint64) << np.uint64(STORED - bits)
    return np.searchsorted(entries >> np.uint64(64 - width), begins).astype(np.int64)


# ── the segment ─────────────────────────────────────────────────────────────────────────

MAGIC = b"RTSEG5\r\n"
MAPPED = 32 << 20  # bytes of entries up to which they are looked at where the file is mapped
_ALIGN = 64

Shapes = Mapping[str, tuple[npt.DTypeLike, int]]  # the type and length of each array


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Segment:
    """`numbers[i]` is the ledger's number of local document i, rising; `sizes[i]` how many
    fingerprints it has; `prints`, `bands` and `terms` are postings of local documents."""

    numbers: Keys
    sizes: Keys
    prints: Postings
    bands: Postings
    terms: Postings
    guard: Guard | None = None  # of the whole, where it is kept
    arrays: tuple[int, int] = (0, 0)  # where the numbers begin, and where the sizes end

    def check(self) -> None:
        """Check numbers and sizes, which every search needs.  Raises DamagedError."""
        if self.guard:
            self.guard.check(np.array([self.arrays[0]]), np.array([self.arrays[1]]))

    def postings(self) -> dict[str, Postings]:
        """Each kind of postings by its name."""
        return dict(zip(KINDS, (self.prints, self.bands, self.terms), strict=True))

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index keeps of one document: its number, fingerprints, band keys and rarest terms."""

    number: int
    prints: Prints  # `keyed`
    bands: Keys
    terms: Keys


def build(documents: Sequence[Indexed]) -> Segment:
    """The segment of some documents in rising order of number."""
    return Segment(
        np.array([d.number for d in documents], np.uint32),
        np.array([len(d.prints) for d in documents], np.uint32),
        _postings([d.prints for d in documents], WIDTHS["prints"]),
        _postings([d.bands for d in documents], WIDTHS["bands"]),
        _postings([d.terms for d in documents], WIDTHS["terms"]),
    )


def dump(segment: Segment) -> bytes:
    """The segment as bytes."""
    arrays: Arrays = {"numbers": segment.numbers, "sizes": segment.sizes}
    for kind, held in segment.postings().items():
        arrays[f"{kind}.starts"] = held.starts
        arrays[f"{kind}.entries"] = held.whole()
    head, _ = _header({name: (array.dtype, len(array)) for name, array in arrays.items()})
    body = [array.tobytes().ljust(_aligned(array.nbytes), b"\0") for array in arrays.values()]
    data = head + b"".join(body)
    return data + block_sums(memoryview(data)).tobytes()


@contextmanager
def writing(path: Path, shapes: Shapes) -> Iterator[Arrays]:
    """The arrays of a segment file, to be filled in place."""
    head, offsets = _header(shapes)
    end = len(head) + sum(_aligned(np.dtype(kind).itemsize * count) for kind, count in shapes.values())
    size = end + 4 * -(-end // BLOCK)
    with path.open("w+b") as file:
        _allocate(file, size)
        file.write(head)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), size) as data:
        arrays: Arrays = {
            name: np.frombuffer(data, kind, count, len(head) + offsets[name])
            for name, (kind, count) in shapes.items()
        }
        try:
            yield arrays
            with memoryview(data) as whole, whole[:end] as summed:
                sums = block_sums(summed).tobytes()
            data[end:] = sums
            data.flush()
        finally:
            arrays.clear()  # the file cannot be unmapped while an array looks into it


def root(data: memoryview) -> str:
    """The checksum of a segment's sums, which stands for all of it."""
    base, header = _parsed(data)
    return _root(data, base + header["sums"][1])


def _root(data: memoryview, end: int) -> str:
    return xxhash.xxh3_128_hexdigest(data[end:])


def load(data: memoryview, checksum: str | None = None, descriptor: int | None = None) -> Segment:
    """The segment over these bytes, nothing copied; the entries of its postings are read from the
    open file of that `descriptor`, if one is given and they are many.  With the `checksum` of its sums
    every block is checked when it is first read from.  Raises DamagedError if they are no segment."""
    base, header = _parsed(data)
    end = base + header["sums"][1]
    guard = None
    if checksum is not None:
        if _root(data, end) != checksum:
            raise DamagedError("a part of its index is not as it was written", REPAIR)
        read = _mapped(data) if descriptor is None else partial(os.pread, descriptor)
        guard = Guard(read, np.frombuffer(data, np.uint32, offset=end), end)
        guard.check(np.array([0]), np.array([base]))

    def column(name: str) -> npt.NDArray[Any]:
        kind, offset, count = header[name]
        return np.frombuffer(data, np.dtype(kind), count, base + offset)

    def postings(name: str) -> Postings:
        _, offset, count = header[f"{name}.entries"]
        if descriptor is None or guard is None or 4 * count <= MAPPED:
            entries: Column = MemoryColumn(column(f"{name}.entries"), guard, base + offset)
        else:
            entries = FileColumn(descriptor, guard, base + offset)
        bits = bits_for(header["numbers"][2])
        return Postings(column(f"{name}.starts"), entries, bits, guard, base + header[f"{name}.starts"][1])

    numbers, sizes = column("numbers"), column("sizes")
    reach = (base + header["numbers"][1], base + header["sizes"][1] + sizes.nbytes)
    return Segment(numbers, sizes, postings("prints"), postings("bands"), postings("terms"), guard, reach)


def _mapped(data: memoryview) -> Callable[[int, int], bytes]:
    return lambda length, at: bytes(data[at : at + length])


def _parsed(data: memoryview) -> tuple[int, dict[str, Any]]:
    """Where the arrays begin, and the header."""
    start = len(MAGIC) + 8
    try:
        length = int.from_bytes(data[len(MAGIC) : start], "little")
        header = json.loads(bytes(data[start : start + length]))
        kind, offset, count = header["sums"]
        whole = _aligned(start + length) + offset + np.dtype(kind).itemsize * count == len(data)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError("a part of its index is none", REPAIR) from error
    if data[: len(MAGIC)] != MAGIC or not whole:
        raise DamagedError("a part of its index is none", REPAIR)
    return _aligned(start + length), header


def _header(shapes: Shapes) -> tuple[bytes, dict[str, int]]:
    """The header of a segment of these arrays, and where each begins behind it."""
    offsets: dict[str, int] = {}
    end = 0
    for name, (kind, count) in shapes.items():
        offsets[name] = end
        end += _aligned(np.dtype(kind).itemsize * count)
    table = {name: (np.dtype(kind).str, offsets[name], count) for name, (kind, count) in shapes.items()}
    blocks = 0
    while True:  # until the header has room for the number of blocks that it makes
        head = json.dumps(table | {"sums": ("<u4", end, blocks)}).encode()
        head = MAGIC + len(head).to_bytes(8, "little") + head
        if blocks == (needed := -(-(_aligned(len(head)) + end) // BLOCK)):
            return head.ljust(_aligned(len(head)), b"\0"), offsets
        blocks = needed


def _allocate(file: BinaryIO, size: int) -> None:
    """Claim the room: a disk that turns out full under a mapped file ends the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
    else:
        file.truncate(size)


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _postings(keys: Sequence[Keys | Prints], width: int) -> Postings:
    documents = np.repeat(np.arange(len(keys), dtype=np.uint32), [len(k) for k in keys])
    return Postings.build(np.concatenate([np.empty(0, np.uint64), *keys]), documents, len(keys), width)
