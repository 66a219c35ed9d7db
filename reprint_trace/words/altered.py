"""How far a page alters its original, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.words import Language, say, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Alteration, MeaningChange

MEANT = 12  # changes of meaning spelled out in the sentence
LONGEST = 24  # letters of them
NAMED = 3  # names and figures spelled out in the sentence


def altered(alteration: Alteration, language: Language) -> str:
    """What is kept, cut and foreign, then the figures, negations and names concerned."""
    parts = [
        *_meaning(alteration, language),
        say("altered.kept", language, kept=alteration.kept, cut=alteration.cut),
        *([say("altered.by-rule", language, share=alteration.by_rule)] if alteration.by_rule else []),
        say("altered.foreign", language, share=alteration.foreign),
        *_counted("altered.figures-changed", alteration.figures_changed, language),
        *_counted("altered.negations", alteration.negations, language),
        *_counted("altered.names-lost", alteration.names_lost, language),
        *_counted("altered.figures-lost", alteration.figures_lost, language),
    ]
    return say("altered.joint", language).join(parts) + say("stop", language)


def changed(change: MeaningChange, language: Language) -> str:
    """One change of meaning: its kind, the words before and after."""
    nothing = say("meaning.nothing", language)
    said = say(
        "meaning.several" if change.count > 1 else "meaning.one",
        language,
        kind=term("meaning", change.kind, language),
        old=_short(change.document_text) or nothing,
        new=_short(change.page_text) or nothing,
        n=change.count,
    )
    return (
        said
        if change.where == "body"
        else say("meaning.in-part", language, part=term("part", change.where, language), said=said)
    )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _meaning(alteration: Alteration, language: Language) -> list[str]:
    if not alteration.meaning:
        return []
    told = [changed(change, language) for change in alteration.meaning[:MEANT]]
    some = say("semicolon", language).join(told) + ("…" if len(alteration.meaning) > MEANT else "")
    return [say("meaning.summary", language, n=sum(c.count for c in alteration.meaning), some=some)]


def _counted(key: str, items: Sequence[str], language: Language) -> list[str]:
    if not items:
        return []
    some = say("comma", language).join(items[:NAMED]) + ("…" if len(items) > NAMED else "")
    return [say(key, language, n=len(items), some=some)]


def taken(alteration: Alteration, language: Language) -> str:
    """What of the original stands on the page, in figures, as one sentence; empty where it is not told."""
    found = alteration.taken
    if found is None:
        return ""
    return say(
        "taken", language,
        characters=found.characters, of_document=found.of_document, of_page=found.of_page,
        longest=found.longest_run, paragraphs=found.paragraphs, paragraphs_of=found.paragraphs_of,
        sentences=found.sentences, sentences_of=found.sentences_of,
        names=len(alteration.names_lost) + len(alteration.names_changed),
        figures=len(alteration.figures_lost) + len(alteration.figures_changed),
    ) + say("stop", language)  # fmt: skip
