"""Comparing: two texts in, every difference out, typed and weighed."""

from __future__ import annotations

from reprint_trace.comparing.align import Difference, differences
from reprint_trace.comparing.changes import EditScript
from reprint_trace.comparing.match import (
    Source,
    attributed,
    compare,
    compare_pages,
    compare_texts,
    edit_script,
    sources,
)

__all__ = [
    "Difference",
    "EditScript",
    "Source",
    "attributed",
    "compare",
    "compare_pages",
    "compare_texts",
    "differences",
    "edit_script",
    "sources",
]
