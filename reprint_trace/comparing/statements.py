"""Changes in their statements: the sentence before and after, and the whole words that changed.

An alignment shows 否 → 承 where a reader sees 否认 → 承认.  A change grows, on both sides alike, to
the words that rjieba finds around it, and stands in the sentence it belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reprint_trace.comparing.changes import Change, trimmed
from reprint_trace.text.folding import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from reprint_trace.model import Span


GROWN = 6  # letters that a change may grow by on either side
LONG = 600  # raw characters of a statement that is cut into words; a longer one is another text
_UNBROKEN = re.compile("[^，。；：、“”（）]*")
_CLAUSE = re.compile(r"[。！？!?；;，,、：\n]")
_END = re.compile(r"[。！？!?]+[”’」』\"）)】\]]*|\n\s*")


class Word(NamedTuple):
    """A word at a raw span, with jieba's tag of its class."""

    start: int
    end: int
    tag: str
    text: str


class Place(NamedTuple):
    """Where words changed: whole words of the document (`a`) and the page (`b`), and the statement that
    each stands in.  `core` is the bare difference, `words_*` are the words of the clauses around it."""

    a: Span
    b: Span
    core: Change
    statement_a: Span
    statement_b: Span
    words_a: tuple[Word, ...] = ()
    words_b: tuple[Word, ...] = ()


class Sentences:
    """The sentences of a text, by the places where they end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = [0, *[m.end() for m in _END.finditer(text)], len(text)]

    def around(self, span: Span, *, before: bool = False) -> Span:
        """The sentences that a span lies in; an empty span between two belongs to the one `before` it
        or behind it."""
        start, end = span
        if start == end and before and start:
            start -= 1
        first = max(0, bisect_right(self.ends, start) - 1)
        last = max(first + 1, bisect_left(self.ends, max(end, start + 1)))
        return self.ends[first], self.ends[min(last, len(self.ends) - 1)]

    def between(self, at: int) -> bool:
        """Whether a sentence ends, or the text begins, at a place (blanks left out)."""
        index = bisect_left(self.ends, at)
        for end in self.ends[max(0, index - 1) : index + 1]:
            if end == at or not self.text[min(at, end) : max(at, end)].strip():
                return True
        return False

    def whole(self, span: Span) -> bool:
        """Whether a span is one or more whole sentences."""
        return span[0] < span[1] and self.between(span[0]) and self.between(span[1])

    def within(self, start: int, end: int) -> list[int]:
        """Where sentences begin from one place to before another."""
        return self.ends[bisect_left(self.ends, start) : bisect_left(self.ends, end)]

    def spans(self) -> list[Span]:
        """The sentences in order."""
        return [(s, e) for s, e in pairwise(self.ends) if s < e]

    def text_of(self, span: Span) -> str:
        return self.text[slice(*span)].strip()


@lru_cache(maxsize=6)  # the two texts of one comparison, and their headlines
def sentences(text: str) -> Sentences:
    """The sentences of a text."""
    return Sentences(text)


@lru_cache(maxsize=64)  # one clause is asked about for each change in it
def words_in(text: str, span: Span) -> tuple[Word, ...]:
    """The words of a raw span."""
    import rjieba

    words = []
    start = span[0]
    for word, tag in rjieba.tag(in_plain_writing(text)[slice(*span)]):
        end = start + len(word)
        words.append(Word(start, end, tag, word))
        start = end
    return tuple(words)


@lru_cache(maxsize=8)  # the two texts of one comparison, and their headlines
def in_plain_writing(text: str) -> str:
    """A text in simplified writing, letter for letter."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    return text.translate(plain_writing()) if _traditional()[codes].any() else text


@cache
def _traditional() -> NDArray[np.bool_]:
    """Whether each code point is a traditional form."""
    table = np.zeros(0x110000, np.bool_)
    table[list(plain_writing())] = True
    return table


@cache
def plain_writing() -> dict[int, str]:
    """Traditional → simplified, for `str.translate`; one character stays one."""
    return {ord(old): new for old, new in simplified().items() if len(old) == 1}


