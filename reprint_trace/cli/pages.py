"""`reprint-trace PAGE…`, `read PAGE…` and `compare A B`, and the pages behind a command's arguments."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from reprint_trace.budget import limited
from reprint_trace.errors import EmptyInput, InputError, NoArticle, NoColumns, ReprintTraceError

from . import options
from .output import print_comparison, print_pages, print_traces
from .progress import Heard, Told, walked
from .scan import chosen, is_scan, requested, run_scan, scan_options
from .streams import ReaderGone, complain, warn_of_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Page, Trace
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reporting.tables import Table
    from reprint_trace.words import Language

Failed = Callable[[ReprintTraceError], None]


@dataclass(frozen=True, slots=True)
class Walk:
    """What is asked of all pages: their address where it is not known, columns of tables by field; who
    hears of what cannot be read, and how far the walk has come."""

    failed: Failed
    heard: Heard
    outlets: Gazetteer
    url: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    told: Told = Told()  # noqa: RUF009  a tuple of nothing

    def pages(self, paths: Sequence[str]) -> Iterator[Page]:
        """Every page, in order; what fails is handed on and the rest is read."""
        files = [*self._files(paths)]
        count = 0
        for number, (file, listed) in enumerate(files):
            for page in self._of(file, listed, number, len(files)):
                count += 1
                if self.told.done:
                    self.told.done(count)
                yield page
            self._far(number + 1, len(files))
        self.heard.rest()

    def _files(self, paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Files, and whether each was found in a folder."""
        from reprint_trace.tables.pages import listing, saved_beside
        from reprint_trace.tables.rows import PassedOver

        for path in paths:
            if not os.path.isdir(path):  # noqa: PTH112  which never raises
                yield path, False
            elif not saved_beside(path, paths):
                found = listing(path)
                for file in found.passed_over:
                    self.heard.notice(PassedOver(file))
                for problem in found.failed:
                    self.failed(problem)
                if not (found.read or found.failed):
                    self.failed(EmptyInput(path, "holds no page, document or table that is read"))
                yield from ((file, True) for file in found.read)

    def _of(self, file: str, listed: bool, number: int, total: int) -> Iterator[Page]:
        from reprint_trace.tables.pages import Asked, read_pages
        from reprint_trace.tables.rows import PassedOver

        asked = Asked(
            self.fields, self.heard.bad_row, self.heard.notice, lambda part: self._far(number + part, total)
        )
        try:
            yield from read_pages(file, asked, url=self.url, gazetteer=self.outlets)
        except NoColumns as error:
            if listed:
                self.heard.notice(PassedOver(file, f"{error.problem}; {error.advice}"))
            else:
                self.failed(error)
        except InputError as error:
            self.failed(error)

    def _far(self, done: float, total: int) -> None:
        if self.told.read:
            self.told.read(done / total)


# ── the commands ────────────────────────────────────────────────────────────────────────

T = TypeVar("T")
ATTRIBUTION_FAILS = 1


