"""`reprint-trace report`: a saved run in another format."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"


@pytest.fixture
def saved(run: Run, tmp_path: Path) -> Path:
    """Two sample pages, traced and saved."""
    file = tmp_path / "traces.jsonl"
    pages = [str(SAMPLES / name) for name in ("aggregator.html", "portal.html")]
    run(*pages, "-c", str(SAMPLES / "originals.jsonl"), "--format", "json", "-q", "-o", str(file))
    return file


def test_a_saved_run_is_a_table(run: Run, saved: Path) -> None:
    """A row a page, with its verdict, from a file that was saved earlier."""
    rows = list(csv.DictReader(io.StringIO(run("report", str(saved), "--format", "csv").out)))
    assert [row["id"].rsplit("/", 1)[1] for row in rows] == ["aggregator.html", "portal.html"]
    assert rows[0]["path"] == "undeclared-relay"


def test_a_report_of_saved_json_is_the_report(run: Run, saved: Path) -> None:
    """What was saved prints as it would have printed then."""
    again = run("report", str(saved), "--format", "json")
    assert again.out == saved.read_text()
    assert "听潮在线" in run("report", str(saved)).out


def test_one_page_of_a_run_is_reported_by_its_id(run: Run, saved: Path) -> None:
    """--page picks a trace; an id that is not there is named."""
    id_ = json.loads(saved.read_text().splitlines()[1])["page"]["file"]
    lines = run("report", str(saved), "--page", id_, "--format", "json").out.splitlines()
    assert [json.loads(line)["page"]["file"] for line in lines] == [id_]
    missing = run("report", str(saved), "--page", "nowhere.html")
    assert missing.code == 3
    assert "nowhere.html" in missing.err


def test_a_folder_that_is_no_run_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    """The error names what is missing and the exit code is that of unreadable input."""
    found = run("report", str(tmp_path))
    assert (found.code, found.out) == (3, "")
    assert "traces.jsonl" in found.err


def test_a_damaged_line_is_named(run: Run, saved: Path) -> None:
    """A run that was cut off is reported by line."""
    saved.write_text(saved.read_text()[:-100])
    found = run("report", str(saved), "--format", "csv", "-o", str(saved.parent / "pages.csv"))
    assert found.code == 3
    assert "line 2" in found.err
    assert not (saved.parent / "pages.csv").exists()


@pytest.mark.parametrize(
    "format_", ["csv", "parquet", "graphml", "dot", "prov", "jsonld", "bibtex", "csl", "svg", "html"]
)
def test_a_trace_is_exported_at_once(run: Run, tmp_path: Path, format_: str) -> None:
    """Every export format is also a format of the trace itself."""
    page, originals = str(SAMPLES / "aggregator.html"), str(SAMPLES / "originals.jsonl")
    file = tmp_path / "out"
    assert run(page, "-c", originals, "--format", format_, "-q", "-o", str(file)).code == 0
    assert file.stat().st_size > 100
