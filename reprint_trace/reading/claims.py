"""Everything a page says about where its text came from, each statement with its evidence.

Layers, strongest first: labelled credits in the head; a bare outlet beside the date; labelled
credits below; closing credits; metadata; script state.  Datelines, cited reports, reporters' bylines
and relay traces stand inside the story's own sentences: `attribution` has their grammar, they stay in
the body, lineage reads them as traces of the pages a text came through, and they are never the
declared source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from reprint_trace.attribution.lines import cited, house_byline, opening_dateline, relays
from reprint_trace.attribution.names import ends_like_outlet, outlets_named
from reprint_trace.model import Claim, Phrase, Quote, SourceCandidate, phrase
from reprint_trace.reading.candidates import (
    TAIL_BELOW,
    Found,
    Rank,
    Scene,
    key_of,
    limit,
    surroundings,
    weighed,
)
from reprint_trace.reading.labelled import labelled, trimmed_credit
from reprint_trace.reading.metadata import Metadata, field_states, script_sources
from reprint_trace.reading.unlabelled import beside_date, closing_credit, maybe_below, maybe_beside
from reprint_trace.text.addresses import is_home
from reprint_trace.text.folding import HAN, fold_text
from reprint_trace.vocabulary import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from reprint_trace.attribution import Mention
    from reprint_trace.model import ClaimKind, Outlet, Site, Where
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.anatomy import Anatomy
    from reprint_trace.reading.lines import Line
    from reprint_trace.reading.unlabelled import Maybe


# ── inside the story's own sentences ────────────────────────────────────────────────────

_STAFF_CODE = re.compile(
    r"(?:责任编辑|责编|编辑)[:： ]{0,2}[\u3400-\u9fff]{0,4}[ _]{0,2}(?P<code>[A-Za-z]{2}\d{3,4})\b"
)


def told_in(text: str, where: Where, gazetteer: Gazetteer, *, lead: bool) -> Iterator[Claim]:
    """The claims of one line; datelines and cited reports only in the story's `lead`."""
    told = (opening_dateline(text, gazetteer) or cited(text, gazetteer)) if lead else None
    if told is not None:
        yield _claim("dateline", told, text, where, gazetteer)
    byline = house_byline(text.strip(), gazetteer)
    if byline is not None:
        yield _claim("byline", byline, text.strip(), where, gazetteer)
    for relay in relays(text):
        yield _claim("relay", relay, text, where, gazetteer)


def staff_code(text: str, where: Where, own: str | None, gazetteer: Gazetteer) -> Claim | None:
    """An editor's code of another newsroom than the site's `own`: the text passed through there."""
    match = _STAFF_CODE.search(text) if own is not None and "编" in text else None
    if match is None:
        return None
    site = gazetteer.get(own) if own else None
    for row in rows("staff_codes"):
        owner = row.extra["outlet"]
        if row.regex.fullmatch(match["code"]) and owner not in (own, site.family if site else None):
            evidence = Quote(quote=match.group(), where=where, rule="staff-code")
            return Claim(kind="relay", text=match["code"], outlets=(owner,), evidence=evidence)
    return None


def _claim(kind: ClaimKind, mention: Mention, text: str, where: Where, gazetteer: Gazetteer) -> Claim:
    named = () if mention.own else outlets_named(mention.name, gazetteer)
    known = gazetteer.leading(mention.name) if not (named or mention.own) else None
    ids = tuple(outlet.id for outlet in named) or ((known[0].id,) if known else ())
    quote = text[slice(*mention.span)].strip("，。！？；：:“” \u3000")
    evidence = Quote(quote=quote, where=where, rule=mention.rule)
    return Claim(kind=kind, text=mention.name, outlets=ids, evidence=evidence)


# ── credits that contradict each other ──────────────────────────────────────────────────

_CREDITS = ("declared", "link", "meta")
_MOST = 12  # credits compared; a page that has more lists other stories


def disagreements(claims: Sequence[Claim], own: str | None, gazetteer: Gazetteer) -> tuple[Phrase, ...]:
    """A warning for every two credits that name different outlets.

    What cannot be resolved contradicts nothing; nor does a link or metadata naming the publishing
    site itself (`own`) or a platform where every outlet keeps an account.  A portal agrees with
    its channels, and a link to a front page with every outlet of that house.
    """
    named = [(claim, outlets) for claim in claims if (outlets := _outlets(claim, own, gazetteer))][:_MOST]
    told = (
        phrase(
            "warning.credits-disagree",
            one=_shown(one),
            one_rule=one.evidence.rule,
            two=_shown(two),
            two_rule=two.evidence.rule,
        )
        for (one, ones), (two, twos) in combinations(named, 2)
        if not _agree(ones, twos, gazetteer, house=_is_front(one) or _is_front(two))
    )
    return tuple(dict.fromkeys(told))


