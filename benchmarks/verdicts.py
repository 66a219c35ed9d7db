"""Verdicts on worlds of reprints: how often each is right, and the weights of what they rest on.

python -m benchmarks.verdicts score WORLD... [--kept FILE]   # figures, by condition
python -m benchmarks.verdicts score WORLD... --without       # … with nothing that was fitted to worlds.py
python -m benchmarks.verdicts train WORLD... [--kept FILE]   # every hand left out, then data/ancestry.json

A WORLD is a folder that `../shared/tools/worlds.py make` wrote.  Each is read once and traced as it
is, and again under conditions its maker does not have: reprints among the documents of the corpus,
credits that copies inherit, also false ones, and stories whose original is taken away.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.lineage import without_hand
from benchmarks.lineage_hands import HANDS, KINDS, cases_of, drawn, handful, third
from benchmarks.lineage_worlds import World
from reprint_trace.comparing import compare
from reprint_trace.corpus import open_corpus
from reprint_trace.lineage import Witness, infer_group, posterior, study_pages
from reprint_trace.lineage import study as ancestry
from reprint_trace.lineage.study import Study, claims, evidence, study
from reprint_trace.lineage.verdict import is_descent
from reprint_trace.lineage.witnesses import credits_of, same_house
from reprint_trace.model import Claim, Document, Match, Page, Quote, Trace
from reprint_trace.outlets import gazetteer
from reprint_trace.reading import read_path
from reprint_trace.tracing import find_matches, trace_group

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
WEIGHTS = Path(__file__).resolve().parent.parent / "reprint_trace" / "lineage" / "data" / "ancestry.json"
WITHOUT = Path(tempfile.gettempdir()) / "ancestry-without-third.json"
GROWN, JUDGED, SEED = 24, 15, 71  # worlds of a hand and condition to fit to and to judge by
RIDGE = 1.0
CONDITIONS = ("plain", "reprints", "inherited", "rootless", "astray", "pairs", "alone")


@dataclass(frozen=True)
class Story:
    """Pages of one story with their matches and what is true of each."""

    pages: tuple[Page, ...]
    matches: tuple[tuple[Match, ...], ...]
    truth: tuple[dict[str, Any], ...]
    lines: dict[str, tuple[str, ...]]  # every text of the story: its ancestors, nearest first


def read_world(folder: Path) -> list[Story]:
    truth = {t["id"]: t for t in json.loads((folder / "truth.json").read_text("utf-8"))}
    stories: dict[int, list[tuple[Page, tuple[Match, ...], dict[str, Any]]]] = defaultdict(list)
    with open_corpus(str(folder / "corpus.jsonl")) as corpus:
        for file in sorted((folder / "crawl").iterdir()):
            for page in read_path(str(file)):
                if not page.body.strip():
                    continue
                named = replace(page, file=file.name)
                said = truth[file.name]
                stories[said["story"]].append((named, find_matches(named, corpus), said))
    return [Story(*map(tuple, zip(*rows, strict=True)), _lines(rows)) for rows in stories.values()]  # type: ignore[call-arg, arg-type]


def _lines(rows: Sequence[tuple[Page, Any, dict[str, Any]]]) -> dict[str, tuple[str, ...]]:
    above = {t["id"]: t["parent"] for _, _, t in rows}
    found: dict[str, tuple[str, ...]] = {}
    for id_, first in above.items():
        line, at = [], first
        while at is not None:
            line.append(at)
            at = above.get(at)
        found[id_] = tuple(line)
    return found


def kept(worlds: Sequence[Path], file: Path | None) -> list[Story]:
    """The stories of the worlds, from `file` where an earlier run left them there."""
    if file and file.exists():
        loaded: list[Story] = pickle.loads(file.read_bytes())
        return loaded
    stories = [story for world in worlds for story in read_world(world)]
    if file:
        file.write_bytes(pickle.dumps(stories))
    return stories


# ── conditions ─────────────────────────────────────────────────────────────────────────


def under(story: Story, condition: str, rnd: random.Random) -> Story:
    simple = {"reprints": _reprints, "inherited": _inherited, "alone": _alone, "rootless": _rootless}
    if condition in simple:
        return simple[condition](story, rnd)
    if condition == "astray":  # the one document is a reprint
        return _reprints(_rootless(story, rnd), rnd, only=True)
    if condition == "pairs":  # two pages alone, of one credit where there are such
        return _pair(_inherited(_rootless(story, rnd), rnd), rnd)
    return story


def _rootless(story: Story, rnd: random.Random) -> Story:  # noqa: ARG001
    ids = {t["root"] for t in story.truth}
    matches = tuple(tuple(m for m in own if m.document.id not in ids) for own in story.matches)
    truth = [t | {"hidden": True, "parent": None if t["parent"] in ids else t["parent"]} for t in story.truth]
    return replace(story, matches=matches, truth=tuple(truth))


def _alone(story: Story, rnd: random.Random) -> Story:
    """One page and the corpus."""
    at = rnd.randrange(len(story.pages))
    said = story.truth[at]
    nearest = said | {"parent": None if said["hidden"] else said["root"]}
    return replace(story, pages=(story.pages[at],), matches=(story.matches[at],), truth=(nearest,))


def _reprints(story: Story, rnd: random.Random, *, only: bool = False) -> Story:
    """A third of the pages, or just one, become documents of the corpus, some without a date."""
    gone = {i for i in range(len(story.pages)) if rnd.random() < 0.33}
    if only:
        gone = {rnd.randrange(len(story.pages))}
    if len(gone) == len(story.pages):
        return story
    documents = [
        Document(
            id=page.file, text=page.body, title=page.title, publisher=page.site.name or page.file,
            source=page.declared_source, outlet=page.site.outlet,
            published=page.published if rnd.random() < 0.7 else None,
        )
        for i, page in enumerate(story.pages) if i in gone
    ]  # fmt: skip
    left = [i for i in range(len(story.pages)) if i not in gone]
    found = [
        (*story.matches[i], *(m for m in (compare(d, story.pages[i], 0.5) for d in documents)
                              if max(m.page_covered, m.document_covered) > 0.3))
        for i in left
    ]  # fmt: skip
    return replace(
        story,
        pages=tuple(story.pages[i] for i in left),
        matches=tuple(found),
        truth=tuple(story.truth[i] for i in left),
    )


def _pair(story: Story, rnd: random.Random) -> Story:
    by: dict[str | None, list[int]] = defaultdict(list)
    for i, t in enumerate(story.truth):
        by[t["source"]].append(i)
    groups = [those for source, those in by.items() if source and len(those) > 1]
    those = sorted(
        rnd.sample(rnd.choice(groups) if groups else range(len(story.pages)), min(2, len(story.pages)))
    )
    return replace(
        story, pages=tuple(story.pages[i] for i in those), matches=tuple(() for _ in those),
        truth=tuple(story.truth[i] for i in those),
    )  # fmt: skip


def _inherited(story: Story, rnd: random.Random) -> Story:
    """Copies take the credit of what they copy, true or false, two times in three."""
    outlets = ["人民日报", "新华社", "中国新闻网", "光明日报", "工人日报", "新京报"]
    by = {t["id"]: i for i, t in enumerate(story.truth)}
    credit: dict[str, tuple[str | None, str]] = {}
    pages = list(story.pages)
    truth = [dict(t) for t in story.truth]

    def of(i: int) -> tuple[str | None, str]:
        t = truth[i]
        if t["id"] not in credit:
            above = by.get(t["parent"])
            if above is not None and rnd.random() < 0.66:
                credit[t["id"]] = of(above)
            elif rnd.random() < 0.2:
                credit[t["id"]] = rnd.choice([o for o in outlets if o != t["outlet"]]), "wrong"
            else:
                credit[t["id"]] = t["source"], t["policy"]
        return credit[t["id"]]

    for i, page in enumerate(pages):
        source, policy = of(i)
        truth[i] |= {"source": source, "policy": policy}
        if source == story.truth[i]["source"]:
            continue
        rest = tuple(c for c in page.claims if c.kind not in {"declared", "meta", "link"})
        said = Quote(quote=f"来源：{source}", where="head", rule="labelled")
        new = (Claim(kind="declared", label="来源", text=source, evidence=said),) if source else ()
        pages[i] = replace(page, claims=(*new, *rest), declared_source=source)
    return replace(story, pages=tuple(pages), truth=tuple(truth))


# ── scores ─────────────────────────────────────────────────────────────────────────────


def kind_of(t: dict[str, Any]) -> str:
    """What a page's credit truly is: none, origin, carrier or false."""
    if not t["source"]:
        return "none"
    known = gazetteer()
    ids = [o.id for o in known.resolve(t["source"])] or [t["source"]]
    outlet = [o.id for o in known.resolve(t["outlet"])] or [t["outlet"]]
    if any(same_house(i, outlet, known) for i in ids):
        return "origin"
    return "carrier" if t["policy"] == "parent" else "false"


