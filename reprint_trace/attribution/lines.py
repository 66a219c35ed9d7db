"""Datelines, bylines, captions, signatures and relays: where a text itself says whose it is.

One grammar for saved pages and corpus documents.  Names come back as written; whoever needs to know
which outlet is meant asks the gazetteer.  With a gazetteer the end of a name inside a dateline is
found by what it knows, without one by how names of papers, agencies and stations end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import fields
from reprint_trace.attribution.mention import Mention, Person
from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_name,
    names_nobody,
    outlets_named,
    speaks_of_itself,
)
from reprint_trace.attribution.people import names_in, people_in
from reprint_trace.vocabulary import first, one_of, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.outlets import Gazetteer

_START = re.compile(r"(?:^|(?<=\u3000\u3000)|(?<=\\n))[ \t\u3000【\[（(〔《“\-—□■○●◆]{0,12}", re.MULTILINE)
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日"
_TOLD = re.compile(
    r"(?P<cited>[据據])?(?P<head>[^，。；：:、！？（()）\n]{2,36}?)(?:"
    rf"(?P<day>{_DAY})(?:凌晨|上午|下午|晚)?(?:(?P<wire>[电電])|[讯訊]|消息|报道|報導|報道)"
    r"|(?P<brief>(?:快|专|综合|独家)?[讯訊电電])(?=[\s\u3000（(：:，,】〕）)\]]|$)"
    r"|(?P<report>(?:综合|綜合)?(?:消息|报道|報導|報道|获悉|獲悉))(?=[\s\u3000（(：:，,】〕）)\]]))"
)
_TELLS = re.compile(r"[电電讯訊]|消息|报[道導]|報[道導]|[获獲]悉")  # what every dateline holds
_WITHIN = re.compile(  # behind a heading or a caption that was joined to the paragraph
    rf"(?<=[\s。！？）)])(?P<head>[^\s，。；：:、！？（(]{{2,24}}?)(?:{_DAY}[电電讯訊]|[讯訊](?=\s?[（(]))"
)
_CREDITS = re.compile(
    r"[电電讯訊图圖摄攝记通作编責责撰文采供校（(【\[]|消息|报[道導]|報[道導]|[获獲]悉"
)  # in all of them
_LONGEST_DATELINE = 74  # characters, its indent too, up to the word that tells it
_LEAD = 200  # characters of a paragraph in which one may stand so
_SHAPED = re.compile(
    r"^(?:[《“])?[\u3400-\u9fffA-Za-z·]{1,14}?(?:社|网|網|(?<![通公简汇举警预情捷])[报報]|台|端|新闻|新聞|视点|之声|周刊)(?:[网社台報报]|新闻|频道|客户端|中心)*"
)
_BRACKET = re.compile(r"[ \t\u3000]{0,4}[（(](?P<held>[^（）()\n]{1,60})[）)]")
_CLOSED = re.compile(r"[】\]）)〕》]?[ \t\u3000:：，,]*")
_WORD_BEFORE = ("互联网", "情况", "天气", "记者", "记者从", "笔者")

_LABEL = (
    r"(?:(?:本报|本刊|本台|本网|特约|见习|实习|首席|驻[一-鿿]{1,6}|参与|执笔){0,3}"  # bounded: the parts overlap
    r"(?:记者|通讯员|作者|编辑|责编|撰文|摄影|文字|采写|供稿|校对))"
)
_BRACKETED = re.compile(
    rf"[（(【\[][^（）()【】\[\]\n]{{0,24}}(?<!原){_LABEL}(?!所有)[^（）()【】\[\]\n]{{0,160}}[）)】\]]"
)
_OPENS_LINE = re.compile(
    r"^[ \t\u3000□■○●]*+(?:(?P<house>[一-鿿A-Za-z·]{2,12}(?:报|社|网|台|刊|端|新闻))[ \t\u3000]*+)?"
    rf"{_LABEL}[ \t\u3000:：/／]*+",
    re.MULTILINE,
)
_NEXT_ROLE = re.compile(rf"[ \t\u3000、,，/／]*+(?:{_LABEL}[ \t\u3000:：/／]*+)?")
_ENDS_LINE = re.compile(r"[ \t\u3000]*+(?:(?:报道|摄影报道|文/图|摄)[ \t\u3000]*+)?$", re.MULTILINE)
_NAMES_ALONE = re.compile(r"[（(](?P<names>[一-鿿·、，, \t\u3000]{2,60})[）)](?=[ \t\u3000]*+(?:$|\n))")
_SIGNED = re.compile(
    r"[（(](?P<who>[^\s，。；：:、（()）/／]{2,20})(?:[ /／](?P<names>[\u3400-\u9fff·、 ]{2,16}))?[)）]"
)
_EDITED_BEHIND = re.compile(
    r"(?:\s|\\n){0,9}(?:[（(【\[](?:责任?编|编辑)[^（）()\n]{1,24}[)）】\]](?:\s|\\n){0,9})?$"
)
_SIGNED_OUTLET = re.compile(r"^[一-鿿·]{2,10}?(?:日报|晚报|晨报|早报|[报網网社台]|新闻|客户端)")
_EDGE = 160  # characters at a text's end where it is signed
_LABELLED = re.compile(
    r"[ \u3000（(【\[〔《“]*(?:(?:采写|撰文|文字|文[/／]?图|图[/／]?文|文|来源|作者)(?:\s?[：:/／丨|｜]\s?|\s))?"
)
_REPORTER = re.compile(
    r"(?P<head>[^\s，。；：:、！？（()]{2,20}?)\s?(?:首席|特约|特派|见习|实習|实习|驻\S{1,6}?)?(?:记者|記者|评论员|特约评论员)"
)
_LONGEST_BYLINE = 60
_CITED = re.compile(
    r"(?:^|[，。；\s])(?P<whole>[据據](?:《)?(?P<who>[^，。；、\s》]{2,16}?)》?(?:客户端|微博|微信公众号|网站)?(?:"
    + _DAY
    + r")?(?:综合)?(?:报道|報導|报道|消息(?!网|报)|援引|引述|电|電))"
)
_CREDITED = re.compile(
    r"(?P<lead>[（(【\[〔]|[。！？…”](?=\S{2,24}\s?\S{2,24}$))(?P<whole>(?P<who>[^\s，。；：:、（()]{2,16}?)"
    r"\s?(?:特约|见习|实习)?(?:记者|記者)\s?[\u3400-\u9fff·]{2,4})"
)
_CREDITING = ("source", "author")
_RELAY_WORDS = ("小编", "整理", "本文", "以上", "看后", "转载", "编辑")  # one of them is in every relay
_NO_RELAY = ("我", "本", "原创", "未经", "小", "该", "这", "个人", "作者")


def datelines(text: str, gazetteer: Gazetteer | None = None) -> tuple[Mention, ...]:
    """The datelines that open lines of a text: 新华社北京2月24日电, 本报讯（记者 某某）, 某网消息."""
    found: list[Mention] = []
    for start in _starts(text):
        if found and start.start() < found[-1].span[1]:
            continue  # the indent of a line that is read already
        if mention := dateline_at(text, start.start(), start.end(), gazetteer):
            found.append(mention)
    return tuple(found)


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Where a dateline may begin: at the start of a line, near before a word that every dateline holds."""
    at = 0
    for tells in _TELLS.finditer(text):
        first = max(at, tells.start() - _LONGEST_DATELINE)
        for start in _START.finditer(text, first, tells.start()):
            if start.start() >= at:
                yield start
                at = max(start.end(), start.start() + 1)


