"""How strong a candidate is, and the guarantees of what finds it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.search import strength
from reprint_trace.corpus.segments import Postings
from reprint_trace.corpus.sketches import fingerprints, run_hashes
from reprint_trace.text.related import RELATED

from .stories import documents, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HAN = st.text(st.sampled_from("青石临河白塔柳湾双桥南屏东岭望江水渠图书核桃"), max_size=120)
ELSEWHERE = "海风从凌晨开始变大，码头上的船全部回港，值班员逐条核对缆绳与锚位，灯塔每隔六秒闪一次。"


@pytest.fixture(scope="module")
def corpus() -> Iterator[Corpus]:
    with Corpus.in_memory("test") as filled:
        filled.add(documents(60))
        yield filled


def clipped(text: str) -> str:
    return text[: len(text) // 3]


def embedded(text: str) -> str:
    return ELSEWHERE * 4 + text[150:300] + ELSEWHERE * 4


def swapped(text: str) -> str:
    draw = random.Random(2)
    return "".join("某" if draw.random() < 0.03 else character for character in text)


@pytest.mark.parametrize("reprint", [clipped, embedded, swapped])
def test_a_reprint_is_stronger_than_chance(corpus: Corpus, reprint: Callable[[str], str]) -> None:
    """A third of a text, a passage in another and an altered text all look reprinted."""
    for number in (3, 17, 42):
        best = corpus.candidates(reprint(story(number)))[0]
        assert best.document.id == f"d{number}"
        assert strength(best) > RELATED


def test_a_text_without_an_original_finds_nothing_strong(corpus: Corpus) -> None:
    """Of an unrelated text candidates may be given, but none that looks reprinted."""
    assert all(strength(found) < RELATED for found in corpus.candidates(ELSEWHERE * 5))


@given(HAN, HAN, HAN)
def test_any_shared_run_of_eleven_characters_leaves_a_fingerprint(a: str, b: str, run: str) -> None:
    """Winnowing's guarantee (window 4, width 8): no copied run of 11 characters goes unseen."""
    run = (run * 11)[:11] if run else "水渠图书核桃青石临河白"
    assert np.intersect1d(fingerprints(a + run + b), fingerprints(b + run + a)).size


@given(HAN)
def test_fingerprints_are_some_of_the_runs(text: str) -> None:
    """Fingerprints are hashes of the text's own runs, each once, in rising order."""
    found = fingerprints(text)
    assert np.isin(found >> np.uint64(8), run_hashes(text)).all()
    assert (np.diff(found.astype(np.int64)) > 0).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=60))
@settings(deadline=None)
def test_postings_give_back_every_document_of_a_key(pairs: list[tuple[int, int]]) -> None:
    """Every document that was indexed under a key is found under it, and no other."""
    keys = np.array([key for key, _ in pairs], np.uint32) * np.uint32(0x05000001)
    postings = Postings.build(keys, np.array([number for _, number in pairs], np.uint32), 10)
    for key in range(51):
        found = postings.documents(np.array([key * 0x05000001], np.uint32))
        assert sorted(found) == sorted({number for k, number in pairs if k == key})


def test_large_postings_give_the_same_answers() -> None:
    """Over many documents nearly the whole of a key is its bucket's number."""
    draw = np.random.default_rng(1)
    keys = draw.integers(0, 2**32, (1 << 20) + 1000, dtype=np.uint32)
    numbers = draw.integers(0, 70_000, len(keys), dtype=np.uint32)
    postings = Postings.build(keys, numbers, 70_000)
    for at in range(0, len(keys), 99_991):
        found = postings.documents(keys[at : at + 1])
        assert sorted(found) == sorted(set(numbers[keys == keys[at]]))
