"""The story alone: what belongs to it, and what only stands near it."""

from __future__ import annotations

import pytest

from reprint_trace.model import Page
from reprint_trace.reading import read_page
from reprint_trace.reading.segment import maximal_runs
from reprint_trace.reading.tags import Nature, nature, without_credit_after
from tests.reading.conftest import STORY, TITLE, article


def read(source: str) -> Page:
    return read_page(source.encode(), file="page.html")


def body(**parts: object) -> list[str]:
    return read(article(**parts)).body.split("\n")  # type: ignore[arg-type]


@pytest.mark.parametrize("lead", [f"江北联盟小编了解到{TITLE}", f"【{TITLE}】", f"小编获悉，{TITLE}（图）"])
@pytest.mark.parametrize("at", [0, 2])
def test_what_a_reprinter_adds_stays(lead: str, at: int) -> None:
    """A reprinter's lead and its headline watermark are part of the story as published here."""
    story = (*STORY[:at], lead, *STORY[at:])
    assert body(story=story) == list(story)


def test_the_headline_repeated_above_the_story_goes() -> None:
    """The headline is no part of the story, however often it stands above it."""
    assert body(head=f"<div>{TITLE}</div>") == list(STORY)


def test_spacing_is_kept_as_shown() -> None:
    """Inline spaces stand in the body as the page shows them, single."""
    story = tuple(sentence.replace("，", " ,  ") for sentence in STORY)
    assert body(story=story) == [sentence.replace("  ", " ") for sentence in story]


@pytest.mark.parametrize(
    "tail",
    [
        "<p>（责任编辑：许一禾）</p>",
        "<p>来源：新华社</p>",
        "<p>版权声明：本站文章未经许可不得转载。</p>",
        "<p>分享到：微博 微信</p>",
        "<h4>相关阅读</h4><p>邻县的旧厂房变身书店，首日迎客两千人，排队的人一直站到了路口。</p>",
        "<div><h3>网友评论</h3><p>修得真好，周末带孩子去走走，顺便喝一碗桥头的茶，希望人不要太多。</p></div>",
        "<p>扫一扫，关注我们</p>",
    ],
)
def test_what_follows_the_story_goes(tail: str) -> None:
    """Editors, sources, notices, related stories and comments below a story are no part of it."""
    assert body(tail=tail) == list(STORY)


def test_a_story_appended_below_with_its_own_head_goes() -> None:
    """Where a page scrolls on into the next story, that story's headline, date and source end this one."""
    following = (
        "<div><h1>渡口建起了新码头</h1><p>2021-03-06 07:50 来源：水运观察</p>"
        "<p>江边的渡口建起了新码头，从前靠岸要等半个钟头，如今十分钟就能卸完一船货。</p></div>"
    )
    assert body(tail=following) == list(STORY)


def test_a_subheading_does_not_end_the_story() -> None:
    """A heading without a date and a source of its own belongs to the story."""
    assert body(tail="<h3>新的码头</h3><p>江边的渡口建起了新码头，卸一船货只要十分钟。</p>")[
        : len(STORY)
    ] == list(STORY)


def test_a_list_let_into_the_story_does_not_end_it() -> None:
    """Below a box of related stories the story goes on."""
    box = (
        "<div><h4>相关阅读</h4><ul><li><a href='/1.html'>邻县旧厂房变身书店首日迎客两千人</a></li></ul></div>"
    )
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in STORY]
    page = f"<h1>{TITLE}</h1><div>{paragraphs[0]}{box}{''.join(paragraphs[1:])}</div>"
    assert read(page).body.split("\n") == list(STORY)


def test_the_next_story_of_an_endless_page_goes() -> None:
    """A longer story appended below, under its own headline, is another story."""
    more = "".join(
        f"<p>第{n}座水库的巡查已经完成，整改须在汛期之前做完，逾期的由县里督办。</p>" for n in range(20)
    )
    after = f"<div class='next'><h4>你可能还想看</h4><h1>首轮山塘水库巡查完成</h1>{more}</div>"
    assert body(after=after) == list(STORY)


def test_a_one_sentence_story_beats_a_long_notice() -> None:
    """A very short story is found above a disclaimer longer than itself."""
    notice = (
        "免责声明：凡本网注明来源非本网的作品，均转载自其它媒体，并不代表本网赞同其观点和对其真实性负责。" * 2
    )
    assert body(story=(STORY[0],), after=f"<div><p>{notice}</p><p>{notice[5:]}</p></div>") == [STORY[0]]


