"""A crawl, the corpus of its originals, and one undisturbed scan of it for all tests to hold theirs against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.exchange import read_documents
from reprint_trace.library import scan
from reprint_trace.model import Document

from .crawls import crawl, originals

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SMALL = {
    "spark.default.parallelism": "2",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # it lives a minute
}
NEEDS_SPARK = [
    pytest.mark.skipif(which("java") is None, reason="needs Java 17 for Spark"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own, on its way in and out
]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("corpus")
    path = str(folder / "originals.db")
    with Corpus.create(path) as made:
        rows = read_documents(str(originals(folder / "originals.jsonl")))
        made.add(row for row in rows if isinstance(row, Document))
    return path


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return crawl(tmp_path / "crawl")


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, corpus: str) -> Path:
    """The run that a scan of `crawl` leaves when nothing happens to it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    scan([str(crawl(folder / "crawl"))], str(folder / "run"), corpus=corpus, jobs=2)
    return folder / "run"


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Spark on two threads of this machine."""
    from reprint_trace.scanning.spark.engine import session

    with session("local[2]", SMALL) as started:
        yield started
