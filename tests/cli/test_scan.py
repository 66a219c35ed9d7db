"""`reprint-trace FOLDER -o RUN/`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reprint_trace.cli.scan import is_scan
from reprint_trace.reporting.summary import summary_report
from tests.conftest import Run
from tests.corpus.stories import story
from tests.scanning.crawls import crawl, originals, page


def test_a_folder_is_scanned_and_summed_up(run: Run, tmp_path: Path) -> None:
    """The summary on stdout, the run in the folder, exit 0; with --check 1, as attributions fail."""
    folder, rows, out = crawl(tmp_path / "crawl"), originals(tmp_path / "o.jsonl"), tmp_path / "run"
    ran = run(str(folder), "-c", str(rows), "-o", str(out), "-j", "2")
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "7 pages traced",
        "2 stories on two pages or more hold 5 pages",
        "Attribution by site",
        "Most reprinted",
    ):
        assert words in ran.out
    assert (out / "traces.jsonl").exists()
    again = run(str(folder), "-c", str(rows), "-o", str(out), "--check", "-q")
    assert (again.code, again.out) == (1, "")
    assert "attributions fail" in again.err


def test_pages_that_cannot_be_read_weigh_more(run: Run, tmp_path: Path) -> None:
    """Exit 3 and a note where they are listed; the rest is traced."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/1.html").write_text(page(story(1)), "utf-8")
    (tmp_path / "in/2.html").write_text("")
    ran = run(str(tmp_path / "in"), "-o", str(tmp_path / "run"), "-j1")
    assert ran.code == 3
    assert "1 pages not read or not traced: see" in ran.err
    assert json.loads((tmp_path / "run/failures.jsonl").read_text())["error"] == "EmptyInput"


def test_traces_say_the_command_that_made_them(run: Run, tmp_path: Path) -> None:
    """… without what changes no trace: where it was written, and by how many workers."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/1.html").write_text(page(story(1)), "utf-8")
    run(str(tmp_path / "in"), "-o", str(tmp_path / "run"), "-j1", "--exclude", "x*")
    command = json.loads((tmp_path / "run/traces.jsonl").read_text("utf-8"))["tool"]["command"]
    assert command == f"{tmp_path / 'in'} --exclude 'x*'"


@pytest.mark.parametrize(
    ("output", "folder", "scans"),
    [("run/", False, True), ("run", True, True), ("run", False, False), ("t.jsonl", True, False),
     ("-", True, False), (None, True, False)],
)  # fmt: skip
def test_what_is_a_scan(output: str | None, folder: bool, scans: bool, tmp_path: Path) -> None:
    """A folder as output: named with a slash, or without an ending where a folder is read."""
    assert is_scan([str(tmp_path) if folder else "page.html"], output) is scans


@pytest.mark.parametrize("wrong", [
    ("--format", "json", "-o", "RUN/"), ("--url", "http://x.example/", "-o", "RUN/"), ("-o", "."),
    ("--since", "yesterday", "-o", "RUN/"), ("--include", "*"),
])  # fmt: skip
def test_options_that_do_not_go_together(
    wrong: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line and exit 2."""
    (tmp_path / "1.html").write_text(page(story(1)), "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run(".", *wrong)
    assert ran.code == 2
    assert ran.out == ""


def test_site_names_cannot_touch_the_terminal() -> None:
    """Escapes in a site's name are spelt out in the summary."""
    from io import StringIO

    from rich.console import Console

    from reprint_trace.scanning.outputs import summary
    from reprint_trace.scanning.values import Tally

    evil = Tally(site="\x1b[31m甲\u202e", origin="missing", path="unresolved", fails=False, copied=True,
                 origin_outlet="\x1b]0;x\x07", relays=(), spun=True)  # fmt: skip
    out = StringIO()
    Console(file=out, width=100).print(summary_report(summary([evil], [], [1], None, 0.0), "run\x1b"))
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
