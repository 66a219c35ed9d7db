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
from reprint_trace.reading.bylines import byline, cited, dateline, relays, staff_code
from reprint_trace.reading.conflicts import disagreements
from reprint_trace.reading.credits import credit_below, read_credit, trimmed_credit
from reprint_trace.reading.headline import headline_line
from reprint_trace.reading.labels import fields
from reprint_trace.reading.metadata import Metadata, read_metadata
from reprint_trace.reading.names import ends_like_outlet, outlets_named
from reprint_trace.reading.script import script_sources
from reprint_trace.reading.site import find_site
from reprint_trace.reading.story import opens_list, story_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import ClaimKind, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.credits import Credit
    from reprint_trace.reading.labels import Field
    from reprint_trace.reading.lines import Line

_HEAD_ABOVE = 5  # lines above the headline that may hold its credit
_TAIL_BELOW = 25  # lines below the last paragraph that may
_SIGNED_BELOW = 5  # lines below the last paragraph that may be signed
_LEAD, _SHORTEST_LEAD = 3, 30  # paragraphs in which a dateline counts, characters of one
_LONGEST_LINE, _LAST_STRETCH = 300, 80  # characters of a line read whole; of a longer one, its end
_LEGAL = ("凡", "注明", "註明", "标注", "转载请", "轉載請", "如需转载", "未经")
_VAGUE = ("来自", "來自", "From")  # forums put the poster or the device there
_LABEL_CHARACTERS = frozenset("源自载載出于於发發oO")


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
    """The page as the layers see it.

    `headline`, `story` and `opening`, the first paragraph too long for a byline, are line
    indices; `own` is the outlet of the site itself.
    """

    lines: Sequence[Line]
    headline: int
    story: tuple[int, int]
    opening: int
    own: str | None
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

    def distance(self, found: _Found) -> int:
        """Between credits of one rank the first wins, below the headline the one nearest the end."""
        below = found.rank in (_Rank.BELOW, _Rank.CLOSING)
        return abs(found.at - self.story[1]) if below else found.at

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(outlet.id for outlet in outlets_named(name, self.gazetteer))

    def named(
        self, kind: ClaimKind, label: str | None, name: str, evidence: Quote, url: str | None = None
    ) -> Claim:
        """A claim that names an outlet, with the ids the name resolves to."""
        return Claim(kind=kind, label=label, text=name, outlets=self.ids(name), url=url, evidence=evidence)

    def link(self, credit: Claim) -> Claim:
        """The link behind a credit: a claim of its own, since it may lead to another outlet."""
        target = self.gazetteer.resolve_url(credit.url) if credit.url else None
        return Claim(
            kind="link",
            label=credit.label,
            text=credit.text,
            outlets=(target.id,) if target else (),
            url=credit.url,
            evidence=credit.evidence,
        )


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
    page = _Page(
        lines=lines,
        headline=max(0, estimate[0] - 4) if at is None else at,
        story=body_range or estimate,
        opening=estimate[0],
        own=find_site(lines, metadata, title, url, gazetteer).outlet,
        gazetteer=gazetteer,
    )
    found = list(_labelled(page))
    silent = any(f.claim.evidence.where == "head" and f.claim.evidence.rule == "labelled-none" for f in found)
    if not silent and not any(f.rank == _Rank.HEAD for f in found):
        found += _bare(page, frozenset(_metadata_names(metadata)))
        if not any(f.rank == _Rank.BARE for f in found):
            found += _bare(page, frozenset(script_sources(root, title)))
    found += _closing(page)
    found += _told(page)
    found += _from_metadata(page, metadata, silent=silent)
    if not silent and all(f.rank == _Rank.NEVER for f in found):
        found += _from_script(page, root, title)
    found.sort(key=lambda f: f.at)
    competing = [f for f in found if f.rank != _Rank.NEVER]
    declared = min(competing, key=lambda f: (f.rank, page.distance(f)), default=None)
    return ClaimsFound(
        claims=tuple(dict.fromkeys(f.claim for f in found)),
        declared_source=declared.claim.text if declared else None,
        lines=frozenset(f.at for f in found if f.alone),
        warnings=disagreements([f.claim for f in found], page.own, gazetteer),
    )


# ── labelled credits ───────────────────────────────────────────────────────────────────


