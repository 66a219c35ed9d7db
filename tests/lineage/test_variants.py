"""Variants: who reads what, where the texts differ."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.lineage import infer_group
from reprint_trace.model import Variant
from tests.lineage.conftest import PARAGRAPHS, STORY, FewOutlets, claim, witness

EDITED = STORY.replace("豆腐坊", "豆制品厂").replace("四十一年", "四十多年")
SHORT = "\n".join(p for p in EDITED.split("\n") if "记账" not in p)
GROUP = {"a": STORY, "b": EDITED, "c": SHORT.replace("老槐树", "大柳树"), "d": SHORT}


def found_in(texts: dict[str, str], outlets: FewOutlets) -> tuple[Variant, ...]:
    credit = claim("declared", "南方都市报", "南方都市报")
    sites = ("南方都市报", "新浪网", "傻大方")
    group = [
        witness(name, text, *[credit] * (k > 0), outlet=sites[min(k, 2)], at=f"2020-02-23T{8 + 2 * k:02}:00")
        for k, (name, text) in enumerate(texts.items())
    ]
    return infer_group(group, gazetteer=outlets)[0].variants


def test_siblings_are_seen_by_the_readings_they_share(outlets: FewOutlets) -> None:
    """Where one text says 四十一年 and three say 四十多年, the three stand together against it."""
    place = next(v for v in found_in(GROUP, outlets) if "多" in [r.text for r in v.readings])
    readers = {r.text: (r.witnesses, r.polarity) for r in place.readings}
    assert readers == {"一": (("a",), "original"), "多": (("b", "c", "d"), "derived")}
    assert (place.before[-3:], place.after[0]) == ("了四十", "年")


def test_a_cut_paragraph_is_a_place_where_some_read_nothing(outlets: FewOutlets) -> None:
    """Texts that lack a paragraph the others have read the empty text there."""
    place = next(v for v in found_in(GROUP, outlets) if any(len(r.text) > 20 for r in v.readings))
    readers = {bool(r.text): r.witnesses for r in place.readings}
    assert readers == {True: ("a", "b"), False: ("c", "d")}


def test_two_texts_have_no_matrix(outlets: FewOutlets) -> None:
    """What two texts differ in is told by the edits of their match."""
    assert found_in({"a": STORY, "b": EDITED}, outlets) == ()


texts = st.lists(
    st.lists(st.sampled_from([*PARAGRAPHS, PARAGRAPHS[2].replace("干部", "领导")]), min_size=1, max_size=6),
    min_size=3, max_size=6,
)  # fmt: skip


@given(texts)
@settings(max_examples=20, deadline=None)
def test_every_reading_stands_where_it_is_said_to(paragraphs: list[list[str]]) -> None:
    """Spans point at the quoted words, and no witness reads two things at one place."""
    known = {f"w{k}": "\n".join(lines) for k, lines in enumerate(paragraphs)}
    for place in (variants := found_in(known, FewOutlets())):
        readers = [name for r in place.readings for name in r.witnesses]
        assert len(readers) == len(set(readers))
        assert len(place.readings) > 1
        for r in place.readings:
            start, end = r.spans[0]
            assert known[r.witnesses[0]][start:end].startswith(r.text)
            assert len(r.spans) == len(r.witnesses)
    assert len(variants) <= 40
