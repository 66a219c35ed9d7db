"""Hidden nodes: texts nobody supplied, known by what they left behind.

* **wire**: an agency's dateline, or near-copies published side by side without a parent;
* **named**: a relay's trace, or a credited outlet without a text here;
* **anonymous**: siblings that share edits their common parent lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from reprint_trace.lineage.credits import Gazetteer
from reprint_trace.lineage.group import Group
from reprint_trace.lineage.posterior import Posterior

HEAD = 120  # characters in which a dateline stands
SHARED = 2  # edits two siblings must share, and their parent lack, to have an unseen one between
DATELINE = re.compile(r"([一-鿿]{2,5}社)[一-鿿、]{0,12}(?:\d{1,4}年)?\d{1,2}月\d{1,2}日(?:专?电|讯)")


@dataclass(frozen=True, slots=True)
class Wire:
    """The agency an opening dateline names, and the dateline."""

    outlet: str
    quote: str


def wire_of(group: Group, v: int, gazetteer: Gazetteer) -> Wire | None:
    """The agency whose dateline opens a text: as its page's claims say, else as it is printed."""
    claimed = group.credits[v].wires
    if claimed:
        return Wire(claimed[0].outlet, claimed[0].claim.evidence.quote)
    found = DATELINE.search(group.witnesses[v].text[:HEAD])
    if not found:
        return None
    known = [o for o in gazetteer.resolve(found.group(1)) if o.class_ == "wire"]
    return Wire(known[-1].id, found.group(0)) if known else None


def unseen_between(group: Group, found: Posterior, parent: int, child: int) -> list[int]:
    """The units at which a sibling shares at least SHARED edits with `child` which `parent` lacks,
    while each has edits of its own: both come through a text not supplied.  Empty if none does."""
    readings = group.collation.readings
    above, mine = readings[group.state[parent]], readings[group.state[child]]
    for sibling, p in enumerate(found.parents):
        if p != parent or group.state[sibling] == group.state[child] or sibling == child:
            continue
        theirs = readings[group.state[sibling]]
        known = (mine >= 0) & (theirs >= 0) & (above >= 0)
        shared = np.flatnonzero(known & (mine == theirs) & (mine != above))
        apart = known & (mine != theirs)
        own, other = (apart & (mine != above)).any(), (apart & (theirs != above)).any()
        if len(shared) >= SHARED and own and other:
            return [int(unit) for unit in shared]
    return []
