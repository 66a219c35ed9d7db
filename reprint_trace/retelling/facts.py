"""Facts that a retold sentence tells otherwise than the sentences it tells.

Words change in a retelling, so that a changed word says nothing.  Another statement is made by: a figure,
day or period that the document has nowhere; a person it does not name, or who says there what another
says here; the opposite of what it says; a yes for a no about the same word; another noun in the same place.
Two statements are held against each other only where their clauses name the same.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace import vocabulary
from reprint_trace.attribution import people, personal_name, speakers
from reprint_trace.comparing.lexicon import negated
from reprint_trace.comparing.naming import after_role, known_word
from reprint_trace.comparing.statements import words_in
from reprint_trace.comparing.wording import opposite_letters, opposites
from reprint_trace.model.match import ChangedFact
from reprint_trace.retelling import quantities
from reprint_trace.retelling.quantities import Quantity, agree, comparable, told_in
from reprint_trace.retelling.relation import agreement
from reprint_trace.retelling.sentences import chinese
from reprint_trace.text.folding import fold_text, in_simplified
from reprint_trace.text.numbers import figures
from reprint_trace.text.terms import rarity, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.model import MeaningKind, Span
    from reprint_trace.model.match import FactKind
    from reprint_trace.retelling.sentences import Sentences

AROUND = 1  # sentences beside one that may tell a part of it
ANCHORED = 0.9  # rarity of what two clauses name in common, from which they speak of the same
FIGURE = 2.0  # what a figure in common counts in it
BESIDE = 4  # characters between a word that says where a figure goes and the figure
SCOPE = 4  # characters between a word that denies and what it denies
SHARED = 2  # letters of a word that both texts must hold to be about the same

_CLAUSE = re.compile(r"[^，。；！？!?：:\n]+")
_DENIABLE = ("v", "a", "n", "i", "l", "f", "s")  # tags of words that can be denied
_PLACES = frozenset("上下前后来去出入进退起落收付买卖开左右往返老新")  # letters of place are in many words
_IDLE = frozenset("的了着过是在和与及也都就而又还很已将被把对向从以其这那有会要能可")


class _Clause(NamedTuple):
    """A clause with what it names (`terms`, by rarity) and the figures in it."""

    span: Span
    terms: dict[int, float]


class _Pair(NamedTuple):
    """A sentence of the page and the sentences of the document that it tells, both texts whole."""

    page: Sentences
    mine: Span
    document: Sentences
    theirs: tuple[Span, ...]

    @property
    def here(self) -> str:
        return self.page.text[slice(*self.mine)]


def changed_facts(
    page: Sentences, sentence: int, document: Sentences, sources: Sequence[int]
) -> tuple[ChangedFact, ...]:
    """What a sentence of the page states otherwise than those of the document that it tells, by place."""
    pair = _Pair(page, page.spans[sentence], document, tuple(document.spans[at] for at in sorted(sources)))
    near = [document.spans[at] for at in _around(sources, len(document.spans))]
    found = [*_in_figures(pair, near)]
    if chinese(page.text) and chinese(document.text):
        found += [*_people(pair), *_voices(pair, near), *_turned(pair), *_denied(pair)]
    kept: list[ChangedFact] = []
    for fact in found:
        if not any(_same_place(fact, other) for other in kept):
            kept.append(fact)
    return tuple(sorted(kept, key=lambda fact: (fact.page or (0, 0), fact.kind)))


def _same_place(one: ChangedFact, other: ChangedFact) -> bool:
    return any(
        a is not None and b is not None and a[0] < b[1] and b[0] < a[1]
        for a, b in ((one.page, other.page), (one.document, other.document))
    )


# ── figures, days, periods ─────────────────────────────────────────────────────────────


def _in_figures(pair: _Pair, near: Sequence[Span]) -> Iterator[ChangedFact]:
    """Quantities, days and periods of the sentence that stand nowhere in the document, each with one of
    the told sentences that stands nowhere on the page; a quantity of a known measure even alone."""
    told, all_ = told_in(pair.page.text), told_in(pair.document.text)
    here, there = told.within([pair.mine]), all_.within(near)
    foreign = [
        one
        for one in here.quantities
        if quantities.states(one) and not _told(one, all_.quantities, all_.days)
    ]
    lost = [
        one
        for one in there.quantities
        if quantities.states(one) and not _told(one, told.quantities, told.days)
    ]
    yield from _paired(pair, foreign, lost)
    days = {day for _, day in all_.days}
    yield from _side_by_side(
        pair,
        [span for span, day in here.days if day not in days],
        [span for span, day in there.days if day not in {one for _, one in told.days}],
    )
    for mine, theirs in _beside(pair, only=all_.periods):
        page, document = told.within([mine.span]).periods, all_.within([theirs.span]).periods
        if {one for _, one in page}.isdisjoint(one for _, one in document):
            yield from _side_by_side(pair, [span for span, _ in page], [span for span, _ in document])


def _side_by_side(pair: _Pair, mine: Sequence[Span], theirs: Sequence[Span]) -> Iterator[ChangedFact]:
    for span, other in zip(mine, theirs, strict=False):
        yield _fact(pair, "figure", span, other)


def _told(
    quantity: Quantity, others: Sequence[Quantity], days: Sequence[tuple[Span, tuple[str, str]]]
) -> bool:
    """Whether a quantity stands in the other text, as one or as a part of a day."""
    return agree(quantity, others) or any(
        quantity.unit in ("月", "日") and quantity.figure.key in day for _, day in days
    )


def _paired(pair: _Pair, mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> Iterator[ChangedFact]:
    """Each quantity of the page beside the nearest in size, of those left, that counts the same."""
    left = [*theirs]
    for quantity in mine:
        alike = [other for other in left if comparable(quantity, other)]
        best = min(
            alike,
            key=lambda other: (
                other.unit != quantity.unit,
                abs(other.figure.amount - quantity.figure.amount),
            ),
            default=None,
        )
        if best is not None:
            left.remove(best)
        elif (
            not chinese(pair.document.text)
            or quantity.figure.about
            or quantity.unit in ("", quantities.UNSAID)
            or quantity.figure.amount < 10
        ):
            continue  # some ninety years since 1931: worked out, not stated otherwise
        yield _fact(pair, "figure", quantity.span, best.span if best else None)


# ── people ─────────────────────────────────────────────────────────────────────────────


def _people(pair: _Pair) -> Iterator[ChangedFact]:
    """Persons the document does not name, each with one whom the told sentences name in its place."""
    known = fold_text(pair.document.text)
    mine = [
        span
        for span in _names(pair.page.text, pair.mine)
        if fold_text(pair.page.text[slice(*span)])[:2] not in known
    ]
    if not mine:
        return
    theirs = [
        span
        for source in pair.theirs
        for span in _names(pair.document.text, source)
        if pair.document.text[slice(*span)] not in pair.here
    ]
    for span, other in zip(mine, [*theirs, *([None] * len(mine))], strict=False):
        yield _fact(pair, "person", span, other)


def _voices(pair: _Pair, near: Sequence[Span]) -> Iterator[ChangedFact]:
    """One who says here what another says in the sentences told or beside them, where neither side names
    the other's."""
    mine = [p for p in speakers(pair.page.text) if pair.mine[0] <= p.span[0] < pair.mine[1]]
    theirs = [p for p in speakers(pair.document.text) if any(s <= p.span[0] < e for s, e in near)]
    told = "".join(pair.document.text[slice(*span)] for span in pair.theirs)
    if len(mine) != 1 or len({p.name for p in theirs}) != 1:
        return
    if mine[0].name[:1] not in told + theirs[0].name and theirs[0].name[:1] not in pair.here:
        yield _fact(pair, "person", mine[0].span, theirs[0].span)


