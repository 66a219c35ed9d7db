"""Features: what speaks for and against each edge, and for each witness having no parent here.

Every feature is an n × n array over (parent, child), or an n array for the virtual root.
A difference is typed by *attestation*: whether the parent's and the child's reading are found
in third texts.  Parent private and child shared is a reversal, child private is a fresh edit.
Given the root of a first pass, differences are typed a second time by *polarity*: whether a
reading is the root's (Lachmann's common errors; Salemans 2000).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reprint_trace.lineage.group import CLASSES, Array, Group

Features = dict[str, Array]

# hours from parent to child at which the steps of the lag histogram end
EXACT = np.array([-24.0, -6.0, -1.0, 0.0, 0.5, 1.5, 3.0, 6.0, 12.0, 24.0, 48.0])
DAYS = np.array([-48.0, -24.0, -12.0, -4.0, 0.0, 4.0, 12.0, 24.0, 48.0])


def edge_features(group: Group, *, claims: bool) -> Features:
    """Features of u → v; `claims` adds what the pages declare (the informed run)."""
    found = {**_text(group), **_style(group), **_dates(group), **_outlets(group), **_traces(group), **_marks(group)}
    if claims:
        found |= _claims(group)
    return found


def root_features(group: Group, edges: Mapping[str, Array], *, claims: bool) -> Features:
    """Features of v having no parent among the texts supplied."""
    n = len(group.witnesses)
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    first = np.nanmin(end) if np.isfinite(end).any() else np.nan
    late = start - first
    near = np.where(np.eye(n, dtype=bool), np.inf, edges["distance"]).min(axis=0, initial=np.inf)
    near = np.where(np.isfinite(near), near, 8.0)
    others = group.trace & ~np.eye(n, dtype=bool)
    few = group.trace.mean(axis=0) < 0.5
    found = {
        "root:any": np.ones(n),
        "root:size": np.full(n, np.log(n)),
        "root:pair": np.full(n, float(n == 2)),
        "root:alone-dated": np.isfinite(start) * float(np.isfinite(start).sum() == 1),
        "root:undated": ~np.isfinite(start),
        "root:first": np.isfinite(start) & (start <= np.nan_to_num(np.nanmin(start)) if
                                            np.isfinite(start).any() else False),
        "root:late": np.log1p(np.clip(np.nan_to_num(late), 0, None)),
        "root:later": np.nan_to_num(late) > 0,
        "root:later-day": np.nan_to_num(late) > 24,
        "root:near": near,
        "root:traces-others": (others & few).any(axis=1) | group.foreign,
        "root:traced": (others & few).any(axis=0),
        "root:names-itself": np.diag(group.trace) & few,
        "root:wire": np.array([w is not None for w in group.wire]),
        "root:copyist": np.minimum(group.copyist.sum(axis=1), 3),
        "root:copyist:any": group.copyist.any(axis=1),
        "root:maker": np.minimum(group.maker.sum(axis=1), 3),
        "root:maker:any": group.maker.any(axis=1),
        "root:complete": _completeness(group),
        "root:officials": np.full(n, (group.class_ == 0).mean()) * (group.class_ == 0),
        "root:official-pair": np.full(n, float((group.class_ == 0).all() and n == 2)),
        **{f"root:class:{name}": group.class_ == k for k, name in enumerate(CLASSES)},
    }  # fmt: skip
    if claims:
        found |= _root_claims(group)
        elsewhere = found["root:absent-share"]
        for name in ("near", "complete", "later", "traces-others", "declares-absent", "top"):
            found[f"root:absent-share:{name}"] = elsewhere * found[f"root:{name}"]
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


# ── text ───────────────────────────────────────────────────────────────────────────────


def _text(group: Group) -> Features:
    c, state = group.collation, group.state
    has = c.readings >= 0
    weight = c.unit_weight
    mark, of_reading = _one_hot(c.readings)
    count = mark.sum(axis=0)
    held = _spread(count, c.readings, of_reading)  # how many states hold each state's reading
    shared, private = has & (held > 1), has & (held == 1)
    weigh = weight[None, :]
    new = (shared * weigh) @ private.T
    back = new.T
    size = weight[_units_of(of_reading)]
    both_shared = (shared * weigh) @ shared.T - (mark * (size * (count > 1))) @ mark.T
    both_private = (private * weigh) @ private.T - (mark * (size * (count == 1))) @ mark.T
    states = max(len(c.readings), 1)
    only = (mark * (size * (count == 2) * (states > 2))) @ mark.T
    minor = (mark * (size * (count > 2) * (count <= states / 2))) @ mark.T
    gone, lost, chars_gone, chars_lost, tail = _blocks(group)
    distance = new + back + both_shared + both_private + gone + gone.T + lost + lost.T
    raw = {
        "new": new, "back": back, "both-shared": both_shared, "both-private": both_private,
        "only-these": only, "minority": minor,
        "gone": gone, "regained": gone.T, "lost-own": lost, "added": lost.T,
    }  # fmt: skip
    found: Features = {}
    for name, value in raw.items():
        found[name] = np.minimum(value, 6.0)
        found[f"log:{name}"] = np.log1p(np.clip(value, 0, None))
        found[f"any:{name}"] = value > 0.4
    found |= {
        "chars-gone": np.log1p(chars_gone), "chars-regained": np.log1p(chars_gone.T),
        "chars-lost-own": np.log1p(chars_lost), "chars-added": np.log1p(chars_lost.T),
        "tail-gone": tail, "tail-regained": tail.T,
        "distance": np.log1p(np.clip(distance, 0, None)),
    }  # fmt: skip
    twin = np.equal.outer(state, state)
    found |= _neighbours(distance, twin[np.ix_(_first(state), _first(state))])
    found = {name: value[np.ix_(state, state)].astype(float) for name, value in found.items()}
    found["twin"] = twin.astype(float)
    return found


def _first(state: Array) -> Array:
    return np.unique(state, return_index=True)[1]


def _one_hot(readings: Array) -> tuple[Array, Array]:
    """States × all readings (1 where a state has it), and each reading's (unit, number)."""
    states, units = readings.shape
    top = readings.max(axis=0, initial=-1) + 1
    offset = np.r_[0, np.cumsum(top)]
    mark = np.zeros((states, int(offset[-1])))
    rows, cols = np.nonzero(readings >= 0)
    mark[rows, offset[cols] + readings[rows, cols]] = 1.0
    return mark, np.c_[np.repeat(np.arange(units), top), np.arange(offset[-1])]


