"""Everything a page says about where its text came from, each statement with its evidence.

Layers, strongest first: labelled credits in the head; a bare outlet beside the date; labelled
credits below; closing credits; metadata; script state.  Datelines, bylines and relay traces
are claims too, but never the declared source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from reprint_trace.model import Claim, Quote
from reprint_trace.reading.bare import beside_date, closing_credit
from reprint_trace.reading.bylines import byline, cited, dateline, relays
from reprint_trace.reading.conflicts import disagreements
from reprint_trace.reading.credits import credit_below, read_credit, trimmed_credit
from reprint_trace.reading.headline import headline_line
from reprint_trace.reading.labels import fields
from reprint_trace.reading.metadata import Metadata, read_metadata
from reprint_trace.reading.names import outlets_named
from reprint_trace.reading.script import script_sources
from reprint_trace.reading.site import find_site
from reprint_trace.reading.story import opens_list, story_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.labels import Field
    from reprint_trace.reading.lines import Line

_HEAD_ABOVE = 5  # lines above the headline that may hold its credit
_TAIL_BELOW = 25  # lines below the last paragraph
_LEAD = 3  # paragraphs in which a dateline or a cited report counts
_LONGEST_CREDIT_LINE = 300
_LEGAL = ("凡", "注明", "註明", "标注", "转载请", "轉載請", "如需转载", "未经")
_LABEL_CHARACTERS = frozenset("源自载載出于於发發")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsFound:
    """`lines` are the indices of lines that hold nothing but a claim; `warnings` tell of
    credits that contradict each other."""

    claims: tuple[Claim, ...]
    declared_source: str | None
    lines: frozenset[int]
    warnings: tuple[str, ...] = ()


class _Rank(IntEnum):
    """Which claim becomes the declared source: the lowest."""

    HEAD = 0
    BARE = 1
    BELOW = 2
    CLOSING = 3
    METADATA = 4
    SCRIPT = 5
    NEVER = 6


@dataclass(frozen=True, slots=True)
class _Found:
    claim: Claim
    at: int  # line index, for page order
    rank: _Rank = _Rank.NEVER
    alone: bool = False  # the claim is all its line says


@dataclass(frozen=True, slots=True)
class _Page:
    """The page as the layers see it: `headline`, `story` and `opening`, the first paragraph long
    enough to be no byline, are line indices."""

    lines: Sequence[Line]
    headline: int
    story: tuple[int, int]
    opening: int
    gazetteer: Gazetteer

    def where(self, index: int) -> Where:
        if index < self.story[0]:
            return "head"
        return "body" if index < self.story[1] else "tail"

    def near(self) -> Sequence[Line]:
        """The lines among which the story's own credits stand, up to the first list below it."""
        end = min(self.story[1] + _TAIL_BELOW, len(self.lines))
        end = next((at for at in range(self.story[1], end) if opens_list(self.lines[at])), end)
        return self.lines[max(0, self.headline - _HEAD_ABOVE) : end]

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(outlet.id for outlet in outlets_named(name, self.gazetteer))


def find_claims(
    lines: Sequence[Line],
    root: HtmlElement | None,
    title: str | None,
    body_range: tuple[int, int] | None,
    gazetteer: Gazetteer,
    url: str | None,
) -> ClaimsFound:
    """All claims in page order, and the source the page declares.

    `title` is the headline found by `find_furniture`; `body_range` is the half-open range of
    line indices that hold the story, None to have it estimated; `url` is the page's address.
    """
    metadata = read_metadata(root)
    at = headline_line(lines, title)
    estimate = story_range(lines, () if at is None else (at,))
    story = body_range or estimate
    page = _Page(lines, max(0, story[0] - 4) if at is None else at, story, estimate[0], gazetteer)
    own = find_site(lines, metadata, title, url, gazetteer).outlet
    found = list(_labelled(page))
    silent = any(f.claim.evidence.where == "head" and f.claim.evidence.rule == "labelled-none" for f in found)
    if not silent and not any(f.rank == _Rank.HEAD for f in found):
        confirmed = frozenset(_metadata_names(metadata))
        found += _bare(page, confirmed, own) or _bare(page, frozenset(script_sources(root, title)), own)
    found += _closing(page)
    found += _told(page)
    found += _from_metadata(page, metadata, own, silent=silent)
    if not silent and all(f.rank == _Rank.NEVER for f in found):
        found += _from_script(page, root, title)
    found.sort(key=lambda f: f.at)
    declared = min((f for f in found if f.rank != _Rank.NEVER), key=lambda f: f.rank, default=None)
    return ClaimsFound(
        claims=tuple(dict.fromkeys(f.claim for f in found)),
        declared_source=declared.claim.text if declared else None,
        lines=frozenset(f.at for f in found if f.alone),
        warnings=disagreements([f.claim for f in found], own, gazetteer),
    )


