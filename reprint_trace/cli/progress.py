"""How far a long run has come, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reprint_trace.reporting.safe import one_line

from .output import console

if TYPE_CHECKING:
    from collections.abc import Iterator

Advance = Callable[[int], None]


@contextmanager
def counted(quiet: bool) -> Iterator[Callable[[str], Advance | None]]:
    """Gives, for an input, what is told how many documents are done: a line on stderr with count
    and rate, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), MofNCompleteColumn(), rate)
    with Progress(*columns, TimeElapsedColumn(), console=console(sys.stderr), transient=True) as bar:

        def advance(path: str) -> Advance:
            task = bar.add_task(one_line(path), total=None, rate="")

            def to(count: int) -> None:
                speed = bar.tasks[task].speed
                bar.update(task, completed=count, rate=f"{speed:,.0f}/s" if speed else "")

            return to

        yield advance
