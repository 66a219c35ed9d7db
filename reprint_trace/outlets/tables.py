"""The outlets as rows, ours and a user's own, and what each of them counts for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from reprint_trace.errors import OutletsError
from reprint_trace.model import Chain, Licence, Outlet, Page
from reprint_trace.outlets.names import name_key, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.outlets.gazetteer import Gazetteer

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


# ── what an outlet counts for ───────────────────────────────────────────────────────────

StandsFor = Literal["origin", "carrier", "photo", "nobody"]
SELF = "本站"  # the one pseudo source that claims the text as the page's own
CURRENT_EDITION = "2025-06"  # of the CAC list, the newest in data/outlets.tsv


def stands_for(outlet: Outlet) -> StandsFor:
    """Whether stories begin at an outlet, only pass through it, are merely illustrated by it, or
    its name is no outlet's at all (data/classes.tsv).  A class not listed counts as an origin."""
    return class_stands_for(outlet.class_)


def class_stands_for(class_: str | None) -> StandsFor:
    """What a class of outlets stands for in a source line."""
    return _classes().get(class_ or "", "origin")


def is_carrier(outlet: Outlet) -> bool:
    """A portal, an aggregator, a self-media platform or a content farm: it carries others' stories."""
    return stands_for(outlet) == "carrier"


def is_photo_credit(outlet: Outlet) -> bool:
    """An image agency: named for the pictures, not for the story."""
    return stands_for(outlet) == "photo"


def is_unattributed(outlet: Outlet) -> bool:
    """网络, 综合, 未知, 网友: a source line that names nobody.  本站 is not one: it claims the text."""
    return stands_for(outlet) == "nobody" and not is_self(outlet)


def is_self(outlet: Outlet) -> bool:
    """本站原创 and its like: whoever publishes the page says the text is its own."""
    return outlet.id == SELF


def same_family(one: Outlet, other: Outlet) -> bool:
    """The same outlet, or two of one owner group (人民日报 and 人民网), which share copy freely."""
    return one.id == other.id or (one.family is not None and one.family == other.family)


def licensed_edition(outlet: Outlet) -> str | None:
    """The newest edition of the CAC list of licensed sources an outlet stands in (`"2025-06"`,
    `"2015-05"`), or None.  An older edition than `CURRENT_EDITION` only means that it was not found in the
    current one; the editions between the two are not held here."""
    return outlet.licensed


def licences(page: Page, chain: Chain, gazetteer: Gazetteer) -> tuple[Licence, ...]:
    """The standing of every outlet the page declares, and of the origin when it is observed.

    Reprinting rules (互联网新闻信息服务管理规定, 2017, article 15) allow reprints from listed
    sources only.  Outlets that are in no gazetteer are left out: nothing is known of them.
    """
    return tuple(dict.fromkeys((*_declared(page, gazetteer), *_origin(chain, gazetteer))))


def _declared(page: Page, gazetteer: Gazetteer) -> Iterator[Licence]:
    for claim in page.claims:
        if claim.kind != "declared":
            continue
        for id_ in claim.outlets:
            outlet = gazetteer.get(id_)
            if outlet and stands_for(outlet) != "nobody":
                yield _licence("declared", outlet, gazetteer)


def _origin(chain: Chain, gazetteer: Gazetteer) -> Iterator[Licence]:
    nodes = {node.id: node for node in chain.nodes}
    first = nodes.get(chain.path[0]) if chain.path else None
    if first is None or first.role != "document" or not first.outlet:
        return
    outlet = gazetteer.get(first.outlet)
    if outlet:
        yield _licence("origin", outlet, gazetteer)


def _licence(role: Literal["declared", "origin"], outlet: Outlet, gazetteer: Gazetteer) -> Licence:
    """An outlet's own standing, else that of the listed outlet whose brand it is."""
    edition = licensed_edition(outlet)
    kin = None if edition else gazetteer.licensed_kin(outlet)
    if kin is None:
        return Licence(role=role, outlet=outlet.id, edition=edition)
    return Licence(role=role, outlet=outlet.id, edition=licensed_edition(kin), through=kin.id)


def class_ids() -> frozenset[str]:
    """The classes an outlet may have."""
    return frozenset(_classes())


@cache
def _classes() -> dict[str, StandsFor]:
    return {row[0]: cast(StandsFor, row[1]) for row in read_rows("classes.tsv")}


