"""The people a page names, in the forms its bylines take."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.reading.conftest import STORY, Reading

Read = Callable[..., Reading]
DATE = "<p>2021-03-05 10:20</p>"


@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("作者：李小河 编辑：孙江", ["李小河"], ["孙江"]),
        ("文/李小河 图/王大山", ["李小河"], []),
        ("文｜李小河 编辑｜孙江", ["李小河"], ["孙江"]),
        ("撰文/李小河", ["李小河"], []),
        ("记者 李小河 王大山 周河", ["李小河", "王大山", "周河"], []),
        ("本报记者 李小河 王大山 通讯员 周河", ["李小河", "王大山", "周河"], []),
        ("记者：李小河 通讯员：王大山", ["李小河", "王大山"], []),
        ("河湾晚报首席记者 李小河", ["李小河"], []),
        ("新京报记者 彭小河 山东河湾报道", ["彭小河"], []),
        ("顶端新闻·河湾商报记者李小河/文受访者供图", ["李小河"], []),
        ("□本报记者 李小河", ["李小河"], []),
        ("中青报·中青网记者 李小河 来源：中国青年报", ["李小河"], []),
        ("新华网黑龙江频道 记者 伊琳 李小河", ["伊琳", "李小河"], []),
        ("作者：卡尔·马克思", ["卡尔·马克思"], []),
        ("作者：阿卜杜拉·买买提 责任编辑：孙江", ["阿卜杜拉·买买提"], ["孙江"]),
        ("作者 李小河", ["李小河"], []),
        ("作者: 赵 培", ["赵 培"], []),
        ("作者：河湾晚报记者 李小河", ["李小河"], []),
        ("李小河/河湾晚报", ["李小河"], []),
        ("[责任编辑：孙江]", [], ["孙江"]),
        ("编辑/孙江 校对/周河", [], ["孙江"]),
        ("责编：Demi Xia", [], ["Demi Xia"]),
        ("编辑：孙江 审核：周河 监制：王大山", [], ["孙江"]),
        ("記者林小河／台北報導", ["林小河"], []),
        ("〔記者林小河／台北報導〕", ["林小河"], []),
        ("聯合報 記者林小河／即時報導", ["林小河"], []),
        ("國際中心／林小河報導", ["林小河"], []),
        ("中央社記者林小河台北24日電", ["林小河"], []),
        ("撰文：林小河 攝影：王大山", ["林小河"], []),
        ("策划：周河 撰文：李小河 编辑：孙江", ["李小河"], ["孙江"]),
        ("供稿单位：宣传部 撰稿：李小河 摄影：王大山 审核：周河", ["李小河"], []),
        ("李小河、风笑天", ["李小河", "风笑天"], []),
        ("李小河 05.03.2021", ["李小河"], []),
        ("石头城 发表于 2021-3-5 10:20", ["石头城"], []),
        ("石头城 于 2021-3-5 10:20 发表", ["石头城"], []),
        ("<span class='author'>小满</span> 2021-03-05 10:20", ["小满"], []),
        ("<a href='/u/12/'>小满</a> 2021-03-05 10:20", ["小满"], []),
        ("<span class='author'>新华社</span> 2021-03-05 10:20", [], []),
        ("最后更新于 2021-3-5 10:20", [], []),
        ("2021-03-05 10:20 来源：浙江在线 记者 李小河", ["李小河"], []),
        ("鉅亨網記者林小河 台北 2021-03-05 10:20", ["林小河"], []),
        ("林小河 2021-03-05 10:20 人氣", ["林小河"], []),
        ("武汉 2021-03-05 10:20", [], []),
        ("作者：佚名", [], []),
        ("河湾中文网记者 发自梨江", [], []),
        ("作者：admin", [], []),
        ("作者：未知 来源：新华社", [], []),
        ("发布人：孙江", [], []),
        ("时间 2021-03-05 10:20", [], []),
        ("<span>作者：李小河</span><span>评论 (0)</span>", ["李小河"], []),
        ("<a href='/shop/'>商城</a>", [], []),
        ("作者简介：李小河，教师", [], []),
        ("河湾日报全媒体图片记者李小河、王大山摄", [], []),
    ],
)
def test_people_beside_the_headline_are_read(
    read: Read, line: str, authors: list[str], editors: list[str]
) -> None:
    """Every form of byline names its people; labels, toolbars and photographers are nobody's authors."""
    furniture = read(head=f"<div class='info'>{line}</div>" + (DATE if "2021" not in line else "")).furniture
    assert (list(furniture.authors), list(furniture.editors)) == (authors, editors)


@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("责任编辑：NB011、LX24", [], ["NB011", "LX24"]),
        ("（李小河 王大山）", ["李小河", "王大山"], []),
        ("（本报记者 李小河）", ["李小河"], []),
        ("（文/图 李小河）", ["李小河"], []),
        ("（通讯员 李小河 记者 王大山）", ["李小河", "王大山"], []),
        ("（責任編輯：孫江）", [], ["孫江"]),
        ("（河湾网编辑 孙江）", [], ["孙江"]),
        ("编辑丨孙江", [], ["孙江"]),
        ("一审：孙江 二审：周河 三审：王大山", [], []),
        ("（完）", [], []),
        ("（图片由受访者提供）", [], []),
        ("（新华社发）", [], []),
        ("（作者系河湾大学教授）", [], []),
    ],
)
def test_people_below_the_story_are_read(
    read: Read, line: str, authors: list[str], editors: list[str]
) -> None:
    """The closing bracket and the editors' line."""
    furniture = read(head=DATE, tail=f"<p>{line}</p>").furniture
    assert (list(furniture.authors), list(furniture.editors)) == (authors, editors)


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("新华社北京2月24日电（记者李小河、王大山）", ["李小河", "王大山"]),
        ("新华社北京2月24日电（李小河、王大山）", ["李小河", "王大山"]),
        ("新华社拉萨2月24日电（记者格桑边觉、李小河）", ["格桑边觉", "李小河"]),
        ("本报讯 （实习记者 李小河 王大山 记者周河）", ["李小河", "王大山", "周河"]),
        ("本报讯（通讯员 李小河 记者 王大山 文/图）", ["李小河", "王大山"]),
        ("〔記者林小河／台北報導〕", ["林小河"]),
        ("（中央社記者林小河台北24日電）", ["林小河"]),
        ("【河湾晚报记者 李小河】", ["李小河"]),
        ("央视网消息（新闻联播）：", []),
        ("记者：您怎么看这座桥？", []),
    ],
)
def test_reporters_behind_a_dateline_are_read(read: Read, opening: str, authors: list[str]) -> None:
    """The bracket behind the dateline names reporters, called so or not; a programme is nobody."""
    assert list(read(head=DATE, story=(opening + STORY[0], *STORY[1:])).furniture.authors) == authors


def test_the_questions_of_an_interview_name_nobody(read: Read) -> None:
    """记者：高兴吗 is a question, although 高 is a surname."""
    talk = ("记者：王师傅您好", "王师傅：你好。", "记者：高兴吗")
    assert read(head=DATE, story=(STORY[0], *talk, STORY[1])).furniture.authors == ()


def test_a_hostile_field_costs_no_time(read: Read) -> None:
    """Words that could be cut in many ways, repeated, are read at once."""
    assert read(head=DATE + "<p>作者：" + "摄影" * 90 + "x</p>").furniture.authors == ()


@pytest.mark.parametrize("byline", ["作者李小河", "李小河教授"])
def test_a_person_named_with_a_post_is_no_source(read: Read, byline: str) -> None:
    """A post or an address of respect, glued to a name, makes the line no outlet's."""
    assert read(head=f"{DATE}<p>{byline}</p>").declared is None
