"""Results as they are printed, and the one decision about colour."""

from __future__ import annotations

import codecs
import io
import os
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar, cast

import click

from reprint_trace.budget import limited
from reprint_trace.errors import InputError

from .streams import STDOUT, complain, fail, opened, stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import Console, RenderableType

    from reprint_trace.model import Comparison, Page, Trace
    from reprint_trace.reporting.formats import Format
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


def asked_format(format_: str | None, output: str | None, allowed: Sequence[str]) -> str:
    """The format that is named, else the one the file ends in, else text.
    Raises UsageError for an ending of no format, or of one that this command does not write."""
    from reprint_trace.reporting.formats import format_of

    if format_ is not None:
        return format_
    if output is None or output in STDOUT or _is_device(output):
        return "text" if "text" in allowed else "jsonl"
    found = format_of(output)
    if found is None or found not in allowed:
        endings = " ".join(f".{name}" for name in _endings(allowed))
        raise click.UsageError(
            f"{output}: nothing is written in files of that ending; give one of {endings}, or --format"
        )
    return "json-document" if found == "json" else found


def _endings(allowed: Sequence[str]) -> list[str]:
    from reprint_trace.reporting.formats import SUFFIXES

    return [ending[1:] for ending, format_ in SUFFIXES.items() if format_ in allowed]


def _is_device(output: str) -> bool:
    """Whether a name is a pipe or a device, whose name says nothing."""
    path = Path(output)
    return path.exists() and not path.is_file() and not path.is_dir()


def print_pages(
    pages: Iterator[Page], format_: str | None, output: str | None, quiet: bool, lang: Language
) -> None:
    """Print what pages say, each as soon as it is there; to a file, all of them or nothing."""
    from reprint_trace.reporting.formats import OF_PAGES, export_pages

    asked = asked_format(format_, output, OF_PAGES)
    if asked in ("text", "json", "jsonl"):
        _print_each(pages, asked, output, lang)
    else:
        write_bytes(export_pages(pages, plain_format(asked)), asked, output)
    note(output, quiet)


def print_comparison(
    comparison: Comparison, format_: str | None, output: str | None, quiet: bool, lang: Language
) -> None:
    from reprint_trace.reporting.formats import OF_COMPARISONS, export_comparison

    asked = asked_format(format_, output, OF_COMPARISONS)
    if asked == "text":
        _print_each(iter([comparison]), asked, output, lang)
    else:
        write_bytes(export_comparison(comparison, plain_format(asked), lang), asked, output)
    note(output, quiet)


def print_traces(
    traces: Iterator[Trace],
    format_: str | None,
    table: Table,
    output: str | None,
    quiet: bool,
    lang: Language,
    groups: Mapping[str, int] | None = None,
) -> None:
    """Print traces as a report, as JSON or in one of the other formats: the one that is named, else the
    one that the file ends in."""
    from reprint_trace.reporting import formats

    asked = asked_format(format_, output, formats.FORMATS)
    if asked in ("text", "json", "jsonl"):
        _print_each(traces, asked, output, lang)
        note(output, quiet)
        return
    plain = plain_format(asked)
    if plain in formats.OF_ONE:
        found = list(islice(traces, 2))
        if len(found) > 1:
            raise click.UsageError(f"{plain} is of one page: give one PAGE, or one --page of a run")
        if not found:
            return
        traces = iter(found)
    refuse_terminal(plain, output)
    write_bytes(formats.export(traces, plain, table, lang=lang, groups=groups or {}), asked, output)
    note(output, quiet)


def plain_format(asked: str) -> Format:
    """The format of a file; `json-document` is JSON as one text, not line by line."""
    return cast("Format", "json" if asked == "json-document" else asked)


def note(output: str | None, quiet: bool) -> None:
    if output not in (None, *STDOUT) and not quiet:
        complain(f"written to {output}")


def refuse_terminal(format_: str, output: str | None) -> None:
    from reprint_trace.reporting.formats import BINARY

    if format_ in BINARY and output in (None, *STDOUT) and stdout().isatty():
        raise click.UsageError(f"{format_} is no text for a terminal: give -o FILE.{format_}")


def write_bytes(data: bytes, format_: str, output: str | None) -> None:
    """A file's bytes; what goes into a pipe has no mark for Excel before it."""
    refuse_terminal(format_, output)
    write(data.removeprefix(codecs.BOM_UTF8) if output in (None, *STDOUT) else data, output)


def _print_each(
    results: Iterable[Page | Trace | Comparison],
    format_: str,
    output: str | None,
    lang: Language,
) -> None:
    """Reports, or a line of JSON each."""
    if format_ in ("json", "jsonl"):
        _print_json(results, output)
    else:
        _print_reports(results, output, lang)


def _print_json(results: Iterable[Page | Trace | Comparison], output: str | None) -> None:
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
            with limited(_file_of(result), "reporting"):
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


def _print_reports(results: Iterable[Page | Trace | Comparison], output: str | None, lang: Language) -> None:
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


def print_console(shown: RenderableType, output: str | None) -> None:
    """Something of rich's on the terminal, or as plain text in a file."""
    if output is None:
        console().print(shown)
        return
    buffer = io.StringIO()
    console(buffer).print(shown)
    write(buffer.getvalue(), output)


def write(result: str | bytes, target: str | None) -> None:
    """Write a result to stdout, or to the file `target` whole or not at all; text as UTF-8."""
    with opened(target) as out:
        out.write(result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace"))
