"""Forms of credits met on sites the rules were not made on: every fixture is our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reprint_trace.outlets import Gazetteer
from reprint_trace.reading import read_page
from tests.reading.conftest import STORY, TITLE, Reading

Read = Callable[..., Reading]
DATE = "<p>2021-03-05 10:20</p>"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2021年03月05日10:20 来源：人民网－人民日报海外版", "人民网－人民日报海外版"),
        ("【來源：大公報】", "大公報"),
        ("文章來源：自由時報 2021/03/05", "自由時報"),
        ("来源 ▏新华社", "新华社"),
        ("来源 ▎央视新闻 编辑 ▎孙江", "央视新闻"),
        ("来源／新华社", "新华社"),
        ("来源/新华社 编辑/孙江", "新华社"),
        ("来源：河湾发布（ID：hewanfabu）", "河湾发布"),
        ("来源：2021年3月5日《人民日报》", "人民日报"),
        ("来源：《人民日报》（2021年03月05日 第 06 版）", "人民日报"),
        ("来源：新华社，记者李小河", "新华社"),
        ("来源：新华社记者李小河", "新华社"),
        ("来源：《财新周刊》2021年第8期", "财新周刊"),
        ("新闻来源: 联合早报 于 2021-03-05 10:20:00 - 新闻取自各大媒体", "联合早报"),
        ("京港台：2021-3-5 10:20| 来源：联合早报 | 评论( 12 )", "联合早报"),
        ("来　源：河湾晚报　作　者：李小河", "河湾晚报"),
        ("来自公众号：<a href='/u/1'>河湾旧事</a>", "河湾旧事"),
        ("<span>来源：新华网</span><span>听新闻</span>", "新华网"),
        ("供稿单位：县林业局 2021-03-05", "县林业局"),
        ("图文来源：河湾发布", "河湾发布"),
        ("来源﹕河湾晚报", "河湾晚报"),
        ("〖来源：河湾晚报〗", "河湾晚报"),
        ("来源：公众号 河湾旧事 2021-03-05", "河湾旧事"),
        ("来源：新华社北京3月5日电", "新华社"),
        ("来源：《河湾文史》第三辑", "河湾文史"),
        ("来源：《求是》2021/05", "求是"),
        ("<p>来源：</p><p>县林业局</p><p>时间：2021-03-05</p>", "县林业局"),
        ("来源：小编", None),
        ("来源：网站编辑部", None),
        ("来源：读者投稿", None),
        ("来源：N/A", None),
        ("来源：[field:source/]", None),
        ("来源：2021年03月05日 国内新闻", None),
        ("来源：本报记者 李小河", None),
        ("来源：暂无来源", None),
        ("来源：来源网络", None),
        ("来源：用户投稿", None),
        ("来源：${source}", None),
        ("来源：{{source}}", None),
    ],
)
def test_a_labelled_credit_in_the_head(read: Read, line: str, name: str | None) -> None:
    """Thin bars, slashes, dates before the name and placeholders of templates."""
    assert read(head=f"<div class='info'>{line}</div>").declared == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（原载于2016年11月21日《证券日报》A2版）", "证券日报"),
        ("原载2016年11月21日证券日报", "证券日报"),
        ("（摘自2016年第11期《读者》）", "读者"),
        ("（转自2月24日《人民日报》）", "人民日报"),
        ("（刊于2020年2月24日《河湾晚报》第3版）", "河湾晚报"),
        ("本文刊载于2020年2月24日《河湾旧事》", "河湾旧事"),
        ("本文转载自微信公众号“河湾旧事”", "微信公众号“河湾旧事”"),
        ("（转自河湾发布）", "河湾发布"),
        ("原文刊载于《河湾晚报》2021年3月5日", "河湾晚报"),
        ("综合新华社、央视新闻等报道", "新华社、央视新闻"),
        ("综合施策、久久为功", None),
        ("部分内容来源：新华社", None),
        ("【本站编者注：本文来源于公众号“河湾旧事”（ID：hwjs），作者李小河】", "公众号“河湾旧事”"),
        ("本文转自河湾旧事微信公众号（ID:hwjs），作者：李小河", "河湾旧事微信公众号"),
        ("本文转载自《环球时报》，不代表本网观点", "环球时报"),
        ("▍来源：厦门日报", "厦门日报"),
        ("（新华社）", "新华社"),
        ("（央视新闻客户端）", "央视新闻客户端"),
        ("（人民日报 2020年02月24日 第11版）", "人民日报"),
        ("Via: <a href='http://www.xinhuanet.com/1.htm'>新华网</a>", "新华网"),
        ("（新华社发）", None),
        ("（据新华社电）", None),
        ("图/新华社", None),
        ("图源：视觉中国", None),
        ("声明：本文来源于网络，版权归原作者所有", None),
        ("素材来源：央视新闻、人民日报", None),
        ("本文来源于合作媒体、企业机构，不代表本站观点", None),
    ],
)
def test_a_credit_that_closes_the_story(read: Read, line: str, name: str | None) -> None:
    """Issues with their date first, accounts, the agency in a closing bracket; never a picture's."""
    assert read(head=DATE, tail=f"<p>{line}</p>").declared == name


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("来源：央视新闻编辑：孙江", "央视新闻"),
        ("▍信息来源：河湾政法", "河湾政法"),
        ("来源：厦门日报、东南快报", "厦门日报、东南快报"),
        ("转自：河湾旧事", "河湾旧事"),
        ("（人民日报）", "人民日报"),
        ("来源|人民网、方圆微信公众号", "人民网、方圆微信公众号"),
    ],
)
def test_a_credit_joined_to_the_last_paragraph(read: Read, end: str, name: str) -> None:
    """What follows the last sentence on its own line's end is a credit all the same."""
    assert read(head=DATE, story=(*STORY[:2], STORY[2] * 3 + end)).declared == name


