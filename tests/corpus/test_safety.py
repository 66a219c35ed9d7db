"""Whatever happens to a corpus, nothing committed is lost and the user is told in one line."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from reprint_trace.corpus import Corpus, index, ledger, open_corpus
from reprint_trace.errors import (
    CorpusBusy,
    CorpusError,
    CorpusMismatch,
    CorpusReadOnly,
    CorpusVersionError,
    MissingCorpus,
    NotACorpus,
)
from reprint_trace.text.tokens import JIEBA, RJIEBA, available

from .stories import document, documents, story

ROOT = Path(__file__).parents[2]
KEEPS_ADDING = """
import sys
from reprint_trace.corpus import Corpus, store
from tests.corpus.stories import document
store.BATCH = 50
with Corpus.create(sys.argv[1]) as corpus:
    corpus.add((document(n) for n in range(100_000)), lambda n: print(n, flush=True))
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A corpus of five documents."""
    made = str(tmp_path / "c.db")
    with Corpus.create(made) as corpus:
        corpus.add(documents(5))
    return made


def change(path: str, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_a_killed_writer_leaves_what_it_committed(tmp_path: Path) -> None:
    """kill -9 in the middle of an add loses the batch in flight and nothing before it."""
    made = str(tmp_path / "killed.db")
    writer = subprocess.Popen(
        [sys.executable, "-c", KEEPS_ADDING, made], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    told = [int(writer.stdout.readline()) for _ in range(3)]
    time.sleep(0.02)  # into the next batch
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    with Corpus.open(made) as corpus:
        kept = list(corpus.documents())
        assert len(kept) >= told[-1]
        assert len(kept) % 50 == 0
        assert kept == documents(len(kept))
        assert corpus.verify() == ()
        assert corpus.candidates(story(120), 1)[0].document.id == "d120"
        assert corpus.add([document(7)]).unchanged == 1


def asked(path: str, seed: int) -> str:
    with Corpus.open(path) as reader:
        return reader.candidates(story(seed), 1)[0].document.id


def test_many_processes_read_one_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes search a corpus, its index in files, while another adds to it."""
    monkeypatch.setattr(index, "LARGE", 20)
    made = str(tmp_path / "shared.db")
    with Corpus.create(made) as writer, ProcessPoolExecutor(2, get_context("spawn")) as readers:
        writer.add(documents(40))
        answers = [readers.submit(asked, made, seed) for seed in range(12)]
        writer.add(document(seed) for seed in range(40, 80))
        assert [answer.result() for answer in answers] == [f"d{seed}" for seed in range(12)]


def test_a_reader_sees_what_another_process_commits(path: str) -> None:
    """A corpus that is open for reading finds what is added meanwhile, without being reopened."""
    with Corpus.open(path) as reader, Corpus.create(path) as writer:
        assert not [c for c in reader.candidates(story(80)) if c.document.id == "d80"]
        writer.add([document(80)])
        assert reader.candidates(story(80), 1)[0].document.id == "d80"
        writer.remove(["d80"])
        assert not [c for c in reader.candidates(story(80)) if c.document.id == "d80"]


