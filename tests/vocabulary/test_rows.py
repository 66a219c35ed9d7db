"""Every row of every table is a test of its own: add a row, and it is checked."""

from __future__ import annotations

from collections import Counter

import pytest

from reprint_trace.vocabulary import FOLDER, HEADER, Row, cells, first, one_of, rows, words

TABLES = sorted(path.stem for path in FOLDER.glob("*.tsv"))
LISTS = sorted(path.stem for path in (FOLDER / "lists").glob("*.tsv"))
ROWS = [pytest.param(row, id=f"{table}-{row.id}") for table in TABLES for row in rows(table)]


@pytest.mark.parametrize("row", ROWS)
def test_a_rule_fires_on_its_example_and_not_on_its_counter_example(row: Row) -> None:
    """What the row shows as an example is found, what it shows as a counter-example is not."""
    assert row.search(row.example)
    assert not row.search(row.counter)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_whole(table: str) -> None:
    """A table says what it is for; its rows have an id of their own, all cells and a provenance."""
    text = (FOLDER / f"{table}.tsv").read_text("utf-8")
    assert text.startswith("# ")
    assert rows(table)
    assert [id_ for id_, n in Counter(row.id for row in rows(table)).items() if n > 1] == []
    assert [row.id for row in rows(table) if not (row.example and row.counter and row.provenance)] == []
    columns = next(line for line in text.split("\n") if not line.startswith("#")).split("\t")
    assert [column for column in columns[len(HEADER) :] if f"# {column}  " not in text] == []
    assert one_of(table).search(rows(table)[0].example)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_whole(name: str) -> None:
    """A word list says where it comes from, and no line of it stands twice."""
    text = (FOLDER / "lists" / f"{name}.tsv").read_text("utf-8")
    assert text.startswith("# ")
    assert "# Provenance: " in text
    assert [line for line, n in Counter(cells(name)).items() if n > 1] == []
    assert "" not in words(name)


def test_the_first_rule_that_fires_is_named() -> None:
    """Asked which rule fires in a text, the vocabulary answers with the row, or with none."""
    found = first("staff_codes", "责任编辑：王某_NN1234")
    assert found is not None
    assert found.id == "code-163"
    assert found.extra["outlet"] == "网易"
    assert first("staff_codes", "责任编辑：王某") is None
