"""Tasks in processes that may die: each is answered once, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reprint_trace.budget import Limits
from reprint_trace.scanning.workers import Ended, Pool

from . import tasks

FREE = Limits(seconds=60)


def run(
    function: Callable[..., Any], arguments: list[tuple[Any, ...]], limits: Limits = FREE
) -> dict[int, Any]:
    with Pool(2) as pool:
        return dict(pool.run(function, enumerate(arguments), limits))


def test_every_task_is_answered_once() -> None:
    """Fifty tasks, two processes, fifty answers."""
    with Pool(2) as pool:
        answers = list(pool.run(tasks.double, ((n, (n,)) for n in range(50)), FREE))
        assert sorted(answers) == [(n, 2 * n) for n in range(50)]
        assert list(pool.run(tasks.double, [], FREE)) == []


def test_a_task_that_does_not_end_is_ended_alone() -> None:
    """The endless ones reach the limit of processor time; the others are answered."""
    found = run(tasks.spin, [(n,) for n in range(6)], Limits(seconds=0.2))
    assert [found[n] for n in (0, 2, 4)] == [0, 2, 4]
    assert all(isinstance(found[n], Ended) and found[n].error == "TimeLimit" for n in (1, 3, 5))


def test_waiting_is_not_using_time() -> None:
    """A task that waits for a slow disk is given more time than one that computes."""
    assert run(tasks.sleep, [(0.5,)], Limits(seconds=0.2)) == {0: 0.5}
    assert run(tasks.sleep, [(9.0,)], Limits(seconds=0.02))[0].error == "TimeLimit"


def test_a_task_that_wants_too_much_memory_is_refused_it() -> None:
    """The large one fails, and its process goes on with the small one."""
    found = run(tasks.grow, [(2000,), (1,)], Limits(seconds=10, memory=500 << 20))
    assert found[0] == Ended("MemoryLimit", "needs more memory than 500 MB")
    assert found[1] == 1 << 20


def test_a_fault_of_ours_ends_one_task() -> None:
    """An exception nobody expected is named; the next task is answered."""
    found = run(tasks.stumble, [(0,), (1,)])
    assert found[0].error == "Crash"
    assert "ZeroDivisionError" in found[0].message
    assert found[1] == 1


def test_a_killed_process_is_replaced_and_its_task_tried_again(tmp_path: Path) -> None:
    """Killed twice from outside, a task is answered the third time; killed every time, it is given up."""
    assert run(tasks.die, [(str(tmp_path / "twice"), 2)]) == {0: 2}
    found = run(tasks.die, [(str(tmp_path / "ever"), 99)])
    assert found[0] == Ended("Crash", "its process died (SIGKILL)")
