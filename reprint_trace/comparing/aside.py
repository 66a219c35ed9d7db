"""What is set aside before two texts are aligned: what one of them prints twice, and its relay credits.

A story printed twice has no place in the original a second time, and a line that says who relays it
shares words with the original by chance.  Their letters are replaced by letters that match nothing, so
that every place in the text stays where it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.attribution import fields, relays
from reprint_trace.comparing.insertions import site_phrase
from reprint_trace.comparing.statements import sentences
from reprint_trace.text.folding import Folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.model import Edit, Span

TWICE = 0.15  # share of a text's letters in repeated sentences from which it prints itself again
SENTENCE = 6  # folded characters of a sentence whose repeat counts
EDGE = 160  # raw characters at either end of a text where its site credits it
LINES, SHORT = 8, 16  # lines looked at from either end, raw characters of one that is no sentence
_STOPS = ("。", "！", "？", "”", "!", "?", "…")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_VALUE = re.compile(r"[^\s，。；：:、)）】\]]{1,24}")
_REPORTED = re.compile(r"\s*(?:综合)?据[^，。：\n]{2,24}(?:报道|消息|电|讯)(?:称|指出)?[，：:]")
MOST = 0.8  # share of an edit that is a repeat from which the edit is
_CAME, _WENT = ("insertion", "foreign-passage"), ("deletion", "truncation")
_NOWHERE = "\ue000"  # stands for a letter that is set aside; no text of the other side is made of it
_NOWHERE_ELSE = "\ue001"


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
    if len({text.raw[slice(*span)].strip() for span in spans}) == len(spans):
        return []
    seen: dict[str, int] = {}
    again: list[tuple[str, Span]] = []
    for span in spans:
        first, last = text.folded_span(*span)
        letters = text.text[first:last]
        if len(letters) < SENTENCE:
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


def furniture(raw: str) -> list[Span]:
    """The lines around a story in which its site speaks, from either end inward: known phrases, and lines
    too short for a sentence that do not end as one."""
    lines = _lines(raw)
    found: list[Span] = []
    for side in (lines[:LINES], lines[::-1][:LINES]):
        for start, end in side:
            line = raw[start:end].strip()
            if not (site_phrase(line) if len(line) > SHORT else not line.endswith(_STOPS)):
                break
            found.append((start, end))
    return found if len(found) < len(lines) else []


def _lines(raw: str) -> list[Span]:
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
    letters = list(text.text)
    for span in spans:
        first, last = text.folded_span(*span)
        letters[first:last] = nowhere * (last - first)
    return Folded(text.raw, "".join(letters), text.offsets)
