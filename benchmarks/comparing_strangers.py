"""Texts of the same days that have nothing to do with each other: is one called a copy of the other?

    python -m benchmarks.comparing_strangers [--texts 500] [--seed 7] [--verbose]

Each text of one house is compared with the texts of the other house of the same three days that share
most 8-grams with it: what a search would offer.  Pairs of one story are left out (the groups of
`same_story_early_2020`, and pairs that share a fifth of either text: those are one agency's copy).
None of the rest may be called copy, version or same-wire.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from reprint_trace.comparing import compare_texts
from reprint_trace.text.folding import fold_text
from reprint_trace.text.tokens import char_shingles

SAME = 0.2  # share of either text's 8-grams from which two texts are taken for one story
NEAR = 3  # days
SAID = ("copy", "version", "same-wire")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    cctv, others = (
        [
            row
            for row in _rows(options.data / f"originals/{name}.jsonl.gz")
            if "2020-03-01" <= row["date"] <= "2020-05-10"
        ]
        for name in ("cctv-2020", "chinanews-2020-04")
    )
    siblings = {
        frozenset((a["id"], b["id"]))
        for group in _rows(options.data / "groups/same_story_early_2020.jsonl.gz")
        for a in group["members"]
        for b in group["members"]
    }
    random.Random(options.seed).shuffle(others)
    index: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(cctv):
        row["grams"] = set(char_shingles(fold_text(row["text"]), 8))
        for gram in row["grams"]:
            index[gram].add(number)
    told: Counter[str] = Counter()
    for row in others[: options.texts]:
        grams = set(char_shingles(fold_text(row["text"]), 8))
        counts = Counter(number for gram in grams for number in index.get(gram, ()))
        tried = 0
        for number, shared in counts.most_common(40):
            other = cctv[number]
            near = (
                abs((date.fromisoformat(other["date"][:10]) - date.fromisoformat(row["date"][:10])).days)
                <= NEAR
            )
            if not near or tried == 2:
                continue
            if frozenset((row["id"], other["id"])) in siblings or shared >= SAME * min(
                len(grams), len(other["grams"])
            ):
                continue
            tried += 1
            match = compare_texts(
                other["text"], row["text"], title=other["title"], reprint_title=row["title"]
            )
            told[match.relation or ""] += 1
            if match.relation in SAID and options.verbose:
                print(
                    match.relation,
                    [(r.code, r.values) for r in match.relation_reasons],
                    f"{match.page_covered:.2f} {match.document_covered:.2f} {match.longest_run}",
                    row["title"],
                    "|",
                    other["title"],
                )
                print(
                    "   ", [row["text"][slice(*p.page)] for p in match.passages if p.page[1] - p.page[0] > 15]
                )
        told["texts"] += 1
    wrong = sum(told[name] for name in SAID)
    print(dict(told), f"false: {wrong} ({wrong / max(1, told['texts']):.3f} of the texts)")
    return 0


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    sys.exit(main())
