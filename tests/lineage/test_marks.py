"""What a text says of hands it went through: datelines, marks, a spinner's words."""

from __future__ import annotations

from reprint_trace.lineage.group import build, marks, spun
from reprint_trace.lineage.origin import wire_of
from tests.lineage.conftest import COPIED, STORY, FewOutlets, claim, witness


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
