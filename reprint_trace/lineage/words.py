"""Probabilities in words.  Below one half nothing is said to be so: candidates are listed."""

from __future__ import annotations

BANDS = ((0.95, "very strong"), (0.80, "strong"), (0.50, "moderate"), (0.0, "not resolved"))


def in_words(probability: float) -> str:
    """The band a probability falls into."""
    return next(word for least, word in BANDS if probability >= least)
