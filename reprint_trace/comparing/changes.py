"""From folded runs and regions to raw changes: every place where the raw texts differ.

Folding hides punctuation, spaces and width; here they come back.  Between two matched
characters stands a *gap* (the characters that folding drops).  Runs and regions become raw
*tiles* that together are the whole of both texts; what differs inside a tile is a change:
`mark` (gaps, width, script), `text` (letters), `blank` (blanks that came or went with
letters, marks beside a move), or `move` (a block that stands elsewhere).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from reprint_trace.comparing.lexicon import rows
from reprint_trace.model import Edit, EditKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.align import Alignment, Region
    from reprint_trace.comparing.anchors import Run
    from reprint_trace.comparing.lexicon import Swaps
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


Mark = tuple[str, int]


@lru_cache(maxsize=4096)  # a text has few different gaps
def canonical(gap: str) -> tuple[Mark, ...]:
    """The marks of a gap, each with the place after it and the blanks that follow on its line."""
    table = _variants()
    kept: list[Mark] = []
    for at, char in enumerate(gap, 1):
        norm = table.get(char) or unicodedata.normalize("NFKC", char)
        norm = "".join(table.get(c, c) for c in norm if _is_mark(c))
        if norm:
            kept.append((norm, at))
        elif kept and kept[-1][1] == at - 1 and char != "\n":
            kept[-1] = (kept[-1][0], at)
    return tuple(kept)


def _is_mark(char: str) -> bool:
    """Whether a character says something: no blank, no control, no combining mark or variation selector."""
    return not char.isspace() and char.isprintable() and unicodedata.category(char) not in ("Mn", "Me")


def same_marks(a: str, b: str) -> bool:
    """Whether two gaps differ in width, spacing and house style only."""
    return _bare(a) == _bare(b)


@lru_cache(maxsize=4096)
def _bare(gap: str) -> tuple[str, ...]:
    return tuple(mark for mark, _ in canonical(gap))


def common(a: tuple[Mark, ...], b: tuple[Mark, ...]) -> int:
    """How many marks two gaps begin with alike."""
    count = 0
    while count < min(len(a), len(b)) and a[count][0] == b[count][0]:
        count += 1
    return count


def after(marks: tuple[Mark, ...], count: int) -> int:
    """The place after the first `count` marks."""
    return marks[count - 1][1] if count else 0


@cache
def _variants() -> dict[str, str]:
    """Variants of one mark → the mark."""
    return {variant: row[0] for row in rows("marks.tsv") for variant in row[1]}


# ── tiles ───────────────────────────────────────────────────────────────────────────────


_STRETCH = 8  # letters of a run that are looked at together
_EVERYWHERE = sys.maxsize
Sort = Literal["mark", "text", "blank", "move"]


class Change(NamedTuple):
    """The raw text `a` of one became `b` of the other.  A `loose` change has no counterpart
    place: its empty span only says beside what it stood."""

    a: Span
    b: Span
    sort: Sort
    loose: bool = False


class Tile(NamedTuple):
    """A raw stretch of each text that belong together, and the changes inside it."""

    a: Span
    b: Span
    changes: list[Change]


def tiles(a: Folded, b: Folded, alignment: Alignment) -> list[Tile]:
    """Both texts cut into runs and regions, in the order of `b`.

    The tiles' `b` spans are the whole of `b` in order; their `a` spans are the whole of `a`.
    """
    edges = _Edges(a, b, alignment)
    found = [_run_tile(a, b, run, edges) for run in alignment.runs]
    for region in alignment.regions:
        if region.a is None or region.b is None:
            found.append(_loose_tile(region, edges))
        else:
            found.append(_region_tile(a, b, region, edges))
    return sorted(found, key=lambda tile: (tile.b, tile.a))


def moves(a: Folded, b: Folded, alignment: Alignment) -> list[Change]:
    """The blocks that stand elsewhere, with the marks they took along."""
    if not alignment.moved:
        return []
    edges = _Edges(a, b, alignment)
    return [
        Change(
            (edges.a.start(block[0].a), edges.a.end(block[-1].a + block[-1].n)),
            (edges.b.start(block[0].b), edges.b.end(block[-1].b + block[-1].n)),
            "move",
        )
        for block in alignment.moved
    ]


class _Side:
    """Where runs begin and end in one raw text.  `leads` and `trails` are how many marks a moved block
    takes along that begins, or ends, at a folded place."""

    def __init__(self, text: Folded) -> None:
        self.text = text
        self.leads: dict[int, int] = {}
        self.trails: dict[int, int] = {}

    def start(self, at: int) -> int:
        """Where a run that begins at folded `at` begins."""
        offsets = self.text.offsets
        start = offsets[at] if at < len(offsets) else len(self.text.raw)
        lead = self.leads.get(at)
        return max(start - lead, self.end(at)) if lead else start

    def end(self, at: int) -> int:
        """Where a run that ends before folded `at` ends."""
        return self.text.offsets[at - 1] + 1 + self.trails.get(at, 0) if at else 0

    def gap(self, at: int) -> str:
        """The marks before folded `at` that no moved block has taken."""
        return self.text.raw[self.end(at) : self.start(at)]


class _Edges:
    """Both sides.  A moved block takes along the marks that stand around it in both places (its full
    stop, its opening quote)."""

    def __init__(self, a: Folded, b: Folded, alignment: Alignment) -> None:
        self.a, self.b = _Side(a), _Side(b)
        self.ends_a = sorted((run.a + run.n, run.b + run.n) for run in alignment.runs)
        self.ends_b = [(run.b + run.n, run.a + run.n) for run in alignment.runs]
        for last in (block[-1] for block in alignment.moved):
            end_a, end_b = last.a + last.n, last.b + last.n
            trail = _shared_marks(self.a.gap(end_a), self.b.gap(end_b))
            self.a.trails[end_a] = self.b.trails[end_b] = trail
        for first in (block[0] for block in alignment.moved):
            lead = _shared_marks(self.a.gap(first.a)[::-1], self.b.gap(first.b)[::-1])
            self.a.leads[first.a] = self.b.leads[first.b] = lead


def _shared_marks(a: str, b: str) -> int:
    count = 0
    while count < min(len(a), len(b)) and a[count] == b[count] != "\n":
        count += 1
    return count


# ── runs ───────────────────────────────────────────────────────────────────────────────


def _run_tile(a: Folded, b: Folded, run: Run, edges: _Edges) -> Tile:
    at_a = edges.a.start(run.a), edges.a.end(run.a + run.n)
    at_b = edges.b.start(run.b), edges.b.end(run.b + run.n)
    if a.raw[slice(*at_a)] == b.raw[slice(*at_b)]:
        return Tile(at_a, at_b, [])
    return Tile(at_a, at_b, list(_inside(a, b, run)))


def _inside(a: Folded, b: Folded, run: Run) -> Iterator[Change]:
    """Differences of width, case, script and marks inside a run; neighbours are one."""
    raw_a, raw_b = a.raw, b.raw
    last: Change | None = None
    for (s, e), (t, f) in _unlike(a, b, run):
        change = trimmed(raw_a, raw_b, (s, e), (t, f), "mark")
        if last and last.a[1] == change.a[0] and last.b[1] == change.b[0]:
            last = Change((last.a[0], change.a[1]), (last.b[0], change.b[1]), "mark")
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _unlike(a: Folded, b: Folded, run: Run) -> Iterator[tuple[Span, Span]]:
    """Where the raw texts of a run differ: a letter each with the gap behind it.  Stretches that are
    the same are passed over whole."""
    raw_a, raw_b = a.raw, b.raw
    offsets_a = [*a.offsets[run.a : run.a + run.n], a.offsets[run.a + run.n - 1] + 1]
    offsets_b = [*b.offsets[run.b : run.b + run.n], b.offsets[run.b + run.n - 1] + 1]
    for first in range(0, run.n, _STRETCH):
        end = min(first + _STRETCH, run.n)
        if raw_a[offsets_a[first] : offsets_a[end]] == raw_b[offsets_b[first] : offsets_b[end]]:
            continue
        for at in range(first, end):
            s, e, t, f = offsets_a[at], offsets_a[at + 1], offsets_b[at], offsets_b[at + 1]
            if raw_a[s:e] != raw_b[t:f]:
                yield (s, e), (t, f)


# ── regions ────────────────────────────────────────────────────────────────────────────


class _Place(NamedTuple):
    """A region on one side: the gap before its letters, the letters, the gap behind.  Without
    letters it is one gap, `left`."""

    left: Span
    right: Span
    letters: bool

    @property
    def whole(self) -> Span:
        return self.left[0], self.right[1]


def _place(text: Folded, span: Span, start: int, end: int) -> _Place:
    end = max(start, end)
    if span[0] == span[1]:
        return _Place((start, end), (end, end), letters=False)
    first = min(end, max(start, text.offsets[span[0]]))
    last = min(end, max(first, text.offsets[span[1] - 1] + 1))
    return _Place((start, first), (last, end), letters=True)


def _region_tile(a: Folded, b: Folded, region: Region, edges: _Edges) -> Tile:
    span_a, span_b = region.a or (0, 0), region.b or (0, 0)
    place_a = _place(a, span_a, edges.a.end(span_a[0]), edges.a.start(span_a[1]))
    place_b = _place(b, span_b, edges.b.end(span_b[0]), edges.b.start(span_b[1]))
    found = list(_between(a.raw, b.raw, place_a, place_b))
    if region.near_moved:  # whose marks these are nobody can say
        found = [change._replace(sort="blank") if change.sort == "mark" else change for change in found]
    return Tile(place_a.whole, place_b.whole, found)


def _between(a: str, b: str, place_a: _Place, place_b: _Place) -> Iterator[Change]:
    """A region's letters, and the gaps around them that the other text has too."""
    if not place_a.letters and not place_b.letters:
        yield from _marks(a, b, place_a.left, place_b.left, "mark")
        return
    blank: Sort = "blank"
    if place_a.letters and place_b.letters:
        at_a, at_b = _facing(a, b, place_a, place_b)
        blank = "mark"
    elif place_a.letters:
        at_a, at_b = _shared_gap(a, b, place_a, place_b.left)
    else:
        at_b, at_a = _shared_gap(b, a, place_b, place_a.left)
    yield from _marks(a, b, (place_a.whole[0], at_a[0]), (place_b.whole[0], at_b[0]), blank)
    if a[slice(*at_a)] != b[slice(*at_b)]:
        yield trimmed(a, b, at_a, at_b, "text")
    yield from _marks(a, b, (at_a[1], place_a.whole[1]), (at_b[1], place_b.whole[1]), blank)


