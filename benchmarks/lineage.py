"""Lineage on simulated worlds with a known tree: train the weights, score them, calibrate.

python -m benchmarks.lineage train            # writes reprint_trace/lineage/data/weights.json
python -m benchmarks.lineage score            # root / edge / chain right, by condition
python -m benchmarks.lineage calibrate        # how often an edge at P is right
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.lineage_worlds import CONDITIONS, World, grow, training
from reprint_trace.lineage.features import Featured, featured, with_claims
from reprint_trace.lineage.group import Group, build
from reprint_trace.lineage.polarity import polarised
from reprint_trace.lineage.posterior import Posterior, Weights, load_weights, posterior, weigh
from reprint_trace.lineage.tree import marginals

WEIGHTS = Path(__file__).resolve().parent.parent / "reprint_trace" / "lineage" / "data" / "weights.json"
Array = np.ndarray[Any, np.dtype[Any]]
Case = tuple[World, Group]
PASSES = 3
TESTED = 1000  # added to the seed for test worlds


@dataclass
class Rows:
    """Edge rows and root rows of many worlds, stacked, with where each world begins."""

    names: list[str]
    root_names: list[str]
    edges: Array
    roots: Array
    world_names: list[str]
    worlds: Array
    sizes: list[int]
    parents: list[Array]


def stack(features: Sequence[Featured], worlds: Sequence[World]) -> Rows:
    names, root_names, world_names = (list(part) for part in features[0])
    sizes = [len(w.parents) for w in worlds]
    edges = np.empty((sum(n * n for n in sizes), len(names)), dtype=np.float32)
    roots = np.empty((sum(sizes), len(root_names)), dtype=np.float32)
    e = r = 0
    for (edge, root, _), n in zip(features, sizes, strict=True):
        for k, name in enumerate(names):
            edges[e : e + n * n, k] = edge[name].ravel()
        for k, name in enumerate(root_names):
            roots[r : r + n, k] = root[name]
        e, r = e + n * n, r + n
    whole = np.array([[known[name] for name in world_names] for _, _, known in features])
    return Rows(
        names, root_names, edges, roots, world_names, whole, sizes, [np.array(w.parents) for w in worlds]
    )


def fit(rows: Rows, strength: float = 1.0, steps: int = 150) -> dict[str, float]:
    """Weights that make the true trees likeliest (L-BFGS, L2 on standardised features)."""
    from scipy.optimize import minimize

    scale = np.concatenate([part.std(axis=0) for part in (rows.edges, rows.roots, rows.worlds)]).astype(float)
    scale[scale < 1e-6] = 1.0
    cut, last = len(rows.names), len(rows.names) + len(rows.root_names)

    def loss(z: Array) -> tuple[float, Array]:
        w = z / scale
        score = rows.edges @ w[:cut].astype(np.float32)
        start = rows.roots @ w[cut:last].astype(np.float32)
        lone, dl = rows.worlds @ w[last:], np.empty(len(rows.sizes))
        total, de, dr = 0.0, np.empty(len(score), dtype=np.float32), np.empty(len(start), dtype=np.float32)
        e = r = 0
        for k, (n, parents) in enumerate(zip(rows.sizes, rows.parents, strict=True)):
            s, b = score[e : e + n * n].reshape(n, n).astype(float), start[r : r + n].astype(float)
            chance, begin, z_, dl[k] = marginals(s, b, lone[k])
            has, v = parents >= 0, np.arange(n)
            one = (~has).sum() == 1
            total += z_ - s[parents[has], v[has]].sum() - b[~has].sum() - lone[k] * one
            dl[k] -= one
            chance[parents[has], v[has]] -= 1.0
            begin[~has] -= 1.0
            de[e : e + n * n], dr[r : r + n] = chance.ravel(), begin
            e, r = e + n * n, r + n
        gradient = np.r_[de @ rows.edges, dr @ rows.roots, dl @ rows.worlds].astype(float) / scale
        return total + 0.5 * strength * float(z @ z), gradient + strength * z

    found = minimize(
        loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 30}
    )
    print(f"    loss per node {found.fun / sum(rows.sizes):.4f} after {found.nit} steps")
    weights = found.x / scale
    named = zip(rows.names + rows.root_names + rows.world_names, weights, strict=True)
    return {name: round(float(w), 5) for name, w in named if abs(w) >= 5e-6}


def train(cases: Sequence[Case], *, claims: bool) -> list[dict[str, float]]:
    """The weights of each pass."""
    worlds = [world for world, _ in cases]
    features = []
    for _, group in cases:
        plain = featured(group)
        features.append(with_claims(group, plain) if claims else plain)
    passes: list[dict[str, float]] = []
    for _ in range(PASSES):
        if passes:
            for k, (_, group) in enumerate(cases):
                chance, begin, _, one = marginals(*weigh(features[k], passes[-1]))
                features[k] = polarised(group, features[k], begin, chance, one)
        passes.append(fit(stack(features, worlds)))
    return passes


def cases_of(count: int, seed: int, part: str, kind: str | None = None) -> list[Case]:
    """Worlds and their groups; every condition and part has its own stream of chance."""
    rng = random.Random(f"{seed}/{kind or 'training'}")
    found: list[Case] = []
    while len(found) < count:
        world = grow(rng, CONDITIONS[kind] if kind else training(rng), part)
        if len(world.parents) > 1:
            found.append((world, build(world.witnesses, world)))
    return found


# ── scoring ────────────────────────────────────────────────────────────────────────────


def chain_of(parents: Sequence[int], v: int) -> list[int]:
    path = [v]
    while parents[path[-1]] >= 0 and len(path) <= len(parents):
        path.append(parents[path[-1]])
    return path


def measure(cases: Sequence[Case], guesses: Iterable[Sequence[int]]) -> dict[str, float]:
    """Shares right: root sets (Jaccard, by world), edges, edges up to twins, whole chains."""
    root = edge = twin = chain = 0.0
    nodes = 0
    for (world, group), found in zip(cases, guesses, strict=True):
        truth, state = world.parents, [*group.state.tolist(), -1]
        true, mine = ({v for v, p in enumerate(t) if p < 0} for t in (truth, found))
        root += len(true & mine) / len(true | mine)
        for v, (a, b) in enumerate(zip(truth, found, strict=True)):
            nodes += 1
            edge += a == b
            twin += state[a] == state[b] or state[v] in (state[a], state[b])
            chain += chain_of(truth, v) == chain_of(found, v)
    share = {"root": root / len(cases), "edge": edge / nodes, "chain": chain / nodes, "twins": twin / nodes}
    return {name: round(value, 4) for name, value in share.items()}


def decisions(cases: Sequence[Case], posteriors: Sequence[Posterior]) -> tuple[Array, Array]:
    """The probability of each node's likeliest parent (or of none), and whether it is right."""
    chances: list[float] = []
    right: list[bool] = []
    for (world, _), found in zip(cases, posteriors, strict=True):
        full = np.vstack([found.edges, found.root[None, :]])
        for v, parent in enumerate(world.parents):
            best = int(full[:, v].argmax())
            chances.append(float(full[best, v]))
            right.append((best if best < len(found.root) else -1) == parent)
    return np.array(chances), np.array(right)


