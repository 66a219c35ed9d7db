"""`reprint-trace FOLDER -o RUN/`: a folder of saved pages traced together."""

from __future__ import annotations

import os
import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import InputError
from reprint_trace.words import say, translated

from . import options
from .output import console
from .progress import Heard, look_into
from .streams import complain, language, stderr, warn_of_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.progress import Progress, TaskID

    from reprint_trace.model import Summary
    from reprint_trace.scanning.inputs import Choice
    from reprint_trace.scanning.plan import ScanRequest, Watch
    from reprint_trace.words import Language

ATTRIBUTION_FAILS = 1
UNREADABLE = InputError.exit_code


def scan_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that only a scan heeds."""
    for option in reversed((
        click.option("-j", "--jobs", type=click.IntRange(1), metavar="N",
                     help="Scan: so many worker processes (default: one a processor)."),
        click.option("--include", multiple=True, metavar="GLOB", help="Scan: only pages whose id matches."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Scan: no pages whose id matches."),
        click.option("--since", metavar="DATE", help="Scan: only pages saved on that day or later."),
        click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
                     help="Scan: worker processes here, or Spark (`pip install reprint-trace[spark]`)."),
        click.option("--master", metavar="URL", help="Scan: Spark's master, e.g. local[4] or spark://host:7077."),
    )):  # fmt: skip
        command = option(command)
    return command


def is_scan(pages: Sequence[str], output: str | None) -> bool:
    """Whether the output is a run's folder: one that exists or ends in a slash, or, where a folder is
    read, a name without an ending."""
    if output is None or output == "-":
        return False
    if output.endswith(("/", os.sep)) or os.path.isdir(output):  # noqa: PTH112  which never raises
        return True
    return any(map(os.path.isdir, pages)) and not Path(output).suffix


def requested(
    pages: tuple[str, ...], output: str, corpus: str | None, outlets: str | None, choice: Choice
) -> ScanRequest:
    """What the arguments ask for."""
    from reprint_trace.scanning.plan import ScanRequest

    if any(Path(page).is_dir() and os.path.realpath(page) == os.path.realpath(output) for page in pages):
        raise click.UsageError(f"-o {output} is the folder that is scanned: choose another")
    command = _command(pages, corpus, outlets, choice)
    return ScanRequest(
        inputs=pages, out=output, corpus=corpus, outlets=outlets, choice=choice, command=command
    )


def run_scan(
    request: ScanRequest,
    jobs: int | None,
    engine: str,
    master: str | None,
    check: bool,
    quiet: bool,
    lang: Language,
) -> int:
    """Scan, print the summary, and the exit code."""
    from reprint_trace.reporting.summary import summary_report

    output = request.out
    heard = Heard(quiet)
    look_into(request.inputs, output, dict(request.choice.fields), heard)
    try:
        if engine == "spark":
            summary = _on_spark(request, master, quiet, heard)
        else:
            summary = _here(request, jobs, quiet, heard)
        _write_report(output, lang)
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on from here")
        raise
    heard.rest()
    warn_of_nothing(summary.corpus)
    if not quiet:
        console().print(summary_report(summary, output, lang))
    failing = sum(site.failing for site in summary.by_site.values())
    if summary.failures:
        listed = Path(output, "failures.parquet" if engine == "spark" else "failures.jsonl")
        complain(f"{summary.failures:,} pages not read or not traced: see {listed}")
    if check and failing:
        complain(f"{failing:,} attributions fail")
    if summary.failures:
        return UNREADABLE
    return ATTRIBUTION_FAILS if check and failing else 0


def _write_report(output: str, lang: Language) -> None:
    """`report.html`, where the run in the folder is newer than the report of it."""
    from reprint_trace.reporting.scan import write_scan_report

    made, report = Path(output, "summary.json"), Path(output, "report.html")
    if not report.exists() or report.stat().st_mtime_ns < made.stat().st_mtime_ns:
        write_scan_report(output, lang)


def _here(request: ScanRequest, jobs: int | None, quiet: bool, heard: Heard) -> Summary:
    from reprint_trace.scanning.local import scan

    with watched(quiet) as watch:
        return scan(request, jobs=jobs or _processors(), watch=watch, bad_row=heard.bad_row)


def _on_spark(request: ScanRequest, master: str | None, quiet: bool, heard: Heard) -> Summary:
    try:
        from reprint_trace.scanning.spark.engine import scan, session
    except ImportError as error:
        problem = f"--engine spark needs PySpark ({error}): pip install 'reprint-trace[spark]'"
        raise click.UsageError(problem) from None
    with session(master) as spark, watched(quiet) as watch:
        return scan(request, spark=spark, watch=watch, bad_row=heard.bad_row)


def chosen(
    include: tuple[str, ...], exclude: tuple[str, ...], since: str | None, fields: tuple[str, ...] = ()
) -> Choice:
    """The options as a choice of items."""
    from reprint_trace.scanning.inputs import Choice

    day = options.day(since, "--since")
    if day and day.precision not in ("day", "minute"):
        raise click.BadParameter(f"{since} is no date (YYYY-MM-DD)", param_hint="--since")
    return Choice(include, exclude, day.value[:10] if day else None, tuple(options.columns(fields).items()))


def _command(pages: tuple[str, ...], corpus: str | None, outlets: str | None, choice: Choice) -> str:
    """The command without what changes no trace (-o, -j, -q …), so that a run in another folder, or
    taken up again with more workers, gives the same bytes."""
    named = [("--corpus", corpus), ("--outlets", outlets), ("--since", choice.since)]
    named += [("--include", glob) for glob in choice.include] + [
        ("--exclude", glob) for glob in choice.exclude
    ]
    named += [("--field", f"{name}={column}") for name, column in choice.fields]
    return shlex.join([*pages, *(word for name, value in named if value for word in (name, value))])


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def watched(quiet: bool) -> Iterator[Watch]:
    """A bar a stage with rate, time left and failures; on a terminal only."""
    from reprint_trace.scanning.plan import Unwatched

    if quiet or not stderr().isatty():
        yield Unwatched()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn())
    rest = (
        TextColumn("{task.fields[rate]:>9}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
    )
    with Progress(*columns, *rest, console=console(stderr()), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """The bars of the stages, one below the other."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._failed = 0
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        self._failed = 0
        name = translated(name, language())
        known = [task for task in self._bar.tasks if task.description == name]
        if known:  # comparing comes back until no two pages are left to be compared
            self._task = known[0].id
            self.more(total)
        else:
            self._task = self._bar.add_task(name, total=total, rate="", failed="")

    def more(self, count: int) -> None:
        assert self._task is not None
        self._bar.update(self._task, total=(self._bar.tasks[self._task].total or 0) + count)

    def advance(self, failed: bool = False) -> None:
        assert self._task is not None
        self._failed += failed
        speed = self._bar.tasks[self._task].speed
        self._bar.update(
            self._task, advance=1, rate=f"{speed:,.0f}/s" if speed else "",
            failed=say("progress.failed", language(), n=f"{self._failed:,}") if self._failed else "",
        )  # fmt: skip
