"""One desk for many questions: starting a job's process takes a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from .served import Served, served


class Laid(NamedTuple):
    """A desk with a corpus of the sample originals and a run of two sample pages."""

    desk: Served
    corpus: str
    run: str


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    with served(tmp_path_factory.mktemp("desk")) as desk:
        corpus = desk.corpus("本报稿件")
        run = desk.trace("aggregator.html", "spun.html", corpus=corpus)
        desk.over(run)
        yield Laid(desk, corpus, run)
