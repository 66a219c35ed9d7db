"""The report of a scan, as files."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from reprint_trace.errors import InputError
from reprint_trace.reporting import scan
from reprint_trace.reporting.scan import PAGES, scan_html, write_scan_report

from .runs import crawl, write_run
from .traces import hostile


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_run(tmp_path_factory.mktemp("run"), crawl(12))
    write_scan_report(str(folder))
    return folder


def held(run: Path | str, id_: str) -> Any:
    """The data that the report holds: `data` (rows and tables), `details` or `config`."""
    text = run.joinpath("report.html").read_text("utf-8") if isinstance(run, Path) else run
    root: Any = html.document_fromstring(text)
    return json.loads(root.xpath(f"//script[@id='{id_}']")[0].text)


def test_every_page_of_the_run_has_a_row_and_details(run: Path) -> None:
    """The one file holds all pages, the gravest first, and what opens under each."""
    rows = held(run, "data")["pages"]
    assert [row[0] for row in rows] == list(range(1, 13))
    verdicts = [(row[PAGES.index("origin")], row[PAGES.index("path")]) for row in rows]
    assert sorted(set(verdicts[:6])) == [("confirmed", "undeclared-relay"), ("contradicted", "unresolved")]
    assert verdicts[6:9] == [("missing", "unresolved")] * 3
    details = held(run, "details")
    assert len(details) == 12
    relayed = verdicts.index(("confirmed", "undeclared-relay"))
    assert [name for _, name, *_ in details[relayed]["chain"]][:2] == ["云溪日报", "听潮在线"]


def test_a_file_of_its_own_needs_no_other(run: Path) -> None:
    """`scan_html` holds the same rows and links to no file beside it."""
    text = scan_html(str(run))
    assert len(held(text, "data")["pages"]) == 12
    assert not any(row[PAGES.index("full")] for row in held(text, "data")["pages"])


def test_a_small_run_has_a_full_report_of_every_page(run: Path) -> None:
    """Each page's own report lies beside the tables, under its number, and the tables say so."""
    rows = held(run, "data")["pages"]
    assert all(row[PAGES.index("full")] for row in rows)
    number = next(row[0] for row in rows if "夜校" in row[PAGES.index("title")])
    report: Any = html.document_fromstring((run / "report" / f"{number}.html").read_text("utf-8"))
    assert "一盏灯亮到夜里十点" in report.text_content()
    assert report.xpath("//div[@data-compare]")


def test_a_large_run_gives_full_reports_to_the_gravest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not every page can have one, contradicted sources and hidden relays come first, and the
    whole stays within its size; so do the rows."""
    monkeypatch.setattr(scan, "FULL", 4)
    folder = write_run(tmp_path, crawl(12))
    write_scan_report(str(folder))
    full = [row for row in held(folder, "data")["pages"] if row[PAGES.index("full")]]
    assert len(full) == len(list((folder / "report").glob("*.html"))) == 4
    assert {(row[PAGES.index("origin")], row[PAGES.index("path")]) for row in full} <= {
        ("contradicted", "unresolved"), ("confirmed", "undeclared-relay"),
    }  # fmt: skip
    monkeypatch.setattr(scan, "ALL_BYTES", 150_000)
    write_scan_report(str(folder))
    assert sum(file.stat().st_size for file in (folder / "report").iterdir()) < 200_000
    monkeypatch.setattr(scan, "MOST", 5)
    write_scan_report(str(folder))
    kept = held(folder, "data")["pages"]
    assert {row[PAGES.index("origin")] for row in kept} <= {"contradicted", "confirmed"}
    assert "7 more pages" in (folder / "report.html").read_text("utf-8")


def test_stories_sites_outlets_and_flows_are_told(run: Path) -> None:
    """Who reprints whom is counted step by step, stories by their pages, attributions that hold with
    an interval; a site's counts are the summary's."""
    tables = held(run, "data")
    assert ["听潮在线", "第1站", 1] in tables["flows"]
    assert ["云溪日报", "听潮在线", 3] in tables["flows"]
    assert [story[2] for story in tables["stories"]] == [3, 3, 3, 3]
    assert tables["sites"][0][-4:] == [-1, 0, 0, 0] or tables["sites"][0][-4] == 0.5
    summed = json.loads((run / "summary.json").read_text("utf-8"))["by_site"]
    assert {row[0]: row[1:4] for row in tables["sites"]} == {
        name: [site["pages"], site["copied"], site["failing"]] for name, site in summed.items()
    }
    unseen = {name for name, _, seen in tables["network"]["nodes"] if not seen}
    assert unseen == {"听潮在线"}


def test_nothing_is_loaded(run: Path) -> None:
    """The policy allows the report's own script and style by their hashes, and no more."""
    root: Any = html.document_fromstring((run / "report.html").read_text("utf-8"))
    assert not root.xpath("//*[@src] | //link | //*[@style]")
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_the_same_run_gives_the_same_bytes(run: Path) -> None:
    """A second writing replaces the first by the same files, and leaves nothing aside."""
    before = {file.name: file.read_bytes() for file in (run / "report").iterdir()}
    page = (run / "report.html").read_bytes()
    write_scan_report(str(run))
    assert {file.name: file.read_bytes() for file in (run / "report").iterdir()} == before
    assert (run / "report.html").read_bytes() == page
    assert not (run / ".report").exists()


def test_what_a_kill_left_aside_is_gone_after_the_next(run: Path) -> None:
    """A report that was not finished leaves nothing in the next, and nothing beside it."""
    before = {file.name for file in (run / "report").iterdir()}
    (run / ".report/report").mkdir(parents=True)
    (run / ".report/report/half.js").write_text("half")
    write_scan_report(str(run))
    assert {file.name for file in (run / "report").iterdir()} == before
    assert not (run / ".report").exists()


def test_hostile_pages_do_not_leave_their_strings(tmp_path: Path) -> None:
    """What pages supply is data in every part: no script of theirs, no control, no endless title."""
    folder = write_run(tmp_path / "run", [hostile()])
    write_scan_report(str(folder))
    text = (folder / "report.html").read_text("utf-8")
    assert len(text) < 200_000
    assert "<script>window" not in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", text)
    (entry,) = held(folder, "details")
    assert entry["url"] == ""
    assert held(folder, "data")["pages"]


def test_what_is_no_run_is_said_so(tmp_path: Path) -> None:
    """A folder that no scan wrote is named with what to give instead."""
    with pytest.raises(InputError, match=r"summary\.json"):
        write_scan_report(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
