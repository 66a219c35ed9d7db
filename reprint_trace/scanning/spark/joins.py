"""What only a cluster needs to do otherwise: numbering, the candidate join, connected components."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import functions as f
from pyspark.sql.window import Window

from reprint_trace.scanning.pairing import BANDS, CONTAINED, NEIGHBOURS, SHARED
from reprint_trace.scanning.stories import Union

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Kept = Callable[["DataFrame"], "DataFrame"]  # writes a frame and reads it back
Longs = npt.NDArray[np.int64]

FEW = 2_000_000  # edges whose components one task finds at once: some seconds, 300 MB
PART = 33  # bits of monotonically_increasing_id that count within a partition
PLACE = (1 << 31) - 1  # the last place that the candidate join has room for


def numbered(frame: DataFrame, column: str, number: str, kept: Kept) -> DataFrame:
    """Rows with their rank by a column of distinct values, from 0.

    The sorted rows are written before they are counted: sorted once more, they might be cut into
    other partitions.
    """
    rows = kept(frame.orderBy(column).withColumn("at", f.monotonically_increasing_id()))
    part = f.shiftright("at", PART)
    counts = sorted(map(tuple, rows.groupBy(part.alias("part")).count().collect()))
    before = accumulate((count for _, count in counts), initial=0)
    offsets = [(cut << PART, first) for (cut, _), first in zip(counts, before, strict=False)]
    starts = rows.sparkSession.createDataFrame(offsets, "start long, offset long")
    placed = rows.withColumn("start", f.shiftleft(part, PART)).join(f.broadcast(starts), "start")
    return placed.withColumn(number, f.expr("at - start + offset")).drop("at", "start", "offset")


def own_ids(pages: DataFrame) -> DataFrame:
    """The same content under one id once; other content under it as `id#2`, `id#3` …, in the order of
    items and records.  Rows `(id, sha256, item, archive, number)`, those of ids that came again."""
    order = ("archive", "item", "number")
    first = Window.partitionBy("id", "sha256").orderBy(*order)
    of_id = Window.partitionBy("id").orderBy(*order)
    once = pages.repartition("id").withColumn("nth", f.row_number().over(first)).where("nth = 1")
    return once.withColumn("nth", f.row_number().over(of_id))


# ── pairs ──────────────────────────────────────────────────────────────────────────────


def candidates(searched: DataFrame) -> DataFrame:
    """Pages `(place, text, prints, bands)` → pairs `(first, second, share)` worth comparing.

    As `pairing.pairs`: postings are sorted by key, and a key pairs each page with its next NEIGHBOURS
    only, so that a hot key costs as many pairs as it has pages and not their square.
    """
    texts = searched.groupBy("text").agg(f.min("place").alias("head"))
    joined = searched.join(texts, "text")
    same = joined.where("place != head").select(
        f.col("head").alias("first"), f.col("place").alias("second"), f.lit(1.0).alias("share")
    )
    heads = joined.where("place = head").select("place", "prints", "bands")
    entries = heads.mapInArrow(_entries, "entry long").repartition(f.shiftright("entry", 31))
    pairs = entries.sortWithinPartitions("entry").mapInArrow(neighbours, "pair long")
    counted = pairs.groupBy("pair").count().select(
        "count", f.shiftright("pair", 32).alias("first"), f.expr("pair % 2 = 1").alias("banded"),
        f.shiftright("pair", 1).bitwiseAND(f.lit(PLACE)).alias("second"),
    )  # fmt: skip
    enough = counted.where(f"count >= if(banded, {BANDS}, {SHARED})")
    for end in ("first", "second"):
        sizes = heads.select(f.col("place").alias(end), f.expr(f"octet_length(prints) / 4 as prints_{end}"),
                             f.expr(f"octet_length(bands) / 4 as bands_{end}"))  # fmt: skip
        enough = enough.join(sizes, end)
    fewer = "greatest(if(banded, least(bands_first, bands_second), least(prints_first, prints_second)), 1)"
    shares = enough.select("first", "second", "banded", f.expr(f"count / {fewer} as share"))
    near = shares.where(f"banded or share >= {CONTAINED}").drop("banded").unionByName(same)
    return near.groupBy("first", "second").agg(f.max("share").alias("share"))


def _entries(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Pages → a number for each key of each: the key, 1 bit that says band, and the place in 31."""
    for batch in batches:
        places = batch["place"].to_numpy()
        if len(places) and places.max() > PLACE:
            raise OverflowError(f"more than {PLACE + 1:,} pages")
        found = [np.empty(0, np.uint64)]
        for band, name in enumerate(("prints", "bands")):
            own = [np.frombuffer(value, np.uint32) for value in batch[name].to_pylist()]
            low = np.repeat(places.astype(np.uint64), [len(values) for values in own])
            found.append(np.concatenate(own).astype(np.uint64) << np.uint64(32) | np.uint64(band << 31) | low)
        yield pa.record_batch([np.concatenate(found).view(np.int64)], names=["entry"])


def neighbours(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Sorted entries → the pairs within NEIGHBOURS of each other under one key: the first place, the
    second in 31 bits, 1 bit that says band.  The last entries of a batch are carried to the next,
    which may go on with their key."""
    carried = np.empty(0, np.int64)
    for batch in batches:
        known = len(carried)
        carried = np.concatenate([carried, batch["entry"].to_numpy()])
        key, place = carried >> 31, carried & PLACE
        for step in range(1, NEIGHBOURS + 1):
            alike = key[step:] == key[:-step]
            if not alike.any():
                break
            alike[: max(known - step, 0)] = False  # pairs of carried entries are known
            first, second = place[:-step][alike], place[step:][alike]
            pair = first << 32 | second << 1 | (key[step:][alike] & 1)
            yield pa.record_batch([pair], names=["pair"])
        carried = carried[-NEIGHBOURS:]


# ── components ─────────────────────────────────────────────────────────────────────────


def components(edges: DataFrame, kept: Kept, few: int = FEW) -> DataFrame:
    """Edges `(u, v)` → `(place, component)`: every end of an edge with the least it is connected to.

    By alternating large and small stars (Kiveris et al. 2014, "Connected components in MapReduce and
    beyond"), each round written by `kept`; edges that are `few` are left to one task.
    """
    stars = kept(edges.where("u != v").select("u", "v").distinct())
    if stars.count() <= few:
        return stars.coalesce(1).mapInArrow(_components, "place long, component long")
    state = None
    while (now := _state(stars)) != state:
        state = now
        stars = kept(_small_star(_large_star(stars)))
    below = stars.select(f.col("u").alias("place"), f.col("v").alias("component"))
    centres = stars.select(f.col("v").alias("place"), f.col("v").alias("component"))
    return below.unionByName(centres).distinct()


def _components(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    ends = [np.stack([batch["u"].to_numpy(), batch["v"].to_numpy()]) for batch in batches]
    if not ends:
        return
    places, at = np.unique(np.concatenate(ends, axis=1), return_inverse=True)
    union = Union(range(len(places)))
    for u, v in at.reshape(2, -1).T.tolist():
        union.join(u, v)
    least = places[[union.find(i) for i in range(len(places))]]
    yield pa.record_batch([places, least], names=["place", "component"])


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
