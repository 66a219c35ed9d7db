"""What stands around a story: headline, date, site, breadcrumbs, people, previous and next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from reprint_trace.model import PageLink, Published, Site
from reprint_trace.reading.breadcrumbs import find_breadcrumbs
from reprint_trace.reading.headline import find_headline
from reprint_trace.reading.labels import fields
from reprint_trace.reading.language import language_of
from reprint_trace.reading.metadata import Metadata, read_metadata
from reprint_trace.reading.navigation import find_steps
from reprint_trace.reading.people import find_people
from reprint_trace.reading.published import find_published
from reprint_trace.reading.site import find_site
from reprint_trace.reading.story import story_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line

_PAGE_ADDRESS = re.compile(r"(?:https?://[^\s\"'<>，。）)]+|/[\w\-./%~]+\.\w+)")
_ORIGINAL = re.compile(
    r"^[（(\[【]?\s?(?:本文)?原(?:标题|標題|题|題)(?:为|為|：|:|\s)+[：:]?\s?[《“\"]?(?P<title>.{2,120}?)[》”\"]?[\])）】]?$"
)
_KEYWORDS = re.compile(r"[,，;；、|｜\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """`lines` are the indices of the lines recognised; `headline` is the first of those that
    show the title, None when no line does."""

    site: Site
    title: str | None = None
    original_title: str | None = None
    published: Published | None = None
    url: str | None = None
    url_basis: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    previous: PageLink | None = None
    next: PageLink | None = None
    language: str | None = None
    headline: int | None = None
    lines: frozenset[int] = frozenset()


def find_furniture(
    lines: Sequence[Line],
    root: HtmlElement | None,
    url: str | None,
    file: str,
    gazetteer: Gazetteer,
) -> Furniture:
    """Everything around the story; `root` is None for a text save, `url` what the container says."""
    metadata = read_metadata(root)
    headline = find_headline(lines, metadata)
    title = headline.text if headline else None
    at = headline.lines[0] if headline and headline.lines else None
    story = story_range(lines, headline.lines if headline else ())
    address, basis, address_lines = _address(lines, metadata, url)
    crumbs = find_breadcrumbs(lines, title, at)
    steps = find_steps(lines, root, title)
    people = find_people(lines, headline, story)
    published = find_published(lines, metadata, address or _stated_address(lines) or file, headline, story)
    original, original_lines = _original_title(lines)
    return Furniture(
        site=find_site(lines, metadata, title, address, gazetteer),
        title=title,
        original_title=original,
        published=published.date,
        url=address,
        url_basis=basis,
        breadcrumbs=crumbs.steps,
        keywords=_keywords(metadata, lines),
        authors=people.authors,
        editors=people.editors,
        previous=steps.previous,
        next=steps.next,
        language=language_of(lines, story),
        headline=at,
        lines=frozenset(headline.lines if headline else ())
        | crumbs.lines
        | steps.lines
        | people.lines
        | published.lines
        | original_lines
        | address_lines,
    )


def _address(
    lines: Sequence[Line], metadata: Metadata, url: str | None
) -> tuple[str | None, str | None, frozenset[int]]:
    """The page's address and its basis; a path alone (网址:/a/…) only with a known base."""
    stated, where = None, frozenset[int]()
    for line in lines:
        if "址" in line.text and len(line.text) < 200 and (found := _address_in(line)):
            stated, where = found, frozenset((line.index,))
    if url:
        return url, None, where
    base = metadata.canonical or metadata.first("address")
    if base and base.startswith(("http://", "https://")):
        return base, "canonical", where
    if stated and stated.startswith("http"):
        return stated, None, where
    if stated:
        home = next(
            (
                a.url
                for line in lines[:12]
                for a in line.anchors
                if a.url and re.match(r"https?://[^/]+/?$", a.url)
            ),
            None,
        )
        return (urljoin(home, stated), None, where) if home else (None, None, where)
    return None, None, where


def _address_in(line: Line) -> str | None:
    for field in fields(line.text):
        if field.role == "address" and (match := _PAGE_ADDRESS.search(line.text, field.value, field.end)):
            return match.group()
    return None


def _stated_address(lines: Sequence[Line]) -> str | None:
    return next(
        (
            found
            for line in lines
            if "址" in line.text and len(line.text) < 200 and (found := _address_in(line))
        ),
        None,
    )


def _original_title(lines: Sequence[Line]) -> tuple[str | None, frozenset[int]]:
    for line in lines:
        if "原" in line.text and len(line.text) < 150 and (match := _ORIGINAL.match(line.text)):
            return match["title"].strip(), frozenset((line.index,))
    return None, frozenset()


def _keywords(metadata: Metadata, lines: Sequence[Line]) -> tuple[str, ...]:
    stated = metadata.first("keywords") or ""
    if not stated:
        for line in lines:
            if len(line.text) < 100 and (
                "关键" in line.text or "標" in line.text or "标签" in line.text or "關鍵" in line.text
            ):
                stated = next(
                    (line.text[f.value : f.end] for f in fields(line.text) if f.role == "keywords"), ""
                )
                if stated:
                    break
    split = [word.strip() for word in _KEYWORDS.split(stated) if word.strip()]
    return tuple(dict.fromkeys(word for word in split if len(word) <= 30 and "<" not in word))
