"""A scan that is killed, disturbed or repeated ends with the same bytes, and does nothing twice."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from reprint_trace.budget import Limits
from reprint_trace.corpus import Corpus
from reprint_trace.errors import OutputError
from reprint_trace.library import scan
from reprint_trace.scanning import local, standing
from reprint_trace.scanning.inputs import examined
from reprint_trace.scanning.journal import Journal
from reprint_trace.scanning.outputs import Outputs
from reprint_trace.scanning.plan import Unwatched
from reprint_trace.scanning.workers import Pool
from tests.corpus.stories import document, story

from .crawls import outputs, page, traces

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from reprint_trace.scanning import journal
from reprint_trace.library import scan
from reprint_trace.scanning.plan import Unwatched

journal.COMMIT = 2
class Killer(Unwatched):
    steps = 0
    def advance(self, failed=False):
        Killer.steps += 1
        if Killer.steps == int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    scan([sys.argv[1]], sys.argv[2], corpus=sys.argv[3], jobs=2, watch=Killer())
"""
# Whoever runs the tests in the background has made them deaf to Ctrl-C.
HEARING = """
import signal
from reprint_trace.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often workers are asked for what."""
    counts: Counter[str] = Counter()
    real = Pool.run

    def run(
        pool: Pool, function: Callable[..., Any], tasks: Iterable[Any], limits: Limits
    ) -> Iterator[tuple[Any, Any]]:
        def counted() -> Iterator[Any]:
            for task in tasks:
                counts[function.__name__] += 1
                yield task

        return real(pool, function, counted(), limits)

    monkeypatch.setattr(Pool, "run", run)
    return counts


@pytest.mark.parametrize("steps", [(3, 12), (24,)])
def test_killed_and_run_again(
    steps: Sequence[int], pages: Path, corpus: str, tmp_path: Path, undisturbed: Path
) -> None:
    """kill -9 while reading, searching or writing, once or twice: run again, the outputs are those of one
    go."""
    run = str(tmp_path / "run")
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    for step in steps:
        command = [sys.executable, str(script), str(pages), run, corpus, str(step)]
        killed = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
        assert killed.returncode == -signal.SIGKILL
    scan([str(pages)], run, corpus=corpus, jobs=2)
    assert outputs(Path(run)) == outputs(undisturbed)


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_ctrl_c_is_one_line(pages: Path, tmp_path: Path) -> None:
    """A terminal sends it to every process of the scan: no traceback of any, and what to do next."""
    command = [sys.executable, "-c", HEARING, str(pages), "-o", str(tmp_path / "run/"), "-j", "2"]
    begun = subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, start_new_session=True
    )
    while not (tmp_path / "run/.work/journal.db").exists():
        time.sleep(0.01)
    time.sleep(0.2)  # by then workers are being started
    os.killpg(begun.pid, signal.SIGINT)
    _, said = begun.communicate(timeout=60)
    assert begun.returncode == 130
    assert said.decode().strip() == "reprint-trace: interrupted; the same command goes on from here"


def test_what_was_read_before_a_kill_is_not_read_again(
    pages: Path, tmp_path: Path, asked: Counter[str]
) -> None:
    """A run that stopped after the reading goes on with the searching."""

    class Stopped(Unwatched):
        def stage(self, name: str, total: int) -> None:  # noqa: ARG002
            if name == "searching":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([str(pages)], str(tmp_path / "run"), jobs=1, watch=Stopped())
    scan([str(pages)], str(tmp_path / "run"), jobs=1)
    assert asked["read"] == 7


def test_a_killed_worker_costs_nothing(pages: Path, corpus: str, tmp_path: Path, undisturbed: Path) -> None:
    """SIGKILL of workers in the middle of their work: their pages are done by others."""

    class Killer(Unwatched):
        steps = 0

        def advance(self, failed: bool = False) -> None:  # noqa: ARG002
            self.steps += 1
            if self.steps in (2, 9):
                for child in active_children():
                    child.kill()

    result = scan([str(pages)], str(tmp_path / "run"), corpus=corpus, jobs=2, watch=Killer())
    assert result.failures == 0
    assert outputs(tmp_path / "run") == outputs(undisturbed)


def test_an_unchanged_crawl_is_not_done_again(
    pages: Path, corpus: str, tmp_path: Path, asked: Counter[str]
) -> None:
    """The second run asks no worker, writes no file and says the same."""
    run = tmp_path / "run"
    first = scan([str(pages)], str(run), corpus=corpus, jobs=1)
    asked.clear()
    times = {file: file.stat().st_mtime_ns for file in run.iterdir() if file.is_file()}
    assert scan([str(pages)], str(run), corpus=corpus, jobs=1) == first
    assert not asked
    assert times == {file: file.stat().st_mtime_ns for file in run.iterdir() if file.is_file()}


