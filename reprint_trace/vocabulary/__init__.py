"""What the project knows of words, as tables: rules that look for a pattern, and plain word lists.

A rule table is `vocabulary/NAME.tsv`.  Lines that begin with `#` say what the table is for; then
comes the header `id pattern example counter provenance`, with any further columns behind it, then a
rule a line, tab-separated.  `pattern` is a regular expression that is *searched* (anchor it where it
must be); `example` is a text in which it fires, `counter` one in which it does not; `provenance` says
where the convention was met.  `\\n` in an example or counter is a line end, `\\u3000` a wide space.

A word list is `vocabulary/lists/NAME.tsv`: comments that say what it is, where it comes from and
what the further columns mean, a header, then a word a line.

Files are read when first asked for, patterns compiled when first used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["Row", "cells", "first", "one_of", "row", "rows", "words"]

HEADER = ("id", "pattern", "example", "counter", "provenance")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """A rule.  `table` is its file's name; `extra` holds what stands in columns of the table's own."""

    table: str
    id: str
    pattern: str
    example: str
    counter: str
    provenance: str
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled once."""
        return _compiled(self.pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in `text` where the rule fires."""
        return self.regex.search(text)


@cache
def rows(table: str, column: str = "", value: str = "") -> tuple[Row, ...]:
    """The rules of a table in file order; with `column`, those that hold `value` in it."""
    if column:
        return tuple(row for row in rows(table) if row.extra[column] == value)
    lines = _lines(FOLDER / f"{table}.tsv")
    header = next(lines)
    if tuple(header[: len(HEADER)]) != HEADER:
        raise ValueError(f"vocabulary/{table}.tsv does not begin with {' '.join(HEADER)}")
    return tuple(_row(table, header, line) for line in lines)


@cache
def row(table: str, id_: str) -> Row:
    """One rule of a table, by its id."""
    return next(row for row in rows(table) if row.id == id_)


@cache
def one_of(table: str, column: str = "", value: str = "") -> re.Pattern[str]:
    """The rules of a table (those with `value` in `column`) as one pattern without named groups, for
    a yes or no."""
    patterns = (re.sub(r"\(\?P<\w+>", "(?:", row.pattern) for row in rows(table, column, value))
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def first(table: str, text: str, column: str = "", value: str = "") -> Row | None:
    """The first rule of a table that fires in `text`."""
    if not one_of(table, column, value).search(text):
        return None
    return next(row for row in rows(table, column, value) if row.search(text))


@cache
def cells(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a word list, each a tuple with as many cells as the list has columns."""
    lines = _lines(FOLDER / "lists" / f"{name}.tsv")
    width = len(next(lines))
    return tuple((*line, *("",) * (width - len(line))) for line in lines)


@cache
def words(name: str) -> frozenset[str]:
    """The first column of a word list."""
    return frozenset(line[0] for line in cells(name))


def _lines(path: Path) -> Iterator[list[str]]:
    """Header and rows of a file, without its comments."""
    for line in path.read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


def _row(table: str, header: list[str], line: list[str]) -> Row:
    if len(line) < len(HEADER):
        raise ValueError(f"vocabulary/{table}.tsv: {line[0]} has {len(line)} cells of {len(HEADER)}")
    id_, pattern, example, counter, provenance, *extra = line
    extra += [""] * (len(header) - len(line))
    return Row(
        table=table,
        id=id_,
        pattern=pattern,
        example=_plain(example),
        counter=_plain(counter),
        provenance=provenance,
        extra=MappingProxyType(dict(zip(header[len(HEADER) :], extra, strict=True))),
    )


def _plain(cell: str) -> str:
    return cell.replace("\\n", "\n").replace("\\u3000", "\u3000")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
