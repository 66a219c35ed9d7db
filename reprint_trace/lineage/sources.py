"""All sources of a page: every text that gave at least a tenth of it, and how the page credits each.

One lineage has one origin; a page merged from two newspapers has two.  What several documents share is
counted once: for the texts of the chain first, then for the one that covers most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reprint_trace.lineage.credits import Gazetteer, outlet_of, read_credits, same_house
from reprint_trace.model import Chain, Edge, Evidence, Lineage, Match, Node, Page, Source, phrase
from reprint_trace.text.folding import fold

LEAST = 0.10  # share of the page from which a text is a source of it
TAKEN = frozenset({"copy", "version", "same-wire"})  # relations in which text was taken over
MOST = 0.6  # share of the page from which a text is no part of it but its twin or its copy
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
    chain, verdict = lineage.chain, lineage.verdict
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
    return replace(
        lineage,
        chain=replace(chain, nodes=tuple(nodes), edges=(*edges, *chain.edges)),
        verdict=replace(
            verdict, summary=(*verdict.summary, *said),
            reasons=(*verdict.reasons, *(e.id for e in evidence[len(lineage.evidence):])),
        ),
        evidence=tuple(evidence),
    )  # fmt: skip
