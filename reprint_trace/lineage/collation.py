"""Collation: every witness of a story laid along one line, so that readings can be compared.

As textual critics collate manuscripts, each text is aligned once with a growing base text
(progressive alignment; Dekker & Middell 2011, CollateX), not with every other text.  Two
kinds of variation come out of it:

* **units**: short places where readings differ (a swapped word, a lost character);
* **blocks**: longer stretches that a witness has or lacks (a cut paragraph, a foreign one).

A stretch a witness lacks is a lacuna: it says nothing about the readings inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

Matrix = np.ndarray[Any, np.dtype[Any]]

LONG = 10  # characters from which a difference is a stretch had or lacking, not a reading
BRIDGE = 2  # equal characters between two differences that are still one change
LACUNA = -1


@dataclass(frozen=True, slots=True)
class Collation:
    """`n` witnesses along one line of columns.

    `readings` is n × units: equal numbers mean equal readings, `LACUNA` none.  `begins` says at
    which folded character of its text each reading stands.  `unit_weight`
    shares one weight among units where the same words changed (one rule that fired often).
    `present` is n × blocks, `block_size` their folded characters; `block_begins` and
    `block_ends` are their places in each text.  `cuts` is n × runs of blocks that some witness
    lacks as a whole: 1 where a witness lacks just these, 0 where it has some of them, `LACUNA` where
    they lie within more that it lacks.  `words[u]` are the readings of unit u as text,
    by number.
    """

    readings: Matrix
    begins: Matrix
    unit_weight: Matrix
    present: Matrix
    block_size: Matrix
    block_begins: Matrix
    block_ends: Matrix
    cuts: Matrix
    words: list[list[str]]


def collate(texts: Sequence[str]) -> Collation:
    """Collate folded texts.  O(n) alignments; the order of texts matters little, and is fixed:
    longest first, so that most texts are parts of the base they meet."""
    return _variation(_align(texts)) if len(texts) > 1 else _alone(texts)


def _alone(texts: Sequence[str]) -> Collation:
    """The collation of one text: nothing varies."""
    size = np.array([len(text) for text in texts if text], dtype=np.int64)
    none = np.zeros((len(texts), 0), dtype=np.int32)
    begins = np.zeros((len(texts), len(size)), dtype=np.int32)
    present = np.ones((len(texts), len(size)), dtype=bool)
    return Collation(none, none, np.zeros(0), present, size, begins, begins + size, none, [])


def _align(texts: Sequence[str]) -> Matrix:
    """Characters as an n × columns matrix, 0 for none."""
    order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
    base: list[str] = []  # the base text's character at each column, in order
    line: list[int] = []  # the column's number, which never changes
    own: list[list[int]] = [[] for _ in texts]  # the column of each character of each text
    created = 0
    seen: dict[str, int] = {}
    for i in order:
        text = texts[i]
        if text in seen:
            own[i] = own[seen[text]]
            continue
        seen[text] = i
        new_base: list[str] = []
        new_line: list[int] = []
        mine: list[int] = []
        for equal, b0, b1, t0, t1 in _changes("".join(base), text):
            here = line[b0:b1]
            if equal:
                mine += here
                new_line += here
                new_base += base[b0:b1]
                continue
            short = max(b1 - b0, t1 - t0) < LONG
            shared = min(b1 - b0, t1 - t0) if short else 0
            fresh = list(range(created, created + t1 - t0 - shared))
            created += len(fresh)
            mine += here[:shared] + fresh
            new_line += here + fresh
            new_base += base[b0:b1] + list(text[t0 + shared : t1])
        base, line, own[i] = new_base, new_line, mine
    rank = np.zeros(created, dtype=np.int64)
    rank[np.array(line, dtype=np.int64)] = np.arange(created)
    matrix = np.zeros((len(texts), created), dtype=np.int64)
    for i, text in enumerate(texts):
        if text:
            codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
            matrix[i, rank[np.array(own[i], dtype=np.int64)]] = codes
    return matrix


def _changes(base: str, text: str) -> list[tuple[bool, int, int, int, int]]:
    """Alternating equal and changed spans of `base` and `text`; short equal islands inside a
    change belong to it."""
    spans: list[tuple[bool, int, int, int, int]] = []
    for op in Levenshtein.opcodes(base, text):
        equal = op.tag == "equal"
        b0, b1, t0, t1 = op.src_start, op.src_end, op.dest_start, op.dest_end
        if spans and not spans[-1][0] and not equal:
            _, b0, _, t0, _ = spans.pop()
        elif not equal and len(spans) > 1 and spans[-1][2] - spans[-1][1] <= BRIDGE and not spans[-2][0]:
            spans.pop()
            _, b0, _, t0, _ = spans.pop()
        spans.append((equal, b0, b1, t0, t1))
    return spans


def _variation(columns: Matrix) -> Collation:
    n, width = columns.shape
    has = columns != 0
    lacuna = _long_runs(~has)
    edges = np.zeros(width + 1, dtype=bool)
    edges[[0, -1]] = True
    edges[1:-1] = (lacuna[:, 1:] != lacuna[:, :-1]).any(axis=0)
    starts = np.flatnonzero(edges)[:-1]
    present = ~lacuna[:, starts] if width else np.ones((n, 0), dtype=bool)
    size = np.diff(np.flatnonzero(edges))
    masked = np.where(lacuna, LACUNA, columns)
    high = masked.max(axis=0, initial=0)
    low = np.where(lacuna, np.iinfo(np.int64).max, columns).min(axis=0, initial=np.iinfo(np.int64).max)
    varies = (low < high) & (low != np.iinfo(np.int64).max)
    before = np.zeros((n, width + 1), dtype=np.int32)  # characters of each text before each column
    np.cumsum(has, axis=1, out=before[:, 1:])
    readings, at, words, weight = _units(columns, lacuna, varies, edges)
    return Collation(
        readings, before[:, at], weight, present, size,
        before[:, starts], before[:, starts + size], _cuts(present), words,
    )  # fmt: skip


def _cuts(present: Matrix) -> Matrix:
    """Runs of blocks as characters of their own: a cut that two witnesses share to the letter is
    rarely made twice, and so is a stretch that two have and the others lack."""
    n, blocks = present.shape
    padded = np.zeros((n, blocks + 2), dtype=np.int8)
    padded[:, 1:-1] = ~present
    turns = np.diff(padded, axis=1)
    rows, begins = np.nonzero(turns == 1)
    _, ends = np.nonzero(turns == -1)
    runs, which = np.unique(np.stack([begins, ends], axis=1), axis=0, return_inverse=True)
    absent = np.zeros((n, blocks + 1), dtype=np.int64)
    np.cumsum(~present, axis=1, out=absent[:, 1:])
    missing = absent[:, runs[:, 1]] - absent[:, runs[:, 0]]
    cuts = np.where(missing == (runs[:, 1] - runs[:, 0])[None, :], LACUNA, 0).astype(np.int32)
    cuts[rows, which.ravel()] = 1
    return cuts[:, (cuts == 0).any(axis=0) & (cuts == 1).any(axis=0)] if len(runs) else cuts[:, :0]


def _long_runs(absent: Matrix) -> Matrix:
    """True inside runs of at least LONG absent columns."""
    n, width = absent.shape
    padded = np.zeros((n, width + 2), dtype=np.int8)
    padded[:, 1:-1] = absent
    turns = np.diff(padded, axis=1)
    rows, begins = np.nonzero(turns == 1)
    _, ends = np.nonzero(turns == -1)
    marks = np.zeros((n, width + 1), dtype=np.int32)
    long = ends - begins >= LONG
    np.add.at(marks, (rows[long], begins[long]), 1)
    np.add.at(marks, (rows[long], ends[long]), -1)
    return np.cumsum(marks, axis=1)[:, :width] > 0


def _units(
    columns: Matrix, lacuna: Matrix, varies: Matrix, edges: Matrix
) -> tuple[Matrix, Matrix, list[list[str]], Matrix]:
    """Runs of varying columns (bridging BRIDGE equal ones) as numbered readings, and where each begins."""
    at = np.flatnonzero(varies)
    n = columns.shape[0]
    if not at.size:
        return np.zeros((n, 0), dtype=np.int32), at, [], np.zeros(0)
    breaks = np.flatnonzero((np.diff(at) > BRIDGE) | _crosses(at, edges))
    begin = np.r_[at[0], at[breaks + 1]]
    end = np.r_[at[breaks], at[-1]] + 1
    readings = np.full((n, len(begin)), LACUNA, dtype=np.int32)
    words: list[list[str]] = []
    for u, (b, e) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        cells = columns[:, b:e]
        known: dict[bytes, int] = {}
        for i in np.flatnonzero(~lacuna[:, b]).tolist():
            row = cells[i]
            readings[i, u] = known.setdefault(row[row != 0].tobytes(), len(known))
        words.append(["".join(map(chr, np.frombuffer(key, dtype=np.int64))) for key in known])
    rules: dict[frozenset[str], int] = {}
    keys = [frozenset(w) for w in words]
    for key in keys:
        rules[key] = rules.get(key, 0) + 1
    return readings, begin, words, np.array([1.0 / rules[key] for key in keys])


def _crosses(at: Matrix, edges: Matrix) -> Matrix:
    """Whether a block boundary lies between two neighbouring varying columns."""
    before = np.cumsum(edges)
    crossed: Matrix = before[at[1:]] != before[at[:-1]]
    return crossed


# ── readings laid out ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Table:
    """`mark` is states × all readings of all places: 1 where a state has it; `place` is the place of
    each reading.  `has` is states × places: 1 where a state has any, `at` which of all readings."""

    mark: Matrix
    place: Matrix
    has: Matrix
    at: Matrix

    def laid_out(self, values: Matrix) -> Matrix:
        """A value per reading (or per state and reading), by state and place; 0 in a lacuna."""
        if not self.place.size:
            return np.zeros(self.has.shape)
        picked = values[self.at] if values.ndim == 1 else np.take_along_axis(values, self.at, axis=1)
        return np.where(self.has > 0, picked, 0.0)


def tabulated(readings: Matrix) -> Table:
    """The table of states × places, where equal numbers are equal readings, -1 none."""
    states, places = readings.shape
    known = readings >= 0
    top = readings.max(axis=0, initial=-1) + 1
    first = np.cumsum(top) - top
    at = np.where(known, first[None, :] + readings, 0)
    mark = np.zeros((states, int(top.sum())))
    rows, cols = np.nonzero(known)
    mark[rows, at[rows, cols]] = 1.0
    return Table(mark, np.repeat(np.arange(places), top), known.astype(float), at)
