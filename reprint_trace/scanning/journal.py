"""The journal: what every stage answered, kept under what it was asked.

Every stage is a pure function, so its answer is filed under a digest of its arguments.  A run that was
killed is simply run again: what is in the journal is not done again, and what comes out is the same
bytes.  A changed file, option or version asks something else, and is done anew.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from reprint_trace.errors import OutputError
from reprint_trace.scanning.plan import WORK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

AGAIN = "make room and give the same command again: what is done is kept"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO)
COMMIT = 256  # answers a transaction: what a kill can cost
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, facts BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""

Key = bytes


def key(*asked: object) -> Key:
    """The digest of a stage's name and arguments; bytes are given by their own digest."""
    plain = [one.hex() if isinstance(one, bytes) else one for one in asked]
    return hashlib.blake2b(json.dumps(plain).encode(), digest_size=16).digest()


class Journal:
    """A SQLite file of answers, each in two parts: `facts` that the whole run is told by, and a `value`
    that only the next stage of the same page needs."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=1.0)
        # Held as long as it is open, so that two runs never share a folder; let go by a kill.
        self._connection.executescript(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            + _SCHEMA
        )
        self._open = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.commit()
        except sqlite3.Error:
            if kind is None:
                raise
        finally:
            self._connection.close()

    def put(self, key: Key, facts: bytes, value: bytes = b"") -> None:
        if not self._open:
            self._connection.execute("BEGIN")
        self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", [key, facts, value])
        self._open += 1
        if self._open >= COMMIT:
            self.commit()

    def commit(self) -> None:
        if self._open:
            self._connection.execute("COMMIT")
            self._open = 0

    def has(self, key: Key) -> bool:
        return self._connection.execute("SELECT 1 FROM answers WHERE key = ?", [key]).fetchone() is not None

    def facts(self, key: Key) -> bytes | None:
        row = self._connection.execute("SELECT facts FROM answers WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def value(self, key: Key) -> bytes:
        """The value under a key that is there."""
        (value,) = self._connection.execute("SELECT value FROM answers WHERE key = ?", [key]).fetchone()
        data: bytes = value
        return data

    def note(self, name: str) -> bytes | None:
        row = self._connection.execute("SELECT value FROM notes WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def set_note(self, name: str, value: bytes, *, forget: Iterable[Key] = ()) -> None:
        """Keep a note, and forget answers with it."""
        self.commit()
        self._connection.execute("BEGIN")
        self._connection.executemany("DELETE FROM answers WHERE key = ?", ((key,) for key in forget))
        self._connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [name, value])
        self._connection.execute("COMMIT")

    def keep_only(self, used: Collection[Key]) -> None:
        """Forget the answers that this run did not use, and those of earlier states of the crawl."""
        self.commit()
        (count,) = self._connection.execute("SELECT count(*) FROM answers").fetchone()
        if count == len(used):
            return
        self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO used VALUES (?)", ((key,) for key in used))
        self._connection.execute("DELETE FROM answers WHERE key NOT IN (SELECT key FROM used)")
        self._connection.execute("COMMIT")
        self._connection.execute("DROP TABLE used")


# ── what can go wrong with the folder ──────────────────────────────────────────────────


def journal_in(folder: Path) -> Journal:
    """The journal of a run, in its folder of work."""
    folder.mkdir(parents=True, exist_ok=True)
    return Journal(folder / "journal.db")


@contextmanager
def writing(out: str) -> Iterator[None]:
    """What the folder cannot take, said in one line."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise OutputError(
                out, "another scan is writing to it", "wait for it, or choose another -o"
            ) from error
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise OutputError(
                out, f"its journal is damaged ({error})", f"delete {WORK} in it and scan again"
            ) from error
        full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        raise OutputError(out, "the disk is full" if full else f"its journal: {error}", AGAIN) from error
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(out, "the disk is full", AGAIN) from error
        if error.errno in _UNWRITABLE:
            raise OutputError(out, f"cannot be written ({error.strerror})", "choose another -o") from error
        raise
