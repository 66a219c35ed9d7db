"""Five hands that write worlds of reprints, and what each is asked: all texts there, a third missing,
the original missing too, a false credit shared by several pages, and reprints filed as the originals.

* `sites`: `benchmarks.lineage_worlds` · `houses`: `benchmarks.lineage_other` ·
  `desks`: `benchmarks.lineage_desks` · `odds`: `benchmarks.lineage_odds`
* `third`: ../shared/tools/worlds.py where it is there, run as it is, its pages taken before they are rendered

A corpus is drawn for those that have none: what somebody filed as originals is a fact about a witness.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import random
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import lineage_desks, lineage_odds, lineage_other, lineage_worlds
from benchmarks.lineage_other import PLACES
from benchmarks.lineage_sites import HEADS
from benchmarks.lineage_worlds import SHARED, World
from reprint_trace.lineage.group import Group, build
from reprint_trace.lineage.witnesses import Witness
from reprint_trace.model import Claim, Outlet, Published, Quote
from reprint_trace.outlets import gazetteer

Case = tuple[World, Group]
HANDS = ("sites", "houses", "third", "desks", "odds")
KINDS = ("full", "missing", "rootless", "false", "astray")
THIRD = SHARED.parent / "tools" / "worlds.py"
BATCH = 24  # stories of one run of the third hand
FEW, BARE = 0.25, 0.12  # shares of worlds of which little is seen
SIGNED = 0.5  # share of worlds whose newsroom signs its texts, which copyists pass on or not
REFILED = 0.08  # share of worlds of which somebody else keeps the corpus
RELAYS = 0.3  # share of worlds in which some pages credit a carrier beside an origin


def cases_of(hand: str, kind: str, count: int, seed: int, part: str = "train") -> list[Case]:
    """`count` worlds of at least two texts, the same for the same arguments."""
    rng = random.Random(f"{seed}/{hand}/{kind}/{part}")
    grown = "rootless" if kind == "astray" else kind
    worlds = third(rng, grown, count, part) if hand == "third" else drawn(rng, hand, grown, count, part)
    chance = random.Random(f"{seed}/{hand}/{kind}/{part}/seen")
    worlds = [signed(chance, world) if chance.random() < SIGNED else world for world in worlds]
    worlds = [
        seen(chance, refiled(chance, world) if kind == "astray" or chance.random() < REFILED else world)
        for world in worlds
    ]
    return [(world, build(world.witnesses, world)) for world in worlds]


def seen(rng: random.Random, world: World) -> World:
    """What somebody has of a world: all of it; a handful of near-copies met by chance, most of them no
    parent and child; or bare texts, without date or outlet."""
    n = len(world.parents)
    tops = [v for v, p in enumerate(world.parents) if p < 0]
    if n > 3 and rng.random() < FEW:
        count = rng.randrange(2, 5)
        if len(tops) > 1 and rng.random() < 0.5:  # siblings, as a corpus of several newsrooms holds them
            world = handful(world, rng.sample(tops, min(count, len(tops))))
            if rng.random() < 0.5:
                world = replace(world, witnesses=[filed(w, credits=False) for w in world.witnesses])
        else:
            first = [world.original] if world.original >= 0 and rng.random() < 0.5 else []
            rest = [v for v in range(n) if v not in first]
            world = handful(world, [*first, *rng.sample(rest, count - len(first))])
    if rng.random() < RELAYS:
        world = relayed(rng, world)
    if rng.random() < BARE:
        bare = [replace(w, outlet=None, published=None, supplied=False) for w in world.witnesses]
        world = replace(world, witnesses=bare)
    return world


@dataclass(frozen=True)
class Signs:
    """What a newsroom puts around a story of its own: its name, who wrote it, when, an opening, a headline."""

    house: str
    writer: str
    day: str
    lede: str
    title: str

    def around(self, text: str) -> str:
        by = f"{self.house}记者 {self.writer}" if self.house else f"记者 {self.writer}"
        head = f"（{by}）" if self.writer else ""
        return f"{self.lede}{head}{self.day}{text}"

    def passed_on(self, rng: random.Random) -> Signs:
        """As a copy has them: dropped, shortened, told from outside, never made longer."""
        kept = self
        if rng.random() < 0.3:
            kept = replace(kept, writer="", house="")
        elif rng.random() < 0.2:
            kept = replace(kept, house="")
        if rng.random() < 0.25:
            kept = replace(kept, day=f"{rng.randrange(1, 29)}日，" if kept.day in POINTING else "")
        if rng.random() < 0.15:
            kept = replace(kept, lede="")
        if rng.random() < 0.25 and kept.title:
            kept = replace(kept, title=rng.choice((f"{rng.choice(PLACES)}：{kept.title}", f"{kept.title}！")))
        return kept


POINTING = ("昨天，", "今天上午，", "昨日，")


def signed(rng: random.Random, world: World) -> World:
    """A world whose texts are signed by the newsroom that wrote them."""
    first = world.witnesses[max(world.original, 0)]
    other = rng.choice(lineage_worlds.originals("train"))[1].split("。")[0][:70] + "。"
    whole = Signs(
        rng.choice(("本报", "", f"{rng.choice(PLACES)}晚报", f"{rng.choice(PLACES)}新闻网")),
        "".join(rng.sample("王李张刘陈杨赵黄周吴徐孙", 1) + rng.sample("伟芳娜敏静磊洋艳勇军", 2)),
        rng.choice(("", *POINTING)), rng.choice(("", "", other)), first.title or "",
    )  # fmt: skip
    mine: dict[int, Signs] = {}

    def of(v: int) -> Signs:
        if v not in mine:
            above = world.parents[v]
            if above < 0:
                mine[v] = whole if v == world.original else whole.passed_on(rng)
            else:
                mine[v] = of(above) if rng.random() < 0.4 else of(above).passed_on(rng)
        return mine[v]

    for v in range(len(world.parents)):
        of(v)
    witnesses, sources = [], []
    for v, (w, p) in enumerate(zip(world.witnesses, world.parents, strict=True)):
        above = mine[p] if p >= 0 else whole
        former = above.title if mine[v].title != above.title and rng.random() < 0.4 else ""
        text = mine[v].around(w.text)
        witnesses.append(
            replace(w, text=f"原标题：{former}\n{text}" if former else text, title=mine[v].title or w.title)
        )
        sources.append(above.around(world.sources[v]) if world.sources[v] else "")
    for v, p in enumerate(world.parents):
        if p >= 0 and world.sources[v] == world.witnesses[p].text:
            sources[v] = witnesses[p].text
    return replace(world, witnesses=witnesses, sources=tuple(sources))


def refiled(rng: random.Random, world: World) -> World:
    """Another corpus: one or a few texts, whoever wrote them; where the original is not here they are all
    reprints.  What a corpus holds is somebody's guess at originals, and no guess is right everywhere."""
    n = len(world.parents)
    those = rng.sample(range(n), min(n - 1, rng.choice((1, 1, 1, 2, 3))))
    witnesses = [
        filed(w, credits=rng.random() < 0.5) if v in those else replace(w, supplied=False)
        for v, w in enumerate(world.witnesses)
    ]
    return replace(world, witnesses=witnesses)


