"""Terms: what stays of a story that is told again in other words — its rare words, names and figures.

A retold text keeps no run of letters long enough for a fingerprint, but whom and what it is about it
must still call by name.  Every pair and triple of neighbouring Han characters, every Latin word and
every figure is a term, known by a 32-bit hash.  How rare a term is in news is looked up in a table
(`data/rarity.bin`, made by `python -m benchmarks.retold rarity`): an inverted document frequency as in
Spärck Jones 1972, "A statistical interpretation of term specificity", by classes of two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.text.folding import fold_text
from reprint_trace.text.numbers import figures

Keys = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]

BITS = 20  # a term's class stands at the upper bits of its hash
CLASSES = 16  # a term in 2ᶜ of some 8,000 news texts is of class c; in fewer than four, of class 0
_COMMON = 6  # class of three characters that tell nothing: they stand in 2⁶ texts of 8,000
MOST = 120  # terms by which a document can be found

_MIX = np.uint64(0xD6E8FEB86659FD93)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_HAN = (0x3400, 0x30000)
_TRIPLE = np.uint64(77)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{3,}")
_SMALL = 10  # a whole number below it tells nothing
_FIGURES = 40  # of a document, at most a third of what it is found by
_WORDS = 80


@dataclass(frozen=True, slots=True)
class Terms:
    """The distinct terms of a text by kind, each kind rising: `grams` of Han characters, `words` in
    Latin letters, `figures`."""

    grams: Keys
    words: Keys
    figures: Keys

    @property
    def all(self) -> Keys:
        """All keys, rising, each once."""
        return _distinct(np.concatenate([self.grams, self.words, self.figures]))


def terms(text: str) -> Terms:
    """The terms of a text as it is printed."""
    folded = fold_text(text)
    return Terms(_grams(folded), _hashed(words(text)), _hashed(figure_keys(text)))


def words(text: str) -> set[str]:
    """Words of four Latin letters and more, in lower case."""
    return {word.lower().replace("’", "'") for word in _WORD.findall(text)}


@lru_cache(maxsize=4)  # one page is held against several documents in a row
def figure_keys(text: str) -> frozenset[str]:
    """The figures of a text that can tell one story from another, each in one spelling."""
    return frozenset(
        f"#{figure.key}"
        for figure in figures(text)
        if figure.amount >= _SMALL or figure.amount % 1 or figure.share
    )


def key_of(term: str) -> int:
    """The key of a word, a figure (`#46800`, `#30%`) or a run of two or three Han characters."""
    if len(term) in (2, 3) and all(_HAN[0] <= ord(char) < _HAN[1] for char in term):
        found = _grams(term)
        return int(found[0]) if len(term) == 2 else _triple(term)
    return xxhash.xxh32_intdigest(term.encode())


def rarity(keys: Keys) -> Weights:
    """How rare each term is in news, from 0 (in half of all texts) to 1 (in fewer than four of 8,000)."""
    often: Weights = _classes()[keys >> np.uint32(32 - BITS)].astype(np.float32)
    return 1 - often / np.float32(CLASSES)


def pair_rarity(pairs: Sequence[str]) -> Weights:
    """How rare each of some pairs of Han characters is."""
    codes = np.frombuffer("".join(pairs).encode("utf-32-le"), "<u4").astype(np.uint64)
    return rarity(_mixed(codes[::2] * _BASE + codes[1::2]))


def commonness(folded: str) -> float:
    """How common the pairs of neighbouring Han characters of a few folded letters are in news: the mean of
    their classes, 0 where there is none."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    han = (codes >= _HAN[0]) & (codes < _HAN[1])
    pairs = (codes[:-1] * _BASE + codes[1:])[han[:-1] & han[1:]]
    return float(_classes()[_mixed(pairs) >> np.uint32(32 - BITS)].mean()) if len(pairs) else 0.0


def told(folded: str) -> npt.NDArray[np.float64]:
    """How much the letters before each place of a folded text tell, in letters: one in the midst of three that
    stand together in every sixtieth text or more often tells nothing, one that no other text has tells all."""
    weights = np.ones(len(folded))
    if len(folded) > 2:
        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
        triples = (codes[:-2] * _BASE + codes[1:-1]) * _BASE + codes[2:] + _TRIPLE
        often = _classes()[_mixed(triples) >> np.uint32(32 - BITS)]
        han = (codes >= _HAN[0]) & (codes < _HAN[1])
        of_three = han[:-2] & han[1:-1] & han[2:]
        weights[1:-1] = np.where(of_three, np.maximum(0.0, 1 - often / _COMMON), 1.0)
    return np.concatenate(([0.0], np.cumsum(weights)))


def chosen(found: Terms, most: int = MOST) -> Keys:
    """The terms by which a document is to be found: its figures and Latin words, which alone say the
    same in two languages, and its rarest grams; at most `most`, rising."""
    figures_ = _rarest(found.figures, min(_FIGURES, most))
    words_ = _rarest(found.words, min(_WORDS, most - len(figures_)))
    grams = _rarest(found.grams, most - len(figures_) - len(words_))
    return _distinct(np.concatenate([figures_, words_, grams]))


def _rarest(keys: Keys, most: int) -> Keys:
    if len(keys) <= most:
        return keys
    # Of equally rare ones the same are chosen in every text: their hashes decide.
    spread = keys * np.uint32(2654435761)
    return keys[np.lexsort((spread, -rarity(keys)))[:most]]


def _grams(folded: str) -> Keys:
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    if len(codes) < 2:
        return np.empty(0, np.uint32)
    han = (codes >= _HAN[0]) & (codes < _HAN[1])
    pairs = codes[:-1] * _BASE + codes[1:]
    both = han[:-1] & han[1:]
    triples = pairs[:-1] * _BASE + codes[2:] + _TRIPLE
    return _distinct(np.concatenate([_mixed(pairs[both]), _mixed(triples[both[:-1] & han[2:]])]))


def _triple(term: str) -> int:
    codes = np.frombuffer(term.encode("utf-32-le"), "<u4").astype(np.uint64)
    return int(_mixed((codes[:1] * _BASE + codes[1:2]) * _BASE + codes[2:] + _TRIPLE)[0])


def _mixed(hashes: npt.NDArray[np.uint64]) -> Keys:
    hashes = hashes ^ (hashes >> np.uint64(32))
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    hashes *= _BASE
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _hashed(found: Set[str]) -> Keys:
    return _distinct(np.array([xxhash.xxh32_intdigest(term.encode()) for term in found], np.uint32))


def _distinct(keys: Keys) -> Keys:
    rising = np.sort(keys)
    first = np.ones(len(rising), np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """The class of every term, by the upper bits of its key; the file holds two a byte."""
    packed = np.frombuffer(resources.files(__package__).joinpath("data/rarity.bin").read_bytes(), np.uint8)
    return np.stack([packed >> 4, packed & 15], axis=1).ravel()


def table(texts: list[Keys]) -> bytes:
    """The table of classes from the keys of many texts, as `data/rarity.bin` holds it."""
    keys, often = np.unique(np.concatenate(texts), return_counts=True)
    classes = np.minimum(CLASSES - 1, np.log2(often)).astype(np.uint8)
    classes[often < 4] = 0
    by_place = np.zeros(1 << BITS, np.uint8)
    np.maximum.at(by_place, keys >> np.uint32(32 - BITS), classes)
    return ((by_place[0::2] << 4) | by_place[1::2]).tobytes()
