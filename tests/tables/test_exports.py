"""One article set gives one corpus, whatever it was exported as."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reprint_trace.corpus.exchange import read_documents
from reprint_trace.model import Document
from reprint_trace.tables.rows import BadRow
from tests.tables import exports
from tests.tables.exports import Given, as_csv

GIVEN = exports.articles(4)

TABLES: dict[str, Callable[[Sequence[Given]], bytes]] = {
    "comma.csv": as_csv(",", "utf-8"),
    "excel.csv": as_csv(",", "gb18030"),
    "excel-semicolon.csv": as_csv(";", "utf-8-sig"),
    "unicode.txt": as_csv("\t", "utf-16"),
    "tabs.tsv": as_csv("\t", "gbk"),
    "bars.csv": as_csv("|", "utf-8", exports.PLAIN),
    "pretty.json": exports.as_json,
    "answer.json": exports.as_object,
    "frame.json": exports.as_pandas,
    "lines.jsonl": exports.as_lines,
    "wide.jsonl": lambda given: exports.as_lines(given).decode().encode("utf-16"),
    "gbk.json": lambda given: exports.as_json(given).decode().encode("gbk"),
    "export.xlsx": exports.as_workbook,
    "export.parquet": exports.as_parquet,
    "export.xml": exports.as_xml,
    "feed.rss": exports.as_feed,
    "export.xls": exports.as_markup,
}
DOCUMENTS = {"docx": exports.docx, "odt": exports.odt, "rtf": exports.rtf, "pdf": exports.manuscript}


def facts(document: Document) -> tuple[str | None, ...]:
    """What a corpus knows of a document beside its id and address."""
    day = document.published.value if document.published else None
    return document.title, document.text, document.house, day


def read(path: Path) -> list[Document]:
    found = [*read_documents(str(path))]
    assert [row for row in found if isinstance(row, BadRow)] == []
    return [row for row in found if isinstance(row, Document)]


def wanted() -> list[Document]:
    return [
        Document(id=given.id, text=given.text, title=given.title, source=given.source, url=given.url)
        for given in GIVEN
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_corpus_in_every_form(tmp_path: Path, name: str) -> None:
    """Charset, delimiter, format and the language of the columns' names change no document."""
    path = tmp_path / name
    path.write_bytes(TABLES[name](GIVEN))
    found = read(path)
    assert [facts(document)[:3] for document in found] == [facts(document)[:3] for document in wanted()]
    assert [(d.id, d.url) for d in found] == [(given.id, given.url) for given in GIVEN]
    assert [d.published.value for d in found if d.published] == [given.date for given in GIVEN]


def test_a_database_is_the_same_corpus(tmp_path: Path) -> None:
    """A SQLite file gives its table of articles; its other tables are left out."""
    exports.as_database(GIVEN, tmp_path / "archive.db")
    found = read(tmp_path / "archive.db")
    assert [facts(document)[:3] for document in found] == [facts(document)[:3] for document in wanted()]


@pytest.mark.parametrize("how", ["gz", "bz2", "xz", "zst", "zip"])
def test_a_packed_table_is_the_same_corpus(tmp_path: Path, how: str) -> None:
    """gzip, bzip2, xz, zstandard and zip are unpacked, whatever is in them."""
    for name in ("excel.csv", "export.xlsx", "pretty.json"):
        path = tmp_path / f"{name}.{how}"
        path.write_bytes(exports.packed(TABLES[name](GIVEN), how, name))
        assert [facts(d)[:3] for d in read(path)] == [facts(document)[:3] for document in wanted()]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_folder_of_documents_is_the_same_corpus(tmp_path: Path, kind: str) -> None:
    """Manuscripts give title, text, outlet and date as the table of them does."""
    for given in GIVEN:
        (tmp_path / f"{given.id}.{kind}").write_bytes(DOCUMENTS[kind](given))
    found = read(tmp_path)
    assert [(d.title, d.text, d.source) for d in found] == [(g.title, g.text, g.source) for g in GIVEN]
    assert [d.published.value for d in found if d.published] == [given.date for given in GIVEN]


def test_a_row_without_id_gets_the_same_one_in_every_form(tmp_path: Path) -> None:
    """A made id depends on what the article says, not on where it stands."""
    names = {field: column for field, column in exports.CHINESE.items() if field not in ("id", "url")}
    (tmp_path / "a.csv").write_bytes(as_csv(",", "gbk", names)(GIVEN))
    rows = [given.row({"title": "headline", "text": "body"}) for given in reversed(GIVEN)]
    (tmp_path / "b.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    ids = [document.id for document in read(tmp_path / "a.csv")]
    assert ids == [document.id for document in read(tmp_path / "b.json")][::-1]
    assert len(set(ids)) == len(GIVEN)
