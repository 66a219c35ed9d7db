"""Which pages of a run use a house's text, and what became of the text there.

A page uses a house's text when that text is where its chain begins, or one of the sources that a merged
page was put together from.  A house's copy of somebody else's text is none of the house's; nor is a page
that only looks like its text, nor one that is older than it and stands above it in the chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul
from typing import Any, Literal

from reprint_trace.attribution import Mention, mentions
from reprint_trace.attribution.people import people_in
from reprint_trace.lineage.witnesses import names_of, read_credits, same_house, site_names
from reprint_trace.model import Document, Match, Outlet, Page, Trace
from reprint_trace.outlets import Gazetteer, gazetteer
from reprint_trace.text.addresses import host
from reprint_trace.text.folding import fold_text
from reprint_trace.uses.licensees import Licensee, Standing, standing

Basis = Literal["observed", "credited"]
Credited = Literal["right", "carrier", "wrong", "own", "none"]
TAKING = frozenset({"copy", "version", "retold"})  # relations in which one text is made from the other
SURE = 0.99  # P from which a step of the chain is told as a fact
LIKELY = 0.5  # P from which two texts that one agency may have sent out are one made from the other
LEADING = 400  # characters in which a text says where and by whom it was sent
_SIGNING, _OTHERS = frozenset({"dateline", "byline"}), frozenset({"editor", "photographer"})
_BRACKET = re.compile(r"[（(【\[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One page that uses one text of the house.  `basis` says whether the text itself is there or only
    a credit that independent words support; of the latter nothing is counted.  Shares are 0..1,
    `characters` and `longest_run` folded characters.  `headline_changed` is None where either has none.
    `through` are the outlets between the text and the page, as far as they are sure: named by the page, or drawn
    with P >= SURE; `licensed` is by the user's list (None without
    one), `listed` the edition of the CAC list of licensed sources (稿源单位名单) the outlet stands in."""

    outlet: str
    page: str
    url: str | None
    published: str | None
    saved: str | None
    title: str | None
    basis: Basis
    original: str | None = None
    original_title: str | None = None
    original_published: str | None = None
    original_url: str | None = None
    relation: str | None = None
    characters: int | None = None
    of_original: float | None = None
    of_page: float | None = None
    longest_run: int | None = None
    headline_changed: bool | None = None
    byline_removed: tuple[str, ...] | None = None
    dateline_removed: bool | None = None
    names_changed: tuple[str, ...] = ()
    figures_changed: tuple[str, ...] = ()
    names_lost: tuple[str, ...] = ()
    figures_lost: tuple[str, ...] = ()
    credit: Credited
    credit_text: str | None = None
    through: tuple[str, ...] = ()
    licensed: Standing | None = None
    listed: str | None = None
    sha256: str


def uses(
    traces: Iterable[Trace],
    of: str,
    *,
    outlets: Gazetteer | None = None,
    licensees: tuple[Licensee, ...] | None = None,
    new_since: str | None = None,
) -> Iterator[Use]:
    """The uses of the texts of the house `of` (a name as written, or a gazetteer id), in the order of the
    traces.  `new_since` (YYYY-MM-DD) leaves out pages that were saved, or else published, before that day;
    one of which neither is known stays."""
    known = outlets or gazetteer()
    house = house_of(of, known)
    for trace in traces:
        if not same_house(house, site_names(trace.page.site), known) and _is_new(trace.page, new_since):
            yield from _of_trace(trace, house, known, licensees)


def house_of(name: str, known: Gazetteer) -> str:
    """The id of the outlet a name means, else the name as written."""
    found = known.resolve(name)
    return found[-1].id if found else name.strip()


def _is_new(page: Page, since: str | None) -> bool:
    day = page.saved or (page.published.value if page.published else None)
    return since is None or day is None or day[: len(since)] >= since[: len(day)]


def _of_trace(
    trace: Trace, house: str, known: Gazetteer, licensees: tuple[Licensee, ...] | None
) -> Iterator[Use]:
    gave = {*trace.chain.path[:1], *(source.document for source in trace.sources)}
    taken = (m for m in trace.matches if m.document.id in gave and _is_taken(m, trace))
    found = [match for match in taken if _is_theirs(match.document, house, known)]
    for match in found:
        yield _use(trace, house, known, licensees, match)
    if not found and _is_credited(trace, house, known):
        yield _use(trace, house, known, licensees, None)


