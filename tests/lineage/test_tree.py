"""Trees: checked against counting every tree by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.lineage.tree import ancestry, best_tree, marginals, sample

Scores = tuple[np.ndarray, np.ndarray]


@st.composite
def scores(draw: st.DrawFn) -> Scores:
    n = draw(st.integers(1, 4))
    number = st.floats(-6, 6, allow_nan=False, width=32)
    edge = np.array(draw(st.lists(st.lists(number, min_size=n, max_size=n), min_size=n, max_size=n)))
    return edge, np.array(draw(st.lists(number, min_size=n, max_size=n)))


def all_trees(n: int) -> Iterator[tuple[int, ...]]:
    for parents in itertools.product(range(-1, n), repeat=n):
        if all(_reaches_root(parents, v) for v in range(n)):
            yield parents


def _reaches_root(parents: tuple[int, ...], v: int) -> bool:
    for _ in range(len(parents) + 1):
        if v < 0:
            return True
        v = parents[v]
    return False


def weight(
    parents: tuple[int, ...] | list[int], edge: np.ndarray, root: np.ndarray, lone: float = 0.0
) -> float:
    steps = float(sum(root[v] if p < 0 else edge[p, v] for v, p in enumerate(parents)))
    return steps + lone * (list(parents).count(-1) == 1)


@given(scores(), st.floats(-3, 5, allow_nan=False, width=32))
@settings(max_examples=60, deadline=None)
def test_marginals_are_what_counting_all_trees_gives(given_scores: Scores, lone: float) -> None:
    """The matrix-tree theorem sums over every tree, those with one root weighing more."""
    edge, root = given_scores
    n = len(root)
    trees = list(all_trees(n))
    chance = np.exp([weight(t, edge, root, lone) for t in trees])
    expected, start = np.zeros((n, n)), np.zeros(n)
    for tree, p in zip(trees, chance / chance.sum(), strict=True):
        for v, u in enumerate(tree):
            if u < 0:
                start[v] += p
            else:
                expected[u, v] += p
    found, begin, log_total, one = marginals(edge, root, lone)
    np.testing.assert_allclose(found, expected, atol=1e-7)
    np.testing.assert_allclose(begin, start, atol=1e-7)
    np.testing.assert_allclose(log_total, np.log(chance.sum()), atol=1e-6)
    single = sum(c for tree, c in zip(trees, chance, strict=True) if tree.count(-1) == 1)
    np.testing.assert_allclose(one, single / chance.sum(), atol=1e-7)


@given(scores(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_tree_is_heavier_than_the_best(given_scores: Scores, lone: bool) -> None:
    """Chu-Liu/Edmonds finds the maximum over all trees, or over those with one root."""
    edge, root = given_scores
    best = best_tree(edge, root, lone=lone)
    assert _reaches_root(tuple(best), 0)
    trees = [t for t in all_trees(len(root)) if not lone or t.count(-1) == 1]
    heaviest = max(weight(t, edge, root) for t in trees)
    np.testing.assert_allclose(weight(best, edge, root), heaviest, atol=1e-5)


@pytest.mark.parametrize("lone", [-1.0, 0.0, 1.0])
def test_sampled_trees_follow_the_distribution(lone: float) -> None:
    """Shares of sampled edges and ancestors agree with exact probabilities."""
    rng = np.random.default_rng(3)
    edge, root = rng.normal(size=(4, 4)) * 2, rng.normal(size=4)
    trees = sample(edge, root, 8000, lone)
    exact, start, _, one = marginals(edge, root, lone)
    np.testing.assert_allclose(((trees == -1).sum(axis=1) == 1).mean(), one, atol=0.03)
    for v in range(4):
        np.testing.assert_allclose((trees[:, v] == -1).mean(), start[v], atol=0.03)
        for u in range(4):
            np.testing.assert_allclose((trees[:, v] == u).mean(), exact[u, v], atol=0.03)
    above = ancestry(trees)
    assert (above + 1e-9 >= np.array([[(trees[:, v] == u).mean() for v in range(4)] for u in range(4)])).all()


def test_twins_that_point_at_each_other_stay_numerically_sound() -> None:
    """Two texts that each almost surely copied the other still share one root between them."""
    edge, root = np.array([[0.0, 60.0], [60.0, 0.0]]), np.array([-60.0, -60.0])
    found, start, _, _ = marginals(edge, root)
    np.testing.assert_allclose(start.sum(), 1.0, atol=1e-2)
    np.testing.assert_allclose(found.sum(), 1.0, atol=1e-2)
    assert (np.sum(sample(edge, root, 50) == -1, axis=1) == 1).all()
