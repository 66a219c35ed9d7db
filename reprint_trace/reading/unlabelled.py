"""Credits without a label: an outlet or an account beside the date, a slash byline, a closing credit.

Who only posted the page (X 发表于 …, 李小河/河湾晚报) is its poster, and no source.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.fields import is_label
from reprint_trace.attribution.lines import english_byline
from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_broken,
    is_control,
    is_person,
    is_titled,
    names_nobody,
    outlets_named,
)
from reprint_trace.reading.dates import YEARLESS_MINUTE
from reprint_trace.reading.lines import asides, is_dated, is_sentence
from reprint_trace.text.addresses import is_address, shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.attribution.fields import Field
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Anchor, Line

_PIECE = re.compile(
    r"[A-Za-z][A-Za-z0-9.&'-]*(?: [A-Za-z][A-Za-z0-9.&'-]*){1,4}(?![\w\u3400-\u9fff])|"
    r"[^\s|｜丨·•()（）\[\]【】,，]+(?:\s?[·•／/-]\s?[^\s|｜丨·•()（）\[\]【】,，]+)*"
)
_STAFF = ("记者", "記者", "通讯员", "實習生", "实习生")  # words before their names
_TOKEN = re.compile(r"\s*(?:(?P<bar>[|｜丨])|(?P<word>[^\s|｜丨]+))")
_ACCOUNT_NAME = re.compile(r"(?=.*[\u3400-\u9fff])[\w·-]{3,15}")
_WRAPPED = re.compile(r"^《([^《》]+)》$")
_TITLED = re.compile(r"^《[^《》]{2,20}》\S{0,3}$")
_NO_CREDIT = re.compile(
    r"(?:图片|圖片|照片|供图|供圖|摄影|攝影)$|[:：?？!！。,，]|记者|記者|官方[账帐]号|认证|創作者|创作者|(?<!参考)消息$|\b(?:Photos?|Images)$"
)
_PLACE = re.compile(r"^(?:来自|來自|发布于)")
_MARKED = re.compile(
    r"source|author|media|account|provider|publisher|writer|nick|user-?name|laiyuan", re.IGNORECASE
)
ACCOUNT = re.compile(r"author|account|nick|user-?name|profile", re.IGNORECASE)
_ACCOUNT_ADDRESS = re.compile(r"/(?:media|zmt|dy|mediashare|publisher|provider|source)\b", re.IGNORECASE)
_REPORT = re.compile(
    r"(?:[\u3400-\u9fff]{2,6}?)?(?:\d{1,2}日)?(?:電|电|讯|訊|報導|报道|報道|攝|摄)"
)  # 高雄5日電, 綜合報導
_PERHAPS_A_PERSON = 4  # characters
_CLOSING = re.compile(
    r"^[（(]?\s?(?:[—─\-]{1,4}\s?)?《(?P<paper>[^》]{2,20})》\s?[（(]?\s?(?:19|20)\d\d\s?年.{0,24}$"
    r"|^[—─\-]{1,4}\s?(?:摘自|转自|选自)?《(?P<cited>[^》]{2,20})》$"
    r"|^[（(]\s?(?P<issued>[\u3400-\u9fff·]{2,20})\s?(?:19|20)\d\d\s?年[^（()）]{4,24}[)）]$"
)
_PRINTED = re.compile(  # …。（《河湾月刊》2019年第3期）
    r"[。！？…”]\s?[（(]\s?(?:[原本]文?[刊载載])?《(?P<paper>[^》]{2,20})》\s?[^（()）]{0,6}\d[^（()）]{0,20}[)）]$"
)
_GATHERED = re.compile(
    r"^[（(【]?(?:本文)?综合自?(?P<named>[^，。；：:！？]{2,30}?)(?:等?(?:媒体)?(?:综合)?(?:报道|消息))?等?[)）】]?$"
)
_BRACKETED = re.compile(r"(?:^|[。！？…”])\s?[（(](?P<named>[^\s（()）]{2,16})[)）]$")
_BELOW = 3  # lines below the headline that may hold it where no date is shown
_ABOVE = 4  # lines above the headline, and above the date, where a credit may stand
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_CLOSING = 90, 24, 50
_LONGEST_REST = 8  # characters behind an outlet's name that may belong to it (黑龙江频道)
_TOLD = re.compile(r"[“”\"\d]|(?:消息|讯|電|电|报道|報導)$")
_PATH = re.compile(r"[>＞»©®]|[:：]$")  # breadcrumbs, whose picture it is, what opens a list or a sentence
_HEAD, _BELOW_STORY = 14, 9  # lines of a head, and below a story, that may hold an unlabelled name
_SOURCED = re.compile(r"source|laiyuan|from|provider|publisher|media|copyfrom|outlet", re.IGNORECASE)
_ENTERED = re.compile(r"^【[^】]{2,16}】\s?(?P<name>[^\s:：]{2,20})\s(?:文章)?录入")
_BRACKET_END = re.compile(
    r"(?:^|[。！？…”])\s?[（(](?:《(?P<paper>[^》]{2,20})》[^（()）]{0,20}|(?P<name>[^\s（()）、，:：《]{2,14}(?<![发電电摄攝讯图圖文])))[)）]$"
)
_HOUSE_OF = re.compile(
    r"\s?(?P<house>[\w·]{2,14}?)\s?(?:特约|见习|實習|实习)?(?:记者|記者)\s?[\u3400-\u9fff]{2,4}"
)
_COUNTED = re.compile(
    r"^\d*\s?(?:人|次|条|个|万)?(?:参与|评论|阅读|浏览|点击|跟贴|回复|条评论)|\d+\s?(?:人|次|条)"
)
_MOST_NAMES = 2
_TOUCHING = " |｜丨·•-—\u3000"
_MOST_ELEMENTS = 60  # of a line, among which the one that holds a name is looked for


BY_WHOM = re.compile(
    r"由 ?(?P<name>[^\s，。：:|]{2,16}?) ?(?:发布|發佈|发表|發表|上传|撰写)?$"
)  # …2月13日由山雀


class Bare(NamedTuple):
    """An unlabelled credit on a line, its link, and the rule by which it was taken for one;
    `account` when it is only who posted the page."""

    line: Line
    text: str
    url: str | None
    rule: str
    account: bool = False


def beside_date(
    lines: Sequence[Line], headline: int, end: int, confirmed: frozenset[str], gazetteer: Gazetteer
) -> Iterator[Bare]:
    """Names that share a line with the date below (or just above) the headline, or stand next to it.

    A name counts when the gazetteer knows it, when metadata or script state gives it as the
    source (`confirmed`), when it is formed like a newspaper's, or when markup or its link make
    it an account; a person, a control of the page and an address never do.
    """
    end = min(end, len(lines))
    for line in lines[max(0, headline - _ABOVE) : end]:
        if line.hidden or len(line.text) > _LONGEST_LINE or not is_dated(line):
            continue
        yield from _names_on(line, confirmed, gazetteer)
        if line.index < headline:
            continue
        below = line.index + 2
        while below < min(line.index + _ABOVE, end) and lines[below - 1].fields:
            below += 1  # a byline with a line for each field
        between = range(max(headline + 1, line.index - _ABOVE), min(below, end))
        for near in sorted(between, key=lambda index: abs(index - line.index)):
            if near != line.index:
                yield from _standing_alone(lines[near], confirmed, gazetteer, account=near < line.index)
                if near > line.index and is_dated(lines[near]):
                    yield from _names_on(lines[near], confirmed, gazetteer)
        return
    for line in lines[headline + 1 : min(headline + 1 + _BELOW, end)]:  # a page that shows no date
        yield from _standing_alone(line, confirmed, gazetteer, account=False)


def _names_on(line: Line, confirmed: frozenset[str], gazetteer: Gazetteer) -> Iterator[Bare]:
    for written, anchor in pieces(line):
        name = _WRAPPED.sub(r"\1", written)
        if not may_credit(name) or _PLACE.match(name):
            continue
        url = anchor.url if anchor else None
        for part in _slashed(name):
            account = _ACCOUNT_ADDRESS.search(url or "") is not None
            if account or _is_outlet(part, written, confirmed, gazetteer):
                rule = "slash-byline" if part != name else "beside-date"
                yield Bare(line, part, url, rule, account or is_marked(line, written, ACCOUNT))
                break


def _standing_alone(
    line: Line, confirmed: frozenset[str], gazetteer: Gazetteer, *, account: bool
) -> Iterator[Bare]:
    """The name on a line that holds nothing else but people and the page's controls."""
    if line.hidden or len(line.text) > _LONGEST_NAME or _PATH.search(line.text):
        return
    if line.dates or line.fields:
        return
    credits = [(written, anchor) for written, anchor in pieces(line) if may_credit(written.strip("《》"))]
    if len(credits) > _MOST_NAMES:
        return  # a bar of links
    for written, anchor in credits:
        name, url = _WRAPPED.sub(r"\1", written), anchor.url if anchor else None
        if _PLACE.match(name) or any(
            len(other) > _PERHAPS_A_PERSON for other, _ in credits if other is not written
        ):
            return
        for part in _slashed(name):
            if _is_outlet(part, written, confirmed, gazetteer):
                rule = "slash-byline" if part != name else "next-to-date"
                yield Bare(line, part, url, rule, is_marked(line, written, ACCOUNT))
                return
    if account and len(credits) == 1:
        written, anchor = credits[0]
        if _ACCOUNT_NAME.fullmatch(written) and is_marked(line, written, _MARKED):
            yield Bare(line, written, anchor.url if anchor else None, "account", account=True)


