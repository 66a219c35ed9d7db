"""What is found is held against the text letter by letter, and ranked by what both truly share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reprint_trace.corpus import records
from reprint_trace.corpus.fingerprints import fingerprints
from reprint_trace.corpus.overlap import Hashed
from reprint_trace.corpus.search import TIE_BREAK
from reprint_trace.corpus.signature import Values, sign, similarity
from reprint_trace.model import Candidate
from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import unspin

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from reprint_trace.corpus.overlap import Overlap
    from reprint_trace.corpus.postings import Keys
    from reprint_trace.corpus.texts import Packer


@dataclass(frozen=True, slots=True)
class Query:
    """A text made ready to be searched for, perhaps in several places: `plain` is without a spinner's
    words, `prints` are its fingerprints, `values` its MinHash by the corpus's tokenizer."""

    folded: str
    plain: str
    prints: Keys
    values: Values

    @classmethod
    def of(cls, text: str, tokenizer: str) -> Query:
        folded = fold_text(text)
        plain = unspin(folded)
        return cls(folded, plain, fingerprints(plain), sign(plain, tokenizer))


def ranked(
    connection: sqlite3.Connection, packer: Packer, numbers: Iterable[int], query: Query
) -> list[Candidate]:
    """The documents of these numbers, those that share most with the text first."""
    rows = [*records.by_number(connection, numbers)]
    documents = [records.from_row(row[2:], packer) for row in rows]
    shares = Hashed(query.plain).overlaps([fold_text(document.text) for document in documents])
    candidates = [
        Candidate(
            document=document,
            jaccard=similarity(query.values, np.frombuffer(row[1], np.uint32)),
            page_covered=share.page,
            document_covered=share.document,
            longest=share.longest,
        )
        for row, document, share in zip(rows, documents, shares, strict=True)
    ]
    order = sorted(zip(shares, candidates, strict=True), key=lambda both: _rank(*both), reverse=True)
    return [candidate for _, candidate in order]


def _rank(share: Overlap, candidate: Candidate) -> tuple[float, float]:
    """By runs in common, not by characters covered: one long passage outweighs the phrases that two
    stories of one day share here and there."""
    return share.runs + TIE_BREAK * share.document, candidate.jaccard
