"""A scan on a cluster: the local engine's stages over DataFrames, the same traces from them.

Read everything; learn each site's furniture; search the corpus; pair the pages by a join on their keys
and compare the pairs; group them by connected components; trace each part of a story; write Parquet.
Every stage is written to the run's `.work` and read from there by the next, so that no page is read
twice, and a run that ended goes on after the last stage that it finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from reprint_trace.contract import to_json
from reprint_trace.contract.loading import summary_from_json
from reprint_trace.errors import OutputError
from reprint_trace.reporting.tables import EDGES
from reprint_trace.reporting.tables import PAGES as PAGE_COLUMNS
from reprint_trace.scanning import local
from reprint_trace.scanning.inputs import Choice
from reprint_trace.scanning.journal import Unwatched, Watch
from reprint_trace.scanning.outputs import SUMMARY, summary
from reprint_trace.scanning.spark import inputs as items_of
from reprint_trace.scanning.spark import joins, tasks
from reprint_trace.scanning.spark.tasks import unpacked
from reprint_trace.scanning.stages import READ_LIMITS
from reprint_trace.scanning.stories import WITNESSES
from reprint_trace.scanning.values import Failure, Tally, Traced, pack, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from reprint_trace.budget import Limits
    from reprint_trace.model import Summary
    from reprint_trace.scanning.stages import Settings
    from reprint_trace.tables.rows import BadRow

DEFAULTS = {
    "spark.app.name": "reprint-trace",
    "spark.ui.showConsoleProgress": "false",
    "spark.python.daemon.module": "reprint_trace.scanning.spark.daemon",
    "spark.sql.parquet.compression.codec": "zstd",  # pages are packed, their keys are not
}
HERE = {  # no other machine is told where this one is
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


@contextmanager
def session(master: str | None = None, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """The session at `master` (`local[4]`, `spark://…`, `yarn`); without one, what `spark-submit` or the
    machine's Spark settings say, or this machine alone.  It is stopped in the end."""
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf()
    master = master or conf.get("spark.master") or "local[*]"
    own = {**DEFAULTS, **(HERE if master.startswith("local") else {}), **(settings or {})}
    conf.setMaster(master)
    for name, value in own.items():
        conf.setIfMissing(name, value)
    spark = SparkSession.builder.config(conf=conf).getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


# ── the scan ────────────────────────────────────────────────────────────────────────────

WORK = ".work"
DONE = "done"
FAILURE = "file string, error string, message string, sha256 string"
SQL = {"int64": "long"}  # Arrow's names that are not Spark's
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
PAGES, NUMBERS = "64", "100000"  # rows of a batch: pages are large, and a worker holds a batch
OF_SITE = 20_000  # pages that a site's furniture is learned from


