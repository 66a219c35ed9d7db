"""The gazetteer: which outlet a name or an address means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from reprint_trace.model import Outlet
from reprint_trace.outlets.bodies import public_body
from reprint_trace.outlets.names import name_key
from reprint_trace.outlets.resolve import MAX_CREDIT, Found, Resolver
from reprint_trace.outlets.sites import looks_like_url, outlet_of_url
from reprint_trace.outlets.tables import Row, Tables, packaged_rows

LEADING = 40  # characters in which a leading name must end
CLOSING = "》】”’」』］)）]"
REMEMBERED = 50_000  # credits remembered; a crawl repeats a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a query means and why; `outlets[i].basis` names the rule and the facts behind it."""

    query: str
    outlets: tuple[Outlet, ...]


class Gazetteer:
    """All known outlets.  Build it with `gazetteer()`; it is immutable from the outside."""

    def __init__(self, *sources: Sequence[Row]) -> None:
        self._tables = Tables()
        for rows in sources:
            self._tables.add(rows)
        self._outlets: dict[str, Outlet] = {}
        self._remembered: dict[str, tuple[Outlet, ...]] = {}

    def __len__(self) -> int:
        return len(self._tables.rows)

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._tables)

    def get(self, outlet: str) -> Outlet | None:
        """The outlet of an id, or None."""
        known = self._outlets.get(outlet)
        if known is None:
            known = self._tables.outlet(outlet) or formed_body(outlet)
            if known is not None:
                self._outlets[outlet] = known
        return known

    def _outlet(self, outlet: str) -> Outlet:
        """The outlet of an id that a resolution gave."""
        return self._outlets.get(outlet) or self.get(outlet) or Outlet(id=outlet, name=outlet)

    def resolve(self, text: str) -> tuple[Outlet, ...]:
        """The outlets a credit names, in the order carrier → origin; `()` when it names none
        that is known for certain.

        >>> [outlet.id for outlet in gazetteer().resolve("人民网-《人民日报》")]
        ['人民网', '人民日报']
        """
        known = self._remembered.get(text)
        if known is None:
            known = tuple([self._outlet(found.outlet) for found in self._find(text)])
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            if len(text) <= MAX_CREDIT:
                self._remembered[text] = known
        return known

    def resolve_url(self, url: str) -> Outlet | None:
        """The outlet that keeps the site of an address; None for raw IPs, file servers, test hosts
        and sites nobody here is known to keep."""
        found = outlet_of_url(self._tables, url)
        return self.get(found[0]) if found else None

    def licensed_kin(self, outlet: Outlet) -> Outlet | None:
        """The licensed outlet whose house an unlicensed one belongs to (央视新闻 → 中央广播电视总台);
        None for a licensed one and for houses without a licence."""
        return None if outlet.licensed or outlet.family is None else self._kin.get(outlet.family)

    @cached_property
    def _kin(self) -> dict[str, Outlet]:
        """Family → the licensed outlet that stands for it: its namesake, else the first of the file."""
        kin: dict[str, Outlet] = {}
        for outlet, row in self._tables.rows.items():
            if row[2] and row[3] and (row[2] not in kin or row[2].startswith(outlet)):
                kin[row[2]] = self._outlet(outlet)
        return kin

    def leading(self, text: str) -> tuple[Outlet, int] | None:
        """The outlet whose name a text begins with, and how many characters of the text that took:
        `"《新京报》记者 彭冲"` → (新京报, 5), closing brackets included.  The longest name counts."""
        if name_key(text[:LEADING])[:2] not in self._resolver.starts:
            return None
        keys = [name_key(char) for char in text[:LEADING]]
        found = self._resolver.leading("".join(keys))
        outlet = self.get(found[0]) if found else None
        if found is None or outlet is None:
            return None
        taken, length = 0, 0
        while length < found[1]:
            length += len(keys[taken])
            taken += 1
        while taken < len(text) and text[taken] in CLOSING:
            taken += 1
        return outlet, taken

    def explain(self, query: str) -> Resolution:
        """A name or an address resolved, each outlet with the reason in its `basis`: all that
        `reprint-trace outlets` prints."""
        outlets = [
            replace(self._outlet(found.outlet), basis=self._basis(found)) for found in self._find(query)
        ]
        return Resolution(query=query, outlets=tuple(outlets))

    def _basis(self, found: Found) -> str:
        if found.rule in ("name", "domain"):
            return self._tables.reason(found.outlet, found.part)
        return f"{found.rule}: {found.part}"

    def _find(self, text: str) -> list[Found]:
        if looks_like_url(text):
            site = outlet_of_url(self._tables, text)
            return [Found(site[0], site[1], "domain")] if site else []
        return self._resolver.resolve(text)


def formed_body(outlet: str) -> Outlet | None:
    """A public body that has no row but is named by rule."""
    body = public_body(outlet)
    if body is None or body[0] != outlet:
        return None
    return Outlet(id=outlet, name=outlet, class_=body[1], basis="place and body")


@cache
def gazetteer(extra: str | None = None) -> Gazetteer:
    """The packaged gazetteer, with the user's own outlets from the file `extra` on top: an id that
    is known takes the new facts over its old ones, a name or a domain goes to the user's outlet.

    Raises:
        OutletsError: `extra` cannot be read or has errors, named by line.
    """
    if extra is None:
        return Gazetteer(packaged_rows())
    from reprint_trace.outlets.extra import read_outlets  # csv is not needed without it

    return Gazetteer(packaged_rows(), read_outlets(extra))
