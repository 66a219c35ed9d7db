"""The people a page names: authors and editors, from labelled fields, bylines and brackets; and who posted it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.fields import fields, is_label
from reprint_trace.attribution.lines import english_byline
from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_broken,
    is_control,
    is_person,
    is_place,
    names_nobody,
    outlets_named,
)
from reprint_trace.reading.dates import dates
from reprint_trace.reading.unlabelled import ACCOUNT, BY_WHOM, is_marked, may_credit, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.attribution.fields import Field
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.headline import Headline
    from reprint_trace.reading.lines import Line

_MOST, _LONGEST = 8, 12  # names one field may hold, characters of one
_LONGEST_FIELDS, _LONGEST_BYLINE = 200, 60  # characters of a line of fields, of a byline
_ABOVE, _BELOW = 3, 12  # lines above the headline and below the story that may name people
_LAST = 3  # lines at the end of the story that may be signed
_HAN = r"\u3400-\u9fff"
_POST = (
    r"(?:(?:首席|特约|特約|特派|见习|見習|实习|實習|职工|全媒体|融媒体|驻\S{1,6}?|本报|本報|本网|本刊|本台|本社)){0,3}"
    r"(?:记者|記者|通讯员|通訊員|评论员|評論員|实习生|實習生|撰稿人|报道员)"
)
_SPLIT = re.compile(
    r"[、,，;；/／|｜&＆]|\s+|(?<=[\u3400-\u9fff])[和及与](?=[\u3400-\u9fff])|" + _POST + r"[:：]?"
)
_LONE = re.compile(rf"(?<![{_HAN}·])([{_HAN}]) ([{_HAN}])(?![{_HAN}·])")  # 赵 培, set in two
_KEPT = "\ue000"  # stands for a space inside a name
_LATIN_SPACE = re.compile(r"(?<=[A-Za-z.]) (?=[A-Z])")
_END = re.compile(r"[)）】\]〕。<>(（:：]")
_WORTH = re.compile(r"[:：|｜丨︱▏▎/／]|^[(（〔【]?(?:文|图|編|编|作者|撰)")
_STAFF_CODE = re.compile(r"[A-Za-z]{1,4}_?\d+")
_POSTED = re.compile(rf"^[{_HAN}A-Za-z0-9·]{{0,14}}?" + _POST + r"[ :：]?")
_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,6}}(?:·[{_HAN}]{{1,8}}){{1,3}}|[{_HAN}] [{_HAN}]")
_WORK = re.compile(  # what reporters do stands where their names do
    r"(?:文|图|圖|摄|攝|字|影|报道|報導|报导|報道|综合|整理|独家|现场|(?:发自|發自)[\u3400-\u9fff]{0,5}|供图|供圖|采写|编译|调查|采访|观察|手记"
    r"|日记|直击|探访|获悉|了解|提问|综述|述评|专访|连线|表示|介绍|发现|看到|注意到|近日|今天|昨日|博客|联系)+"
)
_DONE = (
    rf"(?:[／/ ]{{0,2}}(?:(?:发自|發自)[{_HAN}]{{2,5}}|[{_HAN}]{{0,6}}(?:报道|報導|报导|報道|電|电)"
    rf"|文?[并並][摄攝]|[／/][文图圖摄攝][{_HAN}]{{0,5}}))?"
)
_BYLINE = re.compile(
    rf"^[（(〔【\[□■◎●▲◆★☆○]?\s?(?:(?:文|图|圖|撰文|采写|文字)[／/文图圖]{{0,2}}[:：／/|｜丨 ]{{1,2}})?"
    rf"(?P<house>[{_HAN}A-Za-z0-9·\-—《》 ]{{0,20}}?)(?:作者|"
    + _POST
    + rf")[ :：／/]?(?P<names>[{_HAN}·、，, ]{{2,50}}?)"
    + _DONE
    + r"[)）〕】\]]?$"
)
_CALLED = re.compile(r"[记記]者|[员員]|实习生|實習生|撰稿人|作者")
_ASKS = ("记者：", "记者:", "記者：", "記者:")
_WRITTEN = re.compile(r"[/／]文|文[/／图圖并並]|[并並][摄攝]")
_PICTURED = ("摄", "攝", "摄影", "攝影", "供图", "供圖")
_WIRED = re.compile(
    rf"^[（(〔【]?[{_HAN}]{{2,6}}(?:记者|記者)(?P<name>[{_HAN}]{{3}})[{_HAN}]{{2,4}}\d{{1,2}}日(?:电|電)"
)
_DESK = re.compile(
    rf"^[{_HAN}A-Za-z]{{2,8}}[／/] ?(?P<name>[{_HAN}]{{2,4}}?)(?:綜合|综合|外電|編譯)?(?:報導|報道|报道)$"
)
_BEHIND = re.compile(
    r"[^\s，。！？] " + _POST + rf"[ :：／/]?(?P<names>[{_HAN}·、 ]{{2,30}})$"
)  # 来源：X 记者 Y
_BRACKET = re.compile(
    rf"[（(〔【](?:[文图圖摄攝][/／]?[文图圖摄攝]?[ :：/／])?(?:(?P<post>[{_HAN}·]{{0,12}}?"
    + _POST
    + rf")[ :：]?)?(?P<names>[{_HAN}·、，, ]{{2,50}}?)"
    r"(?:[／/][\u3400-\u9fff]{2,4})?[)）〕】]"
)
_SIGNED = re.compile(r"[。！？…”]\s?[（(][^（()）]{2,50}[)）]$")  # （李小河 王大山） behind the last sentence
_DATELINED = re.compile(r"^[^（(。]{0,40}?(?:电|電|讯|訊|消息|报道|報導)\s?$")
_EDITED = re.compile(
    rf"^[（(【\[]?(?:[{_HAN}]{{2,8}}?)?(?:责任编辑|責任編輯|责编|責編|编辑|編輯) (?P<names>[{_HAN}·、 ]{{2,20}})[)）】\]]?$"
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
    interview = sum(line.text.startswith(_ASKS) for line in lines[story[0] : story[1] + _LAST]) > 1
    for line in lines[max(0, first - _ABOVE) : story[1] + _BELOW]:
        if interview and line.text.startswith(_ASKS):
            continue
        within = story[0] <= line.index < story[1]
        for field in _fields(line, within=within):
            people = _labelled(_spaced(line, field), field)
            (authors if field.role == "author" else editors).update(dict.fromkeys(people))
            if (people or field.opens) and len(line.text) <= 2 * _LONGEST_BYLINE:
                used.add(line.index)
        english = english_byline(line.text)
        byline = english.names if english else _byline(line.text) or _alone(line, first, story)
        if byline:
            authors.update(dict.fromkeys(byline))
            used.add(line.index)
        elif edited := _EDITED.match(line.text) if len(line.text) <= _LONGEST_BYLINE else None:
            editors.update(dict.fromkeys(_people(edited["names"], sure=False)))
        elif within and (line.index < story[0] + 2 or line.index >= story[1] - _LAST):
            opening = _opening(line.text) if line.index < story[0] + 2 else []
            authors.update(dict.fromkeys(opening or _closing(line.text)))
        elif within and line.text.endswith((")", "）")) and _SIGNED.search(line.text[-_LONGEST_BYLINE:]):
            authors.update(dict.fromkeys(_closing(line.text)))
    return People(tuple(authors), tuple(editors), frozenset(used))


def _fields(line: Line, *, within: bool) -> Iterator[Field]:
    """Fields that name people; inside the story only those that open their line or a bracket."""
    if len(line.text) > _LONGEST_FIELDS or not _WORTH.search(line.text):
        return
    for field in line.fields:
        if field.role in ("author", "editor") and (field.opens or (field.exact and not within)):
            yield field


def _spaced(line: Line, field: Field) -> str:
    """What a field says, with a space where one element ends and another begins (作者：李小河|评论 (0))."""
    edges = [seam for seam in line.seams if field.value + 1 < seam < field.end - 1]
    return " ".join(line.text[start:end] for start, end in pairwise((field.value, *edges, field.end)))


def _labelled(value: str, field: Field) -> list[str]:
    value = _POSTED.sub("", value.strip(" :：[]【】（）()"), count=1)
    end = _END.search(value)
    if end:
        value = value[: end.start()]
    if stated := dates(value):
        value = value[: stated[0].start]
    if not field.exact:  # 文/图 李小河: nothing but the names tells that it is a field
        return _people(value, sure=False)
    kept = []
    for part in _parts(value):
        if not 2 <= len(part) <= _LONGEST or is_control(part) or is_broken(part) or names_nobody(part):
            break
        if _WORK.fullmatch(part) or (field.label in ("记者", "記者") and not is_person(part)):
            break  # the question of an interview
        kept.append(part)
    people = [name for name in kept if not _STAFF_CODE.fullmatch(name)]
    return (people or kept)[:_MOST]


def _parts(text: str) -> list[str]:
    """The names of a list; one set in two characters (赵 培) or in Latin letters stays whole."""
    text = _LATIN_SPACE.sub(_KEPT, _LONE.sub(rf"\1{_KEPT}\2", text))
    parts = (part.strip(" :：[]【】（）()") for part in _SPLIT.split(text))
    return [part.replace(_KEPT, " ") for part in parts if part]


def _byline(text: str) -> list[str]:
    """A line that is a reporter's byline and nothing else but perhaps its date and source."""
    if len(text) > _LONGEST_BYLINE:
        return []
    if not _CALLED.search(text):
        desk = _DESK.match(text) if "报" in text or "報" in text else None
        return _all_people(desk["name"]) if desk else []
    if wired := _WIRED.match(text):
        return _all_people(wired["name"]) if wired.end() == len(text) else []
    if text.rstrip(")）】]").endswith(_PICTURED) and not _WRITTEN.search(text):
        return []  # the caption of a picture
    other = next((f for f in fields(text) if f.start and f.role != "author"), None)
    match = _BYLINE.match(_without_dates(text[: other.start] if other else text))
    if match:
        return _people(match["names"], sure=bool(match["house"]))
    behind = _BEHIND.search(_without_dates(text))
    return _people(behind["names"], sure=False) if behind else []