def figures(traced: Sequence[tuple[Story, list[Trace]]]) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("worlds", SHARED / "tools" / "worlds.py")
    assert spec
    assert spec.loader
    worlds = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worlds)
    parent: dict[str, str | None] = {}
    chance: dict[str, float | None] = {}
    truth: list[dict[str, Any]] = []
    verdicts: Counter[tuple[str, str]] = Counter()
    said: list[tuple[str, float, bool]] = []
    hollow = 0
    known = gazetteer()
    for number, (story, traces) in enumerate(traced):
        here = [d.document.house for own in story.matches for d in own if is_descent(d)]
        here += [p.site.outlet or p.site.name for p in story.pages]
        names = [name for name in here if name]
        for t, trace in zip(story.truth, traces, strict=True):
            me, mark = t["id"], f"{number}/"
            observed = {n.id: n.observed for n in trace.chain.nodes}
            up = {e.to: e for e in trace.chain.edges}
            at = up.get(trace.page.file)
            if at:
                chance[mark + me] = at.probability
            while at and not observed[at.from_]:
                at = up.get(at.from_)
            parent[mark + me] = mark + at.from_ if at else None
            truth.append(
                t | {"id": mark + me, "parent": t["parent"] and mark + t["parent"], "root": mark + t["root"]}
            )
            hollow += any(
                n.outlet and same_house(n.outlet, names, known) for n in trace.chain.nodes if not n.observed
            )
            kind = kind_of(t)
            verdicts[kind, trace.verdict.origin] += 1
            if trace.verdict.probability is not None and kind != "none":
                said.append(
                    (trace.verdict.origin, trace.verdict.probability, right(kind, trace.verdict.origin))
                )
    found: dict[str, Any] = worlds.figures(truth, parent, chance)
    total = sum(verdicts.values())
    found["hollow here"] = hollow
    for wrong, kinds in (("confirmed", ("false", "carrier")), ("contradicted", ("origin", "carrier"))):
        count = sum(verdicts[kind, wrong] for kind in kinds)
        found[f"false {wrong}"] = f"{count} ({count / total:.3f})"
    found["verdicts"] = {f"{a}→{b}": n for (a, b), n in sorted(verdicts.items())}
    bands: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for origin, p, good in said:
        bands[f"{origin} {'≥.9' if p >= 0.9 else '<.9'}"].append((p, good))
    found["verdict said/right"] = {
        k: f"{sum(p for p, _ in b) / len(b):.3f}/{sum(g for _, g in b) / len(b):.3f} ({len(b)})"
        for k, b in sorted(bands.items())
    }
    return found