def relayed(rng: random.Random, world: World) -> World:
    """Some pages name the site they had the text from before the origin, mostly rightly."""
    witnesses = list(world.witnesses)
    for v, (w, p) in enumerate(zip(world.witnesses, world.parents, strict=True)):
        if p < 0 or rng.random() > 0.3 or all(c.kind != "declared" for c in w.claims):
            continue
        name = world.witnesses[p if rng.random() < 0.9 else rng.randrange(len(witnesses))].outlet
        if name and name != w.outlet and all(c.text != name for c in w.claims):
            quote = Quote(quote=name, where="head", rule="simulated")
            said = Claim(kind="declared", label="来源", text=name, evidence=quote)
            witnesses[v] = replace(w, claims=(said, *w.claims))
    return replace(world, witnesses=witnesses)


def handful(world: World, those: list[int]) -> World:
    """Some witnesses of a world; their parents are the nearest ancestors among them."""
    at = {v: i for i, v in enumerate(those)}

    def nearest(v: int) -> int:
        while (v := world.parents[v]) >= 0 and v not in at:
            pass
        return at.get(v, -1)

    return replace(
        world, witnesses=[world.witnesses[v] for v in those], parents=[nearest(v) for v in those],
        sources=tuple(world.sources[v] for v in those), original=at.get(world.original, -1),
        paths=tuple(world.paths[v] for v in those),
    )  # fmt: skip


