"""A source field's value, cut down to the outlet as written: no label, no brackets, no neighbours."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.fields import fields
from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_broken,
    is_control,
    is_person,
    names_nobody,
    outlets_named,
)
from reprint_trace.reading.addresses import leads_somewhere
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lexicon import words
from reprint_trace.reading.lines import Line
from reprint_trace.reading.seams import asides

if TYPE_CHECKING:
    from reprint_trace.attribution.fields import Field
    from reprint_trace.outlets import Gazetteer


_OPENERS = " ?？[（(【〔〈“\"'‘「『:：-—|丨"
_CUT = re.compile(
    r"[〖〗\[\](（)）【】〔〕{}」』〉。；;，,！!？?<>\"“”|｜丨*~]|(?:特约|见习|实习)?记者|作者[:： ]|\d{4}年第?\d|https?://|www\."
)
_NAMED_ACCOUNT = re.compile(r"(?:公众号|订阅号|公号|微博|头条号)[“「\"]([^”」\"]{2,20})[”」\"]?")
_WRAPPED = re.compile(r"^《([^《》]+)》?$")
_NESTED = re.compile(
    r"^(?:本文)?(?:综合整理自|综合自|转载自|转自|摘自|摘编自|整理自|编译自|来自于?|据|自(?!由)|于)(?=.{2})"
)
_MIXED = re.compile(r"^综合(?=[^、，\s]{2})")
_JOINT = re.compile(r"\s?([-－—–·・•]+)\s?")
_ISSUE = re.compile(
    r"\s?(?:第?[A-Z]?\d+[期版辑卷]|第[一二三四五六七八九十]+[版期辑卷]|(?<=》)\d{4}[/.]\d{1,2}|\d{1,2}月\d{1,2}日)+.*$"
)
_WIRED = re.compile(r"\d日\s?[电電讯訊]")  # a whole dateline: 新华社北京3月5日电
_BY_ACCOUNT = frozenset("公众号 微信公众号 官方微信 订阅号 头条号 百家号 微博".split())
_OFFICE = re.compile(
    r"[\u3400-\u9fff]{2,16}(?:局|委|部|厅|处|办|室|馆|府|学院|医院|大学|中学|小学|学校|中心)"
)
_ISSUED = re.compile(  # 2016年11月21日《…》, 2016年第11期《…》
    r"[于於]?\s?(?:(?:19|20)\d\d\s?[年.\-/]\s?(?:\d{1,2}\s?[月.\-/]\s?(?:\d{1,2}\s?[日号]?)?)?|\d{1,2}月\d{1,2}[日号])"
    r"\s?(?:第?\s?\d{1,4}\s?期)?\s?(?:出版的|的)?[，,]?\s?(?=[《“\u3400-\u9fff])"
)

_ADDRESS = re.compile(r"https?://[^\s\"'<>，。）)]+")
_LONGEST_CREDIT = 60
_NAME_END = re.compile(r"[\u3400-\u9fff]{1,6}")
_LATIN = re.compile(r"^[\x00-\u024f]+$")


class Credit(NamedTuple):
    """What a source field says: `text` is the outlet as written, or None with `kind` none/self."""

    text: str | None
    kind: str
    url: str | None
    raw: str
    doubt: str = ""  # `person` or `control`: what the name may be instead of an outlet's


def read_credit(line: Line, field: Field, gazetteer: Gazetteer) -> Credit | None:
    """The credit of a source field; None when the field is empty, broken or names a person."""
    return credit_between(line, field.value, field.end, gazetteer)


def credit_between(line: Line, start: int, end: int, gazetteer: Gazetteer) -> Credit | None:
    """The credit in `line.text[start:end]`; a link there marks where the name ends."""
    raw = line.text[start:end]
    while start < end and line.text[start] in _OPENERS:
        start += 1
    anchor = next((a for a in line.anchors if a.start <= start + 1 < a.end), None)
    if anchor is not None:
        value, url = _linked_name(line.text, start, min(end, anchor.end), end, gazetteer), _target(anchor.url)
    else:
        value = line.text[start : next((at for at, _ in asides(line) if start < at < end), end)]
        shown = _ADDRESS.search(value)
        url = shown.group() if shown else None
    issued = _ISSUED.match(value)
    name = _name_in(value[issued.end() :] if issued else value, gazetteer)
    credit = _judged(_WRAPPED.sub(r"\1", name.strip()), raw, url, gazetteer)
    if credit and credit.text and issued and "《" not in raw and not _is_known(credit.text, gazetteer):
        return None  # 来源：2021年3月5日 国内新闻 is an empty field and its neighbours
    return credit


def _name_in(value: str, gazetteer: Gazetteer) -> str:
    """The outlet's name in a value: without dates and issues, brackets, 转自 before it and notices behind."""
    if _WIRED.search(value) and (leading := gazetteer.leading(value)):
        value = value[: leading[1]]
    elif stated := dates(value):
        value = value[: stated[0].start]
    if account := _NAMED_ACCOUNT.search(value):
        value = value[: account.end()]
    elif cut := _CUT.search(value):
        value = value[: cut.start()]
    value = _ISSUE.sub("", _NESTED.sub("", value.strip(" :：-—、/@")))
    if names_nobody(value) is None:  # 读者投稿 is no paper called 读者
        value = _ends().split(value)[0].strip(" :：-—、/@")
    value = _first_name(_JOINT.sub(r"\1", value), gazetteer)
    mixed = _MIXED.sub("", value)
    return mixed if mixed != value and ("、" in mixed or outlets_named(mixed, gazetteer)) else value


