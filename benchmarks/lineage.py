"""Lineage on worlds of reprints with a known tree, written by four hands: train the weights, score them.

python -m benchmarks.lineage train            # writes reprint_trace/lineage/data/weights.json
python -m benchmarks.lineage score            # every hand by the models of the others, and its bounds
python -m benchmarks.lineage ablate           # the same without each group of features

A model is fitted to the worlds of one hand; the posterior is the mean of all of them.  So what is said of
a hand's worlds by the models of the other hands is what a new hand's worlds may expect.  How often that
proves right is fitted too (`doubts`), and for a hand left out again without it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.lineage_fit import fit, fit_doubt, stack
from benchmarks.lineage_hands import HANDS, KINDS, Case, cases_of
from benchmarks.lineage_scores import decide, measure, reliability
from benchmarks.lineage_worlds import World
from reprint_trace.lineage.features import featured, polarised, with_claims
from reprint_trace.lineage.group import Features, Group
from reprint_trace.lineage.posterior import (
    UNRELATED,
    Doubts,
    Model,
    Posterior,
    Weights,
    averaged,
    load_doubts,
    load_weights,
    plainest,
    posteriors,
    related,
    signs_of_doubt,
)
from reprint_trace.lineage.tree import best_tree
from reprint_trace.text.folding import fold_text

WEIGHTS = Path(__file__).resolve().parent.parent / "reprint_trace" / "lineage" / "data" / "weights.json"
Array = np.ndarray[Any, np.dtype[Any]]
Models = dict[str, list[Model]]  # by run: the model of each pass
TESTED = 1000  # added to the seed for test worlds
STRENGTH = 4.0  # of the pull of weights towards 0, on standardised features
RARE = 3  # worlds to train on of every other condition for one whose corpus is all reprints
MARGIN = 0.45  # nats that sure answers are worth less in the worlds of the worst hand left out (`sites`)
EVEN = 60.0  # nats that a perfect reader has against what did not happen


# ── training ───────────────────────────────────────────────────────────────────────────


def models_of(cases: Sequence[Case], without: Sequence[str] = ()) -> Models:
    """The models of one hand: two passes over all but credit lines, one over all."""
    parents = [world.parents for world, _ in cases]
    apart = [-UNRELATED * ~related(group) for _, group in cases]
    shown = [featured(group) for _, group in cases]
    first = fit(stack(shown, parents, without), STRENGTH)
    shown = [
        polarised(group, f, (p := averaged(f, [first], a)).root, p.edges, p.one)
        for (_, group), f, a in zip(cases, shown, apart, strict=True)
    ]
    second = fit(stack(shown, parents, without), STRENGTH)
    told = [
        with_claims(group, f, averaged(f, [second], a).edges)
        for (_, group), f, a in zip(cases, shown, apart, strict=True)
    ]
    return {"blind": [first, second], "informed": [fit(stack(told, parents, without), STRENGTH)]}


def together(models: Mapping[str, Models], hands: Sequence[str]) -> Weights:
    """The weights of several hands' models, pass by pass."""
    first = models[hands[0]]
    return {run: [[models[h][run][k] for h in hands] for k in range(len(first[run]))] for run in first}


def without_hand(weights: Weights, *hands: str) -> Weights:
    """The models of the other hands."""
    kept = [k for k, hand in enumerate(HANDS) if hand not in hands]
    return {run: [[models[k] for k in kept] for models in passes] for run, passes in weights.items()}


def doubts_of(drawn: Mapping[str, Sequence[Case]], weights: Weights, *left: str) -> dict[str, Model]:
    """How often the likeliest source of a text is the right one in the worlds of a hand, by the models of
    the others; nothing of the hands `left` out is seen."""
    signs: dict[str, list[Features]] = {"blind": [], "informed": []}
    right: list[dict[str, Array]] = []
    for hand in HANDS:
        if hand in left:
            continue
        known = without_hand(weights, hand, *left)
        for world, group in drawn[hand][::2]:
            found = posteriors(group, weights=known)
            right.append({})
            for run, those in signs.items():
                p: Posterior = getattr(found, run)
                words = plainest(featured(group), int(found.blind.root.argmax()))
                those.append(signs_of_doubt(group, p, found.blind, words))
                right[-1][run] = decide([(world, group)], [(p.edges, p.root)])[1]
    fitted = {run: fit_doubt(those, [r[run] for r in right]) for run, those in signs.items()}
    fitted["informed"]["margin"] = MARGIN  # of what is printed; verdicts weigh the blind run by themselves
    return dict(fitted)


# ── bounds ─────────────────────────────────────────────────────────────────────────────


