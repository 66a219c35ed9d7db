"""`reprint-trace corpus …`: make, look into and check a corpus of candidate originals."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.budget import limited
from reprint_trace.errors import InputError
from reprint_trace.reporting import one_line

from . import options
from .output import asked_format, plain_format, refuse_terminal, write, write_bytes
from .progress import Counted, Heard, counted
from .streams import STDOUT, complain, language, opened, warn_of_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reprint_trace.corpus import Added, Corpus, Window
    from reprint_trace.model import Document

    from .progress import Told

UNREADABLE = 3
DAMAGED = 4


@click.group()
def corpus() -> None:
    """Make, search and check a corpus: the candidate originals."""


@corpus.command()
@options.corpus_argument
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=options.FILE)
@options.field_option
@click.option("--source", metavar="NAME", help="The outlet of all that name none: --source 本报.")
@click.option("--date", metavar="DATE", help="The date of all that have none.")
@click.option("--site", metavar="ADDRESS", help="The site that all stand on whose address is not known.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and add nothing.")
@click.option(
    "--failures",
    metavar="FILE",
    type=options.FILE,
    help="Write the bad rows to FILE (JSON Lines: file, line, problem).",
)
@options.outlets_option
@options.quiet_option
def add(
    corpus_path: str,
    inputs: tuple[str, ...],
    fields: tuple[str, ...],
    source: str | None,
    date: str | None,
    site: str | None,
    dry_run: bool,
    failures: str | None,
    outlets_path: str | None,
    quiet: bool,
) -> int:
    """Add the documents of INPUT... to CORPUS, making it if there is none.

    INPUT is a table (.csv, .tsv, .xlsx, .json, .jsonl, .parquet, .xml, a feed, a SQLite file; in any
    charset, packed or not), a saved page, WARC, .txt, .docx, .odt, .rtf, .epub or .pdf, a folder or zip
    of any of these, another corpus, or - for standard input. Columns are known by their names, Chinese
    or English; what they were taken for is printed. A document that is there already changes nothing.
    Bad rows are counted, the first of them named; the rest is added.

    \b
    Examples:
      reprint-trace corpus add originals.db articles.jsonl.gz
      reprint-trace corpus add originals.db 2021年稿件.xlsx --source 临江日报
      reprint-trace corpus add originals.db saved_pages/ page.html
      reprint-trace corpus add originals.db archive.csv --field text=content --dry-run
    """
    from reprint_trace.contract import line
    from reprint_trace.corpus import Added, Corpus
    from reprint_trace.corpus.exchange import read_documents
    from reprint_trace.outlets import gazetteer
    from reprint_trace.tables.articles import Unsaid
    from reprint_trace.tables.rows import BadRow

    known = gazetteer(outlets_path)
    called = options.columns(fields)
    unsaid = Unsaid(source, options.day(date, "--date"), site)
    heard, counted_ = Heard(quiet), Counted()

    def good(path: str, told: Told) -> Iterator[Document]:
        try:
            for row in read_documents(path, known, called, told.read, unsaid, heard.notice):
                if isinstance(row, BadRow):
                    heard.bad_row(row)
                else:
                    counted_.document(row)
                    yield row
        except InputError as error:
            heard.bad_row(BadRow.of(error))

    total, documents = Added(), 0
    with contextlib.ExitStack() as stack:
        kept = None if dry_run else stack.enter_context(Corpus.create(corpus_path))
        advance = stack.enter_context(counted(quiet))
        for path in inputs:
            told = advance(path)
            if kept:
                total += kept.add(good(path, told), told.done, workers=os.cpu_count() or 1)
            else:
                deque(good(path, told), maxlen=0)
        documents = kept.info().documents if kept else 0
    heard.rest()
    if failures:
        rows = ({"file": row.file, "line": row.line, "problem": row.problem} for row in heard.bad)
        write("".join(line(row) + "\n" for row in rows), failures)
    if counted_.documents and not quiet:
        complain(f"understood: {counted_}")
    if dry_run:
        _print_first(counted_)
    _print_result(corpus_path, None if dry_run else total, len(heard.bad), documents, quiet)
    return UNREADABLE if heard.bad else 0


def _print_result(corpus_path: str, total: Added | None, bad: int, documents: int, quiet: bool) -> None:
    """What an add did; `total` is None for a dry run."""
    passed_over = f", {bad:,} passed over" if bad else ""
    if total is None:
        complain(f"dry run: nothing was added to {corpus_path}{passed_over}")
    elif not quiet:
        complain(
            f"{corpus_path}: {total.added:,} added, {total.unchanged:,} there already"
            + (f", {total.versions:,} versions of others" if total.versions else "")
            + f"{passed_over}; {documents:,} documents in all"
        )


def _print_first(found: Counted) -> None:
    """The first documents of a dry run, a line each."""
    for document in found.first:
        dated = document.published.value if document.published else None
        fields = (document.id, dated, document.source or document.outlet, document.title)
        beginning = one_line(document.text[:40])
        write("\t".join(one_line(field or "-") for field in fields) + f"\t{beginning}…\n", None)


@corpus.command()
@options.corpus_argument
@options.format_option
def info(corpus_path: str, format_: str) -> None:
    """Print how many documents and texts CORPUS holds, of which dates, and how it is signed."""
    from reprint_trace.contract import jsonable, line
    from reprint_trace.corpus import open_corpus
    from reprint_trace.reporting.wording import Messages

    with open_corpus(corpus_path, bad_row=complain) as kept:
        found, texts = kept.info(), kept.texts()
        versions = found.documents - texts
    if format_ == "json":
        write(line(jsonable(found) | {"texts": texts}) + "\n", None)
        return
    signature = found.signature
    t = Messages(language())
    dates = f"{found.earliest} – {found.latest}" if found.earliest else t("nothing")
    facts = (
        ("corpus", found.name),
        ("documents", f"{found.documents:,}"),
        ("texts", f"{texts:,}" + (t("info.versions", n=f"{versions:,}") if versions else "")),
        ("dates", dates),
        ("signature", f"MinHash {signature.permutations} {signature.scheme}, seed {signature.seed}"),
        ("shingles", f"{signature.shingle} · {signature.tokenizer} · {signature.folding}"),
    )
    write("".join(f"{t(f'info.{name}'):<10} {value}\n" for name, value in facts), None)


@corpus.command("list")
@options.corpus_argument
@options.format_option
def list_(corpus_path: str, format_: str) -> None:
    """Print every document of CORPUS: id, date, source, title; of a version of another, its id.

    Versions are one text printed again or slightly edited; all name the one that was added first.
    """
    from reprint_trace.contract import line
    from reprint_trace.corpus import open_corpus

    with open_corpus(corpus_path, bad_row=complain) as kept:
        for document in kept.documents():
            named = _named(document, kept)
            written = line(named) if format_ == "json" else _row(named)
            write(f"{written}\n", None)


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
@options.corpus_argument
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
@options.corpus_argument
@options.quiet_option
def verify(corpus_path: str, quiet: bool) -> int:
    """Check CORPUS wholly: every byte of its files, every row, and a sample of its signatures."""
    from reprint_trace.corpus import Corpus

    with Corpus.open(corpus_path) as kept:
        problems = kept.verify()
    for problem in problems:
        complain(f"{corpus_path}: {problem}")
    if not problems and not quiet:
        complain(f"{corpus_path}: sound")
    return DAMAGED if problems else 0


@corpus.command()
@options.corpus_argument
@click.argument("text", metavar="TEXT|FILE", type=options.Place(addresses=True))
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

    Shares are counted exactly: of the text, and of the document, in runs of 8 characters or more. Where
    none accounts for the text, the documents that name what it names come first, with the rare words and
    figures in common: it may tell them again in other words.

    \b
    Examples:
      reprint-trace corpus search originals.db page.html
      reprint-trace corpus search originals.db page.html --until 2020-02-24 --outlet 人民日报
    """
    from reprint_trace.contract import line
    from reprint_trace.corpus import Window, open_corpus
    from reprint_trace.tracing import EXPLAINED

    window = (
        Window(outlet, _iso(since, "--since"), _iso(until, "--until")) if outlet or since or until else None
    )
    with open_corpus(corpus_path, bad_row=complain) as kept:
        warn_of_nothing(kept.info())
        asked = _searched(text)
        with limited(one_line(text, 80), "searching"):
            candidates = kept.candidates(asked, limit, window)
        if not any(found.page_covered >= EXPLAINED for found in candidates):
            _alike(asked, kept, window, format_)
        for found in candidates:
            if not found.longest:
                continue
            shares = {
                "page_covered": round(found.page_covered, 4),
                "document_covered": round(found.document_covered, 4),
                "longest_run": found.longest,
            }
            named = _named(found.document, kept)
            if format_ == "json":
                written = line(shares | named)
            else:
                written = f"{found.page_covered:6.1%} {found.document_covered:6.1%}  {_row(named)}"
            write(f"{written}\n", None)