def test_only_what_changed_is_done_again(
    pages: Path, corpus: str, tmp_path: Path, asked: Counter[str]
) -> None:
    """A changed page is read again, a new one read, one that is gone left out; nothing else is touched,
    and the outputs are those of a fresh scan."""
    run = tmp_path / "run"
    scan([str(pages)], str(run), corpus=corpus, jobs=1)
    asked.clear()
    (pages / "c/7.html").write_text(page(story(5), title="七则改"), "utf-8")
    (pages / "c/8.html").write_text(page(story(6), title="八则"), "utf-8")
    (pages / "b/4.html").unlink()
    scan([str(pages)], str(run), corpus=corpus, jobs=1)
    assert (asked["read"], asked["search"], asked["trace_part"]) == (2, 2, 2)
    scan([str(pages)], str(tmp_path / "fresh"), corpus=corpus, jobs=1)
    assert outputs(run) == outputs(tmp_path / "fresh")
    assert "b/4.html" not in traces(run)


def test_one_page_more_touches_its_story_only(
    pages: Path, corpus: str, tmp_path: Path, asked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that sorts before its twin, and then a page between others: no file that stood is read for its hash, no
    other story looked up, and after each the outputs are those of a fresh scan."""
    run = tmp_path / "run"
    hashed: list[str] = []

    def seen(item: tuple[str, str]) -> object:
        hashed.append(item[0])
        return examined(item)

    monkeypatch.setattr(local, "examined", seen)
    monkeypatch.setattr(standing, "RACY", 0)
    scan([str(pages)], str(run), corpus=corpus, jobs=1)
    for name, text in (("b/0.html", (pages / "b/3.html").read_text("utf-8")), ("b/35.html", page(story(11)))):
        asked.clear()
        hashed.clear()
        (pages / name).write_text(text, "utf-8")
        scan([str(pages)], str(run), corpus=corpus, jobs=1)
        assert hashed == [name]
        assert (asked["read"], asked["search"], asked["trace_part"]) == (1, 1, 1)
        scan([str(pages)], str(tmp_path / name), corpus=corpus, jobs=1)
        assert outputs(run) == outputs(tmp_path / name)


def test_a_document_more_is_searched_but_no_page_read(
    pages: Path, tmp_path: Path, asked: Counter[str]
) -> None:
    """When the corpus grows, pages are searched for and traced anew from what was read."""
    path = str(tmp_path / "c.db")
    with Corpus.create(path) as made:
        made.add([document(1)])
    scan([str(pages)], str(tmp_path / "run"), corpus=path, jobs=1)
    with Corpus.create(path) as made:
        made.add([document(2)])
    asked.clear()
    scan([str(pages)], str(tmp_path / "run"), corpus=path, jobs=1)
    assert (asked["read"], asked["search"]) == (0, 7)
    assert traces(tmp_path / "run")["b/4.html"]["matches"]


def test_touched_outputs_are_written_again(pages: Path, tmp_path: Path) -> None:
    """A file of the run that was cut or deleted comes back, without reading anything."""
    run = tmp_path / "run"
    scan([str(pages)], str(run), jobs=1)
    before = outputs(run)
    (run / "traces.jsonl").write_text("")
    (run / "edges.parquet").unlink()
    scan([str(pages)], str(run), jobs=1)
    assert outputs(run) == before


def test_a_page_that_changes_while_it_is_read_is_kept_as_it_was_read(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed or deleted between hashing and reading: what is read counts, and the next run, when all
    is quiet, is that of a fresh scan."""

    def disturbed(item: tuple[str, str]) -> Any:
        found = examined(item)
        if item[0] == "a/1.html":
            (pages / item[0]).write_text(page(story(7), title="换了"), "utf-8")
        if item[0] == "c/7.html":
            (pages / item[0]).unlink()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(local, "examined", disturbed)
        result = scan([str(pages)], str(tmp_path / "run"), jobs=2)
    assert result.failures_by_error == {"MissingInput": 1}
    assert traces(tmp_path / "run")["a/1.html"]["page"]["title"] == "换了"
    scan([str(pages)], str(tmp_path / "run"), jobs=2)
    scan([str(pages)], str(tmp_path / "fresh"), jobs=2)
    assert outputs(tmp_path / "run") == outputs(tmp_path / "fresh")


def test_a_full_disk_is_one_line_and_the_run_goes_on_later(
    pages: Path, corpus: str, tmp_path: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full while the journal or the outputs are written: said in one line; with room, run again."""
    run = str(tmp_path / "run")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    put = Journal.put

    def limited(journal: Journal, *answer: Any) -> None:
        journal._connection.execute("PRAGMA max_page_count = 8")
        put(journal, *answer)

    for owner, name, instead in ((Journal, "put", limited), (Outputs, "trace", full)):
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, instead)
            with pytest.raises(OutputError, match="the disk is full; make room"):
                scan([str(pages)], run, corpus=corpus, jobs=2)
    scan([str(pages)], run, corpus=corpus, jobs=2)
    assert outputs(Path(run)) == outputs(undisturbed)


def test_two_scans_do_not_write_to_one_folder(pages: Path, tmp_path: Path) -> None:
    """The second is told that another is at it."""
    (tmp_path / "run/.work").mkdir(parents=True)
    with (
        Journal(tmp_path / "run/.work/journal.db"),
        pytest.raises(OutputError, match="another scan is writing"),
    ):
        scan([str(pages)], str(tmp_path / "run"), jobs=1)
