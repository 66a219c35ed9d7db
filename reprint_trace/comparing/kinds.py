"""What kind of edit a raw change is, and which changes are one rule that fired often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from reprint_trace.comparing.changes import Change, canonical
from reprint_trace.model import Edit, EditKind
from reprint_trace.text.folding import Folded, fold_text
from reprint_trace.text.shingles import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Span

_BYLINE = re.compile(
    r"[（(【]?\s*(?:本报|本台|本刊|本网|[一-鿿]{2,8}(?:社|网|报|台))?\s*(?:记者|通讯员|特约记者|见习记者)[:：]?\s*"
    r"(?P<names>[一-鿿·]{2,8}(?:[、,，\s]+[一-鿿·]{2,8}){0,30})\s*(?:报道|摄影报道|摄)?\s*[)）】]?"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts (a: document, b: page) and what is known around them."""

    a: Folded
    b: Folded
    titles: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()


def typed(pair: Pair, changes: list[Change]) -> tuple[Edit, ...]:
    """The changes as typed edits in page order, each rule once with its count."""
    merged: dict[tuple[str, ...], Edit] = {}
    for edit in (edit for change in changes for edit in _edits(pair, change)):
        key = _key(edit)
        if key in merged:
            first = merged[key]
            merged[key] = _with_count(first, first.count + 1)
        else:
            merged[key] = edit
    return tuple(merged.values())


def _key(edit: Edit) -> tuple[str, ...]:
    if edit.kind in ("width-or-spacing", "house-rule", "spin"):
        return edit.kind, edit.rule
    return edit.kind, str(edit.page), str(edit.document)


def _with_count(edit: Edit, count: int) -> Edit:
    return Edit(
        kind=edit.kind, page=edit.page, document=edit.document, page_text=edit.page_text,
        document_text=edit.document_text, count=count, rule=edit.rule,
    )  # fmt: skip


def _edits(pair: Pair, change: Change) -> Iterator[Edit]:
    if change.sort == "move":
        yield _edit(pair, change, "reordering", "moved-block")
    elif change.sort == "mark":
        yield _mark(pair, change)
    elif not fold_text(pair.a.raw[slice(*change.a)]):
        yield _inserted(pair, change)
    elif not fold_text(pair.b.raw[slice(*change.b)]):
        yield from _deleted(pair, change)
    else:
        yield _replaced(pair, change)


def _edit(pair: Pair, change: Change, kind: EditKind, rule: str) -> Edit:
    a, b = _stripped(pair.a.raw, change.a), _stripped(pair.b.raw, change.b)
    return Edit(
        kind=kind, page=b, document=a, page_text=pair.b.raw[slice(*b)],
        document_text=pair.a.raw[slice(*a)], rule=rule,
    )  # fmt: skip


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _mark(pair: Pair, change: Change) -> Edit:
    old, new = pair.a.raw[slice(*change.a)], pair.b.raw[slice(*change.b)]
    same = [mark for mark, _ in canonical(old)] == [mark for mark, _ in canonical(new)]
    if same or fold_text(old) or fold_text(new):
        return Edit(
            kind="width-or-spacing", page=change.b, document=change.a, page_text=new,
            document_text=old, rule="width-or-spacing",
        )  # fmt: skip
    return _edit(pair, change, "substitution", "punctuation")


def _inserted(pair: Pair, change: Change) -> Edit:
    text = pair.b.raw[slice(*change.b)]
    for name, pattern in _relay_patterns():
        if change.b[0] == 0 and pattern.search(text):
            return _edit(pair, change, "relay-lead", name)
    if any(quote and quote in text for quote in pair.relays):
        return _edit(pair, change, "relay-lead", "relay-claim")
    if any(_restates(text, title) for title in pair.titles):
        return _edit(pair, change, "title-injection", "headline-in-body")
    return _edit(pair, change, "insertion", "inserted")


def _restates(text: str, title: str) -> bool:
    letters = char_shingles(fold_text(text), 2)
    return len(letters & char_shingles(fold_text(title), 2)) >= 0.8 * len(letters)


def _deleted(pair: Pair, change: Change) -> Iterator[Edit]:
    start, end = change.a
    for match in _BYLINE.finditer(pair.a.raw, start, end):
        yield from _cut(pair, (start, match.start()), change.b)
        yield _edit(pair, Change(match.span(), change.b, "text"), "byline-removed", "byline")
        start = match.end()
    yield from _cut(pair, (start, end), change.b)


def _cut(pair: Pair, a: Span, b: Span) -> Iterator[Edit]:
    if pair.a.raw[slice(*a)].strip():
        tail = b[0] >= len(pair.b.raw.rstrip()) - 2
        yield _edit(
            pair, Change(a, b, "text"), "truncation" if tail else "deletion", "tail" if tail else "cut"
        )


def _replaced(pair: Pair, change: Change) -> Edit:
    old, new = pair.a.raw[slice(*change.a)], pair.b.raw[slice(*change.b)]
    if (old, new) in _house_rules():
        return _edit(pair, change, "house-rule", f"{old}→{new}")
    return _edit(pair, change, "substitution", "replaced")


def _rows(name: str) -> list[list[str]]:
    data = resources.files(__package__).joinpath(f"data/{name}").read_text("utf-8")
    return [line.split("\t") for line in data.splitlines() if line and not line.startswith("#")]


@cache
def _house_rules() -> frozenset[tuple[str, str]]:
    return frozenset((row[0], row[1]) for row in _rows("house_rules.tsv"))


@cache
def _relay_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[1])) for row in _rows("relay.tsv"))
