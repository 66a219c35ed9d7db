"""CONTRIBUTING tells the floors as the linter holds them."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_floors_are_told_in_their_order() -> None:
    """From the ground up, every floor of the package once."""
    held = configparser.ConfigParser()
    held.read_string((ROOT / ".importlinter").read_text("utf-8"))
    layers = held["importlinter:contract:floors"]["layers"].split("\n")
    order = [{*re.findall(r"\w+", layer)} for layer in reversed(layers) if layer.strip()]
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    told = re.findall(r"`(\w+)`", text.partition("From the ground: ")[2].partition(". `.importlinter`")[0])
    assert [layer for layer in order for _ in layer] == [next(o for o in order if name in o) for name in told]
    package = {path.stem for path in (ROOT / "reprint_trace").iterdir() if path.suffix in ("", ".py")}
    assert package - {"__init__", "__main__", "__pycache__", "py"} == {*told}