def _names(text: str, span: Span) -> list[Span]:
    """Where a sentence names people: those who speak or stand behind a role, and words that the
    segmenter takes for names."""
    found = [person.span for person in people(text) if span[0] <= person.span[0] < span[1]]
    words = words_in(text, span)
    for place, word in enumerate(words):
        if not word.tag.startswith("nr") or any(s < word.end and word.start < e for s, e in found):
            continue
        whole = len(word.text) > 2 and not known_word(word.text)
        split = len(word.text) == 1 and place + 1 < len(words) and after_role(text, word.start)
        end = word.end if whole else words[place + 1].end if split else word.start
        if end - word.start in (2, 3) and personal_name(text[word.start : end]):
            found.append((word.start, end))
    return sorted(found)


# ── opposites, and a yes for a no ──────────────────────────────────────────────────────


def _turned(pair: _Pair) -> Iterator[ChangedFact]:
    """Words that turn round what a word of the clause told says, where neither sentence has both."""
    told = in_simplified("".join(pair.document.text[slice(*span)] for span in pair.theirs))
    page = in_simplified(pair.here)
    for mine, theirs in _beside(pair):
        here, there = in_simplified(_text(pair.page, mine)), in_simplified(_text(pair.document, theirs))
        for kind, (at, word), (of, other) in _opposed(here, there):
            if other in page or word in told:
                continue
            yield _fact(
                pair,
                "polarity" if kind == "polarity" else "direction",
                (mine.span[0] + at, mine.span[0] + at + len(word)),
                (theirs.span[0] + of, theirs.span[0] + of + len(other)),
            )
            break


