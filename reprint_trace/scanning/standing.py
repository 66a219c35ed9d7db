"""What stands of the run before in its folder: its pages, where their answers lie, and their lines in its files.

A run notes it last, in its journal.  The next begins there: files that nobody touched are not read, pages that are
the same are not looked up, stories without a page that came, went or changed are not traced, and their lines are
copied.  It holds only for the files of the run as they were left; where it does not, everything is asked of the
journal, and the same bytes come out.
"""

from __future__ import annotations

import os
import pickle
import time
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import zstandard

from reprint_trace.scanning.inputs import File
from reprint_trace.scanning.outputs import Kept
from reprint_trace.scanning.values import Tally, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reprint_trace.scanning.journal import Key
    from reprint_trace.scanning.values import Failure

RACY = 2_000_000_000  # nanoseconds in which a file may change without its dates showing it


class Row(NamedTuple):
    """A page of a run, as far as it has come: what it was read of, where its answers lie, when it was published,
    which documents it may descend from, its number in the pairing (-1: none yet), that of its story, the key of its
    trace, what the summary counts of that, which documents and pages it names, and what it takes of the files."""

    id: str
    sha256: str
    read: Key
    site: str | None  # None until it was read
    searched: Key = b""
    published: str | None = None
    documents: tuple[str, ...] = ()
    slot: int = -1
    story: int = -1
    trace: Key = b""
    tally: Tally | None = None
    named: tuple[str, ...] = ()
    crawled: tuple[str, ...] = ()
    length: int = 0
    edges: int = 0


Stat = tuple[int, int, int, int]  # size, modified, changed (both in nanoseconds), inode


@dataclass(slots=True)
class Files:
    """The files of a crawl by their ids, as they were when they were hashed; only those are `known` again whose
    dates are as they were and were not of that very moment."""

    known: dict[str, tuple[str, Stat, str, bool]] = field(default_factory=dict)
    seen: dict[str, tuple[str, Stat, str, bool]] = field(default_factory=dict)

    def hashed(
        self,
        files: Sequence[tuple[str, str]],
        examined: Callable[[list[tuple[str, str]]], Iterable[File | Failure]],
    ) -> Iterator[File | Failure]:
        """The files with their hashes; only those are `examined` that look different than they did."""
        known = [self._same(*file) for file in files]
        others = [file for file, same in zip(files, known, strict=True) if same is None]
        looks = [_stat(path) for _, path in others]
        found = zip(looks, examined(others), strict=True)
        for same in known:
            if same is not None:
                yield same
                continue
            look, file = next(found)
            if isinstance(file, File):
                self._note(file, look)
            yield file

    def _same(self, id_: str, path: str) -> File | None:
        noted = self.known.get(id_)
        if noted is None or noted[0] != path or noted[1] != _stat(path):
            return None
        self.seen[id_] = noted
        return File(id_, path, noted[2], noted[3])

    def _note(self, file: File, before: Stat | None) -> None:
        if before and time.time_ns() - max(before[1:3]) > RACY:
            self.seen[file.id] = file.path, before, file.sha256, file.archive


def _stat(path: str) -> Stat | None:
    """What a file looks like from outside."""
    try:
        stat = os.stat(path)  # noqa: PTH116  asked for every page
    except (OSError, ValueError):
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is what the answers rest on, `outputs` what the files of the run looked like, `failed` what could not
    be read; `pairing` is the folder of that, and `documents` the lines of their file, by key and length."""

    state: str = ""
    outputs: tuple[tuple[int, int], ...] = ()
    failed: str = ""
    pairing: str | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    documents: tuple[tuple[bytes, int], ...] = ()
    files: dict[str, tuple[str, Stat, str, bool]] = field(default_factory=dict)

    def packed(self) -> bytes:
        tallies: dict[Tally | None, int] = {}
        rows = [
            (*row[:10], tallies.setdefault(row.tally, len(tallies)), *row[11:]) for row in self.rows.values()
        ]
        values = (self.state, self.outputs, self.failed, self.pairing, self.documents, self.files)
        return pack((values, rows, [*tallies]))

    @classmethod
    def of(cls, noted: bytes | None) -> Standing:
        """What was noted; nothing, where nothing was or it is no longer to be made out."""
        if noted is None:
            return cls()
        try:
            (state, outputs, failed, pairing, documents, files), rows, tallies = unpack(noted)
            made = (Row._make((*row[:10], tallies[row[10]], *row[11:])) for row in rows)
            return cls(state, outputs, failed, pairing, {row.id: row for row in made}, documents, files)
        except (ValueError, TypeError, LookupError, EOFError, pickle.UnpicklingError, zstandard.ZstdError):
            return cls()

    def kept(self) -> dict[Key, Kept]:
        """Where the traces stand in the files of the run, by their keys."""
        written = [row for row in self.rows.values() if row.trace]
        starts = accumulate((row.length for row in written), initial=0)
        edges = accumulate((row.edges for row in written), initial=0)
        return {
            row.trace: Kept(start, row.length, page, range(first, first + row.edges))
            for page, (row, start, first) in enumerate(zip(written, starts, edges, strict=False))
        }

    def gone(self, rows: Iterable[Row]) -> list[Row]:
        """The pages of before that are not among those of now, or are others now."""
        here = {row.id for row in rows if self.rows.get(row.id) is row}
        return [row for id_, row in self.rows.items() if id_ not in here]


def in_order(rows: Sequence[Row], gone: Sequence[Row]) -> list[int]:
    """The slots in the order of the pages' ids, those of pages that are gone among them."""
    return [row.slot for row in sorted([*rows, *gone], key=lambda row: (row.id, row.slot)) if row.slot >= 0]
