"""What a scan on a cluster is given, as rows `(id, path, content, saved, told)`, and how they become pages.

Files are rows with a `path` (bytes: a name need not be UTF-8), what Spark itself reads rows with
`content`, and what is too large for that rows with neither.  `saved` is an ISO date where it is known;
`told` changes when the item may have.
"""

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

import pyarrow as arrow
from py4j.protocol import Py4JError  # type: ignore[import-untyped]
from pyarrow import parquet as files
from pyspark.errors import PySparkException
from pyspark.sql import functions as f

from reprint_trace.errors import InputError, MissingInput, NoColumns
from reprint_trace.reading.formats import MAX_BYTES, is_wacz, is_warc
from reprint_trace.scanning.inputs import Choice, File, examined, listed, records
from reprint_trace.scanning.spark.tasks import Batches, Row, batch, batches, process
from reprint_trace.scanning.stages import READ, Settings, Stage
from reprint_trace.scanning.values import Failure, pack, unpack
from reprint_trace.tables.articles import Article, save
from reprint_trace.tables.opening import PACKED, holds_many, peek
from reprint_trace.tables.pages import READ as ENDINGS_READ
from reprint_trace.tables.rows import understand

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, DataFrameReader, SparkSession

    from reprint_trace.reading.formats import Saved
    from reprint_trace.scanning.plan import ScanRequest
    from reprint_trace.scanning.stages import Read

COLUMNS = "id string, path binary, content binary, saved string, told string, url string"
NOTHING = "cast(null as binary)"
STAMP = "concat_ws(' ', _metadata.file_path, _metadata.file_size, _metadata.file_modification_time)"
MANY = (".warc", ".warc.gz", ".wacz")
A_TASK = 2_000  # files: some two minutes
TASKS = 4  # a processor at least


