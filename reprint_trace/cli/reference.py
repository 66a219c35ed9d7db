"""What the tool knows without a page: `outlets NAME|URL…`, what a credit or an address means, and why; `schema`, the
JSON Schemas for those who read the JSON; `serve`, the desk: a page on this machine.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprint_trace.errors import OutputError

from . import options
from .output import console, write
from .streams import complain, language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.words import Language


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME|URL...")
@options.outlets_option
@options.format_option
@options.output_option
def outlets(names: tuple[str, ...], outlets_path: str | None, format_: str, output: str | None) -> None:
    """Print which outlets NAME... or URL... means, carrier first; - reads names from stdin.

    \b
    Examples:
      reprint-trace outlets 人民网-人民日报 http://paper.people.com.cn/rmrb/
      reprint-trace outlets --format json - < credits.txt
    """
    from reprint_trace.contract import to_json
    from reprint_trace.outlets import gazetteer

    known = gazetteer(outlets_path)
    found = (known.explain(name) for name in _asked(names))
    if format_ == "json":
        write("".join(to_json(resolution) + "\n" for resolution in found), output)
        return
    from reprint_trace.reporting.terminal import table

    target = console()
    with target.capture() as printed:
        target.print(table(found, language()))
    write(printed.get(), output)


def _asked(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == "-":
            lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()
            yield from (line.strip() for line in lines if line.strip())
        else:
            yield name


# ── schema ──────────────────────────────────────────────────────────────────────────────


@click.command()
@click.argument("name", type=click.Choice(["page", "trace", "comparison", "summary", "failure"]))
def schema(name: str) -> None:
    """Print the JSON Schema of what `read` (page), a trace or `compare` prints, or a scan leaves."""
    from reprint_trace.contract import schema as published

    write(json.dumps(published(name), ensure_ascii=False, indent=2) + "\n", None)


# ── the desk ──────────────────────────────────────────────────────────────────────────────


PORT = 8417
HERE = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.argument("folder", required=False, metavar="[FOLDER]", type=options.FILE)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True,
              help="The port; where it is taken, and with 0, any that is free.")  # fmt: skip
@click.option(
    "--host", default=HERE[0], show_default=True, metavar="ADDRESS",
    help="Another address to listen at, so that others reach the desk: unencrypted, whoever has the link.",
)  # fmt: skip
@click.option("--no-open", is_flag=True, help="Do not open the page in the browser.")
@options.lang_option
@options.quiet_option
def serve(folder: str | None, port: int, host: str, no_open: bool, lang: Language, quiet: bool) -> None:
    """Open the desk: a page in your browser to drop pages and originals on and to read the reports.

    It is on this machine only; nothing is sent anywhere. FOLDER (reprint-trace-desk in your home) keeps what
    is dropped and found; a job that was interrupted goes on the next time. Ctrl-C ends it.

    \b
    Examples:
      reprint-trace serve
      reprint-trace serve desk/ --port 9000 --no-open
    """
    try:
        from reprint_trace.desk.running import run
    except ImportError as error:
        problem = f"the desk needs packages that are not installed ({error.name})"
        raise OutputError("serve", problem, "pip install 'reprint-trace[desk]'") from None
    place = folder or str(Path.home() / "reprint-trace-desk")

    def ready(address: str) -> None:
        if not quiet:
            complain(f"the desk keeps its files in {place}; Ctrl-C ends it")
            if host not in HERE:
                complain(
                    f"whoever has this address and reaches {host} can read and use the desk, unencrypted"
                )
        write(f"{address}\n", None)
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    run(place, host, port, lang, ready)
