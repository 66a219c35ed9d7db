from __future__ import annotations

from collections.abc import Callable

import pytest

from reprint_trace.outlets import Gazetteer
from reprint_trace.reading.dates import dates, url_date
from tests.reading.conftest import STORY, TITLE, Reading, article

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-03-05 10:20:03", "2021-03-05T10:20:03"),
        ("2021-03-0510:20", "2021-03-05T10:20"),
        ("2021/3/5 9:05", "2021-03-05T09:05"),
        ("2021.03.05", "2021-03-05"),
        ("2021.03.0510:20", "2021-03-05T10:20"),
        ("2021年3月5日10:20", "2021-03-05T10:20"),
        ("2021年03月05日 星期五 10时20分", "2021-03-05T10:20"),
        ("2021年3月5日週五 下午2:05", "2021-03-05T14:05"),
        ("2021-03-05T10:20:03+08:00", "2021-03-05T10:20:03+08:00"),
        ("2021-03-05T02:20:03.000Z", "2021-03-05T02:20:03Z"),
        ("2021 03/ 05 10:20:03", "2021-03-05T10:20:03"),
        ("March 5th, 2021 10:20 pm", "2021-03-05T22:20"),
        ("Mar 05 Fri 2021 10:20", "2021-03-05T10:20"),
        ("5 March 2021", "2021-03-05"),
        ("7/15/2005 9:23:57 PM", "2005-07-15T21:23:57"),
        ("7/5/2005 9:23:57 PM", "2005-07-05T21:23:57"),
        ("15/07/2005 - 21:23", "2005-07-15T21:23"),
        ("2021-02-30", None),
        ("电话：2021-0305", None),
        ("03-05 10:20", None),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, value: str | None) -> None:
    """Every written form gives ISO 8601 cut at its own precision; an impossible date gives none."""
    found = dates(text)
    assert (found[0].value if found else None) == value
    if found:
        assert found[0].precision == ("minute" if "T" in found[0].value else "day")


def test_an_ambiguous_date_needs_a_certain_one() -> None:
    """Without a year, or day and month in doubt, metadata decides; without metadata nothing is guessed."""
    assert dates("10-08 12:00", "2019-10-08T12:00:57")[0].value == "2019-10-08T12:00"
    assert dates("06/02/2022 - 13:48", "2022-02-06")[0].value == "2022-02-06T13:48"
    assert dates("06/02/2022", "2022-06-02")[0].value == "2022-06-02"


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("/a/2020/0224/010news227511.html", "2020-02-24"),
        ("http://news.example.com/2020-02/24/content_1.htm", "2020-02-24"),
        ("http://example.com/news/2020/02/24/1.html", "2020-02-24"),
        ("http://example.com/html/20200224/123.html", "2020-02-24"),
        ("http://example.com/xw/t20200224_123.htm", "2020-02-24"),
        ("http://example.com/a/202002/t123.html", "2020-02"),
        ("http://example.com/p/20209999.html", None),
        ("page.html", None),
    ],
)
def test_a_url_may_hold_the_date(url: str, value: str | None) -> None:
    """A path with year, month and day dates its page."""
    found = url_date(url)
    assert (found.value if found else None) == value


def published(read: Read, **parts: object) -> tuple[str, str] | None:
    date = read(**parts).furniture.published
    return (date.value, date.basis) if date else None


def test_the_visible_date_beats_metadata_beats_the_url(read: Read) -> None:
    """The date a reader sees beside the headline is the page's own."""
    meta = "<meta property='article:published_time' content='2021-03-05T02:20:00Z'>"
    url = "http://example.com/2021/0304/1.html"
    assert published(read, head="<p>2021-03-05 10:20</p>", meta=meta, url=url) == (
        "2021-03-05T10:20",
        "visible",
    )
    assert published(read, meta=meta, url=url) == ("2021-03-05T02:20:00Z", "meta")
    assert published(read, url=url) == ("2021-03-04", "url")
    assert published(read) is None


def test_an_element_s_own_date_is_the_last_resort(read: Read) -> None:
    """Where a page shows only 3天前, the machine-readable date of its <time> is read."""
    head = "<p><time datetime='2021-03-05T10:20:00+08:00'>3天前</time></p>"
    assert published(read, head=head) == ("2021-03-05T10:20:00+08:00", "meta")
    meta = "<meta name='pubdate' content='2021-03-06 08:00'>"
    assert published(read, head=head, meta=meta) == ("2021-03-06T08:00", "meta")


