"""Plant edits of every kind into real originals and ask `compare` for them back.

    python -m benchmarks.comparing [--originals FOLDER] [--texts 200] [--seed 7] [--other] [--speed]

Prints precision, recall and F1 by kind, the error of both coverages, what the pairs are called
(none is a template), and with --speed the time beside difflib and rapidfuzz alone.  --other plants
edits of a second generator, with other words, numbers and habits than the first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path

from benchmarks.comparing_others import other_hand
from benchmarks.comparing_plants import plant
from benchmarks.comparing_scores import print_table, score
from benchmarks.comparing_times import print_growth, print_speed
from reprint_trace.comparing import compare
from reprint_trace.model import Document, Page, Site


def main() -> int:
    options = _arguments()
    rng = random.Random(options.seed)
    stories = [story for story in _stories(options.originals) if len(story["text"]) > 500]
    rng.shuffle(stories)
    tally: dict[str, Counter[str]] = {}
    errors: list[float] = []
    relations: Counter[str] = Counter()
    make = other_hand if options.other else plant
    for story, other in zip(stories[: options.texts], stories[options.texts :], strict=False):
        case = make(rng, story["title"], story["text"], other["text"])
        page = Page(
            file="p",
            sha256="",
            format="text",
            encoding="utf-8",
            site=Site(),
            body=case.page,
            title=case.title,
        )
        match = compare(Document(id="d", text=case.original, title=case.title), page)
        relations[match.relation or ""] += 1
        errors += [
            abs(match.page_covered - case.covered[0]),
            abs(match.document_covered - case.covered[1]),
        ]
        score(case, match.edits, tally, verbose=options.verbose)
    print_table(tally, errors)
    print("relations:", dict(relations.most_common()))
    if options.speed:
        print_speed(rng, stories)
        print_growth(rng, stories)
    return 0


def _stories(folder: Path) -> list[dict[str, str]]:
    stories: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            stories += [json.loads(line) for line in lines]
    return stories


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--originals", type=Path, default=Path("../shared/data/originals"))
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--other", action="store_true", help="the second generator, written apart")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
