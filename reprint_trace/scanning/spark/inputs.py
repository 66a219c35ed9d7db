"""What a scan on a cluster is given, as rows `(id, path, content, saved, told)`.

Files are rows with a `path` (bytes: a name need not be UTF-8), what Spark itself reads rows with
`content`, and what is too large for that rows with neither.  `saved` is an ISO date where it is known;
`told` changes when the item may have.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as f

from reprint_trace.reading.folders import ARCHIVED, SUFFIXES
from reprint_trace.reading.formats import MAX_BYTES
from reprint_trace.scanning.inputs import Choice, listed
from reprint_trace.scanning.spark.tasks import MAX_ARCHIVE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

COLUMNS = "id string, path binary, content binary, saved string, told string"
MANY = (".warc", ".warc.gz", ".wacz")
A_TASK = 2_000  # files: some two minutes
TASKS = 4  # a processor at least


def items(spark: SparkSession, inputs: Sequence[str], choice: Choice, out: Path) -> DataFrame:
    """The items behind the arguments.  Those of folders, globs and lists are listed by the driver."""
    files = [given for given in inputs if not _by_spark(given)]
    found = listed(files, choice, out) if files else []
    rows = [(_utf8(id_), os.fsencode(path), None, None, _stamp(path)) for id_, path in found]
    tasks = max(spark.sparkContext.defaultParallelism * TASKS, len(rows) // A_TASK)
    frame = spark.createDataFrame(rows, COLUMNS).repartition(tasks)
    for given in inputs:
        if _by_spark(given):
            frame = frame.unionByName(_read_by_spark(spark, given))
    return frame


def told(items: DataFrame) -> str:
    """What changes when an item may have, or comes, or goes."""
    return str(items.agg(f.count("*"), f.sum(f.xxhash64("id", "told").cast("decimal(38,0)"))).first())


def _by_spark(given: str) -> bool:
    return "://" in given or given.lower().endswith(".parquet")


def _read_by_spark(spark: SparkSession, given: str) -> DataFrame:
    stamp = "concat_ws(' ', _metadata.file_path, _metadata.file_size, _metadata.file_modification_time)"
    nothing = "cast(null as binary)"
    if given.lower().endswith(".parquet"):
        rows = spark.read.parquet(given)
        return rows.selectExpr(
            "id", f"{nothing} as path", "content", "cast(null as string) as saved", f"{stamp} as told"
        )
    endings = SUFFIXES + ARCHIVED
    names = ",".join(f"{ending},{ending.upper()}" for ending in endings)
    reader = spark.read.format("binaryFile").option("pathGlobFilter", f"*{{{names}}}")
    files = reader.option("recursiveFileLookup", "true").load(given)
    archive = " or ".join(f"lower(path) like '%{ending}'" for ending in MANY)
    fits = f"length <= {MAX_BYTES} or (length <= {MAX_ARCHIVE} and ({archive}))"
    root = given.rstrip("/").replace("file:///", "file:/")  # as Spark gives it back
    inside = f.substring("path", len(root) + 2, 1 << 16)
    files = files.withColumn("id", f.when(f.col("path") == root, f.col("path")).otherwise(inside))
    columns = ["path", "string(modificationTime) as saved", f"{stamp} as told"]
    small = files.where(fits).selectExpr("id", "content", *columns)
    large = files.where(f"not ({fits})").selectExpr("id", f"{nothing} as content", *columns)
    return small.unionByName(large).withColumn("path", f.expr(nothing))


def _stamp(path: str) -> str:
    try:
        status = Path(path).stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def _utf8(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
