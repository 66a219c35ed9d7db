"""A corpus by its path: the SQLite file, or JSON Lines or a folder indexed for this run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.corpus.store import Corpus
from reprint_trace.errors import MissingCorpus, NotACorpus
from reprint_trace.model import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reprint_trace.corpus.importing import BadRow
    from reprint_trace.outlets import Gazetteer

_SQLITE = b"SQLite format 3\0"
_TABLES = (".csv", ".parquet")
_JSON_STARTS = (b"{", b"\x1f\x8b", b"\xef\xbb\xbf{")


def open_corpus(
    path: str,
    outlets: Gazetteer | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
    keep_in: str | None = None,
) -> Corpus:
    """The corpus at `path`.

    A SQLite corpus is opened; a file of rows (JSON Lines, CSV, Parquet) or a folder is indexed in
    memory, or in a new corpus at `keep_in`, its pages read with `outlets`.  `bad_row` is told of rows
    passed over.
    Raises MissingCorpus, NotACorpus and what `Corpus.open` raises.
    """
    place = Path(path)
    if not place.exists():
        raise MissingCorpus(path, "no such corpus", "make one with: reprint-trace corpus add")
    if place.is_file():
        with place.open("rb") as file:
            start = file.read(len(_SQLITE))
        if start == _SQLITE:
            return Corpus.open(path)
        if not (start.lstrip().startswith(_JSON_STARTS) or place.name.lower().endswith(_TABLES)):
            raise NotACorpus(path, "not a corpus", "give a corpus, a file of rows or a folder")
    from reprint_trace.corpus.importing import read_documents

    corpus = Corpus.create(keep_in) if keep_in else Corpus.in_memory(path)
    if not corpus.add(_good(read_documents(path, outlets), bad_row)).added:
        raise NotACorpus(path, "holds no document", "give JSON Lines, or a folder of saved pages")
    return corpus


def _good(rows: Iterator[Document | BadRow], bad_row: Callable[[BadRow], None] | None) -> Iterator[Document]:
    for row in rows:
        if isinstance(row, Document):
            yield row
        elif bad_row:
            bad_row(row)
