"""`compare`: one page against one document, as one `Match`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import nan
from typing import TYPE_CHECKING

from reprint_trace.comparing.align import align
from reprint_trace.comparing.alteration import alteration_of
from reprint_trace.comparing.anchors import shingle_jaccard
from reprint_trace.comparing.aside import set_aside
from reprint_trace.comparing.changes import moves, tiles
from reprint_trace.comparing.compared import Compared
from reprint_trace.comparing.kinds import firings
from reprint_trace.comparing.lexicon import spin_rules, spin_words
from reprint_trace.comparing.meaning import changes_of_meaning, found_in_body, with_meaning
from reprint_trace.comparing.merging import merged
from reprint_trace.comparing.pair import Pair
from reprint_trace.comparing.relation import relation_of
from reprint_trace.comparing.script import EditScript, script_of
from reprint_trace.model import Document, Match, Page, Passage, Published, Site
from reprint_trace.text.folding import Folded, fold

if TYPE_CHECKING:
    from reprint_trace.comparing.align import Alignment
    from reprint_trace.comparing.changes import Change

_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


@lru_cache(maxsize=4)  # a page is compared with several documents in a row
def _folded(text: str) -> Folded:
    """A text folded, and its letters without accents: é is written as one character or as two."""
    folded = fold(text)
    if not _ACCENTED.search(folded.text):
        return folded
    bare = _ACCENTED.sub(lambda letter: unicodedata.normalize("NFD", letter[0])[0], folded.text)
    return replace(folded, text=bare)


def compare(page: Page, document: Document, jaccard: float = nan) -> Match:
    """Lay a page's body against a document's text.

    `jaccard` is the MinHash estimate that made the document a candidate.  Coverages are
    shares of folded characters in runs that both texts have; spans are raw code points.
    """
    document = _plain(document)
    pair = laid(page if "\r" not in page.body else replace(page, body=_lines(page.body)), document)
    relation, reasons = relation_of(pair)
    return Match(
        document=document,
        jaccard=jaccard,
        jaccard_exact=shingle_jaccard(pair.document.text, pair.page.text),
        page_covered=pair.page_covered,
        document_covered=pair.document_covered,
        passages=pair.passages,
        edits=pair.edits,
        longest_run=pair.longest_run,
        relation=relation,
        relation_reasons=reasons,
        alteration=alteration_of(pair, relation, spin_words()),
    )


def _plain(document: Document) -> Document:
    """The document with its lines ended by newlines alone, as a page's are."""
    return replace(document, text=_lines(document.text)) if "\r" in document.text else document


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def laid(page: Page, document: Document) -> Compared:
    """A page and a document laid side by side: what they share and every edit, not yet weighed."""
    a, b = _folded(document.text), _folded(page.body)
    aside = set_aside(a, b)
    alignment = align(aside.a, aside.b)
    shared = sum(run.n for run in alignment.runs)
    pair = _pair(a, b, page, document)
    changes = _changes(aside.a, aside.b, alignment)
    fired = [aside.repeated(edit) for edit in firings(pair, changes)]
    found = found_in_body(pair, changes, fired)
    edits = merged(pair, with_meaning(pair, fired, found) if found else fired)
    again_a, again_b = aside.again(a, b)
    return Compared(
        document=a,
        page=b,
        passages=_passages(a, b, alignment),
        edits=edits,
        meaning=changes_of_meaning(
            pair, found, (document.title, page.title), (document.authors, page.authors)
        ),
        page_covered=min(1.0, (shared + again_b) / max(1, len(b))),
        document_covered=min(1.0, (shared + again_a) / max(1, len(a))),
        common=shared,
        longest_run=max((run.n for run in alignment.runs), default=0),
        document_title=document.title,
        page_title=page.title,
        signed_document=tuple(name for name in (document.source, document.outlet) if name),
        signed_page=tuple(name for name in (page.declared_source, page.site.outlet) if name),
        aside=aside.letters(),
        authors=(document.authors, page.authors),
        days_apart=_days_apart(page.published, document.published),
    )


def compare_pages(original: Page, reprint: Page) -> Match:
    """Compare two pages without a corpus; the first is taken for the original."""
    return compare(reprint, as_document(original))


def as_document(page: Page) -> Document:
    """A page as what others may have copied from."""
    return Document(
        id=page.file,
        text=page.body,
        title=page.title,
        publisher=page.site.name or page.site.domain or page.file,
        source=page.declared_source,
        outlet=page.site.outlet,
        published=page.published,
        url=page.url,
        authors=page.authors,
    )


def compare_texts(
    original: str, reprint: str, *, title: str | None = None, reprint_title: str | None = None
) -> Match:
    """Compare two bare texts; `title` is the headline, where it is known, `reprint_title` the reprint's
    where it is another."""
    page = Page(
        file="reprint",
        sha256="",
        format="text",
        encoding="utf-8",
        site=Site(),
        title=reprint_title or title,
        body=reprint,
    )
    return compare(page, Document(id="original", text=original, title=title))


def edit_script(original: str, reprint: str) -> EditScript:
    """The proof behind `Match.edits`: steps that spell the reprint out of the original."""
    a, b, *_ = set_aside(_folded(original), _folded(reprint))
    return script_of(tiles(a, b, align(a, b)), reprint)


def _days_apart(one: Published | None, other: Published | None) -> int | None:
    """How many days lie between two dates that are known to the day."""
    values = [stated.value[:10] for stated in (one, other) if stated and len(stated.value) >= 10]
    try:
        first, second = map(date.fromisoformat, values)
    except ValueError:  # fewer than two, or no day of any calendar
        return None
    return abs((second - first).days)


def _pair(a: Folded, b: Folded, page: Page, document: Document) -> Pair:
    titles = (page.title, page.original_title, document.title)
    relays = (claim.evidence.quote for claim in page.claims if claim.kind == "relay")
    return Pair(
        a,
        b,
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        relays=tuple(relays),
        spin=spin_rules(),
    )


def _changes(a: Folded, b: Folded, alignment: Alignment) -> list[Change]:
    changes = [change for tile in tiles(a, b, alignment) for change in tile.changes]
    return sorted([*changes, *moves(a, b, alignment)], key=lambda change: (change.b, change.a))


def _passages(a: Folded, b: Folded, alignment: Alignment) -> tuple[Passage, ...]:
    """The runs as raw spans, in page order."""
    return tuple(
        Passage(page=b.raw_span(run.b, run.b + run.n), document=a.raw_span(run.a, run.a + run.n))
        for run in alignment.runs
    )
