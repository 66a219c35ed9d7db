"""How fast the gazetteer loads and resolves, and how much of the declared strings it reads.

    python benchmarks/outlets.py [--declared ../shared/data/outlets/declared_strings.tsv]

Processor time.  Loading is timed in fresh processes (median of 9), with the first resolution; resolving
over 100,000 distinct strings (known names with an affix, a number or another name, and invented ones)
and over 100,000 drawn from the declared list.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from reprint_trace.outlets import Gazetteer, gazetteer
from reprint_trace.outlets.tables import packaged_rows

STRINGS = 100_000
LOAD = (
    "import time; import reprint_trace.outlets as o; start = time.process_time(); g = o.gazetteer(); "
    "g.resolve('人民网'); print((time.process_time() - start) * 1000)"
)
FORMS = (
    "{}",
    "据{}",
    "{}客户端",
    "《{}》",
    "{} 记者{}",
    "{}-{}",
    "来源：{} {}",
    "{}微信公众号",
    "{}责编：王{}",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--declared", default="../shared/data/outlets/declared_strings.tsv")
    arguments = parser.parse_args()
    print(f"loading: {load_milliseconds():.1f} ms")
    print(f"{STRINGS:,} distinct strings: {resolve_seconds(distinct(random.Random(0))):.2f} s")
    declared = Path(arguments.declared)
    if declared.exists():
        counted = read_counted(declared)
        texts, weights = zip(*counted, strict=True)
        drawn = random.Random(0).choices(texts, weights=weights, k=STRINGS)
        print(f"{STRINGS:,} declared strings as they occur: {resolve_seconds(drawn):.2f} s")
        print(f"declared tokens resolved: {coverage(counted):.1%}")


def load_milliseconds() -> float:
    runs = [subprocess.run([sys.executable, "-c", LOAD], capture_output=True, check=True) for _ in range(9)]
    return statistics.median(float(run.stdout) for run in runs)


def distinct(chance: random.Random) -> list[str]:
    """Four in five are built around a known name, the rest are names nobody has."""
    names = sorted(row[0] for row in packaged_rows())
    texts: dict[str, None] = {}
    while len(texts) < STRINGS:
        name = chance.choice(names)
        if chance.random() < 0.2:
            name = "".join(chance.choice("东西南北山水文广生活新闻那点事交警发布") for _ in range(6))
        other = chance.choice((str(chance.randrange(10_000)), chance.choice(names)))
        texts[chance.choice(FORMS).format(name, other)] = None
    return list(texts)


def resolve_seconds(texts: list[str]) -> float:
    fresh = Gazetteer(packaged_rows())
    fresh.resolve("一家没有名字的媒体")
    start = time.process_time()
    for text in texts:
        fresh.resolve(text)
    return time.process_time() - start


def read_counted(path: Path) -> list[tuple[str, int]]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    return [(row[0], int(row[1])) for row in rows]


def coverage(counted: list[tuple[str, int]]) -> float:
    resolved = sum(count for text, count in counted if gazetteer().resolve(text))
    return resolved / sum(count for _, count in counted)


if __name__ == "__main__":
    main()