def _is_taken(match: Match, trace: Trace) -> bool:
    """Whether the page's text is made from the matched one.  Two texts that an agency may have sent out to both
    are, where the chain begins at the one and the step from it is likely; two that may only quote the same words,
    where the page credits that very text's house besides."""
    if match.relation in TAKING:
        return True
    if trace.chain.path[:1] != (match.document.id,) or (_steps(trace)[0] or 1.0) < LIKELY:
        return False
    credited = match.relation == "shared-quotation" and trace.verdict.origin == "confirmed"
    return match.relation == "same-wire" or credited


def _is_theirs(document: Document, house: str, known: Gazetteer) -> bool:
    """Whether a text is the house's own: it published it, and neither its row nor its dateline is somebody else's."""
    if not document.house:
        return False
    source = document.source if document.outlet or document.publisher else None
    sent = _dateline(document.text)
    if sent and sent.dispatch and (known.resolve(sent.name) and not _is_of(sent.name, house, known)):
        return False
    return _is_of(document.house, house, known) and (source is None or _is_of(source, house, known))


def _is_of(name: str, house: str, known: Gazetteer) -> bool:
    return same_house(house_of(name, known), (house,), known)


def _is_credited(trace: Trace, house: str, known: Gazetteer) -> bool:
    """The text itself is not here, but independent words say that it is the house's."""
    first = next((n for n in trace.chain.nodes if trace.chain.path[:1] == (n.id,)), None)
    return bool(
        trace.verdict.origin == "supported"
        and first and not first.observed and first.outlet and _is_of(first.outlet, house, known)
    )  # fmt: skip


def _use(
    trace: Trace, house: str, known: Gazetteer, licensees: tuple[Licensee, ...] | None, match: Match | None
) -> Use:
    page = trace.page
    outlet = next(iter(site_names(page.site)), None) or page.file
    keeper = known.get(outlet)
    credit, words = _credit(trace, house, known)
    published = page.published.value if page.published else None
    of_text: dict[str, Any] = _of_text(page, match) if match else {}
    place = replace(page.site, domain=host(page.url) or page.site.domain)  # a list may name a part of a house
    return Use(
        outlet=outlet, page=page.file, url=page.url, published=published, saved=page.saved, title=page.title,
        basis="observed" if match else "credited", credit=credit, credit_text=words,
        through=_through(trace), sha256=page.sha256,
        licensed=None if licensees is None else standing(place, published, licensees, known),
        listed=_edition(keeper, known), **of_text,
    )  # fmt: skip


def _edition(outlet: Outlet | None, known: Gazetteer) -> str | None:
    if outlet is None:
        return None
    kin = known.licensed_kin(outlet)
    return outlet.licensed or (kin.licensed if kin else None)


def _of_text(page: Page, match: Match) -> dict[str, Any]:
    """What became of the text."""
    document, altered = match.document, match.alteration
    taken = altered.taken if altered else None
    return {
        "original": document.id, "original_title": document.title, "original_url": document.url,
        "original_published": document.published.value if document.published else None,
        "relation": match.relation, "characters": taken.characters if taken else None,
        "of_original": taken.of_document if taken else match.document_covered,
        "of_page": taken.of_page if taken else match.page_covered,
        "longest_run": taken.longest_run if taken else match.longest_run,
        "headline_changed": _headline_changed(page, document),
        "byline_removed": _byline_removed(page, match),
        "dateline_removed": _dateline_removed(page, match),
        "names_changed": altered.names_changed if altered else (),
        "figures_changed": altered.figures_changed if altered else (),
        "names_lost": _names_lost(page, match),
        "figures_lost": tuple(f for f in altered.figures_lost if not _beside(f, page)) if altered else (),
    }  # fmt: skip


@lru_cache(maxsize=64)  # a page is asked about for each of its uses
def _printed(page: Page) -> str:
    """What the page prints as its story and says of it, folded: a credit that stands beside the story is there."""
    said = (claim.evidence.quote for claim in page.claims)
    return fold_text("\n".join((page.body, page.title or "", *page.authors, *page.editors, *said)))


def _lost(name: str, page: Page) -> bool:
    return fold_text(name) not in _printed(page)


@lru_cache(maxsize=256)  # a text is asked about for each of its uses
def _heads(text: str) -> tuple[Mention, ...]:
    return mentions(text)


