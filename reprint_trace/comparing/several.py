"""One page, several documents: which passage came from where."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Edit, Match, Span

ENOUGH = 0.8  # share of a foreign passage that another document must have
_FOREIGN = ("foreign-passage", "insertion")


class Source(NamedTuple):
    """A raw span of the page and the document it came from."""

    page: Span
    document: str
    at: Span


def sources(matches: Sequence[Match]) -> tuple[Source, ...]:
    """The page as a mosaic: each stretch with the document that has the longest run around it.

    `matches` are one page's, best first; a tie goes to the better match.
    """
    runs = [
        (passage.page[0] - passage.page[1], order, passage, match.document.id)
        for order, match in enumerate(matches)
        for passage in match.passages
    ]
    found: list[Source] = []
    for _, _, passage, document in sorted(runs, key=lambda run: (run[0], run[1], run[2].page)):
        for start, end in _free(passage.page, found):
            shift = start - passage.page[0]
            at = min(passage.document[0] + shift, passage.document[1])
            insort(found, Source((start, end), document, (at, min(at + end - start, passage.document[1]))))
    return tuple(found)


def attributed(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches with every foreign passage that another of them has said to be from there."""
    return tuple(
        replace(match, edits=tuple(_attributed(edit, match, matches) for edit in match.edits))
        for match in matches
    )


def _attributed(edit: Edit, match: Match, matches: Sequence[Match]) -> Edit:
    if edit.kind not in _FOREIGN:
        return edit
    wide = edit.page[1] - edit.page[0]
    for other in matches:
        if other.document.id != match.document.id:
            shared = sum(
                max(0, min(edit.page[1], p.page[1]) - max(edit.page[0], p.page[0])) for p in other.passages
            )
            if wide and shared >= ENOUGH * wide:
                return replace(edit, kind="foreign-passage", found_in=other.document.id)
    return edit


def _free(span: Span, taken: list[Source]) -> list[Span]:
    """What of a span no source has taken; `taken` is in order and disjoint."""
    start, end = span
    pieces: list[Span] = []
    for index in range(max(0, bisect_left(taken, ((start, start),)) - 1), len(taken)):
        low, high = taken[index].page
        if low >= end:
            break
        if start < low:
            pieces.append((start, low))
        start = max(start, high)
    return [*pieces, (start, end)] if start < end else pieces
