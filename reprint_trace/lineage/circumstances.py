"""Circumstances: what dates, outlets, traces and claims say about an edge, apart from the words.

Dates enter with their precision and basis; a name left in a text is a trace; what a page
declares is seen by the informed run only.
"""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.group import CLASSES, Array, Group

Features = dict[str, Array]

# hours from parent to child at which the steps of the lag histogram end
EXACT = np.array([-24.0, -6.0, -1.0, 0.0, 0.5, 1.5, 3.0, 6.0, 12.0, 24.0, 48.0])
DAYS = np.array([-48.0, -24.0, -12.0, -4.0, 0.0, 4.0, 12.0, 24.0, 48.0])
# reprints follow by hours with a long tail: a log-logistic lag, and dates that are wrong now and then
MEDIAN, SHAPE, WRONG, ASTRAY = 3.0, 1.4, 0.08, 96.0
MINUTES = 0.25  # hours that a date to the minute is taken to leave open on each side
WITHIN = 6  # moments tried within the interval that the parent's date leaves open


def circumstances(group: Group) -> Features:
    """Features of u → v that come neither from comparing words nor from what pages declare."""
    return {**_dates(group), **_outlets(group), **_traces(group), **_marks(group)}


def _dates(group: Group) -> Features:
    n = len(group.moments)
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    dated = np.isfinite(start)
    both = np.logical_and.outer(dated, dated)
    exact = np.array([bool(m and m.good and m.latest == m.earliest) for m in group.moments])
    sharp = np.logical_and.outer(exact, exact)
    after = np.nan_to_num(start[None, :] - end[:, None], nan=-1.0)  # v surely after u, by hours
    before = np.nan_to_num(start[:, None] - end[None, :], nan=-1.0)
    middle = np.nan_to_num((start + end) / 2)
    lag = middle[None, :] - middle[:, None]
    found: Features = {
        "date:one": np.logical_xor.outer(dated, dated), "date:none": ~np.logical_or.outer(dated, dated),
        "date:before": both & (before > 0), "date:after": both & (after > 0),
    }  # fmt: skip
    for kind, those, bounds in (("exact", both & sharp, EXACT), ("day", both & ~sharp, DAYS)):
        step = np.searchsorted(bounds, lag, side="right")
        bins = those & (step == np.arange(len(bounds) + 1)[:, None, None])
        found |= {f"date:{kind}:{k}": inside for k, inside in enumerate(bins)}
    lags = _lag_likelihood(start, end)
    found["date:lag"] = lags
    found["date:lag:sharp"] = lags * sharp
    found["date:lag:good"] = lags * np.logical_and.outer(*[_good(group)] * 2)
    found["date:overlap"] = both & (after <= 0) & (before <= 0)
    found["date:good-day"] = both & ~sharp & (after > 0) & np.logical_and.outer(*[_good(group)] * 2)
    late = np.nan_to_num(start[None, :] - end[:, None], nan=0.0)
    rank = np.where(both & (late > 0), start[:, None] * np.ones((1, n)), -np.inf)
    latest = rank.max(axis=0, initial=-np.inf)
    found["date:last-before"] = both & (late > 0) & (rank == latest[None, :])
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


def _good(group: Group) -> Array:
    return np.array([bool(m and m.good) for m in group.moments])


def _outlets(group: Group) -> Features:
    k = len(CLASSES)
    pair = group.class_[:, None] * k + group.class_[None, :]
    pairs = pair == np.arange(k * k)[:, None, None]
    names = (f"class:{a}→{b}" for a in CLASSES for b in CLASSES)
    found: Features = dict(zip(names, pairs, strict=True))
    wire = np.array([bool(w) for w in group.wire])
    official = group.class_ == CLASSES.index("origin")
    found["wire:both"] = np.logical_and.outer(wire, wire)
    found["wire:both-official"] = np.logical_and.outer(wire & official, wire & official)
    found["official-pair"] = np.logical_and.outer(official, official) & (len(group.witnesses) == 2)
    found["pair"] = np.full(pair.shape, len(group.witnesses) == 2)
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
        "trace:parent-named": other.T.astype(float),
        "trace:child-named": other.astype(float),
        "trace:inherited": np.minimum(inherited.T, 2.0),
        "trace:unknown-to-parent": np.minimum(np.clip(unknown, 0, None).T, 2.0),
        "trace:dropped": np.minimum((trace.sum(axis=1)[None, :] - trace.astype(float) @ trace.T).T, 2.0),
        "trace:parent-own-kept": (np.diag(trace)[:, None] & trace.T).astype(float),
        "trace:parent-own-gone": (np.diag(trace)[:, None] & ~trace.T).astype(float),
    }


