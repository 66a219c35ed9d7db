"""The declared source, weighed: fit the weights of its signs, and say how well they tell.

    python -m benchmarks.credits PAGES_DIR            cross-validated by site, as they stand and changed
    python -m benchmarks.credits PAGES_DIR --fit      write reading/data/source_weights.tsv

PAGES_DIR holds saved pages and `labels.jsonl` (`file, site, is_article, declared_source`, perhaps
`declared_source_alt`).  Every page is also read with its credited outlet renamed to one that nobody
knows, and with its classes and ids gone; made pages (benchmarks/made_credits.py) stand beside them.
The weights maximise the likelihood of the right names in a conditional logit with a quadratic penalty.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from scipy.optimize import minimize

from benchmarks.made_credits import made, outlet_name
from reprint_trace.reading import claims, read_page
from reprint_trace.reading.candidates import competitors, key_of, none_signs, signs, weighed
from reprint_trace.reading.encoding import decode

TARGET = Path(claims.__file__).parent / "data/source_weights.tsv"
CHARSET = re.compile(r"charset\s*=\s*[\"']?[\w-]+", re.IGNORECASE)
MARKUP = re.compile(r"\s(?:class|id)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
RENAMED = 4  # times each page is read with another name for its outlet
PENALTY = 0.05
# what is believed before any page is seen: a labelled credit before a bare one, shown before unseen
PRIOR = {
    "rank:head": 7.0, "rank:bare": 6.9, "rank:end": 5.0, "rank:closing": 4.5, "rank:account": 4.0,
    "rank:below": 4.0, "rank:metadata": 3.5, "rank:script": 3.2, "rank:maybe": 0.0, "none": 1.0,
    "control": -2.0, "section": -2.0, "entered": 1.5, "behind-date": 0.5, "told": -1.0, "nobody": -3.0, "person": -2.0,
    "person:likely": -2.0, "label:behind-much": -2.0, "inside": -2.0, "no-outlet": -2.0, "with-person": 1.0, "below-linked": 0.5, "link:agrees": 1.0, "nearest": 1.0,
    "site-in-part": -1.0, "site:maybe": -1.0, "site:bare": -1.5, "site:account": -1.5, "though-silent": -1.0, "in-title": -1.0,
}  # fmt: skip
FOLDS = 8
LIMIT = 0.5  # of the probability from which a page is said to declare a source


@dataclass(frozen=True, slots=True)
class Example:
    """A page's candidates: names and signs; `right` are the names that are right, "" for none."""

    site: str
    change: str
    names: tuple[str, ...]
    signs: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]
    right: frozenset[str]


def example(data: bytes, site: str, change: str, right: frozenset[str]) -> Example | None:
    """What the reader weighs on one page."""
    seen: list[tuple[Any, ...]] = []
    weigh = weighed

    def watched(page: Any, found: Any, around: Any) -> Any:
        seen.append((page, list(found), around))
        return weigh(page, found, around)

    with mock.patch.object(claims, "weighed", watched):
        read_page(data, file="page.html")
    if not seen:
        return None
    page, found, around = seen[-1]
    competing = competitors(page, found)
    return Example(
        site,
        change,
        tuple(key_of(f.claim.text) for f in competing),
        tuple(tuple(signs(page, f, around)) for f in competing),
        tuple(none_signs(page, competing, around)),
        right,
    )


def real(folder: Path) -> Iterator[Example]:
    """Labelled pages as they stand, renamed, and bare of classes and ids."""
    for row in map(json.loads, (folder / "labels.jsonl").read_text("utf-8").splitlines()):
        if not row.get("is_article"):
            continue
        raw = (folder / row["file"]).read_bytes()
        source, site = row["declared_source"], row["site"]
        right = {key_of(source)} if source else {""}
        if "declared_source_alt" in row:
            right.add(key_of(row["declared_source_alt"] or ""))
        yield from filter(None, [example(raw, site, "", frozenset(right))])
        text = CHARSET.sub("charset=utf-8", decode(raw, None).text)
        bare = MARKUP.sub("", text)
        yield from filter(
            None, [example(bare.encode("utf-8", "replace"), site, "no classes", frozenset(right))]
        )
        rng = random.Random(row["file"])
        for n in range(RENAMED if source and source in text else 0):
            name = f"《{outlet_name(rng)}》" if source.startswith("《") else outlet_name(rng)
            changed = (bare if n == RENAMED - 1 else text).replace(source, name)
            other = row.get("declared_source_alt") or ""
            right_now = frozenset(key_of(each.replace(source, name)) for each in (source, other) if each)
            again = example(changed.encode("utf-8", "replace"), site, "renamed", right_now)
            yield from filter(None, [again])


def pages_made(count: int) -> Iterator[Example]:
    """Made pages, each a site of its own."""
    for seed in range(count):
        page = made(seed)
        right = frozenset({key_of(page.source) if page.source else ""})
        yield from filter(None, [example(page.html.encode(), f"made {seed}", "made", right)])


# ── the fit ────────────────────────────────────────────────────────────────────────────


