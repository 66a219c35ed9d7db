"""The data files of this floor: rows of tab-separated columns, `#` lines say where they come from."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.text.numbers import HAN, Number, numbers
from reprint_trace.text.spin import load_spin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.model import Span


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one of this floor's data files."""
    data = resources.files(__package__).joinpath(f"data/{name}").read_text("utf-8")
    lines = (line for line in data.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(line.split("\t")) for line in lines)


class Swap(NamedTuple):
    """A known replacement, and how many letters its two words share at either end."""

    old: str
    new: str
    head: int
    tail: int


Swaps = dict[tuple[str, str], list[Swap]]


@cache
def house_rules() -> Swaps:
    """Replacements that sites make by rule, by what differs in them."""
    return _by_core((row[0], row[1]) for row in rows("house_rules.tsv"))


@cache
def spin_rules() -> Swaps:
    """Replacements that spinning software makes, by what differs in them."""
    return _by_core((pair.plain, pair.spun) for pair in load_spin())


@cache
def swaps_by_letter() -> dict[str, list[tuple[str, str]]]:
    """Every known replacement by the first letter of its original, longer words first."""
    pairs = {(row[0], row[1]) for row in rows("house_rules.tsv")}
    pairs.update((pair.plain, pair.spun) for pair in load_spin())
    index: dict[str, list[tuple[str, str]]] = {}
    for pair in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
        index.setdefault(pair[0][0], []).append(pair)
    return index


@cache
def spin_words() -> frozenset[str]:
    """Words that spinning software would have replaced."""
    return frozenset(pair.plain for pair in load_spin() if len(pair.plain) > 1)


def _by_core(pairs: Iterable[tuple[str, str]]) -> Swaps:
    """Word pairs indexed by what is left of them when their common ends are cut off, which is
    all an alignment shows of them; longer words come first."""
    index: Swaps = {}
    for old, new in pairs:
        shorter = min(len(old), len(new))
        head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
        rest = shorter - head
        tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
        core = (old[head : len(old) - tail], new[head : len(new) - tail])
        index.setdefault(core, []).append(Swap(old, new, head, tail))
    for swaps in index.values():
        swaps.sort(key=lambda swap: (-len(swap.old), swap))
    return index


# ── numbers and negations ───────────────────────────────────────────────────────────────
# Numbers and negations: the two small changes that turn a sentence into another statement.


_REACH = 24  # raw characters around a change in which its numbers are looked for
_NUMERAL = re.compile(rf"[\d{HAN}]")
_PART = rf"\d{HAN}./．\-－,，点\s%％‰分之零下负倍个百"  # what a number may go on with, or begin with
_PARTS = re.compile(rf"[{_PART}]*")
_ALL_FIGURES = re.compile(rf"[{_PART}年月日时秒号元名人次至到或和—~～:：、第约近超多余]*")
_BETWEEN = re.compile(r"[年月日时点分秒号元个名人次至到或和—~～\-/:：、,，.．\s%％‰第约近超多余]*")


def may_be_figures(text: str, span: Span) -> bool:
    """Whether a span holds no letter that neither stands in numbers nor joins them."""
    return bool(_ALL_FIGURES.fullmatch(text, *span))


def number_change(old: str, a: Span, new: str, b: Span) -> tuple[Span, Span] | None:
    """The whole numbers that differ where `old[a]` became `new[b]`, if that is all that did."""
    if not (_near_number(old, a) and _near_number(new, b)):
        return None
    a, b = _uncut(old, a, new, b)
    theirs, mine = _touched(old, a), _touched(new, b)
    if not theirs or not mine or [n.value for n in theirs] == [n.value for n in mine]:
        return None
    if len(theirs) != len(mine) and (_NUMERAL.search(old, *a) or _NUMERAL.search(new, *b)):
        return None  # a number came or went beside one that stayed
    if not _only_numbers(old, a, theirs) or not _only_numbers(new, b, mine):
        return None
    if (a[0] == a[1] or b[0] == b[1]) and not _cuts(a, theirs) and not _cuts(b, mine):
        return None  # a whole number came or went beside one that stayed: 2015年 of 2015年8月
    return _figures(old, _spread(theirs), new, _spread(mine))


