"""When each text appeared, as far as dates and the tree of a pass before tell.

Half of all dates are missing, to the day only, or wrong.  But a text whose copies are dated cannot be
younger than they, nor older than what it was copied from: beliefs about dates are passed along the
likely edges (belief propagation, Pearl 1988), and every edge is weighed by what both its ends are
believed without it.
"""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.circumstances import WRONG, copied_within
from reprint_trace.lineage.features import Features
from reprint_trace.lineage.group import Array, Group

AFTER = np.array([0.0, 1.0, 3.0, 8.0])  # hours after an exact date that are looked at more closely
STEP = 4.0  # hours between the points looked at within a day
PAD = 24.0  # hours before the first date and after the last
KNOTS = 64  # points of time at most
ROUNDS = 2  # of passing beliefs
LEAST = 0.01


def timed_features(group: Group, root: Array, edges: Array) -> tuple[Features, Features]:
    """For every u → v how likely v's date is after u's, as the log against a date at random; for every
    v how likely it is the oldest.  `root` and `edges` are the chances of the pass before."""
    n = len(root)
    lag, first = np.zeros((n, n)), np.full(n, 1.0 / n)
    dated = [m for m in group.moments if m]
    if len(dated) > 1:
        knots, width = _knots(group)
        said = _said(group, knots, width)
        lag, first = _believed(said, width, _follows(knots, width), root, edges)
    return (
        {"time:lag": lag, "time:lag:up": lag.T, "time:against": np.minimum(lag, 0.0)},
        {"root:oldest": first, "root:log:oldest": np.log(np.maximum(first, LEAST))},
    )


def _believed(said: Array, width: Array, follows: Array, root: Array, edges: Array) -> tuple[Array, Array]:
    total = width.sum()
    own = believed = said
    up = np.ones((1, 1, len(width)))
    for _ in range(ROUNDS):
        above = (edges.T @ believed) @ follows + root[:, None] * width / total
        told = (own / width * total) @ follows.T  # how v's date stands to u having appeared at a knot
        up = 1.0 + edges[:, :, None] * (told[None, :, :] - 1.0)
        own = _scaled(said * np.exp(np.log(np.maximum(up, LEAST)).sum(axis=1)))
        believed = _scaled(own * above / width)
    without = _scaled(believed[:, None, :] / np.maximum(up, LEAST))
    lag = np.einsum("uvk,vk->uv", without @ follows, own / width * total)
    after = 1.0 - np.cumsum(believed, axis=1) + believed / 2
    older = np.log(np.maximum(after, 1e-9))
    first = (believed * np.exp(older.sum(axis=0) - older)).sum(axis=1)
    return np.log(np.maximum(lag, LEAST)), first / max(first.sum(), 1e-12)


def _scaled(mass: Array) -> Array:
    result: Array = mass / np.maximum(mass.sum(axis=-1, keepdims=True), 1e-12)
    return result


def _knots(group: Group) -> tuple[Array, Array]:
    """Points of time that stand for the stretches around them, and how long those are, in hours."""
    dated = [m for m in group.moments if m]
    looked = [m.earliest + (AFTER if m.earliest == m.latest else np.arange(STEP / 2, m.latest - m.earliest, STEP))
              for m in dated]  # fmt: skip
    points = np.unique(np.round(np.concatenate(looked), 1))
    if len(points) > KNOTS:
        points = points[np.linspace(0, len(points) - 1, KNOTS).round().astype(int)]
    points = np.r_[points[0] - PAD, points, points[-1] + PAD]
    edges = np.r_[points[0] - PAD / 2, (points[1:] + points[:-1]) / 2, points[-1] + PAD / 2]
    return points, np.diff(edges)


def _said(group: Group, knots: Array, width: Array) -> Array:
    """By witness and knot: when it appeared, by its own date, which now and then is wrong."""
    evenly = width / width.sum()
    found = np.tile(evenly, (len(group.moments), 1))
    for v, moment in enumerate(group.moments):
        if moment is None:
            continue
        inside = width * ((knots >= moment.earliest) & (knots < moment.latest))
        if not inside.any():
            inside[np.abs(knots - moment.earliest).argmin()] = 1.0
        found[v] = (1 - WRONG) * inside / inside.sum() + WRONG * evenly
    return found


def _follows(knots: Array, width: Array) -> Array:
    """P(a copy appears around a knot (columns), given when its source did (rows))."""
    ends = np.r_[knots[0] - PAD / 2, knots[0] - PAD / 2 + np.cumsum(width)]
    passed = copied_within(ends[None, :] - knots[:, None])
    return np.diff(passed, axis=1)
