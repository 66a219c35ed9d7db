"""A fifth hand: worlds whose every rate is drawn anew.

The other hands have habits: so many verbatim copies, so many spinners, copies that follow by hours.  Here
a world begins by drawing its own: how far the tree runs deep, how much and what is edited, how clocks lie,
whom pages credit, who keeps which texts as originals.  What is the same in all of them is what a reprint
is; a model that leans on anything else is found out.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from benchmarks.lineage_worlds import World, originals, vocabulary
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote

TOWNS = "清河 玉溪 黄石 长治 宝鸡 安庆 通化 丽水 佳木 滨州 漳浦 韶山 乐山 延平 曲江 沅陵".split()
ROOMS = {"日报": "local", "商报": "local", "时报": "central", "广播电视台": "local", "新闻网": "commercial"}
COPIERS = {"在线": "portal", "头条号": "self-media-platform", "资讯": "aggregator", "网事": "content-farm",
           "快报": "local", "百事通": "content-farm", "客户端": "commercial"}  # fmt: skip
LEADS = (
    "{s}讯：",
    "{s}获悉，",
    "据{s}消息，",
    "（{s} 编辑）",
    "本文来自{s}。",
    "【{t}】",
    "{s}{d}日报道 ",
    "近日，{s}注意到，",
)
ENDS = (
    "（编辑 {e}）",
    "来源网络，版权归原作者所有。",
    "{s}出品，欢迎转发。",
    "阅读更多请下载{s}。",
    "（完）",
    "责编/{e} 校对/{e}",
)
NAMES = "秦 尤 许 何 吕 施 孔 曹 严 华 金 魏 陶 姜".split()
GIVEN = ("海燕", "志强", "雨桐", "建国", "晨", "思远", "丽")
STOP = re.compile(r"(?<=[。！？\n])")
FIGURE = re.compile(r"\d+")
BYLINE = re.compile(r"（[^（）]{0,16}(?:记者|通讯员)[^（）]{2,20}）|^[^，。]{2,16}\d+日(?:电|讯)[ 　]?")


@dataclass(frozen=True)
class Rates:
    """The habits of one world."""

    count: int
    root: float  # how much more the original is copied than a copy
    fame: float  # how much a copy draws further ones
    deep: float  # how much the last texts are copied rather than the first
    verbatim: float
    edits: float  # a copy that is not verbatim
    mix: tuple[float, ...]  # of EDITS
    cut: float  # share of copies that lose their end
    habits: float  # how many a house has
    spinners: float
    strip: float  # share of houses that take bylines off
    lag: tuple[float, float]
    undated: float
    daily: float
    astray: float
    credit: tuple[float, ...]  # origin, parent, inherited, none, false
    mixed: float  # share of pages that print two texts
    agency: bool
    update: bool
    headed: float  # share of copies under another headline


def rates(rng: random.Random) -> Rates:
    def share(low: float, high: float) -> float:
        return rng.uniform(low, high)

    def parts(count: int) -> tuple[float, ...]:
        drawn = [rng.gammavariate(0.7, 1.0) + 0.02 for _ in range(count)]
        return tuple(x / sum(drawn) for x in drawn)

    return Rates(
        count=round(math.exp(share(math.log(5), math.log(32)))),
        root=math.exp(share(-0.7, 2.0)), fame=rng.choice((0.0, 0.3, 1.0)), deep=rng.choice((0.0, 0.0, 0.1, 0.4)),
        verbatim=share(0.05, 0.65), edits=math.exp(share(-0.5, 2.3)), mix=parts(len(EDITS)),
        cut=share(0.0, 0.3), habits=share(0.0, 2.5), spinners=rng.choice((0.0, 0.0, 0.1, 0.3)), strip=share(0.1, 0.9),
        lag=(share(-1.5, 3.0), share(0.6, 1.8)), undated=rng.choice((0.0, 0.1, 0.3, 0.6)),
        daily=share(0.0, 1.0), astray=rng.choice((0.0, 0.05, 0.2)), credit=parts(5),
        mixed=rng.choice((0.0, 0.0, 0.1)), agency=rng.random() < 0.2, update=rng.random() < 0.15, headed=share(0.0, 0.5),
    )  # fmt: skip


# ── what is done to one copy ───────────────────────────────────────────────────────────

Parts = list[str]  # sentences


def _at(rng: random.Random, text: Parts) -> int:
    return rng.randrange(len(text))


def _drop(rng: random.Random, text: Parts) -> None:
    if len(text) > 5:
        at = _at(rng, text)
        del text[at : at + rng.choice((1, 1, 2, 4))]


def _word(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    s = text[at]
    for _ in range(6):
        i = rng.randrange(max(1, len(s) - 1))
        if s[i : i + 2] in WORDS():
            text[at] = s[:i] + rng.choice(vocabulary()) + s[i + 2 :]
            return


def _slip(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    s = text[at]
    i = rng.randrange(max(1, len(s)))
    text[at] = s[:i] + rng.choice(("", s[i : i + 1] * 2, "的", "了")) + s[i + 1 :]


def _figure(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    text[at] = FIGURE.sub(lambda m: str(int(m.group()[:8]) + rng.choice((1, 10, 3))), text[at], count=1)


def _swap(rng: random.Random, text: Parts) -> None:
    if len(text) > 3:
        at = rng.randrange(len(text) - 1)
        text[at], text[at + 1] = text[at + 1], text[at]


def _shorten(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    clauses = text[at].split("，")
    if len(clauses) > 2:
        del clauses[rng.randrange(1, len(clauses) - 1)]
        text[at] = "，".join(clauses)


def _own(rng: random.Random, text: Parts) -> None:
    other = STOP.split(rng.choice(originals("train"))[1])
    text.insert(_at(rng, text), other[rng.randrange(len(other))][:90])


def _join(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    text[at] = text[at].replace("。", rng.choice(("；", "，")), 1)


def _resolved(rng: random.Random, text: Parts) -> None:
    """Words that point at the newsroom's own day and place say which."""
    day, town = f"{rng.randrange(1, 29)}日", rng.choice(TOWNS)
    for at, s in enumerate(text):
        text[at] = re.sub("本市|我市|我省", town, re.sub("昨[天日]|今[天日]", day, s))


