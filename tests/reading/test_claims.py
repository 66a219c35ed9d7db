from __future__ import annotations

from collections.abc import Callable

import pytest

from reprint_trace.words import tell
from tests.reading.conftest import STORY, TITLE, Reading

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2021-03-05 10:20 来源：新华社", "新华社"),
        ("2021-03-05 10:20来源:新华社", "新华社"),
        ("来源： 新华社 作者：李小河", "新华社"),
        ("来源 : 新华社 | 2021-03-05", "新华社"),
        ("来源：新华社 2021年03月05日 10:20", "新华社"),
        ("来源：新华社2021-03-05 10:20", "新华社"),
        ("稿源:(人民日报)", "人民日报"),
        ("来源：[ 人民网 ]", "人民网"),
        ("[来源：人民网]", "人民网"),
        ("【来源】人民网", "人民网"),
        ("【来源：人民网】", "人民网"),
        ("来源：《人民日报》", "人民日报"),
        ("来源：《财经》杂志", "《财经》杂志"),
        ("来源：网络导报", "网络导报"),
        ("来源：《新京报》、《北京青年报》", "《新京报》、《北京青年报》"),
        ("来源：公众号“河湾旧事”", "公众号“河湾旧事”"),
        ("来源：@河湾交警 编辑：孙江", "河湾交警"),
        ("来源：视觉中国图片编辑：孙江", "视觉中国"),
        ("来源：河湾晚报[2017年11月15日20:00]", "河湾晚报"),
        ("<td>来源：</td><td>人民网</td>", "人民网"),
        ("来源：<br>人民网", "人民网"),
        ("Source: Xinhua | 2021-03-05 10:20 | Editor: Li", "Xinhua"),
        ("来源：<a href='http://www.people.com.cn/'>人民网</a>", "人民网"),
        ("<span>来源：</span><span><a href='/x'>中国新闻网</a></span>", "中国新闻网"),
        ("来源 <b>人民网</b>", "人民网"),
        ("来源于： 东区办事处", "东区办事处"),
        ("来源丨人民网", "人民网"),
        ("来源 | 人民网", "人民网"),
        ("信息来源：省发改委", "省发改委"),
        ("文章来源:科技日报", "科技日报"),
        ("稿件来源： 河北日报", "河北日报"),
        ("新闻来源：河北日报", "河北日报"),
        ("信源：河北日报", "河北日报"),
        ("本文来源于 北京商报 2021-03-05", "北京商报"),
        ("来源：光明网-《光明日报》2021-03-05 03:15", "光明网-《光明日报》"),
        ("来源：澎湃新闻·澎湃号·政务", "澎湃新闻·澎湃号·政务"),
        ("来源：21世纪经济报道(广州)", "21世纪经济报道"),
        ("来源：新华网（北京）", "新华网"),
        ("来源：新浪科技 河湾网收集 2021-03-05", "新浪科技"),
        ("作者：李小河来源：南方周末", "南方周末"),
        ("2021-03-05 10:20:03来源：南方周末作者：责任编辑：李小河", "南方周末"),
        ("日期：2021-03-05 作者：李小河 来源：解放日报 点击：25", "解放日报"),
        ("来源：法制日报 编辑：李小河 浏览：303次", "法制日报"),
        ("來源：中央社", "中央社"),
        ("出处：快科技", "快科技"),
        ("来自：南方都市报", "南方都市报"),
        ("转载自：南方都市报", "南方都市报"),
        ("转自：南方都市报", "南方都市报"),
        ("来源：中国地震台网、应急管理部等", "中国地震台网、应急管理部等"),
        ("来源：河湾区人民政府办公室", "河湾区人民政府办公室"),
        ("来源：转自人民网", "人民网"),
        ("来源：中国新闻网 字号：大 中 小", "中国新闻网"),
        ("来源：央视新闻客户端", "央视新闻客户端"),
        ("来源：人民日报 分享到：", "人民日报"),
        ("来源：人民日报 （原标题：小城修桥）", "人民日报"),
        ("发布者：李小河 | 来源：人民日报 | 查看：303次", "人民日报"),
        ("2021-03-05 | 来源：人民日报 | 浏览（20）", "人民日报"),
    ],
)
def test_a_labelled_credit_is_read_in_every_form(read: Read, line: str, name: str) -> None:
    """A source label in the head names the source, whatever colon, bracket or neighbour it has."""
    assert read(head=f"<div class='info'>{line}</div>").declared == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（来源：上海证券报）", "上海证券报"),
        ("(来源:上海证券报)", "上海证券报"),
        ("来源：上海证券报", "上海证券报"),
        ("（本文来源：经济日报 作者：李小河）", "经济日报"),
        ("转自《北京科技报》", "北京科技报"),
        ("(摘自《河湾旧事》，李小河编著，河湾出版社)", "河湾旧事"),
        ("（刊于《半月谈》2019年第24期）", "半月谈"),
        ("原载《读书》1996年第3期", "读书"),
        ("(综合整理自澎湃新闻、雷锋网等)", "澎湃新闻、雷锋网等"),
        ("——《河湾之春》1998年3月号", "河湾之春"),
        ("《光明日报》（ 2022年02月13日 02版）", "光明日报"),
        ("本文转载自公众号“河湾旧事”，已获授权", "公众号“河湾旧事”"),
        ("李小河 来源：中国青年报", "中国青年报"),
        ("2005年8月25日（来源：上海证券报）", "上海证券报"),
        ("【来源：大河网】", "大河网"),
        ("稿源：红网", "红网"),
    ],
)
def test_a_credit_below_the_story_is_read(read: Read, line: str, name: str | None) -> None:
    """Without one in the head, the credit that closes the story names the source."""
    assert read(head="<p>2021-03-05 10:20</p>", tail=f"<p>{line}</p>").declared == name


