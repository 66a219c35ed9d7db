"""Which language a page is in, told from its characters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.text.folding import simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.lines import Line

_ENOUGH, _ENOUGH_LINES = 500, 20  # characters and lines looked at
_HAN, _KANA = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u3040-\u30ff]")
_HANGUL, _LATIN = re.compile(r"[\uac00-\ud7af]"), re.compile(r"[A-Za-z]")


def language_of(lines: Sequence[Line], story: tuple[int, int]) -> str | None:
    """zh-Hans, zh-Hant, ja, ko or en; None when there is too little text to tell."""
    within = lines[story[0] : story[1]] or lines
    text = "".join(line.text for line in within[:_ENOUGH_LINES])[:_ENOUGH]
    han = len(_HAN.findall(text))
    if len(_KANA.findall(text)) * 5 > han + 20:
        return "ja"
    if len(_HANGUL.findall(text)) > han + 10:
        return "ko"
    if han >= 5:
        traditional = len(_traditional_only().intersection(text))
        return "zh-Hant" if traditional * 10 > len(set(text)) else "zh-Hans"
    return "en" if len(_LATIN.findall(text)) >= 20 else None


@cache
def _traditional_only() -> frozenset[str]:
    """Characters that only stand in traditional text: those no simplified text maps to."""
    mapping = simplified()
    return frozenset(mapping) - frozenset(mapping.values())
