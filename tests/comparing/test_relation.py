from __future__ import annotations

import time

from reprint_trace.comparing import compare, compare_texts
from reprint_trace.model import Document, Match, Page, Published, Site

BULLETIN = (
    "县气象台{day}日发布：{day}日白天多云，最高气温{high}度，最低气温{low}度，"
    "降水量{rain}毫米，请市民合理安排出行。"
)
WIRE = (
    "第三届青年科技节今天在临江县体育馆开幕，来自二十个省份的参赛队带来了自己的作品。"
    "评委会主任介绍说，今年的作品数量比上届增加了三成，其中一半以上出自高中生之手。"
    "科技节将持续五天，期间每天上午都有公开演示，市民可以凭身份证免费入场参观。"
)
NOTICE = (
    "“为保障群众饮水安全，自下周一起对城东片区的老旧供水管网实施改造，施工期间分段停水，"
    "每段停水不超过六个小时，请沿线单位和居民提前做好储水准备，由此带来的不便敬请谅解。”"
)


def signed(text: str, document: str, *, source: str | None = None, declared: str | None = None) -> Match:
    page = Page(
        file="p", sha256="", format="html", encoding="utf-8", site=Site(), body=text, declared_source=declared
    )
    return compare(page, Document(id="d", text=document, source=source))


def test_one_form_filled_in_twice_is_a_template() -> None:
    """Bulletins whose sentences agree and whose figures do not are no reprints of each other."""
    match = compare_texts(
        BULLETIN.format(day=3, high=21, low=9, rain=0), BULLETIN.format(day=8, high=17, low=6, rain=12)
    )
    assert match.relation == "template"
    assert "figures differ" in match.relation_reasons[0]


def test_one_altered_figure_makes_no_template() -> None:
    """A copy in which a figure was changed stays a copy, and the figure is shown."""
    text = WIRE + BULLETIN.format(day=3, high=21, low=9, rain=0)
    match = compare_texts(text, text.replace("21", "27"))
    assert match.relation == "copy"
    assert [edit.kind for edit in match.edits] == ["number-changed"]


STORY = (
    "{place}人注意！近日警方打掉一个以微商为名的团伙，已有十九人被捕。办案民警介绍说，团伙成员在朋友圈里晒豪车、"
    "晒转账，骗来的货款转眼就分光。{place}的老板们请转给自己的家人，看看身边有没有这样的代理。"
)


def titled(text: str, title: str, document: str, document_title: str) -> Match:
    page = Page(file="p", sha256="", format="html", encoding="utf-8", site=Site(), body=text, title=title)
    return compare(page, Document(id="d", text=document, title=document_title))


def test_a_story_localised_for_two_towns_is_a_template() -> None:
    """One text with another town in headline and story is one form filled in twice."""
    texts = [STORY.format(place=place) for place in ("漳州", "金华")]
    match = titled(texts[0], "漳州人，快看看你的朋友圈", texts[1], "金华人，快看看你的朋友圈")
    assert match.relation == "template"
    assert "金华→漳州" in match.relation_reasons[0]


def test_a_place_added_for_outside_readers_makes_no_template() -> None:
    """A reprint that tells its readers where it happened stays a copy, and so does one with another editor."""
    text = STORY.format(place="漳州")
    assert titled(text, "福建漳州人，快看看朋友圈", text, "漳州人，快看看朋友圈").relation == "copy"
    edited = [text + f"（编辑：{name}）" for name in ("王小满", "李大雪")]
    assert compare_texts(*edited).relation == "copy"


def test_one_place_put_right_makes_no_template() -> None:
    """A reprint under the same headline that corrects one place name stays a copy."""
    text = WIRE + "获奖作品下月起在泉州巡回展出，届时另行公告。" + NOTICE
    other = text.replace("泉州", "漳州")
    assert titled(other, "青年科技节今天开幕", text, "青年科技节今天开幕").relation == "copy"
    assert compare_texts(text, other).relation == "copy"


def test_altered_figures_do_not_make_a_long_story_a_template() -> None:
    """A copy with several falsified figures in running text stays a copy: only bulletins are all figures."""
    text = (WIRE + STORY.format(place="漳州") + WIRE.replace("科技节", "读书节")) * 2
    text += "全县共有312个村、45所学校参加，投入1280万元。"
    altered = text.replace("312", "912").replace("45", "95").replace("1280", "8280")
    assert compare_texts(text, altered).relation in ("copy", "version")


def test_pages_alike_in_their_furniture_are_unrelated() -> None:
    """Where neither headline speaks of what two pages have in common, that is the site's furniture."""
    furniture = (
        "进入本吧搜索签到排名今日第几个签到连续签到天数累计签到天数会员特权漏签补签卡使用说明手机客户端下载"
    )
    match = titled(furniture + "看帖", "手机桌面怎么锁定", furniture + "发帖", "表演系师哥求指点")
    assert match.relation == "unrelated"


def test_one_correspondent_in_two_papers_is_a_handout() -> None:
    """A press office's correspondent who signs both texts sent it to both houses."""
    mine = "江畔日报讯（记者 王小满 通讯员 赵立秋）" + WIRE
    theirs = "山城晚报讯（记者 李大雪 通讯员 赵立秋）" + WIRE
    match = signed(mine, theirs)
    assert match.relation == "same-wire"
    assert "赵立秋" in match.relation_reasons[0]


def test_a_reprint_that_keeps_the_reporter_is_no_handout() -> None:
    """Where the reporter is named as well, the story was printed from the paper."""
    mine = WIRE + "（王小满 赵立秋）"
    assert signed(mine, "江畔日报讯（记者王小满 通讯员赵立秋）" + WIRE).relation == "copy"


