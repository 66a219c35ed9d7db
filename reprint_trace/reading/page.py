"""A page taken apart, in the order in which each part helps to find the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reprint_trace.reading.anatomy import Anatomy, divide
from reprint_trace.reading.body import NO_ARTICLE, Body, find_body
from reprint_trace.reading.claims import ClaimsFound, find_claims
from reprint_trace.reading.furniture import Frame, Furniture, find_frame, find_furniture
from reprint_trace.reading.headline import headline_lines
from reprint_trace.reading.segment import without_paragraphs, without_sentences
from reprint_trace.reading.sureness import Opinion, is_no_article, opinion
from reprint_trace.reading.teasers import TeasersFound, find_teasers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import Sureness
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.reading.lines import Line

_BELOW, _LISTED = 12, 3  # lines below a headline, and of them those of other stories that make it a list's


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was found on a page, part by part."""

    frame: Frame
    teasers: TeasersFound
    anatomy: Anatomy
    furniture: Furniture
    claims: ClaimsFound
    body: Body
    sureness: Sureness


def take_apart(
    lines: Sequence[Line],
    root: HtmlElement | None,
    *,
    file: str,
    url: str | None,
    gazetteer: Gazetteer,
    saved: str | None = None,
) -> Parts:
    """The parts of a page; `root` is None for a text save, `url` is its address if that is known, `saved`
    the moment the page was saved (ISO 8601)."""
    frame = find_frame(lines, root, url)
    teasers = find_teasers(lines, root, frame)
    headlines = headline_lines(lines, frame.title)
    listed = frame.lines | without_paragraphs(teasers.lines, lines)
    anatomy = divide(lines, headlines, frame.headline, listed, gazetteer)
    story = anatomy.opening, anatomy.story[1]
    furniture = find_furniture(lines, root, frame, story, file, gazetteer, saved)
    claims = find_claims(
        lines,
        root,
        frame.metadata,
        frame.title,
        _below_byline(anatomy, furniture.lines),
        gazetteer,
        furniture.site,
    )
    recognised = without_sentences(frame.lines | furniture.lines, lines) | listed | claims.lines
    body = find_body(lines, root, recognised, headlines, anatomy.story)
    if is_no_article(
        lines, body.lines, frame, furniture.published, teasers.lines,
        page_title=None if root is None else root.findtext(".//title"),
        credited=claims.declared_source is not None,
    ):  # fmt: skip
        told = Opinion(Body("", (NO_ARTICLE,)), "none")
    else:
        dated = furniture.published is not None and furniture.published.basis != "url"
        told = opinion(
            body, anatomy, root, lines,
            title=frame.title,
            latin=furniture.language in ("en", None),
            dated=(dated or claims.declared_source is not None) and not _heads_list(frame.headline, teasers),
        )  # fmt: skip
    return Parts(
        frame=frame, teasers=teasers, anatomy=anatomy, furniture=furniture, claims=claims,
        body=told.body, sureness=told.sureness,
    )  # fmt: skip


def _below_byline(anatomy: Anatomy, taken: frozenset[int]) -> Anatomy:
    """The anatomy with the story below the lines of dates and people that stand on top of it."""
    start, end = anatomy.story
    above = [at for at in range(start, anatomy.opening) if at in taken]
    return replace(anatomy, story=(above[-1] + 1 if above else start, end))


def _heads_list(headline: int | None, teasers: TeasersFound) -> bool:
    """Whether what stands below a headline, or nothing that shows one, is a list of other stories."""
    if headline is None:
        return True
    return sum(headline < at <= headline + _BELOW for at in teasers.lines) >= _LISTED
