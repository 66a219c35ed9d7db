"""What is said on stderr while a command runs: what tables and folders were taken for, the first rows of trouble with
the rest counted, and on a terminal how far a long run has come.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.budget import limited
from reprint_trace.reporting import one_line
from reprint_trace.words import say

from .output import console
from .streams import complain, language, stderr, stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.model import Document
    from reprint_trace.tables.rows import BadRow, PassedOver, Understood

SHOWN = 3  # rows of one file that are named one by one
NAMED = 5  # files, outlets and the like that are named before the rest is counted
_QUOTED = re.compile(r"'[^']*'|\d+")


class Heard:
    """Hears of tables and bad rows while a command works, says the first of them and counts the rest."""

    def __init__(self, quiet: bool = False) -> None:
        self.bad: list[BadRow] = []
        self._quiet = quiet
        self._troubles: Counter[str] = Counter()
        self._more: dict[str, Counter[str]] = {}
        self._shown: set[tuple[object, ...]] = set()
        self._passed: list[PassedOver] = []

    def notice(self, found: Understood | PassedOver) -> None:
        """A table whose columns were understood, or a file that was passed over."""
        from reprint_trace.tables.rows import PassedOver

        if isinstance(found, PassedOver):
            self._passed.append(found)
        elif not self._quiet and not _is_plain(found) and (found.columns, found.unused) not in self._shown:
            self._shown.add((found.columns, found.unused))
            complain(f"{found.of}: {said(found)}")

    def bad_row(self, row: BadRow) -> None:
        """A row that is no article, or a file that cannot be read."""
        self.bad.append(row)
        file = row.file if row.line else row.zip
        self._troubles[file] += 1
        if not file or self._troubles[file] <= SHOWN:
            complain(row)
        else:
            self._more.setdefault(file, Counter())[_QUOTED.sub("…", row.problem)] += 1

    def rest(self) -> None:
        """Says how many there were beside those that were named."""
        for file, more in self._more.items():
            reasons = ", ".join(f"{problem} ({count:,})" for problem, count in more.most_common(NAMED))
            complain(f"{file}: {more.total():,} more passed over: {reasons}")
        self._more.clear()
        opened = [one for one in self._passed if one.why]
        for one in opened[:SHOWN]:
            complain(f"{one.file}: passed over: {one.why}")
        others = [one.file for one in self._passed if not one.why] + [one.file for one in opened[SHOWN:]]
        if others and not self._quiet:
            complain(passed_over(others))
        self._passed.clear()


def look_into(paths: Sequence[str], out: str, fields: Mapping[str, str], heard: Heard) -> None:
    """Say what the columns of tables among the arguments will be taken for, and which files of folders are
    passed over; `out` is a run's own folder."""
    from reprint_trace.errors import InputError
    from reprint_trace.tables.opening import source, tables
    from reprint_trace.tables.pages import listing
    from reprint_trace.tables.rows import PassedOver

    own = os.path.realpath(out)  # Path.resolve raises where links lead in a circle
    for path in paths:
        if Path(path).is_dir() and not path.endswith(".parquet"):
            for file in listing(path).passed_over:
                if not Path(os.path.realpath(file)).is_relative_to(own):
                    heard.notice(PassedOver(file))
        elif Path(path).is_file():
            with suppress(InputError), limited(path, "unpacking"), source(path) as given:
                for known, _ in tables(given, fields) if given.kind not in (None, "zip") else ():
                    heard.notice(known)
    heard.rest()


def _is_plain(found: Understood) -> bool:
    """Whether every column has the very name of its field: there is nothing to say."""
    return not found.unused and all(field == column for field, column in found.columns)


def said(found: Understood) -> str:
    """What the columns of a table were taken for."""
    taken = ", ".join(f"{field} ← {column}" for field, column in found.columns)
    return taken + (f"; not used: {_some(found.unused)}" if found.unused else "")


def passed_over(files: list[str]) -> str:
    """That files of a folder are not read, the first of them named."""
    names = [Path(file).name for file in files]
    return f"{len(files):,} files that are no pages, documents or tables were passed over: {_some(names)}"


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


class Counted:
    """What the documents of an import are: how many, of which outlets and days."""

    def __init__(self) -> None:
        self.documents = 0
        self.first: list[Document] = []
        self._outlets: Counter[str] = Counter()
        self._days: list[str] = []
        self._undated = 0

    def document(self, document: Document) -> None:
        """One more."""
        self.documents += 1
        if len(self.first) < SHOWN:
            self.first.append(document)
        self._outlets[document.publisher or document.source or document.outlet or ""] += 1
        if document.published:
            day = document.published.value[:10]
            self._days = [min([day, *self._days[:1]]), max([day, *self._days[1:]])]
        else:
            self._undated += 1

    def __str__(self) -> str:
        named = Counter({name: count for name, count in self._outlets.items() if name})
        outlets = [f"{name} {count:,}" for name, count in named.most_common()]
        parts = [
            f"{self.documents:,} documents "
            + (f"of {_some(outlets)}" if outlets else "of no outlet (--source names it)"),
            f"without a source {self._outlets['']:,}" if outlets and self._outlets[""] else "",
            f"{self._days[0]} to {self._days[1]}" if self._days else "without dates (--date gives one)",
            f"undated {self._undated:,}" if self._days and self._undated else "",
        ]
        return "; ".join(part for part in parts if part)


# ── how far a run has come ──────────────────────────────────────────────────────────────


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