@click.command()
@options.pages_argument
@options.corpus_option
@options.outlets_option
@options.url_option
@options.field_option
@options.trace_format_option
@options.table_option
@scan_options
@click.option("--check", is_flag=True, help="Exit 1 when an attribution fails, for use in scripts.")
@options.lang_option
@options.output_option
@options.quiet_option
def trace(
    pages: tuple[str, ...],
    corpus_path: str | None,
    outlets_path: str | None,
    url: str | None,
    fields: tuple[str, ...],
    format_: str | None,
    table: Table,
    jobs: int | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    since: str | None,
    engine: str,
    master: str | None,
    check: bool,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> int:
    """Find where the text of PAGE... came from and judge its declared source.

    With a folder as --output (RUN/), PAGE... are scanned: traced among each other, resumable, and
    left there with tables and a summary.
    """
    if output is not None and is_scan(pages, output):
        if url or format_ is not None:
            raise click.UsageError("a scan takes neither --url nor --format: report RUN has the formats")
        choice = chosen(include, exclude, since, fields)
        request = requested(pages, output, corpus_path, outlets_path, choice)
        return run_scan(request, jobs, engine, master, check, quiet, lang)
    if include or exclude or since:
        raise click.UsageError("--include, --exclude and --since are for a scan: give -o RUN/")
    from reprint_trace.corpus import open_corpus
    from reprint_trace.outlets import gazetteer
    from reprint_trace.reporting.wording import failure
    from reprint_trace.tracing import trace as trace_page

    known = gazetteer(outlets_path)
    heard, called = Heard(quiet), options.columns(fields)
    corpus = open_corpus(corpus_path, known, heard.bad_row, fields=called) if corpus_path else None
    heard.rest()
    of_corpus = len(heard.bad)
    warn_of_nothing(corpus.info() if corpus else None)
    command = shlex.join(sys.argv[1:])
    code = 0
    failed = 0

    def traces() -> Iterator[Trace]:
        nonlocal failed
        for page in walk.pages(pages):
            try:
                found = trace_page(page, corpus, outlets=known)
            except InputError as error:
                fail(error)
                continue
            if check and (why := failure(found, lang)):
                failed += 1
                complain(f"{page.file}: attribution fails: {why}")
            yield replace(found, tool=replace(found.tool, command=command))

    def fail(error: ReprintTraceError) -> None:
        nonlocal code
        code = error.exit_code
        complain(error)

    try:
        # what was judged until the reader went counts
        with suppress(ReaderGone), walked(pages, output, quiet) as told:
            walk = Walk(fail, heard, known, url, called, told)
            print_traces(traces(), format_, table, output, quiet, lang)
    finally:
        if corpus is not None:
            corpus.close()
    # A page that could not be read weighs more than one that was read and fails.
    unread = InputError.exit_code if len(heard.bad) > of_corpus else 0
    return code or unread or (ATTRIBUTION_FAILS if failed else 0)


@click.command()
@options.pages_argument
@options.outlets_option
@options.url_option
@options.field_option
@options.read_format_option
@options.lang_option
@options.output_option
@options.quiet_option
def read(
    pages: tuple[str, ...],
    outlets_path: str | None,
    url: str | None,
    fields: tuple[str, ...],
    format_: str | None,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> int:
    """Print what PAGE... says: body, date, every claim about its source, teasers.

    \b
    Examples:
      reprint-trace read page.html
      reprint-trace read --format json saved_pages/ -o pages.jsonl
    """
    from reprint_trace.outlets import gazetteer

    code = 0
    heard = Heard(quiet)

    def fail(error: ReprintTraceError) -> None:
        nonlocal code
        code = error.exit_code
        complain(error)

    def found() -> Iterator[Page]:
        for page in walk.pages(pages):
            if not page.body:
                fail(NoArticle(page.file, "no article text found", "what else it says is printed"))
            yield page

    with suppress(ReaderGone), walked(pages, output, quiet) as told:
        walk = Walk(fail, heard, gazetteer(outlets_path), url, options.columns(fields), told)
        print_pages(found(), format_, output, quiet, lang)
    return code or (InputError.exit_code if heard.bad else 0)


# ── compare ───────────────────────────────────────────────────────────────────────────────


@click.command()
@click.argument("original", metavar="ORIGINAL", type=options.FILE)
@click.argument("reprint", metavar="REPRINT", type=options.FILE)
@options.compare_format_option
@options.lang_option
@options.output_option
@options.quiet_option
def compare(
    original: str, reprint: str, format_: str | None, lang: Language, output: str | None, quiet: bool
) -> None:
    """Print every difference between ORIGINAL and REPRINT: what was kept, cut, added, edited.

    Each is a saved page or a plain text.

    \b
    Examples:
      reprint-trace compare original.html reprint.html
      reprint-trace compare a.txt b.txt --format json
    """
    from reprint_trace.comparing import compare_pages
    from reprint_trace.corpus.sketches import estimate
    from reprint_trace.model import Comparison

    first, second = _read(original), _read(reprint)
    with limited(reprint, "comparing"):
        match = replace(compare_pages(first, second), jaccard=estimate(first.body, second.body))
    comparison = Comparison(original=first, reprint=second, match=match)
    print_comparison(comparison, format_, output, quiet, lang)


def _read(path: str) -> Page:
    """The page in the file; a text that shows nothing of a page around it is all story."""
    from reprint_trace.errors import NoArticle
    from reprint_trace.reading import read_file

    page = read_file(path)
    if path != "-" and page.format == "text" and not _has_furniture(page):
        from reprint_trace.reading.encoding import decode

        return replace(page, title=None, body=decode(Path(path).read_bytes()).text.strip())
    if not page.body.strip():
        raise NoArticle(path, "no article text found", "save the article's own page, not a list")
    return page


def _has_furniture(page: Page) -> bool:
    return any((page.breadcrumbs, page.teasers, page.previous, page.next, page.declared_source))
