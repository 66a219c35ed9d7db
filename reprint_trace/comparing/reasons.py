"""Why two texts are what they are to each other: facts with values, told in English and Chinese."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from reprint_trace.comparing.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterable


class Reason(NamedTuple):
    """A fact that a relation was read from: the `key` of its sentence in data/reasons.tsv, and what
    fills its blanks."""

    key: str
    values: tuple[str, ...] = ()


def told(reasons: Iterable[Reason], language: Literal["en", "zh"]) -> tuple[str, ...]:
    """The reasons as sentences of one language."""
    sentences = _sentences()
    return tuple(sentences[reason.key][language == "zh"].format(*reason.values) for reason in reasons)


@cache
def _sentences() -> dict[str, tuple[str, str]]:
    return {key: (english, chinese) for key, english, chinese in rows("reasons.tsv")}
