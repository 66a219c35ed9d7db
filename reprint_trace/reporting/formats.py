"""Every format a result is written in, by its name and by the ending of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, get_args

from reprint_trace.model import Comparison, Page, Summary, Trace
from reprint_trace.reporting.tables import (
    COLUMNS,
    NO_GROUPS,
    Groups,
    Row,
    Table,
    csv_bytes,
    json_lines,
    parquet_bytes,
    rows,
)

if TYPE_CHECKING:
    from reprint_trace.words import Language

Format = Literal[
    "text", "html", "pdf", "docx", "xlsx", "csv", "tsv", "json", "jsonl", "parquet", "graphml", "dot", "svg", "png",
    "prov", "jsonld", "bibtex", "csl",
]  # fmt: skip
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[str, Format] = {
    ".txt": "text", ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx",
    ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
    ".graphml": "graphml", ".dot": "dot", ".gv": "dot", ".svg": "svg", ".png": "png", ".jsonld": "jsonld",
    ".bib": "bibtex", ".prov.json": "prov", ".csl.json": "csl",
}  # fmt: skip
OF_ONE: frozenset[Format] = frozenset({"html", "pdf", "docx", "svg", "png"})
BINARY: frozenset[Format] = frozenset({"pdf", "docx", "xlsx", "parquet", "png"})
TABULAR: tuple[Format, ...] = ("csv", "tsv", "xlsx", "parquet")
OF_COMPARISONS: tuple[Format, ...] = ("text", "html", "pdf", "docx", *TABULAR, "json", "jsonl")
OF_PAGES: tuple[Format, ...] = ("text", *TABULAR, "json", "jsonl")
OF_DOCUMENTS: tuple[Format, ...] = (*TABULAR, "json", "jsonl")

EDITS = {
    "original": "string", "reprint": "string", "meaning": "string", "kind": "string", "where": "string",
    "times": "int64", "original_text": "string",
    "reprint_text": "string", "original_start": "int64", "original_stop": "int64", "reprint_start": "int64",
    "reprint_stop": "int64", "rule": "string", "original_sentence": "string", "reprint_sentence": "string",
}  # fmt: skip
READ = {
    "id": "string", "url": "string", "site": "string", "outlet": "string", "title": "string",
    "published": "string", "declared_source": "string", "authors": "string", "editors": "string",
    "characters": "int64", "body": "string",
}  # fmt: skip


def format_of(file: str) -> Format | None:
    """The format of a file by its ending; `text` where it has none.  None where no format ends so."""
    name = PurePath(file).name.lower()
    compound = next(
        (kind for ending, kind in SUFFIXES.items() if ending.count(".") > 1 and name.endswith(ending)), None
    )
    suffix = PurePath(name).suffix
    return compound or (SUFFIXES.get(suffix) if suffix else "text")


def export(
    traces: Iterable[Trace],
    format_: Format,
    table: Table = "pages",
    *,
    lang: Language = "en",
    groups: Groups = NO_GROUPS,
) -> bytes:
    """Traces in any format but `text`; `table` says which, where the format is tabular or a graph.

    Tables and citations are made trace by trace, so that a large run is never held whole.  Formats
    `OF_ONE` are of the first trace.  Raises OutputError where a program or library is missing.
    """
    if format_ in OF_ONE:
        first = next(iter(traces), None)
        return _one(first, format_, lang) if first else b""
    if format_ in TABULAR:
        if format_ == "xlsx":
            from reprint_trace.reporting.office import xlsx

            return xlsx(tuple(traces), lang, groups)
        return tabular(rows(traces, table, groups), COLUMNS[table], format_)
    return _text(traces, format_, table, groups).encode("utf-8", "backslashreplace")


def tabular(found: Iterable[Row], columns: dict[str, str], format_: Format, sheet: str = "rows") -> bytes:
    """Rows as CSV, with tabs, as Parquet or as one sheet."""
    if format_ == "parquet":
        return parquet_bytes(found, columns)
    if format_ == "xlsx":
        from reprint_trace.reporting.office import workbook
        from reprint_trace.reporting.wording import Messages

        return workbook({sheet: (columns, found)}, Messages("en"))
    return csv_bytes(found, columns, tabs=format_ == "tsv")


def _one(trace: Trace, format_: Format, lang: Language) -> bytes:
    from reprint_trace.reporting import page, printing

    match format_:
        case "pdf":
            return printing.pdf(page.page_html(trace, lang))
        case "docx":
            from reprint_trace.reporting.brief import paper_of_trace
            from reprint_trace.reporting.office import docx

            return docx(paper_of_trace(trace, lang))
        case "png":
            return printing.png(page.cascade_svg(trace, lang))
        case "svg":
            text = page.cascade_svg(trace, lang)
        case _:
            text = page.page_html(trace, lang)
    return text.encode("utf-8", "backslashreplace")


def _text(traces: Iterable[Trace], format_: Format, table: Table, groups: Groups) -> str:
    from reprint_trace.contract import to_json
    from reprint_trace.reporting import records

    match format_:
        case "graphml" | "dot":
            return _graph(traces, format_, table, groups)
        case "prov":
            return records.prov_json(tuple(traces))
        case "jsonld":
            return "".join(records.jsonld(trace) + "\n" for trace in traces)
        case "bibtex" | "csl":
            return records.bibtex(traces) if format_ == "bibtex" else records.csl_json(traces)
        case _:
            lines = (to_json(trace) + "\n" for trace in traces)
            return json_document(lines) if format_ == "json" else "".join(lines)


def _graph(traces: Iterable[Trace], format_: Format, table: Table, groups: Groups) -> str:
    from reprint_trace.reporting import graphs

    if table == "network":
        return graphs.network_graphml(traces, groups) if format_ == "graphml" else graphs.network_dot(traces)
    found = tuple(traces)
    return graphs.graphml(found, groups) if format_ == "graphml" else graphs.dot(found)


def json_document(lines: Iterable[str]) -> str:
    """Objects as one JSON text: the object where it is one, else a list, an object a line."""
    found = [line.rstrip("\n") for line in lines]
    return (found[0] if len(found) == 1 else "[\n" + ",\n".join(found) + "\n]") + "\n"


def export_comparison(comparison: Comparison, format_: Format, lang: Language = "en") -> bytes:
    """A comparison in any of `OF_COMPARISONS` but `text`."""
    from reprint_trace.contract import to_json
    from reprint_trace.reporting import page, printing

    match format_:
        case "html":
            return page.comparison_html(comparison, lang).encode("utf-8", "backslashreplace")
        case "pdf":
            return printing.pdf(page.comparison_html(comparison, lang))
        case "docx":
            from reprint_trace.reporting.brief import paper_of_comparison
            from reprint_trace.reporting.office import docx

            return docx(paper_of_comparison(comparison, lang))
        case "json" | "jsonl":
            return (to_json(comparison) + "\n").encode("utf-8", "backslashreplace")
        case _:
            return tabular(_edits(comparison), EDITS, format_, "edits")


def export_pages(pages: Iterable[Page], format_: Format) -> bytes:
    """Pages that were only read, in any of `OF_PAGES` but `text`."""
    from reprint_trace.contract import to_json

    lines = (to_json(page) + "\n" for page in pages)
    if format_ == "json":
        return json_document(lines).encode("utf-8", "backslashreplace")
    if format_ == "jsonl":
        return "".join(lines).encode("utf-8", "backslashreplace")
    return tabular(map(_read, pages), READ, format_, "pages")


def export_run(summary: Summary, traces: Iterable[Trace], format_: Format, lang: Language = "en") -> bytes:
    """A run's summary for print and word processors."""
    from reprint_trace.contract import to_json
    from reprint_trace.reporting import office, printing
    from reprint_trace.reporting.brief import paper_of_run
    from reprint_trace.reporting.page import paper_html

    if format_ == "json":
        return (to_json(summary) + "\n").encode("utf-8", "backslashreplace")
    paper = paper_of_run(summary, traces, lang)
    return office.docx(paper) if format_ == "docx" else printing.pdf(paper_html(paper, lang))