def pieces(line: Line) -> Iterator[tuple[str, Anchor | None]]:
    """What a line says beside its date and fields, cut at spaces, bars, brackets, links and controls."""
    text = _without_fields(line)
    if text.isspace():
        return
    linked = (edge for a in line.anchors for edge in (a.start, a.end))
    edges = sorted({0, len(text), *linked}.union(*asides(line)))
    for start, end in pairwise(edges):
        for piece in _PIECE.finditer(text, start, end):
            if written := piece.group().strip("：:/／-—"):
                link = next((a for a in line.anchors if a.start <= piece.start() < a.end), None)
                if link is None or not shares(link.url):
                    yield written, link


def _is_outlet(name: str, written: str, confirmed: frozenset[str], gazetteer: Gazetteer) -> bool:
    """Known, confirmed by metadata, written in 《》, or formed like a newspaper's name."""
    known = outlets_named(name, gazetteer)
    leading = gazetteer.leading(name) if known else None
    if leading and (len(name) - leading[1] > _LONGEST_REST or _TOLD.search(name[leading[1] :])):
        known = ()  # a headline or a dateline that opens with an outlet's name
    if name in confirmed or known:
        return not any(outlet.class_ == "image-agency" for outlet in known)
    return _TITLED.match(written.strip()) is not None or ends_like_outlet(name)


