"""Written documents as pages, and a newspaper's page in its stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprint_trace.errors import EmptyInput, InputError
from reprint_trace.tables.pages import read_pages
from reprint_trace.words import tell
from tests.corpus.stories import story
from tests.tables.exports import Drawn, pdf, set_in

COLUMN = 13  # letters
LEFT = (40.0, 200.0, 360.0, 520.0)


def newspaper() -> bytes:
    """A page of four columns: a story below a headline across two of them, with a line above it, two below
    each other beside it, the name and day of the paper above all."""
    lines = [Drawn("临江日报", 40, 1010, 12), Drawn("2021年3月5日 星期五 第03版 要闻", 420, 1010, 10)]
    lines += [Drawn("乡村观察", 40, 950, 14), Drawn("早市里的手艺人家", 40, 915, 26)]
    first = story(1, 14)
    cut = first.index("\n", len(first) // 2)
    for text, left in ((first[:cut], LEFT[0]), (first[cut + 1 :], LEFT[1])):
        lines += set_in(text, left, 890, COLUMN)[0]
    lines += [Drawn("河口修通了新路", 360, 940, 22)]
    second, bottom = set_in(story(2, 5), LEFT[2], 920, COLUMN)
    lines += second
    lines += [Drawn("山里来了技术员", 360, bottom - 40, 22)]
    lines += set_in(story(3, 5), LEFT[2], bottom - 60, COLUMN)[0]
    return pdf([lines], 700, 1040)


def test_a_newspapers_page_falls_into_its_stories(tmp_path: Path) -> None:
    """Each headline has the text below it, column by column, and the day that the paper prints."""
    (tmp_path / "a03.pdf").write_bytes(newspaper())
    pages = [*read_pages(str(tmp_path / "a03.pdf"))]
    found = {page.title: page.body for page in pages}
    assert found == {
        "早市里的手艺人家": story(1, 14),
        "河口修通了新路": story(2, 5),
        "山里来了技术员": story(3, 5),
    }
    assert {page.published.value for page in pages if page.published} == {"2021-03-05"}
    assert [page.file.rpartition("#")[2] for page in pages] == ["1-1", "1-2", "1-3"]


def test_a_page_in_columns_that_cannot_be_told_apart_says_so(tmp_path: Path) -> None:
    """Headlines without text below them leave one page, and a warning."""
    lines = [Drawn("早市里的手艺人家", 40, 60, 22), Drawn("河口修通了新路", 360, 60, 22)]
    for number in (0, 2):
        lines += set_in(story(number, 10), LEFT[number], 990, COLUMN)[0]
    (tmp_path / "a.pdf").write_bytes(pdf([lines], 700, 1040))
    (page,) = read_pages(str(tmp_path / "a.pdf"))
    assert any("does not tell its stories apart" in tell(warning, "en") for warning in page.warnings)


def test_a_printed_web_page_has_its_address(tmp_path: Path) -> None:
    """What a browser prints above and below each page is no text; its address is the page's."""
    body, _ = set_in(story(4, 12), 60, 700, 30)
    printed = [Drawn("2021/4/13 上午10:22", 30, 820, 8), Drawn("河口修通了新路_听潮在线", 250, 820, 8)]
    address = [Drawn("https://www.tingchao.example/2021/0413/1.html", 30, 15, 8), Drawn("1/1", 550, 15, 8)]
    lines = [
        Drawn("河口修通了新路", 60, 760, 22),
        Drawn("2021-04-12 08:30 来源：河口晚报", 60, 725, 10.5),
        *body,
    ]
    (tmp_path / "a.pdf").write_bytes(pdf([[*printed, *lines, *address]]))
    (page,) = read_pages(str(tmp_path / "a.pdf"))
    assert (page.title, page.body, page.declared_source) == ("河口修通了新路", story(4, 12), "河口晚报")
    assert (page.url, page.format) == ("https://www.tingchao.example/2021/0413/1.html", "pdf")


def test_pictures_have_no_text(tmp_path: Path) -> None:
    """A scanned PDF says that it needs an OCR program; a damaged one that it is damaged."""
    (tmp_path / "a.pdf").write_bytes(pdf([[]]))
    with pytest.raises(EmptyInput, match="OCR"):
        [*read_pages(str(tmp_path / "a.pdf"))]
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\n" + bytes(300))
    with pytest.raises(InputError, match="damaged PDF"):
        [*read_pages(str(tmp_path / "b.pdf"))]
