"""Labelled credits: 来源：…, 稿源:(…), 转自《…》, 原文链接：… wherever they stand on the page.

What a field says is cut down to the outlet as written: no label, no brackets, no neighbours.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution.fields import Field, fields
from reprint_trace.attribution.names import (
    ends_like_outlet,
    is_broken,
    is_control,
    is_person,
    names_nobody,
    outlets_named,
)
from reprint_trace.model import Claim, Quote
from reprint_trace.reading.candidates import Found, Rank
from reprint_trace.reading.dates import dates
from reprint_trace.reading.lines import Line, asides
from reprint_trace.text.addresses import WRITTEN, leads_somewhere
from reprint_trace.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.candidates import Scene


# ── what a field says ───────────────────────────────────────────────────────────────────

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
        shown = WRITTEN.search(value)
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
    return re.compile("|".join(map(re.escape, sorted(words("credit_ends"), key=len, reverse=True))))


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
    if len(line.text) > _LONGEST_CREDIT or line.fields:
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


# ── the fields of a page ────────────────────────────────────────────────────────────────

_LONGEST_LINE, _LAST_STRETCH = 300, 80  # characters of a line read whole; of a longer one, its end
_LEGAL = ("凡", "注明", "註明", "标注", "转载请", "轉載請", "如需转载", "未经")
_AFTER_SENTENCE = re.compile(r"[。！？…”』」)）▍▌■◆●★▼↓] ?$")
_ACCOUNT = re.compile(r"公众号|公眾號|订阅号|公号|头条号")
_ORIGINAL = re.compile(
    r"[\[［【（(]?(?:点击|點擊)?(?:阅读|閱讀|查看|浏览)?(?:原文|来源)(?:链接|連結|地址|网址)?[\]］】）)]?"
)
_BRACKETED = re.compile(r"[（(【\[][^（）()【】\[\]，。]{4,20}[)）】\]]")
_BUTTONS = frozenset(
    "分享 分享到 打印 关闭 收藏 评论 字号 大 中 小 默认 更多 点击 阅读 浏览 编辑 转发 举报 微信 微博".split()
)
_CITATION = re.compile(r"[\[【（(]?\s?(?:参考(?:文献|资料|书目)|引用(?:文献|本文)|\[\d+\]|References?\b)")
_MUCH = 30  # characters before a label that make it part of a sentence, or of a reference
_MOST_BESIDE = 8  # characters beside a name that no list knows, inside the story
_VAGUE = ("来自", "來自", "From")  # forums put the poster or the device there
_LABEL_CHARACTERS = frozenset("源自载載出于於发發原稿oOVv")


def labelled(page: Scene) -> Iterator[Found]:
    """来源：…, 稿源:(…), 转自《…》 and the other labels, in the head, inside the story and below it."""
    for line in page.near():
        if _LABEL_CHARACTERS.isdisjoint(line.text):
            continue
        where = page.where(line.index)
        yield from _originals(page, line, where)
        for field in _fields(line):
            if field.role == "link":
                yield from _linked(page, line, field, where)
            elif field.role == "source" and not _is_legal(line.text, field) and _placed(line, field, where):
                yield from _credited(page, line, field, where)


def _fields(line: Line) -> Sequence[Field]:
    """The fields of a line; of a long one only that which opens it, and those in its last stretch
    which open a bracket or follow a sentence."""
    if len(line.text) <= _LONGEST_LINE:
        found = line.fields
        return [*found, *_set_apart(line, found)] if "源" in line.text else found
    offset = len(line.text) - _LAST_STRETCH
    return [f for f in fields(line.text[:_LAST_STRETCH])[:1] if f.exact and not f.start] + [
        f._replace(start=f.start + offset, value=f.value + offset, end=f.end + offset)
        for f in fields(line.text[offset:])
        if f.start and (f.opens or _follows_sentence(line.text, f.start + offset))
    ]


def _set_apart(line: Line, found: Sequence[Field]) -> Iterator[Field]:
    """来源<span>某网</span>: a label without a separator, its value an inline element of its own."""
    edges = (*line.seams, len(line.text))
    for start, end in pairwise(edges):
        for label in ("来源", "來源", "稿源"):
            at = len(line.text[:start].rstrip(" ")) - len(label)
            if (
                at < 0
                or not line.text.startswith(label, at)
                or any(f.start <= at < (f.value if f.role == "date" else f.end) for f in found)
            ):
                continue
            if at and (line.text[at - 1].isalpha() and at not in edges):
                continue  # 图片来源
            yield Field(label, "source", at, start, end, opens=True, exact=True)


def _follows_sentence(text: str, start: int) -> bool:
    """Whether a field stands in the last stretch of a line, behind the end of a sentence."""
    return start >= len(text) - _LAST_STRETCH and _AFTER_SENTENCE.search(text[:start]) is not None


def _is_legal(text: str, field: Field) -> bool:
    """凡本网注明“来源：XXX” and its like speak of other pages; 本文来自…，更多… advertises the site."""
    before = text[max(0, field.start - 24) : field.start]
    if "，更多" in text[field.value : field.end] or _CITATION.match(text):
        return True
    return before.rstrip(" ").endswith(("“", '"', "‘", "「")) or any(word in before for word in _LEGAL)


def _placed(line: Line, field: Field, where: Where) -> bool:
    """In the head a credit may stand anywhere on its line; below it must open the line or a bracket."""
    if where == "head":
        return len(line.text) <= 200
    if field.opens or len(line.text) <= 60 or line.text[: field.start].endswith(" "):
        return True
    return field.exact and _follows_sentence(line.text, field.start)


def _credited(page: Scene, line: Line, field: Field, where: Where) -> Iterator[Found]:
    credit = read_credit(line, field, page.gazetteer)
    if credit is None and field.exact and field.value == field.end == len(line.text):
        line = page.lines[min(line.index + 1, len(page.lines) - 1)]
        credit = credit_below(line, page.gazetteer)
    vague = not field.exact or field.label in _VAGUE
    address = WRITTEN.match(line.text, field.value, field.end)
    if credit is None or (address and credit.text and vague and not _sure(page, line, field, credit)):
        if address:
            yield _address(page, line, field, where, address.group())
        return
    glued = len(line.text) > _LONGEST_LINE and not field.start
    if credit.text:
        doubts = [credit.doubt] if credit.doubt and not _is_field(line, field, credit) else []
        doubts += ["vague"] if vague and not _sure(page, line, field, credit) else []
        if where == "body" and (glued or not field.opens) and not _stands_out(page, credit):
            doubts.append("inside")
        if doubts:
            yield _doubtful(page, line, field, where, credit, doubts)
            return
    whole = len(line.text) <= _LAST_STRETCH
    opens = field.opens and (field.start < 3 or where != "body")
    alone = whole and opens and line.index != page.headline
    quote = line.text if whole else line.text[field.start : field.end]
    if credit.text is None:
        kind: ClaimKind = "self" if credit.kind == "self" else "declared"
        evidence = Quote(quote=quote, where=where, rule=f"labelled-{credit.kind}")
        claim = Claim(kind=kind, label=field.label, text=credit.raw.strip(), evidence=evidence)
        yield Found(claim, line.index, alone=alone)
        return
    evidence = Quote(quote=quote, where=where, rule="labelled")
    claim = page.named("declared", field.label, credit.text, evidence, credit.url)
    signs = _label_signs(field, where)
    rank = _rank(page, line, where, claim)
    yield Found(claim, line.index, rank, alone, signs)
    if credit.url:
        yield Found(page.link(claim), line.index)


def _rank(page: Scene, line: Line, where: Where, claim: Claim) -> Rank:
    """What a labelled credit counts for, by its place."""
    if where != "head" and _only_pictures(page, claim):
        return Rank.NEVER
    if line.hidden and not page.lines[page.headline].hidden:
        return Rank.METADATA  # stated, but not shown
    if where == "head":
        return Rank.HEAD
    return Rank.END if page.closes(line.index) else Rank.BELOW


def _label_signs(field: Field, where: Where) -> tuple[str, ...]:
    """How a label stands: what it says, with what behind it, in what line, where."""
    told = ["label", f"label:{where}", "label:exact" if field.exact else "label:open"]
    if "源" in field.label or "稿" in field.label:
        told.append("label:source")
    if not field.opens:
        told.append("label:within")
        if where != "head" and field.start > _MUCH:
            told.append("label:behind-much")
    return tuple(told)


def _is_field(line: Line, field: Field, credit: Credit) -> bool:
    """Whether an everyday word (参与) is all that a field between others holds, and no button."""
    if credit.doubt != "control" or not field.exact or credit.raw.strip(" 　") != credit.text:
        return False
    followed = any(other.start >= field.end for other in line.fields)
    return followed and credit.text not in _BUTTONS


def _doubtful(
    page: Scene, line: Line, field: Field, where: Where, credit: Credit, doubts: list[str]
) -> Found:
    """A labelled name that may be no outlet's: the scales decide."""
    evidence = Quote(quote=line.text[field.start : field.end][:_LAST_STRETCH], where=where, rule="labelled")
    claim = page.named("declared", field.label, credit.text or "", evidence, credit.url)
    return Found(claim, line.index, Rank.MAYBE, signs=(*_label_signs(field, where), *doubts))


