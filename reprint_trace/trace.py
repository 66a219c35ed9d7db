"""The story in one screen: read → search → compare → infer → judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace import __version__
from reprint_trace.errors import NoArticle
from reprint_trace.model import Tool, Trace

if TYPE_CHECKING:
    from reprint_trace.corpus import Corpus
    from reprint_trace.model import Match, Page
    from reprint_trace.outlets import Gazetteer

CANDIDATES = 10
RELATED = 0.5  # half of what unrelated news may share by formula: less is not worth aligning


def trace(page: Page, corpus: Corpus | None = None, *, outlets: Gazetteer | None = None) -> Trace:
    """Say where a page's text came from, and whether what the page says about it holds.

    `page` comes from `read`; `corpus` holds the candidate originals (without one only the
    page's own claims can be weighed); `outlets` defaults to the built-in gazetteer.
    Raises NoArticle when the page holds no story to trace, CorpusError when the corpus
    cannot be searched.
    """
    from reprint_trace.lineage import infer, weights_name
    from reprint_trace.lineage.licences import licences
    from reprint_trace.outlets import gazetteer

    if not page.body.strip():
        raise NoArticle(page.file, "no article text found", "save the article's own page, not a list")
    known = outlets or gazetteer()
    matches = _matches(page, corpus) if corpus else ()
    lineage = infer(page, matches, gazetteer=known)
    return Trace(
        page=page,
        corpus=corpus.info() if corpus else None,
        matches=matches,
        chain=lineage.chain,
        verdict=lineage.verdict,
        evidence=lineage.evidence,
        licences=licences(page, lineage.chain, known),
        variants=lineage.variants,
        tool=Tool(version=__version__, weights=weights_name()),
    )


def _matches(page: Page, corpus: Corpus) -> tuple[Match, ...]:
    """The candidates that share text with the page, best first."""
    from reprint_trace.comparing import attributed, compare
    from reprint_trace.corpus.search import strength

    shared = [c for c in corpus.candidates(page.body, CANDIDATES) if strength(c) >= RELATED]
    found = (compare(page, c.document, c.jaccard) for c in shared)
    related = [match for match in found if match.relation != "unrelated"]
    related.sort(key=lambda match: (-match.page_covered, -match.document_covered, match.document.id))
    return attributed(related)