def dateline_at(text: str, start: int, at: int, gazetteer: Gazetteer | None) -> Mention | None:
    """The dateline at `at`, its brackets and spaces beginning at `start`."""
    match = _TOLD.match(text, at, at + 60)
    if match is None:
        return None
    head = match["head"]
    name, rule = _dateline_name(text, start, at, match, gazetteer)
    if not rule:
        return None
    end = match.end()
    who: list[Person] = []
    if held := _BRACKET.match(text, end):
        end, who = held.end(), list(people_in(text, held.start(), held.end()))
    if behind := names_behind(text, end):
        end, who = behind[-1].span[1], [*who, *behind]
    closed = _CLOSED.match(text, end)
    return Mention(
        kind="dateline",
        span=(start, closed.end() if closed else end),
        rule=rule,
        name=name,
        own=rule == "dateline-implied",
        dispatch=bool(match["wire"]) and not speaks_of_itself(head),
        people=tuple(who),
    )


def _dateline_name(
    text: str, start: int, at: int, match: re.Match[str], gazetteer: Gazetteer | None
) -> tuple[str, str]:
    """The outlet a dateline names, and the rule by which it is one; empty if it is no dateline."""
    head = match["head"]
    if speaks_of_itself(head):
        return head[:2], "dateline-implied"
    known = gazetteer.leading(head) if gazetteer else None
    if known:
        return head[: known[1]].strip("《》“”"), "dateline"
    shaped = _SHAPED.match(head)
    if shaped and (" " not in head[: shaped.end()]) and not head.startswith(_WORD_BEFORE):
        return shaped.group().strip("《“"), "dateline-unknown" if gazetteer else "dateline"
    if match["report"]:
        return "", ""
    bracketed = text[start:at].strip()[-1:] in tuple("【〔（([")
    brief = match["brief"] in ("讯", "訊") and 2 <= len(head) <= 8 and is_name(head)
    if ends_like_outlet(head) or ((bracketed or brief) and is_name(head)):
        return head, "dateline-unknown"
    return "", ""


