"""What kind of edit a raw change is: each firing of every rule, one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.comparing.changes import Change, trimmed
from reprint_trace.comparing.credits import Credit, credits_in
from reprint_trace.comparing.figures import negations, number_change, respelled
from reprint_trace.comparing.lexicon import house_rules, rows
from reprint_trace.comparing.marks import same_marks
from reprint_trace.model import Edit, EditKind
from reprint_trace.text.folding import Folded, fold_text
from reprint_trace.text.shingles import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.lexicon import Swap
    from reprint_trace.model import Span

SENTENCE = 24  # folded characters from which inserted text is a passage, not a phrase
WORDS = 8  # folded characters up to which a replacement may be a rule or a negation
_BREAK = re.compile(r"[。！？!?；;\n]")
_STOP = re.compile(r"[。！？!?；;]")
_CLAUSE = re.compile(r"[。！？!?；;，,\n]")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts (a: document, b: page) and what is known around them."""

    a: Folded
    b: Folded
    titles: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    spin: dict[tuple[str, str], list[Swap]] = field(default_factory=dict)


def firings(pair: Pair, changes: list[Change]) -> Iterator[Edit]:
    """Every change as one or more typed edits, in page order."""
    for change in changes:
        if change.sort == "move":
            yield edit(pair, change.a, change.b, "reordering", "moved-block")
        elif change.sort == "mark":
            yield _mark(pair, change)
        elif change.sort == "text":
            yield from _letters(pair, change)


def edit(
    pair: Pair, a: Span, b: Span, kind: EditKind, rule: str, names: tuple[str, ...] = ()
) -> Edit:
    """The edit between two raw spans, blanks at their ends left out."""
    a, b = _stripped(pair.a.raw, a), _stripped(pair.b.raw, b)
    return Edit(
        kind=kind, page=b, document=a, page_text=pair.b.raw[slice(*b)],
        document_text=pair.a.raw[slice(*a)], rule=rule, names=names,
    )  # fmt: skip


def letters_in(text: Folded, start: int, end: int) -> str:
    """The folded letters of a raw span."""
    first, last = text.folded_span(start, end)
    return text.text[first:last]


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _mark(pair: Pair, change: Change) -> Edit:
    """Marks, width and script: nothing that folding keeps, unless it stands in a number."""
    old, new = pair.a.raw[slice(*change.a)], pair.b.raw[slice(*change.b)]
    same = same_marks(old, new)
    if not same:
        figures = number_change(pair.a.raw, change.a, pair.b.raw, change.b)
        if figures:
            return edit(pair, *figures, "number-changed", "figure")
    if same or letters_in(pair.a, *change.a) or respelled(pair.a.raw, change.a, pair.b.raw, change.b):
        return Edit(
            kind="width-or-spacing", page=change.b, document=change.a, page_text=new,
            document_text=old, rule="width-or-spacing",
        )  # fmt: skip
    return edit(pair, change.a, change.b, "substitution", "punctuation")


def _letters(pair: Pair, change: Change) -> Iterator[Edit]:
    old, new = letters_in(pair.a, *change.a), letters_in(pair.b, *change.b)
    if not old and not new:
        return  # blanks beside text that was moved
    figures = number_change(pair.a.raw, change.a, pair.b.raw, change.b)
    if figures and not change.loose:
        yield edit(pair, *figures, "number-changed", "figure")
        return
    swap = _swap(pair, change)
    if swap:
        yield swap
    elif _negated(pair, change, old, new):
        yield edit(pair, change.a, change.b, "negation-changed", "negation")
    elif not old:
        yield from _inserted(pair, change)
    elif not new:
        yield from _deleted(pair, change)
    elif parts := _parts(pair, change, old, new):
        for part in parts:
            yield from _letters(pair, part)
    elif _unrelated(pair, change, old, new):
        yield from _deleted(pair, Change(change.a, (change.b[0], change.b[0]), "text"))
        yield from _inserted(pair, Change((change.a[1], change.a[1]), change.b, "text"))
    else:
        yield edit(pair, change.a, change.b, "substitution", "replaced")


def _swap(pair: Pair, change: Change) -> Edit | None:
    """A known replacement whose differing part is this change."""
    core = pair.a.raw[slice(*change.a)], pair.b.raw[slice(*change.b)]
    for kind, swaps in (("house-rule", house_rules().get(core)), ("spin", pair.spin.get(core))):
        for swap in swaps or ():
            a = change.a[0] - swap.head, change.a[1] + swap.tail
            b = change.b[0] - swap.head, change.b[1] + swap.tail
            if min(a[0], b[0]) >= 0 and (pair.a.raw[slice(*a)], pair.b.raw[slice(*b)]) == (swap.old, swap.new):
                return edit(pair, a, b, kind, f"{swap.old}→{swap.new}")  # type: ignore[arg-type]
    return None


