"""Many firings, one rule: edits that a machine made by rule are one edit with a count.

A replacement is a rule when the lexicon knows it or when the page makes it twice; figures
and negations are never merged, since each alters another statement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprint_trace.comparing.pair import WORDS, letters_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Edit

_BY_RULE = ("width-or-spacing", "house-rule", "spin")
_LEARNABLE = ("substitution", "insertion", "deletion")
_CONTEXT = 3  # letters on either side by which a repeated insertion is completed to a word


def merged(pair: Pair, firings: Iterable[Edit]) -> tuple[Edit, ...]:
    """The firings as edits in page order, each rule once, at its first firing."""
    edits = list(firings)
    learned = _learned(pair, edits)
    groups: dict[tuple[object, ...], Edit] = {}
    counts: dict[tuple[object, ...], int] = {}
    for index, firing in enumerate(edits):
        edit = learned.get(index, firing)
        key = _key(pair, edit)
        first = groups.setdefault(key, edit)
        if first is edit or (first.page, first.document) != (edit.page, edit.document):
            counts[key] = counts.get(key, 0) + 1
    several = any(edit.rule == "next-page" for edit in edits)
    return tuple(_finished(edit, counts[key], several=several) for key, edit in groups.items())


def _finished(edit: Edit, count: int, *, several: bool) -> Edit:
    """The edit with its count; a tail that stands on the story's next page is not lost."""
    rule = "page-of-several" if several and edit.kind == "truncation" else edit.rule
    return edit if (rule, count) == (edit.rule, edit.count) else replace(edit, count=count, rule=rule)


def _key(pair: Pair, edit: Edit) -> tuple[object, ...]:
    if edit.meaning in ("person", "organisation", "place") and edit.document_text and edit.page_text:
        return edit.meaning, edit.document_text, edit.page_text
    if edit.kind in _BY_RULE:
        return edit.kind, edit.rule
    if edit.rule == "site-phrase":
        return edit.kind, edit.rule, letters_in(pair.b, *edit.page)
    if edit.rule == "punctuation" or edit.kind == "title-injection":
        return edit.kind, edit.rule, edit.document_text, edit.page_text
    return edit.kind, edit.page, edit.document


def _learned(pair: Pair, edits: list[Edit]) -> dict[int, Edit]:
    """Small changes the page makes more than once, as house rules, by their index."""
    same: dict[tuple[str, str], list[int]] = {}
    for index, edit in enumerate(edits):
        if edit.kind in _LEARNABLE and edit.rule != "punctuation" and not edit.meaning:
            key = letters_in(pair.a, *edit.document), letters_in(pair.b, *edit.page)
            if 0 < max(map(len, key)) <= WORDS:
                same.setdefault(key, []).append(index)
    return {
        index: edit
        for indices in same.values()
        if len(indices) >= 2
        for index, edit in zip(indices, _as_rule(pair, [edits[i] for i in indices]), strict=True)
    }


def _as_rule(pair: Pair, edits: list[Edit]) -> list[Edit]:
    first = edits[0]
    if first.document_text and first.page_text:
        rule = f"{first.document_text}→{first.page_text}"
        return [replace(edit, kind="house-rule", rule=rule) for edit in edits]
    if not first.page_text:
        return [replace(edit, kind="house-rule", rule=f"{first.document_text}→") for edit in edits]
    head, tail = _shared_context(pair.b.raw, [edit.page for edit in edits])
    if not head and not tail:
        if len(first.page_text) == 1:
            return edits
        if all(_stands_apart(pair.b.raw, edit) for edit in edits):
            return [replace(edit, rule="site-phrase") for edit in edits]
    return [
        replace(edit, kind="house-rule", rule=f"{head}{tail}→{head}{first.page_text}{tail}") for edit in edits
    ]


def _stands_apart(text: str, edit: Edit) -> bool:
    """Whether inserted words are set off from the sentence by a mark; a word within it is no phrase
    of a site."""
    start, end = edit.page
    within = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
    return not (within and edit.page_text.isalnum())


def _shared_context(text: str, spans: list[tuple[int, int]]) -> tuple[str, str]:
    """The letters that stand before, and behind, every one of the spans."""
    heads = [text[max(0, start - _CONTEXT) : start] for start, _ in spans]
    tails = [text[end : end + _CONTEXT] for _, end in spans]
    head = 0
    while (
        head < min(map(len, heads))
        and len({h[-1 - head] for h in heads}) == 1
        and heads[0][-1 - head].isalnum()
    ):
        head += 1
    tail = 0
    while tail < min(map(len, tails)) and len({t[tail] for t in tails}) == 1 and tails[0][tail].isalnum():
        tail += 1
    return heads[0][len(heads[0]) - head :], tails[0][:tail]
