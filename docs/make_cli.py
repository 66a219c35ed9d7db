"""Write docs/cli.md and docs/zh/cli.md from the commands' own --help.  A test checks that they are up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.cli import cli
from reprint_trace.cli.group import in_chinese
from reprint_trace.cli.streams import language, speak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.words import Language

DOCS = Path(__file__).parent
TARGETS: dict[Language, Path] = {"en": DOCS / "cli.md", "zh": DOCS / "zh" / "cli.md"}
HEADS: dict[Language, list[str]] = {
    "en": ["# Command line", "", "Made by `docs/make_cli.py` from `--help`; do not edit.", ""],
    "zh": ["# 命令行", "", "由 `docs/make_cli.py` 据 `--help` 生成，请勿手改。", ""],
}


def reference(lang: Language = "en") -> str:
    """The whole page in one language: a section a command."""
    before = language()
    speak(lang)
    try:
        return _reference(lang)
    finally:
        speak(before)


def _reference(lang: Language) -> str:
    parts = list(HEADS[lang])
    for path, found in _commands("reprint-trace", cli):
        command = found if lang == "en" or found is cli else in_chinese(found)
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
    for lang, target in TARGETS.items():
        target.write_text(reference(lang), "utf-8")
