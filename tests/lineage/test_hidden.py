"""Texts nobody supplied: what shows that they were there."""

from __future__ import annotations

import numpy as np

from reprint_trace.lineage.group import build
from reprint_trace.lineage.hidden import unseen_between, wire_of
from reprint_trace.lineage.marks import marks, spun
from reprint_trace.lineage.posterior import Posterior
from tests.lineage.conftest import COPIED, STORY, FewOutlets, claim, witness


def found(parents: list[int]) -> Posterior:
    n = len(parents)
    return Posterior(np.zeros((n, n)), np.zeros(n), np.zeros((n, n)), np.zeros(n), parents)


def test_siblings_that_share_edits_their_parent_lacks_come_through_an_unseen_text(
    outlets: FewOutlets,
) -> None:
    """Two copies share two new words, and each has one of its own."""
    between = STORY.replace("豆腐坊", "豆制品厂").replace("老槐树", "大柳树")
    group = build(
        [witness("a", STORY), witness("b", between.replace("夜校", "学堂")),
         witness("c", between.replace("两万多元", "三万元"))],
        outlets,
    )  # fmt: skip
    units = unseen_between(group, found([-1, 0, 0]), 0, 1)
    assert len(units) == 2
    assert not unseen_between(group, found([-1, 0, 1]), 0, 1)


def test_a_copy_of_the_sibling_needs_no_unseen_text(outlets: FewOutlets) -> None:
    """If one sibling has nothing of its own, it may be the text between itself."""
    between = STORY.replace("豆腐坊", "豆制品厂").replace("老槐树", "大柳树")
    group = build(
        [witness("a", STORY), witness("b", between), witness("c", between.replace("夜校", "学堂"))], outlets
    )
    assert not unseen_between(group, found([-1, 0, 0]), 0, 1)


def test_an_opening_dateline_names_the_agency(outlets: FewOutlets) -> None:
    """新华社北京2月23日电 at the head counts, the same words inside the story do not."""
    texts = ["新华社北京2月23日电 " + STORY, STORY * 2 + "新华社北京2月23日电"]
    group = build([witness(str(i), text) for i, text in enumerate(texts)], outlets)
    wires = [wire_of(group, v, outlets) for v in range(2)]
    assert wires[0] is not None
    assert (wires[0].outlet, wires[0].quote) == ("新华社", "新华社北京2月23日电")
    assert wires[1] is None


def test_an_agency_the_page_names_itself_comes_first(outlets: FewOutlets) -> None:
    """A dateline claim is believed before the text is searched."""
    group = build([witness("a", STORY, claim("dateline", "新华社", "新华社", quote="新华社电"))], outlets)
    wire = wire_of(group, 0, outlets)
    assert wire is not None
    assert wire.quote == "新华社电"


def test_marks_tell_copyists_from_makers() -> None:
    """小编了解到 and 采访人员 are a copyist's, 本报记者 in brackets at the end the newsroom's."""
    copyist, maker = marks(COPIED, None)
    assert any(copyist)
    assert not any(maker)
    assert any(marks(STORY, None)[1])


def test_a_headline_inside_the_story_is_a_copyists_mark() -> None:
    """【本页标题】 put into the running text shows the hand of a template."""
    title = "豆腐坊开了四十一年以后"
    assert marks(STORY + f"【{title}】", title)[0][-1]
    assert not marks(STORY, title)[0][-1]


def test_spinners_words_are_counted() -> None:
    """平易近 for 民 is a machine's, the plain word nobody's."""
    assert spun("全国人平易近都在关注这件事情") >= 1
    assert spun("全国人民都在关注这件事情") == 0
