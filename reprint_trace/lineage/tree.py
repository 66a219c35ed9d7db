"""Directed spanning trees with a virtual root: the best one, the probability of every edge,
and trees drawn at random.

A distribution over trees gives each tree the product of its edges' weights.  `scores[u, v]`
is the log weight of u → v, `root[v]` that of v having no parent among the texts supplied;
several nodes may hang from the root.  `lone` is the log weight of there being just one: either the
original is here, or it is not, and how many copies hang from the root is not a matter of each alone.

Best tree: Chu & Liu 1965, Edmonds 1967.  Edge marginals: the directed matrix-tree theorem
(Tutte 1984; Koo, Globerson, Carreras & Collins 2007, who treat both one root and several).
Samples: Wilson 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

ROUNDS = 200  # of cycle popping
ENOUGH = 0.05  # share of samples that may be left undone
FEW = 64  # trees drawn the slow way
DEAR = 1e4  # what each root costs where one is wanted
FLOOR = 22.0  # nats below a node's best parent at which a weight is cut off: keeps matrices regular


@dataclass(frozen=True, slots=True)
class Forest:
    """A distribution over trees by its log weights: of edges, of roots, and of there being one."""

    scores: Array
    root: Array
    lone: float


def weights(scores: Array, root: Array) -> tuple[Array, Array, Array]:
    """Edge and root weights, each node's best parent scaled to 1, and the log scale by node."""
    masked = scores.astype(float).copy()
    np.fill_diagonal(masked, -np.inf)
    top = np.maximum(masked.max(axis=0, initial=-np.inf), root)
    edge = np.exp(np.maximum(masked - top, -FLOOR))
    np.fill_diagonal(edge, 0.0)
    return edge, np.exp(np.maximum(root - top, -FLOOR)), top


def laplacian(edge: Array, root: Array) -> Array:
    """Its determinant is the sum over all trees (column v: what enters v)."""
    result: Array = np.diag(edge.sum(axis=0) + root) - edge
    return result


def marginals(scores: Array, root: Array, lone: float = 0.0) -> tuple[Array, Array, float, float]:
    """P(u → v) for every pair, P(v is a root) for every node, the log partition function, and
    P(there is one root)."""
    edge, start, top = weights(scores, root)
    chance, begin, total = _several(edge, start)
    chance_one, begin_one, one = _single(edge, start)
    more = np.expm1(lone) * np.exp(one - total)  # what `lone` adds to the weight of all trees
    chance = np.clip(chance + more * chance_one, 0.0, None)
    begin = np.clip(begin + more * begin_one, 0.0, None)
    sums = chance.sum(axis=0) + begin
    scale = max(1.0 + more, 1e-12)
    return (
        chance / sums,
        begin / sums,
        total + float(np.log(scale) + top.sum()),
        float(np.exp(lone + one - total) / scale),
    )


def _several(edge: Array, start: Array) -> tuple[Array, Array, float]:
    """Marginals over trees with any number of roots, and their log weight."""
    matrix = laplacian(edge, start)
    inverse = np.linalg.inv(matrix)
    own = np.diag(inverse)
    return (
        np.clip(edge * (own[None, :] - inverse.T), 0.0, 1.0),
        np.clip(start * own, 0.0, 1.0),
        float(np.linalg.slogdet(matrix)[1]),
    )


def _single(edge: Array, start: Array) -> tuple[Array, Array, float]:
    """The same over trees with one root: the first row of the Laplacian becomes the root's weights."""
    matrix = laplacian(edge, np.zeros(len(start)))
    matrix[0] = start
    inverse = np.linalg.inv(matrix)
    into = edge * np.diag(inverse)[None, :]
    into[:, 0] = 0.0
    past = edge * inverse.T
    past[0] = 0.0
    return (
        np.clip(into - past, 0.0, 1.0),
        np.clip(start * inverse[:, 0], 0.0, 1.0),
        float(np.linalg.slogdet(matrix)[1]),
    )