def right(kind: str, origin: str) -> bool:
    """Whether a verdict that says something is right."""
    return {"confirmed": kind == "origin", "supported": kind == "origin", "contradicted": kind == "false",
            "carrier": kind == "carrier"}.get(origin, True) or (kind == "true" and origin != "contradicted")  # fmt: skip


# ── ancestry ───────────────────────────────────────────────────────────────────────────

Pairs = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
Fit = dict[str, dict[str, float]]  # by run


@contextmanager
def weighed(*, without: str | None = None, fit: Fit | None = None) -> Iterator[None]:
    """With the posterior of the other hands than `without`, and with `fit` for ancestry."""
    kept, doubted, known = posterior.load_weights, posterior.load_doubts, ancestry._weights
    if without:
        others, worth = without_hand(kept(), without), doubted(without)
        posterior.load_weights, posterior.load_doubts = (lambda: others), (lambda: worth)  # type: ignore[assignment, misc]
    if fit:
        ancestry._weights = lambda: fit  # type: ignore[assignment]
    try:
        yield
    finally:
        posterior.load_weights, posterior.load_doubts, ancestry._weights = kept, doubted, known


def pairs_of(studied: Study, lines: Sequence[Sequence[int]]) -> Pairs:
    """The evidence of all ordered pairs of a group, and which are ancestor and descendant."""
    n = len(studied.group.witnesses)
    signs = evidence(studied.group, studied.blind, studied.above) | claims(studied.group)
    true = np.zeros((n, n))
    for v, above in enumerate(lines):
        true[list(above), v] = 1.0
    apart = ~np.eye(n, dtype=bool)
    return np.stack([signs[name][apart] for name in sorted(signs)], axis=1), true[apart]


