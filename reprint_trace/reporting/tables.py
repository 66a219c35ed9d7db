"""Traces as flat tables, for spreadsheets and data frames: CSV and Parquet.

`pages`: a row a page.  `edges`: a row a step of a page's path.  `passages`: two rows for each
run of text that page and document share, with the columns of passim's output
(github.com/dasmiq/passim) where they fit: uid, cluster, size, id, series, date, title, url,
begin, end, text, and ref = 1 for the document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from reprint_trace.model import Trace
from reprint_trace.reporting.safe import shown

if TYPE_CHECKING:
    import pyarrow

Table = Literal["pages", "edges", "passages"]
Row = dict[str, Any]

# Column names and their Arrow types, in order; every row has all of them.
PAGES = {
    "id": "string", "sha256": "string", "url": "string", "site": "string", "outlet": "string",
    "title": "string", "published": "string", "declared_source": "string", "origin": "string",
    "path": "string", "probability": "double", "origin_outlet": "string", "origin_id": "string",
    "chain": "string", "match": "string", "relation": "string", "page_covered": "double",
    "document_covered": "double", "jaccard": "double", "edits": "int64", "characters": "int64",
}  # fmt: skip
EDGES = {
    "page": "string", "from": "string", "to": "string", "from_outlet": "string", "to_outlet": "string",
    "from_role": "string", "to_role": "string", "probability": "double", "grade": "string",
    "runner_up": "string", "runner_up_probability": "double",
}  # fmt: skip
PASSAGES = {
    "uid": "int64", "cluster": "int64", "size": "int64", "id": "string", "ref": "int64", "series": "string",
    "date": "string", "title": "string", "url": "string", "begin": "int64", "end": "int64", "text": "string",
}  # fmt: skip
COLUMNS: dict[Table, dict[str, str]] = {"pages": PAGES, "edges": EDGES, "passages": PASSAGES}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell (OWASP, CSV injection)


def rows(traces: Iterable[Trace], table: Table) -> Iterator[Row]:
    """The rows of one table, in the traces' order."""
    match table:
        case "pages":
            return (_page(trace) for trace in traces)
        case "edges":
            return (row for trace in traces for row in _edges(trace))
        case "passages":
            return _passages(traces)


def csv_text(traces: Iterable[Trace], table: Table) -> str:
    """The table as CSV (RFC 4180); a cell that a spreadsheet would compute gets an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[table], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows(traces, table))
    return out.getvalue()


def parquet_bytes(traces: Iterable[Trace], table: Table) -> bytes:
    """The table as a Parquet file."""
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(arrow(list(rows(traces, table)), COLUMNS[table]), out)
    return out.getvalue()


def arrow(found: Sequence[Row], columns: dict[str, str]) -> pyarrow.Table:
    """Rows as an Arrow table of the given column types."""
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in columns.items()])
    plain = [
        {name: _utf8(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in found
    ]
    return pyarrow.Table.from_pylist(plain, schema=schema)


def _page(trace: Trace) -> Row:
    page, verdict = trace.page, trace.verdict
    nodes = {node.id: node for node in trace.chain.nodes}
    first = nodes[trace.chain.path[0]] if trace.chain.path else None
    best = trace.matches[0] if trace.matches else None
    return {
        "id": page.file, "sha256": page.sha256, "url": page.url, "site": page.site.name or page.site.domain,
        "outlet": page.site.outlet, "title": page.title,
        "published": page.published.value if page.published else None,
        "declared_source": page.declared_source, "origin": verdict.origin, "path": verdict.path,
        "probability": verdict.probability,
        "origin_outlet": first.outlet if first else None, "origin_id": first.id if first else None,
        "chain": " → ".join(nodes[id_].outlet or id_ for id_ in trace.chain.path),
        "match": best.document.id if best else None, "relation": best.relation if best else None,
        "page_covered": best.page_covered if best else None,
        "document_covered": best.document_covered if best else None,
        "jaccard": best.jaccard if best else None,
        "edits": sum(edit.count for edit in best.edits) if best else None, "characters": len(page.body),
    }  # fmt: skip


def _edges(trace: Trace) -> Iterator[Row]:
    nodes = {node.id: node for node in trace.chain.nodes}
    for edge in trace.chain.edges:
        above, below, rival = nodes[edge.from_], nodes[edge.to], edge.runner_up
        yield {
            "page": trace.page.file, "from": edge.from_, "to": edge.to,
            "from_outlet": above.outlet, "to_outlet": below.outlet,
            "from_role": above.role, "to_role": below.role,
            "probability": edge.probability, "grade": edge.grade,
            "runner_up": rival.from_ if rival else None,
            "runner_up_probability": rival.probability if rival else None,
        }  # fmt: skip


def _passages(traces: Iterable[Trace]) -> Iterator[Row]:
    cluster = 0
    for trace in traces:
        page = trace.page
        for match in trace.matches:
            document = match.document
            for passage in match.passages:
                cluster += 1
                yield {
                    "uid": 2 * cluster - 1, "cluster": cluster, "size": 2, "id": document.id, "ref": 1,
                    "series": document.house,
                    "date": document.published.value if document.published else None,
                    "title": document.title, "url": document.url,
                    "begin": passage.document[0], "end": passage.document[1],
                    "text": document.text[slice(*passage.document)] or None,
                }  # fmt: skip
                yield {
                    "uid": 2 * cluster, "cluster": cluster, "size": 2, "id": page.file, "ref": 0,
                    "series": page.site.outlet or page.site.name,
                    "date": page.published.value if page.published else None,
                    "title": page.title, "url": page.url,
                    "begin": passage.page[0], "end": passage.page[1], "text": page.body[slice(*passage.page)],
                }  # fmt: skip


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = shown(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _utf8(text: str) -> str:
    """A file name need not be UTF-8; Arrow's strings are."""
    return text.encode("utf-8", "backslashreplace").decode()
