"""Tables and documents from anybody: what cannot be read is named, and never more than that."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprint_trace.corpus.exchange import read_documents
from reprint_trace.errors import Crash, InputError, TruncatedInput
from reprint_trace.model import Document
from reprint_trace.tables.articles import Unsaid
from reprint_trace.tables.objects import json_document
from reprint_trace.tables.opening import members
from tests.tables import exports
from tests.tables.test_exports import TABLES

ARTICLES = exports.articles(2)
WHOLE = {name: write(ARTICLES) for name, write in TABLES.items()} | {
    "a.docx": exports.docx(ARTICLES[0]),
    "a.odt": exports.odt(ARTICLES[0]),
    "a.rtf": exports.rtf(ARTICLES[0]),
    "a.pdf": exports.manuscript(ARTICLES[0]),
    "a.csv.gz": exports.packed(TABLES["comma.csv"](ARTICLES), "gz"),
    "a.csv.zst": exports.packed(TABLES["comma.csv"](ARTICLES), "zst"),
    "a.zip": exports.packed(TABLES["comma.csv"](ARTICLES), "zip"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_named_or_read(tmp_path: Path, data: st.DataObject) -> None:
    """Cut, with bytes changed or under another file's ending: documents, bad rows or one InputError."""
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    whole = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = whole[: data.draw(st.integers(1, len(whole)))]
    path = tmp_path / data.draw(st.sampled_from([name, name, "other" + name[name.index(".") :], "a.html"]))
    path.write_bytes(cut)
    failed: InputError | None = None
    try:
        for found in read_documents(str(path)):
            assert not isinstance(found, Document) or found.text.strip()
    except InputError as error:
        failed = error
    assert not isinstance(failed, Crash)
    assert failed is None or failed.path.startswith(str(path))


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.json", '{"data": [{"title": "x"', "is no whole JSON"),
        ("a.json", '"text"', "holds no rows"),
        (
            "a.xml",
            "<rss><channel><item><title>x</title></item></channel></rss>",
            "no column with the text among title",
        ),
        ("a.csv", "", "holds no rows"),
        ("a.jsonl", "[" * 5000, "not JSON"),
        (
            "a.xml",
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><r><i><title>&a;</title></i></r>',
            "no",
        ),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, text: str, problem: str) -> None:
    """One error that names the file and what is wrong with it."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=problem):
        [*read_documents(str(tmp_path / name))]


def test_a_text_in_brackets_is_no_table(tmp_path: Path) -> None:
    """A page's text that begins like JSON or has a comma in its first line stays a page."""
    for number, first in enumerate(
        ("[产业]老厂房点亮新车间", "{独家}内容，全文，标题", "标题,正文都在这里写着呢")
    ):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{first}\n\n{ARTICLES[0].text}", "utf-8")
        (found,) = read_documents(str(path))
        assert isinstance(found, Document)
        assert found.text.endswith(ARTICLES[0].text.split("\n")[-1])


def test_what_its_reader_dies_of_is_one_error(tmp_path: Path) -> None:
    """A workbook whose outermost cells span more than there is memory for is refused, not died of."""
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "text"])
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "far.xlsx", "w") as far,
    ):
        for name in whole.namelist():
            row = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
            far.writestr(name, whole.read(name).replace(b"</sheetData>", row))
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        [*read_documents(str(tmp_path / "far.xlsx"))]


def test_a_cut_zstandard_file_is_named(tmp_path: Path) -> None:
    """The articles before the cut are there, and the cut is told."""
    lines = "".join(f'{{"id": "{n}", "text": "{n * 7919 % 10_007}号渡口的灯。"}}\n' for n in range(40_000))
    packed = zstandard.compress(lines.encode())
    (tmp_path / "cut.jsonl.zst").write_bytes(packed[: len(packed) * 2 // 3])
    found: list[object] = []
    with pytest.raises(TruncatedInput, match="ends in the middle of its compressed data"):
        found.extend(read_documents(str(tmp_path / "cut.jsonl.zst")))
    assert len(found) > 1000


def test_json_nested_for_ever_takes_little_memory() -> None:
    """A place names all that is around it, so that a buffer of brackets would take gigabytes."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="nested"):
            json_document(io.BytesIO(b"[" * 60_000), "a.json", lambda _: True)
        assert tracemalloc.get_traced_memory()[1] < 300_000_000
    finally:
        tracemalloc.stop()


def test_a_member_without_a_name_costs_itself(tmp_path: Path) -> None:
    """A zip whose member is called nothing at all: the member is named, the others are read."""
    made = tmp_path / "a.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("", ".", "b.html"):
            archive.writestr(zipfile.ZipInfo(name), "<p>x</p>")
    found = list(members(str(made)))
    assert [str(each).split(": ", 1)[1] for each in found if isinstance(each, InputError)] == [
        "has a member called ''; it was not read",
        "has a member called '.'; it was not read",
    ]
    assert len(found) == 3


def test_an_address_that_is_none_is_no_host() -> None:
    """A row's address with half a bracket gives no domain and no error."""
    assert Unsaid(site="http://[").place(None).domain is None
    assert Unsaid(site="www.example.cn").place(None).domain == "www.example.cn"
