from __future__ import annotations

import pytest

from reprint_trace.attribution import credited, lists_several
from reprint_trace.outlets import gazetteer


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("人民网－河湾观察报", ("人民网", "河湾观察报")),
        ("渡口网-河湾观察报客户端", ("渡口网", "河湾观察报")),
        ("河湾观察报·渡口新闻客户端", ("河湾观察报",)),
        ("据《河湾观察报》报道", ("河湾观察报",)),
        ("河湾观察报社", ("河湾观察报",)),
        ("河湾观察报（记者 李小河）", ("河湾观察报",)),
        ("河湾观察报/李小河", ("河湾观察报",)),
        ("新华社、河湾观察报", ("新华社", "河湾观察报")),
        ("人民网-教育频道", ("人民网",)),
        ("渡口网", ("渡口网",)),
        ("河湾晚报网", ("河湾晚报网",)),
        ("渡口必读", ("渡口必读",)),
    ],
)
def test_a_credit_names_known_and_unknown_outlets(credit: str, names: tuple[str, ...]) -> None:
    """Of a compound every newsroom counts, known or not; words around a name are no part of it."""
    assert credited(credit, gazetteer().resolve) == names


@pytest.mark.parametrize(
    ("credit", "several"),
    [("新华社、河湾晚报", True), ("人民网－河湾晚报", False), ("人民网－新华社、河湾晚报", False)],
)
def test_names_side_by_side_are_no_way(credit: str, several: bool) -> None:
    """A list of sources says of none of them that it passed the text on; a dash does."""
    assert lists_several(credit) is several