BANDS = (0.0, 0.5, 0.8, 0.9, 0.95, 1.0)


def reliability(p: Array, right: Array) -> dict[str, object]:
    """Expected calibration error over ten bins, and how often each band is right."""
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in sorted({*bins.tolist()})
    ]
    bands = []
    for low, high in pairwise(BANDS):
        inside = (p >= low) & ((p < high) | (high == 1.0))
        if inside.any():
            said, hit = (round(float(x[inside].mean()), 3) for x in (p, right))
            bands.append(
                {"from": low, "to": high, "decisions": int(inside.sum()), "said": said, "right": hit}
            )
    sure = p >= 0.9
    precision = round(float(right[sure].mean()), 4) if sure.any() else None
    covered = round(float(sure.mean()), 4)
    return {"ece": round(float(sum(gaps)), 4), "sure_right": precision, "sure_share": covered, "bands": bands}


Guess = Callable[[World, Group], list[int]]


def by_posterior(claims: bool) -> Guess:
    return lambda world, group: posterior(group, claims=claims).parents  # noqa: ARG005


def by_neighbour(world: World, group: Group) -> list[int]:  # noqa: ARG001
    """What people do: the nearest text by MinHash among those not dated later."""
    from datasketch import MinHash

    from reprint_trace.text.folding import fold_text

    signatures = []
    for w in group.witnesses:
        text = fold_text(w.text)
        signature = MinHash(num_perm=128, seed=1)
        signature.update_batch([text[i : i + 5].encode() for i in range(max(1, len(text) - 4))])
        signatures.append(signature)
    n = len(signatures)
    start = [m.earliest if m else 0.0 for m in group.moments]
    dated = [v for v in range(n) if group.moments[v]] or list(range(n))
    root = min(dated, key=lambda v: (start[v], v))
    parents = [-1] * n
    for v in range(n):
        if v != root:
            earlier = [u for u in range(n) if u != v and (start[u], u) < (start[v], v)] or [root]
            parents[v] = max(earlier, key=lambda u: (signatures[u].jaccard(signatures[v]), -u))
    return parents


