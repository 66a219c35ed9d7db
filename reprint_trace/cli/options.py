"""Options that several commands share."""

from __future__ import annotations

import click

corpus_option = click.option(
    "-c", "--corpus", "corpus_path", metavar="CORPUS",
    help="Candidate originals: a corpus made by `corpus add`, or a JSONL file or folder of pages.",
)  # fmt: skip
outlets_option = click.option(
    "--outlets", "outlets_path", metavar="FILE", help="Your own outlets (TSV or CSV), beside the built-in."
)
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="A report to read, or one JSON object a line.",
)  # fmt: skip


def _locale_language() -> str:
    from reprint_trace.words import default_language

    return default_language()


EXPORTS = ["csv", "parquet", "graphml", "dot", "prov", "jsonld", "bibtex", "csl"]
trace_format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "html", "svg", "json", *EXPORTS]),
    show_default="text; html for -o FILE.html",
    help="A report to read, one JSON object a line, or a file for another tool.",
)  # fmt: skip
table_option = click.option(
    "--table", type=click.Choice(["pages", "edges", "passages"]), default="pages", show_default=True,
    help="Which table csv and parquet hold.",
)  # fmt: skip
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=_locale_language, show_default="your locale's",
    help="The language of reports to read.",
)  # fmt: skip
output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write the result to FILE instead of stdout."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No notes on stderr, errors only.")
url_option = click.option("--url", metavar="URL", help="The page's address, where the save does not tell it.")
pages_argument = click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
