"""Sentences that were made in English, in Chinese: errors, notes and help.

An error is raised far below with its sentence; whoever prints it asks here for the same sentence in the
reader's language.  A sentence is known by its row of the catalogue, whose blanks it may fill with
anything; one that no row knows stands as it is.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from reprint_trace.words import Language, catalogue

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