def by_glue(group: Group) -> list[int]:
    """Twenty lines: edit distance, dates, "the first corpus document is the root", Edmonds."""
    text = [fold_text(w.text) for w in group.witnesses]
    cost = np.array([[Levenshtein.distance(a, b) for b in text] for a in text], dtype=float)
    start = np.array([m.earliest if m else np.nan for m in group.moments])
    end = np.array([m.latest if m else np.nan for m in group.moments])
    cost += 500.0 * (np.nan_to_num(start[:, None] - end[None, :]) > 0)
    since = start - np.nanmin(start) if np.isfinite(start).any() else start
    first = int((np.where(group.supplied, 0.0, 1e4) + np.nan_to_num(since, nan=1e3)).argmin())
    return best_tree(-cost, np.where(np.arange(len(text)) == first, 0.0, -1e5))


def by_oracle(world: World, group: Group, found: Posterior) -> list[int]:
    """A perfect reading of the edits with the informed run's metadata: which text every text state
    was made from is known.  What no reading can tell is left open: which of several twins was the
    source, which of them came first, and whether a text is its unfound source or a copy of it."""
    text = np.array([fold_text(w.text) for w in group.witnesses])
    source = np.array([fold_text(t) for t in world.sources])
    above = np.array([text[p] if p >= 0 else "" for p in world.parents])  # "" for none here
    twins = np.equal.outer(text, text)
    made_from = [{own, *source[same], *above[same]} for same, own in zip(twins, text, strict=True)]
    rooted = np.array([any(p < 0 for p in np.array(world.parents)[same]) for same in twins])
    allowed = np.array([[t in of for of in made_from] for t in text])
    start = rooted | np.array([own in source[same] for same, own in zip(twins, text, strict=True)])
    scores, root, lone = (np.mean([getattr(f, name) for f in found.forests], axis=0)
                          for name in ("scores", "root", "lone"))  # fmt: skip
    scores, root = scores - EVEN * ~allowed, root - EVEN * ~start
    best = best_tree(scores, root)
    one = best_tree(scores, root, lone=True)

    def weight(parents: list[int]) -> float:
        whole = float(lone) if parents.count(-1) == 1 else 0.0
        return whole + float(sum(root[v] if p < 0 else scores[p, v] for v, p in enumerate(parents)))

    return max(one, best, key=weight)


# ── scoring ────────────────────────────────────────────────────────────────────────────


def scored(cases: Sequence[Case], weights: Weights, doubts: Doubts) -> dict[str, Any]:
    """Shares right and calibration of every run, beside the bounds."""
    runs = [posteriors(group, weights=weights, doubts=doubts) for _, group in cases]
    table: dict[str, Any] = {"witnesses": sum(len(w.parents) for w, _ in cases)}
    for run in ("blind", "informed"):
        found: list[Posterior] = [getattr(r, run) for r in runs]
        sure = reliability(*decide(cases, [(p.edges, p.root) for p in found]))
        table[run] = measure(cases, [p.parents for p in found]) | sure
    table["perfect reader"] = measure(
        cases, [by_oracle(*case, r.informed) for case, r in zip(cases, runs, strict=True)]
    )
    table["glue"] = measure(cases, [by_glue(group) for _, group in cases])
    return table


def leave_one_out(
    tested: Mapping[str, Mapping[str, Sequence[Case]]], weights: Weights, apart: Mapping[str, Doubts]
) -> dict[str, Any]:
    """Every hand's worlds, by condition, weighed by the models of the other hands and doubted as they taught."""
    table = {}
    for hand, kinds in tested.items():
        for kind, cases in kinds.items():
            table[f"{hand}: {kind}"] = scored(cases, without_hand(weights, hand), apart[hand])
            show(f"{hand}: {kind}", table[f"{hand}: {kind}"])
    return table


def show(name: str, table: Mapping[str, Any]) -> None:
    best = table["perfect reader"]
    for run in ("informed", "blind"):
        t = table[run]
        print(f"{name:18s}{run:9s} step {t['twin']:.3f} ({t['twin'] / best['twin']:.2f} of {best['twin']:.3f})  "
              f"origin {t['origin']:.3f} (of {best['origin']:.3f})  chain {t['chain']:.3f} ({t['chain'] / best['chain']:.2f})  "
              f"sure {t['sure_share']:.2f} right {t['sure_right']:.3f} (steps {t['step_share']:.2f} {t['step_right']:.3f})  ECE {t['ece']:.3f}", flush=True)  # fmt: skip
    glue = table["glue"]
    print(
        f"{name:18s}glue      step {glue['twin']:.3f}  origin {glue['origin']:.3f}  chain {glue['chain']:.3f}",
        flush=True,
    )


def summary(table: Mapping[str, Mapping[str, Any]]) -> None:
    for run in ("informed", "blind"):
        rows = [t[run] for t in table.values()]
        shares = [t[run]["twin"] / t["perfect reader"]["twin"] for t in table.values()]
        chains = [t[run]["chain"] / t["perfect reader"]["chain"] for t in table.values()]
        mean = {
            k: round(float(np.mean([r[k] for r in rows])), 3)
            for k in (
                "twin",
                "edge",
                "origin",
                "chain",
                "ece",
                "sure_right",
                "sure_share",
                "step_right",
                "step_share",
            )
        }
        print(f"{run}: mean {mean}, steps {np.mean(shares):.3f} and chains {np.mean(chains):.3f} of the perfect reader's; "
              f"worst: right where sure {min(r['sure_right'] for r in rows):.3f} (steps {min(r['step_right'] for r in rows):.3f}), ECE {max(r['ece'] for r in rows):.3f}")  # fmt: skip