def _masked(rng: random.Random, text: Parts) -> None:
    at = _at(rng, text)
    i = rng.randrange(max(1, len(text[at]) - 2))
    text[at] = text[at][:i] + "**" + text[at][i + 2 :]


EDITS: tuple[Callable[[random.Random, Parts], None], ...] = (
    _drop, _word, _word, _slip, _figure, _swap, _shorten, _own, _join, _resolved, _masked,
)  # fmt: skip


def WORDS() -> frozenset[str]:  # noqa: N802
    from benchmarks.lineage_worlds import _known

    return _known()


def worked(rng: random.Random, world: Rates, text: str, first: str) -> str:
    parts = [s for s in STOP.split(text) if s]
    for _ in range(min(40, round(rng.expovariate(1 / world.edits)) + 1)):
        rng.choices(EDITS, world.mix)[0](rng, parts)
        parts = [s for s in parts if s]
    if rng.random() < world.cut:
        parts = parts[: max(3, int(len(parts) * rng.uniform(0.3, 0.95)))]
    if rng.random() < 0.05 and len(parts) > 6:
        parts = parts[rng.choice((1, 2)) :]
    if rng.random() < 0.06:  # put right by the original
        known = set(parts)
        right = [s for s in STOP.split(first) if s and s not in known]
        if right:
            parts[_at(rng, parts)] = rng.choice(right)
    return "".join(parts)


# ── houses ─────────────────────────────────────────────────────────────────────────────


@dataclass
class House:
    name: str
    class_: str | None
    habits: list[Callable[[str], str]] = field(default_factory=list)
    strips: bool = False
    clock: str = "minute"
    own: bool = False


def house(rng: random.Random, world: Rates, name: str, class_: str, lexicons: Sequence[dict[str, str]],
          title: str) -> House:  # fmt: skip
    made = House(name, class_ if rng.random() < 0.8 else None, strips=rng.random() < world.strip)
    fill = {"s": name, "t": title, "d": rng.randrange(1, 29), "e": rng.choice(NAMES) + rng.choice(GIVEN)}
    lead, end = rng.choice(LEADS).format(**fill), rng.choice(ENDS).format(**fill)
    narrow = str.maketrans("，；：（）", ",;:()")
    changes = dict(rng.sample(sorted(lexicons[0].items()), 3))
    known: list[Callable[[str], str]] = [
        lambda t: lead + t, lambda t: t + "\n" + end, lambda t: t.replace("\n", ""),
        lambda t: t.translate(narrow), lambda t: t.replace("记者", "本站记者"), lambda t: t.replace("“", "\"").replace("”", "\""),
        lambda t: reworded(t, changes), lambda t: t.replace("。", "。\n"),
    ]  # fmt: skip
    made.habits = rng.sample(known, min(len(known), int(rng.expovariate(1 / max(world.habits, 0.05)))))
    if rng.random() < world.spinners:
        lexicon = rng.choice(lexicons)
        share = rng.uniform(0.3, 1.0)
        seed = rng.random()
        made.habits.append(lambda t: _spun(random.Random(seed), t, lexicon, share))
    roll = rng.random()
    if roll < world.undated:
        made.clock = "none"
    elif rng.random() < world.daily:
        made.clock = "day"
    return made


