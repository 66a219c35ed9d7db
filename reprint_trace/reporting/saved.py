"""Saved traces: a run folder, or the JSON Lines that `--format json` printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from reprint_trace.errors import MissingInput, NotARun
from reprint_trace.model import Document, Trace
from reprint_trace.reporting.loading import document_from_json, trace_from_json

TRACES = "traces.jsonl"
DOCUMENTS = "documents.jsonl"


def saved_traces(path: str) -> Iterator[Trace]:
    """The traces of a run folder or a file of traces (`-`: stdin), one at a time.

    A run folder also has the texts of the documents its traces name.
    Raises MissingInput, and NotARun where a line is no trace.
    """
    folder = Path(path)
    if path != "-" and not folder.exists():
        raise MissingInput(path, "no such run", "give a run folder or a file of traces")
    file = folder / TRACES if folder.is_dir() else folder
    if path != "-" and not file.is_file():
        raise NotARun(path, f"is no run: it has no {TRACES}", "give the folder that a scan's -o wrote")
    documents = _documents(folder / DOCUMENTS)
    for number, line in enumerate(_lines(path, file), 1):
        try:
            yield trace_from_json(line, documents)
        except ValueError as error:
            problem = f"line {number} is not a trace ({error})"
            raise NotARun(str(file), problem, "give what `--format json` printed") from None


def _lines(path: str, file: Path) -> Iterator[bytes]:
    if path == "-":
        yield from sys.stdin.buffer
        return
    with file.open("rb") as lines:
        yield from lines


def _documents(file: Path) -> Mapping[str, Document]:
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        found = [document_from_json(line) for line in lines]
    return {document.id: document for document in found}
