"""Two headlines laid side by side."""

from __future__ import annotations

from reprint_trace.comparing.align import align
from reprint_trace.comparing.changes import Change, tiles
from reprint_trace.text.folding import fold


def changes_between(old: str, new: str, alike: float) -> list[Change]:
    """Where two headlines differ, if one was made from the other (`alike`: least share of the shorter
    one's letters that both have)."""
    a, b = fold(old), fold(new)
    alignment = align(a, b)
    if sum(run.n for run in alignment.runs) < alike * min(len(a), len(b)):
        return []
    return [change for tile in tiles(a, b, alignment) for change in tile.changes]