def _opposed(here: str, there: str) -> Iterator[tuple[str, tuple[int, str], tuple[int, str]]]:
    """Opposite words of two clauses: listed ones that no other figure follows, then single letters in
    the same word or beside the same figure, with the letter that they share."""
    for one, other in product(_listed().finditer(here), _listed().finditer(there)):
        kind = opposites().get((one[0], other[0]))
        if not kind or _is_denied(here, one.start()) or _is_denied(there, other.start()):
            continue
        if _same_figures(here[one.end() :], there[other.end() :]):
            yield kind, (one.start(), one[0]), (other.start(), other[0])
    for one, other in product(_single().finditer(here), _single().finditer(there)):
        letters = _letters().get((one[0], other[0]))
        if not letters or _is_denied(here, one.start()) or _is_denied(there, other.start()):
            continue
        if span := _alike_around(here, one.start(), there, other.start()):
            (s, e), (t, f) = span
            yield letters, (s, here[s:e]), (t, there[t:f])


def _is_denied(text: str, at: int) -> bool:
    return any(at - 2 <= start < at for start, _ in _denials(text[:at]))


def _same_figures(here: str, there: str) -> bool:
    """Whether the figures right behind two words, if both have one, agree."""
    mine = next((f for f in figures(here) if f.span[0] <= BESIDE), None)
    theirs = next((f for f in figures(there) if f.span[0] <= BESIDE), None)
    return mine is None or theirs is None or bool(agreement(mine, [theirs]))


def _alike_around(here: str, at: int, there: str, of: int) -> tuple[Span, Span] | None:
    """Where two single letters stand in the same word (多跑, 少跑; 最深, 最浅), or beside the same figure."""
    behind, before = here[at + 1 : at + 2], here[max(0, at - 1) : at]
    if behind.isalpha() and behind == there[of + 1 : of + 2] and behind not in _IDLE:
        return (at, at + 2), (of, of + 2)
    if before.isalpha() and before == there[max(0, of - 1) : of] and before not in _IDLE:
        return (at - 1, at + 1), (of - 1, of + 1)
    near = [f for f in figures(there) if 0 <= f.span[0] - of - 1 <= 1]
    if any(0 <= f.span[0] - at - 1 <= 1 and agreement(f, near) for f in figures(here)):
        return (at, at + 1), (of, of + 1)
    return None


def _denied(pair: _Pair) -> Iterator[ChangedFact]:
    """Words that the page denies and every clause told affirms, or the other way round; a clause that
    denies or ends anything is no affirmation, and the sentences must name more in common."""
    theirs = [clause for span in pair.theirs for clause in _clauses(pair.document, span)]
    told = _named("".join(pair.document.text[slice(*span)] for span in pair.theirs))
    common = {key: rare for key, rare in _named(pair.here).items() if key in told}
    for mine in _clauses(pair.page, pair.mine):
        here = in_simplified(_text(pair.page, mine))
        for word in words_in(pair.page.text, mine.span):
            said, at = in_simplified(word.text), word.start - mine.span[0]
            holding = [clause for clause in theirs if said in in_simplified(_text(pair.document, clause))]
            if len(said) < SHARED or not holding or not word.tag.startswith(_DENIABLE):
                continue
            own = _named(said)
            if sum(rare for key, rare in common.items() if key not in own) < ANCHORED:
                continue
            there = [in_simplified(_text(pair.document, clause)) for clause in holding]
            of = there[0].find(said)
            no, other = _denial(here, at), _denial(there[0], of)
            if (no is None) == (other is None) or not all(map(_affirms, there if other is None else [here])):
                continue
            yield _fact(
                pair,
                "polarity",
                (mine.span[0] + (at if no is None else no), word.end),
                (holding[0].span[0] + (of if other is None else other), holding[0].span[0] + of + len(said)),
            )
            break


