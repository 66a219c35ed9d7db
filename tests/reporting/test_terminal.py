"""The terminal report."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reprint_trace.model import Page, Trace
from reprint_trace.reporting import one_line, shown
from reprint_trace.reporting.terminal import report
from reprint_trace.reporting.wording import Messages, failure, strength
from reprint_trace.words import Language

from .examples import PAGE, TRACE


def printed(result: Page | Trace, width: int = 100, lang: Language = "en") -> str:
    out = io.StringIO()
    Console(file=out, width=width, markup=False, emoji=False, highlight=False).print(report(result, lang))
    return out.getvalue()


def test_verdict_comes_first_in_plain_words() -> None:
    """The first thing read is whether the attribution holds."""
    lines = printed(TRACE).splitlines()
    assert "The declared source holds; by way of a reprinter the page does not declare" in lines[1]


def test_the_chain_marks_what_was_not_observed() -> None:
    """Hollow nodes and words say which links of the chain nobody saw."""
    text = printed(TRACE)
    assert "● 云溪日报 ━▶ ○ 南湾快讯 ━▶ ◉ 大方集" in text
    assert "named, not observed" in text


def test_markup_in_a_title_prints_as_itself() -> None:
    """A headline that looks like markup is shown as it was written."""
    assert "[/red]云溪老厂房变身新车间" in printed(TRACE)
    assert "[/red]云溪老厂房变身新车间" in printed(PAGE)


def test_an_escape_in_a_title_is_written_out() -> None:
    """A page cannot colour, move or clear the terminal."""
    text = printed(replace(PAGE, title="\x1b[2J\u202egnp.exe", body="\x1b]0;x\x07 \x9b31m"))
    assert not set(text) & set("\x1b\x07\x9b\u202e")
    assert "\\x1b[2J\\u202egnp.exe" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 120])
def test_lines_fit_the_terminal(width: int, lang: Language) -> None:
    """No line is wider than the terminal, Chinese characters counted double."""
    from rich.cells import cell_len

    assert max(cell_len(line) for line in printed(TRACE, width, lang).splitlines()) <= width


def test_the_report_speaks_chinese() -> None:
    """In Chinese no English is left but the names of things."""
    text = printed(TRACE, lang="zh")
    assert "页面标注的来源成立；经页面未注明的媒体转来" in text
    assert "转载链" in text
    assert not {"verdict", "Chain", "copied", "declared", "the"} & set(text.split())


@given(st.text())
def test_shown_text_holds_no_control(text: str) -> None:
    """Whatever a page holds, what is shown has no control characters but tab and newline."""
    assert all(char.isprintable() or char in "\t\n" or ord(char) > 0x9F for char in shown(text))
    assert "\n" not in one_line(text)


def test_reads_and_teasers_are_listed() -> None:
    """Teasers are shown with category and reads, navigation with its titles."""
    text = printed(PAGE)
    assert "江岸开通新线路" in text
    assert "previous: 春茶开采" in text


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.97, "very strong"), (0.8, "strong"), (0.5, "moderate"), (0.49, "not resolved")],
)
def test_probabilities_have_words(probability: float, words: str) -> None:
    """A probability is also said in words, and below one half nothing is claimed."""
    assert strength(probability, Messages("en")) == words


def test_check_fails_on_an_undeclared_relay_and_names_it() -> None:
    """--check says which reprinter the page keeps to itself."""
    assert failure(TRACE) == "undeclared relay (南湾快讯)"


def test_check_passes_what_cannot_be_verified() -> None:
    """An attribution nobody can check is not called false."""
    verdict = replace(TRACE.verdict, origin="unverifiable", path="unresolved")
    assert failure(replace(TRACE, verdict=verdict)) is None