def _outlets(claim: Claim, own: str | None, gazetteer: Gazetteer) -> list[Outlet]:
    """The outlets a credit names, as far as they could contradict another."""
    if claim.kind not in _CREDITS or claim.label == "meta:author":  # often the site's own editor
        return []
    known = [outlet for outlet in map(gazetteer.get, claim.outlets) if outlet is not None]
    if claim.kind == "declared":
        return known
    return [outlet for outlet in known if outlet.id != own and outlet.class_ != "self-media-platform"]


def _agree(ones: Sequence[Outlet], twos: Sequence[Outlet], gazetteer: Gazetteer, *, house: bool) -> bool:
    """Whether two credits share an outlet, a portal (a family that is an outlet) or, if `house`, a family."""
    names: list[set[str]] = []
    for outlets in (ones, twos):
        families = {o.family for o in outlets if o.family and (house or gazetteer.get(o.family))}
        names.append({o.id for o in outlets} | families)
    return not names[0].isdisjoint(names[1])


def _is_front(claim: Claim) -> bool:
    return claim.kind == "link" and is_home(claim.url)


def _shown(claim: Claim) -> str:
    return claim.url or claim.text if claim.kind == "link" else claim.text


# ── the claims of a page ────────────────────────────────────────────────────────────────

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
    metadata: Metadata,
    title: str | None,
    anatomy: Anatomy,
    gazetteer: Gazetteer,
    site: Site,
) -> ClaimsFound:
    """All claims in page order, and the source the page declares.

    `title` is the headline and `site` what `find_furniture` found.
    """
    story, scripted = anatomy.story, script_sources(metadata.states, title)
    headline = max(0, story[0] - 4) if anatomy.at is None else anatomy.at
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
            found += _bare(page, frozenset(scripted))
    found += _closing(page)
    found += _told(page)
    found += _from_metadata(page, metadata, silent=silent)
    if not silent and all(f.rank == Rank.NEVER for f in found):
        found += _from_script(page, root, scripted)
    found.sort(key=lambda f: f.at)
    stated = frozenset(map(key_of, (*_metadata_names(metadata), *scripted)))
    around = surroundings(page, stated, silent=silent)
    found += _maybe(page, found)
    names = weighed(page, found, around)
    declared = names[0].found if names and names[0].probability >= limit() else None
    found = [f for f in found if f.rank != Rank.MAYBE or (declared and f.claim == declared.claim)]
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


def _of_the_headline(maybe: Maybe, title: str | None) -> bool:
    """Whether an unlabelled name stands on a line that shows the headline, or has three letters running of it
    and no newspaper's ending: a kicker or a column (王忠林调研… above 王忠林：…)."""
    told, name = fold_text(title or ""), fold_text(maybe.text)
    if not told or told in fold_text(maybe.line.text):
        return bool(told)
    shared = any(name[at : at + 3] in told for at in range(len(name) - 2))
    return shared and not ends_like_outlet(maybe.text)


def _maybe(page: Scene, found: Sequence[Found]) -> Iterator[Found]:
    """Names that stand where a source may, and that no rule takes for one."""
    taken = {(f.at, key_of(f.claim.text)) for f in found}
    english = bool(page.title) and not HAN.search(page.title or "")
    end = max(page.story[0], page.opening, page.headline + 3)
    head = ((maybe, "head") for maybe in maybe_beside(page.lines, page.headline, end))
    below = ((maybe, "tail") for maybe in maybe_below(page.lines, page.story[1], page.tail(TAIL_BELOW)))
    for maybe, place in (*head, *below):
        desk = "with-person" in maybe.signs and page.own in page.ids(maybe.text)  # the site's own
        words = english and not page.ids(maybe.text)  # any words stand beside a byline of an English page
        if (
            not (desk or words or _of_the_headline(maybe, page.title))
            and (maybe.line.index, key_of(maybe.text)) not in taken
        ):
            where: Where = "head" if place == "head" else page.where(maybe.line.index)
            evidence = Quote(quote=maybe.line.text[-80:], where=where, rule="unlabelled")
            claim = page.named("declared", None, maybe.text, evidence, maybe.url)
            alone = len(maybe.line.text) <= len(maybe.text) + 8
            yield Found(claim, maybe.line.index, Rank.MAYBE, alone, maybe.signs)


def _closing(page: Scene) -> Iterator[Found]:
    """A paper named by a closing line, with its issue or page, or by the story's last bracket."""
    for line in page.lines[page.story[0] : page.tail(TAIL_BELOW)]:
        last = page.story[1] - 3 <= line.index <= page.story[1] + 1
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


def _from_script(page: Scene, root: HtmlElement | None, scripted: dict[str, tuple[str, str]]) -> list[Found]:
    """The source in script state; else in a hidden field, where it must name a known outlet."""
    for name, (key, quote) in scripted.items():
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
