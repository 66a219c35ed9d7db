"""Saved pages from whatever holds them: files, rows, zips, standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reprint_trace.errors import InputError, boundary
from reprint_trace.reading import read_saved
from reprint_trace.reading.formats import STDIN, Saved, pages_of, saved_pages
from reprint_trace.tables.articles import Article, article, save
from reprint_trace.tables.opening import Source, members, source, standard_input, tables
from reprint_trace.tables.rows import BadRow, PassedOver, Row, Spoilt, Table

if TYPE_CHECKING:
    from reprint_trace.model import Page
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.tables.columns import Understood

SHOWN = 3  # rows of a file named one by one when it is said how many are bad


def unheard(_: object) -> None:
    """For who does not ask."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks of rows: columns by field, and who is told of bad rows and of what was
    understood or passed over."""

    fields: Mapping[str, str] = field(default_factory=dict)
    bad_row: Callable[[BadRow], None] = unheard
    notice: Callable[[Understood | PassedOver], None] = unheard
    told: Callable[[float], None] | None = None


def articles(given: Source, asked: Asked) -> Iterator[Article]:
    """The articles of a source's rows.  Raises InputError."""
    for known, table in tables(given, asked.fields):
        asked.notice(known)
        for row in _counted(table, asked):
            found = article(row, known) if isinstance(row, Row) else row.problem
            if isinstance(found, str):
                asked.bad_row(BadRow(known.of, row.number, found))
            else:
                yield found


def _counted(table: Table, asked: Asked) -> Iterator[Row | Spoilt]:
    for place, row in enumerate(table.rows, 1):
        yield row
        if asked.told and table.total:
            asked.told(place / table.total)


def saves(path: str, asked: Asked) -> Iterator[tuple[str, Saved]]:
    """The pages in a file of any kind, each with what it is called: a row by its id, a member of a zip
    by its name, a record of an archive by its address, a page by its file.  Raises InputError: at once
    if nothing can be read, after the good pages if the rest cannot."""
    with boundary(path, "unpacking"):
        yield from _saves(path, asked)


def _saves(path: str, asked: Asked) -> Iterator[tuple[str, Saved]]:
    if path == STDIN:
        yield from _of(standard_input(), asked, path)
        return
    with source(path, asked.told) as given:
        kind = given.kind
        if kind is not None and kind != "zip":
            yield from _rows(given, asked)
            return
    if kind == "zip":
        for member in members(path):
            try:
                yield from _of(member, asked, member.name)
            except InputError as error:
                asked.bad_row(BadRow(error.path, None, error.problem))
    else:
        for saved in saved_pages(path):
            yield _called(path, saved), saved


def _of(given: Source, asked: Asked, called: str) -> Iterator[tuple[str, Saved]]:
    if given.kind not in (None, "zip"):
        yield from _rows(given, asked)
    else:
        for saved in pages_of(given.stream, called):
            yield _called(called, saved), saved


def _called(file: str, saved: Saved) -> str:
    """A file, or a story of the several in it."""
    return f"{file}#{saved.part}" if saved.part else file


def _rows(given: Source, asked: Asked) -> Iterator[tuple[str, Saved]]:
    for found in articles(given, asked):
        yield found.id, save(found)


def read_pages(
    path: str, asked: Asked | None = None, *, url: str | None = None, gazetteer: Gazetteer | None = None
) -> Iterator[Page]:
    """The pages in a file of any kind, `-` for standard input.  Raises InputError as `saves` does."""
    failed: InputError | None = None
    for called, saved in saves(path, asked or Asked()):
        try:
            page = read_saved(saved, file=called, url=url, gazetteer=gazetteer)
        except InputError as error:  # the other pages of an archive are none the worse
            failed = failed or error
        else:
            yield page
    if failed:
        raise failed
