"""The posterior over trees: features weighed, in three passes, blind or informed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reprint_trace.lineage.features import Featured, Features, featured, with_claims
from reprint_trace.lineage.group import Array, Group
from reprint_trace.lineage.polarity import polarised
from reprint_trace.lineage.tree import best_tree, marginals

UNRELATED = 30.0  # nats against an edge between texts that share too little to be copies
LIKELIER = 0.5  # P(one root) from which the heaviest tree is the best
OVERLAP = 0.3  # share of the shorter text below which two texts are no copies of each other

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Posterior:
    """P(u → v) in `edges[u, v]`, P(v has no parent here) in `root[v]`, the best tree in
    `parents` (-1: none), and the log weights they come from; `lone` is that of there being one root."""

    scores: Array
    root_scores: Array
    edges: Array
    root: Array
    parents: list[int]
    lone: float = 0.0


def posterior(
    group: Group, *, claims: bool, plain: Featured | None = None, weights: Sequence[Weights] | None = None
) -> Posterior:
    """Several passes: each types every difference anew by the root and the tree of the last.

    `claims` is False for the blind run, which never sees what pages declare.  `plain` are the features
    of the group without them, where they are known.
    """
    if len(group.witnesses) == 1:  # whatever the weights: nothing here that it could be copied from
        return Posterior(np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1)), np.ones(1), [-1])
    passes = weights or load_weights()["informed" if claims else "blind"]
    shown = plain or featured(group)
    features = with_claims(group, shown) if claims else shown
    unrelated = -UNRELATED * ~related(group)
    for known in passes:
        scores, root_scores, lone = weigh(features, known)
        scores += unrelated
        chance, start, _, one = marginals(scores, root_scores, lone)
        if known is not passes[-1]:
            features = polarised(group, features, start, chance, one)
    # where several copies hang from nothing, which of them do is better told one by one (the tree of
    # most expected right steps) than by the heaviest tree, which hangs them from each other
    one_root = one >= LIKELIER
    parents = best_tree(scores, root_scores, lone) if one_root else best_tree(chance, start)
    return Posterior(scores, root_scores, chance, start, parents, lone)


def related(group: Group) -> Array:
    """Whether enough of the shorter of two texts stands in the other."""
    has, size = group.collation.present.astype(float), group.collation.block_size
    common = (has * size) @ has.T
    length = np.maximum(np.diag(common), 1)
    enough = common >= OVERLAP * np.minimum.outer(length, length)
    return np.asarray(enough[np.ix_(group.state, group.state)])


def weigh(features: Featured, weights: Weights) -> tuple[Array, Array, float]:
    """Log weights of all edges, of having no parent, and of one text alone having none."""
    lone = sum(weights.get(name, 0.0) * value for name, value in features.whole.items())
    return _summed(features.edges, weights), _summed(features.root, weights), lone


def _summed(features: Features, weights: Weights) -> Array:
    values = np.array(list(features.values()), dtype=float)
    total: Array = np.tensordot([weights.get(name, 0.0) for name in features], values, axes=1)
    return total


def weights_name() -> str:
    """The name of the weights in use, as traces print it."""
    return str(_weights_file()["name"])


def load_weights() -> dict[str, list[dict[str, float]]]:
    """For each run, blind and informed, the weights of its passes by feature."""
    weights: dict[str, list[dict[str, float]]] = _weights_file()["weights"]
    return weights


@cache
def _weights_file() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/weights.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
