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
    roles = _roles()
    fields = []
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = _SPACE.sub(" ", meta.get("content") or "").strip()
        if name in roles and content:
            fields.append((name, *roles[name], content))
    title = next(root.iter("title"), None)
    shown = _SPACE.sub(" ", title.text_content()).strip() if title is not None else ""
    link = next((e for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    return Metadata(
        shown or None,
        tuple(fields),
        tuple(_articles(root)),
        link.get("href") if link is not None else None,
        _commented(root),
    )


@cache
def _roles() -> dict[str, tuple[str, bool]]:
    return {name: (role, trust == "1") for name, role, trust in table("metadata.tsv")}


def _articles(root: HtmlElement) -> Iterator[Article]:
    """JSON-LD objects that speak of an article: those with a headline or a date."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MOST_JSON:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        blocks = data if isinstance(data, list) else [data]
        for block in blocks:
            if isinstance(block, dict):
                inner = block.get("@graph")
                for each in inner if isinstance(inner, list) else [block]:
                    if isinstance(each, dict) and (
                        "headline" in each or "datePublished" in each or "pubDate" in each
                    ):
                        yield _article(each)


def _article(data: dict[str, Any]) -> Article:
    return Article(
        headline=_named(data.get("headline")),
        published=_named(data.get("datePublished")) or _named(data.get("pubDate")),
        author=_named(data.get("author")),
        publisher=_named(data.get("publisher")),
        source=_named(data.get("sourceOrganization")) or _named(data.get("provider")),
    )


def _commented(root: HtmlElement) -> str | None:
    """The paper an e-paper system names in a comment (founder-papername and its like)."""
    for comment in (*root.iter(etree.Comment), *root.itersiblings(etree.Comment)):
        match = _COMMENTED.search(comment.text or "")
        if match:
            return str(match[1]).strip()
    return None


def _named(value: Any) -> str | None:
    """The name of a JSON-LD person or organisation, given as text, an object or a list of one."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() or None if isinstance(value, str) else None
