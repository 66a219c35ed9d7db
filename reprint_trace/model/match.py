"""The candidate originals, and a page laid beside one of them: letter by letter, or told again in other words (洗稿)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprint_trace.model.page import EditKind, MeaningKind, Page, Part, Phrase, Published, Relation, Span

Telling = Literal["reworded", "merged", "split", "moved", "added", "dropped"]
FactKind = Literal["figure", "person", "direction", "polarity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFact:
    """A fact of the document that the page tells otherwise; one of the two texts is empty where only
    the other has it.  `page` and `document` are the places of the two."""

    kind: FactKind
    page_text: str
    document_text: str
    page: Span | None = None
    document: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSentence:
    """A sentence of the page (None: the document's alone) and those of the document that it tells.
    `likeness` is that of the likest, 0 for a sentence without one."""

    telling: Telling
    page: Span | None
    document: tuple[Span, ...]
    likeness: float
    facts: tuple[ChangedFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """`probability` is that the page tells the document again, `same_event` that both tell of one event
    independently.  `page_told` and `document_told` are the shares of either (0..1, of its characters)
    in sentences that the other tells too; `terms` are the rarest terms in common, by which the document
    was found."""

    probability: float
    same_event: float
    translated: bool
    page_told: float
    document_told: float
    sentences: tuple[ToldSentence, ...]
    terms: tuple[str, ...]


# ── documents and matches ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A candidate original.  `publisher` is whose text or page this is, as written, and `outlet`
    the publisher's gazetteer id; `source` is the outlet its row or page credits.  A document that
    has no publisher is its source's own text.  `authors` are those its page names beside the text,
    `sha256` is the hash of the page's bytes where it was added as one: the same bytes are the same page."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    source: str | None = None
    outlet: str | None = None
    published: Published | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    sha256: str | None = None

    @property
    def house(self) -> str | None:
        """Who published it: a gazetteer id where one is known, else the name as written."""
        return self.outlet or self.publisher or self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters a corpus is signed with; two that differ cannot be compared."""

    scheme: str
    permutations: int
    seed: int
    hash: str
    shingle: str
    tokenizer: str
    folding: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusInfo:
    """What a corpus holds; `earliest` and `latest` are ISO dates of its documents."""

    name: str
    documents: int
    earliest: str | None
    latest: str | None
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document worth aligning.  `jaccard` is a MinHash estimate; the rest is counted exactly
    on folded text: the shares of the text and of the document that lie in common runs of 8
    characters or more, the longest such run, and the letters that tell in the one that tells most
    (`told`: those of phrases that everybody prints are discounted)."""

    document: Document
    jaccard: float
    page_covered: float = 0.0
    document_covered: float = 0.0
    longest: int = 0
    told: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One aligned run: the same text, after folding, at both places."""

    page: Span
    document: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference, or one rule that fired `count` times (the spans are its first firing).
    `names` are the people a removed credit named, `found_in` the document a foreign passage
    stands in, `meaning` what the edit changes in its statement."""

    kind: EditKind
    page: Span
    document: Span
    page_text: str
    document_text: str
    count: int = 1
    rule: str
    names: tuple[str, ...] = ()
    found_in: str | None = None
    meaning: MeaningKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningChange:
    """Words that make another statement of their sentence.  `document` and `page` are raw spans of
    whole words in the part `where` says (an empty span is the place where words came or went);
    `rule` says what told it, `count` how often the same words changed so.  The sentences are given
    as they stand before and after; one is empty where a whole sentence came or went."""

    kind: MeaningKind
    rule: str
    where: Part = "body"
    document: Span
    page: Span
    document_text: str
    page_text: str
    document_sentence: str
    page_sentence: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of a document stands on a page: folded characters, their share of the document and of the
    page (a page's repeats of itself count once), the longest run, and how many of the document's
    paragraphs and sentences are there, each at least four fifths of it."""

    characters: int
    of_document: float
    of_page: float
    longest_run: int
    paragraphs: int
    paragraphs_of: int
    sentences: int
    sentences_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """How far a page alters a document.  `kept`, `cut` and `by_rule` are shares of the
    document, `foreign` of the page; `spin_share` is the share of spinnable words swapped.
    `meaning` are the changes that make other statements, headline and byline first;
    `names_changed` and `figures_changed` are `old→new`."""

    kept: float
    cut: float
    foreign: float
    by_rule: float
    spin_share: float = 0.0
    names_lost: tuple[str, ...] = ()
    figures_lost: tuple[str, ...] = ()
    figures_changed: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    names_changed: tuple[str, ...] = ()
    meaning: tuple[MeaningChange, ...] = ()
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A document aligned with the page.  `jaccard` is estimated, `jaccard_exact` computed,
    both over folded shingles; coverages are shares of folded characters, `longest_run` is
    the longest verbatim run in folded characters.  `retelling` is there where the page tells the
    document in other words, or of the same event; `passages` and `edits` then say little."""

    document: Document
    jaccard: float
    jaccard_exact: float
    page_covered: float
    document_covered: float
    passages: tuple[Passage, ...] = ()
    edits: tuple[Edit, ...] = ()
    longest_run: int = 0
    relation: Relation | None = None
    relation_reasons: tuple[Phrase, ...] = ()
    alteration: Alteration | None = None
    retelling: Retelling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAlike:
    """A document that names what a page names, by the rarest `terms` in common; not compared with it."""

    document: Document
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two pages or texts laid side by side, without a corpus; `match.document` is the original."""

    original: Page
    reprint: Page
    match: Match