def _linked(page: Scene, line: Line, field: Field, where: Where) -> Iterator[Found]:
    """原文链接：http://…: an address given as the source."""
    shown = WRITTEN.search(line.text, field.value, field.end)
    anchor = next((a for a in line.anchors if field.value <= a.start < field.end), None)
    url = (anchor.url if anchor else None) or (shown.group() if shown else None)
    if url and leads_somewhere(url):
        yield _address(page, line, field, where, url)


def _address(page: Scene, line: Line, field: Field, where: Where, url: str) -> Found:
    """A field that gives an address."""
    evidence = Quote(quote=line.text[field.start : field.end], where=where, rule="labelled-link")
    named = Claim(kind="link", label=field.label, text=url, url=url, evidence=evidence)
    return Found(page.link(named), line.index, alone=field.start < 3 and len(line.text) <= 200)


def _originals(page: Scene, line: Line, where: Where) -> Iterator[Found]:
    """Links that say nothing but 阅读原文, 查看原文 or 原文链接, when they lead to another outlet."""
    for anchor in line.anchors:
        shown = line.text[anchor.start : anchor.end]
        if _ORIGINAL.fullmatch(shown) and anchor.url and "//" in anchor.url:
            target = page.gazetteer.resolve_url(anchor.url)
            if target and target.id != page.own:
                evidence = Quote(quote=shown, where=where, rule="original-link")
                named = Claim(kind="link", text=anchor.url, url=anchor.url, evidence=evidence)
                yield Found(page.link(named), line.index)


