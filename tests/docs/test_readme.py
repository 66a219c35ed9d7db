"""The README and the docs cannot rot: their session is real and their commands parse."""

import re
import runpy
import shlex
from pathlib import Path

import click
import pytest

from reprint_trace.cli import cli

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands() -> list[str]:
    """Every `reprint-trace …` line in a shell block of the README and the docs."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    blocks = (block for page in pages for block in SHELL.findall(page.read_text("utf-8")))
    lines = (line.split("  #")[0].strip() for block in blocks for line in block.splitlines())
    return sorted({line for line in lines if line.startswith("reprint-trace ")})


@pytest.mark.parametrize("line", commands())
def test_documented_commands_parse(line: str) -> None:
    """Every command in the docs has only options and arguments that exist."""
    first = re.split(r"[|<>;&]", line)[0]
    command: click.Command = cli
    args = shlex.split(first)[1:]
    path = "reprint-trace"
    while isinstance(command, click.Group):
        if args[0] not in command.commands:
            args = ["trace", *args]
        path, command, args = f"{path} {args[0]}", command.commands[args[0]], args[1:]
    assert command.make_context(path, args)


def test_the_session_in_the_readme_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """The README shows what its first command prints today (docs/make_session.py writes it)."""
    monkeypatch.chdir(ROOT)
    made = runpy.run_path(str(ROOT / "docs" / "make_session.py"))
    shown = made["SESSION"].search((ROOT / "README.md").read_text("utf-8"))
    assert shown is not None
    assert shown[0] == made["session"]()


def test_relative_links_lead_somewhere() -> None:
    """Every relative link in the README and the docs names a file that is there."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
