"""How far a page alters its original, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.words import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Alteration

NAMED = 3  # names and figures spelled out in the sentence


def altered(alteration: Alteration, language: Language) -> str:
    """What is kept, cut and foreign, then the figures, negations and names concerned."""
    parts = [
        say("altered.kept", language, kept=alteration.kept, cut=alteration.cut),
        *([say("altered.by-rule", language, share=alteration.by_rule)] if alteration.by_rule else []),
        say("altered.foreign", language, share=alteration.foreign),
        *_counted("altered.figures-changed", alteration.figures_changed, language),
        *_counted("altered.negations", alteration.negations, language),
        *_counted("altered.names-lost", alteration.names_lost, language),
        *_counted("altered.figures-lost", alteration.figures_lost, language),
    ]
    return say("altered.joint", language).join(parts) + say("stop", language)


def _counted(key: str, items: Sequence[str], language: Language) -> list[str]:
    if not items:
        return []
    some = say("comma", language).join(items[:NAMED]) + ("…" if len(items) > NAMED else "")
    return [say(key, language, n=len(items), some=some)]
