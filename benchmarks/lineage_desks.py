"""A fourth hand: worlds of reprints with what the other hands leave out.

Texts are lists of numbered sentences, so that a desk can do to one of them what desks do: pass on a
credit with the text, also a false one; put a sentence right by the original; print two sources as one
page; follow one of several lexicons; copy a story before it was updated; answer within minutes; run on
another zone's clock, or print the day of a later crawl.  Agency copy is printed by several newsrooms, none
of which had it from another.  The corpus holds the original, mostly, and reprints, agency siblings and
near misses among its documents.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.lineage_worlds import World, originals, vocabulary
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote

CITIES = "江州 云陵 海宁 白石 临江 青浦 望城 南岭 石泉 长湖 平川 东港 沙洲 松岭 宁远 金塘".split()
NEWSROOMS = {"日报": "local", "晚报": "local", "都市报": "local", "电视台": "local", "发布": "ministry"}
DESKS = {"热线": "portal", "门户": "portal", "看点": "aggregator", "速递": "aggregator", "杂谈": "content-farm",
         "大全": "content-farm", "笔记": "self-media-platform", "晨报": "local"}  # fmt: skip
OPENINGS = ("{s}综合消息：", "{s}编者按：", "[{s}]", "{s}讯 ", "据悉，", "{s}小编为大家带来：", "文/{s} ")
CLOSINGS = ("（{s}编发）", "——完——", "本文由{s}整理发布。", "更多资讯请关注{s}。", "值班编辑：{e}",
            "转载请注明出处。", "图源网络，侵权请联系删除。")  # fmt: skip
STAFF = "陆 顾 孟 段 雷 侯 龙 史 陶 黎 贺 毛 郝 龚 邵 万".split()
SENTENCE = re.compile(r"[^。！？\n]*[。！？]?[”』」）]*\n?")

Text = list[tuple[int, str]]  # sentences with their numbers; equal numbers have one source


@dataclass(frozen=True)
class Desk:
    """A site: how it dates its pages, whom it credits and what it does to every text."""

    name: str
    class_: str | None
    clock: str  # minute, day, none or crawl (the day of a later crawl)
    zone: float  # hours its clock is off
    credit: str  # inherit, origin, parent, none, false
    spin: float
    lexicon: int
    opening: str
    closing: str
    joined: bool  # paragraphs run together
    narrow: bool  # half-width stops
    bylines: bool  # keeps them


@dataclass(frozen=True)
class Page:
    desk: Desk
    text: Text
    hours: float
    parent: int
    credit: str | None
    corpus: bool = False
    own: bool = False  # written by the desk itself


def sentences(text: str) -> Text:
    return [(i, s) for i, s in enumerate(SENTENCE.findall(text)) if s]


def plain(text: Text) -> str:
    return "".join(s for _, s in text).strip("\n")


def desk(rng: random.Random, name: str, class_: str | None, spinning: float) -> Desk:
    fill = {"s": name, "e": rng.choice(STAFF) + rng.choice(("云", "立新", "小燕", "博"))}
    return Desk(
        name=name,
        class_=class_ if rng.random() < 0.85 else None,
        clock=rng.choices(("minute", "day", "none", "crawl"), (0.48, 0.32, 0.12, 0.08))[0],
        zone=rng.choice((8.0, -8.0)) if rng.random() < 0.06 else 0.0,
        credit=rng.choices(("inherit", "origin", "parent", "none", "false"), (0.4, 0.25, 0.13, 0.15, 0.07))[
            0
        ],
        spin=rng.uniform(0.1, 0.9) if rng.random() < spinning else 0.0,
        lexicon=rng.randrange(3),
        opening=rng.choice(OPENINGS).format(**fill) if rng.random() < 0.15 else "",
        closing=rng.choice(CLOSINGS).format(**fill) if rng.random() < 0.2 else "",
        joined=rng.random() < 0.15,
        narrow=rng.random() < 0.08,
        bylines=rng.random() < 0.6,
    )


def lexicons(rng: random.Random) -> list[dict[str, str]]:
    """Three spinners' lexicons, which share some of their words."""
    words = rng.sample(vocabulary(), 900)
    found = [dict(zip(rng.sample(words[:450], 160), words[450:], strict=False)) for _ in range(3)]
    found[2] |= {k: v for k, v in found[0].items() if rng.random() < 0.4}
    return found


