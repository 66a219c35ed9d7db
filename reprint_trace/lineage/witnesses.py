"""Witnesses: the texts whose descent is asked for, and what is known about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from reprint_trace.lineage.credits import Credits, Gazetteer, class_of, outlet_of, read_credits, site_names
from reprint_trace.model import Claim, Document, Page, Published, Quote, Site

BEIJING = timezone(timedelta(hours=8))
WEAK_BASES = frozenset({"url", "crawl", "warc"})  # filed under this date, not printed with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One text of a story as one outlet published it.

    `outlet` is a gazetteer id, or the name as written.  `claims` are what its page says about
    its origin; of a corpus document it is known whom it credits only where it also says whose it
    is.  `supplied` as a candidate original says that it came with the corpus.
    """

    id: str
    text: str
    outlet: str | None = None
    published: Published | None = None
    claims: tuple[Claim, ...] = ()
    title: str | None = None
    supplied: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When a text appeared: between `earliest` and `latest`, in hours since 1970 (Beijing)."""

    earliest: float
    latest: float
    good: bool


def page_witness(page: Page, gazetteer: Gazetteer) -> Witness:
    return Witness(id=page.file, text=page.body, outlet=publisher_of(page, gazetteer),
                   published=page.published, claims=page.claims, title=page.title)  # fmt: skip


def publisher_of(page: Page, gazetteer: Gazetteer) -> str | None:
    """Whose page it is: the site's, on a platform (微信公众平台) the account's."""
    site = next(iter(site_names(page.site)), None)
    if site is None or class_of(site, gazetteer) != "self-media-platform":
        return site
    named = [c.text for c in page.claims if c.evidence.rule == "account"]
    account = next(iter((*named, *page.authors)), None)
    known = gazetteer.resolve(account) if account else ()
    return known[-1].id if known else account


def document_witness(document: Document, gazetteer: Gazetteer) -> Witness:
    """A document of the corpus; whom it credits beside its publisher is a claim like a page's."""
    claims: tuple[Claim, ...] = ()
    if document.publisher and document.source:
        said = Quote(quote=document.source, where="meta", rule="corpus")
        named = tuple(outlet.id for outlet in gazetteer.resolve(document.source))
        claims = (Claim(kind="declared", text=document.source, outlets=named, evidence=said),)
    return Witness(id=document.id, text=document.text, outlet=outlet_of(document, gazetteer),
                   published=document.published, title=document.title, claims=claims, supplied=True)  # fmt: skip


def credits_of(witness: Witness, gazetteer: Gazetteer) -> Credits:
    return read_credits(witness.claims, Site(outlet=witness.outlet), gazetteer)


def outlet_class(witness: Witness, gazetteer: Gazetteer) -> str | None:
    return class_of(witness.outlet, gazetteer) if witness.outlet else None


def moment(published: Published | None) -> Moment | None:
    """The interval a stated date leaves open; `None` for no date, or none finer than a month."""
    if published is None or published.precision not in {"minute", "day"}:
        return None
    try:
        at = datetime.fromisoformat(published.value)
    except ValueError:
        return None
    at = at.replace(tzinfo=BEIJING) if at.tzinfo is None else at.astimezone(BEIJING)
    good = published.basis not in WEAK_BASES
    if published.precision == "day":
        start = at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() / 3600
        return Moment(start, start + 24, good)
    return Moment(at.timestamp() / 3600, at.timestamp() / 3600, good)