def _units_of(of_reading: Array) -> Array:
    return of_reading[:, 0]


def _spread(values: Array, readings: Array, of_reading: Array) -> Array:
    """A value per reading laid out by state and unit; 0 in a lacuna."""
    units = readings.shape[1]
    offset = np.searchsorted(of_reading[:, 0], np.arange(units))
    at = np.where(readings >= 0, offset[None, :] + readings, 0)
    if not values.size:
        return np.zeros(readings.shape)
    return np.where(readings >= 0, values[at], 0.0)


def _blocks(group: Group) -> tuple[Array, Array, Array, Array, Array]:
    """Stretches u has and v lacks: runs and characters, those attested in third texts (gone)
    and those only u has (lost), and whether the run reaches u's end."""
    present, size = group.collation.present, group.collation.block_size
    m = len(present)
    shared = present.sum(axis=0) > 1
    gone, lost, chars_gone, chars_lost, tail = (np.zeros((m, m)) for _ in range(5))
    for u in range(m):
        columns = np.flatnonzero(present[u])
        if not columns.size:
            continue
        missing = ~present[:, columns]
        tail[u] = missing[:, -1]
        for attested, runs, chars in ((shared, gone, chars_gone), (~shared, lost, chars_lost)):
            here = missing & attested[columns]
            begins = here.copy()
            begins[:, 1:] &= ~here[:, :-1]
            runs[u] = begins.sum(axis=1)
            chars[u] = here @ size[columns]
    return gone, lost, chars_gone, chars_lost, tail


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
        "nearest": (excess < 0.3) & ~same,
        "excess": np.log1p(np.clip(excess, 0, None)),
        "excess-out": np.log1p(np.clip(excess.T, 0, None)),
        "between": slack < 0.5,
        "between-nearly": (slack >= 0.5) & (slack < 1.6),
        "slack": np.minimum(slack, 9.0) / 9.0,
    }


