"""The data files of this floor: rows of tab-separated columns, `#` lines say where they come from."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.text.spin import load_spin

if TYPE_CHECKING:
    from collections.abc import Iterable


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