@pytest.mark.parametrize(
    "line",
    [
        "来源：网络",
        "来源：互联网",
        "来自: 互联网",
        "来源：网络整理",
        "来源：整理自互联网",
        "来源：来自互联网",
        "来源：转载",
        "来源：转载文章",
        "来源：综合",
        "来源：本站原创",
        "来源：本站",
        "来源：原创",
        "来源：未知",
        "来源：佚名",
        "来源：网友投稿",
        "来源：",
        "来源： |",
        "来源： 作者： 时间：2021-03-05",
        '来源： size="20" 发布日期： 2021-03-05',
        "来源：[!--befrom--]",
        "来源：{dede:field.source/}",
        "来源: 尹娟",
        "图片来源：摄图网",
        "资料来源：参考消息、海外网等",
        "数据来源：国家统计局",
        "素材来源：人民网",
        "资金来源：财政拨款",
        "主要投资来源地：香港",
        "凡本网注明“来源：人民网”的作品，均转载自其它媒体",
        "如需转载，请注明来源：人民网",
        "转载请注明来源：河湾网",
        "来源：admin",
        "来源：分享到",
        "来源：2021-03-05",
        "来源：http://www.example.com/a/1.html",
        "来自: <a href='/people/1/'>miss.S</a>",
        "(本文来自澎湃新闻，更多原创资讯请下载“澎湃新闻”APP)",
    ],
)
def test_a_trap_declares_no_source(read: Read, line: str) -> None:
    """Placeholders, people, captions, legal notices and broken templates name no source."""
    assert read(head=f"<div class='info'>{line}</div>").declared is None
    assert read(tail=f"<p>{line}</p>").declared is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2018年12月28日 19:55 <a href='http://www.bjnews.com.cn/1.html'>新京报</a>", "新京报"),
        ("http://www.example.com 2009年11月09日13:56 新浪娱乐", "新浪娱乐"),
        ("AUTO.EXAMPLE.COM 2003年11月12日16:36 金羊网—新快报", "金羊网—新快报"),
        ("2020-05-20 14:33·<a href='/c/user/1/'>新华社</a>", "新华社"),
        ("<a href='/p/'>北京新浪網</a> (2020-01-21 11:12)", "北京新浪網"),
        ("2021-03-05 10:20 《理财周刊》", "理财周刊"),
        ("2021-03-05 10:20 河湾晚报", "河湾晚报"),
        ("2021-03-05 10:20 《财经》杂志", "《财经》杂志"),
        ("李小河/中国青年报 2019-09-24 09:10", "中国青年报"),
        ("原创 南方都市报 2019-09-09 16:01:46", "南方都市报"),
        ("2021-03-05 10:20 李小河", None),
        ("2021-03-05 10:20 微博 微信 分享", None),
        ("2021-03-05 10:20 阅读 539", None),
        ("2021-03-05 10:20 来自北京", None),
        ("2021-03-05 10:20 <span>複製連結</span>", None),
        ("2021年3月5日　星期五", None),
        ("2021-03-05 10:20 <span>赞或分享</span>", None),
        ("国内新闻 2021-03-05 10:20", None),
        ("《河湾旧事》这本书讲了什么 2021-03-05 10:20", None),
    ],
)
def test_a_bare_outlet_beside_the_date_is_the_source(read: Read, line: str, name: str | None) -> None:
    """An outlet that shares the date's line is credited; a person, a section or a control is not."""
    assert read(head=f"<div class='info'>{line}</div>").declared == name