@pytest.mark.parametrize(
    "trap",
    [
        {"after": "<h3>相关阅读</h3><p>别处的一条新闻 发布时间：2019-01-01 10:00</p>"},
        {"after": "<ul><li><a href='/a/1.html'>别处的一条新闻很长很长</a> 2019-01-01 10:00</li></ul>"},
        {"after": "<p>Copyright © 2001-2012 河湾网</p>"},
        {"head": "<div>今天是2022年5月1日 星期日</div>"},
        {"story": ("2019年5月1日上午，城东的石桥重新开放，附近的居民早早来到桥头，看着围挡被移走。", *STORY)},
    ],
)
def test_other_dates_do_not_date_the_page(read: Read, trap: dict[str, object]) -> None:
    """A related link's date, a copyright year, today's date and a date in the story are not the page's."""
    assert published(read, **trap) is None


def test_a_platform_named_today_is_not_today_s_date(read: Read) -> None:
    """今日头条 beside the date does not make it the date of the visit."""
    assert published(read, head="<p>来源：今日头条 2024-05-20 10:00</p>") == ("2024-05-20T10:00", "visible")


def test_a_labelled_date_below_the_story_counts(read: Read) -> None:
    """时间：… at the end of a page without a date above dates it."""
    assert published(read, after="<p>时间：2019-09-24 17:08</p>") == ("2019-09-24T17:08", "visible")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (article(), TITLE),
        (article().replace("<h1>", "<div class='tit'>").replace("</h1>", "</div>"), TITLE),
        (article().replace(f"<h1>{TITLE}</h1>", f"<h1><a href='/'>河湾网</a></h1><td>{TITLE}</td>"), TITLE),
        (article().replace("<title>" + TITLE + "_", "<title>"), TITLE),
        (article().replace(f"<title>{TITLE}_本地新闻_河湾网</title>", ""), TITLE),
        (
            article().replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE[:8]}<br>{TITLE[8:]}</h1>"),
            TITLE,
        ),
        (article().replace(f"<h1>{TITLE}</h1>", ""), TITLE),
        (article(after=f"<h3>热门</h3><ul><li><a href='/1'>{TITLE}</a></li></ul>"), TITLE),
    ],
)
def test_the_headline_is_found_with_and_without_markup(source: str, title: str, known: Gazetteer) -> None:
    """Heading tag or table cell, site name in <title> or none: the headline comes out without it."""
    assert Reading(source, known).frame.title == title


def test_a_forum_s_mark_is_no_part_of_the_headline(known: Gazetteer) -> None:
    """[转贴] before the headline tells that the thread is a reprint, not what it is called."""
    source = article().replace(TITLE, f"[转贴] {TITLE}")
    assert Reading(source, known).frame.title == TITLE


def test_an_app_s_name_is_not_the_headline(known: Gazetteer) -> None:
    """A page shared from an app may have the app's name for its title, and show it on top."""
    source = (
        "<title>云上河湾</title><meta property='og:title' content='云上河湾'>"
        "<div><p>云上河湾</p><span>看河湾</span><button>立即打开</button></div>"
        f"<div class='title'>{TITLE}</div><div>来源：</div><div>河湾县融媒体中心</div>"
        f"<div>{''.join(f'<p>{each}</p>' for each in STORY)}</div>"
    )
    assert Reading(source, known).frame.title == TITLE


@pytest.mark.parametrize(
    "shown",
    [
        "<i>视频</i>{}",
        "<span>原创</span>{}",
        "<a href='/c/'>民生</a> | {}",
        "{}<em>阅读 23</em>",
        "{}<span>来源：</span>",
        "[置顶] {}",
    ],
)
def test_what_stands_beside_the_headline_is_no_part_of_it(shown: str, known: Gazetteer) -> None:
    """Labels, the channel's link and counters in the headline's own line, set apart by markup."""
    source = article().replace(f"<h1>{TITLE}</h1>", f"<h1>{shown.format(TITLE)}</h1>")
    assert Reading(source, known).frame.title == TITLE


@pytest.mark.parametrize(
    ("bar", "crumbs"),
    [
        ("<a href='/'>首页</a> &gt; <a href='/n/'>新闻</a> &gt; 正文", ("首页", "新闻")),
        ("当前位置：<a href='/'>首页</a>&gt;&gt;<a href='/n/'>新闻</a>&gt;&gt;" + TITLE, ("首页", "新闻")),
        ("您的位置：首页 » 新闻 » 本地", ("首页", "新闻", "本地")),
        ("位置：<a href='/'>河湾网</a> → <a href='/n/'>新闻</a>", ("河湾网", "新闻")),
        ("<a href='/'>首页</a> / <a href='/n/'>新闻</a> / 正文", ("首页", "新闻")),
    ],
)
def test_breadcrumbs_leave_out_the_page_itself(read: Read, bar: str, crumbs: tuple[str, ...]) -> None:
    """The path to the page is read in any separator, without 正文 and without the headline."""
    source = article().replace("<h1>", f"<div class='crumb'>{bar}</div><h1>")
    from reprint_trace.outlets import gazetteer

    assert Reading(source, gazetteer()).frame.breadcrumbs == crumbs


