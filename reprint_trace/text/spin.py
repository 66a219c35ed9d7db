"""The spinner's dictionary folded back: 人平易近 was 人民, 可以或许 was 能够.

Spinning software (伪原创) swaps words by a fixed dictionary so that a copy is not recognised.
Many of its words are honest words too (发明): those count only in a text that also holds two
that no honest text has.  For matching and as evidence only; a text is never changed by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Span


class SpinPair(NamedTuple):
    """`spun` stands where `plain` stood; `ambiguous` if honest texts use `spun` too."""

    spun: str
    plain: str
    ambiguous: bool


_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = re.compile(
    rf"(?<=[\u4e00-\u9fff])[a-zü]{{0,4}}[{_TONES}][a-zü{_TONES}]{{0,12}}"
)  # one word's syllables

ENOUGH = 2  # different telling words from which a text is taken for spun


@dataclass(frozen=True, slots=True)
class SpinHit:
    """A spinner's word in a text: as it stands there, where, and what it stands for."""

    text: str
    span: Span
    pair: SpinPair


@cache
def load_spin() -> tuple[SpinPair, ...]:
    """The pairs of text/data/spin.tsv; of several with one `spun` the likeliest comes first."""
    return tuple(pair for pair in _rows() if pair.spun != pair.plain)


def unspin(folded: str) -> str:
    """A folded text with the spinner's words folded back, without injected pinyin (据jù) and
    letters of other alphabets in place of Latin ones; the text itself if it holds none of it.
    Offsets are not kept."""
    folded = _PINYIN.sub("", folded.translate(_lookalikes()))
    pieces: list[str] = []
    end = 0
    for start, pair in _found(folded):
        pieces += (folded[end:start], pair.plain)
        end = start + len(pair.spun)
    return "".join((*pieces, folded[end:])) if end else folded


def spun_words(text: str) -> list[SpinHit]:
    """The spinner's words in a text, in order, with their spans; an honest text has none."""
    folded = fold(text)
    hits = []
    for start, pair in _found(folded.text):
        span = folded.raw_span(start, start + len(pair.spun))
        hits.append(SpinHit(text[slice(*span)], span, pair))
    return hits


def _found(folded: str) -> Iterator[tuple[int, SpinPair]]:
    """Where the longest known words stand, from left to right."""
    known, firsts, longest, telling = _table()
    told = sum(word in folded for word in telling)
    end = 0
    for first in firsts.finditer(folded) if told else ():
        start = first.start()
        for length in range(longest, 1, -1) if start >= end else ():
            pair = known.get(folded[start : start + length])
            if pair:
                end = start + len(pair.spun)
                if pair.spun != pair.plain and (told >= ENOUGH or not pair.ambiguous):
                    yield start, pair
                break


@cache
def _table() -> tuple[dict[str, SpinPair], re.Pattern[str], int, tuple[str, ...]]:
    """The likeliest pair of every spun word, what such words begin with, the longest's length,
    and the words that no honest text has."""
    known: dict[str, SpinPair] = {}
    for pair in _rows():
        known.setdefault(pair.spun, pair)
    firsts = "".join(sorted({word[0] for word in known}))
    telling = tuple(p.spun for p in known.values() if not p.ambiguous and p.spun != p.plain)
    return known, re.compile(f"[{re.escape(firsts)}]"), max(map(len, known)), telling


@cache
def _lookalikes() -> dict[int, str]:
    return {ord(alike): plain for alike, plain in _data("lookalikes.tsv")}


@cache
def _rows() -> tuple[SpinPair, ...]:
    return tuple(SpinPair(row[0], row[1], row[2] == "ambiguous") for row in _data("spin.tsv"))


def _data(name: str) -> list[list[str]]:
    data = resources.files(__package__).joinpath(f"data/{name}").read_text("utf-8")
    return [line.split("\t") for line in data.splitlines() if line and not line.startswith("#")]
