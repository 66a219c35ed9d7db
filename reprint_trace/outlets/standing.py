"""What an outlet counts for in a verdict: by its class, its family and its licence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from reprint_trace.model import Chain, Licence, Outlet, Page
from reprint_trace.outlets.datafiles import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.outlets.gazetteer import Gazetteer

StandsFor = Literal["origin", "carrier", "photo", "nobody"]
SELF = "本站"  # the one pseudo source that claims the text as the page's own
CURRENT_EDITION = "2025-06"  # of the CAC list, the newest in data/outlets.tsv


def stands_for(outlet: Outlet) -> StandsFor:
    """Whether stories begin at an outlet, only pass through it, are merely illustrated by it, or
    its name is no outlet's at all (data/classes.tsv).  A class not listed counts as an origin."""
    return class_stands_for(outlet.class_)


def class_stands_for(class_: str | None) -> StandsFor:
    """What a class of outlets stands for in a source line."""
    return _classes().get(class_ or "", "origin")


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


def licences(page: Page, chain: Chain, gazetteer: Gazetteer) -> tuple[Licence, ...]:
    """The standing of every outlet the page declares, and of the origin when it is observed.

    Reprinting rules (互联网新闻信息服务管理规定, 2017, article 15) allow reprints from listed
    sources only.  Outlets that are in no gazetteer are left out: nothing is known of them.
    """
    return tuple(dict.fromkeys((*_declared(page, gazetteer), *_origin(chain, gazetteer))))


def _declared(page: Page, gazetteer: Gazetteer) -> Iterator[Licence]:
    for claim in page.claims:
        if claim.kind != "declared":
            continue
        for id_ in claim.outlets:
            outlet = gazetteer.get(id_)
            if outlet and stands_for(outlet) != "nobody":
                yield _licence("declared", outlet, gazetteer)


def _origin(chain: Chain, gazetteer: Gazetteer) -> Iterator[Licence]:
    nodes = {node.id: node for node in chain.nodes}
    first = nodes.get(chain.path[0]) if chain.path else None
    if first is None or first.role != "document" or not first.outlet:
        return
    outlet = gazetteer.get(first.outlet)
    if outlet:
        yield _licence("origin", outlet, gazetteer)


def _licence(role: Literal["declared", "origin"], outlet: Outlet, gazetteer: Gazetteer) -> Licence:
    """An outlet's own standing, else that of the listed outlet whose brand it is."""
    edition = licensed_edition(outlet)
    kin = None if edition else gazetteer.licensed_kin(outlet)
    if kin is None:
        return Licence(role=role, outlet=outlet.id, edition=edition)
    return Licence(role=role, outlet=outlet.id, edition=licensed_edition(kin), through=kin.id)


def class_ids() -> frozenset[str]:
    """The classes an outlet may have."""
    return frozenset(_classes())


@cache
def _classes() -> dict[str, StandsFor]:
    return {row[0]: cast(StandsFor, row[1]) for row in read_rows("classes.tsv")}
