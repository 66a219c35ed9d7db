"""Grow a corpus by recombination, to measure at sizes that real texts do not reach.

    python -m benchmarks.grow 100000 ../shared/data/originals/*.jsonl.gz | reprint-trace corpus add grown.db -

Every document is put together from paragraphs (or runs of sentences) of several real ones, so
that lengths, words and formulae are real.  The real documents themselves come first.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20200224
RUN = 3  # sentences that stay together


def real(paths: list[str]) -> list[dict[str, str]]:
    rows = []
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def grown(rows: list[dict[str, str]], count: int, run: int = RUN) -> Iterator[dict[str, str]]:
    """`count` documents: the real ones, then recombinations of as many runs (of `run` sentences) as a
    real one has."""
    yield from rows[:count]
    draw = random.Random(SEED)
    runs = []
    lengths = []
    for row in rows:
        sentences = re.findall(r"[^。！？\n]+[。！？\n]*", row["text"])
        runs += ["".join(sentences[i : i + run]) for i in range(0, len(sentences), run)]
        lengths.append(-(-len(sentences) // run))
    for number in range(len(rows), count):
        text = "".join(draw.choices(runs, k=draw.choice(lengths)))
        date = f"20{draw.randrange(10, 25)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        yield {"id": f"grown-{number}", "text": text, "source": "grown", "date": date}


if __name__ == "__main__":
    originals = real([str(Path(path)) for path in sys.argv[2:]])
    for document in grown(originals, int(sys.argv[1])):
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
