"""What an outlet counts for in a verdict."""

import pytest

from reprint_trace.model import Outlet
from reprint_trace.outlets import (
    CURRENT_EDITION,
    gazetteer,
    is_carrier,
    is_photo_credit,
    is_self,
    is_unattributed,
    licensed_edition,
    same_family,
    stands_for,
)


def outlet(credit: str) -> Outlet:
    (found,) = gazetteer().resolve(credit)
    return found


@pytest.mark.parametrize(
    ("credit", "role"),
    [
        ("新华社", "origin"), ("人民日报", "origin"), ("CNN", "origin"), ("重庆卫健委", "origin"),
        ("网易", "carrier"), ("今日头条", "carrier"), ("微博", "carrier"), ("傻大方", "carrier"),
        ("视觉中国", "photo"), ("网络", "nobody"), ("本站原创", "nobody"),
    ],
)  # fmt: skip
def test_a_class_says_what_an_outlet_stands_for(credit: str, role: str) -> None:
    """Stories begin at papers and agencies, pass through portals and farms, and 网络 is nobody."""
    assert stands_for(outlet(credit)) == role
    assert is_carrier(outlet(credit)) == (role == "carrier")
    assert is_photo_credit(outlet(credit)) == (role == "photo")


def test_a_page_that_claims_the_text_is_not_unattributed() -> None:
    """本站原创 names the page itself; 网络, 综合 and 未知 name nobody."""
    assert is_self(outlet("本站原创"))
    assert not is_unattributed(outlet("本站原创"))
    assert all(is_unattributed(outlet(word)) for word in ("网络", "综合", "佚名", "网友爆料", "转载"))


def test_an_unknown_class_counts_as_an_origin() -> None:
    """A user's outlet without a class is taken for a source like any other."""
    assert stands_for(Outlet(id="我的小报", name="我的小报")) == "origin"


def test_one_owner_makes_a_family() -> None:
    """人民日报 and 人民网 are of one house, 人民日报 and 新华社 are not, and no family is no kin."""
    assert same_family(outlet("人民日报"), outlet("人民网"))
    assert not same_family(outlet("人民日报"), outlet("新华社"))
    assert not same_family(outlet("傻大方"), outlet("CNN"))
    assert same_family(outlet("CNN"), outlet("CNN"))


def test_the_licence_names_the_edition() -> None:
    """A licensed source gives the newest edition it stands in, others give none."""
    assert licensed_edition(outlet("新华社")) == CURRENT_EDITION
    assert licensed_edition(outlet("京华时报")) == "2015-05"
    assert licensed_edition(outlet("傻大方")) is None