def reworded(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _spun(rng: random.Random, text: str, words: dict[str, str], share: float) -> str:
    return "".join(reworded(s, words) if rng.random() < share else s for s in STOP.split(text))


@dataclass(frozen=True)
class Page:
    house: House
    text: str
    hours: float
    parent: int
    title: str
    credit: str | None = None


# ── a world ────────────────────────────────────────────────────────────────────────────


def grow(rng: random.Random, kind: str, part: str) -> World:
    """One world: `full`, `missing` (some of the copies), `rootless` (and the original), or `false` (which
    is `full`; a false credit is put on it by who asks)."""
    world = rates(rng)
    stock = originals(part)
    title, body = rng.choice(stock)
    lexicons = [
        dict(zip(rng.sample(vocabulary()[:500], 120), rng.sample(vocabulary()[500:], 120), strict=True))
        for _ in range(2)
    ]
    names = [(t + k, c) for t in TOWNS for k, c in COPIERS.items()]
    rooms = [(t + k, c) for t in TOWNS for k, c in ROOMS.items()]
    rng.shuffle(names)
    rng.shuffle(rooms)
    pages = _first(rng, world, title, body, rooms)
    first = pages[0].text
    later = worked(rng, replace(world, edits=3.0, cut=0.0), first, first) if world.update else None
    low = 1 if world.agency else 0
    while len(pages) < world.count + low:
        k = len(pages)
        pull = [
            (world.root if p.house.own else 1.0) * (1 + world.fame * sum(q.parent == i for q in pages)) * math.exp(world.deep * i)
            for i, p in enumerate(pages)
        ][low:]  # fmt: skip
        parent = low + rng.choices(range(k - low), pull)[0]
        source = pages[parent]
        mine = house(rng, world, *names[k], lexicons, title)
        hours = source.hours + min(rng.lognormvariate(*world.lag), 400.0)
        text = later if later and parent == 0 and hours > 1.5 else source.text
        if rng.random() > world.verbatim:
            text = worked(rng, world, text, first)
        if rng.random() < world.mixed:
            other = rng.choice(stock)[1]
            text = (
                text + "\n" + other[: len(text) // 2]
                if rng.random() < 0.5
                else other[: len(text) // 2] + text
            )
        if mine.strips:
            text = BYLINE.sub("", text)
        for habit in mine.habits:
            text = habit(text)
        headed = _headed(rng, source.title) if rng.random() < world.headed else source.title
        if headed != source.title and rng.random() < 0.3:
            text = f"原标题：{source.title}\n{text}"
        said = _credit(rng, world, mine, pages, parent, rooms)
        pages.append(Page(mine, text, hours, parent, headed, said))
    if later:
        pages[0] = replace(pages[0], text=later)
    return _seen(rng, kind, world, pages)


def _headed(rng: random.Random, title: str) -> str:
    """Another headline: with the place before it, shorter, or louder."""
    if rng.random() < 0.4:
        return f"{rng.choice(TOWNS)}：{title}"
    return title[: max(8, len(title) // 2)] if rng.random() < 0.5 else f"重磅！{title}"


def _first(
    rng: random.Random, world: Rates, title: str, body: str, rooms: Sequence[tuple[str, str]]
) -> list[Page]:
    who = rng.choice(NAMES) + rng.choice(GIVEN)
    name = rooms[0][0]
    shown = rng.choice(
        ("", f"（{name}记者 {who}）", f"（本报记者{who}）", f"（记者{who} 通讯员{who[::-1]}）")
    )
    head = rng.choice(("", "", f"本报{name[:2]}{rng.randrange(1, 29)}日讯 ", f"{name}讯 "))
    mine = House(
        name, rooms[0][1] if rng.random() < 0.8 else None, own=True, clock=rng.choice(("day", "minute"))
    )
    if not world.agency:
        return [Page(mine, head + body + shown, 0.0, -1, title)]
    agency = rng.choice(("北洋", "中联", "大洋")) + "社"
    text = f"{agency}{rng.choice(('北京', '广州'))}5月{rng.randrange(1, 29)}日电 {body}"
    pages = [Page(House(agency, "wire", own=True), text, 0.0, -1, title)]
    for k in range(rng.randrange(2, 6)):
        room = House(rooms[k + 1][0], rooms[k + 1][1] if rng.random() < 0.8 else None, own=True,
                     clock=rng.choice(("day", "minute")))  # fmt: skip
        copy = text if rng.random() < 0.4 else worked(rng, world, text, text)
        if rng.random() < 0.5:
            copy = BYLINE.sub("", copy)
        said = agency if rng.random() < 0.4 else None
        pages.append(Page(room, copy, rng.lognormvariate(0.5, 1.2), 0, title, said))
    return pages


def _credit(rng: random.Random, world: Rates, mine: House, pages: Sequence[Page], parent: int,
            rooms: Sequence[tuple[str, str]]) -> str | None:  # fmt: skip
    kind = rng.choices(("origin", "parent", "inherited", "none", "false"), world.credit)[0]
    said = {"origin": pages[0].house.name, "parent": pages[parent].house.name, "inherited": pages[parent].credit,
            "none": None, "false": rng.choice((rng.choice(rooms)[0], rng.choice(pages).house.name))}[kind]  # fmt: skip
    return said if said != mine.name else None


def _seen(rng: random.Random, kind: str, world: Rates, pages: list[Page]) -> World:
    n = len(pages)
    gone: set[int] = set()
    if kind in ("missing", "rootless"):
        gone = {k for k in range(1, n) if rng.random() < rng.choice((0.2, 0.35, 0.6))}
    if kind == "rootless" or (world.agency and rng.random() < 0.7):
        gone.add(0)
    kept = [k for k in range(n) if k not in gone]
    if len(kept) < 2:
        kept = [k for k in range(n) if k or kind != "rootless"][-2:]
    rng.shuffle(kept)
    at = {k: i for i, k in enumerate(kept)}

    def nearest(k: int) -> int:
        while (k := pages[k].parent) >= 0 and k not in at:
            pass
        return at.get(k, -1)

    def path(k: int) -> frozenset[str]:
        names = set()
        while (k := pages[k].parent) >= 0:
            names.add(pages[k].house.name)
        return frozenset(names)

    begun = datetime(2022, 3, 7, 8) + timedelta(hours=rng.uniform(0, 90))
    witnesses = [
        Witness(id=f"o{k}", text=pages[k].text, outlet=pages[k].house.name, title=pages[k].title, claims=_claims(pages[k]),
                published=_dated(rng, world, pages[k], begun)) for k in kept
    ]  # fmt: skip
    outlets = {p.house.name: Outlet(id=p.house.name, name=p.house.name, class_=p.house.class_)
               for p in pages if p.house.class_}  # fmt: skip
    sources = tuple(pages[pages[k].parent].text if pages[k].parent >= 0 else "" for k in kept)
    return World(
        witnesses, [nearest(k) for k in kept], outlets, kind, sources, at.get(0, -1), tuple(map(path, kept))
    )


def _dated(rng: random.Random, world: Rates, page: Page, begun: datetime) -> Published | None:
    if page.house.clock == "none":
        return None
    when = begun + timedelta(hours=page.hours)
    if rng.random() < world.astray:
        when += timedelta(hours=rng.choice((8.0, -8.0, 24.0, rng.uniform(-60, 200))))
    if page.house.clock == "day":
        return Published(
            value=f"{when:%Y-%m-%d}", precision="day", basis=rng.choice(("visible", "url", "meta"))
        )
    return Published(value=f"{when:%Y-%m-%dT%H:%M}", precision="minute", basis="visible")


def _claims(page: Page) -> tuple[Claim, ...]:
    found: list[Claim] = []
    if page.credit:
        quote = Quote(quote=f"来源：{page.credit}", where="head", rule="simulated")
        found.append(Claim(kind="declared", label="来源", text=page.credit, evidence=quote))
    head = re.match(r"([一-鿿]{2}社)[一-鿿]{2}\d+月\d+日电", page.text)
    if head:
        quote = Quote(quote=head.group(), where="body", rule="simulated")
        found.append(Claim(kind="dateline", text=head.group(1), evidence=quote))
    return tuple(found)
