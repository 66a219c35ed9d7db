"""The desk: what is dropped becomes reports, and nothing of it is lost."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from benchmarks.desk import measure
from reprint_trace.desk.folder import Desk, safe
from reprint_trace.errors import OutputError
from reprint_trace.evidence import verify
from reprint_trace.library import read

from .conftest import Laid
from .served import SAMPLES


def test_a_dropped_page_becomes_a_verdict(laid: Laid) -> None:
    """The page of a run shows each page's headline and verdict, in Chinese and in English."""
    english, chinese = (laid.desk.get(f"/runs/{laid.run}", lang).text for lang in ("en", "zh"))
    assert "The text is 云溪日报&#39;s, as declared" in english
    assert "正文确系所标注的来源" in chinese
    assert 'lang="zh-Hans"' in chinese


def test_the_home_page_lists_runs_and_corpora(laid: Laid) -> None:
    """Runs and corpora are listed, the corpus with its texts, and can be chosen."""
    home = laid.desk.get("/").text
    assert f'href="/{laid.desk.token}/en/runs/{laid.run}"' in home
    assert f'<option value="{laid.corpus}"' in home
    assert "本报稿件 (8 texts)" in home


@pytest.mark.parametrize(("file", "begins"), [
    ("html", b"<!doctype html>"), ("docx", b"PK"), ("xlsx", b"PK"),
])  # fmt: skip
def test_reports_are_downloaded(laid: Laid, file: str, begins: bytes) -> None:
    """A page's report and the run's are had as HTML, DOCX and XLSX."""
    for name in (f"0.{file}", f"run.{file}"):
        answer = laid.desk.get(f"/runs/{laid.run}/{name}", save="1")
        assert answer.status == 200
        assert answer.body.lower().startswith(begins.lower())
        assert str(laid.desk.desk.root).encode() not in answer.body
        assert "attachment" in answer.headers["content-disposition"]