def opening_dateline(text: str, gazetteer: Gazetteer) -> Mention | None:
    """The dateline a paragraph opens with, or one behind a heading that was joined to it."""
    start = _START.match(text)
    found = dateline_at(text, start.start(), start.end(), gazetteer) if start else None
    return found or dateline_within(text, gazetteer)


def dateline_within(text: str, gazetteer: Gazetteer) -> Mention | None:
    """A dateline behind a heading or caption that was joined to its paragraph; only a known name."""
    for match in _WITHIN.finditer(text, 0, _LEAD):
        known = gazetteer.leading(match["head"])
        if known is not None:
            name = match["head"][: known[1]]
            return Mention(kind="dateline", span=match.span(), rule="dateline", name=name)
    return None


# ── bylines and captions ───────────────────────────────────────────────────────────────


def bylines(text: str) -> tuple[Mention, ...]:
    """Brackets and lines that say who wrote or edited: （记者 某某 通讯员 某某）, 某报记者 某某, （某某 某某）."""
    found = [_byline(text, m.span(), "bracketed-byline") for m in _BRACKETED.finditer(text)]
    found += [
        _byline(text, (m.start(), end), "byline-line", m["house"] or "")
        for m in _OPENS_LINE.finditer(text)
        if (end := _line_of_names(text, m.end())) is not None
    ]
    for match in _NAMES_ALONE.finditer(text):
        named = names_in(text, "named", *match.span("names"))
        if named and not text[named[-1].span[1] : match.end("names")].strip():
            found.append(Mention(kind="byline", span=match.span(), rule="bracketed-names", people=named))
    return tuple(sorted(found, key=lambda mention: mention.span))


_ENGLISH_AND = re.compile(r",\s(?:and\s)?|\s(?:and|And|AND|&)\s")
_ENGLISH_POST = re.compile(
    r"\b(?:Staff|Writers?|Editors?|Reporters?|Correspondents?|Press|News|Bureau|Columnists?|Contributors?)\b",
    re.IGNORECASE,
)
_LONGEST_ENGLISH = 160


def english_byline(text: str) -> Mention | None:
    """The people a line of an English page names as its writers: By Nell Arbuthnot, Staff Writer."""
    row = first("english_bylines", text) if text[:1].isascii() and len(text) <= _LONGEST_ENGLISH else None
    match = row.search(text) if row else None
    if row is None or match is None:
        return None
    at, who = match.start("names"), list[Person]()
    for name in _ENGLISH_AND.split(match["names"]):
        start = text.index(name, at)
        at = start + len(name)
        if not _ENGLISH_POST.search(name):
            written = name.title() if name.isupper() else name
            who.append(Person((start, at), written, "author", row.id))
    return Mention(kind="byline", span=match.span(), rule=row.id, people=tuple(who)) if who else None


def _byline(text: str, span: tuple[int, int], rule: str, house: str = "") -> Mention:
    who = people_in(text, *span)
    return Mention(kind="byline", span=span, rule=rule, name=house, people=who)


def _line_of_names(text: str, at: int) -> int | None:
    """Where a line that holds only names and roles from `at` on ends; None if it holds more."""
    names = names_behind(text, at, role_first=False)
    if not names:
        return None
    end = _ENDS_LINE.match(text, names[-1].span[1])
    return end.end() if end else None


def names_behind(text: str, at: int, *, role_first: bool = True) -> tuple[Person, ...]:
    """The names of 记者 甲某 通讯员 乙某 that begin at a place."""
    found: list[Person] = []
    for turn in range(6):
        role = _NEXT_ROLE.match(text, at)
        start = role.end() if role else at
        if turn == 0 and role_first and not (role and role.group().strip(" \t\u3000、,，/／")):
            break
        named = [p for p in names_in(text, "reporter", start) if "\n" not in text[start : p.span[1]]]
        if not named:
            break
        found += named
        at = named[-1].span[1]
    return tuple(found)


def captions(text: str) -> tuple[Mention, ...]:
    """Lines that belong to a picture: 图为……, 某某 摄, 图片来源：某图."""
    return tuple(
        Mention(kind="caption", span=match.span(), rule=row.id, people=people_in(text, *match.span()))
        for row in rows("captions")
        for match in row.regex.finditer(text)
        if match.group().strip()
    )


