"""`reprint-trace corpus …`: make, look into and check a corpus of candidate originals."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import InputError

from . import options
from .output import complain, console, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reprint_trace.model import Document

UNREADABLE = 3
DAMAGED = 4


@click.group()
def corpus() -> None:
    """Make, search and check a corpus: the candidate originals."""


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@options.outlets_option
@options.quiet_option
def add(corpus_path: str, inputs: tuple[str, ...], outlets_path: str | None, quiet: bool) -> int:
    """Add the documents of INPUT... to CORPUS, making it if there is none.

    INPUT is JSON Lines (.jsonl, .jsonl.gz; rows of id, title, text, source, date, url), a saved
    page, or a folder of either. A document that is there already changes nothing. Bad rows are
    named by line and passed over; the rest is added.

    \b
    Examples:
      reprint-trace corpus add originals.db articles.jsonl.gz
      reprint-trace corpus add originals.db saved_pages/ page.html
    """
    from reprint_trace.corpus import Added, Corpus
    from reprint_trace.corpus.importing import BadRow, read_documents
    from reprint_trace.outlets import gazetteer

    known = gazetteer(outlets_path)
    bad = 0

    def good(path: str) -> Iterator[Document]:
        nonlocal bad
        try:
            for row in read_documents(path, known):
                if isinstance(row, BadRow):
                    bad += 1
                    complain(row)
                else:
                    yield row
        except InputError as error:
            bad += 1
            complain(error)

    total = Added()
    with Corpus.create(corpus_path) as kept, _progress(quiet) as advance:
        for path in inputs:
            total += kept.add(good(path), advance, workers=os.cpu_count() or 1)
        documents = kept.info().documents
    if not quiet:
        complain(
            f"{corpus_path}: {total.added:,} added, {total.unchanged:,} there already"
            + (f", {bad:,} passed over" if bad else "")
            + f"; {documents:,} documents in all"
        )
    return UNREADABLE if bad else 0


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@options.format_option
def info(corpus_path: str, format_: str) -> None:
    """Print how many documents CORPUS holds, of which dates, and how it is signed."""
    from reprint_trace.corpus import open_corpus
    from reprint_trace.reporting.contract import to_json

    with open_corpus(corpus_path, bad_row=complain) as kept:
        found = kept.info()
    if format_ == "json":
        write(to_json(found) + "\n", None)
        return
    signature = found.signature
    facts = (
        ("corpus", found.name),
        ("documents", f"{found.documents:,}"),
        ("dates", f"{found.earliest} to {found.latest}" if found.earliest else "none"),
        ("signature", f"MinHash {signature.permutations} {signature.scheme}, seed {signature.seed}"),
        ("shingles", f"{signature.shingle} of {signature.tokenizer} over {signature.folding}"),
    )
    write("".join(f"{name:<10} {value}\n" for name, value in facts), None)


@corpus.command("list")
@click.argument("corpus_path", metavar="CORPUS")
@options.format_option
def list_(corpus_path: str, format_: str) -> None:
    """Print every document of CORPUS: id, date, source, title."""
    from reprint_trace.corpus import open_corpus
    from reprint_trace.reporting.contract import reference
    from reprint_trace.reporting.safe import one_line

    with open_corpus(corpus_path, bad_row=complain) as kept:
        for document in kept.documents():
            named = reference(document)
            if format_ == "json":
                write(json.dumps(named, ensure_ascii=False) + "\n", None)
            else:
                fields = (named["id"], named["published"], named["outlet"], named["title"])
                write("\t".join(one_line(field or "-") for field in fields) + "\n", None)


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.quiet_option
def remove(corpus_path: str, ids: tuple[str, ...], quiet: bool) -> None:
    """Remove the documents ID... from CORPUS; all of them or, when one is unknown, none."""
    from reprint_trace.corpus import Corpus

    with Corpus.open(corpus_path) as kept:
        removed = kept.remove(ids)
    if not quiet:
        complain(f"{corpus_path}: {removed:,} removed")


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@options.quiet_option
def verify(corpus_path: str, quiet: bool) -> int:
    """Check CORPUS: the file's integrity, and a sample of its signatures computed anew."""
    from reprint_trace.corpus import Corpus

    with Corpus.open(corpus_path) as kept:
        problems = kept.verify()
    for problem in problems:
        complain(f"{corpus_path}: {problem}")
    if not problems and not quiet:
        complain(f"{corpus_path}: sound")
    return DAMAGED if problems else 0


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr with rate, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("adding"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task("adding", total=None)
        yield lambda count: bar.advance(task, count)