def _marks(group: Group) -> Features:
    """Marks of hands that v has and u lacks, and the other way round."""
    more = np.clip(group.spun[None, :] - group.spun[:, None], 0, 3)
    found: Features = {"mark:spun:more": more, "mark:spun:less": more.T}
    for kind, marks in (("copyist", group.copyist), ("maker", group.maker)):
        has = marks.astype(float)
        gained = np.minimum((1 - has) @ has.T, 3.0)
        found[f"mark:{kind}:gained"] = gained
        found[f"mark:{kind}:lost"] = gained.T
        found[f"mark:{kind}:any-gained"] = (gained > 0).astype(float)
        found[f"mark:{kind}:any-lost"] = (gained.T > 0).astype(float)
    return found


# ── claims (the informed run only) ─────────────────────────────────────────────────────


def agreement(group: Group) -> tuple[Array, float]:
    """Votes each witness gets from the credit lines of the others, and the winner's share."""
    votes = group.declares.sum(axis=0)
    cast = group.declares.any(axis=1).sum() + group.named.sum()
    return votes, float(votes.max(initial=0) / cast) if cast else 0.0


def edge_claims(group: Group) -> Features:
    declares = group.declares
    votes, share = agreement(group)
    top = np.asarray((votes == votes.max(initial=0)) & (votes > 0))
    any_ = np.asarray(declares.any(axis=1))
    names_u = declares.T
    same = np.asarray((declares.astype(float) @ declares.T) > 0)
    both = np.asarray(any_[:, None] & any_[None, :])
    odd = np.asarray(names_u & ~top[:, None])
    unseen, unseen_share = missing_agreement(group)
    credit_it = group.missing == unseen if unseen_share else np.zeros(len(top), dtype=bool)
    together = np.equal.outer(group.missing, group.missing) & (group.missing >= 0)[None, :]
    both_it = np.logical_and.outer(credit_it, credit_it)
    return {name: np.asarray(value, dtype=float) for name, value in {
        "claim:parent": names_u,
        "claim:parent:share": names_u * share,
        "claim:parent:odd": odd,
        "claim:parent:odd:share": odd * share,
        "claim:other": ~names_u & any_[None, :],
        "claim:absent": np.broadcast_to(group.named[None, :], names_u.shape),
        "claim:absent:top": np.broadcast_to(credit_it[None, :], names_u.shape),
        "claim:absent:together": together & ~both_it,
        "claim:absent:both-top": both_it,
        "claim:absent:both-top:share": both_it * unseen_share,
        "claim:absent:parent-top": np.broadcast_to(credit_it[:, None], names_u.shape),
        "claim:absent:parent-top:share": np.broadcast_to(credit_it[:, None], names_u.shape) * unseen_share,
        "claim:same": same & ~names_u,
        "claim:differs": both & ~same & ~names_u,
        "claim:child-of": declares,
        "claim:top": np.broadcast_to(top[:, None], names_u.shape),
        "claim:top:share": np.broadcast_to(top[:, None], names_u.shape) * share,
        "claim:below-top": np.broadcast_to(top[None, :], names_u.shape),
        "claim:below-top:share": np.broadcast_to(top[None, :], names_u.shape) * share,
        "claim:carrier": group.carried.T,
    }.items()}  # fmt: skip


def missing_agreement(group: Group) -> tuple[int, float]:
    """The outlet without a text here that most credit lines name, and its share of all."""
    those = group.missing[group.missing >= 0]
    cast = group.declares.any(axis=1).sum() + len(those)
    if not len(those):
        return -1, 0.0
    votes = np.bincount(those)
    return int(votes.argmax()), float(votes.max() / cast) if votes.max() > 1 else 0.0


def root_claims(group: Group) -> Features:
    votes, share = agreement(group)
    top = (votes == votes.max(initial=0)) & (votes > 0)
    any_ = group.declares.any(axis=1)
    absent = group.named.mean() if len(group.named) else 0.0
    unseen, unseen_share = missing_agreement(group)
    credit_it = group.missing == unseen if unseen_share else np.zeros(len(top), dtype=bool)
    return {name: np.asarray(value, dtype=float) for name, value in {
        "root:votes": np.log1p(votes), "root:top": top, "root:top:share": top * share,
        "root:not-top:share": ~top * share, "root:declares-other": any_, "root:declares-absent": group.named,
        "root:declares-none": ~any_ & ~group.named, "root:absent-share": np.full(len(votes), absent),
        "root:unseen-top": credit_it, "root:unseen-share": np.full(len(votes), unseen_share),
        "root:unseen-top:share": credit_it * unseen_share,
    }.items()}  # fmt: skip


def world_claims(group: Group) -> dict[str, float]:
    """What the credit lines together say about the original being here."""
    share, unseen = agreement(group)[1], missing_agreement(group)[1]
    return {
        "lone:top-share": share, "lone:unseen-share": unseen, "lone:agree": share - unseen,
        "lone:absent-share": float(group.named.mean()),
    }  # fmt: skip
