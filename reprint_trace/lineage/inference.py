"""From one page and its matched documents to its chain and verdict."""

from __future__ import annotations

from collections.abc import Sequence

from reprint_trace.lineage.chain import draw
from reprint_trace.lineage.credits import Gazetteer, read_credits
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.lineage.verdict import judge
from reprint_trace.model import Lineage, Match, Page

COPIED = 0.6  # share of the page that must stand in a document for it to be a source


def infer(page: Page, matches: Sequence[Match], *, gazetteer: Gazetteer) -> Lineage:
    """Chain and verdict for `page`, given the documents it was matched with, best first."""
    credits = read_credits(page.claims, page.site, gazetteer)
    source, probability = _source(page, matches)
    ledger = Ledger()
    drawn = draw(page, source, probability, credits, ledger, gazetteer)
    verdict = judge(page, source, probability, credits, drawn, ledger, gazetteer)
    return Lineage(chain=drawn, verdict=verdict, evidence=ledger.entries)


def _source(page: Page, matches: Sequence[Match]) -> tuple[Match | None, float]:
    """The document the page was most likely copied from, and how likely that is."""
    able = [m for m in matches if m.page_covered >= COPIED and not _later(page, m)]
    if not able:
        return None, 0.0
    best = max(able, key=lambda m: (round(m.page_covered, 2), m.document_covered))
    marks = sum(e.kind in DERIVED for e in best.edits)
    return best, min(0.97, best.page_covered * (0.75 + 0.08 * marks + 0.05 * _earlier(page, best)))


DERIVED = frozenset({"relay-lead", "house-rule", "title-injection", "truncation", "byline-removed", "spin"})


def _days(page: Page, match: Match) -> tuple[str, str]:
    ours = page.published.value[:10] if page.published else ""
    theirs = match.document.published.value[:10] if match.document.published else ""
    return ours, theirs


def _earlier(page: Page, match: Match) -> bool:
    ours, theirs = _days(page, match)
    return bool(ours and theirs) and theirs < ours


def _later(page: Page, match: Match) -> bool:
    ours, theirs = _days(page, match)
    return bool(ours and theirs) and theirs > ours
