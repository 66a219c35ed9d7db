"""Where did this page's text really come from?

    import reprint_trace as rt

    with rt.open_corpus("originals.db") as corpus:
        trace = rt.trace(rt.read("page.html"), corpus)
    print(trace.verdict.origin, trace.verdict.path)

Everything listed here is public and typed; modules below are not, but for `reprint_trace.model`
(the structs) and `reprint_trace.errors` (one tree of exceptions).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reprint_trace.comparing import compare_pages as compare
    from reprint_trace.comparing import compare_texts as compare_texts
    from reprint_trace.contract import to_json as to_json
    from reprint_trace.contract.loading import saved_traces as saved_traces
    from reprint_trace.corpus import Corpus as Corpus
    from reprint_trace.corpus import open_corpus as open_corpus
    from reprint_trace.errors import ReprintTraceError as ReprintTraceError
    from reprint_trace.library import read as read
    from reprint_trace.library import read_all as read_all
    from reprint_trace.library import scan as scan
    from reprint_trace.library import trace_rows as trace_rows
    from reprint_trace.library import trace_stream as trace_stream
    from reprint_trace.model import Document as Document
    from reprint_trace.model import Match as Match
    from reprint_trace.model import Page as Page
    from reprint_trace.model import Trace as Trace
    from reprint_trace.outlets import gazetteer as gazetteer
    from reprint_trace.reporting.page import page_html as to_html
    from reprint_trace.tracing import trace as trace

__version__ = "0.1.0"

__all__ = [
    "Corpus",
    "Document",
    "Match",
    "Page",
    "ReprintTraceError",
    "Trace",
    "compare",
    "compare_texts",
    "gazetteer",
    "open_corpus",
    "read",
    "read_all",
    "saved_traces",
    "scan",
    "to_html",
    "to_json",
    "trace",
    "trace_rows",
    "trace_stream",
]

_HOMES = {
    "Corpus": "corpus:Corpus",
    "Document": "model:Document",
    "Match": "model:Match",
    "Page": "model:Page",
    "ReprintTraceError": "errors:ReprintTraceError",
    "Trace": "model:Trace",
    "compare": "comparing:compare_pages",
    "compare_texts": "comparing:compare_texts",
    "gazetteer": "outlets:gazetteer",
    "open_corpus": "corpus:open_corpus",
    "read": "library:read",
    "read_all": "library:read_all",
    "saved_traces": "contract.loading:saved_traces",
    "scan": "library:scan",
    "to_html": "reporting.page:page_html",
    "to_json": "contract:to_json",
    "trace": "tracing:trace",
    "trace_rows": "library:trace_rows",
    "trace_stream": "library:trace_stream",
}


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first asked for (PEP 562): NumPy alone would take longer than
    `reprint-trace --help` may."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, inside = _HOMES[name].partition(":")
    found: object = getattr(import_module(f"{__name__}.{module}"), inside)
    globals()[name] = found
    _show_in_notebooks()
    return found


def _show_in_notebooks() -> None:
    """Give pages and traces the method that notebooks ask for.  The structs know nothing of reports: the
    package, which stands above both, tells them how they are shown; reports are loaded when one is."""
    model = import_module(f"{__name__}.model")
    for struct, shown in ((model.Page, "page_card"), (model.Trace, "trace_html")):
        if not hasattr(struct, "_repr_html_"):
            struct._repr_html_ = _shown_by(shown)


def _shown_by(name: str) -> Callable[[object], str]:
    def html(struct: object) -> str:
        made: str = getattr(import_module(f"{__name__}.reporting.page"), name)(struct)
        return made

    return html


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
