"""Do exports open in the programs that people have?

    python -m benchmarks.exports [RUN]

Writes every format of a run (the sample pages scanned, unless RUN is given) and has it opened: Word, Excel and
CSV files by LibreOffice, DOT by Graphviz, tables by pandas, polars and DuckDB, graphs by networkx.  A program that is not
installed is named.  Prints a row a file: what opened it, and what it found there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reprint_trace.contract.loading import saved_groups, saved_summary, saved_traces
from reprint_trace.reporting.formats import export, export_run
from reprint_trace.reporting.tables import COLUMNS

SAMPLES = Path(__file__).parents[1] / "sample_pages"
PATIENCE = 180  # seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = sys.argv[1] if sys.argv[1:] else _scanned(Path(folder, "run"))
        desk = Path(folder, "files")
        desk.mkdir()
        for file in _written(run, desk):
            for reader, found in _opened(file, desk):
                print(f"{file.name:24} {reader:12} {found}")


def _scanned(run: Path) -> str:
    from reprint_trace.library import scan

    pages = [str(page) for page in SAMPLES.glob("*.html")]
    scan(pages, str(run), corpus=str(SAMPLES / "originals.jsonl"))
    return str(run)


def _written(run: str, desk: Path) -> Iterator[Path]:
    traces, groups = list(saved_traces(run)), saved_groups(run)
    summary = saved_summary(run)
    for lang in ("en", "zh"):
        yield _file(desk / f"page-{lang}.docx", export(traces[:1], "docx", lang=lang))
        yield _file(desk / f"run-{lang}.xlsx", export(traces, "xlsx", lang=lang, groups=groups))
        if summary:
            yield _file(desk / f"run-{lang}.docx", export_run(summary, traces, "docx", lang))
    for table in COLUMNS:
        yield _file(desk / f"{table}.csv", export(traces, "csv", table, groups=groups))
        yield _file(desk / f"{table}.parquet", export(traces, "parquet", table, groups=groups))
    for name in ("pages", "network"):
        yield _file(desk / f"{name}.graphml", export(traces, "graphml", name, groups=groups))
        yield _file(desk / f"{name}.dot", export(traces, "dot", name, groups=groups))


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _opened(file: Path, desk: Path) -> Iterator[tuple[str, str]]:
    match file.suffix:
        case ".docx" | ".xlsx":
            yield "LibreOffice", _converted(file, desk)
        case ".csv":
            import duckdb
            import pandas
            import polars

            yield "pandas", str(pandas.read_csv(file).shape)
            yield "polars", str(polars.read_csv(file).shape)
            yield "DuckDB", str(duckdb.read_csv(str(file)).df().shape)
            yield "LibreOffice", _converted(file, desk)
        case ".parquet":
            import duckdb
            import polars

            yield "polars", str(polars.read_parquet(file).shape)
            yield "DuckDB", str(duckdb.read_parquet(str(file)).df().shape)
        case ".graphml":
            import networkx

            graph = networkx.read_graphml(file)
            yield "networkx", f"{len(graph)} nodes, {graph.number_of_edges()} edges"
        case ".dot":
            yield "Graphviz", _drawn(file, desk)


def _converted(file: Path, desk: Path) -> str:
    """What LibreOffice makes of a file, as PDF."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return "not installed"
    profile = f"-env:UserInstallation={(desk / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(desk), str(file)]
    subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    made = file.with_suffix(".pdf")
    size = made.stat().st_size
    made.unlink()
    return f"a PDF of {size:,} bytes"


def _drawn(file: Path, desk: Path) -> str:
    """The size of the picture that Graphviz draws, in pixels."""
    program = shutil.which("dot")
    if program is None:
        return "not installed"
    picture = desk / "drawn.png"
    subprocess.run([program, "-Tpng", str(file), "-o", str(picture)], timeout=PATIENCE, check=True)
    head = picture.read_bytes()[16:24]
    return f"{int.from_bytes(head[:4])} x {int.from_bytes(head[4:])} px"


if __name__ == "__main__":
    main()