FORMER, LATTER = "老街的灯又亮了起来", "渡口停航后的第一个春天"


@pytest.mark.parametrize(
    "block",
    [
        f"<p>上一篇：<a href='/1.html'>{FORMER}</a></p><p>下一篇：<a href='/2.html'>{LATTER}</a></p>",
        f"<p>上一篇：<a href='/1.html'>{FORMER}</a> 下一篇：<a href='/2.html'>{LATTER}</a></p>",
        f"<p>上一条 <a href='/1.html'>{FORMER}</a> 下一条 <a href='/2.html'>{LATTER}</a></p>",
        f"<div><a href='/1.html'>上一篇：{FORMER}</a><a href='/2.html'>下一篇：{LATTER}</a></div>",
        f"<p><a href='/1.html'>上一篇：{FORMER}</a></p><p><a href='/2.html'>下一篇：{LATTER}</a></p>",
        f"<p><a href='/1.html'><i>【上一篇】</i> {FORMER}</a></p>"
        f"<p><a href='/2.html'><i>【下一篇】</i> {LATTER}</a></p>",
        f"<div>上一篇 :</div><a href='/1.html'>{FORMER}</a><div>下一篇 :</div><a href='/2.html'>{LATTER}</a>",
        f"<div>上一則：<a href='/1.html'>{FORMER}</a></div><div>下一則：<a href='/2.html'>{LATTER}</a></div>",
        f"<div>上一条：<a href='/1.html'>{FORMER}</a></div><div>下一条：<a href='/2.html'>{LATTER}</a></div>",
        f"<div>前一篇：<a href='/1.html'>{FORMER}</a></div><div>后一篇：<a href='/2.html'>{LATTER}</a></div>",
        f"<a rel='prev' href='/1.html'><i>上一篇</i><br>{FORMER}</a>"
        f"<a rel='next' href='/2.html'><i>下一篇</i><br>{LATTER}</a>",
        f"<a rel='prev' href='/1.html'>{FORMER}</a><a rel='next' href='/2.html'>{LATTER}</a>",
        f"<a href='/1.html' title='{FORMER}'>上一篇</a> <a href='/2.html' title='{LATTER}'>下一篇</a>",
        f"<a href='/1.html' title='上一篇'>{FORMER}</a> <a href='/2.html' title='下一篇'>{LATTER}</a>",
        f"<div><span>上一篇稿件</span><br><a href='/1.html'>{FORMER}</a></div>"
        f"<div><span>下一篇稿件</span><br><a href='/2.html'>{LATTER}</a></div>",
        f"<a href='/1.html'>&lt; 上一篇 {FORMER}</a><a href='/2.html'>下一篇 {LATTER} &gt;</a>",
        f"<a href='/1.html'><p>{FORMER}</p><span>上一篇</span></a>"
        f"<a href='/2.html'><p>{LATTER}</p><span>下一篇</span></a>",
        f"<h5>上一篇文章與下一篇文章</h5><p><a href='/1.html'>{FORMER}</a></p>"
        f"<p><a href='/2.html'>{LATTER}</a></p>",
        f"<p><a href='/1.html'>{FORMER}</a> | <a href='/'>回首页</a> | <a href='/2.html'>{LATTER}</a></p>",
    ],
)
def test_previous_and_next_are_read_in_every_form(read: Read, block: str) -> None:
    """The neighbours' titles and addresses, wherever the label stands."""
    frame = read(after=block).frame
    assert frame.previous is not None
    assert frame.next is not None
    assert (frame.previous.title, frame.previous.url) == (FORMER, "/1.html")
    assert (frame.next.title, frame.next.url) == (LATTER, "/2.html")


@pytest.mark.parametrize(
    "block",
    [
        "<p>上一篇：没有了</p><p>下一篇：没有了</p>",
        "<p>上一篇文章里我们说过，<a href='/k/1.html'>城东的石桥</a>要修七个月，现在桥已经修好了。</p>",
        "<p>下一篇：<a href='/list/'>返回列表</a></p>",
        "<p>向右滑动：上一篇</p>",
        "<p>阅读下一篇：<a href='###'></a></p>",
        "<div><a href='#'>下一篇</a></div><div><a href='http://example.com/'>河湾网首页大全</a></div>",
        "<p><a href='?p=1'>上一页</a> 1 2 <a href='?p=3'>下一页</a></p>",
        f"<p style='display:none'>下一篇：<a href='/2.html'>{LATTER}</a></p>",
    ],
)
def test_false_steps_give_no_neighbour(read: Read, block: str) -> None:
    """Empty, hidden and swipe-hint labels, and the pages of one story, are no neighbours."""
    frame = read(after=block).frame
    assert frame.previous is None
    assert frame.next is None


