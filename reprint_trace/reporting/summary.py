"""A run as a terminal report: what a researcher wants to see first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from reprint_trace.reporting import one_line
from reprint_trace.reporting.terminal import COLOURS

from .wording import TONES, Messages

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reprint_trace.model import Honesty, Summary
    from reprint_trace.words import Language

SHOWN = 8  # rows of a ranking
BAR = 20  # characters of the widest bar
NAME = 32


def summary_report(summary: Summary, where: str, lang: Language = "en") -> RenderableType:
    """The summary of the run in the folder `where`."""
    t = Messages(lang)
    spun = {name: site.spun for name, site in summary.by_site.items()}
    sections = [
        _head(summary, where, t),
        _section(t("scan.verdicts"), _verdicts(summary, t)),
        _section(t("scan.sites"), _sites(summary, t)),
        _section(t("scan.outlets"), _outlets(summary, t)),
        _section(t("scan.relays"), _relays(summary, t)),
        _section(t("scan.spun"), _ranking(spun, summary, t)),
        _section(t("scan.failed"), _counts(summary.failures_by_error, t)),
    ]
    return Group(*(section for section in sections if section is not None))


def _head(summary: Summary, where: str, t: Messages) -> RenderableType:
    corpus = summary.corpus
    traced = t("scan.pages-traced", pages=f"{summary.pages:,}", failures=f"{summary.failures:,}")
    stories = t(
        "scan.stories", groups=f"{summary.groups:,}", pages=f"{summary.pages_in_groups:,}",
        largest=f"{summary.largest_group:,}",
    )  # fmt: skip
    searched = t("scan.no-corpus")
    if corpus:
        searched = t("scan.corpus", name=one_line(corpus.name), n=f"{corpus.documents:,}")
    lines = [
        Text(traced, style="bold"),
        Text(stories),
        Text(searched, style="dim"),
        Text(t("scan.run", where=one_line(where)), style="dim"),
    ]
    return Panel(Group(*lines), title=t("scan.title"), title_align="left", box=box.ROUNDED)


def _verdicts(summary: Summary, t: Messages) -> RenderableType | None:
    table = _table(t, "", "pages", "share", "")
    for origin, paths in summary.by_verdict.items():
        total = sum(paths.values())
        _row(table, t(f"origin.{origin}"), total, summary.pages, COLOURS[TONES[origin]])
        for path, count in paths.items():
            _row(table, "  " + t(f"path.{path}"), count, summary.pages, "dim")
    return table if table.row_count else None


def _row(table: Table, name: str, count: int, of: int, style: str) -> None:
    bar = "█" * round(BAR * count / max(of, 1))
    table.add_row(Text(name, style=style), f"{count:,}", f"{count / max(of, 1):.1%}", Text(bar, style=style))


def _sites(summary: Summary, t: Messages) -> RenderableType | None:
    """The sites with most pages; an interval says how much their number of pages can tell."""
    table = _table(t, "site", "pages", "copied", "holds", "fails", "interval")
    for name, site in list(summary.by_site.items())[:SHOWN]:
        holds = site.honesty.decided - site.failing if site.honesty else 0
        figures = (site.pages, site.copied, holds, site.failing)
        table.add_row(_name(name), *(f"{figure:,}" for figure in figures), _interval(site.honesty, t))
    if len(summary.by_site) > SHOWN:
        table.add_row(Text(t("scan.more", n=f"{len(summary.by_site) - SHOWN:,}"), style="dim"))
    return table if table.row_count else None


def _interval(honesty: Honesty | None, t: Messages) -> Text:
    if honesty is None:
        return Text(t("scan.undecided"), style="dim")
    left, at, right = (round(BAR * share) for share in (honesty.low, honesty.share, honesty.high))
    scale = "".join("●" if i == at else "─" if left <= i <= right else "·" for i in range(BAR + 1))
    return Text(f"{scale} {honesty.share:4.0%} ({honesty.low:.0%}–{honesty.high:.0%})")


def _outlets(summary: Summary, t: Messages) -> RenderableType | None:
    table = _table(t, "outlet", "pages", "site-count")
    for name, outlet in list(summary.by_outlet.items())[:SHOWN]:
        if outlet.reprinted:
            table.add_row(_name(name), f"{outlet.reprinted:,}", f"{outlet.sites:,}")
    return table if table.row_count else None


def _relays(summary: Summary, t: Messages) -> RenderableType | None:
    """The sites whose pages came through a reprinter they do not credit, and those reprinters."""
    silent = {name: site.undeclared_relays for name, site in summary.by_site.items()}
    sites = _ranking(silent, summary, t)
    if sites is None:
        return None
    relayed = sorted(summary.by_outlet.items(), key=lambda item: (-item[1].relayed, item[0]))
    names = [f"{one_line(name, NAME)} ({o.relayed:,})" for name, o in relayed[:SHOWN] if o.relayed]
    return Group(sites, Text(t("scan.through", names=", ".join(names)), style="dim")) if names else sites


def _ranking(counts: dict[str, int], summary: Summary, t: Messages) -> RenderableType | None:
    table = _table(t, "site", "pages", "of-its-pages")
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ranked[:SHOWN]:
        if count:
            table.add_row(_name(name), f"{count:,}", f"{count / summary.by_site[name].pages:.0%}")
    return table if table.row_count else None


def _counts(counts: dict[str, int], t: Messages) -> RenderableType | None:
    table = _table(t, "error", "pages")
    for name, count in counts.items():
        table.add_row(_name(name), f"{count:,}")
    return table if table.row_count else None


def _name(name: str) -> Text:
    return Text(one_line(name, NAME))


def _table(t: Messages, *headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for header in headers:
        title = t(f"scan.{header}") if header else ""
        table.add_column(title, justify="right" if header in _NUMBERS else "left", overflow="fold")
    return table


_NUMBERS = ("pages", "share", "copied", "holds", "fails", "site-count", "of-its-pages")


def _section(title: str, content: RenderableType | None) -> RenderableType | None:
    if content is None:
        return None
    return Padding(Group(Text(title, style="bold"), Padding(content, (0, 0, 0, 2))), (1, 0, 0, 1))
