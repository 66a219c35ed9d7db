"""The declared source among all that may be it, on invented pages."""

from __future__ import annotations

import pytest

from benchmarks.credit_forms import FORMS, STORIES, Form, html
from reprint_trace.reading import read_page


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_every_invented_form_of_credit_is_read_right(form: Form) -> None:
    """Labelled, bare, linked, closing and hidden credits, known outlets and unknown ones, and what only
    looks like a credit: each page declares its source, or none."""
    page = read_page(html(form, STORIES[0]).encode(), file=f"{form.name}.html")
    assert (page.declared_source or "").strip("《》") == (form.want or "").strip("《》")


KINDS = {
    "linked-below": Form("", "中国新闻网", tail='<div class="laiyuan"><a href="http://www.chinanews.com/c.shtml">中国新闻网</a></div><p>编辑：何某</p>'),
    "share-bar": Form("", None, '<p>更新 2021年3月5日 09:12</p><ul><li><a href="https://www.facebook.com/sharer.php?u=a">Facebook</a></li><li><a href="mailto:a">转寄朋友</a></li></ul>'),
    "no-colon": Form("", "云岭在线", "<p>发布于<span>2021-03-05</span> | 来源<span class=x>云岭在线</span> | 作者<span>何某某</span></p>"),
    "everyday-word": Form("", "参与", "<p>[时间：2021-03-05] 来源：参与 作者：何大山 [字体：大 中 小]</p>"),
    "split-date": Form("", "新华网", "<p><span>2023</span><span>-10-</span><span>29</span> <span>来源：新华网</span></p>"),
    "standfirst-share": Form("", "云岭日报", "<p>老街的木板房今年换新颜。</p><p>2021年3月5日 来源：云岭日报 作者：何大山</p><div><a href='https://service.weibo.com/share/share.php'>微博</a></div>"),
    "printed-address": Form("", "云岭日报", "<p>https://www.yunling.example/2021/0305/c1.htm</p><p>2021年3月5日 来源：云岭日报</p>"),
    "address-and-bare-name": Form("", "晨露周刊", "<div>https://www.yunling.example/xw/2021-03/05/c_148.htm</div><p><span>2021-03-05 09:12</span> <span>晨露周刊</span></p>"),
    "address-alone": Form("", None, "<div>https://www.yunling.example/xw/2021-03/05/c_148.htm</div><p>2021-03-05 09:12</p>"),
    "person": Form("", None, "<p>2021-03-05 来源：王文杰</p>"),
    "person-too": Form("", None, "<p>2021-03-05 来源：肖文杰</p>"),
    "citation": Form("", None, tail="<p>参考文献：何大山. 小城旧街. 来源：Elsevier</p>"),
    "entered": Form("", "山城日报", tail="<p>【云岭新闻网】山城日报　文章录入：何大山</p>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_once_misread_is_read_right(kind: str) -> None:
    """Credits that used to be missed, and names that used to be taken for one."""
    page = read_page(html(KINDS[kind], STORIES[1]).encode(), file="page.html")
    assert page.declared_source == KINDS[kind].want


def test_a_page_lists_the_names_that_may_be_its_source() -> None:
    """The likeliest first, each with its probability and its quote; the first is declared if it is
    likelier than not."""
    form = Form("", "青萍周刊", "<p><span>2021-03-05 09:12</span> <span>青萍周刊</span></p>")
    page = read_page(html(form, STORIES[2]).encode(), file="page.html")
    assert page.declared_source == page.sources[0].name == "青萍周刊"
    assert page.sources[0].probability >= 0.5
    assert "青萍周刊" in page.sources[0].evidence.quote
    assert [s.probability for s in page.sources] == sorted(
        (s.probability for s in page.sources), reverse=True
    )


@pytest.mark.parametrize("name", ["渡口观察", "虎跃网", "三声半", "EcoView", "云岭发布"])
def test_an_outlet_nobody_knows_is_as_welcome(name: str) -> None:
    """Labelled, or alone beside the date, an unknown name is the source as a known one would be."""
    for head in (
        f"<p>来源：{name} 2021-03-05</p>",
        f"<p><span>2021-03-05</span><span class=source>{name}</span></p>",
    ):
        assert (
            read_page(html(Form("", name, head), STORIES[3]).encode(), file="p.html").declared_source == name
        )


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("关注云岭新闻网", "云岭新闻网"),
        ("云岭新闻网图片频道", "云岭新闻网"),
        ("欢迎访问云岭在线", "云岭在线"),
    ],
)
def test_a_site_is_called_by_its_name_alone(site: str, name: str) -> None:
    """What asks readers in, and a list of pictures behind the name, are no part of it."""
    page = read_page(html(Form("", None, site=site), STORIES[0]).encode(), file="page.html")
    assert page.site.name == name
