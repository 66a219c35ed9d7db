"""The corpus: candidate originals that are added once and searched many times."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from reprint_trace.corpus import index, records, search, segments, verifying, versions
from reprint_trace.corpus.ledger import DamagedError, Ledger, told
from reprint_trace.corpus.records import Packer, Window, train
from reprint_trace.corpus.search import Query, ranked
from reprint_trace.corpus.sketches import band_keys, fingerprints
from reprint_trace.errors import UnknownDocument
from reprint_trace.model import Candidate, CorpusInfo, Document
from reprint_trace.text.terms import terms
from reprint_trace.text.tokens import default_tokenizer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike
    from types import TracebackType

BATCH = 1000  # documents a transaction
BATCH_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class Added:
    """What an add did: documents new to the corpus (`versions` of them repeat or slightly edit a text
    that it already had) and documents that it had already, unchanged."""

    added: int = 0
    unchanged: int = 0
    versions: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.added + other.added, self.unchanged + other.unchanged, self.versions + other.versions
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A document, and the weight of the rare terms that it shares with a text (`search.by_terms`)."""

    document: Document
    score: float


class Corpus:
    """Candidate originals in a SQLite file (`create`, `open`) or in memory (`in_memory`).

    A document's id, once added, always names the same text: another text under that id is kept
    beside it as `id#2`, `id#3` ….  Whatever it reads it checks: where a piece is not as it was written it
    raises NotACorpus rather than answer without it.

    One corpus may be used by many threads, and so from asyncio (`await asyncio.to_thread(corpus.candidates,
    text)`): they are answered one at a time.  Processes each open their own.
    """

    def __init__(self, at: str | PathLike[str] | Ledger) -> None:
        """Opens the corpus at a path, as `open` does."""
        ledger = at if isinstance(at, Ledger) else Ledger.open(Path(at))
        self._ledger = ledger
        self._tokenizer = ledger.signature.tokenizer
        self._seen = -1
        self._loaded: index.Loaded = {}
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
        """Close it; after writing, with checksums of the whole file beside it, for `verify`."""
        with self._ledger.lock:
            self._loaded = {}
            self._index = search.Index()
            try:
                if self._ledger.wrote:
                    with told(self._ledger.name):
                        verifying.seal(self._ledger)
            finally:
                self._ledger.close()

    # ── writing ────────────────────────────────────────────────────────────────────────

    def add(
        self,
        documents: Iterable[Document],
        progress: Callable[[int], None] | None = None,
        workers: int = 0,
    ) -> Added:
        """Add documents in transactions of at most 1,000; `progress` is told how many are done.

        What was committed stays if a later document, or this process, fails.  With `workers`,
        that many processes sign the texts of a large add (the caller's main module must be
        importable, as ever with multiprocessing).
        """
        total = Added()
        with told(self._ledger.name):
            for batch in records.prepared(_batches(documents), self._ledger, workers):
                total += self._add_batch(batch)
                if progress:
                    progress(total.added + total.unchanged)
            self._tidy(final=True)
            return total + Added(versions=self._relate())

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

    def reindex(self) -> None:
        """Make index and signatures anew from the documents: for a corpus copied without its index files,
        or where `verify` finds them damaged."""
        with self._ledger.reading(), self._ledger.writing() as connection:
            self._packer = records.packer(connection)
            connection.execute("DELETE FROM segments")
            connection.execute("DELETE FROM removed")
            connection.execute("DELETE FROM about WHERE key = 'related'")
            connection.execute("REINDEX")
            for batch in records.signed(connection, self._packer, BATCH):
                whole, anew = records.signed_again(batch, self._tokenizer)
                records.keep_signatures(connection, anew)
                index.store(connection, segments.build([records.indexed(*row) for row in whole]))
        self._seen = -1
        self._tidy()
        self._tidy(final=True)
        with told(self._ledger.name):
            self._relate()

    def _add_batch(self, batch: records.Batch) -> Added:
        with self._ledger.writing() as connection:
            self._refresh()
            self._learn_dictionary(connection, [ready.document.text for ready in batch.new])
            ids = records.free_ids(connection, ((ready.document.id, ready.digest) for ready in batch.new))
            free = [(id_, ready) for id_, ready in zip(ids, batch.new, strict=True) if id_ is not None]
            numbers, repeated = records.insert(connection, free, self._packer)
            if free:
                made = zip(numbers, free, strict=True)
                index.store(
                    connection,
                    segments.build(
                        [
                            segments.Indexed(n, ready.prints, ready.bands, ready.terms)
                            for n, (_, ready) in made
                        ]
                    ),
                )
        self._seen = -1
        self._tidy()
        return Added(len(free), batch.unchanged + len(batch.new) - len(free), repeated)

    def _relate(self) -> int:
        with self._ledger.reading():
            self._refresh()
            return versions.relate(self._ledger, self._index.segments, self._index.removed)

    def _tidy(self, *, final: bool = False) -> None:
        while index.tidy(self._ledger, final=final):
            self._seen = -1

    def _learn_dictionary(self, connection: sqlite3.Connection, texts: list[str]) -> None:
        if self._packer.current or not (trained := train(texts)):
            return
        connection.execute("INSERT INTO dictionaries VALUES (1, ?)", [trained])
        self._packer = Packer({1: trained})

    # ── searching ──────────────────────────────────────────────────────────────────────

    def candidates(self, text: str | Query, limit: int = 10, window: Window | None = None) -> list[Candidate]:
        """The documents most likely to be what the text was copied from, best first.

        Found by containment and by similarity, also with a spinner's words folded back, then
        counted exactly and ranked by what they share; recall first: most of them are no originals,
        `Candidate` says how they differ.  `window` leaves only documents of an outlet or time.
        """
        query = text if isinstance(text, Query) else Query.of(text, self._tokenizer)
        if not len(query.prints) or limit < 1:
            return []
        with self._asked(window) as asked:
            found = search.by_containment(asked, segments.keyed(query.prints), limit)
            if query.plain != query.folded:
                found += search.by_containment(asked, segments.keyed(fingerprints(query.folded)), limit)
            found += search.by_similarity(asked, band_keys(query.values), max(2, limit // 2))
            numbers = {f.number for f in found}
            return ranked(self._ledger.connection, self._packer, numbers, query)[:limit]

    def naming_alike(self, text: str, limit: int = 10, window: Window | None = None) -> list[Named]:
        """The documents that name most of what the text names: rare words, names and figures; best
        first, and behind them two or more that share most of its figures.  A text told again in other
        words has this in common with its original; most of what is found is of the same subject only."""
        if limit < 1:
            return []
        with self._asked(window) as asked:
            found = search.by_terms(asked, terms(text), limit)
            rows = records.by_number(self._ledger.connection, (f.number for f in found))
            documents = {row[0]: records.from_row(row[2:], self._packer) for row in rows}
        return [Named(documents[f.number], f.score) for f in found if f.number in documents]

    def document(self, document_id: str) -> Document:
        """The document of that id; raises UnknownDocument."""
        with self._ledger.reading() as connection:
            self._refresh()
            row = connection.execute(
                f"SELECT {records.COLUMNS} FROM documents WHERE id = ?", [document_id]
            ).fetchone()
            if not row:
                raise self._unknown(document_id)
            return records.from_row(row, self._packer)

    def documents(self) -> Iterator[Document]:
        """All documents in the order they were added."""
        last = count = 0
        before = None
        while True:
            with self._ledger.reading() as connection:
                self._refresh()
                before = self._seen if before in (None, self._seen) else -1
                rows = connection.execute(
                    f"SELECT number, {records.COLUMNS} FROM documents WHERE number > ?"
                    " ORDER BY number LIMIT ?",
                    [last, BATCH],
                ).fetchall()
                found = [records.from_row(row[1:], self._packer) for row in rows]
                if not rows and before == self._seen and count != self._count():
                    raise DamagedError("not all of its documents are there")
            if not rows:
                return
            yield from found
            last, count = rows[-1][0], count + len(rows)

    def version_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those of the documents that are versions of one added earlier, the same text printed
        again or slightly edited: its id."""
        with self._ledger.reading() as connection:
            return records.version_of(connection, ids)

    def texts(self) -> int:
        """How many texts there are, counting the versions of each as one."""
        with self._ledger.reading() as connection:
            # The second count is of the same lookup: where a part of it was lost it says so.
            count, rows = connection.execute(
                "SELECT count(DISTINCT work), count(work) FROM documents"
            ).fetchone()
            if rows != self._count():
                raise DamagedError("a lookup has lost a part")
        return int(count)

    def info(self) -> CorpusInfo:
        """How many documents there are, their dates, and how they are signed."""
        with self._ledger.reading() as connection:
            self._ledger.check_state()
            count = self._count()
            (earliest,), (latest,) = (
                connection.execute(f"SELECT {asked}(published) FROM documents").fetchone()
                for asked in ("min", "max")
            )
        return CorpusInfo(
            name=self._ledger.name,
            documents=count,
            earliest=earliest,
            latest=latest,
            signature=self._ledger.signature,
        )

    def digest(self) -> str:
        """What changes whenever a document is added, changed or removed: a hash over all of them."""
        whole = hashlib.blake2b(digest_size=16)
        with self._ledger.reading() as connection:
            for id_, own in connection.execute("SELECT id, digest FROM documents ORDER BY id"):
                whole.update(id_.encode("utf-8", "surrogatepass") + b"\0" + own)
        return whole.hexdigest()

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the corpus, a line each; nothing when it is sound.  Reads all of it."""
        with self._ledger.lock:
            return tuple(verifying.problems(self._ledger))

    # ── inside ─────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _asked(self, window: Window | None) -> Iterator[search.Index]:
        """What is searched, in one state of the corpus, whoever writes to it meanwhile."""
        with self._ledger.reading() as connection:
            while True:
                self._refresh()
                connection.execute("BEGIN")
                if self._ledger.changes() == self._seen:
                    break
                connection.execute("COMMIT")
            try:
                for segment in self._index.segments:
                    segment.check()
                only = records.numbers_within(connection, window) if window else None
                yield replace(self._index, only=only)
            finally:
                connection.execute("COMMIT")

    def _count(self) -> int:
        """How many documents there are; counting the rows takes a tenth of a second of a million."""
        (count,) = self._ledger.connection.execute(
            "SELECT (SELECT total(documents) FROM segments) - (SELECT count(*) FROM removed)"
        ).fetchone()
        return int(count)

    def _refresh(self) -> None:
        """Load what another process, or this one, has committed since the last look."""
        changes = self._ledger.changes()
        if changes == self._seen:
            return
        connection = self._ledger.connection
        self._ledger.check_state()
        self._packer = records.packer(connection)
        try:
            self._loaded = index.load(self._ledger, self._loaded)
        except DamagedError:  # a writer may have merged a file away between the ledger and the look
            self._loaded = index.load(self._ledger, self._loaded)
        self._index = search.Index([*self._loaded.values()], index.removed(connection))
        self._seen = changes

    def _unknown(self, document_id: str) -> UnknownDocument:
        return UnknownDocument(
            self._ledger.name, f"no document {document_id}", "see: reprint-trace corpus list"
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
