"""Segments: immutable pieces of the index, each a few sorted arrays over some documents.

The same bytes lie in the ledger (small ones) or in a file beside it.
Layout: magic, length of the header, JSON header (name → type, offset, length), then the arrays, each at a
multiple of 64 bytes.  The last of them, `sums`, are checksums of all blocks before it; the checksum of
the sums stands in the ledger, so that a segment is known for what it is without being read.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.corpus.ledger import REPAIR, DamagedError
from reprint_trace.corpus.postings import (
    BLOCK,
    Arrays,
    Column,
    FileColumn,
    Guard,
    Keys,
    MemoryColumn,
    Postings,
    block_sums,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MAGIC = b"RTSEG4\r\n"
KINDS = ("prints", "bands", "terms")
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
    prints: Keys
    bands: Keys
    terms: Keys


def build(documents: Sequence[Indexed]) -> Segment:
    """The segment of some documents in rising order of number."""
    return Segment(
        np.array([d.number for d in documents], np.uint32),
        np.array([len(d.prints) for d in documents], np.uint32),
        _postings([d.prints for d in documents]),
        _postings([d.bands for d in documents]),
        _postings([d.terms for d in documents]),
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
        return Postings(column(f"{name}.starts"), entries, guard, base + header[f"{name}.starts"][1])

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


def _postings(keys: list[Keys]) -> Postings:
    documents = np.repeat(np.arange(len(keys), dtype=np.uint32), [len(k) for k in keys])
    return Postings.build(np.concatenate(keys) if keys else np.empty(0, np.uint32), documents, len(keys))