@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("作者：李小河 王大山 责任编辑：孙江", ("李小河", "王大山"), ("孙江",)),
        ("【责任编辑：孙江】", (), ("孙江",)),
        ("[责任编辑：孙江 PN054]", (), ("孙江",)),
        ("(责编：孙江、周海)", (), ("孙江", "周海")),
        ("选稿：孙江", (), ("孙江",)),
        ("本报记者 李小河", ("李小河",), ()),
        ("作者： 责任编辑：孙江", (), ("孙江",)),
        ("文丨李小河", ("李小河",), ()),
    ],
)
def test_authors_and_editors_are_read(
    read: Read, line: str, authors: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    """People come out one by one, without labels and staff codes."""
    furniture = read(tail=f"<p>{line}</p>").furniture
    assert (furniture.authors, furniture.editors) == (authors, editors)


@pytest.mark.parametrize(
    "line",
    [
        "原标题：石桥修好了",
        "（原标题：石桥修好了）",
        "（原题为《石桥修好了》）",
        "原标题:石桥修好了",
        "本文原标题：石桥修好了",
    ],
)
def test_the_original_title_is_read(read: Read, line: str) -> None:
    """原标题 in every form, and the line is no part of the story."""
    found = read(tail=f"<p>{line}</p>")
    assert found.frame.original_title == "石桥修好了"
    assert any(found.lines[index] == line for index in found.frame.lines)


@pytest.mark.parametrize("title", ["老街里有位“灯匠”", "《山河》与《旧事》", "石桥修好了（图）"])
def test_quotes_of_an_original_title_are_its_own(read: Read, title: str) -> None:
    """A quote or bracket at one end of the original title is part of it."""
    assert read(tail=f"<p>原标题：{title}</p>").frame.original_title == title


def test_site_and_language(read: Read) -> None:
    """The site's name ends <title>; its outlet comes from the address; the script tells the language."""
    furniture = read(url="http://www.people.com.cn/n1/1.html").furniture
    assert (furniture.site.name, furniture.site.outlet, furniture.site.domain) == (
        "河湾网",
        "人民网",
        "people.com.cn",
    )
    assert furniture.language == "zh-Hans"
    traditional = ("昨天上午，城東的石橋重新開放，附近的居民早早來到橋頭，看著最後一道圍擋被移走。",) * 2
    assert read(story=traditional).furniture.language == "zh-Hant"


@pytest.mark.parametrize(
    ("shown", "site"),
    [
        (f"渡口新闻中心 - 国际 - {TITLE}", "渡口新闻中心"),
        (f"{TITLE}_桥面_城东", None),
        (f"{TITLE}_小城修好百年石桥网", "小城修好百年石桥网"),
    ],
)
def test_a_site_is_named_by_the_title_s_frame_and_not_by_its_subjects(
    known: Gazetteer, shown: str, site: str | None
) -> None:
    """A section, and a keyword of which the story speaks, are no site; the name before the headline is."""
    page = article().replace(f"{TITLE}_本地新闻_河湾网", shown).replace("版权所有 河湾网", "")
    assert Reading(page, known).furniture.site.name == site


TEXT_SAVE = f"""河湾网

首页 > 人文 >

{TITLE}

{STORY[0]}
{STORY[1]}

稿源:(人民日报)

【】网址:/a/2020/0224/010news1.html

标题:{TITLE}

上一篇:『老街』{FORMER}

下一篇:{LATTER}


人文

『渡口』渡口停航后,两岸的人都改走新桥

阅读(15)

{STORY[2]}...
"""


def test_a_text_save_is_read_like_a_page(known: Gazetteer) -> None:
    """Copied as text, a page keeps its path, headline, credit, address, neighbours and cards."""
    found = Reading(TEXT_SAVE, known, text=True)
    frame, furniture = found.frame, found.furniture
    assert frame.title == TITLE
    assert frame.breadcrumbs == ("首页", "人文")
    assert furniture.site.name == "河湾网"
    assert furniture.published is not None
    assert (furniture.published.value, furniture.published.basis) == ("2020-02-24", "url")
    assert frame.previous is not None
    assert frame.previous.title == f"『老街』{FORMER}"
    assert frame.next is not None
    assert frame.next.title == LATTER
    assert found.declared == "人民日报"
    [card] = found.teasers.teasers
    assert (card.title, card.category, card.reads) == ("『渡口』渡口停航后,两岸的人都改走新桥", "人文", 15)
    assert card.excerpt == STORY[2] + "..."
