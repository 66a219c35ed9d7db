"""Simulated worlds of reprints with a known tree, grown over real originals.

A world is one story: an original, sites with house styles that copy it from one another, and
what a crawl finds of it: noisy or missing dates, honest or lying source lines, pages missing.
Site names, templates and spin lexicons are drawn anew for every world from large combinations,
so that nothing can be learned by heart.  Wire worlds have a common source nobody crawled.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
LENGTH = 2600
SHORT = 300  # characters below which nobody cuts any more


@dataclass(frozen=True)
class World:
    """Witnesses in shuffled order; `parents[i]` is the index of the text i was copied from, or
    -1 when it has no ancestor here.  `outlets` plays the gazetteer."""

    witnesses: list[Witness]
    parents: list[int]
    outlets: dict[str, Outlet]
    kind: str = "full"

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        return (self.outlets[text],) if text in self.outlets else ()

    def resolve_url(self, url: str) -> Outlet | None:  # noqa: ARG002
        return None

    def get(self, id: str) -> Outlet | None:  # noqa: A002
        return self.outlets.get(id)


@dataclass
class Site:
    name: str
    class_: str | None
    spaced: bool = False
    house_rules: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    inject: str = ""
    quotes: tuple[str, str] | None = None
    narrow: bool = False
    spin: float = 0.0
    footer: str = ""
    no_date: bool = False
    day_only: bool = False
    basis: str = "visible"
    strips: bool = False


@dataclass
class Copy:
    site: Site
    text: str
    hours: float
    parent: int
    children: list[int] = field(default_factory=list)


@cache
def originals(part: str) -> tuple[tuple[str, str], ...]:
    """(title, text) of real articles of at least 900 characters; `part` is train or test."""
    found: list[tuple[str, str]] = []
    for name in ("cctv-2020", "chinanews-2020-04"):
        with gzip.open(SHARED / "originals" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for at, line in enumerate(lines):
                row = json.loads(line)
                if len(row["text"]) >= 900 and (at % 2 == 0) == (part == "train"):
                    found.append((row["title"], row["text"][:LENGTH]))
    return tuple(found)


@cache
def vocabulary() -> tuple[str, ...]:
    """Frequent words of two characters: the stock from which spinners' lexicons are drawn."""
    import jieba

    jieba.setLogLevel(60)
    counts: dict[str, int] = {}
    for _, text in originals("train")[:400]:
        for word in jieba.cut(text):
            if len(word) == 2 and all("一" <= c <= "鿿" for c in word):
                counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(counts, key=lambda w: (-counts[w], w))[:3000])


@cache
def _known() -> frozenset[str]:
    return frozenset(vocabulary())


HEADS = "东西南北中华大新今天上海江河湖山云金星银长安京沪粤楚川闽晋鲁豫皖赣湘蜀滇黔琼辽吉龙青藏疆蒙港澳"
TAILS = ("日报", "晚报", "新闻网", "在线", "热线", "头条", "资讯", "联盟", "快报", "周刊", "播报", "观察", "视界", "之窗",
         "信息港", "都市报", "商报", "生活网", "早报", "传媒")  # fmt: skip
LEADS = ("{s}小编了解到", "据{s}获悉，", "{s}讯 ", "【{s}】", "{s}编辑为您整理：", "小编获悉，", "{s}带你了解，", "本站消息 ",
         "近日，{s}关注到", "{s}快讯：", "以下是{s}整理的内容。", "{s}{d}日电 ")  # fmt: skip
INJECTS = ("【{t}】", "[{t}]", "本文标题：{t}。", "“{t}”一文，", "（{t}）", "{s}：{t}")
FOOTERS = ("更多精彩内容请关注{s}。", "（责任编辑：{e}）", "本文来自{s}，如有侵权请联系删除。", "声明：转载此文是出于传递更多信息之目的。",
           "[编辑 {e}]", "{s}版权所有，未经许可不得转载。", "扫描二维码关注{s}公众号。", "免责声明：本文仅代表作者个人观点，与本网无关。")  # fmt: skip
