"""`reprint-trace corpus …` as a user runs it."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reprint_trace.corpus import Corpus
from tests.conftest import Run
from tests.corpus.stories import documents, story

SAMPLES = Path(__file__).parents[2] / "sample_pages"


def row(seed: int, **fields: object) -> bytes:
    made = {"id": f"d{seed}", "title": f"早市之{seed}", "text": story(seed), "date": "2021-03-04"} | fields
    return json.dumps(made, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "originals.db")


@pytest.fixture
def filled(path: str) -> str:
    with Corpus.create(path) as corpus:
        corpus.add(documents(3))
    return path


def test_adding_twice_changes_nothing_and_says_so(run: Run, path: str) -> None:
    """The second add of the same file reports every document as there already."""
    first = run("corpus", "add", path, str(SAMPLES / "originals.jsonl"))
    assert (first.code, first.out) == (0, "")
    assert "8 added, 0 there already; 8 documents in all" in first.err
    again = run("corpus", "add", path, str(SAMPLES / "originals.jsonl"))
    assert "0 added, 8 there already; 8 documents in all" in again.err


def test_a_trace_finds_the_original_in_a_corpus_file(run: Run, path: str) -> None:
    """A corpus made by `corpus add` answers as the JSON Lines file it was made of."""
    run("corpus", "add", path, str(SAMPLES / "originals.jsonl"), "-q")
    ran = run(str(SAMPLES / "aggregator.html"), "-c", path, "--format", "json")
    assert json.loads(ran.out)["matches"][0]["document"]["id"] == "yxrb-20210412-03"


def test_bad_rows_are_named_by_line_and_the_rest_is_added(run: Run, tmp_path: Path, path: str) -> None:
    """The first three rows that are no documents are named by file and number, the rest is counted
    by reason; exit 3; the others are there."""
    file = tmp_path / "rows.jsonl"
    bad = [b"{not json}\n", b"\xff\xfe\n", b"[1]\n", row(7, text=""), row(8, text=" "), row(9, date="spring")]
    file.write_bytes(row(1) + b"".join(bad) + b"\n" + row(2))
    ran = run("corpus", "add", path, str(file))
    assert ran.code == 3
    lines = ran.err.splitlines()
    problems = ["not JSON", "not UTF-8", "not a JSON object"]
    assert len(lines) == len(problems) + 3
    for number, (line, problem) in enumerate(zip(lines, problems, strict=False), 2):
        assert f"{file}:{number}: {problem}" in line
    assert "3 more passed over: no text (2), the date … is no date like …-…-… (1)" in lines[3]
    assert "2 added, 0 there already, 6 passed over; 2 documents in all" in lines[-1]


def test_a_truncated_gzip_gives_its_rows_and_one_line(run: Run, tmp_path: Path, path: str) -> None:
    """The rows before the cut are added; one line says that the file ends too early."""
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(gzip.compress(b"".join(row(n) for n in range(400)))[:-4000])
    ran = run("corpus", "add", path, str(file), "-q")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert f"{file}: ends in the middle of its compressed data" in ran.err
    with Corpus.open(path) as corpus:
        assert corpus.info().documents > 100


def test_a_folder_gives_its_pages_and_tables(run: Run, tmp_path: Path, path: str) -> None:
    """Files of a folder that are not read are counted and named, hidden ones left out; a table without
    articles is named with the way to have it read."""
    folder = tmp_path / "saved"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "page.html").write_bytes((SAMPLES / "portal.html").read_bytes())
    (folder / "rows.jsonl").write_bytes(row(1))
    for name in ("README.md", "photo.jpg", ".hidden.html", "deep/.rows.jsonl"):
        (folder / name).write_bytes(row(2))
    (folder / "labels.json").write_bytes(b'[{"page": 1, "label": "news"}]')
    (folder / "links.csv").write_bytes(b"address,label\na,b\n")
    ran = run("corpus", "add", path, str(folder))
    assert ran.code == 0
    assert "2 added" in ran.err
    assert "2 files that are no pages, documents or tables were passed over: README.md, photo.jpg" in ran.err
    assert "links.csv: passed over: no column with the text among address, label; name it: --field" in ran.err


def test_a_page_in_a_folder_that_cannot_be_read_is_named(run: Run, tmp_path: Path, path: str) -> None:
    """An empty page is one line with its file; the pages beside it are added."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.html").write_bytes(b"")
    (folder / "b.html").write_bytes((SAMPLES / "portal.html").read_bytes())
    ran = run("corpus", "add", path, str(folder))
    assert ran.code == 3
    assert str(folder / "a.html") in ran.err
    assert "1 added, 0 there already, 1 passed over" in ran.err