def best_tree(scores: Array, root: Array, *, lone: bool = False) -> list[int]:
    """The parent of every node in the heaviest tree; -1 is the virtual root.  `lone`: with as few roots
    as there can be."""
    return _heaviest(scores, root - DEAR * lone)


def _heaviest(scores: Array, root: Array) -> list[int]:
    n = len(root)
    full = np.full((n + 1, n + 1), -np.inf)
    full[:n, :n] = scores
    full[n, :n] = root
    np.fill_diagonal(full, -np.inf)
    parents = _edmonds(full, n)
    return [-1 if parents[v] == n else int(parents[v]) for v in range(n)]


def _edmonds(scores: Array, root: int) -> Any:
    """Chu-Liu/Edmonds by contraction: find a cycle among best parents, merge it, recurse."""
    parents = scores.argmax(axis=0)
    parents[root] = -1
    cycle = _cycle(parents, root)
    if not cycle:
        return parents
    inside = np.zeros(len(scores), dtype=bool)
    inside[cycle] = True
    within = np.array(cycle)
    outside = np.flatnonzero(~inside)
    merged = len(outside)
    smaller = np.full((merged + 1, merged + 1), -np.inf)
    smaller[:merged, :merged] = scores[np.ix_(outside, outside)]
    kept = scores[parents[cycle], cycle]
    entering = scores[np.ix_(outside, within)] - kept
    leaving = scores[np.ix_(within, outside)]
    entry, exit_ = entering.argmax(axis=1), leaving.argmax(axis=0)
    smaller[:merged, merged] = entering.max(axis=1)
    smaller[merged, :merged] = leaving.max(axis=0)
    found = _edmonds(smaller, int(np.flatnonzero(outside == root)[0]))
    result = parents.copy()
    for v in range(merged):
        if outside[v] != root:
            result[outside[v]] = cycle[exit_[v]] if found[v] == merged else outside[found[v]]
    source = found[merged]
    result[cycle[entry[source]]] = outside[source]
    return result


def _cycle(parents: Any, root: int) -> list[int]:
    state = [0] * len(parents)
    state[root] = 2
    for start in range(len(parents)):
        walk = []
        v = start
        while state[v] == 0:
            state[v] = 1
            walk.append(v)
            v = int(parents[v])
        if state[v] == 1:
            return walk[walk.index(v) :]
        for u in walk:
            state[u] = 2
    return []


def sample(scores: Array, root: Array, count: int, lone: float = 0.0, seed: int = 0) -> Any:
    """Up to `count` trees drawn from the distribution: an array of parents by row (-1: the root).

    Cycle popping (Wilson 1996): every node draws a parent, nodes on cycles draw again.  What is
    popped says nothing about the tree that is left, so the few samples that take longest are dropped
    without bias; where most take too long (twins all but sure of each other), edges are drawn one
    after another, each given the last (Colbourn, Myrvold & Neufeld 1996).
    """
    if len(root) == 1:
        return np.full((count, 1), -1)
    edge, start, _ = weights(scores, root)
    rng = np.random.default_rng(seed)
    if lone <= 0.0:
        drawn = _drawn(edge, start, count, rng)
        kept = ((drawn < 0).sum(axis=1) > 1) | (rng.random(len(drawn)) < np.exp(lone))
        return drawn[kept] if kept.any() else drawn
    # a mixture: trees with any number of roots, and those with one that `lone` adds
    total, (_, begin, one) = _several(edge, start)[2], _single(edge, start)
    more = np.expm1(lone) * np.exp(one - total)
    by_root = rng.multinomial(rng.binomial(count, more / (1.0 + more)), begin / begin.sum())
    parts = [_drawn(edge, start, count - int(by_root.sum()), rng)]
    for r in np.flatnonzero(by_root).tolist():
        below = edge.copy()
        below[:, r] = 0.0
        parts.append(_drawn(below, np.eye(len(start))[r], int(by_root[r]), rng))
    # where fewer were drawn than asked for, some count twice, so that the parts keep their shares
    asked = (count - int(by_root.sum()), *by_root[by_root > 0].tolist())
    return np.concatenate([p[np.arange(k) % max(len(p), 1)] for p, k in zip(parts, asked, strict=True)])


