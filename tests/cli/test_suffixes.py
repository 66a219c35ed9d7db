"""-o FILE writes what the ending of FILE says."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import networkx
import openpyxl
import pandas
import polars
import pydot
import pytest
from docx import Document
from lxml import html

from reprint_trace.reporting import printing
from reprint_trace.reporting.formats import SUFFIXES
from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"
PAGE, ORIGINALS = str(SAMPLES / "aggregator.html"), str(SAMPLES / "originals.jsonl")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from reprint_trace.library import scan

    folder = tmp_path_factory.mktemp("run")
    scan(
        [str(page) for page in SAMPLES.glob("*.[ht]*") if page.suffix != ".jsonl"],
        str(folder),
        corpus=ORIGINALS,
    )
    return folder


@pytest.mark.parametrize("ending", sorted(set(SUFFIXES) - {".pdf", ".png"}))
def test_a_file_holds_what_its_ending_says(run: Run, tmp_path: Path, ending: str) -> None:
    """Of every ending, the file is of that format, and stderr says that it was written."""
    file = tmp_path / f"out{ending}"
    ran = run(PAGE, "-c", ORIGINALS, "-o", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert "written to" in ran.err
    kind, data = SUFFIXES[ending], file.read_bytes()
    if kind in ("docx", "xlsx"):
        assert zipfile.is_zipfile(file)
    elif kind == "parquet":
        assert data[:4] == b"PAR1"
    elif kind in ("json", "csl", "prov"):
        assert json.loads(data)
    elif kind in ("html", "svg", "graphml"):
        assert data.lstrip()[:1] == b"<"
    else:
        assert data.decode("utf-8-sig")


@pytest.mark.parametrize("file", ["out.xyz", "out.doc", "report.htlm"])
def test_an_unknown_ending_is_a_usage_error(run: Run, tmp_path: Path, file: str) -> None:
    """Nothing is written, and the endings that are known are listed."""
    ran = run(PAGE, "-o", str(tmp_path / file))
    assert (ran.code, ran.out) == (2, "")
    assert ".docx" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_another_command_writes_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    """A comparison is no graph, and a corpus no report."""
    assert run("compare", PAGE, PAGE, "-o", str(tmp_path / "a.graphml")).code == 2
    assert run("corpus", "export", ORIGINALS, "-o", str(tmp_path / "a.html")).code == 2


def test_the_format_that_is_named_overrides_the_ending(run: Run, tmp_path: Path) -> None:
    """`--format` wins."""
    file = tmp_path / "out.xyz"
    assert run(PAGE, "-o", str(file), "--format", "jsonl").code == 0
    assert json.loads(file.read_text())["page"]["title"]


def test_a_csv_file_opens_in_excel_and_a_pipe_has_no_mark(run: Run, tmp_path: Path) -> None:
    """A file begins with the mark by which Excel knows UTF-8; what goes to stdout does not."""
    file = tmp_path / "pages.csv"
    run(PAGE, "-c", ORIGINALS, "-q", "-o", str(file))
    assert file.read_bytes().startswith(codecs.BOM_UTF8)
    piped = run(PAGE, "-c", ORIGINALS, "--format", "csv").out
    assert next(csv.reader(io.StringIO(piped)))[0] == "id"


def test_several_pages_make_one_json_text(run: Run, tmp_path: Path) -> None:
    """A .json file is one JSON text, which `report` reads again."""
    file = tmp_path / "traces.json"
    run(PAGE, str(SAMPLES / "spun.html"), "-c", ORIGINALS, "-q", "-o", str(file))
    assert [trace["page"]["format"] for trace in json.loads(file.read_text())] == ["html", "html"]
    assert len(run("report", str(file), "--format", "jsonl").out.splitlines()) == 2


def test_without_a_browser_one_line_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Chromium: exit 2, one line, no file."""
    monkeypatch.setenv(printing.NAMED, "no-such-browser")
    ran = run(PAGE, "-o", str(tmp_path / "a.pdf"))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "install one" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "file"), [("networkx", "a.graphml"), ("graphviz", "a.dot"), ("prov", "a.prov.json")]
)
def test_a_library_that_is_not_there_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file: str
) -> None:
    """What only an export needs is an extra, which the line names."""
    monkeypatch.setitem(__import__("sys").modules, name, None)
    if name == "prov":
        monkeypatch.setitem(__import__("sys").modules, "prov.model", None)
    ran = run(PAGE, "-o", str(tmp_path / file))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "reprint-trace[exports]" in ran.err


def test_word_and_excel_are_chinese_where_the_reader_is(run: Run, tmp_path: Path) -> None:
    """No code stands in them: verdicts, headers and kinds are words."""
    for name in ("a.docx", "a.xlsx"):
        assert run(PAGE, "-c", ORIGINALS, "--lang", "zh", "-q", "-o", str(tmp_path / name)).code == 0
    paper = Document(str(tmp_path / "a.docx"))
    text = "\n".join(p.text for p in paper.paragraphs)
    cells = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "页面标注的来源成立；经页面未注明的媒体转来" in text
    assert "听潮在线" in cells
    assert "undeclared-relay" not in text + cells
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["页面", "来源说法", "转载步骤", "转载网络"]
    values = [str(cell.value) for row in book["页面"].iter_rows() for cell in row]
    assert "未注明的转载" in values
    assert "undeclared-relay" not in values


