"""Rebuild and check reprint_trace/outlets/data/outlets.tsv.

    python benchmarks/make_outlets.py                          check it, then rewrite it in its order
    python benchmarks/make_outlets.py --check                  exit 1 if it would be written otherwise
    python benchmarks/make_outlets.py --edition 2027-01 LIST   enter an edition of the CAC list: the names
                                                               in LIST, one a line; unknown ones are printed

The file is the source of its facts: edit it by hand, run this, read the diff.  No name and no domain
may be claimed by two outlets; where a name is shared in life, it is given to neither, or to the one
that is meant far more often.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from reprint_trace.outlets.names import name_key, public_body
from reprint_trace.outlets.tables import COLUMNS, CURRENT_EDITION, DOMAIN, class_ids, facts

DATA = Path(__file__).parent.parent / "reprint_trace/outlets/data"
SEPARATORS = {"former": "/", "aliases": "=", "domains": "="}
EDITION = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
Rows = list[dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--edition", help="edition of the CAC list, as 2025-06")
    parser.add_argument("list", nargs="?", type=Path)
    arguments = parser.parse_args()
    path = DATA / "outlets.tsv"
    before = path.read_text("utf-8")
    head, rows = read(before)
    if arguments.edition:
        note_edition(rows, arguments.edition, arguments.list.read_text("utf-8").split("\n"))
    if problems := list(check(rows)):
        sys.exit("\n".join(problems))
    after = head + "".join(written(rows))
    if arguments.check and after != before:
        sys.exit(f"{path} is not in its order; run benchmarks/make_outlets.py")
    path.write_text(after, "utf-8")


def read(text: str) -> tuple[str, Rows]:
    """The comments and the header as they stand, and the rows by column."""
    lines = text.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if not line.startswith("#")) + 1
    cells = [line.rstrip("\n").split("\t") for line in lines[start:]]
    return "".join(lines[:start]), [dict(zip(COLUMNS, row, strict=True)) for row in cells]


def written(rows: Rows) -> Iterator[str]:
    """Rows by class, family and id; the facts of a cell sorted."""
    classes = class_order()
    for row in sorted(rows, key=lambda row: (classes.index(row["class"]), row["family"] or "~", row["id"])):
        cells = [
            ";".join(sorted(row[column].split(";"))) if column in SEPARATORS else row[column]
            for column in COLUMNS
        ]
        yield "\t".join(cells) + "\n"


def note_edition(rows: Rows, edition: str, names: list[str]) -> None:
    """Add an edition to every outlet a name of the list means."""
    owners = {name: row for row in rows for name in claimed(row)}
    for name in filter(None, map(str.strip, names)):
        row = owners.get(name_key(name))
        if row is None:
            print(f"unknown: {name}")
        else:
            row["licensed"] = ";".join(sorted({*filter(None, row["licensed"].split(";")), edition}))


def claimed(row: dict[str, str]) -> list[str]:
    """Every name key of a row, its own first."""
    others = [name for column in ("aliases", "former") for name, _ in facts(row[column], SEPARATORS[column])]
    return [name_key(row["id"]), *others]


def check(rows: Rows) -> Iterator[str]:
    owner: dict[str, str] = {}
    letters = {
        line[0] for line in (DATA / "witnesses.tsv").read_text("utf-8").splitlines() if line[1:2] == "\t"
    }
    for row in rows:
        outlet = row["id"]
        for fact in (*claimed(row), *(domain for domain, _ in facts(row["domains"]))):
            if fact in owner:
                yield f"{outlet}: {fact} belongs to {owner[fact]}"
            owner[fact] = outlet
        yield from (f"{outlet}: {problem}" for problem in check_row(row, letters))
    for row in rows:
        formed = [body[0] for name in claimed(row) if (body := public_body(name))]
        yield from (f"{row['id']}: add the alias {name}" for name in formed if owner.get(name) != row["id"])


def check_row(row: dict[str, str], letters: set[str]) -> Iterator[str]:
    if row["class"] not in class_ids():
        yield f"no class {row['class']}"
    if row["id"].isalnum() and name_key(row["id"]) != row["id"].lower():
        yield "has a look-alike character, which loading does not fold"
    yield from check_editions([edition for edition in row["licensed"].split(";") if edition])
    for name, _ in facts(row["aliases"]):
        if name_key(name) != name or len(name) < 2:
            yield f"{name} is no name key: {name_key(name)}"
    yield from (
        f"{domain} is no domain" for domain, _ in facts(row["domains"]) if not DOMAIN.fullmatch(domain)
    )
    for _, year in facts(row["former"], "/"):
        if year and not re.fullmatch(r"(19|20)\d\d", year):
            yield f"{year} is no year"
    noted = row["basis"] + "".join(
        note for column in ("aliases", "domains") for _, note in facts(row[column])
    )
    if not row["basis"] or not set(noted) <= letters:
        yield f"witnesses {noted}"


def check_editions(editions: list[str]) -> Iterator[str]:
    if editions != sorted(editions) or not all(EDITION.fullmatch(edition) for edition in editions):
        yield f"editions {editions}"
    if editions and editions[-1] > CURRENT_EDITION:
        yield f"{editions[-1]} is newer than CURRENT_EDITION in standing.py"


def class_order() -> list[str]:
    lines = (DATA / "classes.tsv").read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")][1:]


if __name__ == "__main__":
    main()
