"""Witnesses: the texts whose descent is asked for, what is known about each, and what its page claims.

Claims arrive one by one, as read.  Here they are reduced to what the verdict is held
against: the declared origin, the carriers it came through, the relays whose traces were
left in the text, and the agency whose dateline opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Literal, Protocol

from reprint_trace.attribution import (
    account_named,
    credited,
    ends_like_outlet,
    lists_several,
    named_newsroom,
    speaks_of_itself,
)
from reprint_trace.model import Claim, Document, Outlet, Page, Published, Quote, Site
from reprint_trace.outlets.tables import class_stands_for
from reprint_trace.text.folding import fold_text

Standing = Literal["named", "self", "unattributed"]

PLATFORM = re.compile(r"(?:平台|号)$")


class Gazetteer(Protocol):
    """The part of `outlets.Gazetteer` that lineage asks."""

    def resolve(self, text: str, /) -> tuple[Outlet, ...]: ...
    def resolve_url(self, url: str, /) -> Outlet | None: ...
    def get(self, outlet: str, /) -> Outlet | None: ...


class Remembering:
    """A gazetteer that looks every outlet up once; a group asks for the same few thousands of times."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.resolve = gazetteer.resolve
        self.resolve_url = gazetteer.resolve_url
        self.get = cache(gazetteer.get)


@dataclass(frozen=True, slots=True)
class Credit:
    """One outlet named by one claim; `outlet` is an id, or the name as written."""

    outlet: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Credits:
    """All that is claimed.  `standing` says whether an origin is named, claimed for the site
    itself (本站原创, 本报讯), or not given (no source line, 来源：网络, only a photo credit).

    `deictic` is 本报, 本网 … in the text: words of whoever wrote it, which name nobody.
    `origin` is the last outlet of the credit line, else of the dateline, else of the byline;
    `declared` are all outlets of the credit line, carrier → origin.
    """

    standing: Standing
    origin: Credit | None = None
    declared: tuple[Credit, ...] = ()
    relays: tuple[Credit, ...] = ()
    wires: tuple[Credit, ...] = ()
    inside: tuple[Credit, ...] = ()  # datelines and bylines: they travel with the text
    links: tuple[Credit, ...] = ()
    deictic: Claim | None = None

    @property
    def carriers(self) -> tuple[Credit, ...]:
        """Outlets the credit line names before the origin."""
        named = [c for c in self.declared if self.origin and c.outlet != self.origin.outlet]
        return tuple(c for c in named if not lists_several(c.claim.text))


def read_credits(claims: Sequence[Claim], site: Site, gazetteer: Gazetteer) -> Credits:
    """Reduce the claims of a page published by `site`."""
    own = site_names(site)

    def named(*kinds: str) -> tuple[Credit, ...]:
        found = (Credit(name, claim) for claim in claims if claim.kind in kinds
                 for name in names_of(claim, gazetteer))  # fmt: skip
        return tuple({c.outlet: c for c in reversed(list(found))}.values())[::-1]

    declared = named("declared") or named("meta")
    relays = named("relay")
    passed_on = {c.outlet for c in relays}  # 某网小编获悉 is no dateline, wherever it stands
    inside = tuple(
        c for c in named("dateline", "byline")
        if c.outlet not in passed_on and (gazetteer.get(c.outlet) or ends_like_outlet(c.outlet))
    )  # fmt: skip
    foreign = [c for c in declared if not is_same(c.outlet, own, gazetteer)]
    origin = next(iter([*foreign[-1:], *declared[-1:], *inside[:1]]), None)
    itself = next(
        (c for c in claims if c.kind == "self" or (c.kind == "declared" and speaks_of_itself(c.text))), None
    )
    standing: Standing = "named" if origin else "unattributed"
    ours = next((c for c in claims if c.kind in {"dateline", "byline"} and speaks_of_itself(c.text)), None)
    if origin is None and itself and own:
        origin, standing = Credit(own[0], itself), "self"
    return Credits(
        deictic=ours, standing=standing, origin=origin, declared=declared, inside=inside, links=named("link"),
        relays=tuple(c for c in relays if not is_same(c.outlet, own, gazetteer)),
        wires=tuple(c for c in named("dateline") if class_of(c.outlet, gazetteer) == "wire"),
    )  # fmt: skip


