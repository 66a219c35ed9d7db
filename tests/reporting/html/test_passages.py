"""Both texts laid side by side."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.comparing import compare_texts
from reprint_trace.model import Edit, EditKind, Match
from reprint_trace.reporting.passages import LINES, SHOWN, SORTS, Paragraph, SideBySide, side_by_side
from reprint_trace.text.folding import fold_text

from .traces import sample

WORDS = st.lists(
    st.sampled_from(["厂房", "记者", "采访人员", "，", " , ", "\n", "3台", "亮起", "了灯", "。", "不", "新"])
)


def text_of(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n".join("".join(piece.text for piece in p.pieces) for p in paragraphs)


def lines_of(text: str) -> str:
    """The text without empty lines, which are not laid out."""
    return "\n".join(line for line in text.split("\n") if line)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_nothing_of_the_raw_texts_is_lost(original: list[str], reprint: list[str]) -> None:
    """What is shown is the raw text, character for character, on both sides."""
    a, b = "".join(original), "".join(reprint)
    sides = side_by_side(b, compare_texts(a, b))
    assert lines_of(text_of(sides.page)) == lines_of(b)
    assert lines_of(text_of(sides.document)) == lines_of(a)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_what_is_kept_is_the_same_on_both_sides(original: list[str], reprint: list[str]) -> None:
    """Whatever is not marked reads the same in both texts, folded."""
    a, b = "".join(original), "".join(reprint)
    sides = side_by_side(b, compare_texts(a, b))
    if any(mark.kind == "reordering" for mark in sides.marks):
        return

    def kept(paragraphs: tuple[Paragraph, ...]) -> str:
        return fold_text("".join(x.text for p in paragraphs for x in p.pieces if x.sort in {"kept", "width"}))

    assert kept(sides.page) == kept(sides.document)


@pytest.mark.parametrize("name", ["aggregator.html", "spun.html", "portal.html", "merged.html"])
def test_every_firing_of_a_rule_is_marked(name: str) -> None:
    """A rule that fired n times is one edit in the table and n marks in the text."""
    trace = sample(name)
    for match in trace.matches:
        marks = side_by_side(trace.page.body, match).marks
        for number, edit in enumerate(match.edits):
            if edit.kind != "width-or-spacing":
                assert sum(mark.edit == number for mark in marks) == edit.count, edit


def test_a_mark_has_a_place_on_both_sides() -> None:
    """Jumping to a cut shows where it stood in the original and where it is missing on the page."""
    trace = sample("portal.html")
    sides = side_by_side(trace.page.body, trace.matches[0])

    def places(side: tuple[Paragraph, ...]) -> set[int | None]:
        return {piece.mark for p in side for piece in p.pieces if piece.mark is not None}

    assert places(sides.page) == places(sides.document) == set(range(len(sides.marks)))


def test_width_and_spacing_are_marked_inside_what_was_kept() -> None:
    """A full-width comma that became a half-width one is marked at both places."""
    assert pieces_of(side_by_side("亮起 , 灯火通明一整夜", compare_texts("亮起，灯火通明一整夜", "亮起 , 灯火通明一整夜"))) == {
        ("width", " , "), ("width", "，"), ("kept", "亮起"), ("kept", "灯火通明一整夜"),
    }  # fmt: skip


def pieces_of(sides: SideBySide) -> set[tuple[str, str]]:
    return {(piece.sort, piece.text) for p in (*sides.page, *sides.document) for piece in p.pieces}


def test_every_kind_of_edit_has_a_mark() -> None:
    """No edit kind is left without a colour and a word in the legend."""
    assert set(SORTS) == set(get_args(EditKind))


def test_texts_are_bounded() -> None:
    """Of a text without end only the beginning is laid out, and the report says so."""
    text = "灯" * (SHOWN + 5)
    sides = side_by_side(text, empty_match(text))
    assert sides.page_left_out == sides.document_left_out == 5
    assert len(text_of(sides.page)) == SHOWN
    lines = "灯\n" * (LINES + 5)
    assert len(side_by_side(lines, empty_match(lines)).page) == LINES


def test_spans_that_lie_outside_the_text_do_no_harm() -> None:
    """A trace from elsewhere whose offsets do not fit is laid out all the same."""
    edit = Edit(kind="deletion", page=(90, 95), document=(90, 99), page_text="", document_text="没有", rule="words", count=3)  # fmt: skip
    sides = side_by_side("短文", replace(empty_match("短文"), edits=(edit,)))
    assert text_of(sides.page) == "短文"


def empty_match(text: str) -> Match:
    return replace(
        compare_texts("甲", "乙"),
        document=replace(compare_texts("甲", "乙").document, text=text),
        edits=(),
        passages=(),
    )
