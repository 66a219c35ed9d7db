from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reprint_trace.comparing.align import align
from reprint_trace.comparing.changes import script_of, tiles
from reprint_trace.text.folding import fold

LETTERS = "甲乙丙丁国國1２3½㎡aＡ。，,“”\n \u3000％."
SENTENCES = (
    "县里今天开了会。",
    "老周说，“今年收成好！”\n",
    "一共12.5万亩，",
    "比去年多3%；",
    "（记者林小满）\n",
    "没有人不知道。",
)
PASSAGES = st.lists(st.sampled_from(SENTENCES) | st.text(LETTERS, max_size=6), max_size=14).map("".join)


def script(a: str, b: str) -> str:
    fa, fb = fold(a), fold(b)
    return script_of(tiles(fa, fb, align(fa, fb)), b).apply(a)


@settings(max_examples=400, deadline=None)
@given(PASSAGES, PASSAGES)
@example("½", "1")
@example("a½b", "a1b")
def test_the_edit_script_spells_the_page(a: str, b: str) -> None:
    """Applying the edits to the document's text gives the page's text, whatever the two are."""
    assert script(a, b) == b


PARAGRAPHS = [
    f"第{n}段说的是完全不同的一件事情，编号{n * 7919}，地点在{place}县，“{who * 3}”来了。\n"
    for n, (place, who) in enumerate(zip("东南西北上下中", "甲乙丙丁戊己庚", strict=True))
]


@settings(max_examples=100, deadline=None)
@given(st.permutations(PARAGRAPHS), st.lists(st.integers(0, 200), max_size=4))
def test_the_edit_script_spells_moved_paragraphs(order: list[str], changed: list[int]) -> None:
    """However paragraphs were shuffled and changed, the edit script still spells the page."""
    b = list("".join(order))
    for at in changed:
        b[at] = "某"
    assert script("".join(PARAGRAPHS), "".join(b)) == "".join(b)


@settings(max_examples=200, deadline=None)
@given(PASSAGES, PASSAGES)
@example("".join(PARAGRAPHS), "".join(PARAGRAPHS[::-1]).replace("事情", "事"))
def test_tiles_are_the_whole_of_both_texts(a: str, b: str) -> None:
    """Every character of both texts lies in exactly one tile."""
    fa, fb = fold(a), fold(b)
    found = tiles(fa, fb, align(fa, fb))
    for raw, spans in ((a, sorted(t.a for t in found)), (b, sorted(t.b for t in found))):
        assert "".join(raw[slice(*span)] for span in spans) == raw
