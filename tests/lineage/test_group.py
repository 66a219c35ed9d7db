"""Many witnesses of one story: trees, twins, siblings and what other witnesses attest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.lineage import infer_group
from reprint_trace.lineage.study import study
from tests.lineage.conftest import COPIED, PARAGRAPHS, STORY, FewOutlets, claim, witness

EDITED = STORY.replace("豆腐坊", "豆制品厂").replace("四十一年", "四十多年")


def test_a_copy_of_a_copy_descends_from_both(outlets: FewOutlets) -> None:
    """The last copy keeps the first copy's changes and adds its own: the chain runs through it."""
    last = EDITED.replace("老槐树", "大柳树").replace("两万多元", "近三万元")
    group = [
        witness("c", last, outlet="傻大方", at="2020-02-23T20:00"),
        witness("a", STORY, outlet="南方都市报", at="2020-02-23T08:00"),
        witness("b", EDITED, outlet="新浪网", at="2020-02-23T11:00"),
    ]
    first = infer_group(group, gazetteer=outlets)[0]
    assert first.chain.path == ("a", "b", "c")
    assert first.chain.edges[1].grade == "B"


def test_twins_are_reported_and_share_the_parenthood(outlets: FewOutlets) -> None:
    """Which of two verbatim copies was the parent cannot be told from text: neither is sure."""
    child = EDITED.replace("老槐树", "大柳树")
    group = [witness("a", STORY), witness("b", EDITED), witness("b2", EDITED), witness("c", child)]
    found = study(group, outlets)
    assert found.blind.edges[1:3, 3].max() < 0.9
    node = next(n for x in infer_group(group, gazetteer=outlets) for n in x.chain.nodes if n.id == "b")
    assert node.twins == ("b2",)


def test_copies_that_nothing_tells_apart_each_come_from_the_original(outlets: FewOutlets) -> None:
    """A page saved three times is no relay of itself: every copy's path is the original, then the copy."""
    copies = [witness(f"copy{i}", EDITED, outlet="新浪网", at="2020-02-23T11:00") for i in range(3)]
    first = replace(witness("a", STORY, outlet="南方都市报", at="2020-02-21T08:00"), supplied=True)
    group = [first, *copies]
    for v, found in enumerate(infer_group(group, gazetteer=outlets)[1:]):
        assert found.chain.path == ("a", f"copy{v}")
        assert (found.chain.edges[0].probability or 0) > 0.5
        assert len(found.chain.nodes[-1].twins) == 2


def test_two_texts_alone_never_give_a_sure_direction(outlets: FewOutlets) -> None:
    """Two undated versions of unknown houses: no edge at .9, whatever they share."""
    found = study([witness("a", STORY), witness("b", EDITED)], outlets)
    assert found.blind.edges.max() < 0.9


def test_unrelated_texts_are_not_chained(outlets: FewOutlets) -> None:
    """Texts that share next to nothing have no edge between them."""
    other = "".join(
        f"第{n}场比赛在体育馆举行，主队以三比一获胜，观众超过八千人。" for n in "一二三四五六七八"
    )
    found = study([witness("a", STORY), witness("b", other)], outlets)
    assert found.informed.edges.max() < 0.01


def test_pages_on_lines_of_their_own_that_name_the_same_outlet_support_each_other(
    outlets: FewOutlets,
) -> None:
    """Three carriers that changed and cut different things credit 南方都市报: none of them is confirmed,
    for its text is not here, but they support each other."""
    cuts = [PARAGRAPHS[1:], PARAGRAPHS[:-1], PARAGRAPHS[:3] + PARAGRAPHS[4:]]
    words = [("石磨", "磨盘"), ("老槐树", "大柳树"), ("手艺夜校", "工匠学堂")]
    texts = ["\n".join(c).replace(*w) for c, w in zip(cuts, words, strict=True)]
    said = claim("declared", "南方都市报", "南方都市报")
    group = [witness(f"w{i}", text, said) for i, text in enumerate(texts)]
    assert {x.verdict.origin for x in infer_group(group, gazetteer=outlets)} == {"supported"}