def test_two_prints_of_a_wire_cut_to_other_lengths_are_siblings() -> None:
    """Two texts under one agency's dateline, each cut its own way, were printed from the agency."""
    dateline = "新华社临江5月3日电 "
    tail = BULLETIN.format(day=3, high=21, low=9, rain=0)
    assert signed(dateline + WIRE, dateline + WIRE + tail).relation == "same-wire"
    assert signed(dateline + WIRE, dateline + WIRE + tail, source="新华社").relation == "copy"


def test_text_of_its_own_in_both_makes_two_versions() -> None:
    """Where each text has a sentence of the story that the other lacks, neither was printed from the other."""
    mine = WIRE + "闭幕式上还会公布新一届评委会的名单，名单由各省推荐产生，任期两年。" + NOTICE
    theirs = (
        WIRE.replace(
            "科技节将持续", "展馆外的草坪上搭起了临时帐篷，家长们在那里等候，志愿者送来了热水。科技节将持续"
        )
        + NOTICE
    )
    assert compare_texts(mine, theirs).relation == "version"
    assert compare_texts(WIRE + NOTICE, theirs).relation == "copy"


def test_two_houses_with_one_agency_text_are_siblings() -> None:
    """Two outlets that sign the same text and do not name each other printed the same wire."""
    match = signed("央视网消息：" + WIRE, WIRE, source="中国新闻网")
    assert match.relation == "same-wire"
    assert signed("中新社临江5月3日电 " + WIRE, "新华社临江5月3日电 " + WIRE).relation == "same-wire"


def test_a_papers_own_story_is_no_wire() -> None:
    """A story by a paper's own reporter that another house signs was copied from the paper."""
    assert signed("央视网消息：" + WIRE, WIRE + "（本报记者林小满）", source="人民日报").relation == "copy"


def test_a_page_that_credits_its_source_is_a_copy() -> None:
    """Signed by another house but crediting the document's own, it is a reprint."""
    assert signed("央视网消息：" + WIRE, WIRE, source="中国新闻网", declared="中国新闻网").relation == "copy"
    assert signed("央视网消息：据中新社报道，" + WIRE, WIRE, source="中国新闻网").relation == "copy"
    assert signed(WIRE, "央视网消息：" + WIRE, source="中国新闻网").relation == "copy"


def test_rewritten_sentences_make_a_version() -> None:
    """The same story with words changed all along is a version, not a copy."""
    swaps = (
        ("今天", "日前"),
        ("来自", "出自"),
        ("介绍说", "透露"),
        ("增加", "多"),
        ("持续", "历时"),
        ("公开", "现场"),
    )
    text = WIRE
    for old, new in swaps:
        text = text.replace(old, new)
    assert compare_texts(WIRE, text).relation == "version"


def test_a_notice_quoted_by_independent_stories_is_a_shared_quotation() -> None:
    """Two stories around one notice have the notice in common, nothing else."""
    mine = (
        "居民张大爷一早就接到了通知。他说家里人口多，打算先接满两只大桶。通知是这样写的："
        + NOTICE
        + (
            "街道办的志愿者挨家挨户敲门提醒，还给独居老人送去了桶装水，忙到天黑才收工。记者看到，小区门口贴着施工图。"
        )
    )
    theirs = (
        "水务集团昨天公布了下一步计划。负责人表示工程总长十一公里，今年分三期完成。公告称："
        + NOTICE
        + (
            "工程完工以后，管网漏损率预计能降到一成以下。此前这一片的水管已经用了将近四十年，爆管的事时有发生。"
        )
    )
    assert compare_texts(mine, theirs).relation == "shared-quotation"


FAREWELL = (
    "同志的遗体{day}在县殡仪馆火化，县里有关部门的负责同志前往送别，向他的亲属表示深切慰问。"
    "{life}他患病期间和逝世后，老同事和乡亲们以各种方式表示慰问和哀悼。"
)


def farewell(day: str, life: str, published: str) -> tuple[str, Published]:
    text = f"{life[:2]}" + FAREWELL.format(day=day, life=life)
    return text, Published(value=published, precision="day", basis="corpus")


def test_the_same_phrases_years_later_are_a_form_of_words() -> None:
    """What state news says in the same words at every such occasion makes no reprint of it."""
    text, day = farewell(
        "三日上午", "老苗种了一辈子水稻，培育的抗倒伏品种推广到六个省，晚年还给孩子们讲农谚。", "2018-03-03"
    )
    other, then = farewell(
        "昨天下午", "方工在水文站守了四十年，测过的洪峰有二十一次，退休后整理出三本江河志。", "2021-06-07"
    )
    page = Page(file="p", sha256="", format="html", encoding="utf-8", site=Site(), body=other, published=then)
    assert compare(page, Document(id="d", text=text, published=day)).relation == "template"


def test_texts_without_common_passages_are_unrelated() -> None:
    """Two stories with nothing but common words are unrelated."""
    assert compare_texts(WIRE, BULLETIN).relation == "unrelated"


def test_long_hostile_texts_take_bounded_time() -> None:
    """Repetitive, shuffled and unrelated texts of 50,000 characters are done within seconds."""
    start = time.perf_counter()
    compare_texts("天" * 50_000, "天" * 40_000)
    compare_texts("记者 " * 17_000, "（记者" * 17_000)
    compare_texts("1," * 25_000, "2," * 25_000)
    for hostile in (
        "\u3000",
        "（驻",
        "本报特约",
        "（记者王小满）",
        "图为王小满摄\n",
        "1,",
        "百分之",
        "新华社电 记者王小满 ",
        "通报：",
        "\\n",
    ):
        compare_texts(hostile * (30_000 // len(hostile)) + WIRE, WIRE)
    titled(WIRE, "-" * 50_000 + "。", WIRE, " _" * 25_000)
    assert time.perf_counter() - start < 8