def _affirms(clause: str) -> bool:
    return not _denials(clause) and not _words("ends").search(clause)


def _denial(clause: str, at: int) -> int | None:
    """Where what denies the word at a place begins, right before it or one verb away."""
    start, end = next(reversed(_denials(clause[:at])), (0, 0))
    return start if end and start >= at - SCOPE and "的" not in clause[end:at] else None


def _denials(text: str) -> list[Span]:
    """Where words stand that deny what is behind them."""
    idle = [match.span() for match in _words("idle").finditer(text)]
    found = [*negated(text), *(match.span() for match in _words("denies").finditer(text))]
    return sorted(span for span in found if not any(s < span[1] and span[0] < e for s, e in idle))


@cache
def _words(kind: str) -> re.Pattern[str]:
    words = (word for word, its in vocabulary.cells("denials") if its == kind)
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


# ── clauses ────────────────────────────────────────────────────────────────────────────


def _beside(pair: _Pair, only: Sequence[tuple[Span, str]] | None = None) -> Iterator[tuple[_Clause, _Clause]]:
    """The clauses of the sentence, each with the clause told (of those alone in which one of the places
    `only` stands) that names most of what it names."""
    theirs = [
        clause
        for span in pair.theirs
        for clause in _clauses(pair.document, span)
        if only is None or any(clause.span[0] <= start < clause.span[1] for (start, _), _ in only)
    ]
    for mine in _clauses(pair.page, pair.mine):
        best = max(theirs, key=lambda other: _common(pair, mine, other), default=None)
        if best is not None and _common(pair, mine, best) >= ANCHORED:
            yield mine, best


def _clauses(text: Sentences, span: Span) -> list[_Clause]:
    found = []
    for match in _CLAUSE.finditer(text.text, *span):
        found.append(_Clause(match.span(), _named(match[0])))
    return found


def _named(text: str) -> dict[int, float]:
    """The pairs and triples of Han characters of a text, with their rarity."""
    keys = terms(text).grams
    return dict(zip(keys.tolist(), rarity(keys).tolist(), strict=True))


def _common(pair: _Pair, mine: _Clause, theirs: _Clause) -> float:
    """How much two clauses name in common."""
    others = [*figures(_text(pair.document, theirs))]
    told = sum(bool(agreement(figure, others)) for figure in figures(_text(pair.page, mine)))
    return FIGURE * told + sum(rare for key, rare in mine.terms.items() if key in theirs.terms)


def _text(text: Sentences, clause: _Clause) -> str:
    return text.text[slice(*clause.span)]


@cache
def _listed() -> re.Pattern[str]:
    words = {word for pair in opposites() for word in pair if len(word) > 1}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


@cache
def _letters() -> dict[tuple[str, str], MeaningKind]:
    """Opposite letters, but for those of place."""
    return {pair: kind for pair, kind in opposite_letters().items() if _PLACES.isdisjoint(pair)}


@cache
def _single() -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted({letter for pair in _letters() for letter in pair})) + "]")


def _around(sources: Sequence[int], count: int) -> list[int]:
    wide = {at + step for at in sources for step in range(-AROUND, AROUND + 1)}
    return sorted(at for at in wide if 0 <= at < count)


def _fact(pair: _Pair, kind: FactKind, mine: Span, theirs: Span | None) -> ChangedFact:
    return ChangedFact(
        kind=kind,
        page_text=pair.page.text[slice(*mine)],
        document_text=pair.document.text[slice(*theirs)] if theirs else "",
        page=mine,
        document=theirs,
    )
