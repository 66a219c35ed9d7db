"""A page's text beside an original's: the raw texts, cut where something became of them.

The marks lie over the raw texts; not a character is left out or normalised.  What repeats (a
house rule that fired ten times is one edit in a match) is found again between the passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from reprint_trace.model import Edit, EditKind, Match, Passage, Span
from reprint_trace.text.folding import fold, fold_text

Sort = Literal["kept", "cut", "foreign", "substituted", "rule", "altered", "moved", "width"]
SORTS: dict[EditKind, Sort] = {
    "substitution": "substituted", "insertion": "foreign", "foreign-passage": "foreign",
    "title-injection": "foreign", "relay-lead": "foreign", "deletion": "cut", "truncation": "cut",
    "byline-removed": "cut", "dateline-removed": "cut", "caption-removed": "cut", "house-rule": "rule",
    "spin": "rule", "number-changed": "altered", "negation-changed": "altered", "reordering": "moved",
    "width-or-spacing": "width",
}  # fmt: skip
SHOWN, LINES = 100_000, 4_000  # characters and lines of a text that are laid out
PIECE = 2_000  # characters in one piece


@dataclass(frozen=True, slots=True)
class Mark:
    """One firing of `edit` (its number in the match, None where the match has none for it)."""

    page: Span
    document: Span
    kind: EditKind
    edit: int | None = None

    @property
    def sort(self) -> Sort:
        return SORTS[self.kind]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph.  `mark` is the number of what changed it, the same on both
    sides; a piece without text says where something stands on the other side only.  `run` is
    the number of the passage it lies in."""

    text: str
    sort: Sort
    mark: int | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    folded: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both texts as paragraphs, and the marks their pieces name; `*_left_out` counts the characters
    past what is laid out."""

    page: tuple[Paragraph, ...]
    document: tuple[Paragraph, ...]
    marks: tuple[Mark, ...]
    page_left_out: int = 0
    document_left_out: int = 0


def side_by_side(body: str, match: Match) -> SideBySide:
    """Lay a page's body beside the text of the document it was matched with."""
    text = match.document.text
    passages = sorted(match.passages, key=lambda passage: passage.page)
    listed = [
        Mark(*_places(edit, passages), edit.kind, number)
        for number, edit in enumerate(match.edits)
        if edit.kind != "width-or-spacing"
    ]
    repeated = [
        mark for gap in _gaps(passages, len(body), len(text)) for mark in _unlisted(gap, listed, match, body)
    ]
    marks = sorted([*listed, *repeated], key=lambda mark: (mark.page, mark.document))
    widths = [pair for passage in passages for pair in _widths(passage, body, text)]
    shown_page, shown_document = _beginning(body), _beginning(text)
    return SideBySide(
        page=_paragraphs(shown_page, [m.page for m in marks], [m.sort for m in marks],
                         [w.page for w in widths], [p.page for p in passages]),
        document=_paragraphs(shown_document, [m.document for m in marks], [m.sort for m in marks],
                             [w.document for w in widths], [p.document for p in passages]),
        marks=tuple(marks), page_left_out=len(body) - len(shown_page),
        document_left_out=len(text) - len(shown_document),
    )  # fmt: skip


def _places(edit: Edit, passages: list[Passage]) -> tuple[Span, Span]:
    """Where an edit is marked on the page and in the document: nothing that stands in both texts is
    added, cut or replaced."""
    page, document = edit.page, edit.document
    if SORTS[edit.kind] in ("foreign", "cut", "substituted"):
        if any(_takes(page, [p.page]) for p in passages):
            page = (page[0], page[0])
        if any(_takes(document, [p.document]) for p in passages):
            document = (document[0], document[0])
    return page, document


def _beginning(text: str) -> str:
    """What of a text is laid out."""
    return "\n".join(text[:SHOWN].split("\n")[:LINES])


# ── what the edits of a match do not spell out ─────────────────────────────────────────


def _gaps(passages: list[Passage], end_page: int, end_document: int) -> Iterator[Passage]:
    """The stretches between neighbouring passages; where the document jumps, of the page only."""
    whole = [Passage(page=(0, 0), document=(0, 0)), *passages,
             Passage(page=(end_page, end_page), document=(end_document, end_document))]  # fmt: skip
    for left, right in pairwise(whole):
        start, end = left.document[1], right.document[0]
        yield Passage(page=(left.page[1], right.page[0]), document=(start, end if end >= start else start))


def _unlisted(gap: Passage, listed: list[Mark], match: Match, body: str) -> Iterator[Mark]:
    """The marks of a gap that no listed edit covers: a rule that fired again, or simply other
    words."""
    text = match.document.text
    inside = [m for m in listed if _touch(m.page, gap.page) and _touch(m.document, gap.document)]
    page = _rest(gap.page, [m.page for m in inside])
    document = _rest(gap.document, [m.document for m in inside])
    if not any(fold_text(body[slice(*s)]) for s in page) and not any(
        fold_text(text[slice(*s)]) for s in document
    ):
        return
    repeated = [(n, e) for n, e in enumerate(match.edits) if e.count > 1 and SORTS[e.kind] != "width"]
    for number, edit in repeated:
        while again := _again(number, edit, page, document, body, text):
            yield again
            page, document = _rest_of(page, again.page), _rest_of(document, again.document)
    page = [span for span in page if fold_text(body[slice(*span)])]
    document = [span for span in document if fold_text(text[slice(*span)])]
    if len(page) == len(document) == 1:
        if body[slice(*page[0])] != text[slice(*document[0])]:
            yield Mark(page[0], document[0], "substitution")
        return
    yield from (Mark(span, (gap.document[1],) * 2, "insertion") for span in page)
    yield from (Mark((gap.page[1],) * 2, span, "deletion") for span in document)


