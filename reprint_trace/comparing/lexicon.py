"""The data files of this floor: rows of tab-separated columns, `#` lines say where they come from."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple


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


@cache
def house_rules() -> dict[tuple[str, str], list[Swap]]:
    """Replacements that sites make by rule, by what differs in them."""
    return by_core((row[0], row[1]) for row in rows("house_rules.tsv"))


def by_core(pairs: object) -> dict[tuple[str, str], list[Swap]]:
    """Word pairs indexed by what is left of them when their common ends are cut off, which is
    all an alignment shows of them."""
    index: dict[tuple[str, str], list[Swap]] = {}
    for old, new in pairs:  # type: ignore[attr-defined]
        shorter = min(len(old), len(new))
        head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
        rest = shorter - head
        tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
        core = (old[head : len(old) - tail], new[head : len(new) - tail])
        index.setdefault(core, []).append(Swap(old, new, head, tail))
    for swaps in index.values():
        swaps.sort(key=lambda swap: (-len(swap.old), swap))
    return index