def test_readers_go_on_and_a_second_writer_is_told(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one process writes, others read; a second writer waits and is then told in one line."""
    monkeypatch.setattr(ledger, "PATIENCE", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Corpus.open(path) as corpus:
        assert corpus.candidates(story(2), 1)[0].document.id == "d2"
        with pytest.raises(CorpusBusy, match="another process has been writing"):
            corpus.add([document(9)])
    holder.execute("ROLLBACK")
    holder.close()


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    """A path without a corpus is MissingCorpus, and says how to make one."""
    with pytest.raises(MissingCorpus, match="make one with"):
        open_corpus(str(tmp_path / "none.db"))


STRANGERS = {
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "page.html": "<html><body><p>清晨的早市</p></body></html>".encode(),
    "other.db": None,
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_of_another_kind_is_no_corpus(tmp_path: Path, name: str) -> None:
    """A picture, a page or another program's database is refused, and left as it is."""
    place = tmp_path / name
    data = STRANGERS[name]
    if data is None:
        change(str(place), "CREATE TABLE other (x)")
    else:
        place.write_bytes(data)
    before = place.read_bytes()
    with pytest.raises(NotACorpus, match="not a corpus"):
        open_corpus(str(place))
    with pytest.raises(NotACorpus, match="not a corpus"):
        Corpus.create(str(place))
    assert place.read_bytes() == before


def test_a_damaged_corpus_is_refused(path: str) -> None:
    """A file overwritten in the middle, or an index segment that is none, is said to be damaged."""
    change(path, "UPDATE segments SET data = zeroblob(64)")
    with Corpus.open(path) as corpus, pytest.raises(NotACorpus, match="damaged"):
        corpus.candidates(story(1))
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[:4096] + os.urandom(len(data) - 4096))
    with pytest.raises(CorpusError, match="damaged"), Corpus.open(path) as corpus:
        list(corpus.documents())


def test_a_corpus_of_another_version_is_refused(path: str) -> None:
    """A corpus of another schema is refused with both versions named."""
    change(path, "PRAGMA user_version = 99")
    for opened in (Corpus.open, Corpus.create):
        with pytest.raises(CorpusVersionError, match=r"another version of reprint-trace \(schema 99"):
            opened(path)


def test_a_corpus_signed_otherwise_is_refused(path: str) -> None:
    """Signatures of other parameters are never mixed with ours."""
    change(path, """UPDATE about SET value = replace(value, '"seed": 1', '"seed": 7')""")
    with pytest.raises(CorpusMismatch, match="signed with seed 7, not 1"):
        open_corpus(path)


def test_a_tokenizer_that_is_missing_is_named(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus whose words this installation cannot cut is refused, with the command that helps."""
    monkeypatch.setattr("reprint_trace.text.tokens.available", lambda _: False)
    with pytest.raises(CorpusMismatch, match="pip install"):
        Corpus.open(path)


@pytest.mark.skipif(not available(RJIEBA), reason="rjieba is not installed")
def test_a_corpus_keeps_to_its_tokenizer(tmp_path: Path) -> None:
    """A corpus made with jieba is added to and searched with jieba, wherever it is opened."""
    made = str(tmp_path / "j.db")
    with Corpus.create(made, JIEBA) as corpus:
        corpus.add(documents(2))
    with Corpus.create(made) as corpus:
        corpus.add([document(3)])
        assert corpus.info().signature.tokenizer == JIEBA
        assert corpus.verify() == ()
    with pytest.raises(CorpusMismatch, match="signed with tokenizer jieba"):
        Corpus.create(made, RJIEBA)


@pytest.fixture
def read_only(path: str) -> str:
    """The corpus in a folder that may not be written (root may always: then as SQLite sees it)."""
    Path(path).chmod(0o444)
    Path(path).parent.chmod(0o555)
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    return path


def test_a_read_only_corpus_can_be_searched(read_only: str) -> None:
    """A corpus on a read-only share is searched, and refuses an add in one line."""
    with Corpus.open(read_only) as corpus:
        assert corpus.candidates(story(2), 1)[0].document.id == "d2"
        with pytest.raises(CorpusReadOnly):
            corpus.add([document(9)])


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    """A corpus cannot be made where no folder is: one line, not a traceback."""
    with pytest.raises(CorpusReadOnly, match="may not be written"):
        Corpus.create(str(tmp_path / "nowhere" / "c.db"))


def test_a_log_that_cannot_be_had_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process keeps the corpus from writing ahead for good, that is said and not passed over."""
    monkeypatch.setattr(ledger, "PATIENCE", 0)

    class Kept:
        tried = 0

        def execute(self, _: str) -> None:
            self.tried += 1
            raise sqlite3.OperationalError("database is locked")

    kept = Kept()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        ledger._log_ahead(kept)  # type: ignore[arg-type]
    assert kept.tried == ledger.WAITS
