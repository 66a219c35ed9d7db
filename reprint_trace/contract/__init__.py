"""Structs → the JSON that other programs read (schemas/ holds its JSON Schemas)."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import Any

from reprint_trace.model import (
    Alteration,
    Comparison,
    Document,
    Match,
    NamedAlike,
    Page,
    Phrase,
    Summary,
    Trace,
)
from reprint_trace.words import Language, paragraph, tell
from reprint_trace.words.comparison import altered

SCHEMAS: dict[type, str] = {
    Page: "reprint-trace/page/1",
    Trace: "reprint-trace/trace/1",
    Comparison: "reprint-trace/comparison/1",
    Summary: "reprint-trace/summary/1",
}
PARAGRAPHS = frozenset({"summary", "would_change"})  # phrases read one after the other, as one text
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SCALARS = frozenset((str, int, float, bool, type(None)))


def to_json(value: Any) -> str:
    """One struct as one line of JSON, keys in the contract's order."""
    return line(jsonable(value))


def line(plain: Any) -> str:
    """Plain dicts, lists and scalars as one line of JSON.  What a terminal would obey or turn around (C1
    controls, marks of direction) is written as an escape, which to a program is the same."""
    written = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return _OBEYED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def jsonable(value: Any) -> Any:
    """A struct as plain dicts, lists and scalars; a field `from_` becomes `from`."""
    if type(value) in _SCALARS:
        return value
    # A trace holds thousands of numbers in spans: they are not worth a call each.
    if isinstance(value, tuple | list):
        return [item if type(item) in _SCALARS else jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    return _struct(value)


def _struct(value: Any) -> dict[str, Any]:
    if isinstance(value, Phrase):
        return {"code": value.code, "values": {name: jsonable(item) for name, item in value.values}}
    plain: dict[str, Any] = {}
    for name, key, said in _keys(value.__class__):
        plain |= _said(key, getattr(value, name)) if said else {key: jsonable(getattr(value, name))}
    if isinstance(value, Match | NamedAlike):
        return {**plain, "document": reference(value.document)}
    if isinstance(value, Alteration):
        return {**plain, "summary_zh": altered(value, "zh"), "summary_en": altered(value, "en")}
    named = SCHEMAS.get(type(value))
    return {"schema": named, **plain} if named else plain


def _said(key: str, phrases: tuple[Phrase, ...]) -> dict[str, Any]:
    """Phrases as they are read, in English and in Chinese, and as codes with their values."""
    texts: dict[str, Any] = {}
    languages: dict[str, Language] = {"": "en", "_zh": "zh"}
    for suffix, language in languages.items():
        said: str | list[str] | None = [tell(phrase, language) for phrase in phrases]
        if key in PARAGRAPHS:
            said = paragraph(phrases, language) or None
        texts[key + suffix] = said
    return {**texts, f"{key}_codes": jsonable(phrases)}


@cache
def _keys(struct: type) -> tuple[tuple[str, str, bool], ...]:
    """The fields of a struct, each with its key in JSON, and whether it holds phrases."""
    return tuple((f.name, f.name.rstrip("_"), f.type == "tuple[Phrase, ...]") for f in fields(struct))


def reference(document: Document) -> dict[str, Any]:
    """A document as it is named: what identifies it, without its text."""
    return {
        "id": document.id,
        "outlet": document.house,
        "source": document.source,
        "title": document.title,
        "published": document.published.value if document.published else None,
        "url": document.url,
    }


def schema(name: str) -> dict[str, Any]:
    """The published JSON Schema `page`, `trace`, `comparison`, `summary` or `failure`."""
    text = resources.files(__package__).joinpath(f"schemas/{name}-1.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
