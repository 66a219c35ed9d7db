"""The verdict in two parts: does the declared origin hold, and was the path declared?"""

from __future__ import annotations

from reprint_trace.lineage.chain import supports_claim
from reprint_trace.lineage.credits import Credits, Gazetteer, is_same, outlet_of
from reprint_trace.lineage.ledger import Ledger
from reprint_trace.model import Chain, Match, OriginVerdict, Page, PathVerdict, Verdict

CONFIRMED = 0.90


def judge(
    page: Page, source: Match | None, probability: float, credits: Credits, chain: Chain, ledger: Ledger,
    gazetteer: Gazetteer,
) -> Verdict:  # fmt: skip
    """Hold what is claimed against what text and dates say; `probability` never saw the claim."""
    origin = _origin(source, probability, credits, gazetteer)
    path = _path(source, credits, gazetteer, origin)
    reasons = [entry.id for entry in ledger.entries]
    if credits.origin and credits.origin.claim.evidence.quote not in {e.quote for e in ledger.entries}:
        reasons.append(ledger.claim(page, credits.origin.claim, ("verdict",)))
    found = outlet_of(source.document, gazetteer) if source else None
    return Verdict(
        origin=origin, path=path, probability=round(probability, 4),
        summary=_summary(origin, path, credits, found), reasons=tuple(reasons),
        would_change=_would_change(origin, credits),
    )  # fmt: skip


def _origin(source: Match | None, p: float, credits: Credits, gazetteer: Gazetteer) -> OriginVerdict:
    if credits.origin is None:
        return "missing"
    if source is None or p < CONFIRMED:
        return "unverifiable"
    return "confirmed" if supports_claim(source, credits.origin, gazetteer) else "contradicted"


def _path(source: Match | None, credits: Credits, gazetteer: Gazetteer, origin: OriginVerdict) -> PathVerdict:
    declared = [c.outlet for c in (*credits.carriers, *([credits.origin] if credits.origin else []))]
    if any(not is_same(c.outlet, declared, gazetteer) for c in credits.relays):
        return "undeclared-relay"
    if credits.carriers:
        return "declared-relay"
    return "direct" if source and origin == "confirmed" else "unresolved"


def _summary(origin: OriginVerdict, path: PathVerdict, credits: Credits, found: str | None) -> str:
    named = credits.origin.outlet if credits.origin else None
    first = {
        "confirmed": f"The text is {named}'s, as declared.",
        "contradicted": f"The page credits {named}, but its text comes from {found}.",
        "missing": "The page names no source." + (f" Its text stands in {found}." if found else ""),
        "unverifiable": f"Whether the text is {named}'s cannot be told from the texts supplied.",
    }[origin]
    relays = "、".join(dict.fromkeys(c.outlet for c in credits.relays))
    second = {
        "undeclared-relay": f" It came through {relays}, which is not credited.",
        "declared-relay": f" It came through {'、'.join(c.outlet for c in credits.carriers)}, as declared.",
        "direct": " Nothing shows another reprinter in between, among the texts supplied.",
        "unresolved": "",
    }[path]
    return first + second


def _would_change(origin: OriginVerdict, credits: Credits) -> str | None:
    if origin == "unverifiable" and credits.origin:
        return f"A corpus that holds the texts of {credits.origin.outlet} around the page's date would settle it."
    if origin == "missing":
        return "A corpus that holds an earlier text of the same story would name its origin."
    return "An earlier text of the same story from another outlet would change it."
