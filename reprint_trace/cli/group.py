"""A command group whose default command needs no word."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import cleandoc
from typing import Any

import click
from click.shell_completion import CompletionItem

from reprint_trace.words import say

from . import speech
from .streams import captured, language, set_debug, speak

DEBUG = "--debug"


class DefaultGroup(click.Group):
    """`prog ARGS` runs `prog DEFAULT ARGS` unless ARGS begins with a command's name.

    The group's --help shows the default command's options beside its own.
    """

    def __init__(self, *args: Any, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args, debug = _without_debug(args)
        set_debug(debug)
        speak(speech.asked_language(args))
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if args and args[0] not in self.commands and args[0] not in own:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and files: the first word may be a page."""
        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command that leaves stdout and stderr to our own results."""
        for leaf in cmd.commands.values() if isinstance(cmd, click.Group) else [cmd]:
            leaf.callback = _alone(leaf.callback)
            if all(param.name != "lang" for param in leaf.params):
                leaf.params.append(_lang())
        super().add_command(cmd, name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, with its help in the reader's language."""
        found = super().get_command(ctx, cmd_name)
        return speech.in_chinese(found) if found and language() == "zh" else found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if language() == "en":
            super().format_help(ctx, formatter)
            return
        formatter.width = min(formatter.width, speech.NARROW)
        for number, pieces in enumerate(self.collect_usage_pieces(ctx)):
            usage = say("help.p.usage", "zh") if number == 0 else " " * 6
            formatter.write(f"{usage}{'' if number else ctx.command_path + ' '}{pieces.strip()}\n")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(speech.in_parts(cleandoc(self.help or "")))
        self.format_options(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(speech.in_parts(cleandoc(self.epilog or "")))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS] PAGE...", f"\n{' ' * 7}{ctx.info_name} COMMAND [ARGS]..."]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        default = self.commands[self.default]
        # The default command's own --help repeats the group's.
        inherited = [p for p in default.get_params(ctx) if "--help" not in p.opts]
        params = [p for p in (*inherited, *self.get_params(ctx)) if isinstance(p, click.Option)]
        if language() == "zh":
            speech.write_options(params, ctx, formatter)
            speech.write_commands(self, ctx, formatter)
            return
        records = [record for param in params if (record := param.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)


def _lang() -> click.Option:
    """--lang for a command whose result has no language: it is that of help and messages."""
    return click.Option(
        ["--lang"],
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        help="The language of help and messages.",
    )


def _without_debug(args: list[str]) -> tuple[list[str], bool]:
    """The arguments without the option that may stand before or behind any command."""
    end = args.index("--") if "--" in args else len(args)
    return [arg for place, arg in enumerate(args) if arg != DEBUG or place > end], DEBUG in args[:end]


def _alone(callback: Callable[..., Any] | None) -> Callable[..., Any] | None:
    if callback is None:
        return None
    run = callback

    @wraps(run)
    def alone(*args: Any, **options: Any) -> Any:
        with captured(quiet=bool(options.get("quiet"))):
            return run(*args, **options)

    return alone
