"""The story in one screen: read → search → compare → infer → judge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprint_trace import __version__
from reprint_trace.budget import limited
from reprint_trace.errors import NoArticle
from reprint_trace.model import Tool, Trace
from reprint_trace.text.related import WORTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.corpus import Corpus, Query
    from reprint_trace.model import CorpusInfo, Match, NamedAlike, Page
    from reprint_trace.outlets import Gazetteer

CANDIDATES = 10
BESIDE = 2  # pages of the crawl compared with one whose parent is not resolved
EXPLAINED = 0.3  # share of a page from which one document accounts for it


def trace(page: Page, corpus: Corpus | None = None, *, outlets: Gazetteer | None = None) -> Trace:
    """Say where a page's text came from, and whether what the page says about it holds.

    `page` comes from `read`; `corpus` holds the candidate originals (without one only the
    page's own claims can be weighed); `outlets` defaults to the built-in gazetteer.
    Raises NoArticle when the page holds no story to trace, CorpusError when the corpus
    cannot be searched.
    """
    if not page.body.strip():
        raise NoArticle(page.file, "no article text found", "save the article's own page, not a list")
    with limited(page.file, "searching"):
        matches = find_matches(page, corpus) if corpus else ()
    with limited(page.file, "tracing"):
        found = trace_group([page], [matches], corpus.info() if corpus else None, outlets=outlets)[0]
    if corpus is None or matches:
        return found
    with limited(page.file, "searching"):
        return replace(found, named_alike=not_compared(page, corpus))


def not_compared(page: Page, corpus: Corpus) -> tuple[NamedAlike, ...]:
    """The documents that name what a page without a match names, where they cannot be laid beside it
    sentence by sentence: the encoder is not installed."""
    from reprint_trace.retelling import named_alike
    from reprint_trace.retelling.sentences import encoder

    return () if encoder() else named_alike(page.body, corpus)


def find_matches(page: Page, corpus: Corpus, query: Query | None = None) -> tuple[Match, ...]:
    """The documents that share text with the page, best first.  `query` is what is searched for,
    where that is not the whole body."""
    from reprint_trace.comparing import compare
    from reprint_trace.corpus.search import strength

    candidates = corpus.candidates(query or page.body, CANDIDATES)
    shared = [c for c in candidates if strength(c) >= WORTH]
    matches = _ranked(compare(c.document, page, c.jaccard) for c in shared)
    return matches if explained(matches) else (*matches, *_retold(page, corpus, matches))


def explained(matches: Sequence[Match]) -> bool:
    """Whether the texts that a page shares letters with account for it, so that nobody need ask what it
    tells again in other words."""
    return any(match.page_covered >= EXPLAINED for match in matches)


def _retold(page: Page, corpus: Corpus, matches: Sequence[Match]) -> Iterable[Match]:
    """The documents that a page tells again in other words, or whose event it tells, but for those that
    it shares letters with."""
    from reprint_trace.comparing import compare
    from reprint_trace.retelling import retellings

    known = {match.document.id for match in matches}
    for found in retellings(page.body, corpus):
        if found.document.id not in known:
            beside = compare(found.document, page)
            yield replace(
                beside, jaccard=beside.jaccard_exact, edits=(), alteration=None,
                relation=found.relation, relation_reasons=found.reasons, retelling=found.retelling,
            )  # fmt: skip


def trace_group(
    pages: Sequence[Page],
    matches: Sequence[tuple[Match, ...]],
    corpus: CorpusInfo | None = None,
    *,
    outlets: Gazetteer | None = None,
) -> list[Trace]:
    """Trace the pages of one story together: each is a witness to the others.

    `matches[i]` are the documents of the corpus that `pages[i]` was matched with.  A trace also has
    a match with each page that its text came through; where none is likely, with the earliest.
    """
    from reprint_trace.lineage import conclude, study_pages, texts_above, weights_name, with_retelling
    from reprint_trace.lineage.sources import sources, with_sources
    from reprint_trace.outlets import gazetteer
    from reprint_trace.outlets.tables import licences

    known = outlets or gazetteer()
    studied = study_pages(pages, matches, known)
    found = []
    for v, page in enumerate(pages):
        others = {other.file: other for other in _by_date(pages) if other is not page}
        above = [others[id_] for id_ in texts_above(studied, v) if id_ in others]
        beside = [] if matches[v] else list(others.values())[:BESIDE]
        crawled = [_compared(page, other) for other in above or beside]
        studied.edits.update({(match.document.id, page.file): match.edits for match in crawled})
        found.append(_ranked([*matches[v], *crawled]))
    lineages = []
    for v, lineage in enumerate(conclude(studied, len(pages))):
        own = found[v]
        gave = sources(pages[v], own, lineage.chain, known)
        shown = with_retelling(with_sources(lineage, pages[v], own, gave), studied, v, pages[v], own)
        lineages.append((pages[v], own, shown, gave))
    return [
        Trace(
            page=page,
            corpus=corpus,
            matches=own,
            chain=lineage.chain,
            verdict=lineage.verdict,
            evidence=lineage.evidence,
            sources=gave,
            licences=licences(page, lineage.chain, known),
            variants=lineage.variants,
            tool=Tool(version=__version__, weights=weights_name()),
        )
        for page, own, lineage, gave in lineages
    ]


def _ranked(found: Iterable[Match]) -> tuple[Match, ...]:
    """The matches that share more than chance, best first, each passage said to be from where it is."""
    from reprint_trace.comparing import attributed

    related = [match for match in found if match.relation != "unrelated"]
    related.sort(key=lambda match: (-match.page_covered, -match.document_covered, match.document.id))
    return attributed(related)


def _by_date(pages: Sequence[Page]) -> list[Page]:
    """The earliest first, undated ones last."""
    return sorted(pages, key=lambda page: (page.published.value if page.published else "9999", page.file))


def _compared(page: Page, original: Page) -> Match:
    """A page held against another of the crawl, with the similarity that a corpus would give."""
    from reprint_trace.comparing import compare_pages
    from reprint_trace.corpus.sketches import estimate

    return replace(compare_pages(original, page), jaccard=estimate(page.body, original.body))
