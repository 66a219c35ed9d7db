"""`reprint-trace PAGE…` and `reprint-trace read PAGE…`."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import click

from reprint_trace.errors import InputError, NoArticle, ReprintTraceError

from . import options
from .heard import Heard
from .output import print_pages, print_traces
from .progress import walked
from .scan import chosen, is_scan, run_scan, scan_options
from .streams import ReaderGone, complain, warn_of_nothing
from .walking import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Page, Trace
    from reprint_trace.reporting.tables import Table
    from reprint_trace.words import Language

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
        return run_scan(
            pages, output, corpus_path, outlets_path, choice, jobs, engine, master, check, quiet, lang
        )
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
