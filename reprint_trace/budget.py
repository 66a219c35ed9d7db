"""What one input may take: seconds of processor time and memory, a stage.

Processor time, not the clock's, so that what is ended does not depend on what else the machine does.
The command line gives every stage of every page a budget (`granted`); what exceeds it is a named failure
of that page, and the rest goes on.  A program that imports the package has its signals to itself: nothing
is limited there.  Scans limit their worker processes by the kernel (`scanning/workers.py`).
"""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from reprint_trace.errors import MemoryLimit, ReprintTraceError, TimeLimit, boundary

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import resource

T = TypeVar("T")
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of processor time, and `memory` in bytes beyond what the process had before (None: no
    limit).  On Windows there are no limits."""

    seconds: float
    memory: int | None = None


BUDGETS = {
    "unpacking": Limits(120, 4 * GIGABYTE),  # of the next page or row: a workbook is held whole
    "reading": Limits(30, GIGABYTE),
    "searching": Limits(60, 2 * GIGABYTE),
    "comparing": Limits(60, 2 * GIGABYTE),
    "tracing": Limits(120, 2 * GIGABYTE),
    "reporting": Limits(60, 2 * GIGABYTE),
}

_AGAIN = 0.5  # seconds after which one who did not hear that time is up is told again


class _TimeIsUpError(BaseException):
    """Raised where the work is; no handler of other exceptions may stop it."""


class _Granting:
    """Whether budgets are kept, and whether one is running: a stage within a stage has none of its own."""

    on = False
    running = False
    up = False  # whether the time of the one that runs is up: a C library may have swallowed it


@contextmanager
def granted() -> Iterator[None]:
    """Keep budgets while the block runs; in the main thread of a POSIX process, else there are none."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _time_is_up)
    _Granting.on = True
    try:
        yield
    finally:
        _Granting.on = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def limited(path: str, stage: str) -> Iterator[None]:
    """A `boundary` within the stage's budget.  Raises TimeLimit and MemoryLimit beside."""
    here = _Granting.on and not _Granting.running and threading.current_thread() is threading.main_thread()
    if not here or sys.platform == "win32":
        with boundary(path, stage):
            yield
        return
    limits = BUDGETS[stage]
    _Granting.running, _Granting.up = True, False
    before = resource.getrlimit(resource.RLIMIT_AS)
    try:
        with boundary(path, stage):
            if limits.memory and (now := address_space()):
                resource.setrlimit(resource.RLIMIT_AS, (_least(now + limits.memory, before[0]), before[1]))
            signal.setitimer(signal.ITIMER_PROF, limits.seconds, _AGAIN)
            yield
    except (_TimeIsUpError, ReprintTraceError) as error:
        if _Granting.up:
            told = f"{stage} took more than {limits.seconds:g} s and was ended"
            raise TimeLimit(path, told, "leave it out") from None
        if not isinstance(error, MemoryLimit):
            raise
        size = (limits.memory or 0) >> 20
        raise MemoryLimit(path, f"{stage} needs more memory than {size:,} MB", "leave it out") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
        _Granting.running = False


def each(path: str, stage: str, items: Iterator[T]) -> Iterator[T]:
    """Every item, each with a budget of its own to come by: pages as they are unpacked, rows as they are
    read."""
    end = object()
    while True:
        with limited(path, stage):
            item = next(items, end)
        if item is end:
            return
        yield cast("T", item)


def _time_is_up(*_: object) -> None:
    if _Granting.running:
        _Granting.up = True
        raise _TimeIsUpError


def _least(wanted: int, allowed: int) -> int:
    return wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)


def address_space() -> int:
    """The address space of this process in bytes; 0 where it cannot be known."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  once a page: the short way
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
