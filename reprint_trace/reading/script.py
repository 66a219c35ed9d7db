"""What a page keeps only in script state (`"source":"…"`, `var ct = "1618394400"`) or in form fields."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from reprint_trace.reading.dates import Stated, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

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


def script_sources(root: HtmlElement | None, title: str | None) -> dict[str, tuple[str, str]]:
    """Source names in script state → (key, quote), those near the page's own headline first.

    State of a page often lists other stories with their sources, so only values near the
    headline count, or the only one beside it.
    """
    near: dict[str, tuple[str, str]] = {}
    for text in _state(root):
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


def script_date(root: HtmlElement | None, title: str | None) -> tuple[Stated, str] | None:
    """The date in script state nearest the page's own headline, and its quote; one that is called
    a publication's before one of creation.  Away from any headline only a publication's, and only
    where the page's state has no other."""
    best: tuple[tuple[bool, int], Stated, str] | None = None
    alone: dict[str, tuple[Stated, str]] = {}
    for text in _state(root):
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


def moments(root: HtmlElement | None) -> Iterator[Stated]:
    """Days that script state names, whatever it calls them: none is the page's own for sure."""
    found = (match.group() for text in _state(root) for match in _MOMENT.finditer(text))
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


def _state(root: HtmlElement | None) -> Iterator[str]:
    for script in () if root is None else root.iter("script"):
        text = script.text
        if text and len(text) <= _MOST and "ld+json" not in (script.get("type") or ""):
            yield unquoted(text)


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
