"""JSON: a line an object, or one document with a list of objects in it, pretty-printed or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, cast

from reprint_trace.errors import InputError
from reprint_trace.tables.rows import PEEKED, Row, Spoilt, Table, peeked

DEEPEST = 4  # objects within objects whose fields are columns, a.b.c
LONGEST = 1 << 26  # bytes of a line
_LONGEST_FIRST = 1 << 22  # bytes within which the first line of JSON Lines ends

if TYPE_CHECKING:
    import ijson

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
    return Row(number, flat(value)) if isinstance(value, dict) else Spoilt(number, "not a JSON object")


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
        yield from ijson.parse(stream, use_float=True)
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
