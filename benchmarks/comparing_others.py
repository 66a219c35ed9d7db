"""A second generator of planted edits, written apart from the first: other relay phrases, site phrases,
spinner's words, numerals, dates, amounts, names and cuts.  What the first one cannot show, it may."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from benchmarks.comparing_plants import Case, Planted, clean, paragraphs, sentences, write
from reprint_trace.text.spin import load_spin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APART = 8  # raw characters left untouched between two planted edits
HOUSES = ("潮汐新闻网", "河畔头条", "大山在线", "今日看点", "南北资讯")
LEADS = (
    "据{house}消息，",
    "据{house}报道，",
    "【导读】{title}\n",
    "本文转自{house}\n",
    "小编今天和大家聊聊：{title}\n",
    "以下为{house}报道全文：\n",
    "本文首发于{house}，有删节\n",
    "{house}小编为大家带来：{title}\n",
    "{house}编者按：{title}\n",
    "{house}获悉，",
    "转载自公众号“{house}”\n",
)
LINES = (
    "更多精彩请关注微信公众号：{house}\n",
    "喜欢本文的朋友请点赞转发\n",
    "▲点击上方蓝字关注我们\n",
    "文章来源于网络，版权归原作者所有\n",
    "扫描二维码加入读者交流群\n",
    "（图片来自网络，如有侵权请联系删除）\n",
    "商务合作请联系{house}\n",
    "下载{house}APP，第一时间了解身边事\n",
    "责任编辑：文静\n",
    "来源：{house}\n",
    "本站声明：内容仅供参考，不代表{house}立场\n",
    "点击下方“阅读原文”查看更多\n",
    "长按识别二维码关注{house}\n",
)
OWN = (
    "对此，不少网友也纷纷留言点赞，说这才是身边最暖心的事，值得更多人看到和学习。",
    "笔者认为，这件事给各地都提了个醒，今后类似的情况还会不断出现，需要早做打算。",
    "有业内人士分析，接下来一段时间市场仍会有所波动，普通人不必过分担心，量力而行就好。",
)
PHRASES = ("说起来", "事实上", "值得一提的是，", "据了解，", "众所周知，", "目前看来", "换句话说，")
HOUSE = (("记者", "采访人员"), ("报道", "报导"))  # a site's own swaps as often as a spinner's
HAN = "一二三四五六七八九"


def other_hand(rng: random.Random, title: str, text: str, other: str) -> Case:
    """A page with 1-20 edits of mixed kinds, made by other habits than the first generator's."""
    text, other = clean(text), clean(other)
    case = Case(title, text)
    edits: list[Planted] = []
    makers = list(MAKERS)
    rng.shuffle(makers)
    wanted = rng.randint(1, 20)
    for make in makers * 2:
        if len(edits) >= wanted:
            break
        for edit in make(rng, text, title, other):
            if all(edit.end + APART <= e.start or e.end + APART <= edit.start for e in edits):
                edits.append(edit)
    write(case, sorted(edits, key=lambda e: e.start), rng)
    return case


def _one(rng: random.Random, pattern: str, text: str) -> re.Match[str] | None:
    found = [m for m in re.finditer(pattern, text) if m.end() < len(text) - 1]
    return rng.choice(found) if found else None


def lead(rng: random.Random, _text: str, title: str, _other: str) -> Iterator[Planted]:
    yield Planted("relay-lead", 0, 0, rng.choice(LEADS).format(house=rng.choice(HOUSES), title=title))


