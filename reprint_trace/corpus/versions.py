"""Versions: which documents are one text, printed again or slightly edited.

Two documents are versions of one text if nearly all of either stands in the other and they tell the
same figures: a bulletin filled in anew each day is another text each day.  Versions of versions
belong together; all name the one that was added first.  Nothing is dropped.

Pairs are found by the MinHash bands of the index after an add, whatever batches it came in; what
a killed add leaves to be done, the next one does.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus import records
from reprint_trace.corpus.search import Hashed
from reprint_trace.corpus.segments import WIDTHS
from reprint_trace.corpus.sketches import BANDS, Values, band_keys, distinct, similarity
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.corpus.records import Packer
    from reprint_trace.corpus.segments import Entries, Keys, Segment

    Pairs = npt.NDArray[np.uint64]  # earlier document << 32 | later

ALIKE = 0.8  # estimated Jaccard similarity from which two texts are held against each other
SHARED_BANDS = 4  # of 32; at that similarity fewer happen once in ten thousand pairs
COVERED = 0.8  # share of either text that stands in the other
FIGURES = 0.9  # share of the figures of the text with fewer that stand in the other
FAMILY = 50  # texts of one band that each is paired with: those added last before it
FEW = 64  # times fewer than all documents are looked up one by one, more are found reading all
SLICE = 1 << 22  # entries read at a time
AT_ONCE = 10_000  # pairs whose signatures are read at a time

_DOCUMENT = np.uint64(0xFFFFFFFF)
_FIGURE = re.compile(r"\d+")


def relate(ledger: Ledger, parts: Sequence[Segment], removed: Keys) -> int:
    """Record the versions among documents added since the last time; how many are new."""
    after = _related(ledger.connection)
    (last,) = ledger.connection.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()
    if last <= after:
        return 0
    alike = list(_alike(ledger.connection, _sharing(ledger.connection, parts, removed, after)))
    works = _Works(ledger.connection)
    texts = _Texts(ledger.connection, records.packer(ledger.connection))
    for pair in alike:
        if works.of(pair[0]) != works.of(pair[1]) and texts.same(*pair):
            works.join(*pair)
    with ledger.writing() as connection:
        if _related(connection) != after:
            return 0  # another process was quicker
        connection.execute("INSERT OR REPLACE INTO about VALUES ('related', ?)", [str(last)])
        for work, of in works.joined():
            connection.execute("UPDATE documents SET work = ? WHERE work = ?", [of, work])
    return len(works.joined())


def _related(connection: sqlite3.Connection) -> int:
    """The last document whose versions are recorded."""
    row = connection.execute("SELECT value FROM about WHERE key = 'related'").fetchone()
    return int(row[0]) if row else 0


def _sharing(connection: sqlite3.Connection, parts: Sequence[Segment], removed: Keys, after: int) -> Pairs:
    """Pairs of documents, the later one new, that share bands enough."""
    pairs, counts = np.empty(0, np.uint64), np.empty(0, np.int64)
    for entries in _entries(connection, parts, removed, after):
        found = np.concatenate([pairs, *_neighbours(entries, after)])
        weights = np.ones(len(found), np.int64)
        weights[: len(counts)] = counts
        pairs, which = np.unique(found, return_inverse=True)
        counts = np.bincount(which, weights, len(pairs)).astype(np.int64)
    return pairs[counts >= SHARED_BANDS]


def _entries(
    connection: sqlite3.Connection, parts: Sequence[Segment], removed: Keys, after: int
) -> Iterator[Entries]:
    """The rising entries (band key << 32 | number) among which new documents stand."""
    for part in parts:
        part.check()
    new = sum(int(np.count_nonzero(part.numbers > after)) for part in parts)
    total = sum(map(len, parts))
    if new * FEW < total:
        rows = connection.execute("SELECT hashvalues FROM signatures WHERE number > ?", [after])
        keys = [band_keys(np.frombuffer(values, np.uint32)) for (values,) in rows]
        wanted = distinct(np.concatenate(keys)) if keys else np.empty(0, np.uint32)
        yield _numbered(parts, [part.bands.held(wanted) for part in parts], removed)
        return
    slices = 1 + total * BANDS // SLICE
    edges = [(at << WIDTHS["bands"]) // slices for at in range(slices + 1)]
    for low, high in pairwise(edges):
        yield _numbered(parts, [part.bands.between(low, high) for part in parts], removed)


def _numbered(parts: Sequence[Segment], entries: list[Entries], removed: Keys) -> Entries:
    found = [
        (some & ~_DOCUMENT) | part.numbers[(some & _DOCUMENT).astype(np.int64)]
        for part, some in zip(parts, entries, strict=True)
    ]
    together = np.sort(np.concatenate([np.empty(0, np.uint64), *found]), kind="stable")
    return together[~np.isin((together & _DOCUMENT).astype(np.uint32), removed)]


def _neighbours(entries: Entries, after: int) -> Iterator[Pairs]:
    """Pairs of documents under one key, of each new one with those just before it."""
    keys, numbers = entries >> np.uint64(32), entries & _DOCUMENT
    at = np.arange(len(entries))
    for step in range(1, FAMILY + 1):
        at = at[at + step < len(entries)]
        at = at[keys[at] == keys[at + step]]
        if not len(at):
            return
        new = at[numbers[at + step] > after]
        yield (numbers[new] << np.uint64(32)) | numbers[new + step]


def _alike(connection: sqlite3.Connection, pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The pairs whose signatures are alike."""
    for start in range(0, len(pairs), AT_ONCE):
        some = [
            (int(pair >> np.uint64(32)), int(pair & _DOCUMENT)) for pair in pairs[start : start + AT_ONCE]
        ]
        signed = _signatures(connection, {number for pair in some for number in pair})
        yield from (pair for pair in some if similarity(signed[pair[0]], signed[pair[1]]) >= ALIKE)


