"""Text that stands where the document has other text: one replacement, or several things at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.attribution import mentions
from reprint_trace.comparing.changes import Change, trimmed
from reprint_trace.comparing.figures import negations
from reprint_trace.comparing.insertions import insertion_kind
from reprint_trace.comparing.lexicon import house_rules
from reprint_trace.comparing.pair import CLAUSE, SENTENCE, WORDS, is_last
from reprint_trace.text.folding import fold_text
from reprint_trace.text.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.lexicon import Swap
    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Edit, Span
    from reprint_trace.text.numbers import Number

_TOLD = ("words", "sentence")  # insertions in which no site speaks
_BREAK = re.compile(r"[。！？!?；;\n]")
_MARKS_BEHIND = re.compile(r"\W+$")
_MARKS_BEFORE = re.compile(r"^\W+")


def swapped(pair: Pair, change: Change) -> Edit | None:
    """A known replacement whose differing part is this change."""
    core = pair.old(change.a), pair.new(change.b)
    for swap in house_rules().get(core, ()):
        if spans := _around(pair, change, swap):
            return pair.edit(*spans, "house-rule", f"{swap.old}→{swap.new}")
    for swap in pair.spin.get(core, ()):
        if spans := _around(pair, change, swap):
            return pair.edit(*spans, "spin", f"{swap.old}→{swap.new}")
    return None


def _around(pair: Pair, change: Change, swap: Swap) -> tuple[Span, Span] | None:
    """Where the two whole words stand around the change, if they do."""
    a = max(0, change.a[0] - swap.head), change.a[1] + swap.tail
    b = max(0, change.b[0] - swap.head), change.b[1] + swap.tail
    return (a, b) if (pair.old(a), pair.new(b)) == (swap.old, swap.new) else None


def negated(pair: Pair, change: Change, old: str, new: str) -> bool:
    """Whether a negation was gained or lost, and little else changed."""
    if max(len(old), len(new)) > WORDS / 2 or negations(old) == negations(new):
        return False
    return not CLAUSE.search(pair.old(change.a)) and not CLAUSE.search(pair.new(change.b))


def replaced(pair: Pair, change: Change, letters: int) -> Iterator[Edit]:
    """One replacement; in a short one, every figure that became another is an edit beside it."""
    yield pair.edit(change.a, change.b, "substitution", "replaced")
    if letters > 2 * SENTENCE:
        return
    theirs, mine = list(numbers(pair.a.raw, *change.a)), list(numbers(pair.b.raw, *change.b))
    if len(theirs) == len(mine):
        for old, new in zip(theirs, mine, strict=True):
            if old.value != new.value and _same_thing(pair, old, new):
                yield pair.edit(old.span, new.span, "number-changed", "figure-in-rewriting")


def _same_thing(pair: Pair, old: Number, new: Number) -> bool:
    """Whether two figures count or date the same: the letter behind them, or before them, is one."""
    behind = pair.a.raw[old.span[1] : old.span[1] + 1], pair.b.raw[new.span[1] : new.span[1] + 1]
    before = (
        pair.a.raw[max(0, old.span[0] - 1) : old.span[0]],
        pair.b.raw[max(0, new.span[0] - 1) : new.span[0]],
    )
    return any(one == other and one.isalnum() for one, other in (behind, before))


def unrelated(pair: Pair, change: Change, old: str, new: str) -> bool:
    """Whether text was cut here and other text put in, rather than one made into the other."""
    if mentions(pair.a.raw, *change.a):
        return True
    kind, rule = insertion_kind(pair, change.b)
    if kind in ("relay-lead", "title-injection") or (kind == "insertion" and rule not in _TOLD):
        return True
    at_end = is_last(pair.a, change.a[1]) and is_last(pair.b, change.b[1])
    longer, shorter = max(len(old), len(new)), min(len(old), len(new))
    return longer >= SENTENCE and (at_end or longer > 4 * shorter or kind == "foreign-passage")


def parts(pair: Pair, change: Change, old: str, new: str) -> list[Change]:
    """A replacement that is several: word for word across the same marks, or words beside whole
    sentences that came or went."""
    if max(len(old), len(new)) <= WORDS:
        return _clauses(pair, change)
    if min(len(old), len(new)) > WORDS:
        return []
    if len(old) > WORDS:
        pieces = _beside(pair.a.raw, change.a, pair.b.raw, change.b, new)
    else:
        pieces = [(theirs, mine) for mine, theirs in _beside(pair.b.raw, change.b, pair.a.raw, change.a, old)]
    return [trimmed(pair.a.raw, pair.b.raw, at_a, at_b, "text") for at_a, at_b in pieces]


def _clauses(pair: Pair, change: Change) -> list[Change]:
    """The clauses of a short replacement, where both sides have the same marks between them."""
    (s, e), (t, f) = change.a, change.b
    cuts = [
        [m.span() for m in CLAUSE.finditer(pair.a.raw, s, e)],
        [m.span() for m in CLAUSE.finditer(pair.b.raw, t, f)],
    ]
    if not cuts[0] or len(cuts[0]) != len(cuts[1]):
        return []
    found: list[Change] = []
    for (s1, s2), (t1, t2) in zip([*cuts[0], (e, e)], [*cuts[1], (f, f)], strict=True):
        found.append(trimmed(pair.a.raw, pair.b.raw, (s, s1), (t, t1), "text"))
        if pair.a.raw[s1:s2] != pair.b.raw[t1:t2]:
            found.append(Change((s1, s2), (t1, t2), "mark"))
        s, t = s2, t2
    return [part for part in found if part.a[0] < part.a[1] or part.b[0] < part.b[1]]


def _beside(long: str, span: Span, short: str, words: Span, letters: str) -> list[tuple[Span, Span]]:
    """Split the longer side at a stop, so that the words face the end that fits them best."""
    start, end = span
    stops = list(_BREAK.finditer(long, start, end - 1))
    if not stops:
        return []
    head, tail = stops[0].start(), stops[-1].end()
    head_fits, tail_fits = _fits(long[start:head], letters), _fits(long[tail:end], letters)
    if max(head_fits, tail_fits) == 0:
        return []
    if head_fits >= tail_fits:
        edge = words[0] + len(_MARKS_BEHIND.sub("", short[slice(*words)]))
        return [((start, head), (words[0], edge)), ((head, end), (edge, words[1]))]
    edge = words[1] - len(_MARKS_BEFORE.sub("", short[slice(*words)]))
    return [((start, tail), (words[0], edge)), ((tail, end), (edge, words[1]))]


def _fits(words: str, other: str) -> float:
    """How well a few words stand against others: by length, and by the letters they share."""
    letters = fold_text(words)
    if not letters or len(letters) > 2 * len(other) + 2 or len(other) > 2 * len(letters) + 2:
        return 0.0
    return 1 / (1 + abs(len(letters) - len(other))) + len(set(letters) & set(other))
