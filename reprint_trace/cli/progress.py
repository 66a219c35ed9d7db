"""How far a long run has come, on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reporting.safe import one_line
from reprint_trace.words import say

from .output import console
from .streams import language, stderr, stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Told(NamedTuple):
    """What is told, of one input, how many documents are done and which share of it has been read."""

    done: Callable[[int], None] | None = None
    read: Callable[[float], None] | None = None


@contextmanager
def walked(paths: Sequence[str], output: str | None, quiet: bool) -> Iterator[Told]:
    """What is told of a walk over many pages, where the results do not go to the same terminal."""
    beside = output in (None, "-") and stdout().isatty()
    with counted(quiet or beside or paths == ("-",), "pages") as advance:
        yield advance(paths[0])


@contextmanager
def counted(quiet: bool, of: str = "documents") -> Iterator[Callable[[str], Told]]:
    """Gives what is told of an input's progress: a line on stderr with count, rate and, where the
    share that is read can be known, a bar and the time that is left; on a terminal only."""
    if quiet or not stderr().isatty():
        yield lambda _: Told()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(),
        TextColumn(say("progress.left", language())),
    )
    with Progress(*columns, console=console(stderr()), transient=True, speed_estimate_period=300) as bar:

        def advance(path: str) -> Told:
            task = bar.add_task(one_line(Path(path).name), total=None, count="")

            def done(count: int) -> None:
                elapsed = bar.tasks[task].elapsed
                rate = f", {count / elapsed:,.0f}/s" if elapsed else ""
                bar.update(task, count=f"{count:,} {of}{rate}")

            def read(share: float) -> None:
                bar.update(task, completed=share, total=1.0)

            return Told(done, read)

        yield advance