def _linked_name(text: str, start: int, linked: int, end: int, gazetteer: Gazetteer) -> str:
    """A name that is a link; with the characters right behind the link where only the two make the
    name of an outlet (北京晨, linked, and 报 behind it)."""
    name = text[start:linked]
    rest = _NAME_END.match(text, linked, end)
    whole = name + rest.group() if rest else name
    return whole if whole != name and not _is_known(name, gazetteer) and _is_known(whole, gazetteer) else name


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is an outlet's for sure: known, or formed like a newspaper's."""
    return bool(outlets_named(name, gazetteer)) or ends_like_outlet(name)


@cache
def _ends() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words("credit_ends.tsv"), key=len, reverse=True))))


def _judged(value: str, raw: str, url: str | None, gazetteer: Gazetteer) -> Credit | None:
    kind = names_nobody(value)
    if kind is not None and not (kind == "self" and outlets_named(value, gazetteer)):
        return Credit(None, kind, None, value)
    if not 2 <= len(value) <= _LONGEST_CREDIT or is_broken(value):
        return None
    doubt = "person" if is_person(value) else "control" if is_control(value) else ""
    return Credit(value, "named", url, raw, "" if outlets_named(value, gazetteer) else doubt)


def _first_name(value: str, gazetteer: Gazetteer) -> str:
    """The first of several names put side by side with spaces (a collector after the source)."""
    parts = value.split(" ")
    if len(parts) == 1 or _LATIN.match(value):
        return value
    if names_nobody(parts[0]) == "none" and outlets_named(parts[1], gazetteer):
        return parts[1]
    if parts[0] in _BY_ACCOUNT and len(parts) == 2:
        return parts[1]
    first = parts[0]
    for part in parts[1:]:
        if not (
            first.endswith("、") or part.startswith("、") or (_LATIN.match(first) and _LATIN.match(part))
        ):
            break
        first += part if "、" in (first[-1], part[0]) else f" {part}"
    return first


def _target(url: str | None) -> str | None:
    """A link's address when it leads anywhere."""
    return url.strip() if url and leads_somewhere(url) else None


def credit_below(line: Line, gazetteer: Gazetteer) -> Credit | None:
    """The credit on the line after an empty source field (a cell or a line break between them).

    Only a name that is surely an outlet's or an office's counts: anything may stand there.
    """
    if len(line.text) > _LONGEST_CREDIT or fields(line.text):
        return None
    credit = credit_between(line, 0, len(line.text), gazetteer)
    if credit is None or not credit.text or credit.doubt or len(credit.text) + 2 < len(line.text):
        return None
    return credit if _is_known(credit.text, gazetteer) or _OFFICE.fullmatch(credit.text) else None


def trimmed_credit(text: str, gazetteer: Gazetteer) -> str | None:
    """A credit given as a bare value (metadata, script state): its own label and brackets taken off."""
    field = next((f for f in fields(text) if f.role == "source" and f.start == 0 and f.exact), None)
    line = Line(0, text)
    start, end = (field.value, field.end) if field else (0, len(text))
    credit = credit_between(line, start, end, gazetteer)
    return credit.text if credit and not credit.doubt else None
