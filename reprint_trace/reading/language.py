"""Which language a page is in, told from its characters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.text.folding import simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.lines import Line

_ENOUGH = 3000  # characters looked at


def language_of(lines: Sequence[Line], story: tuple[int, int]) -> str | None:
    """zh-Hans, zh-Hant, ja, ko or en; None when there is too little text to tell."""
    within = lines[story[0] : story[1]] or lines
    text = "".join(line.text for line in within)[:_ENOUGH]
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    if sum("\u3040" <= char <= "\u30ff" for char in text) * 5 > han + 20:
        return "ja"
    if sum("\uac00" <= char <= "\ud7af" for char in text) > han + 10:
        return "ko"
    if han >= 5:
        traditional = sum(char in _traditional_only() for char in text)
        return "zh-Hant" if traditional * 20 > han else "zh-Hans"
    return "en" if sum(char.isascii() and char.isalpha() for char in text) >= 20 else None


@cache
def _traditional_only() -> frozenset[str]:
    """Characters that only stand in traditional text: those no simplified text maps to."""
    mapping = simplified()
    return frozenset(mapping) - frozenset(mapping.values())