def _slashed(name: str) -> list[str]:
    """石佳/中国青年报, 中央社／高雄5日電: the outlets of a byline, its people and places left out."""
    parts = [part.strip() for part in re.split(r"[/／]", name)]
    if len(parts) == 1:
        return [name]
    outlets = [part for part in parts if not is_person(part) and not _REPORT.fullmatch(part)]
    return [part for part in outlets if may_credit(part)] if len(outlets) < len(parts) else []


def may_credit(name: str, *, person: bool = False) -> bool:
    """Whether a string beside a date could name who wrote or posted the page; a `person` only if asked."""
    return (
        2 <= len(name) <= _LONGEST_NAME
        and _NO_CREDIT.search(name) is None
        and not is_control(name)
        and not is_broken(name)
        and not is_address(name)
        and names_nobody(name) is None
        and (person or not is_person(name))
    )


def _without_fields(line: Line) -> str:
    """The line with its date and its labelled fields blanked out, positions kept."""
    text = line.text
    spans = [(stated.start, stated.end) for stated in line.dates] + [
        m.span() for m in YEARLESS_MINUTE.finditer(text)
    ]
    if spans and (by := BY_WHOM.search(text, spans[-1][1])):
        spans.append(by.span())
    spans += [(f.start, _said(line, f)) for f in line.fields if f.role != "date"]
    spans += [(f.start, f.value) for f in line.fields if f.role == "date"]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _said(line: Line, field: Field) -> int:
    """Where what a field says ends: for its people and counts, before the next bar or other word."""
    if field.role not in ("author", "editor", "other"):
        return field.end
    end = field.value
    edges = (edge for edge in line.seams if field.value < edge < field.end)
    for start, stop in pairwise((field.value, *edges, field.end)):
        for token in _TOKEN.finditer(line.text, start, stop):
            word = token["word"]
            if token["bar"] or not (is_person(word) or is_control(word) or word.endswith(_STAFF)):
                return end if end > field.value or token["bar"] else field.end
            end = token.end()
    return field.end


