"""Documents from files: rows of any table, saved pages, written documents, folders of all of these."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.corpus.ledger import APPLICATION
from reprint_trace.errors import InputError, NoColumns, boundary
from reprint_trace.model import Document
from reprint_trace.tables.articles import Unsaid, document, document_from_page
from reprint_trace.tables.folders import listing
from reprint_trace.tables.opening import Source, members, source, standard_input
from reprint_trace.tables.pages import Asked, articles, unheard
from reprint_trace.tables.rows import BadRow, PassedOver

if TYPE_CHECKING:
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.formats import Saved
    from reprint_trace.tables.columns import Understood

Found = Iterator[Document | BadRow]


def read_documents(
    path: str,
    outlets: Gazetteer | None = None,
    fields: Mapping[str, str] | None = None,
    told: Callable[[float], None] | None = None,
    unsaid: Unsaid | None = None,
    notice: Callable[[Understood | PassedOver], None] = unheard,
) -> Found:
    """The documents of a file of rows, of saved pages or of text (`-` is standard input), of a zip or
    a folder of any of these, or of another corpus.

    `fields` are columns by field, where a table's own names do not tell; `unsaid` is what documents are
    taken for that do not say it.  Files of a folder are taken by their endings, in the order of their
    names.  What cannot be read there is a BadRow; of a single file it raises MissingInput,
    TruncatedInput, NotAPage ….  `told` is called with the share of the input that has been read, where
    that is known; `notice` with what columns were taken for, and with files of a folder passed over.
    """
    reader = _Reader(outlets, fields or {}, unsaid or Unsaid(), notice)
    if path == "-":
        yield from reader.source(standard_input(), None)
    elif not Path(path).is_dir():
        with boundary(path, "reading"):
            yield from reader.file(path, told)
    else:
        found = listing(path)
        for name in found.passed_over:
            notice(PassedOver(name))
        for problem in found.failed:
            yield BadRow(problem.path, None, problem.problem)
        for number, name in enumerate(found.read, 1):
            try:
                with boundary(name, "reading"):
                    yield from reader.file(name, None)
            except NoColumns as error:
                notice(PassedOver(name, f"{error.problem}; {error.advice}"))
            except InputError as error:
                yield BadRow(error.path, None, error.problem)
            if told:
                told(number / len(found.read))


class _Reader:
    """Reads files with what was asked of all of them."""

    def __init__(
        self,
        outlets: Gazetteer | None,
        fields: Mapping[str, str],
        unsaid: Unsaid,
        notice: Callable[[Understood | PassedOver], None],
    ) -> None:
        self._outlets = outlets
        self._fields = fields
        self._unsaid = unsaid
        self._notice = notice

    def file(self, path: str, told: Callable[[float], None] | None) -> Found:
        """The documents of a file."""
        with source(path, told) as given:
            kind = given.kind
            if kind == "database" and given.path and is_corpus(given.path):
                yield from _kept(path)
            elif kind not in (None, "zip"):
                yield from self.source(given, told)
        if kind == "zip":
            for member in members(path):
                try:
                    yield from self.source(member, None)
                except InputError as error:
                    yield BadRow(error.path, None, error.problem)
        elif kind is None:
            from reprint_trace.reading.archives import saved_pages

            yield from self._pages(saved_pages(path), path)

    def source(self, given: Source, told: Callable[[float], None] | None) -> Found:
        """The documents of what comes as a stream."""
        if given.kind in (None, "zip"):
            from reprint_trace.reading.archives import pages_of

            yield from self._pages(pages_of(given.stream, given.name), given.name)
            return
        bad: list[BadRow] = []
        for found in articles(given, Asked(self._fields, bad.append, self._notice, told)):
            yield from bad
            bad.clear()
            made = document(found, self._unsaid, self._outlets)
            yield BadRow(f"{given.name}: {found.id}", None, made) if isinstance(made, str) else made
        yield from bad

    def _pages(self, saves: Iterator[Saved], file: str) -> Found:
        from reprint_trace.reading import read_saved

        for saved in saves:
            try:
                called = f"{file}#{saved.part}" if saved.part else file
                page = read_saved(saved, file=called, gazetteer=self._outlets)
            except InputError as error:  # the other pages of an archive are none the worse
                yield BadRow(error.path, None, error.problem)
                continue
            if page.body.strip():
                yield document_from_page(page, self._unsaid, self._outlets)
            else:
                yield BadRow(page.file, None, "no article text found")


def is_corpus(path: Path) -> bool:
    """Whether a SQLite file is a corpus of ours."""
    try:
        with path.open("rb") as file:
            return int.from_bytes(file.read(72)[68:], "big") == APPLICATION
    except (OSError, sqlite3.Error):
        return False


def _kept(path: str) -> Iterator[Document]:
    """The documents of another corpus."""
    from reprint_trace.corpus.store import Corpus

    with Corpus.open(path) as corpus:
        yield from (replace(kept) for kept in corpus.documents())
