"""From folded regions to raw changes: every place where the raw texts differ, tiled exactly.

Folding hides punctuation, spaces and width; here they come back.  Between two matched
characters stands a *gap* (the characters that folding drops).  Gaps that face each other and
differ are `mark` changes; letters that differ are `text` changes, blanks that came or went
with them `blank` ones; a block that stands elsewhere is a `move`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from reprint_trace.comparing.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.align import Alignment, Region
    from reprint_trace.comparing.anchors import Run
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


Sort = Literal["mark", "text", "blank", "move"]


class Change(NamedTuple):
    """The raw text `a` of one became `b` of the other.  A `loose` change has no counterpart
    place: its empty span only says beside what it stood."""

    a: Span
    b: Span
    sort: Sort
    loose: bool = False


def changes(a: Folded, b: Folded, alignment: Alignment) -> list[Change]:
    """Every raw difference, in the order of `b`."""
    found: list[Change] = []
    for run in alignment.runs:
        found.extend(_inside(a, b, run))
    for region in alignment.regions:
        found.extend(_between(a, b, region, alignment.runs))
    found.extend(_moves(a, b, alignment.moved))
    found.sort(key=lambda change: (change.b, change.a))
    return found


def canonical(marks: str) -> list[tuple[str, int]]:
    """The punctuation of a gap without spaces, width and house style, each with the place
    after it and the spaces that follow on its line."""
    table = _marks()
    kept: list[tuple[str, int]] = []
    for at, char in enumerate(marks, 1):
        norm = table[char] if char in table else unicodedata.normalize("NFKC", char)
        norm = "".join(table.get(c, c) for c in norm if not c.isspace() and c.isprintable())
        if norm:
            kept.append((norm, at))
        elif kept and kept[-1][1] == at - 1 and char != "\n":
            kept[-1] = (kept[-1][0], at)
    return kept


@cache
def _marks() -> dict[str, str]:
    """Variants of one mark → the mark."""
    return {variant: row[0] for row in rows("marks.tsv") for variant in row[1]}


def _inside(a: Folded, b: Folded, run: Run) -> Iterator[Change]:
    """Differences of width, case, script and marks inside a run."""
    a0, b0, n = run
    end_a, end_b = a.offsets[a0 + n - 1] + 1, b.offsets[b0 + n - 1] + 1
    if a.raw[a.offsets[a0] : end_a] == b.raw[b.offsets[b0] : end_b]:
        return
    offsets_a = [*a.offsets[a0 : a0 + n], end_a]
    offsets_b = [*b.offsets[b0 : b0 + n], end_b]
    raw_a, raw_b = a.raw, b.raw
    last: Change | None = None
    for s, e, t, f in zip(offsets_a, offsets_a[1:], offsets_b, offsets_b[1:], strict=False):
        if raw_a[s:e] == raw_b[t:f]:
            continue
        change = _trimmed(raw_a, raw_b, (s, e), (t, f), "mark")
        if last and last.a[1] == change.a[0] and last.b[1] == change.b[0]:
            last = Change((last.a[0], change.a[1]), (last.b[0], change.b[1]), "mark")
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _between(a: Folded, b: Folded, region: Region, runs: list[Run]) -> Iterator[Change]:
    """A region's letters, and the gaps around them that the other text has too."""
    if region.a is None or region.b is None:
        yield from _loose(a, b, region, runs)
        return
    left_a, core_a, right_a = _split(a, region.a)
    left_b, core_b, right_b = _split(b, region.b)
    has_a, has_b = region.a[0] < region.a[1], region.b[0] < region.b[1]
    if not has_a and not has_b:
        yield from _mark(a.raw, b.raw, left_a, left_b)
        return
    if not has_b:
        at_a, at_b = _shared_gap(a.raw, b.raw, left_a, right_a, left_b)
    elif not has_a:
        at_b, at_a = _shared_gap(b.raw, a.raw, left_b, right_b, left_a)
    else:
        at_a, at_b = _facing(a.raw, b.raw, (left_a, right_a), (left_b, right_b))
    facing = "mark" if has_a and has_b else "blank"
    yield from _mark(a.raw, b.raw, (left_a[0], at_a[0]), (left_b[0], at_b[0]), facing)
    if at_a != at_b or a.raw[at_a[0] : at_a[1]] != b.raw[at_b[0] : at_b[1]]:
        yield _trimmed(a.raw, b.raw, at_a, at_b, "text")
    end_a = right_a[1] if has_a else left_a[1]
    end_b = right_b[1] if has_b else left_b[1]
    yield from _mark(a.raw, b.raw, (at_a[1], end_a), (at_b[1], end_b), facing)


