"""Collation: every reading of every witness, on one line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.lineage.collation import collate

BASE = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土日月星辰风云雷电山川湖海"


def test_a_swapped_word_is_one_unit_with_two_readings() -> None:
    """Two witnesses that differ in one word differ in one place."""
    found = collate([BASE, BASE.replace("子丑", "天地"), BASE])
    assert found.readings.shape[1] == 1
    assert found.readings[0, 0] == found.readings[2, 0] != found.readings[1, 0]
    assert set(found.words[0]) == {"子丑", "天地"}


def test_a_cut_paragraph_is_a_block_and_hides_the_readings_inside_it() -> None:
    """A stretch that a witness lacks says nothing about the words in it."""
    changed = BASE.replace("子丑", "天地")
    found = collate([BASE, changed, BASE[:6] + BASE[20:]])
    assert (~found.present).any(axis=1).tolist() == [False, False, True]
    assert found.readings[2].tolist() == [-1]


def test_the_same_words_swapped_in_many_places_weigh_as_one() -> None:
    """A rule that fires often is one event, however often it fires."""
    text = "".join(f"记者在第{n}处看到的情形各不相同" for n in "一二三四五六")
    found = collate([text, text.replace("记者", "采访人员")])
    assert found.readings.shape[1] == 6
    assert abs(found.unit_weight.sum() - 1.0) < 1e-9


@given(st.lists(st.text(alphabet="甲乙丙丁戊己", max_size=60), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_text_is_lost_or_invented(texts: list[str]) -> None:
    """Each reading stands in its witness where the collation says, and twins read alike."""
    found = collate(texts)
    assert len(found.readings) == len(found.present) == len(texts)
    for i, text in enumerate(texts):
        assert (found.present[i] * found.block_size).sum() >= len(text)
        for unit, number in enumerate(found.readings[i]):
            if number >= 0:
                word, at = found.words[unit][number], found.begins[i, unit]
                assert text[at : at + len(word)] == word
        twin = texts.index(text)
        assert (found.readings[i] == found.readings[twin]).all()


def test_an_empty_witness_is_collated() -> None:
    """A page without text stands beside the others and shares nothing."""
    assert not collate([BASE, ""]).present[1].any()
