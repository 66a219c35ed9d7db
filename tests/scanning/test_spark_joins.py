"""Pairs and components that a cluster finds by joins are those of the local engine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprint_trace.scanning.pairing import NEIGHBOURS, Pair, pairs
from reprint_trace.scanning.values import Keys

from .conftest import NEEDS_SPARK

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytest.importorskip("pyspark", reason="needs Spark: pip install 'reprint-trace[spark]'")
pytestmark = NEEDS_SPARK


def keys_of_pages(count: int, draw: random.Random) -> list[Keys]:
    """Keys of pages that all share two hot ones, and some of which share most of the others."""
    pages = []
    for page in range(count):
        kin = 100 * (page % 7)
        prints = {1, 2, *range(kin, kin + 5), *(draw.randrange(1 << 32) for _ in range(4))}
        bands = {7, 1000 + page % 9, 2000 + page % 9}
        pages.append(Keys(text=page - page % 5, prints=packed(prints), bands=packed(bands)))
    return pages


def packed(keys: set[int]) -> bytes:
    return np.array(sorted(keys), np.uint32).tobytes()


def test_pages_are_paired_as_by_the_local_engine(spark: SparkSession) -> None:
    """The same pairs with the same shares, by equal texts, common fingerprints and bands."""
    from reprint_trace.scanning.spark.joins import candidates

    pages = keys_of_pages(70, random.Random(1))
    rows = [(place, page.text, page.prints, page.bands) for place, page in enumerate(pages)]
    frame = spark.createDataFrame(rows, "place long, text long, prints binary, bands binary")
    found = [Pair(row["first"], row["second"], row["share"]) for row in candidates(frame).collect()]
    assert sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second)) == pairs(pages)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 300)), unique=True), st.data())
def test_a_hot_key_costs_no_more_pairs_than_its_pages(
    held: list[tuple[int, int]], data: st.DataObject
) -> None:
    """However postings are cut into batches, a key pairs each page with its next sixteen and no more."""
    import pyarrow as pa

    from reprint_trace.scanning.spark.joins import neighbours

    entries = np.array(sorted(key << 32 | place for key, place in held), np.int64)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(entries)), max_size=5)))
    batches = (pa.record_batch([some], names=["entry"]) for some in np.split(entries, cuts))
    found = [pair for batch in neighbours(batches) for pair in batch["pair"].to_pylist()]
    pages = [sorted(place for key, place in held if key == hot) for hot in range(3)]
    wanted = [one << 32 | other << 1 for own in pages for i, one in enumerate(own)
              for other in own[i + 1 : i + 1 + NEIGHBOURS]]  # fmt: skip
    assert sorted(found) == sorted(wanted)


def test_components_are_the_same_however_they_are_found(spark: SparkSession) -> None:
    """By stars, round for round, as by one task."""
    from reprint_trace.scanning.spark.joins import components

    edges = [(4, 3), (3, 2), (1, 2), (5, 5), (9, 7), (7, 9), (3, 8)]
    frame = spark.createDataFrame(edges, "u long, v long")
    wanted = {1: 1, 2: 1, 3: 1, 4: 1, 8: 1, 7: 7, 9: 7}

    def kept(stars: DataFrame) -> DataFrame:
        return stars.localCheckpoint()

    for few in (0, 99):
        rows = components(frame, kept, few).collect()
        assert sorted((row["place"], row["component"]) for row in rows) == sorted(wanted.items())
