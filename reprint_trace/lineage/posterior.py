"""The posterior over trees: features weighed by several hands, blind and informed.

Every model was fitted to worlds by another hand, and their posteriors are averaged: where the hands
disagree, so does the answer, and its probability says so.  What that mean is worth in the worlds of a hand
that none of the models saw is known as well, and is what is said in the end (`doubted`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np

from reprint_trace.lineage.features import Featured, featured, polarised, with_claims
from reprint_trace.lineage.group import Array, Features, Group
from reprint_trace.lineage.tree import Forest, best_tree, marginals

UNRELATED = 30.0  # nats against an edge between texts that share too little to be copies
FIXED = 1e5  # what any other root costs than the one that is given
LIKELIER = 0.5  # P(one root) from which a tree with one root is drawn
TWIN = 0.2  # of the weight of a right text state: a step from the right one of its twins
OVERLAP = 0.3  # share of the shorter text below which two texts are no copies of each other

LIKELY, SURE = 1.4, 2.2  # nats (P .8 and .9) between which the margin of doubt sets in
LEAST = 1e-4  # chance below which a model's word is worth nothing

Run = Literal["blind", "informed"]
Model = Mapping[str, float]
Doubts = Mapping[str, Model]  # by run
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
    """`blind` saw no credit line, `informed` everything."""

    blind: Posterior
    informed: Posterior


def posteriors(
    group: Group, *, credited: bool = True, weights: Weights | None = None, doubts: Doubts | None = None
) -> Runs:
    """Weigh a group.  Where no page credits anybody the informed run is the blind one.  Other `weights`
    bring their own `doubts`, or none."""
    if len(group.witnesses) == 1:  # whatever the weights: nothing here that it could be copied from
        alone = Posterior(
            np.zeros((1, 1)), np.ones(1), 1.0, [-1], (Forest(np.zeros((1, 1)), np.zeros(1), 0.0),)
        )
        return Runs(alone, alone)
    known, apart = weights or load_weights(), -UNRELATED * ~related(group)
    doubt: Doubts = doubts or {} if weights else load_doubts()
    plain = featured(group)
    shown = _repolarised(group, plain, averaged(plain, known["blind"][0], apart))
    blind = averaged(shown, known["blind"][1], apart)
    words = plainest(plain, int(blind.root.argmax()))
    unseeing = finished(group, doubted(group, blind, blind, words, doubt.get("blind")))
    if not credited:
        return Runs(unseeing, unseeing)
    told = with_claims(group, shown, blind.edges)
    informed = averaged(told, known["informed"][0], apart)
    return Runs(unseeing, finished(group, doubted(group, informed, blind, words, doubt.get("informed"))))


def plainest(plain: Featured, root: int) -> list[int]:
    """What the words alone say once it is known where they begin: the tree with the given root of fewest
    differences in the collation, lacunae not compared."""
    given = np.where(np.arange(len(plain.root["root:any"])) == root, 0.0, -FIXED)
    return best_tree(-plain.edges["near:steps"], given)


def averaged(features: Featured, models: Sequence[Model], apart: Array) -> Posterior:
    """The mean of what the models think."""
    forests = tuple(weigh(features, model, apart) for model in models)
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


# ── what it is worth elsewhere ─────────────────────────────────────────────────────────


def by_state(group: Group, edges: Array, root: Array) -> Array:
    """P(v was copied from a text of state s), s in rows, the last row P(from none here)."""
    m = int(group.state.max()) + 1
    found = np.zeros((m + 1, len(group.state)))
    np.add.at(found, group.state, edges)
    found[m] = root
    return found


def doubted(
    group: Group, found: Posterior, blind: Posterior, words: Sequence[int], doubt: Model | None
) -> Posterior:
    """`found` with the likeliest source of every text as likely as such sources proved to be in worlds by
    hands that no model saw; the others share the rest as before.  Where that is likely, a `margin` is taken
    off: what the answers are worth less in the worlds of the worst hand.  `words`: the tree that these alone tell (`plainest`)."""
    if not doubt:
        return found
    full = by_state(group, found.edges, found.root)
    best, at = full.argmax(axis=0), np.arange(full.shape[1])
    signs = signs_of_doubt(group, found, blind, words)
    said = np.asarray(sum(doubt.get(name, 0.0) * value for name, value in signs.items()))
    said = said - doubt.get("margin", 0.0) * np.clip((said - LIKELY) / (SURE - LIKELY), 0.0, 1.0)
    chance = 1.0 / (1.0 + np.exp(-said))
    before = np.clip(full[best, at], LEAST, 1.0 - LEAST)
    up, rest = chance / before, (1.0 - chance) / (1.0 - before)
    chosen = group.state[:, None] == best[None, :]
    edges = found.edges * np.where(chosen, up, rest)
    root = found.root * np.where(best == len(full) - 1, up, rest)
    total = edges.sum(axis=0) + root
    return Posterior(edges / total, root / total, found.one, [], found.forests)


def signs_of_doubt(
    group: Group, found: Posterior, blind: Posterior, words: Sequence[int]
) -> dict[str, Array]:
    """What tells, by text, whether its likeliest source is the right one: how likely it seems, how far the
    models, the blind run and the words agree on it, and whether it, or the text, may itself be without a
    source here."""
    full = by_state(group, found.edges, found.root)
    n, last = full.shape[1], len(full) - 1
    best, at = full.argmax(axis=0), np.arange(n)
    none = (best == last).astype(float)
    models = [marginals(f.scores, f.root, f.lone) for f in found.forests]
    lowest = np.min([by_state(group, m[0], m[1])[best, at] for m in models], axis=0)
    says = _odds(full[best, at])
    tops = np.minimum(np.bincount(group.state, weights=found.root, minlength=last), 1.0)
    back = np.zeros((last + 1, n))  # P(a text of state s was copied from v's), at most 1
    np.add.at(back, group.state, found.edges.T)
    top = np.append(tops, 0.0)[best]
    unseeing = _odds(by_state(group, blind.edges, blind.root)[best, at]) - says
    above = np.append(group.state, last)[list(words)]
    return {
        "any": np.ones(n), "said": says, "least": _odds(lowest) - says,
        "second": np.log(np.maximum(np.sort(full, axis=0)[-2], 1e-3)),
        "none": none, "none:said": none * says, "words": above == best, "blind": unseeing,
        "top": top, "top:said": top * says, "tops": np.full(n, np.log(max(float(found.root.sum()), 0.5))),
        "itself": found.root * (1.0 - none), "back": np.where(none > 0, 0.0, np.minimum(back[best, at], 1.0)),
    }  # fmt: skip


def _odds(chance: Array) -> Array:
    inside = np.clip(chance, LEAST, 1.0 - LEAST)
    return np.asarray(np.log(inside / (1.0 - inside)))


def _repolarised(group: Group, features: Featured, found: Posterior) -> Featured:
    return polarised(group, features, found.root, found.edges, found.one)


def related(group: Group) -> Array:
    """Whether enough of the shorter of two texts stands in the other."""
    has, size = group.collation.present.astype(float), group.collation.block_size
    common = (has * size) @ has.T
    length = np.maximum(np.diag(common), 1)
    enough = common >= OVERLAP * np.minimum.outer(length, length)
    return np.asarray(enough[np.ix_(group.state, group.state)])


def weigh(features: Featured, model: Model, apart: Array) -> Forest:
    """Log weights of all edges, of having no parent, and of one text alone having none."""
    lone = sum(model.get(name, 0.0) * value for name, value in features.whole.items())
    scores, root = _summed(features.edges, model), _summed(features.root, model)
    return Forest(scores + apart, root, lone)


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


def load_doubts(without: str | None = None) -> Doubts:
    """What the answers of the models are worth elsewhere, by run; as known `without` one of the hands, of
    what the others say of it."""
    doubts: Doubts = _weights_file()["doubts"] if without is None else _weights_file()["apart"][without]
    return doubts


@cache
def _weights_file() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/weights.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