def is_marked(line: Line, name: str, marks: re.Pattern[str]) -> bool:
    """Whether the markup around a name on a line calls it one of `marks` (a source, an account)."""
    if line.element is None:
        return False
    within = islice(line.element.iter(), _MOST_ELEMENTS)
    element = next((each for each in within if (each.text or "").strip() == name), line.element)
    for _ in range(2):
        if marks.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
        if element is None:
            return False
    return False


class Maybe(NamedTuple):
    """A name that no rule takes for a credit, and the signs of its place."""

    line: Line
    text: str
    url: str | None
    signs: tuple[str, ...]


def maybe_beside(lines: Sequence[Line], headline: int, end: int) -> Iterator[Maybe]:
    """Every name in the head of a page that could be its source."""
    start, end = max(0, headline - _ABOVE), min(end, len(lines), headline + _HEAD)
    near = [line for line in lines[start:end] if not line.hidden and len(line.text) <= _LONGEST_LINE]
    dated = [line.index for line in near if is_dated(line)]
    for line in near:
        if (
            line.index == headline
            or is_sentence(line)
            or _PATH.search(line.text)
            or english_byline(line.text)
        ):
            continue
        away = min((abs(line.index - at) for at in dated), default=9)
        place = (
            "at-date" if away == 0 else "by-date" if away == 1 else "near-date" if away <= 3 else "in-head"
        )
        found = [
            (written, anchor) for written, anchor in pieces(line) if _may_be(_WRAPPED.sub(r"\1", written))
        ]
        whole = {name for name, _ in found}
        for written, anchor in [*found, *_beside_people(line)]:
            signs = [place, "above" if line.index < headline else "below"]
            signs += ["in-a-row"] * (len(found) > _MOST_NAMES) + ["with-person"] * (written not in whole)
            signs += _written(line, written)
            yield Maybe(line, _WRAPPED.sub(r"\1", written), anchor.url if anchor else None, tuple(signs))


def _written(line: Line, name: str) -> Iterator[str]:
    """How a name stands on its line: alone, touching the date (AUTO.SOHU.COM 2003年11月12日16:36 河湾网),
    what its markup calls it."""
    for stated in line.dates[: not is_control(name)]:
        if line.text[stated.end :].lstrip(_TOUCHING).startswith(name):
            yield "behind-date"
        elif line.text[: stated.start].rstrip(_TOUCHING).endswith(name):
            yield "before-date"
    if name == line.text:
        yield "whole-line"
    if is_marked(line, name, _SOURCED):
        yield "marked:source"
    elif is_marked(line, name, ACCOUNT):
        yield "marked:account"