def _shared_gap(long: str, short: str, place: _Place, gap: Span) -> tuple[Span, Span]:
    """Where the one gap of the shorter text faces the two gaps around letters the longer text
    has: marks shared with the gap before them, then marks shared with the gap behind."""
    before, behind = canonical(long[slice(*place.left)]), canonical(long[slice(*place.right)])
    marks = canonical(short[slice(*gap)])
    head = common(before, marks)
    tail = common(behind[::-1], marks[head:][::-1])
    start, first = place.left[0] + after(before, head), gap[0] + after(marks, head)
    if not tail:
        return (start, place.right[1]), (first, gap[1])
    end = place.right[0] + after(behind, len(behind) - tail)
    return (start, end), (first, gap[0] + after(marks, len(marks) - tail))


def _facing(a: str, b: str, place_a: _Place, place_b: _Place) -> tuple[Span, Span]:
    """Two stretches of letters, each with the marks around it that the other side lacks."""
    start_a, start_b = place_a.left[1], place_b.left[1]
    heads = canonical(a[slice(*place_a.left)]), canonical(b[slice(*place_b.left)])
    shared = common(*heads)
    if shared < max(map(len, heads)):
        start_a = place_a.left[0] + after(heads[0], shared)
        start_b = place_b.left[0] + after(heads[1], shared)
    end_a, end_b = place_a.right[0], place_b.right[0]
    tails = canonical(a[slice(*place_a.right)]), canonical(b[slice(*place_b.right)])
    shared = common(tails[0][::-1], tails[1][::-1])
    if shared < max(map(len, tails)):
        end_a += after(tails[0], len(tails[0]) - shared)
        end_b += after(tails[1], len(tails[1]) - shared)
    return (start_a, end_a), (start_b, end_b)


