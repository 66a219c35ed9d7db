"""Spark's daemon of Python workers with everything loaded once: workers are forked, and share its memory."""

from pyspark.daemon import manager

import reprint_trace.scanning.preloaded  # noqa: F401

if __name__ == "__main__":
    manager()
