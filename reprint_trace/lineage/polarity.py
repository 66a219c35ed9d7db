"""Polarity: differences typed anew by the root and the tree of a pass before.

A reading is old if the likely roots have it.  Copies go from old to new; a text that has the
old reading where its supposed parent has a new one was hardly copied from it, and texts that
share new readings descend from one another or from a text between (common errors: Lachmann;
Salemans 2000).
"""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.features import Featured, by_witness, comparable, compared, damped, runs
from reprint_trace.lineage.group import Array, Features, Group
from reprint_trace.lineage.table import Table

LIGHT = 5.0  # readings of its own with which a text counts half as one that edits lightly


def polarised(group: Group, features: Featured, root: Array, edges: Array, one: float) -> Featured:
    """`features` with every difference typed by polarity, given the pass before: P(v is a root),
    P(u → v) and P(there is one root)."""
    polar = _edges(group, root, edges)
    return Featured(
        features.edges | compared(polar, group),
        features.root | _root(group, root, polar),
        features.whole | _whole(root, one),
    )


def _edges(group: Group, root: Array, edges: Array) -> Features:
    c, state = group.collation, group.state
    belief = np.bincount(state, weights=root, minlength=len(c.readings))
    belief = belief / max(belief.sum(), 1e-9)
    below = _descent(group, edges)
    units = _typed(group.units, c.unit_weight, belief, below)
    of_cuts = _typed(group.cuts, np.ones(c.cuts.shape[1]), belief, below)
    refilled, dropped = _polar_blocks(group, belief)
    raw = {f"polar:{name}": units[name] for name in ("undone", "inherited", "light")}
    raw |= {f"polar:cut-{name}": of_cuts[name] for name in ("undone", "inherited")}
    raw |= {"polar:refilled": refilled, "polar:dropped": dropped}
    found = by_witness(damped(raw), state)
    found["before:edge"] = np.log(np.clip(edges, 1e-3, 1.0))
    return found


def _typed(table: Table, weight: Array, belief: Array, below: Array) -> Features:
    """Sums over places by state u (rows) and v: made afresh, undone, rewritten, inherited, and made
    afresh though other texts read so too."""
    mark, has = table.mark, table.has
    size = weight[table.place]
    known = belief @ has
    old_of = (belief @ mark) / np.maximum(known[table.place], 1e-9)
    old = table.laid_out(old_of)
    w = weight[None, :]
    derived = has - old
    equal = (mark * (size * old_of * (1 - old_of))) @ mark.T
    shared = (mark * (size * (1 - old_of))) @ mark.T
    forward = (old * w) @ derived.T - equal
    again = (derived * w) @ derived.T - (mark * (size * (1 - old_of) ** 2)) @ mark.T
    stray_of = np.minimum((1 - below) @ mark, 1.0)
    outside = table.laid_out(stray_of) * derived
    homoplasy = has @ (outside * w).T
    homoplasy -= mark @ (mark * stray_of * size * (1 - old_of)).T
    # a text that edits lightly is no spinner: what it reads is hardly hit upon by another
    own = (derived * w).sum(axis=1)
    lightest = np.where(mark > 0, own[:, None], np.inf).min(axis=0, initial=np.inf)
    light_of = size * (1 - old_of) * (mark.sum(axis=0) > 1) / (1 + lightest / LIGHT)
    inherited = (mark * light_of) @ mark.T
    whole = comparable(has, weight)
    return {name: amount * whole for name, amount in {
        "fresh": forward, "undone": forward.T, "other": again, "inherited": shared,
        "stray": homoplasy, "light": inherited,
    }.items()}  # fmt: skip


def _descent(group: Group, edges: Array) -> Array:
    """P(w stands in the subtree of v), by state, as if steps were independent."""
    n, m = len(group.witnesses), len(group.collation.readings)
    reach = np.eye(n)
    step = np.eye(n)
    for _ in range(6):
        step = step @ edges
        reach = np.minimum(reach + step, 1.0)
    below = np.zeros((m, m))
    np.maximum.at(below, (group.state[:, None], group.state[None, :]), reach)
    return below


def _polar_blocks(group: Group, belief: Array) -> tuple[Array, Array]:
    """Runs of stretches of the root's text that u lacks and v has again, and of new ones dropped again."""
    present = group.collation.present
    m = len(present)
    old = (belief @ present) > 0.5
    cut, dropped = np.zeros((m, m)), np.zeros((m, m))
    for u in range(m):
        columns = np.flatnonzero(present[u])
        missing = ~present[:, columns]
        cut[u] = runs(missing & old[columns])
        dropped[u] = runs(missing & ~old[columns])
    return cut.T, dropped


def _root(group: Group, root: Array, polar: Features) -> Features:
    """For the virtual root: what v inherited from any text, and the least that every
    possible parent would have had to undo."""
    apart = ~np.equal.outer(group.state, group.state)
    undone = polar["polar:undone"] + polar["polar:refilled"] + polar["polar:dropped"]
    least = np.where(apart, undone, 3.0).min(axis=0, initial=3.0)
    return {
        "before:root": np.log(np.clip(root, 1e-3, 1.0)),
        "root:company": np.log1p(root.sum() - root),
        "root:inherited": np.where(apart, polar["polar:inherited"], 0.0).max(axis=0, initial=0.0),
        "root:least-undone": least,
    }


def _whole(root: Array, one: float) -> dict[str, float]:
    """For the original being here: what the pass before thought of it."""
    return {
        "before:one": float(np.clip(np.log(max(one, 1e-6)), -6.0, 0.0)),
        "one:clear": float(root.max()), "one:roots": float(np.log(root.sum())),
    }  # fmt: skip
