"""From folded regions to raw changes: every place where the raw texts differ, tiled exactly.

Folding hides punctuation, spaces and width; here they come back.  Between two matched
characters stands a *gap* (the characters that folding drops).  Gaps that face each other and
differ are `mark` changes; letters that differ are `text` changes; a block that stands
elsewhere is a `move`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.align import Alignment, Region
    from reprint_trace.comparing.anchors import Run
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


class Change(NamedTuple):
    """The raw text `a` of one became `b` of the other.  A `loose` change has no counterpart
    place: its empty span only says beside what it stood."""

    a: Span
    b: Span
    sort: Literal["mark", "text", "move"]
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
    """Variants of one mark → the mark (data/marks.tsv)."""
    data = resources.files(__package__).joinpath("data/marks.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return {variant: row[0] for row in rows for variant in row[1]}


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
        at_a, at_b = core_a, core_b
    yield from _mark(a.raw, b.raw, (left_a[0], at_a[0]), (left_b[0], at_b[0]))
    if at_a != at_b or a.raw[at_a[0] : at_a[1]] != b.raw[at_b[0] : at_b[1]]:
        yield _trimmed(a.raw, b.raw, at_a, at_b, "text")
    end_a = right_a[1] if has_a else left_a[1]
    end_b = right_b[1] if has_b else left_b[1]
    yield from _mark(a.raw, b.raw, (at_a[1], end_a), (at_b[1], end_b))


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
    before, behind = canonical(long[left[0] : left[1]]), canonical(long[right[0] : right[1]])
    marks = canonical(short[gap[0] : gap[1]])
    head = 0
    while head < min(len(before), len(marks)) and before[head][0] == marks[head][0]:
        head += 1
    tail = 0
    while tail < min(len(behind), len(marks) - head) and behind[-1 - tail][0] == marks[-1 - tail][0]:
        tail += 1
    start = left[0] + (before[head - 1][1] if head else 0)
    first = gap[0] + (marks[head - 1][1] if head else 0)
    if not tail:
        return (start, right[1]), (first, gap[1])
    end = right[0] + (behind[-1 - tail][1] if tail < len(behind) else 0)
    last = gap[0] + (marks[-1 - tail][1] if tail < len(marks) else 0)
    return (start, end), (first, max(first, last))


def _mark(raw_a: str, raw_b: str, a: Span, b: Span) -> Iterator[Change]:
    if raw_a[a[0] : a[1]] != raw_b[b[0] : b[1]]:
        yield _trimmed(raw_a, raw_b, a, b, "mark")


def _trimmed(raw_a: str, raw_b: str, a: Span, b: Span, sort: Literal["mark", "text"]) -> Change:
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