GROUPS = {
    "words by attestation": ("text:",), "passages": ("block:",), "neighbours": ("near:", "root:near"),
    "polarity": ("polar:", "root:least-undone", "root:inherited"), "the pass before": ("before:",),
    "style": ("style:",), "dates": ("date:", "root:first", "root:undated"),
    "outlet classes": ("class:", "root:newsroom", "one:wire"), "the corpus": ("supplied:", "root:not-supplied",
    "root:supplied", "root:all-supplied", "one:supplied"), "names left in the text": ("trace:", "root:traces"),
    "hands": ("hand:", "root:copyist"), "credits": ("claim:", "root:votes", "root:top", "root:credits", "root:absent",
    "one:votes", "one:absent"), "all roots at once": ("one:",),
}  # fmt: skip


def ablate(drawn: Mapping[str, Sequence[Case]], tested: Mapping[str, Mapping[str, Sequence[Case]]]) -> None:
    """What the informed run loses without each group of features, by the models of the other hands."""
    for name, begins in {"all features": (), **GROUPS}.items():
        weights = together({hand: models_of(cases, begins) for hand, cases in drawn.items()}, HANDS)
        rows = []
        for hand, kinds in tested.items():
            left = without_hand(weights, hand)
            for cases in kinds.values():
                found = [posteriors(group, weights=left).informed for _, group in cases]
                sure = reliability(*decide(cases, [(p.edges, p.root) for p in found]))
                rows.append(measure(cases, [p.parents for p in found]) | sure)
        shown = ("twin", "origin", "chain", "sure_right", "sure_share", "ece")
        print(
            f"without {name:24s}",
            {k: round(float(np.mean([r[k] for r in rows])), 3) for k in shown},
            flush=True,
        )


def worlds_of(
    count: int, seed: int, part: str, kinds: Sequence[str] = KINDS
) -> dict[str, dict[str, list[Case]]]:
    """Worlds by hand and condition; to train on, fewer of those whose corpus is a wrong guess altogether: how
    often that is so nobody knows, and most who keep a corpus know why."""
    rare = {"astray": count // RARE} if part == "train" else {}
    return {
        hand: {kind: cases_of(hand, kind, rare.get(kind, count), seed, part) for kind in kinds}
        for hand in HANDS
    }


def write(
    weights: Weights, doubts: Doubts, apart: Mapping[str, Doubts], worlds: int, seed: int, measured: object
) -> None:
    described: dict[str, object] = {
        "name": "lineage/3",
        "model": "mean of log-linear distributions over directed spanning trees, one by each hand",
        "hands": HANDS,
        "data": "worlds simulated over CCTV and China News Service articles (benchmarks/lineage_hands.py)",
        "command": f"python -m benchmarks.lineage train --worlds {worlds} --seed {seed}",
        "doubts": doubts,
        "apart": apart,  # the same without each hand, for the figures
        "weights": weights,
        "measured": measured,
    }
    WEIGHTS.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=("train", "score", "ablate"))
    parser.add_argument("--worlds", type=int, default=80, help="worlds to train on, by hand and condition")
    parser.add_argument(
        "--test-worlds", type=int, default=40, help="worlds to score on, by hand and condition"
    )
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.process_time()
    weights = load_weights()
    if options.task != "score":
        drawn = {
            hand: [c for kind in KINDS for c in kinds[kind]]
            for hand, kinds in worlds_of(options.worlds, options.seed, "train").items()
        }
        print(f"worlds drawn, {time.process_time() - began:.0f} s", flush=True)
    tested = worlds_of(options.test_worlds, options.seed + TESTED, "test")
    if options.task == "ablate":
        ablate(drawn, tested)
        return
    if options.task == "train":
        weights = together({hand: models_of(cases) for hand, cases in drawn.items()}, HANDS)
        print(f"models fitted, {time.process_time() - began:.0f} s", flush=True)
        doubts = doubts_of(drawn, weights)
        apart = {hand: doubts_of(drawn, weights, hand) for hand in HANDS}
        print(f"doubts fitted, {time.process_time() - began:.0f} s", flush=True)
        write(weights, doubts, apart, options.worlds, options.seed, {})  # measuring takes as long again
        table = leave_one_out(tested, weights, apart)
        write(weights, doubts, apart, options.worlds, options.seed, table)
    else:
        table = leave_one_out(tested, weights, {hand: load_doubts(hand) for hand in HANDS})
    summary(table)
    print(f"{time.process_time() - began:.0f} s")


if __name__ == "__main__":
    main()
