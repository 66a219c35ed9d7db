"""Folding keeps what a text says and drops how it is printed."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reprint_trace.text.folding import fold, fold_text


@settings(deadline=None)  # the first long text makes the table
@given(st.text())
@example("重５㎏，約３０％……（記者）\ud800①²")
def test_the_fast_way_gives_the_same_text(text: str) -> None:
    """Folding without offsets gives exactly what folding with them gives."""
    for longer in (text, text * 2 + "字" * 100):
        assert fold_text(longer) == fold(longer).text


def test_width_case_script_and_spacing_do_not_matter() -> None:
    """Full-width, upper case, traditional and spaced-out forms fold to one text."""
    assert fold_text("ＡＢＣ 公司 營收 ５０ 億 元 。") == fold_text("abc公司营收50亿元")
