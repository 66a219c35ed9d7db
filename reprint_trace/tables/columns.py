"""Which column of a table holds what: known by its name, Chinese or English, or told by the user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reprint_trace import vocabulary

FIELDS = ("id", "title", "text", "page", "publisher", "source", "outlet", "date", "url", "saved")
_SEPARATORS = re.compile(r"[\s_\-.:/]+")
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the columns of a table were taken for: fields with their columns, and the columns that
    none was found for.  `of` names the table."""

    of: str
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]

    def column(self, field: str) -> str | None:
        """The column that holds a field."""
        return dict(self.columns).get(field)

    @property
    def holds_articles(self) -> bool:
        """Whether there is a column with the articles' text or their pages."""
        return any(field in ("text", "page") for field, _ in self.columns)


def understand(of: str, columns: Sequence[str], asked: Mapping[str, str]) -> Understood:
    """The fields among the columns; `asked` are columns by field as the user named them, and hold."""
    found = {field: column for field, column in asked.items() if column in columns}
    free = [column for column in columns if column not in found.values()]
    ranked = sorted((rank, place) for place, column in enumerate(free) if (rank := _rank(column)) is not None)
    for rank, place in ranked:
        field = vocabulary.rows("columns")[rank].extra["field"]
        if field not in found:
            found[field] = free[place]
    columns_of = tuple((field, found[field]) for field in FIELDS if field in found)
    return Understood(of, columns_of, tuple(c for c in columns if c not in found.values() and c.strip()))


@cache
def _rank(column: str) -> int | None:
    """The first rule that knows the name of a column: of the whole name, without what stands behind it
    in brackets, of its last part where it is a path."""
    whole = unicodedata.normalize("NFKC", column).strip().lstrip("\ufeff")
    for name in dict.fromkeys((whole, _ASIDE.sub("", whole), re.split(r"[./]", whole)[-1])):
        folded = _SEPARATORS.sub("", name).casefold()
        for rank, row in enumerate(vocabulary.rows("columns")):
            if row.search(folded):
                return rank
    return None
