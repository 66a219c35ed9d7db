"""Hosts as their owners registered them."""

from __future__ import annotations

import pytest
import tld

from reprint_trace.reading import read_page
from reprint_trace.text.addresses import registrable
from tests.corpus.stories import story


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("news.abc.bj.cn", "abc.bj.cn"), ("abc.bj.cn", "abc.bj.cn"), ("www.people.com.cn", "people.com.cn"),
        ("Society.People.com.cn.", "people.com.cn"), ("www.example.com", "example.com"), ("bj.cn", "bj.cn"),
        ("com", "com"), ("localhost", "localhost"), ("192.168.1.7", "192.168.1.7"), ("www.ck", "www.ck"),
        ("a.b.c.ck", "b.c.ck"), ("m.city.kobe.jp", "city.kobe.jp"), ("新闻.公司.cn", "新闻.公司.cn"),
    ],
)  # fmt: skip
def test_a_host_is_cut_to_what_its_owner_registered(host: str, registered: str) -> None:
    """One label more than the public suffix; addresses and suffixes themselves stay as they are."""
    assert registrable(host) == registered


@pytest.mark.parametrize(
    "suffix", ["com.cn", "gov.cn", "ah.cn", "com.hk", "edu.tw", "co.uk", "com.sg", "asso.fr"]
)
def test_the_list_says_what_the_library_says(suffix: str) -> None:
    """The suffixes kept here lead where the public-suffix library leads."""
    host = f"news.abc.{suffix}"
    assert registrable(host) == tld.get_fld(f"http://{host}") == f"abc.{suffix}"


def test_a_site_is_the_same_however_its_page_was_saved() -> None:
    """With its address, or without one and told by its links: the same domain."""
    links = "".join(f'<a href="http://www.abc.bj.cn/{n}.html">要闻{n}</a>' for n in range(5))
    html = f"<html><body>{links}<h1>老街动工</h1><p>{story(3)}</p></body></html>".encode()
    told = read_page(html, file="a.html", url="http://news.abc.bj.cn/2021/1.html")
    untold = read_page(html, file="a.html")
    assert told.site.domain == untold.site.domain == "abc.bj.cn"
