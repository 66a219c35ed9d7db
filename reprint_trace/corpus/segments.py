"""Segments: immutable pieces of the index, each a few sorted arrays over some documents.

The same bytes lie in the ledger (small ones) or in a file beside it that is memory-mapped.
Layout: magic, length of the header, JSON header (name → type, offset, length), then the arrays,
each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus.ledger import DamagedError
from reprint_trace.corpus.postings import Arrays, Keys, Postings

if TYPE_CHECKING:
    from collections.abc import Sequence

MAGIC = b"RTSEG1\r\n"
_ALIGN = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """`numbers[i]` is the ledger's number of local document i, rising; `sizes[i]` how many
    fingerprints it has; `prints` and `bands` are postings of local documents."""

    numbers: Keys
    sizes: Keys
    prints: Postings
    bands: Postings

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index keeps of one document: its number, fingerprints and band keys."""

    number: int
    prints: Keys
    bands: Keys


def build(documents: Sequence[Indexed]) -> Segment:
    """The segment of some documents in rising order of number."""
    return Segment(
        np.array([d.number for d in documents], np.uint32),
        np.array([len(d.prints) for d in documents], np.uint32),
        _postings([d.prints for d in documents]),
        _postings([d.bands for d in documents]),
    )


def merge(segments: Sequence[Segment], kept: npt.NDArray[np.uint32]) -> Segment:
    """One segment of the documents of several that are among the `kept` numbers (rising)."""
    numbers = np.concatenate([s.numbers for s in segments])
    sizes = np.concatenate([s.sizes for s in segments])
    alive = np.isin(numbers, kept)
    order = np.argsort(numbers, kind="stable")
    order = order[alive[order]]
    place = np.full(len(numbers), -1, np.int64)
    place[order] = np.arange(len(order))
    places = np.split(place, np.cumsum([len(s) for s in segments])[:-1])
    return Segment(
        numbers[order],
        sizes[order],
        _merged([s.prints for s in segments], places),
        _merged([s.bands for s in segments], places),
    )


def dump(segment: Segment) -> bytes:
    arrays = _arrays(segment)
    header: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, array in arrays.items():
        header[name] = (array.dtype.str, offset, len(array))
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    head = json.dumps(header).encode()
    head = MAGIC + len(head).to_bytes(8, "little") + head
    body = [array.tobytes().ljust(-(-array.nbytes // _ALIGN) * _ALIGN, b"\0") for array in arrays.values()]
    return head.ljust(-(-len(head) // _ALIGN) * _ALIGN, b"\0") + b"".join(body)


def load(data: memoryview) -> Segment:
    """The segment over these bytes, nothing copied.  Raises DamagedError if they are not one."""
    if data[: len(MAGIC)] != MAGIC:
        raise DamagedError("an index segment is not one")
    start = len(MAGIC) + 8
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    header = json.loads(bytes(data[start : start + length]))
    base = -(-(start + length) // _ALIGN) * _ALIGN
    arrays: Arrays = {
        name: np.frombuffer(data, np.dtype(kind), count, base + offset)
        for name, (kind, offset, count) in header.items()
    }
    return Segment(
        arrays["numbers"],
        arrays["sizes"],
        Postings.load(arrays, "prints"),
        Postings.load(arrays, "bands"),
    )


def _arrays(segment: Segment) -> Arrays:
    return {
        "numbers": segment.numbers,
        "sizes": segment.sizes,
        **segment.prints.arrays("prints"),
        **segment.bands.arrays("bands"),
    }


def _postings(keys: list[Keys]) -> Postings:
    documents = np.repeat(np.arange(len(keys), dtype=np.uint32), [len(k) for k in keys])
    return Postings.build(np.concatenate(keys) if keys else np.empty(0, np.uint32), documents)


def _merged(parts: list[Postings], places: list[npt.NDArray[np.int64]]) -> Postings:
    found = []
    for part, place in zip(parts, places, strict=True):
        entries = part.entries(0, 1 << 16)
        local = place[entries.astype(np.uint32)]
        alive = local >= 0
        found.append((entries[alive] & np.uint64(0xFFFFFFFF00000000)) | local[alive].astype(np.uint64))
    return Postings.from_sorted(np.sort(np.concatenate(found)))