def test_a_credit_shared_by_copies_of_one_copy_is_one_voice(outlets: FewOutlets) -> None:
    """Two pages share words that a third text reads otherwise, and a credit: they may have both from one
    page nobody supplied, so that the credit is said once."""
    said = claim("declared", "南方都市报", "南方都市报")
    group = [
        witness("a", EDITED.replace("石磨", "磨盘"), said, at="2020-02-23T11:00"),
        witness("b", EDITED.replace("夜校", "学堂"), said, at="2020-02-23T15:00"),
        witness("c", STORY, at="2020-02-21T08:00"),
    ]
    assert [x.verdict.origin for x in infer_group(group, gazetteer=outlets)[:2]] == ["unverifiable"] * 2


def test_a_credit_nobody_shares_is_unverifiable(outlets: FewOutlets) -> None:
    """A source line cannot confirm itself, and one dissenting page does not refute it."""
    group = [witness("a", STORY, claim("declared", "南方都市报", "南方都市报")),
             witness("b", EDITED, claim("declared", "北京青年报", "北京青年报"))]  # fmt: skip
    assert [x.verdict.origin for x in infer_group(group, gazetteer=outlets)] == ["unverifiable"] * 2


def test_a_reporters_own_line_in_another_copy_bears_out_the_credit(outlets: FewOutlets) -> None:
    """南方都市报记者 in a copy that credits nobody supports the page that credits 南方都市报."""
    group = [witness("a", EDITED, claim("declared", "南方都市报", "南方都市报")),
             witness("b", "南方都市报记者 王大明 " + STORY)]  # fmt: skip
    assert infer_group(group, gazetteer=outlets)[0].verdict.origin == "supported"


def test_no_group_no_lineage(outlets: FewOutlets) -> None:
    """An empty group is answered with an empty list."""
    assert infer_group([], gazetteer=outlets) == []


@given(
    st.lists(st.sampled_from([STORY, EDITED, COPIED, "\n".join(PARAGRAPHS[2:]), ""]), min_size=1, max_size=6)
)
@settings(max_examples=25, deadline=None)
def test_every_witness_has_one_parent_or_none(texts: list[str]) -> None:
    """Probabilities of all parents and of none sum to one; every path ends in its own page."""
    group = [witness(f"w{i}", text) for i, text in enumerate(texts)]
    found = study(group, FewOutlets())
    for run in (found.blind, found.informed):
        np.testing.assert_allclose(run.edges.sum(axis=0) + run.root, 1.0, atol=1e-6)
    for i, traced in enumerate(infer_group(group, gazetteer=FewOutlets())):
        assert traced.chain.path[-1] == f"w{i}"
        assert [n.role for n in traced.chain.nodes].count("page") == 1
        assert all(edge.open or 0 <= (edge.probability or 0.0) <= 1 for edge in traced.chain.edges)


def test_two_newsrooms_of_one_house_that_each_sign_do_not_bear_each_other_out(outlets: FewOutlets) -> None:
    """One text is bylined 人民日报, the other 人民网: each claims to have written it, none is confirmed."""
    group = [
        witness("w0", STORY, claim("byline", "人民日报", "人民日报")),
        witness("w1", EDITED, claim("byline", "人民网", "人民网")),
    ]
    assert {x.verdict.origin for x in infer_group(group, gazetteer=outlets)} == {"unverifiable"}


def test_a_long_list_of_sources_attests_none_of_them(outlets: FewOutlets) -> None:
    """来源：甲、乙、丙、丁 at the end of one text does not bear out what another text credits to 甲."""
    listed = [claim("declared", name, name) for name in ("南方都市报", "人民日报", "新华社")]
    group = [
        witness("w0", STORY, claim("declared", "南方都市报", "南方都市报")),
        witness("w1", EDITED + "\n来源：南方都市报、人民日报、新华社", *listed),
    ]
    assert infer_group(group, gazetteer=outlets)[0].verdict.origin == "unverifiable"
