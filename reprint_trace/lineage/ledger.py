"""The ledger of evidence: every fact is entered once, with its exact quote and place."""

from __future__ import annotations

from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Evidence, Span


class Ledger:
    """Hands out evidence ids (`e1`, `e2`, …) in the order facts are entered."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str | None], Evidence] = {}

    def enter(
        self, kind: str, quote: str, *, document: str | None = None, span: Span | None = None,
        supports: tuple[str, ...] = (), weight: float = 0.0,
    ) -> str:  # fmt: skip
        """Enter a fact and return its id; a fact entered before also supports the new things.
        `weight` is in nats, for (+) or against (-)."""
        key = (kind, quote, document)
        old = self._entries.get(key)
        both = tuple(dict.fromkeys((*(old.supports if old else ()), *supports)))
        self._entries[key] = Evidence(
            id=old.id if old else f"e{len(self._entries) + 1}", kind=kind, quote=quote, document=document,
            span=old.span if old else span, supports=both, weight=old.weight if old else round(weight, 3),
        )  # fmt: skip
        return self._entries[key].id

    def claim(self, witness: Witness, claim: Claim, supports: tuple[str, ...], weight: float = 0.0) -> str:
        """Enter what a page says; the span is given when the quote stands in the story."""
        return self.quote(f"claim:{claim.kind}", witness, claim.evidence.quote, supports, weight)

    def quote(
        self, kind: str, witness: Witness, quote: str, supports: tuple[str, ...], weight: float = 0.0
    ) -> str:
        """Enter a quote of a witness's page, with its place in the text if it stands there."""
        at = witness.text.find(quote) if quote else -1
        span = (at, at + len(quote)) if at >= 0 else None
        return self.enter(kind, quote, document=witness.id, span=span, supports=supports, weight=weight)

    @property
    def entries(self) -> tuple[Evidence, ...]:
        return tuple(self._entries.values())
