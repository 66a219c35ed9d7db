"""Patterns that a command takes from where they were kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reprint_trace import patterns
from reprint_trace.patterns import patterns_kept

PATTERNS = (r"甲(?P<name>乙)?[一-丙丁]{2,3}\d", r"(?i:来源)[:：]\s*(?P<who>[^\s<>]{2,8})", "")
TEXTS = ("甲乙丙丁7", "甲丙丁9", "来源：临江日报 3月", "nothing")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where compiled files are kept, for once."""
    monkeypatch.setattr(patterns, "cache_from_source", lambda _: str(tmp_path / "made" / "patterns.pyc"))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path / "made" / "patterns.patterns"


def ours() -> list[object]:
    """What the patterns find, compiled anew."""
    re.purge()
    made = [re.compile(pattern, flags) for pattern in PATTERNS for flags in (0, re.IGNORECASE)]
    found = [
        (one.groupindex, one.flags, one.groups, one.pattern, one.findall(text))
        for one in made
        for text in TEXTS
    ]
    return [*found, re.compile(rb"\d+").findall(b"a12b3")]


def of_a_page(word: str) -> None:
    re.purge()
    re.compile(f"见{word}处")


def test_kept_patterns_find_what_compiled_ones_find(place: Path) -> None:
    """Once kept, they come from the file, and nothing about them is another."""
    expected = ours()
    with patterns_kept():
        assert ours() == expected
    kept = place.stat().st_mtime_ns
    with patterns_kept():
        assert ours() == expected
    assert place.stat().st_mtime_ns == kept
    assert ours() == expected


def test_a_pattern_made_of_a_pages_words_is_not_kept(place: Path) -> None:
    """What a page says stays out of the file."""
    with patterns_kept():
        ours()
        of_a_page("临江早市")
    assert "乙".encode() in place.read_bytes()
    assert "临江早市".encode() not in place.read_bytes()


@pytest.mark.parametrize("damaged", [b"", b"\x00" * 40, b"[\x02\x00\x00\x00", b"i\x07\x00\x00\x00"])
def test_a_damaged_file_is_made_anew(place: Path, damaged: bytes) -> None:
    """Whatever lies there, patterns are compiled as ever and kept again."""
    expected = ours()
    place.parent.mkdir()
    place.write_bytes(damaged)
    with patterns_kept():
        assert ours() == expected
    assert place.stat().st_size > 100


def test_a_pattern_that_is_none_is_said_as_ever(place: Path) -> None:
    """An error of a pattern is `re`'s own."""
    with patterns_kept(), pytest.raises(re.error, match="unterminated"):
        re.compile("[a")
    assert not place.exists()
