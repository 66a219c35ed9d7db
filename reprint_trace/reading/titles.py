"""When two titles are the same."""

from __future__ import annotations

from reprint_trace.text.folding import fold_text


def same_title(one: str, two: str) -> bool:
    """Whether two titles are the same after folding, or one is the other cut short."""
    a, b = fold_text(one), fold_text(two)
    return (
        bool(a)
        and bool(b)
        and (a == b or (min(len(a), len(b)) >= 8 and (a.startswith(b) or b.startswith(a))))
    )