def names_of(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Outlets a claim names, carrier → origin; the text as written when none is known.  本报 and 本站
    name none, whoever's page they stand on."""
    if speaks_of_itself(claim.text):
        return ()
    ids = claim.outlets
    if not ids and claim.kind == "link":
        outlet = gazetteer.resolve_url(claim.url or claim.text)
        return (outlet.id,) if outlet else ()
    written = account_named(claim.text) or claim.text.strip()
    named = credited(written, gazetteer.resolve)
    return tuple(i for i in (named if set(ids) <= set(named) else ids) if i and is_source(i, gazetteer))


def is_source(outlet: str, gazetteer: Gazetteer) -> bool:
    """Whether a name can be a text's source: not 网络, no photo agency, and no place where others
    publish under names of their own (微信公众平台, 百家号)."""
    kind = class_of(outlet, gazetteer)
    if class_stands_for(kind) in {"photo", "nobody"}:
        return False
    return not (kind == "self-media-platform" and PLATFORM.search(outlet))


def site_names(site: Site) -> tuple[str, ...]:
    """What the publishing site is called, best known first."""
    return tuple(dict.fromkeys(name for name in (site.outlet, site.name, site.domain) if name))


def class_of(outlet: str, gazetteer: Gazetteer) -> str | None:
    known = gazetteer.get(outlet)
    return known.class_ if known else None


def passes_on(outlet: str, gazetteer: Gazetteer) -> bool:
    """Whether an outlet is of a kind that only carries others' stories: a portal, a content farm."""
    return class_stands_for(class_of(outlet, gazetteer)) == "carrier"


def writes(outlet: str, gazetteer: Gazetteer) -> bool:
    """Whether an outlet writes news of its own: by its class, else by a name like 某某晚报."""
    kind = class_of(outlet, gazetteer)
    return class_stands_for(kind) == "origin" if kind else named_newsroom(outlet)


def is_same(outlet: str, others: Sequence[str], gazetteer: Gazetteer) -> bool:
    """The same outlet, by id or by folded name."""
    known = gazetteer.get(outlet)
    mine = {_key(outlet), _key(known.name) if known else ""} - {""}
    return any(_key(other) in mine for other in others)


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return fold_text(name)


def same_house(outlet: str, others: Sequence[str], gazetteer: Gazetteer) -> bool:
    """The same outlet or one of the same owner group (人民日报 and 人民网)."""
    if is_same(outlet, others, gazetteer):
        return True
    known = gazetteer.get(outlet)
    if known is None or not known.family:
        return False
    families = {o.family for o in map(gazetteer.get, others) if o}
    return known.family in families


def outlet_of(document: Document, gazetteer: Gazetteer) -> str | None:
    """Whose text a corpus document is: its id, else what its publisher resolves to, else as written."""
    house = document.house
    known = gazetteer.resolve(house) if house and not document.outlet else ()
    return known[-1].id if known else house


BEIJING = timezone(timedelta(hours=8))
WEAK_BASES = frozenset({"url", "crawl", "warc"})  # filed under this date, not printed with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One text of a story as one outlet published it.

    `outlet` is a gazetteer id, or the name as written.  `claims` are what its page says about
    its origin; of a corpus document it is known whom it credits only where it also says whose it
    is.  `supplied` as a candidate original says that it came with the corpus; `former` is the headline
    that it says the text had before.
    """

    id: str
    text: str
    outlet: str | None = None
    published: Published | None = None
    claims: tuple[Claim, ...] = ()
    title: str | None = None
    supplied: bool = False
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When a text appeared: between `earliest` and `latest`, in hours since 1970 (Beijing)."""

    earliest: float
    latest: float
    good: bool


def page_witness(page: Page, gazetteer: Gazetteer) -> Witness:
    return Witness(id=page.file, text=page.body, outlet=publisher_of(page, gazetteer),
                   published=page.published, claims=page.claims, title=page.title,
                   former=page.original_title)  # fmt: skip


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
    """The class of its outlet; a paper nobody has listed is a local one by its name (某某晚报)."""
    if not witness.outlet:
        return None
    return class_of(witness.outlet, gazetteer) or ("local" if named_newsroom(witness.outlet) else None)


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
