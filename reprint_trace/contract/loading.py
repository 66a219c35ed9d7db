"""JSON that was printed once → the structs it came from, so that a saved run can be reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from reprint_trace.model import (
    Document,
    Edge,
    Match,
    Page,
    Phrase,
    Published,
    RunnerUp,
    Summary,
    Trace,
    Verdict,
)

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
PRECISIONS = {4: "year", 7: "month", 10: "day"}


def trace_from_json(line: str | bytes, documents: Mapping[str, Document] | None = None) -> Trace:
    """The trace that `to_json` printed.

    A trace names its documents without their texts; `documents` (by id) puts the texts back,
    otherwise they are empty.  Raises ValueError when the line is no trace.
    """
    trace = _structured(line, Trace)
    if not documents:
        return trace
    matches = [replace(m, document=documents.get(m.document.id, m.document)) for m in trace.matches]
    return replace(trace, matches=tuple(matches))


def page_from_json(line: str | bytes) -> Page:
    """The page that `to_json` printed.  Raises ValueError when the line is no page."""
    return _structured(line, Page)


def summary_from_json(line: str | bytes) -> Summary:
    """The summary that `to_json` printed.  Raises ValueError when the line is none."""
    return _structured(line, Summary)


def document_from_json(line: str | bytes) -> Document:
    """The document that `to_json` printed, text and all.  Raises ValueError as above."""
    return _structured(line, Document)


def _structured(line: str | bytes, kind: type[T]) -> T:
    from cattrs import transform_error

    loaded = json.loads(line)
    try:
        return _converter().structure(loaded, kind)
    except Exception as error:  # cattrs raises groups of whatever its hooks met
        raise ValueError(f"not a {kind.__name__.lower()}: {transform_error(error)[0]}") from None


@cache
def _converter() -> Converter:
    """Fields named for a Python keyword's sake lose their underscore in JSON; phrases stand there as
    texts, to be read, and as codes."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    converter = Converter()
    for kind in (Edge, RunnerUp):
        converter.register_structure_hook(
            kind, make_dict_structure_fn(kind, converter, from_=override(rename="from"))
        )
    converter.register_structure_hook(Phrase, lambda plain, _: _phrase(plain))
    converter.register_structure_hook(Document, lambda plain, _: _document(plain, converter))
    said = {Verdict: ("summary", "would_change"), Match: ("relation_reasons",), Page: ("warnings",)}
    for struct, names in said.items():
        codes: dict[str, Any] = {name: override(rename=f"{name}_codes") for name in names}
        converter.register_structure_hook(struct, make_dict_structure_fn(struct, converter, **codes))
    return converter


def _document(plain: dict[str, Any], converter: Converter) -> Document:
    """A document, or the reference to one that stands in a match: no text, a date's value only."""
    published = plain["published"]
    return Document(
        id=plain["id"], text=plain.get("text", ""), title=plain["title"], url=plain["url"],
        publisher=plain.get("publisher"), source=plain.get("source"), outlet=plain["outlet"],
        authors=tuple(plain.get("authors") or ()),
        published=_stated(published) if isinstance(published, str)
        else converter.structure(published, Published | None),  # type: ignore[arg-type]  # a union is no type
    )  # fmt: skip


def _stated(value: str) -> Published:
    precision: Any = PRECISIONS.get(len(value), "minute")
    return Published(value=value, precision=precision, basis="corpus")


def _phrase(plain: dict[str, Any]) -> Phrase:
    values = (
        (name, tuple(value) if isinstance(value, list) else value) for name, value in plain["values"].items()
    )
    return Phrase(plain["code"], tuple(values))
