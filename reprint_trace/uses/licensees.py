"""A house's own list of who may reprint it: a CSV with a line a licensee.

Columns, by any of their names: outlet (媒体, 单位, name), domain (域名), from (起), until (止); the last three may be
missing.  Several domains stand with ; between.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reprint_trace.errors import OutletsError
from reprint_trace.lineage.witnesses import same_house, site_names

if TYPE_CHECKING:
    from reprint_trace.lineage.witnesses import Gazetteer
    from reprint_trace.model import Site

Standing = Literal["yes", "no", "lapsed", "undated"]
NAMES = {
    "outlet": ("outlet", "name", "licensee", "媒体", "单位", "被授权方", "名称"),
    "domain": ("domain", "domains", "site", "域名", "网站"),
    "from": ("from", "since", "start", "起", "开始", "授权开始"),
    "until": ("until", "to", "end", "止", "截止", "授权截止"),
}
COLUMNS = "a header line with outlet and any of domain, from, until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licensee:
    """Who may reprint, from and until which day (ISO; None: no bound)."""

    outlet: str
    domains: tuple[str, ...] = ()
    from_: str | None = None
    until: str | None = None


def read_licensees(path: str) -> tuple[Licensee, ...]:
    """The licensees of a CSV file, in UTF-8 or GB 18030.  Raises OutletsError."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise OutletsError(path, "cannot be read", (error.strerror or "").lower()) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = csv.DictReader(io.StringIO(text))
    column = {
        key: next((head for head in rows.fieldnames or () if head.strip().lower() in names), None)
        for key, names in NAMES.items()
    }
    if column["outlet"] is None:
        raise OutletsError(path, "names no outlet", COLUMNS)
    found = []
    for row in rows:
        cell = {key: (row.get(head) or "").strip() if head else "" for key, head in column.items()}
        if cell["outlet"]:
            found.append(_licensee(cell, path, rows.line_num))
    return tuple(found)


def _licensee(cell: dict[str, str], path: str, line: int) -> Licensee:
    from reprint_trace.tables.rows import dated

    days: dict[str, str | None] = {"from": None, "until": None}
    for key in days:
        if cell[key]:
            day = dated(cell[key], "option")
            if not day:
                raise OutletsError(path, f"line {line}: {cell[key]} is no date (YYYY-MM-DD)", COLUMNS)
            days[key] = day.value
    domains = tuple(filter(None, (part.strip().lower() for part in cell["domain"].split(";"))))
    return Licensee(outlet=cell["outlet"], domains=domains, from_=days["from"], until=days["until"])


def standing(
    site: Site, published: str | None, licensees: tuple[Licensee, ...], known: Gazetteer
) -> Standing:
    """Whether a site was licensed on the day it published: `lapsed` outside the days of its licence,
    `undated` where they matter and the page has no date."""
    mine = [one for one in licensees if _is_one(site, one, known)]
    if not mine:
        return "no"
    if any(one.from_ is None and one.until is None for one in mine):
        return "yes"
    if published is None:
        return "undated"
    day = published[:10]
    return "yes" if any(_within(day, one) for one in mine) else "lapsed"


def _within(day: str, one: Licensee) -> bool:
    begun = one.from_ is None or day >= one.from_[: len(day)]
    return begun and (one.until is None or day[: len(one.until)] <= one.until)


def _is_one(site: Site, one: Licensee, known: Gazetteer) -> bool:
    domain = (site.domain or "").lower()
    if any(domain == d or domain.endswith(f".{d}") for d in one.domains):
        return True
    resolved = known.resolve(one.outlet)
    name = resolved[-1].id if resolved else one.outlet
    names = site_names(site)
    return any(same_house(name, (other,), known) for other in names)