def _again(
    number: int, edit: Edit, page: list[Span], document: list[Span], body: str, text: str
) -> Mark | None:
    """Where an edit fires once more around what is left of a gap."""
    here, there = _find(edit.page_text, page, body), _find(edit.document_text, document, text)
    if here is None or there is None or not (_takes(here, page) or _takes(there, document)):
        return None
    return Mark(here, there, edit.kind, number)


def _find(words: str, spans: list[Span], text: str) -> Span | None:
    """Where words stand that touch one of the spans (alignment may have kept a letter that both
    readings share); no words stand at the first span's start."""
    for start, end in spans:
        if not words:
            return start, start
        at = text.find(words, max(0, start - len(words)), end + len(words))
        if at >= 0:
            return at, at + len(words)
    return None


def _takes(span: Span, spans: list[Span]) -> bool:
    """Whether a span takes letters of one of the spans."""
    return any(max(span[0], start) < min(span[1], end) for start, end in spans)


def _touch(span: Span, gap: Span) -> bool:
    return span[0] <= gap[1] and gap[0] <= span[1]


def _rest_of(spans: list[Span], taken: Span) -> list[Span]:
    return [piece for span in spans for piece in _rest(span, [taken])]


def _rest(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What of a span is not taken; where all of it is, its end stays as a place."""
    pieces, at = [], span[0]
    for start, end in sorted(taken):
        if start > at:
            pieces.append((at, min(start, span[1])))
        at = max(at, min(end, span[1]))
    return [*pieces, (at, span[1])] if at < span[1] or not pieces else pieces


def _widths(passage: Passage, body: str, text: str) -> Iterator[Passage]:
    """Where the raw texts of a passage differ in width, spacing, script or marks only."""
    here, there = fold(body[slice(*passage.page)]), fold(text[slice(*passage.document)])
    if here.raw == there.raw or here.text != there.text:
        return
    ends_here, ends_there = [*here.offsets, len(here.raw)], [*there.offsets, len(there.raw)]
    for (s, e), (f, g) in zip(pairwise(ends_here), pairwise(ends_there), strict=True):
        if here.raw[s:e] != there.raw[f:g]:
            same = 1 if here.raw[s] == there.raw[f] else 0
            yield Passage(
                page=(passage.page[0] + s + same, passage.page[0] + e),
                document=(passage.document[0] + f + same, passage.document[0] + g),
            )


# ── painting ───────────────────────────────────────────────────────────────────────────


def _paragraphs(
    text: str, marks: list[Span], sorts: list[Sort], widths: list[Span], runs: list[Span]
) -> tuple[Paragraph, ...]:
    """The text cut at line ends and wherever what became of it changes."""
    painted: list[tuple[Sort, int | None]] = [("kept", None)] * len(text)
    run_at: list[int | None] = [None] * len(text)
    for run, (start, end) in enumerate(runs):
        run_at[start:end] = [run] * len(run_at[start:end])
    for start, end in widths:
        painted[start:end] = [("width", None)] * len(painted[start:end])
    # A short mark inside a long one is seen, not the other way round.
    for mark in sorted(range(len(marks)), key=lambda m: marks[m][0] - marks[m][1]):
        start, end = marks[mark]
        painted[start:end] = [(sorts[mark], mark)] * len(painted[start:end])
    places: dict[int, list[int]] = {}
    for mark, (start, end) in enumerate(marks):
        if start == end:
            places.setdefault(min(start, len(text)), []).append(mark)
    return tuple(_lines(text, painted, run_at, places, sorts))


def _lines(
    text: str, painted: list[tuple[Sort, int | None]], run_at: list[int | None],
    places: dict[int, list[int]], sorts: list[Sort],
) -> Iterator[Paragraph]:  # fmt: skip
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        cuts = sorted({start, end, *(at for at in places if start <= at <= end)})
        pieces: list[Piece] = [_place(mark, sorts) for mark in places.get(start, [])]
        for low, high in pairwise(cuts):
            for _, group in groupby(
                range(low, high), key=lambda at: (painted[at], run_at[at], (at - low) // PIECE)
            ):
                spots = list(group)
                sort, mark = painted[spots[0]]
                pieces.append(Piece(text[spots[0] : spots[-1] + 1], sort, mark, run_at[spots[0]]))
            pieces += [_place(mark, sorts) for mark in places.get(high, [])]
        if pieces:
            yield Paragraph(tuple(pieces), fold_text(line))
        start = end + 1


def _place(mark: int, sorts: list[Sort]) -> Piece:
    return Piece("", sorts[mark], mark)
