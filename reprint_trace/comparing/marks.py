"""The punctuation between letters, compared without its width, spacing and house style."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from reprint_trace.comparing.lexicon import rows

Mark = tuple[str, int]


@lru_cache(maxsize=4096)  # a text has few different gaps
def canonical(gap: str) -> tuple[Mark, ...]:
    """The marks of a gap, each with the place after it and the blanks that follow on its line."""
    table = _marks()
    kept: list[Mark] = []
    for at, char in enumerate(gap, 1):
        norm = table.get(char) or unicodedata.normalize("NFKC", char)
        norm = "".join(table.get(c, c) for c in norm if _is_mark(c))
        if norm:
            kept.append((norm, at))
        elif kept and kept[-1][1] == at - 1 and char != "\n":
            kept[-1] = (kept[-1][0], at)
    return tuple(kept)


def _is_mark(char: str) -> bool:
    """Whether a character says something: no blank, no control, no combining mark or variation selector."""
    return not char.isspace() and char.isprintable() and unicodedata.category(char) not in ("Mn", "Me")


def same_marks(a: str, b: str) -> bool:
    """Whether two gaps differ in width, spacing and house style only."""
    return _bare(a) == _bare(b)


@lru_cache(maxsize=4096)
def _bare(gap: str) -> tuple[str, ...]:
    return tuple(mark for mark, _ in canonical(gap))


def common(a: tuple[Mark, ...], b: tuple[Mark, ...]) -> int:
    """How many marks two gaps begin with alike."""
    count = 0
    while count < min(len(a), len(b)) and a[count][0] == b[count][0]:
        count += 1
    return count


def after(marks: tuple[Mark, ...], count: int) -> int:
    """The place after the first `count` marks."""
    return marks[count - 1][1] if count else 0


@cache
def _marks() -> dict[str, str]:
    """Variants of one mark → the mark."""
    return {variant: row[0] for row in rows("marks.tsv") for variant in row[1]}
