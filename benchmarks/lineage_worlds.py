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
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.lineage_sites import FOOTERS, SURNAMES, Site, byline, make_site, name_of, restyle
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote
from reprint_trace.text.spin import load_spin

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
LENGTH = 2600
ORIGIN_CLASSES = ("central", "wire", "local", "ministry", "commercial", "local")
COPY_CLASSES = ("portal", "aggregator", "content-farm", "self-media-platform", "local", "local", "central")
SHORT = 300  # characters below which nobody cuts any more


@dataclass(frozen=True)
class World:
    """Witnesses in shuffled order; `parents[i]` is the index of the text i was copied from, or
    -1 when it has no ancestor here; `sources[i]` is the text it was copied from, found or not.
    `original` is the text all others go back to, -1 where it is not here; `paths[i]` are the outlets
    that i came through, found or not.  `outlets` plays the gazetteer."""

    witnesses: list[Witness]
    parents: list[int]
    outlets: dict[str, Outlet]
    kind: str = "full"
    sources: tuple[str, ...] = ()
    original: int = -1
    paths: tuple[frozenset[str], ...] = ()

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        return (self.outlets[text],) if text in self.outlets else ()

    def resolve_url(self, url: str) -> Outlet | None:  # noqa: ARG002
        return None

    def get(self, id: str) -> Outlet | None:  # noqa: A002
        return self.outlets.get(id)


@cache
def originals_rows(part: str) -> tuple[dict[str, str], ...]:
    """Real articles of at least 900 characters; `part` is train or test."""
    found: list[dict[str, str]] = []
    for name in ("cctv-2020", "chinanews-2020-04"):
        with gzip.open(SHARED / "originals" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for at, line in enumerate(lines):
                row = json.loads(line)
                if len(row["text"]) >= 900 and (at % 2 == 0) == (part == "train"):
                    found.append(row)
    return tuple(found)


@cache
def originals(part: str) -> tuple[tuple[str, str], ...]:
    """(title, text) of the same, cut to a length."""
    return tuple((row["title"], row["text"][:LENGTH]) for row in originals_rows(part))


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


@dataclass
class Copy:
    site: Site
    text: str
    hours: float
    parent: int
    children: list[int] = field(default_factory=list)


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


def reedit(rng: random.Random, text: str) -> str:
    """What a newsroom does to agency copy: prints it as it came, or cuts, reorders and rewords it more
    than a copyist does."""
    if rng.random() < 0.35:
        return swap(rng, text, rng.choice((0, 0, 0, 1, 2)))
    lines = cut(rng, cut(rng, text.split("\n")))
    if len(lines) > 3 and rng.random() < 0.3:
        a = rng.randrange(1, len(lines) - 1)
        lines[a], lines[a + 1] = lines[a + 1], lines[a]
    text = "\n".join(lines)
    return swap(rng, text, rng.choice((0, 1, 3, 8, 20, 40)))


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


def spinners_lexicon(rng: random.Random) -> dict[str, str]:
    """Shared by all spinning sites of a world: words at random, mostly beside those of real spinners."""
    words = list(vocabulary())
    rng.shuffle(words)
    lexicon = dict(zip(words[:400], words[700:1100], strict=True))
    if rng.random() < 0.8:
        lexicon |= {pair.plain: pair.spun for pair in load_spin()}
    return lexicon


def grow(rng: random.Random, setting: Setting, part: str) -> World:
    """One world."""
    stock = originals(part)
    title, text = rng.choice(stock)
    lexicon = spinners_lexicon(rng)
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
    sources = tuple(copies[copies[k].parent].text if copies[k].parent >= 0 else "" for k in order)
    paths = tuple(passed(copies, k) for k in order)
    return World(witnesses, [nearest(k) for k in order], outlets, setting.kind, sources, at.get(0, -1), paths)


def passed(copies: Sequence[Copy], k: int) -> frozenset[str]:
    """The outlets above a copy."""
    names = set()
    while (k := copies[k].parent) >= 0:
        names.add(copies[k].site.name)
    return frozenset(names)


def witness(
    rng: random.Random, setting: Setting, copies: list[Copy], k: int, start: datetime, spare: list[str]
) -> Witness:
    copy = copies[k]
    published = None if copy.site.no_date else dated(rng, setting, copy, start)
    claims = credit_line(rng, setting, copies, k, spare)
    opening = copy.text[:30]
    if "日电（" in opening:
        name = next((c.site.name for c in copies if opening.startswith(c.site.name)), opening[:4])
        quote = Quote(quote=opening.split("（")[0], where="body", rule="simulated")
        claims.append(Claim(kind="dateline", text=name, evidence=quote))
    text = copy.text
    if setting.clipped and rng.random() < setting.clipped:
        text = text[: int(len(text) * rng.uniform(0.3, 0.9))]
    return Witness(id=f"n{k}", text=text, outlet=copy.site.name, published=published, claims=tuple(claims))


def dated(rng: random.Random, setting: Setting, copy: Copy, start: datetime) -> Published:
    when = start + timedelta(hours=copy.hours)
    if not setting.clean and rng.random() < 0.08:
        when += timedelta(hours=rng.uniform(-48, 48))
    basis = copy.site.basis
    if copy.site.day_only or basis == "url":
        return Published(value=f"{when:%Y-%m-%d}", precision="day", basis=basis)
    return Published(value=f"{when:%Y-%m-%dT%H:%M}", precision="minute", basis=basis)


def credit_line(
    rng: random.Random, setting: Setting, copies: list[Copy], k: int, spare: list[str]
) -> list[Claim]:
    """The root, the true parent, nobody, or anybody."""
    copy = copies[k]
    if copy.parent < 0:
        return []
    root, parent, none, _ = setting.declared
    roll = rng.random()
    said: str | None = None
    if roll < root:
        said = copies[0].site.name
    elif roll < root + parent:
        said = copies[copy.parent].site.name
    elif roll >= root + parent + none:
        said = rng.choice((rng.choice(copies).site.name, rng.choice(spare)))
    if not said or said == copy.site.name:
        return []
    quote = Quote(quote=f"来源：{said}", where="head", rule="simulated")
    return [Claim(kind="declared", label="来源", text=said, evidence=quote)]


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
    wire = rng.random() < ((0.7 if classes else 0.3) if small else 0.15)
    # a handful of near-copies met by chance are mostly siblings; where outlets are known, one is
    # mostly the original, for that is what a corpus of originals holds
    missing = rng.choice((0.0, 0.3, 0.5, 0.7) if small else (0.0, 0.0, 0.3, 0.3))
    orphaned = not wire and rng.random() < ((0.15 if classes else 0.6) if small else 0.35)
    if orphaned and not missing:  # a crawl that missed the original missed other pages too
        missing = rng.choice((0.0, 0.2, 0.4))
    return Setting(
        size=(2, 9) if small else (5, 32),
        verbatim=rng.choice((0.1, 0.3, 0.3, 0.3, 0.5)),
        heavy=rng.choice((0.5, 1.0, 1.0, 1.0, 2.0)),
        pull=rng.choice((0.0, 0.25, 0.25, 0.7)),
        clean=rng.random() < 0.15,
        declared=declared,
        wire=wire,
        clipped=rng.choice((0.0, 0.0, 0.1)),
        missing=0.0 if wire else missing,
        root_missing=orphaned,
        classes=classes,
        kind="training",
    )
