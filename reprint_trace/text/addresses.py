"""Web addresses as pages write them: any text at all, so taking them apart must not fail; and where a link leads, told
from its address alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_HOME = re.compile(r"^(?:https?:)?//[^/]+/?$")
_OF_NO_STORY = re.compile(
    r"/(?:u|user|users|people|space|member)/|[?&](?:wd|word|q|query|keyword)=", re.IGNORECASE
)
_SHARES = re.compile(
    r"(?<![a-z])sharer?\b|(?<![a-z])share[.?/]|service\.weibo|mailto:|connect\.qq|sns\.qzone|intent/tweet",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"https?:/|^www\.|^[\w./?&=%-]+\.(?:s?html?|php|aspx?|jsp)(?:[?#]\S*)?$|^[\w-]+(?:\.[\w-]+)+/\S+$",
    re.IGNORECASE,
)
WRITTEN = re.compile(r"(?:https?://|www\.)[^\s\"'<>，。）)]+")  # an address in running text
_ADDRESS = re.compile(r"(?:https?://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/:?]\S*)?")
_NOWHERE = ("#", "javascript", "mailto", "tel:")


def is_printed(text: str) -> bool:
    """Whether a text is a web address as pages print their own, or a part of one.

    >>> is_printed("www.example.cn/2021/t_12.html"), is_printed("c_14848176.htm"), is_printed("Node.js")
    (True, True, False)
    """
    return bool(_PRINTED.search(text))


def is_address(text: str) -> bool:
    """Whether a text is an address, with its host, and nothing else.

    >>> is_address("news.example.cn/a/1"), is_address("北京日报"), is_address("see example.cn")
    (True, False, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def host(url: str | None) -> str | None:
    """The host of an address with `//` in it, lower case, without its port; None where it has none.

    >>> host("https://news.example.cn:8080/a")
    'news.example.cn'
    >>> host("http://[::/a") is None
    True
    """
    if not url or "//" not in url:
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:  # brackets that are no IPv6 address, characters that NFKC makes a slash
        return None


@lru_cache(maxsize=1 << 12)
def registrable(host: str) -> str:
    """The part of a host that its owner registered: one label more than the longest public suffix it ends in
    (Public Suffix List, registries' part); the host itself where it has no more than that.

    >>> registrable("news.abc.bj.cn"), registrable("www.example.com"), registrable("com.cn")
    ('abc.bj.cn', 'example.com', 'com.cn')
    """
    if host.rpartition(".")[2].isdigit():  # an IP address
        return host
    return _suffixes().privatesuffix(host.lower().rstrip(".")) or host


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # read where an address is asked about: some 40 ms

    return PublicSuffixList(only_icann=True)


def joined(base: str, url: str) -> str | None:
    """An address relative to another as an absolute one; None where one of them is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return None


def shares(url: str | None) -> bool:
    """Whether a link only passes the page on: to a network, a mailbox, a printer."""
    return bool(url) and _SHARES.search(url or "") is not None


def leads_somewhere(url: str | None) -> bool:
    """Whether a link has a target: not empty, not an anchor, not a script."""
    url = (url or "").strip()
    return bool(url) and not url.lower().startswith(_NOWHERE)


def is_home(url: str | None) -> bool:
    """Whether an absolute address is a site's front page."""
    return _HOME.match((url or "").strip()) is not None


def is_of_no_story(url: str | None) -> bool:
    """Whether an address is a person's page or a search."""
    return _OF_NO_STORY.search(url or "") is not None
