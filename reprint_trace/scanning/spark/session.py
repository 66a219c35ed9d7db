"""A Spark session whose executors run this very Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROWS = "128"  # pages in a batch: they are large, and a worker holds a batch


@contextmanager
def session(master: str | None = None) -> Iterator[SparkSession]:
    """The session at `master` (`local[4]`, `spark://…`, `yarn`); without one, what `spark-submit` or the
    machine's Spark settings say, or this machine alone.  It is stopped in the end."""
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf()
    master = master or conf.get("spark.master") or "local[*]"
    conf.setMaster(master).setAppName("reprint-trace").setIfMissing("spark.ui.showConsoleProgress", "false")
    conf.setIfMissing("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS)
    conf.setIfMissing("spark.sql.files.ignoreCorruptFiles", "false")
    if master.startswith("local"):  # no other machine is told where this one is
        conf.setIfMissing("spark.driver.host", "127.0.0.1").setIfMissing(
            "spark.driver.bindAddress", "127.0.0.1"
        )
        conf.setIfMissing("spark.ui.enabled", "false")
    spark = SparkSession.builder.config(conf=conf).getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