def _stands_out(page: Scene, credit: Credit) -> bool:
    """Whether a credit inside a line of the story is one: a known name, or all that its field says."""
    name = credit.text or ""
    return bool(page.ids(name)) or ends_like_outlet(name) or len(credit.raw) - len(name) <= _MOST_BESIDE


def _only_pictures(page: Scene, claim: Claim) -> bool:
    """Whether a credit names picture agencies alone: below the headline that is a caption's."""
    named = [page.gazetteer.get(outlet) for outlet in claim.outlets]
    return bool(named) and all(outlet is not None and outlet.class_ == "image-agency" for outlet in named)


def _sure(page: Scene, line: Line, field: Field, credit: Credit) -> bool:
    """A vague label, or one without a separator, needs a name in 《》, a link, a list, a name known
    or formed like an outlet's, or the rest of a line in the head to itself."""
    name = credit.text or ""
    if any(ends_like_outlet(part) or page.ids(part) for part in (name, *name.split("、"))):
        return True
    if _ACCOUNT.search(name):
        return True
    if f"《{name}" in credit.raw or name.startswith("《"):
        return True
    if (
        credit.url is not None and not field.exact and not field.label.endswith("首发于")
    ):  # 首发于 links to one's own column
        return True
    if _BRACKETED.fullmatch(line.text) and field.opens and field.label not in _VAGUE:
        return True  # （转自河湾发布）
    spaced = not field.exact and line.text[field.value : field.value + 1] == " " and field.opens
    return spaced and field.end == len(line.text) and line.index < page.story[0]
