"""The jobs that are to be done: a few at a time, each in a process of its own, none forgotten.

What is to be done is what lies in the desk's folder without a result; nothing else is remembered.
"""

from __future__ import annotations

import atexit
import time
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from reprint_trace.scanning.workers import begun

from .folder import Desk, Job, State, read_json, write_json
from .working import work

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE = 2
TRIES = 3  # processes that a job is tried in, when they die
MOST = 200  # jobs that may wait


class Queue:
    """Starts the jobs of a desk in the order they came; two never touch a corpus at once if one of them adds to it.
    They are ended when the queue is closed, and done by the next."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._waiting: list[Job] = []
        self._working: dict[str, tuple[Job, Any]] = {}
        self._closed = False
        self._threads: list[Thread] = []

    def open(self) -> None:
        atexit.register(self.close)  # before multiprocessing waits for its own
        for job in self._desk.waiting():
            self.add(job)

    def add(self, job: Job) -> None:
        with self._lock:
            self._waiting.append(job)
        self._start()

    def full(self) -> bool:
        return len(self._waiting) >= MOST

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for _, process in self._working.values():
                process.kill()
        atexit.unregister(self.close)
        for thread in self._threads:
            thread.join()

    def state(self, job: Job) -> State:
        result = self._desk.result(job.id)
        if result is not None:
            return "failed" if "error" in result else "done"
        return "working" if job.id in self._working else "waiting"

    def uses(self, corpus: str) -> bool:
        """Whether a job that is not over has to do with a corpus."""
        with self._lock:
            jobs = [*self._waiting, *(job for job, _ in self._working.values())]
        return any(job.corpus == corpus and self._desk.result(job.id) is None for job in jobs)

    def stop(self, job: Job) -> None:
        """Have a job done no more; it is not begun again."""
        with self._lock:
            self._waiting = [one for one in self._waiting if one.id != job.id]
            _, process = self._working.pop(job.id, (job, None))
        if process:
            process.kill()
            process.join()

    def _start(self) -> None:
        with self._lock:
            for job in [*self._waiting]:
                if self._closed or len(self._working) >= AT_ONCE:
                    return
                if any(_collide(job, other) for other, _ in self._working.values()):
                    continue
                self._waiting.remove(job)
                self._working[job.id] = (job, _process(self._desk.root, job))
                thread = Thread(target=self._attend, args=(job,), daemon=True)
                self._threads = [*(one for one in self._threads if one.is_alive()), thread]
                thread.start()

    def _attend(self, job: Job) -> None:
        """Wait for a job; where its process dies, try again."""
        place = self._desk.place(job.id)
        for tried in range(1, TRIES + 1):
            _, process = self._working.get(job.id, (job, None))
            if process is None:
                break
            process.join()
            if read_json(place / "result.json") is not None:
                break
            with self._lock:
                if self._closed or job.id not in self._working:
                    break
                if tried < TRIES:
                    time.sleep(0.1)
                    self._working[job.id] = (job, _process(self._desk.root, job))
                    continue
            problem = f"its process died (exit {process.exitcode})"
            if place.is_dir():
                write_json(
                    place / "result.json", {"error": {"path": job.name, "problem": problem, "advice": ""}}
                )
        with self._lock:
            self._working.pop(job.id, None)
        self._start()


def _collide(job: Job, other: Job) -> bool:
    return job.corpus is not None and job.corpus == other.corpus and "add" in (job.kind, other.kind)


def _process(root: Path, job: Job) -> Any:
    """The job's process, which ends when we do."""
    return begun(work, str(root), job.id)