def test_a_kicker_of_the_headline_is_no_source(read: Read) -> None:
    """What stands beside the date and repeats words of the headline, or stands on its line, names nobody."""
    assert read(head="<p>修好百年石桥纪实</p><p>2020-01-03 18:13</p>").declared is None
    assert read(head=f"<p>(老街新事){TITLE}</p><p>2020-01-03 18:13</p>").declared is None


def test_an_outlet_on_the_line_above_the_date_is_the_source(read: Read) -> None:
    """A name that stands alone between headline and date is the credit."""
    assert read(head="<p>新华社</p><p>2020-01-03 18:13</p>").declared == "新华社"


def test_an_account_above_the_date_is_the_source(read: Read) -> None:
    """A self-media account that markup calls an author is credited, a person is not."""
    head = "<p class='author-name'>{}</p><p>2020-01-03 18:13</p>"
    assert read(head=head.format("河湾必读")).declared == "河湾必读"
    assert read(head=head.format("李小河")).declared is None


def test_the_site_s_own_desk_is_no_source(read: Read) -> None:
    """A byline that joins the site's own name with a reporter credits nobody else."""
    found = read(head="<div>新京报／李小河 2020-03-12 20:19</div>", url="http://www.bjnews.com.cn/1.html")
    assert found.declared is None


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        ("<meta name='mediaid' content='每日经济新闻'>", "每日经济新闻"),
        ("<meta name='ContentSource' content='山西日报'>", "山西日报"),
        ("<meta name='source' content='来源：新华网'>", "新华网"),
        ("<meta name='source' content='来源：'>", None),
        ("<meta name='source' content=''>", None),
        ("<meta name='author' content='104363'>", None),
        ("<meta property='article:author' content='https://www.facebook.com/x/'>", None),
        ("<!--<founder-papername>河南商报</founder-papername>-->", "河南商报"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x",'
            '"author":{"@type":"Organization","name":"法新社"},"publisher":{"name":"河湾网"}}</script>',
            "法新社",
        ),
        ('<script type="application/ld+json">{"headline": broken</script>', None),
    ],
)
def test_metadata_names_the_source_when_nothing_visible_does(read: Read, meta: str, name: str | None) -> None:
    """Meta tags, JSON-LD and e-paper comments are the last resort."""
    assert read(meta=meta, head="<p>2021-03-05 10:20</p>").declared == name


def test_a_visible_credit_beats_metadata_and_the_disagreement_is_told(read: Read) -> None:
    """Both claims are kept, the visible one is declared, and a warning says they disagree."""
    found = read(meta="<meta name='mediaid' content='中国经济网'>", tail="<p>（本文来源：经济日报）</p>")
    assert found.declared == "经济日报"
    found = read(meta="<meta name='mediaid' content='南方都市报'>", head="<p>来源：新华社</p>")
    assert found.declared == "新华社"
    assert ("meta", "南方都市报") in found.kinds()
    assert any("南方都市报" in tell(warning, "en") for warning in found.claims.warnings)


