"""A user's own outlets: a TSV or CSV file with the columns of data/outlets.tsv, of which only `id`
(or `name`) is needed.  Every error is found at once and named by its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reprint_trace.errors import OutletsError
from reprint_trace.outlets.names import name_key
from reprint_trace.outlets.standing import class_ids
from reprint_trace.outlets.tables import COLUMNS, Row

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
