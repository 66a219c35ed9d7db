"""Bad input: one clear line on stderr, the right exit code, and nothing else lost."""

import gzip
import json
from pathlib import Path

import pytest

from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
LONG = "x" * 5000
PAGE = (SAMPLES / "aggregator.html").read_bytes()

BROKEN = {
    "empty.html": b"",
    "picture.html": PNG,
    "program.html": b"\x7fELF" + bytes(range(256)) * 8,
    "cut.html.gz": gzip.compress(PAGE)[:-200],
    "list.html": b"<html><body><ul><li><a href='/a'>a</a><li><a href='/b'>b</a></ul></body></html>",
}


@pytest.mark.parametrize(("name", "data"), BROKEN.items(), ids=BROKEN)
def test_an_unreadable_page_is_named_and_the_rest_is_traced(
    run: Run, tmp_path: Path, name: str, data: bytes
) -> None:
    """An unreadable page gives one line that names it and exit 3; the pages beside it are traced."""
    bad, good = tmp_path / name, tmp_path / "good.html"
    bad.write_bytes(data)
    good.write_bytes(PAGE)
    ran = run(str(bad), str(good), "--format", "json")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert str(bad) in ran.err
    assert [Path(json.loads(line)["page"]["file"]).name for line in ran.out.splitlines()] == ["good.html"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([LONG], 3), (["-c", LONG], 4), (["-o", LONG], 2), (["--outlets", LONG], 2)],
    ids=["page", "corpus", "output", "outlets"],
)
def test_a_path_that_cannot_even_be_asked_for_is_one_line(run: Run, arguments: list[str], code: int) -> None:
    """A name that is too long, as one in a folder that is closed, is named in one line; a page beside it is read."""
    ran = run(str(SAMPLES / "aggregator.html"), "--format", "json", *arguments)
    assert (ran.code, ran.err.count("\n"), bool(ran.out)) == (code, 1, code == 3)


def test_a_page_without_an_article_still_shows_what_it_says(run: Run, tmp_path: Path) -> None:
    """`read` prints what else a page says when it holds no story, and exits with 3."""
    page = tmp_path / "list.html"
    page.write_bytes(BROKEN["list.html"])
    ran = run("read", str(page), "--format", "json")
    assert ran.code == 3
    assert json.loads(ran.out)["body"] == ""
    assert "no article text found" in ran.err


def test_an_unwritable_output_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    """-o into a folder that does not exist exits with 2 and names the file."""
    target = tmp_path / "nowhere" / "out.json"
    ran = run(str(SAMPLES / "aggregator.html"), "--format", "json", "-o", str(target))
    assert ran.code == 2
    assert str(target) in ran.err


def test_a_hostile_file_name_cannot_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    """An escape sequence in a file name is written out, not obeyed."""
    ran = run(str(tmp_path / "x\x1b[31m.html"))
    assert ran.code == 3
    assert "\x1b" not in ran.err
    assert "\\x1b[31m" in ran.err


def test_stdin_is_a_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads the page from standard input."""
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE)))
    ran = run("read", "-", "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["declared_source"] == "云溪日报"


def test_an_empty_folder_is_no_corpus(run: Run, tmp_path: Path) -> None:
    """Searching nothing is not mistaken for finding nothing: exit 4, and the folder is named."""
    ran = run(str(SAMPLES / "aggregator.html"), "--corpus", str(tmp_path))
    assert (ran.code, ran.out) == (4, "")
    assert f"{tmp_path}: holds no document" in ran.err