def _alike(asked: str, kept: Corpus, window: Window | None, format_: str) -> None:
    """The documents that name what the text names, with the terms that lead to them: it may tell them
    again in other words."""
    from reprint_trace.contract import line
    from reprint_trace.retelling import named_alike

    for found in named_alike(asked, kept, window):
        named = _named(found.document, kept)
        if format_ == "json":
            written = line({"terms_in_common": found.terms} | named)
        else:
            written = f"{'':6} {'':6}  {_row(named)}  ({'、'.join(found.terms)})"
        write(f"{written}\n", None)


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


def _iso(value: str | None, option: str) -> str | None:
    day = options.day(value, option)
    return day.value if day else None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a zero byte: it is a text
        return False


@corpus.command()
@options.corpus_argument
@click.option(
    "--format", "format_", type=click.Choice(["jsonl", "json", "csv", "tsv", "xlsx", "parquet"]),
    show_default="by the ending of -o FILE; jsonl", help="How the rows are written.",
)  # fmt: skip
@options.output_option
@options.quiet_option
def export(corpus_path: str, format_: str | None, output: str | None, quiet: bool) -> None:
    """Write the documents of CORPUS as rows that `corpus add` reads.

    \b
    Examples:
      reprint-trace corpus export originals.db | gzip > originals.jsonl.gz
      reprint-trace corpus export originals.db -o originals.parquet
      reprint-trace corpus export originals.db -o originals.csv
    """
    from reprint_trace.corpus import open_corpus
    from reprint_trace.corpus.exchange import FIELDS, row, write_jsonl, write_parquet
    from reprint_trace.reporting.formats import OF_DOCUMENTS, export_documents

    asked = asked_format(format_, output, OF_DOCUMENTS)
    refuse_terminal(asked, output)
    with open_corpus(corpus_path, bad_row=complain) as kept:
        if asked in ("jsonl", "parquet"):
            with opened(output) as out:
                writer = write_jsonl if asked == "jsonl" else write_parquet
                count = writer(kept.documents(), out)
        else:
            rows = [row(document) for document in kept.documents()]
            _say_what_is_cut(rows, asked)
            data = export_documents(rows, dict.fromkeys(FIELDS, "string"), plain_format(asked))
            write_bytes(data, asked, output)
            count = len(rows)
    if output not in (None, *STDOUT) and not quiet:
        complain(f"{output}: {count:,} documents written")


def _say_what_is_cut(rows: list[dict[str, str | None]], format_: str) -> None:
    from reprint_trace.reporting.office import LONGEST

    cut = sum(len(row["text"] or "") > LONGEST for row in rows) if format_ == "xlsx" else 0
    if cut:
        complain(
            f"{cut:,} texts are cut: a cell of Excel holds {LONGEST:,} characters; Parquet and CSV hold all"
        )


@corpus.command()
@options.corpus_argument
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
