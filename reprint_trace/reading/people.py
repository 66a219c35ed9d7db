"""The people a page names: authors and editors, from labelled fields and reporters' brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reading.dates import dates
from reprint_trace.reading.labels import fields
from reprint_trace.reading.names import is_broken, is_control, names_nobody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.lines import Line

_SPLIT = re.compile(r"[、,，;；/／|｜]|\s+|(?<=[\u3400-\u9fff])和(?=[\u3400-\u9fff])")
_END = re.compile(r"[)）】\]。；;<>]")
_REPORTERS = re.compile(
    r"[（(](?:[\u3400-\u9fff·]{0,12}?)(?:特约|见习|实习)?(?:记者|記者|通讯员)\s?(?P<names>[\u3400-\u9fff·、，, ]{2,40}?)[)）]"
)
_BYLINE = re.compile(
    r"^(?:[\u3400-\u9fff·]{2,14}?)?(?:特约|见习|实习)?(?:记者|記者|通讯员|评论员)\s?[:：]?\s?(?P<names>[\u3400-\u9fff·]{2,4}(?:[ 、，,][\u3400-\u9fff·]{2,4}){0,5})$"
)
_WORTH = re.compile(r"[:：|｜︱]")
_FOLLOWS_STORY = 12  # lines below the last paragraph where its editor may stand


class People(NamedTuple):
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    lines: frozenset[int]


def find_people(lines: Sequence[Line], headline: Headline | None, story: tuple[int, int]) -> People:
    """Authors and editors as written, first mention first."""
    authors: dict[str, None] = {}
    editors: dict[str, None] = {}
    used: set[int] = set()
    first = headline.lines[0] if headline and headline.lines else 0
    for line in lines[max(0, first - 3) : story[1] + _FOLLOWS_STORY]:
        text = line.text
        if len(text) <= 200 and _WORTH.search(text):
            for field in fields(text):
                if field.role not in ("author", "editor") or not (
                    field.exact and _fits(field.opens, line.index, story)
                ):
                    continue
                people = _names(text[field.value : field.end])
                (authors if field.role == "author" else editors).update(dict.fromkeys(people))
                if people or field.opens:
                    used.add(line.index)
        elif len(text) <= 40 and (match := _BYLINE.match(text)):
            authors.update(dict.fromkeys(_names(match["names"])))
            used.add(line.index)
        if not authors and story[0] <= line.index < story[0] + 2 and (match := _REPORTERS.search(text[:120])):
            authors.update(dict.fromkeys(_names(match["names"])))
    return People(tuple(authors), tuple(editors), frozenset(i for i in used if _whole(lines[i], story)))


def _fits(opens: bool, index: int, story: tuple[int, int]) -> bool:
    """Inside the story only a field that opens its line or a bracket counts."""
    return opens or not story[0] <= index < story[1]


def _whole(line: Line, story: tuple[int, int]) -> bool:
    """Whether the whole line is the field, so that the body loses nothing with it."""
    return len(line.text) <= 80


def _names(value: str) -> list[str]:
    end = _END.search(value)
    if end:
        value = value[: end.start()]
    if stated := dates(value):
        value = value[: stated[0].start]
    parts = [part.strip(" :：[]【】（）()") for part in _SPLIT.split(value.strip())]
    kept = []
    for part in parts:
        if not 2 <= len(part) <= 20 or is_control(part) or is_broken(part) or names_nobody(part):
            break
        kept.append(part)
    return kept[:8]