RULES = (("记者", "采访人员"), ("我国", "中国"), ("图片", "照片"), ("本报", "本网"), ("公里", "千米"), ("百分之", "%"),
         ("目前", "当前"), ("昨日", "日前"), ("微信", "威信"), ("工作人员", "员工"), ("群众", "人民群众"), ("表示", "称"),
         ("同比", "较上年同期"), ("亿元", "亿元人民币"))  # fmt: skip
ORIGIN_CLASSES = ("central", "wire", "local", "ministry", "commercial", "local")
COPY_CLASSES = ("portal", "aggregator", "content-farm", "self-media-platform", "local", "local", "central")
BYLINES = re.compile(
    r"（本?报?(?:记者|通讯员)[^（）]{2,40}）|本报记者 [一-鿿]{2,3}(?: |$)|^本报讯 |编辑：[一-鿿]{2,3}$"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def name_of(rng: random.Random) -> str:
    return "".join(rng.sample(HEADS, 2)) + rng.choice(TAILS)


def make_site(rng: random.Random, name: str, class_: str | None, heavy: float, clean: bool) -> Site:
    site = Site(name=name, class_=class_)
    editor = rng.choice(SURNAMES) + rng.choice(HEADS)
    fill = {"s": name, "e": editor, "d": rng.randrange(1, 29), "t": "{t}"}
    if rng.random() < 0.12 * heavy:
        site.spaced = True
    if rng.random() < 0.18 * heavy:
        site.house_rules = tuple(rng.sample(RULES, rng.choice((1, 1, 2, 3))))
    if rng.random() < 0.18 * heavy:
        site.lead = rng.choice(LEADS).format(**fill)
    if rng.random() < 0.14 * heavy:
        site.inject = rng.choice(INJECTS).format(**fill)
    if rng.random() < 0.15 * heavy:
        site.quotes = rng.choice((('"', '"'), ("「", "」"), ("『", "』"), ("‘", "’")))
    if rng.random() < 0.08 * heavy:
        site.narrow = True
    if rng.random() < 0.15 * heavy:
        site.spin = rng.uniform(0.1, 0.6)
    if rng.random() < 0.15 * heavy:
        site.footer = rng.choice(FOOTERS).format(**fill)
    site.strips = rng.random() < 0.35
    if not clean:
        site.no_date = rng.random() < 0.15
        site.day_only = rng.random() < 0.4
        site.basis = rng.choice(("visible", "visible", "meta", "json-ld", "url"))
    return site


def byline(rng: random.Random, text: str) -> str:
    """The marks a newsroom leaves on its own story; half of the originals carry some."""
    names = [rng.choice(SURNAMES) + "".join(rng.sample(HEADS, rng.choice((1, 2)))) for _ in range(3)]
    roll = rng.random()
    if roll < 0.15:
        return f"本报讯 （记者 {names[0]}）{text}"
    if roll < 0.3:
        return f"{text}\n（本报记者{'、'.join(names)}）"
    if roll < 0.4:
        return f"本报记者 {names[0]} {text}"
    if roll < 0.5:
        return f"{text}\n（记者{names[0]} 通讯员{names[1]}）"
    return text


def cut(rng: random.Random, lines: list[str]) -> list[str]:
    """Truncation, dropped paragraphs, dropped sentences."""
    if sum(map(len, lines)) < SHORT:
        return lines
    if rng.random() < 0.15 and len(lines) > 1:
        lines = lines[: max(1, int(len(lines) * rng.uniform(0.4, 0.9)))]
    elif rng.random() < 0.08:
        whole = "\n".join(lines)
        lines = whole[: int(len(whole) * rng.uniform(0.5, 0.95))].split("\n")
    if rng.random() < 0.12 and len(lines) > 2:
        del lines[rng.randrange(len(lines))]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        k = rng.randrange(len(lines))
        sentences = lines[k].split("。")
        if len(sentences) > 2:
            del sentences[rng.randrange(len(sentences) - 1)]
            lines[k] = "。".join(sentences)
    return [line for line in lines if line.strip()] or lines[:1]


def swap(rng: random.Random, text: str, count: int) -> str:
    """`count` words of two characters, here or there, replaced by others."""
    words = vocabulary()
    known = _known()
    at = [i for i in range(len(text) - 1) if text[i : i + 2] in known]
    for i in rng.sample(at, min(count, len(at))):
        text = text[:i] + rng.choice(words) + text[i + 2 :]
    return text


def edit(rng: random.Random, text: str, swaps: int, foreign: Sequence[tuple[str, str]]) -> str:
    lines = cut(rng, text.split("\n"))
    if rng.random() < 0.10:
        other = rng.choice(foreign)[1].split("\n")
        lines.insert(rng.randrange(1, len(lines) + 1), rng.choice(other)[:200])
    if rng.random() < 0.08 and len(lines) > 3:
        a = rng.randrange(len(lines) - 1)
        lines[a], lines[a + 1] = lines[a + 1], lines[a]
    text = "\n".join(lines)
    text = swap(rng, text, swaps)
    if rng.random() < 0.15:
        for _ in range(rng.randrange(1, 4)):
            i = rng.randrange(len(text) or 1)
            text = text[:i] + text[i + 1 :]
    if rng.random() < 0.08 and (figures := [i for i, c in enumerate(text) if c.isdigit()]):
        i = rng.choice(figures)
        text = text[:i] + str(rng.randrange(10)) + text[i + 1 :]
    if rng.random() < 0.10:
        text += "\n" + rng.choice(FOOTERS).format(s=name_of(rng), e=rng.choice(SURNAMES) + "某")
    return text


def restyle(rng: random.Random, text: str, site: Site, title: str, lexicon: dict[str, str]) -> str:
    """The house's own handwriting, which verbatim copies get too."""
    if site.strips:
        text = BYLINES.sub("", text)
    if site.spin and rng.random() < 0.9:
        for word, other in lexicon.items():
            if word in text and rng.random() < site.spin:
                text = text.replace(word, other)
    for old, new in site.house_rules:
        text = text.replace(old, new)
    if site.spaced:
        for stop in "，。、；：！？":
            text = text.replace(" " + stop, stop).replace(stop, f" {stop} ")
    if site.narrow:
        text = text.translate(str.maketrans("，；：！？（）", ",;:!?()"))
    if site.quotes:
        text = text.translate(str.maketrans({"“": site.quotes[0], "”": site.quotes[1]}))
    lines = text.split("\n")
    if site.lead and rng.random() < 0.9:
        lines[0] = site.lead + lines[0]
    if site.inject and rng.random() < 0.9:
        k = rng.randrange(len(lines))
        lines[k] = site.inject.replace("{t}", title) + lines[k]
    if site.footer and rng.random() < 0.9:
        lines.append(site.footer)
    return "\n".join(lines)


def reedit(rng: random.Random, text: str) -> str:
    """What a newsroom does to agency copy: cuts, order and wording, more than a copyist does."""
    lines = cut(rng, cut(rng, text.split("\n")))
    if len(lines) > 3 and rng.random() < 0.3:
        a = rng.randrange(1, len(lines) - 1)
        lines[a], lines[a + 1] = lines[a + 1], lines[a]
    text = "\n".join(lines)
    text = swap(rng, text, rng.choice((0, 1, 3, 8, 20, 40)))
    return text


@dataclass(frozen=True)
class Setting:
    """How a world is drawn.  `missing` is the share of pages not crawled."""

    size: tuple[int, int] = (5, 40)
    verbatim: float = 0.30
    heavy: float = 1.0
    pull: float = 0.25  # how much each copy a text already has draws further copyists
    clean: bool = False
    missing: float = 0.0
    root_missing: bool = False
    declared: tuple[float, float, float, float] = (0.55, 0.20, 0.15, 0.10)  # root, parent, none, wrong
    wire: bool = False
    clipped: float = 0.0  # share of pages saved without their later part
    classes: bool = True
    kind: str = "full"


def grow(rng: random.Random, setting: Setting, part: str) -> World:
    """One world."""
    stock = originals(part)
    title, text = rng.choice(stock)
    words = list(vocabulary())
    rng.shuffle(words)
    lexicon = dict(zip(words[:700], words[700:1400], strict=True))
    size = rng.randint(*setting.size)
    names = list(dict.fromkeys(name_of(rng) for _ in range(4 * size + 8)))
    classes = setting.classes
    spare = names[size + 6 :]

    def site(k: int, pool: Sequence[str]) -> Site:
        class_ = rng.choice(pool) if classes and rng.random() < 0.9 else None
        return make_site(rng, names[k], class_, setting.heavy, setting.clean)

    first = site(0, ORIGIN_CLASSES)
    first.lead = first.inject = first.footer = ""
    first.spin, first.spaced = 0.0, False
    text = byline(rng, text)
    agency = Site(name=names[size + 1], class_="wire" if classes else None)
    if setting.wire and rng.random() < 0.7:
        place, day = rng.choice(("北京", "上海", "武汉", "日内瓦")), rng.randrange(1, 29)
        text = f"{agency.name}{place}4月{day}日电（记者{rng.choice(SURNAMES)}明）{text}"
    copies: list[Copy] = []
    if setting.wire:
        copies.append(Copy(agency, text, 0.0, -1))
        direct = rng.randrange(2, max(3, min(7, size)) + 1)
    else:
        copies.append(Copy(first, text, 0.0, -1))
        direct = 0
    while len(copies) < size + setting.wire:
        k = len(copies)
        if 0 < k <= direct:
            mine = site(k, ORIGIN_CLASSES)
            mine.lead = mine.inject = mine.footer = ""
            mine.spin, mine.spaced = 0.0, False
            parent = 0
            body = reedit(rng, text)
            if rng.random() < 0.4 and "日电" in body[:40]:
                body = body.split("）", 1)[-1]
            hours = max(0.05, rng.lognormvariate(0.5, 1.0))
        else:
            mine = site(k, COPY_CLASSES)
            low = 1 if setting.wire else 0
            weights = [1 + len(c.children) * setting.pull for c in copies[low:]]
            parent = low + rng.choices(range(len(copies) - low), weights)[0]
            body = copies[parent].text
            if rng.random() >= setting.verbatim:
                body = edit(rng, body, rng.choice((rng.randrange(17), rng.randrange(4))), stock)
            hours = copies[parent].hours + rng.lognormvariate(1.1, 1.2)
        body = restyle(rng, body, mine, title, lexicon)
        copies[parent].children.append(k)
        copies.append(Copy(mine, body, hours, parent))
    return observe(rng, setting, copies, spare, title)


def observe(rng: random.Random, setting: Setting, copies: list[Copy], spare: list[str], title: str) -> World:
    """What a crawl finds: some pages, dates and source lines as the sites print them."""
    n = len(copies)
    kept = set(range(n))
    if setting.missing:
        drop = rng.sample(range(1, n), min(int(n * setting.missing), n - 2))
        kept -= set(drop)
    if setting.root_missing or setting.wire:
        kept.discard(0)
    order = sorted(kept)
    rng.shuffle(order)
    at = {k: i for i, k in enumerate(order)}

    def nearest(k: int) -> int:
        k = copies[k].parent
        while k >= 0 and k not in at:
            k = copies[k].parent
        return at.get(k, -1)

    start = datetime(2020, 4, 3) + timedelta(hours=rng.uniform(0, 72))
    witnesses = [witness(rng, setting, copies, k, start, spare) for k in order]
    outlets = {
        c.site.name: Outlet(id=c.site.name, name=c.site.name, class_=c.site.class_)
        for c in copies if c.site.class_
    }  # fmt: skip
    witnesses = [replace(w, title=title) for w in witnesses]
    return World(witnesses, [nearest(k) for k in order], outlets, setting.kind)


def witness(
    rng: random.Random, setting: Setting, copies: list[Copy], k: int, start: datetime, spare: list[str]
) -> Witness:
    copy = copies[k]
    site = copy.site
    published = None
    if not site.no_date:
        when = start + timedelta(hours=copy.hours)
        if not setting.clean and rng.random() < 0.08:
            when += timedelta(hours=rng.uniform(-48, 48))
        if site.day_only or site.basis == "url":
            published = Published(value=f"{when:%Y-%m-%d}", precision="day", basis=site.basis)
        else:
            published = Published(value=f"{when:%Y-%m-%dT%H:%M}", precision="minute", basis=site.basis)
    claims: list[Claim] = []
    if copy.parent >= 0:
        root, parent, none, _ = setting.declared
        roll = rng.random()
        said: str | None = None
        if roll < root:
            said = copies[0].site.name
        elif roll < root + parent:
            said = copies[copy.parent].site.name
        elif roll >= root + parent + none:
            said = rng.choice((rng.choice(copies).site.name, rng.choice(spare)))
        if said and said != site.name:
            quote = Quote(quote=f"来源：{said}", where="head", rule="simulated")
            claims.append(Claim(kind="declared", label="来源", text=said, evidence=quote))
    opening = copy.text[:30]
    if "日电（" in opening:
        agency = opening.split("月", 1)[0][:-3]
        name = next((c.site.name for c in copies if opening.startswith(c.site.name)), agency)
        quote = Quote(quote=opening.split("（")[0], where="body", rule="simulated")
        claims.append(Claim(kind="dateline", text=name, evidence=quote))
    text = copy.text
    if setting.clipped and rng.random() < setting.clipped:
        text = text[: int(len(text) * rng.uniform(0.3, 0.9))]
    return Witness(id=f"n{k}", text=text, outlet=site.name, published=published, claims=tuple(claims))


STANDARD = Setting()
CONDITIONS = {
    "full": STANDARD,
    "missing": replace(STANDARD, missing=0.3, kind="missing"),
    "rootless": replace(STANDARD, missing=0.3, root_missing=True, kind="rootless"),
    "attack": replace(STANDARD, declared=(0.0, 0.0, 0.6, 0.4), kind="attack"),
    "clean": replace(STANDARD, clean=True, kind="clean"),
}


def training(rng: random.Random) -> Setting:
    """A mixture: all sizes, honest and lying sites, clean and dirty dates, wires."""
    roll = rng.random()
    declared = STANDARD.declared
    if roll < 0.25:
        declared = (0.0, 0.0, 0.6, 0.4)
    elif roll < 0.45:
        a = rng.random()
        declared = (0.55 * a, 0.2 * a, 0.15 + 0.3 * (1 - a), 1 - 0.75 * a - 0.15 - 0.3 * (1 - a))
    small = rng.random() < 0.4
    classes = rng.random() < 0.6
    wire = rng.random() < ((0.45 if classes else 0.3) if small else 0.15)
    # a handful of near-copies met by chance are mostly siblings; where outlets are known, one is
    # mostly the original, for that is what a corpus of originals holds
    missing = rng.choice((0.0, 0.3, 0.5, 0.7) if small else (0.0, 0.0, 0.3, 0.3))
    orphaned = (0.15 if classes else 0.6) if small else 0.35
    return Setting(
        size=(2, 9) if small else (5, 32), verbatim=rng.choice((0.1, 0.3, 0.3, 0.3, 0.5)),
        heavy=rng.choice((0.5, 1.0, 1.0, 1.0, 2.0)), pull=rng.choice((0.0, 0.25, 0.25, 0.7)), clean=rng.random() < 0.15, declared=declared, wire=wire,
        clipped=rng.choice((0.0, 0.0, 0.1)), missing=0.0 if wire else missing, root_missing=not wire and rng.random() < orphaned,
        classes=classes, kind="training",
    )  # fmt: skip
