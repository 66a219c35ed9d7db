"""Letters that a machine misread, lost, doubled or exchanged: scanned pages, failing disks, bad keyboards.

A hand changes words; a machine changes letters, anywhere and never twice alike.  Where many different single
letters differ and little else does, they are slips: they say nothing of who rewrote what, and what two texts
are to each other is read from the texts without them.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.text.folding import fold_text
from reprint_trace.text.terms import commonness

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from reprint_trace.comparing.changes import Change

LEAST = 3  # different letters from which they may be slips, ...
SURE = 6  # ... and from which no other meaning is looked for in them
RATE = 0.004  # ... their least share of the text in common, ...
SHARE = 0.4  # ... and of all small changes
SMALL = 8  # letters up to which a change is small
NEAR = 4  # letters of a change in which two slips may lie side by side
BESIDE = 2  # letters around a slip by which the likelier reading is known
CLASSES = 4.0  # commonness that a doubled letter, or one where none was, is behind


_ESCAPE = re.compile(r"\\[nrt]")  # a line break that an exporter wrote out


class Slips(NamedTuple):
    """The changes that are slips, their share of the letters in common, and the single blanks that came or
    went within words."""

    changes: frozenset[Change] = frozenset()
    share: float = 0.0
    blanks: frozenset[Change] = frozenset()


NONE = Slips()


def slips_among(
    a: str, b: str, changes: Iterable[Change], common: int, by_rule: Container[int] = frozenset()
) -> Slips:
    """The changes between two raw texts, with `common` folded letters in common, that a machine made; at the
    places `by_rule` of the second, known words were swapped."""
    changes = tuple(changes)
    small = [
        (change, letters)
        for change in changes
        if change.sort == "text"
        and not change.loose
        and max(change.a[1] - change.a[0], change.b[1] - change.b[0]) <= SMALL
        and not _figures(letters := (_letters(a, change.a), _letters(b, change.b)))
    ]
    words: Counter[tuple[str, str, str]] = Counter()
    for change, letters in small:
        words.update(_beside(a, change, letters))
    single = [letters for change, letters in small if _is_single(*letters) and change.b[0] not in by_rule]
    if len({*single}) < LEAST or len(single) < max(RATE * common, SHARE * len(small)):
        return NONE
    found = {
        change
        for change, letters in small
        if change.b[0] not in by_rule
        and (_is_single(*letters) or _are_two(*letters))
        and not (all(letters) and any(words[word] > 1 for word in _beside(a, change, letters)))
    }
    blanks = frozenset(c for c in changes if c.sort == "mark" and a[slice(*c.a)] + b[slice(*c.b)] == " ")
    return Slips(frozenset(found), len(found) / max(1, common), blanks)


def _beside(a: str, change: Change, letters: tuple[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The letters that changed with the one before them, and with the one behind: what changes in one word
    twice was changed by rule."""
    start, end = change.a
    return (*letters, f"{a[max(0, start - 1) : start]}."), (*letters, f".{a[end : end + 1]}")


def _letters(text: str, span: tuple[int, int]) -> str:
    said = text[slice(*span)]
    return "".join(filter(str.isalnum, _ESCAPE.sub("", said) if "\\" in said else said))


def _figures(letters: tuple[str, str]) -> bool:
    return all(not side or side.isdigit() for side in letters)


def _is_single(old: str, new: str) -> bool:
    """Whether one letter was misread, lost or doubled, or two were exchanged."""
    longer = max(len(old), len(new))
    return longer == 1 or (longer == 2 and sorted(old) == sorted(new))


def _are_two(old: str, new: str) -> bool:
    """Whether two slips lie side by side: letters that make no word, or most of them kept."""
    from rapidfuzz.distance import OSA

    longer = max(len(old), len(new))
    if longer > NEAR or not old or not new:
        return False
    if longer == 2:
        import rjieba

        return not (rjieba.has_word(old) and rjieba.has_word(new))
    return bool(OSA.distance(old, new, score_cutoff=2) <= 2)


def mended(a: str, b: str, slips: Slips) -> tuple[str, str]:
    """The two raw texts, each slip read alike in both: as the letters around it stand together in news,
    and without the blanks that one of them lacks."""
    blanks = slips.blanks
    pieces_a: list[str] = []
    pieces_b: list[str] = []
    at_a = at_b = 0
    for change in sorted(slips.changes | blanks, key=lambda change: change.b):
        (s, e), (t, f) = change.a, change.b
        if s < at_a or t < at_b:
            continue
        read = "" if change in blanks else a[s:e] if _likelier(a, change.a, b, change.b) else b[t:f]
        pieces_a += [a[at_a:s], read]
        pieces_b += [b[at_b:t], read]
        at_a, at_b = e, f
    return "".join([*pieces_a, a[at_a:]]), "".join([*pieces_b, b[at_b:]])


def _likelier(a: str, at_a: tuple[int, int], b: str, at_b: tuple[int, int]) -> bool:
    """Whether the first text's reading is at least as likely as the second's."""
    return _odds(a, at_a) >= _odds(b, at_b)


def _odds(text: str, span: tuple[int, int]) -> float:
    start, end = span
    around = fold_text(text[max(0, start - BESIDE) : end + BESIDE])
    if any(one == other for one, other in itertools.pairwise(around)):
        return -CLASSES
    return commonness(around)