def test_the_evidence_package_holds_the_dropped_bytes(
    laid: Laid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The evidence package has the page as it was dropped, verifies, and names no folder of this machine."""
    number = next(p["n"] for p in laid.desk.over(laid.run)["pages"] if p["file"] == "aggregator.html")
    data = laid.desk.get(f"/runs/{laid.run}/{number}.zip", "zh").body
    case = tmp_path / "case.zip"
    case.write_bytes(data)
    assert not verify(str(case)).altered
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        assert held.read("page/aggregator.html") == (SAMPLES / "aggregator.html").read_bytes()
        everything = b"".join(
            held.read(name) for name in held.namelist() if not name.endswith((".pdf", ".xlsx"))
        )
    assert str(laid.desk.desk.root).encode() not in everything


def test_a_sentence_is_found_in_originals_and_pages(laid: Laid) -> None:
    """A sentence is found where it stands: in the originals, and on traced pages, with a link to the report."""
    originals = (SAMPLES / "originals.jsonl").read_text("utf-8")
    body = read(SAMPLES / "aggregator.html").body
    asked = next(part for part in re.split(r"\W+", body) if len(part) > 15 and part in originals)
    found = laid.desk.get("/search", q=asked).text
    assert "Originals: <bdi>本报稿件</bdi>" in found
    assert f"/runs/{laid.run}/" in found
    assert "<mark>" in found
    assert "Nowhere here" in laid.desk.get("/search", q="这一句话谁也没有写过呀真的没有").text
    assert laid.desk.get("/search", q="").status == 200


def test_what_cannot_be_read_is_said(laid: Laid) -> None:
    """A picture beside a page costs the page nothing and is named; a picture alone is a failed run, in one line;
    once deleted, nothing of either is left."""
    page = (SAMPLES / "portal.html").read_bytes()
    png = b"\x89PNG\r\n\x1a\n" + bytes(200)
    both = laid.desk.post("/runs", [("a.html", page), ("b.html", png)], {"corpus": laid.corpus})
    alone = laid.desk.post("/runs", [("b.png", png)], lang="zh")
    runs = [answer.json()["location"].rpartition("/")[2] for answer in (both, alone)]
    found = laid.desk.over(runs[0])
    assert (found["count"], found["failed"]) == (1, 1)
    assert "b.html" in laid.desk.get(f"/runs/{runs[0]}").text
    error = laid.desk.over(runs[1])["error"]
    assert error["path"] == "b.png"
    said = laid.desk.get(f"/runs/{runs[1]}", "zh").text
    assert 'role="alert"' in said
    assert str(laid.desk.desk.root) not in said
    for run in runs:
        assert laid.desk.post(f"/jobs/{run}/delete").status == 200
        assert laid.desk.get(f"/runs/{run}").status == 404
        assert not laid.desk.desk.place(run).exists()


def test_all_of_these_are_ours(laid: Laid) -> None:
    """Originals that name no outlet are of the one that is given; a corpus is deleted with what was added to it."""
    text = "临江早市开张\n\n" + "摊主说，今年的菜价比去年便宜了一成，买的人也多了。" * 8
    answer = laid.desk.post("/corpora", [("早市.txt", text.encode())], {"source": "临江日报"})
    corpus = answer.json()["location"].rpartition("=")[2]
    found = laid.desk.added(corpus)
    assert (found["added"], found["houses"]) == (1, ["临江日报"])
    assert laid.desk.desk.corpus(corpus).name == "临江日报"
    assert "临江日报" in laid.desk.get(f"/corpora/{corpus}").text
    assert laid.desk.post(f"/corpora/{corpus}/delete").status == 200
    assert laid.desk.get(f"/corpora/{corpus}").status == 404
    assert not laid.desk.desk.jobs("add", corpus)


def test_what_is_asked_is_answered_though_the_desk_is_killed(tmp_path: Path) -> None:
    """A few tabs at once, a server killed in the middle of their jobs and started again, a foreign page knocking: every
    tab has its own report, and nobody else anything (`python -m benchmarks.desk` is the same with fifty)."""
    tally = measure(tabs=2, rounds=1, folder=tmp_path / "desk", kill_after=1.5)
    assert not tally.wrong
    assert (tally.counts["tabs"], tally.counts["restarts"]) == (2, 1)
    assert tally.counts["foreign refused"]


def test_one_folder_has_one_desk(tmp_path: Path) -> None:
    """A second server on the same folder is told so in one line."""
    with Desk(str(tmp_path)), pytest.raises(OutputError, match="has this folder open"):
        Desk(str(tmp_path))


@pytest.mark.parametrize(("name", "made"), [
    ("../../etc/passwd", "etc/passwd"), ("C:\\Windows\\a.html", "C_/Windows/a.html"), ("/abs/页.html", "abs/页.html"),
    ("con.html", "_con.html"), ("a\x00b\nc.html", "a_b_c.html"), ("..", "page"), ("x" * 300 + ".html", "x" * 50 + ".html"),
])  # fmt: skip
def test_no_name_leads_out_of_the_desk(tmp_path: Path, name: str, made: str) -> None:
    """Whatever a dropped file is called, it lies in its job's folder under a plain name."""
    with Desk(str(tmp_path)) as desk:
        upload = desk.begin()
        place = upload.free(name)
        assert place.resolve().is_relative_to(tmp_path.resolve() / "aside")
        assert upload.files == [made]
        place.write_bytes(b"1")
        assert upload.free(name) != place


def test_a_file_and_a_folder_of_one_name_both_stay(tmp_path: Path) -> None:
    """A file called as the folder of another is costs neither."""
    with Desk(str(tmp_path)) as desk:
        upload = desk.begin()
        for name in ("a", "a/b", "c/d", "c"):
            upload.free(name).write_bytes(name.encode())
        assert len([path for path in (tmp_path / "aside").rglob("*") if path.is_file()]) == 4


def test_names_of_corpora_are_plain_files() -> None:
    """A corpus may be called anything."""
    assert safe("a/b\\c:d") == "a_b_c_d"
    assert safe(" .. ") == "_"
