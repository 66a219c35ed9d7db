"""The process beside each of Spark's Python workers: pages are read and stories traced in it under the
limits of the local engine, so that a hostile page ends alone and not with its executor."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module

from reprint_trace.scanning.workers import PRELOADED, Pool


@cache
def process() -> Pool:
    """A pool of one, kept for all tasks of this worker; its process ends when the worker does."""
    forks = hasattr(os, "fork")
    if forks:
        import_module(PRELOADED)  # `daemon` has loaded it already, where Spark runs ours
    return Pool(1, forked=forks)
