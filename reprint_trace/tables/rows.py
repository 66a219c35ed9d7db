"""What comes in rows, whatever it was written in: tables of cells under names, row by row, and which column holds what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Any, Self

from reprint_trace import vocabulary
from reprint_trace.errors import ReprintTraceError

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
    be read), what is wrong with it, and the zip whose member the file is."""

    file: str
    line: int | None
    problem: str
    zip: str = ""

    @classmethod
    def of(cls, error: ReprintTraceError, zip: str = "") -> Self:  # noqa: A002
        """A file, or a member of the zip that is named, that cannot be read."""
        return cls(error.path, None, f"{error.problem}; {error.advice}".removesuffix("; "), zip)

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


# ── which column holds what: known by its name, or told by the user ─────────────────────

FIELDS = ("id", "title", "text", "page", "publisher", "source", "outlet", "date", "url", "saved")
_SEPARATORS = re.compile(r"[\s_\-.:/]+")
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the columns of a table were taken for: fields with their columns, and the columns that
    none was found for.  `of` names the table."""

    of: str
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]

    def column(self, field: str) -> str | None:
        """The column that holds a field."""
        return dict(self.columns).get(field)

    @property
    def holds_articles(self) -> bool:
        """Whether there is a column with the articles' text or their pages."""
        return any(field in ("text", "page") for field, _ in self.columns)


def understand(of: str, columns: Sequence[str], asked: Mapping[str, str]) -> Understood:
    """The fields among the columns; `asked` are columns by field as the user named them, and hold."""
    found = {field: column for field, column in asked.items() if column in columns}
    free = [column for column in columns if column not in found.values()]
    ranked = sorted((rank, place) for place, column in enumerate(free) if (rank := _rank(column)) is not None)
    for rank, place in ranked:
        field = vocabulary.rows("columns")[rank].extra["field"]
        if field not in found:
            found[field] = free[place]
    columns_of = tuple((field, found[field]) for field in FIELDS if field in found)
    return Understood(of, columns_of, tuple(c for c in columns if c not in found.values() and c.strip()))


@cache
def _rank(column: str) -> int | None:
    """The first rule that knows the name of a column: of the whole name, without what stands behind it
    in brackets, of its last part where it is a path."""
    whole = unicodedata.normalize("NFKC", column).strip().lstrip("\ufeff")
    for name in dict.fromkeys((whole, _ASIDE.sub("", whole), re.split(r"[./]", whole)[-1])):
        folded = _SEPARATORS.sub("", name).casefold()
        for rank, row in enumerate(vocabulary.rows("columns")):
            if row.search(folded):
                return rank
    return None
