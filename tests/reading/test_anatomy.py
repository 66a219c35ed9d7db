"""How a page is divided: what stands between headline and story, beside it and below, and how sure that is."""

from __future__ import annotations

import pytest

from reprint_trace.model import Page
from reprint_trace.reading import read_page

TITLE = "渡口小学添了一座木桥"
STORY = (
    "上周五放学的时候，渡口小学的孩子们第一次走过新架的木桥，老师站在桥头，一个一个地数过去。",
    "木桥长二十六米，用的是后山伐下的杉木，村里的木匠做了四十天，没有用一根铁钉。",
    "从前孩子们上学要绕到下游的石坝，遇上涨水，就只好由大人背着蹚过去，一年总要停上几天课。",
    "木匠说，木头怕水不怕用，走的人越多，桥越结实，每年秋天刷一遍桐油，可以用上三十年。",
)
LEAD = "一座桥，四十天，二十六米，村里人等了两代人的时间，终于等到孩子们不用再蹚水上学的这一天。"
BYLINE = "<div>2021-05-12 09:30　来源：河口晚报</div>"
BAR = "<div>分享到：<a href='#'>微信</a> <a href='#'>微博</a></div>"
RIGHTS = "<p>版权声明：本文未经授权不得转载，违者必究。</p>"
LINKS = "".join(
    f"<li><a href='/a/2021{at}.html'>{title}</a></li>"
    for at, title in enumerate(
        ("镇上的照相馆翻修一新", "三十里外的茶山开园迎客", "老船工把船桨捐给了村史馆"), 1
    )
)


def page(
    above: str = BYLINE, *, title: str = TITLE, story: str | None = None, below: str = "", head: str = ""
) -> Page:
    """A page with a headline, what stands above the story, the story, and what stands below it."""
    told = story if story is not None else "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    source = (
        f"<html><head><meta charset='utf-8'><title>{title}_河口网</title>{head}</head><body>"
        f"<div><a href='/'>首页</a> <a href='/n/'>新闻</a></div><div><h1>{title}</h1>{above}"
        f"<div>{told}</div>{below}</div><div>河口网 版权所有</div></body></html>"
    )
    return read_page(source.encode(), file="page.html")


def body(above: str = BYLINE, **parts: str) -> list[str]:
    return page(above, **parts).body.split("\n")


@pytest.mark.parametrize("mark", ["？", "！", "?", "。"])
def test_a_headline_that_ends_like_a_sentence_is_no_story(mark: str) -> None:
    """A headline that asks or exclaims takes nothing from the story, even above a share bar."""
    assert body(BYLINE + BAR, title=TITLE + mark) == list(STORY)


def test_a_dateline_that_ends_in_the_headline_is_of_the_story() -> None:
    """What an agency sends under a headline of its own (电题) is not taken away with the headline it repeats."""
    sent = f"新华社临江5月12日电题：{TITLE}"
    found = page(story="".join(f"<p>{line}</p>" for line in (sent, "作者李河", *STORY)))
    assert (found.body.split("\n"), found.authors) == ([sent, *STORY], ("李河",))


@pytest.mark.parametrize(
    "between", [BAR, RIGHTS, "<div>打印本页 关闭窗口</div>", "<div>用微信扫描二维码</div>"]
)
def test_what_stands_between_lead_and_text_does_not_end_the_story(between: str) -> None:
    """A share bar, a rights line or a toolbar below a lead leaves the story whole."""
    assert body(BYLINE + f"<div><p>{LEAD}</p></div>" + between) == [LEAD, *STORY]


@pytest.mark.parametrize(
    "above",
    [
        f"<p>{LEAD}</p>{BYLINE}{BAR}",
        f"<h2>{LEAD}</h2><div>沈若川</div>{BYLINE}",
        f"<div><p>{LEAD}</p></div><div>打印 关闭</div>{BYLINE}{RIGHTS}",
    ],
)
def test_a_standfirst_above_the_byline_is_not_all_there_is(above: str) -> None:
    """The story goes on below a standfirst and its byline, and date and source are read beneath it."""
    read = page(above)
    assert read.body.split("\n")[-len(STORY) :] == list(STORY)
    assert read.published is not None
    assert (read.published.value[:10], read.declared_source) == ("2021-05-12", "河口晚报")


