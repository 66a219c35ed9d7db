"""Pages and traces from what a program has in hand: paths, bytes, texts, rows, streams of them."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from reprint_trace.errors import InputError, MissingInput
from reprint_trace.model import Page

if TYPE_CHECKING:
    from reprint_trace.corpus import Corpus
    from reprint_trace.model import Summary, Trace
    from reprint_trace.outlets import Gazetteer
    from reprint_trace.scanning.plan import Watch
    from reprint_trace.tables.rows import BadRow

Given: TypeAlias = "Page | str | bytes | PathLike[str] | Mapping[str, Any]"
Failed: TypeAlias = Callable[[Given, InputError], None]

_LONGEST_PATH = 4096
_ADDRESS = ("http://", "https://")


def read(given: Given, *, url: str | None = None, gazetteer: Gazetteer | None = None) -> Page:
    """The page in a file (the first, if it holds several), in bytes, in a text or in a row.

    A `str` is a path, unless it holds a line end or begins with `<`: then it is the page itself.  A
    mapping is a row of a table, its columns known by their names (`title`, `text`, `html`, `url`,
    `标题`, `正文` …).  `url` is the page's address, if it is known from elsewhere.  Raises InputError.
    """
    if isinstance(given, Page):
        return given
    if isinstance(given, Mapping):
        return _of_row(given, url, gazetteer)
    if isinstance(given, bytes) or (isinstance(given, str) and _is_text(given)):
        from reprint_trace.reading import read_page

        data = given if isinstance(given, bytes) else given.encode("utf-8", "replace")
        return read_page(data, file=url or "given", url=url, gazetteer=gazetteer)
    path = fspath(given)
    if path.startswith(_ADDRESS) and not Path(path).exists():
        raise MissingInput(path, "is an address; nothing is fetched", "save the page and give the file")
    for page in read_all(path, url=url, gazetteer=gazetteer):
        return page
    raise InputError(path, "holds no page")


def _is_text(given: str) -> bool:
    return "\n" in given or given.lstrip().startswith("<") or len(given) > _LONGEST_PATH


def _of_row(row: Mapping[str, Any], url: str | None, gazetteer: Gazetteer | None) -> Page:
    from reprint_trace.errors import NoColumns
    from reprint_trace.reading import read_saved
    from reprint_trace.tables.articles import article, save
    from reprint_trace.tables.objects import flat
    from reprint_trace.tables.rows import Row, understand

    cells = flat(row)
    known = understand("row", [*cells], {})
    named = str(row.get("id") or row.get("url") or "row")
    if not known.holds_articles:
        columns = ", ".join(map(str, cells))
        raise NoColumns(named, f"no column with the text among {columns}", "call it text or html")
    found = article(Row(1, cells), known)
    if isinstance(found, str):
        raise InputError(named, found)
    return read_saved(save(found), file=found.id, url=url, gazetteer=gazetteer)


def read_all(
    path: str | PathLike[str], *, url: str | None = None, gazetteer: Gazetteer | None = None
) -> Iterator[Page]:
    """Every page in a file of any kind (an archive, a table, a zip, a PDF), `-` for standard input, one
    at a time.  Raises InputError; for a file with a fault, after its good pages."""
    from reprint_trace.tables.pages import read_pages

    yield from read_pages(fspath(path), url=url, gazetteer=gazetteer)


def trace_rows(
    rows: Iterable[Given],
    corpus: Corpus | None = None,
    *,
    outlets: Gazetteer | None = None,
    failed: Failed | None = None,
) -> Iterator[Trace]:
    """The traces of rows, pages, paths or bytes, each as soon as it is there; nothing is kept.

    What cannot be read or traced is handed to `failed`; without it, its InputError is raised.  For
    pages that copy from each other use `scan`: here each is traced by itself.
    """
    for given in rows:
        found = _traced(given, corpus, outlets, failed)
        if found is not None:
            yield found


async def trace_stream(
    rows: AsyncIterable[Given] | Iterable[Given],
    corpus: Corpus | None = None,
    *,
    outlets: Gazetteer | None = None,
    failed: Failed | None = None,
) -> AsyncIterator[Trace]:
    """`trace_rows` for an event loop: each trace is made in a thread, and the next row is asked for when
    the trace before it was taken.  `rows` may be asynchronous."""
    from asyncio import to_thread

    async for given in _each(rows):
        found = await to_thread(_traced, given, corpus, outlets, failed)
        if found is not None:
            yield found


def scan(
    inputs: Iterable[str],
    out: str,
    *,
    jobs: int = 1,
    watch: Watch | None = None,
    bad_row: Callable[[BadRow], None] | None = None,
    **options: Any,
) -> Summary:
    """Trace every page behind `inputs` with `jobs` processes and leave a run in the folder `out`; its summary.

    `options` are those of `scanning.plan.ScanRequest`: `corpus` and `outlets` (paths), `choice`, `limits`, `command`.
    A run that ended before its time is taken up where it stopped by calling this again.  Raises InputError where
    an input holds nothing, CorpusError, OutputError where `out` cannot be written.
    """
    from reprint_trace.scanning.local import scan as scan_here
    from reprint_trace.scanning.plan import ScanRequest

    request = ScanRequest(inputs=tuple(inputs), out=out, **options)
    return scan_here(request, jobs=jobs, watch=watch, bad_row=bad_row)


async def _each(rows: AsyncIterable[Given] | Iterable[Given]) -> AsyncIterator[Given]:
    if isinstance(rows, AsyncIterable):
        async for given in rows:
            yield given
    else:
        for given in rows:
            yield given


def _traced(
    given: Given, corpus: Corpus | None, outlets: Gazetteer | None, failed: Failed | None
) -> Trace | None:
    from reprint_trace.tracing import trace

    try:
        return trace(read(given, gazetteer=outlets), corpus, outlets=outlets)
    except InputError as error:
        if failed is None:
            raise
        failed(given, error)
        return None
