"""Charsets that are declared, not declared, or declared wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.reading.encoding import decode, detect

STORY = "青河县的老粮仓上周重新开门，返乡青年把这里改成了共享作坊。"
TRADITIONAL = "本港一間舊式茶樓將於月底結業，老街坊紛紛前來飲最後一次早茶。"
PAGE = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "x-gbk", "big5", "iso-8859-1", "shift_jis", "nonsense"])
def test_valid_utf8_is_read_as_utf8_whatever_it_declares(charset: str) -> None:
    """A page converted to UTF-8 without a new declaration reads right."""
    decoded = decode(PAGE.format(charset, STORY).encode())
    assert (STORY in decoded.text, decoded.encoding) == (True, "utf-8")


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "big5", "iso-8859-1", "windows-1252", "none"])
def test_gb_is_found_out_under_any_declaration(charset: str) -> None:
    """GB bytes read right even if the page says they are Latin, UTF-8 or Big5."""
    decoded = decode(PAGE.format(charset, STORY).encode("gb18030"))
    assert (STORY in decoded.text, decoded.encoding) == (True, "gb18030")


@pytest.mark.parametrize("charset", ["big5", "utf-8", "gb2312", "none"])
def test_big5_is_found_out_under_any_declaration(charset: str) -> None:
    """Big5 bytes read right, declared or not."""
    decoded = decode(PAGE.format(charset, TRADITIONAL).encode("big5hkscs"))
    assert (TRADITIONAL in decoded.text, decoded.encoding) == (True, "big5hkscs")


def test_declared_gb2312_is_widened() -> None:
    """A page that declares GB2312 keeps the characters only GB18030 has (镕, 喆)."""
    assert "朱镕基、陶喆" in decode(PAGE.format("gb2312", STORY + "朱镕基、陶喆").encode("gb18030")).text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_marks_and_wide_charsets(encoding: str) -> None:
    """Byte-order marks are obeyed and dropped; UTF-16 is known without one."""
    text = decode(PAGE.format("utf-8", STORY).encode(encoding)).text
    assert text.startswith("<html>")
    assert STORY in text


def test_a_declaration_outside_the_page_counts() -> None:
    """The charset of an HTTP header is used where the page itself names none."""
    assert decode("<p>café</p>".encode("latin-1"), "iso-8859-1").text == "<p>café</p>"


def test_broken_bytes_are_replaced_and_reported() -> None:
    """A UTF-8 page with a few broken bytes stays UTF-8, and says that it is damaged."""
    decoded = decode(PAGE.format("utf-8", STORY * 9).encode() + b"\xff\xb0\x00")
    assert (decoded.encoding, decoded.damaged) == ("utf-8", True)
    assert "\x00" not in decoded.text


def test_neither_gb_nor_big5() -> None:
    """Bytes that make common characters of neither charset are not guessed at."""
    assert detect("Это не китайский текст".encode("cp1251")) is None


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    """Decoding never fails, and leaves no character that XML forbids."""
    text = decode(data).text
    assert not any(ord(char) < 9 or 0xD800 <= ord(char) < 0xE000 for char in text)
