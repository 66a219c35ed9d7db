"""The cluster engine finds what the local engine finds, on Spark's own threads here."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from reprint_trace import library as local
from reprint_trace.errors import MissingInput
from reprint_trace.scanning.inputs import Choice
from reprint_trace.scanning.stories import WITNESSES
from tests.corpus.stories import story
from tests.reading.test_archives import record

from .conftest import NEEDS_SPARK
from .crawls import crawl, originals, page

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark", reason="needs Spark: pip install 'reprint-trace[spark]'")
pytestmark = NEEDS_SPARK


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl with copies, copies of copies, a story that is traced in parts, an archive that holds a page
    twice, and pages that fail."""
    folder = crawl(tmp_path_factory.mktemp("crawl"))
    (folder / "d").mkdir()
    for number in range(WITNESSES + 2):
        text = page(story(1, 6), title="同文", day=f"2021-07-{number % 28 + 1:02}")
        (folder / f"d/same{number}.html").write_text(text, "utf-8")
    (folder / "d/empty.html").write_text("", "utf-8")
    (folder / "d/image.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / "d/crawl.warc.gz").write_bytes(archive((2, 5, 2)))
    return folder


def scan(inputs: Sequence[str], out: str, *, spark: SparkSession, **options: Any) -> None:
    """As `rt.scan`, on Spark."""
    from reprint_trace.scanning.plan import ScanRequest
    from reprint_trace.scanning.spark import engine

    engine.scan(ScanRequest(inputs=tuple(inputs), out=out, **options), spark=spark)


def archive(seeds: Sequence[int]) -> bytes:
    """A WARC of pages under one address."""
    pages = [page(story(seed), domain="arch.example").encode() for seed in seeds]
    return b"".join(gzip.compress(record("http://arch.example/1", "text/html", data)) for data in pages)


@pytest.fixture(scope="module")
def runs(spark: SparkSession, crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run of each engine, in folders with a name of more than letters."""
    place = tmp_path_factory.mktemp("两 %20 次")
    corpus = str(originals(place / "originals.jsonl"))
    local.scan([str(crawled)], str(place / "local"), corpus=corpus)
    scan([str(crawled)], str(place / "spark"), spark=spark, corpus=corpus)
    return place / "local", place / "spark"


def table(run: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(run / f"{name}.parquet").to_pylist()
    return rows


def lines(run: Path, name: str) -> list[Any]:
    return [json.loads(line) for line in (run / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_the_traces_are_those_of_the_local_engine(runs: tuple[Path, Path]) -> None:
    """Byte for byte, in the same order."""
    here, there = runs
    assert [row["json"] for row in table(there, "traces")] == (here / "traces.jsonl").read_text().splitlines()


@pytest.mark.parametrize("name", ["pages", "edges"])
def test_the_tables_are_those_of_the_local_engine(runs: tuple[Path, Path], name: str) -> None:
    """The same rows, groups numbered alike."""
    assert table(runs[1], name) == table(runs[0], name)


def test_failures_and_documents_are_those_of_the_local_engine(runs: tuple[Path, Path]) -> None:
    """What could not be read, and the texts that traces name."""
    here, there = runs
    assert table(there, "failures") == lines(here, "failures")
    assert [json.loads(row["json"]) for row in table(there, "documents")] == lines(here, "documents")


def test_the_summary_is_that_of_the_local_engine(runs: tuple[Path, Path]) -> None:
    """Every figure but the seconds."""
    here, there = (json.loads((run / "summary.json").read_text("utf-8")) for run in runs)
    assert {**here, "seconds": 0} == {**there, "seconds": 0}


def test_tables_and_lists_give_what_files_give(
    spark: SparkSession, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages as rows of Parquet, WARCs in a list by path and by address, the corpus as Parquet that Spark
    wrote: the traces and failures are those of the local engine for the files."""
    files = [str(file) for file in sorted(crawled.rglob("*.html")) if "same" not in file.name]
    contents = {"id": files, "content": [Path(file).read_bytes() for file in files]}
    pyarrow.parquet.write_table(pa.table(contents), tmp_path / "pages.parquet")
    archives = [tmp_path / "one.warc.gz", tmp_path / "two.warc.gz"]
    for path, seeds in zip(archives, ((1, 5), (2, 5, 6)), strict=True):
        path.write_bytes(archive(seeds))
    listed = f"{archives[0]}\nfile://{archives[1]}\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(listed)))
    rows, corpus = originals(tmp_path / "originals.jsonl"), str(tmp_path / "originals.parquet")
    spark.read.json(str(rows)).repartition(2).write.parquet(corpus)
    choice = Choice(exclude=("*/b/*",))

    local.scan([*files, *map(str, archives)], str(tmp_path / "local"), corpus=str(rows), choice=choice)
    pages = str(tmp_path / "pages.parquet")
    scan([pages, "-"], str(tmp_path / "spark"), spark=spark, corpus=corpus, choice=choice)
    here = lines(tmp_path / "local", "traces")
    there = [json.loads(row["json"]) for row in table(tmp_path / "spark", "traces")]
    assert {trace["corpus"].pop("name") for trace in here} == {str(rows)}
    assert {trace["corpus"].pop("name") for trace in there} == {corpus}
    assert there == here
    assert table(tmp_path / "spark", "failures") == lines(tmp_path / "local", "failures")


def test_what_spark_cannot_read_is_said(spark: SparkSession, tmp_path: Path) -> None:
    """An address with nothing at it is one line, not a Java stack."""
    for given in (f"file://{tmp_path}/none/", str(tmp_path / "none.parquet")):
        with pytest.raises(MissingInput, match="cannot be read by Spark") as caught:
            scan([given], str(tmp_path / "run"), spark=spark)
        assert "\n" not in str(caught.value)


def test_a_finished_run_reads_no_page_again(
    spark: SparkSession, crawled: Path, runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stages that are done are read from the run's folder."""
    from reprint_trace.scanning.spark import inputs

    monkeypatch.setattr(inputs, "reading", lambda *_: pytest.fail("read again"))
    before = table(runs[1], "traces")
    scan([str(crawled)], str(runs[1]), spark=spark, corpus=str(runs[1].parent / "originals.jsonl"))
    assert table(runs[1], "traces") == before


@pytest.mark.parametrize("name", ["pages.parquet", "texts.parquet", "texts.csv"])
def test_tables_are_those_of_the_local_engine(spark: SparkSession, tmp_path: Path, name: str) -> None:
    """Pages with their addresses, and articles under Chinese names, are read alike by both engines."""
    if name.startswith("pages"):
        rows = [{"url": f"http://x.example/{n}.html", "raw_html": page(story(n % 2))} for n in range(4)]
    else:
        rows = [
            {"编号": f"{n}", "标题": f"早市{n}", "正文": story(n % 2), "来源": "临江日报"} for n in range(4)
        ]
    given = tmp_path / name
    if name.endswith(".csv"):
        text = "\n".join(
            [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
        )
        given.write_text(text, "gbk")
    else:
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows), given)
    local.scan([str(given)], str(tmp_path / "local"))
    scan([str(given)], str(tmp_path / "spark"), spark=spark)
    found = [row["json"] for row in table(tmp_path / "spark", "traces")]
    assert found == (tmp_path / "local/traces.jsonl").read_text("utf-8").splitlines()
    assert len(found) == 4