def worked(rng: random.Random, text: Text, first: Text) -> Text:
    """What an editor does to one copy: cuts, words, figures, and sentences put right by the original."""
    text = list(text)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        if len(text) > 6:
            at = rng.randrange(len(text))
            del text[at : at + rng.choice((1, 1, 1, 2, 3))]
    if rng.random() < 0.14 and len(text) > 8:
        text = text[: max(5, int(len(text) * rng.uniform(0.35, 0.92)))]
    if rng.random() < 0.06 and len(text) > 8:
        text = text[rng.choice((1, 2)) :]
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        at = rng.randrange(len(text))
        number, s = text[at]
        text[at] = number, _reworded(rng, s)
    if rng.random() < 0.12:  # two clauses change places
        at = rng.randrange(len(text))
        number, s = text[at]
        parts = s.rstrip("。\n").split("，")
        if len(parts) > 2 and s.endswith("。"):
            k = rng.randrange(len(parts) - 1)
            parts[k], parts[k + 1] = parts[k + 1], parts[k]
            text[at] = number, "，".join(parts) + "。"
    if rng.random() < 0.15:
        right = dict(first)
        share = rng.uniform(0.2, 1.0)
        text = [(n, right[n]) if n in right and rng.random() < share else (n, s) for n, s in text]
    return text


def _reworded(rng: random.Random, s: str) -> str:
    at = [i for i in range(len(s) - 1) if s[i : i + 2] in _known()]
    if not at:
        return s
    i = rng.choice(at)
    roll = rng.random()
    if roll < 0.6:
        return s[:i] + rng.choice(vocabulary()) + s[i + 2 :]
    if roll < 0.8:
        return s[:i] + s[i + 2 :]
    return s[: i + 1] + s[i] + s[i + 1 :]  # a slip: a character twice


def _known() -> frozenset[str]:
    from benchmarks.lineage_worlds import _known as known

    return known()


def housed(rng: random.Random, text: Text, site: Desk, words: dict[str, str]) -> Text:
    """The habits of the house, which verbatim copies get too."""
    if site.spin:
        text = [(n, _spun(s, words)) if rng.random() < site.spin else (n, s) for n, s in text]
    if site.joined:
        text = [(n, s.replace("\n", "")) for n, s in text]
    if site.narrow:
        text = [(n, s.translate(str.maketrans("，；：（）", ",;:()"))) for n, s in text]
    if not site.bylines:
        text = [
            (n, re.sub(r"（(?:本报)?记者[^（）]{2,20}）|^本报.{2,8}\d+日(?:电|讯)\s?", "", s))
            for n, s in text
        ]
    if site.opening:
        text = [(-1, site.opening), *text]
    if site.closing:
        text = [*text, (-2, "\n" + site.closing)]
    return text


def _spun(s: str, words: dict[str, str]) -> str:
    for k, v in words.items():
        s = s.replace(k, v)
    return s


def lag(rng: random.Random) -> float:
    """Hours from a text to its copy: within minutes, or hours, now and then days."""
    return rng.expovariate(6.0) if rng.random() < 0.45 else rng.lognormvariate(1.0, 1.3)


