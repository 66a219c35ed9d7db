"""The weights of this floor: data/NAME_weights.tsv, a sign a line, their provenance on top."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def weights(name: str) -> dict[str, float]:
    """The signs of data/`name` and what each weighs."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {sign: float(weight) for sign, weight in rows[1:]}
