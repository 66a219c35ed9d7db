"""What an outlet counts for in a verdict: by its class, its family and its licence."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast

from reprint_trace.model import Outlet
from reprint_trace.outlets.datafiles import read_rows

StandsFor = Literal["origin", "carrier", "photo", "nobody"]
SELF = "本站"  # the one pseudo source that claims the text as the page's own
CURRENT_EDITION = "2025-06"  # of the CAC list, the newest in data/outlets.tsv


def stands_for(outlet: Outlet) -> StandsFor:
    """Whether stories begin at an outlet, only pass through it, are merely illustrated by it, or
    its name is no outlet's at all (data/classes.tsv).  A class not listed counts as an origin."""
    return _classes().get(outlet.class_ or "", "origin")


def is_carrier(outlet: Outlet) -> bool:
    """A portal, an aggregator, a self-media platform or a content farm: it carries others' stories."""
    return stands_for(outlet) == "carrier"


def is_photo_credit(outlet: Outlet) -> bool:
    """An image agency: named for the pictures, not for the story."""
    return stands_for(outlet) == "photo"


def is_unattributed(outlet: Outlet) -> bool:
    """网络, 综合, 未知, 网友: a source line that names nobody.  本站 is not one: it claims the text."""
    return stands_for(outlet) == "nobody" and not is_self(outlet)


def is_self(outlet: Outlet) -> bool:
    """本站原创 and its like: whoever publishes the page says the text is its own."""
    return outlet.id == SELF


def same_family(one: Outlet, other: Outlet) -> bool:
    """The same outlet, or two of one owner group (人民日报 and 人民网), which share copy freely."""
    return one.id == other.id or (one.family is not None and one.family == other.family)


def licensed_edition(outlet: Outlet) -> str | None:
    """The newest edition of the CAC list of licensed sources an outlet stands in (`"2025-06"`,
    `"2015-05"`), or None.  An older edition than `CURRENT_EDITION` only means that it was not found in the
    current one; the editions between the two are not held here."""
    return outlet.licensed


def class_ids() -> frozenset[str]:
    """The classes an outlet may have."""
    return frozenset(_classes())


@cache
def _classes() -> dict[str, StandsFor]:
    return {row[0]: cast(StandsFor, row[1]) for row in read_rows("classes.tsv")}
