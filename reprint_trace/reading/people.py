"""The people a page names: authors and editors, from labelled fields, bylines and closing brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reading.dates import dates
from reprint_trace.reading.labels import fields
from reprint_trace.reading.names import is_broken, is_control, is_person, names_nobody

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.labels import Field
    from reprint_trace.reading.lines import Line

_MOST, _LONGEST = 8, 12  # names one field may hold, characters of one
_LONGEST_FIELDS, _LONGEST_BYLINE = 200, 60  # characters of a line of fields, of a byline
_ABOVE, _BELOW = 3, 12  # lines above the headline and below the story that may name people
_SPLIT = re.compile(r"[、,，;；/／|｜]|\s+|(?<=[\u3400-\u9fff])和(?=[\u3400-\u9fff])")
_END = re.compile(r"[)）】\]〕。；;<>]")
_WORTH = re.compile(r"[:：|｜丨︱]")
_STAFF_CODE = re.compile(r"[A-Za-z]{1,4}_?\d+")
_POST = r"(?:特约|特派|见习|見習|实习|首席)?(?:记者|記者|通讯员|通訊員|评论员|評論員|实习生)"
_POSTED = re.compile(r"^[\u3400-\u9fffA-Za-z0-9·]{0,14}?" + _POST + r"[ :：]?")
_BYLINE = re.compile(
    r"^[（(〔【]?(?:[\u3400-\u9fffA-Za-z0-9· ]{2,16}?)?"
    + _POST
    + r"[ :：]?(?P<names>[\u3400-\u9fff·、，, ]{2,40}?)"
    r"(?:[／/][\u3400-\u9fff]{2,4}(?:报道|報導|報道|摄|文|图))?[)）〕】]?$"
)
_BRACKET = re.compile(
    r"[（(〔【](?:[\u3400-\u9fff·]{0,12}?" + _POST + r")?[ :：]?(?P<names>[\u3400-\u9fff·、，, ]{2,40}?)"
    r"(?:[／/][\u3400-\u9fff]{2,4})?[)）〕】]"
)


class People(NamedTuple):
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    lines: frozenset[int]


def find_people(lines: Sequence[Line], headline: Headline | None, story: tuple[int, int]) -> People:
    """Authors and editors as written, first mention first; `lines` name people and nothing else."""
    authors: dict[str, None] = {}
    editors: dict[str, None] = {}
    used: set[int] = set()
    first = headline.lines[-1] if headline and headline.lines else 0
    for line in lines[max(0, first - _ABOVE) : story[1] + _BELOW]:
        within = story[0] <= line.index < story[1]
        for field in _fields(line, within=within):
            people = _labelled(line.text[field.value : field.end], field)
            (authors if field.role == "author" else editors).update(dict.fromkeys(people))
            if (people or field.opens) and len(line.text) <= 2 * _LONGEST_BYLINE:
                used.add(line.index)
        byline = _byline(line.text)
        if not byline and first < line.index < story[0]:
            byline = _all_people(line.text)
        if byline:
            authors.update(dict.fromkeys(byline))
            used.add(line.index)
        elif within and (line.index < story[0] + 2 or line.index >= story[1] - 3):
            authors.update(dict.fromkeys(_bracketed(line.text, closing=line.index > story[0] + 1)))
    return People(tuple(authors), tuple(editors), frozenset(used))


def _fields(line: Line, *, within: bool) -> Iterator[Field]:
    """Fields that name people; inside the story only those that open their line or a bracket."""
    if len(line.text) > _LONGEST_FIELDS or not _WORTH.search(line.text):
        return
    for field in fields(line.text):
        if field.role in ("author", "editor") and field.exact and (field.opens or not within):
            yield field


def _labelled(value: str, field: Field) -> list[str]:
    end = _END.search(value)
    if end:
        value = value[: end.start()]
    if stated := dates(value):
        value = value[: stated[0].start]
    value = _POSTED.sub("", value.strip(), count=1)
    kept = []
    for part in (part.strip(" :：[]【】（）()") for part in _SPLIT.split(value)):
        if not 2 <= len(part) <= _LONGEST or is_control(part) or is_broken(part) or names_nobody(part):
            break
        if field.label in ("记者", "記者") and not is_person(part):
            break  # the question of an interview
        kept.append(part)
    people = [name for name in kept if not _STAFF_CODE.fullmatch(name)]
    return (people or kept)[:_MOST]


def _byline(text: str) -> list[str]:
    """A line that is a reporter's byline and nothing else."""
    match = _BYLINE.match(text) if len(text) <= _LONGEST_BYLINE else None
    return _all_people(match["names"]) if match else []


def _bracketed(text: str, *, closing: bool) -> list[str]:
    """Reporters in brackets: behind the dateline of the first lines, at the end of the last."""
    if closing:
        match = next((m for m in _BRACKET.finditer(text[-60:]) if m.end() >= len(text[-60:]) - 1), None)
    else:
        match = next(
            (m for m in _BRACKET.finditer(text[:80]) if "记者" in m.group() or "記者" in m.group()), None
        )
    return _all_people(match["names"]) if match else []


def _all_people(text: str) -> list[str]:
    """The names of a list, when every one of them is a person's."""
    if len(text) > _LONGEST_BYLINE:
        return []
    parts = [part for part in _SPLIT.split(text.strip()) if part]
    return (
        parts[:_MOST]
        if parts and all(len(part) <= 4 and is_person(part) and not is_control(part) for part in parts)
        else []
    )
