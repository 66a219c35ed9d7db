"""A Spark session whose executors run this very Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

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