def export_documents(found: Sequence[Row] | Iterator[Row], columns: dict[str, str], format_: Format) -> bytes:
    """A corpus's documents as rows."""
    if format_ == "json":
        lines = (json.dumps(row, ensure_ascii=False) for row in found)
        return json_document(lines).encode("utf-8", "backslashreplace")
    if format_ == "jsonl":
        return json_lines(found)
    return tabular(found, columns, format_, "documents")


def _edits(comparison: Comparison) -> Iterator[Row]:
    """A row a change of meaning, with its sentences, then a row for every other edit."""
    altered = comparison.match.alteration
    for change in altered.meaning if altered else ():
        (start, stop), (begins, ends) = change.document, change.page
        yield {
            "original": comparison.original.file, "reprint": comparison.reprint.file, "meaning": change.kind,
            "kind": None, "where": change.where, "times": change.count, "original_text": change.document_text,
            "reprint_text": change.page_text, "original_start": start, "original_stop": stop,
            "reprint_start": begins, "reprint_stop": ends, "rule": change.rule,
            "original_sentence": change.document_sentence, "reprint_sentence": change.page_sentence,
        }  # fmt: skip
    for edit in comparison.match.edits:
        if edit.meaning:
            continue
        (start, stop), (begins, ends) = edit.document, edit.page
        yield {
            "original": comparison.original.file, "reprint": comparison.reprint.file, "meaning": None,
            "kind": edit.kind, "where": "body", "original_sentence": None, "reprint_sentence": None,
            "times": edit.count, "original_text": edit.document_text, "reprint_text": edit.page_text,
            "original_start": start, "original_stop": stop, "reprint_start": begins, "reprint_stop": ends,
            "rule": edit.rule,
        }  # fmt: skip


def _read(page: Page) -> dict[str, Any]:
    return {
        "id": page.file, "url": page.url, "site": page.site.name or page.site.domain, "outlet": page.site.outlet,
        "title": page.title, "published": page.published.value if page.published else None,
        "declared_source": page.declared_source, "authors": "、".join(page.authors) or None,
        "editors": "、".join(page.editors) or None, "characters": len(page.body), "body": page.body or None,
    }  # fmt: skip
