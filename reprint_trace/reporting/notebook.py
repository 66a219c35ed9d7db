"""Structs in a notebook: what `_repr_html_` shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from reprint_trace.reporting.page import page_html
from reprint_trace.reporting.safe import one_line
from reprint_trace.words import default_language

if TYPE_CHECKING:
    from reprint_trace.model import Page, Trace

HEIGHT = "42em"
BODY = 400  # characters of a story


def trace_html(trace: Trace) -> str:
    """The report of a trace in a frame of its own: what a page says can do nothing to the notebook."""
    report = escape(page_html(trace, default_language()), quote=True)
    style = f"width:100%;height:{HEIGHT};border:1px solid #8884"
    return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{report}"></iframe>'


def page_card(page: Page) -> str:
    """What a page says, as a small table."""
    date = page.published
    said = (
        ("file", page.file), ("title", page.title), ("site", page.site.name or page.site.domain),
        ("declared source", page.declared_source), ("published", date.value if date else None),
        ("claims", "; ".join(claim.evidence.quote for claim in page.claims)), ("story", page.body),
    )  # fmt: skip
    rows = "".join(
        f"<tr><th style='text-align:left'>{name}</th>"
        f"<td style='text-align:left'><bdi>{escape(one_line(value or '–', BODY))}</bdi></td></tr>"
        for name, value in said
    )
    return f"<table>{rows}</table>"