def _negated(pair: Pair, change: Change, old: str, new: str) -> bool:
    if max(len(old), len(new)) > WORDS / 2:
        return False
    if _CLAUSE.search(pair.a.raw, *change.a) or _CLAUSE.search(pair.b.raw, *change.b):
        return False
    return negations(old) != negations(new)


# ── insertions ─────────────────────────────────────────────────────────────────────────


def _inserted(pair: Pair, change: Change) -> Iterator[Edit]:
    """Inserted text, line by line: neighbouring lines of one kind are one edit."""
    a = change.a[0], change.a[0]
    open_span, open_kind = (change.b[0], change.b[0]), None
    for span in _lines(pair.b.raw, change.b):
        kind = _insertion_kind(pair, span)
        if open_kind and (kind == open_kind or (open_kind[0] == "relay-lead" and kind[0] == "title-injection")):
            open_span = open_span[0], span[1]
            continue
        if open_kind:
            yield edit(pair, a, open_span, *open_kind)
        open_span, open_kind = span, kind
    if open_kind:
        yield edit(pair, a, open_span, *open_kind)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    while start < end:
        stop = text.find("\n", start, end) + 1 or end
        if text[start:stop].strip():
            yield start, stop
        start = stop


def _insertion_kind(pair: Pair, span: Span) -> tuple[EditKind, str]:
    text = pair.b.raw[slice(*span)]
    letters = letters_in(pair.b, *span)
    at_head = not letters_in(pair.b, 0, span[0])
    if at_head:
        for rule, pattern in _phrases("relay-lead"):
            if pattern.search(text):
                return "relay-lead", rule
    if any(quote and quote in text for quote in pair.relays):
        return "relay-lead", "relay-claim"
    if any(_restates(letters, title) for title in pair.titles):
        return "title-injection", "headline-in-body"
    for rule, pattern in (*_phrases("site-phrase"), *_phrases("more-pages")):
        if pattern.search(text) and len(letters) < 3 * SENTENCE:
            return "insertion", rule
    if len(letters) >= SENTENCE and (_STOP.search(text) or text.endswith("\n")):
        return "foreign-passage", "passage"
    if re.fullmatch(r"\s*[【\[][^【】\[\]\n]{6,60}[】\]]\s*", text):
        return "title-injection", "bracketed-line"
    return "insertion", "sentence" if _STOP.search(text) else "words"


def _restates(letters: str, title: str) -> bool:
    headline = fold_text(title)
    if len(letters) < max(4, len(headline) / 2):
        return False
    pairs = char_shingles(letters, 2)
    return len(pairs & char_shingles(headline, 2)) >= 0.75 * len(pairs)


# ── deletions ──────────────────────────────────────────────────────────────────────────


def _deleted(pair: Pair, change: Change) -> Iterator[Edit]:
    """Deleted text: credits one by one, what is between them as it was cut."""
    start, end = change.a
    b = change.b[0], change.b[0]
    for credit in credits_in(pair.a.raw, start, end):
        if not _stands_alone(pair.a, change.a, credit):
            continue
        yield from _cut(pair, (start, credit.span[0]), b)
        yield edit(pair, credit.span, b, _CREDITS[credit.sort], credit.rule, credit.names)
        start = credit.span[1]
    yield from _cut(pair, (start, end), b if start > change.a[0] else change.b)


def _stands_alone(text: Folded, cut: Span, credit: Credit) -> bool:
    """Whether a credit was removed for itself, not with the paragraph that it belongs to: a
    dateline whose story goes on, a byline or caption on its own line or at the end of all."""
    start, end = credit.span
    goes_on = letters_in(text, end, cut[1])
    if credit.sort == "dateline":
        return _heads(text.raw, start) and not goes_on
    if not goes_on and not letters_in(text, cut[0], start):
        return True
    at_end = not letters_in(text, end, len(text.raw))
    return at_end or (_heads(text.raw, start) and text.raw[end : end + 1] in ("", "\n"))


_CREDITS: dict[str, EditKind] = {
    "byline": "byline-removed", "dateline": "dateline-removed", "caption": "caption-removed",
}  # fmt: skip


