"""Whether the declared source and the origin found are licensed, which newsrooms must heed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reprint_trace.model import Licence
from reprint_trace.outlets.standing import licensed_edition, stands_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Chain, Outlet, Page
    from reprint_trace.outlets import Gazetteer


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