def _completeness(group: Group) -> Array:
    """Share of the stretches that at least two states have, in characters."""
    present, size = group.collation.present, group.collation.block_size
    common = size * (present.sum(axis=0) > 1)
    share: Array = (present @ common) / max(common.sum(), 1)
    return share[group.state]


def _style(group: Group) -> Features:
    style, n = group.style, len(group.witnesses)
    same_minor, new, back, shared = (np.zeros((n, n)) for _ in range(4))
    for k in range(style.shape[1]):
        value = style[:, k]
        equal = np.equal.outer(value, value)
        count = equal.sum(axis=0)
        common = count > 1
        same_minor += equal & (count <= n / 2)[None, :] & ~np.eye(n, dtype=bool)
        new += ~equal & common[:, None] & ~common[None, :]
        back += ~equal & ~common[:, None] & common[None, :]
        shared += ~equal & common[:, None] & common[None, :]
    found = {"style:same-minority": same_minor, "style:new": new, "style:back": back,
             "style:both-shared": shared}  # fmt: skip
    return {name: np.minimum(value, 3.0) for name, value in found.items()}


# ── dates, outlets, traces ─────────────────────────────────────────────────────────────


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
        for k in range(len(bounds) + 1):
            found[f"date:{kind}:{k}"] = those & (step == k)
    found["date:overlap"] = both & (after <= 0) & (before <= 0)
    found["date:good-day"] = both & ~sharp & (after > 0) & np.logical_and.outer(*[_good(group)] * 2)
    late = np.nan_to_num(start[None, :] - end[:, None], nan=0.0)
    rank = np.where(both & (late > 0), start[:, None] * np.ones((1, n)), -np.inf)
    latest = rank.max(axis=0, initial=-np.inf)
    found["date:last-before"] = both & (late > 0) & (rank == latest[None, :])
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _good(group: Group) -> Array:
    return np.array([bool(m and m.good) for m in group.moments])


def _outlets(group: Group) -> Features:
    k = len(CLASSES)
    pair = group.class_[:, None] * k + group.class_[None, :]
    found: Features = {
        f"class:{a}→{b}": pair == i * k + j for i, a in enumerate(CLASSES) for j, b in enumerate(CLASSES)
    }
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
    found: Features = {}
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


def _claims(group: Group) -> Features:
    declares = group.declares
    votes, share = agreement(group)
    top = (votes == votes.max(initial=0)) & (votes > 0)
    any_ = declares.any(axis=1)
    names_u = declares.T
    same = (declares.astype(float) @ declares.T) > 0
    both = np.logical_and.outer(any_, any_)
    odd = names_u & ~top[:, None]
    return {name: np.asarray(value, dtype=float) for name, value in {
        "claim:parent": names_u,
        "claim:parent:share": names_u * share,
        "claim:parent:odd": odd,
        "claim:parent:odd:share": odd * share,
        "claim:other": ~names_u & any_[None, :],
        "claim:absent": np.broadcast_to(group.named[None, :], names_u.shape),
        "claim:same": same & ~names_u,
        "claim:differs": both & ~same & ~names_u,
        "claim:child-of": declares,
        "claim:top": np.broadcast_to(top[:, None], names_u.shape),
        "claim:top:share": np.broadcast_to(top[:, None], names_u.shape) * share,
        "claim:below-top": np.broadcast_to(top[None, :], names_u.shape),
        "claim:below-top:share": np.broadcast_to(top[None, :], names_u.shape) * share,
        "claim:carrier": group.carried.T,
        "claim:ours": np.broadcast_to(group.ours[None, :], names_u.shape),
    }.items()}  # fmt: skip


