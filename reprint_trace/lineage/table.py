"""Readings by text state and place, laid out so that sums over pairs of states are products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """`mark` is states × all readings of all places: 1 where a state has it; `place` is the place of
    each reading.  `has` is states × places: 1 where a state has any, `at` which of all readings."""

    mark: Array
    place: Array
    has: Array
    at: Array

    def laid_out(self, values: Array) -> Array:
        """A value per reading (or per state and reading), by state and place; 0 in a lacuna."""
        if not self.place.size:
            return np.zeros(self.has.shape)
        picked = values[self.at] if values.ndim == 1 else np.take_along_axis(values, self.at, axis=1)
        return np.where(self.has > 0, picked, 0.0)


def tabulated(readings: Array) -> Table:
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
