"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Published


class Place(click.Path):
    """A path; a shell completes it as one.  An address is told from it: nothing is fetched."""

    def __init__(self, addresses: bool = False) -> None:
        super().__init__(allow_dash=True)
        self._addresses = addresses

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not self._addresses and str(value).lower().startswith(("http://", "https://")):
            problem = (
                f"{value} is an address, and nothing is fetched: save the page in a browser (Ctrl-S) and"
                " give the file"
            )
            raise click.BadParameter(problem, ctx, param)
        return value


FILE = Place()
corpus_option = click.option(
    "-c", "--corpus", "corpus_path", metavar="CORPUS", type=FILE,
    help="Candidate originals: a corpus made by `corpus add`, or a table, a file or a folder of pages.",
)  # fmt: skip
outlets_option = click.option(
    "--outlets",
    "outlets_path",
    metavar="FILE",
    type=FILE,
    help="Your own outlets (TSV or CSV), beside the built-in.",
)
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Text to read, or one JSON object a line.",
)  # fmt: skip


def _locale_language() -> str:
    from reprint_trace.words import default_language

    return default_language()


EXPORTS = ["html", "pdf", "docx", "xlsx", "csv", "tsv", "json", "jsonl", "parquet", "graphml", "dot", "svg", "png",
           "prov", "jsonld", "bibtex", "csl"]  # fmt: skip
trace_format_option = click.option(
    "--format", "format_", type=click.Choice(["text", *EXPORTS]), show_default="by the ending of -o FILE; text",
    help="A report to read, one JSON object a line, or a file for another tool.",
)  # fmt: skip
table_option = click.option(
    "--table", type=click.Choice(["pages", "edges", "claims", "passages", "network"]), default="pages",
    show_default=True, help="Which table csv, tsv and parquet hold; network is also a graph (graphml, dot).",
)  # fmt: skip
read_format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "csv", "tsv", "xlsx", "json", "jsonl", "parquet"]),
    show_default="by the ending of -o FILE; text", help="Text to read, one JSON object a line, or a table.",
)  # fmt: skip
compare_format_option = click.option(
    "--format", "format_",
    type=click.Choice(["text", "html", "pdf", "docx", "xlsx", "csv", "tsv", "json", "jsonl", "parquet"]),
    show_default="by the ending of -o FILE; text", help="A report to read, JSON, or a table of the edits.",
)  # fmt: skip
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=_locale_language, show_default="your locale's",
    help="The language of reports, help and messages.",
)  # fmt: skip
output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    help="Write the result to FILE instead of stdout; its ending says the format.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No notes on stderr, errors only.")
url_option = click.option("--url", metavar="URL", help="The page's address, where the save does not tell it.")
corpus_argument = click.argument("corpus_path", metavar="CORPUS", type=FILE)
pages_argument = click.argument("pages", nargs=-1, required=True, metavar="PAGE...", type=FILE)
field_option = click.option(
    "--field", "fields", multiple=True, metavar="NAME=COLUMN",
    help="What a table calls a field: --field text=content --field date=pubtime.",
)  # fmt: skip


def columns(fields: Sequence[str]) -> dict[str, str]:
    """`NAME=COLUMN` options as columns by field."""
    from reprint_trace.tables.rows import FIELDS

    called = dict(field.partition("=")[::2] for field in fields)
    for name, column in called.items():
        if name not in FIELDS or not column:
            raise click.BadParameter(
                f"{name}={column}: NAME is one of {', '.join(FIELDS)}", param_hint="--field"
            )
    return called


def day(value: str | None, option: str) -> Published | None:
    """A date as an option gives it."""
    from reprint_trace.tables.rows import dated

    if value is None:
        return None
    found = dated(value, "option")
    if not found:
        raise click.BadParameter(f"{value} is no date (YYYY-MM-DD)", param_hint=option)
    return found