@pytest.mark.parametrize(
    "sentence",
    [
        "他说，这笔钱的来源：一是财政，二是社会捐赠，三是村集体自筹，三年里一共凑了六百多万元才修完。",
        "谈到消息来源，他说：来源：不便透露，大家都这么讲，这么多年来桥头的人都是这样过日子的。",
        "水的来源：山里的泉眼和夏天的雨水，村民把它们引到桥头的池子里，已经一百多年了。",
    ],
)
def test_a_sentence_about_sources_is_no_credit(read: Read, sentence: str) -> None:
    """来源 inside the story, with a sentence behind it, credits nobody."""
    assert read(head=DATE, story=(STORY[0], sentence, STORY[1])).declared is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2021-03-05 10:20 中央社／高雄5日電", "中央社"),
        ("2021-03-05 10:20 中央社 / 高雄5日電", "中央社"),
        ("2021/03/05 10:20 綜合報導／中央社", "中央社"),
        ("10:20 2021/03/05 中時新聞網 林小河", "中時新聞網"),
        ("03-05 10:20 新京报", "新京报"),
        ("新京报 2小时前", "新京报"),
        ("昨天 10:20 新京报", "新京报"),
        ("河湾晚报 官方账号 2021-03-05 10:20", "河湾晚报"),
        ("<span>2021-03-05 10:20</span><span>河湾晚报</span><span>听新闻</span>", "河湾晚报"),
        ("2021-03-05 10:20</p><p>桥上的人。 <span>© 路透社图片</span>", None),
        ("2021-03-05 10:20</p><p>© 路透社", None),
        ("2021-03-05 10:20 河湾晚报官方帐号 已认证", None),
        ("記者林小河／台北報導 2021/03/05 10:20", None),
        ("情况通报 2021-03-05 10:20", None),
        ("天气预报 2021-03-05 10:20", None),
        ("2021-03-05 10:20 来自 iPhone客户端", None),
        ("<a>人民网</a> <a>新华网</a> <a>央视网</a></div><div>2021-03-05 10:20", None),
        ("<a>人民网</a> &gt; <a>新闻</a> &gt; 正文</div><div>2021-03-05 10:20", None),
    ],
)
def test_a_bare_outlet_in_other_forms(read: Read, line: str, name: str | None) -> None:
    """Agencies with the place of their wire, dates without year, badges; a notice is no paper."""
    assert read(head=f"<div class='info'>{line}</div>").declared == name