def test_lines_of_preformatted_text() -> None:
    """In preformatted text every row is a line."""
    page = f"<h1>{TITLE}</h1><pre>\n    {STORY[0]}\n\n    {STORY[1]}\n</pre>"
    assert read(page).body.split("\n") == list(STORY[:2])


def test_further_pages_are_told() -> None:
    """An article that goes on on a second page says so; a page count of one does not."""
    assert any(
        warning.code == "warning.paged"
        for warning in read(article(after="<p>1 <a href='2.html'>2</a> 下一页</p>")).warnings
    )
    assert not read(article(after="<p>首页 上一页 1 下一页 尾页</p>")).warnings


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("（责任编辑：许一禾）", Nature.CREDIT),
        ("图/沈如松 编辑/许一禾", Nature.CREDIT),
        ("相关阅读：", Nature.LIST_HEADING),
        ("你可能還想看", Nature.LIST_HEADING),
        ("特别声明", Nature.NOTICE),
        ("已有 12 条评论", Nature.CLOSING),
        ("京ICP备00000000号", Nature.FURNITURE),
        ("字号：大 中 小", Nature.FURNITURE),
        ("登录 | 注册", Nature.FURNITURE),
        ("（股市有风险，入市需谨慎）", Nature.FURNITURE),
        ("以上就是河湾网小编为大家整理的全部内容，希望对您有所帮助。", Nature.FURNITURE),
        ("【本站编者注：本文来源于公众号“河湾旧事”（ID：hwjs），作者李小河】", Nature.CREDIT),
        ("以上就是这座桥三百年来的全部家当。", Nature.TEXT),
        ("扫码关注“河湾发布”", Nature.FURNITURE),
        ("如果您觉得本文有用，请点赞转发", Nature.FURNITURE),
        ("更多精彩请关注河湾网", Nature.FURNITURE),
        ("海量资讯、精准解读，尽在河湾财经APP", Nature.FURNITURE),
        ("#石桥 #小城", Nature.FURNITURE),
        ("#石桥重开# 昨天上午，城东的石桥重新开放。", Nature.TEXT),
        ("本文已影响 1023 人", Nature.FURNITURE),
        ("作者简介：李小河，河湾大学教授。", Nature.CREDIT),
        ("（完）", Nature.TEXT),
        ("圖片來源：青海日報", Nature.FURNITURE),
        ("记者：当初为什么选中这里？", Nature.TEXT),
        ("他说，编辑一本书要三年，校对又要一年。", Nature.TEXT),
        ("3月9日至3月12日", Nature.TEXT),
        (STORY[0], Nature.TEXT),
    ],
)
def test_the_nature_of_a_line(text: str, kind: Nature) -> None:
    """A line is furniture, a credit or a closing by its phrases, in either script."""
    assert nature(text) is kind


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("今年完成。（来源：上海证券报）", "今年完成。"),
        ("今年完成。[责任编辑：许一禾]", "今年完成。"),
        ("今年完成。（记者 沈如松）", "今年完成。（记者 沈如松）"),
        ("今年（来源：不明）完成", "今年（来源：不明）完成"),
    ],
)
def test_a_credit_in_brackets_behind_the_last_paragraph(text: str, left: str) -> None:
    """The site's source or editor behind the last full stop goes, the reporter's name stays."""
    assert without_credit_after(text) == left


def test_maximal_runs() -> None:
    """Ruzzo and Tompa's own example gives their three runs."""
    scores = [4, -5, 3, -3, 1, 2, -2, 2, -2, 1, 5]
    assert maximal_runs(scores) == [(0, 1, 4), (2, 3, 3), (4, 11, 7)]


@pytest.mark.parametrize(
    "wrapped",
    ["<div dir='ltr'><p>{}</p></div>", "<div><div>{}</div></div>", "<section class='b'><p>{}</p></section>"],
)
def test_paragraphs_in_wrappers_of_their_own_are_one_story(wrapped: str) -> None:
    """A list let in between wrapped paragraphs, with links to skip it, does not cut the story."""
    links = "".join(
        f"<li><a href='/a/2020{n}.html'>邻县旧厂房变身书店首日迎客两千人之{n}</a></li>" for n in range(4)
    )
    box = f"<section><p><a href='#end'>跳过热读内容继续阅读</a></p><h2>热读</h2><ul>{links}</ul><p id='end'>热读内容结束</p></section>"
    first, *rest = (wrapped.format(text) for text in STORY)
    page = read(f"<main><div><h1>{TITLE}</h1></div>{first}{box}{''.join(rest)}</main>")
    assert page.body.split("\n") == list(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "請繼續往下閱讀",
        "跳过广告",
        "您的浏览器不支持视频播放",
        "Skip Most read and continue reading",
        "End of Most read",
        "ADVERTISEMENT",
    ],
)
def test_a_line_that_leads_past_something_is_no_part_of_the_story(line: str) -> None:
    """Skip links, advertisement marks and player notes inside a story are left out."""
    assert body(story=(STORY[0], line, *STORY[1:])) == list(STORY)


