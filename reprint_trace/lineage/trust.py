"""How far the credit lines of a group can be trusted: as far as texts and dates bear them out.

The blind run never saw a credit line, so it can be asked whether what they say fits.  Where most of
them lie, those that would fit are hardly better.
"""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.features import Featured
from reprint_trace.lineage.group import Array, Group

DOUBT = 1.0  # credits that count as half borne out before any is read
TRUSTED = ("claim:parent", "claim:parent:odd", "claim:top", "claim:below-top", "claim:other", "claim:same",
           "claim:differs")  # fmt: skip
LEAST = 1e-4


def trusted(group: Group, features: Featured, root: Array, edges: Array) -> Featured:
    """`features` with what the blind run thought: P(v is a root) and P(u → v)."""
    reach = _reach(edges)
    trust = _trust(group, root, reach)
    above = np.minimum(reach.T @ group.declares.T, 1.0)  # what v credits stands above u
    found, first = np.log(np.maximum(edges, LEAST)), np.log(np.maximum(root, LEAST))
    own = {"blind:edge": found, "blind:edge:trust": found * trust}
    own |= {f"{name}:trust": features.edges[name] * trust for name in TRUSTED}
    own |= {"claim:above-parent": above, "claim:above-parent:trust": above * trust}
    start = {"root:blind": first, "root:blind:trust": first * trust}
    start |= {f"{name}:trust": features.root[name] * trust for name in ("root:top", "root:declares-other")}
    return Featured(
        features.edges | own, features.root | start,
        features.whole | {"lone:trust": trust, "lone:blind-roots": float(np.log(root.sum()))},
    )  # fmt: skip


def _reach(edges: Array) -> Array:
    """P(u is an ancestor of v), as if steps were independent."""
    reach = step = edges
    for _ in range(5):
        step = step @ edges
        reach = np.minimum(reach + step, 1.0)
    return reach


def _trust(group: Group, root: Array, reach: Array) -> float:
    """The share of credit lines that name an ancestor of their page, as the blind run has it."""
    who, whom = np.nonzero(group.declares)
    borne_out = np.maximum(reach[whom, who], root[whom] * (root[whom] > 0.5))
    return float((borne_out.sum() + 0.5 * DOUBT) / (len(who) + DOUBT))
