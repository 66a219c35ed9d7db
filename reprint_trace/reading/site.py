"""The site that published the page: its name, outlet and domain."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reprint_trace.model import Site
from reprint_trace.reading.addresses import is_home
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.metadata import Metadata

_SUFFIX = re.compile(r"\s*(?:[-–—_|｜»]{1,3}|\s/\s)\s*")
_COPYRIGHT = re.compile(
    r"(?:copyright|版权所有|©)[\s©(cC)\d\-–,.:：年至]*(?:by )?\s*"
    r"(?P<after>[\u3400-\u9fff\w·]{2,16}?)(?:网站|版权|所有|\s|,|，|\.|。|京ICP|$)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", re.IGNORECASE)
_ENOUGH = 150  # lines whose links are counted
_FEW, _MASTHEAD = 3, 5  # links that tell a domain, first lines that may link to the front page
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))


def find_site(
    lines: Sequence[Line], metadata: Metadata, title: str | None, url: str | None, gazetteer: Gazetteer
) -> Site:
    """Name from metadata, the end of <title>, the masthead or the copyright line, in that order."""
    domain = _domain(url) or _most_linked(lines)
    outlet = gazetteer.resolve_url(url or f"http://{domain}/") if domain else None
    name = (
        metadata.first("site")
        or _title_suffix(metadata.title, title)
        or _masthead(lines, title)
        or _copyright(lines)
    )
    if outlet is None and name:
        named = gazetteer.resolve(name)
        outlet = named[0] if len(named) == 1 else None
    return Site(name=name, outlet=outlet.id if outlet else None, domain=domain)


def _domain(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url and "//" in url else None
    return host.removeprefix("www.") if host else None


def _most_linked(lines: Sequence[Line]) -> str | None:
    """The domain most links of the page lead to; of few links, the one its masthead leads to."""
    counts: Counter[str] = Counter()
    for line in lines[:_ENOUGH]:
        for anchor in line.anchors:
            match = _HOST.match(anchor.url or "")
            if match:
                counts[_registered(match[1].lower())] += 1
                if line.index < _MASTHEAD and is_home(anchor.url):
                    counts[_registered(match[1].lower())] += _FEW
    domain, links = counts.most_common(1)[0] if counts else (None, 0)
    return domain if links >= _FEW else None


def _registered(host: str) -> str:
    """A host without its subdomains: news.example.com.cn → example.com.cn."""
    parts = host.split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])


def _title_suffix(full: str | None, title: str | None) -> str | None:
    """What stands last in <title> behind the headline."""
    if not full or not title:
        return None
    parts = [part for part in _SUFFIX.split(full) if part]
    if len(parts) < 2 or fold_text(parts[-1]) in fold_text(title):
        return None
    return parts[-1] if 2 <= len(parts[-1]) <= 30 else None


def _masthead(lines: Sequence[Line], title: str | None) -> str | None:
    """The first line of a text save, when it is a name and not the headline."""
    if not lines or lines[0].element is not None:
        return None
    first = lines[0].text
    return first if 2 <= len(first) <= 12 and first != title and first.isalnum() else None


def _copyright(lines: Sequence[Line]) -> str | None:
    for line in reversed(lines[-25:]):
        match = _COPYRIGHT.search(line.text)
        if match and not match["after"].isdigit():
            return match["after"]
    return None
