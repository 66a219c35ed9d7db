"""Web addresses as pages write them: any text at all, so taking them apart must not fail."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


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


def joined(base: str, url: str) -> str | None:
    """An address relative to another as an absolute one; None where one of them is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return None
