from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprint_trace.attribution import named_after, people, personal_name, speakers


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（本报记者洪文杰）", ["洪文杰"]),
        ("记者 王大山 通讯员 李小河", ["王大山", "李小河"]),
        ("记者张三、李四报道", ["张三", "李四"]),
        ("记者王文杰从县里了解到，老街下月动工。", ["王文杰"]),
        ("本报记者 赵 培 摄", ["赵培"]),
        ("据某社拉萨电（记者 格桑边觉）", ["格桑边觉"]),
        ("（责任编辑：张三 校对：李四）", ["张三", "李四"]),
        ("市民李小河说，老街的灯亮了。", ["李小河"]),
        ("陈设还说，这件事不急。", ["陈设"]),
        ("陳設還說，這件事不急。", ["陳設"]),
        ("欧阳修远说，路是旧的。", ["欧阳修远"]),
        ("村民阿不都·买买提说，水渠通了。", ["阿不都·买买提"]),
        ("经济学家西蒙·麦克亚当说，价格会稳。", ["西蒙·麦克亚当"]),
        ("克斯特尔尼亚表示，展览延期。", ["克斯特尔尼亚"]),
        ("公司董事长孙大伟告诉记者，厂房已经建成。", ["孙大伟"]),
    ],
)
def test_the_people_of_a_text_are_named(text: str, names: list[str]) -> None:
    """Reporters in any bracket, glued or spaced; those quoted, in either writing; names of minorities,
    compound surnames and foreign names in transcription."""
    found = people(text)
    assert [person.name for person in found] == names
    assert all(text[slice(*person.span)].replace(" ", "") == person.name for person in found)


@pytest.mark.parametrize(
    "text",
    [
        "老师傅眯起眼睛看了看图纸。",
        "他解释说，图纸还要修改。",
        "于是说到了价格。",
        "有关方面表示，工程如期完成。",
        "当地负责人表示，手续已经齐全。",
        "高管称，产能仍有余量。",
        "专家认为，天气将转凉。",
        "记者获悉，桥已经通车。",
        "记者从市教育局获悉，学校下周开学。",
        "（记者从教育局获悉）",
        "市民苏先生说，车少了。",
    ],
)
def test_words_that_look_like_names_are_none(text: str) -> None:
    """A surname before an everyday word, an office or a form of address names nobody."""
    assert people(text) == ()


@pytest.mark.parametrize(
    "name", ["肖文杰", "王文杰", "苏晚晴", "禤志杰", "范姜佳鈺", "魏喆", "阿不都·买买提"]
)
def test_a_whole_name_is_one(name: str) -> None:
    """Common and rare surnames, compound ones, and names with a dot, in either writing."""
    assert personal_name(name)


@pytest.mark.parametrize(
    "word", ["时报", "参与", "解释", "高考", "观察", "石桥", "木石集", "虎嗅", "教育局", "王"]
)
def test_a_word_is_no_name(word: str) -> None:
    """Everyday words, offices and odd names of outlets are nobody's, whatever they begin with."""
    assert not personal_name(word)


def test_roles_are_told_apart() -> None:
    """Each person has the role that introduces the name."""
    found = people("记者 王大山 通讯员 李小河 摄影 何长江 编辑：苏晚晴")
    assert [(p.name, p.role) for p in found] == [
        ("王大山", "reporter"), ("李小河", "correspondent"), ("何长江", "photographer"), ("苏晚晴", "editor"),
    ]  # fmt: skip
    assert named_after("通讯员", "记者 王大山 通讯员 李小河 何长江") == {"李小河", "何长江"}


@given(st.text(alphabet="记者王大山说，、（）·欧阳 \n本报讯表示村民", max_size=120))
def test_names_stand_where_they_are_said_to(text: str) -> None:
    """Whatever the text, every name is read from its span, and no two overlap."""
    found = people(text)
    assert all("".join(text[slice(*p.span)].split()) == p.name for p in found)
    assert all(one.span[1] <= two.span[0] for one, two in pairwise(found))
    assert {p.span for p in speakers(text)} == {p.span for p in speakers(text)}
