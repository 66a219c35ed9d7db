"""The desk's folder: corpora, jobs and their results.

    token             the secret part of the address
    corpora/ID/       about.json, and the corpus, called as the user called it
    jobs/ID/          job.json, in/ (what was dropped), progress.json, result.json, run/ (the scan), made/
    aside/            what is being put together or thrown away; emptied at every start

A job is written once, whole, and its state is what lies in its folder: with a result it is over, without one it
is to be done.  So a desk that was killed goes on where it was.  Everything is called by an id made here;
nothing that a visitor sends is ever a path.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from reprint_trace.errors import OutputError

Kind = Literal["trace", "add"]
State = Literal["waiting", "working", "done", "failed"]
ID = re.compile(r"[0-9a-f]{16}\Z")
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
DEEPEST, LONGEST = 12, 60  # folders of a name, characters of each


class Gone(LookupError):  # noqa: N818
    """Nothing of that id is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What was asked: to trace what lies in in/ (against a corpus, if one was chosen), or to add it to a corpus,
    all of it of the outlet `source` where it names none.  `made` is ISO 8601, UTC."""

    id: str
    kind: Kind
    name: str
    made: str
    corpus: str | None
    source: str | None = None
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A corpus of the desk."""

    id: str
    name: str
    made: str


class Desk:
    """The desk in the folder `root`.  One process at a time: raises OutputError where another has it, or it
    cannot be written."""

    def __init__(self, root: str) -> None:
        self.root = Path(root).resolve()
        try:
            for name in ("corpora", "jobs"):
                (self.root / name).mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.root / "lock")
            shutil.rmtree(self.root / "aside", ignore_errors=True)
            (self.root / "aside").mkdir(exist_ok=True)
            self.token = _token(self.root / "token")
        except OSError as error:
            problem = f"cannot be written ({error.strerror})"
            raise OutputError(root, problem, "choose another folder") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    # ── jobs ───────────────────────────────────────────────────────────────────────────

    def begin(self) -> Upload:
        """A job to be put together."""
        return Upload(self, secrets.token_hex(8))

    def jobs(self, kind: Kind, corpus: str | None = None) -> list[Job]:
        """The jobs of a kind (on a corpus), newest first."""
        found = (self._job(folder) for folder in (self.root / "jobs").iterdir())
        jobs = [job for job in found if job and job.kind == kind and corpus in (None, job.corpus)]
        return sorted(jobs, key=lambda job: (job.made, job.id), reverse=True)

    def job(self, id_: str) -> Job:
        """Raises Gone."""
        found = self._job(self.place(id_)) if ID.match(id_) else None
        if found is None:
            raise Gone(id_)
        return found

    def _job(self, folder: Path) -> Job | None:
        values = read_json(folder / "job.json")
        return Job(**values) if values else None

    def place(self, job: str) -> Path:
        return self.root / "jobs" / job

    def result(self, job: str) -> dict[str, Any] | None:
        """What became of a job; None as long as it is not over."""
        return read_json(self.place(job) / "result.json")

    def progress(self, job: str) -> dict[str, Any]:
        return read_json(self.place(job) / "progress.json") or {}

    def waiting(self) -> list[Job]:
        """The jobs that are not over, oldest first."""
        jobs = [*self.jobs("trace"), *self.jobs("add")]
        return sorted(
            (job for job in jobs if self.result(job.id) is None), key=lambda job: (job.made, job.id)
        )

    # ── corpora ────────────────────────────────────────────────────────────────────────

    def corpora(self) -> list[Kept]:
        """All corpora, newest first."""
        found = (read_json(folder / "about.json") for folder in (self.root / "corpora").iterdir())
        return sorted(
            (Kept(**about) for about in found if about), key=lambda kept: (kept.made, kept.id), reverse=True
        )

    def corpus(self, id_: str) -> Kept:
        """Raises Gone."""
        about = read_json(self.root / "corpora" / id_ / "about.json") if ID.match(id_) else None
        if about is None:
            raise Gone(id_)
        return Kept(**about)

    def texts(self, corpus: str) -> Path:
        """Where a corpus's texts lie: a file called as the corpus is, since reports name it."""
        return self.root / "corpora" / corpus / "texts" / safe(self.corpus(corpus).name)

    def make_corpus(self, name: str) -> Kept:
        kept = Kept(id=secrets.token_hex(8), name=name, made=now())
        folder = self.root / "aside" / kept.id
        (folder / "texts").mkdir(parents=True)
        write_json(folder / "about.json", asdict(kept))
        folder.replace(self.root / "corpora" / kept.id)
        return kept

    def delete(self, folder: Path) -> None:
        """Take a job's or a corpus's folder away, at once for those who look."""
        aside = self.root / "aside" / f"gone-{secrets.token_hex(8)}"
        try:
            folder.replace(aside)
        except FileNotFoundError:
            raise Gone(folder.name) from None
        shutil.rmtree(aside, ignore_errors=True)


