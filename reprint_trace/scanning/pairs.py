"""Pairs: which pages of a crawl are worth comparing with which.

The same keys as the corpus is searched by, joined all at once: pages that hold a fingerprint or a
MinHash band in common are paired, and the pairs that share enough are kept.  A key that very many
pages hold pairs each of them with its next NEIGHBOURS only: whoever belongs together shares hundreds
of keys and is linked page by page, and the work grows with the pages, not with their square.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.corpus.sketches import band_keys, distinct, fingerprints
from reprint_trace.scanning.values import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from reprint_trace.corpus import Query

NEIGHBOURS = 16  # pages that one key pairs a page with, at most, on either side
SHARED = 4  # fingerprints two pages must have in common
CONTAINED = 0.2  # share of the fingerprints of the one with fewer; copies of half a text have .25 and up
BANDS = 2  # bands in common that do instead: copies whose words were swapped throughout
AT_ONCE = 1 << 23  # postings joined at a time: some 300 MB with everything
PAIRS = 20_000_000  # pairs counted at a time; beyond, those that share least are let go

Array = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pages by their places, the first before the second; `share` is how much of the keys of the
    one with fewer is common, 1 for pages of the same text."""

    first: int
    second: int
    share: float


def keys_of(query: Query) -> Keys:
    """The keys of a text; a spun one has those of its letters and those it would have without the
    spinner's words."""
    prints = query.prints
    if query.plain != query.folded:
        prints = distinct(np.concatenate([prints, fingerprints(query.folded)]))
    return Keys(
        text=xxhash.xxh3_64_intdigest(query.folded.encode("utf-8", "surrogatepass")),
        prints=prints.tobytes(),
        bands=distinct(band_keys(query.values)).tobytes() if query.plain else b"",
    )


def pairs(pages: Iterable[Keys], folder: Path | None = None) -> list[Pair]:
    """The pairs worth comparing, those that share most first.

    The keys are kept in a temporary file in `folder` meanwhile.  Of pages with the same text the
    first stands for all.
    """
    firsts: dict[int, int] = {}
    same: list[Pair] = []
    with tempfile.TemporaryFile(dir=folder) as prints, tempfile.TemporaryFile(dir=folder) as bands:
        lengths: list[tuple[int, int]] = []
        for place, page in enumerate(pages):
            first = firsts.setdefault(page.text, place)
            if first != place:
                same.append(Pair(first, place, 1.0))
            else:
                prints.write(page.prints)
                bands.write(page.bands)
            lengths.append((len(page.prints) // 4, len(page.bands) // 4) if first == place else (0, 0))
        sizes = np.array(lengths, np.int64).reshape(-1, 2)
        found = dict(_enough(*_joined(prints, sizes[:, 0]), sizes[:, 0], SHARED, CONTAINED))
        banded = dict(_enough(*_joined(bands, sizes[:, 1]), sizes[:, 1], BANDS, 0.0))
    for pair, share in banded.items():
        found[pair] = max(share, found.get(pair, 0.0))
    joined = [Pair(first, second, share) for (first, second), share in found.items()]
    return sorted(same + joined, key=lambda pair: (-pair.share, pair.first, pair.second))


def _enough(
    joined: Array, counts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], least: int, share: float
) -> Iterator[tuple[tuple[int, int], float]]:
    first, second = _split(joined)
    shares = counts / np.maximum(np.minimum(sizes[first], sizes[second]), 1)
    kept = (counts >= least) & (shares >= share)
    pairs = zip(first[kept].tolist(), second[kept].tolist(), strict=True)
    yield from zip(pairs, shares[kept].tolist(), strict=True)


def _joined(keys: IO[bytes], sizes: npt.NDArray[np.int64]) -> tuple[Array, npt.NDArray[np.int64]]:
    """All pairs `first << 32 | second` that share a key, and how many they share."""
    pairs, counts = np.empty(0, np.uint64), np.empty(0, np.int64)
    parts = -(-int(sizes.sum()) // AT_ONCE)
    bounds = np.linspace(0, 1 << 32, parts + 1).astype(np.uint64).tolist()
    for low, high in pairwise(bounds):
        new = _neighbours(np.sort(_postings(keys, sizes, low, high)))
        pairs, counts = _counted(
            np.concatenate([pairs, new]), np.concatenate([counts, np.ones_like(new, np.int64)])
        )
        if len(pairs) > PAIRS:
            most = np.sort(np.argsort(-counts, kind="stable")[:PAIRS])
            pairs, counts = pairs[most], counts[most]
    return pairs, counts


def _postings(keys: IO[bytes], sizes: npt.NDArray[np.int64], low: int, high: int) -> Array:
    """The entries `key << 32 | page` of the keys in `[low, high)`."""
    found = [np.empty(0, np.uint64)]
    ends = np.cumsum(sizes)
    keys.seek(0)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + AT_ONCE, side="right")))
        own = np.frombuffer(keys.read(4 * (int(ends[end - 1]) - before)), np.uint32).astype(np.uint64)
        pages = np.repeat(np.arange(start, end, dtype=np.uint64), sizes[start:end])
        here = (own >= low) & (own < high)
        found.append(own[here] << np.uint64(32) | pages[here])
        start = end
    return np.concatenate(found)


def _neighbours(entries: Array) -> Array:
    """The pairs of pages that stand within NEIGHBOURS of each other under one key."""
    keys, pages = _split(entries)
    found = [np.empty(0, np.uint64)]
    for step in range(1, NEIGHBOURS + 1):
        alike = keys[step:] == keys[:-step]
        if not alike.any():
            break
        first, second = pages[:-step][alike].astype(np.uint64), pages[step:][alike].astype(np.uint64)
        found.append(first << np.uint64(32) | second)
    return np.concatenate(found)


def _counted(pairs: Array, counts: npt.NDArray[np.int64]) -> tuple[Array, npt.NDArray[np.int64]]:
    order = np.argsort(pairs, kind="stable")
    pairs, counts = pairs[order], counts[order]
    starts = (
        np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        if len(pairs)
        else np.empty(0, np.int64)
    )
    return pairs[starts], np.add.reduceat(counts, starts) if len(starts) else counts[:0]


def _split(joined: Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return (joined >> np.uint64(32)).astype(np.int64), (joined & np.uint64(0xFFFFFFFF)).astype(np.int64)
