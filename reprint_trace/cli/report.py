"""`reprint-trace report RUN`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reprint_trace.errors import MissingInput, boundary

from . import options
from .output import asked_format, note, print_console, print_traces, write, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Summary, Trace
    from reprint_trace.reporting.tables import Table
    from reprint_trace.words import Language


@click.command()
@click.argument("run", metavar="RUN", type=options.FILE)
@options.trace_format_option
@options.table_option
@click.option("--page", "page_id", metavar="ID", help="Only the trace of this page.")
@click.option("--pages", is_flag=True, help="The report of every page instead of the run's summary.")
@options.lang_option
@options.output_option
@options.quiet_option
def report(
    run: str,
    format_: str | None,
    table: Table,
    page_id: str | None,
    pages: bool,
    lang: Language,
    output: str | None,
    quiet: bool,
) -> None:
    """Report a saved run again, in another format.

    RUN is the folder that a scan wrote, or a file of traces (`--format json`); - is stdin. Of a run the
    summary is shown; --pages or --page ID shows its pages.

    \b
    Examples:
      reprint-trace report run/
      reprint-trace report run/ -o report.html
      reprint-trace report run/ -o run.xlsx
      reprint-trace report run/ --table claims -o claims.csv
      reprint-trace report run/ --table network -o network.graphml
      reprint-trace report run/ --page 2021/0413/1.html -o report.pdf
      reprint-trace report traces.jsonl -o stemma.graphml
    """
    from reprint_trace.reporting.formats import FORMATS
    from reprint_trace.reporting.saved import saved_groups, saved_summary, saved_traces

    summary = None if pages or page_id is not None else saved_summary(run)
    asked = asked_format(format_, output, FORMATS)
    if summary is not None and asked in OF_SUMMARY:
        with boundary(run, "reporting"):
            _print_summary(summary, run, asked, lang, output, quiet)
        return
    found = _only(saved_traces(run), run, page_id)
    print_traces(found, format_, table, output, quiet, lang, saved_groups(run))


OF_SUMMARY = ("text", "html", "pdf", "docx")


def _print_summary(
    summary: Summary, run: str, format_: str, lang: Language, output: str | None, quiet: bool
) -> None:
    """The summary of a run, as it was printed when the run ended, or for others to read."""
    from reprint_trace.reporting.formats import export_run
    from reprint_trace.reporting.saved import saved_traces
    from reprint_trace.reporting.scan import scan_html, write_scan_report
    from reprint_trace.reporting.summary import summary_report

    if format_ == "text":
        print_console(summary_report(summary, run, lang), output)
    elif format_ == "html" and output is None:
        output = str(write_scan_report(run, lang))
    elif format_ == "html":
        write(scan_html(run, lang), output)
    else:
        data = export_run(summary, saved_traces(run), "pdf" if format_ == "pdf" else "docx", lang)
        write_bytes(data, format_, output)
    note(output, quiet)


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