def grow(rng: random.Random, kind: str, part: str, size: tuple[int, int] = (3, 30)) -> World:
    """One world: `full`, `missing` (a third of the copies), `rootless` (and the original), `false` (a
    false credit several pages share)."""
    stock = originals(part)
    title, body = rng.choice(stock)
    count = rng.randint(*size)
    names = [c + k for c in CITIES for k in DESKS]
    rooms = [c + k for c in CITIES for k in NEWSROOMS]
    rng.shuffle(names)
    rng.shuffle(rooms)
    lexicon, spinning = lexicons(rng), rng.choice((0.0, 0.1, 0.3))
    liar = rooms[-1] if rng.random() < 0.6 else rooms[1]  # a newsroom that has no text here, or has one
    agency = rng.random() < 0.25
    pages = _newsrooms(rng, rooms, sentences(body), agency)
    first = pages[0].text
    update = None
    if not agency and rng.random() < 0.2:
        update = _updated(rng, first, stock)
    while len(pages) < count + agency:
        site = desk(rng, *_pick(names), spinning)
        low = 1 if agency else 0
        fame = [(2.5 if p.own else 1.0) * (1 + 0.3 * sum(q.parent == i for q in pages))
                for i, p in enumerate(pages)][low:]  # fmt: skip
        parent = low + rng.choices(range(len(fame)), fame)[0]
        source = pages[parent]
        hours = source.hours + lag(rng)
        text = update if update and parent == 0 and hours > 1.0 else source.text
        if rng.random() > 0.33:
            text = worked(rng, text, update if update and hours > 1.0 else first)
        if rng.random() < 0.07:
            other = sentences(rng.choice(stock)[1])
            at = rng.randrange(2, len(text) + 1) if len(text) > 2 else len(text)
            text = [*text[:at], *((-3, s) for _, s in other[: max(2, len(text) // 2)]), *text[at:]]
        text = housed(rng, text, site, lexicon[site.lexicon])
        pages.append(Page(site, text, hours, parent, _credit(rng, site, pages, parent, rooms, liar)))
    if update:
        pages[0] = Page(pages[0].desk, update, 0.0, -1, None, own=True)
    if kind == "false":
        pages = _lied(rng, pages, liar)
    return _observed(rng, kind, pages, title, stock, agency)


def _pick(names: list[str]) -> tuple[str, str]:
    name = names.pop()
    return name, next(c for k, c in DESKS.items() if name.endswith(k))


def _newsrooms(rng: random.Random, rooms: Sequence[str], text: Text, agency: bool) -> list[Page]:
    """The original; or an agency's text and what newsrooms print of it, each by itself."""

    def room(name: str) -> Desk:
        class_ = next(c for k, c in NEWSROOMS.items() if name.endswith(k))
        return Desk(name, class_ if rng.random() < 0.8 else None, rng.choice(("minute", "day", "day")), 0.0,
                    "none", 0.0, 0, "", "", joined=False, narrow=False, bylines=True)  # fmt: skip

    if not agency:
        who = rng.choice(STAFF) + rng.choice(("明", "晓东", "文静"))
        roll = rng.random()
        if roll < 0.2:
            text = [(-5, f"本报{rooms[0][:2]}{rng.randrange(1, 29)}日讯 "), *text]
        elif roll < 0.5:
            text = [*text, (-6, f"（本报记者{who}）" if roll < 0.4 else f"（记者{who}）")]
        return [Page(room(rooms[0]), text, 0.0, -1, None, own=True)]
    name = rng.choice("东方 南华 联合 环球".split()) + "社"
    head = (-5, f"{name}{rng.choice(('北京', '上海', '成都'))}4月{rng.randrange(1, 29)}日电 ")
    pages = [Page(Desk(name, "wire", "minute", 0.0, "none", 0.0, 0, "", "", joined=False, narrow=False,
                       bylines=True), [head, *text], 0.0, -1, None, own=True)]  # fmt: skip
    for k in range(rng.randrange(2, 6)):
        mine = [head, *text] if rng.random() < 0.5 else list(text)
        if rng.random() < 0.7:
            mine = worked(rng, mine, mine)
            if rng.random() < 0.4:
                mine = worked(rng, mine, mine)
        said = name if rng.random() < 0.5 else None
        pages.append(Page(room(rooms[2 + k]), mine, rng.lognormvariate(0.3, 1.0), 0, said))
    return pages


def _updated(rng: random.Random, text: Text, stock: Sequence[tuple[str, str]]) -> Text:
    """The original as its newsroom prints it after an hour: a figure, a sentence, a paragraph more."""
    text = list(text)
    for _ in range(rng.choice((1, 2, 3))):
        at = rng.randrange(len(text))
        n, s = text[at]
        text[at] = n, re.sub(r"\d+", lambda m: str(int(m.group()[:6]) + rng.randrange(1, 9)), s)
    if rng.random() < 0.6:
        more = sentences(rng.choice(stock)[1])[: rng.randrange(1, 4)]
        at = rng.choice((1, len(text)))
        text[at:at] = [(-7, s) for _, s in more]
    return text


def _credit(
    rng: random.Random, site: Desk, pages: Sequence[Page], parent: int, rooms: Sequence[str], liar: str
) -> str | None:
    said: str | None = None
    if site.credit == "inherit":
        said = pages[parent].credit or (pages[parent].desk.name if rng.random() < 0.6 else None)
    elif site.credit == "origin":
        said = pages[0].desk.name
    elif site.credit == "parent":
        said = pages[parent].desk.name
    elif site.credit == "false":
        said = (
            liar if rng.random() < 0.5 else rng.choice((rng.choice(pages).desk.name, rng.choice(rooms[8:])))
        )
    return said if said != site.name else None


def _lied(rng: random.Random, pages: list[Page], liar: str) -> list[Page]:
    """A branch, or a few pages anywhere, under one false credit."""
    n = len(pages)
    top = rng.randrange(1, n)
    below = {top}
    for k in range(top + 1, n):
        if pages[k].parent in below:
            below.add(k)
    if rng.random() < 0.5 or len(below) < 2:
        below |= set(rng.sample(range(1, n), min(n - 1, rng.randrange(2, 5))))
    return [
        Page(p.desk, p.text, p.hours, p.parent, liar, p.corpus, p.own)
        if k in below and p.desk.name != liar else p for k, p in enumerate(pages)
    ]  # fmt: skip


def _observed(
    rng: random.Random,
    kind: str,
    pages: list[Page],
    title: str,
    stock: Sequence[tuple[str, str]],
    agency: bool,
) -> World:
    n = len(pages)
    kept = set(range(n))
    if kind in ("missing", "rootless"):
        kept -= set(rng.sample(range(1, n), min(n // 3, n - 2)))
    if kind == "rootless" or (agency and rng.random() < 0.6):
        kept.discard(0)
    filed = rng.choice((0.0, 0.0, 0.05, 0.15))  # share of reprints somebody filed as originals
    corpus = {k for k in kept if rng.random() < (0.75 if pages[k].own else 0.4 if agency and pages[k].parent == 0
              and not pages[k].desk.opening else filed)} if rng.random() < 0.85 else set()  # fmt: skip
    begun = datetime(2019, 11, 4, 6) + timedelta(hours=rng.uniform(0, 60))
    order = sorted(kept)
    miss: list[Witness] = []
    if corpus and rng.random() < 0.12:
        miss.append(_near_miss(rng, pages[0], stock, begun))
    rng.shuffle(order)
    at = {k: i for i, k in enumerate(order)}

    def nearest(k: int) -> int:
        while (k := pages[k].parent) >= 0 and k not in at:
            pass
        return at.get(k, -1)

    def path(k: int) -> frozenset[str]:
        names = set()
        while (k := pages[k].parent) >= 0:
            names.add(pages[k].desk.name)
        return frozenset(names)

    witnesses = [
        Witness(id=f"d{k}", text=plain(pages[k].text), outlet=pages[k].desk.name, title=title,
                published=_dated(rng, pages[k], begun, k in corpus),
                supplied=k in corpus,
                claims=() if k in corpus and rng.random() < 0.5 else _claims(pages[k])) for k in order
    ]  # fmt: skip
    sources = [plain(pages[pages[k].parent].text) if pages[k].parent >= 0 else "" for k in order]
    outlets = {p.desk.name: Outlet(id=p.desk.name, name=p.desk.name, class_=p.desk.class_)
               for p in pages if p.desk.class_}  # fmt: skip
    return World(
        [*witnesses, *miss], [*(nearest(k) for k in order), *(-1 for _ in miss)], outlets, kind,
        (*sources, *("" for _ in miss)), at.get(0, -1), (*(path(k) for k in order), *(frozenset() for _ in miss)),
    )  # fmt: skip


def _near_miss(rng: random.Random, first: Page, stock: Sequence[tuple[str, str]], begun: datetime) -> Witness:
    """Another story of the same day that quotes half of this one, or is quoted by it."""
    half = first.text[: max(3, len(first.text) // 2)]
    other = sentences(rng.choice(stock)[1])
    text = [*other[: max(3, len(half) // 2)], *half] if rng.random() < 0.5 else [*half, *other[: len(half)]]
    when = begun + timedelta(days=rng.choice((-1, 0, 1, 2)))
    return Witness(id="miss", text=plain(text), outlet=first.desk.name, supplied=True,
                   published=Published(value=f"{when:%Y-%m-%d}", precision="day", basis="corpus"))  # fmt: skip


def _dated(rng: random.Random, page: Page, begun: datetime, corpus: bool) -> Published | None:
    when = begun + timedelta(hours=page.hours + page.desk.zone)
    if corpus:
        return Published(value=f"{when:%Y-%m-%d}", precision="day", basis="corpus")
    if page.desk.clock == "none":
        return None
    if page.desk.clock == "crawl":
        when += timedelta(days=rng.expovariate(0.1))
    if page.desk.clock == "minute":
        return Published(value=f"{when:%Y-%m-%dT%H:%M}", precision="minute", basis="visible")
    return Published(value=f"{when:%Y-%m-%d}", precision="day", basis=rng.choice(("visible", "meta", "url")))


def _claims(page: Page) -> tuple[Claim, ...]:
    found: list[Claim] = []
    if page.credit:
        quote = Quote(quote=f"来源：{page.credit}", where="head", rule="simulated")
        found.append(Claim(kind="declared", label="来源", text=page.credit, evidence=quote))
    head = re.match(r"([一-鿿]{2,4}社)[一-鿿]{2,4}\d+月\d+日电", plain(page.text))
    if head:
        quote = Quote(quote=head.group(), where="body", rule="simulated")
        found.append(Claim(kind="dateline", text=head.group(1), evidence=quote))
    return tuple(found)
