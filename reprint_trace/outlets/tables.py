"""The gazetteer's facts as plain tables: rows by outlet, and who owns which name and which domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources

from reprint_trace.model import Outlet
from reprint_trace.outlets.names import name_key

COLUMNS = ("id", "class", "family", "licensed", "former", "aliases", "domains", "basis")
Row = Sequence[str]  # one cell for each of COLUMNS, as data/outlets.tsv documents them


@dataclass(frozen=True, slots=True)
class Tables:
    """`names` maps a name key, `domains` a host (or host/first path segment) to an outlet id."""

    rows: dict[str, Row] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in.  A name or domain goes to the row that claims it last; an outlet's own
        name is never lost to another's alias."""
        names, domains = self.names, self.domains
        own: list[tuple[str, str]] = []
        for row in rows:
            outlet, aliases = row[0], row[5]
            self.rows[outlet] = row
            own.append((outlet.lower() if outlet.isalnum() else name_key(outlet), outlet))
            if aliases:
                for alias in aliases.lower().split(";"):
                    names[alias.partition("=")[0]] = outlet
            if row[4]:
                for former in row[4].lower().split(";"):
                    names[former.partition("=")[0].partition("/")[0]] = outlet
            if row[6]:
                for domain in row[6].split(";"):
                    domains[domain.partition("=")[0]] = outlet
        names.update(own)

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
            basis=basis or None,
        )


def packaged_rows() -> list[Row]:
    """The rows of data/outlets.tsv."""
    data = resources.files(__package__).joinpath("data/outlets.tsv").read_text("utf-8")
    return [line.split("\t") for line in data.split("\n") if line and line[0] != "#"][1:]
