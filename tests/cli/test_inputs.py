"""Ways in, as four new users try them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reprint_trace.corpus import Corpus, open_corpus
from tests.conftest import Run
from tests.corpus.stories import story
from tests.tables import exports
from tests.tables.exports import as_csv

SAMPLES = Path(__file__).parents[2] / "sample_pages"
GIVEN = exports.articles(3)
TEXT = "老码头改作书屋 居民多了去处\n\n" + story(1)


def test_an_excel_export_is_understood_and_said(run: Run, tmp_path: Path) -> None:
    """The columns that were taken, what was not used, documents, outlets and days are printed."""
    (tmp_path / "稿件.xlsx").write_bytes(exports.as_workbook(GIVEN))
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "稿件.xlsx"))
    assert ran.code == 0
    assert "稿件.xlsx[稿件]: id ← 编号, title ← 标题, text ← 正文, source ← 来源, date ← 发布时间" in ran.err
    assert "not used: 栏目" in ran.err
    assert "understood: 3 documents of 临江日报 3; 2021-03-02 to 2021-03-04" in ran.err


def test_a_dry_run_adds_nothing(run: Run, tmp_path: Path) -> None:
    """--dry-run says what would be added, shows the first documents, and leaves no corpus."""
    (tmp_path / "a.csv").write_bytes(as_csv(",", "gbk")(GIVEN))
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "a.csv"), "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("lj-0\t2021-03-02\t临江日报\t临江早市见闻之一\t")
    assert "dry run: nothing was added" in ran.err
    assert not (tmp_path / "o.db").exists()


def test_a_folder_of_texts_is_what_the_editor_says(run: Run, tmp_path: Path) -> None:
    """--source, --date and --site say what texts do not; title and date are taken where they are there."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "2021-03-05_书屋.txt").write_text(TEXT, "gbk")
    (folder / "早市.txt").write_text("早市一瞥\n来源：云溪日报\n" + story(2), "utf-8")
    said = ("--source", "临江日报", "--date", "2021年4月", "--site", "ljrb.example")
    assert run("corpus", "add", str(tmp_path / "o.db"), str(folder), *said).code == 0
    with Corpus.open(str(tmp_path / "o.db")) as corpus:
        one, other = corpus.documents()
    assert (one.title, one.text, one.source) == ("老码头改作书屋 居民多了去处", story(1), "临江日报")
    assert (other.publisher, other.source) == ("临江日报", "云溪日报")
    assert [d.published.value for d in (one, other) if d.published] == ["2021-03-05", "2021-04"]


def test_thousands_of_bad_rows_are_one_story(run: Run, tmp_path: Path) -> None:
    """A table whose text no name tells is one line with its columns and --field; bad rows are three lines
    and a count."""
    (tmp_path / "a.csv").write_text("nr,lm\n" + "正文,要闻\n" * 5000, "utf-8")
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "a.csv"), "-q")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "no column with the text among nr, lm; name it: --field text=COLUMN" in ran.err
    (tmp_path / "b.csv").write_text("标题,正文\n" + "无文,\n" * 5000 + f"有文,{story(1, 2)!r}\n", "utf-8")
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "b.csv"), "-q")
    assert ran.err.count("\n") == 4
    assert "4,997 more passed over: no text (4,997)" in ran.err
    assert "no column text among" not in ran.err
    ran = run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "b.csv"), "--field", "text=body")
    assert "no column body among 标题, 正文" in ran.err


def test_markup_in_a_column_is_cleaned(run: Run, tmp_path: Path) -> None:
    """A column with markup gives the text that a browser shows, paragraph by paragraph."""
    markup = "".join(f"<p>&ldquo;{line}&rdquo;<br></p>" for line in story(1, 3).split("\n"))
    rows = [
        {"title": "<b>早市</b>", "content": markup, "media_name": "临江日报", "publish_date": 1614643200000}
    ]
    (tmp_path / "a.json").write_text(json.dumps({"data": rows}), "utf-8")
    run("corpus", "add", str(tmp_path / "o.db"), str(tmp_path / "a.json"))
    with Corpus.open(str(tmp_path / "o.db")) as corpus:
        (kept,) = corpus.documents()
    assert kept.title == "早市"
    assert kept.text == "\n".join(f"“{line}”" for line in story(1, 3).split("\n"))
    assert kept.publisher == "临江日报"
    assert kept.published
    assert kept.published.value == "2021-03-02T08:00"


