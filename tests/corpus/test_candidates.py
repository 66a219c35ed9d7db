"""The original is found however it was cut, merged, moved, spun or printed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.corpus import Corpus, Window
from reprint_trace.corpus.search import Hashed
from reprint_trace.text.folding import fold_text

from .stories import document, documents, story

HOST = (
    "博物馆的夜场开到九点半，展厅里的灯一盏盏暗下去，值班员沿着长廊挨间查看门窗。玻璃柜中的铜镜映出人影，"
    "年轻的讲解员压低声音，把当天最后一段话说完。{}走出大门，广场上的喷泉已经停了，只有几只流浪猫蹲在台阶旁边，"
    "等着食堂师傅端出剩饭。"
)
SPUN = {"合作社": "互助社", "老手艺": "白叟艺", "明天": "来日诰日", "人": "人平易近", "大": "大年夜"}


@pytest.fixture(scope="module")
def corpus() -> Iterator[Corpus]:
    with Corpus.in_memory("stories") as filled:
        filled.add(documents(300))
        yield filled


def shuffled(text: str) -> str:
    lines = text.split("\n")
    random.Random(1).shuffle(lines)
    return "\n".join(lines[:9])


DAMAGE: dict[str, Callable[[str], str]] = {
    "verbatim": lambda text: text,
    "first third": lambda text: text[: len(text) // 3],
    "middle third": lambda text: text[len(text) // 3 : 2 * len(text) // 3],
    "moved": shuffled,
    "respaced": lambda text: " ".join(text.replace("，", ",")),
    "merged": lambda text: story(999) + text[:250],
    "embedded": lambda text: HOST.format(text[150:260]),
    "spun": lambda text: re.sub("|".join(SPUN), lambda m: SPUN[m[0]], text),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_the_original_comes_first(corpus: Corpus, name: str) -> None:
    """Whatever was done to a story, its original is the first candidate."""
    for seed in range(0, 300, 60):
        found = corpus.candidates(DAMAGE[name](story(seed)), 3)
        assert found[0].document.id == f"d{seed}"


def test_both_originals_of_a_merged_page_are_found(corpus: Corpus) -> None:
    """A page merged of two stories has both among its candidates."""
    found = corpus.candidates(story(10) + story(20)[:200], 5)
    assert {"d10", "d20"} <= {candidate.document.id for candidate in found}


def test_a_verbatim_candidate_is_counted_whole(corpus: Corpus) -> None:
    """A text the corpus holds is covered whole, with a Jaccard of one."""
    first = corpus.candidates(story(3), 1)[0]
    assert (first.page_covered, first.document_covered, first.jaccard) == (1.0, 1.0, 1.0)


def test_a_text_too_short_to_tell_has_no_candidates(corpus: Corpus) -> None:
    """Fewer than eight letters, or none, find nothing and fail nothing."""
    for text in ("", "  \n", "早市", "。，！", "🙂" * 20):
        assert corpus.candidates(text) == []


def test_a_window_leaves_other_days_and_outlets_out(corpus: Corpus) -> None:
    """A search in a window finds only documents of its outlet and days, both ends included."""
    stated = document(3).published
    assert stated
    day = stated.value
    assert corpus.candidates(story(3), 1, Window("临江日报", day, day))[0].document.id == "d3"
    assert corpus.candidates(story(3), 1, Window(since=day[:7], until=day[:7]))[0].document.id == "d3"
    for window in (Window("别处日报"), Window(since="2022"), Window(until="2020-12-31")):
        assert corpus.candidates(story(3), 1, window) == []


def test_the_same_search_gives_the_same_answer(corpus: Corpus) -> None:
    """Candidates and their order do not change from run to run."""
    assert corpus.candidates(story(7)) == corpus.candidates(story(7))


@given(st.text("早市茶叶12ab", max_size=80), st.text("早市茶叶12ab", max_size=80))
@settings(deadline=None)
def test_overlap_is_a_share(a: str, b: str) -> None:
    """Shares lie between 0 and 1; a text long enough covers itself whole."""
    a, b = fold_text(a), fold_text(b)
    found = Hashed(a).overlaps([b])[0]
    assert 0 <= found.page <= 1
    assert 0 <= found.document <= 1
    assert 0 <= found.longest <= len(a)
    if len(a) >= 8:
        assert Hashed(a).overlaps([b, a])[1].page == 1.0
