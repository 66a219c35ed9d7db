"""No stage grows faster than n log n in the length of an input, whatever its shape."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from reprint_trace.comparing import compare_texts
from reprint_trace.corpus import Query
from reprint_trace.reading import read_page

from .shapes import PAGES, PAIRS, TEXTS

SMALL, LARGE = 2000, 8000
GROWS = 8.0  # times as long for four times the length: n log n takes 5, the square 16
NOTHING = 0.1  # seconds that say nothing
TRIES = 4  # a busy machine makes one run slow, not all of them


def seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def assert_grows_no_faster(small: Callable[[], object], large: Callable[[], object]) -> None:
    least_small = least_large = float("inf")
    for _ in range(TRIES):
        least_small, least_large = min(least_small, seconds(small)), min(least_large, seconds(large))
        if least_large <= GROWS * least_small + NOTHING:
            return
    raise AssertionError(f"{least_small:.3f} s, for four times the length {least_large:.3f} s")


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """What is loaded once is no input's own time."""
    for name in ("lines", "links", "credits"):
        read_page(PAGES[name](1000).encode(), file="a.html")
    compare_texts(*PAIRS["other"](400))


@pytest.mark.parametrize("shape", [*PAGES, *TEXTS])
def test_reading_grows_with_the_page(shape: str) -> None:
    """A page four times as long is read in little more than four times the time."""
    make, ending = (PAGES[shape], "html") if shape in PAGES else (TEXTS[shape], "txt")
    small, large = make(SMALL).encode(), make(LARGE).encode()
    assert_grows_no_faster(
        lambda: read_page(small, file=f"a.{ending}"), lambda: read_page(large, file=f"a.{ending}")
    )


@pytest.mark.parametrize("shape", PAIRS)
def test_comparing_grows_with_the_texts(shape: str) -> None:
    """Texts four times as long are compared in little more than four times the time."""
    small, large = PAIRS[shape](SMALL), PAIRS[shape](LARGE)
    assert_grows_no_faster(lambda: compare_texts(*small), lambda: compare_texts(*large))


@pytest.mark.parametrize("shape", PAIRS)
def test_a_query_grows_with_the_text(shape: str) -> None:
    """A text four times as long is made ready for a search in little more than four times the time."""
    small, large = PAIRS[shape](SMALL)[1], PAIRS[shape](LARGE)[1]
    assert_grows_no_faster(
        lambda: Query.of(small, "rjieba-0.2-hmm"), lambda: Query.of(large, "rjieba-0.2-hmm")
    )
