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
    Features,
    circumstances,
    edge_claims,
    root_claims,
    world_claims,
)
from reprint_trace.lineage.group import CLASSES, Array, Group

__all__ = [
    "Featured",
    "Features",
    "by_witness",
    "featured",
    "runs",
    "scaled",
    "with_claims",
]


class Featured(NamedTuple):
    """Features of every u → v, of v having no parent among the texts supplied, and of the original
    being among them, so that one text alone has none."""

    edges: Features
    root: Features
    whole: dict[str, float]


def featured(group: Group) -> Featured:
    """What a group shows apart from what its pages declare."""
    edges = {**_text(group), **_style(group), **circumstances(group)}
    return Featured(edges, _root(group, edges), _whole(group))


def with_claims(group: Group, plain: Featured) -> Featured:
    """`plain` and what the pages declare (the informed run)."""
    root = plain.root | root_claims(group)
    for name in ("near", "complete", "later", "traces-others", "declares-absent", "top"):
        root[f"root:absent-share:{name}"] = root["root:absent-share"] * root[f"root:{name}"]
        root[f"root:unseen-share:{name}"] = root["root:unseen-share"] * root[f"root:{name}"]
    return Featured(plain.edges | edge_claims(group), root, plain.whole | world_claims(group))


def _root(group: Group, edges: Mapping[str, Array]) -> Features:
    n = len(group.witnesses)
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    first = np.nanmin(end) if np.isfinite(end).any() else np.nan
    late = start - first
    near = np.where(np.eye(n, dtype=bool), np.inf, edges["distance"]).min(axis=0, initial=np.inf)
    near = np.where(np.isfinite(near), near, 8.0)
    apart = ~np.equal.outer(group.state, group.state)
    shared = edges["only-these"] + edges["minority"] + edges["has-too"] + edges["lacks-too"]
    against = np.where(apart, edges["back"] + edges["lost-own"] + edges["regained"], 9.0)
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
        "root:shared": (shared * apart).max(axis=0, initial=0.0),
        "root:shares": (shared * apart > 0.3).any(axis=0),
        "root:no-free-parent": against.min(axis=0, initial=9.0) > 0.4,
        "root:least-against": np.minimum(against.min(axis=0, initial=9.0), 4.0),
        "root:traces-others": (others & few).any(axis=1) | group.foreign,
        "root:traced": (others & few).any(axis=0),
        "root:names-itself": np.diag(group.trace) & few,
        "root:wire": np.array([w is not None for w in group.wire]),
        "root:spun": group.spun,
        "root:copyist": np.minimum(group.copyist.sum(axis=1), 3),
        "root:copyist:any": group.copyist.any(axis=1),
        "root:maker": np.minimum(group.maker.sum(axis=1), 3),
        "root:maker:any": group.maker.any(axis=1),
        "root:complete": _completeness(group),
        "root:officials": np.full(n, (group.class_ == 0).mean()) * (group.class_ == 0),
        "root:official-pair": np.full(n, float((group.class_ == 0).all() and n == 2)),
        **{f"root:class:{name}": group.class_ == k for k, name in enumerate(CLASSES)},
    }  # fmt: skip
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def _whole(group: Group) -> dict[str, float]:
    n = len(group.witnesses)
    found = {
        "lone:any": 1.0, "lone:size": float(np.log(n)), "lone:pair": float(n == 2),
        "lone:states": len(group.collation.readings) / n, "lone:wire": any(group.wire),
        "lone:maker": group.maker.any(), "lone:known": (group.class_ != CLASSES.index("unknown")).mean(),
        "lone:officials": (group.class_ == CLASSES.index("origin")).mean(),
        "lone:official-pair": n == 2 and (group.class_ == CLASSES.index("origin")).all(),
    }  # fmt: skip
    return {name: float(value) for name, value in found.items()}


# ── text ───────────────────────────────────────────────────────────────────────────────


def _text(group: Group) -> Features:
    c, state = group.collation, group.state
    units, weight = group.units, c.unit_weight
    mark, has = units.mark, units.has > 0
    count = mark.sum(axis=0)
    held = units.laid_out(count)  # how many states hold each state's reading
    shared, private = has & (held > 1), has & (held == 1)
    weigh = weight[None, :]
    new = (shared * weigh) @ private.T
    back = new.T
    size = weight[units.place]
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
    found = scaled(raw)
    found |= {f"any:{name}": value > 0.4 for name, value in raw.items()}
    has_too, lack_too = _shared_blocks(group)
    found |= {
        "has-too": np.log1p(has_too), "any:has-too": has_too > 0,
        "lacks-too": np.log1p(lack_too), "any:lacks-too": lack_too > 0,
        "chars-gone": np.log1p(chars_gone), "chars-regained": np.log1p(chars_gone.T),
        "chars-lost-own": np.log1p(chars_lost), "chars-added": np.log1p(chars_lost.T),
        "tail-gone": tail, "tail-regained": tail.T,
        "distance": np.log1p(np.clip(distance, 0, None)),
    }  # fmt: skip
    twin = np.equal.outer(state, state)
    found |= _neighbours(distance, twin[np.ix_(_first(state), _first(state))])
    found = by_witness(found, state)
    found["twin"] = twin.astype(float)
    return found


def scaled(raw: Mapping[str, Array]) -> Features:
    """Every amount twice: up to 6, and as its logarithm."""
    values = np.stack(list(raw.values()))
    found = dict(zip(raw, np.minimum(values, 6.0), strict=True))
    logs = np.log1p(np.maximum(values, 0.0))
    return found | dict(zip((f"log:{name}" for name in raw), logs, strict=True))


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
        for attested, events, chars in ((shared, gone, chars_gone), (~shared, lost, chars_lost)):
            here = missing & attested[columns]
            events[u] = runs(here)
            chars[u] = here @ size[columns]
    return gone, lost, chars_gone, chars_lost, tail


def _shared_blocks(group: Group) -> tuple[Array, Array]:
    """Stretches that u and v both have, or both lack, unlike most of the other texts."""
    has = group.collation.present.astype(float)
    count, states = has.sum(axis=0), len(has)
    few = (count <= states / 2) & (count > 1)
    most = (count >= states / 2) & (count < states - 1)
    lacks = (1 - has) * most
    return (has * few) @ has.T, lacks @ lacks.T


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
    value, n = group.style, len(group.witnesses)
    equal = value[:, None, :] == value[None, :, :]
    count = equal.sum(axis=0)  # texts set as v is, by v and habit
    common = count > 1
    ours, theirs = common[:, None, :], common[None, :, :]
    same_minor = (equal & (count <= n / 2)[None]).sum(axis=2) * ~np.eye(n, dtype=bool)
    new, back, shared = (
        (~equal & kind).sum(axis=2) for kind in (ours & ~theirs, ~ours & theirs, ours & theirs)
    )
    found = {"style:same-minority": same_minor, "style:new": new, "style:back": back,
             "style:both-shared": shared}  # fmt: skip
    return {name: np.minimum(value, 3.0) for name, value in found.items()}