@pytest.mark.parametrize(
    ("head", "tail", "name"),
    [
        (
            "<div><span class='author'>小满</span><span class='nickname'><a id='js_name'>江南晚报</a></span></div>",
            "",
            "江南晚报",
        ),
        (
            "<div><span class='author'>小满</span> <span class='nickname'><a>江南晚报</a></span></div>",
            "<p>来源：无锡日报</p>",
            "无锡日报",
        ),
        ("<p class='author-name'>河湾必读</p>" + DATE, "<p>来源：无锡日报</p>", "无锡日报"),
        (
            "<p class='author-name'><a href='/u/1'>齐鲁壹点</a></p><div><span>发布时间：</span>"
            "<span>21-04-01</span><span>13:25</span><span>齐鲁晚报·齐鲁壹点官方帐号</span></div>",
            "",
            "齐鲁壹点",
        ),
        (
            "<div class='account'><a href='/u/1'>河湾旧事</a><span>优质历史领域创作者</span></div>" + DATE,
            "",
            "河湾旧事",
        ),
        (
            "<ul><li><span>Author,</span><span>林森</span></li><li><span>Role,</span><span>BBC中文</span></li></ul>"
            "<p>2023年2月8日</p>",
            "",
            None,
        ),
        ("<p>新京报</p>" + DATE, "<p>（来源：新华社）</p>", "新京报"),
    ],
)
def test_an_account_yields_to_the_credit_that_closes_the_story(
    read: Read, head: str, tail: str, name: str | None
) -> None:
    """Person and account on one line are told apart, badges are left out, and who posted a page says
    less than the source it names; an outlet beside the date is no mere account."""
    assert read(head=head, tail=tail).declared == name


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("央视网消息：", "央视网"),
        ("央视网消息（新闻联播）：", "央视网"),
        ("国际在线报道（记者李小河）：", "国际在线"),
        ("【环球网综合报道】", "环球网"),
        ("本台消息：", "本台"),
        ("36氪获悉，", "36氪"),
        ("（新华社北京电）", "新华社"),
        ("四川在线消息（记者 李小河）", "四川在线"),
        ("汉网消息（通讯员 李小河）", "汉网"),
        ("據中央社報導，", "中央社"),
        ("据参考消息网援引法新社报道，", "参考消息网"),
        ("城东石桥修复 新华社北京2月24日电 ", "新华社"),
        ("老人们看到了消息，", None),
        ("记者从河湾网获悉，", None),
        ("据外媒报道，", None),
    ],
)
def test_more_datelines(read: Read, opening: str, name: str | None) -> None:
    """Sites that open with 消息, 报道 or 获悉, datelines behind a caption; never a sentence's own news."""
    found = read(head=DATE, story=(opening + STORY[0], *STORY[1:]))
    assert [text for kind, text in found.kinds() if kind == "dateline"] == ([name] if name else [])
    assert found.declared is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("南都记者 李小河 发自北京", "南都"),
        ("文/图 羊城晚报全媒体记者 李小河", "羊城晚报全媒体"),
        ("每经记者 李小河 每经编辑 王大山", "每经"),
        ("他说。华商报记者 李小河", "华商报"),
        ("（海外网/李小河）", "海外网"),
        ("(海外网 李小河)", "海外网"),
        ("（扬子晚报李小河）", "扬子晚报"),
        ("【环球时报记者 李小河】", "环球时报"),
    ],
)
def test_more_bylines(read: Read, line: str, name: str) -> None:
    """An outlet's short name, a bracket that joins outlet and person."""
    assert ("byline", name) in read(head=DATE, tail=f"<p>{line}</p>").kinds()


