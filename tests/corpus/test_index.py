"""The index grows, merges and mends without changing an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.corpus import Corpus, index, segments, store
from reprint_trace.corpus.segments import Postings
from reprint_trace.errors import NotACorpus

from .stories import document, documents, story

KEYS = st.lists(st.tuples(st.integers(0, 2**36 - 1), st.integers(0, 40)), max_size=200)


@given(KEYS, st.lists(st.integers(0, 2**36 - 1), max_size=20))
@settings(deadline=None)
def test_postings_hold_what_was_put_in(entries: list[tuple[int, int]], others: list[int]) -> None:
    """Every key leads to its documents, and to no others."""
    keys = np.array([key for key, _ in entries], np.uint64)
    made = Postings.build(keys, np.array([number for _, number in entries], np.uint32), 41, 36)
    asked = np.array([*keys[:10].tolist(), *others], np.uint64)
    for at, key in enumerate(asked.tolist()):
        held = made.documents(asked[at : at + 1]).tolist()
        assert held == sorted({number for other, number in entries if other == key})


def test_merging_in_a_file_and_in_memory_is_the_same(tmp_path: Path) -> None:
    """A merge written slice by slice holds what one made in memory does, without the removed."""
    draw = np.random.default_rng(1)
    parts = [
        segments.build([indexed(draw, number) for number in range(first, first + 40)])
        for first in (0, 40, 80)
    ]
    gone = np.array([3, 50, 119], np.uint32)
    index.merge_to_file(parts, gone, tmp_path / "merged")
    written = segments.load(memoryview((tmp_path / "merged").read_bytes()))
    merged = index.merge(parts, gone)
    assert len(written) == len(merged) == 117
    assert written.numbers.tolist() == merged.numbers.tolist()
    assert written.sizes.tolist() == merged.sizes.tolist()
    for kind in segments.KINDS:
        one, other = getattr(written, kind), getattr(merged, kind)
        every = 0, 1 << segments.WIDTHS[kind]
        assert one.between(*every).tolist() == other.between(*every).tolist()


def indexed(draw: np.random.Generator, number: int) -> segments.Indexed:
    prints = np.unique(draw.integers(0, 2**36, 60, np.uint64))
    bands, terms = (np.unique(draw.integers(0, 2**32, n, np.uint32)) for n in (32, 50))
    return segments.Indexed(number, prints, bands, terms)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches, merges and files at a hundredth of their size."""
    monkeypatch.setattr(store, "BATCH", 10)
    monkeypatch.setattr(index, "LARGE", 40)
    monkeypatch.setattr(index, "UNIT", 10)
    monkeypatch.setattr(index, "SLICE", 1000)


def files(path: Path) -> list[Path]:
    return sorted(path.with_name(path.name + ".index").glob("*"))


@pytest.mark.usefixtures("small_steps")
def test_a_merged_index_gives_the_answers_of_an_unmerged_one(tmp_path: Path) -> None:
    """After many small adds and removals few segments are left, and every document is found."""
    path = tmp_path / "c.db"
    with Corpus.create(str(path)) as corpus:
        for first in range(0, 200, 25):
            corpus.add(document(seed) for seed in range(first, first + 25))
        corpus.remove([f"d{seed}" for seed in range(0, 200, 50)])
        corpus.add(document(seed) for seed in range(200, 420))
        assert corpus.verify() == ()
        assert len(files(path)) in (1, 2)
        for seed in range(1, 420, 37):
            assert corpus.candidates(story(seed), 1)[0].document.id == f"d{seed}"
        assert corpus.info().documents == 416


@pytest.mark.usefixtures("small_steps")
def test_what_a_killed_merge_left_is_swept_away(tmp_path: Path) -> None:
    """A file that the ledger does not name disappears with the next merge."""
    path = tmp_path / "c.db"
    with Corpus.create(str(path)) as corpus:
        corpus.add(documents(100))
        stray = files(path)[0].with_name("unfinished")
        stray.write_bytes(b"half a segment")
        corpus.add(document(seed) for seed in range(100, 200))
        assert stray not in files(path)
        assert corpus.verify() == ()


@pytest.mark.usefixtures("small_steps")
def test_an_index_left_behind_can_be_made_anew(tmp_path: Path) -> None:
    """A corpus copied without its index folder says what to do, and that helps."""
    path, copy = tmp_path / "c.db", tmp_path / "copy.db"
    with Corpus.create(str(path)) as corpus:
        corpus.add(documents(100))
        corpus.remove(["d5"])
    shutil.copy(path, copy)
    with Corpus.open(str(copy)) as corpus:
        with pytest.raises(NotACorpus, match="reprint-trace corpus reindex"):
            corpus.candidates(story(1))
        assert "is missing" in corpus.verify()[0]
        corpus.reindex()
        assert corpus.verify() == ()
        assert corpus.candidates(story(1), 1)[0].document.id == "d1"
        assert "d5" not in [c.document.id for c in corpus.candidates(story(5))]


@pytest.mark.usefixtures("small_steps")
def test_several_processes_make_the_same_corpus(tmp_path: Path) -> None:
    """Documents signed by worker processes are the documents signed by one, in the same order."""
    with Corpus.create(str(tmp_path / "one.db")) as one, Corpus.create(str(tmp_path / "two.db")) as two:
        one.add(documents(45))
        added = two.add(documents(45), workers=2)
        assert added.added == 45
        assert list(one.documents()) == list(two.documents())
        assert two.verify() == ()
        assert one.candidates(story(30)) == two.candidates(story(30))