def test_a_printed_address_is_no_story() -> None:
    """The page's own address, printed below the headline, is not a paragraph."""
    assert body("<div>http://www.hekou.example/n/2021-05/12/c_1200.html</div>" + BYLINE) == list(STORY)


def test_an_english_story_below_standfirst_and_byline_is_read() -> None:
    """A dek and a byline of names do not end an English story."""
    told = [
        "The children of the ferry school walked over the new footbridge for the first time on Friday.",
        "It is twenty-six meters long, and the village carpenter built it in forty days without a nail.",
        "Until now they had to go around by the weir, and when the river rose there was no school at all.",
    ]
    above = (
        "<p>Forty days, one carpenter, and a river that has kept two generations of children at home.</p>"
        "<div>By Ada Quill, Staff Writer</div><div>Published May 12, 2021 at 9:30 am</div>"
    )
    read = page(
        above, title="A footbridge for the ferry school", story="".join(f"<p>{each}</p>" for each in told)
    )
    assert [line for line in read.body.split("\n") if line in told] == told


@pytest.mark.parametrize(
    "sentence",
    [
        "有人在桥头摆摊，家长们打了三次城管的举报热线，都说已经记录在案，正在处理之中。",
        "村里请来的律师担任过好几个合作社的法律顾问，他说这份合同的第七条写得不清楚。",
        "镇里公布了举报电话和邮箱，请大家看好这座桥，有人损坏可以随时反映。",
    ],
)
def test_a_sentence_that_tells_of_a_hotline_stays(sentence: str) -> None:
    """Hotlines and legal counsel are the story's where a sentence tells of them, the site's where none does."""
    story = "".join(f"<p>{each}</p>" for each in (*STORY[:2], sentence, *STORY[2:]))
    assert sentence in body(story=story, below="<div>举报电话：0500-1234567 法律顾问：河口律师事务所</div>")
    assert not any("0500" in line for line in body(story=story, below="<div>举报电话：0500-1234567</div>"))


@pytest.mark.parametrize(
    "box",
    [
        f"<div><h4>相关阅读</h4><ul>{LINKS}</ul></div>",
        f"<div class='g'><div><span>1</span>/<span>9</span><a href='#'>上一张</a><a href='#'>下一张</a></div><ul>{LINKS}</ul><div><p>图片已经看完</p><a href='#'>再看一遍</a></div></div>",
    ],
)
def test_a_box_let_into_the_story_neither_cuts_it_nor_leaks(box: str) -> None:
    """Related stories and galleries between two paragraphs leave the paragraphs and nothing else."""
    half = "".join(f"<p>{each}</p>" for each in STORY[:2]), "".join(f"<p>{each}</p>" for each in STORY[2:])
    assert body(story=half[0] + box + half[1]) == list(STORY)


def test_a_poem_is_a_story() -> None:
    """Lines of verse, none of them a sentence, are read under their headline and date."""
    verse = ["桥那边", "有人喊了一声", "水就停住", "等他把名字", "说完"]
    assert body(story="<br>".join(verse), title="渡口（组诗）") == verse


def test_an_agenda_is_a_story() -> None:
    """The hours of a programme are its text, not the page's dates."""
    hours = [
        "8:40-9:00 签到",
        "9:00-9:30 开幕致辞",
        "9:30-10:30 走访木桥",
        "10:30-12:00 座谈",
        "14:00-16:00 总结",
    ]
    assert body(story="".join(f"<p>{hour}</p>" for hour in hours), title="乡村校舍研讨会议程") == hours


