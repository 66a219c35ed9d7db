"""Shingles: the overlapping runs that text is compared by (Broder 1997)."""

from __future__ import annotations

WIDTH = 5


def char_shingles(folded: str, width: int = WIDTH) -> set[str]:
    """The distinct runs of `width` characters; a shorter text is its own single shingle."""
    if not folded:
        return set()
    return {folded[i : i + width] for i in range(max(1, len(folded) - width + 1))}


def word_shingles(tokens: list[str], width: int = 2) -> set[str]:
    """The distinct runs of `width` words, joined by a space."""
    if not tokens:
        return set()
    runs = zip(*(tokens[start:] for start in range(width)), strict=False)
    return set(map(" ".join, runs)) or {" ".join(tokens)}


def jaccard(a: set[str], b: set[str]) -> float:
    """Shared share of two shingle sets; two empty sets have nothing in common."""
    union = len(a | b)
    return len(a & b) / union if union else 0.0
