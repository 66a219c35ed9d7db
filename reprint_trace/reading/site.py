"""The site that published the page: its name, outlet and domain."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from reprint_trace.attribution.names import outlets_named
from reprint_trace.model import Site
from reprint_trace.text.addresses import host, is_home
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
_SITE = re.compile(r"(?:[网網]|网站|網站|频道|在线|门户|政府|医院|大学|论坛|博客|官网|中心|[报報]|财经)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_SITE = re.compile(r"powered by|archiver|ICP[备证]", re.IGNORECASE)
_ASKS_IN = re.compile(r"^(?:关注|欢迎(?:访问|光临|来到|关注)|访问|登录|来自|首页\s?[-_|])+")
_LIST_BEHIND = re.compile(
    r"[-_ ·]?(?:图片|组图|图库|滚动|视频|手机|移动|触屏)(?:新闻)?(?:频道|版|专区|站)$|(?<=[网报])首页$"
)
_COMPANY = re.compile(r"公司$")
_LONGEST_NAME = 30
_HOST = re.compile(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", re.IGNORECASE)
_ENOUGH = 150  # lines whose links are counted
_FEW, _MASTHEAD = 3, 5  # links that tell a domain, first lines that may link to the front page
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))


def find_site(
    lines: Sequence[Line], metadata: Metadata, title: str | None, url: str | None, gazetteer: Gazetteer
) -> Site:
    """Name from metadata, the end of <title>, the masthead, the address or the copyright line."""
    domain = _domain(url) or _most_linked(lines)
    outlet = gazetteer.resolve_url(url or f"http://{domain}/") if domain else None
    suffixes = _title_suffixes(metadata.title, title)
    told = (
        metadata.first("site"),
        next((suffix for suffix in suffixes if outlets_named(suffix, gazetteer)), None),
        next((suffix for suffix in suffixes if _SITE.search(suffix)), None),
        _masthead(lines, title),
        outlet.name if outlet else None,
        _copyright(lines),
        *suffixes,
    )
    names = [bare for each in told if each and (bare := _bare(each))]
    name = next((each for each in names if not _COMPANY.search(each)), None) or next(iter(names), None)
    if outlet is None and name:
        named = outlets_named(name, gazetteer)
        outlet = named[0] if len(named) == 1 else None
    return Site(name=name, outlet=outlet.id if outlet else None, domain=domain)


def _bare(name: str) -> str:
    """A site's name without what only asks readers in, and without a list of its pictures behind it."""
    return _LIST_BEHIND.sub("", _ASKS_IN.sub("", name.strip(" 【】[]"))).strip()


def _domain(url: str | None) -> str | None:
    named = host(url)
    return named.removeprefix("www.") if named else None


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


def _title_suffixes(full: str | None, title: str | None) -> list[str]:
    """What stands in <title> behind the headline, Chinese names first and the last of them foremost."""
    if not full or not title:
        return []
    parts = [part.strip() for part in _SUFFIX.split(full)]
    kept = [part for part in reversed(parts[1:]) if 2 <= len(part) <= _LONGEST_NAME]
    kept = [part for part in kept if fold_text(part) not in fold_text(title) and not _NO_SITE.search(part)]
    return sorted(kept, key=lambda part: _HAN.search(part) is None)


def _masthead(lines: Sequence[Line], title: str | None) -> str | None:
    """The first line of a text save, when it is a name and not the headline."""
    if not lines or lines[0].element is not None:
        return None
    first = lines[0].text
    return first if 2 <= len(first) <= 12 and first != title and first.isalnum() else None


def _copyright(lines: Sequence[Line]) -> str | None:
    for line in reversed(lines[-25:]):
        match = _COPYRIGHT.search(line.text)
        name = match["after"] if match else ""
        if _HAN.match(name) and not name.startswith(("版权", "所有")) and not _NO_SITE.search(name):
            return name
    return None
