"""The index as a whole: where its segments lie, and when they are merged.

A small segment lies in the ledger; a large one in a file of the folder `CORPUS.index` beside it,
and named by the ledger only once it is safely on disk.  A file that the ledger
does not name is what a killed writer left, and is swept away by the next merge.
"""

from __future__ import annotations

import mmap
import os
import weakref
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reprint_trace.corpus import segments
from reprint_trace.corpus.ledger import REPAIR, DamagedError
from reprint_trace.corpus.segments import (
    WIDTHS,
    Keys,
    Postings,
    bits_for,
    buckets_for,
    packed,
    places_for,
    starts_of,
)
from reprint_trace.errors import CorpusError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from reprint_trace.corpus.ledger import Ledger
    from reprint_trace.corpus.segments import Keys, Places, Segment

LARGE = 4096  # documents from which a segment is a file
FAN = 8  # segments of one size that an add lets gather before it merges them
UNIT = 1000  # documents of the smallest size

Loaded = dict[int, "Segment"]


def store(connection: sqlite3.Connection, segment: Segment) -> None:
    """Keep a small segment in the ledger."""
    data = segments.dump(segment)
    connection.execute(
        "INSERT INTO segments (documents, bytes, checksum, data) VALUES (?, ?, ?, ?)",
        [len(segment), len(data), segments.root(memoryview(data)), data],
    )


def load(ledger: Ledger, known: Loaded) -> Loaded:
    """The segments that the ledger names, by number; those `known` are not loaded again."""
    found: Loaded = {}
    rows = ledger.connection.execute("SELECT number, bytes, checksum, file FROM segments ORDER BY number")
    for number, size, checksum, file in rows.fetchall():
        if number in known:
            found[number] = known[number]
        elif file:
            found[number] = _opened(folder(ledger) / file, size, checksum)
        else:
            found[number] = _kept(ledger, number, checksum)
    return found


def _kept(ledger: Ledger, number: int, checksum: str) -> Segment:
    """A segment that lies in the ledger, checked whole: it is small."""
    row = ledger.connection.execute("SELECT data FROM segments WHERE number = ?", [number]).fetchone()
    if row is None or not isinstance(row[0], bytes):
        raise DamagedError("a part of its index is gone", REPAIR)
    segment = segments.load(memoryview(row[0]), checksum)
    if segment.guard and segment.guard.damaged():
        raise DamagedError("a part of its index is not as it was written", REPAIR)
    return segment


def removed(connection: sqlite3.Connection) -> Keys:
    """Numbers of documents that segments still list and the ledger does not."""
    rows = connection.execute("SELECT number FROM removed ORDER BY number")
    return np.array([number for (number,) in rows], np.uint32)


def folder(ledger: Ledger) -> Path:
    """Where the segment files of a corpus lie."""
    assert ledger.path is not None
    return ledger.path.with_name(ledger.path.name + ".index")


def tidy(ledger: Ledger, *, final: bool) -> bool:
    """Merge segments, if that is due; whether any were.  During an add, eight of one size; at its
    `final`, the small ones as long as the next is at most twice as large as they are together."""
    sizes = dict(ledger.connection.execute("SELECT number, documents FROM segments"))
    group = _small(sizes) if final else _of_one_size(sizes)
    if not group:
        return False
    with ledger.writing() as connection:
        there = {number for (number,) in connection.execute("SELECT number FROM segments")}
        if not there.issuperset(group):
            return False  # another process merged them first
        _merge(ledger, group)
    _sweep(ledger)
    return True


def _of_one_size(sizes: dict[int, int]) -> list[int]:
    classes: dict[int, list[int]] = {}
    for number, documents in sizes.items():
        order = int(np.log(max(1.0, documents / UNIT)) / np.log(FAN) + 0.1)
        classes.setdefault(order, []).append(number)
    return next((group for _, group in sorted(classes.items()) if len(group) >= FAN), [])


def _small(sizes: dict[int, int]) -> list[int]:
    group: list[int] = []
    together = 0
    for number, documents in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if group and documents > 2 * together:
            break
        group.append(number)
        together += documents
    return group if len(group) > 1 else []


def _merge(ledger: Ledger, group: list[int]) -> None:
    connection = ledger.connection
    loaded = load(ledger, {})
    parts = [loaded[number] for number in sorted(group)]
    gone = removed(connection)
    if ledger.path is None or sum(map(len, parts)) < LARGE:
        store(connection, merge(parts, gone))
    else:
        try:
            _store_file(ledger, parts, gone)
        except OSError as error:
            problem = f"its index cannot be written ({error.strerror})"
            raise CorpusError(
                ledger.name, problem, "what was added is kept; make room and add again"
            ) from error
    listed = np.concatenate([part.numbers for part in parts])  # checked by merging
    connection.executemany("DELETE FROM segments WHERE number = ?", [(number,) for number in group])
    dropped = gone[np.isin(gone, listed)]
    connection.executemany("DELETE FROM removed WHERE number = ?", [(int(number),) for number in dropped])


def _store_file(ledger: Ledger, parts: list[Segment], gone: Keys) -> None:
    place = folder(ledger)
    place.mkdir(exist_ok=True)
    unfinished = place / "unfinished"
    documents = merge_to_file(parts, gone, unfinished)
    name = _root_of(unfinished)
    file = unfinished.rename(place / f"{name}.segment")
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    ledger.connection.execute(
        "INSERT INTO segments (documents, bytes, checksum, file) VALUES (?, ?, ?, ?)",
        [documents, file.stat().st_size, name, file.name],
    )


