"""What comes in rows, whatever it was written in: tables of cells under names, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

PEEKED = 100  # rows whose names say which columns a table has that does not list them


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by their columns; `number` is its line or place in the file, from 1."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that cannot be read, and why."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one set of columns.  `part` names it within its file (a sheet, a member of an
    archive), where there may be several; `total` is how many rows it has, where that is known."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Spoilt]
    part: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no article: its file and line (from 1; None for a whole file that cannot
    be read), and what is wrong with it."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.problem}"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of a folder that is none of ours, and why it was opened in vain ("": by its name)."""

    file: str
    why: str = ""


def peeked(rows: Iterator[Row | Spoilt], part: str = "") -> Table:
    """A table of rows that each name their own columns: those of the first of them, in order."""
    first = [*islice(rows, PEEKED)]
    named = dict.fromkeys(name for row in first if isinstance(row, Row) for name in row.cells)
    return Table(tuple(named), chain(first, rows), part)
