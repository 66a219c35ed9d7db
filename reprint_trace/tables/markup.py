"""XML: feeds (RSS, Atom), exports of content systems, rows of any name; read record by record.  And tables
in HTML, which many systems call `.xls`.

No entity is expanded and nothing is fetched.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from lxml import etree

from reprint_trace.errors import InputError
from reprint_trace.reading.encoding import decode
from reprint_trace.reading.lines import html_lines, parse
from reprint_trace.tables.objects import Holds
from reprint_trace.tables.rows import Row, Spoilt, Table, peeked

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_RECORDS = ("item", "entry")  # of feeds
_DEEPEST = 3  # elements within a record whose texts are columns
_HTML = frozenset(
    "p div br span h1 h2 h3 ul ol li table img a b i em strong section article blockquote".split()
)
_READ = 1 << 16
_LARGEST = 1 << 28  # bytes of a table in HTML, which is parsed whole
_HEADER_WITHIN = 10  # rows above which a table's names stand
_LOOKED_AT = 1 << 20  # bytes within which a record shows itself


def xml_table(stream: IO[bytes], name: str, holds: Holds) -> Table:
    """The records of an XML document: items of a feed, else the elements that come most often and whose
    children are an article's fields.  Raises InputError where it is no XML, after the rows before the
    fault."""
    head = stream.read(_LOOKED_AT)
    record = _record(head, holds)
    if record is None:
        return Table((), iter(()))
    return peeked(_rows(head, stream, name, record))


def _parser(tags: tuple[str, ...] = ()) -> etree.XMLPullParser:
    # a record is cleared when it was read, so that a large document takes no memory
    return etree.XMLPullParser(("end",), tag=tags or None, resolve_entities=False, no_network=True, recover=False)  # fmt: skip


def _record(head: bytes, holds: Holds) -> str | None:
    """The name of the elements that are records."""
    parser = _parser()
    seen: Counter[str] = Counter()
    columns: dict[str, list[str]] = {}
    with contextlib.suppress(etree.XMLSyntaxError):
        parser.feed(head)
        for _, element in _events(parser):
            if isinstance(element.tag, str) and element.getparent() is not None:
                seen[element.tag] += 1
                if element.tag not in columns:
                    columns[element.tag] = [*_cells(element)]
    fit = [tag for tag in seen if _local(tag) in _RECORDS] or [tag for tag in seen if holds(columns[tag])]
    return max(fit, key=lambda tag: seen[tag], default=None)


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    yield from cast("Iterator[tuple[str, etree._Element]]", parser.read_events())


def _rows(head: bytes, stream: IO[bytes], name: str, record: str) -> Iterator[Row | Spoilt]:
    parser, piece, number = _parser((record,)), head, 0
    try:
        while piece:
            parser.feed(piece)
            for _, element in _events(parser):
                number += 1
                yield Row(number, _cells(element))
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
            piece = stream.read(_READ)
        parser.close()
    except etree.XMLSyntaxError as error:
        problem = str(error).partition("\n")[0]
        raise InputError(name, f"is no whole XML ({problem})", "the rows before it were read") from error


def _cells(record: etree._Element) -> dict[str, str]:
    """The fields of a record: its attributes, and the texts of the elements in it by their names; of
    those that come twice, the first."""
    found = {_local(name): str(value) for name, value in record.attrib.items()}
    for child in record:
        if isinstance(child.tag, str):
            for name, value in _fields(child, 1):
                if value.strip() and name not in found:
                    found[name] = value
    return found


def _fields(element: etree._Element, depth: int) -> Iterator[tuple[str, str]]:
    name = _local(element.tag)
    inner = [child for child in element if isinstance(child.tag, str)]
    if not inner:
        link = element.get("href") if not (element.text or "").strip() else None
        if not link or element.get("rel", "alternate") == "alternate":
            yield name, link or element.text or ""
    elif any(_local(child.tag) in _HTML for child in element.iterdescendants("*")):
        yield name, "".join([element.text or "", *(_html(child) for child in element)])
    elif depth < _DEEPEST:
        for child in inner:
            yield from ((f"{name}.{below}", value) for below, value in _fields(child, depth + 1))


def _html(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html")


def _local(tag: str | bytes | bytearray | etree.QName) -> str:
    return etree.QName(tag).localname if isinstance(tag, str) else str(tag)


def markup_tables(stream: IO[bytes], holds: Holds) -> Iterator[Table]:
    """The tables of an HTML document that a system exported under a spreadsheet's name."""
    root, _ = parse(decode(stream.read(_LARGEST)).text)
    for table in root.iter("table"):
        lines = [[_text(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        places = [place for place, cells in enumerate(lines[:_HEADER_WITHIN]) if holds(cells)]
        if places or lines:
            first = places[0] if places else 0
            yield Table(tuple(name for name in lines[first] if name), _under(lines, first))


def _under(lines: list[list[str]], first: int) -> Iterator[Row | Spoilt]:
    for number, cells in enumerate(lines[first + 1 :], first + 2):
        row = {name: cell for name, cell in zip(lines[first], cells, strict=False) if name and cell}
        if row:
            yield Row(number, row)


def _text(cell: etree._Element) -> str:
    return "\n".join(line.text for line in html_lines(cast("HtmlElement", cell)))
