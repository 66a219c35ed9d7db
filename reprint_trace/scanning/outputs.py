"""The files of a run: written aside, and put in place together when all of them are there."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from reprint_trace.contract import to_json
from reprint_trace.reporting.tables import EDGES, PAGES, arrow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from pyarrow.parquet import ParquetWriter

    from reprint_trace.model import Document, Summary
    from reprint_trace.scanning.values import Failure, Traced

TRACES, FAILURES, DOCUMENTS = "traces.jsonl", "failures.jsonl", "documents.jsonl"
PAGE_TABLE, EDGE_TABLE, SUMMARY = "pages.parquet", "edges.parquet", "summary.json"
FILES = (TRACES, FAILURES, DOCUMENTS, PAGE_TABLE, EDGE_TABLE, SUMMARY)
ROWS = 10_000  # of a table written at a time


class Outputs:
    """The files of a run, to be filled in the order of the pages; nothing is seen of them before
    `finish`."""

    def __init__(self, run: Path, aside: Path) -> None:
        self._run, self._aside = run, aside
        self._files = ExitStack()
        aside.mkdir(exist_ok=True)
        self._traces = self._file(TRACES)
        self._pages = _Table(self._files, aside / PAGE_TABLE, PAGES)
        self._edges = _Table(self._files, aside / EDGE_TABLE, EDGES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def trace(self, traced: Traced, json: str, group: int) -> None:
        """Add a trace; `group` numbers its story."""
        self._traces.write(_line(json))
        self._pages.add({**traced.page, "group": group})
        for edge in traced.edges:
            self._edges.add({**edge, "group": group})

    def failures(self, failures: Iterable[Failure]) -> None:
        with self._file(FAILURES) as out:
            for failure in failures:
                out.write(_line(to_json(failure)))

    def documents(self, documents: Iterable[Document]) -> None:
        with self._file(DOCUMENTS) as out:
            for document in documents:
                out.write(_line(to_json(document)))

    def finish(self, summary: Summary) -> None:
        """Put everything in place, the summary last."""
        self._pages.close()
        self._edges.close()
        self._files.close()
        with self._file(SUMMARY) as out:
            out.write(_line(to_json(summary)))
        for name in FILES:
            _synced(self._aside / name)
            (self._aside / name).replace(self._run / name)

    def _file(self, name: str) -> IO[bytes]:
        return self._files.enter_context((self._aside / name).open("wb"))


class _Table:
    """A Parquet file that rows are added to."""

    def __init__(self, files: ExitStack, path: Path, columns: dict[str, str]) -> None:
        from pyarrow import parquet

        self._columns = columns
        self._rows: list[dict[str, Any]] = []
        self._out: ParquetWriter = parquet.ParquetWriter(path, arrow([], columns).schema, compression="zstd")
        files.callback(self._out.close)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._write()

    def close(self) -> None:
        self._write()
        self._out.close()

    def _write(self) -> None:
        if self._rows:
            self._out.write_table(arrow(self._rows, self._columns))
            self._rows = []


def _line(json: str) -> bytes:
    # a file name need not be UTF-8
    return json.encode("utf-8", "backslashreplace") + b"\n"


def _synced(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