@pytest.mark.parametrize("day", ["2021年5月12日", "二〇二一年五月十二日", "2021-05-12"])
def test_a_notice_is_dated_by_its_signature(day: str) -> None:
    """Where nothing else dates a notice, the day below the office that signed it does."""
    signed = f"<p align='right'>渡口村民委员会</p><p align='right'>{day}</p>"
    read = page("", title="关于启用新桥的通知", story="".join(f"<p>{each}</p>" for each in STORY) + signed)
    assert read.published is not None
    assert (read.published.value, read.published.basis) == ("2021-05-12", "visible")


def test_a_date_set_in_several_spans_is_one_date() -> None:
    """Year, day and hour in spans of their own are read together."""
    spans = "<div><span>2021</span><span><em>05</em>/<em>12</em></span><span>09:30:15</span></div>"
    published = page(spans).published
    assert published is not None
    assert published.value == "2021-05-12T09:30:15"


@pytest.mark.parametrize(
    "script",
    ["document.getElementById('more').style.display='block'", "$('#more').show()", "$('#more').fadeIn(200)"],
)
def test_a_wrapper_that_a_script_shows_is_shown(script: str) -> None:
    """Previous and next in a block that is hidden until a script shows it are read."""
    steps = (
        "<div id='more' style='display: none'><p>上一篇：<a href='/1.html'>镇上的照相馆翻修一新</a></p>"
        "<p>下一篇：<a href='/2.html'>三十里外的茶山开园迎客</a></p></div>"
    )
    read = page(below=f"{steps}<script>{script}</script>")
    assert read.previous is not None
    assert read.next is not None
    assert (read.previous.title, read.next.title) == ("镇上的照相馆翻修一新", "三十里外的茶山开园迎客")
    assert page(below=steps).previous is None


@pytest.mark.parametrize(
    "steps",
    [
        "<div>上一页：<a href='/1.html'>{}</a></div><div>下一页：<a href='/2.html'>{}</a></div>",
        "<div>Previous: <a href='/1.html'>{}</a></div><div>Next: <a href='/2.html'>{}</a></div>",
        "<div class='nav-previous'><a href='/1.html'>← {}</a></div><div class='nav-next'><a href='/2.html'>{} →</a></div>",
        "<p>·上一篇：<a href='/1.html'>{}</a></p><p>·下一篇：<a href='/2.html'>{}</a></p>",
        "<p>上一期：<a href='/1.html'>{}</a></p><p>下一期：<a href='/2.html'>{}</a></p>",
    ],
)
def test_neighbours_are_read_in_further_forms(steps: str) -> None:
    """Bullets, English words, issues and class names tell the previous and the next story too."""
    read = page(below=steps.format("镇上的照相馆翻修一新", "三十里外的茶山开园迎客"))
    assert [step.title for step in (read.previous, read.next) if step] == [
        "镇上的照相馆翻修一新",
        "三十里外的茶山开园迎客",
    ]


def test_remarks_of_readers_are_not_the_story_however_long() -> None:
    """Comments in a block named for them lose against a short story above them."""
    remark = "看了这条消息想起我小时候上学的那条河，也是这样蹚水过去，冬天的水冷得像刀子，一直忘不了。"
    remarks = "".join(f"<div><b>网友{at}</b><p>{remark * 3}</p></div>" for at in range(6))
    assert body(story=f"<p>{STORY[0]}</p>", below=f"<div class='comment-list'>{remarks}</div>") == [STORY[0]]


def test_a_page_says_how_sure_it_is() -> None:
    """A long story under its headline is sure, a page without one has none."""
    long = "".join(f"<p>{each}</p>" for each in STORY * 2)
    assert page(story=long).sureness == "sure"
    assert page(story="").sureness == "none"


def test_a_story_only_a_second_reader_finds_is_used_and_said_so() -> None:
    """Where our own reading has nothing, the other reader's text is the body, with a warning and no certainty."""
    names = "".join(f"<li>{name}</li>" for name in ("桥长二十六米", "杉木一百零八根", "木匠三人"))
    read = page(story=f"<article><ul>{names}</ul></article>")
    codes = [warning.code for warning in read.warnings]
    assert (read.body == "") == ("warning.no-article" in codes)
    assert read.body == "" or codes == ["warning.second-reader-used"]
    assert read.sureness in ("unsure", "none")
