"""The ledger: one SQLite file that holds the documents and says what belongs to the index.

Everything is in WAL mode and in transactions: a reader never sees half a document, a killed
writer leaves what was committed.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import xxhash

from reprint_trace.corpus.sketches import parameters
from reprint_trace.errors import (
    CorpusBusy,
    CorpusError,
    CorpusMismatch,
    CorpusReadOnly,
    CorpusVersionError,
    MissingCorpus,
    NotACorpus,
    ReprintTraceError,
)
from reprint_trace.model import Signature
from reprint_trace.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION = 0x72745243  # "rtRC", SQLite's application_id
VERSION = 6
REPAIR = "make the index anew: reprint-trace corpus reindex"
RESTORE = "see what: reprint-trace corpus verify; restore it from a backup or add its documents again"
PATIENCE = 20.0  # seconds a second writer waits
WAITS = 200  # times it looks meanwhile

_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionaries (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL,
    work INTEGER NOT NULL,
    title TEXT, publisher TEXT, source TEXT, outlet TEXT, url TEXT, sha256 TEXT,
    published TEXT, precision TEXT, basis TEXT, quote TEXT,
    dictionary INTEGER NOT NULL,
    body BLOB NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE INDEX dated ON documents (published, source, outlet);
CREATE INDEX works ON documents (work);
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    text_key INTEGER NOT NULL,
    hashvalues BLOB NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE INDEX texts ON signatures (text_key);
CREATE TABLE removed (number INTEGER PRIMARY KEY);
CREATE TABLE segments (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    file TEXT,
    data BLOB
);
"""


class Ledger:
    """An open ledger file; `path` is None for one in memory.  `name` is what errors call it."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, path: Path | None, signature: Signature
    ) -> None:
        self.connection = connection
        self.name = name
        self.path = path
        self.signature = signature
        self.lock = threading.RLock()
        self.wrote = False

    @classmethod
    def in_memory(cls, name: str, tokenizer: str) -> Ledger:
        connection = _connect(":memory:", name)
        _create(connection, parameters(tokenizer))
        return cls(connection, name, None, parameters(tokenizer))

    @classmethod
    def create(cls, path: Path, tokenizer: str | None) -> Ledger:
        """The ledger at `path`, made if it is not there; opened for writing."""
        name = str(path)
        with told(name):
            connection = _connect(_uri(path, "rwc"), name)
            if _is_empty(connection):  # not there, or in the making by another process
                _create(connection, parameters(tokenizer or tokens.default_tokenizer()))
            return cls(connection, name, path, _checked(connection, name, tokenizer))

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """The ledger at `path`, also where neither it nor its folder may be written."""
        name = str(path)
        if not path.exists():
            raise MissingCorpus(name, "no such corpus", "make one with: reprint-trace corpus add")
        with told(name):
            connection = _readable(path, name)
            return cls(connection, name, path, _checked(connection, name, None))

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other writer can come between."""
        with self.lock, told(self.name):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self._unseal()
                yield self.connection
                self.connection.execute(
                    "INSERT OR REPLACE INTO about VALUES ('state', ?)", [_state(self.connection)]
                )
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for one thread at a time.  What cannot be made sense of is damage: all of it was
        written by us."""
        with self.lock, told(self.name):
            try:
                yield self.connection
            except (sqlite3.Error, DamagedError, ReprintTraceError, MemoryError):
                raise
            except Exception as error:
                raise DamagedError(f"{type(error).__name__}: {error}") from error

    def check_state(self) -> None:
        """Check the few rows that say what belongs to the corpus.  Raises DamagedError."""
        row = self.connection.execute("SELECT value FROM about WHERE key = 'state'").fetchone()
        if row is None or row[0] != _state(self.connection):
            raise DamagedError("what it says of its parts is not as it was written", REPAIR)

    @property
    def sums(self) -> Path | None:
        """The file of checksums of the whole (see `verifying`)."""
        return self.path and self.path.with_name(self.path.name + ".sums")

    def _unseal(self) -> None:
        self.wrote = True
        if self.sums:
            try:
                self.sums.unlink(missing_ok=True)
            except OSError as error:
                raise CorpusReadOnly(
                    self.name, "it or its folder may not be written", "copy it where you may write"
                ) from error

    def changes(self) -> int:
        """A number that moves when another process commits."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        self.connection.close()


class DamagedError(ValueError):
    """Bytes of the corpus that are not what they were written as."""

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.advice = advice or RESTORE


