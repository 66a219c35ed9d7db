"""What a page says about itself outside its lines: <title>, meta tags, JSON-LD, comments, script state
(`"source":"…"`, `var ct = "1618394400"`) and form fields; and the stories it keeps out of sight.

A page saved before its scripts ran shows no story, though it holds one: as escaped HTML in a
textarea, or as a string of the state (`__INITIAL_STATE__`, `__NEXT_DATA__`, JSON-LD's
articleBody …).  Scripts are never run; the longest string that reads like a story is put where
the script would have put it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from lxml import etree

from reprint_trace.reading.dates import Stated, stamp
from reprint_trace.reading.encoding import textual
from reprint_trace.reading.lines import is_prose
from reprint_trace.reading.tags import Nature, nature
from reprint_trace.vocabulary import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

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
    """`fields` are (name, role, trusted, content) in document order, names in lower case; `states` are
    the page's scripts, as far as they may hold its state."""

    title: str | None
    fields: tuple[tuple[str, str, bool, str], ...]
    articles: tuple[Article, ...]
    canonical: str | None
    commented: str | None
    states: tuple[str, ...] = ()

    def first(self, role: str) -> str | None:
        """The first trusted content of a role."""
        return next((content for _, kind, trusted, content in self.fields if kind == role and trusted), None)

    def all(self, role: str) -> list[str]:
        """Every content of a role."""
        return [content for _, kind, _, content in self.fields if kind == role]


def read_metadata(root: HtmlElement | None) -> Metadata:
    """Read the head once; an unparsable JSON-LD block is left out."""
    if root is None:
        return Metadata(None, (), (), None, None)
    fields: list[tuple[str, str, bool, str]] = []
    scripts: list[HtmlElement] = []
    title, canonical, commented = None, None, None
    for element in root.iter("meta", "title", "link", "script", "time", etree.Comment):
        if element.tag == "meta":
            fields.extend(_field(element))
        elif element.tag == "time":
            fields.extend(("time", "date", False, told) for told in (element.get("datetime"),) if told)
        elif element.tag == "title":
            title = title or _SPACE.sub(" ", "".join(map(str, element.itertext()))).strip() or None
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                canonical = canonical or element.get("href")
        elif element.tag == "script":
            scripts.append(element)
        else:
            commented = commented or _paper(element.text or "")
    for comment in root.itersiblings(etree.Comment):
        commented = commented or _paper(comment.text or "")
    articles = [each for script in scripts if _is_linked_data(script) for each in _articles(script.text)]
    told = (script.text for script in scripts if not _is_linked_data(script))
    states = tuple(unquoted(text) for text in told if text and len(text) <= _MOST)
    return Metadata(title, tuple(fields), tuple(articles), canonical, commented, states)


def _is_linked_data(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "")


def _field(meta: HtmlElement) -> Iterator[tuple[str, str, bool, str]]:
    name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
    role = _roles().get(name)
    content = _SPACE.sub(" ", meta.get("content") or "").strip()
    if role and content:
        yield (name, *role, content)


@cache
def _roles() -> dict[str, tuple[str, bool]]:
    return {name: (role, trust == "1") for name, role, trust in cells("metadata_fields")}


def _articles(text: str | None) -> Iterator[Article]:
    """The JSON-LD objects of a script that speak of an article: those with a headline or a date."""
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


# ── script state and form fields ────────────────────────────────────────────────────────

