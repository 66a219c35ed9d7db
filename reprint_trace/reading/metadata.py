"""What a page says about itself outside its lines: <title>, meta tags, JSON-LD, comments."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from reprint_trace.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_SPACE = re.compile(r"\s+")
_COMMENTED = re.compile(r"(?:papername|LLTJ_MT:name)\W{1,4}([^<>\"=]{2,30})[\"<]")
_SOURCES = ("sourceOrganization", "creditText", "provider")
_MOST_JSON = 400_000  # characters of JSON-LD worth parsing


@dataclass(frozen=True, slots=True)
class Article:
    """A JSON-LD article (schema.org NewsArticle and its like), as far as reading uses it."""

    headline: str | None
    published: str | None
    author: str | None
    publisher: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """`fields` are (name, role, trusted, content) in document order, names in lower case."""

    title: str | None
    fields: tuple[tuple[str, str, bool, str], ...]
    articles: tuple[Article, ...]
    canonical: str | None
    commented: str | None

    def first(self, role: str) -> str | None:
        """The first trusted content of a role."""
        return next((content for _, kind, trusted, content in self.fields if kind == role and trusted), None)

    def all(self, role: str) -> list[str]:
        """Every content of a role."""
        return [content for _, kind, _, content in self.fields if kind == role]


@lru_cache(maxsize=1)  # furniture and claims read the same page one after the other
def read_metadata(root: HtmlElement | None) -> Metadata:
    """Read the head once; an unparsable JSON-LD block is left out."""
    if root is None:
        return Metadata(None, (), (), None, None)
    fields: list[tuple[str, str, bool, str]] = []
    articles: list[Article] = []
    title, canonical, commented = None, None, None
    for element in root.iter("meta", "title", "link", "script", "time", etree.Comment):
        if element.tag == "meta":
            fields.extend(_field(element))
        elif element.tag == "time":
            fields.extend(("time", "date", False, told) for told in (element.get("datetime"),) if told)
        elif element.tag == "title":
            title = title or _SPACE.sub(" ", element.text_content()).strip() or None
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                canonical = canonical or element.get("href")
        elif element.tag == "script":
            articles.extend(_articles(element))
        else:
            commented = commented or _paper(element.text or "")
    for comment in root.itersiblings(etree.Comment):
        commented = commented or _paper(comment.text or "")
    return Metadata(title, tuple(fields), tuple(articles), canonical, commented)


def _field(meta: HtmlElement) -> Iterator[tuple[str, str, bool, str]]:
    name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
    role = _roles().get(name)
    content = _SPACE.sub(" ", meta.get("content") or "").strip()
    if role and content:
        yield (name, *role, content)


@cache
def _roles() -> dict[str, tuple[str, bool]]:
    return {name: (role, trust == "1") for name, role, trust in table("metadata.tsv")}


def _articles(script: HtmlElement) -> Iterator[Article]:
    """The JSON-LD objects of a script that speak of an article: those with a headline or a date."""
    if "ld+json" not in (script.get("type") or ""):
        return
    text = script.text
    if not text or len(text) > _MOST_JSON:
        return
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    for block in data if isinstance(data, list) else [data]:
        graph = block.get("@graph") if isinstance(block, dict) else None
        for each in graph if isinstance(graph, list) else [block]:
            if isinstance(each, dict) and not {"headline", "datePublished", "pubDate"}.isdisjoint(each):
                yield _article(each)


def _article(data: dict[str, Any]) -> Article:
    return Article(
        headline=_named(data.get("headline")),
        published=_named(data.get("datePublished")) or _named(data.get("pubDate")),
        author=_named(data.get("author")),
        publisher=_named(data.get("publisher")),
        source=next(filter(None, map(_named, map(data.get, _SOURCES))), None),
    )


def _paper(comment: str) -> str | None:
    """The paper an e-paper system names in a comment (founder-papername and its like)."""
    match = _COMMENTED.search(comment)
    return match[1].strip() if match else None


def _named(value: Any) -> str | None:
    """The name of a JSON-LD person or organisation, given as text, an object or a list of one."""
    if isinstance(value, list):
        bodies = [each for each in value if isinstance(each, dict) and each.get("@type") == "Organization"]
        value = (bodies or value)[0] if len(value) == 1 or len(bodies) == 1 else None
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() or None if isinstance(value, str) else None
