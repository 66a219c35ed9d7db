"""Changes of meaning, planted into real stories: is each found, typed, and printed with its sentence?

    python -m benchmarks.comparing_meanings [--each 120] [--quiet 1000] [--seed 7] [--verbose]
    python -m benchmarks.comparing_meanings --file benchmarks/data/meanings.tsv [--half 0|1]

Every case sets invented statements into a real story of 2020 and changes one of them as its kind
says (twelve kinds).  The word lists were written before the rules were, and no word here was taken
from the vocabulary.  `--quiet` pairs are unchanged or restyled only (width, script, quote style,
numerals, synonyms, furniture, paragraphs moved): none may be flagged.

--file scores statements that were written by hand, by another than the word lists' and before they were
seen, each in the midst of a story (END: as its last sentence); --half takes every second line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.comparing import compare_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from reprint_trace.model import Match, MeaningChange

SURNAMES = (
    "钱冯褚卫沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
GIVEN = "知行青禾予安棣明澜川若谷怀瑾书言清和望舒景行云舟以宁嘉树长风远山子衿亦欢思源立诚学礼守信兴邦建业"
TOWNS = (
    "云溪",
    "汀港",
    "栖川",
    "澜山",
    "岚口",
    "石臼",
    "桐浦",
    "青岙",
    "白渡",
    "禾丰",
    "雁湖",
    "枫桥",
    "南陵",
    "沙洲",
)
AREAS = ("县", "市", "镇", "区", "乡")
FIRMS = (
    "船厂",
    "电子公司",
    "药业集团",
    "纺织厂",
    "农商银行",
    "第二中学",
    "人民医院",
    "渔业合作社",
    "物流园",
    "交通局",
    "水务集团",
    "气象局",
)
PAPERS = ("云溪日报", "汀港晚报", "栖川都市报", "澜山广播电视台", "岚口新闻网", "桐浦晨报", "青岙时报")
ROLES = (
    "发言人",
    "负责人",
    "厂长",
    "局长",
    "律师",
    "教授",
    "主任",
    "队长",
    "村支书",
    "总经理",
    "记者",
    "医生",
)
SAYS = ("说", "表示", "介绍", "指出", "告诉记者", "坦言", "认为", "称", "透露", "强调")
CLAIMS = (
    "船台检修要到下月才能结束", "这批设备已经运抵码头", "学校食堂的账目每周公开", "旧桥两侧的护栏都要更换",
    "水库的水位仍在警戒线附近", "养殖户的损失由保险公司赔付", "新线路开通后班次会增加", "古树周围划出了保护范围",
    "夜间施工的噪声没有超出标准", "样品送到省里复检", "老厂房将改成展览馆", "工人的宿舍年底前装上暖气",
)  # fmt: skip
TIMES = (
    ("上午", "晚上"), ("今天", "昨天"), ("周一", "周五"), ("年初", "年底"), ("上周", "本周"), ("凌晨", "中午"),
    ("明年", "今年"), ("春季", "秋季"), ("上半年", "下半年"), ("月初", "月末"), ("傍晚", "清晨"), ("前天", "昨天"),
    ("去年", "前年"), ("星期二", "星期日"), ("第一季度", "第三季度"), ("清明", "中秋"),
)  # fmt: skip
BOUNDS = (
    ("至少", "至多"), ("不低于", "不高于"), ("超过", "不足"), ("多于", "少于"), ("最多", "最少"), ("不到", "超出"),
    ("逾", "近"), ("高于", "低于"), ("不超过", "不少于"), ("起码", "顶多"), ("将近", "超过"), ("大于", "小于"),
)  # fmt: skip
DIRECTIONS = (
    ("上涨", "下跌"), ("增加", "减少"), ("上升", "下降"), ("扩大", "缩小"), ("提高", "降低"), ("加快", "放缓"), ("增长", "下滑"),
    ("回升", "回落"), ("走高", "走低"), ("上调", "下调"), ("升温", "降温"), ("盈利", "亏损"), ("扩张", "收缩"), ("转好", "恶化"),
    ("攀升", "下挫"), ("放宽", "收紧"), ("增持", "减持"), ("领先", "落后"), ("提前", "推迟"), ("好转", "变差"),
)  # fmt: skip
POLARITY = (
    ("否认", "承认"), ("禁止", "允许"), ("同意", "拒绝"), ("支持", "反对"), ("批准", "驳回"), ("合法", "违法"), ("成功", "失败"),
    ("有效", "无效"), ("接受", "拒绝"), ("通过", "否决"), ("继续", "停止"), ("公开", "保密"), ("肯定", "否定"), ("有罪", "无罪"),
    ("安全", "危险"), ("合格", "不合格"), ("属实", "不实"), ("赞成", "反对"), ("开放", "关闭"), ("已经", "尚未"), ("能够", "不能"),
    ("保留", "取消"), ("启用", "停用"), ("正常", "异常"), ("胜诉", "败诉"), ("合规", "违规"), ("自愿", "被迫"), ("故意", "过失"),
)  # fmt: skip
NEGATED = (
    ("会", "不会"), ("得到赔偿", "没有得到赔偿"), ("履行合同", "未履行合同"), ("收到通知", "没收到通知"), ("知情", "不知情"),
    ("达成协议", "未达成协议"), ("有关", "无关"), ("是事故责任方", "不是事故责任方"), ("参加表决", "没有参加表决"), ("愿意搬迁", "不愿意搬迁"),
)  # fmt: skip
HEDGES = ("可能", "涉嫌", "据称", "疑似", "或许", "据传", "似乎", "有望", "大概", "据说", "恐", "预计", "据悉", "疑", "基本", "尚待证实的是，", "初步判断")  # fmt: skip
SYNONYMS = (("表示", "说"), ("日前", "近日"), ("目前", "当前"), ("进行了", "作了"), ("以及", "和"), ("因此", "所以"), ("如果", "假如"), ("已经", "业已"), ("立即", "马上"), ("非常", "十分"), ("大约", "约"), ("全部", "所有"))  # fmt: skip
FURNITURE = (
    "\n点击进入专题",
    "\n（责任编辑：小禾）",
    "\n扫码关注本网公众号",
    "\n更多精彩内容请下载客户端",
    "\n分享到：",
    "\n【纠错】",
)
FILES = Path("../shared/data/originals")


@dataclass(frozen=True)
class Case:
    """A pair with the words that changed (`old`, `new`; one may be empty) and the kinds that say so."""

    kinds: tuple[str, ...]
    original: str
    page: str
    old: str = ""
    new: str = ""
    titles: tuple[str | None, str | None] = (None, None)


Maker = "Callable[[random.Random, str], Case]"


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2, 2))))


def firm(rng: random.Random) -> str:
    return rng.choice(TOWNS) + rng.choice(FIRMS)


def told(rng: random.Random) -> str:
    return f"{rng.choice(ROLES)}{name(rng)}{rng.choice(SAYS)}，{rng.choice(CLAIMS)}。"


def other(rng: random.Random, old: str, make: Callable[[random.Random], str]) -> str:
    while (new := make(rng)) == old or new in old or old in new:
        pass
    return new


def set_into(rng: random.Random, story: str, old: str, new: str) -> tuple[str, str]:
    """The two texts with a statement each at the same place of the story."""
    places = [m.end() for m in re.finditer(r"[。！？]”?(?=[^”])", story)][:-1] or [0]
    at = rng.choice(places)
    return story[:at] + old + story[at:], story[:at] + new + story[at:]


def either(rng: random.Random, pair: tuple[str, str]) -> tuple[str, str]:
    return pair if rng.random() < 0.5 else (pair[1], pair[0])


def case(rng: random.Random, story: str, kinds: tuple[str, ...], form: str, old: str, new: str) -> Case:
    a, b = set_into(rng, story, form.replace("#", old), form.replace("#", new))
    return Case(kinds, a, b, old, new)


# ── the kinds ──────────────────────────────────────────────────────────────────────────


def person(rng: random.Random, story: str) -> Case:
    old = name(rng)
    new = (
        other(rng, old, lambda r: old[0] + "".join(r.sample(GIVEN, len(old) - 1)))
        if rng.random() < 0.5
        else name(rng)
    )
    form = rng.choice(
        (
            f"{rng.choice(ROLES)}#{rng.choice(SAYS)}，{rng.choice(CLAIMS)}。",
            f"{rng.choice(TOWNS)}{rng.choice(AREAS)}居民#家住{firm(rng)}旁边。",
            f"据#{rng.choice(SAYS[:4])}，{rng.choice(CLAIMS)}。",
            f"{firm(rng)}{rng.choice(ROLES)}#当天到了现场。#的妻子也在{firm(rng)}上班。",
            f"当选的有#、{name(rng)}和{name(rng)}。",
            f"#是{firm(rng)}的{rng.choice(ROLES)}，今年五十岁。",
        )
    )
    if old == new:
        return person(rng, story)
    return case(rng, story, ("person",), form, old, new)


def organisation(rng: random.Random, story: str) -> Case:
    way = rng.random()
    if way < 0.4:
        old = firm(rng)
        new = other(rng, old, firm)
        form = rng.choice(
            (
                f"#上月与{firm(rng)}签了合同。",
                f"#{rng.choice(ROLES)}{name(rng)}说，{rng.choice(CLAIMS)}。",
                "这批货由#承运。#没有回应。",
            )
        )
    elif way < 0.7:
        old = rng.choice(PAPERS)
        new = other(rng, old, lambda r: r.choice(PAPERS))
        form = rng.choice(
            (
                f"（《#》记者{name(rng)}）",
                f"据《#》报道，{rng.choice(CLAIMS)}。",
                f"#记者了解到，{rng.choice(CLAIMS)}。",
            )
        )
    else:
        stem, stem2 = rng.sample(("恒岳", "景澜", "天柏", "瑞丰", "中禾", "海铭", "博远", "凯泽"), 2)
        suffix = rng.choice(("科技有限公司", "集团", "股份", "证券", "保险公司", "律师事务所"))
        old, new = stem + suffix, stem2 + suffix
        form = rng.choice(
            (f"#的{rng.choice(ROLES)}没有到庭。", "被告#已经上诉。", f"{name(rng)}把股权转给了#。")
        )
    return case(rng, story, ("organisation",), form, old, new)


def place(rng: random.Random, story: str) -> Case:
    if rng.random() < 0.5:
        area = rng.choice(AREAS)
        old, new = (town + area for town in rng.sample(TOWNS, 2))
    else:
        old, new = rng.sample(("杭州", "苏州", "重庆", "青岛", "云南", "河北", "长沙", "大连", "新疆", "泰国", "德国", "巴西", "洛阳", "厦门"), 2)  # fmt: skip
    form = rng.choice(
        (
            f"事故发生在#，{rng.choice(CLAIMS)}。",
            "这批货从#运来。",
            f"{name(rng)}到#出差，{rng.choice(CLAIMS)}。",
            "首例病人住在#。",
        )
    )
    return case(rng, story, ("place",), form, old, new)


def time(rng: random.Random, story: str) -> Case:
    old, new = either(rng, rng.choice(TIMES))
    form = rng.choice(
        (
            f"船队#从{rng.choice(TOWNS)}出发。",
            f"{name(rng)}#到了{firm(rng)}。",
            f"会议定在#举行，{rng.choice(CLAIMS)}。",
        )
    )
    return case(rng, story, ("time", "quantity"), form, old, new)


def quantity(rng: random.Random, story: str) -> Case:
    way = rng.random()
    if way < 0.4:
        old, new = rng.sample(("三十二", "15", "48", "六十", "1200", "2.6", "七百", "9.5", "310", "八"), 2)
        form = rng.choice((f"{firm(rng)}去年交付#艘。", "赔偿款共#万元。", f"{name(rng)}捐出#吨大米。"))
        return case(rng, story, ("quantity", "bound"), form, old, new)
    old, new = either(rng, rng.choice(BOUNDS))
    form = rng.choice(
        (
            f"{firm(rng)}全年#交付十二艘。",
            "每户赔偿#三万元。",
            f"到场的#两百人，{rng.choice(CLAIMS)}。",
            "水位#警戒线四米。",
        )
    )
    return case(rng, story, ("bound", "quantity"), form, old, new)


def direction(rng: random.Random, story: str) -> Case:
    old, new = either(rng, rng.choice(DIRECTIONS))
    form = rng.choice(
        (
            f"{firm(rng)}的订单比去年#。",
            f"{rng.choice(TOWNS)}的房价连续三月#，{rng.choice(CLAIMS)}。",
            f"{name(rng)}说，销量正在#。",
        )
    )
    return case(rng, story, ("direction", "polarity"), form, old, new)


def polarity(rng: random.Random, story: str) -> Case:
    old, new = either(rng, rng.choice(POLARITY if rng.random() < 0.7 else NEGATED))
    form = rng.choice(
        (
            f"{name(rng)}#这份协议，{rng.choice(CLAIMS)}。",
            f"{firm(rng)}#转让股权。",
            f"调查组说，{firm(rng)}的做法#。",
            f"法院认为，{name(rng)}#。",
        )
    )
    return case(rng, story, ("polarity", "direction"), form, old, new)


def hedge(rng: random.Random, story: str) -> Case:
    word = rng.choice(HEDGES)
    old, new = (word, "") if rng.random() < 0.7 else ("", word)
    form = rng.choice(
        (
            f"{name(rng)}#挪用了公款，警方正在核实。",
            f"#{firm(rng)}隐瞒了事故。",
            f"大火#由电线短路引起，{rng.choice(CLAIMS)}。",
        )
    )
    return case(rng, story, ("hedge",), form, old, new)


def attribution(rng: random.Random, story: str) -> Case:
    who = rng.choice(
        (f"{rng.choice(ROLES)}{name(rng)}", firm(rng), "警方", "知情人士", "当地居民", "村民们", "多名目击者")
    )
    say = rng.choice(SAYS)
    words = rng.choice(
        (
            f"据{who}介绍，",
            f"{who}{say}，",
            f"据{who}透露，",
            f"{who}{say}：",
            f"在{who}看来，",
            f"按照{who}的说法，",
        )
    )
    form = f"#{rng.choice(CLAIMS)}。"
    return case(rng, story, ("attribution", "hedge"), form, words, "")


def speaker(rng: random.Random, story: str) -> Case:
    one, two = name(rng), name(rng)
    if one == two or one[0] == two[0]:
        return speaker(rng, story)
    first, second = rng.sample(CLAIMS, 2)
    say = rng.choice(SAYS[:5])
    middle = told(rng) if rng.random() < 0.4 else ""
    if rng.random() < 0.6:
        a, b = set_into(
            rng,
            story,
            f"{one}{say}，{first}。{middle}{two}{say}，{second}。",
            f"{two}{say}，{first}。{middle}{one}{say}，{second}。",
        )
        return Case(("speaker",), a, b, one, two)
    a, b = set_into(
        rng,
        story,
        f"{one}{say}，{first}。{middle}{two}{say}，{second}。",
        f"{one}{say}，{second}。{middle}{two}{say}，{first}。",
    )
    return Case(("speaker",), a, b)


def quotation(rng: random.Random, story: str) -> Case:
    say, claim = rng.choice(SAYS[:5]), rng.choice(CLAIMS)
    who = name(rng)
    plain = f"{who}{say}，{claim}。" if rng.random() < 0.6 else f"{who}{say}{claim}。"
    marked = rng.choice(
        (f"{who}{say}：“{claim}。”", f"{who}{say}，“{claim}”。", f"{who}{say}，「{claim}。」")
    )
    a, b = set_into(rng, story, *either(rng, (plain, marked)))
    return Case(("quotation",), a, b)


def conclusion(rng: random.Random, story: str) -> Case:
    last = rng.choice(
        (
            f"专家组最后认定，{firm(rng)}不承担责任。", "综上，法院判决驳回全部诉讼请求。", f"调查结论是，{name(rng)}没有违反规定。",
            "总之，这项试验没有达到预期目标。", "由此可见，流言并无根据。", f"最终，{firm(rng)}撤回了起诉。",
        )
    )  # fmt: skip
    story = story.rstrip()
    if rng.random() < 0.5:
        return Case(("conclusion",), f"{story}\n{last}", story, last, "")
    new = rng.choice(
        (
            f"最终，{name(rng)}被免去职务。",
            "可见，这场风波远没有结束。",
            f"因此，{firm(rng)}应当赔偿全部损失。",
        )
    )
    return Case(("conclusion",), f"{story}\n{last}", f"{story}\n{new}", last, new)


def correction(rng: random.Random, story: str) -> Case:
    note = rng.choice(
        (
            f"更正：本文先前误将{name(rng)}写作{name(rng)}，特此致歉。", f"（{rng.randint(1, 12)}月{rng.randint(1, 28)}日更新：{firm(rng)}已经回应。）",
            "编者注：本文发布后，有关数字已经核正。", f"勘误：第三段中的“{rng.choice(TOWNS)}”应为“{rng.choice(TOWNS)}”。",
            f"【更正说明】此前报道称{firm(rng)}停产，与事实不符，现予更正。", "本报声明：昨日报道中的人数有误，正确的人数是四十一人。",
            f"最新进展：{firm(rng)}发布公告，撤回此前说法。",
        )
    )  # fmt: skip
    story = story.rstrip()
    a = f"{note}\n{story}" if rng.random() < 0.3 else f"{story}\n{note}"
    return Case(("correction",), a, story, note, "")


def headline(rng: random.Random, story: str) -> Case:
    kind, pairs = rng.choice(
        (("polarity", POLARITY[:12]), ("direction", DIRECTIONS[:12]), ("bound", BOUNDS[:5]))
    )
    old, new = either(rng, rng.choice(pairs))
    form = f"{firm(rng)}#{rng.choice(('十二艘货轮合同', '新码头', '三成职工'))}"
    return Case(
        (kind, "polarity", "direction", "quantity"),
        story,
        story,
        old,
        new,
        (form.replace("#", old), form.replace("#", new)),
    )


KINDS: dict[str, Callable[[random.Random, str], Case]] = {
    "person": person, "organisation": organisation, "place": place, "time": time, "quantity": quantity,
    "direction": direction, "polarity": polarity, "hedge": hedge, "attribution": attribution, "speaker": speaker,
    "quotation": quotation, "conclusion": conclusion, "correction": correction, "headline": headline,
}  # fmt: skip


# ── pairs in which nothing means anything else ─────────────────────────────────────────


def quiet(rng: random.Random, story: str) -> tuple[str, str, str]:
    """A restyled pair, and what was done to it."""
    story, _ = set_into(rng, story, told(rng) + told(rng), "")
    ways = rng.sample(list(RESTYLED), rng.choice((0, 1, 1, 2, 3)))
    page = story
    for way in ways:
        page = RESTYLED[way](rng, page)
    return "+".join(ways) or "unchanged", story, page


def _synonyms(rng: random.Random, text: str) -> str:
    for old, new in rng.sample(SYNONYMS, 5):
        text = text.replace(old, new)
    return text


def _moved(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    if len(lines) > 3:
        at = rng.randrange(1, len(lines) - 2)
        lines.insert(rng.randrange(1, len(lines) - 1), lines.pop(at))
    return "\n".join(lines)


@cache
def _traditional() -> dict[int, str]:
    from reprint_trace.text.folding import simplified

    return {ord(simple): old for old, simple in simplified().items() if ord(old) < 0xA000}


RESTYLED: dict[str, Callable[[random.Random, str], str]] = {
    "spaces": lambda _, t: re.sub(r"(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])", " ", t),
    "lines": lambda _, t: re.sub(r"\s*\n\s*", "\r\n\r\n　　", t),
    "quotes": lambda _, t: t.replace("“", "「").replace("”", "」"),
    "straight": lambda _, t: t.replace("“", '"').replace("”", '"'),
    "width": lambda _, t: t.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789%"}),
    "commas": lambda _, t: t.replace("，", ",").replace("：", ":"),
    "script": lambda _, t: t.translate(_traditional()),
    "furniture": lambda r, t: t + "".join(r.sample(FURNITURE, 3)),
    "synonyms": _synonyms,
    "moved": _moved,
    "lead": lambda r, t: f"{r.choice(PAPERS)}小编获悉\n{t}",
    "reporter": lambda _, t: t.replace("本报记者", "采访人员").replace("记者", "采访人员"),
    "one-paragraph": lambda _, t: re.sub(r"\s*\n\s*", "", t),
}


# ── measuring ──────────────────────────────────────────────────────────────────────────


def stories(folder: Path, rng: random.Random, count: int) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    found = [re.sub(r"\s*\n\s*", "\n", text).strip() for text in found if 300 < len(text) < 3000]
    rng.shuffle(found)
    return found[:count]


def found_in(case: Case) -> tuple[bool, bool, str]:
    """Whether the change is found and rightly typed, whether it stands in its whole sentence, and
    what was said."""
    match = compare_texts(case.original, case.page, title=case.titles[0], reprint_title=case.titles[1])
    said = "; ".join(f"{m.kind} {m.document_text}→{m.page_text}" for m in _meaning(match))
    for change in _meaning(match):
        old, new = change.document_text, change.page_text
        words = (_touches(case.old, old) and _touches(case.new, new)) or (
            _touches(case.new, old) and _touches(case.old, new)
        )
        if change.kind in case.kinds and words:
            whole = _whole(change.document_sentence, case.original, case.titles[0]) and _whole(
                change.page_sentence, case.page, case.titles[1]
            )
            return True, whole, said
    return False, False, said


def _meaning(match: Match) -> tuple[MeaningChange, ...]:
    return match.alteration.meaning if match.alteration else ()


def _touches(planted: str, found: str) -> bool:
    planted = planted.strip("，：。")
    return not planted or (bool(found) and (planted in found or found in planted or _meet(planted, found)))


def _meet(a: str, b: str) -> bool:
    return sum(c in b for c in a) >= 0.6 * len(a)


def _whole(sentence: str, text: str, title: str | None) -> bool:
    """Whether a sentence begins and ends where a sentence of the text, or its headline, does."""
    if not sentence or sentence == title:
        return True
    at = text.find(sentence)
    before, last = text[:at].rstrip(" 　"), sentence.rstrip()[-1:]
    starts = not before or before[-1] in "。！？；\n”」）】：" or sentence[0] in "（“「【"
    return (
        at >= 0
        and starts
        and (
            last in "。！？；”」）】："
            or text[at + len(sentence) :].startswith(("\n", "\r"))
            or at + len(sentence) >= len(text.rstrip())
        )
    )


STORY = (
    "码头上的吊车停了三天，今天早上又转了起来。\n等候卸货的船排到了江心，船员们在甲板上晾衣服、下棋。\n",
    "调度室的黑板上写满了船名，值班的人说，照这样的速度，傍晚以前能卸完前五条。\n",
    "装卸队分成两班，饭菜送到船上。江面起了薄雾，汽笛声此起彼伏，岸边的小饭馆坐满了等活的司机。",
)


def _written(path: Path) -> list[Case]:
    """The statements of a file as cases; those of no kind are restyled only."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kinds, said = line.split("\t")
        sides = [re.sub(r"\{([^|{}]*)\|([^{}]*)\}", rf"\{side}", said) for side in (1, 2)]
        changed = re.findall(r"\{([^|{}]*)\|([^{}]*)\}", said)[0]
        texts = [
            "".join((*STORY, f"\n{side[3:]}"))
            if side.startswith("END")
            else "".join((STORY[0], STORY[1], side, STORY[2]))
            for side in sides
        ]
        loose = kinds in ("speaker", "quotation")
        words = ("", "") if loose else changed
        found.append(Case(() if kinds == "quiet" else tuple(kinds.split()), texts[0], texts[1], *words))
    return found