def _beside_people(line: Line) -> Iterator[tuple[str, Anchor | None]]:
    """The house of 某报记者 某某 and of 某某/某报 or 某报／某某, whatever it is called."""
    if match := _HOUSE_OF.match(
        line.text, line.dates[0].end if line.dates and line.dates[0].start < 2 else 0
    ):
        yield match["house"], None
        return
    for written, _ in pieces(line):
        parts = [part.strip() for part in re.split(r"[/／]", written)]
        if len(parts) == 2 and is_person(parts[0]) != is_person(parts[1]):
            house = parts[is_person(parts[0])]
            if _may_be(house) and not _REPORT.fullmatch(house):
                yield house, None


def maybe_below(lines: Sequence[Line], story_end: int, end: int) -> Iterator[Maybe]:
    """Names right below a story that could be its source: a link alone on its line, 【site】name 录入."""
    for line in lines[max(0, story_end - 1) : min(end, story_end + _BELOW_STORY)]:
        if line.hidden or len(line.text) > _LONGEST_CLOSING:
            continue
        anchor = line.anchors[0] if len(line.anchors) == 1 else None
        name = line.text.strip(" ()（）[]【】—-")
        if anchor and anchor.end - anchor.start >= len(name) and _may_be(name) and line.fields == ():
            signs = ["below-linked"]
            if is_marked(line, name, _SOURCED):
                signs.append("marked:source")
            yield Maybe(line, name, anchor.url, tuple(signs))
        elif entered := _ENTERED.match(line.text):
            yield Maybe(line, entered["name"], None, ("entered",))
        elif (closing := _BRACKET_END.search(line.text)) and _may_be(closing["paper"] or closing["name"]):
            yield Maybe(line, closing["paper"] or closing["name"], None, ("bracket-end",))


def _may_be(name: str) -> bool:
    """Whether a string could be an outlet's name at all."""
    return (
        2 <= len(name) <= _LONGEST_NAME
        and _NO_CREDIT.search(name) is None
        and not is_broken(name)
        and not is_address(name)
        and not _PLACE.match(name)
        and names_nobody(name) is None
        and not is_label(name)
        and not is_titled(name)
        and "《" not in name
        and not _COUNTED.search(name)
        and not any(map(is_person, re.split(r"[/／]", name)[: 2 * ("/" in name or "／" in name)]))
    )


def closing_credit(line: Line, gazetteer: Gazetteer, *, last: bool) -> str | None:
    """The paper a closing line names: ——《…》1998年3月号, 《…》（2022年02月13日 02版）; on one of the
    `last` lines of a story also the outlet in the bracket it ends with, …。（新华社）, and the known
    outlets it was put together from, 综合新华社、央视新闻."""
    match = _CLOSING.match(line.text) if len(line.text) <= _LONGEST_CLOSING else None
    if match:
        named = match["cited"] or match["issued"]
        return match["paper"] or (
            named if ends_like_outlet(named) or outlets_named(named, gazetteer) else None
        )
    if printed := _PRINTED.search(line.text[-_LONGEST_CLOSING:]) if last else None:
        return printed["paper"]
    gathered = _GATHERED.match(line.text) if last and len(line.text) <= _LONGEST_CLOSING else None
    if gathered and all(outlets_named(name, gazetteer) for name in re.split("[、 ]", gathered["named"])):
        return gathered["named"]
    match = _BRACKETED.search(line.text[-_LONGEST_NAME:]) if last else None
    known = gazetteer.leading(match["named"]) if match else None
    if match and known is None and ends_like_outlet(match["named"]):
        return match["named"]
    if match is None or known is None or known[0].class_ in ("image-agency", "pseudo"):
        return None
    return match["named"] if match["named"][known[1] :] in ("", "客户端", "微博", "微信公众号") else None
