"""Worker processes that may be killed: a task that takes too long or too much ends alone.

Every task is limited by its own process: the kernel ends it when its processor time is up, even
inside a C library, and refuses memory past the limit.  Processor time, not the clock's, so that what is
killed does not depend on what else the machine does.  A process that dies is replaced; the tasks it had
not begun are given to another.
"""

from __future__ import annotations

import signal
import sys
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING, Any, Self

from reprint_trace.budget import Limits, address_space
from reprint_trace.starting import RUN_ANEW, leave_if_run_anew, not_started

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from types import TracebackType

BATCH = 8  # tasks handed over at a time at most: one wait for the parent every so many
TRIES = 3  # processes a task is tried in, when they die of something else than their limits
PATIENCE = 20  # seconds by the clock for every second of processor time, for a task that only waits
PRELOADED = "reprint_trace.scanning.preloaded"

if sys.platform != "win32":
    import resource
    from signal import ITIMER_PROF, ITIMER_REAL, setitimer


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that had no answer: TimeLimit, MemoryLimit or Crash, and what is known of it."""

    error: str
    message: str


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    tasks: deque[_Task] = field(default_factory=deque)


@dataclass
class _Task:
    key: Hashable
    arguments: tuple[Any, ...]
    tries: int = 0


class Pool:
    """Up to `jobs` processes, started when there is work for them.

    A server that has the libraries loaded forks them at once, and they share its memory; where this
    process is such a one itself, its only worker can be `forked` from it.
    """

    def __init__(self, jobs: int, *, forked: bool = False) -> None:
        self._jobs = jobs
        self._forked = forked
        self._context: Any = get_context("fork") if forked else _preloaded()
        self._workers: list[_Worker] = []
        self._never_began = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.pipe.close()
            if kind is not None:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Hashable, tuple[Any, ...]]],
        limits: Limits,
    ) -> Iterator[tuple[Any, Any]]:
        """`function(*arguments)` for every `(key, arguments)`, as `(key, answer)` in any order; an
        answer is `Ended` where there is none.  Tasks are asked for as processes become free."""
        source = (_Task(key, arguments) for key, arguments in tasks)
        again: deque[_Task] = deque()
        handed = 0
        while True:
            # small batches first, so that few tasks are shared out evenly
            while self._room() and (batch := _batch(again, source, 1 + min(handed // self._jobs, BATCH - 1))):
                worker = next((worker for worker in self._workers if not worker.tasks), None) or self._start()
                worker.tasks.extend(batch)
                handed += 1
                with suppress(OSError):  # it died meanwhile, which is seen below
                    worker.pipe.send((function, [task.arguments for task in batch], limits))
            busy = {worker.pipe: worker for worker in self._workers if worker.tasks}
            if not busy:
                return
            for pipe in connection.wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                answer = _heard(worker)
                if isinstance(answer, _Gone):
                    self._workers.remove(worker)
                    if not worker.ready:
                        self._stillborn(worker)
                    yield from _buried(worker, limits, again)
                elif worker.ready:
                    yield worker.tasks.popleft().key, answer
                worker.ready = True

    def _room(self) -> bool:
        """Whether a worker is idle or may be started; idle ones that died are forgotten."""
        self._workers = [worker for worker in self._workers if worker.tasks or worker.process.is_alive()]
        return len(self._workers) < self._jobs or not all(worker.tasks for worker in self._workers)

    def _stillborn(self, worker: _Worker) -> None:
        """A worker that ended before it began; a few may, for want of memory.  Raises NotStarted."""
        worker.process.join()
        self._never_began += 1
        if worker.process.exitcode == RUN_ANEW or self._never_began >= TRIES:
            raise not_started(worker.process.exitcode)

    def _start(self) -> _Worker:
        leave_if_run_anew()
        if not self._forked:
            _start_server()
        ours, theirs = self._context.Pipe()
        inherited = ours if self._forked else None
        process = self._context.Process(target=_serve, args=(theirs, inherited), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]


class _Gone:
    """What is heard of a worker that died."""


def _heard(worker: _Worker) -> Any:
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        return _Gone()


def begun(function: Callable[..., None], *arguments: object) -> Any:
    """A process of its own that does the function, from the server that the workers come from; it may start
    workers itself, and is not limited."""
    context = _preloaded()
    _start_server()
    process = context.Process(target=function, args=arguments)
    process.start()
    return process


def _preloaded() -> Any:
    """What starts processes that have the libraries loaded, where there is such a thing."""
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


def _start_server() -> None:
    """Start the server, if it is not there, deaf to Ctrl-C: that is meant for the parent, and the server
    ends when that does."""
    if sys.platform != "linux":
        return
    from multiprocessing import resource_tracker
    from multiprocessing.forkserver import ensure_running

    resource_tracker.ensure_running()  # first: it leaves the signals open that it blocks meanwhile
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _batch(again: deque[_Task], source: Iterator[_Task], most: int) -> list[_Task]:
    """The next tasks; those of a dead process come one by one."""
    return [again.popleft()] if again else list(islice(source, most))


def _buried(worker: _Worker, limits: Limits, again: deque[_Task]) -> Iterator[tuple[Any, Ended]]:
    """What a dead process leaves: the task it died of, if that is not to be tried again."""
    worker.process.join()
    worker.pipe.close()
    died = worker.tasks.popleft()
    died.tries += 1
    code = worker.process.exitcode
    if sys.platform != "win32" and code in (-signal.SIGPROF, -signal.SIGALRM):
        yield died.key, Ended("TimeLimit", f"took more than {limits.seconds:g} s and was ended")
    elif died.tries < TRIES:
        again.append(died)
    else:
        name = signal.Signals(-code).name if code and code < 0 else f"exit {code}"
        yield died.key, Ended("Crash", f"its process died ({name})")
    again.extend(worker.tasks)


# ── in the worker ──────────────────────────────────────────────────────────────────────


def _serve(pipe: Connection, inherited: Connection | None) -> None:
    """Answer batches of tasks until the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if inherited:
        inherited.close()  # the parent's end: as long as it is open here, the parent is never gone
    with suppress(EOFError, OSError):
        pipe.send(None)  # it has begun
        while True:
            function, batch, limits = pipe.recv()
            for arguments in batch:
                with _limited(limits):
                    answer = _answer(function, arguments, limits)
                pipe.send(answer)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> Any:
    try:
        return function(*arguments)
    except MemoryError:
        size = f"{limits.memory >> 20} MB" if limits.memory else "there is"
        return Ended("MemoryLimit", f"needs more memory than {size}")
    except Exception as error:  # a fault of ours: the run goes on, and says so
        return Ended("Crash", f"{type(error).__name__}: {error}"[:500])


@contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    if limits.memory and (now := address_space()):
        resource.setrlimit(resource.RLIMIT_AS, (now + limits.memory, before[1]))
    setitimer(ITIMER_PROF, limits.seconds)
    setitimer(ITIMER_REAL, limits.seconds * PATIENCE)
    try:
        yield
    finally:
        setitimer(ITIMER_PROF, 0)
        setitimer(ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