def test_a_headline_is_never_a_formula_in_excel(run: Run, tmp_path: Path) -> None:
    """A cell that begins with = is text."""
    page = tmp_path / "a.html"
    page.write_text(
        Path(PAGE).read_text("utf-8").replace("<title>", "<title>=1+1 ").replace("<h1", "<h1"), "utf-8"
    )
    run(str(page), "-q", "-o", str(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.parametrize("table", ["pages", "edges", "claims", "passages", "network"])
def test_tables_open_in_data_frames_and_databases(
    run: Run, scanned: Path, tmp_path: Path, table: str
) -> None:
    """pandas, polars and DuckDB read the same rows from CSV, Parquet and Excel, with the story of each
    in `group` where rows are of a page; `from` and `to` are no names of columns."""
    for ending in ("csv", "parquet", "tsv"):
        file = tmp_path / f"t.{ending}"
        assert run("report", str(scanned), "--table", table, "-q", "-o", str(file)).code == 0
    frame = pandas.read_csv(tmp_path / "t.csv")
    shapes = {
        frame.shape, pandas.read_csv(tmp_path / "t.tsv", sep="\t").shape,
        polars.read_csv(tmp_path / "t.csv").shape, polars.read_parquet(tmp_path / "t.parquet").shape,
        duckdb.read_csv(f"{tmp_path}/t.csv").df().shape, duckdb.read_parquet(f"{tmp_path}/t.parquet").df().shape,
    }  # fmt: skip
    assert len(shapes) == 1
    assert frame.shape[0] > 0
    assert not {"from", "to"} & set(frame.columns)
    if table != "network":
        assert frame["group"].notna().all()


def test_the_network_of_outlets_is_a_graph_and_a_table(run: Run, scanned: Path, tmp_path: Path) -> None:
    """Who reprints whom, as an edge list and as GraphML, with the same counts."""
    for ending in ("csv", "graphml", "dot"):
        run("report", str(scanned), "--table", "network", "-q", "-o", str(tmp_path / f"n.{ending}"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "n.csv").read_text("utf-8-sig"))))
    assert list(rows[0])[:3] == ["source", "target", "pages"]
    graph = networkx.read_graphml(tmp_path / "n.graphml")
    assert {(a, b): d["pages"] for a, b, d in graph.edges(data=True)} == {
        (row["source"], row["target"]): int(row["pages"]) for row in rows
    }
    assert graph["听潮在线"]["大方集"]["undeclared"] == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_picture_of_a_run_has_a_box_a_story(run: Run, scanned: Path, tmp_path: Path) -> None:
    """Stories stand in boxes of their own, which Graphviz packs in rows."""
    run("report", str(scanned), "-q", "-o", str(tmp_path / "a.dot"))
    (graph,) = pydot.graph_from_dot_file(str(tmp_path / "a.dot")) or []
    assert len(graph.get_subgraphs()) == 4
    assert "packmode" in graph.to_string()


def test_report_shows_the_summary_and_pages_when_asked(run: Run, scanned: Path, tmp_path: Path) -> None:
    """Of a run `report RUN` shows the summary again, --pages every page."""
    assert "5 pages traced" in run("report", str(scanned)).out
    assert run("report", str(scanned), "--pages").out.count("Originals searched") == 5
    for ending in ("html", "docx", "txt"):
        assert run("report", str(scanned), "-q", "-o", str(tmp_path / f"s.{ending}")).code == 0
    shown: Any = html.document_fromstring((tmp_path / "s.html").read_text("utf-8"))
    assert "5 pages of 4 sites" in shown.text_content()


def test_comparisons_pages_and_corpora_are_written_by_ending(run: Run, tmp_path: Path) -> None:
    """compare, read and corpus export heed the ending too."""
    other = str(SAMPLES / "aggregator.txt")
    for ending in ("html", "docx", "xlsx", "csv", "json"):
        assert run("compare", PAGE, other, "-q", "-o", str(tmp_path / f"c.{ending}")).code == 0
    assert "data-compare" in (tmp_path / "c.html").read_text("utf-8")
    assert run("read", PAGE, other, "-q", "-o", str(tmp_path / "r.csv")).code == 0
    assert len(pandas.read_csv(tmp_path / "r.csv")) == 2
    for ending in ("csv", "tsv", "xlsx", "parquet", "json", "jsonl"):
        assert run("corpus", "export", ORIGINALS, "-q", "-o", str(tmp_path / f"o.{ending}")).code == 0
    sizes = {
        len(pandas.read_csv(tmp_path / "o.csv")), len(pandas.read_csv(tmp_path / "o.tsv", sep="\t")),
        len(pandas.read_excel(tmp_path / "o.xlsx")), len(pandas.read_parquet(tmp_path / "o.parquet")),
        len(json.loads((tmp_path / "o.json").read_text())), len((tmp_path / "o.jsonl").read_text().splitlines()),
    }  # fmt: skip
    assert sizes == {8}
