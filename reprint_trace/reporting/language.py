"""What reports say, in two languages: the catalogues are data (messages/*.json)."""

from __future__ import annotations

import json
import locale
import os
from functools import cache
from importlib import resources
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Messages:
    """One language's catalogue: `t("lag.days", n=2)` is the sentence with its blanks filled."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self._texts = catalogue(lang)

    def __call__(self, key: str, **values: object) -> str:
        """The message `key`.  Raises KeyError for a key that is in no catalogue."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def term(self, family: str, value: str | None) -> str:
        """The word for one value of a closed list (`edit`, `spin`); a value met for the first time
        stands as it is."""
        return "" if value is None else self._texts.get(f"{family}.{value}", value)


@cache
def catalogue(lang: Language) -> dict[str, str]:
    """All messages of a language by key: those of every report, and the terminal's own."""
    folder = resources.files(__package__).joinpath("messages")
    loaded: dict[str, str] = {}
    for name in (f"{lang}.json", f"terminal.{lang}.json"):
        loaded |= json.loads(folder.joinpath(name).read_text("utf-8"))
    return loaded


def default_language() -> Language:
    """Chinese where the locale is Chinese, else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
