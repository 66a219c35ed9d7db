"""What stands around a story: headline, date, site, language, breadcrumbs, people, previous and next."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.names import is_section, outlets_named
from reprint_trace.model import PageLink, Published, Site
from reprint_trace.reading.headline import Headline, find_headline
from reprint_trace.reading.lines import is_sentence
from reprint_trace.reading.metadata import Metadata, read_metadata
from reprint_trace.reading.navigation import find_breadcrumbs, find_steps
from reprint_trace.reading.people import find_people, find_poster
from reprint_trace.reading.published import find_published
from reprint_trace.text.addresses import host, is_home, joined, registrable
from reprint_trace.text.folding import HAN, fold_text, same_title, simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line


# ── the language ────────────────────────────────────────────────────────────────────────

_ENOUGH, _ENOUGH_LINES = 500, 20  # characters and lines looked at
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL, _LATIN = re.compile(r"[\uac00-\ud7af]"), re.compile(r"[A-Za-z]")


def language_of(lines: Sequence[Line], story: tuple[int, int]) -> str | None:
    """zh-Hans, zh-Hant, ja, ko or en; None when there is too little text to tell."""
    within = lines[story[0] : story[1]] or lines
    text = "".join(line.text for line in within[:_ENOUGH_LINES])[:_ENOUGH]
    han = len(HAN.findall(text))
    if len(_KANA.findall(text)) * 5 > han + 20:
        return "ja"
    if len(_HANGUL.findall(text)) > han + 10:
        return "ko"
    if han >= 5:
        traditional = len(_traditional_only().intersection(text))
        return "zh-Hant" if traditional * 10 > len(set(text)) else "zh-Hans"
    return "en" if len(_LATIN.findall(text)) >= 20 else None


@cache
def _traditional_only() -> frozenset[str]:
    """Characters that only stand in traditional text: those no simplified text maps to."""
    mapping = simplified()
    return frozenset(mapping) - frozenset(mapping.values())


# ── the site ──────────────────────────────────────────────────────────────────────────

_SUFFIX = re.compile(r"\s*(?:[-–—_|｜»]{1,3}|\s/\s)\s*")
_COPYRIGHT = re.compile(
    r"(?:copyright|版权所有|©)[\s©(cC)\d\-–,.:：年至]*(?:by )?\s*"
    r"(?P<after>[\u3400-\u9fff\w·]{2,16}?)(?:网站|版权|所有|\s|,|，|\.|。|京ICP|$)",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:[网網]|网站|網站|频道|在线|门户|政府|医院|大学|论坛|博客|官网|中心|[报報]|财经)$")
_NO_SITE = re.compile(r"powered by|archiver|ICP[备证]", re.IGNORECASE)
_ASKS_IN = re.compile(r"^(?:关注|欢迎(?:访问|光临|来到|关注)|访问|登录|来自|首页\s?[-_|])+")
_LIST_BEHIND = re.compile(
    r"[-_ ·]?(?:图片|组图|图库|滚动|视频|手机|移动|触屏)(?:新闻)?(?:频道|版|专区|站)$|(?<=[网报])首页$"
)
_COMPANY = re.compile(r"公司$")
_LONGEST_NAME = 30
_HOST = re.compile(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", re.IGNORECASE)
_MOST_LINKING = 150  # lines whose links are counted
_FEW, _FIRST = 3, 5  # links that tell a domain, first lines that may link to the front page


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
        *_not_subjects(suffixes, lines),
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
    return registrable(named) if named else None


def _most_linked(lines: Sequence[Line]) -> str | None:
    """The domain most links of the page lead to; of few links, the one its masthead leads to."""
    counts: Counter[str] = Counter()
    for line in lines[:_MOST_LINKING]:
        for anchor in line.anchors:
            match = _HOST.match(anchor.url or "")
            if match:
                counts[registrable(match[1])] += 1
                if line.index < _FIRST and is_home(anchor.url):
                    counts[registrable(match[1])] += _FEW
    domain, links = counts.most_common(1)[0] if counts else (None, 0)
    return domain if links >= _FEW else None


def _title_suffixes(full: str | None, title: str | None) -> list[str]:
    """What stands in <title> behind the headline, Chinese names first and the last of them foremost;
    last of all what the title begins with where the headline comes behind it (河湾新闻中心 - 国际 - …)."""
    if not full or not title:
        return []
    parts = [part.strip() for part in _SUFFIX.split(full)]
    last = [parts[0]] if same_title(parts[-1], title) and _SITE.search(parts[0]) else []
    kept = [part for part in (*reversed(parts[1:]), *last) if 2 <= len(part) <= _LONGEST_NAME]
    own = parts[-1] if _SITE.search(parts[-1]) else None  # …县政府关于…的通告_…县政府
    within = fold_text(title)
    kept = [part for part in kept if part == own or fold_text(part) not in within]
    kept = [part for part in kept if not same_title(part, title) and not _NO_SITE.search(part)]
    return sorted(kept, key=lambda part: HAN.search(part) is None)


def _not_subjects(suffixes: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """The suffixes that may name the site: no section, and none of several that are all words of the story
    (…_大桥_征地).  A site's own name alone may stand in the story too."""
    rest = [suffix for suffix in suffixes if not is_section(suffix)]
    prose = [line.text for line in lines if is_sentence(line)] if len(rest) > 1 else []
    subjects = bool(prose) and all(any(suffix in text for text in prose) for suffix in rest)
    return [] if subjects else rest


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
        if HAN.match(name) and not name.startswith(("版权", "所有")) and not _NO_SITE.search(name):
            return name
    return None


