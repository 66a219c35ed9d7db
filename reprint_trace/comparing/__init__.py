"""Comparing: two texts in, every difference out, typed and weighed."""

from __future__ import annotations

from reprint_trace.comparing.differences import Difference, differences
from reprint_trace.comparing.match import compare, compare_pages, compare_texts, edit_script
from reprint_trace.comparing.script import EditScript
from reprint_trace.comparing.several import Source, attributed, sources

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
