"""What a saved file may be, and what it may not."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from reprint_trace.errors import EmptyInput, InputError, MissingInput, NotAPage, TruncatedInput
from reprint_trace.reading import read_file, read_page, read_path

STORY = "青河县的老粮仓上周重新开门，二十三户返乡青年把这里改成了共享作坊，作坊一层摆着六台旧织机。"
HTML = f"<html><head><title>老粮仓重新开门</title></head><body><h1>老粮仓重新开门</h1><p>{STORY}</p></body></html>"


def test_saved_from_comment_gives_the_address() -> None:
    """The comment Internet Explorer and Edge leave in a saved page says where it was."""
    saved = f"<!-- saved from url=(0027)http://news.example/a/1.html -->\n{HTML}"
    page = read_page(saved.encode(), file="a.html")
    assert (page.url, page.url_basis, page.format) == ("http://news.example/a/1.html", "saved-from", "html")


def test_singlefile_gives_address_and_time() -> None:
    """SingleFile's comment says where the page was, and when it was saved."""
    told = "url: http://news.example/a/1.html\n saved date: Tue Mar 09 2021 12:00:00 GMT+0800 (CST)"
    page = read_page(
        HTML.replace("<html>", f"<html><!--\n Page saved with SingleFile\n {told}\n-->").encode(), file="a"
    )
    assert (page.format, page.url, page.saved) == (
        "singlefile", "http://news.example/a/1.html", "2021-03-09T12:00:00+08:00",
    )  # fmt: skip


def test_mhtml_with_a_broken_header() -> None:
    """A web archive whose header holds raw bytes still reads, without the date they spoil."""
    head = b"Date: \xe4\xe5 2021\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    page = read_page(
        head + b"--b\r\nContent-Type: text/html\r\n\r\n" + HTML.encode() + b"\r\n--b--", file="a.mhtml"
    )
    assert (page.format, page.body, page.saved) == ("mhtml", STORY, None)


def test_mhtml_nested_beyond_reading() -> None:
    """A web archive of thousands of nested parts is refused in one line."""
    parts = [f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(3000)]
    with pytest.raises(NotAPage, match="nested"):
        read_page(
            f'Content-Type: multipart/related; boundary="b0"\n\n{"".join(parts)}'.encode(), file="a.mhtml"
        )


def test_a_fragment_of_a_page_is_html() -> None:
    """A page without head or body tags is markup, not a text save."""
    assert (
        read_page(f"<li><a href='/1'>首页</a></li><font>{STORY}</font>".encode(), file="a").format == "html"
    )


def test_a_given_address_beats_the_saved_one() -> None:
    """An address given as an option is taken before any the page states."""
    page = read_page(HTML.encode(), file="a.html", url="http://given.example/")
    assert (page.url, page.url_basis) == ("http://given.example/", "option")


def test_gzipped_page(tmp_path: Path) -> None:
    """A gzipped page reads as the page; the hash is that of the file."""
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(HTML.encode()))
    page = read_file(str(tmp_path / "a.html.gz"))
    assert (page.format, page.body) == ("html", STORY)
    assert page.sha256 != read_page(HTML.encode(), file="a.html").sha256


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HTML.encode())))
    assert [page.body for page in read_path("-")] == [STORY]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", gzip.compress(b"", mtime=0)])
def test_empty(data: bytes) -> None:
    """A file with nothing in it is called empty."""
    with pytest.raises(EmptyInput):
        read_page(data, file="a.html")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\x00" * 60,
        bytes(range(32)) * 99,
        gzip.compress(gzip.compress(b"<p>" * 99, mtime=0), mtime=0),
    ],
)
def test_not_a_page(data: bytes) -> None:
    """Images, documents and programs are refused by name."""
    with pytest.raises(NotAPage):
        read_page(data, file="a.html")


def test_folder_and_missing_file(tmp_path: Path) -> None:
    """A folder and a file that is not there are told apart."""
    with pytest.raises(NotAPage, match="folder"):
        read_file(str(tmp_path))
    with pytest.raises(MissingInput, match="no such file"):
        read_file(str(tmp_path / "none.html"))


def test_truncated_gzip() -> None:
    """A gzip file that was cut off is said to be."""
    with pytest.raises(TruncatedInput, match="too early"):
        read_page(gzip.compress(os.urandom(4000))[:-900], file="a.html.gz")


def test_gzip_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gzip file that unpacks beyond the limit is refused before it fills the memory."""
    monkeypatch.setattr("reprint_trace.reading.formats.MAX_BYTES", 1 << 16)
    with pytest.raises(InputError, match="unpacks to more"):
        read_page(gzip.compress(b"<p>" + b" " * (1 << 22)), file="bomb.html.gz")


def test_file_larger_than_any_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any page is refused, not read."""
    monkeypatch.setattr("reprint_trace.reading.formats.MAX_BYTES", 1 << 10)
    (tmp_path / "big.html").write_bytes(b"<div>" * 1000)
    with pytest.raises(InputError, match="larger than"):
        read_file(str(tmp_path / "big.html"))


def test_endless_markup_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a page with too many tags the first are read, and the page says so."""
    monkeypatch.setattr("reprint_trace.reading.encoding.MAX_TAGS", 40)
    page = read_page(HTML.encode() + b"<div>x</div>" * 400, file="a.html")
    assert page.body.startswith(STORY)
    assert page.warnings[0].code == "warning.many-tags"


def test_a_hundred_thousand_nested_tags() -> None:
    """Deep nesting neither crashes nor hangs the reader."""
    page = read_page(HTML.encode() + b"<div>" * 100_000, file="a.html")
    assert page.body == STORY
    assert page.warnings[0].code == "warning.deep"


def test_embedded_images_do_not_count_as_markup() -> None:
    """A SingleFile page of megabytes of embedded images reads like any other."""
    image = "data:image/png;base64," + "QUJD" * 400_000
    page = read_page(HTML.replace("<p>", f'<p><img src="{image}">').encode(), file="a.html")
    assert page.body == STORY
