from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.outlets import gazetteer
from tests.reading.conftest import STORY, TITLE, Reading, article

Read = Callable[..., Reading]

OTHERS = ("老街的灯又亮了起来，游人说像回到从前", "渡口停航后的第一个春天", "山里的小学迎来新老师")
LIST = "".join(f"<li><a href='/a/2020{n}.html'>{title}</a></li>" for n, title in enumerate(OTHERS, 1000))


def titles(found: Reading) -> tuple[str, ...]:
    return tuple(teaser.title for teaser in found.teasers.teasers)


@pytest.mark.parametrize("heading", ["<h3>相关阅读</h3>", "<div>推荐阅读：</div>", "<p><b>热门文章</b></p>"])
def test_a_list_of_other_stories_is_found_with_its_heading(read: Read, heading: str) -> None:
    """Titles, addresses and the list's own title."""
    found = read(after=f"<div>{heading}<ul>{LIST}</ul></div>")
    assert titles(found) == OTHERS
    assert {teaser.heading for teaser in found.teasers.teasers} == {
        "相关阅读"
    } or heading != "<h3>相关阅读</h3>"
    assert found.teasers.teasers[0].url == "/a/20201000.html"


def test_a_card_keeps_category_excerpt_and_reads(read: Read) -> None:
    """What a card shows around its title belongs to the teaser."""
    card = (
        "<article class='excerpt'><header><a class='cat' href='/rw/'>人文</a>"
        f"<h2><a href='/a/2020/0224/x0.html'>{OTHERS[0]}</a></h2></header>"
        f"<p class='meta'>阅读(1.5万)</p><p class='note'>{STORY[1]}...</p></article>"
    )
    [teaser] = read(after=f"<aside>{card}</aside>").teasers.teasers
    assert (teaser.title, teaser.category, teaser.reads) == (OTHERS[0], "人文", 15000)
    assert teaser.excerpt == STORY[1] + "..."


@pytest.mark.parametrize(
    "shape",
    [
        "<li>1. <a href='{url}'>{title}</a></li>",
        "<li>·<a href='{url}'>{title}</a> 2021-03-05</li>",
        "<li><a href='{url}'>{title}</a><span>2021-03-05</span></li>",
        "<td><a href='{url}'>• {title}</a></td>",
        "<li><a href='{url}'><img><p>{title}</p></a></li>",
        "<p>此前报道：<a href='{url}'>{title}</a></p>",
    ],
)
def test_bullets_numbers_and_dates_are_no_part_of_the_title(read: Read, shape: str) -> None:
    """Only the title itself comes out."""
    rows = "".join(shape.format(url=f"/a/2020{n}.html", title=title) for n, title in enumerate(OTHERS, 1000))
    assert titles(read(after=f"<div>{rows}</div>")) == OTHERS


def test_navigation_and_the_page_itself_are_no_teasers(read: Read) -> None:
    """Menus, footers, home links, the headline and its neighbours stay out."""
    extras = (
        "<nav><a href='/news/20201.html'>国际新闻频道首页大全</a></nav>"
        "<div class='footer'><a href='/about/2020.html'>关于我们的联系方式与招聘</a></div>"
        f"<p>上一篇：<a href='/a/20202.html'>{OTHERS[0]}</a></p>"
        f"<li><a href='/a/20203.html'>{TITLE}</a></li>"
        "<li><a href='http://www.example.com/'>河湾网的新闻客户端首页</a></li>"
    )
    assert titles(read(after=extras)) == ()


def test_a_headline_may_hold_the_words_of_a_notice(read: Read) -> None:
    """隐私 or 下载 in a headline does not make it a notice; a notice is one by its form."""
    news = ("个人隐私保护新规下月施行", "下载量突破百万的小软件怎么来的")
    notices = ("隐私政策与用户服务协议", "违法和不良信息举报中心")
    rows = "".join(
        f"<li><a href='/a/2020{n}.html'>{title}</a></li>" for n, title in enumerate(news + notices, 1000)
    )
    assert set(titles(read(after=f"<ul>{rows}</ul>"))) <= {news[0], news[1]}
    assert news[0] in titles(read(after=f"<ul>{rows}</ul>"))