def test_an_input_that_is_not_there_is_named_and_the_rest_is_added(run: Run, path: str) -> None:
    """A missing file does not keep the next one from being added."""
    ran = run("corpus", "add", path, "nowhere.jsonl", str(SAMPLES / "originals.jsonl"))
    assert ran.code == 3
    assert "nowhere.jsonl: no such file" in ran.err
    assert "8 added" in ran.err


def test_info_and_list_show_what_is_there(run: Run, filled: str) -> None:
    """info counts, dates and names the signature; list prints a line a document."""
    ran = run("corpus", "info", filled)
    assert "documents  3" in ran.out
    assert "2021-01-01 – 2021-03-03" in ran.out
    assert json.loads(run("corpus", "info", filled, "--format", "json").out)["documents"] == 3
    assert [line.split("\t")[0] for line in run("corpus", "list", filled).out.splitlines()] == [
        "d0",
        "d1",
        "d2",
    ]
    rows = run("corpus", "list", filled, "--format", "json").out.splitlines()
    assert [json.loads(line)["id"] for line in rows] == ["d0", "d1", "d2"]


def test_removing_an_unknown_document_removes_none(run: Run, filled: str) -> None:
    """One unknown id: exit 4, one line, all documents still there."""
    ran = run("corpus", "remove", filled, "d1", "nowhere")
    assert ran.code == 4
    assert ran.err.count("\n") == 1
    assert "no document nowhere" in ran.err
    assert len(run("corpus", "list", filled).out.splitlines()) == 3
    assert "2 removed" in run("corpus", "remove", filled, "d1", "d2").err
    assert len(run("corpus", "list", filled).out.splitlines()) == 1


def test_verify_says_sound_or_what_is_wrong(run: Run, filled: str) -> None:
    """A sound corpus exits with 0; one with a false signature with 4, and names the document."""
    ran = run("corpus", "verify", filled)
    assert (ran.code, ran.out) == (0, "")
    assert "sound" in ran.err
    connection = sqlite3.connect(filled, isolation_level=None)
    connection.execute("UPDATE signatures SET hashvalues = zeroblob(512) WHERE number = 2")
    connection.close()
    ran = run("corpus", "verify", filled)
    assert ran.code == 4
    assert ran.err.count("\n") == 1
    assert "document d1: its signature differs" in ran.err


@pytest.mark.parametrize("command", [["info"], ["list"], ["verify"], ["remove", "d1"], ["add", "x.jsonl"]])
def test_what_is_no_corpus_is_one_line_and_exit_4(run: Run, tmp_path: Path, command: list[str]) -> None:
    """Every corpus command refuses a file that is no corpus in one line."""
    place = tmp_path / "photo.png"
    place.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    ran = run("corpus", command[0], str(place), *command[1:])
    assert ran.code == 4
    assert ran.err == f"reprint-trace: {place}: not a corpus; " + (
        "give a corpus, a file of rows or a folder\n"
        if command[0] in ("info", "list")
        else "make one with: reprint-trace corpus add\n"
    )


