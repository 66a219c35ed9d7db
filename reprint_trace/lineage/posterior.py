"""The posterior over trees: features weighed by several hands, from the text alone, blind and informed.

Every model was fitted to worlds by another hand, and their posteriors are averaged: where the hands
disagree, so does the answer, and its probability says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np

from reprint_trace.lineage.features import Featured, featured, of_text, polarised, with_claims
from reprint_trace.lineage.group import Array, Features, Group
from reprint_trace.lineage.tree import Forest, best_tree, marginals

UNRELATED = 30.0  # nats against an edge between texts that share too little to be copies
LIKELIER = 0.5  # P(one root) from which a tree with one root is drawn
TWIN = 0.2  # of the weight of a right text state: a step from the right one of its twins
OVERLAP = 0.3  # share of the shorter text below which two texts are no copies of each other

Run = Literal["text", "blind", "informed"]
Model = Mapping[str, float]
Weights = Mapping[str, Sequence[Sequence[Model]]]  # by run: for each pass, a model by each hand


@dataclass(frozen=True, slots=True)
class Posterior:
    """P(u → v) in `edges[u, v]`, P(v has no parent here) in `root[v]`, P(one text has none) in `one`,
    the best tree in `parents` (-1: none), and in `forests` the distributions that were averaged."""

    edges: Array
    root: Array
    one: float
    parents: list[int]
    forests: tuple[Forest, ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """`text` saw nothing but the words, `blind` no credit line, `informed` everything."""

    text: Posterior
    blind: Posterior
    informed: Posterior


def posteriors(group: Group, *, credited: bool = True, weights: Weights | None = None) -> Runs:
    """Weigh a group.  Where no page credits anybody the informed run is the blind one."""
    if len(group.witnesses) == 1:  # whatever the weights: nothing here that it could be copied from
        alone = Posterior(
            np.zeros((1, 1)), np.ones(1), 1.0, [-1], (Forest(np.zeros((1, 1)), np.zeros(1), 0.0),)
        )
        return Runs(alone, alone, alone)
    known, heat = weights or load_weights(), _weights_file()["temper"]
    plain, apart = featured(group), -UNRELATED * ~related(group)
    words = of_text(plain)
    words = _repolarised(group, words, averaged(words, known["text"][0], apart))
    text = finished(group, averaged(words, known["text"][1], apart, heat["text"]))
    shown = _repolarised(group, plain, averaged(plain, known["blind"][0], apart))
    first = averaged(shown, known["blind"][1], apart, heat["blind"])
    blind = finished(group, first)
    if not credited:
        return Runs(text, blind, blind)
    told = with_claims(group, shown, first.edges)
    return Runs(text, blind, finished(group, averaged(told, known["informed"][0], apart, heat["informed"])))


def averaged(features: Featured, models: Sequence[Model], apart: Array, temper: float = 1.0) -> Posterior:
    """The mean of what the models think; a `temper` below 1 makes each of them less sure."""
    forests = tuple(weigh(features, model, apart, temper) for model in models)
    found = [marginals(f.scores, f.root, f.lone) for f in forests]
    edges: Array = np.mean([x[0] for x in found], axis=0)
    root: Array = np.mean([x[1] for x in found], axis=0)
    return Posterior(edges, root, float(np.mean([x[3] for x in found])), [], forests)


def finished(group: Group, found: Posterior) -> Posterior:
    """With its best tree: the one of most expected steps from the right text state, and, among twins,
    from the right one; with one root where one is likelier than several."""
    same = np.equal.outer(group.state, group.state).astype(float)
    gain = same @ found.edges + TWIN * found.edges
    parents = best_tree(gain, found.root * (1 + TWIN), lone=found.one >= LIKELIER)
    return Posterior(found.edges, found.root, found.one, parents, found.forests)


def _repolarised(group: Group, features: Featured, found: Posterior) -> Featured:
    return polarised(group, features, found.root, found.edges, found.one)


def related(group: Group) -> Array:
    """Whether enough of the shorter of two texts stands in the other."""
    has, size = group.collation.present.astype(float), group.collation.block_size
    common = (has * size) @ has.T
    length = np.maximum(np.diag(common), 1)
    enough = common >= OVERLAP * np.minimum.outer(length, length)
    return np.asarray(enough[np.ix_(group.state, group.state)])


def weigh(features: Featured, model: Model, apart: Array, temper: float = 1.0) -> Forest:
    """Log weights of all edges, of having no parent, and of one text alone having none."""
    lone = sum(model.get(name, 0.0) * value for name, value in features.whole.items())
    scores, root = _summed(features.edges, model), _summed(features.root, model)
    return Forest(temper * scores + apart, temper * root, temper * lone)


def _summed(features: Features, model: Model) -> Array:
    names = [name for name in features if name in model]
    values = np.array([features[name] for name in names], dtype=float)
    total: Array = np.tensordot([model[name] for name in names], values, axes=1)
    return total


def weights_name() -> str:
    """The name of the weights in use, as traces print it."""
    return str(_weights_file()["name"])


def load_weights() -> Weights:
    """For each run the models of its passes, one by each hand."""
    weights: Weights = _weights_file()["weights"]
    return weights


@cache
def _weights_file() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/weights.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