def test_a_link_inside_a_sentence_is_no_teaser(read: Read) -> None:
    """A linked phrase in running text belongs to the story, and so do the paragraphs around it."""
    linked = "师傅说，<a href='/k/20201.html'>桥面的石板逐块编号</a>，拆下清洗之后再按原样放回，用了七个月。"
    opening = (
        "<a href='/k/20202.html'>城东石桥管理处</a>昨天发布消息说，石桥重新开放之后不收门票，车辆仍要绕行。"
    )
    found = read(story=(STORY[0], linked, opening, STORY[2]))
    assert titles(found) == ()
    assert found.teasers.lines == frozenset()


WORDS = "来源： 来源 新华社 （ ） 【 】 上一篇： 下一篇 作者： 责任编辑： 小编了解到 据 讯 记者 | 2021-03-05 10:20"
MARKS = "</a> <p> </p> <div> </div> <li> <h1> </h1> 原标题： 《 》 石桥修好了 阅读(15) &nbsp;"
PIECES = st.sampled_from(
    [*WORDS.split(), *MARKS.split(), " ", "首页 > ", "<a href='/a/2020.html'>", STORY[0]]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_mixture_is_read_without_error_and_quoted_exactly(pieces: list[str]) -> None:
    """However the pieces of a page are mixed, reading ends and every quote stands on the page."""
    found = Reading("<html><body>" + "".join(pieces) + "石桥</body></html>", gazetteer())
    for claim in found.claims.claims:
        assert any(claim.evidence.quote in line for line in found.lines)
    recognised = found.claims.lines | found.furniture.lines | found.teasers.lines
    assert all(0 <= index < len(found.lines) for index in recognised)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_save_is_read_without_error(text: str) -> None:
    """No text breaks the readers."""
    Reading(text, gazetteer(), text=True)


@pytest.mark.parametrize(
    "unit",
    [
        "来源：",
        "（来源",
        "上一篇：",
        "据新华社",
        "2021-",
        "《",
        "记者 李",
        "<a href='/a/20201.html'>标题标题标题</a>",
    ],
)
def test_long_repetitions_cost_linear_time(unit: str) -> None:
    """Hostile repetition does not make reading slow."""
    from time import process_time

    start = process_time()
    Reading(f"<html><body><p>{unit * 4000}</p></body></html>", gazetteer())
    Reading(article(head=f"<p>{unit}人民网</p>" * 3000), gazetteer())
    Reading(article(tail=f"<li>{unit}南方周末</li>" * 3000), gazetteer())
    Reading(article(head=f"<p>{unit * 20}</p>"), gazetteer())
    assert process_time() - start < 3


def test_a_list_of_stories_in_a_block_called_menu_is_one(read: Read) -> None:
    """Most of its links are titles with a number in their address; a menu's are not."""
    more = "".join(
        f"<li><a href='/a/202010{n}.html'>{title}</a></li>"
        for n, title in enumerate(("夜市搬家以后，摊主们在新街上重新开张", "河边的步道修到了老码头门口"), 10)
    )
    assert len(titles(read(after=f"<div id='side'><div class='menu'><ul>{LIST}{more}</ul></div></div>"))) == 5
    sections = "".join(f"<li><a href='/list/{n}/'>{n}频道的全部内容和往期专题</a></li>" for n in "甲乙丙丁")
    assert titles(read(after=f"<div class='menu'><ul>{sections}{more}</ul></div>")) == ()


def test_related_stories_hang_on_the_top_bar_too(read: Read) -> None:
    """The nearest name decides: what is called related is no navigation."""
    box = f"<div class='topbar'><a href='/'>首页</a><ul class='topbar__related-list'>{LIST}</ul></div>"
    assert titles(read(after=box)) == OTHERS