def _without_dates(text: str) -> str:
    for stated in reversed(dates(text)):
        text = f"{text[: stated.start]} {text[stated.end :]}"
    return text.strip()


def _alone(line: Line, headline: int, story: tuple[int, int]) -> list[str]:
    """People on a line of their own below the headline, or in a bracket of its own below the story."""
    text = line.text.strip()
    if headline < line.index < story[0] and not line.anchors and len(text) <= _LONGEST_BYLINE:
        if "、" in text:
            return _people(text, sure=False)
        counters = () if fields(text) else ("人气", "人氣", "阅读", "评论")
        return _all_people(" ".join(part for part in _parts(_without_dates(text)) if part not in counters))
    closing = story[1] - _LAST <= line.index < story[1] + _LAST
    if closing and len(text) <= _LONGEST and text[0] in "(（" and text[-1] in ")）":
        return _all_people(text[1:-1])
    return []


def _opening(text: str) -> list[str]:
    """Reporters in the bracket behind a dateline, and any that a bracket calls reporters."""
    if wired := _WIRED.match(text):
        return _all_people(wired["name"])
    for match in _BRACKET.finditer(text[:100]):
        if match["post"] or _DATELINED.match(text[: match.start()]):
            return _people(match["names"], sure=bool(match["post"]))
    return []


