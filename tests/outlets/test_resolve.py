"""What a credit line resolves to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprint_trace.outlets import gazetteer
from reprint_trace.outlets.gazetteer import MAX_CREDIT

TABLE = Path(__file__).parent / "credits.tsv"
CREDITS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")][1:]


def ids(text: str) -> list[str]:
    return [outlet.id for outlet in gazetteer().resolve(text)]


def test_the_hand_check_holds_two_hundred_credits() -> None:
    """The hand check is as long as it says, and reads no credit twice."""
    assert len(CREDITS) == len({credit for credit, _ in CREDITS}) == 200


@pytest.mark.parametrize(("credit", "expected"), CREDITS, ids=[credit for credit, _ in CREDITS])
def test_a_credit_names_its_outlets_from_carrier_to_origin(credit: str, expected: str) -> None:
    """A credit resolves to the outlets it names, carrier first, or to none."""
    assert ids(credit) == [outlet for outlet in expected.split(" > ") if outlet]


@pytest.mark.parametrize(
    "word",
    [
        "视频",
        "新闻",
        "财经",
        "评论",
        "头条",
        "独家",
        "图片",
        "日报",
        "记者",
        "中国",
        "首页",
        "1905",
        "专题",
        "网站",
    ],
)
def test_a_word_of_the_page_is_no_outlet(word: str) -> None:
    """Short general words, which stand beside dates on every page, are nobody's name."""
    assert ids(word) == []


@pytest.mark.parametrize(
    "longer",
    [
        "人民网友说",
        "新华社区报道员",
        "央视野外",
        "头条新闻",
        "晶报改装",
        "财新增三条",
        "光明网络",
        "Tom Ashdown",
        "天涯新闻网",
    ],
)
def test_a_name_inside_a_longer_word_is_not_read(longer: str) -> None:
    """A known name that only begins a longer word, a person's or another site's name does not resolve."""
    assert ids(longer) == []


@pytest.mark.parametrize("mark", ["-", "－", "—", "——", "/", "|", "丨", " ", ">"])
def test_any_separator_parts_carrier_and_origin(mark: str) -> None:
    """A compound is read whatever mark its site sets between the two names."""
    assert ids(f"大河网{mark}河南日报") == ["大河网", "河南日报"]


def test_an_unattributed_word_counts_only_alone() -> None:
    """网络 beside a named outlet is dropped, and beside an unknown account it proves nothing."""
    assert ids("新华社、网络") == ["新华社"]
    assert ids("某某生活圈、网络") == []


def test_public_bodies_are_read_by_place_and_kind() -> None:
    """A body every place has needs no entry; one whose place is unclear stays unread."""
    assert ids("江西省资溪县人民政府") == ["资溪县人民政府"]
    assert ids("南京市鼓楼区卫生健康委员会") == ["南京鼓楼区卫健委"]
    assert ids("鼓楼区卫健委") == []
    assert ids("各县人民政府") == []
    assert ids("韩国外交部") == ["韩国外交部"]


@given(st.text(max_size=2 * MAX_CREDIT))
def test_any_text_resolves_without_error_to_known_outlets(text: str) -> None:
    """Whatever a page credits, resolving answers with outlets the gazetteer can give again."""
    known = gazetteer()
    for outlet in known.resolve(text):
        assert known.get(outlet.id) == outlet


@given(st.text(alphabet="人民网新华社、·- 《》来源客户端记者综合网络站号", max_size=60))
def test_resolving_is_idempotent(text: str) -> None:
    """Resolving the name of what was resolved gives the same outlet."""
    for outlet in gazetteer().resolve(text):
        assert gazetteer().resolve(outlet.id) == (outlet,)


@pytest.mark.parametrize(
    "text", ["网站" * 60, "来源" * 60 + "x", "新闻" * 5_000, "人民网" + "财经" * 40 + "x"]
)
def test_hostile_repetition_is_read_in_bounded_time(text: str) -> None:
    """A credit built from repeated affixes costs no more than its length."""
    for _ in range(50):
        gazetteer().explain(text)
