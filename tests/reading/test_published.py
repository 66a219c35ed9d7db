"""When a page was published: every place and form a date is read from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reprint_trace.outlets import Gazetteer
from reprint_trace.reading.dates import china_time, dates, relative_dates, stamp
from reprint_trace.reading.lines import html_lines
from reprint_trace.reading.page import take_apart
from tests.reading.conftest import TITLE, article

Told = tuple[str, str] | None
Publish = Callable[..., Told]

STATE = f'<script>var page={{{{"title":"{TITLE}",{{}}}}}};</script>'


@pytest.fixture
def published(known: Gazetteer) -> Publish:
    def reading(*, saved: str | None = None, url: str | None = None, **parts: str) -> Told:
        from lxml import html

        root = html.document_fromstring(article(**parts))  # type: ignore[arg-type]
        lines = html_lines(root)
        date = take_apart(
            lines, root, file="page.html", url=url, gazetteer=known, saved=saved
        ).furniture.published
        return (date.value, date.basis) if date else None

    return reading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("２０２０年２月２４日", "2020-02-24"),
        ("民國109年2月24日", "2020-02-24"),
        ("中華民國 109/02/24 10:20", "2020-02-24T10:20"),
        ("二〇二〇年二月二十四日", "2020-02-24"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("一九九八年十月十日", "1998-10-10"),
        ("二零二零年三月廿三日", "2020-03-23"),
        ("二〇二〇年十三月二日", None),
        ("二〇二〇年二月三三日", None),
        ("Mon Feb 24 10:20:30 CST 2020", "2020-02-24T10:20:30"),
        ("24th Feb 2020", "2020-02-24"),
        ("24-Feb-2020 10:20", "2020-02-24T10:20"),
        ("Mon, 24 Feb 2020 10:20:30 +0800", "2020-02-24T10:20:30+08:00"),
        ("Feb. 24, 2020", "2020-02-24"),
        ("3/17/2021, 8:22:15 AM", "2021-03-17T08:22:15"),
        ("24/02/2020", "2020-02-24"),
        ("24.02.2020", "2020-02-24"),
        ("2020—02—24", "2020-02-24"),
        ("2020/2/24 (一) 10:20", "2020-02-24T10:20"),
        ("10:20 2021/03/05", "2021-03-05T10:20"),
        ("2021-03-05 HKT 10:20", "2021-03-05T10:20"),
        ("2020年2月24日上午10点20分", "2020-02-24T10:20"),
        ("2019年 2月", None),
    ],
)
def test_a_date_is_read_in_any_calendar_and_order(text: str, value: str | None) -> None:
    """Full-width digits, Chinese numerals, years of the Republic, English and German orders."""
    found = dates(text)
    assert (found[0].value if found else None) == value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("1594600980000", "2020-07-13T08:43:00+08:00"),
        ("1594600980", "2020-07-13T08:43:00+08:00"),
        ("20210305102003", "2021-03-05T10:20:03"),
        ("20210305", "2021-03-05"),
        ("2021-03-05 10:20", "2021-03-05T10:20"),
        ("5006", None),
        ("", None),
    ],
)
def test_a_machine_s_date_is_read(value: str, told: str | None) -> None:
    """Seconds and milliseconds since 1970 are told in China's time, a run of digits as it stands."""
    found = stamp(value)
    assert (found.value if found else None) == told


def test_a_relative_date_needs_the_moment_the_page_was_seen() -> None:
    """3小时前 is a day only on a page whose time of saving is known."""
    assert relative_dates("3小时前", "2021-03-05T01:20:00+08:00")[0].value == "2021-03-04"
    assert relative_dates("昨天 10:20", "2021-03-05T01:20:00+08:00")[0].value == "2021-03-04T10:20"
    assert relative_dates("昨天 10:20", None)[0].value == ""
    assert relative_dates("三小时后", None) == ()
    assert china_time("2021-03-04T18:00:00Z") == "2021-03-05T02:00:00+08:00"
    assert china_time("lately") is None


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ('"publishTime":"2021-03-05 10:20:03"', "2021-03-05T10:20:03"),
        ('"pubtime":"2021-03-05 10:20"', "2021-03-05T10:20"),
        ("ctime:1614910803", "2021-03-05T10:20:03+08:00"),
        ('"publish_time":1614910803', "2021-03-05T10:20:03+08:00"),
        ('"pubDate":1614910803000', "2021-03-05T10:20:03+08:00"),
        ('"publishedAt":"2021-03-05T02:20:03Z"', "2021-03-05T02:20:03Z"),
        ('"createTime":"2021-03-04 10:20:03","publishTime":"2021-03-05 10:20:03"', "2021-03-05T10:20:03"),
        ('"ct":"1614910803"', "2021-03-05T10:20:03+08:00"),
        ('"time":"2021年3月5日 10:20"', "2021-03-05T10:20"),
        ('"date":"20210305"', "2021-03-05"),
        ('"updateTime":"2021-03-06 10:20:03"', None),
        ('"id":1614910803', None),
    ],
)
def test_script_state_dates_a_page_that_shows_no_date(
    published: Publish, state: str, value: str | None
) -> None:
    """The date of the story's own entry, a publication's before one of creation, never a change's."""
    assert published(meta=STATE.format(state)) == ((value, "script") if value else None)


