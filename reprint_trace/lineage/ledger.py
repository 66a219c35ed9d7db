"""The ledger of evidence: every fact is entered once, with its exact quote and place."""

from __future__ import annotations

from reprint_trace.model import Claim, Evidence, Page, Span


class Ledger:
    """Hands out evidence ids (`e1`, `e2`, …) in the order facts are entered."""

    def __init__(self) -> None:
        self._entries: list[Evidence] = []

    def enter(
        self, kind: str, quote: str, *, document: str | None = None, span: Span | None = None,
        supports: tuple[str, ...] = (), weight: float = 0.0,
    ) -> str:  # fmt: skip
        """Enter a fact and return its id; `weight` is in nats, for (+) or against (-)."""
        entry = Evidence(
            id=f"e{len(self._entries) + 1}", kind=kind, quote=quote, document=document, span=span,
            supports=supports, weight=round(weight, 3),
        )  # fmt: skip
        self._entries.append(entry)
        return entry.id

    def claim(self, page: Page, claim: Claim, supports: tuple[str, ...], weight: float = 0.0) -> str:
        """Enter what a page says; the span is given when the quote stands in the story."""
        at = page.body.find(claim.evidence.quote)
        span = (at, at + len(claim.evidence.quote)) if at >= 0 and claim.evidence.quote else None
        kind = f"claim:{claim.kind}"
        return self.enter(
            kind, claim.evidence.quote, document=page.file, span=span, supports=supports, weight=weight
        )

    @property
    def entries(self) -> tuple[Evidence, ...]:
        return tuple(self._entries)
