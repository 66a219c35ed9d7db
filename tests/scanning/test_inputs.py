"""Folders, globs, lists and archives become pages with ids of their own."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from reprint_trace.budget import Limits
from reprint_trace.errors import EmptyInput, MissingInput
from reprint_trace.library import scan
from reprint_trace.scanning.inputs import Choice, Ids, listed
from tests.corpus.stories import story
from tests.reading.test_archives import record

from .crawls import outputs, page, traces

BASE = "http://www.sample.example"


def warc(pages: list[tuple[str, str]]) -> bytes:
    """A crawl of these pages, saved on 2021-03-09."""
    return b"".join(
        gzip.compress(record(url, "text/html; charset=utf-8", text.encode())) for url, text in pages
    )


def ids(*inputs: str, choice: Choice | None = None) -> list[str]:
    return [id_ for id_, _ in listed(inputs, choice or Choice())]


def test_ids_are_paths_in_the_folder(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One folder: relative to it.  Several inputs or a glob: as given."""
    assert ids(str(pages))[:3] == ["a/1.html", "a/2.html", "b/3.html"]
    monkeypatch.chdir(pages)
    assert ids("a", "b/4.html") == ["a/1.html", "a/2.html", "b/4.html"]
    assert ids("*/[45].html") == ["b/4.html", "c/5.html"]


def test_a_list_on_stdin_is_scanned(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`find … | reprint-trace - -o run/`: one path a line."""
    given = f"{pages}/c/7.html\n{pages}/a/1.html\n\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert ids("-") == [f"{pages}/a/1.html", f"{pages}/c/7.html"]


def test_globs_choose(pages: Path) -> None:
    """--include and --exclude look at the id; * also matches /."""
    assert ids(str(pages), choice=Choice(include=("a/*", "*/5.html"))) == ["a/1.html", "a/2.html", "c/5.html"]
    assert ids(str(pages), choice=Choice(exclude=("[ac]/*",))) == ["b/3.html", "b/4.html"]


def test_since_looks_at_the_day_of_the_file(pages: Path) -> None:
    """--since takes what was saved on that day or later."""
    os.utime(pages / "a/1.html", (1_600_000_000, 1_600_000_000))
    assert "a/1.html" not in ids(str(pages), choice=Choice(since="2021-01-01"))
    assert "a/1.html" in ids(str(pages), choice=Choice(since="2020-09-01"))


def test_the_runs_own_folder_is_no_input(pages: Path) -> None:
    """A run inside the crawl is left out when the crawl is scanned again."""
    report = pages / "run/report.html"
    report.parent.mkdir()
    report.write_text("<html></html>")
    assert "run/report.html" not in [
        id_ for id_, _ in listed([str(pages)], Choice(), report.parent.resolve())
    ]


def test_nothing_to_scan_is_said(tmp_path: Path) -> None:
    """An empty folder, and a glob that matches nothing."""
    with pytest.raises(EmptyInput):
        listed([str(tmp_path)], Choice())
    with pytest.raises(MissingInput, match="matches no file"):
        listed([str(tmp_path / "*.html")], Choice())


def test_an_id_with_other_content_gets_a_number() -> None:
    """The same address twice: once if it is the same page, numbered if it is not."""
    free = Ids()
    assert [free.free("u", "1"), free.free("u", "1"), free.free("u", "2"), free.free("u", "2")] == [
        "u",
        None,
        "u#2",
        None,
    ]


def test_records_of_an_archive_are_pages_by_their_address(tmp_path: Path) -> None:
    """A WARC's records are traced under their URLs; those that are there twice, once; chosen by URL and
    by their own date; and a second run does not read them again."""
    copied = page(story(1))
    records = [(f"{BASE}/1.html", copied), (f"{BASE}/1.html", copied), (f"{BASE}/1.html", page(story(2))),
               (f"{BASE}/x/3.html", page(story(3)))]  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in/crawl.warc.gz").write_bytes(warc(records))
    run = tmp_path / "run"
    scan([str(tmp_path / "in")], str(run), jobs=1, choice=Choice(exclude=("*/x/*",), since="2021-03-09"))
    assert set(traces(run)) == {f"{BASE}/1.html", f"{BASE}/1.html#2"}
    before = outputs(run)
    (run / "traces.jsonl").unlink()
    scan([str(tmp_path / "in")], str(run), jobs=1, choice=Choice(exclude=("*/x/*",), since="2021-03-09"))
    assert outputs(run) == before


def test_a_damaged_archive_gives_its_good_pages_and_a_failure(tmp_path: Path) -> None:
    """What comes before the damage is traced, and the damage is listed."""
    whole = warc([(f"{BASE}/{n}.html", page(story(n))) for n in range(3)])
    (tmp_path / "in").mkdir()
    (tmp_path / "in/crawl.warc.gz").write_bytes(whole[: len(whole) - 200])
    result = scan([str(tmp_path / "in")], str(tmp_path / "run"), jobs=1)
    assert result.pages >= 2
    assert result.failures_by_error == {"TruncatedInput": 1}


def test_one_page_never_stops_a_run(pages: Path, tmp_path: Path) -> None:
    """Empty, binary, dangling, a pipe, a page that takes too long, one without a story: each is listed
    with its reason, and the rest is traced; a second run does not try the hostile one again."""
    (pages / "empty.html").write_text("")
    (pages / "image.html").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    (pages / "cut.html.gz").write_bytes(gzip.compress(b"<p>x</p>" * 500)[:-30])
    (pages / "gone.html").symlink_to("nowhere")
    os.mkfifo(pages / "pipe.html")
    (pages / "list.html").write_text("<html><body><a href='/'>首页</a></body></html>")
    (pages / "slow.html").write_text("<html><body>" + "<p>新闻一条，说了一件事情。</p>" * 900_000)
    limits = Limits(seconds=1.0, memory=2 << 30)
    for _ in range(2):
        result = scan([str(pages)], str(tmp_path / "run"), jobs=2, limits=limits)
        assert result.pages == 7
        assert result.failures_by_error == {
            "MissingInput": 1, "NotAPage": 2, "EmptyInput": 1, "NoArticle": 1, "TimeLimit": 1, "TruncatedInput": 1,
        }  # fmt: skip
        (tmp_path / "run/summary.json").unlink()


def test_a_name_that_is_no_utf8_is_a_page_like_any_other(tmp_path: Path) -> None:
    """Bytes in a file name that are no UTF-8 come through all outputs."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.html")).write_text(page(story(1)), "utf-8")
    scan([str(folder)], str(tmp_path / "run"), jobs=1)
    assert set(traces(tmp_path / "run")) == {"\udcff.html"}
