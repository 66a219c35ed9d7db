"""Pairing the pages of a crawl: time and memory, for keys as pages have them.

    python -m benchmarks.pairing 20000 100000

Each page has 360 keys of its own story, which two in three share with another page, and 90 of frames that many share.
Every count is measured in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from reprint_trace.scanning.pairing import pairs
from reprint_trace.scanning.values import Keys


def crawl(count: int) -> Iterator[Keys]:
    rng = np.random.default_rng(3)
    frames = rng.integers(0, 1 << 32, (400, 60), dtype=np.uint32)
    for place in range(count):
        story = np.random.default_rng(place // 3 if place % 3 else 10**7 + place)
        own = story.integers(0, 1 << 32, 360, dtype=np.uint32)
        prints = np.unique(np.concatenate([own, frames[rng.integers(400)], frames[rng.integers(400)][:30]]))
        bands = np.unique(np.random.default_rng(7 + place // 3).integers(0, 1 << 32, 32, dtype=np.uint32))
        yield Keys(text=place, prints=prints.tobytes(), bands=bands.tobytes())


def main() -> None:
    if len(sys.argv) != 2:
        for each in sys.argv[1:]:
            subprocess.run([sys.executable, "-m", "benchmarks.pairing", each], check=True)
        return
    count = int(sys.argv[1])
    begun = time.process_time()
    found = pairs(crawl(count))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{count:,} pages: {len(found):,} pairs, {memory} MB, {time.process_time() - begun:.1f} s")


if __name__ == "__main__":
    main()