_STATE = re.compile(
    r"(?<![\w$])[\"']?(?P<key>source|media|mediaName|media_name|sourceName|source_name|newsSource|copyfrom|"
    r"profile_nickname|nickname|account_name)[\"']?\s?[:=]\s?(?:htmlDecode\()?(?P<quote>[\"'])(?P<value>[^\"'<>{}\n]{2,60})(?P=quote)"
)
_DATE = re.compile(
    r"(?<![\w$])\\?[\"']?(?P<key>(?P<publication>(?:ori_?)?pub(?:lish(?:ed)?)?_?(?:time|date|at|ts)|publish(?:ed)?|"
    r"date_?published|release_?(?:time|date)|ptime)|ct|ctime|(?:ori_?)?create_?(?:time|date)|created_?at|"
    r"news_?time|show_?time|date_?time|time|date)\\?[\"']?\s?[:=]\s?\\?[\"']?"
    r"(?P<value>\d[\d\-/:.T+Z年月日 ]{7,28})(?<! )",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"(?<![\w.])(?:1\d{9}(?:\d{3})?|20\d\d-[01]\d-[0-3]\d)(?![\d.])")
_MOST_MOMENTS = 40
_SOURCE_FIELD = re.compile(r"source|laiyuan|copyfrom", re.IGNORECASE)
_DATE_FIELD = re.compile(r"pub(?:lish)?-?_?(?:time|date)|article-?_?(?:time|date)", re.IGNORECASE)
_LONGEST_FIELD = 60
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·\-—《》（）()+&. ]{2,30}")
_NEAR = 4000  # characters around the headline in which state speaks of this story
_MOST = 600_000  # characters of one script looked at


def script_sources(states: Sequence[str], title: str | None) -> dict[str, tuple[str, str]]:
    """Source names in script state → (key, quote), those near the page's own headline first.

    State of a page often lists other stories with their sources, so only values near the
    headline count, or the only one beside it.
    """
    near: dict[str, tuple[str, str]] = {}
    for text in states:
        places = _places(text, title)
        if not places:
            continue
        stated: dict[str, tuple[str, str]] = {}
        for match in _STATE.finditer(text):
            value = _unescaped(match["value"])
            if _NAME.fullmatch(value) and any("\u3400" <= char <= "\u9fff" for char in value):
                stated.setdefault(value, (match["key"], match.group()))
                if _distance(match, places) <= _NEAR:
                    near.setdefault(value, (match["key"], match.group()))
        if not near and len(stated) == 1:
            near.update(stated)
    return near


def script_date(states: Sequence[str], title: str | None) -> tuple[Stated, str] | None:
    """The date in script state nearest the page's own headline, and its quote; one that is called
    a publication's before one of creation.  Away from any headline only a publication's, and only
    where the page's state has no other."""
    best: tuple[tuple[bool, int], Stated, str] | None = None
    alone: dict[str, tuple[Stated, str]] = {}
    for text in states:
        places = _places(text, title)
        for match in _DATE.finditer(text):
            told = stamp(match["value"])
            if told is None:
                continue
            sign = (not match["publication"], _distance(match, places))
            if sign[1] <= _NEAR and (best is None or sign < best[0]):
                best = (sign, told, match.group())
            elif match["publication"]:
                alone.setdefault(told.value, (told, match.group()))
    if best:
        return best[1:]
    return next(iter(alone.values())) if len(alone) == 1 else None


def moments(states: Sequence[str]) -> Iterator[Stated]:
    """Days that script state names, whatever it calls them: none is the page's own for sure."""
    found = (match.group() for text in states for match in _MOMENT.finditer(text))
    for value in islice(dict.fromkeys(found), _MOST_MOMENTS):
        if told := stamp(value):
            yield told


def field_states(root: HtmlElement | None) -> Iterator[tuple[str, str, str]]:
    """(`source` or `date`, name, value) of hidden inputs and short text areas, where some templates
    keep what a script then shows."""
    for element in () if root is None else root.iter("input", "textarea"):
        if element.tag == "input" and (element.get("type") or "").lower() != "hidden":
            continue
        name = " ".join(filter(None, map(element.get, ("id", "class", "name"))))
        value = (element.get("value") if element.tag == "input" else element.text) or ""
        if not value or len(value) > _LONGEST_FIELD:
            continue
        if _SOURCE_FIELD.search(name):
            yield "source", name, value.strip()
        elif _DATE_FIELD.search(name):
            yield "date", name, value.strip()


