"""How long comparing takes, peers beside it, and how time and memory grow with length."""

from __future__ import annotations

import difflib
import random
import resource
import statistics
import time
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq, Levenshtein

from benchmarks.comparing_plants import clean, plant
from reprint_trace.comparing import compare_texts, differences
from reprint_trace.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable


def print_speed(rng: random.Random, stories: list[dict[str, str]]) -> None:
    """Median and 99th percentile of one pair of some 3,000 characters, peers beside it."""
    pairs: list[tuple[str, str]] = []
    for _ in range(60):
        picked = rng.sample(stories, 8)
        story = "\n".join(story["text"] for story in picked)[:3000]
        case = plant(rng, picked[0]["title"], story, stories[0]["text"])
        pairs.append((case.original, case.page))
    folded = {text: fold(text) for pair in pairs for text in pair}
    jobs: dict[str, Callable[[str, str], object]] = {
        "compare_texts": compare_texts,
        "of it: folding both texts": lambda a, b: (fold(a), fold(b)),
        "differences (folded texts)": lambda a, b: differences(folded[a], folded[b]),
        "difflib, folded": lambda a, b: difflib.SequenceMatcher(
            None, folded[a].text, folded[b].text, autojunk=False
        ).get_opcodes(),
        "rapidfuzz Levenshtein, folded": lambda a, b: Levenshtein.opcodes(
            folded[a].text, folded[b].text
        ).as_list(),
        "rapidfuzz LCSseq, folded": lambda a, b: LCSseq.opcodes(folded[a].text, folded[b].text).as_list(),
    }
    for name, job in jobs.items():
        job(*pairs[0])
        times = sorted(_milliseconds(job, *pair) for pair in pairs[: 15 if "difflib" in name else 60])
        median, slow = statistics.median(times), times[int(len(times) * 0.99)]
        print(f"{name:32} median {median:8.2f} ms   p99 {slow:8.2f} ms")


def print_growth(rng: random.Random, stories: list[dict[str, str]]) -> None:
    """Time and peak memory (resident set) against length, one edit every hundred characters."""
    text = "\n".join(clean(story["text"]) for story in stories)
    before = _peak_megabytes()
    for length in (3_000, 12_500, 50_000, 200_000):
        letters = list(text[:length])
        for at in rng.sample(range(length), length // 100):
            letters[at] = rng.choice(("", "某某", letters[at] + "某"))
        took = _milliseconds(compare_texts, text[:length], "".join(letters))
        more = _peak_megabytes() - before
        print(f"{length:8} characters  {took:8.1f} ms   {more:5.0f} MB more than at the start")


def _milliseconds(job: Callable[[str, str], object], a: str, b: str) -> float:
    start = time.process_time()
    job(a, b)
    return (time.process_time() - start) * 1000


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
