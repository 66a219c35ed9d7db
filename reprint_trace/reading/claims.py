"""Everything a page says about where its text came from, each statement with its evidence.

Layers, strongest first: labelled credits in the head; a bare outlet beside the date; labelled
credits below; closing credits; metadata; script state.  Datelines, bylines and relay traces
are claims too, but never the declared source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprint_trace.model import Claim, Phrase, Quote, SourceCandidate
from reprint_trace.reading.bare import beside_date, closing_credit, maybe_below, maybe_beside
from reprint_trace.reading.bylines import staff_code, told_in
from reprint_trace.reading.conflicts import disagreements
from reprint_trace.reading.credits import trimmed_credit
from reprint_trace.reading.labelled import labelled
from reprint_trace.reading.metadata import Metadata, read_metadata
from reprint_trace.reading.scene import TAIL_BELOW, Found, Rank, Scene
from reprint_trace.reading.script import field_states, script_sources
from reprint_trace.reading.site import find_site
from reprint_trace.reading.weighing import key_of, limit, surroundings, weighed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.anatomy import Anatomy
    from reprint_trace.reading.lines import Line

_TOLD, _WORTH_TELLING = 5, 0.1  # candidates for the declared source that a page lists
_SIGNED_BELOW = 5  # lines below the last paragraph that may be signed
_LEAD, _SHORTEST_LEAD = 3, 30  # paragraphs in which a dateline counts, characters of one


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsFound:
    """`lines` are the indices of lines that hold nothing but a claim; `warnings` tell of
    credits that contradict each other."""

    claims: tuple[Claim, ...]
    declared_source: str | None
    sources: tuple[SourceCandidate, ...]
    lines: frozenset[int]
    warnings: tuple[Phrase, ...] = ()


def find_claims(
    lines: Sequence[Line],
    root: HtmlElement | None,
    title: str | None,
    anatomy: Anatomy,
    gazetteer: Gazetteer,
    url: str | None,
) -> ClaimsFound:
    """All claims in page order, and the source the page declares.

    `title` is the headline found by `find_furniture`; `url` is the page's address.
    """
    metadata = read_metadata(root)
    story = anatomy.story
    headline = max(0, story[0] - 4) if anatomy.at is None else anatomy.at
    site = find_site(lines, metadata, title, url, gazetteer)
    page = Scene(
        lines=lines,
        headline=headline,
        story=story,
        opening=anatomy.opening,
        following=anatomy.following,
        own=site.outlet,
        gazetteer=gazetteer,
        title=title,
        site=site.name,
    )
    found = list(labelled(page))
    silent = any(f.claim.evidence.where == "head" and f.claim.evidence.rule == "labelled-none" for f in found)
    if not silent and not any(f.rank == Rank.HEAD for f in found):
        found += _bare(page, frozenset(_metadata_names(metadata)))
        if not any(f.rank in (Rank.BARE, Rank.ACCOUNT) for f in found):
            found += _bare(page, frozenset(script_sources(root, title)))
    found += _closing(page)
    found += _told(page)
    found += _from_metadata(page, metadata, silent=silent)
    if not silent and all(f.rank == Rank.NEVER for f in found):
        found += _from_script(page, root, title)
    found.sort(key=lambda f: f.at)
    stated = frozenset(map(key_of, (*_metadata_names(metadata), *script_sources(root, title))))
    around = surroundings(page, stated, silent=silent)
    found += _maybe(page, found)
    names = weighed(page, found, around)
    declared = names[0].found if names and names[0].probability >= limit() else None
    found = [f for f in found if f.rank != Rank.MAYBE or f is declared]
    return ClaimsFound(
        claims=tuple(dict.fromkeys(f.claim for f in found)),
        declared_source=declared.claim.text if declared else None,
        sources=tuple(
            SourceCandidate(
                name=each.name,
                probability=round(each.probability, 2),
                outlets=each.found.claim.outlets,
                evidence=each.found.claim.evidence,
            )
            for each in names[:_TOLD]
            if each.probability >= _WORTH_TELLING
        ),
        lines=frozenset(f.at for f in found if f.alone),
        warnings=disagreements([f.claim for f in found], page.own, gazetteer),
    )


# ── credits without a label ────────────────────────────────────────────────────────────


def _bare(page: Scene, confirmed: frozenset[str]) -> list[Found]:
    """The first name beside the date; the page's other unlabelled names are its people."""
    end = max(page.story[0], page.opening, page.headline + 3)
    for bare in beside_date(page.lines, page.headline, end, confirmed, page.gazetteer):
        if bare.rule == "slash-byline" and page.own in page.ids(bare.text):
            continue  # the site's own desk
        at = bare.line.index
        evidence = Quote(quote=bare.line.text, where="head", rule=bare.rule)
        claim = page.named("declared", None, bare.text, evidence, bare.url)
        rank = Rank.ACCOUNT if bare.account or page.on_platform() else Rank.BARE
        found = [Found(claim, at, rank, alone=at != page.headline)]
        return [*found, Found(page.link(claim), at)] if bare.url else found
    return []


