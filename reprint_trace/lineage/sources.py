"""What a page has beside one line of copies: several sources, or a document told again in other words.

One lineage has one origin; a page merged from two newspapers has two.  What several documents share is
counted once: for the texts of the chain first, then for the one that covers most.

Of a retelling letters say nothing, so that the tree of copies leaves the page alone; its sentences do.
Only what is very likely is drawn, and only where no copied text accounts for the page.  A page may print
another newsroom's retelling, so that a credit for somebody else is not contradicted by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from reprint_trace.lineage.study import Study
from reprint_trace.lineage.witnesses import Gazetteer, outlet_of, read_credits, same_house
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
    Source,
    ToldSentence,
    Verdict,
    phrase,
)
from reprint_trace.text.folding import fold

LEAST = 0.10  # share of the page from which a text is a source of it
TAKEN = frozenset({"copy", "version", "same-wire"})  # relations in which text was taken over
MOST = 0.6  # share of the page from which a text is no part of it but its twin or its copy
EXPLAINED = 0.8  # of the page must stand in texts here before one of them speaks against its credit
RUN = 30  # folded characters of the shortest passage of a further source


def sources(page: Page, matches: Sequence[Match], chain: Chain, gazetteer: Gazetteer) -> tuple[Source, ...]:
    """The sources of a page, the largest first.  Of a chain its observed head speaks for all of it."""
    folded = fold(page.body)
    left = [True] * len(folded)
    drawn = [node.id for node in chain.nodes if node.role == "document"]
    order = sorted(matches, key=lambda m: (drawn.index(m.document.id) if m.document.id in drawn else len(drawn),
                                           -m.page_covered, m.document.id))  # fmt: skip
    credits = read_credits(page.claims, page.site, gazetteer)
    named = (*credits.declared, *credits.inside, *credits.links)
    found = []
    for match in order:
        main = match.document.id in drawn
        if not main and not _may_have_given(page, match, alone=not drawn):
            continue
        taken = 0
        for passage in match.passages:
            start, end = folded.folded_span(*passage.page)
            if main or end - start >= RUN:
                taken += sum(left[start:end])
                left[start:end] = [False] * (end - start)
        share = taken / max(1, len(folded))
        if share >= LEAST:
            outlet = outlet_of(match.document, gazetteer)
            said = next((c for c in named if outlet and same_house(c.outlet, [outlet], gazetteer)), None)
            found.append(Source(
                document=match.document.id, outlet=outlet, title=match.document.title, share=round(share, 4),
                credit=said.claim.evidence.quote if said else None,
            ))  # fmt: skip
    return tuple(sorted(found, key=lambda source: (-source.share, source.document)))


def _may_have_given(page: Page, match: Match, *, alone: bool) -> bool:
    """Whether a text outside the chain can have given a part: not a later one, nor one that shares
    formulas and quotations only, nor one with most of the page where nothing tells who copied whom."""
    theirs, ours = match.document.published, page.published
    if theirs and ours and theirs.value[:10] > ours.value[:10]:
        return False
    if alone and match.page_covered > MOST:
        return False
    return match.relation in TAKEN or (
        match.relation not in {"template", "unrelated", None} and match.longest_run >= 3 * RUN
    )


def with_sources(lineage: Lineage, page: Page, matches: Sequence[Match], found: Sequence[Source]) -> Lineage:
    """The lineage with the sources beside its path drawn, each by an open step into the page, and named."""
    chain, verdict = lineage.chain, _in_doubt(lineage.verdict, found)
    lineage = replace(lineage, verdict=verdict)
    drawn = {node.id for node in chain.nodes}
    more = [source for source in found if source.document not in drawn]
    if not more:
        return lineage
    by = {match.document.id: match for match in matches}
    nodes, edges, evidence = list(chain.nodes), [], list(lineage.evidence)
    for source in more:
        match = by[source.document]
        published = match.document.published
        nodes.append(Node(
            id=source.document, role="document", outlet=source.outlet, title=source.title,
            published=published.value if published else None, observed=True,
        ))  # fmt: skip
        start, end = max((p.page for p in match.passages), key=lambda span: (span[1] - span[0], -span[0]))
        arrow = f"{source.document}→{page.file}"
        entry = Evidence(id=f"e{len(evidence) + 1}", kind="text", quote=page.body[start:end], document=page.file,
                         span=(start, end), supports=(arrow, "verdict"))  # fmt: skip
        evidence.append(entry)
        edges.append(Edge(from_=source.document, to=page.file, open=True, grade="D", evidence=(entry.id,)))
    said = tuple(
        phrase("verdict.says.source" if source.credit else "verdict.says.source-silent",
               outlet=source.outlet or source.document, share=f"{source.share:.0%}")
        for source in more
    )  # fmt: skip
    if verdict.summary[0].code == "verdict.says.contradicted" and any(source.credit for source in more):
        verdict = _unsettled(verdict, "in-part")
    return replace(
        lineage,
        chain=replace(chain, nodes=tuple(nodes), edges=(*edges, *chain.edges)),
        verdict=replace(
            verdict, summary=(*verdict.summary, *said),
            reasons=(*verdict.reasons, *(e.id for e in evidence[len(lineage.evidence):])),
        ),
        evidence=tuple(evidence),
    )  # fmt: skip


def _in_doubt(verdict: Verdict, found: Sequence[Source]) -> Verdict:
    """What is said where much of the page stands in no text here.  A credit is then not contradicted: the
    rest may be what it speaks of, and the text here cut from it.  One that holds does so for a part."""
    values = dict(verdict.summary[0].values)
    named = values.get("rival") if verdict.origin == "contradicted" else values.get("outlet")
    mine = next((source for source in found if named and source.outlet == named), None)
    judged = verdict.origin in ("contradicted", "confirmed")
    if not judged or mine is None or sum(source.share for source in found) >= EXPLAINED:
        return verdict
    if verdict.origin == "contradicted":
        verdict = _unsettled(verdict, "unverifiable")
    rest = phrase("verdict.says.rest-unknown", outlet=mine.outlet or mine.document, share=f"{mine.share:.0%}")
    return replace(verdict, summary=(verdict.summary[0], rest, *verdict.summary[1:]))


def _unsettled(verdict: Verdict, said: str) -> Verdict:
    """A contradiction taken back, and why: `in-part` (the credit names who wrote the smaller part) or
    `unverifiable`."""
    values = dict(verdict.summary[0].values)
    rival = {"rival": values["rival"]} if said == "in-part" else {}
    change = phrase("verdict.says.change-unverifiable", **dict(verdict.would_change[0].values))
    return replace(
        verdict,
        origin="unverifiable",
        probability=None,
        summary=(phrase(f"verdict.says.{said}", outlet=values["outlet"], **rival), *verdict.summary[1:]),
        would_change=(change,),
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
