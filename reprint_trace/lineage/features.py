"""Features: what speaks for and against each edge, and for each witness having no parent here.

Every feature is an n × n array over (parent, child), or an n array for the virtual root.
A difference is typed by *attestation*: whether the parent's and the child's reading are found
in third texts.  Parent private and child shared is a reversal, child private is a fresh edit.
`circumstances` and, from the second pass on, `polarity` add to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from reprint_trace.lineage.circumstances import (
    circumstances,
    edge_claims,
    root_claims,
    world_claims,
)
from reprint_trace.lineage.group import CLASSES, Array, Features, Group

COSTS = frozenset({"text:fresh", "text:undone", "text:other", "text:apart", "near:distance", "near:steps",
                   "block:gone", "block:lost", "block:added", "block:regained-chars", "polar:undone",
                   "polar:refilled", "polar:dropped", "polar:cut-undone"})  # fmt: skip
GAINS = frozenset({"text:few", "block:few-lack", "polar:inherited", "polar:light", "polar:cut-inherited"})
LEAST = 0.3  # share of a text in which another must be comparable to be weighed as a whole


class Featured(NamedTuple):
    """Features of every u → v, of v having no parent among the texts supplied, and of the original
    being among them, so that one text alone has none."""

    edges: Features
    root: Features
    whole: dict[str, float]


def featured(group: Group) -> Featured:
    """What a group shows apart from what its pages declare."""
    words = _text(group)
    edges = {**compared(words, group), **_style(group), **circumstances(group)}
    return Featured(edges, _root(group, words), _whole(group))


def with_claims(group: Group, plain: Featured, edges: Array) -> Featured:
    """`plain` and what the pages declare (the informed run); `edges` is P(u → v) as far as known without
    it, by which a credit is inherited."""
    return Featured(
        plain.edges | edge_claims(group),
        plain.root | root_claims(group, edges),
        plain.whole | world_claims(group, edges),
    )


ALONE = ("text:", "block:", "near:", "style:", "twin", "root:any", "root:size", "root:near",
         "root:twin", "root:shares", "one:any", "one:size", "one:states")  # fmt: skip


def of_text(plain: Featured) -> Featured:
    """Those of `plain` that come from the words alone: no date, no outlet, no corpus."""
    return Featured(
        {name: value for name, value in plain.edges.items() if name.startswith(ALONE)},
        {name: value for name, value in plain.root.items() if name.startswith(ALONE)},
        {name: value for name, value in plain.whole.items() if name.startswith(ALONE)},
    )


# ── what words and passages show ───────────────────────────────────────────────────────


def _text(group: Group) -> Features:
    c, state = group.collation, group.state
    units, weight = group.units, c.unit_weight
    mark, has = units.mark, units.has > 0
    count = mark.sum(axis=0)
    held = units.laid_out(count)  # how many states hold each state's reading
    shared, private = has & (held > 1), has & (held == 1)
    weigh = weight[None, :]
    new = (shared * weigh) @ private.T
    size = weight[units.place]
    both_shared = (shared * weigh) @ shared.T - (mark * (size * (count > 1))) @ mark.T
    both_private = (private * weigh) @ private.T - (mark * (size * (count == 1))) @ mark.T
    states = max(len(c.readings), 1)
    rare = (count > 1) & (count <= np.maximum(states / 2, 2.0)) & (states > 2)
    few = (mark * (size * rare)) @ mark.T
    whole = comparable(has, weight)
    new, back, both_shared, both_private, few = (
        amount * whole for amount in (new, new.T, both_shared, both_private, few)
    )
    gone, lost, chars, tail = _blocks(group)
    distance = new + back + both_shared + both_private + gone + gone.T + lost + lost.T
    raw = {
        "text:fresh": new, "text:undone": back, "text:other": both_shared, "text:apart": both_private,
        "text:few": few, "block:gone": gone, "block:lost": lost, "block:added": lost.T,
    }  # fmt: skip
    raw |= {"block:few-lack": _lacked(group), "near:distance": distance}
    found = damped(raw)
    found |= {"near:steps": distance, "block:regained-chars": np.log1p(chars), "block:tail-gone": tail}
    twin = np.equal.outer(state, state)
    found |= _neighbours(distance, twin[np.ix_(_first(state), _first(state))])
    found = by_witness(found, state)
    found["twin"] = twin.astype(float)
    return found


def comparable(has: Array, weight: Array) -> Array:
    """By how much an amount found where u and v both have text is to be raised to stand for all of v: a
    text that has lost its half would look nearest to everything."""
    common = (has * weight) @ has.T
    share = (common + 1.0) / (np.diag(common)[None, :] + 1.0)
    return np.asarray(1.0 / np.maximum(share, LEAST))


def damped(raw: Mapping[str, Array]) -> Features:
    """Roots of amounts: the first change tells most, yet ten are more than five."""
    values = np.sqrt(np.maximum(np.stack(list(raw.values())), 0.0))
    return dict(zip(raw, values, strict=True))


def compared(found: Features, group: Group) -> Features:
    """Amounts by witness against the best that any text here offers the child: whether its parent is
    here at all is another question, which a house that rewrites much must not settle."""
    same = np.eye(len(group.witnesses), dtype=bool)
    shown = dict(found)
    for name in COSTS & found.keys():
        best = np.where(same, np.inf, found[name]).min(axis=0, initial=np.inf)
        shown[name] = np.where(same, 0.0, found[name] - np.where(np.isfinite(best), best, 0.0))
    for name in GAINS & found.keys():
        best = np.where(same, -np.inf, found[name]).max(axis=0, initial=-np.inf)
        shown[name] = np.where(same, 0.0, found[name] - np.where(np.isfinite(best), best, 0.0))
    return shown


def by_witness(found: Mapping[str, Array], state: Array) -> Features:
    """Features of pairs of states as features of pairs of witnesses."""
    values = np.stack(list(found.values())).astype(float)
    return dict(zip(found, values[:, state[:, None], state], strict=True))


def _first(state: Array) -> Array:
    return np.unique(state, return_index=True)[1]


def runs(missing: Array) -> Array:
    """How many separate stretches are missing, by row."""
    begins = missing.copy()
    begins[:, 1:] &= ~missing[:, :-1]
    count: Array = begins.sum(axis=1)
    return count


def _blocks(group: Group) -> tuple[Array, Array, Array, Array]:
    """Runs of stretches u has and v lacks, those attested in third texts (gone) and those only u has
    (lost); the characters of stretches that v has again; whether what v lacks reaches u's end."""
    present, size = group.collation.present, group.collation.block_size
    m = len(present)
    shared = present.sum(axis=0) > 1
    gone, lost, chars, tail = (np.zeros((m, m)) for _ in range(4))
    for u in range(m):
        columns = np.flatnonzero(present[u])
        if not columns.size:
            continue
        missing = ~present[:, columns]
        tail[u] = missing[:, -1]
        attested = shared[columns]
        gone[u], lost[u] = runs(missing & attested), runs(missing & ~attested)
        chars[:, u] = (missing & attested) @ size[columns]
    return gone, lost, chars, tail