def test_script_state_near_the_headline_names_the_source(read: Read) -> None:
    """Where only script state holds the credit, the entry of this story is read, not another's."""
    state = (
        '<script>var feed=[{"title":"别的故事","source":"南方周末"}];'
        + "x=1;" * 2000
        + 'var detail={"title":"小城修好百年石桥 乡亲重走旧时路","source":"扬子晚报"};</script>'
    )
    assert read(meta=state, head="<p>2021-03-05 10:20</p>").declared == "扬子晚报"


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ('window.DATA = {{"article_id": "1", "title": "{title}", "media": "扬子晚报"}};', "扬子晚报"),
        ("var page = {{title: '{title}', source: '河湾公众号'}};", "河湾公众号"),
        ('var msg_title = "{title}"; var nickname = htmlDecode("河湾旧事");', "河湾旧事"),
        ('var d = {{"title":"{title}","source":"\\u65b0\\u534e\\u793e"}};', "新华社"),
        ('var d = {{"title":"{title}","source":""}};', None),
        ('var d = {{"title":"{title}","source":"http://example.com/a.jpg"}};', None),
        ('var d = {{"title":"{title}","dataSource":"扬子晚报"}};', None),
    ],
)
def test_script_state_is_read_in_every_form(read: Read, state: str, name: str | None) -> None:
    """Keys quoted or not, names escaped or not, by any of the usual keys."""
    script = f"<script>{state.format(title=TITLE)}</script>"
    assert read(meta=script, head="<p>2021-03-05 10:20</p>").declared == name


def test_hidden_fields_for_search_engines_count(read: Read) -> None:
    """Baidu's source and editor fields are read although the page hides them."""
    hidden = (
        "<div style='display:none'><span id='source_baidu'>来源：<a href='http://www.xinhuanet.com/1.htm'>新华网</a>"
        "</span><span id='editor_baidu'>责任编辑：孙江</span></div>"
    )
    found = read(head=hidden + "<p>2017-03-10 09:58</p>")
    assert found.declared == "新华网"
    assert found.furniture.editors == ("孙江",)


def test_the_link_behind_a_credit_is_a_claim_of_its_own(read: Read) -> None:
    """Name and link may name two houses: two hops on one page, told as a warning."""
    link = "<a href='http://lx.huanqiu.com/lxnews/2017-03/1.html'>人民日报海外版</a>"
    found = read(head=f"<div>2017-03-10 08:42 来源：{link}</div>", url="http://news.youth.cn/1.htm")
    assert found.declared == "人民日报海外版"
    target = next(claim for claim in found.claims.claims if claim.kind == "link")
    assert target.url == "http://lx.huanqiu.com/lxnews/2017-03/1.html"
    assert target.outlets == ("环球网",)
    assert len(found.claims.warnings) == 1


def test_an_address_given_as_the_source_is_a_link_claim(read: Read) -> None:
    """原文链接：… points to the page copied from; it names no outlet by itself."""
    found = read(tail="<p>原文链接：http://www.chinanews.com/cj/2021/03-05/1.shtml</p>")
    [claim] = found.claims.claims
    assert (claim.kind, claim.outlets) == ("link", ("中国新闻网",))
    assert found.declared is None
    assert found.frame.url is None


def test_a_link_to_a_platform_contradicts_nobody(read: Read) -> None:
    """Every outlet keeps an account on a platform, so a link there is no second source."""
    found = read(head="<div>2021-03-05 来源：<a href='https://mp.weixin.qq.com/s/1'>新华网</a></div>")
    assert [claim.kind for claim in found.claims.claims] == ["declared", "link"]
    assert found.claims.warnings == ()


