"""Facts that a retold sentence tells otherwise than the sentences it tells.

Words change in a retelling, so that a changed word says nothing.  A figure that the document has
nowhere, a person it does not name, or the opposite of what it says there, is another statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.attribution import people, personal_name
from reprint_trace.comparing.naming import after_role, known_word
from reprint_trace.comparing.statements import Word, words_in
from reprint_trace.comparing.wording import between
from reprint_trace.model.match import ChangedFact
from reprint_trace.retelling.relation import agreement
from reprint_trace.text.folding import fold_text
from reprint_trace.text.numbers import Figure, figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.model import MeaningKind, Span
    from reprint_trace.model.match import FactKind
    from reprint_trace.retelling.sentences import Sentences

AROUND = 1  # sentences beside one that may tell a part of it
_TURNED: dict[MeaningKind, FactKind] = {"direction": "direction", "polarity": "polarity"}
_LONE = frozenset("涨跌升降增减盈亏正负")  # single characters that say where a figure goes
_RULES = ("opposites", "opposite-letters")
SAME = 0.75  # likeness of two sentences from which a yes and a no in them answer the same question
BESIDE = 8  # characters between a figure and the word that says where it goes


def changed_facts(
    page: Sentences, sentence: int, document: Sentences, sources: Sequence[int], likeness: float
) -> tuple[ChangedFact, ...]:
    """What a sentence of the page states otherwise than those of the document that it tells."""
    return (
        *_figures(page, sentence, document, sources),
        *_people(page, sentence, document, sources),
        *_opposites(page, sentence, document, sources, likeness),
    )


def _figures(
    page: Sentences, sentence: int, document: Sentences, sources: Sequence[int]
) -> Iterator[ChangedFact]:
    """Figures that stand nowhere in the document, each with one there that the page has nowhere."""
    mine = _within(page.text, [page.spans[sentence]])
    theirs = _within(document.text, [document.spans[source] for source in sources])
    everywhere, told = [*figures(document.text)], [*figures(page.text)]
    near = _within(document.text, [document.spans[at] for at in _around(sources, len(document.spans))])
    foreign = [figure for figure in mine if _states(figure) and not agreement(figure, everywhere)]
    moved = [
        figure
        for figure in mine
        if figure not in foreign and not agreement(figure, near) and not figure.about
    ]
    lost = [figure for figure in theirs if not agreement(figure, told)]
    gone = [figure for figure in theirs if figure not in lost and not agreement(figure, mine)]
    yield from _paired(page, document, foreign, lost)
    if moved and gone and len(moved) == len(gone):
        yield from _paired(page, document, moved, gone)


def _paired(
    page: Sentences, document: Sentences, mine: Sequence[Figure], theirs: Sequence[Figure]
) -> Iterator[ChangedFact]:
    """Each figure of the page beside the nearest in kind and size that is left of the document's."""
    left = [*theirs]
    for figure in mine:
        alike = [other for other in left if other.share == figure.share]
        best = min(alike, key=lambda other: abs(other.amount - figure.amount), default=None)
        if best is not None:
            left.remove(best)
        elif figure.about:
            continue  # some ninety years since 1931: worked out, not stated otherwise
        yield _fact(page, document, "figure", figure.span, best.span if best else None)


def _people(
    page: Sentences, sentence: int, document: Sentences, sources: Sequence[int]
) -> Iterator[ChangedFact]:
    """Persons the document does not name, each with one whom the told sentences name in its place."""
    known = fold_text(document.text)
    mine = [
        span
        for span in _names(page.text, page.spans[sentence])
        if fold_text(page.text[slice(*span)])[:2] not in known
    ]
    if not mine:
        return
    here = page.text[slice(*page.spans[sentence])]
    theirs = [
        span
        for source in sources
        for span in _names(document.text, document.spans[source])
        if document.text[slice(*span)] not in here
    ]
    for span, other in zip(mine, [*theirs, *([None] * len(mine))], strict=False):
        yield _fact(page, document, "person", span, other)


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


def _opposites(
    page: Sentences, sentence: int, document: Sentences, sources: Sequence[int], likeness: float
) -> Iterator[ChangedFact]:
    """Words that turn round what a word of the told sentences says, where neither side has both: beside
    the same figure (减少12%, 增加12%), or in sentences that are nearly the same."""
    mine = words_in(page.text, page.spans[sentence])
    theirs = [word for source in sources for word in words_in(document.text, document.spans[source])]
    here, there = {word.text for word in mine}, {word.text for word in theirs}
    for word in mine:
        for other in theirs if word.text not in there else ():
            if other.text in here or other.text in word.text or word.text in other.text:
                continue
            if min(len(word.text), len(other.text)) < 2 and not _LONE.intersection((word.text, other.text)):
                continue
            if not (found := between(other.text, word.text)):
                continue
            if (
                found[0] not in _TURNED
                or found[1] not in _RULES
                or not _answers(page, word, document, other, likeness)
            ):
                continue
            yield _fact(page, document, _TURNED[found[0]], (word.start, word.end), (other.start, other.end))
            return


def _answers(page: Sentences, word: Word, document: Sentences, other: Word, likeness: float) -> bool:
    """Whether two opposite words speak of the same thing."""
    beside = _beside(document.text, other.start)
    if any(agreement(figure, beside) for figure in _beside(page.text, word.start)):
        return True
    return likeness >= SAME


def _beside(text: str, at: int) -> list[Figure]:
    """The figures right around a place."""
    return [figure for figure in figures(text) if abs(figure.span[0] - at) <= BESIDE]


def _within(text: str, spans: Sequence[Span]) -> list[Figure]:
    return [f for f in figures(text) if any(start <= f.span[0] < end for start, end in spans)]


def _around(sources: Sequence[int], count: int) -> list[int]:
    wide = {at + step for at in sources for step in range(-AROUND, AROUND + 1)}
    return sorted(at for at in wide if 0 <= at < count)


def _states(figure: Figure) -> bool:
    """Whether a figure states an amount: one person or two things say nothing."""
    return figure.amount >= 3 or figure.share or bool(figure.amount % 1)


def _fact(
    page: Sentences, document: Sentences, kind: FactKind, mine: Span, theirs: Span | None
) -> ChangedFact:
    return ChangedFact(
        kind=kind,
        page_text=page.text[slice(*mine)],
        document_text=document.text[slice(*theirs)] if theirs else "",
        page=mine,
        document=theirs,
    )
