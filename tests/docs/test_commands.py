"""Every command in the README and the docs does what it says: each is run, on a desk laid out for it."""

import io
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import Ran, Run

from . import desk

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands() -> list[str]:
    """Every `reprint-trace …` line in a shell block of the README and the docs."""
    pages = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    blocks = (block for page in pages for block in SHELL.findall(page.read_text("utf-8")))
    lines = (line.split("  #")[0].strip() for block in blocks for line in block.splitlines())
    return sorted({line for line in lines if line.startswith("reprint-trace ")})


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("desk")
    desk.lay(place)
    return place


@pytest.mark.parametrize("line", commands())
def test_documented_commands_work(
    line: str, laid: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every documented command exits 0, or 1 where it checks an attribution that fails."""
    here = tmp_path / "desk"
    shutil.copytree(laid, here)
    monkeypatch.chdir(here)
    found = Ran(0, "", "")
    for stage in line.split(" | "):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(found.out.encode())))
        found = run(*_arguments(stage, here))
        assert found.code == (1 if "--check" in stage else 0), found.err


PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
PROGRAMS = [page for page in sorted((ROOT / "docs").rglob("*.md")) if PYTHON.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("document", PROGRAMS, ids=lambda page: page.name)
def test_documented_programs_work(
    document: Path, laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python of a document runs, block after block."""
    here = tmp_path / "desk"
    shutil.copytree(laid, here)
    monkeypatch.chdir(here)
    names: dict[str, object] = {}
    for block in PYTHON.findall(document.read_text("utf-8")):
        exec(compile(block, document.name, "exec"), names)


def _arguments(stage: str, here: Path) -> list[str]:
    """The words after `reprint-trace`, with a shell's patterns filled in."""
    words = shlex.split(stage)[1:]
    filled = (sorted(str(p.relative_to(here)) for p in here.glob(w)) if "*" in w else [w] for w in words)
    return [word for words_ in filled for word in words_]