def _sweep(ledger: Ledger) -> None:
    """Delete the files that no segment lies in; under the writers' lock, since only a writer
    that holds it makes files."""
    if ledger.path is None or not folder(ledger).is_dir():
        return
    with ledger.writing() as connection:
        named = {file for (file,) in connection.execute("SELECT file FROM segments")}
        for file in folder(ledger).iterdir():
            if file.name not in named:
                file.unlink()


def damage(ledger: Ledger, number: int, size: int, checksum: str, file: str | None) -> str | None:
    """What is wrong with a segment, read wholly; None when it is sound."""
    try:
        segment = _opened(folder(ledger) / file, size, checksum) if file else _kept(ledger, number, checksum)
        blocks = segment.guard.damaged() if segment.guard else []
    except DamagedError as error:
        return str(error)
    if blocks:
        return f"{len(blocks):,} blocks of index segment {number} are not as they were written"
    return None


def _root_of(file: Path) -> str:
    with file.open("rb") as data, mmap.mmap(data.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        view = memoryview(mapped)
        try:
            return segments.root(view)
        finally:
            view.release()


def _opened(file: Path, size: int, checksum: str) -> Segment:
    """The segment in a file: its small arrays mapped, its postings read as they are asked for, each
    block checked when it is first read from."""
    try:
        with file.open("rb") as data:
            there = os.fstat(data.fileno()).st_size
            mapped = mmap.mmap(data.fileno(), 0, access=mmap.ACCESS_READ) if there == size else None
            kept = os.dup(data.fileno()) if mapped and hasattr(os, "pread") else None
    except FileNotFoundError as error:
        raise DamagedError(f"its index file {file.name} is missing", REPAIR) from error
    except (OSError, ValueError) as error:
        raise DamagedError(f"its index file {file.name} cannot be read", REPAIR) from error
    if mapped is None:
        raise DamagedError(f"its index file {file.name} has {there:,} bytes, not {size:,}", REPAIR)
    try:
        segment = segments.load(memoryview(mapped), checksum, kept)
    except DamagedError:
        if kept is not None:
            os.close(kept)
        raise
    if kept is not None:
        weakref.finalize(segment, os.close, kept)
    return segment


# ── merging: in memory when small, into a file a slice of the keys at a time when large ─

SLICE = 1 << 22  # entries merged at a time: some hundred megabytes with everything

_Local = list[npt.NDArray[np.int64]]  # of each part's documents, the number in the merged segment


def merge(parts: Sequence[Segment], removed: Keys) -> Segment:
    """One segment of the documents of several but for the `removed` numbers."""
    numbers, sizes, local = _renumbered(parts, removed)
    bits = bits_for(len(numbers))
    prints, bands, terms = (
        Postings.from_sorted(_merged(postings, local, 0, 1 << WIDTHS[kind]), bits, WIDTHS[kind])
        for kind, postings in _by_kind(parts).items()
    )
    return segments.Segment(numbers, sizes, prints, bands, terms)


def merge_to_file(parts: Sequence[Segment], removed: Keys, path: Path) -> int:
    """The same, written to a file and synced to disk; how many documents it has."""
    numbers, sizes, local = _renumbered(parts, removed)
    bits = bits_for(len(numbers))
    shapes: dict[str, tuple[npt.DTypeLike, int]] = {
        "numbers": (np.uint32, len(numbers)),
        "sizes": (np.uint32, len(numbers)),
    }
    kinds = _by_kind(parts)
    for kind, postings in kinds.items():
        most = sum(map(len, postings))
        shapes[f"{kind}.starts"] = places_for(most), buckets_for(bits, WIDTHS[kind]) + 1
        shapes[f"{kind}.entries"] = np.uint32, most
    with segments.writing(path, shapes) as arrays:
        arrays["numbers"][:] = numbers
        arrays["sizes"][:] = sizes
        for kind, postings in kinds.items():
            _fill(arrays[f"{kind}.starts"], arrays[f"{kind}.entries"], postings, local, bits, WIDTHS[kind])
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return len(numbers)


def _by_kind(parts: Sequence[Segment]) -> dict[str, list[Postings]]:
    return {kind: [part.postings()[kind] for part in parts] for kind in segments.KINDS}


def _renumbered(parts: Sequence[Segment], removed: Keys) -> tuple[Keys, Keys, _Local]:
    """The merged numbers and sizes, and where each part's documents stand among them (-1: gone)."""
    for part in parts:
        part.check()
    numbers = np.concatenate([part.numbers for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    order = np.argsort(numbers, kind="stable")
    order = order[~np.isin(numbers[order], removed)]
    place = np.full(len(numbers), -1, np.int64)
    place[order] = np.arange(len(order))
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return numbers[order], sizes[order], np.split(place, ends)


def _merged(parts: list[Postings], local: _Local, low: int, high: int) -> npt.NDArray[np.uint64]:
    """The entries of the keys in `[low, high)`, rising, by their merged documents."""
    found = []
    document = np.uint64((1 << 64 - parts[0].width) - 1)
    for part, places in zip(parts, local, strict=True):
        entries = part.between(low, high)
        place = places[(entries & document).astype(np.int64)]
        entries = (entries & ~document) | place.astype(np.uint64)
        found.append(entries[place >= 0])
    return np.sort(np.concatenate(found), kind="stable")  # which merges what rises already


def _fill(
    starts: Places | Keys, stored: Keys, parts: list[Postings], local: _Local, bits: int, width: int
) -> None:
    buckets = len(starts) - 1
    rest = segments.STORED - bits
    step = max(1, buckets * SLICE // max(1, len(stored)))
    done = 0
    for first in range(0, buckets, step):
        last = min(first + step, buckets)
        entries = _merged(parts, local, first << rest, last << rest)
        stored[done : done + len(entries)] = packed(entries, bits, width)
        starts[first : last + 1] = done + starts_of(entries, first, last, bits, width)
        done += len(entries)
