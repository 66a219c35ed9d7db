"""The floor's data files: tab-separated, comments first, then a header, then rows."""

from __future__ import annotations

from importlib import resources


def read_rows(name: str) -> list[list[str]]:
    """The rows of data/`name`, without comments and header."""
    data = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line.split("\t") for line in data.split("\n") if line and line[0] != "#"][1:]
