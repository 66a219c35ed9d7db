"""Which documents of a corpus a page tells again: found by what they name, judged sentence by sentence."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

import numpy as np

from reprint_trace.model.match import NamedAlike, Retelling, ToldSentence
from reprint_trace.model.page import phrase
from reprint_trace.retelling.facts import changed_facts
from reprint_trace.retelling.relation import judge
from reprint_trace.retelling.sentences import (
    Alignment,
    Encode,
    Sentences,
    align,
    chinese,
    encoder,
    joined,
    sentences_of,
)
from reprint_trace.text.folding import fold_text
from reprint_trace.text.terms import figure_keys, key_of, pair_rarity, rarity, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reprint_trace.corpus import Corpus, Window
    from reprint_trace.corpus.store import Named
    from reprint_trace.model import Document, Phrase, Span
    from reprint_trace.retelling.relation import Judgement

LOOKED_AT = 10  # documents that the terms of a text lead to
WEIGHTY = 4.0  # weight of shared terms from which a document is worth aligning
BESIDE_BEST = 0.4  # and its share of the best one's
ALIGNED = 3  # documents laid beside the page at most
FOREIGN = 2  # documents in another language, found by figures alone
FIGURES = 2.5  # and the weight of those
GIVEN = 0.25  # share of a page that each of several merged documents gives it
FAMILY = 0.5  # share of one document that another tells, from which they are of one form or event
CLAIMED = 0.5  # probability from which a kinship is named
KEPT = 256  # documents whose sentences are remembered
SHOWN_TERMS = 12
_APART = re.compile(r"[^\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Kindred:
    """A document that a text tells again, or whose event it tells, with why."""

    document: Document
    relation: Literal["retold", "same-event"]
    retelling: Retelling
    reasons: tuple[Phrase, ...]


def retellings(text: str, corpus: Corpus, window: Window | None = None) -> tuple[Kindred, ...]:
    """The documents that a text tells again or whose event it tells, the likeliest first.

    Costs a lookup, and some 2 ms for each sentence of the text and of at most five documents; nothing
    is found without the encoder (see `sentences`).
    """
    encode = encoder()
    found = [*_weighty(text, corpus.naming_alike(text, LOOKED_AT, window))] if encode else []
    if not found or encode is None:
        return ()
    page = sentences_of(text, encode)
    if not page.spans:
        return ()
    judged = [_judged(page, one.document, encode) for one in found]
    kept = [one for one in judged if one is not None]
    if not any(one.relation == "retold" for one in kept):
        kept = [*_merged(page, [one.document for one in found], encode)] or kept
    return tuple(
        sorted(kept, key=lambda one: (one.relation != "retold", -_probability(one), one.document.id))
    )


def named_alike(text: str, corpus: Corpus, window: Window | None = None) -> tuple[NamedAlike, ...]:
    """The documents that name what a text names, with the rarest terms in common: where to look for
    what it may tell again.  Nothing is claimed of them."""
    found = _weighty(text, corpus.naming_alike(text, LOOKED_AT, window))
    return tuple(
        NamedAlike(document=one.document, terms=shared_terms(text, one.document.text)) for one in found
    )


def retelling(text: str, document: Document) -> Kindred | None:
    """One text laid beside one document, whatever led to it; None where neither kinship is likely, or
    the encoder is not installed."""
    encode = encoder()
    if encode is None or not text.strip() or not document.text.strip():
        return None
    page = sentences_of(text, encode)
    return _judged(page, document, encode) if page.spans else None


def _probability(kindred: Kindred) -> float:
    return max(kindred.retelling.probability, kindred.retelling.same_event)


def shared_terms(text: str, document: str, most: int = SHOWN_TERMS) -> tuple[str, ...]:
    """The rarest terms that both texts hold, as they are written: figures (`#46800`, `#30%`), Latin
    words, runs of Han characters."""
    figures = sorted(figure_keys(text) & figure_keys(document))
    latin = sorted(words(text) & words(document))
    runs = _runs(fold_text(text), fold_text(document))
    rare = rarity(np.array([key_of(term) for term in (*figures, *latin)] or [0], np.uint32))
    told_ = sorted(zip((*figures, *latin), rare.tolist(), strict=False), key=lambda both: -both[1])
    return tuple([*runs[: most // 2], *(term for term, _ in told_)][:most])


def _runs(text: str, document: str) -> list[str]:
    """Han words in common whose pairs of characters are all rare, the rarest and longest first."""
    pairs = {text[i : i + 2] for i in range(len(text) - 1)} & {
        document[i : i + 2] for i in range(len(document) - 1)
    }
    pairs = {pair for pair in pairs if not _APART.search(pair)}
    if not pairs:
        return []
    listed = sorted(pairs)
    rare = {pair for pair, value in zip(listed, pair_rarity(listed).tolist(), strict=True) if value > 0.8}
    runs: dict[str, None] = {}
    at = 0
    while at < len(text) - 1:
        end = at
        while text[end : end + 2] in rare:
            end += 1
        if end > at:
            run = text[at : end + 1]
            while len(run) > 2 and run not in document:
                run = run[:-1]
            runs.setdefault(run)
        at = end + 1
    return sorted(runs, key=lambda run: (-len(run), text.index(run)))


def _weighty(text: str, named: Sequence[Named]) -> Iterator[Named]:
    """Of what was found, what is worth aligning: the best by its terms; in another language, by figures."""
    own = chinese(text)
    alike = [one for one in named if chinese(one.document.text) == own]
    foreign = [one for one in named if chinese(one.document.text) != own]
    best = max((one.score for one in alike), default=0.0)
    yield from [one for one in alike if one.score >= max(WEIGHTY, BESIDE_BEST * best)][:ALIGNED]
    yield from [one for one in foreign if one.score >= FIGURES][:FOREIGN]


def _judged(page: Sentences, document: Document, encode: Encode) -> Kindred | None:
    beside = _remembering(document.text, encode)
    if not beside.spans:
        return None
    found = judge(page, beside, align(page, beside))
    if max(found.retold, found.same_event) < CLAIMED:
        return None
    return _kindred(page, document, beside, found)


def _kindred(page: Sentences, document: Document, beside: Sentences, found: Judgement) -> Kindred:
    """What was judged, with every sentence of both."""
    alignment = align(page, beside)
    mine, theirs = page.lengths, beside.lengths
    told_ = Retelling(
        probability=round(found.retold, 4),
        same_event=round(found.same_event, 4),
        translated=chinese(page.text) != chinese(document.text),
        page_told=round(float(sum(mine[i] for i, of in enumerate(alignment.sources) if of) / mine.sum()), 4),
        document_told=round(float(sum(theirs[j] for j in alignment.kept) / theirs.sum()), 4),
        sentences=tuple(_sentences(page, beside, alignment)),
        terms=shared_terms(page.text, document.text),
    )
    relation: Literal["retold", "same-event"] = "retold" if found.retold >= CLAIMED else "same-event"
    return Kindred(document, relation, told_, tuple(_reasons(found, translated=told_.translated)))


def _merged(page: Sentences, documents: Sequence[Document], encode: Encode) -> Iterator[Kindred]:
    """Documents that a page merges into one retelling: each alone accounts for too little of it, but
    laid end to end they are told again, and each gives a good share of it."""
    parts: list[tuple[Document, Sentences]] = []
    for document in documents:
        beside = _remembering(document.text, encode)
        if beside.spans and _share(page, beside) >= GIVEN:
            parts.append((document, beside))
    # Bulletins of one family tell the same of each other: laid end to end they would agree with anything.
    alike = any(_share(a, b) >= FAMILY for _, a in parts for _, b in parts if a is not b)
    if len(parts) < 2 or alike:
        return
    whole = joined([beside for _, beside in parts])
    found = judge(page, whole, align(page, whole))
    if found.retold < CLAIMED:
        return
    for document, beside in parts:
        yield _kindred(page, document, beside, found)


def _share(page: Sentences, document: Sentences) -> float:
    """The share of a page in sentences that tell the document's."""
    sources = align(page, document).sources
    return float(sum(n for n, of in zip(page.lengths, sources, strict=True) if of) / page.lengths.sum())