def drawn(rng: random.Random, hand: str, kind: str, count: int, part: str) -> list[World]:
    found: list[World] = []
    houses = lineage_other.houses(random.Random(f"houses/{part}"), 90)
    while len(found) < count:
        if hand == "desks":
            world = lineage_desks.grow(rng, kind, part)
        elif hand == "odds":
            world = lineage_odds.grow(rng, kind, part)
        elif hand == "houses":
            world = lineage_other.grow(rng, houses, kind, part)
        else:
            world = lineage_worlds.grow(rng, setting(rng, kind), part)
        if len(world.parents) < 2:
            continue
        if hand != "desks":
            world = shelved(rng, falsely_credited(rng, world) if kind == "false" else world, hand)
        found.append(world)
    return found


def setting(rng: random.Random, kind: str) -> lineage_worlds.Setting:
    """The first hand's mixture under one condition; one world in five is an agency's."""
    drawn = lineage_worlds.training(rng)
    known = {"missing": 0.0, "root_missing": False, "wire": rng.random() < 0.2}
    if kind in ("missing", "rootless"):
        known |= {"missing": 0.33, "wire": False, "root_missing": kind == "rootless"}
    return replace(drawn, kind=kind, **known)  # type: ignore[arg-type]


def falsely_credited(rng: random.Random, world: World) -> World:
    """Two to five pages, or a branch, credit one outlet that none of them came through."""
    n = len(world.parents)
    copies = [v for v in range(n) if v != world.original]
    top = rng.choice(copies)
    those = {top}
    for _ in range(n):
        those |= {v for v in copies if world.parents[v] in those}
    if rng.random() < 0.5 or len(those) < 2:
        those |= set(rng.sample(copies, min(len(copies), rng.randrange(2, 6))))
    absent = "".join(rng.sample(HEADS, 2)) + rng.choice(("日报", "晚报", "新闻网"))
    liars = [w.outlet for v, w in enumerate(world.witnesses) if v not in those and v != world.original]
    name = rng.choice([o for o in liars if o] or [absent]) if rng.random() < 0.4 else absent
    quote = Quote(quote=f"来源：{name}", where="head", rule="simulated")
    claim = Claim(kind="declared", label="来源", text=name, evidence=quote)
    witnesses = [
        replace(w, claims=(claim, *(c for c in w.claims if c.kind != "declared")))
        if v in those and w.outlet != name else w for v, w in enumerate(world.witnesses)
    ]  # fmt: skip
    return replace(world, witnesses=witnesses, kind="false")


def shelved(rng: random.Random, world: World, hand: str) -> World:
    """What of a world somebody filed as originals: nothing; the original, mostly; reprints too; or all
    but one page, as when one page is traced."""
    roll = rng.random()
    n = len(world.parents)
    tops = {v for v, p in enumerate(world.parents) if p < 0}
    own, others = (
        (0.8, rng.choice((0.0, 0.0, 0.06, 0.2))) if hand == "sites" else (0.7, rng.choice((0.0, 0.1)))
    )
    if roll < 0.2:
        those: set[int] = set()
    elif roll < 0.9 or n > 12:
        first = {world.original} if world.original >= 0 else tops if rng.random() < 0.3 else set()
        those = {v for v in range(n) if rng.random() < (own if v in first else others)}
    else:
        those = set(range(n)) - {rng.randrange(n)}
    witnesses = [
        filed(w, credits=rng.random() < 0.5) if v in those else w for v, w in enumerate(world.witnesses)
    ]
    return replace(world, witnesses=witnesses)


def filed(witness: Witness, *, credits: bool) -> Witness:
    """A witness as a corpus has it: its day, and whom it credits if somebody kept that."""
    published = witness.published
    if published:
        published = Published(value=published.value[:10], precision="day", basis="corpus")
    kept = tuple(c for c in witness.claims if credits or c.kind != "declared")
    return replace(witness, supplied=True, claims=kept, published=published)


# ── the third hand ─────────────────────────────────────────────────────────────────────


@cache
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("worlds", THIRD)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def third(rng: random.Random, kind: str, count: int, part: str) -> list[World]:
    found: list[World] = []
    while len(found) < count:
        missing = 0.33 if kind in ("missing", "rootless") else 0.0
        for world in run(rng, part, missing):
            hidden = world.original < 0
            if len(world.parents) > 1 and hidden == (kind == "rootless"):
                found.append(falsely_credited(rng, world) if kind == "false" else world)
    return found[:count]