def _labelled(page: _Page) -> Iterator[_Found]:
    """来源：…, 稿源:(…), 转自《…》 and the other labels, in the head, inside the story and below it."""
    for line in page.near():
        if _LABEL_CHARACTERS.isdisjoint(line.text):
            continue
        where = page.where(line.index)
        for field in _fields(line):
            if field.role == "source" and not _is_legal(line.text, field) and _placed(line, field, where):
                yield from _credited(page, line, field, where)


def _fields(line: Line) -> Sequence[Field]:
    """The fields of a line; of a long one only those in its last stretch, which open a bracket."""
    if len(line.text) <= _LONGEST_LINE:
        return fields(line.text)
    offset = len(line.text) - _LAST_STRETCH
    return [
        f._replace(start=f.start + offset, value=f.value + offset, end=f.end + offset)
        for f in fields(line.text[offset:])
        if f.opens and f.start
    ]


def _is_legal(text: str, field: Field) -> bool:
    """凡本网注明“来源：XXX” and its like speak of other pages; 本文来自…，更多… advertises the site."""
    before = text[max(0, field.start - 24) : field.start]
    if "，更多" in text[field.value : field.end]:
        return True
    return before.rstrip(" ").endswith(("“", '"', "‘", "「")) or any(word in before for word in _LEGAL)


def _placed(line: Line, field: Field, where: Where) -> bool:
    """In the head a credit may stand anywhere on its line; below it must open the line or a bracket."""
    if where == "head":
        return len(line.text) <= 200
    return field.opens or len(line.text) <= 60 or line.text[: field.start].endswith(" ")


def _credited(page: _Page, line: Line, field: Field, where: Where) -> Iterator[_Found]:
    credit = read_credit(line, field, page.gazetteer)
    if credit is None and field.exact and field.value == field.end == len(line.text):
        line = page.lines[min(line.index + 1, len(page.lines) - 1)]
        credit = credit_below(line, page.gazetteer)
    vague = not field.exact or field.label in _VAGUE
    if credit is None or (credit.text and vague and not _sure(page, line, field, credit)):
        return
    whole = len(line.text) <= _LAST_STRETCH
    opens = field.opens and (field.start < 3 or where != "body")
    alone = whole and opens and line.index != page.headline
    quote = line.text if whole else line.text[field.start : field.end]
    if credit.text is None:
        kind: ClaimKind = "self" if credit.kind == "self" else "declared"
        evidence = Quote(quote=quote, where=where, rule=f"labelled-{credit.kind}")
        claim = Claim(kind=kind, label=field.label, text=credit.raw.strip(), evidence=evidence)
        yield _Found(claim, line.index, alone=alone)
        return
    evidence = Quote(quote=quote, where=where, rule="labelled")
    claim = page.named("declared", field.label, credit.text, evidence, credit.url)
    rank = _Rank.HEAD if where == "head" else _Rank.BELOW
    if where != "head" and _only_pictures(page, claim):
        rank = _Rank.NEVER
    yield _Found(claim, line.index, rank, alone)
    if credit.url:
        yield _Found(page.link(claim), line.index)


def _only_pictures(page: _Page, claim: Claim) -> bool:
    """Whether a credit names picture agencies alone: below the headline that is a caption's."""
    named = [page.gazetteer.get(outlet) for outlet in claim.outlets]
    return bool(named) and all(outlet is not None and outlet.class_ == "image-agency" for outlet in named)


def _sure(page: _Page, line: Line, field: Field, credit: Credit) -> bool:
    """A vague label, or one without a separator, needs a name in 《》, a link, a list, a name known
    or formed like an outlet's, or the rest of a line in the head to itself."""
    name = credit.text or ""
    if ends_like_outlet(name):
        return True
    if line.text[field.value : field.value + 2].strip().startswith("《") or "、" in name or page.ids(name):
        return True
    if (
        credit.url is not None and not field.exact and not field.label.endswith("首发于")
    ):  # 首发于 links to one's own column
        return True
    spaced = not field.exact and line.text[field.value : field.value + 1] == " " and field.opens
    return spaced and field.end == len(line.text) and line.index < page.story[0]


# ── credits without a label ────────────────────────────────────────────────────────────


