"""Marks of hands: words that only a copyist adds, or only the writing newsroom prints.

They are read from the text alone, so the blind run may use them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin

HEAD, TAIL = 80, 200
TITLE = 6  # folded characters from which a headline repeated inside the story is no accident


def marks(text: str, title: str | None) -> tuple[list[bool], list[bool]]:
    """Which copyist's and which maker's marks a text carries; the last copyist's mark is its own
    headline put into the story."""
    where = {"head": text[:HEAD], "tail": text[-TAIL:], "any": text}
    found: dict[str, list[bool]] = {"copyist": [], "maker": []}
    for kind, place, pattern in _patterns():
        found[kind].append(bool(pattern.search(where[place])))
    name = fold_text(title or "")
    inside = len(name) >= TITLE and name in fold_text(text)[len(name) :]
    return [*found["copyist"], inside], found["maker"]


def spun(folded: str) -> int:
    """How many words of a folded text are a spinner's, which genuine news does not write."""
    starts = {folded[i : i + 2] for i in range(len(folded) - 1)}
    return sum(folded.count(word) for word in _spun_words() if word[:2] in starts)


@cache
def _spun_words() -> tuple[str, ...]:
    return tuple(sorted({pair.spun for pair in load_spin() if not pair.ambiguous}))


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    data = resources.files(__package__).joinpath("data/marks.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return tuple((kind, where, re.compile(pattern)) for kind, where, pattern in rows)
