"""The source a page keeps only in script state (`"source":"…"`, `media_name: '…'`)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STATE = re.compile(
    r"(?<![\w$])[\"']?(?P<key>source|media|mediaName|media_name|sourceName|source_name|newsSource|copyfrom|"
    r"profile_nickname|nickname|account_name)[\"']?\s?[:=]\s?(?:htmlDecode\()?(?P<quote>[\"'])(?P<value>[^\"'<>{}\n]{2,60})(?P=quote)"
)
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·\-—《》（）()+&. ]{2,30}")
_NEAR = 4000  # characters around the headline in which state speaks of this story
_MOST = 600_000  # characters of one script looked at


def script_sources(root: HtmlElement | None, title: str | None) -> dict[str, tuple[str, str]]:
    """Source names in script state → (key, quote), those near the page's own headline first.

    State of a page often lists other stories with their sources, so only values near the
    headline count, or the only one beside it.
    """
    if root is None:
        return {}
    near: dict[str, tuple[str, str]] = {}
    for script in root.iter("script"):
        text = script.text
        if not text or len(text) > _MOST or "ld+json" in (script.get("type") or ""):
            continue
        places = _places(text, title)
        if not places:
            continue
        stated: dict[str, tuple[str, str]] = {}
        for match in _STATE.finditer(text):
            value = _unescaped(match["value"])
            if _NAME.fullmatch(value) and any("\u3400" <= char <= "\u9fff" for char in value):
                stated.setdefault(value, (match["key"], match.group()))
                if any(abs(match.start() - place) <= _NEAR for place in places):
                    near.setdefault(value, (match["key"], match.group()))
        if not near and len(stated) == 1:
            near.update(stated)
    return near


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