def _marks(a: str, b: str, at_a: Span, at_b: Span, blank: Sort) -> Iterator[Change]:
    """What differs in two gaps; if only blanks do, it is called `blank`."""
    if a[slice(*at_a)] != b[slice(*at_b)]:
        change = trimmed(a, b, at_a, at_b, "mark")
        if (a[slice(*change.a)] + b[slice(*change.b)]).isspace():
            change = change._replace(sort=blank)
        yield change


def trimmed(a: str, b: str, at_a: Span, at_b: Span, sort: Sort) -> Change:
    """The change without what both sides share at its ends."""
    (s, e), (t, f) = at_a, at_b
    while s < e and t < f and a[s] == b[t]:
        s, t = s + 1, t + 1
    while s < e and t < f and a[e - 1] == b[f - 1]:
        e, f = e - 1, f - 1
    return Change((s, e), (t, f), sort)


def _loose_tile(region: Region, edges: _Edges) -> Tile:
    """A stretch beside moved text: all of it belongs to one side alone."""
    if region.a is not None:
        span_a = edges.a.end(region.a[0]), edges.a.start(region.a[1])
        at = edges.b.end(_behind(edges.ends_a, region.a[0]))
        span_b = at, at
    else:
        low, high = region.b or (0, 0)
        span_b = edges.b.end(low), edges.b.start(high)
        at = edges.a.end(_behind(edges.ends_b, low))
        span_a = at, at
    empty = span_a[0] == span_a[1] and span_b[0] == span_b[1]
    return Tile(span_a, span_b, [] if empty else [Change(span_a, span_b, "text", loose=True)])


