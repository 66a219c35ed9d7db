"""The lexicons of this floor: tab-separated files under data/, each with its provenance on top."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of data/`name` without comments and without the row of column names."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(tuple(row.split("\t")) for row in rows[1:])


@cache
def words(name: str) -> frozenset[str]:
    """The first column of data/`name`."""
    return frozenset(row[0] for row in table(name))


@cache
def weights(name: str) -> dict[str, float]:
    """The signs of data/`name` and what each weighs."""
    return {sign: float(weight) for sign, weight in table(name)}