def places(a: str, b: str, changes: Iterable[Change]) -> list[Place]:
    """Where words changed in place, in page order; whole sentences that came or went are left out."""
    found: list[Place] = []
    of_a, of_b = sentences(a), sentences(b)
    parts = [part for change in _joined(changes) for part in _by_clause(a, b, change)]
    for change in parts:
        if change.sort != "text" or change.loose:
            continue
        statements = _statements(of_a, of_b, change)
        if not statements or max(e - s for s, e in statements) > LONG:
            continue
        words_a = words_in(a, clauses(a, change.a, statements[0]))
        words_b = words_in(b, clauses(b, change.b, statements[1]))
        found.append(Place(*_grown(a, b, change, words_a, words_b), change, *statements, words_a, words_b))
    return found


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, two of a word as one: 全部 and 部分 have a letter in common, which the one lost behind
    and the other before it."""
    last: Change | None = None
    for change in changes:
        if last and (joined := _of_one_word(last, change)):
            last = joined
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _of_one_word(one: Change, other: Change) -> Change | None:
    sides = [(c.a[1] - c.a[0], c.b[1] - c.b[0]) for c in (one, other)]
    turned = sides[0][0] == sides[1][1] == 0 or sides[0][1] == sides[1][0] == 0
    beside = other.a[0] - one.a[1] == other.b[0] - one.b[1] == 1
    if not (turned and beside and max(map(max, sides)) == 1 and one.sort == other.sort == "text"):
        return None
    return Change((one.a[0], other.a[1]), (one.b[0], other.b[1]), "text", one.loose or other.loose)


def clauses(text: str, span: Span, statement: Span) -> Span:
    """The clauses of a statement that a span lies in."""
    before = _UNBROKEN.match(text[statement[0] : span[0]][::-1])
    behind = _UNBROKEN.match(text, span[1], max(span[1], statement[1]))
    start = span[0] - before.end() if before else statement[0]
    return max(statement[0], start), behind.end() if behind else statement[1]


def _by_clause(a: str, b: str, change: Change) -> list[Change]:
    """A longer change as one a clause, where both sides have the same marks between their clauses."""
    (s, e), (t, f) = change.a, change.b
    if s == e or t == f:
        return [change]
    cuts = [[*_CLAUSE.finditer(a, s, e)], [*_CLAUSE.finditer(b, t, f)]]
    if not cuts[0] or [m[0] for m in cuts[0]] != [m[0] for m in cuts[1]]:
        return [change]
    found = []
    for one, other in zip([*cuts[0], None], [*cuts[1], None], strict=True):
        end, last = (one.start(), other.start()) if one and other else (e, f)
        part = trimmed(a, b, (s, end), (t, last), "text")
        if part.a[0] < part.a[1] or part.b[0] < part.b[1]:
            found.append(part)
        if one and other:
            s, t = one.end(), other.end()
    return found


def _statements(a: Sentences, b: Sentences, change: Change) -> tuple[Span, Span] | None:
    """The sentences on both sides of a change; none where whole ones came or went."""
    at_a, at_b = _bare(a.text, change.a), _bare(b.text, change.b)
    if at_a[0] < at_a[1] and at_b[0] < at_b[1]:
        return a.around(at_a), b.around(at_b)
    if at_a[0] < at_a[1]:
        if a.whole(at_a):
            return None
        return a.around(at_a), b.around(at_b, before=not a.between(at_a[0]))
    if b.whole(at_b):
        return None
    return a.around(at_a, before=not b.between(at_b[0])), b.around(at_b)


def _bare(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _grown(
    a: str, b: str, change: Change, words_a: Sequence[Word], words_b: Sequence[Word]
) -> tuple[Span, Span]:
    """The change with the letters around it that belong to words it touches, the same on both sides."""
    (s, e), (t, f) = change.a, change.b
    left = right = 0
    while left < GROWN:
        more = max(s - left - _word_start(words_a, s - left), t - left - _word_start(words_b, t - left))
        if not more or not _same(a[s - left - more : s - left], b[t - left - more : t - left]):
            break
        left += more
    while right < GROWN:
        more = max(_word_end(words_a, e + right) - e - right, _word_end(words_b, f + right) - f - right)
        if not more or not _same(a[e + right : e + right + more], b[f + right : f + right + more]):
            break
        right += more
    return (s - left, e + right), (t - left, f + right)


def _word_start(words: Sequence[Word], at: int) -> int:
    """Where the word begins that a place lies inside, else the place."""
    return next((w.start for w in words if w.start < at < w.end and w.text[:1].isalnum()), at)


def _word_end(words: Sequence[Word], at: int) -> int:
    return next((w.end for w in words if w.start < at < w.end and w.text[:1].isalnum()), at)


def _same(a: str, b: str) -> bool:
    return a == b or a.translate(plain_writing()) == b.translate(plain_writing())


# ── what lies near a place ──────────────────────────────────────────────────────────────
# Spans are filed under the strips of 64 characters that they touch, on either side: of thousands of findings and
# thousands of edits each meets those in its own strips, and the work grows with the texts.


_STRIP = 64  # characters
_REACH = 2  # characters by which two spans may miss each other and still be near


class Near:
    """Numbers of pairs of spans (of the original, of the reprint), to be asked by place."""

    def __init__(self) -> None:
        self._a: dict[int, list[int]] = defaultdict(list)
        self._b: dict[int, list[int]] = defaultdict(list)

    def add(self, number: int, a: Span, b: Span) -> None:
        for side, span in ((self._a, a), (self._b, b)):
            for strip in _strips(span):
                side[strip].append(number)

    def of(self, a: Span, b: Span) -> list[int]:
        """The numbers of what lies near on either side, rising."""
        found: set[int] = set()
        for side, span in ((self._a, a), (self._b, b)):
            for strip in _strips(span):
                found.update(side.get(strip, ()))
        return sorted(found)


def _strips(span: Span) -> range:
    return range((span[0] - _REACH) // _STRIP, (span[1] + _REACH) // _STRIP + 1)