def _labelled(page: _Page) -> Iterator[_Found]:
    """来源：…, 稿源:(…), 转自《…》 and the other labels, in the head, inside the story and below it."""
    for line in page.near():
        if _LABEL_CHARACTERS.isdisjoint(line.text):
            continue
        where = page.where(line.index)
        for field in _fields(line):
            if field.role != "source" or _is_legal(line.text, field) or not _placed(line, field, where):
                continue
            yield from _credits(page, line, field, where)


def _fields(line: Line) -> Sequence[Field]:
    """The fields of a line; of a long one only those in its last stretch, which open a bracket."""
    if len(line.text) <= _LONGEST_CREDIT_LINE:
        return fields(line.text)
    offset = len(line.text) - 80
    return [
        f._replace(start=f.start + offset, value=f.value + offset, end=f.end + offset)
        for f in fields(line.text[offset:])
        if f.opens and f.start
    ]


def _is_legal(text: str, field: Field) -> bool:
    """凡本网注明“来源：XXX” and its like speak of other pages, not of this one."""
    before = text[max(0, field.start - 24) : field.start]
    return before.rstrip(" ").endswith(("“", '"', "‘", "「")) or any(word in before for word in _LEGAL)


def _placed(line: Line, field: Field, where: Where) -> bool:
    """In the head a credit may stand anywhere on its line; below it must open the line or a bracket."""
    if where == "head":
        return len(line.text) <= 200
    return field.opens or len(line.text) <= 60 or line.text[: field.start].endswith(" ")


def _credits(page: _Page, line: Line, field: Field, where: Where) -> Iterator[_Found]:
    credit = read_credit(line, field, page.gazetteer)
    if credit is None and field.exact and field.value == field.end == len(line.text):
        line = page.lines[min(line.index + 1, len(page.lines) - 1)]
        credit = credit_below(line, page.gazetteer)
    if credit is None:
        return
    alone = (
        field.opens
        and line.index != page.headline
        and (field.start < 3 or where != "body")
        and len(line.text) <= 80
    )
    quote = line.text if len(line.text) <= 80 else line.text[field.start : field.end]
    if credit.text is None:
        kind: ClaimKind = "self" if credit.kind == "self" else "declared"
        claim = _claim(
            kind, field.label, credit.raw, (), Quote(quote=quote, where=where, rule=f"labelled-{credit.kind}")
        )
        yield _Found(claim, line.index, alone=alone)
        return
    if not field.exact and not _sure(page, line, field, credit.text, credit.url):
        return
    evidence = Quote(quote=quote, where=where, rule="labelled")
    rank = _Rank.HEAD if where == "head" else _Rank.BELOW
    yield _Found(
        _claim("declared", field.label, credit.text, page.ids(credit.text), evidence, credit.url),
        line.index,
        rank,
        alone,
    )
    if credit.url is not None:
        yield _Found(_link(page, field.label, credit.text, credit.url, evidence), line.index)


def _sure(page: _Page, line: Line, field: Field, name: str, url: str | None) -> bool:
    """A label without a separator needs a name in 《》, a link, a list, or one the gazetteer knows."""
    after = line.text[field.value : field.value + 2].strip()
    linked = url is not None and not field.label.endswith("首发于")
    spaced = line.text[field.value : field.value + 1] == " " and field.opens
    whole = spaced and field.end == len(line.text) and line.index < page.story[0]
    return after.startswith("《") or linked or whole or "、" in name or bool(page.ids(name))


def _bare(page: _Page, confirmed: frozenset[str], own: str | None) -> list[_Found]:
    """The first name beside the date; the page's other unlabelled names are its people."""
    end = max(page.story[0], page.opening, page.headline + 3)
    for bare in beside_date(page.lines, page.headline, end, confirmed, page.gazetteer):
        if bare.rule == "slash-byline" and own in page.ids(bare.text):
            continue  # the site's own desk
        evidence = Quote(quote=bare.line.text, where="head", rule=bare.rule)
        claim = _claim("declared", None, bare.text, page.ids(bare.text), evidence, bare.url)
        found = [_Found(claim, bare.line.index, _Rank.BARE, bare.line.index != page.headline)]
        if bare.url:
            found.append(_Found(_link(page, None, bare.text, bare.url, evidence), bare.line.index))
        return found
    return []


