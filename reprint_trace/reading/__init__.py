"""Saved bytes to a `Page`: what a page says, and the story on it.

The story is cut out last: claims, furniture and teasers are read from the whole page first,
and the lines they recognised are no part of the story.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from os import PathLike, fspath
from typing import TYPE_CHECKING

from reprint_trace.budget import limited
from reprint_trace.errors import InputError, boundary
from reprint_trace.model import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reprint_trace.model import Page
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.formats import Saved, Stated

__all__ = ["read_file", "read_page", "read_path", "read_saved", "recurring_lines"]

MAX_LINES = 20_000
_DAMAGED = phrase("warning.damaged")
_TOO_MANY_LINES = phrase("warning.many-lines", most=MAX_LINES)


def read_page(data: bytes, *, file: str, url: str | None = None, gazetteer: Gazetteer | None = None) -> Page:
    """The page saved as `data`; `file` names it, `url` is its address if known from elsewhere.

    Raises InputError when the bytes are empty, damaged, or not a page.
    """
    from reprint_trace.reading.formats import saved_page

    with boundary(file, "unpacking"):
        saved = saved_page(data, file)
    return _read(saved, file, url, gazetteer)


def read_file(
    path: str | PathLike[str], *, url: str | None = None, gazetteer: Gazetteer | None = None
) -> Page:
    """The page in a file; the first, if it holds several."""
    for page in read_path(path, url=url, gazetteer=gazetteer):
        return page
    raise InputError(fspath(path), "holds no page")


def read_path(
    path: str | PathLike[str], *, url: str | None = None, gazetteer: Gazetteer | None = None
) -> Iterator[Page]:
    """The pages in a file, `-` for standard input: one, or those of a WARC or WACZ.

    Raises InputError; for an archive with a fault, after its good pages.
    """
    from reprint_trace.reading.formats import saved_pages

    file = fspath(path)
    failed: InputError | None = None
    for saved in saved_pages(file):
        try:
            page = _read(saved, file, url, gazetteer)
        except InputError as error:  # the other pages of an archive are none the worse
            failed = failed or error
        else:
            yield page
    if failed:
        raise failed


def read_saved(
    saved: Saved, *, file: str, url: str | None = None, gazetteer: Gazetteer | None = None
) -> Page:
    """The page of a save that was taken out of its container already."""
    return _read(saved, file, url, gazetteer)


def recurring_lines(pages: Iterable[Page], *, share: float = 0.5, at_least: int = 3) -> frozenset[str]:
    """The body lines that stand on at least `share` of a site's pages (and on `at_least`):
    the site's own furniture, whatever it says.  Give pages of one site."""
    counts: Counter[str] = Counter()
    total = 0
    for page in pages:
        total += 1
        counts.update(set(page.body.split("\n")))
    return frozenset(line for line, n in counts.items() if line and n >= max(at_least, share * total))


def _read(saved: Saved, file: str, url: str | None, gazetteer: Gazetteer | None) -> Page:
    with limited(file, "reading"):
        return _page(saved, file, url, gazetteer)


def _page(saved: Saved, file: str, url: str | None, gazetteer: Gazetteer | None) -> Page:
    from reprint_trace import outlets
    from reprint_trace.model import Page
    from reprint_trace.reading.encoding import decode, parse
    from reprint_trace.reading.lines import html_lines, text_lines
    from reprint_trace.reading.metadata import restore_kept_story
    from reprint_trace.reading.page import take_apart

    decoded = decode(saved.data, saved.charset)
    warnings = [_DAMAGED] if decoded.damaged else []
    if saved.format == "text":
        root, lines = None, text_lines(decoded.text, MAX_LINES + 1)
    else:
        root, left_out = parse(decoded.text)
        warnings += left_out
        elements = list(root.iter())  # held, so that lxml makes each of them once
        lines = html_lines(root)
        if restore_kept_story(root, lines):
            elements = list(root.iter())  # noqa: F841
            lines = html_lines(root)
    if len(lines) > MAX_LINES:
        lines = lines[:MAX_LINES]
        warnings.append(_TOO_MANY_LINES)
    known = gazetteer or outlets.gazetteer()
    parts = take_apart(lines, root, file=file, url=url or saved.url, saved=saved.date, gazetteer=known)
    frame, furniture, claims, body = parts.frame, parts.furniture, parts.claims, parts.body
    page = Page(
        file=file,
        sha256=hashlib.sha256(saved.raw).hexdigest(),
        format=saved.format,
        encoding=decoded.encoding,
        url=frame.url,
        url_basis="option" if url else saved.url_basis or frame.url_basis,
        saved=saved.date,
        site=furniture.site,
        title=frame.title,
        original_title=frame.original_title,
        published=furniture.published,
        language=furniture.language,
        breadcrumbs=frame.breadcrumbs,
        keywords=furniture.keywords,
        authors=furniture.authors,
        editors=furniture.editors,
        body=body.text,
        sureness=parts.sureness,
        declared_source=claims.declared_source,
        sources=claims.sources,
        claims=claims.claims,
        teasers=parts.teasers.teasers,
        previous=frame.previous,
        next=frame.next,
        warnings=(*saved.warnings, *warnings, *body.warnings, *claims.warnings),
    )
    return _as_stated(page, saved.stated) if saved.stated else page


def _as_stated(page: Page, stated: Stated) -> Page:
    """The page with the story that its container states."""
    return replace(
        page,
        title=stated.title or page.title,
        original_title=None,
        published=stated.published or page.published,
        body=stated.body,
        site=replace(page.site, name=stated.publisher or page.site.name),
        teasers=(),
        previous=None,
        next=None,
        warnings=(),
    )
