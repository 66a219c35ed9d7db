"""The shipped weights: complete, named, measured, and of the sign that their feature has."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np

from reprint_trace.lineage.features import featured, polarised, with_claims
from reprint_trace.lineage.group import build
from reprint_trace.lineage.posterior import load_weights, weights_name
from tests.lineage.conftest import COPIED, STORY, FewOutlets, witness


def test_every_weight_belongs_to_a_feature(outlets: FewOutlets) -> None:
    """A feature renamed without new training would silently lose its weight."""
    group = build([witness("a", STORY), witness("b", COPIED)], outlets)
    plain, even = featured(group), np.full((2, 2), 0.5)
    for run, passes in load_weights().items():
        known = polarised(group, plain, np.full(2, 0.5), even, 0.5)
        if run == "informed":
            known = with_claims(group, known, even)
        for model in (model for models in passes for model in models):
            assert not set(model) - {*known.edges, *known.root, *known.whole}


def test_every_hand_has_a_model_in_every_pass() -> None:
    """Posteriors are averaged over hands: none is missing anywhere."""
    for passes in load_weights().values():
        assert {len(models) for models in passes} == {5}


def test_a_run_weighs_nothing_it_may_not_see() -> None:
    """The blind run reads no credit line."""
    for run, passes in load_weights().items():
        names = {name for models in passes for model in models for name in model}
        claims = [n for n in names if "claim" in n or "votes" in n or "credits" in n or n == "root:top"]
        assert bool(claims) == (run == "informed")


def test_no_model_rewards_what_speaks_against_a_step() -> None:
    """An edit undone or a date before its source's never makes a step likelier, nor a shared edit less."""
    models = [model for passes in load_weights().values() for models in passes for model in models]
    for model in models:
        against = ("text:undone", "polar:undone", "date:before", "hand:maker-gained", "block:head-gained")
        assert all(model.get(name, 0.0) <= 0 for name in against)
        assert all(
            model.get(name, 0.0) >= 0 for name in ("polar:inherited", "supplied:→page", "claim:parent")
        )


def test_more_models_agreeing_is_never_held_against_an_answer() -> None:
    """An answer that seems likelier, or that the most doubtful model also gives, is not worth less."""
    text = resources.files("reprint_trace.lineage").joinpath("data/weights.json").read_text("utf-8")
    for doubt in json.loads(text)["doubts"].values():
        assert doubt["said"] > 0
        assert doubt["least"] >= 0
        assert doubt["second"] <= 0


def test_weights_say_where_they_come_from_and_how_well_they_do() -> None:
    """The file names the command that made it, and how often it is right where it is sure, on every hand
    by the models of the others."""
    text = resources.files("reprint_trace.lineage").joinpath("data/weights.json").read_text("utf-8")
    found = json.loads(text)
    assert found["name"] == weights_name()
    assert found["command"].startswith("python -m benchmarks.lineage train")
    assert len(found["measured"]) == 25
    assert np.mean([measured["informed"]["step_right"] for measured in found["measured"].values()]) >= 0.96