def scan(
    inputs: Sequence[str],
    out: str,
    *,
    spark: SparkSession,
    corpus: str | None = None,
    outlets: str | None = None,
    choice: Choice | None = None,
    limits: Limits = READ_LIMITS,
    command: str | None = None,
    watch: Watch | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> Summary:
    """Trace every page behind `inputs` and leave the run's tables in the folder `out`; its summary.

    Inputs are as for `local.scan`, and addresses that Spark reads: folders of an object store
    (`s3a://…`), and Parquet with the columns `id` and `content`.  So is the corpus, or Parquet in many
    files or at an address.  Files, the corpus and `out` must be where the driver and every executor see
    them.  Raises as `local.scan` does.
    """
    begun = time.monotonic()
    if "://" in out:
        raise OutputError(out, "is no folder", "give one that the driver and every executor see")
    work = Path(out).resolve() / WORK
    work.mkdir(parents=True, exist_ok=True)
    chosen = choice or Choice()
    kept = items_of.corpus(spark, corpus, work) if corpus else None
    settings, digest = local.settings_of(work, kept, outlets, command, bad_row)
    if corpus and settings.info:
        settings = replace(settings, info=replace(settings.info, name=corpus))
    items = items_of.items(spark, inputs, chosen, Path(out).resolve())
    state = [digest, local.basis(outlets), str(settings), str(chosen), str(limits), items_of.told(items)]
    run = _Stages(spark, Path(out).resolve(), state, watch or Unwatched())
    if run.done():
        return summary_from_json(Path(out, SUMMARY).read_bytes())

    read = run.stage(
        "read", lambda: items.mapInArrow(items_of.reading(settings, chosen, limits), items_of.READ_ROWS)
    )
    read = _own_ids(run, read)
    pages = read.where("failure is null")
    searched = run.stage("searched", lambda: _searched(run, pages, settings))
    good = searched.where("failure is null").drop("failure")
    found = joins.numbered(good, "id", "place", run.kept("placed"))
    cut = run.stage("parts", lambda: _parts(run, found))
    traced = run.stage("traced", lambda: _traced(found, cut, settings))
    failures = [stage.select("failure").where("failure is not null") for stage in (read, searched, traced)]

    traces = traced.where("failure is null").orderBy("place")
    groups = joins.numbered(cut.select("group").distinct(), "group", "number", run.kept("groups"))
    numbers = cut.where("asked").join(groups, "group").selectExpr("place", "number + 1 as group")
    failed = failures[0].unionByName(failures[1]).unionByName(failures[2])
    run.output("traces", traces.select("id", "json"))
    told = traces.join(numbers, "place").orderBy("place")
    run.output("pages", _table(told, _page_rows, PAGE_COLUMNS))
    run.output("edges", _table(told, _edge_rows, EDGES))
    run.output("documents", _documents(traces, found, settings))
    run.output("failures", failed.mapInArrow(unpacked("failure", _failure, FAILURE), FAILURE).orderBy("file"))
    sizes = (
        cut.where("asked")
        .groupBy("group")
        .count()
        .where("count > 1")
        .groupBy("count")
        .agg(f.count("*").alias("of"))
    )
    result = summary(
        _tallies(traces), list(_failures(spark, out)),
        [size for row in sizes.collect() for size in repeat(row["count"], row["of"])],
        settings.info, round(time.monotonic() - begun, 1),
    )  # fmt: skip
    Path(out, SUMMARY).write_text(to_json(result) + "\n", "utf-8")
    run.finish()
    return result


class _Stages:
    """The stages of one run, each kept as Parquet under the state of everything it was made from."""

    def __init__(self, spark: SparkSession, out: Path, state: Sequence[str], watch: Watch) -> None:
        self.spark = spark
        digest = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
        self._out = out
        self._work = out / WORK / f"spark-{digest}"
        self._watch = watch

    def stage(self, name: str, made: Callable[[], DataFrame], rows: str = PAGES) -> DataFrame:
        """What the stage leaves: read, if it was finished before.  `rows` go to Python at a time."""
        place = self._work / name
        if not (place / "_SUCCESS").exists():
            frame = made()
            self._watch.stage(name, 1)
            self.spark.conf.set(BATCH, rows)
            frame.write.mode("overwrite").parquet(items_of.address(place))
            self._watch.advance()
        return self.spark.read.parquet(items_of.address(place))

    def kept(self, name: str) -> joins.Kept:
        """Keeps frames as stages of that name, the first, the second … time."""
        rounds = count(1)
        return lambda frame: self.stage(f"{name}-{next(rounds)}", lambda: frame, NUMBERS)

    def output(self, name: str, frame: DataFrame) -> None:
        (self._out / SUMMARY).unlink(missing_ok=True)  # it is there when everything else is
        self._watch.stage("writing", 1)
        self.spark.conf.set(BATCH, PAGES)
        frame.write.mode("overwrite").parquet(items_of.address(self._out / f"{name}.parquet"))
        self._watch.advance()

    def done(self) -> bool:
        return (self._work / DONE).exists() and (self._out / SUMMARY).exists()

    def finish(self) -> None:
        """Say that everything is written, and forget what earlier states of the crawl left."""
        (self._work / DONE).touch()
        for other in (self._out / WORK).glob("spark-*"):
            if other != self._work:
                shutil.rmtree(other, ignore_errors=True)


# ── the stages ─────────────────────────────────────────────────────────────────────────


def _own_ids(run: _Stages, read: DataFrame) -> DataFrame:
    """Pages that share an id are told apart; that happens to records of archives and to tables only."""
    named = read.select("id", "sha256", "item", "archive", "number")
    again = named.groupBy("id").count().where("count > 1").select("id")
    if again.isEmpty():
        return read
    own = joins.own_ids(named.join(again, "id")).drop("sha256")
    of_page = ["id", "item", "archive", "number"]
    known = read.join(again.withColumn("again", f.lit(True)), "id", "left").join(own, of_page, "left")
    kept = known.where("again is null or nth is not null")
    return run.stage("named", lambda: kept.mapInArrow(items_of.renamed, items_of.READ_ROWS))


def _searched(run: _Stages, pages: DataFrame, settings: Settings) -> DataFrame:
    """Every page with what was found of it, by its body without its site's furniture.

    Of a site with more pages than OF_SITE so many are looked at, drawn by their ids: otherwise one
    worker would hold all lines of the largest site.
    """
    lines = pages.where("site != ''").select("id", "site", "hashes", "lengths")
    large = lines.groupBy("site").count().where(f.col("count") > OF_SITE)
    some = lines.join(large, "site", "left").where(
        f.col("count").isNull() | (f.expr("pmod(xxhash64(id), count)") < OF_SITE)
    )
    learned = (
        some.select("site", "hashes", "lengths")
        .groupBy("site")
        .applyInArrow(tasks.furniture_of_site, "site string, common binary")
    )
    common = run.stage("furniture", lambda: learned.where("octet_length(common) > 0"))
    asked = pages.select("id", "page", "hashes", "site").join(f.broadcast(common), "site", "left")
    return asked.select("id", "page", "hashes", "common").mapInArrow(
        tasks.searching(settings), tasks.SEARCHED
    )


def _parts(run: _Stages, found: DataFrame) -> DataFrame:
    """The parts that are traced together: stories are connected components of related pages, and cut
    where they are too large."""
    near = run.stage("near", lambda: joins.candidates(found), NUMBERS)
    related = run.stage("related", lambda: _related(near, found))
    holders = found.select("place", f.explode("documents").alias("document"))
    heads = holders.groupBy("document").agg(f.min("place").alias("u"))
    sharing = holders.join(heads, "document").select("u", f.col("place").alias("v"))
    tied = run.stage(
        "stories", lambda: joins.components(related.unionByName(sharing), run.kept("round")), NUMBERS
    )
    sizes = tied.groupBy("component").agg(f.count("*").alias("size"))
    stories = tied.join(sizes, "component").withColumnRenamed("component", "group")
    large = stories.where(f.col("size") > WITNESSES).select("group", "place")
    pieces = large.join(found.select("place", "id", "bands", "published"), "place").select(
        "group", "place", "id", "bands", "published"
    )
    alone = found.select("place").join(tied, "place", "left_anti")
    whole = stories.where(f.col("size") <= WITNESSES).unionByName(
        alone.select(f.col("place").alias("group"), "place", f.lit(1).cast("long").alias("size"))
    )
    return pieces.groupBy("group").applyInArrow(tasks.cutting, tasks.PARTS).unionByName(
        whole.selectExpr("group", "string(group) as part", "place", "true as asked",
                         "cast(null as binary) as warning", "size")
    )  # fmt: skip


def _related(near: DataFrame, found: DataFrame) -> DataFrame:
    """Pairs `(u, v)` of pages of which one may be a copy of the other.  Pages that descend from the
    same document belong together whatever comparing them would say."""
    facts = found.select("place", "page", "documents")
    pairs = near.select(f.col("first").alias("u"), f.col("second").alias("v"))
    for end, text in (("u", "one"), ("v", "other")):
        pairs = pairs.join(facts.toDF(end, text, f"{text}s"), end)
    pairs = pairs.where("not arrays_overlap(ones, others)").select("u", "v", "one", "other")
    return pairs.mapInArrow(tasks.comparing, "u long, v long")


def _traced(found: DataFrame, cut: DataFrame, settings: Settings) -> DataFrame:
    rows = cut.join(found.select("place", "id", "page", "matches"), "place").select(
        "part", "place", "id", "page", "matches", "asked", "warning", "size"
    )
    several = (
        rows.where("size > 1")
        .drop("size")
        .groupBy("part")
        .applyInArrow(tasks.tracing_parts(settings), tasks.TRACED)
    )
    singles = rows.where("size = 1").mapInArrow(tasks.tracing_singles(settings), tasks.TRACED)
    return several.unionByName(singles)


# ── what comes out ─────────────────────────────────────────────────────────────────────


def _table(
    traced: DataFrame, rows: Callable[[Any], Iterable[dict[str, Any]]], columns: dict[str, str]
) -> DataFrame:
    kinds = ", ".join(f"`{name}` {SQL.get(kind, kind)}" for name, kind in columns.items())
    return traced.mapInArrow(unpacked("traced", rows, kinds), kinds)


def _page_rows(traced: Traced) -> list[dict[str, Any]]:
    return [_ungrouped(traced.page)]


def _edge_rows(traced: Traced) -> Sequence[dict[str, Any]]:
    return [_ungrouped(edge) for edge in traced.edges]


def _ungrouped(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the number of its story, which only the whole run knows."""
    return {name: value for name, value in row.items() if name != "group"}


def _documents(traced: DataFrame, found: DataFrame, settings: Settings) -> DataFrame:
    """The texts that matches are with: those of the corpus, then pages of the crawl."""
    named = traced.mapInArrow(
        unpacked("traced", _named, "id string, crawled boolean"), "id string, crawled boolean"
    ).distinct()
    corpus = (
        named.where("not crawled")
        .select("id")
        .mapInArrow(tasks.documents(settings), "id string, json string")
    )
    crawled = named.where("crawled").join(found.select("id", "page"), "id").select("id", "page")
    texts = crawled.mapInArrow(tasks.pages_as_documents, "id string, json string")
    both = corpus.withColumn("crawled", f.lit(False)).unionByName(texts.withColumn("crawled", f.lit(True)))
    return both.orderBy("crawled", "id").select("id", "json")


def _named(traced: Traced) -> list[dict[str, Any]]:
    corpus = [{"id": id_, "crawled": False} for id_ in traced.documents]
    return corpus + [{"id": id_, "crawled": True} for id_ in traced.pages]


def _failure(failure: Failure) -> list[dict[str, Any]]:
    return [asdict(failure)]


def _failures(spark: SparkSession, out: str) -> Iterator[Failure]:
    """What the summary counts of them."""
    written = spark.read.parquet(items_of.address(Path(out, "failures.parquet")))
    for row in written.groupBy("error").count().collect():
        yield from repeat(Failure(file="", error=row["error"], message=""), row["count"])


def _tallies(traced: DataFrame) -> Iterator[Tally]:
    """What the summary counts, alike ones counted on the cluster."""
    kinds = traced.mapInArrow(unpacked("traced", _tally, "tally binary"), "tally binary")
    for row in kinds.groupBy("tally").count().orderBy("tally").collect():
        yield from repeat(unpack(bytes(row["tally"])), row["count"])


def _tally(traced: Traced) -> list[dict[str, Any]]:
    return [{"tally": pack(traced.tally)}]
