"""From a page's address to the outlet that keeps the site."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from reprint_trace.outlets.datafiles import read_rows
from reprint_trace.outlets.tables import Tables

# A government's domain is its own site; its other hosts belong to its departments, one each.
OWN_HOSTS = ("", "www", "m", "wap")
ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\w+/(https?:/*.*)", re.DOTALL)
ADDRESS = re.compile(
    r"\s*(?:(?:https?:)?//)?(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?:[:/?#]|\s*$)", re.IGNORECASE
)
MAX_URL = 2_000
MAX_HOST = 253  # RFC 1035


def outlet_of_url(tables: Tables, url: str) -> tuple[str, str] | None:
    """The outlet id and the domain entry that decides it, or None for sites nobody is known to keep."""
    archived = ARCHIVE.match(url[:MAX_URL])
    host, path = _split(archived.group(1) if archived else url[:MAX_URL])
    if host is None:
        return None
    first = path.lstrip("/").split("/", 1)[0].lower()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        for entry in (f"{domain}/{first}", domain) if first else (domain,):
            owner = tables.domains.get(entry)
            if owner is not None and _reader_facing(labels[:start], domain):
                return owner, entry
    return None


def _reader_facing(below: list[str], domain: str) -> bool:
    """Whether a host below a domain speaks for the outlet that keeps the domain."""
    if f".{domain}".endswith(".gov.cn") and ".".join(below) not in OWN_HOSTS:
        return False
    return not any(label.rstrip("0123456789") in _machines() for label in below)


@cache
def _machines() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("machines.tsv"))


def looks_like_url(text: str) -> bool:
    """Whether a query is an address rather than a name: `people.com.cn`, `//a.cn/x`, `https://…`."""
    return "." in text and ADDRESS.match(text) is not None


def _split(url: str) -> tuple[str | None, str]:
    """Host (lower case, no port, no root dot) and path; the host is None for raw IPs and nonsense."""
    url = url.strip()
    if not url.startswith(("//", "http://", "https://")) and not ADDRESS.match(url):
        return None, ""
    if "//" not in url[:10]:
        url = "//" + url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None, ""
    is_ip = ":" in host or host.replace(".", "").isdecimal()
    if parts.scheme not in ("", "http", "https") or "." not in host or is_ip or len(host) > MAX_HOST:
        return None, ""
    return host, parts.path
