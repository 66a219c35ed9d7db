"""Rows that are nested: JSON, XML and tables in HTML.

JSON is a line an object, or one document with a list of objects in it, pretty-printed or not.  XML is a feed (RSS,
Atom), an export of a content system, rows of any name; read record by record.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, cast

from lxml import etree

from reprint_trace.errors import InputError
from reprint_trace.reading.encoding import decode, parse
from reprint_trace.reading.lines import html_lines
from reprint_trace.tables.rows import PEEKED, Row, Spoilt, Table, peeked

if TYPE_CHECKING:
    import ijson
    from lxml.html import HtmlElement

NO_OBJECT = "not a JSON object"
_DEEPEST_PREFIX = 10_000  # characters of the names of all objects around a value
DEEPEST = 4  # objects within objects whose fields are columns, a.b.c
LONGEST = 1 << 26  # bytes of a line
_LONGEST_FIRST = 1 << 22  # bytes within which the first line of JSON Lines ends


Event = tuple[str, str, Any]
Holds = Callable[[Sequence[str]], bool]  # whether columns are those of articles


def is_lines(head: bytes, name: str) -> bool:
    """Whether JSON that begins with `head` (UTF-8) has an object a line: by its ending, or because its
    first line is a whole object and another follows."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    line, end, rest = start[:_LONGEST_FIRST].partition(b"\n")
    if not start.startswith(b"{") or not end or not rest.strip():
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def json_lines(lines: IO[bytes], decode: Callable[[bytes], str]) -> Table:
    """The objects of JSON Lines; blank lines are passed over."""
    return peeked(_lines(lines, decode))


def _lines(lines: IO[bytes], decode: Callable[[bytes], str]) -> Iterator[Row | Spoilt]:
    number = 0
    while line := lines.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (rest := lines.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield Spoilt(number, f"is longer than {LONGEST >> 20} MB")
        elif line.strip(b" \t\r\n\x00"):
            yield _object(number, line, decode)


def _object(number: int, line: bytes, decode: Callable[[bytes], str]) -> Row | Spoilt:
    try:
        value = json.loads(decode(line))
    except UnicodeDecodeError:
        return Spoilt(number, "not UTF-8")
    except (ValueError, RecursionError):
        return Spoilt(number, "not JSON")
    return Row(number, flat(value)) if isinstance(value, dict) else Spoilt(number, NO_OBJECT)


def flat(value: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Any]:
    """An object's fields as columns, those of objects in it as `outer.inner`."""
    found: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, dict) and inner and depth < DEEPEST:
            found |= flat(inner, f"{prefix}{name}.", depth + 1)
        else:
            found[f"{prefix}{name}"] = inner
    return found


def json_document(stream: IO[bytes], name: str, holds: Holds) -> Table:
    """The table of a JSON document: its first list of objects that are articles, the objects that its
    fields name (by id, or by column as pandas writes them), or the document itself as one article.
    Raises InputError where it is no JSON, after the rows before the fault."""
    found = _articles(_events(stream, name), holds)
    return peeked(Row(number, flat(value)) for number, value in enumerate(found, 1))


def _events(stream: IO[bytes], name: str) -> Iterator[Event]:
    import ijson

    try:
        # each prefix repeats those around it, and a whole buffer is parsed before any of it is seen here
        for event in ijson.parse(stream, use_float=True, buf_size=1 << 13):
            if len(event[0]) > _DEEPEST_PREFIX:
                raise InputError(name, "is nested beyond reading", "the rows before it were read")
            yield event
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        problem = " ".join(str(error).split())[:80]
        raise InputError(name, f"is no whole JSON ({problem})", "the rows before it were read") from error


def _articles(events: Iterator[Event], holds: Holds) -> Iterator[Mapping[str, Any]]:
    """The objects of the first list that holds articles; failing that, what the whole document is."""
    from ijson import ObjectBuilder

    chosen: str | None = None
    waiting: dict[str, list[Mapping[str, Any]]] = {}  # objects of lists not known to hold articles
    whole = ObjectBuilder()
    own: list[str] = []  # fields of the document itself
    for prefix, event, value in events:
        if chosen is None:
            if prefix == "" and event == "map_key":
                own.append(value)
            whole.event(event, value)
        if event != "start_map" or not _in_list(prefix) or chosen not in (None, prefix):
            continue
        built = _built(events, prefix, None if chosen else whole)
        if chosen is None and holds([*flat(built)]) and not holds(own):
            chosen, whole = prefix, ObjectBuilder()
            yield from waiting.pop(prefix, ())
        if chosen:
            yield built
        elif len(kept := waiting.setdefault(prefix, [])) < PEEKED:
            kept.append(built)
    if chosen is None:
        yield from _of_document(getattr(whole, "value", None), holds) or next(iter(waiting.values()), [])


def _in_list(prefix: str) -> bool:
    """Whether objects at that place are those of a list that is in no other list."""
    names = prefix.split(".")
    return names[-1] == "item" and names.count("item") == 1


def _built(events: Iterator[Event], place: str, also: ijson.ObjectBuilder | None) -> Mapping[str, Any]:
    """The object that began at `place`, whose events `also` is told of."""
    from ijson import ObjectBuilder

    builder = ObjectBuilder()
    builder.event("start_map", None)
    for prefix, event, value in events:
        builder.event(event, value)
        if also:
            also.event(event, value)
        if event == "end_map" and prefix == place:
            break
    return cast("Mapping[str, Any]", builder.value)


def _of_document(value: Any, holds: Holds) -> list[Mapping[str, Any]]:
    """The rows of a document without a list of articles; none if it shows none."""
    if not isinstance(value, dict):
        return _under_header(value)
    inner = {name: cells for name, cells in value.items() if isinstance(cells, dict)}
    if len(inner) == len(value) and holds([*value]):  # columns of cells, as pandas writes them
        names = dict.fromkeys(key for cells in inner.values() for key in cells)
        return [{name: cells.get(key) for name, cells in inner.items()} for key in names]
    if holds([*flat(value)]) and len(inner) < len(value):
        return [value]
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        return _under_header([value["columns"], *value["data"]])
    objects: list[Mapping[str, Any]] = [
        {"id": key, **cells} for key, cells in value.items() if isinstance(cells, dict)
    ]
    return objects if objects and holds([*objects[0]]) else []


def _under_header(value: Any) -> list[Mapping[str, Any]]:
    """Lists in a list, the first of which names the columns."""
    if not (isinstance(value, list) and value and all(isinstance(cells, list) for cells in value)):
        return []
    names = [str(name) for name in value[0]]
    return [dict(zip(names, cells, strict=False)) for cells in value[1:]]


# ── XML, and tables in HTML ─────────────────────────────────────────────────────────────

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
        for _, element in _xml_events(parser):
            if isinstance(element.tag, str) and element.getparent() is not None:
                seen[element.tag] += 1
                if element.tag not in columns:
                    columns[element.tag] = [*_cells(element)]
    fit = [tag for tag in seen if _local(tag) in _RECORDS] or [tag for tag in seen if holds(columns[tag])]
    return max(fit, key=lambda tag: seen[tag], default=None)


def _xml_events(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    yield from cast("Iterator[tuple[str, etree._Element]]", parser.read_events())


def _rows(head: bytes, stream: IO[bytes], name: str, record: str) -> Iterator[Row | Spoilt]:
    parser, piece, number = _parser((record,)), head, 0
    try:
        while piece:
            parser.feed(piece)
            for _, element in _xml_events(parser):
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
