"""What holds for every page, whatever is on it."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprint_trace.errors import InputError
from reprint_trace.model import phrase
from reprint_trace.reading import read_page, recurring_lines
from reprint_trace.words import tell
from tests.reading.conftest import article

TAGS = st.sampled_from(["<p>", "</p>", "<div class='content'>", "</div>", "<td>", "<br>", "<a href='/x'>", "</a>",
                        "<h1>", "</h1>", "<script>", "</script>", "<!--", "-->", "<li style='display:none'>", "</html>"])  # fmt: skip
WORDS = st.sampled_from(["来源：", "人民日报", "责任编辑：", "2021-03-09", "相关阅读", "。", "，", "上一篇：", "原标题：", "记者",
                         "今天上午河水漫过了老桥的第三级台阶，两岸的人都站在堤上看。", "版权所有", " ", "\n", "\x00", "&#0;", "【"])  # fmt: skip
TRADITIONAL = (
    "本港一間舊式茶樓將於月底結業，老闆何先生說，租約到期後業主要加租四成，生意做不下去。",
    "茶樓在一九七二年開張，最盛時有二十多個夥計，如今只剩七個。",
    "老街坊聞訊紛紛前來飲最後一次早茶，有人坐兩個鐘頭車過來，只為吃一碟叉燒腸粉。",
    "何先生說，招牌會送給博物館。",
    "點心車就留給夥計做紀念",
)
MARKUP = st.lists(TAGS | WORDS, max_size=60).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_an_input_error(data: bytes) -> None:
    """Reading bytes of any kind gives a page or says in one line why not."""
    try:
        problem = "".join(tell(said, "en") for said in read_page(data, file="a.html").warnings)
    except InputError as error:
        problem = str(error)
    assert "\n" not in problem


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_the_body_is_text_of_the_page(markup: str) -> None:
    """Every paragraph of the body stands on the page, letter for letter but for white space."""
    from lxml import etree, html

    page = read_page(f"<html><body>{markup}x".encode(), file="a.html")
    markup = markup.replace("&#0;", "\ufffd")  # as browsers have it; older parsers drop it
    root = html.document_fromstring(f"<html><body>{markup}x".replace("</html>", "").replace("\x00", ""))
    etree.strip_elements(root, "script", "style", with_tail=False)
    shown = squeezed("".join(map(str, root.itertext())))
    assert all(squeezed(paragraph) in shown for paragraph in page.body.split("\n"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(TRADITIONAL), min_size=2, max_size=8))
def test_the_charset_makes_no_difference(story: list[str]) -> None:
    """The same page in UTF-8, GB18030 and Big5 gives the same Page but for charset and hash."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (TRADITIONAL[0], *story))
    page = f"<title>老茶樓月底結業</title><h1>老茶樓月底結業</h1><p>2021-03-09 來源：明報</p><div>{paragraphs}</div>"
    utf8, gb, big5 = (
        dataclasses.replace(read_page(page.encode(encoding), file="a.html"), encoding="", sha256="")
        for encoding in ("utf-8", "gb18030", "big5hkscs")
    )
    assert utf8.body
    assert utf8 == gb == big5


def test_lines_that_recur_across_a_site_are_found() -> None:
    """What stands in most bodies of a crawl is the site's, not the story's."""
    notice = "本栏目文章欢迎读者来信讨论，来信请寄编辑部，信封上注明栏目名称即可。"
    pages = [
        read_page(
            article(
                story=(f"第{n}座石桥昨天重新开放，桥面的石板逐块编号后按原样放回。" * 2, notice)
            ).encode(),
            file="a",
        )
        for n in range(4)
    ]
    assert recurring_lines(pages) == {notice}


def test_a_page_without_a_story_says_so() -> None:
    """A page without prose has an empty body and a warning."""
    page = read_page(b"<html><body><ul><li><a href='/1'>x</a></li></ul></body></html>", file="a.html")
    assert (page.body, page.warnings[:1]) == ("", (phrase("warning.no-article"),))
