"""Pages copied whole into a text file: no links, no blocks, only lines."""

from __future__ import annotations

from time import process_time

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


@pytest.mark.parametrize(
    "row",
    [
        "{title}",
        "0{n}{title}",
        "{n}. {title}",
        "{n}、{title}",
        "No.{n} {title}",
        "・{title}",
        "· 03-04 {title}",
        "[图]{title}",
        "{title} 03-04",
        "{title} 12345",
    ],
)
@pytest.mark.parametrize(
    "heading", ["相关新闻", "看了本文的网友还看了", "24小时排行", "推荐阅读：", "阅读排行榜评论排行榜"]
)
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


def test_counts_and_ages_between_titles_are_passed_over() -> None:
    """河湾网 12评论 and 2小时前 stand under titles and are none; a date may stand before one."""
    rows = f"{OTHERS[0]}\n河湾网 12评论\n[03-04] {OTHERS[1]}\n河湾网 2小时前\n09:05{OTHERS[2]}\n"
    assert tuple(teaser.title for teaser in saved(f"大家都在看\n{rows}").teasers) == OTHERS


def test_a_labelled_title_inside_the_story_is_a_teaser() -> None:
    """推荐阅读：… on a line of its own names another story."""
    story = (STORY[0], f"推荐阅读：{OTHERS[0]}", *STORY[1:])
    page = read(HEAD + "\n".join(story))
    assert tuple(teaser.title for teaser in page.teasers) == OTHERS[:1]
    assert page.body.split("\n") == list(STORY)


def test_a_notice_keeps_its_signature() -> None:
    """The office and the day below a notice are part of it."""
    signed = ("河湾县人民政府办公室", "2021年3月5日")
    assert saved("\n".join(signed) + "\n关于我们 | 网站地图").body.split("\n") == [*STORY, *signed]


def test_the_same_writer_s_next_post_is_another_story() -> None:
    """A dated line that repeats the first one's words, below a headline, opens another story."""
    post = "{}\n木子李 · 2021年3月{}日\n{}\n"
    text = post.format(TITLE, 5, "\n".join(STORY)) + post.format(OTHERS[0], 2, "\n".join(STORY[::-1]))
    assert read(text).body.split("\n") == list(STORY)


@pytest.mark.parametrize(
    "unit", ["相关阅读", "推荐阅读：", "2021-03-05 新华社", "1 题目题目题目题目", "阅读(15)"]
)
def test_long_repetitions_in_text_cost_linear_time(unit: str) -> None:
    """Hostile repetition does not make a text save slow."""
    start = process_time()
    read(f"{unit}\n" * 5_000)
    read(HEAD + "\n".join((*STORY, unit) * 500))
    assert process_time() - start < 4
