"""Uses as a table, a workbook and a paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, get_args

from reprint_trace.reporting.brief import Block, Paper
from reprint_trace.reporting.wording import Messages, percent_of
from reprint_trace.words import Language

if TYPE_CHECKING:
    from reprint_trace.reporting.tables import Row
    from reprint_trace.uses.finding import Use

Format = Literal["text", "csv", "xlsx", "html", "docx", "json", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
COLUMNS = (
    "outlet", "url", "page", "published", "saved", "title", "original_title", "original", "original_published", "original_url",
    "basis", "relation", "characters", "of_original", "of_page", "longest_run", "headline_changed", "byline_removed",
    "dateline_removed", "names_changed", "figures_changed", "names_lost", "figures_lost", "credit", "credit_text",
    "through", "licensed", "listed", "sha256",
)  # fmt: skip
SUMMARY = ("outlet", "uses", "characters", "credit_right", "credit_wrong", "credit_none", "byline_removed",
           "headline_changed", "licensed", "earliest", "latest")  # fmt: skip
SHOWN = ("outlet", "published", "title", "characters", "of_original", "credit", "through", "licensed", "url")
CODES = frozenset({"basis", "credit", "licensed"})  # columns whose values have words
ROWS = 500  # of a paper


def export_uses(found: Sequence[Use], of: str, format_: Format, lang: Language = "en") -> bytes:
    """Uses of the house `of` in one of `FORMATS`; of `text` the paper's words."""
    from reprint_trace.reporting import office, page
    from reprint_trace.reporting.tables import csv_bytes

    t = Messages(lang)
    match format_:
        case "json" | "jsonl":
            lines = [json.dumps(_plain(use), ensure_ascii=False) for use in found]
            text = "".join(f"{line}\n" for line in lines)
            return (text if format_ == "jsonl" else "[" + ",\n".join(lines) + "]\n").encode(
                "utf-8", "backslashreplace"
            )
        case "csv":
            return csv_bytes([cells(use) for use in found], COLUMNS)
        case "xlsx":
            sheets = {
                t("uses.sheet.uses"): (COLUMNS, [told(cells(use), t) for use in found]),
                t("uses.sheet.outlets"): (SUMMARY, [told(row, t) for row in summary(found)]),
            }
            return office.workbook(sheets, t)
        case "docx":
            return office.docx(paper_of_uses(found, of, lang))
        case "html":
            return page.paper_html(paper_of_uses(found, of, lang), lang).encode("utf-8", "backslashreplace")
        case _:
            return _text(paper_of_uses(found, of, lang)).encode("utf-8", "backslashreplace")


def summary(found: Sequence[Use]) -> list[Row]:
    """A row an outlet, from most uses to fewest."""
    outlets: dict[str, list[Use]] = {}
    for use in found:
        outlets.setdefault(use.outlet, []).append(use)
    rows = [_outlet(outlet, mine) for outlet, mine in outlets.items()]
    return sorted(rows, key=lambda row: (-row["uses"], row["outlet"]))


def _outlet(outlet: str, mine: Sequence[Use]) -> Row:
    days = sorted(use.published for use in mine if use.published)
    states = {use.licensed for use in mine}
    return {
        "outlet": outlet, "uses": len(mine), "characters": sum(use.characters or 0 for use in mine),
        "credit_right": sum(use.credit == "right" for use in mine),
        "credit_wrong": sum(use.credit in ("wrong", "carrier", "own") for use in mine),
        "credit_none": sum(use.credit == "none" for use in mine),
        "byline_removed": sum(bool(use.byline_removed) for use in mine),
        "headline_changed": sum(bool(use.headline_changed) for use in mine),
        "licensed": states.pop() if len(states) == 1 else "mixed",
        "earliest": days[0] if days else None, "latest": days[-1] if days else None,
    }  # fmt: skip


def paper_of_uses(found: Sequence[Use], of: str, lang: Language = "en") -> Paper:
    """A summary by outlet, then every use."""
    from reprint_trace import __version__

    t = Messages(lang)
    rows = [told(cells(use), t) for use in found]
    return Paper(
        title=t("uses.title", outlet=of),
        lead=t("uses.lead", n=len(found), outlets=len({use.outlet for use in found})),
        blocks=(
            _block(t("uses.sheet.outlets"), SUMMARY, [told(row, t) for row in summary(found)], t),
            _block(t("uses.sheet.uses"), SHOWN, rows, t),
        ),
        foot=t("footer", version=__version__),
    )


def _block(heading: str, columns: Sequence[str], rows: Sequence[Row], t: Messages) -> Block:
    return Block(
        heading, (), tuple(t.term("column", name) for name in columns),
        tuple(tuple(shown_cell(name, row[name]) for name in columns) for row in rows[:ROWS]),
        t("uses.more", n=len(rows) - ROWS) if len(rows) > ROWS else "",
    )  # fmt: skip


def shown_cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    return percent_of(value) if column.startswith("of_") else str(value)


def _text(paper: Paper) -> str:
    """A paper for a terminal: a line a row."""
    parts = [paper.title, paper.lead]
    for block in paper.blocks:
        lines = [" · ".join(row) for row in (block.columns, *block.rows)]
        parts.append("\n".join([block.heading, *lines]))
    from reprint_trace.reporting import shown

    return shown("\n\n".join(parts)) + "\n"


def _plain(use: Use) -> dict[str, Any]:
    return {name: getattr(use, name) for name in COLUMNS}


def cells(use: Use) -> Row:
    """A use as cells: lists joined, codes as they are."""
    plain = asdict(use)
    return {
        name: ("、".join(value) or None) if isinstance(value := plain[name], tuple) else value
        for name in COLUMNS
    }


def told(row: Row, t: Messages) -> Row:
    """A row with words for its codes."""
    said = dict(row)
    for name, value in row.items():
        if isinstance(value, bool):
            said[name] = t("uses.yes") if value else t("uses.no")
        elif name in CODES and isinstance(value, str):
            said[name] = t.term(f"uses.{name}", value)
        elif name == "relation":
            said[name] = t.term("relation", value) or None
    return said