class Upload:
    """A job's files as they come; there is no job before `finish`."""

    def __init__(self, desk: Desk, id_: str) -> None:
        self._desk, self._id = desk, id_
        self._folder = desk.root / "aside" / id_
        (self._folder / "in").mkdir(parents=True)
        self.files: list[str] = []

    def free(self, name: str) -> Path:
        """Where a file of that name goes.  The name is the visitor's: folders in it are kept, what leads out of
        here or means something to a system is not."""
        parts = [safe(part) for part in re.split(r"[\\/]+", name) if part.strip(". ")][-DEEPEST:] or ["page"]
        place = self._folder.joinpath("in", *parts)
        number = 1
        while place.exists() or any(parent.is_file() for parent in place.parents):
            number += 1
            place = self._folder.joinpath("in", *parts[:-1], numbered(parts[-1], number))
            if number > 100:
                place = self._folder / "in" / f"{secrets.token_hex(4)}-{parts[-1]}"
        place.parent.mkdir(parents=True, exist_ok=True)
        self.files.append("/".join(parts))
        return place

    def finish(self, kind: Kind, name: str, corpus: str | None, source: str | None = None) -> Job:
        job = Job(
            id=self._id, kind=kind, name=name, made=now(), corpus=corpus, source=source, files=len(self.files)
        )
        write_json(self._folder / "job.json", asdict(job))
        self._folder.replace(self._desk.place(job.id))
        return job

    def drop(self) -> None:
        """Nothing came of it."""
        shutil.rmtree(self._folder, ignore_errors=True)


def safe(name: str) -> str:
    """One part of a path that every system takes for a plain file, as like the name as can be."""
    plain = _UNSAFE.sub("_", name.replace("/", "_").replace("\\", "_")).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST:
        plain = f"{stem[: LONGEST - 10]}{dot}{ending[:9]}" if dot and len(ending) < 10 else plain[:LONGEST]
    return f"_{plain}" if not plain or _DEVICE.match(plain) else plain


def numbered(name: str, number: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}{dot}{ending}" if stem else f"{name}-{number}"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_json(file: Path) -> dict[str, Any] | None:
    """What a file of ours says; None where there is none, or a kill left it unfinished."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_json(file: Path, values: dict[str, Any]) -> None:
    write_bytes(file, json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def write_bytes(file: Path, data: bytes) -> None:
    """A file that is there whole or not at all."""
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    aside.write_bytes(data)
    aside.replace(file)


def _token(file: Path) -> str:
    """The desk's own, kept so that an open page outlives a restart."""
    found = file.read_text("ascii", "replace").strip() if file.exists() else ""
    if not re.fullmatch(r"[\w-]{20,}", found):
        found = secrets.token_urlsafe(24)
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
        ) as out:
            out.write(found)
    return found


def _locked(file: Path) -> sqlite3.Connection:
    """Held as long as it is open, and let go by a kill."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=0.2, check_same_thread=False)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        connection.close()
        problem = "another reprint-trace serve has this folder open"
        raise OutputError(str(file.parent), problem, "use its page, or choose another folder") from error
    return connection
