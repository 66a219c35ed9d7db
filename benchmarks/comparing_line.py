"""Where texts begin to be related: fits the one line of match, and says how well it is calibrated.

    python -m benchmarks.comparing_line [--write] [--texts 1200]

Strangers are texts of the same three days (as in `comparing_strangers`); related pairs are those read by
hand, and originals cut to a third, with a fifth of their words swapped, set into another story, or half
of them beside half of another.  Prints the probabilities each kind gets, and by tenths how many of the
pairs are related, told without the fifth of the stories that the pair is of.  `--write` writes
text/data/related.tsv.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.comparing import _stories
from benchmarks.comparing_plants import clean
from benchmarks.comparing_strangers import NEAR, SAME, _rows
from benchmarks.relations import _lines
from reprint_trace.comparing.align import align
from reprint_trace.text.folding import fold, fold_text
from reprint_trace.text.related import RUN
from reprint_trace.text.terms import told
from reprint_trace.text.tokens import char_shingles

FILE = Path(__file__).parent.parent / "reprint_trace/text/data/related.tsv"
WORDS = "情形眼下颇为格外随即着手旋即逐一姑且原先径直大体"
FOLDS = 5
Row = tuple[str, int, float, float]  # kind, story, larger share, letters that tell


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--texts", type=int, default=1200)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rng = random.Random(5)
    rows = [*_strangers(options.data, rng, options.texts), *_read(options.data), *_made(options.data, rng)]
    x = np.array([(1.0, share, np.log1p(most)) for _, _, share, most in rows])
    y = np.array([kind != "stranger" for kind, *_ in rows], float)
    weight = np.array([2.0 if kind == "stranger" else 8.0 if kind == "read" else 1.0 for kind, *_ in rows])
    held = np.zeros(len(rows))
    story = np.array([number for _, number, *_ in rows])
    for part in range(FOLDS):
        out = story % FOLDS == part
        held[out] = _told(x[out], _fit(x[~out], y[~out], weight[~out]))
    for kind in dict.fromkeys(kind for kind, *_ in rows):
        told = held[[row[0] == kind for row in rows]]
        print(
            f"{kind:12} {len(told):5}  related {np.mean(told >= 0.5):.3f}  1 % below {np.percentile(told, 1):.3f}  99 % below {np.percentile(told, 99):.3f}"
        )
    for low in np.arange(0, 1, 0.1):
        inside = (held >= low) & (held < low + 0.1 + 1e-9)
        if inside.any():
            print(
                f"  said {low:.1f}-{low + 0.1:.1f}: {inside.sum():5} pairs, {np.average(y[inside], weights=weight[inside]):.2f} related"
            )
    fitted = _fit(x, y, weight)
    print(dict(zip(("base", "share", "told"), fitted.round(2), strict=True)))
    if options.write:
        head = FILE.read_text("utf-8").split("\n") if FILE.exists() else []
        notes = [line for line in head if line.startswith("#")]
        names = ("base", "share", "told")
        lines = [f"{name}\t{value:.2f}" for name, value in zip(names, fitted, strict=True)]
        FILE.write_text("\n".join([*notes, *lines]) + "\n", "utf-8")
    return 0


def _fit(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression with a little ridge (iteratively reweighted least squares)."""
    found = np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[1.0] * (x.shape[1] - 1)])
    for _ in range(60):
        told = _told(x, found)
        step = np.linalg.solve(
            (x.T * (weight * told * (1 - told))) @ x + ridge, x.T @ (weight * (y - told)) - ridge @ found
        )
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found


def _told(x: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def shared(original: str, page: str) -> tuple[float, float]:
    """The larger share of two texts in common runs, and the letters that tell in the run that tells most."""
    a, b = fold(original), fold(page)
    before = told(b.text)
    runs = [run for run in align(a, b).runs if run.n >= RUN]
    most = max((float(before[run.b + run.n] - before[run.b]) for run in runs), default=0.0)
    return sum(run.n for run in runs) / max(1, min(len(a), len(b))), most


# ── the pairs ──────────────────────────────────────────────────────────────────────────


def _strangers(data: Path, rng: random.Random, count: int) -> list[Row]:
    rows: list[list[dict[str, Any]]] = [
        [
            row
            for row in _rows(data / f"originals/{name}.jsonl.gz")
            if "2020-03-01" <= str(row["date"]) <= "2020-05-10"
        ]
        for name in ("cctv-2020", "chinanews-2020-04")
    ]
    cctv, others = rows
    rng.shuffle(others)
    index: dict[str, set[int]] = defaultdict(set)
    sizes = []
    for number, row in enumerate(cctv):
        grams = char_shingles(fold_text(row["text"]), RUN)
        sizes.append(len(grams))
        for gram in grams:
            index[gram].add(number)
    found: list[Row] = []
    for story, row in enumerate(others[:count]):
        grams = char_shingles(fold_text(row["text"]), RUN)
        counts = Counter(number for gram in grams for number in index.get(gram, ()))
        day = date.fromisoformat(row["date"][:10])
        near = [
            number
            for number, common in counts.most_common(40)
            if abs((date.fromisoformat(cctv[number]["date"][:10]) - day).days) <= NEAR
            and common < SAME * min(len(grams), sizes[number])
        ]
        found += [("stranger", story, *shared(cctv[number]["text"], row["text"])) for number in near[:2]]
    return found


def _read(data: Path) -> list[Row]:
    texts = {
        member["id"]: member["text"]
        for group in _lines(data / "groups/same_story_inews_2018.jsonl.gz")
        for member in group["members"]
    }
    return [
        ("read", number, *shared(texts[pair["a"]], texts[pair["b"]]))
        for number, group in enumerate(_lines(data / "groups/gold_inews.jsonl"))
        for pair in group["relations"]
        if pair["relation"] in ("copy", "version", "same-wire")
    ]


def _made(data: Path, rng: random.Random) -> list[Row]:
    stories = [
        clean(story["text"]) for story in _stories(data / "originals") if 250 < len(story["text"]) < 4000
    ]
    rng.shuffle(stories)
    found: list[Row] = []
    for story, (text, other) in enumerate(zip(stories[:500], stories[600:1100], strict=True)):
        half = len(other) // 2
        passage = text[len(text) // 3 :][: max(100, len(text) // 5)]
        pages = {
            "cut": text[: max(80, 3 * len(text) // 10)],
            "swapped": _swapped(rng, text),
            "cut-swapped": _swapped(rng, text[: len(text) // 2]),
            "embedded": other[:half] + passage + other[half:],
            "merged": text[: len(text) // 2] + other[:half],
        }
        found += [(kind, story, *shared(text, page)) for kind, page in pages.items()]
    return found


def _swapped(rng: random.Random, text: str) -> str:
    """A text with a fifth of its letters in other words."""
    return re.sub(
        r"[一-鿿]{2}", lambda m: "".join(rng.sample(WORDS, 2)) if rng.random() < 0.2 else m[0], text
    )


if __name__ == "__main__":
    sys.exit(main())
