"""JSON that was printed once → the structs it came from, so that a saved run (a folder, or the
JSON Lines that `--format json` printed) can be reported.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reprint_trace.errors import MissingInput, NotARun, boundary
from reprint_trace.model import (
    Document,
    Edge,
    Match,
    Page,
    Phrase,
    Published,
    RunnerUp,
    Summary,
    Trace,
    Verdict,
)

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
PRECISIONS = {4: "year", 7: "month", 10: "day"}


def trace_from_json(line: str | bytes, documents: Mapping[str, Document] | None = None) -> Trace:
    """The trace that `to_json` printed.

    A trace names its documents without their texts; `documents` (by id) puts the texts back,
    otherwise they are empty.  Raises ValueError when the line is no trace.
    """
    trace = _structured(line, Trace)
    if not documents:
        return trace
    matches = [replace(m, document=documents.get(m.document.id, m.document)) for m in trace.matches]
    return replace(trace, matches=tuple(matches))


def summary_from_json(line: str | bytes) -> Summary:
    """The summary that `to_json` printed.  Raises ValueError when the line is none."""
    return _structured(line, Summary)


def document_from_json(line: str | bytes) -> Document:
    """The document that `to_json` printed, text and all.  Raises ValueError as above."""
    return _structured(line, Document)


def _structured(line: str | bytes, kind: type[T]) -> T:
    from cattrs import transform_error

    loaded = json.loads(line)
    try:
        return _converter().structure(loaded, kind)
    except Exception as error:  # cattrs raises groups of whatever its hooks met
        raise ValueError(f"not a {kind.__name__.lower()}: {transform_error(error)[0]}") from None


@cache
def _converter() -> Converter:
    """Fields named for a Python keyword's sake lose their underscore in JSON; phrases stand there as
    texts, to be read, and as codes."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    converter = Converter()
    for kind in (Edge, RunnerUp):
        converter.register_structure_hook(
            kind, make_dict_structure_fn(kind, converter, from_=override(rename="from"))
        )
    converter.register_structure_hook(Phrase, lambda plain, _: _phrase(plain))
    converter.register_structure_hook(Document, lambda plain, _: _document(plain, converter))
    said = {Verdict: ("summary", "would_change"), Match: ("relation_reasons",), Page: ("warnings",)}
    for struct, names in said.items():
        codes: dict[str, Any] = {name: override(rename=f"{name}_codes") for name in names}
        converter.register_structure_hook(struct, make_dict_structure_fn(struct, converter, **codes))
    return converter


def _document(plain: dict[str, Any], converter: Converter) -> Document:
    """A document, or the reference to one that stands in a match: no text, a date's value only."""
    published = plain["published"]
    return Document(
        id=plain["id"], text=plain.get("text", ""), title=plain["title"], url=plain["url"],
        publisher=plain.get("publisher"), source=plain.get("source"), outlet=plain["outlet"],
        authors=tuple(plain.get("authors") or ()),
        published=_stated(published) if isinstance(published, str)
        else converter.structure(published, Published | None),  # type: ignore[arg-type]  # a union is no type
    )  # fmt: skip


def _stated(value: str) -> Published:
    precision: Any = PRECISIONS.get(len(value), "minute")
    return Published(value=value, precision=precision, basis="corpus")


def _phrase(plain: dict[str, Any]) -> Phrase:
    values = (
        (name, tuple(value) if isinstance(value, list) else value) for name, value in plain["values"].items()
    )
    return Phrase(plain["code"], tuple(values))


# ── saved runs ────────────────────────────────────────────────────────────────────────────


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
