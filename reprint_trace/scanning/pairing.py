"""Which pages of a crawl are worth comparing, and what one page more changes of it.

Pages are paired by the same keys as the corpus is searched by, joined all at once: pages that hold a
fingerprint or a MinHash band in common are paired, and the pairs that share enough are kept.  A key that very
many pages hold pairs each of them with its next NEIGHBOURS only: whoever belongs together shares hundreds
of keys and is linked page by page, and the work grows with the pages, not with their square.

Which pairs a key makes depends on nothing but who holds it.  So the keys and the counts are kept beside a run, and
pages that come or go change the counts of those keys that they hold, by difference: what was counted with the
holders of before is taken away, what is counted with those of now is added.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from reprint_trace.scanning.values import Keys

NEIGHBOURS = 16  # pages that one key pairs a page with, at most, on either side
SHARED = 4  # fingerprints two pages must have in common
CONTAINED = 0.2  # share of the fingerprints of the one with fewer; copies of half a text have .25 and up
BANDS = 2  # bands in common that do instead: copies whose words were swapped throughout
AT_ONCE = 1 << 20  # postings, and pairs, in memory at a time: some 60 MB with everything
BUCKETS = 64  # temporary files that each of both wait in, at most
LOW = np.uint64(0xFFFFFFFF)
HIGH = np.uint64(32)

Array = npt.NDArray[np.uint64]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pages by their places, the first before the second; `share` is how much of the keys of the
    one with fewer is common, 1 for pages of the same text."""

    first: int
    second: int
    share: float


def pairs(pages: Iterable[Keys], folder: Path | None = None) -> list[Pair]:
    """The pairs worth comparing, those that share most first; their keys wait in `folder` meanwhile."""
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        return Pairing.made(pages, Path(aside)).pairs()