def _score_file(path: Path, half: int | None, *, verbose: bool) -> None:
    cases = [case for number, case in enumerate(_written(path)) if half is None or number % 2 == half]
    counts: Counter[str] = Counter()
    for case in cases:
        if case.kinds:
            right, whole, said = found_in(case)
            counts += Counter(
                {f"{case.kinds[0]} of": 1, case.kinds[0]: right, "found": right, "of": 1, "whole": whole}
            )
            if verbose and not (right and whole):
                print(f"{'SENTENCE' if right else 'MISSED'} {case.kinds} {_differ(case)}: said {said}")
        else:
            told = _meaning(compare_texts(case.original, case.page))
            counts += Counter({"flagged": bool(told), "restyled": 1})
            if verbose and told:
                print(
                    f"FLAGGED {_differ(case)}: {[f'{m.kind} {m.document_text}→{m.page_text}' for m in told]}"
                )
    for kind in dict.fromkeys(case.kinds[0] for case in cases if case.kinds):
        print(f"{kind:14} {counts[kind]:4} of {counts[f'{kind} of']:4}")
    print(
        f"all {counts['found']} of {counts['of']} ({counts['found'] / counts['of']:.3f}), whole sentence {counts['whole']}; "
        f"restyled flagged {counts['flagged']} of {counts['restyled']} ({counts['flagged'] / counts['restyled']:.3f})"
    )