def unquoted(script: str) -> str:
    """A script that holds percent-encoded state as what it stands for; any other as it is."""
    return unquote(script) if script[:40].lstrip()[:3].upper() in ("%7B", "%5B") else script


def _distance(match: re.Match[str], places: list[int]) -> int:
    return min((abs(match.start() - place) for place in places), default=_NEAR + 1)


def _places(text: str, title: str | None) -> list[int]:
    key = (title or "")[:12].strip()
    if len(key) < 4:
        return []
    places: list[int] = []
    at = text.find(key)
    while at >= 0 and len(places) < 5:
        places.append(at)
        at = text.find(key, at + 1)
    return places


def _unescaped(value: str) -> str:
    if "\\u" not in value:
        return value.strip()
    try:
        return str(json.loads(f'"{value}"')).strip()
    except ValueError:
        return value.strip()


# ── stories kept out of sight ───────────────────────────────────────────────────────────

_SHOWN = 200  # characters of prose with which a page shows a story of its own
_LEAST = 80  # characters of a kept story
_TIMES = 3  # how much longer than the prose shown it must be
_MOST_KEPT = 2_000_000  # characters of one script looked at
_MOST_UNCLOSED = 20  # quotes that open no string; each look costs the line
_MOST_NODES, _DEPTH = 100_000, 3
_QUOTE = re.compile(r"[\"']")
_REST = {
    '"': re.compile(r'((?:[^"\\\n]++|\\[\s\S])*+)"'),
    "'": re.compile(r"((?:[^'\\\n]++|\\[\s\S])*+)'"),
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_CONTROLS = {"n": "\n", "r": "\n", "t": " ", "b": "", "f": ""}
_STATED = re.compile(r"=\s{0,3}(?=[{\[])")
_UNDEFINED = re.compile(r"(?<=[:,\[])\s?undefined(?=\s?[,}\]])")
_TAG = re.compile(r"<[^<>]{1,500}>")
_BLOCK = re.compile(r"<(?:p|br|div|section|article|h\d)\b", re.IGNORECASE)
_STOP = re.compile(r"[。！？]|[.!?](?=\s|$)")
_TEXT = re.compile(r"[\w\s，。！？；：、“”‘’（）《》,.!?;:'\"()\-]")
_SUMMARY = re.compile(
    r"(?:desc|description|summary|intro|abstract|digest|excerpt|comment)[\"']?\s?:\s?$", re.IGNORECASE
)
_OF_ANOTHER = frozenset("title url link href headline nickname user userId uid avatar".split())


def restore_kept_story(root: HtmlElement, lines: Sequence[Line]) -> bool:
    """Put a story that the page keeps out of sight into its tree; False when there is none, or
    when the lines shown hold a story already."""
    shown = 0
    for line in lines:
        if not line.hidden and is_prose(line, 20) and line.nature is Nature.TEXT:
            shown += len(line.text)
            if shown >= _SHOWN:
                return False
    least = max(_LEAST, _TIMES * shown)
    return _from_textarea(root, least) or _from_scripts(root, least)


def _from_textarea(root: HtmlElement, least: int) -> bool:
    """Show the textarea that holds a story, and what stands in the textareas beside it."""
    areas = [(area, unescape(_inside(area))) for area in root.iter("textarea")]
    area, text = max(areas, key=lambda pair: _prose(pair[1]), default=(None, ""))
    if area is None or _prose(text) < least:
        return False
    beside = [(other, told) for other, told in areas if other.getparent() is area.getparent()]
    for other, told in beside:
        if not told.lstrip().startswith(("{", "[")) and not told.strip().isdigit():
            block = _block(told)
            block.attrib.update({name: value for name in ("class", "id") if (value := other.get(name))})
            block.tail = other.tail
            cast("HtmlElement", other.getparent()).replace(other, block)
    return True


def _inside(area: HtmlElement) -> str:
    from lxml import etree

    return (area.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in area)


def _from_scripts(root: HtmlElement, least: int) -> bool:
    """Show the longest story in script state, below the headline if the page shows one."""
    texts = [
        text
        for script in root.iter("script")
        if script.text and least < len(script.text) <= _MOST_KEPT
        for text in _strings(script.text)
    ]
    text = max(texts, key=_prose, default="")
    body = root.find(".//body")
    if _prose(text) < least or body is None:
        return False
    headline = body.find(".//h1")
    around = body if headline is None else headline.getparent()
    (body if around is None else around).append(_block(text))
    return True


def _strings(script: str, depth: int = 0) -> Iterator[str]:
    """The long strings of a script, unescaped; and the paragraphs that its state keeps in a list."""
    text = unquoted(script)
    for start, raw in _literals(text):
        if len(raw) < _LEAST or _SUMMARY.search(text, max(0, start - 20), start):
            continue
        told = _plain_text(raw)
        if told.lstrip().startswith(("{", "[", "%7B")) and depth < _DEPTH:
            yield from _strings(told, depth + 1)
        yield unescape(told) if "&lt;" in told or "&#" in told else told
    yield from _listed(text)


def _literals(text: str) -> Iterator[tuple[int, str]]:
    """Where the quoted strings of a script begin, and what they hold."""
    at = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (quote := _QUOTE.search(text, at)):
        string = _REST[quote.group()].match(text, quote.end())
        if string:
            yield quote.start(), string[1]
        unclosed += string is None
        at = (string or quote).end()


def _plain_text(raw: str) -> str:
    def char(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])

    told = _ESCAPE.sub(char, raw) if "\\" in raw else raw
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _listed(text: str) -> Iterator[str]:
    """Paragraphs kept one by one (`[{"type": "text", "text": …}, …]`), joined by newlines: those at
    one place of the state, but not where each has a title, an address or a writer of its own, as
    another story's summary and a comment have."""
    start = next((match.end() for match in _STATED.finditer(text)), 0) if text.lstrip()[:1] not in "{[" else 0
    begun = text[start:].lstrip()
    if begun[:1] not in "{[":
        return
    try:
        state, _ = json.JSONDecoder(strict=False).raw_decode(_UNDEFINED.sub("null", begun))
    except (ValueError, RecursionError):
        return
    groups: dict[tuple[str, ...], list[str]] = {}
    pending: list[tuple[tuple[str, ...], Any]] = [((), state)]
    for _ in range(_MOST_NODES):
        if not pending:
            break
        path, node = pending.pop()
        if isinstance(node, str):
            groups.setdefault(path, []).append(node)
        elif isinstance(node, list):
            pending.extend((path, each) for each in reversed(node))
        elif isinstance(node, dict):
            other = not _OF_ANOTHER.isdisjoint(node)
            pending.extend(
                ((*path, str(key)), each)
                for key, each in reversed(node.items())
                if not (other and isinstance(each, str))
            )
    yield from ("\n".join(told) for told in groups.values() if len(told) > 1)


def _prose(text: str) -> int:
    """The characters of a string outside tags, if it reads like sentences; 0 if it does not."""
    if len(text) < _LEAST:
        return 0
    plain = _TAG.sub("", text) if "<" in text else text
    stops = len(_STOP.findall(plain))
    if stops < 2 or plain.count("{") > 1 or len(_TEXT.findall(plain)) * 10 < len(plain) * 9:
        return 0
    return len(plain) if nature(plain[:_LEAST]) is Nature.TEXT else 0


def _block(text: str) -> HtmlElement:
    """A block that shows a string: as markup if it is some, else a paragraph for each line."""
    from lxml import etree, html

    if _BLOCK.search(text):
        try:
            return html.fragment_fromstring(textual(text), create_parent="div")
        except (etree.ParserError, ValueError):
            pass
    block = html.Element("div")
    for row in text.split("\n"):
        if row.strip():
            paragraph = etree.SubElement(block, "p")
            paragraph.text = textual(_TAG.sub("", row))
    return block