@pytest.mark.parametrize(
    "tail",
    [
        "<p>【声明】河湾网所载文章均来自网络，版权属原作者。</p>",
        "<p>文章链接地址：http://www.hewan.example/2021/1.html</p>",
        "<p>素材来源：市交通局</p>",
    ],
)
def test_a_notice_without_a_colon_an_address_and_a_note_on_material_go(tail: str) -> None:
    """Notices, addresses and sources of material below a story are no part of it."""
    assert body(tail=tail) == list(STORY)


def test_a_link_behind_a_closing_bracket_goes() -> None:
    """The site's own link goes though the paragraph ends in its reporter's name."""
    last = f"{STORY[2]}（记者 许一禾）<a href='/'>返回河湾，查看更多</a>"
    assert body(story=(*STORY[:2], last))[-1] == f"{STORY[2]}（记者 许一禾）"


@pytest.mark.parametrize("lead", ["摘要：{}", "【导读】{}...", "{}……", "{}"])
def test_a_lead_printed_twice_stands_once(lead: str) -> None:
    """A summary above the story that repeats its beginning is no part of it; another lead is."""
    assert body(story=(lead.format(STORY[0][:30]), *STORY)) == list(STORY)
    own = "老桥重开，河两岸的人又走到了一起，茶馆也把桌子搬回了河边。"
    assert body(story=(own, *STORY)) == [own, *STORY]


@pytest.mark.parametrize(
    "caption",
    [
        "<p>▲师傅们在桥头校对石板的编号</p>",
        "<p class='img-note'>桥头的茶馆 | 图源：受访者提供</p>",
        "<p>桥头的茶馆 | 图源：视觉河湾</p>",
    ],
)
def test_a_caption_between_paragraphs_goes(caption: str) -> None:
    """What points to a picture, or says whose it is, is no part of the story."""
    story = "".join(f"<p>{sentence}</p>" for sentence in STORY[:2])
    source = article(story=(), tail=f"<div>{story}{caption}<p>{STORY[2]}</p></div>")
    assert read(source).body.split("\n") == list(STORY)


def test_a_signature_below_a_story_of_breaks_goes() -> None:
    """Below a post whose paragraphs are line breaks in one block, another block is not the story's."""
    post = f"<div>{'<br><br>'.join(STORY)}</div><div>桥头有人家</div>"
    assert read(article(story=(), tail=f"<div>{post}</div>")).body.split("\n") == list(STORY)


def test_captions_with_their_photographers_are_a_story() -> None:
    """A picture series is read by its captions, its buttons are not."""
    captions = [f"{text[:12]}。河湾日报记者 许一禾 摄" for text in STORY]
    slides = "".join(f"<div><img src='{n}.jpg'><p>{text}</p></div>" for n, text in enumerate(captions))
    page = f"<h1>{TITLE}</h1><p>2021-03-05 来源：河湾日报</p><div>{slides}<a>上一张</a><a>下一张</a><a>查看原图</a></div>"
    assert read(page).body.split("\n") == captions


@pytest.mark.parametrize(
    "wrapped", ["<section><section><p>{}</p></section></section>", "<div><div><p>{}</p></div></div>"]
)
def test_a_list_among_wrapped_paragraphs_does_not_end_the_story(wrapped: str) -> None:
    """Paragraphs two wrappers deep are one story, whatever box was let in between them."""
    paragraphs = [wrapped.format(sentence) for sentence in STORY]
    box = "<div><h4>相关阅读</h4><ul><li><a href='/1'>老街的灯又亮了起来</a></li></ul></div>"
    source = article(story=(), tail=f"<div>{paragraphs[0]}{box}{''.join(paragraphs[1:])}</div>")
    assert read(source).body.split("\n") == list(STORY)


