"""Documents in and out: rows, saved pages and texts read into a corpus, a corpus by its path, and its rows
written out again as `corpus add` reads them.
"""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reprint_trace.budget import each
from reprint_trace.corpus.ledger import APPLICATION
from reprint_trace.corpus.store import Corpus
from reprint_trace.errors import (
    EmptyInput,
    InputError,
    MissingCorpus,
    NoArticle,
    NoColumns,
    NotACorpus,
    NotAPage,
    OutputError,
    boundary,
)
from reprint_trace.model import Document
from reprint_trace.tables.articles import Unsaid, document, document_from_page
from reprint_trace.tables.opening import Source, members, source, standard_input
from reprint_trace.tables.pages import Asked, articles, listing, unheard
from reprint_trace.tables.rows import BadRow, PassedOver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from reprint_trace.model import Document
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.formats import Saved
    from reprint_trace.tables.rows import BadRow, Understood

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
            yield BadRow.of(problem)
        if not (found.read or found.failed):
            nothing = EmptyInput(
                path, "holds no page, document or table that is read", "save pages as HTML into it"
            )
            yield BadRow.of(nothing)
        for number, name in enumerate(found.read, 1):
            try:
                with boundary(name, "reading"):
                    yield from reader.file(name, None)
            except NoColumns as error:
                notice(PassedOver(name, f"{error.problem}; {error.advice}"))
            except InputError as error:
                yield BadRow.of(error)
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
                if isinstance(member, InputError):
                    yield BadRow.of(member, path)
                    continue
                try:
                    with boundary(member.name, "unpacking"):
                        for found in self.source(member, None):
                            if isinstance(found, BadRow) and not found.line:
                                yield replace(found, zip=path)
                            else:
                                yield found
                except InputError as error:
                    yield BadRow.of(error, path)
        elif kind is None:
            from reprint_trace.reading.formats import saved_pages

            yield from self._pages(saved_pages(path), path)

    def source(self, given: Source, told: Callable[[float], None] | None) -> Found:
        """The documents of what comes as a stream."""
        if given.kind in (None, "zip"):
            from reprint_trace.reading.formats import pages_of

            yield from self._pages(pages_of(given.stream, given.name), given.name)
            return
        bad: list[BadRow] = []
        asked = Asked(self._fields, bad.append, self._notice, told)
        for found in each(given.name, "unpacking", articles(given, asked)):
            yield from bad
            bad.clear()
            made = document(found, self._unsaid, self._outlets)
            yield BadRow(f"{given.name}: {found.id}", None, made) if isinstance(made, str) else made
        yield from bad

    def _pages(self, saves: Iterator[Saved], file: str) -> Found:
        from reprint_trace.reading import read_saved

        for saved in each(file, "unpacking", saves):
            try:
                called = f"{file}#{saved.part}" if saved.part else file
                page = read_saved(saved, file=called, gazetteer=self._outlets)
            except InputError as error:  # the other pages of an archive are none the worse
                yield BadRow.of(error)
                continue
            if page.body.strip():
                yield document_from_page(page, self._unsaid, self._outlets)
            else:
                yield BadRow.of(NoArticle(page.file, "no article text found"))


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


# ── out: the rows that `corpus add` reads ───────────────────────────────────────────────

FIELDS = ("id", "title", "text", "publisher", "source", "outlet", "date", "url")


def row(document: Document) -> dict[str, str | None]:
    """The fields of a document as a row."""
    dated = document.published
    values = (
        document.id, document.title, document.text, document.publisher, document.source, document.outlet,
    )  # fmt: skip
    return dict(zip(FIELDS, (*values, dated.value if dated else None, document.url), strict=True))


def write_jsonl(documents: Iterable[Document], out: IO[bytes]) -> int:
    """Write JSON Lines without empty fields; how many documents there were."""
    count = 0
    for kept in documents:
        fields = {name: value for name, value in row(kept).items() if value is not None}
        out.write(json.dumps(fields, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def write_parquet(documents: Iterable[Document], out: IO[bytes]) -> int:
    """Write a Parquet file of text columns; how many documents there were."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise OutputError("Parquet", "cannot be written here", "pip install pyarrow") from error
    schema = arrow.schema([(name, arrow.string()) for name in FIELDS])
    source = iter(documents)
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := [row(document) for document in islice(source, 10_000)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema))
            count += len(rows)
    return count


# ── a corpus by its path ────────────────────────────────────────────────────────────────


def open_corpus(
    path: str,
    outlets: Gazetteer | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
    keep_in: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Corpus:
    """The corpus at `path`.

    A SQLite corpus is opened; anything else that `corpus add` takes (a table, saved pages, documents, a
    folder of them) is indexed in memory, or in a new corpus at `keep_in`, its pages read with `outlets`,
    its columns as `fields` name them.  `bad_row` is told of rows passed over.
    Raises MissingCorpus, NotACorpus and what `Corpus.open` raises.
    """
    place = Path(path)
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        raise MissingCorpus(path, "no such corpus", "make one with: reprint-trace corpus add") from None
    except OSError as error:
        raise MissingCorpus(
            path, f"cannot be reached ({error.strerror})", "see that it is there and may be read"
        ) from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):  # a pipe would be waited for
        raise NotACorpus(path, "is no file", "give a corpus, a file of rows or a folder")

    if stat.S_ISREG(mode) and is_corpus(place):
        return Corpus.open(path)
    corpus = Corpus.create(keep_in) if keep_in else Corpus.in_memory(path)
    try:
        added = corpus.add(_good(read_documents(path, outlets, fields), bad_row)).added
    except (NotAPage, EmptyInput) as error:
        corpus.close()
        raise NotACorpus(path, "not a corpus", "give a corpus, a file of rows or a folder") from error
    except NoColumns as error:
        corpus.close()
        raise NotACorpus(path, f"not a corpus: {error.problem}", error.advice) from error
    if not added:
        corpus.close()
        raise NotACorpus(
            path, "holds no document: not a corpus", "give a table, or a folder of saved pages or texts"
        )
    return corpus


def _good(rows: Iterator[Document | BadRow], bad_row: Callable[[BadRow], None] | None) -> Iterator[Document]:
    for row in rows:
        if isinstance(row, Document):
            yield row
        elif bad_row:
            bad_row(row)