def test_csv_rows_are_added_under_their_own_names(run: Run, tmp_path: Path, path: str) -> None:
    """--field maps a table's columns; a row without id is known by its address."""
    file = tmp_path / "archive.csv"
    text = story(1).replace("\n", " ")
    file.write_text(f'nr,sj,url\n"{text}",2021年3月4日,https://example.org/1\n,,https://example.org/2\n')
    ran = run("corpus", "add", path, str(file), "--field", "text=nr", "--field", "date=sj")
    assert ran.code == 3
    assert f"{file}:3: no text" in ran.err
    with Corpus.open(path) as corpus:
        (kept,) = corpus.documents()
    assert (kept.id, kept.text) == ("https://example.org/1", text)
    assert kept.published
    assert kept.published.value == "2021-03-04"
    wrong = run("corpus", "add", path, str(file))
    assert "no column with the text among nr, sj, url; name it: --field text=COLUMN" in wrong.err
    assert run("corpus", "add", path, str(file), "--field", "body=nr").code == 2


def test_failures_go_to_a_file(run: Run, tmp_path: Path, path: str) -> None:
    """--failures lists every bad row with file, line and problem."""
    file, failures = tmp_path / "rows.jsonl", tmp_path / "bad.jsonl"
    file.write_bytes(row(1) + b"{\n" * 30)
    ran = run("corpus", "add", path, str(file), "--failures", str(failures))
    assert ran.code == 3
    rows = [json.loads(line) for line in failures.read_text().splitlines()]
    assert len(rows) == 30
    assert rows[0] == {"file": str(file), "line": 2, "problem": "not JSON"}


@pytest.mark.parametrize("name", ["all.jsonl", "all.parquet"])
def test_an_export_makes_the_same_corpus_again(run: Run, tmp_path: Path, filled: str, name: str) -> None:
    """What `corpus export` writes, `corpus add` reads back document for document."""
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    file, again = tmp_path / name, str(tmp_path / "again.db")
    assert "3 documents written" in run("corpus", "export", filled, "-o", str(file)).err
    run("corpus", "add", again, str(file))
    with Corpus.open(filled) as one, Corpus.open(again) as other:
        assert list(one.documents()) == list(other.documents())


def test_rows_come_from_stdin_and_go_to_stdout(
    run: Run, monkeypatch: pytest.MonkeyPatch, filled: str, path: str
) -> None:
    """`corpus export` prints JSON Lines and `corpus add CORPUS -` reads them."""
    printed = run("corpus", "export", filled).out.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(printed)))
    assert "0 added, 3 there already" in run("corpus", "add", path, "-").err


def test_search_shows_shares_and_keeps_to_its_window(run: Run, filled: str, tmp_path: Path) -> None:
    """search finds a clipped text, and only within the outlet and days that are asked for."""
    clipped = story(1)[:200]
    ran = run("corpus", "search", filled, clipped, "--format", "json")
    first = json.loads(ran.out.splitlines()[0])
    assert first["id"] == "d1"
    assert first["page_covered"] == 1.0
    for window in (["--since", "2021-02-03"], ["--until", "2021-02-01"], ["--outlet", "别处日报"]):
        assert "d1" not in run("corpus", "search", filled, clipped, *window).out
    within = ["--since", "2021-02", "--until", "2021-02-02", "--outlet", "临江日报"]
    assert "100.0%" in run("corpus", "search", filled, clipped, *within).out
    page = tmp_path / "page.txt"
    page.write_text(story(2))
    assert run("corpus", "search", filled, str(page)).out.splitlines()[0].startswith("100.0% 100.0%  d2")
    assert run("corpus", "search", filled, clipped, "--since", "spring").code == 2


def test_versions_are_shown_where_documents_are_named(run: Run, path: str) -> None:
    """add counts, info tells apart, list and search name the document that a text is a version of."""
    again = replace(documents(1)[0], id="again", text="本网讯 " + story(0))
    with Corpus.create(path) as corpus:
        corpus.add([*documents(2), again])
    assert "texts      2, 1 documents are versions\n" in run("corpus", "info", path).out
    assert json.loads(run("corpus", "info", path, "--format", "json").out)["texts"] == 2
    assert run("corpus", "list", path).out.splitlines()[2].endswith("\tversion of d0")
    found = run("corpus", "search", path, story(0), "--format", "json").out.splitlines()
    named = {row["id"]: row.get("version_of") for row in map(json.loads, found)}
    assert (named["d0"], named["again"]) == (None, "d0")