def fit(examples: Sequence[Example], weight_of: dict[str, float]) -> dict[str, float]:
    """The weight of each sign.  `weight_of` says how much an example of each change counts."""
    usable = [e for e in examples if "" in e.right or e.right & set(e.names)]
    names = sorted({s for e in usable for row in (*e.signs, e.none) for s in row}.union(PRIOR))
    column = {sign: n for n, sign in enumerate(names)}
    rows: list[list[int]] = []
    owner: list[int] = []
    right: list[bool] = []
    for at, each in enumerate(usable):
        for name, row in (*zip(each.names, each.signs, strict=True), ("", each.none)):
            rows.append([column[s] for s in row])
            owner.append(at)
            right.append(name in each.right)
    matrix = np.zeros((len(rows), len(names)))
    for n, columns in enumerate(rows):
        matrix[n, columns] = 1.0
    owners, rights = np.array(owner), np.array(right)
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    share = np.array([weight_of[e.change] for e in usable])
    prior = np.array([PRIOR.get(sign, 0.0) for sign in names])

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, starts)[owners]
        all_ = np.exp(scores)
        good = np.where(rights, all_, 0.0)
        total, hits = np.add.reduceat(all_, starts), np.add.reduceat(good, starts)
        value = -(share * np.log(hits / total)).sum() / share.sum()
        slope = (all_ / total[owners] - good / hits[owners]) * share[owners]
        away = weights - prior
        gradient = matrix.T @ slope / share.sum() + 2 * PENALTY * away / 10
        return float(value + PENALTY / 10 * (away**2).sum()), gradient

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return dict(zip(names, found.x.tolist(), strict=True))


def best_of(each: Example, weights: dict[str, float]) -> tuple[str, float]:
    """The likeliest name and its probability."""
    scores = [sum(weights.get(s, 0.0) for s in row) for row in (*each.signs, each.none)]
    odds = np.exp(np.array(scores) - max(scores))
    by_name: dict[str, float] = defaultdict(float)
    for name, share in zip((*each.names, ""), odds / odds.sum(), strict=True):
        by_name[name] += float(share)
    del by_name[""]
    name = max(by_name, key=lambda n: by_name[n], default="")
    return name, by_name.get(name, 0.0)


def judged(rows: Sequence[tuple[Example, str, float]], limit: float) -> dict[str, float]:
    """Share of pages read right, precision and recall at a limit."""
    told = [(e, name if p >= limit else "") for e, name, p in rows]
    right = [name in e.right for e, name in told]
    named = [ok for ok, (_, name) in zip(right, told, strict=True) if name]
    wanted = [ok for ok, (e, _) in zip(right, told, strict=True) if "" not in e.right]
    return {
        "pages": len(rows),
        "right": sum(right) / max(1, len(right)),
        "precision": sum(named) / max(1, len(named)),
        "recall": sum(wanted) / max(1, len(wanted)),
    }


def crossed(examples: Sequence[Example], share: dict[str, float]) -> list[tuple[Example, str, float]]:
    """Each example judged by weights fitted without its site."""
    sites = sorted({e.site for e in examples})
    random.Random(5).shuffle(sites)
    fold = {site: n % FOLDS for n, site in enumerate(sites)}
    rows = []
    for n in range(FOLDS):
        weights = fit([e for e in examples if fold[e.site] != n], share)
        rows += [(e, *best_of(e, weights)) for e in examples if fold[e.site] == n]
    return rows


def shares(examples: Sequence[Example]) -> dict[str, float]:
    """How much an example of each change counts: the real pages together as much as the made ones."""
    made_ = sum(e.change == "made" for e in examples)
    others = len(examples) - made_
    return {c: 1.0 if c != "made" else others / max(1, made_) for c in ("", "no classes", "renamed", "made")}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--made", type=int, default=1200)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    args = parser.parse_args()
    examples = [*real(args.pages), *pages_made(args.made)]
    share = shares(examples)
    rows = crossed(examples, share)
    limit = LIMIT
    for x in (30, 40, 50, 60, 70, 80, 90):
        parts = [judged([r for r in rows if r[0].change == c], x / 100) for c in ("", "renamed", "made")]
        print(
            f"limit {x / 100}:",
            *(f"right {p['right']:.3f} precision {p['precision']:.3f}" for p in parts),
            sep="  ",
        )
    print(f"limit {limit}")
    for change in ("", "no classes", "renamed", "made"):
        figures = judged([r for r in rows if r[0].change == change], limit)
        print(f"{change or 'as they stand':14}", *(f"{k} {v:.3f}" for k, v in figures.items()))
    for low in range(0, 10):
        here = [(name in e.right) for e, name, p in rows if low / 10 <= p < low / 10 + 0.1 and name]
        if here:
            print(f"probability {low / 10:.1f}: {sum(here) / len(here):.2f} right of {len(here)}")
    wrong = [(e, n, p) for e, n, p in rows if (n if p >= limit else "") not in e.right]
    for e, n, p in wrong[: args.worst]:
        print(
            f"  {e.change or 'as is'} {e.site}: want {set(e.right)} got {n} {p:.2f}",
            "" if "" in e.right or e.right & set(e.names) else "NO CANDIDATE",
        )
    if args.fit:
        weights = fit(examples, share)
        _write(weights, limit)


def _write(weights: dict[str, float], limit: float) -> None:
    kept = {sign: round(w, 2) for sign, w in sorted(weights.items()) if abs(w) >= 0.05}
    lines = [
        "# What each sign of a candidate weighs when the declared source is chosen, and the probability",
        "# from which a page is said to declare it.",
        "# Provenance: fitted by `python -m benchmarks.credits PAGES_DIR --fit` on labelled and made pages.",
        "sign\tweight",
        f"limit\t{limit}",
        *(f"{sign}\t{weight}" for sign, weight in kept.items()),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