def _differ(case: Case) -> str:
    a, b = case.original, case.page
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{a[max(0, start - 8) : start + 14]!r} → {b[max(0, start - 8) : start + 14]!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--originals", type=Path, default=FILES)
    parser.add_argument("--each", type=int, default=120)
    parser.add_argument("--quiet", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kind", action="append")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    options = parser.parse_args()
    if options.file:
        _score_file(options.file, options.half, verbose=options.verbose)
        return 0
    rng = random.Random(options.seed)
    texts = stories(options.originals, rng, 1500)
    total: Counter[str] = Counter()
    for kind in options.kind or KINDS:
        counts: Counter[str] = Counter()
        for _ in range(options.each):
            case = KINDS[kind](rng, rng.choice(texts))
            found, whole, said = found_in(case)
            counts += Counter(planted=1, found=found, whole=whole)
            if options.verbose and not (found and whole):
                print(
                    f"{'SENTENCE' if found else 'MISSED'} {kind} {case.old}→{case.new} {case.titles}: said {said}"
                )
        total += counts
        print(
            f"{kind:14} {counts['found']:4} of {counts['planted']:4}  {counts['found'] / counts['planted']:.3f}  whole sentence {counts['whole']}"
        )
    if total:
        print(
            f"{'all':14} {total['found']:4} of {total['planted']:4}  {total['found'] / total['planted']:.3f}  whole sentence {total['whole']}"
        )
    flagged: Counter[str] = Counter()
    for _ in range(options.quiet):
        way, original, page = quiet(rng, rng.choice(texts))
        match = compare_texts(original, page)
        if _meaning(match):
            flagged[way] += 1
            if options.verbose:
                print(
                    f"FLAGGED {way}:",
                    "; ".join(f"{m.kind} {m.document_text}→{m.page_text}" for m in _meaning(match)[:4]),
                )
    print(
        f"restyled pairs flagged: {sum(flagged.values())} of {options.quiet}", dict(flagged.most_common(12))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