def _signatures(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Values]:
    rows = connection.execute(
        "SELECT number, hashvalues FROM signatures WHERE number IN (SELECT value FROM json_each(?))",
        [records.listed(numbers)],
    )
    return {number: np.frombuffer(values, np.uint32) for number, values in rows}


class _Works:
    """To which text each document belongs, as the ledger has it and as pairs are joined."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._work = lru_cache(None)(partial(_work, connection))
        self._above: dict[int, int] = {}

    def of(self, number: int) -> int:
        """The first document of its text."""
        work = self._work(number)
        while work in self._above:
            work = self._above[work]
        return work

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low

    def joined(self) -> list[tuple[int, int]]:
        """What were texts of their own, and the text that each is now."""
        return [(work, self.of(work)) for work in sorted(self._above)]


def _work(connection: sqlite3.Connection, number: int) -> int:
    (work,) = connection.execute("SELECT work FROM documents WHERE number = ?", [number]).fetchone()
    return int(work)


class _Texts:
    """The texts of documents, held against each other."""

    def __init__(self, connection: sqlite3.Connection, packer: Packer) -> None:
        self._connection = connection
        self._packer = packer
        self.folded = lru_cache(1000)(self._folded)

    def same(self, one: int, other: int) -> bool:
        """Whether two documents are versions of one text."""
        first, second = self.folded(one), self.folded(other)
        if not same_figures(first, second):
            return False
        (share,) = Hashed(first).overlaps([second])
        return min(share.page, share.document) >= COVERED

    def _folded(self, number: int) -> str:
        row = self._connection.execute(
            "SELECT body, dictionary FROM documents WHERE number = ?", [number]
        ).fetchone()
        return fold_text(self._packer.unpack(*row))


def same_figures(one: str, other: str) -> bool:
    """Whether two folded texts tell the same figures, but for some that only one of them has."""
    first, second = (Counter(_FIGURE.findall(text)) for text in (one, other))
    return (first & second).total() >= FIGURES * min(first.total(), second.total())
