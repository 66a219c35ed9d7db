"""The package as a library: what is public, and that it can be used as documented."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import reprint_trace as rt
from reprint_trace.errors import MissingInput, NoColumns
from tests.corpus.stories import story
from tests.reporting.examples import PAGE, TRACE

SAMPLES = Path(__file__).parents[1] / "sample_pages"
STORY = story(1)
PUBLIC = [
    "Corpus", "Document", "Match", "Page", "ReprintTraceError", "Trace", "compare", "compare_texts",
    "gazetteer", "open_corpus", "read", "read_all", "saved_traces", "scan", "to_html", "to_json", "trace",
    "trace_rows", "trace_stream",
]  # fmt: skip


def test_the_public_surface_is_what_is_listed() -> None:
    """Nothing becomes public, or goes, by accident."""
    assert rt.__all__ == PUBLIC
    assert set(PUBLIC) <= set(dir(rt))


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_is_typed_and_told(name: str) -> None:
    """Every public function and class has a docstring, and every parameter a type."""
    found = getattr(rt, name)
    assert inspect.getdoc(found)
    if inspect.isfunction(found):
        told = inspect.signature(found)
        assert told.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not inspect.Parameter.empty for p in told.parameters.values())


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """The package answers as any module does."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rt.nothing  # noqa: B018


def test_a_function_is_never_a_module_of_its_name() -> None:
    """`rt.trace` stays the function, whatever was imported before."""
    check = "import reprint_trace.cli, reprint_trace as rt; rt.trace(rt.read('nothing.html'))"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert "MissingInput" in ran.stderr


def test_importing_the_package_loads_no_library() -> None:
    """What a name needs is loaded when it is first used."""
    check = "import sys, reprint_trace; print([m for m in ('numpy', 'lxml', 'rich') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", check], text=True).strip() == "[]"


def test_a_trace_shows_its_report_in_a_notebook() -> None:
    """The report stands in a frame of its own, so that nothing on a page reaches the notebook."""
    traced = replace(TRACE, page=replace(PAGE, title='"><script>alert(1)</script>'))
    assert rt.Trace is type(traced)
    shown = traced._repr_html_()  # type: ignore[attr-defined]  # the package gives it to the struct
    assert shown.startswith("<iframe sandbox=")
    assert shown.count('"') == 6  # three attributes; everything else is escaped
    assert "<script" not in shown


def test_a_page_shows_a_table_in_a_notebook() -> None:
    """What a page says, with nothing of it taken for markup."""
    assert rt.Page is type(PAGE)
    shown = replace(PAGE, title="<b>\u202e")._repr_html_()  # type: ignore[attr-defined]
    assert "云溪日报" in shown
    assert "<b>" not in shown
    assert "\u202e" not in shown


ROW = {
    "标题": "早市见闻",
    "正文": STORY,
    "来源": "临江日报",
    "发布时间": "2021年3月2日",
    "网址": "https://x.example/1",
}


def test_a_page_is_read_from_whatever_a_program_has(tmp_path: Path) -> None:
    """A path, its bytes, its text and a row with the page in it are one page."""
    markup = (SAMPLES / "aggregator.html").read_bytes()
    of_path = rt.read(SAMPLES / "aggregator.html")
    others = [
        rt.read(str(SAMPLES / "aggregator.html")), rt.read(markup), rt.read(markup.decode()),
        rt.read({"id": 7, "html": markup}), rt.read({"_source": {"raw_html": markup.decode()}}),
    ]  # fmt: skip
    for page in others:
        same = replace(page, file=of_path.file, published=of_path.published)
        assert (same.title, same.body, same.claims) == (of_path.title, of_path.body, of_path.claims)


def test_a_row_of_texts_is_a_page() -> None:
    """What the columns of a row say is what its page says."""
    page = rt.read(ROW)
    assert (page.title, page.body, page.declared_source) == ("早市见闻", STORY, "临江日报")
    assert page.published
    assert (page.published.value, page.url) == ("2021-03-02", "https://x.example/1")


def test_what_is_no_page_is_named(tmp_path: Path) -> None:
    """An address is not fetched, a row without a text names its columns, a missing file is missing."""
    with pytest.raises(MissingInput, match="save the page"):
        rt.read("https://www.example.org/a.html")
    with pytest.raises(NoColumns, match="among name, size"):
        rt.read({"name": "a", "size": 1})
    with pytest.raises(MissingInput):
        rt.read(tmp_path / "none.html")


def test_rows_are_traced_as_they_come() -> None:
    """No row is asked for before the trace before it was taken; what fails is handed on."""
    asked: list[int] = []

    def rows() -> Iterator[dict[str, str]]:
        for number in range(4):
            asked.append(number)
            yield ROW | {"id": str(number)} if number != 1 else {"id": "1", "text": " "}

    failed: list[object] = []
    with rt.open_corpus(str(SAMPLES / "originals.jsonl")) as corpus:
        traces = rt.trace_rows(rows(), corpus, failed=lambda row, _: failed.append(row))
        assert next(traces).page.file == "0"
        assert asked == [0]
        assert [trace.page.file for trace in traces] == ["2", "3"]
    assert failed == [{"id": "1", "text": " "}]


def test_rows_are_traced_in_an_event_loop() -> None:
    """Traces come from asynchronous rows while the loop goes on, several streams at once."""

    async def rows() -> AsyncIterator[dict[str, str]]:
        for number in range(3):
            yield ROW | {"id": str(number)}

    async def stream(corpus: rt.Corpus) -> list[str]:
        return [trace.page.file async for trace in rt.trace_stream(rows(), corpus)]

    async def both() -> list[list[str]]:
        with rt.open_corpus(str(SAMPLES / "originals.jsonl")) as corpus:
            return list(await asyncio.gather(stream(corpus), stream(corpus)))

    with ThreadPoolExecutor() as threads:  # a browser's tests leave a loop running in this one
        assert threads.submit(asyncio.run, both()).result() == [["0", "1", "2"], ["0", "1", "2"]]
