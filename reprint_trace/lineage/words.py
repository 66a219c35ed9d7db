"""The verdict's sentences, in English and Chinese (data/words.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]


class Sentence(NamedTuple):
    """A sentence by its key in the catalogue, and what fills its blanks; an unknown one (None)
    is filled with the catalogue's `its-…`."""

    key: str
    blanks: Mapping[str, str | None]


def sentence(key: str, **blanks: str | None) -> Sentence:
    return Sentence(key, blanks)


def say(sentences: Sequence[Sentence], language: Language) -> str:
    """The sentences one after the other."""
    words = catalogue(language)
    said = [
        words[key].format(**{k: words[f"its-{k}"] if v is None else v for k, v in blanks.items()})
        for key, blanks in sentences
    ]
    return words["joint"].join(said)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """The sentences of one language, by key."""
    text = resources.files(__package__).joinpath("data/words.json").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = json.loads(text)
    return loaded[language]
