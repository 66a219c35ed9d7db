"""The key under which an outlet's name is found: widths, case, traditional forms, look-alikes and
punctuation do not count, and a plus sign is read as it is spoken (南方+ is 南方plus)."""

from __future__ import annotations

import unicodedata
from functools import cache

from reprint_trace.outlets.datafiles import read_rows
from reprint_trace.text.folding import simplified


def name_key(text: str) -> str:
    """The key of a name: `"《北京青年報》"` → `"北京青年报"`, `"南方＋"` → `"南方plus"`."""
    return text.translate(_keys())


class _Keys(dict[int, str]):
    """Code point → key characters, filled as characters are met; nothing for punctuation."""

    def __init__(self, stands_for: dict[str, str]) -> None:
        self.stands_for = stands_for

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", self.stands_for.get(chr(code), chr(code))).lower()
        folded = (self.stands_for.get(char, char) for char in wide)
        key = "".join("plus" if char == "+" else char for char in folded if char.isalnum() or char == "+")
        self[code] = key
        return key


@cache
def _keys() -> _Keys:
    lookalikes = dict(read_rows("lookalikes.tsv"))
    return _Keys({**{a: lookalikes.get(b, b) for a, b in simplified().items()}, **lookalikes})
