"""Draft notices to those who use a house's texts, filled from the facts alone.

A template is a Word file with blanks in double braces: {{house}}, {{outlet}}, {{uses}}, {{characters}},
{{earliest}}, {{latest}} and the other columns of the summary.  A table row that holds {{n}} is repeated for
every use, with {{title}}, {{url}} and any other column of the table of uses.  A blank that no fact fills is
left as a line to write on: who signs, what is asked for and by when are the house's to say.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.errors import MissingInput, boundary
from reprint_trace.reporting.wording import Messages
from reprint_trace.uses.rendering import cells, shown_cell, summary, told

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from reprint_trace.uses.finding import Use

BUILT_IN = ("takedown", "licence")
LINE = "＿＿＿＿＿＿"
_BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def notices(found: Sequence[Use], of: str, template: str = "takedown") -> Iterator[tuple[str, bytes]]:
    """A notice for every outlet that uses texts of the house `of`, as file name and bytes of a Word file, from
    most uses to fewest.  Licensed uses that credit the house are left out: nothing is to be asked of them.

    `template` is `takedown` (下架通知), `licence` (转载授权函) or a Word file of the user's own.
    Raises MissingInput and TruncatedInput where that cannot be read.
    """
    data = read_template(template)
    asked = [use for use in found if not (use.licensed == "yes" and use.credit == "right")]
    for number, row in enumerate(summary(asked), 1):
        mine = [use for use in asked if use.outlet == row["outlet"]]
        name = _NOT_IN_A_NAME.sub("_", row["outlet"])[:60].strip(". ") or "_"
        with boundary(template, "unpacking"):
            yield f"{number:03}-{name}.docx", _filled(data, of, row, mine)


def read_template(template: str) -> bytes:
    """The bytes of a template: one of ours by its name, else a file."""
    if template in BUILT_IN:
        return resources.files(__package__).joinpath(f"templates/{template}.docx").read_bytes()
    try:
        return Path(template).read_bytes()
    except OSError as error:
        raise MissingInput(template, (error.strerror or str(error)).lower()) from error


def _filled(data: bytes, of: str, row: Mapping[str, object], mine: Sequence[Use]) -> bytes:
    from docx import Document

    from reprint_trace.reporting.office import saved

    document = Document(io.BytesIO(data))
    facts = {name: shown_cell(name, value) for name, value in row.items()} | {"house": of}
    t = Messages("zh")
    listed = [
        {name: shown_cell(name, value) for name, value in told(cells(use), t).items()}
        | {"n": str(number), "house": of}
        for number, use in enumerate(mine, 1)
    ]
    for table in document.tables:
        _repeat(table, listed)
    for paragraph in _paragraphs(document):
        _fill(paragraph, facts)
    return saved(document.save)


def _repeat(table: Table, listed: Sequence[Mapping[str, str]]) -> None:
    """The row with {{n}}, once for every use."""
    from docx.table import _Row

    for row in table.rows:
        if not any("n" in _BLANK.findall(cell.text) for cell in row.cells):
            continue
        for facts in listed:
            copied = deepcopy(row._tr)
            row._tr.addprevious(copied)
            for cell in _Row(copied, table).cells:
                for paragraph in cell.paragraphs:
                    _fill(paragraph, facts)
        table._tbl.remove(row._tr)
        return


def _paragraphs(document: WordDocument) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def _fill(paragraph: Paragraph, facts: Mapping[str, str]) -> None:
    """The blanks of a paragraph; Word divides what was typed into runs as it likes, so they are joined."""
    from reprint_trace.reporting.office import plain_text

    if "{{" not in paragraph.text:
        return
    text = _BLANK.sub(lambda found: plain_text(facts.get(found[1]) or LINE), paragraph.text)
    first, *rest = paragraph.runs
    first.text = text
    for run in rest:
        run.text = ""
