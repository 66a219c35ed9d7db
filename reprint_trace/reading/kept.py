"""Stories that a page keeps out of sight, for its scripts to show: in a textarea, in script state.

A page saved before its scripts ran shows no story, though it holds one: as escaped HTML in a
textarea, or as a string of the state (`__INITIAL_STATE__`, `__NEXT_DATA__`, JSON-LD's
articleBody …).  Scripts are never run; the longest string that reads like a story is put where
the script would have put it.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast

from reprint_trace.reading.encoding import textual
from reprint_trace.reading.lines import is_prose
from reprint_trace.reading.metadata import unquoted
from reprint_trace.reading.tags import Nature, nature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.reading.lines import Line

_SHOWN = 200  # characters of prose with which a page shows a story of its own
_LEAST = 80  # characters of a kept story
_TIMES = 3  # how much longer than the prose shown it must be
_MOST = 2_000_000  # characters of one script looked at
_MOST_UNCLOSED = 20  # quotes that open no string; each look costs the line
_MOST_NODES, _DEPTH = 100_000, 3
_QUOTE = re.compile(r"[\"']")
_REST = {
    '"': re.compile(r'((?:[^"\\\n]++|\\[\s\S])*+)"'),
    "'": re.compile(r"((?:[^'\\\n]++|\\[\s\S])*+)'"),
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_CONTROLS = {"n": "\n", "r": "\n", "t": " ", "b": "", "f": ""}
_STATE = re.compile(r"=\s{0,3}(?=[{\[])")
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
        if script.text and least < len(script.text) <= _MOST
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
        told = _unescaped(raw)
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


def _unescaped(raw: str) -> str:
    def char(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])

    told = _ESCAPE.sub(char, raw) if "\\" in raw else raw
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _listed(text: str) -> Iterator[str]:
    """Paragraphs kept one by one (`[{"type": "text", "text": …}, …]`), joined by newlines: those at
    one place of the state, but not where each has a title, an address or a writer of its own, as
    another story's summary and a comment have."""
    start = next((match.end() for match in _STATE.finditer(text)), 0) if text.lstrip()[:1] not in "{[" else 0
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
