"""Commands in the reader's language, and a command group whose default command needs no word.

The commands are written in English, their texts stand in Chinese in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from reprint_trace.words import LANGUAGES, Language, default_language, say, translated

from .streams import captured, language, set_debug, speak

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NARROW = 58  # Han characters of a line, which are two columns wide each


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that --lang names, whatever the command, else the locale's."""
    for place, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if option == "--lang":
            value = value if equals else next(iter(arguments[place + 1 : place + 2]), "")
            return next((language for language in LANGUAGES if language == value), default_language())
    return default_language()


def in_chinese(command: click.Command) -> click.Command:
    """The command with its help in Chinese."""
    said: dict[str, Any] = {
        "name": command.name, "callback": command.callback, "params": command.params, "help": command.help,
        "epilog": command.epilog, "short_help": command.short_help, "context_settings": command.context_settings,
        "no_args_is_help": command.no_args_is_help,
    }  # fmt: skip
    if isinstance(command, click.Group):
        made = _Group(commands={name: in_chinese(one) for name, one in command.commands.items()}, **said)
        made.default = getattr(command, "default", None)
        return made
    return Spoken(**said)


class Spoken(click.Command):
    """Writes its help in Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        ctx.max_content_width = NARROW
        return super().get_help(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("help.p.usage", "zh"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(in_parts(cleandoc(self.help or "")))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        if self.epilog:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(in_parts(cleandoc(self.epilog)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self.get_params(ctx), ctx, formatter)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Defaulting(click.Group):
    """A group; words that begin with none of its commands are the default's, if it has one."""

    default: str | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if self.default and args and args[0] not in self.commands and args[0] not in own:
            args = [self.default, *args]
        return super().parse_args(ctx, args)


class _Group(Spoken, Defaulting):
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_commands(self, ctx, formatter)


def write_options(
    params: Iterable[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """The options, their helps and what stands in brackets behind them in Chinese."""
    options = (param for param in params if isinstance(param, click.Option))
    records = [record for param in options if (record := param.get_help_record(ctx))]
    with formatter.section(say("help.p.options", "zh")):
        formatter.write_dl([(names, _option(text)) for names, text in records])


def write_commands(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The commands with the first sentence of each."""
    rows = [
        (name, in_parts(cleandoc(command.help or "")).partition("。")[0] + "。")
        for name in group.list_commands(ctx)
        if (command := group.get_command(ctx, name)) and not command.hidden
    ]
    with formatter.section(say("help.p.commands", "zh")):
        formatter.write_dl(rows)


def in_parts(text: str) -> str:
    r"""A help text in Chinese: what stands before its examples as a whole; of these (behind a \b) the
    heading."""
    told, *examples = text.split("\b\n")
    blocks = [translated(told.strip(), "zh"), *map(_block, examples)]
    return "\n\n\b\n".join(blocks) if blocks[0] else "\b\n" + "\n\n\b\n".join(blocks[1:])


def _block(text: str) -> str:
    whole = translated(text.strip(), "zh")
    if whole != text.strip():
        return whole
    return "\n".join(_line(line) for line in text.strip("\n").split("\n"))


def _line(line: str) -> str:
    """A line of an example: a command, and what it is for behind two blanks or more."""
    command, gap, purpose = line.rpartition("  ")
    if gap and command.strip():
        return f"{command}{gap}{translated(purpose.strip(), 'zh')}"
    return line.replace(line.strip(), translated(line.strip(), "zh"))


def _option(text: str) -> str:
    told, bracket, extra = text.partition("  [")
    if not bracket:
        return translated(told, "zh")
    parts = (
        [_extra(part) for part in extra.removesuffix("]").split("; ")]
        if "default: (" not in extra
        else [_extra(extra.removesuffix("]"))]
    )
    return f"{translated(told, 'zh')}  [{'；'.join(parts)}]"


def _extra(part: str) -> str:
    name, colon, value = part.partition(": ")
    if not colon:
        return translated(part, "zh")
    return (
        say("help.p.default", "zh", value=translated(value.strip("()"), "zh")) if name == "default" else part
    )


# ── the group ───────────────────────────────────────────────────────────────────────────

DEBUG = "--debug"


class DefaultGroup(Defaulting):
    """`prog ARGS` runs `prog DEFAULT ARGS` unless ARGS begins with a command's name.

    The group's --help shows the default command's options beside its own.
    """

    default: str

    def __init__(self, *args: Any, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args, debug = _without_debug(args)
        set_debug(debug)
        speak(asked_language(args))
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
        return in_chinese(found) if found and language() == "zh" else found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if language() == "en":
            super().format_help(ctx, formatter)
            return
        formatter.width = min(formatter.width, NARROW)
        for number, pieces in enumerate(self.collect_usage_pieces(ctx)):
            usage = say("help.p.usage", "zh") if number == 0 else " " * 6
            formatter.write(f"{usage}{'' if number else ctx.command_path + ' '}{pieces.strip()}\n")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(in_parts(cleandoc(self.help or "")))
        self.format_options(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(in_parts(cleandoc(self.epilog or "")))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS] PAGE...", f"\n{' ' * 7}{ctx.info_name} COMMAND [ARGS]..."]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        default = self.commands[self.default]
        # The default command's own --help repeats the group's.
        inherited = [p for p in default.get_params(ctx) if "--help" not in p.opts]
        params = [p for p in (*inherited, *self.get_params(ctx)) if isinstance(p, click.Option)]
        if language() == "zh":
            write_options(params, ctx, formatter)
            write_commands(self, ctx, formatter)
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
