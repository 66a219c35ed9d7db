"""A crawl in a table is the crawl."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as arrow
import pytest
from pyarrow import parquet

from reprint_trace.library import scan
from reprint_trace.scanning.inputs import Choice
from tests.conftest import Run
from tests.corpus.stories import story

from .crawls import crawl, outputs, traces

Rows = list[dict[str, str]]


def rows_of(folder: Path) -> Rows:
    files = sorted(folder.rglob("*.html"))
    return [
        {"id": file.relative_to(folder).as_posix(), "html": file.read_text("utf-8"), "depth": "2"}
        for file in files
    ]


def as_parquet(rows: Rows, path: Path) -> None:
    parquet.write_table(arrow.Table.from_pylist(rows), path)


def as_csv(rows: Rows, path: Path) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]])
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(out.getvalue().encode()))


def as_lines(rows: Rows, path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def as_array(rows: Rows, path: Path) -> None:
    path.write_text(json.dumps(rows, indent=1), "utf-8")


def as_workbook(rows: Rows, path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([*rows[0]])
    for row in rows:
        book.active.append([*row.values()])
    book.save(path)


def as_database(rows: Rows, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE pages (id, html, depth)")
    connection.executemany("INSERT INTO pages VALUES (?, ?, ?)", [[*row.values()] for row in rows])
    connection.commit()
    connection.close()


DUMPS: dict[str, Callable[[Rows, Path], None]] = {
    "dump.parquet": as_parquet,
    "dump.csv.gz": as_csv,
    "dump.jsonl": as_lines,
    "dump.json": as_array,
    "dump.xlsx": as_workbook,
    "dump.db": as_database,
}


@pytest.mark.parametrize("name", DUMPS)
def test_a_scan_of_rows_is_the_scan_of_the_files(
    tmp_path: Path, corpus: str, undisturbed: Path, name: str
) -> None:
    """Rows that hold pages give the traces, tables and summary of the files they were saved as, byte for
    byte, and a second scan changes nothing."""
    rows = rows_of(crawl(tmp_path / "crawl"))
    DUMPS[name](rows, tmp_path / name)
    scan([str(tmp_path / name)], str(tmp_path / "run"), corpus=corpus, jobs=1)
    found = outputs(tmp_path / "run")
    assert found == outputs(undisturbed)
    scan([str(tmp_path / name)], str(tmp_path / "run"), corpus=corpus, jobs=1)
    assert outputs(tmp_path / "run") == found


def test_a_zip_of_saved_pages_is_the_folder(tmp_path: Path, corpus: str, undisturbed: Path) -> None:
    """Pages in a zip are traced as those of the folder, under the zip's name."""
    folder = crawl(tmp_path / "crawl")
    with zipfile.ZipFile(tmp_path / "crawl.zip", "w") as archive:
        for file in sorted(folder.rglob("*.html")):
            archive.write(file, file.relative_to(folder))
    scan([str(tmp_path / "crawl.zip")], str(tmp_path / "run"), corpus=corpus, jobs=1)
    found, wanted = traces(tmp_path / "run"), traces(undisturbed)
    assert {name.partition("!")[2] for name in found} == set(wanted)
    assert [t["verdict"]["origin"] for t in found.values()] == [
        t["verdict"]["origin"] for t in wanted.values()
    ]


def test_rows_are_chosen_by_their_ids(tmp_path: Path) -> None:
    """--include and --exclude look at the ids of rows."""
    as_lines(rows_of(crawl(tmp_path / "crawl")), tmp_path / "dump.jsonl")
    scan([str(tmp_path / "dump.jsonl")], str(tmp_path / "run"), choice=Choice(include=("a/*",)))
    assert set(traces(tmp_path / "run")) == {"a/1.html", "a/2.html"}


def test_a_row_that_is_no_page_is_a_failure_and_the_rest_is_traced(tmp_path: Path) -> None:
    """The table is listed among the failures with the rows that were passed over."""
    rows = [{"id": "1", "title": "早市", "text": story(1)}, {"id": "2", "title": "空", "text": ""}]
    as_lines(rows, tmp_path / "dump.jsonl")
    result = scan([str(tmp_path / "dump.jsonl")], str(tmp_path / "run"))
    assert (result.pages, result.failures) == (1, 1)
    assert "row 2: no text" in (tmp_path / "run/failures.jsonl").read_text("utf-8")


def test_what_a_crawl_left_beside_its_pages_is_no_page(tmp_path: Path) -> None:
    """Data files of a folder without articles in them are left out of a scan without a failure."""
    folder = crawl(tmp_path / "crawl")
    (folder / "meta.json").write_text('{"started": 1, "seeds": [{"host": "a"}]}')
    (folder / "sitemap.xml").write_text("<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>")
    (folder / "a/1_files").mkdir()
    (folder / "a/1_files/frame.html").write_text("<html><body>广告</body></html>")
    result = scan([str(folder)], str(tmp_path / "run"))
    assert (result.pages, result.failures) == (7, 0)


def test_a_table_is_traced_page_by_page(run: Run, tmp_path: Path) -> None:
    """Without a run's folder, every row is a page of its own, and what its columns were taken for is said."""
    rows = [
        {"标题": "早市", "正文": story(n), "网址": f"http://x.example/{n}", "栏目": "要闻"} for n in range(3)
    ]
    as_workbook(rows, tmp_path / "稿件.xlsx")
    ran = run("read", str(tmp_path / "稿件.xlsx"), "--format", "json")
    assert ran.code == 0
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == [row["网址"] for row in rows]
    assert "title ← 标题, text ← 正文, url ← 网址; not used: 栏目" in ran.err
    ran = run(str(tmp_path / "稿件.xlsx"), "-o", str(tmp_path / "run/"))
    assert ran.code == 0
    assert "title ← 标题, text ← 正文, url ← 网址; not used: 栏目" in ran.err
