"""The corpus: candidate originals that are added once and searched many times."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import xxhash

from reprint_trace.corpus import records, search, segments, verifying
from reprint_trace.corpus.fingerprints import fingerprints
from reprint_trace.corpus.ledger import Ledger, told
from reprint_trace.corpus.overlap import Hashed, overlap
from reprint_trace.corpus.signature import band_keys, sign, similarity
from reprint_trace.corpus.texts import Packer, train
from reprint_trace.errors import UnknownDocument
from reprint_trace.model import Candidate, CorpusInfo, Document
from reprint_trace.text.folding import fold_text
from reprint_trace.text.tokens import default_tokenizer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

BATCH = 1000  # documents a transaction
BATCH_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class Added:
    """What an add did: documents new to the corpus (`versions` of them repeat or revise a text
    that it already had) and documents that it had already, unchanged."""

    added: int = 0
    unchanged: int = 0
    versions: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.added + other.added, self.unchanged + other.unchanged, self.versions + other.versions
        )


class Corpus:
    """Candidate originals in a SQLite file (`create`, `open`) or in memory (`in_memory`).

    A document's id, once added, always names the same text: another text under that id is kept
    beside it as `id#2`, `id#3` ….
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tokenizer = ledger.signature.tokenizer
        self._seen = -1
        self._index = search.Index()
        self._packer = Packer({})

    @classmethod
    def create(cls, path: str, tokenizer: str | None = None) -> Self:
        """The corpus at `path` for writing, made if there is none.

        Raises NotACorpus, CorpusVersionError, CorpusMismatch, CorpusReadOnly or CorpusBusy.
        """
        return cls(Ledger.create(Path(path), tokenizer))

    @classmethod
    def open(cls, path: str) -> Self:
        """The corpus at `path`; raises as `create` does, and MissingCorpus."""
        return cls(Ledger.open(Path(path)))

    @classmethod
    def in_memory(cls, name: str, tokenizer: str | None = None) -> Self:
        """An empty corpus that is gone when it is closed."""
        return cls(Ledger.in_memory(name, tokenizer or default_tokenizer()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._index = search.Index()
        self._ledger.close()

    # ── writing ────────────────────────────────────────────────────────────────────────

    def add(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> Added:
        """Add documents in transactions of at most 1,000; `progress` is told how many are done.

        What was committed stays if a later document, or this process, fails.
        """
        total = Added()
        for batch in _batches(documents):
            total += self._add_batch(batch)
            if progress:
                progress(total.added + total.unchanged)
        return total

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents, all or none; how many.  Raises UnknownDocument."""
        asked = list(dict.fromkeys(ids))
        with self._ledger.writing() as connection:
            for id_ in asked:
                row = connection.execute("SELECT number FROM documents WHERE id = ?", [id_]).fetchone()
                if not row:
                    raise self._unknown(id_)
                connection.execute("INSERT INTO removed VALUES (?)", row)
                connection.execute("DELETE FROM documents WHERE number = ?", row)
        self._seen = -1
        return len(asked)

    def _add_batch(self, batch: list[Document]) -> Added:
        indexed: list[segments.Indexed] = []
        versions = 0
        with self._ledger.writing() as connection:
            self._refresh()
            self._learn_dictionary(connection, [document.text for document in batch])
            for document in batch:
                if named := records.named(connection, document):
                    versions += self._insert(connection, *named, indexed)
            if indexed:
                _store_segment(connection, segments.build(indexed))
        self._seen = -1
        return Added(len(indexed), len(batch) - len(indexed), versions)

    def _insert(
        self,
        connection: sqlite3.Connection,
        document: Document,
        digest: bytes,
        indexed: list[segments.Indexed],
    ) -> bool:
        """Insert one document; whether it is a version of a text the corpus has."""
        folded = fold_text(document.text)
        text_key = xxhash.xxh3_64_intdigest(folded.encode()) - (1 << 63)
        twin = connection.execute(
            "SELECT work FROM signatures JOIN documents USING (number) WHERE text_key = ? LIMIT 1", [text_key]
        ).fetchone()
        cursor = connection.execute(
            f"INSERT INTO documents (digest, work, {records.COLUMNS}) VALUES ({', '.join('?' * 13)})",
            [digest, twin[0] if twin else 0, *records.to_row(document, self._packer)],
        )
        number = cursor.lastrowid or 0
        if not twin:
            connection.execute("UPDATE documents SET work = number WHERE number = ?", [number])
        values = sign(folded, self._tokenizer)
        connection.execute("INSERT INTO signatures VALUES (?, ?, ?)", [number, text_key, values.tobytes()])
        indexed.append(segments.Indexed(number, fingerprints(folded), band_keys(values)))
        return twin is not None

    def _learn_dictionary(self, connection: sqlite3.Connection, texts: list[str]) -> None:
        if self._packer.current or not (trained := train(texts)):
            return
        connection.execute("INSERT INTO dictionaries VALUES (1, ?)", [trained])
        self._packer = Packer({1: trained})

    # ── searching ──────────────────────────────────────────────────────────────────────

    def candidates(self, text: str, limit: int = 10) -> list[Candidate]:
        """The documents most likely to be what the text was copied from, best first.

        Found by containment and by similarity, then counted exactly and ranked by what they
        share; recall first: most of them are no originals, `Candidate` says how they differ.
        """
        folded = fold_text(text)
        prints = fingerprints(folded)
        if not len(prints) or limit < 1:
            return []
        with told(self._ledger.name):
            self._refresh()
            values = sign(folded, self._tokenizer)
            contained = search.by_containment(self._index, prints, limit)
            similar = search.by_similarity(self._index, band_keys(values), max(2, limit // 2))
            page = Hashed.of(folded)
            found = []
            for number in dict.fromkeys(f.number for f in (*contained, *similar)):
                row = self._ledger.connection.execute(
                    f"SELECT hashvalues, {records.COLUMNS} FROM documents JOIN signatures USING (number)"
                    " WHERE number = ?",
                    [number],
                ).fetchone()
                if row:
                    document = records.from_row(row[1:], self._packer)
                    share = overlap(page, Hashed.of(fold_text(document.text)))
                    found.append(
                        Candidate(
                            document=document,
                            jaccard=similarity(values, np.frombuffer(row[0], np.uint32)),
                            page_covered=share.page,
                            document_covered=share.document,
                            longest=share.longest,
                            lcs=share.lcs,
                            figures=share.figures,
                        )
                    )
        return sorted(found, key=_rank, reverse=True)[:limit]

    def document(self, document_id: str) -> Document:
        """The document of that id; raises UnknownDocument."""
        with told(self._ledger.name):
            self._refresh()
            row = self._ledger.connection.execute(
                f"SELECT {records.COLUMNS} FROM documents WHERE id = ?", [document_id]
            ).fetchone()
        if not row:
            raise self._unknown(document_id)
        return records.from_row(row, self._packer)

    def documents(self) -> Iterator[Document]:
        """All documents in the order they were added."""
        last = 0
        while True:
            with told(self._ledger.name):
                self._refresh()
                rows = self._ledger.connection.execute(
                    f"SELECT number, {records.COLUMNS} FROM documents WHERE number > ?"
                    " ORDER BY number LIMIT ?",
                    [last, BATCH],
                ).fetchall()
            if not rows:
                return
            yield from (records.from_row(row[1:], self._packer) for row in rows)
            last = rows[-1][0]

    def info(self) -> CorpusInfo:
        """How many documents there are, their dates, and how they are signed."""
        with told(self._ledger.name):
            count, earliest, latest = self._ledger.connection.execute(
                "SELECT count(*), min(published), max(published) FROM documents"
            ).fetchone()
        return CorpusInfo(
            name=self._ledger.name,
            documents=count,
            earliest=earliest,
            latest=latest,
            signature=self._ledger.signature,
        )

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the corpus, a line each; nothing when it is sound.  Reads all of it."""
        with told(self._ledger.name):
            return tuple(verifying.problems(self._ledger.connection, self._ledger.signature))

    # ── inside ─────────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        """Load what another process, or this one, has committed since the last look."""
        changes = self._ledger.changes()
        if changes == self._seen:
            return
        connection = self._ledger.connection
        self._packer = Packer(dict(connection.execute("SELECT number, data FROM dictionaries")))
        self._index = search.Index(
            [
                segments.load(memoryview(data))
                for (data,) in connection.execute("SELECT data FROM segments ORDER BY number")
            ],
            np.array([n for (n,) in connection.execute("SELECT number FROM removed")], np.uint32),
        )
        self._seen = changes

    def _unknown(self, document_id: str) -> UnknownDocument:
        return UnknownDocument(
            self._ledger.name, f"no document {document_id}", "see: reprint-trace corpus list"
        )


def _rank(candidate: Candidate) -> tuple[float, float]:
    return (
        candidate.page_covered + search.TIE_BREAK * candidate.document_covered,
        candidate.jaccard,
    )


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Batches of bounded size; if the source fails, what came before is still handed on."""
    source = iter(documents)
    batch: list[Document] = []
    characters = 0
    try:
        for document in source:
            batch.append(document)
            characters += len(document.text)
            if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
                yield batch
                batch, characters = [], 0
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _store_segment(connection: sqlite3.Connection, segment: segments.Segment) -> None:
    data = segments.dump(segment)
    connection.execute(
        "INSERT INTO segments (documents, bytes, checksum, data) VALUES (?, ?, ?, ?)",
        [len(segment), len(data), hashlib.blake2b(data, digest_size=16).hexdigest(), data],
    )
