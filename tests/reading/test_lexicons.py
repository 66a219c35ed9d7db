from __future__ import annotations

import re
from importlib import resources

import pytest

from reprint_trace.reading.lexicon import table

DATA = resources.files("reprint_trace.reading").joinpath("data")
NAMES = sorted(
    entry.name
    for entry in DATA.iterdir()
    if entry.name.endswith(".tsv")
    and "Provenance" in entry.read_text("utf-8")
    and entry.name != "boilerplate.tsv"
)


@pytest.mark.parametrize("name", NAMES)
def test_a_lexicon_is_whole(name: str) -> None:
    """Every row has all its columns, no entry stands twice, and the file says where it comes from."""
    text = DATA.joinpath(name).read_text("utf-8")
    columns = next(line for line in text.splitlines() if not line.startswith("#")).split("\t")
    rows = table(name)
    assert text.startswith("# ")
    assert rows
    assert all(len(row) == len(columns) and all(row) for row in rows)
    entries = [row if "pattern" in columns else row[0] for row in rows]
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("name", [name for name in NAMES if name in ("relay.tsv", "not_a_story.tsv")])
def test_patterns_compile(name: str) -> None:
    """Rules kept as data are regular expressions."""
    column = 1 if name == "relay.tsv" else 0
    assert all(re.compile(row[column]) for row in table(name))
