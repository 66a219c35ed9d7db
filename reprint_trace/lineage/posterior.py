"""The posterior over trees: features weighed, two passes, blind or informed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from reprint_trace.lineage.features import (
    Features,
    edge_features,
    polarised_features,
    polarised_root,
    root_features,
)
from reprint_trace.lineage.group import Array, Group
from reprint_trace.lineage.tree import best_tree, marginals

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Posterior:
    """P(u → v) in `edges[u, v]`, P(v has no parent here) in `root[v]`, the best tree in
    `parents` (-1: none), and the log weights they come from."""

    scores: Array
    root_scores: Array
    edges: Array
    root: Array
    parents: list[int]


def posterior(group: Group, *, claims: bool, weights: Mapping[str, Weights] | None = None) -> Posterior:
    """Two passes: the second types every difference by the first one's root and tree.

    `claims` is False for the blind run, which never sees what pages declare.
    """
    known = weights or load_weights()["informed" if claims else "blind"]
    edges = edge_features(group, claims=claims)
    root = root_features(group, edges, claims=claims)
    first = weigh(edges, root, known["first"])
    chance, start, _ = marginals(*first)
    edges |= polarised_features(group, start, chance)
    root |= polarised_root(start)
    scores, root_scores = weigh(edges, root, known["second"])
    chance, start, _ = marginals(scores, root_scores)
    return Posterior(scores, root_scores, chance, start, best_tree(scores, root_scores))


def weigh(edges: Features, root: Features, weights: Weights) -> tuple[Array, Array]:
    """Log weights of all edges, and of having no parent."""
    n = len(next(iter(root.values())))
    score, start = np.zeros((n, n)), np.zeros(n)
    for name, value in edges.items():
        if weight := weights.get(name, 0.0):
            score += weight * value
    for name, value in root.items():
        if weight := weights.get(name, 0.0):
            start += weight * value
    return score, start


@cache
def load_weights() -> dict[str, dict[str, dict[str, float]]]:
    text = resources.files(__package__).joinpath("weights.json").read_text("utf-8")
    found: dict[str, dict[str, dict[str, float]]] = json.loads(text)["weights"]
    return found
