"""A row as the article it states: a page for reading, or a document for a corpus."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reprint_trace.model import Document, Published, Site
from reprint_trace.reading.formats import Saved, Stated
from reprint_trace.tables.rows import dated, is_markup, is_page, plain, whole, written
from reprint_trace.text.addresses import host

if TYPE_CHECKING:
    from reprint_trace.model import Outlet, Page
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.tables.rows import Row, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a row says of an article.  `page` is the markup of a page it was saved as; `saved` when."""

    id: str
    title: str | None = None
    text: str = ""
    page: bytes | None = None
    publisher: str | None = None
    source: str | None = None
    outlet: str | None = None
    published: Published | None = None
    url: str | None = None
    saved: str | None = None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What the user says of articles that do not say it themselves: whose they are, as written, the
    date, and the address of the site they stand on."""

    source: str | None = None
    published: Published | None = None
    site: str | None = None

    def place(self, outlets: Gazetteer | None) -> Site:
        """What is said, as the site of a page that shows none."""
        known = outlet_of(self.site, outlets)
        site = self.site if not self.site or "//" in self.site else f"//{self.site}"
        return Site(name=self.source or (known.name if known else None), outlet=known.id if known else None,
                    domain=host(site))  # fmt: skip


def article(row: Row, known: Understood) -> Article | str:
    """The article of a row under columns that were understood, or what is wrong with the row.

    Without an id or an address, its id is made of what it says, the same in whatever file it stands.
    """
    cells = {field: row.cells.get(column) for field, column in known.columns}
    text, page = _body(cells)
    if not text and page is None:
        return "no text"
    date = cells.get("date")
    published = dated(date) if written(date).strip() else None
    if written(date).strip() and not published:
        return f"the date {written(date).strip()[:60]!r} is no date like 2020-02-24"
    title, url = _line(cells, "title"), _line(cells, "url")
    saved = dated(cells["saved"]) if written(cells.get("saved")).strip() else None
    return Article(
        id=written(cells.get("id")).strip() or url or _made_id(title, text, page),
        title=title,
        text=text,
        page=page,
        publisher=_line(cells, "publisher"),
        source=_line(cells, "source"),
        outlet=_line(cells, "outlet"),
        published=published,
        url=url,
        saved=saved.value if saved else None,
    )


def _body(cells: Mapping[str, Any]) -> tuple[str, bytes | None]:
    """The text and the page of a row; a column for texts may hold pages, and one for pages texts."""
    text, page = cells.get("text"), cells.get("page")
    if isinstance(page, bytes):
        return plain(text), page or None
    markup = written(page)
    if markup.strip() and not is_markup(markup) and not is_page(markup):
        return plain(text) or plain(markup), None
    if isinstance(text, bytes) and is_page(text[:4096].decode("latin-1")):
        return "", text
    words = written(text)
    if not markup.strip() and is_page(words):
        return "", words.encode()
    return plain(words), markup.encode() if markup.strip() else None


def _line(cells: Mapping[str, Any], field: str) -> str | None:
    return " ".join(plain(cells.get(field)).split()) or None


def _made_id(title: str | None, text: str, page: bytes | None) -> str:
    said = "\0".join((title or "", text)).encode() if text else page or b""
    return f"row-{hashlib.sha256(said).hexdigest()[:12]}"


def save(found: Article) -> Saved:
    """An article as a saved page: the page it was saved as, or one that shows what the row says."""
    if found.page is not None:
        return Saved(
            data=found.page, raw=found.page, format="html", url=found.url,
            url_basis="row" if found.url else None, date=found.saved,
        )  # fmt: skip
    data = "".join(_shown(found)).encode()
    published = replace(found.published, basis="row") if found.published else None
    return Saved(
        data=data, raw=data, format="row", url=found.url, url_basis="row" if found.url else None,
        date=found.saved, stated=Stated(found.title, found.text, published, found.publisher),
    )  # fmt: skip


def _shown(found: Article) -> Iterator[str]:
    yield "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><article>"
    if found.title:
        yield f"<h1>{html.escape(found.title)}</h1>"
    if found.published:
        yield f"<p>{found.published.value.replace('T', ' ')}</p>"
    if found.source:
        yield f"<p>来源：{html.escape(found.source)}</p>"
    for paragraph in found.text.split("\n"):
        yield f"<p>{html.escape(paragraph)}</p>"
    yield "</article></body></html>"


def document(found: Article, unsaid: Unsaid, outlets: Gazetteer | None) -> Document | str:
    """An article as a candidate original; its page, if it has no text beside it, is read."""
    if not found.text and found.page is not None:
        return _read(found, unsaid, outlets)
    publisher, source, outlet = found.publisher, found.source, found.outlet
    if not (publisher or source):
        place = (unsaid if unsaid.source else Unsaid(site=found.url or unsaid.site)).place(outlets)
        publisher, source = (None, unsaid.source) if unsaid.source else (place.name or place.domain, None)
        outlet = outlet or place.outlet
    return Document(
        id=found.id,
        text=found.text,
        title=found.title,
        publisher=publisher if publisher != source else None,
        source=source,
        outlet=outlet,
        published=found.published or unsaid.published,
        url=found.url,
    )


def _read(found: Article, unsaid: Unsaid, outlets: Gazetteer | None) -> Document | str:
    from reprint_trace.errors import InputError
    from reprint_trace.reading import read_saved

    try:
        page = read_saved(save(found), file=found.id, gazetteer=outlets)
    except InputError as error:
        return error.problem
    if not page.body.strip():
        return "no article text found"
    told = document_from_page(page, unsaid, outlets)
    publisher, source = found.publisher or told.publisher, found.source or told.source
    return replace(
        told,
        id=found.id,
        title=found.title or page.title,
        publisher=publisher if publisher != source else None,
        source=source,
        outlet=found.outlet or told.outlet,
        published=page.published or found.published or unsaid.published,
    )


def document_from_page(
    page: Page, unsaid: Unsaid | None = None, outlets: Gazetteer | None = None
) -> Document:
    """A saved page as a candidate original: its address or file is its id, its publisher the site it
    stood on, its source whom it credits.  A credit is a claim: it makes no text the credited outlet's.

    Where the page shows no site, what is said of all (`unsaid`) is its publisher; a text that credits
    nobody but its publisher, or nobody at all, is that publisher's own.
    """
    told = unsaid or Unsaid()
    site = (
        page.site if page.url or page.site.outlet or not (told.source or told.site) else told.place(outlets)
    )
    publisher = site.name or site.domain or page.file
    own = page.declared_source == publisher or (page.declared_source is None and bool(told.source))
    return Document(
        id=whole(page.url or page.file),
        text=page.body,
        title=page.title,
        publisher=None if own else publisher,
        source=publisher if own else page.declared_source,
        outlet=site.outlet,
        published=page.published or told.published,
        url=page.url,
        sha256=page.sha256,
    )


def outlet_of(address: str | None, outlets: Gazetteer | None) -> Outlet | None:
    """The gazetteer's outlet of an address or a bare domain; None where it has none."""
    if not address:
        return None
    from reprint_trace.outlets import gazetteer

    return (outlets or gazetteer()).resolve_url(address if "//" in address else f"http://{address}/")
