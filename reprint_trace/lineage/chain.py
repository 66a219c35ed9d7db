"""The chain as it is shown: observed texts solid, what only claims name hollow."""

from __future__ import annotations

from itertools import pairwise

from reprint_trace.lineage.credits import (
    Credit,
    Credits,
    Gazetteer,
    is_same,
    outlet_of,
    same_house,
    site_names,
)
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.model import Chain, Document, Edge, Match, Node, Page

TRACE = 0.95  # a relay's own words in the text: it passed the text on
CREDITED = 0.6  # nothing but the page's word for it


def draw(
    page: Page, source: Match | None, probability: float, credits: Credits, ledger: Ledger,
    gazetteer: Gazetteer,
) -> Chain:  # fmt: skip
    """Origin → named carriers → relays → page, with the evidence for every step."""
    nodes: list[Node] = []
    if source:
        nodes.append(document_node(source.document, gazetteer))
    elif credits.origin and credits.standing == "named":
        nodes.append(named_node(credits.origin.outlet))
    taken = [node.outlet for node in nodes if node.outlet]
    hops: list[Credit] = []
    for credit in (*credits.carriers, *credits.relays):
        if not is_same(credit.outlet, taken, gazetteer):
            hops.append(credit)
            taken.append(credit.outlet)
    nodes += [named_node(credit.outlet) for credit in hops]
    last = page_node(page)
    claims = {f"named:{c.outlet}": c for c in (*hops, *([credits.origin] if credits.origin else []))}
    edges = [_edge(a, b, page, source, probability, claims, ledger) for a, b in pairwise([*nodes, last])]
    nodes.append(last)
    return Chain(nodes=tuple(nodes), edges=tuple(edges), path=tuple(node.id for node in nodes))


def _edge(
    a: Node, b: Node, page: Page, source: Match | None, probability: float, claims: dict[str, Credit],
    ledger: Ledger,
) -> Edge:  # fmt: skip
    arrow = f"{a.id}→{b.id}"
    evidence: list[str] = []
    named = [claims[node.id] for node in (a, b) if node.id in claims]
    evidence += [ledger.claim(page, credit.claim, (arrow,)) for credit in named]
    if source and a.id == source.document.id:
        quote = _longest_passage(page, source)
        evidence.append(ledger.enter("text", quote[0], document=page.file, span=quote[1], supports=(arrow,)))
    hard = any(credit.claim.kind in {"relay", "link", "byline"} for credit in named)
    p = TRACE if hard else CREDITED if named else probability
    if source and a.observed:
        p = min(p, probability)
    return Edge(from_=a.id, to=b.id, probability=round(p, 4), grade="A" if hard else "B" if not named else "D",
                evidence=tuple(evidence))  # fmt: skip


def _longest_passage(page: Page, match: Match) -> tuple[str, tuple[int, int] | None]:
    if not match.passages:
        return "", None
    start, end = max((p.page for p in match.passages), key=lambda s: s[1] - s[0])
    return page.body[start:end], (start, end)


def page_node(page: Page) -> Node:
    outlet = next(iter(site_names(page.site)), None)
    return Node(id=page.file, role="page", outlet=outlet, title=page.title,
                published=page.published.value if page.published else None, observed=True)  # fmt: skip


def document_node(document: Document, gazetteer: Gazetteer) -> Node:
    return Node(id=document.id, role="document", outlet=outlet_of(document, gazetteer), title=document.title,
                published=document.published.value if document.published else None, observed=True)  # fmt: skip


def named_node(outlet: str) -> Node:
    return Node(id=f"named:{outlet}", role="named", outlet=outlet, observed=False)


def supports_claim(match: Match, credit: Credit, gazetteer: Gazetteer) -> bool:
    outlet = outlet_of(match.document, gazetteer)
    return bool(outlet) and same_house(credit.outlet, [outlet or ""], gazetteer)