def _closing(text: str) -> list[str]:
    """Reporters in the bracket with which a story ends."""
    end = text[-60:].rstrip()
    match = next((m for m in _BRACKET.finditer(end) if m.end() >= len(end) - 1), None)
    if match is None:
        return []
    return _people(match["names"], sure=True) if match["post"] else _all_people(match["names"])


def _people(text: str, *, sure: bool) -> list[str]:
    """The names of a list in which every part could be a person's and, unless it is `sure` that
    people are named, one of two surely is."""
    parts = [part for part in _parts(text) if not (_WORK.fullmatch(part) or is_place(part))][:_MOST]
    if not all(_NAME.fullmatch(part) and not _is_else(part) for part in parts):
        return []
    known = sum(map(is_person, parts))
    return parts if 2 * known >= len(parts) or sure else []


def _is_else(part: str) -> bool:
    return is_control(part) or is_label(part) or ends_like_outlet(part) or names_nobody(part) is not None


def _all_people(text: str) -> list[str]:
    """The names of a list, when every one of them is a person's."""
    parts = _parts(text) if len(text) <= _LONGEST_BYLINE else []
    return (
        parts[:_MOST]
        if parts and all(len(part) <= 4 and is_person(part) and not _is_else(part) for part in parts)
        else []
    )


