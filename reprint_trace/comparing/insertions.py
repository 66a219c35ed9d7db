"""Text that the page has and the document lacks: whose phrase, headline or story it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reprint_trace.attribution import mentions
from reprint_trace.comparing.lexicon import rows
from reprint_trace.comparing.pair import SENTENCE, STOP, is_first, letters_in
from reprint_trace.text.folding import fold_text
from reprint_trace.text.shingles import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.changes import Change
    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Edit, EditKind, Span

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
    if len(letters) < max(4, length / 2):
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


def site_phrase(text: str) -> str | None:
    """The rule that says a site speaks of itself in a text, if it tells no story beside."""
    rule = _phrase("site-phrase", text)
    told = (s for s in _SENTENCE.findall(text) if not _any_phrase("site-phrase").search(s)) if rule else ()
    return rule if sum(len(fold_text(s)) for s in told) < SENTENCE else None


def _phrase(sort: str, text: str) -> str | None:
    """The rule of the first known phrase of a sort in a text."""
    if not _any_phrase(sort).search(text):
        return None
    return next((rule for rule, pattern in _phrases(sort) if pattern.search(text)), None)


@cache
def _any_phrase(sort: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _phrases(sort)))


@cache
def _phrases(sort: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[1], re.compile(row[2])) for row in rows("relay.tsv") if row[0] == sort)