def _beside(figure: str, page: Page) -> bool:
    """Whether a figure stands in the page's headline or beside its story, where the text has it on top."""
    said = " ".join((page.title or "", *(claim.evidence.quote for claim in page.claims)))
    return re.search(rf"(?<![\d.]){re.escape(figure)}", said) is not None


def _byline_removed(page: Page, match: Match) -> tuple[str, ...]:
    """Those who wrote the text, by its byline or its dateline, and stand on the page no more; not who edited it or
    made the pictures."""
    document = match.document
    cut = [e for e in match.edits if e.kind in ("byline-removed", "dateline-removed")]
    people = [p for one in _heads(document.text) if one.kind in _SIGNING for p in one.people]
    people += [p for edit in cut for p in people_in(edit.document_text, 0, len(edit.document_text))]
    others = {person.name for person in people if person.role in _OTHERS}
    names = (*document.authors, *(p.name for p in people), *(name for edit in cut for name in edit.names))
    return tuple(name for name in dict.fromkeys(names) if name not in others and _lost(name, page))


def _names_lost(page: Page, match: Match) -> tuple[str, ...]:
    """The names of the text that the page has no more, those of its editors aside."""
    edited = {p.name for one in _heads(match.document.text) for p in one.people if p.role in _OTHERS}
    names = match.alteration.names_lost if match.alteration else ()
    return tuple(name for name in names if name not in edited and _lost(name, page))


def _dateline_removed(page: Page, match: Match) -> bool:
    """Whether the text opens with a dateline, and the page has it no more: its outlet, place and day."""
    first = _dateline(match.document.text)
    if first is None:
        return any(edit.kind == "dateline-removed" for edit in match.edits)
    told = match.document.text[slice(*first.span)].strip()
    return fold_text(_BRACKET.split(told)[0].strip()) not in _printed(page)


def _dateline(text: str) -> Mention | None:
    return next((one for one in _heads(text) if one.kind == "dateline" and one.span[0] < LEADING), None)


def _headline_changed(page: Page, document: Document) -> bool | None:
    if not page.title or not document.title:
        return None
    mine, theirs = ("".join(filter(str.isalnum, fold_text(title))) for title in (page.title, document.title))
    return mine != theirs


def _credit(trace: Trace, house: str, known: Gazetteer) -> tuple[Credited, str | None]:
    """Whom the page credits, against whose text it is, with the words of the credit."""
    page = trace.page
    credits = read_credits(page.claims, page.site, known)
    for credit in credits.declared:
        if same_house(credit.outlet, (house,), known):
            return "right", credit.claim.evidence.quote
    if credits.declared:
        said: Credited = "carrier" if trace.verdict.origin == "carrier" else "wrong"
        if all(same_house(c.outlet, site_names(page.site), known) for c in credits.declared):
            said = "own"
        return said, credits.declared[-1].claim.evidence.quote
    for claim in page.claims:
        if claim.kind == "link" and any(same_house(n, (house,), known) for n in names_of(claim, known)):
            return "right", claim.evidence.quote
    if credits.standing == "self" and credits.origin:
        return "own", credits.origin.claim.evidence.quote
    return "none", None


def _through(trace: Trace) -> tuple[str, ...]:
    """The outlets between the text and the page that are sure: those of which the page bears a hard trace, and those
    whose texts are here and that the chain draws with P >= SURE all the way down."""
    nodes = {node.id: node for node in trace.chain.nodes}
    traced = {edge.from_ for edge in trace.chain.edges if edge.grade == "A"}
    between = zip(trace.chain.path[1:-1], _odds(trace)[1:], strict=False)
    return tuple(
        nodes[id_].outlet or id_
        for id_, odds in between
        if (odds >= SURE if nodes[id_].observed else id_ in traced)
    )


def _odds(trace: Trace) -> list[float]:
    """For every text of the path but the page, P that each step from it down to the page is right; 0 where a step
    has none, as behind an outlet whose text is not here."""
    return [*accumulate(reversed([step or 0.0 for step in _steps(trace)]), mul)][::-1]


def _steps(trace: Trace) -> list[float | None]:
    """P of each step of the path, from the origin down."""
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    found = (edges.get(step) for step in pairwise(trace.chain.path))
    return [(edge.ancestor if edge.open else edge.probability) if edge else None for edge in found] or [None]
