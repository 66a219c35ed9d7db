"""Comparing: two texts in, every difference out, typed and weighed."""

from __future__ import annotations

from reprint_trace.comparing.differences import Difference, differences
from reprint_trace.comparing.match import compare

__all__ = ["Difference", "compare", "differences"]