def test_a_page_saved_with_its_folder_is_one_page(run: Run, tmp_path: Path) -> None:
    """What a browser saved beside a page is neither a page nor a failure, named or found."""
    for name in ("page_files", "page.files"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ad.html").write_text("<html><body>广告</body></html>", "utf-8")
    (tmp_path / "page.html").write_bytes((SAMPLES / "portal.html").read_bytes())
    for given in ([str(tmp_path)], [str(tmp_path / "page.html"), str(tmp_path / "page_files")]):
        ran = run("read", *given, "--format", "json")
        assert (ran.code, ran.out.count("\n")) == (0, 1)


@pytest.mark.parametrize("command", [[], ["read"], ["compare"], ["corpus", "add", "o.db"]])
def test_an_address_says_how_to_save_it(run: Run, command: list[str]) -> None:
    """Nothing is fetched: a usage error that says what to do."""
    ran = run(*command, "https://www.example.org/a.html")
    assert ran.code == 2
    assert "save the page in a browser (Ctrl-S) and give the file" in ran.err


def test_rows_flow_through(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON Lines on standard input are traced row by row to JSON Lines."""
    rows = "".join(json.dumps({"id": n, "正文": story(n), "标题": f"早市{n}"}) + "\n" for n in range(3))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rows.encode())))
    ran = run("-", "--format", "jsonl", "-q")
    assert ran.code == 0
    assert [json.loads(line)["page"]["file"] for line in ran.out.splitlines()] == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.docx"])
def test_what_is_searched_may_be_any_file(run: Run, tmp_path: Path, name: str) -> None:
    """--corpus takes a table, a workbook or a document as it is."""
    made = {
        "a.csv": as_csv(";", "gbk")(GIVEN),
        "a.xlsx": exports.as_workbook(GIVEN),
        "a.docx": exports.docx(GIVEN[0]),
    }
    (tmp_path / name).write_bytes(made[name])
    (tmp_path / "page.txt").write_text(f"转载一则\n\n{GIVEN[0].text}", "utf-8")
    ran = run(str(tmp_path / "page.txt"), "-c", str(tmp_path / name), "--format", "json")
    assert json.loads(ran.out)["matches"][0]["document_covered"] > 0.99


def test_one_corpus_goes_into_another(run: Run, tmp_path: Path) -> None:
    """`corpus add` takes the documents of another corpus."""
    (tmp_path / "a.csv").write_bytes(as_csv(",", "utf-8")(GIVEN))
    run("corpus", "add", str(tmp_path / "a.db"), str(tmp_path / "a.csv"))
    assert "3 added" in run("corpus", "add", str(tmp_path / "b.db"), str(tmp_path / "a.db")).err
    with open_corpus(str(tmp_path / "a.db")) as one, open_corpus(str(tmp_path / "b.db")) as other:
        assert [*one.documents()] == [*other.documents()]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("reprint-trace sam", "file,sam"), ("reprint-trace read sam", "file,sam"),
     ("reprint-trace page.html -c sam", "file,sam"), ("reprint-trace corpus a", "plain,add")],
)  # fmt: skip
def test_completion_keeps_file_names(words: str, wanted: str) -> None:
    """A shell completes files wherever a file may stand, and commands beside."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    code = "from reprint_trace.cli import cli; cli(prog_name='reprint-trace')"
    environment = {**os.environ, **asked, "_REPRINT_TRACE_COMPLETE": "bash_complete"}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert wanted in ran.stdout.splitlines()