@lru_cache(maxsize=16)  # a text's stretches are asked about one after another
def _lines_of(text: str) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for mention in (*datelines(text), *bylines(text), *captions(text)):
        at = bisect_left([other.span for other in found], mention.span)
        free = not at or found[at - 1].span[1] <= mention.span[0]
        if free and (at == len(found) or mention.span[1] <= found[at].span[0]):
            found.insert(at, mention)
    return tuple(found)


def mentions(text: str, start: int = 0, end: int | None = None) -> tuple[Mention, ...]:
    """The datelines, bylines and captions that lie wholly in `text[start:end]`, in order, none
    within another: a dateline before a byline before a caption."""
    stop = len(text) if end is None else end
    if not _CREDITS.search(text, start, stop):
        return ()
    return tuple(m for m in _lines_of(text) if start <= m.span[0] and m.span[1] <= stop)


# ── the houses of reporters, and cited reports ─────────────────────────────────────────


def house_byline(text: str, gazetteer: Gazetteer) -> Mention | None:
    """A short line, or a bracket, that names a reporter together with an outlet: 某报记者 某某."""
    if "者" in text or "员" in text:
        lead = _LABELLED.match(text)
        at = lead.end() if lead else 0
        match = _REPORTER.match(text, at) if len(text) <= _LONGEST_BYLINE else None
        if match:
            head = match["head"]
            if speaks_of_itself(head):
                span = (at, len(text))
                return Mention(kind="byline", span=span, rule="byline-implied", name=head[:2], own=True)
            if gazetteer.resolve(head) or gazetteer.leading(head):
                return Mention(kind="byline", span=(at, len(text)), rule="byline", name=head)
        for match in chain(
            _CREDITED.finditer(text, 0, 120), _CREDITED.finditer(text, max(120, len(text) - 60))
        ):
            if _is_known(match["who"], gazetteer):
                return Mention(
                    kind="byline", span=match.span("whole"), rule="byline-bracket", name=match["who"]
                )
    return signature(text, gazetteer) if text.endswith((")", "）")) else None


def cited(text: str, gazetteer: Gazetteer) -> Mention | None:
    """A report the first sentences rest on (据中新网9月9日报道), when its name is known."""
    for match in _CITED.finditer(text, 0, _LEAD):
        if _is_known(match["who"], gazetteer):
            return Mention(kind="relay", span=match.span("whole"), rule="cited-report", name=match["who"])
    return None


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    return bool(outlets_named(name, gazetteer))


_SPEAKS = r"(?:[·\-—]\w{1,8})?\s?(?:[网报]?讯|记者|消息|\S{0,8}\d日电)"


def spoken_as(outlet: str, text: str) -> str | None:
    """The words in which a text speaks as a given outlet, wherever they stand: 某报记者, 某报讯, 某网消息."""
    if outlet not in text:
        return None
    match = re.search(re.escape(outlet) + _SPEAKS, text)
    return match.group(0) if match else None


def credited_to(outlet: str, text: str) -> str | None:
    """The words at a text's head or tail that credit a given outlet: 来源：某报."""
    for end in (text[:_LEAD], text[-_LEAD:]):
        for line in end.split("\n") if outlet in end else ():
            for held in fields(line):
                if held.role in _CREDITING and outlet in line[held.value : held.end]:
                    return line[held.start : held.end]
    return None


# ── signatures and relays ──────────────────────────────────────────────────────────────


def signature(text: str, gazetteer: Gazetteer | None = None) -> Mention | None:
    """The bracket that ends a text and joins an outlet and a person: （某网/某某）, （某日报 某某）."""
    start = max(0, len(text) - _EDGE)
    for match in _SIGNED.finditer(text, start):
        if not _EDITED_BEHIND.match(text, match.end()):
            continue
        who = match["who"]
        known = gazetteer.leading(who) if gazetteer else None
        shaped = _SIGNED_OUTLET.match(who)
        length = known[1] if known else shaped.end() if shaped and not gazetteer else 0
        if not length:
            continue
        if match["names"] and length == len(who):
            at, end = match.span("names")
        else:
            at, end = match.start("who") + length, match.end("who")
        named = names_in(text, "author", at, end)
        if named and named[-1].span[1] == end:
            name = who if match["names"] else who[:length]
            return Mention(kind="signature", span=match.span(), rule="signed", name=name, people=named)
    return None


def relays(text: str) -> tuple[Mention, ...]:
    """Traces a reprinter leaves around a text: an editor who speaks up, a compiler's note."""
    if not any(word in text for word in _RELAY_WORDS) or not one_of("relays").search(text):
        return ()
    found: list[Mention] = []
    for row in rows("relays"):
        for match in row.regex.finditer(text):
            who = match["who"]
            if names_nobody(who) is None and not who.startswith(_NO_RELAY):
                found.append(Mention(kind="relay", span=match.span(), rule=row.id, name=who))
    return tuple(found)
