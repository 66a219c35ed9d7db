"""Reports to look at: one page's trace as one file, a scan's as a folder."""

from __future__ import annotations

from .page import page_html
from .picture import cascade_svg
from .scan import write_scan_report

__all__ = ["cascade_svg", "page_html", "write_scan_report"]
