"""What only a cluster needs to do otherwise: numbering, the candidate join, connected components."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyspark.sql import functions as f
from pyspark.sql.window import Window

from reprint_trace.scanning.pairs import BANDS, CONTAINED, NEIGHBOURS, SHARED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ENTRIES = "key long, place long, size long"


def numbered(frame: DataFrame, column: str, number: str) -> DataFrame:
    """The distinct values of a column with their place in rising order, from 0."""
    values = frame.select(column).distinct().orderBy(column)
    placed = values.rdd.map(lambda row: row[0]).zipWithIndex()
    kind = frame.schema[column].dataType.simpleString()
    return placed.toDF(f"{column} {kind}, {number} long")


def own_ids(pages: DataFrame) -> DataFrame:
    """The same content under one id once; other content under it as `id#2`, `id#3` …, in the order of
    items and records."""
    order = ("archive", "item", "number")
    first = Window.partitionBy("id", "sha256").orderBy(*order)
    of_id = Window.partitionBy("id").orderBy(*order)
    once = pages.withColumn("nth", f.row_number().over(first)).where("nth = 1")
    placed = once.withColumn("nth", f.row_number().over(of_id))
    return placed.withColumn(
        "id", f.when(f.col("nth") > 1, f.concat("id", f.lit("#"), "nth")).otherwise(f.col("id"))
    )


def candidates(searched: DataFrame) -> DataFrame:
    """Pages `(place, text, prints, bands)` → pairs `(first, second, share)` worth comparing.

    As `pairs.pairs`: postings are sorted by key, and a key pairs each page with its next NEIGHBOURS
    only, so that a hot key costs as many pairs as it has pages and not their square.
    """
    texts = searched.groupBy("text").agg(f.min("place").alias("head"))
    joined = searched.join(texts, "text")
    same = joined.where("place != head").select(f.col("head").alias("first"), f.col("place").alias("second"))
    heads = joined.where("place = head")
    found = _sharing(heads, "prints", SHARED, CONTAINED).unionByName(_sharing(heads, "bands", BANDS, 0.0))
    near = found.unionByName(same.withColumn("share", f.lit(1.0)))
    return near.groupBy("first", "second").agg(f.max("share").alias("share"))


def _sharing(pages: DataFrame, keys: str, least: int, share: float) -> DataFrame:
    entries = pages.select("place", keys).mapInArrow(_entries(keys), ENTRIES)
    sorted_ = entries.repartition("key").sortWithinPartitions("key", "place")
    pairs = sorted_.mapInArrow(_neighbours, "first long, second long, fewer long")
    counted = pairs.groupBy("first", "second", "fewer").count()
    shares = counted.withColumn("share", f.col("count") / f.greatest("fewer", f.lit(1)))
    return shares.where((f.col("count") >= least) & (f.col("share") >= share)).select(
        "first", "second", "share"
    )


def _entries(keys: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def entries(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            own = [np.frombuffer(value, np.uint32) for value in batch[keys].to_pylist()]
            sizes = np.array([len(values) for values in own], np.int64)
            places = np.repeat(batch["place"].to_numpy(), sizes)
            all_ = np.concatenate(own).astype(np.int64) if own else np.empty(0, np.int64)
            yield pa.record_batch([all_, places, np.repeat(sizes, sizes)], names=["key", "place", "size"])

    return entries


def _neighbours(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Sorted entries → the pairs within NEIGHBOURS of each other under one key; the last entries of a
    batch are carried to the next, which may go on with their key."""
    carried = np.empty((3, 0), np.int64)
    for batch in batches:
        new = np.stack([batch[name].to_numpy() for name in ("key", "place", "size")])
        known = carried.shape[1]
        key, place, size = both = np.concatenate([carried, new], axis=1)
        found = [np.empty((3, 0), np.int64)]
        for step in range(1, NEIGHBOURS + 1):
            alike = key[step:] == key[:-step]
            alike[: max(known - step, 0)] = False  # pairs of carried entries are known
            found.append(
                np.stack(
                    [place[:-step][alike], place[step:][alike], np.minimum(size[:-step], size[step:])[alike]]
                )
            )
        yield pa.record_batch(list(np.concatenate(found, axis=1)), names=["first", "second", "fewer"])
        carried = both[:, -NEIGHBOURS:]


def components(edges: DataFrame, kept: Callable[[DataFrame], DataFrame]) -> DataFrame:
    """Edges `(u, v)` → `(place, component)`: every end of an edge with the least it is connected to.

    By alternating large and small stars (Kiveris et al. 2014, "Connected components in MapReduce and
    beyond"); `kept` cuts the lineage of a frame after each round.
    """
    stars = kept(edges.where("u != v").select("u", "v").distinct())
    state = None
    while (now := _state(stars)) != state:
        state = now
        stars = kept(_small_star(_large_star(stars)))
    below = stars.select(f.col("u").alias("place"), f.col("v").alias("component"))
    centres = stars.select(f.col("v").alias("place"), f.col("v").alias("component"))
    return below.unionByName(centres).distinct()


def _large_star(edges: DataFrame) -> DataFrame:
    """Every greater neighbour of a node is tied to the least of its neighbours and itself."""
    both = edges.unionByName(edges.select(f.col("v").alias("u"), f.col("u").alias("v")))
    least = both.groupBy("u").agg(f.least(f.min("v"), f.col("u")).alias("least"))
    tied = both.where("v > u").join(least, "u")
    return tied.select(f.col("v").alias("u"), f.col("least").alias("v")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Every node and its lesser neighbours are tied to the least of them."""
    down = edges.select(f.greatest("u", "v").alias("u"), f.least("u", "v").alias("v")).where("u != v")
    least = down.groupBy("u").agg(f.min("v").alias("least"))
    tied = down.join(least, "u").where("v != least").select(f.col("v").alias("u"), f.col("least").alias("v"))
    return tied.unionByName(least.select("u", f.col("least").alias("v"))).distinct()


def _state(edges: DataFrame) -> tuple[object, ...]:
    return tuple(edges.agg(f.count("*"), f.sum(f.xxhash64("u", "v").cast("decimal(38,0)"))).first() or ())
