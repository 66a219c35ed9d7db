"""The gazetteer's facts as plain tables: rows by outlet, and who owns which name and which domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from reprint_trace.model import Outlet
from reprint_trace.outlets.datafiles import read_rows
from reprint_trace.outlets.names import name_key

COLUMNS = ("id", "class", "family", "licensed", "former", "aliases", "domains", "basis")
Row = Sequence[str]  # one cell for each of COLUMNS, as data/outlets.tsv documents them


@dataclass(frozen=True, slots=True)
class Tables:
    """`names` maps a name key, `domains` a host (or host/first folder) to an outlet id."""

    rows: dict[str, Row] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in.  A name or domain goes to the rows taken in last, within them to the outlet whose
        own name it is; of an outlet that is known, empty cells keep its facts."""
        own: list[tuple[str, str]] = []
        for row in rows:
            outlet, _, _, _, former, aliases, domains, _ = row
            known = self.rows.get(outlet)
            self.rows[outlet] = (
                row if known is None else [new or old for new, old in zip(row, known, strict=True)]
            )
            own.append((outlet.lower() if outlet.isalnum() else name_key(outlet), outlet))
            for name in former.split(";") if former else ():
                self.names[name.partition("/")[0]] = outlet
            for name in aliases.split(";") if aliases else ():
                self.names[name.partition("=")[0]] = outlet
            for domain in domains.split(";") if domains else ():
                self.domains[domain.partition("=")[0]] = outlet
        self.names.update(own)

    def outlet(self, outlet: str) -> Outlet | None:
        row = self.rows.get(outlet)
        if row is None:
            return None
        _, class_, family, licensed, *_, basis = row
        return Outlet(
            id=outlet,
            name=outlet,
            class_=class_ or None,
            family=family or None,
            licensed=licensed.rpartition(";")[2] or None,
            basis=witnesses(basis) or None,
        )

    def reason(self, outlet: str, part: str) -> str:
        """Which fact of an outlet's row a matched name or domain is, with its witness."""
        _, _, _, _, former, aliases, domains, _ = self.rows[outlet]
        for kind, cell, separator in (
            ("alias", aliases, "="),
            ("domain", domains, "="),
            ("former name", former, "/"),
        ):
            for fact, witness in facts(cell, separator):
                if fact == part and kind == "former name":
                    return f"{kind}: {part}" + (f", until {witness}" if witness else "")
                if fact == part:
                    return f"{kind}: {part} ({witnesses(witness or 'k')})"
        return f"name: {part}"


def facts(cell: str, separator: str = "=") -> Iterator[tuple[str, str]]:
    """The facts of a cell, each with what is noted after it: `a=v;b` → (a, v), (b, "")."""
    for fact in cell.split(";"):
        name, _, note = fact.partition(separator)
        if name:
            yield name, note


def witnesses(letters: str) -> str:
    """What the witness letters of a fact stand for."""
    return ", ".join(_witnesses()[letter] for letter in letters)


def packaged_rows() -> list[Row]:
    """The rows of data/outlets.tsv."""
    return list[Row](read_rows("outlets.tsv"))


@cache
def _witnesses() -> dict[str, str]:
    return dict(read_rows("witnesses.tsv"))
