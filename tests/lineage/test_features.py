"""What is held for and against a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reprint_trace.lineage import Witness
from reprint_trace.lineage.features import comparable, featured, voices
from reprint_trace.lineage.group import build
from reprint_trace.lineage.study import study
from tests.lineage.conftest import STORY, FewOutlets, claim, witness

EDITED = STORY.replace("豆腐坊", "豆制品厂").replace("四十一年", "四十多年")
FURTHER = EDITED.replace("老槐树", "大柳树").replace("两万多元", "近三万元")


def credit(name: str, text: str, said: str) -> Witness:
    return witness(name, text, claim("declared", said, said))


def test_a_credit_that_a_copy_inherits_is_no_second_voice(outlets: FewOutlets) -> None:
    """Three pages name one outlet, each copied from the one before: one voice; from nobody here: three."""
    group = build(
        [credit(f"w{i}", text, "南方都市报") for i, text in enumerate((STORY, EDITED, FURTHER))], outlets
    )
    line = np.zeros((3, 3))
    line[0, 1] = line[1, 2] = 1.0
    np.testing.assert_allclose(voices(group, line).max(), 1.0)
    np.testing.assert_allclose(voices(group, np.zeros((3, 3))).max(), 3.0)


def test_copies_of_a_page_that_credits_nobody_speak_for_themselves(outlets: FewOutlets) -> None:
    """Two pages copied from a third, which names no outlet, are two voices."""
    group = build(
        [witness("w0", STORY), credit("w1", EDITED, "南方都市报"), credit("w2", FURTHER, "南方都市报")],
        outlets,
    )
    star = np.zeros((3, 3))
    star[0, 1:] = 1.0
    np.testing.assert_allclose(voices(group, star).max(), 2.0)


def test_a_text_that_lost_its_half_is_not_nearest_to_everything() -> None:
    """A difference found in half of a text stands for two in all of it, and at most for a few more."""
    has = np.array([[1.0, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1.0, 1, 1, 1, 1, 0, 0, 0, 0, 0], [0.0] * 10])
    raised = comparable(has, np.ones(10))
    assert 1.5 < raised[1, 0] < 2.5  # the half text as the parent of the whole
    assert raised[0, 1] == 1.0
    assert raised[2, 0] < 5.0


def test_a_document_of_the_corpus_is_likelier_the_source_of_a_page(outlets: FewOutlets) -> None:
    """The same two texts, undated: supplied as a candidate original, the first has the better claim."""
    a, b = witness("a", STORY, outlet="南方都市报"), witness("b", EDITED, outlet="傻大方")
    plain = study([a, b], outlets).blind
    told = study([replace(a, supplied=True), b], outlets).blind
    assert told.edges[0, 1] > plain.edges[0, 1]
    assert told.root[1] < plain.root[1]
    assert told.edges[1, 0] < plain.edges[1, 0]


def test_an_edit_undone_speaks_against_a_step(outlets: FewOutlets) -> None:
    """The last of three copies would have to find the first words again to be the parent's child."""
    group = build(
        [witness("a", STORY), witness("b", EDITED), witness("c", STORY.replace("石磨", "磨盘"))], outlets
    )
    undone = featured(group).edges["text:undone"]
    assert undone[1, 2] > undone[0, 2]


def test_a_text_that_names_its_former_headline_comes_from_the_page_that_has_it(outlets: FewOutlets) -> None:
    """原标题 is the other page's headline: evidence for one direction, and none where both say so."""
    title = "老街豆腐坊四十一年后关门"
    source = replace(witness("a", STORY), title=title)
    copy = replace(witness("b", f"原标题：{title}\n{STORY}"), title="豆腐坊关门了")
    found = featured(build([source, copy], outlets)).edges["trace:headline"]
    np.testing.assert_array_equal(found, [[0, 1], [0, 0]])


def test_an_opening_is_lost_by_copies_not_added(outlets: FewOutlets) -> None:
    """What a text lacks of another's opening is told apart from what it has more, past a label's length."""
    opening = "上周六清晨，老街口还没有人，豆腐坊的门板已经卸下一半，热气从门缝里往外冒。"
    group = build(
        [witness("a", opening + STORY), witness("b", STORY), witness("c", "小编说：" + STORY)], outlets
    )
    edges = featured(group).edges
    assert edges["block:head-gone"][0, 1] > 0
    assert edges["block:head-gained"][1, 0] > 0
    assert edges["block:head-gained"][1, 2] == 0
