"""Credits without a label: an outlet or an account beside the date, a slash byline, a closing credit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.reading.dates import dates
from reprint_trace.reading.labels import fields
from reprint_trace.reading.names import (
    ends_like_outlet,
    is_broken,
    is_control,
    is_person,
    names_nobody,
    outlets_named,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line

_PIECE = re.compile(r"[^\s|｜丨·•()（）\[\]【】,，]+(?:\s?[·•-]\s?[^\s|｜丨·•()（）\[\]【】,，]+)*")
_ADDRESS = re.compile(r"^(?:https?://)?[\w.-]+\.(?:com|cn|net|org|hk|tw|tv)\S*$", re.IGNORECASE)
_ACCOUNT_NAME = re.compile(r"(?=.*[\u3400-\u9fff])[\w·-]{3,15}")
_WRAPPED = re.compile(r"^《([^《》]+)》$")
_TITLED = re.compile(r"^《[^《》]{2,20}》\S{0,3}$")
_NO_CREDIT = re.compile(r"[:：?？!！。]|记者|記者")
_PLACE = re.compile(r"^(?:来自|來自|发布于)")
_ACCOUNT = re.compile(
    r"source|author|media|account|provider|publisher|writer|nick|user-?name|laiyuan", re.IGNORECASE
)
_ACCOUNT_ADDRESS = re.compile(r"/(?:media|zmt|dy|mediashare|publisher|provider|source)\b", re.IGNORECASE)
_YEARLESS = re.compile(r"\d{1,2}[-月]\d{1,2}日?\s?\d{2}:\d{2}")
_CLOSING = re.compile(
    r"^[（(]?\s?(?:[—─\-]{1,4}\s?)?《(?P<paper>[^》]{2,20})》\s?[（(]?\s?(?:19|20)\d\d\s?年.{0,24}$"
    r"|^[—─\-]{1,4}\s?(?:摘自|转自|选自)?《(?P<cited>[^》]{2,20})》$"
)
_BELOW = 3  # lines below the headline that may hold it where no date is shown
_ABOVE = 4  # lines above the headline, and above the date, where a credit may stand
_LONGEST_LINE, _LONGEST_NAME = 90, 24


class Bare(NamedTuple):
    """An unlabelled credit on a line, its link, and the rule by which it was taken for one."""

    line: Line
    text: str
    url: str | None
    rule: str


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
        if line.hidden or len(line.text) > _LONGEST_LINE or not _is_dated(line.text):
            continue
        yield from _names_on(line, confirmed, gazetteer)
        if line.index < headline:
            continue
        between = range(max(headline + 1, line.index - _ABOVE), min(line.index + 2, end))
        for near in sorted(between, key=lambda index: abs(index - line.index)):
            if near != line.index:
                yield from _standing_alone(lines[near], confirmed, gazetteer, account=near < line.index)
        return
    for line in lines[headline + 1 : min(headline + 1 + _BELOW, end)]:  # a page that shows no date
        yield from _standing_alone(line, confirmed, gazetteer, account=False)


def _is_dated(text: str) -> bool:
    return bool(dates(text)) or _YEARLESS.search(text) is not None


def _names_on(line: Line, confirmed: frozenset[str], gazetteer: Gazetteer) -> Iterator[Bare]:
    text = _without_fields(line)
    for piece in _PIECE.finditer(text):
        name = _WRAPPED.sub(r"\1", piece.group().strip("：:/-—"))
        anchor = next((a for a in line.anchors if a.start <= piece.start() < a.end), None)
        if not _may_credit(name) or _PLACE.match(name):
            continue
        for part in _slashed(name):
            account = anchor is not None and _ACCOUNT_ADDRESS.search(anchor.url or "") is not None
            if account or _is_outlet(part, piece.group(), confirmed, gazetteer):
                yield Bare(
                    line,
                    part,
                    anchor.url if anchor else None,
                    "slash-byline" if part != name else "beside-date",
                )
                break


def _standing_alone(
    line: Line, confirmed: frozenset[str], gazetteer: Gazetteer, *, account: bool
) -> Iterator[Bare]:
    if line.hidden or len(line.text) > _LONGEST_NAME or dates(line.text) or fields(line.text):
        return
    name = _WRAPPED.sub(r"\1", line.text)
    if not _may_credit(name) or _PLACE.match(name):
        return
    url = line.anchors[0].url if line.anchors else None
    for part in _slashed(name):
        if _is_outlet(part, line.text, confirmed, gazetteer):
            yield Bare(line, part, url, "slash-byline" if part != name else "next-to-date")
            return
    if account and _is_marked(line) and _ACCOUNT_NAME.fullmatch(name):
        yield Bare(line, name, url, "account")


def _is_outlet(name: str, written: str, confirmed: frozenset[str], gazetteer: Gazetteer) -> bool:
    """Known, confirmed by metadata, written in 《》, or formed like a newspaper's name."""
    known = outlets_named(name, gazetteer)
    if name in confirmed or known:
        return not any(outlet.class_ == "image-agency" for outlet in known)
    return _TITLED.match(written.strip()) is not None or ends_like_outlet(name)


def _slashed(name: str) -> list[str]:
    """石佳/中国青年报: the parts of a byline that joins a person and an outlet, people left out."""
    parts = re.split(r"[/／]", name)
    if len(parts) == 1:
        return [name]
    return [part for part in parts if _may_credit(part)] if any(map(is_person, parts)) else []


def _may_credit(name: str) -> bool:
    return (
        2 <= len(name) <= _LONGEST_NAME
        and _NO_CREDIT.search(name) is None
        and not is_control(name)
        and not is_broken(name)
        and not _ADDRESS.match(name)
        and names_nobody(name) is None
        and not is_person(name)
    )


def _without_fields(line: Line) -> str:
    """The line with its date and its labelled fields blanked out, positions kept."""
    text = line.text
    spans = [(stated.start, stated.end) for stated in dates(text)] + [
        m.span() for m in _YEARLESS.finditer(text)
    ]
    spans += [(f.start, f.end) for f in fields(text) if f.role != "date"]
    spans += [(f.start, f.value) for f in fields(text) if f.role == "date"]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_marked(line: Line) -> bool:
    """Whether the markup around a line calls it a source, an author or an account."""
    element = line.element
    for _ in range(2):
        if element is None:
            return False
        if _ACCOUNT.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


def closing_credit(line: Line, gazetteer: Gazetteer) -> str | None:
    """The paper a closing line names: ——《…》1998年3月号, 《…》（2022年02月13日 02版）."""
    if len(line.text) > 50 or "《" not in line.text:
        return None
    match = _CLOSING.match(line.text)
    if not match:
        return None
    cited = match["cited"]
    return match["paper"] or (cited if ends_like_outlet(cited) or outlets_named(cited, gazetteer) else None)
