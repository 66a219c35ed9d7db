"""The first stage on an executor: items become pages, by the local engine's own functions."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reprint_trace.budget import Limits
from reprint_trace.errors import InputError
from reprint_trace.reading.formats import MAX_BYTES, is_wacz, is_warc
from reprint_trace.scanning import stages
from reprint_trace.scanning.inputs import Choice, File, examined, records
from reprint_trace.scanning.packing import pack, unpack
from reprint_trace.scanning.spark.beside import process
from reprint_trace.scanning.spark.rows import Batches, Row, batch, batches
from reprint_trace.scanning.values import Failure
from reprint_trace.scanning.workers import Ended
from reprint_trace.tables.articles import Article, save
from reprint_trace.tables.opening import holds_many
from reprint_trace.tables.unpacking import peek

if TYPE_CHECKING:
    from reprint_trace.scanning.stages import Read, Settings

READ = """item string, archive boolean, number long, id string, sha256 string, page binary, site string,
          hashes binary, lengths binary, failure binary"""
MAX_ARCHIVE = 1 << 28  # bytes of an archive that comes as content: Spark holds it whole, several times


def reading(settings: Settings, choice: Choice, limits: Limits) -> Callable[[Batches], Batches]:
    """Rows `(id, path, content, saved, url)` → READ, a row a page or a failure.  Without `content` the file
    at `path` is read, which every executor must see."""

    def read(given: Batches) -> Batches:
        for some in given:
            yield from batches(_read(settings, choice, limits, some.to_pylist()), READ)

    return read


def _read(settings: Settings, choice: Choice, limits: Limits, rows: Sequence[Row]) -> Iterator[Row]:
    files, bytes_, saves = [], [], []
    for row in rows:
        if row["path"] is None and row["content"] is None:
            advice = f"give pages up to {MAX_BYTES >> 20} MB and archives up to {MAX_ARCHIVE >> 20} MB"
            yield _failed(row["id"], Failure.of(row["id"], InputError(row["id"], "is too large", advice)))
        elif row["content"] is not None and not _is_archive(row["content"], row["id"]):
            if choice.takes(row["id"], row["saved"]):
                sha256 = hashlib.sha256(row["content"]).hexdigest()
                one = File(row["id"], "", sha256)
                if row["url"]:
                    saves.append((one, save(Article(id=row["id"], page=row["content"], url=row["url"]))))
                else:
                    bytes_.append((one, row["content"]))
        else:
            with _at(row) as path:
                file = examined((row["id"], path))
                if isinstance(file, Failure):
                    yield _failed(row["id"], file)
                elif file.archive:
                    yield from _records(settings, choice, limits, file)
                else:
                    files.append((file, path))
    given: list[tuple[Callable[..., Read | Failure], list[tuple[File, Any]]]] = [
        (stages.read_file, files), (stages.read_bytes, bytes_), (stages.read_record, saves),
    ]  # fmt: skip
    for function, found in given:
        tasks = ((file, (settings, file.id, source)) for file, source in found)
        for file, answer in process().run(function, tasks, limits):
            yield _page_row(file, (file.id, file.sha256, 0), answer)


def _is_archive(content: bytes, name: str) -> bool:
    file = io.BytesIO(content)
    return is_warc(content[:512]) or is_wacz(file) or holds_many(peek(file), name)


@contextmanager
def _at(row: Row) -> Iterator[str]:
    """Where a row's file lies; one that came as bytes is put in a file of its own meanwhile."""
    if row["content"] is None:
        yield os.fsdecode(row["path"])
        return
    with tempfile.NamedTemporaryFile(suffix="".join(Path(row["id"]).suffixes[-2:])) as kept:
        kept.write(row["content"])
        kept.flush()
        yield kept.name


def _records(settings: Settings, choice: Choice, limits: Limits, file: File) -> Iterator[Row]:
    failures: list[Failure] = []

    def tasks() -> Iterator[tuple[tuple[str, str, int], tuple[Any, ...]]]:
        try:
            for number, (url, saved) in enumerate(records(file, choice)):
                yield (url, hashlib.sha256(saved.raw).hexdigest(), number), (settings, url, saved)
        except InputError as error:
            failures.append(Failure.of(file.id, error, file.sha256))

    for key, answer in process().run(stages.read_record, tasks(), limits):
        yield _page_row(file, key, answer)
    yield from (_failed(file.id, failure) for failure in failures)


def _page_row(file: File, key: tuple[str, str, int], answer: Read | Failure | Ended) -> Row:
    id_, sha256, number = key
    row = {"item": file.id, "archive": file.archive, "number": number, "id": id_, "sha256": sha256}
    if isinstance(answer, Ended):
        answer = Failure(file=id_, error=answer.error, message=answer.message)
    if isinstance(answer, Failure):
        return {**row, "failure": pack(answer)}
    lines = answer.lines
    return {**row, "page": answer.page, "site": lines.site, "hashes": lines.hashes, "lengths": lines.lengths}


def _failed(id_: str, failure: Failure) -> Row:
    return {"item": id_, "archive": False, "number": -1, "id": id_, "sha256": id_, "failure": pack(failure)}


def renamed(given: Batches) -> Batches:
    """READ with the `nth` of its id → READ, the second and later ones by a name of their own."""
    for some in given:
        rows = some.to_pylist()
        for row in rows:
            if (row["nth"] or 1) > 1:
                row["id"] = f"{row['id']}#{row['nth']}"
                kept = "page" if row["page"] is not None else "failure"
                row[kept] = pack(replace(unpack(row[kept]), file=row["id"]))
        yield batch(rows, READ)