def test_a_teaser_under_a_breadcrumb_is_not_the_story() -> None:
    """A sentence between the breadcrumb that ends in the headline and the headline itself is none."""
    card = (
        "<div><a href='/1'><img src='/1.jpg'></a><div><a href='/1'><h4>老街的灯又亮了起来</h4></a>"
        "<p>记者看到，事情没有想的那么简单，还要再等一等。</p><span>4小时前</span><span>阅读 1268</span></div></div>"
    )
    story = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    source = (
        f"<title>{TITLE}_河湾网</title><div><a href='/'>河湾网</a>&gt;{TITLE}</div>"
        f"<div><h4>最新文章</h4>{card}{card}{card}</div><p align=center><b>{TITLE}</b></p>"
        f"<div>2016-02-27 13:40<br>评论(0)</div><table><tr><td>{story}</td></tr></table>"
    )
    assert read(source).body.split("\n") == list(STORY)


def test_a_byline_that_ends_in_a_label_is_none_of_the_story() -> None:
    """A byline above a story does not become a sentence because it ends in a colon (分享到：)."""
    head = "<div>2015-01-25 06:38 | 作者：本报记者 李小河 | 来源：青海日报 | 分享到：</div><div>且看下文，且听分解。</div>"
    assert "分享到：" not in "".join(body(head=head))


def test_a_summary_above_a_list_let_into_the_story_is_not_all_of_it() -> None:
    """A summary, the first paragraph, a box of links, and then the rest: the story is what follows too."""
    box = "<div><h4>相关阅读</h4><ul><li><a href='/1'>老街的灯又亮了起来</a></li></ul></div>"
    summary = "<div><div>核心提示：老话新说，旧事重提，且看下文。</div></div>"
    rest = "".join(f"<p>{sentence}</p>" for sentence in STORY[1:])
    story = f"<table><tr><td><section><p>{STORY[0]}</p>{box}{rest}</section></td></tr></table>"
    assert read(article(story=(), tail=summary + story)).body.split("\n") == list(STORY)


CREDIT = "<div class='info'>来源：河湾日报 责任编辑：李小河</div>"


def test_a_standfirst_above_a_credit_line_is_not_all_of_the_story() -> None:
    """A credit line below a standfirst ends no story, wherever the paragraphs stand."""
    standfirst = "一座桥关了七个月，两岸的人绕了七个月的路，如今桥头又热闹起来。"
    page = f"<h1>{TITLE}</h1><div><p>{standfirst}</p></div>{CREDIT}<div>{''.join(f'<p>{s}</p>' for s in STORY)}</div>"
    assert read(f"<html><body>{page}</body></html>").body.split("\n")[-3:] == list(STORY)


def test_prose_of_other_stories_below_the_editors_line_is_left_out() -> None:
    """What stands in blocks of its own below the editor's line is not the story, links or none."""
    other = "".join(
        f"<div class='box'><p>{'另一条街的居民说，修路的事已经等了好几年，' * 2}第{n}次。</p></div>"
        for n in "一二"
    )
    page = (
        f"<h1>{TITLE}</h1><div class='t'><p>2021-03-05 10:20 来源：河湾日报</p></div>"
        f"<div class='c'>{''.join(f'<p>{s}</p>' for s in STORY)}<div>（责编：李小河、王大山）</div></div>{other}"
    )
    assert read(f"<html><body>{page}</body></html>").body.split("\n") == list(STORY)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Nell Arbuthnot, Staff Writer", ("Nell Arbuthnot",)),
        ("BY NELL ARBUTHNOT AND JOAN DE VRIES", ("Nell Arbuthnot", "Joan De Vries")),
        ("By Nell Arbuthnot | March 3, 2020 | 6 min read", ("Nell Arbuthnot",)),
        ("Nell Arbuthnot narbuthnot@rivertown.example", ("Nell Arbuthnot",)),
    ],
)
def test_an_english_byline_names_its_writers_and_no_source(byline: str, names: tuple[str, ...]) -> None:
    """An English byline gives authors; neither its names nor what stands beside them is a source."""
    story = "".join(
        f"<p>The town council voted on item {n} after two hours of talk, and nobody left the room before the end.</p>"
        for n in ("one", "two", "three", "four")
    )
    page = read(
        f"<html><body><h1>Council votes to keep the old bridge open</h1><div>{byline}</div>{story}</body></html>"
    )
    assert page.authors == names
    assert page.declared_source is None
    assert byline not in page.body


def test_a_large_block_left_out_is_warned_of() -> None:
    """Where a much larger block of text was left out, in whatever shape, the page says so."""
    verse = "".join(f"<div>河水向东流过第{n}座桥头</div>" for n in range(40))
    page = read(
        f"<html><body><h1>{TITLE}</h1><p>2021-03-05 10:20</p><p>{STORY[0]}</p><p>免责声明：本站</p><div>{verse}</div></body></html>"
    )
    assert "warning.larger-left-out" in [warning.code for warning in page.warnings] or len(page.body) > 400