def _maybe(page: Scene, found: Sequence[Found]) -> Iterator[Found]:
    """Names that stand where a source may, and that no rule takes for one."""
    taken = {(f.at, key_of(f.claim.text)) for f in found}
    end = max(page.story[0], page.opening, page.headline + 3)
    head = ((maybe, "head") for maybe in maybe_beside(page.lines, page.headline, end))
    below = ((maybe, "tail") for maybe in maybe_below(page.lines, page.story[1], page.tail(TAIL_BELOW)))
    for maybe, place in (*head, *below):
        desk = "with-person" in maybe.signs and page.own in page.ids(maybe.text)  # the site's own
        if not desk and (maybe.line.index, key_of(maybe.text)) not in taken:
            where: Where = "head" if place == "head" else page.where(maybe.line.index)
            evidence = Quote(quote=maybe.line.text[-80:], where=where, rule="unlabelled")
            claim = page.named("declared", None, maybe.text, evidence, maybe.url)
            alone = len(maybe.line.text) <= len(maybe.text) + 8
            yield Found(claim, maybe.line.index, Rank.MAYBE, alone, maybe.signs)


def _closing(page: Scene) -> Iterator[Found]:
    """A paper named by a closing line, with its issue or page, or by the story's last bracket."""
    for line in page.lines[page.story[0] : page.tail(TAIL_BELOW)]:
        last = page.story[1] - 2 <= line.index <= page.story[1] + 1
        paper = closing_credit(line, page.gazetteer, last=last)
        if paper and not (last and page.own in page.ids(paper)):
            evidence = Quote(quote=line.text[-60:], where=page.where(line.index), rule="closing-credit")
            claim = page.named("declared", None, paper, evidence)
            yield Found(claim, line.index, Rank.CLOSING, alone=len(line.text) <= 50)


def _told(page: Scene) -> Iterator[Found]:
    """Datelines, cited reports, bylines and relay traces in and around the story's own lines."""
    paragraphs = 0
    for line in page.lines[page.headline + 1 : page.tail(_SIGNED_BELOW)]:
        text, where = line.text, page.where(line.index)
        paragraphs += where == "body" and len(text) >= _SHORTEST_LEAD
        lead = where == "body" and paragraphs <= _LEAD
        yield from (Found(c, line.index) for c in told_in(text, where, page.gazetteer, lead=lead))
        if (code := staff_code(text, where, page.own, page.gazetteer)) is not None:
            yield Found(code, line.index)


# ── what is not shown ──────────────────────────────────────────────────────────────────


def _metadata_names(metadata: Metadata) -> Iterator[str]:
    """Names that metadata gives as the source or as an organisation that wrote the story."""
    yield from metadata.all("source")
    for article in metadata.articles:
        yield from (name for name in (article.author, article.source) if name)


def _from_metadata(page: Scene, metadata: Metadata, *, silent: bool) -> Iterator[Found]:
    """Metadata that names a source.  It is declared only where nothing visible is, and, unless its
    field is meant for sources alone, only when it names another outlet than the site's own."""
    end, best = len(page.lines), Rank.NEVER if silent else Rank.METADATA
    for name, role, trusted, content in metadata.fields:
        if role == "link" and page.gazetteer.resolve_url(content):
            evidence = Quote(quote=content, where="meta", rule=f"meta:{name}")
            named = Claim(kind="link", label=f"meta:{name}", text=content, url=content, evidence=evidence)
            yield Found(page.link(named), end)
        credit = trimmed_credit(content, page.gazetteer) if role in ("source", "author") else None
        ids = page.ids(credit) if credit else ()
        if credit and (trusted or ids):
            evidence = Quote(quote=content, where="meta", rule=f"meta:{name}")
            stated = role == "source" and (trusted or page.own not in ids)
            yield Found(
                page.named("meta", f"meta:{name}", credit, evidence), end, best if stated else Rank.NEVER
            )
    if metadata.commented:
        evidence = Quote(quote=metadata.commented, where="meta", rule="comment")
        yield Found(page.named("meta", None, metadata.commented, evidence), end, Rank.METADATA)
    for article in metadata.articles:
        for writer in dict.fromkeys((article.source, article.author)):
            if writer and writer != article.publisher and (ids := page.ids(writer)):
                evidence = Quote(quote=writer, where="json-ld", rule="json-ld")
                rank = Rank.NEVER if page.own in ids else best
                yield Found(page.named("meta", "json-ld", writer, evidence), end, rank)


def _from_script(page: Scene, root: HtmlElement | None, title: str | None) -> list[Found]:
    """The source in script state; else in a hidden field, where it must name a known outlet."""
    for name, (key, quote) in script_sources(root, title).items():
        if credit := trimmed_credit(name, page.gazetteer):
            return [_stated(page, f"script:{key}", credit, quote)]
    for role, key, value in field_states(root):
        credit = trimmed_credit(value, page.gazetteer) if role == "source" else None
        if credit and page.ids(credit):
            return [_stated(page, f"field:{key}", credit, value)]
    return []


def _stated(page: Scene, label: str, credit: str, quote: str) -> Found:
    evidence = Quote(quote=quote, where="script", rule="script-state")
    return Found(page.named("meta", label, credit, evidence), len(page.lines), Rank.SCRIPT)
