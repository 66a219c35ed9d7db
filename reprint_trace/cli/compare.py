"""`reprint-trace compare A B`: every difference between two files, without a corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.budget import limited

from . import options
from .output import print_comparison

if TYPE_CHECKING:
    from reprint_trace.model import Page
    from reprint_trace.words import Language


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
