"""The package as a library: what is public, and that it can be used as documented."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import replace

import pytest

import reprint_trace as rt
from tests.reporting.examples import PAGE, TRACE

PUBLIC = [
    "Corpus", "Document", "Match", "Page", "ReprintTraceError", "Trace", "compare", "compare_texts",
    "gazetteer", "open_corpus", "read", "read_all", "saved_traces", "scan", "to_html", "to_json", "trace",
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
