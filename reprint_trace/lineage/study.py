"""A study: one group of witnesses, weighed blind and informed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reprint_trace.lineage.ancestry import ancestors
from reprint_trace.lineage.credits import Gazetteer, Remembering, same_house
from reprint_trace.lineage.group import Array, Group, build
from reprint_trace.lineage.posterior import Posterior, posteriors
from reprint_trace.lineage.tree import ancestry, sample
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Edit

Edits = dict[tuple[str, str], Sequence[Edit]]  # by document and page

TINY = 1e-12
ABLE = 0.05  # P(a text is an ancestor) below which it need not be thought of
TREES = 280  # trees sampled for path probabilities (standard error at most .03)


@dataclass(frozen=True, slots=True)
class Study:
    """`blind` never saw a credit line and decides the verdict; `informed` draws the chain (the
    same run where no page credits anybody).
    `text` saw the words alone.  `trees` are sampled from the blind run, `above[u, v]` is P(u is an ancestor of v) in it."""

    group: Group
    gazetteer: Gazetteer
    text: Posterior
    blind: Posterior
    informed: Posterior
    trees: Array
    above: Array
    # P(u is an ancestor of v) by trees, dates and the corpus together (`ancestry.py`); `credited` has
    # seen what the pages declare as well
    ancestors: Array
    credited: Array
    edits: Edits  # what comparing found between a document and a page

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
        best = max((float(self.ancestors[u, v]) for u in those), default=0.0)
        return max(best, self.descends(v, those)) if len(those) > 1 and best >= 0.5 else best

    def derived(self) -> Array:
        """P(v's text was made from the text of state s, at whatever remove), by s and v, from the words
        alone: no date, outlet, credit or corpus has a say."""
        return ancestry(drawn_trees(self.text), self.group.state)

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
        chances = self.passed(self.informed, v)
        able = (self.credited[:, v] >= ABLE) & (self.group.state != self.group.state[v])
        given = [self.group.witnesses[u].supplied for u in np.flatnonzero(able)]
        if any(given) and len(set(self.group.state[able].tolist())) == 1:
            here = float(chances[able].sum())
            believed = float(self.credited[able, v].max())
            chances[able] *= max(here, believed) / max(here, TINY)
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
    if len(witnesses) > 2 and len(group.collation.readings) == 2:
        unseeing, seeing = _of_two_texts(group, outlets, unseeing, seeing)
    return Study(
        group, outlets, runs.text, runs.blind, runs.informed, trees, above, unseeing, seeing,
        {} if edits is None else edits,
    )  # fmt: skip


def drawn_trees(found: Posterior) -> Array:
    """TREES trees, as many from each of the distributions that were averaged."""
    share = TREES // len(found.forests)
    return np.vstack([sample(f.scores, f.root, share, f.lone) for f in found.forests])


def _of_two_texts(group: Group, gazetteer: Gazetteer, unseeing: Array, seeing: Array) -> tuple[Array, Array]:
    """Twins say nothing of the text that one of them does not: where a group has two texts only, the
    earliest of each tell as much of their descent as all together."""
    moments = group.moments

    def when(u: int) -> tuple[float, int]:
        dated = moments[u]
        return (dated.earliest if dated else np.inf, u)

    first = [min(np.flatnonzero(group.state == k).tolist(), key=when) for k in range(2)]
    pair = study([group.witnesses[u] for u in first], gazetteer)
    for a, b in ((0, 1), (1, 0)):
        cells = np.ix_(group.state == a, group.state == b)
        unseeing[cells] = np.maximum(unseeing[cells], pair.ancestors[a, b])
        seeing[cells] = np.maximum(seeing[cells], pair.credited[a, b])
    return unseeing, seeing
