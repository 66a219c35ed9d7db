"""Everything the tool says, in English and Chinese side by side: one module a subject, one row a key.

A key is asked for by `say`; a value of a closed list (an edit kind, a verdict) by `term`; a `Phrase`
of the model by `tell`.  Blanks are filled by `str.format`; a list is joined as the language joins
its items, and what is unknown (None) is called what `its.<blank>` calls it.

An error, a note or a help text is raised far below with its English sentence; whoever prints it asks `translated`
for the same sentence in the reader's language.  A sentence is known by its row of the catalogue, whose blanks it
may fill with anything; one that no row knows stands as it is.
"""

from __future__ import annotations

import locale
import os
import re
from functools import cache
from importlib import import_module
from string import Formatter
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reprint_trace.model.page import Phrase

Language = Literal["zh", "en"]
SUBJECTS = (
    "comparison", "desk", "errors", "evidence", "reports", "scans", "terms", "usage", "verdicts",
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


# ── sentences that were made in English ───────────────────────────────────────────────────


_COUNTS = ("n", "first", "last", "added", "unchanged", "all", "bad", "most", "documents", "size")
_FIGURES = r"\d[\d,.:T+-]*"  # of a count or a day
FAMILIES = ("error.", "note.", "help.")


def translated(text: str, language: Language) -> str:
    """The sentence in the language; what fills its blanks too, where it is a sentence itself."""
    if language == "en" or not text:
        return text
    whole, patterns = _patterns()
    if text in whole:
        return whole[text]
    for pattern, chinese in patterns:
        found = pattern.fullmatch(text)
        if found:
            return chinese.format(
                **{name: translated(value, language) for name, value in found.groupdict().items()}
            )
    return text


def translated_error(path: str, problem: str, advice: str, language: Language) -> str:
    """An error as one line: what failed, why, the next step."""
    if language == "en":
        return f"{path}: {problem}" + (f"; {advice}" if advice else "")
    said = f"{path}：{translated(problem, language)}"
    return said + (f"；{translated(advice, language)}" if advice else "")


@cache
def _patterns() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Sentences without blanks by their text, and the others as patterns, the most telling first."""
    rows = [words for key, words in catalogue().items() if key.startswith(FAMILIES)]
    whole = {english: chinese for english, chinese in rows if "{" not in english}
    blank = [(english, chinese) for english, chinese in rows if "{" in english]
    blank.sort(key=lambda row: -len(re.sub(r"\{\w+\}", "", row[0])))
    return whole, [(_pattern(english), chinese) for english, chinese in blank]


def _blank(name: str) -> str:
    """A group for what may fill a blank: figures, nothing at all, or anything."""
    filled = _FIGURES if name in _COUNTS else ".*?" if name == "versions" else ".+?"
    return f"(?P<{name}>{filled})"


def _pattern(english: str) -> re.Pattern[str]:
    parts = [
        re.escape(literal) + (_blank(name) if name else "")
        for literal, name, _, _ in Formatter().parse(english)
    ]
    return re.compile("".join(parts), re.DOTALL)
