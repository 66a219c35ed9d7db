"""A study: one group of witnesses, weighed blind and informed, and which texts stand above which.

The trees say who copied whom step by step, and err in steps; that one text is *an* ancestor of
another is told more surely, by what the trees agree on together with plain facts: who came with the
corpus as a candidate original, whose date is earlier, who has all that the other has.  A logistic
model of these (`data/ancestry.json`) is fitted on worlds of several makers by
`python -m benchmarks.verdicts train`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reprint_trace.lineage.group import CLASSES, Array, Group, build
from reprint_trace.lineage.posterior import Posterior, posteriors, related
from reprint_trace.lineage.tree import ancestry, sample
from reprint_trace.lineage.witnesses import Gazetteer, Remembering, Witness, same_house
from reprint_trace.model import Edit

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


Edits = dict[tuple[str, str], Sequence[Edit]]  # by document and page

TINY = 1e-12
ABLE = 0.05  # P(a text is an ancestor) below which it need not be thought of
SURE = 0.90  # P(a text is an ancestor) that a verdict may rest on
DOUBT = 0.30  # and from which it is worth asking again
FEW = 8  # texts among which it is asked again
TREES = 280  # trees sampled for path probabilities (standard error at most .03)


@dataclass(frozen=True, slots=True)
class Study:
    """`blind` never saw a credit line and decides the verdict; `informed` draws the chain (the
    same run where no page credits anybody).
    `trees` are sampled from the blind run, `above[u, v]` is P(u is an ancestor of v) in it."""

    group: Group
    gazetteer: Gazetteer
    blind: Posterior
    informed: Posterior
    trees: Array
    above: Array
    # P(u is an ancestor of v) by trees, dates and the corpus together ; `credited` has
    # seen what the pages declare as well
    ancestors: Array
    credited: Array
    edits: Edits  # what comparing found between a document and a page
    related: Array  # whether two texts have enough in common to be copies
    asked: dict[tuple[int, ...], Array] = field(default_factory=dict)  # ancestry among some of the witnesses

    def houses(self, outlet: str, of: int) -> list[int]:
        """Witnesses other than `of` published by `outlet` or its house."""
        return [
            u for u, w in enumerate(self.group.witnesses)
            if u != of and w.outlet and same_house(outlet, [w.outlet], self.gazetteer)
        ]  # fmt: skip

    def descends(self, v: int, those: Sequence[int]) -> float:
        """P(at least one of `those` is an ancestor of v), blind: sampled, and never less than the
        exact P(one of them is the parent)."""
        if not len(those):
            return 0.0
        wanted = np.zeros(self.trees.shape[1] + 1, dtype=bool)  # the last is the root
        wanted[list(those)] = True
        hit = np.zeros(len(self.trees), dtype=bool)
        at = self.trees[:, v]
        while (at >= 0).any():
            hit |= wanted[at]
            at = np.where(at >= 0, self.trees[np.arange(len(at)), at], -1)
        return max(float(hit.mean()), float(self.blind.edges[list(those), v].sum()))

    def stands_above(self, those: Sequence[int], v: int) -> float:
        """P(one of `those` is an ancestor of v): that of the likeliest, or, where several share it,
        what the trees say of them together."""
        best = max((self.ancestor(u, v) for u in those), default=0.0)
        return max(best, self.descends(v, those)) if len(those) > 1 and best >= 0.5 else best

    def ancestor(self, u: int, v: int) -> float:
        """P(the text of u is an ancestor of that of v).  Where the others leave it in doubt it is asked again
        without those that say nothing of it: a twin of v that has the text from u itself, another version by
        the house of u, a text that has nothing in common with u (another source of v)."""
        p, state = float(self.ancestors[u, v]), self.group.state
        if p >= SURE or state[u] == state[v] or not self.related[u, v]:
            return p
        strange = ~self.related[u]
        twins = (state == state[v]) & (self.ancestors[u] > self.ancestors[:, u])
        if self.ancestors[u, twins].max(initial=p) < DOUBT and not strange.any():
            return p
        idle = strange | twins
        if (own := self.group.witnesses[u].outlet) and (~idle).sum() <= 2 * FEW:
            idle[self.houses(own, u)] = True
        idle[v] = True
        # they have one text: what holds of the earliest of them holds of v
        earliest = min(np.flatnonzero(twins).tolist(), key=self._when, default=v)
        return max(p, *(self._among(u, one, idle) for one in dict.fromkeys((v, earliest))))

    def _among(self, u: int, v: int, idle: Array) -> float:
        """P(u stands above v) as the witnesses that are not `idle` tell it; 0 where those are all, or many."""
        kept = tuple(w for w in range(len(idle)) if w in {u, v} or not idle[w])
        if len(kept) == len(idle) or len(kept) > FEW:
            return 0.0
        if kept not in self.asked:
            self.asked[kept] = study([self.group.witnesses[w] for w in kept], self.gazetteer).ancestors
        return float(self.asked[kept][kept.index(u), kept.index(v)])

    def _when(self, u: int) -> float:
        moment = self.group.moments[u]
        return moment.earliest if moment else np.inf

    def is_later(self, u: int, v: int) -> bool:
        """Whether u reliably appeared after v."""
        a, b = self.group.moments[u], self.group.moments[v]
        return bool(a and b and a.good and b.good and a.earliest > b.latest)

    def passed(self, found: Posterior, v: int) -> Array:
        """P(the text of v came from u), for every u: from outside the twins of v, who all have that
        text.  How it went round among them is another question (`found.edges`)."""
        same = self.group.state == self.group.state[v]
        chances = found.edges[:, same].sum(axis=1)
        chances[same] = 0.0
        return np.asarray(chances / max(float(chances.sum() + found.root[same].sum()), TINY))

    def from_state(self, found: Posterior, u: int, v: int) -> float:
        """P(the text of v came from the text of u), u no twin of v."""
        return float(self.passed(found, v)[self.group.state == self.group.state[u]].sum())

    def copied(self, v: int) -> Array:
        """P(the text of v was copied from that of u, the nearest here), for every u, as the informed trees
        say.  Where a document of the corpus alone can be an ancestor it is the nearest one as surely as it
        is an ancestor at all, which ancestry tells better."""
        chances, state = self.passed(self.informed, v), self.group.state
        able = (self.credited[:, v] >= ABLE) & (state != state[v])
        given = [self.group.witnesses[u].supplied for u in np.flatnonzero(able)]
        if any(given) and len(set(state[able].tolist())) == 1:
            text = state == state[np.flatnonzero(able)[0]]
            here, believed = float(chances[text].sum()), float(self.credited[able, v].max())
            if here < believed:
                chances[~text] *= (1.0 - believed) / max(1.0 - here, TINY)
                chances[text] *= believed / max(here, TINY)
        return chances

    def twins(self, v: int) -> list[int]:
        return [int(u) for u in np.flatnonzero(self.group.state == self.group.state[v]) if u != v]


def study(witnesses: Sequence[Witness], gazetteer: Gazetteer, edits: Edits | None = None) -> Study:
    """Weigh a group; `edits` are only quoted as evidence."""
    outlets = Remembering(gazetteer)
    group = build(witnesses, outlets)
    credited = any(said.declared or said.links or said.standing == "self" for said in group.credits)
    runs = posteriors(group, credited=credited)
    trees = drawn_trees(runs.blind)
    above = np.maximum(ancestry(trees), runs.blind.edges)
    unseeing, seeing = ancestors(group, runs.blind, above)
    return Study(
        group, outlets, runs.blind, runs.informed, trees, above, unseeing, seeing,
        {} if edits is None else edits, related(group),
    )  # fmt: skip


def drawn_trees(found: Posterior) -> Array:
    """TREES trees, as many from each of the distributions that were averaged."""
    share = TREES // len(found.forests)
    return np.vstack([sample(f.scores, f.root, share, f.lone) for f in found.forests])