class Pairing:
    """The keys of pages, which go by numbers of their own (slots), in a folder: the postings `key << 32 | slot` of
    both kinds of keys, how many every two pages have in common (`slot << 32 | slot`, the less first), and of every
    slot how many keys it has and the digest of its text.  Of pages with the same text the first stands for all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told = np.fromfile(folder / "told", np.uint64).reshape(
            -1, 3
        )  # text, prints, bands; 0 of no keys
        self._kinds = (_Kind(folder / "prints", SHARED, CONTAINED), _Kind(folder / "bands", BANDS, 0.0))

    @property
    def slots(self) -> int:
        """How many were given out."""
        return len(self._told)

    @classmethod
    def made(cls, pages: Iterable[Keys], folder: Path) -> Pairing:
        """Of all pages, in the order of their ids, whose slots are their places."""
        folder.mkdir(exist_ok=True)
        firsts: dict[int, int] = {}
        told: list[tuple[int, int, int]] = []
        with tempfile.TemporaryFile(dir=folder) as prints, tempfile.TemporaryFile(dir=folder) as bands:
            for place, page in enumerate(pages):
                stands = firsts.setdefault(page.text, place) == place
                told.append((page.text, *(_sizes(page) if stands else (0, 0))))
                if stands:
                    prints.write(page.prints)
                    bands.write(page.bands)
            kept = np.array(told, np.uint64).reshape(-1, 3)
            for number, (name, keys) in enumerate((("prints", prints), ("bands", bands)), 1):
                _join(keys, kept[:, number].astype(np.int64), folder / name)
        kept.tofile(folder / "told")
        return cls(folder)

    def changed(
        self,
        gone: set[int],
        new: Mapping[int, Keys],
        ranks: Longs,
        keys_of: Callable[[int], Keys],
        folder: Path,
    ) -> tuple[Pairing, set[int]]:
        """The pairing with the pages `gone` taken out and the `new` put in under their slots, kept in `folder`; and
        the slots whose pairs are others now.  `ranks` are the places of all slots, of before and of now, in the
        order of their ids, -1 for those of neither; `keys_of` looks the keys of a page of before up."""
        folder.mkdir(exist_ok=True)
        was = np.vstack([self._told, np.zeros((len(ranks) - self.slots, 3), np.uint64)])
        told = was.copy()
        for slot, keys in new.items():
            told[slot, 0] = keys.text
        left, touched = set[int](), set[int]()
        come: dict[int, Keys] = {}
        texts = {int(told[slot, 0]) for slot in (*gone, *new)}
        alike = np.flatnonzero(np.isin(told[:, 0], np.array(sorted(texts), np.uint64)) & (ranks >= 0))
        for text in texts:
            those = sorted(alike[told[alike, 0] == np.uint64(text)].tolist(), key=ranks.__getitem__)
            before = next((slot for slot in those if slot not in new), None)
            now = next((slot for slot in those if slot not in gone), None)
            if before != now:
                if before is not None:
                    left.add(before)
                if now is not None:
                    come[now] = new[now] if now in new else keys_of(now)
            touched.update(those)
        for slot in left:
            told[slot, 1:] = 0
        for slot, keys in come.items():
            told[slot, 1:] = _sizes(keys)
        for number, kind in enumerate(self._kinds, 1):
            coming = {slot: keys.prints if number == 1 else keys.bands for slot, keys in come.items()}
            sizes = was[:, number].astype(np.int64), told[:, number].astype(np.int64)
            touched |= kind.changed(left, coming, ranks, sizes, folder)
        told[sorted(gone)] = 0
        told.tofile(folder / "told")
        return Pairing(folder), touched

    def pairs(self, places: Mapping[int, int] | None = None) -> list[Pair]:
        """The pairs worth comparing among the slots that have a place there (their own without), those that share
        most first."""
        found: dict[tuple[int, int], float] = {}
        chosen = None if places is None else np.zeros(self.slots, bool)
        if chosen is not None and places is not None:
            chosen[[*places]] = True
        for number, kind in enumerate(self._kinds, 1):
            for pair, share in kind.near(self._told[:, number].astype(np.int64), chosen):
                found[pair] = max(share, found.get(pair, 0.0))
        firsts: dict[int, int] = {}
        slots = range(self.slots) if places is None else sorted(places, key=places.__getitem__)
        for slot in slots:
            first = firsts.setdefault(int(self._told[slot, 0]), slot)
            if first != slot:
                found[first, slot] = 1.0
        at = places or range(self.slots)
        ends = ((sorted((at[one], at[other])), share) for (one, other), share in found.items())
        joined = [Pair(first, second, share) for (first, second), share in ends]
        return sorted(joined, key=lambda pair: (-pair.share, pair.first, pair.second))


def _sizes(page: Keys) -> tuple[int, int]:
    return len(page.prints) // 4, len(page.bands) // 4


class _Kind:
    """Keys of one kind: their postings and the counts of the pairs, in files whose names begin alike."""

    def __init__(self, stem: Path, least: int, share: float) -> None:
        self._stem, self._least, self._share = stem, least, share
        self.postings, self.pairs, self.counts = (
            _mapped(stem.with_suffix(ending), kind)
            for ending, kind in ((".postings", np.uint64), (".pairs", np.uint64), (".counts", np.uint32))
        )

    def near(
        self, sizes: Longs, chosen: npt.NDArray[np.bool_] | None
    ) -> Iterator[tuple[tuple[int, int], float]]:
        """The pairs that share `least` keys and that `share` of the keys of the one with fewer; of each, its share."""
        for start in range(0, len(self.pairs), AT_ONCE):
            found, counts = self.pairs[start : start + AT_ONCE], self.counts[start : start + AT_ONCE]
            first, second = _split(found)
            if chosen is not None:
                both = chosen[first] & chosen[second]
                first, second, counts = first[both], second[both], counts[both]
            kept, shares = self._enough(first, second, counts, sizes)
            ends = zip(first[kept].tolist(), second[kept].tolist(), strict=True)
            yield from zip(ends, shares[kept].tolist(), strict=True)

    def _enough(self, first: Longs, second: Longs, counts: npt.NDArray[Any], sizes: Longs) -> tuple[Any, Any]:
        shares = counts / np.maximum(np.minimum(sizes[first], sizes[second]), 1)
        return (counts >= self._least) & (shares >= self._share), shares

    def changed(
        self, gone: set[int], new: Mapping[int, bytes], ranks: Longs, sizes: tuple[Longs, Longs], folder: Path
    ) -> set[int]:
        """Write the kind anew into `folder` without the slots that are `gone`, with those that are `new`; the slots
        of the pairs that are near now and were not, or were and are not."""
        parts = [
            np.frombuffer(keys, np.uint32).astype(np.uint64) << HIGH | np.uint64(slot)
            for slot, keys in new.items()
        ]
        come = np.sort(np.concatenate([*parts, np.empty(0, np.uint64)]))
        out = np.isin(self.postings & LOW, np.array(sorted(gone), np.uint64)) if gone else np.zeros(0, bool)
        left = self.postings[out] if gone else np.empty(0, np.uint64)
        keys = np.unique(np.concatenate([come, left]) >> HIGH)
        held = _of_keys(self.postings, keys)
        now = np.concatenate(
            [held[~np.isin(held & LOW, np.array(sorted(gone), np.uint64))] if gone else held, come]
        )
        pairs, signs = [], []
        for entries, sign in ((held, -1), (now, 1)):
            for found in _windows(entries, ranks):
                pairs.append(found)
                signs.append(np.full(len(found), sign, np.int64))
        touched, at = np.unique(np.concatenate([*pairs, np.empty(0, np.uint64)]), return_inverse=True)
        more = np.bincount(at, np.concatenate([*signs, np.empty(0, np.int64)]), len(touched)).astype(np.int64)
        touched, more = touched[more != 0], more[more != 0]
        stem = folder / self._stem.name
        kept = np.array(self.postings) if not gone else self.postings[~out]
        np.insert(kept, np.searchsorted(kept, come), come).tofile(stem.with_suffix(".postings"))
        before, counts = self._counted(touched, more, stem)
        first, second = _split(touched)
        was = self._enough(first, second, before, sizes[0])[0]
        other = was != self._enough(first, second, counts, sizes[1])[0]
        return {*first[other].tolist(), *second[other].tolist()}

    def _counted(self, touched: Array, more: Longs, stem: Path) -> tuple[Longs, Longs]:
        """Write the counts with the difference; those of the touched pairs, before and now."""
        pairs, counts = np.array(self.pairs), np.array(self.counts)
        at = np.searchsorted(pairs, touched)
        known = at < len(pairs)
        known[known] = pairs[at[known]] == touched[known]
        before = np.zeros(len(touched), np.int64)
        before[known] = counts[at[known]]
        now = before + more
        counts[at[known]] = now[known]
        pairs = np.insert(pairs, at[~known], touched[~known])
        counts = np.insert(counts, at[~known], now[~known].astype(np.uint32))
        pairs[counts > 0].tofile(stem.with_suffix(".pairs"))
        counts[counts > 0].tofile(stem.with_suffix(".counts"))
        return before, now


def _of_keys(postings: Array, keys: Array) -> Array:
    """The postings of those keys."""
    starts = np.searchsorted(postings, keys << HIGH)
    ends = np.searchsorted(postings, (keys << HIGH) | LOW, side="right")
    found = [
        postings[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if end > start
    ]
    return np.concatenate([*found, np.empty(0, np.uint64)])


def _windows(entries: Array, ranks: Longs) -> Iterator[Array]:
    """The pairs of slots that the postings make, who is next to whom told by the ranks."""
    by_rank = np.zeros(int(ranks.max(initial=0)) + 1, np.uint64)
    there = np.flatnonzero(ranks >= 0)
    by_rank[ranks[there]] = there
    ranked = np.sort((entries >> HIGH << HIGH) | ranks[(entries & LOW).astype(np.int64)].astype(np.uint64))
    for found in _neighbours(ranked):
        one, other = by_rank[(found >> HIGH).astype(np.int64)], by_rank[(found & LOW).astype(np.int64)]
        yield np.minimum(one, other) << HIGH | np.maximum(one, other)


def _mapped(file: Path, kind: type) -> npt.NDArray[Any]:
    return np.memmap(file, kind, "r") if file.stat().st_size else np.empty(0, kind)


# ── all at once, in bounded memory ──────────────────────────────────────────────────────


def _join(keys: Any, sizes: Longs, stem: Path) -> None:
    """Write the postings and the counts of all pages.

    Neither all postings nor all pairs are in memory at once: they wait in files, postings by their keys and
    pairs by their first page.
    """
    parts = min(BUCKETS, -(-int(sizes.sum()) // AT_ONCE) or 1)
    outs = (stem.with_suffix(ending).open("wb") for ending in (".postings", ".pairs", ".counts"))
    with ExitStack() as files:
        written, paired, counted = (files.enter_context(out) for out in outs)
        postings = files.enter_context(_Buckets(parts, stem.parent))
        pairs = files.enter_context(_Buckets(min(BUCKETS, 4 * parts), stem.parent))
        for entries in _postings(keys, sizes):
            postings.add(entries, 1 << 32)
        for entries in postings:
            rising = np.sort(entries)
            rising.tofile(written)
            for found in _neighbours(rising):
                pairs.add(found, len(sizes))
        for found in pairs:
            joined, counts = np.unique(found, return_counts=True)
            joined.tofile(paired)
            counts.astype(np.uint32).tofile(counted)


class _Buckets:
    """Numbers that wait in files, a range of them in each."""

    def __init__(self, count: int, folder: Path) -> None:
        self._count = count
        self._open = ExitStack()
        files = (tempfile.TemporaryFile(dir=folder) for _ in range(count))  # noqa: SIM115
        self._files = [self._open.enter_context(file) for file in files]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, numbers: Array, above: int) -> None:
        """Put each where it belongs by its upper 32 bits, which are less than `above`."""
        rising = np.sort(numbers)
        bounds = np.array([above * at // self._count << 32 for at in range(1, self._count)], np.uint64)
        cuts = [*np.searchsorted(rising, bounds).tolist(), len(rising)]
        for file, low, high in zip(self._files, [0, *cuts], cuts, strict=False):
            file.write(rising[low:high].tobytes())

    def __iter__(self) -> Iterator[Array]:
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), np.uint64)


def _postings(keys: Any, sizes: Longs) -> Iterator[Array]:
    """The entries `key << 32 | page`, so many pages at a time."""
    ends = np.cumsum(sizes)
    keys.seek(0)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + AT_ONCE, side="right")))
        own = np.frombuffer(keys.read(4 * (int(ends[end - 1]) - before)), np.uint32).astype(np.uint64)
        yield own << HIGH | np.repeat(np.arange(start, end, dtype=np.uint64), sizes[start:end])
        start = end


def _neighbours(entries: Array) -> Iterator[Array]:
    """The pairs of pages `first << 32 | second` that stand within NEIGHBOURS of each other under one key."""
    keys, pages = entries >> HIGH, entries & LOW
    for step in range(1, NEIGHBOURS + 1):
        alike = keys[step:] == keys[:-step]
        if not alike.any():
            return
        yield pages[:-step][alike] << HIGH | pages[step:][alike]


def _split(joined: Array) -> tuple[Longs, Longs]:
    return (joined >> HIGH).astype(np.int64), (joined & LOW).astype(np.int64)
