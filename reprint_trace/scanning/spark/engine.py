"""The cluster executor: the stages over DataFrames, the same traces from them as `local`'s.

Pages are paired by a join on their keys, and grouped by connected components.  Every stage is written to the
run's `.work` and read from there by the next, so that no page is read twice, and a run that ended goes on after
the last stage that it finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
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
from reprint_trace.scanning.outputs import SUMMARY
from reprint_trace.scanning.plan import ScanRequest, Unwatched, Watch, Written, basis_of, carried_out
from reprint_trace.scanning.spark import inputs as items_of
from reprint_trace.scanning.spark import joins, tasks
from reprint_trace.scanning.spark.tasks import unpacked
from reprint_trace.scanning.stages import FURNITURE, READ, RELATE, SEARCH, TRACE
from reprint_trace.scanning.stories import WITNESSES
from reprint_trace.scanning.values import Failure, Tally, Traced, pack, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from reprint_trace.model import Summary
    from reprint_trace.scanning.stages import Settings
    from reprint_trace.tables.rows import BadRow

DONE = "done"
FAILURE = "file string, error string, message string, sha256 string"
SQL = {"int64": "long"}  # Arrow's names that are not Spark's
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
PAGES, NUMBERS = "64", "100000"  # rows of a batch: pages are large, and a worker holds a batch
OF_SITE = 20_000  # pages that a site's furniture is learned from


def scan(
    request: ScanRequest,
    *,
    spark: SparkSession,
    watch: Watch | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
) -> Summary:
    """Trace what is requested and leave the run's tables in its folder; its summary.

    Inputs are as for `local.scan`, and addresses that Spark reads: folders of an object store
    (`s3a://…`), and Parquet with the columns `id` and `content`.  So is the corpus, or Parquet in many
    files or at an address.  Files, the corpus and the folder must be where the driver and every executor see
    them.  Raises as `local.scan` does.
    """
    if "://" in request.out:
        raise OutputError(request.out, "is no folder", "give one that the driver and every executor see")
    return carried_out(_opened(replace(request, out=str(Path(request.out).resolve())), spark, watch, bad_row))


@contextmanager
def _opened(
    request: ScanRequest, spark: SparkSession, watch: Watch | None, bad_row: Callable[[BadRow], None] | None
) -> Iterator[_There]:
    yield _There(request, spark, watch or Unwatched(), bad_row)


class _There:
    """The stages as Parquet, each under the state of everything it was made from."""

    def __init__(
        self,
        request: ScanRequest,
        spark: SparkSession,
        watch: Watch,
        bad_row: Callable[[BadRow], None] | None,
    ) -> None:
        request.work.mkdir(parents=True, exist_ok=True)
        rows = items_of.corpus(spark, request.corpus, request.work) if request.corpus else None
        self.basis = basis_of(request, bad_row, rows)
        self.spark = spark
        self._request = request
        self._watch = watch
        self._items = items_of.items(spark, request)
        asked = replace(request, inputs=(), out="", corpus=None)
        state = [
            self.basis.corpus, self.basis.versions, str(self.basis.settings), str(asked), items_of.told(self._items),
        ]  # fmt: skip
        digest = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
        self._work = request.work / f"spark-{digest}"
        self._failed: list[DataFrame] = []

    # ── the stages ──────────────────────────────────────────────────────────

    def read(self) -> DataFrame:
        def made() -> DataFrame:
            reading = items_of.reading(self.basis.settings, self._request)
            return self._items.mapInArrow(reading, items_of.READ_ROWS)

        return self._stage(READ.name, made)

    def done(self, _: DataFrame) -> Summary | None:
        summary = self._request.folder / SUMMARY
        if not ((self._work / DONE).exists() and summary.exists()):
            return None
        return summary_from_json(summary.read_bytes())

    def search(self, pages: DataFrame) -> DataFrame:
        """Pages in the order of their ids, numbered as `place`, with what was found of them."""
        good = self._good(self._own_ids(pages))
        searched = self._good(self._stage(SEARCH.name, lambda: self._searched(good)))
        return joins.numbered(searched.drop("failure"), "id", "place", self._kept("placed"))

    def group(self, found: DataFrame) -> DataFrame:
        """The parts that are traced together: stories are connected components of related pages, and cut
        where they are too large."""
        return self._stage("parts", lambda: self._parts(found))

    def trace(self, found: DataFrame, stories: DataFrame) -> DataFrame:
        return self._good(self._stage(TRACE.name, lambda: _traced(found, stories, self.basis.settings)))

    def write(self, found: DataFrame, stories: DataFrame, traces: DataFrame) -> Written:
        own = stories.select("group").distinct()
        groups = joins.numbered(own, "group", "number", self._kept("groups"))
        numbers = stories.where("asked").join(groups, "group").selectExpr("place", "number + 1 as group")
        facts = traces.select("place", "traced")
        told = facts.join(numbers, "place").orderBy("place")
        self._output("traces", traces.select("place", "id", "json").orderBy("place").drop("place"))
        self._output("pages", _table(told, _page_rows, PAGE_COLUMNS))
        self._output("edges", _table(told, _edge_rows, EDGES))
        self._output("documents", _documents(facts, found, self.basis.settings))
        failed = self._failed[0].unionByName(self._failed[1]).unionByName(self._failed[2])
        rows = failed.mapInArrow(unpacked("failure", _failure, FAILURE), FAILURE)
        self._output("failures", rows.orderBy("file"))
        sizes = stories.where("asked").groupBy("group").count().where("count > 1")
        alike = sizes.groupBy("count").agg(f.count("*").alias("of")).collect()
        of_stories = [size for row in alike for size in repeat(row["count"], row["of"])]
        return Written(_tallies(facts), list(self._failures()), of_stories)

    def finish(self, result: Summary) -> None:
        """Say that everything is written, and forget what earlier states of the crawl left."""
        (self._request.folder / SUMMARY).write_text(to_json(result) + "\n", "utf-8")
        (self._work / DONE).touch()
        for other in self._request.work.glob("spark-*"):
            if other != self._work:
                shutil.rmtree(other, ignore_errors=True)

    # ── how they are kept ───────────────────────────────────────────────────

    def _stage(self, name: str, made: Callable[[], DataFrame], rows: str = PAGES) -> DataFrame:
        """What the stage leaves: read, if it was finished before.  `rows` go to Python at a time."""
        place = self._work / name
        if not (place / "_SUCCESS").exists():
            frame = made()
            self._watch.stage(name, 1)
            self.spark.conf.set(BATCH, rows)
            frame.write.mode("overwrite").parquet(items_of.address(place))
            self._watch.advance()
        return self.spark.read.parquet(items_of.address(place))

    def _kept(self, name: str) -> joins.Kept:
        """Keeps frames as stages of that name, the first, the second … time."""
        rounds = count(1)
        return lambda frame: self._stage(f"{name}-{next(rounds)}", lambda: frame, NUMBERS)

    def _good(self, answered: DataFrame) -> DataFrame:
        """The rows that are no failures; those are kept for the end."""
        self._failed.append(answered.select("failure").where("failure is not null"))
        return answered.where("failure is null")

    def _output(self, name: str, frame: DataFrame) -> None:
        (self._request.folder / SUMMARY).unlink(missing_ok=True)  # it is there when everything else is
        self._watch.stage("writing", 1)
        self.spark.conf.set(BATCH, PAGES)
        frame.write.mode("overwrite").parquet(items_of.address(self._request.folder / f"{name}.parquet"))
        self._watch.advance()

    def _failures(self) -> Iterator[Failure]:
        """What the summary counts of them."""
        written = self.spark.read.parquet(items_of.address(self._request.folder / "failures.parquet"))
        for row in written.groupBy("error").count().collect():
            yield from repeat(Failure(file="", error=row["error"], message=""), row["count"])

    # ── how they are made ───────────────────────────────────────────────────

    def _own_ids(self, read: DataFrame) -> DataFrame:
        """Pages that share an id are told apart; that happens to records of archives and to tables only."""
        named = read.select("id", "sha256", "item", "archive", "number")
        again = named.groupBy("id").count().where("count > 1").select("id")
        if again.isEmpty():
            return read
        own = joins.own_ids(named.join(again, "id")).drop("sha256")
        of_page = ["id", "item", "archive", "number"]
        known = read.join(again.withColumn("again", f.lit(True)), "id", "left").join(own, of_page, "left")
        kept = known.where("again is null or nth is not null")
        return self._stage("named", lambda: kept.mapInArrow(items_of.renamed, items_of.READ_ROWS))

    def _searched(self, pages: DataFrame) -> DataFrame:
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
        common = self._stage(FURNITURE.name, lambda: learned.where("octet_length(common) > 0"))
        asked = pages.select("id", "page", "hashes", "site").join(f.broadcast(common), "site", "left")
        return asked.select("id", "page", "hashes", "common").mapInArrow(
            tasks.searching(self.basis.settings), tasks.SEARCHED
        )

    def _parts(self, found: DataFrame) -> DataFrame:
        """The parts that are traced together: stories are connected components of related pages, and cut
        where they are too large."""
        near = self._stage("near", lambda: joins.candidates(found), NUMBERS)
        related = self._stage(RELATE.name, lambda: _related(near, found))
        holders = found.select("place", f.explode("documents").alias("document"))
        heads = holders.groupBy("document").agg(f.min("place").alias("u"))
        sharing = holders.join(heads, "document").select("u", f.col("place").alias("v"))
        tied = self._stage(
            "stories", lambda: joins.components(related.unionByName(sharing), self._kept("round")), NUMBERS
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


def _tallies(traced: DataFrame) -> Iterator[Tally]:
    """What the summary counts, alike ones counted on the cluster."""
    kinds = traced.mapInArrow(unpacked("traced", _tally, "tally binary"), "tally binary")
    for row in kinds.groupBy("tally").count().orderBy("tally").collect():
        yield from repeat(unpack(bytes(row["tally"])), row["count"])


def _tally(traced: Traced) -> list[dict[str, Any]]:
    return [{"tally": pack(traced.tally)}]


# ── the session ────────────────────────────────────────────────────────────────────────

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
    # On one machine Spark's own work is short: its best compiler and many collecting threads take twice the time.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@contextmanager
def session(master: str | None = None, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """The session at `master` (`local[4]`, `spark://…`, `yarn`); without one, what `spark-submit` or the
    machine's Spark settings say, or this machine alone.  It is stopped in the end."""
    from pyspark import SparkConf

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
