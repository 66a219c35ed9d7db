"""Features: what speaks for and against each edge, and for each witness having no parent here.

Every feature is an n × n array over (parent, child), or an n array for the virtual root.
A difference is typed by *attestation*: whether the parent's and the child's reading are found
in third texts.  Parent private and child shared is a reversal, child private is a fresh edit.
Circumstances add to them: dates enter with their precision and basis; a name left in a text is a trace;
what a page declares is seen by the informed run only.

From the second pass on so does *polarity*.  A reading is old if the likely roots have it.  Copies go from
old to new; a text that has the old reading where its supposed parent has a new one was hardly copied from
it, and texts that share new readings descend from one another or from a text between (common errors:
Lachmann; Salemans 2000).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from reprint_trace.lineage.collation import Table
from reprint_trace.lineage.group import CLASSES, Array, Features, Group

COSTS = frozenset({"text:fresh", "text:undone", "text:other", "text:apart", "near:distance", "near:steps",
                   "block:gone", "block:lost", "block:added", "block:regained-chars", "polar:undone",
                   "polar:refilled", "polar:dropped", "polar:cut-undone"})  # fmt: skip
GAINS = frozenset({"text:few", "block:few-lack", "polar:inherited", "polar:light", "polar:cut-inherited"})
LIGHT = 5.0  # readings of its own with which a text counts half as one that edits lightly
# reprints follow by hours with a long tail: a log-logistic lag, and dates that are wrong now and then
MEDIAN, SHAPE, WRONG, ASTRAY = 3.0, 1.4, 0.08, 96.0
MINUTES = 0.25  # hours that a date to the minute is taken to leave open on each side
WITHIN = 6  # moments tried within the interval that the parent's date leaves open
LABEL = 25  # characters of a label or a lead that any site may put before a text
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
    gone, lost, chars, tail, opening, alone = _blocks(group)
    distance = new + back + both_shared + both_private + gone + gone.T + lost + lost.T
    raw = {
        "text:fresh": new, "text:undone": back, "text:other": both_shared, "text:apart": both_private,
        "text:few": few, "block:gone": gone, "block:lost": lost, "block:added": lost.T,
    }  # fmt: skip
    raw |= {"block:few-lack": _lacked(group), "near:distance": distance}
    found = damped(raw)
    found |= {"near:steps": distance, "block:regained-chars": np.log1p(chars), "block:tail-gone": tail,
              "block:head-gone": np.log1p(opening), "block:head-gained": np.log1p(opening.T),
              "block:gained-chars": np.log1p(alone.T)}  # fmt: skip
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


def _blocks(group: Group) -> tuple[Array, ...]:
    """Runs of stretches u has and v lacks, those attested in third texts (gone) and those only u has
    (lost); the characters of stretches that v has again; whether what v lacks reaches u's end; the
    characters, past a label's, that v lacks of u's opening, and of what only u has."""
    present, size = group.collation.present, group.collation.block_size
    m = len(present)
    shared = present.sum(axis=0) > 1
    gone, lost, chars, tail, opening, alone = (np.zeros((m, m)) for _ in range(6))
    for u in range(m):
        columns = np.flatnonzero(present[u])
        if not columns.size:
            continue
        missing = ~present[:, columns]
        tail[u] = missing[:, -1]
        attested = shared[columns]
        gone[u], lost[u] = runs(missing & attested), runs(missing & ~attested)
        chars[:, u] = (missing & attested) @ size[columns]
        past = np.maximum(size[columns] - LABEL, 0)
        opening[u] = (np.logical_and.accumulate(missing, axis=1)) @ past
        alone[u] = (missing & ~attested) @ past
    return gone, lost, chars, tail, opening, alone


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
    supplied, maker = group.supplied, group.maker.astype(float)
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
        "root:former": group.former,
        "root:unsigned": np.minimum(np.where(apart, maker @ (1 - maker).T, 0.0).max(axis=0, initial=0.0), 3.0),
        "root:newsroom": group.class_ == CLASSES.index("origin"),
    }  # fmt: skip
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _whole(group: Group) -> dict[str, float]:
    n = len(group.witnesses)
    return {
        "one:any": 1.0, "one:size": float(np.log(n)), "one:states": len(group.collation.readings) / n, "one:wire": float(any(group.wire)),
        "one:supplied": float(group.supplied.any()), "one:supplied-alone": float(group.supplied.sum() == 1),
    }  # fmt: skip


# ── circumstances: what dates, outlets and traces say of an edge, apart from the words ──


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
        "trace:headline": (group.headed & ~group.headed.T & ~own).T.astype(float),
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


# ── polarity: differences typed anew by the root and the tree of a pass before ──────────


def polarised(group: Group, features: Featured, root: Array, edges: Array, one: float) -> Featured:
    """`features` with every difference typed by polarity, given the pass before: P(v is a root),
    P(u → v) and P(there is one root)."""
    polar = _polar(group, root, edges)
    return Featured(
        features.edges | compared(polar, group),
        features.root | _polar_root(group, root, polar),
        features.whole | _polar_whole(root, one),
    )


def _polar(group: Group, root: Array, edges: Array) -> Features:
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


def _polar_root(group: Group, root: Array, polar: Features) -> Features:
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


def _polar_whole(root: Array, one: float) -> dict[str, float]:
    """For the original being here: what the pass before thought of it."""
    return {
        "before:one": float(np.clip(np.log(max(one, 1e-6)), -6.0, 0.0)),
        "one:clear": float(root.max()), "one:roots": float(np.log(root.sum())),
    }  # fmt: skip
