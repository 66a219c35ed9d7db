from __future__ import annotations

import time

from reprint_trace.comparing import compare, compare_texts
from reprint_trace.model import Document, Match, Page, Published, Site
from reprint_trace.words import tell

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
    return compare(Document(id="d", text=document, source=source), page)


def test_one_form_filled_in_twice_is_a_template() -> None:
    """Bulletins whose sentences agree and whose figures do not are no reprints of each other."""
    match = compare_texts(
        BULLETIN.format(day=3, high=21, low=9, rain=0), BULLETIN.format(day=8, high=17, low=6, rain=12)
    )
    assert match.relation == "template"
    assert "figures differ" in tell(match.relation_reasons[0], "en")


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
    return compare(Document(id="d", text=document, title=document_title), page)


def test_a_story_localised_for_two_towns_is_a_template() -> None:
    """One text with another town in headline and story is one form filled in twice."""
    texts = [STORY.format(place=place) for place in ("漳州", "金华")]
    match = titled(texts[0], "漳州人，快看看你的朋友圈", texts[1], "金华人，快看看你的朋友圈")
    assert match.relation == "template"
    assert "金华→漳州" in tell(match.relation_reasons[0], "en")


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
    assert "赵立秋" in tell(match.relation_reasons[0], "en")


def test_reasons_are_told_in_two_languages() -> None:
    """What a relation was read from is a sentence in English and one in Chinese, with the same values."""
    for match in (compare_texts(WIRE, WIRE), compare_texts(WIRE, STORY), compare_texts(STORY, STORY + WIRE)):
        assert all(tell(reason, "en") != tell(reason, "zh") for reason in match.relation_reasons)
    (reason,) = match_of_bulletins().relation_reasons
    english, chinese = tell(reason, "en"), tell(reason, "zh")
    assert "figures differ" in english
    assert "数字" in chinese


def match_of_bulletins() -> Match:
    return compare_texts(
        BULLETIN.format(day=3, high=21, low=9, rain=0), BULLETIN.format(day=8, high=17, low=6, rain=12)
    )


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
    assert compare(Document(id="d", text=text, published=day), page).relation == "template"


def test_texts_without_common_passages_are_unrelated() -> None:
    """Two stories with nothing but common words are unrelated."""
    assert compare_texts(WIRE, BULLETIN).relation == "unrelated"


def test_long_hostile_texts_take_bounded_time() -> None:
    """Repetitive, shuffled and unrelated texts of 25,000 characters are done within seconds."""
    start = time.process_time()
    compare_texts("天" * 25_000, "天" * 20_000)
    compare_texts("记者 " * 8_500, "（记者" * 8_500)
    compare_texts("1," * 12_000, "2," * 12_000)
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
        compare_texts(hostile * (15_000 // len(hostile)) + WIRE, WIRE)
    titled(WIRE, "-" * 50_000 + "。", WIRE, " _" * 25_000)
    assert time.process_time() - start < 4


ADVERT = (
    "{company}成立十五年来，为各地企业清洗外墙、空调和储水设备，师傅持证上岗，工具自带，按平方米计价，"
    "当天下单次日上门，清洗以后三个月内免费返修。单位签年度合同的，另有专人每月巡检一次，并出具书面记录。"
)


def test_an_advert_made_over_for_another_firm_is_a_template() -> None:
    """Where one company's name stands in the place of another's, one form was filled in twice."""
    mine, theirs = (
        ADVERT.format(company=f"{place}保洁服务有限公司") for place in ("南京亮晶晶", "苏州白云雀")
    )
    assert compare_texts(mine, theirs).relation == "template"
    assert compare_texts(mine, mine + "本栏目与" + mine[:13] + "合办。").relation == "copy"


def test_a_long_text_under_made_up_headlines_is_a_copy() -> None:
    """Reprinters make up headlines: a long text under two that speak of other things is a copy still."""
    text = (
        WIRE
        + STORY.format(place="漳州")
        + NOTICE
        + ADVERT.format(company="本公司")
        + WIRE.replace("科技", "读书")
    )
    assert titled(text, "信用卡分期提现哪里办", text, "花呗如何刷出来用").relation == "copy"


RELEASE = (
    "11月3日7时20分许，张某（男，本市人）驾驶小型客车由东向西行驶至滨江路与文昌街路口时，与一辆三轮车相撞，"
    "造成两人受伤，伤者已送医院救治，无生命危险。经检测，张某排除酒后驾驶嫌疑，事故原因正在进一步调查之中。"
)


def test_a_notice_told_after_a_comma_is_a_shared_quotation() -> None:
    """What both texts have of an official notice (通报称，…) was copied from the office, not from either."""
    mine = "江畔晚报记者从交警支队获悉，滨江路昨晨的事故已有初步结果。\n此前，交警支队通报称，" + RELEASE
    assert compare_texts(mine, RELEASE).relation == "shared-quotation"
    assert compare_texts(mine, mine).relation == "copy"


def test_a_notice_before_its_signature_is_a_shared_quotation() -> None:
    """A text that the issuing body signs with the day is a notice, whoever prints it."""
    notice = RELEASE + "\n临江县公安局2019年11月3日"
    lead = "滨江路昨天早上的车祸牵动了不少市民的心，不少人在社区群里打听伤者的情况。\n"
    assert compare_texts(lead + notice, notice).relation == "shared-quotation"


def test_a_dispatch_beside_text_that_it_lacks_is_one_wire_printed_twice() -> None:
    """A text with an agency's dateline and one without, which has more of the story, are siblings."""
    more = "科技节的奖品由本地三家企业提供，颁奖仪式安排在最后一天晚上举行。"
    assert compare_texts("新华社临江5月3日电 " + WIRE, WIRE + more).relation == "same-wire"
    assert compare_texts("新华社临江5月3日电 " + WIRE + more, WIRE).relation == "copy"
    credited = WIRE + more + "（来源：新华社）"
    assert compare_texts("新华社临江5月3日电 " + WIRE, credited).relation == "copy"


def test_a_sites_own_lines_make_no_version() -> None:
    """What a site says of itself, or puts behind its sign-off, is no rewriting of the story."""
    text = WIRE + NOTICE
    tail = "如有侵权请联系删除\n临江车行恭候各位光临，试驾有礼，旧车置换另有补贴，地址在滨江路中段。"
    cut = text.replace("期间每天上午都有公开演示，市民可以凭身份证免费入场参观。", "")
    assert compare_texts(text, cut + tail).relation == "copy"


def test_a_headline_of_signs_alone_is_compared_like_any() -> None:
    """A headline without a letter (“……”) restates nothing and stops nothing."""
    text = STORY.format(place="漳州")
    assert titled("本站消息称，" + text, "……", text, "？！").relation == "copy"
