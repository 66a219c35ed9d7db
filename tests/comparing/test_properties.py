"""What holds for any two texts: an edit script proves itself, sides mirror, coverage grows with the page."""

from __future__ import annotations

import random
import tracemalloc
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.comparing import compare_texts, edit_script
from reprint_trace.text.folding import fold_text

LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))


def story(seed: int, paragraphs: int) -> list[str]:
    """Paragraphs of letters drawn at random, in sentences of a natural length."""
    rng = random.Random(seed)
    return [
        "".join("".join(rng.choices(LETTERS, k=rng.randint(6, 18))) + rng.choice("，，。") for _ in range(4))
        + f"{rng.randint(2, 9999)}人。\n"
        for _ in range(paragraphs)
    ]


PHRASE = 15  # letters: what is shorter may be no moved text, or chance, from the other side
MINE, THEIRS = story(1, 8), story(2, 5)
WHOLE = "".join(MINE)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page made from a story as sites make them: paragraphs moved, merged, split, cut, put among
    another story's, one page of several, marks and words changed."""
    order = draw(st.permutations(range(len(MINE)))) if draw(st.booleans()) else list(range(len(MINE)))
    parts = [MINE[at] for at in order]
    for _ in range(draw(st.integers(0, 2))):  # two originals on one page
        parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(THEIRS)))
    if draw(st.booleans()):  # one page of several
        start = draw(st.integers(0, len(parts) - 1))
        parts = parts[start : start + draw(st.integers(1, len(parts)))]
    glue = draw(st.sampled_from(["", "\n", "　　", " "]))
    text = "".join(part.rstrip("\n") + glue for part in parts)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 12))
        text = (
            text[:at]
            + draw(st.sampled_from(["", "不", "，", "（图）", "小编", "12.5%", "\n"]))
            + text[at + gone :]
        )
    return text


@settings(max_examples=120, deadline=None)
@given(pages())
def test_the_script_spells_any_page_sites_make_of_a_story(page: str) -> None:
    """However a page was cut, moved, merged and paged, the edits spell it out of its original."""
    assert edit_script(WHOLE, page).apply(WHOLE) == page


@settings(max_examples=120, deadline=None)
@given(pages())
def test_what_is_covered_stands_in_both_texts(page: str) -> None:
    """Passages are the same text in both, take no letter twice, and make up both coverages."""
    match = compare_texts(WHOLE, page)
    for spans in (sorted(p.page for p in match.passages), sorted(p.document for p in match.passages)):
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
    shared = 0
    for passage in match.passages:
        folded = fold_text(page[slice(*passage.page)])
        assert folded == fold_text(WHOLE[slice(*passage.document)])
        shared += len(folded)
    assert abs(match.page_covered * len(fold_text(page)) - shared) < 1e-6
    assert abs(match.document_covered * len(fold_text(WHOLE)) - shared) < 1e-6


@settings(max_examples=80, deadline=None)
@given(pages())
def test_coverage_is_mirrored_when_the_sides_are_swapped(page: str) -> None:
    """What is covered of one text by the other does not hang on which comes first, but for a phrase."""
    there, back = compare_texts(WHOLE, page), compare_texts(page, WHOLE)
    ours, theirs = len(fold_text(WHOLE)), len(fold_text(page))
    assert abs(there.page_covered - back.document_covered) * theirs <= PHRASE
    assert abs(there.document_covered - back.page_covered) * ours <= PHRASE


@settings(max_examples=80, deadline=None)
@given(pages(), st.data())
def test_a_longer_piece_of_a_page_covers_no_less(page: str, data: st.DataObject) -> None:
    """Cutting a page's tail never makes it cover more of the document, but for a phrase."""
    cut = data.draw(st.integers(0, len(page)))
    covered = compare_texts(WHOLE, page).document_covered
    assert compare_texts(WHOLE, page[:cut]).document_covered <= covered + PHRASE / len(fold_text(WHOLE))


def test_long_texts_take_memory_in_proportion() -> None:
    """80,000 characters with 800 edits take no more than 40 MB."""
    whole = "".join(story(3, 1300))[:80_000]
    rng = random.Random(4)
    letters = list(whole)
    for at in rng.sample(range(len(letters)), len(letters) // 100):
        letters[at] = rng.choice(("", "某某", letters[at] + "某"))
    compare_texts(whole[:5_000], "".join(letters[:5_000]))  # lexicons are read once
    tracemalloc.start()
    try:
        assert compare_texts(whole, "".join(letters)).page_covered > 0.97
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
