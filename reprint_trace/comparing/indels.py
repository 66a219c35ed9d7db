"""Text that the page has and the document lacks: whose phrase, headline or story it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution import fields, mentions, named_form, people, relays
from reprint_trace.comparing.align import ASIDE
from reprint_trace.comparing.changes import CLAUSE, SENTENCE, STOP, is_first, is_last, letters_in
from reprint_trace.comparing.lexicon import rows
from reprint_trace.comparing.statements import sentences
from reprint_trace.text.folding import Folded, fold_text
from reprint_trace.text.tokens import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.attribution import Mention
    from reprint_trace.comparing.changes import Change, Pair
    from reprint_trace.model import Edit, EditKind, Span


MUCH = 6  # times a headline's length from which words say more than it
LABEL = 3  # folded characters of 原标题
_SENTENCE = re.compile(r"(?:[^。！？!?；;\n\s]|[^\S\n](?!\s))+[。！？!?；;]*")
_BRACKETED = re.compile(r"\s*[【\[][^【】\[\]\n]{6,60}[】\]]\s*")


def inserted(pair: Pair, change: Change) -> Iterator[Edit]:
    """Inserted text, line by line: neighbouring lines of one kind are one edit."""
    a = change.a[0], change.a[0]
    open_span, open_kind = (change.b[0], change.b[0]), None
    for span in _lines(pair.b.raw, change.b):
        kind = insertion_kind(pair, span)
        if open_kind and (
            kind == open_kind or (open_kind[0] == "relay-lead" and kind[0] == "title-injection")
        ):
            open_span = open_span[0], span[1]
            continue
        if open_kind:
            yield pair.edit(a, open_span, *open_kind)
        open_span, open_kind = span, kind
    if open_kind:
        yield pair.edit(a, open_span, *open_kind)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    while start < end:
        stop = text.find("\n", start, end) + 1 or end
        if text[start:stop].strip():
            yield start, stop
        start = stop


def insertion_kind(pair: Pair, span: Span) -> tuple[EditKind, str]:
    """The kind of an inserted raw span, and the rule that says so."""
    text, letters = pair.new(span), letters_in(pair.b, *span)
    if rule := _lead_rule(pair, span, text, letters):
        return "relay-lead", rule
    if any(_restates(letters, title) for title in pair.titles):
        return "title-injection", "headline-in-body"
    if rule := _site_rule(pair, span, text, letters):
        return "insertion", rule
    if len(letters) >= SENTENCE and (STOP.search(text) or text.endswith("\n")):
        return "foreign-passage", "passage"
    if _BRACKETED.fullmatch(text):
        return "title-injection", "bracketed-line"
    return "insertion", "sentence" if STOP.search(text) else "words"


def _lead_rule(pair: Pair, span: Span, text: str, letters: str) -> str | None:
    """The rule that says a reprinter leads up to the story here."""
    first = is_first(pair.b, span[0])
    if first and (rule := _phrase("relay-lead", text)):
        return rule
    if any(quote and quote in text for quote in pair.relays):
        return "relay-claim"
    announced = first and any(_announces(letters, title) for title in pair.titles)
    return "headline-announced" if announced else None


def _site_rule(pair: Pair, span: Span, text: str, letters: str) -> str | None:
    """The rule that says the site speaks here: a credit line, or one of its phrases."""
    credit = next(iter(mentions(pair.b.raw, *span)), None)
    if credit and letters == letters_in(pair.b, *credit.span):
        return credit.rule
    return (site_phrase(text) or _phrase("more-pages", text)) if len(letters) < 3 * SENTENCE else None


def _restates(letters: str, title: str) -> bool:
    """Whether letters say little but the headline."""
    length, headline = _headline(title)
    if not max(4, length / 2) <= len(letters) <= MUCH * length:
        return False
    pairs = _letter_pairs(letters)
    return len(pairs & headline) >= 0.75 * len(pairs)


def _announces(letters: str, title: str) -> bool:
    """Whether a few words, more than a label such as 原标题, lead up to the whole headline."""
    headline = fold_text(title)  # of a headline of signs alone nothing is left
    return bool(headline) and letters.endswith(headline) and LABEL < len(letters) - len(headline) < SENTENCE


@lru_cache(maxsize=1)  # asked for each headline in a row
def _letter_pairs(letters: str) -> frozenset[str]:
    return frozenset(char_shingles(letters, 2))


@lru_cache(maxsize=16)
def _headline(title: str) -> tuple[int, frozenset[str]]:
    letters = fold_text(title)
    return len(letters), frozenset(char_shingles(letters, 2))


@lru_cache(maxsize=1024)  # a line is asked about as furniture, as an edit and as prose
def site_phrase(text: str) -> str | None:
    """The rule that says a site speaks of itself in a text, if it tells no story beside."""
    told = 0
    for sentence in _SENTENCE.finditer(text) if len(text) > SENTENCE else ():
        if not _any_phrase("site-phrase").search(sentence[0]):
            told += len(fold_text(sentence[0]))
            if told >= SENTENCE:
                return None
    return _phrase("site-phrase", text)


def _phrase(sort: str, text: str) -> str | None:
    """The rule of the first known phrase of a sort in a text."""
    if _any_phrase(sort).search(text) is None:
        return None
    return next((rule for rule, pattern in _phrases(sort) if pattern.search(text)), None)


@cache
def _any_phrase(sort: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _phrases(sort)))


@cache
def _phrases(sort: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[1], re.compile(row[2])) for row in rows("relay.tsv") if row[0] == sort)


# ── what went ───────────────────────────────────────────────────────────────────────────
# Text that the document has and the page lacks: what was cut, and whose credit with it.


_CREDITS: dict[str, EditKind] = {
    "byline": "byline-removed", "dateline": "dateline-removed", "caption": "caption-removed",
}  # fmt: skip
_NUMBERED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．](?!\d)[^，。！？；\n]{2,16}")
_FIGURE = re.compile(r"[约近超逾]?\d[\d.,．，]*[%％‰]?[万亿]{0,2}多?[一-鿿]?")


def deleted(pair: Pair, change: Change) -> Iterator[Edit]:
    """Deleted text: credits one by one, what is between them as it was cut.

    What stands in the page instead, if anything does, is not part of it.
    """
    start, end = change.a
    b = change.b[0], change.b[0]
    at_end = is_last(pair.b, change.b[1])
    for credit in mentions(pair.a.raw, start, end):
        if not _stands_alone(pair.a, change.a, credit):
            continue
        yield from _cut(pair, (start, credit.span[0]), b, at_end=at_end)
        yield pair.edit(credit.span, b, _CREDITS[credit.kind], credit.rule, credit.names)
        start = credit.span[1]
    kept_marks = start == change.a[0] and not letters_in(pair.b, *change.b)
    yield from _cut(pair, (start, end), change.b if kept_marks else b, at_end=at_end)


def _stands_alone(text: Folded, cut: Span, credit: Mention) -> bool:
    """Whether a credit was removed for itself, not with the paragraph that it belongs to: a
    dateline whose story goes on, a byline or caption on its own line or at the end of all."""
    start, end = credit.span
    if credit.kind == "dateline":
        return _heads_line(text.raw, start) and not STOP.search(text.raw, end, cut[1])
    goes_on = letters_in(text, end, cut[1])
    if not goes_on and not letters_in(text, cut[0], start):
        return True
    return is_last(text, end) or (_heads_line(text.raw, start) and text.raw[end : end + 1] in ("", "\n"))


def _heads_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _cut(pair: Pair, a: Span, b: Span, *, at_end: bool) -> Iterator[Edit]:
    letters = letters_in(pair.a, *a)
    if not letters:
        return
    text = pair.old(a).strip()
    told = len(letters) >= SENTENCE / 2 or STOP.search(text)
    frame = at_end or is_first(pair.a, a[0])
    if frame and len(letters) < 3 * SENTENCE and (rule := site_phrase(text)):
        yield pair.edit(a, b, "deletion", rule)
    elif told and at_end and _only_credits(pair.a, a[1]):
        yield pair.edit(a, b, "truncation", "tail")
    elif len(letters) > len(pair.a) / 4 and is_first(pair.b, b[0]):
        yield pair.edit(a, b, "truncation", "head")
    else:
        yield pair.edit(a, b, "deletion", _rule(pair.a.raw, a, text, letters))


def _only_credits(text: Folded, start: int) -> bool:
    """Whether nothing but credits follows."""
    for credit in () if is_last(text, start) else mentions(text.raw, start, len(text.raw)):
        if letters_in(text, start, credit.span[0]):
            return False
        start = credit.span[1]
    return is_last(text, start)


def _rule(raw: str, span: Span, text: str, letters: str) -> str:
    """What sort of thing was cut."""
    ends_line = "\n" in raw[span[1] - 1 : span[1] + 1] or span[1] == len(raw)
    if ends_line and _heads_line(raw, span[0]):
        return "paragraph" if STOP.search(text) or len(letters) >= SENTENCE else "subheading"
    if text[0] in "“「『" and text[-1] in "”」』":
        return "quotation"
    if STOP.search(text):
        return "sentence"
    return _short(raw, text)


def _short(raw: str, text: str) -> str:
    """What sort of thing was cut, where it is less than a sentence."""
    if _NUMBERED.fullmatch(text):
        return "subheading"
    if _FIGURE.fullmatch(text):
        return "number"
    if CLAUSE.search(text):
        return "clause"
    return "name" if named_form(text) and any(text == p.name for p in people(raw)) else "words"


# ── what is set aside before the alignment ──────────────────────────────────────────────
# What is set aside before two texts are aligned: what one of them prints twice, and its relay credits.
#
# A story printed twice has no place in the original a second time, and a line that says who relays it
# shares words with the original by chance.  Their letters are replaced by letters that match nothing, so
# that every place in the text stays where it is.


TWICE = 0.15  # share of a text's letters in repeated sentences from which it prints itself again
REPEAT = 6  # folded characters of a sentence whose repeat counts
EDGE = 160  # raw characters at either end of a text where its site credits it
LINES, SHORT = 8, 16  # lines looked at from either end, raw characters of one that is no sentence
_STOPS = ("。", "！", "？", "”", "!", "?", "…")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_VALUE = re.compile(r"[^\s，。；：:、)）】\]]{1,24}")
_REPORTED = re.compile(r"\s*(?:综合)?据[^，。：\n]{2,24}(?:报道|消息|电|讯)(?:称|指出)?[，：:]")
MOST = 0.8  # share of an edit that is a repeat from which the edit is
_CAME, _WENT = ("insertion", "foreign-passage"), ("deletion", "truncation")
_NOWHERE, _NOWHERE_ELSE = ASIDE[0], ASIDE[1]  # stand for a letter that is set aside


class Aside(NamedTuple):
    """The two texts as they are aligned, and the raw spans that each prints a second time."""

    a: Folded
    b: Folded
    twice_a: tuple[Span, ...] = ()
    twice_b: tuple[Span, ...] = ()

    def letters(self) -> tuple[int, int]:
        """How many folded characters of each text are set aside."""
        return self.a.text.count(_NOWHERE), self.b.text.count(_NOWHERE_ELSE)

    def again(self, a: Folded, b: Folded) -> tuple[int, int]:
        """Folded characters that each text prints a second time and the other has."""
        return _letters(a, self.twice_a, b), _letters(b, self.twice_b, a)

    def repeated(self, edit: Edit) -> Edit:
        """The edit, said to be a repeat where it is what a text prints a second time."""
        if edit.kind in _CAME and _inside(edit.page, self.twice_b):
            return replace(edit, kind="insertion", rule="repeated")
        if edit.kind in _WENT and _inside(edit.document, self.twice_a):
            return replace(edit, kind="deletion", rule="repeated")
        return edit


def set_aside(a: Folded, b: Folded) -> Aside:
    """The two texts without what either prints twice and the other once, and without relay credits that
    the other text lacks."""
    twice_a, twice_b = _twice(a, b), _twice(b, a)
    out_a = [*twice_a, *_relayed(a, b)]
    out_b = [*twice_b, *_relayed(b, a)]
    return Aside(
        _without(a, out_a, _NOWHERE) if out_a else a,
        _without(b, out_b, _NOWHERE_ELSE) if out_b else b,
        tuple(twice_a),
        tuple(twice_b),
    )


def _twice(text: Folded, other: Folded) -> list[Span]:
    """The sentences that a text repeats and the other does not, where they are a good part of it."""
    spans = sentences(text.raw).spans()
    said = [text.raw[start:end].strip() for start, end in spans]
    often = Counter(said)
    if sum(len(one) * (count - 1) for one, count in often.items()) < TWICE * len(text):
        return []
    seen: dict[str, int] = {}
    again: list[tuple[str, Span]] = []
    for one, span in zip(said, spans, strict=True):
        letters = _between(text, span) if often[one] > 1 else ""
        if len(letters) < REPEAT:
            continue
        seen[letters] = seen.get(letters, 0) + 1
        if seen[letters] > 1:
            again.append((letters, span))
    if sum(len(letters) for letters, _ in again) < TWICE * len(text):
        return []
    there = {letters: other.text.count(letters) for letters in {letters for letters, _ in again}}
    return [span for letters, span in again if 0 < there[letters] < seen[letters]]


def _relayed(text: Folded, other: Folded) -> list[Span]:
    """The credits around a story (来源：…, 转自…, 编辑：…, 据某报报道，) whose words the other text has not,
    in order."""
    raw = text.raw
    found: list[Span] = []
    for start, end in dict.fromkeys(((0, min(EDGE, len(raw))), (max(0, len(raw) - EDGE), len(raw)))):
        around = raw[start:end]
        found += [(start + m.span[0], start + m.span[1]) for m in relays(around)]
        for field in fields(around):
            if field.role in ("source", "editor"):
                value = _VALUE.match(raw, start + field.value, end)
                found.append((start + field.start, value.end() if value else start + field.value))
            elif field.role == "author":
                found.append((start + field.start, start + field.value))
    if lead := _REPORTED.match(raw):
        found.append(lead.span())
    found += furniture(raw)
    return [span for span in found if _between(text, span) not in other.text]


@lru_cache(maxsize=4)  # asked before the alignment and for signatures
def furniture(raw: str) -> tuple[Span, ...]:
    """The lines around a story in which its site speaks, from either end inward: known phrases, and lines
    too short for a sentence that do not end as one."""
    lines = _lines_said(raw)
    found: list[Span] = []
    for side in (lines[:LINES], lines[::-1][:LINES]):
        for start, end in side:
            line = raw[start:end].strip()
            if not (site_phrase(line) if len(line) > SHORT else not line.endswith(_STOPS)):
                break
            found.append((start, end))
    return tuple(found) if len(found) < len(lines) else ()


def _lines_said(raw: str) -> list[Span]:
    """The lines of a text that say anything; one that an exporter joined with \\n is cut there."""
    return [match.span() for match in _LINE.finditer(raw)]


def _between(text: Folded, span: Span) -> str:
    first, last = text.folded_span(*span)
    return text.text[first:last]


def _letters(text: Folded, spans: Iterable[Span], other: Folded) -> int:
    said = (_between(text, span) for span in spans)
    return sum(len(letters) for letters in said if letters in other.text)


def _inside(span: Span, spans: Sequence[Span]) -> bool:
    """Whether most of a span lies in spans that are set aside."""
    shared = sum(max(0, min(span[1], e) - max(span[0], s)) for s, e in spans)
    return span[0] < span[1] and shared >= MOST * (span[1] - span[0])


def _without(text: Folded, spans: Iterable[Span], nowhere: str) -> Folded:
    letters = text.text
    for span in spans:
        first, last = text.folded_span(*span)
        letters = f"{letters[:first]}{nowhere * (last - first)}{letters[last:]}"
    return Folded(text.raw, letters, text.offsets)