def line(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if places := paragraphs(text):
        _, end = rng.choice(places)
        yield Planted("insertion", end, end, rng.choice(LINES).format(house=rng.choice(HOUSES)))


def own_words(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    _, end = rng.choice(sentences(text))
    yield Planted("foreign-passage", end, end, rng.choice(OWN))


def phrase(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    start, _ = rng.choice(sentences(text))
    yield Planted("insertion", start, start, rng.choice(PHRASES))


def foreign(rng: random.Random, text: str, _title: str, other: str) -> Iterator[Planted]:
    theirs = [(s, e) for s, e in sentences(other) if e - s > 40]
    if theirs:
        _, end = rng.choice(sentences(text))
        s, e = rng.choice(theirs)
        yield Planted("foreign-passage", end, end, other[s:e].strip())


def spun(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    pairs = [
        p
        for p in load_spin()
        if len(p.plain) > 1 and text.count(p.plain) == 1 and (p.plain, p.spun) not in HOUSE
    ]
    for pair in rng.sample(pairs, min(2, len(pairs))):
        at = text.find(pair.plain)
        yield Planted("spin", at, at + len(pair.plain), pair.spun, rule=f"{pair.plain}→{pair.spun}")


def tenths(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(
        rng, rf"(?<![{HAN}十百千万亿第点分之])[{HAN}]十?[百千万亿]*(?=成|倍|多|家|名|人|项|户|元)", text
    ):
        new = rng.choice(HAN.replace(m.group()[0], "")) + m.group()[1:]
        yield Planted("number-changed", m.start(), m.end(), new)


def percent(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?<![\d.])\d{1,3}(?:\.\d+)?%", text):
        old = m.group()[:-1]
        ways = {f"0.{old.replace('.', '')}%", f"{old[::-1]}%", f"{old}‰", f"{old}个百分点", f"1{old}%"}
        ways = {way for way in ways if way != m.group() and not way.startswith(".") and float(old) != 0}
        yield Planted("number-changed", m.start(), m.end(), rng.choice(sorted(ways)))


def amount(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?<![\d.])\d+(?:\.\d+)?(?:万|亿|万亿)(?=[元人吨亩名户])", text):
        digits, unit = re.fullmatch(r"([\d.]+)(.+)", m.group()).groups()  # type: ignore[union-attr]
        ways = [
            digits + {"万": "亿", "亿": "万", "万亿": "亿"}[unit],
            f"{int(float(digits)) + 17}{unit}",
            digits,
        ]
        new = rng.choice([way for way in ways if way != m.group()])
        yield Planted("number-changed", m.start(), m.end(), new)


def day(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?<=[月])\d{1,2}(?=日)", text):
        old = int(m.group())
        ways = [n for n in (old + 10, old - 10, old * 10 % 31, old + 1, old % 10) if 0 < n < 32 and n != old]
        yield Planted("number-changed", m.start(), m.end(), str(rng.choice(ways)))


def year(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?<!\d)(?:19|20)\d\d(?=年)", text):
        yield Planted("number-changed", m.start(), m.end(), str(int(m.group()) - rng.randint(1, 9)))


def denial(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if rng.random() < 0.5 and (
        m := _one(rng, r"(?:并不|并未|从未|尚未|不(?=[会能得可应予要再])|没(?=有))", text)
    ):
        yield Planted("negation-changed", m.start(), m.end(), "")
    elif m := _one(rng, r"(?<![不未没无尚并])(?=(?:可以|能够|应当|需要|允许|影响|存在|超过|达到))", text):
        yield Planted("negation-changed", m.start(), m.start(), rng.choice(("不", "并未", "尚未", "并不")))


def name_lost(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?:、)[赵钱孙李周吴郑王冯陈刘张黄林][一-鿿]{1,2}(?=、)", text):
        yield Planted("deletion", m.start(), m.end(), "")


def name_swapped(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    if m := _one(rng, r"(?<=[，。”])[赵钱孙李周吴郑王冯陈刘张黄林][一-鿿]{1,2}(?=介绍|表示|说)", text):
        yield Planted("substitution", m.start(), m.end(), rng.choice(("有关负责人", "一位知情者")))


def bracket(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    m = _one(rng, r"[（(][一-鿿，、]{4,40}[)）]", text)
    if m and not re.search(r"记者|编辑|摄|通讯员|作者", m.group()):
        yield Planted("deletion", m.start(), m.end(), "")


def quotation(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    m = _one(rng, r"“[^“”\n]{12,}[。！？]”", text)
    if m and m.start() > 40 and m.end() < len(text) - 60:
        yield Planted("deletion", m.start(), m.end(), "")


def last_clause(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    m = _one(rng, r"，[^，。！？；：“”（）\n]{6,}(?=。[^”\n])", text)
    if m and m.end() < len(text) - 60:
        yield Planted("deletion", m.start(), m.end(), "")


def paragraph(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    inner = [(s, e) for s, e in paragraphs(text) if s > 40 and e < len(text) - 60 and e - s < len(text) / 5]
    if inner:
        start, end = rng.choice(inner)
        yield Planted("deletion", start, end, "")


def habits(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    old, new = rng.choice((("“", "「"), ("，", ","), ("\n", "\n\n"), ("：", ": "), ("\n", "")))
    if text.count(old) > 1:
        for m in re.finditer(re.escape(old), text[:-1]):
            yield Planted("width-or-spacing", m.start(), m.end(), new)


MAKERS: tuple[Callable[[random.Random, str, str, str], Iterator[Planted]], ...] = (
    lead, line, line, own_words, phrase, foreign, spun, tenths, percent, amount, day, day, year, denial, denial,
    name_lost, name_swapped, bracket, quotation, last_clause, paragraph, habits,
)  # fmt: skip