@pytest.mark.parametrize(
    ("meta", "head", "name"),
    [
        ("<meta name='article_source' content='新京报'>", "", "新京报"),
        ("<meta itemprop='sourceOrganization' content='新华社'>", "", "新华社"),
        (
            '<script type="application/ld+json">{"headline":"x","creditText":"新华社"}</script>',
            "",
            "新华社",
        ),
        (
            '<script type="application/ld+json">{"headline":"x","author":[{"@type":"Person",'
            '"name":"李小河"},{"@type":"Organization","name":"新华社"}]}</script>',
            "",
            "新华社",
        ),
        ("", "<textarea class='article-source' style='display:none'>来源：长江日报</textarea>", "长江日报"),
        ("", "<input type='hidden' id='source' value='长江日报'>", "长江日报"),
        ("", "<input type='hidden' name='source' value='pc'>", None),
        ("", "<input type='hidden' name='source' value='首页搜索'>", None),
    ],
)
def test_more_places_a_page_keeps_its_source_in(read: Read, meta: str, head: str, name: str | None) -> None:
    """Metadata of other conventions, JSON-LD credits, hidden fields with a known outlet."""
    assert read(meta=meta, head=DATE + head).declared == name


def test_a_link_to_the_original_is_a_claim(read: Read) -> None:
    """阅读原文, an address in place of a name and metadata's original-source each name a second hop."""
    url = "http://www.xinhuanet.com/1.htm"

    def links(**parts: str) -> list[str | None]:
        return [claim.url for claim in read(**parts).claims.claims if claim.kind == "link"]

    assert links(head=DATE, tail=f"<p><a href='{url}'>阅读原文</a></p>") == [url]
    assert links(head=f"<div>来源：新华网 [<a href='{url}'>原文链接</a>]</div>") == [url]
    assert links(head=f"<div>来源：{url}</div>") == [url]
    assert links(head=f"<div>来源：新华网 {url}</div>") == [url]
    assert links(meta=f"<meta name='original-source' content='{url}'>") == [url]
    assert links(head=DATE, tail="<p><a href='/m/1.htm'>查看原文</a></p>") == []
    assert read(head=f"<div>来源：{url}</div>").declared is None


def test_a_credit_that_opens_a_joined_text_is_read(known: Gazetteer) -> None:
    """A text saved without line breaks still tells its source, where a paragraph's indent is left."""
    story = "　　".join(STORY * 3)
    page = f"{TITLE}\n来源：新京报　　作者/李小河　　{story}"
    assert read_page(page.encode(), file="a.txt", gazetteer=known).claims[0].text == "新京报"
    page = f"{TITLE}\n{story}　　新华社北京2月24日电　　{story}"
    assert [c.text for c in read_page(page.encode(), file="a.txt", gazetteer=known).claims] == []
    page = f"{TITLE}\n{STORY[0]}　　新华社北京2月24日电　　{story}"
    assert [c.text for c in read_page(page.encode(), file="a.txt", gazetteer=known).claims] == ["新华社"]


def test_placeholders_of_templates_are_kept_as_said(read: Read) -> None:
    """A field that names nobody is a claim with its own words, not with the sentence behind them."""
    [claim] = read(head=DATE, tail="<p>本文转载自网络，如有侵权，请联系我们删除。</p>").claims.claims
    assert (claim.kind, claim.text) == ("declared", "网络")


@pytest.mark.parametrize(
    "lead",
    [
        "央视网消息（新闻联播）：2020年1月1日，河湾石桥重新开放。",
        "中新网3月30日电据河湾水利网站消息，2020年3月29日0—24时，石桥上游无险情。",
        "会议将于2020年10月21日至23日在河湾举办，届时石桥开放。",
        "新华社“走桥人”计划带动游客超亿元",
        "央视网消息（新闻联播）：",
    ],
)
def test_a_sentence_with_a_date_is_no_byline(known: Gazetteer, lead: str) -> None:
    """In a text that shows neither date nor source, its first short sentence gives neither."""
    page = read_page(f"{TITLE}\n{lead}\n{STORY[0]}\n{STORY[1]}".encode(), file="a.txt", gazetteer=known)
    assert page.declared_source is None
    assert page.published is None
