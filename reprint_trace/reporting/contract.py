"""Structs → the JSON that other programs read (schemas/ holds its JSON Schemas)."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from importlib import resources
from typing import Any

from reprint_trace.model import Comparison, Document, Match, Page, Summary, Trace

SCHEMAS: dict[type, str] = {
    Page: "reprint-trace/page/1",
    Trace: "reprint-trace/trace/1",
    Comparison: "reprint-trace/comparison/1",
    Summary: "reprint-trace/summary/1",
}


def to_json(value: Any) -> str:
    """One struct as one line of JSON, keys in the contract's order."""
    return json.dumps(jsonable(value), ensure_ascii=False, allow_nan=False)


def jsonable(value: Any) -> Any:
    """A struct as plain dicts, lists and scalars; a field `from_` becomes `from`."""
    if isinstance(value, tuple | list):
        return [jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if not is_dataclass(value):
        return value
    plain = {f.name.rstrip("_"): jsonable(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Match):
        return {**plain, "document": reference(value.document)}
    named = SCHEMAS.get(type(value))
    return {"schema": named, **plain} if named else plain


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
