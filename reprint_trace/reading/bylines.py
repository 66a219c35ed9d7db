"""Claims inside the story's own sentences: datelines, cited reports, reporters' bylines, relay traces.

These lines stay in the body; lineage reads them as traces of the pages a text came through.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from reprint_trace.attribution.names import ends_like_outlet, is_name, is_person, names_nobody, outlets_named
from reprint_trace.model import Claim, Quote
from reprint_trace.reading.lexicon import table
from reprint_trace.vocabulary import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer

_BRACKETS = " \u3000（(【[〔《“"
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日"
_DATELINE = re.compile(
    r"^(?P<head>[^\s，。；：:、！？（(]{2,24}?)(?:"
    + _DAY
    + r"(?:凌晨|上午|下午|晚)?(?:电|電|讯|訊|消息|报道|報導|報道)"
    r"|(?:快|专|综合|独家)?(?:讯|訊|电|電)(?=[\s　（(：:，,】〕）)]|$)"
    r"|(?P<told>(?:综合|綜合)?(?:消息|报道|報導|報道|获悉|獲悉)(?=[\s（(：:，,】〕\]])))"
)
_WITHIN = re.compile(  # behind a heading or a caption that was joined to the paragraph
    r"(?<=[\s。！？）)])(?P<head>[^\s，。；：:、！？（(]{2,24}?)(?:"
    + _DAY
    + r"(?:电|電|讯|訊)|(?:讯|訊)(?=\s?[（(]))"
)
_LEAD = 200  # characters of a paragraph in which one may stand
_UNKNOWN_TELLS = re.compile(r"[（(](?:本报|本网|见习|特约)?(?:记者|通讯员)")
_REPORTER = re.compile(
    r"^(?P<head>[^\s，。；：:、！？（()]{2,20}?)\s?(?:首席|特约|特派|见习|實習|实习|驻\S{1,6}?)?(?:记者|記者|评论员|特约评论员)"
)
_LABEL = re.compile(r"^(?:采写|撰文|文字|文[/／]?图|图[/／]?文|文|来源|作者)(?:\s?[：:/／丨|｜]\s?|\s)")
_IMPLIED = re.compile(r"^(?:本报|本報|本站|本网|本刊|本社|本台)")
_CITED = re.compile(
    r"(?:^|[，。；\s])[据據](?:《)?(?P<who>[^，。；、\s》]{2,16}?)》?(?:客户端|微博|微信公众号|网站)?(?:"
    + _DAY
    + r")?(?:综合)?(?:报道|報導|報道|消息(?!网|报)|援引|引述|电|電)"
)
_CREDITED = re.compile(
    r"(?:[（(【\[〔]|[。！？…”](?=\S{2,24}\s?\S{2,24}$))(?P<who>[^\s，。；：:、（()]{2,16}?)"
    r"\s?(?:特约|见习|实习)?(?:记者|記者)\s?[\u3400-\u9fff·]{2,4}"
)
_SIGNED = re.compile(
    r"[（(](?P<who>[^\s，。；：:、（()）/／]{2,20})(?:[ /／](?P<names>[\u3400-\u9fff·、 ]{2,16}))?[)）]$"
)
_STAFF_CODE = re.compile(
    r"(?:责任编辑|责编|编辑)[:： ]{0,2}[\u3400-\u9fff]{0,4}[ _]{0,2}(?P<code>[A-Za-z]{2}\d{3,4})\b"
)
_LONGEST_BYLINE = 60
_NO_NAME = ("我", "本", "原创", "未经", "小", "该", "这", "个人", "作者")


def dateline(text: str, where: Where, gazetteer: Gazetteer) -> Claim | None:
    """The dateline a paragraph opens with: 新华社北京2月24日电, 本报讯, （法新社羅馬19日電）."""
    start = len(text) - len(text.lstrip(_BRACKETS))
    body = text[start : start + 60]
    body, skipped = (body[1:], 1) if body.startswith("据") else (body, 0)
    match = _DATELINE.match(body)
    if not match:
        return _dateline_within(text, where, gazetteer)
    quote = text[: start + skipped + match.end()]
    head = match["head"]
    leading = gazetteer.leading(head)
    if leading is not None:
        name = head[: leading[1]].strip("《》“”")
        return _claim("dateline", None, name, (leading[0].id,), quote, where, "dateline")
    if match["told"] and not _IMPLIED.match(body):
        named = head.endswith(("网", "在线", "新闻")) and _UNKNOWN_TELLS.match(body, match.end())
        return _claim("dateline", None, head, (), quote, where, "dateline-unknown") if named else None
    if ends_like_outlet(head) or (start and text[start - 1] in "【〔（(" and is_name(head)):
        return _claim("dateline", None, head, (), quote, where, "dateline-unknown")
    if _IMPLIED.match(body):
        return _claim("dateline", None, body[:2], (), quote, where, "dateline-implied")
    return None


def _dateline_within(text: str, where: Where, gazetteer: Gazetteer) -> Claim | None:
    for match in _WITHIN.finditer(text, 0, _LEAD):
        leading = gazetteer.leading(match["head"])
        if leading is not None:
            name = match["head"][: leading[1]]
            return _claim("dateline", None, name, (leading[0].id,), match.group(), where, "dateline")
    return None


def byline(text: str, where: Where, gazetteer: Gazetteer) -> Claim | None:
    """A short line or a closing bracket that names a reporter together with an outlet."""
    text = text.strip()
    if "者" not in text and "员" not in text:
        return _signed(text, where, gazetteer)
    if len(text) <= _LONGEST_BYLINE and (match := _REPORTER.match(_LABEL.sub("", text.lstrip(_BRACKETS)))):
        head = match["head"]
        if _IMPLIED.match(head):
            return _claim("byline", None, head[:2], (), text, where, "byline-implied")
        leading = gazetteer.leading(head)
        ids = _ids(head, gazetteer) or ((leading[0].id,) if leading else ())
        if ids:
            return _claim("byline", None, head, ids, text, where, "byline")
    for match in chain(_CREDITED.finditer(text[:120]), _CREDITED.finditer(text, max(120, len(text) - 60))):
        ids = _ids(match["who"], gazetteer)
        if ids:
            return _claim(
                "byline", None, match["who"], ids, match.group().lstrip("。！？…”"), where, "byline-bracket"
            )
    return _signed(text, where, gazetteer)


def _signed(text: str, where: Where, gazetteer: Gazetteer) -> Claim | None:
    """The bracket a story ends with when it joins an outlet and a person: （海外网/李小河）."""
    match = _SIGNED.search(text[-40:]) if text.endswith((")", "）")) else None
    known = gazetteer.leading(match["who"]) if match else None
    if match is None or known is None:
        return None
    who = match["who"] if match["names"] else match["who"][: known[1]]
    names = match["names"] or match["who"][known[1] :]
    ids = _ids(who, gazetteer)
    if not ids or not all(map(is_person, re.split("[、 ]", names))):
        return None
    return _claim("byline", None, who, ids, match.group(), where, "byline-bracket")


def cited(text: str, where: Where, gazetteer: Gazetteer) -> Claim | None:
    """A report the first sentences rest on (据中新网9月9日报道), when the gazetteer knows its name."""
    for match in _CITED.finditer(text[:200]):
        ids = _ids(match["who"], gazetteer)
        if ids:
            return _claim(
                "dateline", None, match["who"], ids, match.group().lstrip("，。； "), where, "cited-report"
            )
    return None


def relays(text: str, where: Where, gazetteer: Gazetteer) -> Iterator[Claim]:
    """Traces of a reprinter: an editor who speaks up, a compiler's note, a site's own watermark."""
    if (
        "小编" not in text
        and "整理" not in text
        and "本文" not in text
        and "以上" not in text
        and "看后" not in text
    ):
        return
    for rule, pattern in _relays():
        for match in pattern.finditer(text):
            who = match["who"]
            if names_nobody(who) is not None or who.startswith(_NO_NAME):
                continue
            yield _claim(
                "relay", None, who, _ids(who, gazetteer), match.group().lstrip("，。！？ "), where, rule
            )


def staff_code(text: str, where: Where, own: str | None, gazetteer: Gazetteer) -> Claim | None:
    """An editor's code of another newsroom than the site's `own`: the text passed through there."""
    match = _STAFF_CODE.search(text) if own is not None and "编" in text else None
    if match is None:
        return None
    site = gazetteer.get(own) if own else None
    for row in rows("staff_codes"):
        owner = row.extra["outlet"]
        if row.regex.fullmatch(match["code"]) and owner not in (own, site.family if site else None):
            return _claim("relay", None, match["code"], (owner,), match.group(), where, "staff-code")
    return None


@cache
def _relays() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(pattern)) for rule, pattern in table("relay.tsv"))


def _ids(name: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(outlet.id for outlet in outlets_named(name, gazetteer))


def _claim(
    kind: ClaimKind,
    label: str | None,
    text: str,
    outlets: tuple[str, ...],
    quote: str,
    where: Where,
    rule: str,
) -> Claim:
    return Claim(
        kind=kind,
        label=label,
        text=text,
        outlets=outlets,
        evidence=Quote(quote=quote, where=where, rule=rule),
    )
