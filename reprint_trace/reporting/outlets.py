"""Resolved outlets as a terminal table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from .safe import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.outlets.gazetteer import Resolution


def table(resolutions: Iterable[Resolution]) -> Table:
    """A row an outlet, in the order asked and from carrier to origin; unresolved names say so."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in ("asked", "outlet", "class", "family", "licensed source", "because"):
        shown.add_column(header, overflow="fold")
    for resolution in resolutions:
        asked = Text(one_line(resolution.query, 60))
        if not resolution.outlets:
            shown.add_row(asked, Text("unresolved", style="yellow"))
        for number, outlet in enumerate(resolution.outlets):
            facts = (outlet.id, outlet.class_, outlet.family, outlet.licensed, outlet.basis)
            shown.add_row("  → " if number else asked, *(Text(one_line(fact or "–", 60)) for fact in facts))
    return shown
