"""What a scan is given: folders, files, globs, archives and lists become items with ids.

A page's id is its path relative to the folder that is scanned; where several are given, the path as
given; for a record of an archive, its URL; for a row of a table, its own id or address.
"""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import os
import stat
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reprint_trace.errors import InputError, MissingInput, NotAPage, failure
from reprint_trace.reading.formats import is_wacz, is_warc
from reprint_trace.scanning.values import Failure
from reprint_trace.tables.opening import ENDINGS, PACKED, holds_articles, holds_many, peek
from reprint_trace.tables.pages import no_file, page_files
from reprint_trace.tables.rows import BadRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.reading.formats import Saved

LIST = "-"
_DATA = (".json", ".xml", ".db", ".sqlite", ".sqlite3")  # what a crawl leaves of itself beside its pages


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items are scanned: ids that match one of `include` (all, if there is none) and none of
    `exclude`, as shell patterns whose * also matches /; and only those saved on the day `since` or
    later, by the file's date or the record's.  `fields` are columns of tables by field, as the user
    named them."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    since: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    def takes(self, page_id: str, saved: str | None) -> bool:
        """Whether an item is scanned; `saved` is an ISO date, None where it is not known."""
        wanted = not self.include or any(fnmatch.fnmatchcase(page_id, p) for p in self.include)
        if not wanted or any(fnmatch.fnmatchcase(page_id, p) for p in self.exclude):
            return False
        return not (self.since and saved) or saved[:10] >= self.since


@dataclass(frozen=True, slots=True)
class File:
    """A file to be scanned; `sha256` is that of its bytes, `archive` whether it holds many pages (an
    archive, a zip, a table of them)."""

    id: str
    path: str
    sha256: str
    archive: bool = False


@dataclass
class Ids:
    """Ids that were given out: one that comes again with other content gets a number."""

    _taken: dict[str, str] = field(default_factory=dict)

    def free(self, page_id: str, sha256: str) -> str | None:
        """The id for that content; None where the same content has it already."""
        named, number = page_id, 1
        while named in self._taken:
            if self._taken[named] == sha256:
                return None
            number += 1
            named = f"{page_id}#{number}"
        self._taken[named] = sha256
        return named

    def forget(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            del self._taken[id_]


def listed(inputs: Sequence[str], choice: Choice, leave_out: Path | None = None) -> list[tuple[str, str]]:
    """The files behind the arguments as `(id, path)`, in the order of their ids.

    What lies in the folder `leave_out` (the run's own) is no page.  An archive is chosen record by
    record.  Raises InputError where an argument holds nothing.
    """
    found: dict[str, str] = {}
    for given in inputs:
        relative = len(inputs) == 1 and Path(given).is_dir()
        for path in _paths(given):
            if leave_out and Path(os.path.realpath(path)).is_relative_to(leave_out):
                continue
            id_ = _id(path, given if relative else None)
            if _archived(path) or choice.takes(id_, _saved(path) if choice.since else None):
                found.setdefault(id_, path)
    return sorted(found.items())


def _id(path: str, folder: str | None) -> str:
    if "://" in path:  # an address in a list
        return path
    return (Path(path).relative_to(folder) if folder else Path(path)).as_posix()


def _paths(given: str) -> Iterator[str]:
    if given == LIST:
        lines = (os.fsdecode(line.rstrip(b"\r\n")) for line in sys.stdin.buffer)
        yield from (line for line in lines if line)
    elif glob.has_magic(given) and not os.path.lexists(given):
        matching = sorted(glob.glob(given, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
        if not matching:
            raise MissingInput(given, "matches no file")
        for path in matching:
            yield from _files(path)
    else:
        yield from _files(given)


def _files(path: str) -> Iterator[str]:
    """A file, or those of a folder: of its data files only those that hold articles."""
    for file in page_files(path):
        data = file != path and file.lower().endswith(_DATA) and not no_file(file)
        if not data or holds_articles(file):
            yield file


def _archived(path: str) -> bool:
    name = path.lower()
    for packer in PACKED:
        name = name.removesuffix(packer)
    return name.endswith((".warc", ".wacz", ".zip", ".pdf", ".epub", *ENDINGS))


def _saved(path: str) -> str | None:
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime).astimezone().isoformat()
    except OSError:
        return None


def examined(item: tuple[str, str]) -> File | Failure:
    """A file with the hash of its content."""
    id_, path = item
    try:
        with open(path, "rb", opener=_opener) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return Failure.of(id_, NotAPage(id_, "is no regular file"))
            archive = is_warc(file.read(512))
            file.seek(0)
            archive = archive or is_wacz(file) or holds_many(peek(file), path)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        return Failure.of(id_, MissingInput(id_, problem.lower()))
    except Exception as error:
        return Failure.of(id_, failure(error, id_, "hashing"))
    return File(id_, path, digest, archive)


def _opener(path: str, flags: int) -> int:
    """Opens without waiting for the other end of a pipe that somebody left in the folder."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def records(file: File, choice: Choice) -> Iterator[tuple[str, Saved]]:
    """The records of an archive that are chosen, by URL; the rows of a table, by their ids.
    Raises InputError after the good ones."""
    from reprint_trace.tables.pages import Asked, saves

    bad: list[BadRow] = []
    for named, saved in saves(file.path, Asked(dict(choice.fields), bad.append)):
        record = saved.url if saved.url_basis == "warc" else None
        id_ = record or named.replace(file.path, file.id)
        if choice.takes(id_, saved.date):
            yield id_, saved
    if bad:
        first = "; ".join(f"{f'row {row.line}: ' if row.line else ''}{row.problem}" for row in bad[:3])
        raise InputError(file.id, f"{len(bad):,} of its rows were passed over ({first})")
