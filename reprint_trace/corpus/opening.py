"""A corpus by its path: the SQLite file, or JSON Lines or a folder indexed for this run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.corpus.store import Corpus
from reprint_trace.errors import EmptyInput, MissingCorpus, NoColumns, NotACorpus, NotAPage
from reprint_trace.model import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reprint_trace.outlets import Gazetteer
    from reprint_trace.tables.rows import BadRow


def open_corpus(
    path: str,
    outlets: Gazetteer | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
    keep_in: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Corpus:
    """The corpus at `path`.

    A SQLite corpus is opened; anything else that `corpus add` takes (a table, saved pages, documents, a
    folder of them) is indexed in memory, or in a new corpus at `keep_in`, its pages read with `outlets`,
    its columns as `fields` name them.  `bad_row` is told of rows passed over.
    Raises MissingCorpus, NotACorpus and what `Corpus.open` raises.
    """
    place = Path(path)
    if not place.exists():
        raise MissingCorpus(path, "no such corpus", "make one with: reprint-trace corpus add")
    if not (place.is_dir() or place.is_file()):  # a pipe would be waited for
        raise NotACorpus(path, "is no file", "give a corpus, a file of rows or a folder")
    from reprint_trace.corpus.importing import is_corpus, read_documents

    if place.is_file() and is_corpus(place):
        return Corpus.open(path)
    corpus = Corpus.create(keep_in) if keep_in else Corpus.in_memory(path)
    try:
        added = corpus.add(_good(read_documents(path, outlets, fields), bad_row)).added
    except (NotAPage, EmptyInput) as error:
        corpus.close()
        raise NotACorpus(path, "not a corpus", "give a corpus, a file of rows or a folder") from error
    except NoColumns as error:
        corpus.close()
        raise NotACorpus(path, f"not a corpus: {error.problem}", error.advice) from error
    if not added:
        corpus.close()
        raise NotACorpus(
            path, "holds no document: not a corpus", "give a table, or a folder of saved pages or texts"
        )
    return corpus


def _good(rows: Iterator[Document | BadRow], bad_row: Callable[[BadRow], None] | None) -> Iterator[Document]:
    for row in rows:
        if isinstance(row, Document):
            yield row
        elif bad_row:
            bad_row(row)
