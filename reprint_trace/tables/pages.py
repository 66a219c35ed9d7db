"""Saved pages from whatever holds them: files, folders, rows, zips, standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.budget import each
from reprint_trace.errors import EmptyInput, InputError, MissingInput, NotAPage, boundary
from reprint_trace.reading import read_saved
from reprint_trace.reading.formats import ARCHIVES, DOCUMENTS, PAGES, STDIN, Saved, pages_of, saved_pages
from reprint_trace.tables.articles import Article, article, save
from reprint_trace.tables.opening import ENDINGS as ROWS
from reprint_trace.tables.opening import PACKED, Source, explained, members, source, standard_input, tables
from reprint_trace.tables.rows import BadRow, PassedOver, Row, Spoilt, Table

if TYPE_CHECKING:
    from reprint_trace.model import Page
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.tables.rows import Understood

READ = (*PAGES, *ARCHIVES, *DOCUMENTS, *ROWS, ".zip")
_SAVED_WITH = ("_files", ".files", "_Files")  # what browsers call the folder beside a saved page
_PAGE = (".html", ".htm", ".xhtml", ".shtml")


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder that are read, in the order of their names, and those that are not; what
    is named like one that is read and is no file (a pipe, which would be waited for, a device, a link to
    nothing), and folders that may not be opened, have failed.  Hidden files are none of these, nor what a
    browser saved beside a page, nor the runs of earlier scans."""

    read: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)


def is_read(name: str) -> bool:
    """Whether a file of that name is read where a whole folder is."""
    name = name.lower()
    for packer in PACKED:
        name = name.removesuffix(packer)
    return name.endswith(READ)


def listing(folder: str) -> Listing:
    """The files in a folder and those below it; links to folders are not followed."""
    found = Listing()

    def closed(error: OSError) -> None:
        found.failed.append(MissingInput(str(error.filename), (error.strerror or str(error)).lower()))

    for base, inner, names in os.walk(folder, onerror=closed):
        if _is_run(names):
            inner.clear()
            continue
        beside = {name[: name.rindex(".")] for name in names if name.lower().endswith(_PAGE)}
        inner[:] = sorted(name for name in inner if not name.startswith(".") and not _is_part(name, beside))
        for name in sorted(names):
            path = os.path.join(base, name)  # noqa: PTH118  odd names stay the strings they are
            if name.startswith("."):
                continue
            if not is_read(name):
                found.passed_over.append(path)
            elif problem := no_file(path):
                found.failed.append(problem)
            else:
                found.read.append(path)
    return found


def no_file(path: str) -> InputError | None:
    """Why there is no ordinary file at `path`; None where there is one."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError) as error:
        return MissingInput(path, (getattr(error, "strerror", None) or str(error)).lower())
    if stat.S_ISREG(mode):
        return None
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return NotAPage(
        path, f"is {kinds.get(stat.S_IFMT(mode), 'a device')}, not a file", "give the page itself"
    )


def _is_run(names: list[str]) -> bool:
    """Whether a folder holds the traces of a scan, which are no pages."""
    return "summary.json" in names and any(name.startswith("traces.") for name in names)


def _is_part(name: str, pages: set[str]) -> bool:
    """Whether a folder holds the pictures and frames of a page that was saved beside it."""
    return any(name.endswith(end) and name.removesuffix(end) in pages for end in _SAVED_WITH)


def saved_beside(path: str, given: Iterable[str]) -> bool:
    """Whether a path is the folder that a browser saved beside one of the pages given."""
    pages = {name[: name.rindex(".")] for name in given if name.lower().endswith(_PAGE)}
    return Path(path).is_dir() and _is_part(path.rstrip("/\\"), pages)


def page_files(path: str) -> Iterator[str]:
    """`path` itself, or every file of it that is read if it is a folder.  Raises EmptyInput for a
    folder that holds none."""
    if not Path(path).is_dir():
        yield path
        return
    found = listing(path)
    if not (found.read or found.failed):
        named = ", ".join(Path(name).name for name in found.passed_over[:3])
        advice = f"it holds {named}" if named else "save pages as HTML into it"
        raise EmptyInput(path, "holds no page, document or table that is read", advice)
    yield from sorted([*found.read, *(error.path for error in found.failed if error.path != path)])


# ── pages ───────────────────────────────────────────────────────────────────────────────

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
    with explained(given.name):
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
    yield from each(path, "unpacking", _saves(path, asked))


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
            if isinstance(member, InputError):
                asked.bad_row(BadRow.of(member, path))
                continue
            try:
                with boundary(member.name, "unpacking"):
                    yield from _of(member, asked, member.name)
            except InputError as error:
                asked.bad_row(BadRow.of(error, path))
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
