"""What takes too long or too much is ended, named, and costs nothing else."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from reprint_trace import budget
from reprint_trace.budget import Limits
from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"
PAGE = str(SAMPLES / "aggregator.html")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A page that is read for ever, by code that hears no exception."""
    from reprint_trace import reading

    reading.read_file(PAGE)  # what is loaded once is no page's own time
    place = tmp_path / "slow.html"
    place.write_bytes(Path(PAGE).read_bytes())
    as_before = reading._page

    def page(saved: object, file: str, *rest: object) -> object:
        while file == str(place):
            with suppress(Exception):  # as a library may
                sum(range(10_000))
        return as_before(saved, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_page", page)
    monkeypatch.setitem(budget.BUDGETS, "reading", Limits(1))
    return str(place)


@pytest.mark.parametrize("command", [["read", "--format", "json"], ["--format", "json"]])
def test_a_page_that_takes_too_long_is_named(run: Run, slow: str, command: list[str]) -> None:
    """A page over its seconds is one line with code 3; the page behind it is read and traced."""
    ran = run(*command, slow, PAGE)
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "slow.html: reading took more than 1 s and was ended" in ran.err
    assert len(ran.out.splitlines()) == 1


def test_a_corpus_passes_over_what_takes_too_long(run: Run, slow: str, tmp_path: Path) -> None:
    """`corpus add` names a page over its seconds and adds the others."""
    ran = run("corpus", "add", str(tmp_path / "o.db"), slow, PAGE)
    assert ran.code == 3
    assert "reading took more than 1 s" in ran.err
    assert run("corpus", "list", str(tmp_path / "o.db")).out.count("\n") == 1


def test_a_page_that_needs_too_much_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page over its memory is one line with code 3, and not a fault of ours."""
    monkeypatch.setitem(budget.BUDGETS, "reading", Limits(30, 64 << 20))

    def page(*_: object) -> object:
        return SimpleNamespace(body=bytes(1 << 30))

    monkeypatch.setattr("reprint_trace.reading._page", page)
    ran = run("read", PAGE)
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "reading needs more memory than 64 MB" in ran.err


def test_a_program_keeps_its_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read by a program, a page has no budget but the program's own."""
    import reprint_trace as rt

    monkeypatch.setitem(budget.BUDGETS, "reading", Limits(1e-6))
    assert json.loads(rt.to_json(rt.read(PAGE)))["title"]
