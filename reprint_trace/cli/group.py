"""A command group whose default command needs no word."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from .streams import captured, set_debug

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
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if args and args[0] not in self.commands and args[0] not in own:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command that leaves stdout and stderr to our own results."""
        for leaf in cmd.commands.values() if isinstance(cmd, click.Group) else [cmd]:
            leaf.callback = _alone(leaf.callback)
        super().add_command(cmd, name)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS] PAGE...", f"\n{' ' * 7}{ctx.info_name} COMMAND [ARGS]..."]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        default = self.commands[self.default]
        # The default command's own --help repeats the group's.
        inherited = [p for p in default.get_params(ctx) if "--help" not in p.opts]
        params = [p for p in (*inherited, *self.get_params(ctx)) if isinstance(p, click.Option)]
        records = [record for param in params if (record := param.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)


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