@pytest.mark.parametrize(
    ("opening", "name", "outlets"),
    [
        ("新华社北京2月24日电（记者李小河）", "新华社", ("新华社",)),
        ("新华社北京2月24日电 题：石桥", "新华社", ("新华社",)),
        ("据新华社拉萨电（记者 李小河）", "新华社", ("新华社",)),
        ("中新网3月28日电 ", "中新网", ("中国新闻网",)),
        ("央广网北京2月13日消息（记者李小河）", "央广网", ("央广网",)),
        ("（法新社羅馬19日電） ", "法新社", ("法新社",)),
        ("本报讯 （记者 李小河）", "本报", ()),
        ("【河湾观察2005年07月03日报道】", "河湾观察", ()),
        ("北京商报讯（记者 李小河）", "北京商报", ("北京商报",)),
        ("新京报快讯（记者 李小河）", "新京报", ("新京报",)),
    ],
)
def test_a_dateline_is_a_claim_but_not_the_declared_source(
    read: Read, opening: str, name: str, outlets: tuple[str, ...]
) -> None:
    """The dateline that opens the story is kept with its quote; the line stays in the story."""
    found = read(story=(opening + STORY[0], *STORY[1:]), head="<p>2021-03-05 10:20</p>")
    lines = [claim for claim in found.claims.claims if claim.kind == "dateline"]
    assert [(claim.text, claim.outlets) for claim in lines] == [(name, outlets)]
    assert opening.startswith(lines[0].evidence.quote)
    assert found.declared is None
    assert not any(opening in found.lines[index] for index in found.claims.lines)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("澎湃新闻记者 李小河 王大山", "澎湃新闻"),
        ("采写：南方都市报记者 李小河", "南方都市报"),
        ("本报记者 李小河", "本报"),
        ("新华网黑龙江频道 记者 李小河", "新华网黑龙江频道"),
        ("（新京报记者 李小河）", "新京报"),
    ],
)
def test_a_byline_that_names_an_outlet_is_a_claim(read: Read, line: str, name: str) -> None:
    """A reporter's line tells whose reporter it was."""
    found = read(head="<p>2021-03-05 10:20</p>", tail=f"<p>{line}</p>")
    assert ("byline", name) in found.kinds()
    assert found.declared is None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("北京联盟小编了解到石桥已经修好，附近的居民早早来到桥头，看着最后一道围挡被移走。", "北京联盟"),
        ("河湾生活网小编获悉，石桥已经修好，附近的居民早早来到桥头，看着最后一道围挡被移走。", "河湾生活网"),
        (
            "本文由河湾生活网整理，附近的居民早早来到桥头，看着最后一道围挡被移走，桥面逐块编号。",
            "河湾生活网",
        ),
    ],
)
def test_a_reprinter_s_trace_is_a_relay_claim(read: Read, sentence: str, name: str) -> None:
    """An editor who speaks up inside the story gives the reprinting site away."""
    found = read(story=(sentence, *STORY))
    assert ("relay", name) in found.kinds()
    assert found.declared is None


def test_an_editor_s_code_tells_the_newsroom_it_came_through(read: Read) -> None:
    """A code of another newsroom behind the editor's name is a relay; the site's own is not."""
    tail = "<p>（责任编辑：孙江_NN7379）</p>"
    assert ("relay", "NN7379") in read(tail=tail, url="http://www.people.com.cn/1.html").kinds()
    assert ("relay", "NN7379") not in read(tail=tail, url="http://money.163.com/1.html").kinds()


def test_our_own_text_is_a_self_claim(read: Read) -> None:
    """本站原创 is kept as what the page says of itself."""
    found = read(head="<div>来源：本站原创 时间：2021-03-05</div>")
    assert [claim.kind for claim in found.claims.claims] == ["self"]
    assert found.declared is None


def test_a_placeholder_in_the_head_leaves_the_credit_below_standing(read: Read) -> None:
    """来源：转载文章 above and the real credit below: the real one is declared."""
    found = read(head="<div>2021-03-05更新 来源：转载文章</div>", tail="<p>来源：新闻晨报</p>")
    assert found.declared == "新闻晨报"


def test_a_caption_s_credit_is_not_the_story_s(read: Read) -> None:
    """Of several credits below the headline the one that closes the story counts, never a picture's."""
    story = (STORY[0], "（来源：视觉中国）", STORY[1], "（来源：南方周末）", *STORY, *STORY)
    assert read(story=story, tail="<p>来源：新闻晨报</p>").declared == "新闻晨报"
    assert read(story=(STORY[0], "（来源：视觉中国）", STORY[1])).declared is None


def test_every_quote_is_on_the_page(read: Read) -> None:
    """A claim's quote can be found, letter by letter, on the line it was read from."""
    found = read(
        head="<div>2021-03-05 10:20 来源：<a href='/x'>新华社</a> 作者：李小河</div>",
        tail="<p>（来源：红网）</p>",
    )
    assert found.claims.claims
    for claim in found.claims.claims:
        assert any(claim.evidence.quote in line for line in found.lines)


def test_credits_of_related_stories_are_not_this_page_s(read: Read) -> None:
    """Cards that each name a source do not lend it to the story."""
    cards = "".join(
        f"<li><a href='/a/{n}.html'>别处的第{n}条新闻也很长很长</a><p>来源：南方周末</p></li>"
        for n in range(1000, 1008)
    )
    assert read(head="<p>2021-03-05 10:20</p>", after=f"<h3>相关阅读</h3><ul>{cards}</ul>").declared is None
