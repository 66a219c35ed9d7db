"""The words of one language, as templates and tables ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.words import Language, paragraph, say, tell, term
from reprint_trace.words.altered import altered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.model import Alteration, Phrase


class Messages:
    """One language: `t("lag.days", n=2)` is the sentence with its blanks filled."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The words of `key`.  Raises KeyError for a key that is in no catalogue."""
        return say(key, self.lang, **values)

    def term(self, family: str, value: str | None) -> str:
        """The word for one value of a closed list; a value met for the first time stands as it is."""
        return term(family, value, self.lang)

    def tell(self, phrase: Phrase) -> str:
        """A fact of the model in words."""
        return tell(phrase, self.lang)

    def paragraph(self, phrases: Iterable[Phrase]) -> str:
        """Facts of the model, one sentence after the other."""
        return paragraph(phrases, self.lang)

    def several(self, phrases: Iterable[Phrase]) -> str:
        """Facts of the model on one line."""
        return self("semicolon").join(map(self.tell, phrases))

    def altered(self, alteration: Alteration) -> str:
        """How far a page alters its original, in one sentence."""
        return altered(alteration, self.lang)