def _heads(text: str, at: int) -> bool:
    return not text[:at].strip() or text[:at].rstrip(" \t\u3000").endswith("\n")


def _cut(pair: Pair, a: Span, b: Span) -> Iterator[Edit]:
    letters = letters_in(pair.a, *a)
    if not letters:
        return
    text = pair.a.raw[slice(*a)]
    ends_page = not letters_in(pair.b, b[1], len(pair.b.raw))
    if ends_page and (len(letters) >= SENTENCE / 2 or _STOP.search(text)) and _only_credits(pair.a, a[1]):
        yield edit(pair, a, b, "truncation", "tail")
    elif len(letters) > len(pair.a) / 4 and not letters_in(pair.b, 0, b[0]):
        yield edit(pair, a, b, "truncation", "head")
    else:
        yield edit(pair, a, b, "deletion", _cut_rule(pair.a.raw, a, text.strip(), letters))


def _only_credits(text: Folded, start: int) -> bool:
    """Whether nothing but credits follows."""
    if not letters_in(text, start, len(text.raw)):
        return True
    for credit in credits_in(text.raw, start, len(text.raw)):
        if letters_in(text, start, credit.span[0]):
            return False
        start = credit.span[1]
    return not letters_in(text, start, len(text.raw))


def _cut_rule(raw: str, span: Span, text: str, letters: str) -> str:
    whole_lines = _heads(raw, span[0]) and (raw[span[1] - 1 : span[1] + 1].find("\n") >= 0 or span[1] == len(raw))
    if whole_lines:
        return "paragraph" if _STOP.search(text) or len(letters) >= SENTENCE else "subheading"
    if text[0] in "“「『" and text[-1] in "”」』":
        return "quotation"
    if _STOP.search(text):
        return "sentence"
    if re.fullmatch(r"[\d.,%]+", text):
        return "number"
    return "clause" if _CLAUSE.search(text) else "words"


# ── replacements ───────────────────────────────────────────────────────────────────────


def _parts(pair: Pair, change: Change, old: str, new: str) -> list[Change]:
    """A replacement of words beside whole sentences that came or went, as two changes."""
    sides = (pair.a.raw, change.a), (pair.b.raw, change.b)
    if (len(old) > WORDS) == (len(new) > WORDS):
        return []
    long, short = (0, new) if len(old) > WORDS else (1, old)
    text, (start, end) = sides[long]
    stops = [match.end() for match in _BREAK.finditer(text, start, end - 1)]
    if not stops:
        return []
    head = next(match.start() for match in _BREAK.finditer(text, start, end))
    head_fits, tail_fits = _fits(text[start:head], short), _fits(text[stops[-1] : end], short)
    if max(head_fits, tail_fits) == 0:
        return []
    cut = head if head_fits >= tail_fits else stops[-1]
    other = sides[1 - long][1]
    edge = other[1] if head_fits >= tail_fits else other[0]
    near, far = ((start, cut), other, (other[0], edge)), ((cut, end), (edge, edge), (edge, other[1]))
    pieces = [(near[0], near[2]), (far[0], far[2])]
    return [
        trimmed(pair.a.raw, pair.b.raw, *((mine, theirs) if long == 0 else (theirs, mine)), "text")
        for mine, theirs in pieces
    ]


def _fits(words: str, other: str) -> float:
    """How well a few words stand against others: by length, and by the letters they share."""
    letters = fold_text(words)
    if not letters or len(letters) > 2 * len(other) + 2 or len(other) > 2 * len(letters) + 2:
        return 0.0
    return 1 / (1 + abs(len(letters) - len(other))) + len(set(letters) & set(other))


def _unrelated(pair: Pair, change: Change, old: str, new: str) -> bool:
    """Whether text was cut here and other text put in, rather than one made into the other."""
    if credits_in(pair.a.raw, *change.a):
        return True
    kind, _ = _insertion_kind(pair, change.b)
    if kind in ("relay-lead", "title-injection"):
        return True
    behind = letters_in(pair.a, change.a[1], len(pair.a.raw)), letters_in(pair.b, change.b[1], len(pair.b.raw))
    at_end = not any(behind)
    longer, shorter = max(len(old), len(new)), min(len(old), len(new))
    return longer >= SENTENCE and (at_end or longer > 4 * shorter or kind == "foreign-passage")


@cache
def _phrases(sort: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[1], re.compile(row[2])) for row in rows("relay.tsv") if row[0] == sort)