def _lacked(group: Group) -> Array:
    """How many stretches u and v both lack, unlike most of the other texts."""
    has = group.collation.present.astype(float)
    count, states = has.sum(axis=0), len(has)
    lacks = (1 - has) * ((count >= states / 2) & (count < states - 1))
    return np.asarray(lacks @ lacks.T)


def _neighbours(distance: Array, same: Array) -> Features:
    """Whether a third text stands between two, and how near u is to v among v's candidates."""
    m = len(distance)
    far = np.where(same, np.inf, distance)
    nearest = far.min(axis=0, initial=np.inf)
    nearest = np.where(np.isfinite(nearest), nearest, 0.0)
    excess = np.where(same, 0.0, distance - nearest[None, :])
    slack = np.full((m, m), 9.0)
    for u in range(m):
        away = distance[u]
        detour = away[:, None] + distance - away[None, :]
        detour[(away[:, None] < 0.9) | (distance < 0.9)] = 9.0
        slack[u] = detour.min(axis=0, initial=9.0)
    return {
        "near:nearest": (excess < 0.3) & ~same,
        "near:between": slack < 0.5,
        "near:slack": np.minimum(slack, 9.0) / 9.0,
    }


def _style(group: Group) -> Features:
    value, n = group.style, len(group.witnesses)
    equal = value[:, None, :] == value[None, :, :]
    count = equal.sum(axis=0)  # texts set as v is, by v and habit
    common = count > 1
    few = (equal & (count <= n / 2)[None]).sum(axis=2) * ~np.eye(n, dtype=bool)
    back = (~equal & (~common[:, None, :] & common[None, :, :])).sum(axis=2)
    return {"style:few": np.minimum(few, 3.0), "style:undone": np.minimum(back, 3.0)}  # fmt: skip


# ── what speaks for having no parent here ──────────────────────────────────────────────


def _root(group: Group, edges: Mapping[str, Array]) -> Features:
    n = len(group.witnesses)
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    dated = np.isfinite(start)
    apart = ~np.equal.outer(group.state, group.state)
    near = np.where(apart, edges["near:distance"], np.inf).min(axis=0, initial=np.inf)
    few = edges["text:few"] + edges["block:few-lack"]
    others = group.trace & ~np.eye(n, dtype=bool) & (group.trace.mean(axis=0) < 0.5)
    supplied = group.supplied
    found = {
        "root:any": np.ones(n),
        "root:size": np.full(n, np.log(n)),
        "root:supplied-alone": supplied & (supplied.sum() == 1),
        "root:not-supplied": ~supplied & supplied.any(),
        "root:all-supplied": np.full(n, supplied.mean() > 0.5) & supplied,
        "root:undated": ~dated,
        "root:first": dated & (start <= (np.nanmin(start) if dated.any() else 0.0)),
        "root:near": np.where(np.isfinite(near), near, 2.0),
        "root:twin": (~apart).sum(axis=0) > 1,
        "root:shares": (few * apart).max(axis=0, initial=0.0),
        "root:traces-others": others.any(axis=1) | group.foreign,
        "root:copyist": np.minimum(group.copyist.sum(axis=1), 3),
        "root:newsroom": group.class_ == CLASSES.index("origin"),
    }  # fmt: skip
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _whole(group: Group) -> dict[str, float]:
    n = len(group.witnesses)
    return {
        "one:any": 1.0, "one:size": float(np.log(n)), "one:states": len(group.collation.readings) / n, "one:wire": float(any(group.wire)),
        "one:supplied": float(group.supplied.any()), "one:supplied-alone": float(group.supplied.sum() == 1),
    }  # fmt: skip
