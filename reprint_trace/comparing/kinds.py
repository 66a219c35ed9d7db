"""What kind of edit a raw change is: each firing of every rule, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace import vocabulary
from reprint_trace.comparing.changes import Change
from reprint_trace.comparing.deletions import deleted
from reprint_trace.comparing.figures import may_be_figures, number_change, renumbered, respelled
from reprint_trace.comparing.insertions import inserted
from reprint_trace.comparing.marks import same_marks
from reprint_trace.comparing.pair import letters_in
from reprint_trace.comparing.replacements import negated, parts, replaced, swapped, unrelated
from reprint_trace.comparing.spelling import spelled
from reprint_trace.model import Edit, EditKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


LINK = 40  # raw characters of a link that a portal sets behind a name


def firings(pair: Pair, changes: Iterable[Change]) -> Iterator[Edit]:
    """Every change as one or more typed edits, in page order."""
    spacing: Edit | None = None  # one stands for all: the first is shown, the others are counted
    for change in changes:
        if change.sort == "move":
            yield pair.edit(change.a, change.b, "reordering", "moved-block")
        elif change.sort == "mark":
            if same_marks(pair.old(change.a), pair.new(change.b)):
                spacing = spacing or _spacing(pair, change)
                yield spacing
            else:
                yield _mark(pair, change)
        elif change.sort == "text":
            yield from _text(pair, change)


def _mark(pair: Pair, change: Change) -> Edit:
    """Other marks or another script: nothing that folding keeps, unless it stands in a number."""
    figures = number_change(pair.a.raw, change.a, pair.b.raw, change.b)
    if figures:
        return pair.edit(*figures, "number-changed", "figure")
    if letters_in(pair.a, *change.a) or respelled(pair.a.raw, change.a, pair.b.raw, change.b):
        return _spacing(pair, change)
    return pair.edit(change.a, change.b, "substitution", "punctuation")


def _is_escape(text: Folded, span: Span) -> bool:
    """Whether the letters of a span are line breaks that an exporter wrote out as \\n, if any."""
    first, last = text.folded_span(*span)
    places = text.offsets[first:last]
    return len(places) <= 1 and all(text.raw[at] in "nrt" and text.raw[at - 1 : at] == "\\" for at in places)


def _spacing(pair: Pair, change: Change) -> Edit:
    old, new = pair.old(change.a), pair.new(change.b)
    kind: EditKind = "width-or-spacing"
    return Edit(kind=kind, page=change.b, document=change.a, page_text=new, document_text=old, rule=kind)


def _text(pair: Pair, change: Change) -> Iterator[Edit]:
    """Letters that came, went or changed: the rules in order, the gravest first."""
    old, new = letters_in(pair.a, *change.a), letters_in(pair.b, *change.b)
    if not old and not new:
        return  # blanks beside text that was moved
    if edit := _exact(pair, change, max(len(old), len(new))):
        yield edit
    elif negated(pair, change, old, new):
        yield pair.edit(change.a, change.b, "negation-changed", "negation")
    elif not old:
        yield from inserted(pair, change)
    elif not new:
        yield from deleted(pair, change)
    elif pieces := spelled(pair, change) or parts(pair, change, old, new):
        yield from firings(pair, pieces)
    elif unrelated(pair, change, old, new):
        yield from deleted(pair, change)
        yield from inserted(pair, Change((change.a[1], change.a[1]), change.b, "text"))
    else:
        yield from replaced(pair, change, len(old) + len(new))


def _link(pair: Pair, change: Change) -> str | None:
    """The rule that says a portal sets such words behind names (stock codes, links to accounts)."""
    words = pair.old(change.a) or pair.new(change.b)
    row = vocabulary.first("inserted_links", words) if len(words) <= LINK else None
    return row.id if row else None


def _exact(pair: Pair, change: Change, letters: int) -> Edit | None:
    """The rules that read a change letter by letter: escapes, figures, numerals, known swaps."""
    if (not pair.old(change.a).strip() or not pair.new(change.b).strip()) and (link := _link(pair, change)):
        return pair.edit(change.a, change.b, "house-rule", link)
    if letters <= 1 and _is_escape(pair.a, change.a) and _is_escape(pair.b, change.b):
        return _spacing(pair, change)
    if may_be_figures(pair.a.raw, change.a) and may_be_figures(pair.b.raw, change.b):
        figures = number_change(pair.a.raw, change.a, pair.b.raw, change.b)
        if figures and not change.loose:
            return pair.edit(*figures, "number-changed", "figure")
        if renumbered(pair.a.raw, change.a, pair.b.raw, change.b):
            return pair.edit(change.a, change.b, "house-rule", "numerals")
    return swapped(pair, change)
