"""A scan on a cluster: the local engine's stages over DataFrames, the same traces from them.

Read everything; learn each site's furniture; search the corpus; pair the pages by a join on their keys;
group them by connected components; trace each part of a story; write Parquet.  Every stage is written to
the run's `.work` and read from there by the next, so a run that ended goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from reprint_trace.reporting.contract import to_json
from reprint_trace.reporting.exports.tables import EDGES
from reprint_trace.scanning import local, searching
from reprint_trace.scanning.inputs import Choice, listed
from reprint_trace.scanning.outputs import PAGE_COLUMNS, SUMMARY
from reprint_trace.scanning.reading import LIMITS
from reprint_trace.scanning.spark import joins, tasks
from reprint_trace.scanning.summary import summary
from reprint_trace.scanning.values import Failure, Tally, Traced

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from reprint_trace.corpus.importing import BadRow
    from reprint_trace.model import Summary
    from reprint_trace.scanning.stages import Settings
    from reprint_trace.scanning.workers import Limits

WORK = ".work"
SQL = {"int64": "long"}  # Arrow's names that are not Spark's


def scan(
    inputs: Sequence[str],
    out: str,
    *,
    spark: SparkSession,
    corpus: str | None = None,
    outlets: str | None = None,
    choice: Choice | None = None,
    limits: Limits = LIMITS,
    command: str | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> Summary:
    """Trace every page behind `inputs` and leave the run's tables in the folder `out`; its summary.

    Inputs are as for `local.scan`, and addresses that Spark reads: folders of an object store
    (`s3a://…`), and Parquet with the columns `id` and `content`.  Files, the corpus and `out` must be
    where every executor sees them.
    """
    begun = time.monotonic()
    Path(out, WORK).mkdir(parents=True, exist_ok=True)
    chosen = choice or Choice()
    settings, digest = local.settings_of(Path(out, WORK), corpus, outlets, command, bad_row)
    run = _Stages(spark, Path(out))
    items = _items(spark, inputs, chosen, Path(out).resolve())
    run.begin([digest, local.basis(outlets), str(settings), str(chosen), str(limits), _told(items)])

    read = run.stage("read", lambda: _read(items, settings, chosen, limits))
    pages = read.where("failure is null")
    searched = run.stage("searched", lambda: _searched(pages, settings))
    found = run.stage("placed", lambda: _placed(searched.where("failure is null")))
    cut = run.stage("parts", lambda: _parts(run, pages, found))
    traced = run.stage("traced", lambda: _traced(pages, found, cut, settings))
    failures = [*_failures(read), *_failures(searched), *_failures(traced)]

    good = traced.where("failure is null")
    groups = joins.numbered(cut, "group", "number").withColumn("number", f.col("number") + 1)
    of_story = (
        cut.where("asked")
        .select("place", "group")
        .join(groups, "group")
        .select("place", f.col("number").alias("group"))
    )
    told = good.join(of_story, "place")
    run.output("traces", good.orderBy("place").select("id", "json"))
    run.output("pages", _table(told.orderBy("place"), _page_rows, PAGE_COLUMNS))
    run.output("edges", _table(good.orderBy("place"), _edge_rows, EDGES))
    run.output("documents", _documents(good, pages, settings))
    run.output("failures", spark.createDataFrame([asdict(failure) for failure in sorted(failures, key=_by_file)],
                                                 "file string, error string, message string, sha256 string"))  # fmt: skip
    sizes = [
        row["pages"] for row in cut.where("asked").groupBy("group").agg(f.count("*").alias("pages")).collect()
    ]
    result = summary(_tallies(good), failures, sizes, settings.info, round(time.monotonic() - begun, 1))
    Path(out, SUMMARY).write_text(to_json(result) + "\n", "utf-8")
    return result


class _Stages:
    """The stages of one run, each kept as Parquet under the state of everything it was made from."""

    def __init__(self, spark: SparkSession, out: Path) -> None:
        self.spark = spark
        self._out = out
        self._rounds = 0

    def begin(self, state: Sequence[str]) -> None:
        digest = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
        self._work = self._out / WORK / f"spark-{digest}"

    def stage(self, name: str, made: Callable[[], DataFrame]) -> DataFrame:
        """What the stage leaves: read, if it was finished before."""
        place = self._work / name
        if not (place / "_SUCCESS").exists():
            made().write.mode("overwrite").parquet(str(place))
        return self.spark.read.parquet(str(place))

    def kept(self, frame: DataFrame) -> DataFrame:
        """A frame of a round that is gone over again."""
        self._rounds += 1
        return self.stage(f"round-{self._rounds}", lambda: frame)

    def output(self, name: str, frame: DataFrame) -> None:
        frame.write.mode("overwrite").parquet(str(self._out / f"{name}.parquet"))


# ── the stages ─────────────────────────────────────────────────────────────────────────


def _items(spark: SparkSession, inputs: Sequence[str], choice: Choice, out: Path) -> DataFrame:
    """Rows `(id, path, content, told)`; `told` changes when the item may have."""
    columns = "id string, path string, content binary, told string"
    local_ = [given for given in inputs if "://" not in given and not given.lower().endswith(".parquet")]
    rows = [(id_, path, None, _stamp(path)) for id_, path in listed(local_, choice, out)] if local_ else []
    items = spark.createDataFrame(rows, columns).repartition(spark.sparkContext.defaultParallelism * 4)
    for given in inputs:
        if given not in local_:
            items = items.unionByName(_remote(spark, given, choice))
    return items


def _remote(spark: SparkSession, given: str, choice: Choice) -> DataFrame:
    if given.lower().endswith(".parquet"):
        found = spark.read.parquet(given).select("id", "content").withColumn("path", f.col("id"))
    else:
        reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        found = reader.load(given).withColumn("id", f.expr(f"substring(path, {len(given.rstrip('/')) + 2})"))
    takes = f.udf(lambda id_: choice.takes(id_, None), "boolean")
    return found.where(takes("id")).select("id", "path", "content", f.sha2("content", 256).alias("told"))


def _stamp(path: str) -> str:
    status = Path(path).stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _told(items: DataFrame) -> str:
    return str(items.agg(f.count("*"), f.sum(f.xxhash64("id", "told").cast("decimal(38,0)"))).first())


def _read(items: DataFrame, settings: Settings, choice: Choice, limits: Limits) -> DataFrame:
    rows = items.select("id", "path", "content").mapInArrow(
        tasks.reading(settings, choice, limits), tasks.READ
    )
    read = joins.own_ids(rows)
    again = read.where("nth > 1").drop("nth").mapInArrow(tasks.renamed, tasks.READ)
    return read.where("nth = 1").drop("nth").unionByName(again)


def _searched(pages: DataFrame, settings: Settings) -> DataFrame:
    lines = pages.where("site != ''").select("site", "hashes", "lengths")
    common = lines.groupBy("site").applyInArrow(tasks.furniture_of_site, "site string, common binary")
    asked = pages.select("id", "page", "hashes", "site").join(common, "site", "left")
    return asked.select("id", "page", "hashes", "common").mapInArrow(
        tasks.searching(settings, searching.LIMITS), tasks.SEARCHED
    )


def _placed(searched: DataFrame) -> DataFrame:
    return searched.join(joins.numbered(searched, "id", "place"), "id").drop("failure")


def _parts(run: _Stages, pages: DataFrame, found: DataFrame) -> DataFrame:
    """The parts that are traced together: from candidate components, each cut into its stories."""
    near = run.stage("near", lambda: joins.candidates(found))
    holders = found.select("place", f.explode("documents").alias("document"))
    heads = holders.groupBy("document").agg(f.min("place").alias("v"))
    sharing = holders.join(heads, "document").select(f.col("place").alias("u"), "v")
    edges = near.select(f.col("first").alias("u"), f.col("second").alias("v")).unionByName(sharing)
    tied = run.stage("components", lambda: joins.components(edges, run.kept))
    members = (
        found.join(tied, "place")
        .join(pages.select("id", "page"), "id")
        .select("component", "place", "id", "page", "documents", "bands", "published")
    )
    firsts = tied.select(f.col("place").alias("first"), f.col("component").alias("of"))
    cut = members.groupBy("component").cogroup(near.join(firsts, "first").groupBy("of"))
    alone = found.join(tied, "place", "left_anti").select(
        f.col("place").alias("group"), f.col("place").cast("string").alias("part"), "place",
        f.lit(True).alias("asked"), f.lit(None).cast("string").alias("warning"),
    )  # fmt: skip
    return cut.applyInArrow(tasks.stories, tasks.PARTS).unionByName(alone)


def _traced(pages: DataFrame, found: DataFrame, cut: DataFrame, settings: Settings) -> DataFrame:
    texts = found.select("place", "id", "matches").join(pages.select("id", "page"), "id")
    rows = cut.join(texts, "place").select("part", "place", "id", "page", "matches", "asked", "warning")
    sizes = cut.groupBy("part").agg(f.count("*").alias("size"))
    sized = rows.join(sizes, "part")
    several = (
        sized.where("size > 1")
        .drop("size")
        .groupBy("part")
        .applyInArrow(tasks.tracing_parts(settings), tasks.TRACED)
    )
    singles = sized.where("size = 1").drop("size").mapInArrow(tasks.tracing_singles(settings), tasks.TRACED)
    return several.unionByName(singles)


# ── what comes out ─────────────────────────────────────────────────────────────────────


def _table(
    traced: DataFrame, rows: Callable[[Any], Iterable[dict[str, Any]]], columns: dict[str, str]
) -> DataFrame:
    kinds = ", ".join(f"`{name}` {SQL.get(kind, kind)}" for name, kind in columns.items())
    return traced.mapInArrow(tasks.unpacked("traced", rows, kinds), kinds)


def _page_rows(traced: Traced) -> list[dict[str, Any]]:
    return [traced.page]


def _edge_rows(traced: Traced) -> Sequence[dict[str, Any]]:
    return traced.edges


def _documents(traced: DataFrame, pages: DataFrame, settings: Settings) -> DataFrame:
    """The texts that matches are with: those of the corpus, then pages of the crawl."""
    named = traced.mapInArrow(
        tasks.unpacked("traced", _named, "id string, crawled boolean"), "id string, crawled boolean"
    ).distinct()
    corpus = (
        named.where("not crawled")
        .select("id")
        .mapInArrow(tasks.documents(settings), "id string, json string")
    )
    crawled = named.where("crawled").join(pages.select("id", "page"), "id").select("id", "page")
    texts = crawled.mapInArrow(tasks.pages_as_documents, "id string, json string")
    both = corpus.withColumn("crawled", f.lit(False)).unionByName(texts.withColumn("crawled", f.lit(True)))
    return both.orderBy("crawled", "id").select("id", "json")


def _named(traced: Traced) -> list[dict[str, Any]]:
    corpus = [{"id": id_, "crawled": False} for id_ in traced.documents]
    return corpus + [{"id": id_, "crawled": True} for id_ in traced.pages]


def _failures(stage: DataFrame) -> list[Failure]:
    from reprint_trace.scanning.packing import unpack

    rows = stage.where("failure is not null").select("failure").collect()
    return [unpack(bytes(row["failure"])) for row in rows]


def _by_file(failure: Failure) -> str:
    return failure.file


def _tallies(traced: DataFrame) -> Iterator[Tally]:
    """What the summary counts, alike ones counted on the cluster."""
    from reprint_trace.scanning.packing import unpack

    kinds = traced.mapInArrow(tasks.unpacked("traced", _tally, "tally binary"), "tally binary")
    for row in kinds.groupBy("tally").count().orderBy("tally").collect():
        yield from repeat(unpack(bytes(row["tally"])), row["count"])


def _tally(traced: Traced) -> list[dict[str, Any]]:
    from reprint_trace.scanning.packing import pack

    return [{"tally": pack(traced.tally)}]