def test_state_away_from_the_headline_must_be_the_only_one(published: Publish) -> None:
    """`var publishdate` alone dates the page; a list of other stories' dates does not."""
    assert published(meta='<script>var id="1";var publishdate="2021-03-05";</script>') == (
        "2021-03-05",
        "script",
    )
    two = '<script>var l=[{"publishTime":"2021-03-05"},{"publishTime":"2021-03-06"}]</script>'
    assert published(meta=two) is None


@pytest.mark.parametrize(
    "field",
    [
        "<textarea class='article-time' style='display:none'>1594600980000</textarea>",
        "<input type='hidden' id='pubdate' value='1594600980'>",
    ],
)
def test_a_hidden_field_may_hold_the_date(published: Publish, field: str) -> None:
    """Some templates keep in a form field what a script then shows."""
    assert published(head=field) == ("2020-07-13T08:43:00+08:00", "script")


@pytest.mark.parametrize(
    ("meta", "value"),
    [
        ("<meta name='apub:time' content='3/17/2021, 8:22:15 AM'>", "2021-03-17T08:22:15"),
        ("<meta name='PubDate' content='20210305102003'>", "2021-03-05T10:20:03"),
        ("<meta name='weibo: article:create_at' content='2021-03-05 10:20:03'>", "2021-03-05T10:20:03"),
        ("<meta itemprop='datePublished' content='2021-03-05T10:20+08:00'>", "2021-03-05T10:20+08:00"),
        ("<meta name='publishdate' content='2021-03-05'>", "2021-03-05"),
        ("<meta property='article:published_time' content='1614910803'>", "2021-03-05T10:20:03+08:00"),
        ("<meta property='og:release_date' content='2021年3月5日'>", "2021-03-05"),
    ],
)
def test_metadata_dates_a_page_in_every_form(published: Publish, meta: str, value: str) -> None:
    """Names of several conventions, dates as text, digits or seconds."""
    assert published(meta=meta) == (value, "meta")


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("<p>发布时间：2020-02-24 10:00 更新时间：2020-02-25 09:00</p>", "2020-02-24T10:00"),
        ("<p>更新时间：2020-02-25 09:00 发布时间：2020-02-24 10:00</p>", "2020-02-24T10:00"),
        ("<p>最後更新：2020-02-25 11:20</p><p>發布：2020-02-24 10:20</p>", "2020-02-24T10:20"),
        ("<p>2020/02/24 10:20 更新：2020/02/25 08:00</p>", "2020-02-24T10:20"),
        ("<p>更新时间：2020-02-25 09:00</p>", "2020-02-25T09:00"),
        (
            "<table><tr><td>成文日期：</td><td>2020年02月20日</td></tr>"
            "<tr><td>发布日期：</td><td>2020年02月24日</td></tr></table>",
            "2020-02-24",
        ),
        ("<div>2021</div><div>03/17</div><div>08:22</div>", "2021-03-17T08:22"),
        ("<p>2021-03-05</p><p>10:20</p>", "2021-03-05T10:20"),
        ("<p>20-02-24 10:20</p>", "2020-02-24T10:20"),
        ("<p>发布时间：2020-02-24 有效期至：2020-12-31</p>", "2020-02-24"),
        (
            "<p>活动时间：2020-05-01 报名截止：2020-04-20</p><p>2020-02-24 10:20</p>",
            "2020-02-24T10:20",
        ),
    ],
)
def test_the_first_publication_is_the_date(published: Publish, head: str, value: str) -> None:
    """Of several dates beside the headline an update, a signing or an event yields to the publication;
    a date set in several blocks is one."""
    assert published(head=head) == (value, "visible")


def test_a_date_without_its_year_takes_it_from_where_the_page_tells_it(published: Publish) -> None:
    """A page clock, the time of saving, the address or the copyright line; else it stays unknown."""
    head = "<p>03-18 07:20 来源：新华社</p>"
    told = ("2012-03-18T07:20", "visible")
    assert published(head=head, after="<p>报时：2012-03-18 09:12</p>") == told
    assert published(head=head, saved="2012-03-18T02:12:00Z") == told
    assert published(head=head, url="http://example.com/2012/03/1.html") == told
    assert published(head=head, after="<p>Copyright © 1998-2012 河湾网</p>") == told
    assert published(head=head) is None
    clock = "<p>今天是2012年1月2日 星期一</p>"
    assert published(head="<p>12-30 07:20</p>", after=clock) == ("2011-12-30T07:20", "visible")


def test_hours_ago_are_counted_from_the_time_of_saving(published: Publish) -> None:
    """3小时前 dates a page whose container says when it was saved, and no other."""
    head = "<p>河湾晚报 3小时前</p>"
    assert published(head=head, saved="2012-03-18T02:12:00Z") == ("2012-03-18", "visible")
    assert published(head=head) is None


def test_a_later_update_below_does_not_date_a_byline_of_lines(published: Publish) -> None:
    """A day that stands among the fields of a byline, a line for each, beats 更新时间 below the story."""
    head = "<p>来源：河湾晚报</p><p>2013年6月5日</p><p>编辑：赵宏</p>"
    found = published(head=head, tail="<p>更新时间：2023-12-30 10:00</p>")
    assert found == ("2013-06-05", "visible")