def _split(text: Folded, span: Span) -> tuple[Span, Span, Span]:
    """The raw gap before a folded span, its letters, the gap behind; an empty span is one gap."""
    offsets = text.offsets
    start = offsets[span[0] - 1] + 1 if span[0] else 0
    end = max(start, offsets[span[1]] if span[1] < len(offsets) else len(text.raw))
    if span[0] == span[1]:
        return (start, end), (end, end), (end, end)
    first = max(start, offsets[span[0]])
    last = min(end, max(first, offsets[span[1] - 1] + 1))
    return (start, first), (first, last), (last, end)


def _shared_gap(long: str, short: str, left: Span, right: Span, gap: Span) -> tuple[Span, Span]:
    """Where the one gap of the shorter text faces the two gaps around letters the longer text
    has: marks shared with the gap before them, then marks shared with the gap behind."""
    before, behind = canonical(long[slice(*left)]), canonical(long[slice(*right)])
    marks = canonical(short[slice(*gap)])
    head = _common(before, marks)
    tail = _common(behind[::-1], marks[head:][::-1])
    start, first = left[0] + _after(before, head), gap[0] + _after(marks, head)
    if not tail:
        return (start, right[1]), (first, gap[1])
    end = right[0] + _after(behind, len(behind) - tail)
    return (start, end), (first, gap[0] + _after(marks, len(marks) - tail))


def _facing(raw_a: str, raw_b: str, a: tuple[Span, Span], b: tuple[Span, Span]) -> tuple[Span, Span]:
    """Two stretches of letters, each with the marks around it that the other side lacks."""
    (left_a, right_a), (left_b, right_b) = a, b
    start_a, start_b, end_a, end_b = left_a[1], left_b[1], right_a[0], right_b[0]
    heads = canonical(raw_a[slice(*left_a)]), canonical(raw_b[slice(*left_b)])
    shared = _common(*heads)
    if shared < max(map(len, heads)):
        start_a, start_b = left_a[0] + _after(heads[0], shared), left_b[0] + _after(heads[1], shared)
    tails = canonical(raw_a[slice(*right_a)]), canonical(raw_b[slice(*right_b)])
    shared = _common(tails[0][::-1], tails[1][::-1])
    if shared < max(map(len, tails)):
        end_a = right_a[0] + _after(tails[0], len(tails[0]) - shared)
        end_b = right_b[0] + _after(tails[1], len(tails[1]) - shared)
    return (start_a, end_a), (start_b, end_b)


def _common(a: list[tuple[str, int]], b: list[tuple[str, int]]) -> int:
    """How many marks two gaps begin with alike."""
    count = 0
    while count < min(len(a), len(b)) and a[count][0] == b[count][0]:
        count += 1
    return count


def _after(marks: list[tuple[str, int]], count: int) -> int:
    return marks[count - 1][1] if count else 0


def _mark(raw_a: str, raw_b: str, a: Span, b: Span, blank: Sort = "mark") -> Iterator[Change]:
    """The marks of two gaps; blanks alone, beside letters that came or went, are `blank`."""
    old, new = raw_a[slice(*a)], raw_b[slice(*b)]
    if old != new:
        yield _trimmed(raw_a, raw_b, a, b, "mark" if old.strip() or new.strip() else blank)


def _trimmed(raw_a: str, raw_b: str, a: Span, b: Span, sort: Sort) -> Change:
    """The change without what both sides share at its ends."""
    (s, e), (t, f) = a, b
    while s < e and t < f and raw_a[s] == raw_b[t]:
        s, t = s + 1, t + 1
    while s < e and t < f and raw_a[e - 1] == raw_b[f - 1]:
        e, f = e - 1, f - 1
    return Change((s, e), (t, f), sort)


def _loose(a: Folded, b: Folded, region: Region, runs: list[Run]) -> Iterator[Change]:
    """A stretch beside moved text: all of it belongs to one side alone."""
    if region.a is not None:
        (start, _), _, (_, end) = _split(a, region.a)
        before = max((run for run in runs if run.a + run.n <= region.a[0]), default=None)
        at = b.offsets[before.b + before.n - 1] + 1 if before else 0
        if start < end:
            yield Change((start, end), (at, at), "text", loose=True)
    elif region.b is not None:
        (start, _), _, (_, end) = _split(b, region.b)
        ahead = [run for run in runs if run.b + run.n <= region.b[0]]
        at = a.offsets[ahead[-1].a + ahead[-1].n - 1] + 1 if ahead else 0
        if start < end:
            yield Change((at, at), (start, end), "text", loose=True)


def _moves(a: Folded, b: Folded, moved: list[list[Run]]) -> Iterator[Change]:
    for block in moved:
        first, last = block[0], block[-1]
        yield Change(
            (a.offsets[first.a], a.offsets[last.a + last.n - 1] + 1),
            (b.offsets[first.b], b.offsets[last.b + last.n - 1] + 1),
            "move",
        )
