"""Files of an office: Word (.docx) and Excel (.xlsx), the same bytes from the same input."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from errno import ENOSPC
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reprint_trace.reporting import shown

from .tables import COLUMNS, NO_GROUPS, Groups, Row, Table, rows
from .wording import Messages

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from reprint_trace.model import Trace
    from reprint_trace.words import Language

    from .brief import Paper

FONT = "Microsoft YaHei"  # of Chinese, where it is there; else whatever the program has
SHEETS: tuple[Table, ...] = ("pages", "claims", "edges", "network")
LONGEST = 32_767  # characters of a cell in Excel
WIDTHS = {"title": 44, "id": 30, "page": 30, "chain": 44, "quote": 44, "text": 44, "sha256": 14, "url": 30}
# Columns whose values are codes with a word in the catalogue, by table.
TERMS: dict[str, str] = {
    "origin": "origin.word", "path": "path.word", "relation": "relation", "source_role": "role",
    "target_role": "role", "place": "where",
}  # fmt: skip
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOLD = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def docx(paper: Paper) -> bytes:
    """A paper as a Word document."""
    from docx import Document

    document = Document()
    _fonts(document)
    document.core_properties.title = plain_text(paper.title)[:250]
    document.core_properties.author = "reprint-trace"
    document.add_heading(plain_text(paper.title), 0)
    document.add_paragraph(plain_text(paper.lead))
    for block in paper.blocks:
        if block.heading:
            document.add_heading(plain_text(block.heading), 1)
        for paragraph in block.paragraphs:
            document.add_paragraph(plain_text(paragraph))
        if block.rows:
            _word_table(document, block.columns, block.rows)
        if block.left_out:
            document.add_paragraph(block.left_out)
    document.add_paragraph(plain_text(paper.foot))
    return saved(document.save)


def xlsx(traces: Sequence[Trace], lang: Language = "en", groups: Groups = NO_GROUPS) -> bytes:
    """The tables of traces, a sheet each.  In Chinese, headers and codes are words."""
    t = Messages(lang)
    sheets = {t(f"sheet.{table}"): (COLUMNS[table], rows(traces, table, groups)) for table in SHEETS}
    return workbook(sheets, t)


def workbook(sheets: Mapping[str, tuple[Iterable[str], Iterable[Row]]], t: Messages) -> bytes:
    """Sheets of rows, by name: a header that stays in sight, filters, cells that are never formulas."""
    from lxml import etree
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    try:
        for name, (columns, found) in sheets.items():
            _sheet(book.create_sheet(name), list(columns), found, t)
        return saved(book.save)
    except (etree.LxmlError, OSError) as error:  # each sheet is written in the temporary folder first
        _abandon(book.worksheets)
        raise OSError(ENOSPC, "no room for its sheets", gettempdir()) from error


def _abandon(sheets: Iterable[Any]) -> None:
    """End what writes the sheets here; left to Python it would print why it cannot."""
    for sheet in sheets:
        for writing in filter(None, (sheet._rows, sheet._writer and sheet._writer.xf)):
            with suppress(Exception):
                writing.close()


def _sheet(sheet: WriteOnlyWorksheet, columns: list[str], found: Iterable[Row], t: Messages) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, 16)
    sheet.append(list(_cells(sheet, (_head(name, t) for name in columns), bold=Font(bold=True))))
    count = 1
    for row in found:
        sheet.append(list(_cells(sheet, (_value(name, row.get(name), t) for name in columns))))
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cells(sheet: WriteOnlyWorksheet, values: Iterable[Any], bold: Any = None) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    for value in values:
        cell = WriteOnlyCell(sheet, plain_text(value)[:LONGEST] if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with = is a text
        if bold:
            cell.font = bold
        yield cell


def _head(name: str, t: Messages) -> str:
    return name if t.lang == "en" else t.term("column", name)


def _value(name: str, value: Any, t: Messages) -> Any:
    """In Chinese no code stands in a cell."""
    if t.lang == "en" or not isinstance(value, str):
        return value
    return t.term("claim" if name == "kind" else TERMS[name], value) if name in (*TERMS, "kind") else value


def _word_table(document: WordDocument, columns: tuple[str, ...], found: tuple[tuple[str, ...], ...]) -> None:
    heads = [columns] if any(columns) else []
    table = document.add_table(rows=len(heads) + len(found), cols=len(columns), style="Table Grid")
    for line, row in zip(table.rows, [*heads, *found], strict=True):
        for place, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.text = plain_text(text)
            if not heads:  # names and what they are: the names need less room
                cell.width = _points(110 if place == 0 else 370)
            for run in cell.paragraphs[0].runs:
                run.font.size = _points(9)
                run.bold = (bool(heads) and row is columns) or (not heads and place == 0)
    document.add_paragraph()


def _fonts(document: WordDocument) -> None:
    from docx.oxml.ns import qn

    for name in ("Normal", "Title", "Heading 1"):
        fonts: Any = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONT)
    for section in document.sections:
        section.left_margin = section.right_margin = _points(56)
        section.top_margin = section.bottom_margin = _points(56)


def _points(size: int) -> Any:
    from docx.shared import Pt

    return Pt(size)


def plain_text(text: str) -> str:
    """Text as XML may hold it."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", shown(text))


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """What a library saves, without the time of saving."""
    first, out = io.BytesIO(), io.BytesIO()
    save(first)
    with ZipFile(first) as parts, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for part in parts.infolist():
            data = parts.read(part)
            if part.filename == "docProps/core.xml":
                data = _TOLD.sub(rb"\g<1>2020-01-01T00:00:00Z", data)
            info = ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            kept.writestr(info, data)
    return out.getvalue()