# ── the furniture ───────────────────────────────────────────────────────────────────────

_PAGE_ADDRESS = re.compile(r"(?:https?://[^\s\"'<>，。）)]+|/[\w\-./%~]+\.\w+)")
_ORIGINAL = re.compile(
    r"^(?P<open>[（(\[【])?\s?(?:本文)?原(?:标题|標題|题|題)(?:为|為|：|:|\s)+[：:]?\s?(?P<title>.{2,120}?)(?(open)[\])）】]?)$"
)
_QUOTED = re.compile(r"^[《“\"]([^《》“”\"]+)[》”\"]$")  # quotes around the whole
_LONGEST = 200  # characters of a line that states something about the page
_MASTHEAD = 12  # lines among which the site links to its front page
_KEYWORD_LINE = re.compile(r"关键|關鍵|标签|標籤|Tags?")
_KEYWORDS = re.compile(r"[,，;；、|｜\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is known of a page before its story is: `headline` is the first of the lines that show the
    title (None when no line does), `lines` are those that show nothing but what stands here."""

    metadata: Metadata
    shown: Headline | None
    title: str | None
    headline: int | None
    stated: str | None
    url: str | None
    url_basis: str | None
    original_title: str | None
    breadcrumbs: tuple[str, ...]
    previous: PageLink | None
    next: PageLink | None
    lines: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands around the story; `lines` say nothing else."""

    site: Site
    published: Published | None = None
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    language: str | None = None
    lines: frozenset[int] = frozenset()


def find_frame(lines: Sequence[Line], root: HtmlElement | None, url: str | None) -> Frame:
    """Headline, breadcrumbs, previous and next, the address a page states; `root` is None for a text
    save, `url` is what the container says."""
    metadata = read_metadata(root)
    headline = find_headline(lines, metadata)
    title = headline.text if headline else None
    at = headline.lines[0] if headline and headline.lines else None
    stated = _stated_address(lines)
    address, basis = _address(lines, metadata, url, stated.text)
    crumbs = find_breadcrumbs(lines, title, at)
    steps = find_steps(lines, root, title)
    original = _original_title(lines)
    return Frame(
        metadata=metadata,
        shown=headline,
        title=title,
        headline=at,
        stated=stated.text,
        url=address,
        url_basis=basis,
        original_title=original.text,
        breadcrumbs=crumbs.steps,
        previous=steps.previous,
        next=steps.next,
        lines=frozenset(headline.lines if headline else ())
        | crumbs.lines
        | steps.lines
        | original.lines
        | stated.lines
        | _repeated_title(lines, title),
    )


def find_furniture(
    lines: Sequence[Line],
    root: HtmlElement | None,
    frame: Frame,
    story: tuple[int, int],
    file: str,
    gazetteer: Gazetteer,
    saved: str | None = None,
) -> Furniture:
    """What the story's place tells: date, people, language; `saved` is the moment the page was saved in
    ISO 8601, as the container says."""
    people = find_people(lines, frame.shown, story)
    poster = find_poster(lines, frame.shown, story, gazetteer) if not people.authors else None
    address = frame.url or frame.stated or file
    published = find_published(lines, frame.metadata, address, frame.shown, story, root, saved)
    return Furniture(
        site=find_site(lines, frame.metadata, frame.title, frame.url, gazetteer),
        published=published.date,
        keywords=_keywords(frame.metadata, lines),
        authors=people.authors or ((poster,) if poster else ()),
        editors=people.editors,
        language=language_of(lines, story),
        lines=people.lines | published.lines,
    )


class _Stated(NamedTuple):
    """What a line states, and the line."""

    text: str | None
    lines: frozenset[int]


def _stated_address(lines: Sequence[Line]) -> _Stated:
    """The address a page states of itself (网址：…, 本文地址：…), perhaps its path alone."""
    for line in lines:
        if len(line.text) > _LONGEST or not ("址" in line.text or "链接" in line.text):
            continue
        for field in line.fields:
            match = _PAGE_ADDRESS.search(line.text, field.value, field.end)
            if field.role == "address" and match:
                return _Stated(match.group(), frozenset((line.index,)))
    return _Stated(None, frozenset())


def _address(
    lines: Sequence[Line], metadata: Metadata, url: str | None, stated: str | None
) -> tuple[str | None, str | None]:
    """The page's address and its basis; a stated path counts only with a known front page."""
    if url:
        return url, None
    base = metadata.canonical or metadata.first("address")
    if base and base.startswith(("http://", "https://")):
        return base, "canonical"
    if not stated or stated.startswith("http"):
        return stated, None
    home = next((a.url for line in lines[:_MASTHEAD] for a in line.anchors if is_home(a.url)), None)
    return (joined(home, stated) if home else None), None


def _original_title(lines: Sequence[Line]) -> _Stated:
    for line in lines:
        if "原" in line.text and len(line.text) <= _LONGEST and (match := _ORIGINAL.match(line.text)):
            title = _QUOTED.sub(r"\1", match["title"].strip())
            return _Stated(title, frozenset((line.index,)))
    return _Stated(None, frozenset())


def _repeated_title(lines: Sequence[Line], title: str | None) -> frozenset[int]:
    """Lines that say the headline again in a field (标题：…)."""
    return frozenset(
        line.index
        for line in lines
        if title and line.text[:1] in "标標题題" and len(line.text) <= _LONGEST
        for field in line.fields
        if field.role == "title" and same_title(line.text[field.value : field.end], title)
    )


def _keywords(metadata: Metadata, lines: Sequence[Line]) -> tuple[str, ...]:
    stated = metadata.first("keywords") or next(
        (
            line.text[field.value : field.end]
            for line in lines
            if len(line.text) <= _LONGEST and _KEYWORD_LINE.search(line.text)
            for field in line.fields
            if field.role == "keywords" and field.value < field.end
        ),
        "",
    )
    split = [word.strip() for word in _KEYWORDS.split(stated) if word.strip()]
    return tuple(dict.fromkeys(word for word in split if len(word) <= 30 and "<" not in word))
