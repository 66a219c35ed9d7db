"""`reprint-trace corpus …`: make, look into and check a corpus of candidate originals."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import InputError
from reprint_trace.reporting.safe import one_line

from . import options
from .output import write
from .progress import counted
from .streams import STDOUT, complain, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reprint_trace.corpus import Corpus
    from reprint_trace.model import Document

    from .progress import Told

UNREADABLE = 3
DAMAGED = 4
SHOWN = 20  # bad rows named on stderr when all of them go to a file


@click.group()
def corpus() -> None:
    """Make, search and check a corpus: the candidate originals."""


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--field", "fields", multiple=True, metavar="NAME=COLUMN",
    help="What your rows call a field: --field text=content --field date=pubtime.",
)  # fmt: skip
@click.option(
    "--failures", metavar="FILE", help="Write the bad rows to FILE (JSON Lines: file, line, problem)."
)
@options.outlets_option
@options.quiet_option
def add(
    corpus_path: str,
    inputs: tuple[str, ...],
    fields: tuple[str, ...],
    failures: str | None,
    outlets_path: str | None,
    quiet: bool,
) -> int:
    """Add the documents of INPUT... to CORPUS, making it if there is none.

    INPUT is a file of rows (.jsonl, .csv, also .gz, .parquet; id, title, text, source, outlet,
    date, url), a saved page or WARC, a folder of any of these, or - for JSON Lines on stdin. A
    document that is there already changes nothing. Bad rows are named by line and passed over;
    the rest is added.

    \b
    Examples:
      reprint-trace corpus add originals.db articles.jsonl.gz
      reprint-trace corpus add originals.db saved_pages/ page.html
      reprint-trace corpus add originals.db archive.csv --field text=content
    """
    from reprint_trace.corpus import Added, Corpus
    from reprint_trace.corpus.importing import BadRow, read_documents
    from reprint_trace.outlets import gazetteer

    known = gazetteer(outlets_path)
    called = _called(fields)
    bad: list[BadRow] = []

    def fail(row: BadRow) -> None:
        bad.append(row)
        if len(bad) <= SHOWN or not failures:
            complain(row)

    def good(path: str, told: Told) -> Iterator[Document]:
        try:
            for row in read_documents(path, known, called, told.read):
                if isinstance(row, BadRow):
                    fail(row)
                else:
                    yield row
        except InputError as error:
            fail(BadRow(error.path, None, f"{error.problem}; {error.advice}".removesuffix("; ")))

    total = Added()
    with Corpus.create(corpus_path) as kept, counted(quiet) as advance:
        for path in inputs:
            told = advance(path)
            total += kept.add(good(path, told), told.done, workers=os.cpu_count() or 1)
        documents = kept.info().documents
    if failures:
        rows = ({"file": row.file, "line": row.line, "problem": row.problem} for row in bad)
        write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), failures)
    if not quiet:
        complain(
            f"{corpus_path}: {total.added:,} added, {total.unchanged:,} there already"
            + (f", {total.versions:,} versions of others" if total.versions else "")
            + (f", {len(bad):,} passed over" if bad else "")
            + f"; {documents:,} documents in all"
        )
    return UNREADABLE if bad else 0


def _called(fields: tuple[str, ...]) -> dict[str, str]:
    """`NAME=COLUMN` options as a mapping."""
    from reprint_trace.corpus.exporting import FIELDS

    called = dict(field.partition("=")[::2] for field in fields)
    for name, column in called.items():
        if name not in FIELDS or not column:
            raise click.BadParameter(
                f"{name}={column}: NAME is one of {', '.join(FIELDS)}", param_hint="--field"
            )
    return called


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@options.format_option
def info(corpus_path: str, format_: str) -> None:
    """Print how many documents and texts CORPUS holds, of which dates, and how it is signed."""
    from reprint_trace.contract import jsonable
    from reprint_trace.corpus import open_corpus

    with open_corpus(corpus_path, bad_row=complain) as kept:
        found, texts = kept.info(), kept.texts()
        versions = found.documents - texts
    if format_ == "json":
        write(json.dumps(jsonable(found) | {"texts": texts}, ensure_ascii=False) + "\n", None)
        return
    signature = found.signature
    facts = (
        ("corpus", found.name),
        ("documents", f"{found.documents:,}"),
        ("texts", f"{texts:,}" + (f", {versions:,} documents are versions" if versions else "")),
        ("dates", f"{found.earliest} to {found.latest}" if found.earliest else "none"),
        ("signature", f"MinHash {signature.permutations} {signature.scheme}, seed {signature.seed}"),
        ("shingles", f"{signature.shingle} of {signature.tokenizer} over {signature.folding}"),
    )
    write("".join(f"{name:<10} {value}\n" for name, value in facts), None)


@corpus.command("list")
@click.argument("corpus_path", metavar="CORPUS")
@options.format_option
def list_(corpus_path: str, format_: str) -> None:
    """Print every document of CORPUS: id, date, source, title; of a version of another, its id.

    Versions are one text printed again or slightly edited; all name the one that was added first.
    """
    from reprint_trace.corpus import open_corpus

    with open_corpus(corpus_path, bad_row=complain) as kept:
        for document in kept.documents():
            named = _named(document, kept)
            line = json.dumps(named, ensure_ascii=False) if format_ == "json" else _row(named)
            write(f"{line}\n", None)


def _named(document: Document, kept: Corpus) -> dict[str, str | None]:
    """A document as JSON names it, with what it is a version of."""
    from reprint_trace.contract import reference

    first = kept.version_of([document.id]).get(document.id)
    return reference(document) | ({"version_of": first} if first else {})


def _row(named: Mapping[str, str | None]) -> str:
    """The same as the fields of a line."""
    first = named.get("version_of")
    fields = (named["id"], named["published"], named["outlet"], named["title"])
    return "\t".join([one_line(field or "-") for field in fields] + [f"version of {first}"] * bool(first))


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


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@click.argument("text", metavar="TEXT|FILE")
@click.option("--outlet", metavar="NAME", help="Only documents of this outlet.")
@click.option("--since", metavar="DATE", help="Only documents of this day or later.")
@click.option("--until", metavar="DATE", help="Only documents of this day or earlier.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="At most so many.")
@options.format_option
def search(
    corpus_path: str,
    text: str,
    outlet: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    format_: str,
) -> None:
    """Print the documents of CORPUS that share text with TEXT, or with the saved page FILE.

    Shares are counted exactly: of the text, and of the document, in runs of 8 characters or more.

    \b
    Examples:
      reprint-trace corpus search originals.db page.html
      reprint-trace corpus search originals.db page.html --until 2020-02-24 --outlet 人民日报
    """
    from reprint_trace.corpus import Window, open_corpus

    window = (
        Window(outlet, _day(since, "--since"), _day(until, "--until")) if outlet or since or until else None
    )
    with open_corpus(corpus_path, bad_row=complain) as kept:
        for found in kept.candidates(_searched(text), limit, window):
            if not found.longest:
                continue
            shares = {
                "page_covered": round(found.page_covered, 4),
                "document_covered": round(found.document_covered, 4),
                "longest_run": found.longest,
            }
            named = _named(found.document, kept)
            if format_ == "json":
                line = json.dumps(shares | named, ensure_ascii=False)
            else:
                line = f"{found.page_covered:6.1%} {found.document_covered:6.1%}  {_row(named)}"
            write(f"{line}\n", None)


def _searched(text: str) -> str:
    """The body of a saved page, if the argument is a file; else the argument."""
    from reprint_trace.errors import NoArticle
    from reprint_trace.reading import read_file

    if text != "-" and not _is_file(text):
        return text
    page = read_file(text)
    if not page.body.strip():
        raise NoArticle(text, "no article text found")
    return page.body


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a zero byte: it is a text
        return False


def _day(value: str | None, option: str) -> str | None:
    from reprint_trace.corpus.importing import published_from

    if value is None:
        return None
    day = published_from(value)
    if not day:
        raise click.BadParameter(f"{value} is no date (YYYY-MM-DD)", param_hint=option)
    return day.value


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE: JSON Lines, or Parquet if it ends in .parquet."
)
@options.quiet_option
def export(corpus_path: str, output: str | None, quiet: bool) -> None:
    """Write the documents of CORPUS as rows that `corpus add` reads.

    \b
    Examples:
      reprint-trace corpus export originals.db | gzip > originals.jsonl.gz
      reprint-trace corpus export originals.db -o originals.parquet
    """
    from reprint_trace.corpus import open_corpus
    from reprint_trace.corpus.exporting import write_jsonl, write_parquet

    with open_corpus(corpus_path, bad_row=complain) as kept, opened(output) as out:
        if output and output.lower().endswith(".parquet"):
            count = write_parquet(kept.documents(), out)
        else:
            count = write_jsonl(kept.documents(), out)
    if output not in (None, *STDOUT) and not quiet:
        complain(f"{output}: {count:,} documents written")


@corpus.command()
@click.argument("corpus_path", metavar="CORPUS")
@options.quiet_option
def reindex(corpus_path: str, quiet: bool) -> None:
    """Make the index of CORPUS anew from its documents: after it was copied without its index
    folder, or when `corpus verify` finds the index damaged."""
    from reprint_trace.corpus import Corpus

    with Corpus.open(corpus_path) as kept:
        kept.reindex()
        documents = kept.info().documents
    if not quiet:
        complain(f"{corpus_path}: {documents:,} documents indexed")