def pairs_of_stories(stories: Sequence[Story]) -> list[Pairs]:
    found = []
    for story in stories:
        studied = study_pages(story.pages, story.matches, gazetteer())
        at = {w.id: i for i, w in enumerate(studied.group.witnesses)}
        lines = [[at[a] for a in story.lines.get(w.id, ()) if a in at] for w in studied.group.witnesses]
        if len(at) > 1:
            found.append(pairs_of(studied, lines))
    return found


def pairs_of_worlds(worlds: Sequence[World]) -> list[Pairs]:
    return [pairs_of(study(world.witnesses, world), lines_of(world.parents)) for world in worlds]


def lines_of(parents: Sequence[int]) -> list[list[int]]:
    """The ancestors of every witness, nearest first."""
    found = []
    for v in range(len(parents)):
        line, at = [], parents[v]
        while at >= 0:
            line.append(at)
            at = parents[at]
        found.append(line)
    return found


def fitted(pairs: Sequence[Pairs], names: Sequence[str]) -> dict[str, float]:
    """Logistic regression; every group counts by the square root of its pairs."""
    x = np.concatenate([a for a, _ in pairs])
    y = np.concatenate([b for _, b in pairs])
    w = np.concatenate([np.full(len(b), len(b) ** -0.5) for _, b in pairs])
    w *= len(w) / w.sum()
    scale = np.maximum(np.abs(x).max(axis=0), 1e-9)
    z = x / scale
    beta = np.zeros(z.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (w * (y - p)) - RIDGE * beta
        curve = (z * (w * p * (1 - p))[:, None]).T @ z + RIDGE * np.eye(len(beta))
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return {name: round(float(b / s), 5) for name, b, s in zip(names, beta, scale, strict=True)}


def fit(found: Mapping[str, Sequence[Pairs]], without: str | None = None) -> Fit:
    """The weights of ancestry, blind and informed, from all hands but one."""
    every = sorted(evidence_names(claimed=True))
    weights = {}
    for run in ("blind", "informed"):
        names = sorted(evidence_names(claimed=run == "informed"))
        columns = [every.index(name) for name in names]
        pairs = [(x[:, columns], y) for hand, those in found.items() if hand != without for x, y in those]
        weights[run] = fitted(pairs, names)
    return weights


def hands(stories: Sequence[Story]) -> dict[str, list[Pairs]]:
    """Pairs by who made the world, each weighed by the models of the other hands; those of the tool outside
    also as it is run, its pages read and searched, under every condition."""
    found = {}
    for hand in HANDS:
        with weighed(without=hand):
            found[hand] = pairs_of_worlds([w for kind in KINDS for w in grown(hand, kind)])
            if hand == "third":
                rnd = random.Random("ancestry")
                found[hand] += pairs_of_stories([under(s, c, rnd) for c in CONDITIONS for s in stories])
    return found


def grown(hand: str, kind: str) -> list[World]:
    """Whole worlds of a hand, a corpus and pages, and each again as one page among what the corpus holds; not
    the handfuls of near-copies that the trees are fitted to too."""
    rng = random.Random(f"{SEED}/{hand}/{kind}")
    worlds = third(rng, kind, GROWN, "train") if hand == "third" else drawn(rng, hand, kind, GROWN, "train")
    return [*worlds, *(one for world in worlds if (one := alone(rng, world)))]


def alone(rng: random.Random, world: World) -> World | None:
    """One page of a world with the documents of its corpus; None where it has none."""
    supplied = [v for v, w in enumerate(world.witnesses) if w.supplied]
    pages = [v for v, w in enumerate(world.witnesses) if not w.supplied]
    return handful(world, [rng.choice(pages), *supplied]) if pages and supplied else None


def train(stories: Sequence[Story]) -> None:
    """Each hand left out in turn for the figures, all together for the weights."""
    found = hands(stories)
    for hand in HANDS:
        others = fit(found, hand)
        print(hand, "left out:", json.dumps(judged(hand, others), ensure_ascii=False), flush=True)
        if hand == "third":
            WITHOUT.write_text(json.dumps(others), "utf-8")
    note = "fitted by python -m benchmarks.verdicts train"
    WEIGHTS.write_text(json.dumps({"provenance": note, "weights": fit(found)}, indent=1) + "\n", "utf-8")


def judged(hand: str, others: Fit) -> dict[str, dict[str, Any]]:
    """Verdicts on fresh worlds of a hand that neither the posterior nor ancestry was fitted to."""
    said = {}
    with weighed(without=hand, fit=others):
        for kind in KINDS:
            counts: Counter[tuple[str, str]] = Counter()
            sure: list[tuple[float, bool]] = []
            for world, _ in cases_of(hand, kind, JUDGED, SEED + 1, "test"):
                for v, lineage in enumerate(infer_group(world.witnesses, gazetteer=world)):
                    if world.witnesses[v].supplied:
                        continue
                    true = credit_of(world, v, dict(lineage.verdict.summary[0].values).get("outlet"))
                    counts[true, lineage.verdict.origin] += 1
                    if lineage.verdict.probability is not None:
                        sure.append((lineage.verdict.probability, right(true, lineage.verdict.origin)))
            said[kind] = summed(counts, sure)
    return said


def summed(counts: Counter[tuple[str, str]], sure: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    total = sum(counts.values())
    found: dict[str, Any] = {"pages": total}
    for wrong, kinds in (
        ("confirmed", ("false", "carrier")),
        ("contradicted", ("origin", "carrier", "true")),
    ):
        count = sum(counts[kind, wrong] for kind in kinds)
        found[f"false {wrong}"] = f"{count} ({count / max(1, total):.3f})"
    if sure:
        found["said/right"] = (
            f"{np.mean([p for p, _ in sure]):.3f}/{np.mean([g for _, g in sure]):.3f} ({len(sure)})"
        )
    return found | {"verdicts": {f"{a}→{b}": n for (a, b), n in sorted(counts.items())}}


def credit_of(world: World, v: int, judged: Any) -> str:
    """What the credit of a witness truly is, the one that was `judged` where it has several: none, origin,
    carrier, false, or true of one of these two."""
    said = credits_of(world.witnesses[v], world)
    if said.origin is None:
        return "none"
    outlet = str(judged or said.origin.outlet)
    original = world.witnesses[world.original].outlet if world.original >= 0 else None
    if original and same_house(outlet, [original], world):
        return "origin"
    above = [world.witnesses[u].outlet or "" for u in lines_of(world.parents)[v]]
    if same_house(outlet, [name for name in above if name], world):
        return "carrier" if original else "true"
    return "true" if same_house(outlet, [*world.paths[v]], world) else "false"


def evidence_names(*, claimed: bool) -> list[str]:
    some = study([Witness(id="a", text="一" * 40), Witness(id="b", text="一" * 40)], gazetteer())
    found = evidence(some.group, some.blind, some.above)
    return list(found | claims(some.group) if claimed else found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("do", choices=("score", "train"))
    parser.add_argument("worlds", nargs="*", type=Path)
    parser.add_argument("--kept", type=Path, help="keep what was read in FILE")
    parser.add_argument("--only", choices=CONDITIONS)
    parser.add_argument("--without", action="store_true", help="nothing that was fitted to worlds.py")
    options = parser.parse_args()
    stories = kept(options.worlds, options.kept)
    if options.do == "train":
        train(stories)
        return
    with weighed(
        **({"without": "third", "fit": json.loads(WITHOUT.read_text("utf-8"))} if options.without else {})
    ):
        for condition, traced in conditions(stories, options.only):
            print(condition, json.dumps(figures(traced), ensure_ascii=False), flush=True)


def conditions(
    stories: Sequence[Story], only: str | None
) -> Iterator[tuple[str, list[tuple[Story, list[Trace]]]]]:
    for condition in CONDITIONS:
        if only in (None, condition):
            rnd = random.Random(condition)
            changed = [under(story, condition, rnd) for story in stories]
            yield condition, [(s, trace_group(s.pages, s.matches)) for s in changed]


if __name__ == "__main__":
    main()
