"""Marks of hands: words that only a copyist adds, or only the writing newsroom prints.

They are read from the text alone, so the blind run may use them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin

Array = np.ndarray[Any, np.dtype[np.bool_]]

HEAD, TAIL = 80, 200
TITLE = 6  # folded characters from which a headline repeated inside the story is no accident


def marks(text: str, title: str | None, folded: str | None = None) -> tuple[list[bool], list[bool]]:
    """Which copyist's and which maker's marks a text carries; the last copyist's mark is its own
    headline put into the story.  `folded` is the text folded, where that is known."""
    where = {"head": text[:HEAD], "tail": text[-TAIL:], "any": text}
    found: dict[str, list[bool]] = {"copyist": [], "maker": []}
    for kind, place, pattern in _patterns():
        found[kind].append(bool(pattern.search(where[place])))
    name = fold_text(title or "")
    inside = len(name) >= TITLE and name in (folded or fold_text(text))[len(name) :]
    return [*found["copyist"], inside], found["maker"]


def spun(folded: str) -> int:
    """How many words of a folded text are a spinner's, which genuine news does not write."""
    words, first, second = _spun_words()
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32)
    at = np.flatnonzero(first[codes[:-1]] & second[codes[1:]]).tolist()
    starts = {folded[i : i + 2] for i in at}
    return sum(folded.count(word) for start in starts for word in words.get(start, ()))


@cache
def _spun_words() -> tuple[dict[str, list[str]], Array, Array]:
    """A spinner's words by their first two characters, and which characters stand first and second."""
    words: dict[str, list[str]] = {}
    for word in {pair.spun for pair in load_spin() if not pair.ambiguous}:
        words.setdefault(word[:2], []).append(word)
    first, second = np.zeros((2, 0x110000), dtype=bool)
    first[[ord(start[0]) for start in words]] = True
    second[[ord(start[1]) for start in words if start[1:]]] = True
    return words, first, second


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    data = resources.files(__package__).joinpath("data/marks.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return tuple((kind, where, re.compile(pattern)) for kind, where, pattern in rows)
