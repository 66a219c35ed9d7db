"""Whether the declared source and the origin found are licensed, which newsrooms must heed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.model import Licence
from reprint_trace.outlets.standing import licensed_edition, stands_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Chain, Page
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
                yield Licence(role="declared", outlet=id_, edition=licensed_edition(outlet))


def _origin(chain: Chain, gazetteer: Gazetteer) -> Iterator[Licence]:
    nodes = {node.id: node for node in chain.nodes}
    first = nodes.get(chain.path[0]) if chain.path else None
    if first is None or first.role != "document" or not first.outlet:
        return
    outlet = gazetteer.get(first.outlet)
    if outlet:
        yield Licence(role="origin", outlet=outlet.id, edition=licensed_edition(outlet))