# ── a user's own outlets ────────────────────────────────────────────────────────────────

ADVICE = (
    f"one header line with id and any of {', '.join(COLUMNS[1:7])}; several aliases or domains with ; between"
)
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}(?:/[^/;\s]+)?")
SHOWN = 5  # errors shown; a file of the wrong kind has one on every line


@dataclass(slots=True)
class Claims:
    """Who claimed which name and domain in this file, to find the second claim."""

    owner: dict[str, int]
    problems: list[str]

    def take(self, fact: str, line: int) -> None:
        first = self.owner.setdefault(fact, line)
        if first != line:
            self.problems.append(f"line {line}: {fact} is claimed on line {first} as well")


def read_outlets(path: str) -> list[Row]:
    """The rows of a user's file.

    Raises:
        OutletsError: the file cannot be read, or its lines have errors (all named).
    """
    text = _read(path)
    lines = ("" if line.startswith("#") else line for line in text.splitlines())
    reader = csv.reader(lines, delimiter="\t" if "\t" in text else ",")
    claims = Claims({}, [])
    header: list[str] = []
    rows: list[Row] = []
    try:
        for cells in filter(any, reader):
            if not header:
                header = _header(path, cells, reader.line_num)
                continue
            if len(cells) > len(header):
                claims.problems.append(
                    f"line {reader.line_num}: {len(cells)} fields, the header has {len(header)}"
                )
            fields = dict(zip(header, map(str.strip, cells), strict=False))
            rows.append(_row(fields, reader.line_num, claims))
    except csv.Error as error:
        raise OutletsError(path, f"line {reader.line_num}: {error}", ADVICE) from error
    if problems := claims.problems:
        more = f" (and {len(problems) - SHOWN} more)" if len(problems) > SHOWN else ""
        raise OutletsError(path, "; ".join(problems[:SHOWN]) + more, ADVICE)
    if not rows:
        raise OutletsError(path, "names no outlet", ADVICE)
    return rows


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise OutletsError(path, error.strerror or "cannot be read", ADVICE) from error
    except UnicodeDecodeError as error:
        raise OutletsError(path, "is not UTF-8", "save it as UTF-8") from error


def _header(path: str, cells: list[str], line: int) -> list[str]:
    header = ["id" if cell.strip() == "name" else cell.strip() for cell in cells]
    if "id" not in header:
        raise OutletsError(path, f"line {line}: no column id", ADVICE)
    if unknown := [cell for cell in header if cell not in COLUMNS]:
        raise OutletsError(path, f"line {line}: unknown column {unknown[0]}", ADVICE)
    return header


def _row(fields: Mapping[str, str], line: int, claims: Claims) -> Row:
    """A checked row of data/outlets.tsv; what is wrong with it goes into `claims.problems`."""
    outlet, class_ = fields.get("id", ""), fields.get("class", "")
    if not name_key(outlet):
        claims.problems.append(f"line {line}: no name")
    if class_ and class_ not in class_ids():
        claims.problems.append(f"line {line}: unknown class {class_}")
    aliases = [name_key(alias) for alias in _listed(fields, "aliases")]
    former = [
        (name_key(name), year) for name, _, year in (f.partition("/") for f in _listed(fields, "former"))
    ]
    for name in dict.fromkeys([name_key(outlet), *aliases, *(name for name, _ in former)]):
        if len(name) < 2 and name_key(outlet):
            claims.problems.append(f"line {line}: a name needs two letters or characters")
        claims.take(name, line)
    domains = [domain.lower() for domain in _listed(fields, "domains")]
    for domain in domains:
        if not DOMAIN.fullmatch(domain):
            claims.problems.append(
                f"line {line}: {domain} is not a domain (write example.com, without https://)"
            )
        claims.take(domain, line)
    return (
        outlet,
        class_,
        fields.get("family", ""),
        fields.get("licensed", ""),
        ";".join(f"{name}/{year}" if year else name for name, year in former),
        ";".join(f"{alias}=u" for alias in aliases),
        ";".join(f"{domain}=u" for domain in domains),
        "u",
    )


def _listed(fields: Mapping[str, str], column: str) -> list[str]:
    return [value.strip() for value in fields.get(column, "").split(";") if value.strip()]