def _drawn(edge: Array, start: Array, count: int, rng: np.random.Generator) -> Any:
    n = len(start)
    if not count:
        return np.empty((0, n), dtype=np.int64)
    steps = np.cumsum(np.vstack([edge, start]), axis=0)
    steps /= steps[-1]
    drawn = np.full((count, n + 1), n)
    open_ = np.arange(count)  # samples with nodes yet to draw
    rows, nodes = (index.ravel() for index in np.indices((count, n)))
    for _ in range(ROUNDS):
        drawn[open_[rows], nodes] = (steps[:, nodes] < rng.random(len(nodes))).sum(axis=0)
        on_cycle = _on_cycles(drawn[open_])
        left = on_cycle.any(axis=1)
        open_ = open_[left]
        rows, nodes = np.nonzero(on_cycle[left])
        if len(open_) <= ENOUGH * count:
            break
    done = np.delete(drawn[:, :n], open_, axis=0)
    if 2 * len(done) < count:
        return _one_by_one(edge, start, min(count, FEW), rng)
    return np.where(done == n, -1, done)


def _on_cycles(parents: Any) -> Any:
    """Which nodes lie on a cycle, by row; the last column is the root, its own parent."""
    count, size = parents.shape
    ahead = (parents + size * np.arange(count)[:, None]).ravel()  # numbered across rows
    for _ in range(size.bit_length()):
        ahead = ahead[ahead]
    found = np.zeros(count * size, dtype=bool)
    found[ahead] = True
    return found.reshape(count, size)[:, :-1]


def _one_by_one(edge: Array, start: Array, count: int, rng: np.random.Generator) -> Any:
    """Each node's parent in turn, given those already drawn: the Laplacian's inverse follows."""
    n = len(start)
    inverse = np.broadcast_to(np.linalg.inv(laplacian(edge, start)), (count, n, n)).copy()
    drawn = np.full((count, n), -1)
    rows = np.arange(count)
    for v in range(n):
        own = inverse[:, v, v]
        chance = np.empty((count, n + 1))
        chance[:, :n] = edge[:, v] * (own[:, None] - inverse[:, v, :])
        chance[:, n] = start[v] * own
        chance = np.clip(chance, 0.0, None)
        chance[:, v] = 0.0
        steps = np.cumsum(chance, axis=1)
        pick = np.minimum((steps < rng.random(count)[:, None] * steps[:, -1:]).sum(axis=1), n)
        drawn[:, v] = np.where(pick == n, -1, pick)
        # column v of the Laplacian becomes that of the picked edge alone (Sherman & Morrison)
        fixed = np.zeros((count, n))
        fixed[:, v] = 1.0
        taken = pick < n
        fixed[rows[taken], pick[taken]] -= 1.0
        before = -edge[:, v].copy()
        before[v] = edge[:, v].sum() + start[v]
        moved = np.einsum("sij,sj->si", inverse, fixed - before)
        pivot = 1.0 + moved[:, v]
        pivot = np.where(np.abs(pivot) < 1e-12, 1e-12, pivot)
        inverse -= moved[:, :, None] * inverse[:, v : v + 1, :] / pivot[:, None, None]
    return drawn


def ancestry(trees: Any, state: Any = None) -> Array:
    """P(u is an ancestor of v) as the share of sampled trees; the diagonal is 0.  With the `state` of
    every node: P(some node of state s is an ancestor of v), by state and node."""
    count, n = trees.shape
    mark = np.arange(n) if state is None else np.asarray(state)
    hit = np.zeros((count, int(mark.max(initial=-1)) + 1, n), dtype=bool)
    at = trees.copy()
    rows = np.arange(count)[:, None]
    for _ in range(n):
        alive = at >= 0
        if not alive.any():
            break
        those, below = np.nonzero(alive)
        hit[those, mark[at[alive]], below] = True
        at = np.where(alive, trees[rows, np.where(alive, at, 0)], -1)
    return np.asarray(hit.mean(axis=0), dtype=float)
