"""A thing to be said, as a fact: its code in the catalogue (`reprint_trace.words`) and its values."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """`code` is a key of the catalogue; `values` fill its blanks, by name: a text, a number, a list
    of texts (joined as the language joins them), or None for what is not known."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()


def phrase(code: str, **values: Value) -> Phrase:
    """What `code` says of these values."""
    return Phrase(code, tuple(values.items()))