@contextmanager
def told(name: str) -> Iterator[None]:
    """What SQLite says, or a damaged piece, said as one of our errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, name) from error
    except DamagedError as error:
        raise NotACorpus(name, f"damaged ({error})", error.advice) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in what it says is wrong with it
        raise NotACorpus(name, "damaged (its tables are not as they were made)", RESTORE) from error


def _translated(error: sqlite3.Error, name: str) -> CorpusError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CorpusBusy(name, f"another process has been writing for {PATIENCE:g} s", "try again later")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return CorpusReadOnly(name, "it or its folder may not be written", "copy it where you may write")
    if code == sqlite3.SQLITE_NOTADB:
        return NotACorpus(name, "not a corpus", "make one with: reprint-trace corpus add")
    if code == sqlite3.SQLITE_FULL:
        return CorpusError(name, "the disk is full", "what was added is kept; make room and add again")
    if isinstance(error, sqlite3.OperationalError) and code not in (0, sqlite3.SQLITE_ERROR):
        return CorpusError(name, f"SQLite: {error}", "try again")
    return NotACorpus(name, f"damaged ({error})", RESTORE)


def _state(connection: sqlite3.Connection) -> str:
    """A checksum over the rows that say what there is beside the documents."""
    whole = xxhash.xxh3_128()
    for select in (
        "SELECT key, value FROM about WHERE key != 'state' ORDER BY key",
        "SELECT number, data FROM dictionaries ORDER BY number",
        "SELECT number, documents, bytes, checksum, file FROM segments ORDER BY number",
        "SELECT number FROM removed ORDER BY number",
    ):
        for row in connection.execute(select):
            whole.update(repr(row).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?{mode if '=' in mode else f'mode={mode}'}"


def _connect(uri: str, name: str) -> sqlite3.Connection:
    with told(name):
        connection = sqlite3.connect(
            uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _readable(path: Path, name: str) -> sqlite3.Connection:
    """SQLite keeps a WAL and its index beside the file even for a reader; in a folder that may
    not be written the file is read as immutable, unless a WAL holds work not yet in it."""
    for mode in ("rw", "ro"):
        connection = _connect_or_none(_uri(path, f"mode={mode}"), name)
        if connection:
            return connection
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise CorpusReadOnly(
            name,
            "a write was interrupted, and its folder may not be written",
            "open it once where you may write",
        )
    return _connect(_uri(path, "mode=ro&immutable=1"), name)


def _connect_or_none(uri: str, name: str) -> sqlite3.Connection | None:
    try:
        connection = _connect(uri, name)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.OperationalError, CorpusReadOnly) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN) & 0xFF
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return None
        raise
    return connection


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the WAL; SQLite does not wait for another process that is doing so, nor tell it apart."""
    for attempt in range(WAITS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == WAITS - 1:
                raise
            time.sleep(PATIENCE / WAITS)
        else:
            return


def _is_empty(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return not tables and not application


def _create(connection: sqlite3.Connection, signature: Signature) -> None:
    _log_ahead(connection)
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO about VALUES ('signature', ?)", [json.dumps(asdict(signature))])
        connection.execute("INSERT INTO about VALUES ('state', ?)", [_state(connection)])
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _checked(connection: sqlite3.Connection, name: str, tokenizer: str | None) -> Signature:
    """The corpus's signature, if it is one that this version can read and search."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise NotACorpus(name, "not a corpus", "make one with: reprint-trace corpus add")
    if version != VERSION:
        raise CorpusVersionError(
            name,
            f"written by another version of reprint-trace (schema {version}, this one reads {VERSION})",
            "add its documents to a new corpus",
        )
    try:
        (row,) = connection.execute("SELECT value FROM about WHERE key = 'signature'")
        stored = dict(json.loads(row[0]))
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedError("how it is signed cannot be read") from error
    expected = asdict(parameters(tokenizer or stored.get("tokenizer", "")))
    for key, value in expected.items():
        if stored.get(key) != value:
            raise CorpusMismatch(
                name, f"signed with {key} {stored.get(key)}, not {value}", "add its documents to a new corpus"
            )
    if stored.keys() != expected.keys():
        raise DamagedError("how it is signed cannot be read")
    if not tokens.available(stored["tokenizer"]):
        raise CorpusMismatch(
            name, f"signed with {stored['tokenizer']}, which is not installed", "pip install rjieba"
        )
    return Signature(**stored)
