"""Circumstances: what dates, outlets, traces and claims say about an edge, apart from the words.

Dates enter with their precision and basis; a name left in a text is a trace; what a page
declares is seen by the informed run only.
"""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.group import CLASSES, Array, Features, Group

# reprints follow by hours with a long tail: a log-logistic lag, and dates that are wrong now and then
MEDIAN, SHAPE, WRONG, ASTRAY = 3.0, 1.4, 0.08, 96.0
MINUTES = 0.25  # hours that a date to the minute is taken to leave open on each side
WITHIN = 6  # moments tried within the interval that the parent's date leaves open


def circumstances(group: Group) -> Features:
    """Features of u → v that come neither from comparing words nor from what pages declare."""
    return {**_dates(group), **_outlets(group), **_traces(group), **_marks(group)}


def _dates(group: Group) -> Features:
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    dated = np.isfinite(start)
    before = np.nan_to_num(start[:, None] - end[None, :])  # hours v surely stands before u
    lags = _lag_likelihood(start, end)
    found: Features = {
        "date:one": np.logical_xor.outer(dated, dated), "date:before": before > 0, "date:lag": lags,
    }  # fmt: skip
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _lag_likelihood(start: Array, end: Array) -> Array:
    """How likely v's date is if u is the parent, as the log of a density against one spread evenly
    over two days; 0 where one of the two has no date."""
    early, late = start - MINUTES * (start == end), end + MINUTES * (start == end)
    after = np.zeros((len(start), len(start)))
    for share in (np.arange(WITHIN) + 0.5) / WITHIN:
        at = (start + share * (end - start))[:, None]
        after += (_copied_within(late[None, :] - at) - _copied_within(early[None, :] - at)) / WITHIN
    density = (1 - WRONG) * after / (late - early)[None, :] + WRONG / ASTRAY
    result: Array = np.nan_to_num(np.log(density * 48.0))
    return result


def _copied_within(hours: Array) -> Array:
    """P(a copy appears within so many hours)."""
    result: Array = 1.0 / (1.0 + (np.maximum(hours, 1e-9) / MEDIAN) ** -SHAPE)
    return result


def _outlets(group: Group) -> Features:
    """Who the two are: newsrooms or not, and which of them the corpus supplied as an original."""
    newsroom = group.class_ == CLASSES.index("origin")
    supplied = group.supplied
    n = len(supplied)
    found: Features = {
        "class:newsroom→": np.broadcast_to(newsroom[:, None], (n, n)),
        "class:→newsroom": np.broadcast_to(newsroom[None, :], (n, n)),
        "supplied:→page": np.logical_and.outer(supplied, ~supplied),
        "supplied:page→": np.logical_and.outer(~supplied, supplied),
    }  # fmt: skip
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _traces(group: Group) -> Features:
    """Names of outlets left in texts: a name that u lacks did not come to v through u."""
    n = len(group.witnesses)
    trace = group.trace & (group.trace.mean(axis=0) < 0.6)[None, :]
    own = np.eye(n, dtype=bool)
    other = trace & ~own
    inherited = other.astype(float) @ trace.T  # [v, u]: names v carries that u carries too
    unknown = other.sum(axis=1)[:, None] - inherited
    unknown -= other & ~trace.diagonal()[None, :]  # v naming u itself is no mark against u
    return {
        "trace:parent": other.T.astype(float),
        "trace:child": other.astype(float),
        "trace:inherited": np.minimum(inherited.T, 2.0),
        "trace:unknown": np.minimum(np.clip(unknown, 0, None).T, 2.0),
        "trace:lost": (np.diag(trace)[:, None] & ~trace.T).astype(float),
    }


def _marks(group: Group) -> Features:
    """Marks of hands that v has and u lacks, and the other way round."""
    more = np.clip(group.spun[None, :] - group.spun[:, None], 0, 3)
    found: Features = {"hand:spun-less": more.T}
    for kind, marks in (("copyist", group.copyist), ("maker", group.maker)):
        has = marks.astype(float)
        gained = np.minimum((1 - has) @ has.T, 3.0)
        found[f"hand:{kind}-gained"] = gained
        found[f"hand:{kind}-lost"] = gained.T
    del found["hand:copyist-gained"]
    return found


# ── claims (the informed run only) ─────────────────────────────────────────────────────


def credited(group: Group) -> Array:
    """credited[v, k]: v's credit line names outlet k, those of witnesses here first, then the others."""
    n, unseen = len(group.witnesses), int(group.missing.max(initial=-1)) + 1
    absent = np.zeros((n, unseen), dtype=bool)
    known = group.missing >= 0
    absent[known, group.missing[known]] = True
    return np.hstack([group.declares, absent])


def voices(group: Group, edges: Array) -> Array:
    """How many witnesses name each outlet by themselves: a credit is inherited like any reading, so a
    page says it as far as its likely parents (`edges`) do not; one always does, if any."""
    names = credited(group).astype(float)
    own = names * (1.0 - np.clip(edges.T @ names, 0.0, 1.0))
    return np.asarray(np.maximum(own.sum(axis=0), names.max(axis=0, initial=0.0)))


def edge_claims(group: Group) -> Features:
    names = credited(group)
    said = np.asarray(names.any(axis=1))
    count = names.astype(float)
    same = np.asarray((count @ count.T) > 0)
    names_u: Array = group.declares.T
    here: Array = np.asarray(group.declares.any(axis=1))
    inherits = same & ~names_u & said[None, :]
    return {name: np.asarray(value, dtype=float) for name, value in {
        "claim:parent": names_u,
        "claim:other": ~names_u & here[None, :],
        "claim:same": inherits,
        "claim:differs": ~same & ~names_u & said[:, None] & said[None, :],
        "claim:child": group.declares,
        "claim:carrier": group.carried.T,
    }.items()}  # fmt: skip


def root_claims(group: Group, edges: Array) -> Features:
    n = len(group.witnesses)
    heard = voices(group, edges)
    absent = heard[n:].max(initial=0.0)
    return {name: np.asarray(value, dtype=float) for name, value in {
        "root:votes": np.log1p(heard[:n]),
        "root:top": (heard[:n] == heard.max(initial=0)) & (heard[:n] > 0),
        "root:credits-other": group.declares.any(axis=1),
        "root:credits-absent": group.named,
        "root:absent-more": np.full(n, np.log1p(absent) - np.log1p(heard[:n].max(initial=0.0))),
    }.items()}  # fmt: skip


def world_claims(group: Group, edges: Array) -> dict[str, float]:
    """What the credit lines together say about the original being here."""
    n = len(group.witnesses)
    heard = voices(group, edges)
    return {"one:votes": float(np.log1p(heard[:n].max(initial=0.0))),
            "one:absent-votes": float(np.log1p(heard[n:].max(initial=0.0)))}  # fmt: skip
