"""What the tool knows without a page: `outlets NAME|URL…`, what a credit or an address means, and why; `schema`, the
JSON Schemas for those who read the JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from . import options
from .output import console, write
from .streams import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
