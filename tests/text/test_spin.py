"""The spinner's dictionary: folded back for matching, shown as evidence, never in an honest text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin, spun_words, unspin
from tests.corpus.stories import story

SPUN = "全国人平易近都可以或许看到，这项发明让大年夜量村平易近受益，白叟家不克不及再等了。"
HONEST = "这项发明的条件并不苛刻，他本身就是农民，平易近人，除夕的年夜饭摆了三桌。"


def test_the_lexicon_is_large_and_marks_what_is_ambiguous() -> None:
    """At least 400 pairs; words that honest texts use are marked, and no pair stands twice."""
    pairs = load_spin()
    assert len(pairs) >= 400
    assert max(Counter(pairs).values()) == 1
    marked = {pair.spun: pair.ambiguous for pair in pairs}
    assert not marked["人平易近"]
    assert marked["发明"]


def test_a_spun_text_is_folded_back() -> None:
    """Telling words are folded back, and ambiguous ones beside them."""
    plain = unspin(fold_text(SPUN))
    assert plain.startswith("全国人民都能够看到这项发现让大量村民受益")
    assert "不能再等" in plain


def test_an_honest_text_is_left_alone() -> None:
    """Ambiguous words alone change nothing and are no evidence; 平易近人 is no 民人."""
    assert unspin(fold_text(HONEST)) == fold_text(HONEST)
    assert spun_words(HONEST) == []
    assert spun_words(story(3)) == []


def test_one_telling_word_does_not_make_the_others_spun() -> None:
    """A site's single house rule (记者→采访人员) is folded back; 发明 beside it stays."""
    assert unspin("采访人员看到了这项发明") == "记者看到了这项发明"


def test_injected_pinyin_is_taken_out() -> None:
    """Pinyin that was put in brackets behind characters goes; other Latin letters stay."""
    assert unspin(fold_text("據（jù）悉，蔬菜(shūcài)由 App 预订")) == fold_text("据悉，蔬菜由App预订")


def test_every_hit_shows_where_it_stands() -> None:
    """A hit quotes the text exactly at its span, also where spaces were put between characters."""
    text = SPUN.replace("人平易近", "人 平 易 近")
    hits = spun_words(text)
    assert [hit.text for hit in hits][:2] == ["人 平 易 近", "可以或许"]
    assert all(text[slice(*hit.span)] == hit.text for hit in hits)
    assert hits[0].pair.plain == "人民"


@given(st.text(alphabet="人平易近大年夜不克能可以或许发明袈溱在了的", max_size=60))
def test_any_text_can_be_folded_back(text: str) -> None:
    """Folding back never fails, and every hit lies in the text in order."""
    unspin(text)
    spans = [hit.span for hit in spun_words(text)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_injected_pinyin_and_letters_of_other_alphabets_hide_nothing() -> None:
    """據(jù) and a Cyrillic С in place of a Latin one are folded back for matching."""
    assert unspin(fold_text("據(jù)了解，人(rén)民看了СBА决赛")) == "据了解人民看了cba决赛"
    assert unspin("据cba公布3个数字") == "据cba公布3个数字"
