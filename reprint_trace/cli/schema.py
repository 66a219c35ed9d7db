"""`reprint-trace schema`: the JSON Schemas, for those who read the JSON."""

from __future__ import annotations

import json

import click

from .output import write


@click.command()
@click.argument("name", type=click.Choice(["page", "trace", "comparison", "summary", "failure"]))
def schema(name: str) -> None:
    """Print the JSON Schema of what `read` (page), a trace or `compare` prints, or a scan leaves."""
    from reprint_trace.contract import schema as published

    write(json.dumps(published(name), ensure_ascii=False, indent=2) + "\n", None)
