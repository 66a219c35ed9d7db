"""What a text is found and clustered by: winnowed fingerprints of its letters and one MinHash of its words.

Fingerprints find the parts of a text, so a clipped or merged copy: every run of 8 folded characters is
hashed, and of every 4 neighbouring hashes the least is kept (Schleimer, Wilkerson & Aiken 2003,
"Winnowing"): any run of 11 characters that two texts share leaves them at least one in common.

The MinHash is the whole-text similarity that is reported and clustered by.  Its values are datasketch's own
(`MinHash(scheme="affine32")`), bit for bit, computed without importing it: datasketch brings scipy, half a
second of every cold start.  Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.model import Signature
from reprint_trace.text.folding import FOLDING, fold_text
from reprint_trace.text.tokens import default_tokenizer, word_shingles, words

WIDTH = 8
WINDOW = 4
FINGERPRINT_BITS = 40  # an index keeps 36 of them, pages are still paired by 32

Number = TypeVar("Number", np.uint32, np.uint64)
Hashes = npt.NDArray[np.uint32]
Prints = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)


def run_hashes(folded: str) -> Hashes:
    """A hash for the run of 8 characters that starts at each place; none if the text is shorter."""
    return (_run_hashes(folded) >> np.uint64(32)).astype(np.uint32)


def _run_hashes(folded: str) -> Prints:
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(codes) < WIDTH:
        return np.empty(0, dtype=np.uint64)
    hashes = codes
    for width in (1, 2, 4):  # the hash of a run from those of its halves
        hashes = hashes[:-width] * np.uint64(pow(_BASE, width, 1 << 64)) + hashes[width:]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    return hashes


def winnow(hashes: Prints) -> Prints:
    """The distinct least hashes of every window of 4, in rising order."""
    if len(hashes) < WINDOW:
        return hashes.min(keepdims=True) if len(hashes) else hashes
    least = hashes[: len(hashes) - WINDOW + 1].copy()
    for offset in range(1, WINDOW):
        np.minimum(least, hashes[offset : offset + len(least)], out=least)
    return distinct(least)


def distinct(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The values sorted, each once.  (`np.unique` hashes, which takes five times as long here.)"""
    return once(np.sort(values))


def once(rising: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Of values that rise, each once."""
    first = np.empty(len(rising), np.bool_)
    first[:1] = True
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


def fingerprints(folded: str) -> Prints:
    """The fingerprints of a folded text, of FINGERPRINT_BITS; the upper 32 are hashes of its runs."""
    return winnow(_run_hashes(folded) >> np.uint64(64 - FINGERPRINT_BITS))


# ── the MinHash ─────────────────────────────────────────────────────────────────────────

Values = npt.NDArray[np.uint32]

SCHEME = "affine32"
PERMUTATIONS = 128
SEED = 1
HASH = "xxh32"
WORDS = 2
BANDS = 32
FINGERPRINT = "winnow-8-4/2"

_TILE = 256  # shingles permuted at once: 128 KB of products stay in the cache


def parameters(tokenizer: str) -> Signature:
    """What a corpus made by this version is signed with."""
    return Signature(
        scheme=SCHEME,
        permutations=PERMUTATIONS,
        seed=SEED,
        hash=HASH,
        shingle=f"word-{WORDS}",
        tokenizer=tokenizer,
        folding=FOLDING,
        fingerprint=FINGERPRINT,
    )


def shingles(folded: str, tokenizer: str) -> list[bytes]:
    """The distinct word pairs of a folded text, as the bytes that are hashed."""
    return [*map(str.encode, word_shingles(words(folded, tokenizer), WORDS))]


def sign(folded: str, tokenizer: str) -> Values:
    """The MinHash values of a folded text: 128 × uint32, all ones for an empty text."""
    hashes = map(xxhash.xxh32_intdigest, shingles(folded, tokenizer))
    return minhash(np.fromiter(hashes, dtype=np.uint32))


def minhash(hashes: Values) -> Values:
    """The least value of each of datasketch's affine permutations over 32-bit hashes."""
    a, b = _permutations()
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    mixed = _mix(hashes)
    for start in range(0, len(mixed), _TILE):
        products = a * mixed[start : start + _TILE]
        products += b
        np.minimum(least, products.min(axis=1), out=least)
    return least


def similarity(a: Values, b: Values) -> float:
    """The Jaccard estimate of two signatures (standard error ≤ 0.044 at 128 values)."""
    return float(np.count_nonzero(a == b)) / PERMUTATIONS


def estimate(first: str, second: str) -> float:
    """The Jaccard estimate of two raw texts, as a corpus made now would give it."""
    return similarity(_signed(first), _signed(second))


@lru_cache(maxsize=128)  # one page is estimated against several others in a row
def _signed(text: str) -> Values:
    return sign(fold_text(text), default_tokenizer())


def band_keys(values: Values) -> Values:
    """The 32 locality-sensitive keys of a signature (4 values each): texts that share one
    are alike in about half of their word pairs or more."""
    rows = values.reshape(BANDS, PERMUTATIONS // BANDS).astype(np.uint64)
    keys = np.arange(BANDS, dtype=np.uint64)
    for column in rows.T:
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + column
        keys ^= keys >> np.uint64(29)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    return (keys >> np.uint64(32)).astype(np.uint32)


@cache
def _permutations() -> tuple[Values, Values]:
    """The parameters datasketch draws for this seed, as two columns."""
    draw = np.random.RandomState(SEED)
    a = draw.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = draw.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return a[:, None], b[:, None]


def _mix(hashes: Values) -> Values:
    """MurmurHash3's finaliser, which datasketch applies before it permutes."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed
