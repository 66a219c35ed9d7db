"""Pages copied whole into a text file: no links, no blocks, only lines."""

from __future__ import annotations

import pytest

from reprint_trace.model import Page
from reprint_trace.reading import read_page
from tests.reading.conftest import STORY, TITLE

OTHERS = ("老街的灯又亮了起来 游人驻足", "渡口停航后的第一个春天", "山里的小学迎来三位新老师")
HEAD = f"{TITLE}\n2021-03-05 09:10 来源：河湾日报\n"


def read(text: str) -> Page:
    return read_page(text.encode(), file="page.txt")


def saved(tail: str = "", head: str = HEAD) -> Page:
    return read(head + "\n".join(STORY) + "\n" + tail)


@pytest.mark.parametrize("row", ["{title}", "0{n}{title}", "{n}. {title}", "· {title}", "{title} 03-04"])
@pytest.mark.parametrize("heading", ["相关新闻", "24小时排行", "推荐阅读：", "阅读排行榜评论排行榜"])
def test_a_list_under_a_heading_is_read_as_teasers(heading: str, row: str) -> None:
    """The short lines below a list's heading are other stories, without their numbers and dates."""
    rows = "\n".join(row.format(n=n, title=title) for n, title in enumerate(OTHERS, 1))
    page = saved(f"（责任编辑：许一禾）\n{heading}\n{rows}\n版权所有 河湾网")
    assert tuple(teaser.title for teaser in page.teasers) == OTHERS
    assert {teaser.heading for teaser in page.teasers} == {heading.strip("：")}
    assert page.body.split("\n") == list(STORY)


def test_a_control_in_a_list_does_not_end_it() -> None:
    """A loading note or a date between two titles is passed over, and is no title."""
    rows = f"加载中\n{OTHERS[0]}\n2021-03-04\n{OTHERS[1]}\n点击加载更多"
    assert tuple(teaser.title for teaser in saved(f"相关新闻\n{rows}").teasers) == OTHERS[:2]


def test_a_list_above_the_story_ends_at_its_headline() -> None:
    """A list that stands before the story does not take its headline or its paragraphs."""
    page = saved(head="热门文章\n" + "\n".join(OTHERS) + "\n" + HEAD)
    assert tuple(teaser.title for teaser in page.teasers) == OTHERS
    assert page.title == TITLE
    assert page.body.split("\n") == list(STORY)


def test_subheadings_and_menus_are_no_lists() -> None:
    """What follows a subheading is prose, what follows a section's name in a menu is short."""
    page = saved(f"最新进展\n{STORY[1]}\n热点\n国际\n国内\n社会\n体育\n")
    assert page.teasers == ()
    assert page.body.split("\n")[-1] == STORY[1]


@pytest.mark.parametrize(
    "row",
    [
        "缩小字体 放大字体 收藏 微博 微信 分享 0",
        "河湾新闻APP 缩小字体 放大字体 收藏 微博 微信 分享",
        "打印 网摘 纠错 商城 分享 推荐 字号",
        "您的浏览器不支持播放，请安装Flash插件",
        "跳过推荐内容继续阅读",
        "請繼續往下閱讀",
        "1,675 人赞了该文章",
    ],
)
@pytest.mark.parametrize("at", [0, 2])
def test_a_toolbar_is_no_part_of_the_story(row: str, at: int) -> None:
    """The words of buttons and players are left out, above the story and inside it."""
    story = (*STORY[:at], row, *STORY[at:])
    assert read(HEAD + "\n".join(story)).body.split("\n") == list(STORY)


def test_the_site_s_phrase_behind_the_last_full_stop_goes() -> None:
    """返回…，查看更多 behind the last paragraph is the site's, though a text save shows no link."""
    story = "\n".join(STORY)
    assert read(f"{HEAD}{story}返回河湾，查看更多").body.split("\n") == list(STORY)


@pytest.mark.parametrize(
    "line", ["登录 | 注册 | 河湾论坛", "www.hewan.example", "2021年3月5日 星期五", "A- A+"]
)
def test_furniture_is_no_headline(line: str) -> None:
    """A menu, an address, a bare date and buttons are not taken for the headline."""
    assert read(f"{line}\n{HEAD}" + "\n".join(STORY)).title == TITLE
    assert read(f"{TITLE}\n{line}\n2021-03-05 09:10 来源：河湾日报\n" + "\n".join(STORY)).title == TITLE
