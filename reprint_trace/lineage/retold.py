"""A page that tells a document again in other words has an origin too: the chain and verdict of a retelling.

Letters say nothing of it, so that the tree of copies leaves the page alone; its sentences do.  Only what
is very likely is drawn, and only where no copied text accounts for the page.  A page may print another
newsroom's retelling, so that a credit for somebody else is not contradicted by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from reprint_trace.lineage.credits import Gazetteer, outlet_of, same_house
from reprint_trace.lineage.study import Study
from reprint_trace.model import (
    Chain,
    Document,
    Edge,
    Evidence,
    Lineage,
    Match,
    Node,
    Page,
    Retelling,
    ToldSentence,
    phrase,
)

SURE = 0.90  # P(the page tells the document again) from which it is drawn
SHOWN = 3  # sentences quoted as evidence


def with_retelling(lineage: Lineage, studied: Study, v: int, page: Page, matches: Sequence[Match]) -> Lineage:
    """The lineage of a page, with the document that it tells again where nothing was copied."""
    if any(node.observed and node.role != "page" for node in lineage.chain.nodes):
        return lineage
    for match in matches:
        if match.retelling is not None and match.relation == "retold":
            if _later(match.document, page):
                continue
            return _drawn(lineage, studied, v, page, match.document, match.retelling)
    return lineage


def _drawn(
    lineage: Lineage, studied: Study, v: int, page: Page, document: Document, told: Retelling
) -> Lineage:
    house = outlet_of(document, studied.gazetteer)
    name = house or document.title or document.id
    verdict = lineage.verdict
    if told.probability < SURE:
        words = (*verdict.summary, phrase("verdict.says.may-retell", outlet=name))
        return replace(lineage, verdict=replace(verdict, summary=words))
    arrow = f"{document.id}→{page.file}"
    evidence = _evidence(lineage, page, told, (arrow, "verdict"))
    reasons = (*verdict.reasons, *(fact.id for fact in evidence))
    credit = studied.group.credits[v].origin
    own = credit is not None and house is not None and same_house(credit.outlet, [house], studied.gazetteer)
    says = phrase("verdict.says.retold", outlet=name)
    if own and verdict.origin in ("unverifiable", "supported"):
        verdict = replace(verdict, origin="confirmed", probability=told.probability, would_change=())
        verdict = replace(verdict, summary=(phrase("verdict.says.confirmed", outlet=name), says))
    else:
        verdict = replace(verdict, summary=(*verdict.summary, says))
    return replace(
        lineage,
        chain=_chain(
            lineage, page, document, house, told, tuple(fact.id for fact in evidence), studied.gazetteer
        ),
        verdict=replace(verdict, reasons=tuple(dict.fromkeys(reasons))),
        evidence=(*lineage.evidence, *evidence),
    )


def _chain(
    lineage: Lineage,
    page: Page,
    document: Document,
    house: str | None,
    told: Retelling,
    evidence: tuple[str, ...],
    gazetteer: Gazetteer,
) -> Chain:
    """The document above the page; unseen outlets that were named stay where they were."""
    published = document.published.value if document.published else None
    top = Node(
        id=document.id,
        role="document",
        outlet=house,
        title=document.title,
        published=published,
        observed=True,
    )
    step = Edge(
        from_=document.id, to=page.file, probability=told.probability,
        grade="C" if published and page.published else "D", evidence=evidence,
    )  # fmt: skip
    between = [
        node
        for node in lineage.chain.nodes
        if node.observed or not (house and node.outlet and same_house(node.outlet, [house], gazetteer))
    ]
    nodes = (top, *between)
    known = {(edge.from_, edge.to): edge for edge in lineage.chain.edges}
    edges = [step] if len(nodes) == 2 else [
        replace(step, to=nodes[1].id, probability=None, ancestor=told.probability, open=True),
        *(known[pair] for pair in pairwise(node.id for node in between)),
    ]  # fmt: skip
    return Chain(nodes=nodes, edges=tuple(edges), path=tuple(node.id for node in nodes))


def _evidence(
    lineage: Lineage, page: Page, told: Retelling, supports: tuple[str, ...]
) -> tuple[Evidence, ...]:
    """The sentences of the page that are likest to what they tell, with their places."""

    def likest(sentence: ToldSentence) -> float:
        return -sentence.likeness

    shown = sorted((s for s in told.sentences if s.page and s.document), key=likest)[:SHOWN]
    first = len(lineage.evidence) + 1
    return tuple(
        Evidence(
            id=f"e{first + n}", kind="retold-sentence", quote=page.body[slice(*s.page)], document=page.file,
            span=s.page, supports=supports,
        )
        for n, s in enumerate(shown)
        if s.page
    )  # fmt: skip


def _later(document: Document, page: Page) -> bool:
    """Whether the document is dated on a later day than the page."""
    mine, theirs = page.published, document.published
    return bool(mine and theirs and theirs.value[:10] > mine.value[:10])