def by_parsimony(world: World, group: Group) -> list[int]:  # noqa: ARG001
    """Fewest unlikely changes: reversals cost most, dates count, Edmonds finds the tree."""
    from reprint_trace.lineage.tree import best_tree

    f = featured(group).edges
    either = f["new"] + f["both-shared"] + f["both-private"] + 0.5 * f["gone"] + 0.5 * f["added"]
    cost = either + 3 * f["back"] + 2 * f["regained"] + 2 * f["lost-own"]
    return best_tree(-(cost + 4.0 * f["date:before"]), np.full(len(group.witnesses), -60.0))


def by_oracle(world: World, group: Group) -> list[int]:
    """A perfect reading of the edits with the informed run's metadata: which text every text state
    was made from is known.  What no reading can tell is left open: which of several twins was the
    source, which of them came first, and whether a text is its unfound source or a copy of it."""
    from reprint_trace.lineage.tree import best_tree
    from reprint_trace.text.folding import fold_text

    found = posterior(group, claims=True)
    text = np.array([fold_text(w.text) for w in group.witnesses])
    source = np.array([fold_text(t) for t in world.sources])
    above = np.array([text[p] if p >= 0 else "" for p in world.parents])  # "" for none here
    twins = np.equal.outer(text, text)
    made_from = [{own, *source[same], *above[same]} for same, own in zip(twins, text, strict=True)]
    rooted = np.array([any(p < 0 for p in np.array(world.parents)[same]) for same in twins])
    allowed = np.array([[t in of for of in made_from] for t in text])
    start = rooted | np.array([own in source[same] for same, own in zip(twins, text, strict=True)])
    return best_tree(found.scores - 60.0 * ~allowed, found.root_scores - 60.0 * ~start, found.lone)


METHODS: dict[str, Guess] = {
    "nearest neighbour + date": by_neighbour,
    "parsimony + Edmonds + date": by_parsimony,
    "blind": by_posterior(False),
    "informed": by_posterior(True),
    "oracle": by_oracle,
}


def score(count: int, seed: int) -> None:
    for kind in CONDITIONS:
        cases = cases_of(count, seed, "test", kind)
        print(f"{kind}: {len(cases)} worlds, {sum(len(w.parents) for w, _ in cases)} nodes")
        for name, guess in METHODS.items():
            print(f"  {name:28s}", measure(cases, [guess(*case) for case in cases]))


def calibrate(
    count: int, seed: int, weights: Mapping[str, Sequence[Weights]]
) -> dict[str, dict[str, object]]:
    """How often each run is right where it says it is sure, by condition."""
    table: dict[str, dict[str, object]] = {}
    for kind in CONDITIONS:
        cases = cases_of(count, seed, "test", kind)
        for claims, name in ((False, "blind"), (True, "informed")):
            found = [posterior(group, claims=claims, weights=weights[name]) for _, group in cases]
            shares = measure(cases, [p.parents for p in found])
            table[f"{kind}: {name}"] = {**shares, **reliability(*decisions(cases, found))}
            print(f"{kind}: {name}", table[f"{kind}: {name}"])
    return table


def write(weights: dict[str, list[dict[str, float]]], worlds: int, seed: int, tested: int) -> None:
    """The weights with where they come from and how well they were measured to do."""
    described: dict[str, object] = {
        "name": "lineage/1",
        "model": "log-linear distribution over directed spanning trees, one list of weights per pass",
        "data": "worlds simulated over CCTV and China News Service articles (benchmarks/lineage_worlds.py)",
        "command": f"python -m benchmarks.lineage train --worlds {worlds} --seed {seed}",
        "weights": weights,
    }  # fmt: skip
    described["measured"] = {"worlds": tested, "conditions": calibrate(tested, seed + TESTED, weights)}
    WEIGHTS.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=("train", "score", "calibrate"))
    parser.add_argument("--worlds", type=int, default=1200, help="worlds to train on")
    parser.add_argument("--test-worlds", type=int, default=100, help="worlds to score on, by condition")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.perf_counter()
    if options.task == "score":
        score(options.test_worlds, options.seed + TESTED)
    elif options.task == "calibrate":
        calibrate(options.test_worlds, options.seed + TESTED, load_weights())
    else:
        cases = cases_of(options.worlds, options.seed, "train")
        print(f"{sum(len(w.parents) for w, _ in cases)} nodes, {time.perf_counter() - began:.0f} s")
        weights = {
            name: train(cases, claims=claims) for name, claims in (("blind", False), ("informed", True))
        }
        write(weights, options.worlds, options.seed, options.test_worlds)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
