"""Saved traces: a run folder, or the JSON Lines that `--format json` printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from reprint_trace.contract.loading import document_from_json, summary_from_json, trace_from_json
from reprint_trace.errors import MissingInput, NotARun, boundary
from reprint_trace.model import Document, Summary, Trace

TRACES, DOCUMENTS = "traces", "documents"  # files of JSON Lines, or Parquet tables of JSON
BATCH = 1000

T = TypeVar("T")


def saved_traces(path: str) -> Iterator[Trace]:
    """The traces of a run folder or a file of traces (`-`: stdin), one at a time.

    A run folder also has the texts of the documents its traces name.
    Raises MissingInput, and NotARun where a line is no trace.
    """
    folder = Path(path)
    if path != "-" and not folder.exists():
        raise MissingInput(path, "no such run", "give a run folder or a file of traces")
    documents: dict[str, Document] = {}
    for number, line in enumerate(_rows(folder, DOCUMENTS), 1):
        document = _made(document_from_json, line, path, f"document {number}")
        documents[document.id] = document
    lines = _rows(folder, TRACES) if folder.is_dir() else _lines(path)
    if folder.is_dir() and not _holds(folder, TRACES):
        raise NotARun(path, f"is no run: it has no {TRACES}.jsonl", "give the folder that a scan's -o wrote")
    for number, line in enumerate(lines, 1):
        yield _made(lambda line: trace_from_json(line, documents), line, path, f"line {number}")


def _made(make: Callable[[str | bytes], T], line: str | bytes, path: str, name: str) -> T:
    """What the line holds.  It may be anything, nested beyond reading or with fields of other kinds."""
    try:
        return make(line)
    except Exception as error:
        told = "nested beyond reading" if isinstance(error, RecursionError) else str(error)
        problem = f"{name} is not a trace ({told})"
        raise NotARun(path, problem, "give what `--format json` printed") from error


def saved_summary(run: str) -> Summary | None:
    """The summary of a run folder; None where RUN is a file of traces.
    Raises NotARun where it cannot be read."""
    file = Path(run, "summary.json")
    if run == "-" or not file.is_file():
        return None
    try:
        return summary_from_json(file.read_bytes())
    except Exception as error:
        raise NotARun(
            run, f"its summary.json is damaged ({error})", "give the scan's command again"
        ) from None


def saved_groups(run: str) -> dict[str, int]:
    """Which story each page of a run folder belongs to, by the page's id; empty for a file of traces."""
    file = Path(run, "pages.parquet")
    if run == "-" or not file.exists():
        return {}
    from pyarrow import dataset

    pages = dataset.dataset(file)
    if not {"id", "group"} <= set(pages.schema.names):
        return {}
    table = pages.to_table(columns=["id", "group"]).to_pydict()
    return {id_: group for id_, group in zip(table["id"], table["group"], strict=True) if group is not None}


def _lines(path: str) -> Iterator[str | bytes]:
    """The lines of a file that hold an object: what stands around them in a JSON list is left out."""
    if path == "-":
        yield from filter(None, map(_object, sys.stdin.buffer))
        return
    try:
        with Path(path).open("rb") as lines:
            yield from filter(None, map(_object, lines))
    except OSError as error:
        raise MissingInput(path, (error.strerror or str(error)).lower()) from error


def _object(line: bytes) -> bytes:
    bare = line.strip()
    return b"" if bare in (b"", b"[", b"]") else bare.removesuffix(b",")


def _holds(run: Path, name: str) -> bool:
    return (run / f"{name}.jsonl").is_file() or (run / f"{name}.parquet").exists()


def _rows(run: Path, name: str) -> Iterator[str | bytes]:
    """The JSON of a run's file, in order: the local engine writes lines, the cluster a table."""
    if (run / f"{name}.jsonl").is_file():
        yield from _lines(str(run / f"{name}.jsonl"))
    elif (run / f"{name}.parquet").exists():
        from pyarrow import dataset

        with boundary(str(run / f"{name}.parquet"), "reading"):
            rows = dataset.dataset(run / f"{name}.parquet").to_batches(columns=["json"], batch_size=BATCH)
            yield from (line for batch in rows for line in batch["json"].to_pylist())
