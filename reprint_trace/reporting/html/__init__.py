"""Reports to look at: one page's trace as one file, a scan's as a folder."""

from __future__ import annotations

from .page import page_html
from .scan import write_scan_report

__all__ = ["page_html", "write_scan_report"]
