"""A corpus keeps what it was given, once, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reprint_trace.corpus import Added, Corpus, store
from reprint_trace.errors import UnknownDocument
from reprint_trace.model import Document

from .stories import document, documents, story


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "originals.db")


def test_documents_come_back_as_they_were_added(path: str) -> None:
    """Every field of a document is kept, and the order in which documents were added."""
    added = [
        replace(document(n), title="  早市\t", url="https://example.org/[a]", outlet="临江日报")
        for n in range(7)
    ]
    with Corpus.create(path) as corpus:
        corpus.add(added)
    with Corpus.open(path) as corpus:
        assert list(corpus.documents()) == added
        assert corpus.document("d3") == added[3]
        info = corpus.info()
        assert (info.documents, info.earliest, info.latest) == (7, "2021-01-01", "2021-07-07")


def test_adding_twice_changes_nothing(path: str) -> None:
    """The same document added again, in the same batch or later, is counted as unchanged."""
    with Corpus.create(path) as corpus:
        assert corpus.add([*documents(5), document(2)]) == Added(added=5, unchanged=1)
        assert corpus.add(documents(5)) == Added(unchanged=5)
        assert len(list(corpus.documents())) == 5


def test_another_text_under_a_known_id_is_kept_beside_it(path: str) -> None:
    """An id never changes its meaning: a revised text becomes id#2, and stays that when added again."""
    revised = replace(document(1), text=story(1) + "\n更正：本版一处数字有误。")
    with Corpus.create(path) as corpus:
        assert corpus.add([document(1), revised]).added == 2
        assert corpus.add([revised, document(1)]).unchanged == 2
        assert [d.id for d in corpus.documents()] == ["d1", "d1#2"]
        assert corpus.document("d1#2").text == revised.text


def test_a_repeated_text_is_recorded_as_a_version(path: str) -> None:
    """The same text under another id is kept, and counted as a version of one text."""
    with Corpus.create(path) as corpus:
        twin = replace(document(1), id="elsewhere", text=story(1).replace("，", " , "))
        assert corpus.add([document(1), twin]) == Added(added=2, versions=1)


def test_removing_is_all_or_nothing(path: str) -> None:
    """One unknown id among several and none is removed."""
    with Corpus.create(path) as corpus:
        corpus.add(documents(4))
        with pytest.raises(UnknownDocument, match="no document nowhere"):
            corpus.remove(["d1", "nowhere", "d2"])
        assert corpus.info().documents == 4
        assert corpus.remove(["d1", "d2", "d1"]) == 2
        assert [d.id for d in corpus.documents()] == ["d0", "d3"]


def test_a_removed_document_is_found_no_more(path: str) -> None:
    """Removed documents neither appear among candidates nor take the place of others."""
    twins = [replace(document(1), id=f"twin-{n}", source=f"{n}") for n in range(6)]
    with Corpus.create(path) as corpus:
        corpus.add([*twins, document(2)])
        corpus.remove([f"twin-{n}" for n in range(5)])
        assert corpus.candidates(story(1), 2)[0].document.id == "twin-5"
        corpus.add(twins[:1])
        assert {c.document.id for c in corpus.candidates(story(1), 2)} == {"twin-0", "twin-5"}


def test_a_failing_source_keeps_what_came_before(path: str) -> None:
    """Documents read before the input failed are in the corpus."""

    def source() -> Iterator[Document]:
        yield from documents(3)
        raise RuntimeError("the disk is gone")

    with Corpus.create(path) as corpus:
        with pytest.raises(RuntimeError, match="the disk is gone"):
            corpus.add(source())
        assert corpus.info().documents == 3


def test_progress_counts_every_document_of_a_large_add(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is told of every batch."""
    monkeypatch.setattr(store, "BATCH", 100)
    told: list[int] = []
    with Corpus.create(path) as corpus:
        corpus.add(documents(210), told.append)
    assert told[-1] == 210
    assert told == sorted(told)
    assert {100, 200} <= set(told)
