"""Ancestry: which texts stand above a text, whatever the steps between.

The trees say who copied whom step by step, and err in steps; that one text is *an* ancestor of
another is told more surely, by what the trees agree on together with plain facts: who came with the
corpus as a candidate original, whose date is earlier, who has all that the other has.  A logistic
model of these (`data/ancestry.json`) is fitted on worlds of several makers by
`python -m benchmarks.verdicts train`; it sees no credit line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reprint_trace.lineage.group import CLASSES, Array, Group
from reprint_trace.lineage.posterior import Posterior

LEAST = 2e-3  # chance below which sampled trees cannot tell


def ancestors(group: Group, blind: Posterior, above: Array) -> tuple[Array, Array]:
    """P(u is an ancestor of v) by [u, v], 0 on the diagonal: without the claims of the pages, and with
    them.  `above` is the share of sampled trees in which u stands above v."""
    if len(group.witnesses) == 1:
        return np.zeros((1, 1)), np.zeros((1, 1))
    signs = evidence(group, blind, above)
    return _chance(signs, "blind"), _chance(signs | claims(group), "informed")


def _chance(signs: Mapping[str, Array], run: str) -> Array:
    weights = _weights()[run]
    total = np.asarray(sum(weights.get(name, 0.0) * value for name, value in signs.items()))
    chance = 1.0 / (1.0 + np.exp(-total))
    np.fill_diagonal(chance, 0.0)
    return np.asarray(chance)


def claims(group: Group) -> dict[str, Array]:
    """What the pages declare, for u standing above v."""
    n = len(group.witnesses)
    declares = group.declares.astype(float)
    votes = declares.sum(axis=0) / n
    other = (declares.sum(axis=1) > 0)[None, :] * (1.0 - declares.T)
    return {
        "claim": declares.T, "claim:back": declares, "claim:other": other,
        "claim:votes": votes[:, None] * np.ones((1, n)), "claim:child-votes": votes[None, :] * np.ones((n, 1)),
        "claim:carried": group.carried.T.astype(float), "claim:carried-back": group.carried.astype(float),
        "claim:absent": group.named[None, :] * np.ones((n, 1)),
    }  # fmt: skip


def evidence(group: Group, blind: Posterior, above: Array) -> dict[str, Array]:
    """What speaks for u standing above v: arrays by [u, v], none of them from what pages declare."""
    n = len(group.witnesses)
    given = np.array([w.supplied for w in group.witnesses], dtype=float)
    every = np.ones((n, n))
    u, v = np.ones((1, n)), np.ones((n, 1))
    twins = np.equal.outer(group.state, group.state)
    signs: dict[str, Array] = {
        "one": every, "above": _logit(above), "below": _logit(above.T),
        "edge": np.log(np.clip(blind.edges, LEAST, 1.0)),
        "root": np.log(np.clip(blind.root, LEAST, 1.0))[:, None] * u,
        "child-root": np.log(np.clip(blind.root, LEAST, 1.0))[None, :] * v,
        "twins": twins, "size": np.log(n) * every, "pair": float(n == 2) * every,
    }  # fmt: skip
    signs |= _dates(group, given)
    signs |= _texts(group)
    official = (group.class_ == CLASSES.index("origin")).astype(float)
    signs["official"] = official[:, None] - official[None, :]
    signs["spun"] = group.spun[:, None] - group.spun[None, :]
    marks = group.copyist.sum(axis=1).astype(float)
    signs["copyist"] = marks[:, None] - marks[None, :]
    makers = group.maker.sum(axis=1).astype(float)
    signs["maker"] = makers[:, None] - makers[None, :]
    return {name: np.asarray(value, dtype=float) for name, value in signs.items()}


def _dates(group: Group, given: Array) -> dict[str, Array]:
    """Order of dates, and the corpus's documents, which are candidate originals: alone and together."""
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    with np.errstate(invalid="ignore"):
        before = end[:, None] <= start[None, :]
        after = end[None, :] <= start[:, None]
        late = np.clip(start[:, None] - end[None, :], 0.0, None)
    undated = ~np.isfinite(start)
    first = np.isfinite(start) & (start <= np.nanmin(start) if np.isfinite(start).any() else False)
    document, page = given[:, None] * (1 - given)[None, :], (1 - given)[:, None] * given[None, :]
    both = given[:, None] * given[None, :]
    only = document * float(given.sum() == 1)
    open_ = undated[:, None] | undated[None, :]
    found: dict[str, Array] = {
        "before": before & ~after, "after": after & ~before, "undated": open_,
        "late": np.log1p(np.nan_to_num(late)),
        "first": first[:, None] & ~first[None, :], "child-first": first[None, :] & ~first[:, None],
        "document": document, "only-document": only, "page-over-document": page, "documents": both,
    }  # fmt: skip
    for name in ("before", "after", "undated", "first"):
        found[f"document:{name}"] = document * found[name]
    return found


def _texts(group: Group) -> dict[str, Array]:
    """How much of each text stands in the other, and how much each has to itself."""
    c, state = group.collation, group.state
    has, size = c.present.astype(float), c.block_size
    common = (has * size) @ has.T
    length = np.maximum(np.diag(common), 1.0)
    whole = max(float(size.sum()), 1.0)
    mark = group.units.mark
    own = np.log1p(mark @ (mark.sum(axis=0) == 1)) if mark.size else np.zeros(len(has))
    by = np.ix_(state, state)
    return {
        "covers": (common / length[None, :])[by], "covered": (common / length[:, None])[by],
        "complete": ((length / whole)[:, None] - (length / whole)[None, :])[by],
        "own": (own[:, None] * np.ones((1, len(own))))[by],
        "child-own": (own[None, :] * np.ones((len(own), 1)))[by],
    }  # fmt: skip


def _logit(chance: Array) -> Array:
    inside = np.clip(chance, LEAST, 1 - LEAST)
    return np.asarray(np.log(inside / (1 - inside)))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = resources.files(__package__).joinpath("data/ancestry.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    weights: dict[str, dict[str, float]] = loaded["weights"]
    return weights