def run(rng: random.Random, part: str, missing: float) -> list[World]:
    """One run of the tool over a few hundred originals, its pages taken as they are rendered."""
    module = tool()
    shown: list[tuple[Any, ...]] = []

    def taken(
        _: object,
        site: Any,
        title: str,
        paras: list[str],
        when: float | None,
        source: str | None,
        *__: object,
    ) -> bytes:
        shown.append((site, title, "\n".join(paras), when, source))
        return b""

    stock = lineage_worlds.originals_rows(part)
    rows = rng.sample(stock, min(len(stock), 240))
    before = module.render
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        source = out / "originals.jsonl"
        source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        options = argparse.Namespace(
            originals=source, out=out / "world", seed=rng.randrange(10**9), stories=BATCH, noise=0, missing=missing
        )  # fmt: skip
        setattr(module, "render", taken)  # noqa: B010
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                module.make(options)
        finally:
            setattr(module, "render", before)  # noqa: B010
        truth = json.loads((out / "world" / "truth.json").read_text("utf-8"))
        corpus = [
            json.loads(line) for line in (out / "world" / "corpus.jsonl").read_text("utf-8").splitlines()
        ]
    return told(truth, shown, {row["id"]: row for row in corpus})


def told(truth: list[dict[str, Any]], shown: list[tuple[Any, ...]], corpus: dict[str, Any]) -> list[World]:
    outlets = gazetteer()
    worlds = []
    for story in sorted({t["story"] for t in truth}):
        those = [(t, page) for t, page in zip(truth, shown, strict=True) if t["story"] == story]
        ids = [t["id"] for t, _ in those]
        witnesses = [_page(t, page) for t, page in those]
        known = {w.outlet or "": Outlet(id=w.outlet or "", name=w.outlet or "") for w in witnesses}
        root = those[0][0]["root"]
        if not those[0][0]["hidden"]:
            row = corpus[root]
            named = next(iter(outlets.resolve(row["source"])), None)
            date = Published(value=row["date"], precision="day", basis="corpus")
            ids.append(root)
            witnesses.append(Witness(id=root, text=row["text"], title=row["title"], supplied=True, published=date,
                                     outlet=those[0][0]["outlet"]))  # fmt: skip
            if named:
                known[row["source"]] = Outlet(id=row["source"], name=row["source"], class_=named.class_)
        by = {t["id"]: t for t, _ in those}
        at = {id_: i for i, id_ in enumerate(ids)}
        parents = [at.get(by[i]["parent"], -1) if i in by else -1 for i in ids]
        sources = tuple(_source(by.get(i), by, witnesses, at) for i in ids)
        original = at.get(root, -1)
        paths = tuple(_path(i, by) for i in ids)
        for name in {t["source"] for t, _ in those if t["source"]}:
            known.setdefault(name, Outlet(id=name, name=name, class_="central"))
        worlds.append(World(witnesses, parents, known, "third", sources, original, paths))
    return worlds


def _page(t: dict[str, Any], page: tuple[Any, ...]) -> Witness:
    site, title, body, when, source = page
    claims: tuple[Claim, ...] = ()
    if source:
        quote = Quote(quote=f"来源：{source}", where="head", rule="simulated")
        claims = (Claim(kind="declared", label="来源", text=source, evidence=quote),)
    published = None
    if when:
        at = datetime.fromtimestamp(when, timezone(timedelta(0)))
        minute = not site.day_only
        published = Published(value=f"{at:%Y-%m-%dT%H:%M}" if minute else f"{at:%Y-%m-%d}",
                              precision="minute" if minute else "day", basis="visible")  # fmt: skip
    return Witness(id=t["id"], text=body, outlet=site.name, title=title, published=published, claims=claims)


def _source(
    t: dict[str, Any] | None, by: dict[str, Any], witnesses: list[Witness], at: dict[str, int]
) -> str:
    """The text a page was made from, as far as it is known: a missing one is not kept."""
    if t is None or t["parent"] is None or (not t["direct"] and t["parent"] not in by):
        return ""
    return witnesses[at[t["parent"]]].text


def _path(i: str, by: dict[str, Any]) -> frozenset[str]:
    names: set[str] = set()
    while i in by:
        names.add(by[i]["outlet"])
        i = by[i]["parent"] or ""
        if i in by:
            names.add(by[i]["site"])
    return frozenset(names)
