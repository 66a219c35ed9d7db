"""Fitting: weights that make the true trees of many worlds likeliest.

Worlds of one size are weighed together, so that a step of L-BFGS is a few dozen matrix calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reprint_trace.lineage.features import Featured
from reprint_trace.lineage.tree import FLOOR

Array = np.ndarray[Any, np.dtype[Any]]

# What a feature means fixes the sign of its weight: a weight of the other sign makes up for another's in
# the worlds it was fitted to, and for nothing elsewhere.  Names by their beginnings; the rest are free.
AGAINST = (
    "text:fresh", "text:undone", "text:other", "text:apart", "block:regained", "block:lost", "block:head-gained",
    "block:gained", "near:distance",
    "near:steps", "near:between", "block:tail-regained", "style:undone", "date:before", "trace:child", "trace:unknown",
    "trace:lost", "hand:spun-less", "hand:copyist-lost", "hand:maker-gained", "polar:fresh", "polar:undone",
    "polar:other", "polar:stray", "polar:cut-undone", "polar:cut-stray", "polar:refilled", "polar:dropped",
    "supplied:page→", "claim:differs", "claim:child", "root:not-supplied", "root:late", "root:traces-others",
    "root:spun", "root:copyist", "root:former", "root:unsigned", "root:credits-other", "one:wire", "one:absent-votes", "one:roots",
)  # fmt: skip
SPEAKS_FOR = (
    "text:only-these", "text:few", "block:few-have", "block:few-lack", "near:nearest", "near:slack", "twin",
    "style:few", "date:lag", "trace:parent", "trace:headline", "trace:inherited", "hand:spun-more", "hand:copyist-gained",
    "hand:maker-lost", "polar:inherited", "polar:light", "polar:cut-inherited", "before:", "supplied:→page",
    "supplied:alone→", "claim:parent", "claim:same", "claim:carrier", "claim:top", "claim:votes",
    "root:supplied", "root:first", "root:maker", "root:newsroom", "root:votes", "root:top", "one:supplied",
    "one:votes", "one:clear",
)  # fmt: skip
AGREEING = ("said", "least", "words")


@dataclass(frozen=True)
class Sized:
    """Worlds of one size: where their rows begin, and their true parents (worlds × n, -1 for none)."""

    n: int
    worlds: Array
    parents: Array


@dataclass(frozen=True)
class Rows:
    """Edge rows, root rows and world rows of many worlds, those of one size side by side."""

    names: tuple[list[str], list[str], list[str]]
    edges: Array
    roots: Array
    worlds: Array
    sized: tuple[Sized, ...]

    def nodes(self) -> int:
        return len(self.roots)


def stack(
    features: Sequence[Featured], parents: Sequence[Sequence[int]], without: Sequence[str] = ()
) -> Rows:
    """Rows of worlds, but for the features whose names begin with one of `without`."""
    names = tuple([name for name in part if not name.startswith(tuple(without))] for part in features[0])
    order: dict[int, list[int]] = {}
    for k, those in enumerate(parents):
        order.setdefault(len(those), []).append(k)
    edges, roots, worlds, sized = [], [], [], []
    for n, those in sorted(order.items()):
        sized.append(Sized(n, np.array(those), np.array([parents[k] for k in those])))
        for k in those:
            edge, root, whole = features[k]
            edges.append(np.stack([edge[x] for x in names[0]], axis=-1).reshape(n * n, -1).astype(np.float32))
            roots.append(np.stack([root[x] for x in names[1]], axis=-1).astype(np.float32))
            worlds.append([whole[x] for x in names[2]])
    return Rows(names, np.vstack(edges), np.vstack(roots), np.array(worlds), tuple(sized))  # type: ignore[arg-type]


def fit(rows: Rows, strength: float = 1.0, steps: int = 120) -> dict[str, float]:
    """Weights by L-BFGS, L2 on standardised features."""
    from scipy.optimize import minimize

    scale = np.concatenate([part.std(axis=0) for part in (rows.edges, rows.roots, rows.worlds)]).astype(float)
    scale[scale < 1e-6] = 1.0
    names = [*rows.names[0], *rows.names[1], *rows.names[2]]
    cut, last = len(rows.names[0]), len(rows.names[0]) + len(rows.names[1])

    def loss(z: Array) -> tuple[float, Array]:
        w = z / scale
        score = (rows.edges @ w[:cut].astype(np.float32)).astype(float)
        start = (rows.roots @ w[cut:last].astype(np.float32)).astype(float)
        lone = rows.worlds @ w[last:]
        total = 0.0
        de, dr, dl = np.empty_like(score), np.empty_like(start), np.empty_like(lone)
        e = r = k = 0
        for part in rows.sized:
            n, count = part.n, len(part.worlds)
            s = score[e : e + count * n * n].reshape(count, n, n)
            b = start[r : r + count * n].reshape(count, n)
            value, chance, begin, one = truth_lost(s, b, lone[k : k + count], part.parents)
            total += value
            de[e : e + count * n * n], dr[r : r + count * n] = chance.ravel(), begin.ravel()
            dl[k : k + count] = one
            e, r, k = e + count * n * n, r + count * n, k + count
        gradient = np.r_[
            de.astype(np.float32) @ rows.edges, dr.astype(np.float32) @ rows.roots, dl @ rows.worlds
        ]
        return total + 0.5 * strength * float(z @ z), gradient.astype(float) / scale + strength * z

    bounds = [
        (0.0 if name.startswith(SPEAKS_FOR) else None, 0.0 if name.startswith(AGAINST) else None)
        for name in names
    ]
    found = minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": steps, "maxcor": 20},
    )  # fmt: skip
    weights = found.x / scale
    return {name: round(float(w), 5) for name, w in zip(names, weights, strict=True) if abs(w) >= 1e-3}


def fit_doubt(
    signs: Sequence[Mapping[str, Array]], right: Sequence[Array], ridge: float = 10.0
) -> dict[str, float]:
    """Logistic regression of whether the likeliest source of a text was the right one; a world counts by
    the square root of its texts, for its decisions stand and fall together."""
    from scipy.optimize import minimize

    names = list(signs[0])
    x = np.concatenate([np.stack([sign[name] for name in names], axis=1) for sign in signs])
    y = np.concatenate(right).astype(float)
    w = np.concatenate([np.full(len(r), len(r) ** -0.5) for r in right])
    w *= len(w) / w.sum()
    scale = x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    z = x / scale
    pull = np.array([ridge * (name != "any") for name in names])

    def loss(b: Array) -> tuple[float, Array]:
        t = z @ b
        chance = 1.0 / (1.0 + np.exp(-t))
        value = float((w * (np.logaddexp(0.0, t) - y * t)).sum() + 0.5 * (pull * b * b).sum())
        return value, z.T @ (w * (chance - y)) + pull * b

    # agreement is never held against an answer, nor a likely rival for it
    bounds = [(0.0 if name in AGREEING else None, 0.0 if name == "second" else None) for name in names]
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(b), 5) for name, b in zip(names, found.x / scale, strict=True)}


def truth_lost(s: Array, b: Array, lone: Array, parents: Array) -> tuple[float, Array, Array, Array]:
    """Minus the log probability of the true trees, and its gradients, over worlds of one size
    (the marginals of `lineage.tree`, many at once)."""
    count, n = b.shape
    eye = np.eye(n, dtype=bool)
    masked = np.where(eye, -np.inf, s)
    top = np.maximum(masked.max(axis=1), b)
    edge = np.exp(np.maximum(masked - top[:, None, :], -FLOOR))
    edge[:, eye] = 0.0
    begin = np.exp(np.maximum(b - top, -FLOOR))
    several = -edge.copy()
    several[:, eye] = edge.sum(axis=1) + begin
    single = -edge.copy()
    single[:, eye] = edge.sum(axis=1)
    single[:, 0, :] = begin
    inverse, inverse1 = np.linalg.inv(several), np.linalg.inv(single)
    total, one = np.linalg.slogdet(several)[1], np.linalg.slogdet(single)[1]
    own = inverse[:, eye]
    chance = edge * (own[:, None, :] - inverse.transpose(0, 2, 1))
    first = begin * own
    into = edge * inverse1[:, eye][:, None, :]
    into[:, :, 0] = 0.0
    past = edge * inverse1.transpose(0, 2, 1)
    past[:, 0, :] = 0.0
    chance1, first1 = into - past, begin * inverse1[:, :, 0]
    share = np.exp(one - total)
    more = np.expm1(lone) * share
    scale = np.maximum(1.0 + more, 1e-12)
    chance = np.clip((chance + more[:, None, None] * chance1) / scale[:, None, None], 0.0, 1.0)
    first = np.clip((first + more[:, None] * first1) / scale[:, None], 0.0, 1.0)
    sole = np.exp(lone) * share / scale
    z = total + np.log(scale) + top.sum(axis=1)
    has = parents >= 0
    w, v = np.nonzero(has)
    true = np.zeros(count)
    np.add.at(true, w, s[w, parents[w, v], v])
    true += np.where(has, 0.0, b).sum(axis=1)
    is_one = (~has).sum(axis=1) == 1
    true += lone * is_one
    chance[w, parents[w, v], v] -= 1.0
    first -= ~has
    return float((z - true).sum()), chance, first, sole - is_one
