"""Results as they are printed, and the one decision about colour."""

from __future__ import annotations

import io
import os
from itertools import islice
from typing import IO, TYPE_CHECKING, TypeVar

import click

from reprint_trace.errors import InputError, boundary

from .streams import STDOUT, complain, fail, opened, stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from reprint_trace.model import Comparison, Page, Trace
    from reprint_trace.reporting.tables import Table
    from reprint_trace.words import Language


T = TypeVar("T")


def console(stream: IO[str] | None = None) -> Console:
    """A rich console on `stream` (stdout by default): colour only on a terminal and never
    with NO_COLOR; page text is never taken for markup."""
    from rich.console import Console

    target = stream or stdout()
    terminal = target.isatty()
    width = None if terminal else int(os.environ.get("COLUMNS") or 100)
    return Console(file=target, markup=False, emoji=False, highlight=False, width=width, legacy_windows=False)


def print_results(
    results: Iterator[Page | Trace | Comparison],
    format_: str,
    output: str | None,
    quiet: bool,
    lang: Language = "en",
) -> None:
    """Print each result as soon as it is there; to a file, all of them or nothing."""
    if format_ == "json":
        _print_json(results, output)
    else:
        _print_reports(results, output, lang)
    if output not in (None, *STDOUT) and not quiet:
        complain(f"written to {output}")


def print_traces(
    traces: Iterator[Trace],
    format_: str | None,
    table: Table,
    output: str | None,
    quiet: bool,
    lang: Language,
) -> None:
    """Print traces as a report, as JSON or in one of the export formats; without one, as HTML to a
    file that is named so, else as text."""
    from reprint_trace.reporting import formats

    format_ = format_ or ("html" if output and output.lower().endswith((".html", ".htm")) else "text")
    if format_ in ("html", "svg"):
        _print_one(traces, format_, output, quiet, lang)
        return
    if format_ not in formats.FORMATS:
        print_results(traces, format_, output, quiet, lang)
        return
    if format_ == "parquet" and output is None and stdout().isatty():
        raise click.UsageError("a Parquet file is no text for a terminal: give -o FILE")
    write(formats.export(traces, format_, table), output)
    if output not in (None, *STDOUT) and not quiet:
        complain(f"written to {output}")


def _print_one(
    traces: Iterator[Trace], format_: str, output: str | None, quiet: bool, lang: Language
) -> None:
    """Print the report or the picture of the only trace."""
    from reprint_trace.reporting.page import cascade_svg, page_html

    found = list(islice(traces, 2))
    if len(found) > 1:
        raise click.UsageError(f"--format {format_} is of one page: give one PAGE, or one --page of a run")
    if found:
        write((page_html if format_ == "html" else cascade_svg)(found[0], lang), output)
        if output not in (None, *STDOUT) and not quiet:
            complain(f"written to {output}")


def _print_json(results: Iterator[Page | Trace | Comparison], output: str | None) -> None:
    from reprint_trace.contract import to_json

    lines = _rendered(results, lambda result: to_json(result) + "\n")
    if output is not None:
        write("".join(lines), output)
        return
    for line in lines:
        write(line, None)


def _rendered(
    results: Iterable[Page | Trace | Comparison], render: Callable[[Page | Trace | Comparison], T]
) -> Iterator[T]:
    """The results as they are printed; one that cannot be is named, and costs no other."""
    for result in results:
        try:
            with boundary(_file_of(result), "reporting"):
                rendered = render(result)
        except InputError as error:
            fail(error)
        else:
            yield rendered


def _file_of(result: Page | Trace | Comparison) -> str:
    from reprint_trace.model import Comparison, Page

    if isinstance(result, Page):
        return result.file
    return result.reprint.file if isinstance(result, Comparison) else result.page.file


def _print_reports(results: Iterator[Page | Trace | Comparison], output: str | None, lang: Language) -> None:
    from reprint_trace.reporting.terminal import report

    buffer = None if output is None else io.StringIO()
    target = console(buffer)

    def printed(result: Page | Trace | Comparison) -> str:
        with target.capture() as text:
            target.print(report(result, lang))
        return text.get()

    for number, text in enumerate(_rendered(results, printed)):
        target.file.write("\n" * bool(number) + text)
    if buffer is not None:
        write(buffer.getvalue(), output)


def write(result: str | bytes, target: str | None) -> None:
    """Write a result to stdout, or to the file `target` whole or not at all; text as UTF-8."""
    with opened(target) as out:
        out.write(result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace"))
