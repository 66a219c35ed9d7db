"""`compare`: one page against one document, as one `Match`."""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import TYPE_CHECKING

from reprint_trace.comparing.align import align
from reprint_trace.comparing.changes import changes
from reprint_trace.comparing.kinds import Pair, typed
from reprint_trace.model import Match, Passage
from reprint_trace.text import shingles
from reprint_trace.text.folding import Folded, fold

if TYPE_CHECKING:
    from reprint_trace.comparing.align import Alignment
    from reprint_trace.model import Document, Page

_folded = lru_cache(maxsize=4)(fold)  # a page is compared with several documents in a row


def compare(page: Page, document: Document, jaccard: float = nan) -> Match:
    """Lay a page's body against a document's text.

    `jaccard` is the MinHash Jaccard that made the document a candidate.  Coverages are
    shares of folded characters in runs that both texts have; spans are raw code points.
    """
    a, b = _folded(document.text), _folded(page.body)
    alignment = align(a.text, b.text)
    relays = tuple(claim.evidence.quote for claim in page.claims if claim.kind == "relay")
    titles = tuple(title for title in (page.title, page.original_title, document.title) if title)
    pair = Pair(a, b, titles=titles, relays=relays)
    shared = sum(run.n for run in alignment.runs)
    return Match(
        document=document,
        jaccard=jaccard,
        jaccard_exact=shingles.jaccard(shingles.char_shingles(a.text), shingles.char_shingles(b.text)),
        page_covered=shared / len(b) if len(b) else 0.0,
        document_covered=shared / len(a) if len(a) else 0.0,
        passages=passages(a, b, alignment),
        edits=typed(pair, changes(a, b, alignment)),
    )


def passages(a: Folded, b: Folded, alignment: Alignment) -> tuple[Passage, ...]:
    """The runs as raw spans, in page order."""
    return tuple(
        Passage(page=b.raw_span(run.b, run.b + run.n), document=a.raw_span(run.a, run.a + run.n))
        for run in alignment.runs
    )