def _reasons(found: Judgement, *, translated: bool) -> Iterator[Phrase]:
    if translated:
        yield phrase("retelling.translated")
    for reason in found.reasons:
        yield phrase(f"retelling.{reason.sign}", value=reason.value, weight=reason.weight)


def _sentences(page: Sentences, document: Sentences, alignment: Alignment) -> Iterator[ToldSentence]:
    """The sentences of the page in its order, each with those that it tells, then those left out."""
    tellers: dict[int, list[int]] = {}
    for i, of in enumerate(alignment.sources):
        for j in of:
            tellers.setdefault(j, []).append(i)
    furthest = -1
    for i, of in enumerate(alignment.sources):
        span: Span = page.spans[i]
        if not of:
            yield ToldSentence(telling="added", page=span, document=(), likeness=0.0)
            continue
        moved = of[0] < furthest
        furthest = max(furthest, of[0])
        split = any(len(tellers[j]) > 1 for j in of)
        yield ToldSentence(
            telling="merged" if len(of) > 1 else "split" if split else "moved" if moved else "reworded",
            page=span,
            document=tuple(document.spans[j] for j in of),
            likeness=round(float(alignment.meaning[i, of[0]]), 3),
            facts=changed_facts(page, i, document, of),
        )
    for j, span in enumerate(document.spans):
        if j not in tellers:
            yield ToldSentence(telling="dropped", page=None, document=(span,), likeness=0.0)


_remembered: OrderedDict[str, Sentences] = OrderedDict()
_lock = Lock()


def _remembering(text: str, encode: Encode) -> Sentences:
    """A document made ready; the last few hundred are remembered, since a crawl asks for them again."""
    with _lock:
        if text in _remembered:
            _remembered.move_to_end(text)
            return _remembered[text]
    made = sentences_of(text, encode)
    with _lock:
        _remembered[text] = made
        while len(_remembered) > KEPT:
            _remembered.popitem(last=False)
    return made
