"""What is asked of a posterior over trees: the steps it draws, and whether its probabilities hold.

A step is right if it leads from the true parent or from a text with the same words: among twins nothing
but dates and credits can choose, and the probability given is that of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reprint_trace.lineage.posterior import by_state

Array = np.ndarray[Any, np.dtype[Any]]
BANDS = (0.0, 0.5, 0.8, 0.9, 0.95, 1.0)


def decide(cases: Sequence[Any], found: Sequence[tuple[Array, Array]]) -> tuple[Array, Array, Array]:
    """The probability of each witness's likeliest parent state (or of none), whether it is right, and
    whether it is a text that is here: a step that may be drawn, with this probability."""
    chances: list[float] = []
    right: list[bool] = []
    here: list[bool] = []
    for (world, group), (edges, root) in zip(cases, found, strict=True):
        full = by_state(group, edges, root)
        best = full.argmax(axis=0)
        for v, parent in enumerate(world.parents):
            chances.append(float(full[best[v], v]))
            right.append(bool(best[v] == (group.state[parent] if parent >= 0 else len(full) - 1)))
            here.append(bool(best[v] < len(full) - 1))
    return np.array(chances), np.array(right), np.array(here)


def chain_of(parents: Sequence[int], v: int) -> list[int]:
    path = [v]
    while parents[path[-1]] >= 0 and len(path) <= len(parents):
        path.append(parents[path[-1]])
    return path


def measure(cases: Sequence[Any], guesses: Sequence[Sequence[int]]) -> dict[str, float]:
    """Shares right: steps up to twins, steps, origin documents where they are here, whole chains."""
    twin: list[bool] = []
    edge: list[bool] = []
    origin: list[bool] = []
    chain: list[bool] = []
    for (world, group), found in zip(cases, guesses, strict=True):
        state = [*group.state.tolist(), -1]
        for v, (a, b) in enumerate(zip(world.parents, found, strict=True)):
            edge.append(a == b)
            twin.append(state[a] == state[b])
            true, mine = chain_of(world.parents, v), chain_of(found, v)
            chain.append(true == mine)
            if world.original >= 0 and true[-1] == world.original and v != world.original:
                origin.append(mine[-1] == world.original)
    named = {"twin": twin, "edge": edge, "origin": origin or [True], "chain": chain}
    return {name: round(sum(those) / len(those), 4) for name, those in named.items()}


def reliability(p: Array, right: Array, here: Array) -> dict[str, Any]:
    """Expected calibration error over ten bins, and how often each band is right; `step_`: of the decisions
    for a text that is here alone."""
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())
    ]
    bands = []
    for low, high in pairwise(BANDS):
        inside = (p >= low) & ((p < high) | (high == 1.0))
        if inside.any():
            said, hit = (round(float(x[inside].mean()), 3) for x in (p, right))
            bands.append(
                {"from": low, "to": high, "decisions": int(inside.sum()), "said": said, "right": hit}
            )
    sure, drawn = p >= 0.9, (p >= 0.9) & here
    return {"ece": round(float(sum(gaps)), 4), "sure_right": _share(right[sure]), "sure_share": _share(sure),
            "step_right": _share(right[drawn]), "step_share": _share(drawn[here]), "bands": bands}  # fmt: skip


def _share(those: Array) -> float:
    return round(float(those.mean()), 4) if those.size else 1.0
