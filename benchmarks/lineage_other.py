"""A second hand: worlds of reprints that grow by time.

Trees grow by time, not by number: every page copies one of those that were there, the well-known ones
first.  Sites recur from world to world with their habits.  The edits, templates, names and clocks are
others than those of `benchmarks.lineage_worlds`; only what comes out is of the same kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.lineage_worlds import World, originals
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote

PLACES = "赣州 潍坊 遵义 临沂 泉州 宜昌 洛阳 绵阳 桂林 襄阳 徐州 大同 汉中 衡水 柳州 温州".split()
KINDS = {"新闻": "commercial", "生活圈": "aggregator", "都市": "local", "通": "content-farm", "论坛": "portal",
         "发布": "local", "评论": "commercial", "笔记": "self-media-platform"}  # fmt: skip
CHANGES = (("进行", "开展"), ("已经", "业已"), ("同时", "与此同时"), ("但是", "不过"), ("因为", "由于"),
           ("需要", "须"), ("介绍", "透露"), ("指出", "强调"), ("今年", "本年度"), ("许多", "不少"),
           ("通过", "借助"), ("重要", "关键"), ("增长", "上升"), ("问题", "难题"), ("之后", "过后"))  # fmt: skip
DIGITS = dict(zip("123456789", "一二三四五六七八九", strict=True))
HEADS = ("【{s}】", "{s}{d}日讯：", "来自{s}的消息，", "{s}早班车 | ", "点击上方蓝字关注{s}。")
TAILS = (
    "（{s}综合整理）",
    "END 编审：{e}",
    "喜欢请点赞、在看、转发。",
    "{s} 投稿邮箱见首页。",
    "实习编辑：{e}",
)
MIDDLES = ("▼ 继续阅读", "【广告】限时优惠，点击了解详情。", "【相关阅读】{t}", "（图片来自网络，侵删）")
FAMILY = "曾彭潘袁蒋蔡贾丁魏薛叶阎余杜"

Habit = Callable[[random.Random, str, str], str]


@dataclass(frozen=True)
class House:
    """A site that recurs: what it is, how it dates its pages and what it does to every text."""

    name: str
    class_: str
    clock: str  # minute, day or none
    habits: tuple[Habit, ...]


def houses(rng: random.Random, count: int) -> list[House]:
    names = [place + kind for place in PLACES for kind in KINDS]
    return [house(rng, name) for name in rng.sample(names, count)]


def house(rng: random.Random, name: str) -> House:
    fill = {"s": name, "e": rng.choice(FAMILY) + "工", "d": str(rng.randrange(1, 29)), "t": "{t}"}
    habits: list[Habit] = []
    if rng.random() < 0.2:
        head = rng.choice(HEADS).format(**fill)
        habits.append(lambda _, text, __: head + text)
    if rng.random() < 0.2:
        tail = rng.choice(TAILS).format(**fill)
        habits.append(lambda _, text, __: f"{text}\n{tail}")
    if rng.random() < 0.12:
        middle = rng.choice(MIDDLES).format(**fill)
        habits.append(lambda chance, text, title: amid(chance, text, middle.replace("{t}", title)))
    if rng.random() < 0.15:
        some = rng.sample(CHANGES, rng.randrange(1, 5))
        habits.append(lambda _, text, __: reworded(text, some))
    if rng.random() < 0.08:
        habits.append(lambda _, text, __: re.sub(r"(?<!\d)[1-9](?!\d)", lambda m: DIGITS[m.group()], text))
    if rng.random() < 0.15:
        habits.append(lambda _, text, __: text.replace("“", "「").replace("”", "」"))
    if rng.random() < 0.15:
        habits.append(lambda _, text, __: text.replace("\n", ""))
    class_ = next(class_ for kind, class_ in KINDS.items() if name.endswith(kind))
    return House(name, class_, rng.choice(("minute", "minute", "day", "day", "none")), tuple(habits))


def amid(rng: random.Random, text: str, words: str) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines)) + 1, words)
    return "\n".join(lines)


def reworded(text: str, changes: Sequence[tuple[str, str]]) -> str:
    for old, new in changes:
        text = text.replace(old, new)
    return text


def worked_over(rng: random.Random, text: str) -> str:
    """What one editor does to one copy, besides the habits of the house."""
    sentences = [s for s in re.split(r"(?<=[。！？\n])", text) if s]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        if len(sentences) > 6:
            at = rng.randrange(len(sentences) - 1)
            kind = rng.choice(("drop", "drop", "swap", "merge", "repeat"))
            if kind == "drop":
                del sentences[at]
            elif kind == "swap":
                sentences[at], sentences[at + 1] = sentences[at + 1], sentences[at]
            elif kind == "merge":
                sentences[at] = sentences[at].replace("。", "，")
            else:
                sentences.insert(at, sentences[at])
    if rng.random() < 0.12:
        sentences = sentences[: max(4, int(len(sentences) * rng.uniform(0.3, 0.9)))]
    if rng.random() < 0.06:
        sentences = sentences[rng.randrange(1, 4) :] or sentences
    text = "".join(sentences)
    text = reworded(text, rng.sample(CHANGES, rng.choice((0, 0, 1, 2))))
    for _ in range(rng.choice((0, 0, 0, 1, 2, 5))):
        at = rng.randrange(1, max(2, len(text) - 1))
        text = text[:at] + rng.choice(("的", "了", text[at - 1], "")) + text[at + rng.randrange(2) :]
    return text


def grow(
    rng: random.Random, sites: Sequence[House], kind: str, part: str = "test", size: tuple[int, int] = (3, 36)
) -> World:
    """One world: `full`, `missing` (a third of the copies) or `rootless` (and the original)."""
    title, text = rng.choice(originals(part))
    count = rng.randrange(*size)
    chosen = rng.sample(list(sites), count)
    pages: list[tuple[House, str, float, int]] = [(chosen[0], text, 0.0, -1)]
    for site in chosen[1:]:
        hours = pages[-1][2] + rng.expovariate(0.6)
        fame = [3.0 if p < 0 else rng.paretovariate(1.2) for _, _, _, p in pages]
        parent = rng.choices(range(len(pages)), fame)[0]
        body = pages[parent][1]
        if rng.random() > 0.35:
            body = worked_over(rng, body)
        for habit in site.habits:
            body = habit(rng, body, title)
        pages.append((site, body, hours, parent))
    gone = set(rng.sample(range(1, count), count // 3)) if kind in ("missing", "rootless") else set()
    kept = [k for k in range(count) if k not in gone and (k or kind != "rootless")]
    rng.shuffle(kept)
    at = {k: i for i, k in enumerate(kept)}

    def nearest(k: int) -> int:
        while (k := pages[k][3]) >= 0 and k not in at:
            pass
        return at.get(k, -1)

    begun = datetime(2021, 9, 6, 7) + timedelta(hours=rng.uniform(0, 40))
    outlets = {site.name: Outlet(id=site.name, name=site.name, class_=site.class_) for site in chosen}
    witnesses = []
    for k in kept:
        site, body, hours, parent = pages[k]
        witnesses.append(Witness(
            id=f"w{k}", text=body, outlet=site.name, title=title, claims=credit(rng, pages, k, sites),
            published=dated(rng, site, begun + timedelta(hours=hours)),
        ))  # fmt: skip
    sources = tuple(pages[pages[k][3]][1] if pages[k][3] >= 0 else "" for k in kept)

    def path(k: int) -> frozenset[str]:
        names = set()
        while (k := pages[k][3]) >= 0:
            names.add(pages[k][0].name)
        return frozenset(names)

    return World(
        witnesses, [nearest(k) for k in kept], outlets, kind, sources, at.get(0, -1), tuple(map(path, kept))
    )


def dated(rng: random.Random, site: House, when: datetime) -> Published | None:
    if site.clock == "none":
        return None
    if rng.random() < 0.07:  # the page was touched again, or its clock is wrong
        when += timedelta(hours=rng.choice((8, -8, 24, rng.uniform(-40, 60))))
    if site.clock == "day":
        return Published(value=f"{when:%Y-%m-%d}", precision="day", basis="visible")
    return Published(value=f"{when:%Y-%m-%dT%H:%M}", precision="minute", basis="meta")


def credit(
    rng: random.Random, pages: Sequence[tuple[House, str, float, int]], k: int, sites: Sequence[House]
) -> tuple[Claim, ...]:
    parent = pages[k][3]
    if parent < 0:
        return ()
    said = rng.choices((0, parent, -1, -2), (0.5, 0.2, 0.2, 0.1))[0]
    if said == -1:
        return ()
    name = rng.choice(sites).name if said == -2 else pages[said][0].name
    quote = Quote(quote=f"稿源：{name}", where="head", rule="simulated")
    return (Claim(kind="declared", label="稿源", text=name, evidence=quote),)
