"""How much of an input is read can be told, whatever it is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as arrow
import pytest
from pyarrow import parquet

from reprint_trace.corpus.exchange import read_documents

from .stories import story

ROWS = [{"id": f"d{seed}", "text": story(seed)} for seed in range(300)]


def lines() -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def write(place: Path, kind: str) -> Path:
    path = place / f"rows.{kind}"
    if kind == "parquet":
        parquet.write_table(arrow.Table.from_pylist(ROWS), path)
    elif kind == "csv":
        path.write_text("id,text\n" + "".join(f'{row["id"]},"{row["text"]}"\n' for row in ROWS), "utf-8")
    else:
        path.write_bytes(gzip.compress(lines()) if kind.endswith(".gz") else lines())
    return path


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "csv", "parquet", "folder"])
def test_the_share_that_is_read_rises_to_all(tmp_path: Path, kind: str) -> None:
    """Of rows, compressed or not, and of a folder the share read so far rises to 1."""
    told: list[float] = []
    if kind == "folder":
        for number in range(4):
            (tmp_path / f"{number}.jsonl").write_bytes(lines())
        path = tmp_path
    else:
        path = write(tmp_path, kind)
    assert len(list(read_documents(str(path), told=told.append))) in (300, 1200)
    assert told == sorted(told)
    assert told[-1] == 1.0
