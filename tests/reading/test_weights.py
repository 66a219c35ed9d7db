from __future__ import annotations

from importlib import resources

import pytest

from reprint_trace.reading.tags import weights

DATA = resources.files("reprint_trace.reading").joinpath("data")
NAMES = sorted(entry.name for entry in DATA.iterdir() if entry.name.endswith("_weights.tsv"))


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_whole(name: str) -> None:
    """Every sign has one weight, none stands twice, and the file says where it comes from."""
    text = DATA.joinpath(name).read_text("utf-8")
    assert text.startswith("# ")
    assert "Provenance: " in text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines[0] == "sign\tweight"
    assert len(weights(name)) == len(lines) - 1
