"""What kind of edit a raw change is: each firing of every rule, one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reprint_trace import vocabulary
from reprint_trace.attribution import mentions
from reprint_trace.comparing.changes import (
    CLAUSE,
    SENTENCE,
    WORDS,
    Change,
    is_last,
    letters_in,
    same_marks,
    trimmed,
)
from reprint_trace.comparing.indels import deleted, inserted, insertion_kind
from reprint_trace.comparing.lexicon import (
    house_rules,
    may_be_figures,
    negations,
    number_change,
    renumbered,
    respelled,
    swaps_by_letter,
)
from reprint_trace.model import Edit, EditKind
from reprint_trace.text.folding import fold_text
from reprint_trace.text.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reprint_trace.comparing.changes import Pair
    from reprint_trace.comparing.lexicon import Swap
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded
    from reprint_trace.text.numbers import Number


LINK = 40  # raw characters of a link that a portal sets behind a name


def firings(pair: Pair, changes: Iterable[Change]) -> list[Edit]:
    """Every change as one or more typed edits, in page order; what differs in width or spacing is one, at its
    first place, with its count."""
    found: list[Edit] = []
    spacing, first = 0, 0
    for change in changes:
        if change.sort == "move":
            found.append(pair.edit(change.a, change.b, "reordering", "moved-block"))
        elif change.sort == "mark":
            old, new = pair.old(change.a), pair.new(change.b)
            if not ((old.isalnum() and new.isalnum()) or same_marks(old, new)):
                found.append(_mark(pair, change))
                continue
            if not spacing:
                first = len(found)
                found.append(_spacing(pair, change))
            spacing += 1
        elif change.sort == "text":
            found += _text(pair, change)
    if spacing > 1:
        found[first] = replace(found[first], count=spacing)
    return found


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


# ── text in the place of other text ─────────────────────────────────────────────────────
# Text that stands where the document has other text: one replacement, or several things at once.


_TOLD = ("words", "sentence")  # insertions in which no site speaks
_BREAK = re.compile(r"[。！？!?；;\n]")
_MARKS_BEHIND = re.compile(r"\W+$")
_MARKS_BEFORE = re.compile(r"^\W+")


def swapped(pair: Pair, change: Change) -> Edit | None:
    """A known replacement whose differing part is this change."""
    core = pair.old(change.a), pair.new(change.b)
    for swap in house_rules().get(core, ()):
        if spans := _around(pair, change, swap):
            return pair.edit(*spans, "house-rule", f"{swap.old}→{swap.new}")
    for swap in pair.spin.get(core, ()):
        if spans := _around(pair, change, swap):
            return pair.edit(*spans, "spin", f"{swap.old}→{swap.new}")
    return None


def _around(pair: Pair, change: Change, swap: Swap) -> tuple[Span, Span] | None:
    """Where the two whole words stand around the change, if they do."""
    a = max(0, change.a[0] - swap.head), change.a[1] + swap.tail
    b = max(0, change.b[0] - swap.head), change.b[1] + swap.tail
    return (a, b) if (pair.old(a), pair.new(b)) == (swap.old, swap.new) else None


def negated(pair: Pair, change: Change, old: str, new: str) -> bool:
    """Whether a negation was gained or lost, and little else changed."""
    if max(len(old), len(new)) > WORDS / 2 or negations(old) == negations(new):
        return False
    return not CLAUSE.search(pair.old(change.a)) and not CLAUSE.search(pair.new(change.b))


def replaced(pair: Pair, change: Change, letters: int) -> Iterator[Edit]:
    """One replacement; in a short one, every figure that became another is an edit beside it."""
    yield pair.edit(change.a, change.b, "substitution", "replaced")
    if letters > 2 * SENTENCE:
        return
    theirs, mine = list(numbers(pair.a.raw, *change.a)), list(numbers(pair.b.raw, *change.b))
    if len(theirs) == len(mine):
        for old, new in zip(theirs, mine, strict=True):
            if old.value != new.value and _same_thing(pair, old, new):
                yield pair.edit(old.span, new.span, "number-changed", "figure-in-rewriting")


def _same_thing(pair: Pair, old: Number, new: Number) -> bool:
    """Whether two figures count or date the same: the letter behind them, or before them, is one."""
    behind = pair.a.raw[old.span[1] : old.span[1] + 1], pair.b.raw[new.span[1] : new.span[1] + 1]
    before = (
        pair.a.raw[max(0, old.span[0] - 1) : old.span[0]],
        pair.b.raw[max(0, new.span[0] - 1) : new.span[0]],
    )
    return any(one == other and one.isalnum() for one, other in (behind, before))


def unrelated(pair: Pair, change: Change, old: str, new: str) -> bool:
    """Whether text was cut here and other text put in, rather than one made into the other."""
    if mentions(pair.a.raw, *change.a):
        return True
    kind, rule = insertion_kind(pair, change.b)
    if kind in ("relay-lead", "title-injection") or (kind == "insertion" and rule not in _TOLD):
        return True
    at_end = is_last(pair.a, change.a[1]) and is_last(pair.b, change.b[1])
    longer, shorter = max(len(old), len(new)), min(len(old), len(new))
    return longer >= SENTENCE and (at_end or longer > 4 * shorter or kind == "foreign-passage")


def parts(pair: Pair, change: Change, old: str, new: str) -> list[Change]:
    """A replacement that is several: word for word across the same marks, or words beside whole
    sentences that came or went."""
    if max(len(old), len(new)) <= WORDS:
        return _clauses(pair, change)
    if min(len(old), len(new)) > WORDS:
        return []
    if len(old) > WORDS:
        pieces = _beside(pair.a.raw, change.a, pair.b.raw, change.b, new)
    else:
        pieces = [(theirs, mine) for mine, theirs in _beside(pair.b.raw, change.b, pair.a.raw, change.a, old)]
    return [trimmed(pair.a.raw, pair.b.raw, at_a, at_b, "text") for at_a, at_b in pieces]


def _clauses(pair: Pair, change: Change) -> list[Change]:
    """The clauses of a short replacement, where both sides have the same marks between them."""
    (s, e), (t, f) = change.a, change.b
    cuts = [
        [m.span() for m in CLAUSE.finditer(pair.a.raw, s, e)],
        [m.span() for m in CLAUSE.finditer(pair.b.raw, t, f)],
    ]
    if not cuts[0] or len(cuts[0]) != len(cuts[1]):
        return []
    found: list[Change] = []
    for (s1, s2), (t1, t2) in zip([*cuts[0], (e, e)], [*cuts[1], (f, f)], strict=True):
        found.append(trimmed(pair.a.raw, pair.b.raw, (s, s1), (t, t1), "text"))
        if pair.a.raw[s1:s2] != pair.b.raw[t1:t2]:
            found.append(Change((s1, s2), (t1, t2), "mark"))
        s, t = s2, t2
    return [part for part in found if part.a[0] < part.a[1] or part.b[0] < part.b[1]]


def _beside(long: str, span: Span, short: str, words: Span, letters: str) -> list[tuple[Span, Span]]:
    """Split the longer side at a stop, so that the words face the end that fits them best."""
    start, end = span
    stops = list(_BREAK.finditer(long, start, end - 1))
    if not stops:
        return []
    head, tail = stops[0].start(), stops[-1].end()
    head_fits, tail_fits = _fits(long[start:head], letters), _fits(long[tail:end], letters)
    if max(head_fits, tail_fits) == 0:
        return []
    if head_fits >= tail_fits:
        edge = words[0] + len(_MARKS_BEHIND.sub("", short[slice(*words)]))
        return [((start, head), (words[0], edge)), ((head, end), (edge, words[1]))]
    edge = words[1] - len(_MARKS_BEFORE.sub("", short[slice(*words)]))
    return [((start, tail), (words[0], edge)), ((tail, end), (edge, words[1]))]


def _fits(words: str, other: str) -> float:
    """How well a few words stand against others: by length, and by the letters they share."""
    letters = fold_text(words)
    if not letters or len(letters) > 2 * len(other) + 2 or len(other) > 2 * len(letters) + 2:
        return 0.0
    return 1 / (1 + abs(len(letters) - len(other))) + len(set(letters) & set(other))


# ── known replacements in a row ─────────────────────────────────────────────────────────
# A stretch of several known replacements in a row, spelled out word by word.
#
# A spinner swaps 服务市民 for 办事市平易近: an alignment shows one replacement where the lexicon has
# two.  The stretch is parsed with the lexicon, left to right, equal letters in between.


LONGEST = 24  # raw characters of a stretch worth parsing
SHORTEST = 3  # ... and of both sides together: two words differ in more than a letter each
_BESIDE = 2  # letters around it that may belong to its first and last words

Word = tuple[int, int, int, int]


def spelled(pair: Pair, change: Change) -> list[Change]:
    """The known replacements that a replacement consists of; none if anything else is in it."""
    (s, e), (t, f) = change.a, change.b
    if s == e or t == f or e - s + f - t < SHORTEST or e - s > LONGEST or f - t > 2 * LONGEST:
        return []
    if not _any_swap(
        pair.a.raw[max(0, s - _BESIDE) : e + _BESIDE], pair.b.raw[max(0, t - _BESIDE) : f + _BESIDE]
    ):
        return []
    for left in range(_BESIDE + 1):
        for right in range(_BESIDE + 1):
            old, new = pair.a.raw[max(0, s - left) : e + right], pair.b.raw[max(0, t - left) : f + right]
            if old[:left] != new[:left] or (right and old[-right:] != new[-right:]):
                continue
            words = _parsed(old, new)
            if words and len(words) > 1:
                base_a, base_b = max(0, s - left), max(0, t - left)
                return [
                    trimmed(
                        pair.a.raw, pair.b.raw, (base_a + i, base_a + k), (base_b + j, base_b + m), "text"
                    )
                    for i, k, j, m in words
                ]
    return []


def _any_swap(old: str, new: str) -> bool:
    """Whether a known word stands on one side, and what it is swapped for on the other."""
    swaps = (swap for letter in old for swap in swaps_by_letter().get(letter, ()))
    return any(plain in old and spun in new for plain, spun in swaps)


def _parsed(old: str, new: str) -> list[Word] | None:
    """The swapped words of a full parse, or None; every pair of places is tried once."""
    reached: dict[tuple[int, int], tuple[int, int, bool]] = {(0, 0): (0, 0, False)}
    stack = [(0, 0)]
    while stack:
        i, j = stack.pop()
        if (i, j) == (len(old), len(new)):
            return _traced(reached, i, j)
        if i < len(old) and j < len(new) and old[i] == new[j] and (i + 1, j + 1) not in reached:
            reached[i + 1, j + 1] = (i, j, False)
            stack.append((i + 1, j + 1))
        for plain, spun in swaps_by_letter().get(old[i : i + 1], ()):
            place = i + len(plain), j + len(spun)
            if place not in reached and old.startswith(plain, i) and new.startswith(spun, j):
                reached[place] = (i, j, True)
                stack.append(place)
    return None


def _traced(reached: dict[tuple[int, int], tuple[int, int, bool]], i: int, j: int) -> list[Word]:
    words: list[Word] = []
    while (i, j) != (0, 0):
        before_i, before_j, swap = reached[i, j]
        if swap:
            words.append((before_i, i, before_j, j))
        i, j = before_i, before_j
    return words[::-1]


# ── many firings, one rule ──────────────────────────────────────────────────────────────
# Many firings, one rule: edits that a machine made by rule are one edit with a count.
#
# A replacement is a rule when the lexicon knows it or when the page makes it twice; figures
# and negations are never merged, since each alters another statement.


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
            counts[key] = counts.get(key, 0) + edit.count
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
        if edit.kind in _LEARNABLE and edit.rule not in ("punctuation", "misread") and not edit.meaning:
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
