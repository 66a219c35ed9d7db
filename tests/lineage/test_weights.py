"""The shipped weights: complete, named, measured."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np

from reprint_trace.lineage.features import featured, with_claims
from reprint_trace.lineage.group import build
from reprint_trace.lineage.polarity import polarised
from reprint_trace.lineage.posterior import load_weights, weights_name
from tests.lineage.conftest import COPIED, STORY, FewOutlets, witness


def test_every_weight_belongs_to_a_feature(outlets: FewOutlets) -> None:
    """A feature renamed without new training would silently lose its weight."""
    group = build([witness("a", STORY), witness("b", COPIED)], outlets)
    plain = featured(group)
    for run, passes in load_weights().items():
        first = plain if run == "blind" else with_claims(group, plain)
        later = polarised(group, first, np.full(2, 0.5), np.full((2, 2), 0.5), 0.5)
        for weights in passes:
            assert not set(weights) - {*later.edges, *later.root, *later.whole}


def test_the_blind_run_has_no_weight_for_what_pages_declare() -> None:
    """The verdict's run cannot see a credit line: it has no feature that reads one."""
    for weights in load_weights()["blind"]:
        assert not [name for name in weights if "claim" in name or "votes" in name or "declares" in name]


def test_weights_say_where_they_come_from_and_how_well_they_do() -> None:
    """The file names the command that made it, and how often it is right where it is sure."""
    text = resources.files("reprint_trace.lineage").joinpath("data/weights.json").read_text("utf-8")
    found = json.loads(text)
    assert found["name"] == weights_name()
    assert found["command"].startswith("python -m benchmarks.lineage train")
    measured = found["measured"]["conditions"]["full: informed"]
    assert measured["sure_right"] >= 0.95
