"""Write docs/cli.md from the commands' own --help.  A test checks that it is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).parent / "cli.md"


def reference() -> str:
    """The whole page: a section a command."""
    parts = ["# Command line", "", "Made by `docs/make_cli.py` from `--help`; do not edit.", ""]
    for path, command in _commands("reprint-trace", cli):
        with click.Context(command, info_name=path, **cli.context_settings) as ctx:
            # The width is fixed, so that the page does not depend on a terminal.
            ctx.terminal_width = 100
            parts += [f"## `{path}`", "", "```text", command.get_help(ctx), "```", ""]
    return "\n".join(parts)


def _commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(f"{path} {name}", command.commands[name])


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
