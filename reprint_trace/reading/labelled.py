"""Labelled credits: 来源：…, 稿源:(…), 转自《…》, 原文链接：… wherever they stand on the page."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from reprint_trace.attribution.fields import Field, fields
from reprint_trace.attribution.names import ends_like_outlet
from reprint_trace.model import Claim, Quote
from reprint_trace.reading.addresses import leads_somewhere
from reprint_trace.reading.credits import credit_below, read_credit
from reprint_trace.reading.scene import Found, Rank
from reprint_trace.reading.seams import seams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.reading.credits import Credit
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.scene import Scene

_LONGEST_LINE, _LAST_STRETCH = 300, 80  # characters of a line read whole; of a longer one, its end
_LEGAL = ("凡", "注明", "註明", "标注", "转载请", "轉載請", "如需转载", "未经")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\"'<>，。）)]+")
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
        found = fields(line.text)
        return [*found, *_set_apart(line, found)] if "源" in line.text else found
    offset = len(line.text) - _LAST_STRETCH
    return [f for f in fields(line.text[:_LAST_STRETCH])[:1] if f.exact and not f.start] + [
        f._replace(start=f.start + offset, value=f.value + offset, end=f.end + offset)
        for f in fields(line.text[offset:])
        if f.start and (f.opens or _follows_sentence(line.text, f.start + offset))
    ]


def _set_apart(line: Line, found: Sequence[Field]) -> Iterator[Field]:
    """来源<span>某网</span>: a label without a separator, its value an inline element of its own."""
    edges = (*seams(line), len(line.text))
    for start, end in pairwise(edges):
        for label in ("来源", "來源", "稿源"):
            at = len(line.text[:start].rstrip(" ")) - len(label)
            if at < 0 or not line.text.startswith(label, at) or any(f.start <= at < f.end for f in found):
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
    address = _ADDRESS.match(line.text, field.value, field.end)
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
    rank = Rank.HEAD if where == "head" else Rank.END if page.closes(line.index) else Rank.BELOW
    if where != "head" and _only_pictures(page, claim):
        rank = Rank.NEVER
    yield Found(claim, line.index, rank, alone, signs)
    if credit.url:
        yield Found(page.link(claim), line.index)


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
    followed = any(other.start >= field.end for other in fields(line.text))
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
    shown = _ADDRESS.search(line.text, field.value, field.end)
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