def _behind(ends: list[tuple[int, int]], at: int) -> int:
    """Where, in the other text, the last run that ends before `at` ends."""
    index = bisect_right(ends, (at, _EVERYWHERE))
    return ends[index - 1][1] if index else 0


# ── the edit script ─────────────────────────────────────────────────────────────────────
# The edit script: a proof that the changes found are all there are.
#
# Applied to one text it gives the other, character for character, so no difference can have
# been overlooked (a block-move script as VCDIFF's COPY and ADD, RFC 3284).


@dataclass(frozen=True, slots=True)
class Step:
    """Either a copy of a span of the first text, or letters written afresh."""

    copy: Span | None = None
    write: str = ""


@dataclass(frozen=True, slots=True)
class EditScript:
    """Steps that, in order, spell the second text out of the first."""

    steps: tuple[Step, ...]

    def apply(self, text: str) -> str:
        """The second text, made from the first."""
        return "".join(text[slice(*step.copy)] if step.copy else step.write for step in self.steps)


def script_of(tiles: list[Tile], b: str) -> EditScript:
    """The script that the changes in the tiles spell; what no change touches is copied."""
    steps: list[Step] = []
    for step in (step for tile in tiles for step in _steps(tile, b)):
        last = steps[-1].copy if steps else None
        if last and step.copy and last[1] == step.copy[0]:
            steps[-1] = Step(copy=(last[0], step.copy[1]))
        else:
            steps.append(step)
    return EditScript(tuple(steps))


def _steps(tile: Tile, b: str) -> Iterator[Step]:
    at = tile.a[0]
    for change in tile.changes:
        if change.a[0] > at:
            yield Step(copy=(at, change.a[0]))
        if change.b[1] > change.b[0]:
            yield Step(write=b[slice(*change.b)])
        at = change.a[1]
    if tile.a[1] > at:
        yield Step(copy=(at, tile.a[1]))


# ── the two texts, and edits between them ───────────────────────────────────────────────
# The two texts under comparison, and how edits between them are made.


SENTENCE = 24  # folded characters from which inserted text is a passage, not a phrase
WORDS = 8  # folded characters up to which a replacement may be a rule or a negation
STOP = re.compile(r"[。！？!?；;]")
CLAUSE = re.compile(r"[。！？!?；;，,\n]")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts (a: document, b: page) and what is known around them: headlines, quotes of
    relay claims, and the spinner's lexicon."""

    a: Folded
    b: Folded
    titles: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    spin: Swaps = field(default_factory=dict)

    def old(self, span: Span) -> str:
        """The document's raw text."""
        return self.a.raw[slice(*span)]

    def new(self, span: Span) -> str:
        """The page's raw text."""
        return self.b.raw[slice(*span)]

    def edit(self, a: Span, b: Span, kind: EditKind, rule: str, names: tuple[str, ...] = ()) -> Edit:
        """The edit between two raw spans, blanks at their ends left out."""
        a, b = _stripped(self.a.raw, a), _stripped(self.b.raw, b)
        old, new = self.old(a), self.new(b)
        return Edit(kind=kind, page=b, document=a, page_text=new, document_text=old, rule=rule, names=names)


def letters_in(text: Folded, start: int, end: int) -> str:
    """The folded letters of a raw span."""
    first, last = text.folded_span(start, end)
    return text.text[first:last]


def count_letters(text: Folded, span: Span) -> int:
    """How many folded letters a raw span holds."""
    first, last = text.folded_span(*span)
    return last - first


def is_first(text: Folded, at: int) -> bool:
    """Whether no letter stands before a raw place."""
    return not text.offsets or text.offsets[0] >= at


def is_last(text: Folded, at: int) -> bool:
    """Whether no letter stands behind a raw place."""
    return not text.offsets or text.offsets[-1] < at


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
