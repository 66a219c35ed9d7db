"""Planted edits beside those that `compare` found: precision, recall and F1 by kind.

An edit counts when its kind is right and its span overlaps the planted one by at least `OVERLAP` on
both sides.
"""

from __future__ import annotations

import statistics
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.comparing_plants import Case, Planted
    from reprint_trace.model import Edit

OVERLAP = 0.8  # intersection over union of the spans, where both are not empty
NEAR = 3  # raw characters an empty span may stand away from the planted place
SYSTEMATIC = ("width-or-spacing", "house-rule", "spin", "title-injection")


def score(case: Case, edits: tuple[Edit, ...], tally: dict[str, Counter[str]], *, verbose: bool) -> None:
    """Pair planted with found edits; a systematic rule must be one edit with its count."""
    open_edits = list(edits)
    rules = Counter(
        (p.kind, "" if p.kind[0] == "w" else p.rule) for p in case.planted if p.kind in SYSTEMATIC
    )
    for (kind, rule), count in rules.items():
        hit = next(
            (e for e in open_edits if e.kind == kind and e.count == count),
            None,
        )
        _count(tally, kind, "hit" if hit else "missed")
        if hit:
            open_edits.remove(hit)
        elif verbose:
            print(f"MISSED {kind} {rule} x{count}: {[(e.rule, e.count) for e in edits if e.kind == kind]}")
    for p in case.planted:
        if p.kind in SYSTEMATIC:
            continue
        hit = next((e for e in open_edits if e.kind == p.kind and _close(e, p)), None)
        _count(tally, p.kind, "hit" if hit else "missed")
        if hit:
            open_edits.remove(hit)
        elif verbose:
            old = case.original[max(0, p.start - 8) : p.end + 8]
            near = [(e.kind, e.document_text[:30], e.page_text[:30]) for e in edits if _touches(e, p)]
            print(f"MISSED {p.kind}: {old[:60]!r} -> {p.new[:40]!r}; found {near}")
    for edit in open_edits:
        _count(tally, edit.kind, "extra")
        if verbose:
            around = case.original[max(0, edit.document[0] - 10) : edit.document[1] + 10]
            print(f"EXTRA {edit.kind} {edit.rule}: {around[:60]!r} -> {edit.page_text[:50]!r}")


def _count(tally: dict[str, Counter[str]], kind: str, what: str) -> None:
    tally.setdefault(kind, Counter())[what] += 1


def _touches(edit: Edit, p: Planted) -> bool:
    return edit.document[0] <= p.end + 9 and p.start <= edit.document[1] + 9


def _close(edit: Edit, p: Planted) -> bool:
    if p.kind == "reordering" and p.rule and edit.page_text in p.rule:  # A past B is B past A
        return len(edit.page_text) >= OVERLAP * len(p.rule)
    return _overlap(edit.document, (p.start, p.end)) and _overlap(edit.page, p.page)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    wide_a, wide_b = a[1] - a[0], b[1] - b[0]
    if not wide_a or not wide_b:
        return wide_a + wide_b <= NEAR and abs(a[0] - b[0]) <= NEAR
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) >= OVERLAP


def print_table(tally: dict[str, Counter[str]], errors: list[float]) -> None:
    total: Counter[str] = Counter()
    for kind in sorted(tally):
        total += tally[kind]
        print(_row(kind, tally[kind]))
    print(_row("all", total))
    print(f"coverage error: mean {statistics.mean(errors):.4f}, max {max(errors):.4f}")


def _row(kind: str, counts: Counter[str]) -> str:
    hit, missed, extra = counts["hit"], counts["missed"], counts["extra"]
    precision, recall = hit / max(1, hit + extra), hit / max(1, hit + missed)
    f1 = 2 * hit / max(1, 2 * hit + missed + extra)
    return f"{kind:20} planted {hit + missed:5}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
