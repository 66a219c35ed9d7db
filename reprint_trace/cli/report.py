"""`reprint-trace report RUN`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import MissingInput, boundary

from . import options
from .output import print_traces
from .streams import complain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Trace
    from reprint_trace.reporting.tables import Table
    from reprint_trace.words import Language


@click.command()
@click.argument("run", metavar="RUN")
@options.trace_format_option
@options.table_option
@click.option("--page", "page_id", metavar="ID", help="Only the trace of this page.")
@options.lang_option
@options.output_option
@options.quiet_option
def report(
    run: str,
    format_: str | None,
    table: Table,
    page_id: str | None,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> None:
    """Report a saved run again, in another format.

    RUN is the folder that a scan wrote, or a file of traces (`--format json`); - is stdin.

    \b
    Examples:
      reprint-trace report run/ --format csv -o pages.csv
      reprint-trace report run/ --format csv --table passages -o passages.csv
      reprint-trace report traces.jsonl --format graphml -o stemma.graphml
      reprint-trace report run/ --format html --lang zh
      reprint-trace report run/ --page 2021/0413/1.html --format bibtex
      reprint-trace report run/ --page 2021/0413/1.html --lang zh -o report.html
    """
    from reprint_trace.reporting.saved import saved_traces
    from reprint_trace.reporting.scan import write_scan_report

    if format_ == "html" and page_id is None and Path(run, "summary.json").is_file():
        if output is not None:
            raise click.UsageError(
                "the report of a run stands in the run's folder: leave -o out, or give --page"
            )
        with boundary(run, "reporting"):
            written = write_scan_report(run, lang)
        if not quiet:
            complain(f"written to {written}")
        return
    print_traces(_only(saved_traces(run), run, page_id), format_, table, output, quiet, lang)


def _only(traces: Iterator[Trace], run: str, page_id: str | None) -> Iterator[Trace]:
    if page_id is None:
        yield from traces
        return
    found = next((trace for trace in traces if trace.page.file == page_id), None)
    if found is None:
        raise MissingInput(
            page_id, f"no such page in {run}", "a page's id is in the column `id` of --format csv"
        )
    yield found
