"""Structs → the JSON that other programs read (schemas/ holds its JSON Schemas)."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import Any

from reprint_trace.model import Comparison, Document, Match, Page, Summary, Trace

SCHEMAS: dict[type, str] = {
    Page: "reprint-trace/page/1",
    Trace: "reprint-trace/trace/1",
    Comparison: "reprint-trace/comparison/1",
    Summary: "reprint-trace/summary/1",
}
_SCALARS = frozenset((str, int, float, bool, type(None)))


def to_json(value: Any) -> str:
    """One struct as one line of JSON, keys in the contract's order."""
    return json.dumps(jsonable(value), ensure_ascii=False, allow_nan=False)


def jsonable(value: Any) -> Any:
    """A struct as plain dicts, lists and scalars; a field `from_` becomes `from`."""
    if type(value) in _SCALARS:
        return value
    # A trace holds thousands of numbers in spans: they are not worth a call each.
    if isinstance(value, tuple | list):
        return [item if type(item) in _SCALARS else jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    plain = {key: jsonable(getattr(value, name)) for name, key in _keys(value.__class__)}
    if isinstance(value, Match):
        return {**plain, "document": reference(value.document)}
    named = SCHEMAS.get(type(value))
    return {"schema": named, **plain} if named else plain


@cache
def _keys(struct: type) -> tuple[tuple[str, str], ...]:
    """The fields of a struct, each with its key in JSON."""
    return tuple((field.name, field.name.rstrip("_")) for field in fields(struct))


def reference(document: Document) -> dict[str, Any]:
    """A document as it is named: what identifies it, without its text."""
    return {
        "id": document.id,
        "outlet": document.outlet or document.source,
        "title": document.title,
        "published": document.published.value if document.published else None,
        "url": document.url,
    }


def schema(name: str) -> dict[str, Any]:
    """The published JSON Schema `page`, `trace`, `comparison`, `summary` or `failure`."""
    text = resources.files(__package__).joinpath(f"schemas/{name}-1.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
