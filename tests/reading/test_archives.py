"""WARC and WACZ: every response is a page, and a fault costs only what it hit."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from reprint_trace.errors import InputError, TruncatedInput
from reprint_trace.model import Page
from reprint_trace.reading import read_path

STORY = "第{}座水库的巡查已经完成，共登记隐患四十六处，最老的一座水库修于一九五八年，整改须在汛期前完工。"


def warc(count: int = 3, *, gzipped: bool = False) -> bytes:
    """A crawl of `count` pages in GBK, told only by HTTP, each followed by an image."""
    records = []
    for number in range(count):
        page = f"<h1>第{number}座水库巡查完成</h1><p>{STORY.format(number)}</p>".encode("gbk")
        records.append(record(f"http://crawl.example/{number}", "text/html; charset=gbk", page))
        records.append(record(f"http://crawl.example/{number}.png", "image/png", b"\x89PNG"))
    return b"".join(gzip.compress(one) if gzipped else one for one in records)


def record(url: str, kind: str, data: bytes) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-09T04:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def read_all(path: Path) -> tuple[list[Page], InputError | None]:
    pages = []
    try:
        for page in read_path(str(path)):
            pages.append(page)  # one by one: an error after some pages must not lose them
    except InputError as error:
        return pages, error
    return pages, None


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_every_response_is_a_page(tmp_path: Path, name: str) -> None:
    """A WARC gives its HTML responses in order, each with its own address and charset."""
    (tmp_path / name).write_bytes(warc(gzipped=name.endswith("gz")))
    pages, error = read_all(tmp_path / name)
    assert error is None
    assert [page.url for page in pages] == [f"http://crawl.example/{number}" for number in range(3)]
    assert {(page.url_basis, page.format, page.encoding) for page in pages} == {("warc", "warc", "gb18030")}
    assert pages[1].saved == "2021-03-09T04:00:00Z"
    assert pages[1].body == STORY.format(1)


@pytest.mark.parametrize(
    ("gzipped", "share"), [(False, 0.9), (True, 0.9), (False, 0.6), (True, 0.6), (False, 0.47), (True, 0.47)]
)
def test_warc_cut_mid_record(tmp_path: Path, gzipped: bool, share: float) -> None:
    """Of a WARC that was cut off, the whole records are read before the fault is told, and no half one."""
    data = warc(6, gzipped=gzipped)
    (tmp_path / "whole.warc").write_bytes(data)
    (tmp_path / "cut.warc").write_bytes(data[: int(len(data) * share)])
    whole, _ = read_all(tmp_path / "whole.warc")
    pages, error = read_all(tmp_path / "cut.warc")
    assert len(pages) >= int(6 * share) - 1
    assert [page.sha256 for page in pages] == [page.sha256 for page in whole][: len(pages)]
    assert isinstance(error, TruncatedInput)
    assert "record" in error.problem


def test_wacz(tmp_path: Path) -> None:
    """A WACZ gives the pages of the WARCs in it."""
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", warc(2, gzipped=True))
    pages, error = read_all(tmp_path / "crawl.wacz")
    assert ([page.format for page in pages], error) == (["wacz", "wacz"], None)


def test_wacz_with_a_path_escape(tmp_path: Path) -> None:
    """A member whose name leads out of the archive is not read; the others are, and it is told."""
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as archive:
        archive.writestr("archive/data.warc", warc(1))
        archive.writestr("../../evil.warc", warc(5))
    pages, error = read_all(tmp_path / "crawl.wacz")
    assert len(pages) == 1
    assert error is not None
    assert "leads out" in error.problem
    assert not (tmp_path.parent / "evil.warc").exists()
