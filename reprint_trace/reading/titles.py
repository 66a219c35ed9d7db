"""When two titles are the same."""

from __future__ import annotations

from functools import lru_cache

from reprint_trace.text.folding import fold_text

_ENOUGH = 8  # folded characters that tell a title cut short from another title


def same_title(one: str, two: str) -> bool:
    """Whether two titles are the same after folding, or one is the other cut short."""
    if one == two:
        return bool(one)
    a, b = _folded(one), _folded(two)
    return bool(a) and (a == b or (min(len(a), len(b)) >= _ENOUGH and (a.startswith(b) or b.startswith(a))))


@lru_cache(maxsize=2048)  # every link of a page is held against its few titles
def _folded(title: str) -> str:
    return fold_text(title)