def respelled(old: str, a: Span, new: str, b: Span) -> bool:
    """Whether the same numbers stand there in another spelling (1,000 and 1000)."""
    if not (_near_number(old, a) and _near_number(new, b)):
        return False
    theirs, mine = _touched(old, a), _touched(new, b)
    return bool(theirs) and [n.value for n in theirs] == [n.value for n in mine]


def renumbered(old: str, a: Span, new: str, b: Span) -> bool:
    """Whether one span becomes the other by nothing but the spelling of its numbers (十 and 10)."""
    if not respelled(old, a, new, b):
        return False
    theirs, mine = _touched(old, a), _touched(new, b)
    return _only_numbers(old, a, theirs) and _only_numbers(new, b, mine)


def negations(text: str) -> int:
    """How many negating words a text holds; 不断 and 未来 are none."""
    return len(negated(text))


def negated(text: str) -> list[Span]:
    """Where the negating words of a text stand."""
    return [match.span("no") for match in _negation().finditer(text) if match["no"]]


def _uncut(old: str, a: Span, new: str, b: Span) -> tuple[Span, Span]:
    """The two spans with the digits that follow on both sides, where they belong to a number of
    either: 0月1 of 10月16日 faces 2月 of 12月6日, and 6 is part of both days."""
    (s, e), (t, f) = a, b
    while (
        old[e : e + 1].isdigit() and old[e] == new[f : f + 1] and old[e - 1].isdigit() + new[f - 1].isdigit()
    ):
        e, f = e + 1, f + 1
    return (s, e), (t, f)


def _cuts(span: Span, found: tuple[Number, ...]) -> bool:
    """Whether a span that is not empty holds a part of a number, but not all of it."""
    start, end = span
    return start < end and any(n.span[0] < start or n.span[1] > end for n in found)


def _near_number(text: str, span: Span) -> bool:
    return bool(_NUMERAL.search(text, max(0, span[0] - 3), span[1] + 3))


@lru_cache(maxsize=64)  # one change is asked about several times in a row
def _touched(text: str, span: Span) -> tuple[Number, ...]:
    reach = 1 if span[0] == span[1] else 0  # at an empty place, numbers that end or begin there
    first, last = max(0, span[0] - reach), span[1] + reach
    start = max(0, span[0] - _REACH)
    while 0 < start < span[0] and text[start - 1].isdigit():
        start += 1
    if start < first:  # a number that reaches the span is unbroken up to it
        start = first - _unbroken(text[start:first])
    near = takewhile(
        lambda number: number.span[0] < last, numbers(text, start, min(len(text), span[1] + _REACH))
    )
    return tuple(number for number in near if number.span[1] > first)


def _unbroken(text: str) -> int:
    """How many characters at the end of a text may belong to one number."""
    parts = _PARTS.match(text[::-1])
    return parts.end() if parts else 0


def _only_numbers(text: str, span: Span, found: tuple[Number, ...]) -> bool:
    """Whether nothing but numbers, and words that join dates and amounts, lies in the span."""
    at = span[0]
    for number in found:
        if number.span[0] > at and not _BETWEEN.fullmatch(text, at, min(number.span[0], span[1])):
            return False
        at = max(at, number.span[1])
    return at >= span[1] or bool(_BETWEEN.fullmatch(text, at, span[1]))


def _spread(found: tuple[Number, ...]) -> Span:
    return found[0].span[0], found[-1].span[1]


def _figures(old: str, a: Span, new: str, b: Span) -> tuple[Span, Span]:
    """The two numbers without a unit that both have; 万, 亿 and % are part of a number."""
    for unit in ("倍", "个百分点"):
        if old[slice(*a)].endswith(unit) and new[slice(*b)].endswith(unit):
            return (a[0], a[1] - len(unit)), (b[0], b[1] - len(unit))
    return a, b


@cache
def _negation() -> re.Pattern[str]:
    table = rows("words.tsv")
    idle = sorted((row[1] for row in table if row[0] == "no-negation"), key=len, reverse=True)
    no = sorted((row[1] for row in table if row[0] == "negation"), key=len, reverse=True)
    return re.compile(f"{'|'.join(idle)}|(?P<no>{'|'.join(no)})")