def _bare(page: _Page, confirmed: frozenset[str]) -> list[_Found]:
    """The first name beside the date; the page's other unlabelled names are its people."""
    end = max(page.story[0], page.opening, page.headline + 3)
    for bare in beside_date(page.lines, page.headline, end, confirmed, page.gazetteer):
        if bare.rule == "slash-byline" and page.own in page.ids(bare.text):
            continue  # the site's own desk
        at = bare.line.index
        evidence = Quote(quote=bare.line.text, where="head", rule=bare.rule)
        claim = page.named("declared", None, bare.text, evidence, bare.url)
        found = [_Found(claim, at, _Rank.BARE, alone=at != page.headline)]
        return [*found, _Found(page.link(claim), at)] if bare.url else found
    return []


def _closing(page: _Page) -> Iterator[_Found]:
    """A paper named by a closing line, with its issue or page."""
    for line in page.lines[page.story[0] : page.story[1] + _TAIL_BELOW]:
        paper = closing_credit(line, page.gazetteer)
        if paper:
            evidence = Quote(quote=line.text, where=page.where(line.index), rule="closing-credit")
            yield _Found(page.named("declared", None, paper, evidence), line.index, _Rank.CLOSING, alone=True)


def _told(page: _Page) -> Iterator[_Found]:
    """Datelines, cited reports, bylines and relay traces in and around the story's own lines."""
    paragraphs = 0
    for line in page.lines[page.headline + 1 : page.story[1] + _SIGNED_BELOW]:
        text, where = line.text, page.where(line.index)
        told: list[Claim | None] = []
        if where == "body":
            paragraphs += len(text) >= _SHORTEST_LEAD
            if paragraphs <= _LEAD:
                told.append(dateline(text, where, page.gazetteer) or cited(text, where, page.gazetteer))
        told.append(byline(text, where, page.gazetteer))
        told.append(staff_code(text, where, page.own, page.gazetteer))
        told.extend(relays(text, where, page.gazetteer))
        yield from (_Found(claim, line.index) for claim in told if claim is not None)


# ── what is not shown ──────────────────────────────────────────────────────────────────


def _metadata_names(metadata: Metadata) -> Iterator[str]:
    """Names that metadata gives as the source or as an organisation that wrote the story."""
    yield from metadata.all("source")
    for article in metadata.articles:
        yield from (name for name in (article.author, article.source) if name)


def _from_metadata(page: _Page, metadata: Metadata, *, silent: bool) -> Iterator[_Found]:
    """Metadata that names a source.  It is declared only where nothing visible is, and, unless its
    field is meant for sources alone, only when it names another outlet than the site's own."""
    end, best = len(page.lines), _Rank.NEVER if silent else _Rank.METADATA
    for name, role, trusted, content in metadata.fields:
        credit = trimmed_credit(content, page.gazetteer) if role in ("source", "author") else None
        ids = page.ids(credit) if credit else ()
        if credit and (trusted or ids):
            evidence = Quote(quote=content, where="meta", rule=f"meta:{name}")
            stated = role == "source" and (trusted or page.own not in ids)
            yield _Found(
                page.named("meta", f"meta:{name}", credit, evidence), end, best if stated else _Rank.NEVER
            )
    if metadata.commented:
        evidence = Quote(quote=metadata.commented, where="meta", rule="comment")
        yield _Found(page.named("meta", None, metadata.commented, evidence), end, _Rank.METADATA)
    for article in metadata.articles:
        for writer in dict.fromkeys((article.source, article.author)):
            if writer and writer != article.publisher and (ids := page.ids(writer)):
                evidence = Quote(quote=writer, where="json-ld", rule="json-ld")
                rank = _Rank.NEVER if page.own in ids else best
                yield _Found(page.named("meta", "json-ld", writer, evidence), end, rank)


def _from_script(page: _Page, root: HtmlElement | None, title: str | None) -> list[_Found]:
    for name, (key, quote) in script_sources(root, title).items():
        credit = trimmed_credit(name, page.gazetteer)
        if credit:
            evidence = Quote(quote=quote, where="script", rule="script-state")
            claim = page.named("meta", f"script:{key}", credit, evidence)
            return [_Found(claim, len(page.lines), _Rank.SCRIPT)]
    return []
