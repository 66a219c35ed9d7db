from __future__ import annotations

from itertools import pairwise

import pytest

from reprint_trace.attribution import bylines, captions, datelines, mentions, relays, signature


@pytest.mark.parametrize(
    ("text", "name", "own", "dispatch", "names"),
    [
        (
            "新华社北京2月24日电（记者 王大山、李小河）老街昨日开工。",
            "新华社",
            False,
            True,
            ("王大山", "李小河"),
        ),
        ("本报讯（记者洪文杰 通讯员 张三）工程开始。", "本报", True, False, ("洪文杰", "张三")),
        ("河湾新闻网消息 昨天，老街开工。", "河湾新闻网", False, False, ()),
        ("中新社云岭5月1日电 记者王大山报道", "中新社", False, True, ("王大山",)),
        ("（法新社羅馬19日電）老街開工。", "法新社", False, True, ()),
        ("据新华社拉萨电（记者 格桑边觉）", "新华社", False, False, ("格桑边觉",)),
        ("\u3000\u3000河湾晚报讯 老街开工。", "河湾晚报", False, False, ()),
    ],
)
def test_datelines_are_read(text: str, name: str, own: bool, dispatch: bool, names: tuple[str, ...]) -> None:
    """An agency's dispatch, the paper's own report, a site's message: who, and which reporters."""
    (found,) = datelines(text)
    assert (found.name, found.own, found.dispatch, found.names) == (name, own, dispatch, names)


@pytest.mark.parametrize(
    "text",
    [
        "北京消息人士称，谈判还在继续。",
        "记者从河湾网获悉，老街开工。",
        "情况通报（第三期）",
        "他说，报纸停了。",
    ],
)
def test_sentences_are_no_datelines(text: str) -> None:
    """What only mentions news, or asks a site for it, opens no report."""
    assert datelines(text) == ()


def test_bylines_captions_and_signatures_are_read() -> None:
    """A line of reporters, a bracket of names, an editor's bracket, a picture's line, the last signature."""
    text = "\n".join(
        (
            "河湾晚报记者 李小河",
            "老街修好了。（李小河 王大山）",
            "图为老街。何大山摄",
            "(责任编辑：张三)",
            "终了。（海外网/李小河）",
        )
    )
    assert [(m.rule, m.names) for m in bylines(text)] == [
        ("byline-line", ("李小河",)), ("bracketed-names", ("李小河", "王大山")), ("bracketed-byline", ("张三",)),
    ]  # fmt: skip
    assert next((m.rule, m.names) for m in captions(text)) == ("caption-lead", ("何大山",))
    end = signature(text)
    assert end is not None
    assert (end.name, end.names) == ("海外网", ("李小河",))
    spans = [m.span for m in mentions(text)]
    assert spans == sorted(spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_relays_name_who_passed_the_text_on() -> None:
    """An editor who speaks up, a compiler's note; the site's own 本 and 我 are nobody."""
    assert [m.name for m in relays("今天河湾网小编为大家介绍老街。")] == ["河湾网"]
    assert relays("小编了解到，老街开工。") == ()