def _root_claims(group: Group) -> Features:
    votes, share = agreement(group)
    top = (votes == votes.max(initial=0)) & (votes > 0)
    any_ = group.declares.any(axis=1)
    absent = group.named.mean() if len(group.named) else 0.0
    return {
        "root:votes": np.log1p(votes), "root:top": top, "root:top:share": top * share,
        "root:not-top:share": ~top * share, "root:declares-other": any_, "root:declares-absent": group.named,
        "root:declares-none": ~any_ & ~group.named, "root:absent-share": np.full(len(votes), absent),
        "root:ours": group.ours,
    }  # fmt: skip


# ── second pass ────────────────────────────────────────────────────────────────────────


def polarised_features(group: Group, root: Array, edges: Array) -> Features:
    """Differences typed by polarity, given a first pass: P(v is a root) and P(u → v)."""
    c, state = group.collation, group.state
    m = len(c.readings)
    belief = np.bincount(state, weights=root, minlength=m)
    belief = belief / max(belief.sum(), 1e-9)
    mark, of_reading = _one_hot(c.readings)
    size = c.unit_weight[_units_of(of_reading)]
    has = (c.readings >= 0).astype(float)
    known = belief @ has
    old_of = (belief @ mark) / np.maximum(known[_units_of(of_reading)], 1e-9)
    old = _spread(old_of, c.readings, of_reading)
    w = c.unit_weight[None, :]
    derived = has - old
    equal = (mark * (size * old_of * (1 - old_of))) @ mark.T
    shared = (mark * (size * (1 - old_of))) @ mark.T
    forward = (old * w) @ derived.T - equal
    again = (derived * w) @ derived.T - (mark * (size * (1 - old_of) ** 2)) @ mark.T
    below = _descent(group, edges)
    stray_of = np.minimum((1 - below) @ mark - 0.0, 1.0)
    outside = np.where(c.readings >= 0, _pick(stray_of, c.readings, of_reading), 0.0) * derived
    homoplasy = (has * 1.0) @ (outside * w).T
    homoplasy -= mark @ (mark * stray_of * size * (1 - old_of)).T
    cut, refilled, added, dropped = _polar_blocks(group, belief)
    raw = {
        "polar:fresh": forward, "polar:undone": forward.T, "polar:rewritten": again, "polar:inherited": shared,
        "polar:stray": homoplasy, "polar:cut": cut, "polar:refilled": refilled, "polar:added": added,
        "polar:dropped": dropped,
    }  # fmt: skip
    found: Features = {}
    for name, value in raw.items():
        found[name] = np.minimum(value, 6.0)
        found[f"log:{name}"] = np.log1p(np.clip(value, 0, None))
    found = {name: value[np.ix_(state, state)].astype(float) for name, value in found.items()}
    found["children"] = np.broadcast_to(np.log1p(edges.sum(axis=1))[:, None], edges.shape)
    found["first-pass"] = np.log(np.clip(edges, 1e-4, 1.0))
    found["first-pass:up"] = np.log(np.clip(edges.T, 1e-4, 1.0))
    return found


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


def _pick(values: Array, readings: Array, of_reading: Array) -> Array:
    """values[state, reading of that state at each unit]."""
    units = readings.shape[1]
    offset = np.searchsorted(of_reading[:, 0], np.arange(units))
    at = np.where(readings >= 0, offset[None, :] + readings, 0)
    if not values.shape[1]:
        return np.zeros(readings.shape)
    return np.take_along_axis(values, at, axis=1)


def _polar_blocks(group: Group, belief: Array) -> tuple[Array, Array, Array, Array]:
    """Runs of stretches cut from the root's text, refilled, newly added and dropped again."""
    present = group.collation.present
    m = len(present)
    old = (belief @ present) > 0.5
    cut, dropped = np.zeros((m, m)), np.zeros((m, m))
    for u in range(m):
        columns = np.flatnonzero(present[u])
        missing = ~present[:, columns]
        for kind, runs in ((old, cut), (~old, dropped)):
            here = missing & kind[columns]
            begins = here.copy()
            begins[:, 1:] &= ~here[:, :-1]
            runs[u] = begins.sum(axis=1)
    return cut, cut.T, dropped.T, dropped


def polarised_root(root: Array) -> Features:
    return {"root:first-pass": np.log(np.clip(root, 1e-4, 1.0))}
