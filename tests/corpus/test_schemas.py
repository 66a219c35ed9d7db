"""A corpus written by any released version is opened, searched and added to by this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.ledger import VERSION

from .stories import document, story

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"), key=lambda path: int(path.stem))


def test_every_schema_is_tested() -> None:
    """There is a corpus of every schema up to the present one."""
    assert [int(path.stem) for path in SCHEMAS] == list(range(1, VERSION + 1))


@pytest.mark.parametrize("dump", SCHEMAS, ids=lambda path: path.stem)
def test_a_corpus_of_an_earlier_release_goes_on_working(tmp_path: Path, dump: Path) -> None:
    """Its documents are there, sound and found, and more can be added."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(dump.read_text("utf-8"))
    connection.close()
    with Corpus.create(str(path)) as corpus:
        assert corpus.verify() == ()
        assert [kept.id for kept in corpus.documents()] == ["d0", "d1", "d2"]
        first = corpus.candidates(story(1)[:300], 1)[0]
        assert (first.document.id, first.page_covered, first.jaccard) == ("d1", 1.0, 1.0)
        assert corpus.add([document(9)]).added == 1
        assert corpus.candidates(story(9), 1)[0].document.id == "d9"
        assert corpus.verify() == ()
