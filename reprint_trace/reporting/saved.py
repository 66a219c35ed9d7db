"""Saved traces: a run folder, or the JSON Lines that `--format json` printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from reprint_trace.contract.loading import document_from_json, trace_from_json
from reprint_trace.errors import MissingInput, NotARun
from reprint_trace.model import Trace

TRACES, DOCUMENTS = "traces", "documents"  # files of JSON Lines, or Parquet tables of JSON
BATCH = 1000


def saved_traces(path: str) -> Iterator[Trace]:
    """The traces of a run folder or a file of traces (`-`: stdin), one at a time.

    A run folder also has the texts of the documents its traces name.
    Raises MissingInput, and NotARun where a line is no trace.
    """
    folder = Path(path)
    if path != "-" and not folder.exists():
        raise MissingInput(path, "no such run", "give a run folder or a file of traces")
    documents = {document.id: document for document in map(document_from_json, _rows(folder, DOCUMENTS))}
    lines = _rows(folder, TRACES) if folder.is_dir() else _lines(path)
    if folder.is_dir() and not _holds(folder, TRACES):
        raise NotARun(path, f"is no run: it has no {TRACES}.jsonl", "give the folder that a scan's -o wrote")
    for number, line in enumerate(lines, 1):
        try:
            yield trace_from_json(line, documents)
        except ValueError as error:
            problem = f"line {number} is not a trace ({error})"
            raise NotARun(path, problem, "give what `--format json` printed") from None


def _lines(path: str) -> Iterator[str | bytes]:
    if path == "-":
        yield from sys.stdin.buffer
        return
    with Path(path).open("rb") as lines:
        yield from lines


def _holds(run: Path, name: str) -> bool:
    return (run / f"{name}.jsonl").is_file() or (run / f"{name}.parquet").exists()


def _rows(run: Path, name: str) -> Iterator[str | bytes]:
    """The JSON of a run's file, in order: the local engine writes lines, the cluster a table."""
    if (run / f"{name}.jsonl").is_file():
        yield from _lines(str(run / f"{name}.jsonl"))
    elif (run / f"{name}.parquet").exists():
        from pyarrow import dataset

        rows = dataset.dataset(run / f"{name}.parquet").to_batches(columns=["json"], batch_size=BATCH)
        yield from (line for batch in rows for line in batch["json"].to_pylist())
