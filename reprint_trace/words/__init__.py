"""Everything the tool says, in English and Chinese side by side: one module a subject, one row a key.

A key is asked for by `say`; a value of a closed list (an edit kind, a verdict) by `term`; a `Phrase`
of the model by `tell`.  Blanks are filled by `str.format`; a list is joined as the language joins
its items, and what is unknown (None) is called what `its.<blank>` calls it.
"""

from __future__ import annotations

import locale
import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reprint_trace.model.page import Phrase

Language = Literal["zh", "en"]
SUBJECTS = (
    "comparison", "desk", "errors", "evidence", "notes", "reports", "scans", "terms", "usage", "verdicts",
)  # a module each  # fmt: skip
LANGUAGES: tuple[Language, ...] = get_args(Language)


def say(key: str, language: Language, **values: object) -> str:
    """The words of `key` with their blanks filled.  Raises KeyError for a key of no module."""
    text = catalogue()[key][language == "zh"]
    return (
        text.format(**{name: _said(name, value, language) for name, value in values.items()})
        if values
        else text
    )


def tell(phrase: Phrase, language: Language) -> str:
    """A fact of the model in words; one from a file of another version stands as it is."""
    try:
        return say(phrase.code, language, **dict(phrase.values))
    except (LookupError, TypeError, ValueError):
        return ": ".join((phrase.code, *(str(value) for _, value in phrase.values)))


def paragraph(phrases: Iterable[Phrase], language: Language) -> str:
    """Sentences one after the other: English puts a space between them, Chinese none."""
    return ("" if language == "zh" else " ").join(tell(phrase, language) for phrase in phrases)


def term(family: str, value: str | None, language: Language) -> str:
    """The word for one value of a closed list (`edit`, `spin`); a value met for the first time
    stands as it is."""
    if value is None:
        return ""
    said = catalogue().get(f"{family}.{value}")
    return said[language == "zh"] if said else value


@cache
def catalogue() -> Mapping[str, tuple[str, str]]:
    """All keys with their words, English first.  Raises ValueError where two modules share a key."""
    modules = (import_module(f"{__name__}.{subject}") for subject in SUBJECTS)
    rows = [row for module in modules for row in module.WORDS.items()]
    words = dict(rows)
    if len(words) < len(rows):
        raise ValueError("two modules of words share a key")
    return words


def default_language() -> Language:
    """Chinese where the locale is Chinese, else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _said(name: str, value: object, language: Language) -> object:
    if value is None:
        return say(f"its.{name}", language)
    if isinstance(value, tuple | list):
        return say("comma", language).join(map(str, value))
    return value