def _closing(page: _Page) -> Iterator[_Found]:
    for line in page.lines[page.story[0] : page.story[1] + _TAIL_BELOW]:
        paper = closing_credit(line, page.gazetteer)
        if paper:
            evidence = Quote(quote=line.text, where=page.where(line.index), rule="closing-credit")
            claim = _claim("declared", None, paper, page.ids(paper), evidence)
            yield _Found(claim, line.index, _Rank.CLOSING, alone=True)


def _told(page: _Page) -> Iterator[_Found]:
    """Datelines, cited reports, bylines and relay traces in and around the story's own lines."""
    paragraphs = 0
    for line in page.lines[page.headline + 1 : page.story[1] + 5]:
        where = page.where(line.index)
        within = where == "body"
        if within and len(line.text) >= 30:
            paragraphs += 1
        if within and paragraphs <= _LEAD:
            claim = dateline(line.text, where, page.gazetteer) or cited(line.text, where, page.gazetteer)
            if claim:
                yield _Found(claim, line.index)
        claim = byline(line.text, where, page.gazetteer)
        if claim:
            yield _Found(claim, line.index)
        for claim in relays(line.text, where, page.gazetteer):
            yield _Found(claim, line.index)


def _metadata_names(metadata: Metadata) -> Iterator[str]:
    for _, role, _, content in metadata.fields:
        if role == "source":
            yield content
    for article in metadata.articles:
        yield from (name for name in (article.author, article.source) if name)


def _from_metadata(page: _Page, metadata: Metadata, own: str | None, *, silent: bool) -> Iterator[_Found]:
    """Metadata that names a source; what is visible already goes before it."""
    end = len(page.lines)
    for name, role, trusted, content in metadata.fields:
        if role not in ("source", "author"):
            continue
        credit = trimmed_credit(content, page.gazetteer)
        if credit is None or not (trusted or page.ids(credit)):
            continue
        evidence = Quote(quote=content, where="meta", rule=f"meta:{name}")
        ids = page.ids(credit)
        stated = trusted or (bool(ids) and own not in ids and role == "source")
        rank = _Rank.METADATA if stated and not silent else _Rank.NEVER
        yield _Found(_claim("meta", f"meta:{name}", credit, page.ids(credit), evidence), end, rank)
    if metadata.commented:
        evidence = Quote(quote=metadata.commented, where="meta", rule="comment")
        yield _Found(
            _claim("meta", None, metadata.commented, page.ids(metadata.commented), evidence),
            end,
            _Rank.METADATA,
        )
    for article in metadata.articles:
        for name in dict.fromkeys(n for n in (article.source, article.author) if n):
            if name == article.publisher or not page.ids(name):
                continue
            evidence = Quote(quote=name, where="json-ld", rule="json-ld")
            rank = _Rank.NEVER if silent or own in page.ids(name) else _Rank.METADATA
            yield _Found(_claim("meta", "json-ld:author", name, page.ids(name), evidence), end, rank)


def _from_script(page: _Page, root: HtmlElement | None, title: str | None) -> Iterator[_Found]:
    for name, (key, quote) in script_sources(root, title).items():
        credit = trimmed_credit(name, page.gazetteer)
        if credit:
            evidence = Quote(quote=quote, where="script", rule="script-state")
            yield _Found(
                _claim("meta", f"script:{key}", credit, page.ids(credit), evidence),
                len(page.lines),
                _Rank.SCRIPT,
            )
            return


def _link(page: _Page, label: str | None, name: str, url: str, evidence: Quote) -> Claim:
    outlet = page.gazetteer.resolve_url(url)
    return _claim("link", label, name, (outlet.id,) if outlet else (), evidence, url)


def _claim(
    kind: ClaimKind,
    label: str | None,
    text: str,
    outlets: tuple[str, ...],
    evidence: Quote,
    url: str | None = None,
) -> Claim:
    return Claim(kind=kind, label=label, text=text, outlets=outlets, url=url, evidence=evidence)