def items(spark: SparkSession, request: ScanRequest) -> DataFrame:
    """The items behind the arguments.  Those of folders, globs and lists are listed by the driver; a list
    may hold addresses too.  Raises MissingInput for what Spark does not find or take."""
    files = [given for given in request.inputs if not _by_spark(given)]
    found = listed(files, request.choice, request.folder.resolve()) if files else []
    rows = [
        (_utf8(id_), os.fsencode(path), None, None, _stamp(path), None)
        for id_, path in found
        if "://" not in path
    ]
    tasks = max(spark.sparkContext.defaultParallelism * TASKS, len(rows) // A_TASK)
    frame = spark.createDataFrame(rows, COLUMNS).repartition(tasks)
    for given in filter(_by_spark, request.inputs):
        with _asked(given):
            frame = frame.unionByName(
                (_table if _is_table(given) else _folder)(spark, given), allowMissingColumns=True
            )
    if addresses := [path for _, path in found if "://" in path]:
        with _asked(addresses[0]):
            frame = frame.unionByName(_contents(_reader(spark).load(addresses)), allowMissingColumns=True)
    return frame


def corpus(spark: SparkSession, given: str, work: Path) -> str:
    """Where the driver finds the rows of a corpus: a table that only Spark reads, at an address or in
    many files, is kept as one file in `work`.  Raises MissingInput for what Spark does not take."""
    if not ("://" in given or (_is_table(given) and Path(given).is_dir())):
        return given
    with _asked(given):
        rows = spark.read.parquet(address(given))
        stamps = told(rows.selectExpr("'' as id", f"{STAMP} as told"))
        state = hashlib.sha256(stamps.encode()).hexdigest()[:16]
        kept = work / f"corpus-{state}"
        if not (kept / "_SUCCESS").exists():
            rows.coalesce(1).write.mode("overwrite").parquet(address(kept))
    return str(next(kept.glob("*.parquet")))


def told(items: DataFrame) -> str:
    """What changes when an item may have, or comes, or goes."""
    return str(items.agg(f.count("*"), f.sum(f.xxhash64("id", "told").cast("decimal(38,0)"))).first())


def address(given: str | Path) -> str:
    """A path as Spark takes it, whatever its own file system is: with its percent signs unescaped."""
    return str(given) if "://" in str(given) else f"file://{Path(given).resolve()}"


def _by_spark(given: str) -> bool:
    """Whether Spark itself reads an input: all at an address, tables in many files, and tables of pages,
    which it can share out; a table of texts is read as any file is."""
    if "://" in given or not _is_table(given) or not Path(given).is_file():
        return "://" in given or _is_table(given)
    try:
        known = understand(given, files.read_schema(given).names, {})
    except (OSError, arrow.ArrowException):
        return False
    stated = any(known.column(field) for field in ("title", "source", "date"))
    return known.column("page") is not None or (known.column("text") is not None and not stated)


def _is_table(given: str) -> bool:
    return given.rstrip("/").lower().endswith(".parquet")


@contextmanager
def _asked(given: str) -> Iterator[None]:
    """What Spark cannot find or read, said in one line."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        problem = str(error).partition("\n")[0]
        raise MissingInput(given, f"cannot be read by Spark ({problem})") from error


def _table(spark: SparkSession, given: str) -> DataFrame:
    """The rows of a table of pages, its columns known by their names; one without content is an empty
    page, one without id or address is called by what it holds."""
    rows = spark.read.parquet(address(given))
    known = understand(given, rows.columns, {})
    page = known.column("page") or known.column("text")
    if page is None:
        columns = ", ".join(rows.columns[:20])
        raise NoColumns(given, f"no column with pages among {columns}", "rename one to content")
    content = f"coalesce(cast({_quoted(page)} as binary), binary(''))"
    named = {
        field: f"cast({_quoted(column)} as string)"
        for field in ("id", "url")
        if (column := known.column(field))
    }
    id_ = ", ".join([*named.values(), f"concat('row-', left(sha2({content}, 256), 12))"])
    url = named.get("url", "cast(null as string)")
    saved = "cast(null as string) as saved"
    return rows.selectExpr(
        f"coalesce({id_}) as id",
        f"{NOTHING} as path",
        f"{content} as content",
        saved,
        f"{STAMP} as told",
        f"{url} as url",
    )


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _folder(spark: SparkSession, given: str) -> DataFrame:
    """The pages below an address, their ids relative to it."""
    endings = ",".join(
        f"{end}{packed},{end.upper()}{packed}" for end in ENDINGS_READ for packed in ("", *PACKED)
    )
    files = _reader(spark).option("pathGlobFilter", f"*{{{endings}}}").load(given)
    root = given.rstrip("/").replace("file:///", "file:/")  # as Spark gives it back
    inside = f.substring("path", len(root) + 2, 1 << 16)
    return _contents(files, f.when(f.col("path") == root, f.col("path")).otherwise(inside))


def _reader(spark: SparkSession) -> DataFrameReader:
    return spark.read.format("binaryFile").option("recursiveFileLookup", "true")


def _contents(files: DataFrame, id_: Column | None = None) -> DataFrame:
    """Files with their bytes, but for those that are too large for Spark; called by their address."""
    archive = " or ".join(f"lower(path) like '%{ending}'" for ending in MANY)
    fits = f"length <= {MAX_BYTES} or (length <= {MAX_ARCHIVE} and ({archive}))"
    named = files.withColumn("id", f.col("path") if id_ is None else id_)
    columns = ["string(modificationTime) as saved", f"{STAMP} as told", f"{NOTHING} as path"]
    small = named.where(fits).selectExpr("id", "content", *columns)
    large = named.where(f"not ({fits})").selectExpr("id", f"{NOTHING} as content", *columns)
    return small.unionByName(large)


def _stamp(path: str) -> str:
    try:
        status = Path(path).stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def _utf8(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


# ── reading, on an executor, by the local engine's own functions ────────────────────────

READ_ROWS = """item string, archive boolean, number long, id string, sha256 string, page binary, site string,
          hashes binary, lengths binary, failure binary"""
MAX_ARCHIVE = 1 << 28  # bytes of an archive that comes as content: Spark holds it whole, several times


def reading(settings: Settings, request: ScanRequest) -> Callable[[Batches], Batches]:
    """Rows `(id, path, content, saved, url)` → READ_ROWS, a row a page or a failure.  Without `content` the file
    at `path` is read, which every executor must see."""
    choice, stage = request.choice, replace(READ, limits=request.limits)

    def read(given: Batches) -> Batches:
        for some in given:
            yield from batches(_read(settings, choice, stage, some.to_pylist()), READ_ROWS)

    return read


def _read(settings: Settings, choice: Choice, stage: Stage, rows: Sequence[Row]) -> Iterator[Row]:
    found: list[tuple[File, str | bytes | Saved]] = []
    for row in rows:
        if row["path"] is None and row["content"] is None:
            advice = f"give pages up to {MAX_BYTES >> 20} MB and archives up to {MAX_ARCHIVE >> 20} MB"
            yield _failed(row["id"], Failure.of(row["id"], InputError(row["id"], "is too large", advice)))
        elif row["content"] is not None and not _is_archive(row["content"], row["id"]):
            if choice.takes(row["id"], row["saved"]):
                sha256 = hashlib.sha256(row["content"]).hexdigest()
                article = Article(id=row["id"], page=row["content"], url=row["url"])
                found.append((File(row["id"], "", sha256), save(article) if row["url"] else row["content"]))
        else:
            with _at(row) as path:
                file = examined((row["id"], path))
                if isinstance(file, Failure):
                    yield _failed(row["id"], file)
                elif file.archive:
                    yield from _records(settings, choice, stage, file)
                else:
                    found.append((file, path))
    tasks = ((file, (file.id, source)) for file, source in found)
    for file, answer in stage.answers(process(), settings, tasks):
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


def _records(settings: Settings, choice: Choice, stage: Stage, file: File) -> Iterator[Row]:
    failures: list[Failure] = []

    def tasks() -> Iterator[tuple[tuple[str, str, int], tuple[Any, ...]]]:
        try:
            for number, (url, saved) in enumerate(records(file, choice)):
                yield (url, hashlib.sha256(saved.raw).hexdigest(), number), (url, saved)
        except InputError as error:
            failures.append(Failure.of(file.id, error, file.sha256))

    for key, answer in stage.answers(process(), settings, tasks()):
        yield _page_row(file, key, answer)
    yield from (_failed(file.id, failure) for failure in failures)


def _page_row(file: File, key: tuple[str, str, int], answer: Read | Failure) -> Row:
    id_, sha256, number = key
    row = {"item": file.id, "archive": file.archive, "number": number, "id": id_, "sha256": sha256}
    if isinstance(answer, Failure):
        return {**row, "failure": pack(replace(answer, file=id_))}
    lines = answer.lines
    return {**row, "page": answer.page, "site": lines.site, "hashes": lines.hashes, "lengths": lines.lengths}


def _failed(id_: str, failure: Failure) -> Row:
    return {"item": id_, "archive": False, "number": -1, "id": id_, "sha256": id_, "failure": pack(failure)}


def renamed(given: Batches) -> Batches:
    """READ_ROWS with the `nth` of its id → READ_ROWS, the second and later ones by a name of their own."""
    for some in given:
        rows = some.to_pylist()
        for row in rows:
            if (row["nth"] or 1) > 1:
                row["id"] = f"{row['id']}#{row['nth']}"
                kept = "page" if row["page"] is not None else "failure"
                row[kept] = pack(replace(unpack(row[kept]), file=row["id"]))
        yield batch(rows, READ_ROWS)
