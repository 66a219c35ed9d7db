"""A damaged corpus says so: `verify` finds every changed byte, and no answer is made of one."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reprint_trace.corpus import Corpus, index, store
from reprint_trace.corpus.ledger import DamagedError
from reprint_trace.corpus.segments import BLOCK, Guard, Postings, block_sums
from reprint_trace.errors import CorpusError

from .stories import document, documents, story

FLIPS = 100
Answers = tuple[object, ...]


def answers(path: Path) -> Answers:
    """What a corpus says when it is asked a little of everything."""
    with Corpus.open(str(path)) as corpus:
        return (
            [[(c.document, c.jaccard) for c in corpus.candidates(story(seed), 3)] for seed in (3, 17, 44)],
            list(corpus.documents()),
            corpus.document("d7"),
            corpus.info().documents,
        )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of sixty documents, most of its index in a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "LARGE", 40)
        patch.setattr(index, "UNIT", 10)
        patch.setattr(store, "BATCH", 10)
        folder = tmp_path_factory.mktemp("sound")
        with Corpus.create(str(folder / "c.db")) as corpus:
            corpus.add(documents(50))
            corpus.add(document(seed) for seed in range(50, 60))
            corpus.remove(["d9"])
        assert list((folder / "c.db.index").iterdir())
        return folder


def damaged(sound: Path, folder: Path, draw: random.Random, size: int) -> tuple[Path, str]:
    """A copy of the corpus with some bytes of one of its files changed; and where."""
    shutil.copytree(sound, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    file = draw.choices(files, [path.stat().st_size for path in files])[0]
    data = bytearray(file.read_bytes())
    at = draw.randrange(len(data) - size + 1)
    for place in range(at, at + size):
        data[place] ^= draw.randrange(1, 256)
    file.write_bytes(data)
    return folder / "c.db", f"{file.name} at {at}"


def verified(path: Path) -> tuple[str, ...]:
    try:
        with Corpus.open(str(path)) as corpus:
            return corpus.verify()
    except CorpusError as error:
        return (str(error),)


def test_every_changed_byte_is_found(sound: Path, tmp_path: Path) -> None:
    """`verify` finds each of 100 bytes changed anywhere in the files of a corpus, in one line each."""
    assert verified(sound / "c.db") == ()
    draw = random.Random(1)
    for number in range(FLIPS):
        path, where = damaged(sound, tmp_path / str(number), draw, 1)
        problems = verified(path)
        assert problems, where
        assert not any("\n" in problem for problem in problems)


def test_no_answer_is_made_of_damage(sound: Path, tmp_path: Path) -> None:
    """A corpus with changed bytes gives the answers that it gave before, or an error that names it."""
    right = answers(sound / "c.db")
    draw = random.Random(2)
    told = silent = 0
    for number in range(FLIPS):
        path, where = damaged(sound, tmp_path / str(number), draw, draw.choice([1, 1, 16, 400]))
        try:
            assert answers(path) == right, where
        except CorpusError as error:
            told += str(path) in str(error)
        else:
            silent += 1
    assert told + silent == FLIPS
    assert told > FLIPS / 5


def test_a_cut_corpus_is_named(sound: Path, tmp_path: Path) -> None:
    """A file that ends too early is an error, wherever it was cut."""
    for number, share in enumerate((0.0, 0.1, 0.5, 0.9, 0.999)):
        path = tmp_path / str(number) / "c.db"
        shutil.copytree(sound, path.parent)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert verified(path)
        with pytest.raises(CorpusError):
            answers(path)


def test_a_damaged_index_is_made_anew(sound: Path, tmp_path: Path) -> None:
    """After damage to the index `reindex` gives the answers of before, and `verify` is content."""
    right = answers(sound / "c.db")
    shutil.copytree(sound, tmp_path / "copy")
    path = tmp_path / "copy" / "c.db"
    (file,) = (tmp_path / "copy" / "c.db.index").iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 3 : 2 * len(data) // 3] = bytes(len(data) // 3 + 1)
    file.write_bytes(data)
    with pytest.raises(CorpusError, match="corpus reindex"):
        answers(path)
    with Corpus.create(str(path)) as corpus:
        corpus.reindex()
    assert verified(path) == ()
    assert answers(path) == right


def test_many_threads_ask_one_corpus(sound: Path) -> None:
    """One open corpus answers many threads, and asyncio, as it answers one."""
    with Corpus.open(str(sound / "c.db")) as corpus, ThreadPoolExecutor(8) as threads:

        def first(seed: int) -> str:
            return corpus.candidates(story(seed), 1)[0].document.id

        seeds = [seed for seed in range(60) if seed != 9]
        assert list(threads.map(first, seeds)) == [f"d{seed}" for seed in seeds]

        async def asked() -> list[str]:
            return await asyncio.gather(*(asyncio.to_thread(first, seed) for seed in seeds[:8]))

        # In a thread of its own: a browser's tests keep a loop in this one.
        assert threads.submit(lambda: asyncio.run(asked())).result() == [f"d{seed}" for seed in seeds[:8]]


@pytest.mark.parametrize("key", [0, 1 << 20, 1 << 31, (1 << 32) - 1])
def test_where_postings_begin_is_checked_before_it_is_believed(key: int) -> None:
    """Of a large index, the very places that say where a key's documents stand are checked when it is asked for."""
    keys = np.arange(0, 1 << 32, 1 << 18, dtype=np.uint64).astype(np.uint32)
    plain = Postings.build(keys, np.arange(len(keys), dtype=np.uint32), len(keys))
    blocks = np.frombuffer(plain.starts.tobytes(), np.uint8)
    data = b"\0" * BLOCK + blocks.tobytes()
    sums = block_sums(memoryview(data))
    bucket = key >> (32 - plain.bits)
    broken = bytearray(data)
    broken[BLOCK + plain.starts.itemsize * bucket] ^= 1
    for held, fails in ((data, False), (bytes(broken), True)):
        guard = Guard(lambda length, at, held=held: held[at : at + length], sums, len(data))  # type: ignore[misc]
        asked = replace(plain, guard=guard, offset=BLOCK)
        with pytest.raises(DamagedError) if fails else nullcontext():
            asked.documents(np.array([key], np.uint32))


@pytest.mark.parametrize(
    ("was", "spoiled"),
    [
        (b"tableremovedremoved", b"tablerem\xb7vedremoved"),
        (b"CREATE TABLE removed", b"CREATE \xb7ABLE removed"),
    ],
)
def test_a_damaged_schema_is_one_line(sound: Path, tmp_path: Path, was: bytes, spoiled: bytes) -> None:
    """What SQLite then quotes need be no text: it is damage all the same."""
    shutil.copytree(sound, tmp_path / "c")
    file = tmp_path / "c" / "c.db"
    data = file.read_bytes()
    assert was in data
    file.write_bytes(data.replace(was, spoiled).replace(b"CREATE TABLE removed", b"CREATE TABLE (emoved"))
    with pytest.raises(CorpusError, match="damaged"), Corpus.open(str(file)) as corpus:
        corpus.info()


def test_a_lookup_that_lost_a_part_gives_no_count(sound: Path, tmp_path: Path) -> None:
    """Texts are counted by a lookup of their own; where a page of it was lost, that is said."""
    shutil.copytree(sound, tmp_path / "c")
    file = tmp_path / "c" / "c.db"
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'works'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(file.read_bytes())
    data[(root - 1) * size : root * size] = b"\x0a" + bytes(size - 1)
    file.write_bytes(data)
    with Corpus.open(str(file)) as corpus, pytest.raises(CorpusError, match="damaged"):
        corpus.texts()