# ── who posted the page ─────────────────────────────────────────────────────────────────

_POSTED_ABOVE, _POSTED_BELOW = 3, 8  # lines around the headline where the poster stands
_LONGEST_POSTED, _LONGEST_POSTER = 90, 20
_PERSONAL = re.compile(
    r"/(?:people|u|user|users|space|member|author|reporter)/|space-uid|[?&]uid=|//(?:space|author)\.",
    re.IGNORECASE,
)
_POSTED_BY = re.compile(
    r"(?:^|[由\s])(?P<name>[^\s，。：:|]{2,16}?)\s?(?:发表于|發表於|发布于|發佈於|发表|於|于)\s?[:：]?\s?$"
)
_ACTION = re.compile(
    r"(?:最[后後])?(?:发表|發表|发布|發佈|编辑|編輯|更新|修改|回复|回覆|刊登|创建|建立|注册|由)+"
)
_SLASHED = re.compile(r"^(?P<one>[^\s/／]{2,12})\s?[/／]\s?(?P<two>[^\s/／]{2,12})(?:\s|$)")


def find_poster(
    lines: Sequence[Line], headline: Headline | None, story: tuple[int, int], gazetteer: Gazetteer
) -> str | None:
    """The person or account the lines around the headline give; None when they name an outlet.

    An account is one by its markup or because its link leads to somebody's page.
    """
    if headline is None or not headline.lines:
        return None
    first, last = headline.lines[0], headline.lines[-1]
    near = [
        line
        for line in lines[max(0, first - _POSTED_ABOVE) : min(max(story[0], last + 2), last + _POSTED_BELOW)]
        if line.index not in headline.lines and not line.hidden and len(line.text) <= _LONGEST_POSTED
    ]
    dated = [line.index for line in near if line.dated]
    for line in near:
        if posted := _posted(line) or _byline_of(line, gazetteer):
            return posted
    beside = [*headline.lines, *dated]
    accounts = (_account(line, gazetteer) for line in near if _is_near(line, beside))
    return next(filter(None, accounts), None)


def _is_near(line: Line, places: list[int]) -> bool:
    """Whether a line stands at most two lines from the headline or a date, and has no field for people."""
    named = any(field.role in ("author", "editor") for field in line.fields)
    return min(abs(line.index - place) for place in places) <= 2 and not named


def _posted(line: Line) -> str | None:
    """石头城 发表于 2005-9-15 11:46, 发布于2022年2月13日由山雀."""
    for stated in line.dates[:1]:
        match = _POSTED_BY.search(line.text[: stated.start]) or BY_WHOM.search(line.text, stated.end)
        if match and not _ACTION.fullmatch(match["name"]) and may_credit(match["name"], person=True):
            return match["name"]
    return None


def _byline_of(line: Line, gazetteer: Gazetteer) -> str | None:
    """The person of 李小河/河湾晚报."""
    match = _SLASHED.match(line.text)
    if match is None:
        return None
    pair = (match["one"], match["two"])
    for person, outlet in (pair, pair[::-1]):
        if (
            is_person(person)
            and not is_person(outlet)
            and (ends_like_outlet(outlet) or gazetteer.leading(outlet))
        ):
            return person
    return None


def _account(line: Line, gazetteer: Gazetteer) -> str | None:
    """The first name on a line that markup or its link makes somebody's, and that is no outlet's."""
    for name, anchor in pieces(line):
        personal = _PERSONAL.search((anchor.url if anchor else None) or "") or is_marked(line, name, ACCOUNT)
        if not personal or len(name) > _LONGEST_POSTER or not may_credit(name, person=True):
            continue
        outlet = ends_like_outlet(name) or name.endswith("公司") or outlets_named(name, gazetteer)
        if not outlet:
            return name
    return None
