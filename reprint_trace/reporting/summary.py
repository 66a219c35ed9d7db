"""A run as a terminal report: what a researcher wants to see first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from .safe import one_line
from .terminal import TONE
from .verdicts import ORIGIN, PATH

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reprint_trace.model import Honesty, Summary

SHOWN = 8  # rows of a ranking
BAR = 20  # characters of the widest bar
NAME = 32


def summary_report(summary: Summary, where: str) -> RenderableType:
    """The summary of the run in the folder `where`."""
    sections = [
        _head(summary, where),
        _section("Verdicts", _verdicts(summary)),
        _section("Attribution by site", _sites(summary)),
        _section("Most reprinted", _outlets(summary)),
        _section("Relay without saying so", _relays(summary)),
        _section("Spun", _ranking({name: site.spun for name, site in summary.by_site.items()}, summary)),
        _section("Not read or not traced", _counts(summary.failures_by_error)),
    ]
    return Group(*(section for section in sections if section is not None))


def _head(summary: Summary, where: str) -> RenderableType:
    corpus = summary.corpus
    lines = [
        Text(f"{summary.pages:,} pages traced, {summary.failures:,} not", style="bold"),
        Text(
            f"{summary.groups:,} stories on two pages or more hold {summary.pages_in_groups:,} pages,"
            f" the largest {summary.largest_group:,}"
        ),
        Text(
            f"corpus     {one_line(corpus.name)}: {corpus.documents:,} documents" if corpus else "no corpus",
            style="dim",
        ),
        Text(f"run        {one_line(where)}", style="dim"),
    ]
    return Panel(Group(*lines), title="Scan", title_align="left", box=box.ROUNDED)


def _verdicts(summary: Summary) -> RenderableType | None:
    table = _table("", "pages", "share", "")
    for origin, paths in summary.by_verdict.items():
        total = sum(paths.values())
        _row(table, ORIGIN[origin], total, summary.pages, TONE[origin])  # type: ignore[index]
        for path, count in paths.items():
            _row(table, f"  {PATH[path]}", count, summary.pages, "dim")  # type: ignore[index]
    return table if table.row_count else None


def _row(table: Table, name: str, count: int, of: int, style: str) -> None:
    bar = "█" * round(BAR * count / max(of, 1))
    table.add_row(Text(name, style=style), f"{count:,}", f"{count / max(of, 1):.1%}", Text(bar, style=style))


def _sites(summary: Summary) -> RenderableType | None:
    """The sites with most pages; an interval says how much their number of pages can tell."""
    table = _table("site", "pages", "copied", "holds", "fails", "attribution that holds (95 %)")
    for name, site in list(summary.by_site.items())[:SHOWN]:
        holds = site.honesty.decided - site.failing if site.honesty else 0
        figures = (site.pages, site.copied, holds, site.failing)
        table.add_row(_name(name), *(f"{figure:,}" for figure in figures), _interval(site.honesty))
    _more(table, len(summary.by_site))
    return table if table.row_count else None


def _interval(honesty: Honesty | None) -> Text:
    if honesty is None:
        return Text("not decided", style="dim")
    left, at, right = (round(BAR * share) for share in (honesty.low, honesty.share, honesty.high))
    scale = "".join("●" if i == at else "─" if left <= i <= right else "·" for i in range(BAR + 1))
    return Text(f"{scale} {honesty.share:4.0%} ({honesty.low:.0%}–{honesty.high:.0%})")


def _outlets(summary: Summary) -> RenderableType | None:
    table = _table("outlet", "pages", "sites")
    for name, outlet in list(summary.by_outlet.items())[:SHOWN]:
        if outlet.reprinted:
            table.add_row(_name(name), f"{outlet.reprinted:,}", f"{outlet.sites:,}")
    return table if table.row_count else None


def _relays(summary: Summary) -> RenderableType | None:
    """The sites whose pages came through a reprinter they do not credit, and those reprinters."""
    sites = _ranking({name: site.undeclared_relays for name, site in summary.by_site.items()}, summary)
    if sites is None:
        return None
    relayed = sorted(summary.by_outlet.items(), key=lambda item: (-item[1].relayed, item[0]))
    names = [f"{one_line(name, NAME)} ({o.relayed:,})" for name, o in relayed[:SHOWN] if o.relayed]
    return Group(sites, Text("through " + ", ".join(names), style="dim")) if names else sites


def _ranking(counts: dict[str, int], summary: Summary) -> RenderableType | None:
    table = _table("site", "pages", "of its pages")
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ranked[:SHOWN]:
        if count:
            table.add_row(_name(name), f"{count:,}", f"{count / summary.by_site[name].pages:.0%}")
    return table if table.row_count else None


def _counts(counts: dict[str, int]) -> RenderableType | None:
    table = _table("error", "pages")
    for name, count in counts.items():
        table.add_row(_name(name), f"{count:,}")
    return table if table.row_count else None


def _more(table: Table, total: int) -> None:
    if total > SHOWN:
        table.add_row(Text(f"… and {total - SHOWN:,} more", style="dim"))


def _name(name: str) -> Text:
    return Text(one_line(name, NAME))


def _table(*headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header, justify="right" if header in _NUMBERS else "left", overflow="fold")
    return table


_NUMBERS = ("pages", "share", "copied", "holds", "fails", "sites", "of its pages")


def _section(title: str, content: RenderableType | None) -> RenderableType | None:
    if content is None:
        return None
    return Padding(Group(Text(title, style="bold"), Padding(content, (0, 0, 0, 2))), (1, 0, 0, 1))
