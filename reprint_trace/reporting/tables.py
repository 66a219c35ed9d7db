"""Traces as flat tables, for spreadsheets, data frames and databases.

`pages`: a row a page.  `edges`: a row a step of a page's path.  `claims`: a row for everything a page
says of its source.  `network`: a row for every two outlets of which one reprints the other.
`passages`: two rows for each run of text that page and document share, with the columns of passim's
output (github.com/dasmiq/passim) where they fit: uid, cluster, size, id, series, date, title, url,
begin, end, text, and ref = 1 for the document.  `group` numbers the stories of a run, where it is one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from reprint_trace.model import Alteration, Trace
from reprint_trace.reporting import shown
from reprint_trace.reporting.graphs import network

if TYPE_CHECKING:
    import pyarrow

Table = Literal["pages", "edges", "claims", "passages", "network"]
Groups = Mapping[str, int]  # the story of a page, by its id
Row = dict[str, Any]

# Column names and their Arrow types, in order; every row has all of them.
PAGES = {
    "id": "string", "group": "int64", "sha256": "string", "url": "string", "site": "string", "outlet": "string",
    "title": "string", "published": "string", "declared_source": "string", "origin": "string",
    "path": "string", "probability": "double", "origin_outlet": "string", "origin_id": "string",
    "chain": "string", "match": "string", "relation": "string", "page_covered": "double",
    "document_covered": "double", "jaccard": "double", "edits": "int64", "characters": "int64",
    "meaning_changes": "int64", "meaning": "string", "taken_characters": "int64", "longest_run": "int64",
    "paragraphs_taken": "int64", "paragraphs_of": "int64", "sentences_taken": "int64", "sentences_of": "int64",
    "names_lost": "string", "names_changed": "string", "figures_lost": "string", "figures_changed": "string",
}  # fmt: skip
EDGES = {
    "page": "string", "group": "int64", "source": "string", "target": "string", "source_outlet": "string",
    "target_outlet": "string", "source_role": "string", "target_role": "string", "probability": "double",
    "ancestor": "double", "open": "boolean", "grade": "string",
    "runner_up": "string", "runner_up_probability": "double",
}  # fmt: skip
CLAIMS = {
    "page": "string", "group": "int64", "site": "string", "number": "int64", "kind": "string",
    "label": "string", "text": "string", "outlets": "string", "url": "string", "quote": "string",
    "place": "string", "rule": "string",
}  # fmt: skip
NETWORK = {
    "source": "string", "target": "string", "pages": "int64", "groups": "int64", "undeclared": "int64",
    "earliest": "string", "latest": "string", "source_seen": "bool", "target_seen": "bool",
}  # fmt: skip
PASSAGES = {
    "uid": "int64", "cluster": "int64", "size": "int64", "id": "string", "group": "int64", "ref": "int64",
    "series": "string", "date": "string", "title": "string", "url": "string", "begin": "int64",
    "end": "int64", "text": "string",
}  # fmt: skip
COLUMNS: dict[Table, dict[str, str]] = {
    "pages": PAGES, "edges": EDGES, "claims": CLAIMS, "passages": PASSAGES, "network": NETWORK,
}  # fmt: skip
NO_GROUPS: Groups = MappingProxyType({})
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell (OWASP, CSV injection)


def rows(traces: Iterable[Trace], table: Table, groups: Groups = NO_GROUPS) -> Iterator[Row]:
    """The rows of one table, in the traces' order; the network's from most pages to fewest."""
    match table:
        case "pages":
            return (_page(trace, groups) for trace in traces)
        case "edges":
            return (row for trace in traces for row in _edges(trace, groups))
        case "claims":
            return (row for trace in traces for row in _claims(trace, groups))
        case "passages":
            return _passages(traces, groups)
        case "network":
            return (asdict(flow) for flow in network(traces, groups))


def csv_bytes(found: Iterable[Row], columns: Iterable[str], *, tabs: bool = False) -> bytes:
    """Rows as CSV (RFC 4180) or with tabs, in UTF-8 with the mark by which Excel knows it; a cell that
    a spreadsheet would compute gets an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), lineterminator="\r\n", delimiter="\t" if tabs else ",")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in found)
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def json_lines(found: Iterable[Row]) -> bytes:
    """Rows as objects, one a line."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    return "".join(lines).encode("utf-8", "backslashreplace")


def parquet_bytes(found: Iterable[Row], columns: Mapping[str, str]) -> bytes:
    """Rows as a Parquet file."""
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(arrow(list(found), columns), out)
    return out.getvalue()


def arrow(found: Sequence[Row], columns: Mapping[str, str]) -> pyarrow.Table:
    """Rows as an Arrow table of the given column types."""
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in columns.items()])
    plain = [
        {name: _utf8(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in found
    ]
    return pyarrow.Table.from_pylist(plain, schema=schema)


def _page(trace: Trace, groups: Groups) -> Row:
    page, verdict = trace.page, trace.verdict
    nodes = {node.id: node for node in trace.chain.nodes}
    first = nodes[trace.chain.path[0]] if trace.chain.path else None
    best = trace.matches[0] if trace.matches else None
    return {
        "id": page.file, "group": groups.get(page.file), "sha256": page.sha256, "url": page.url, "site": page.site.name or page.site.domain,
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
        **_taken(best.alteration if best else None),
    }  # fmt: skip


def _taken(altered: Alteration | None) -> Row:
    """What a lawyer asks of the best match: what was taken, and what was changed."""
    taken = altered.taken if altered else None
    changes = altered.meaning if altered else ()
    lists = {
        name: "、".join(getattr(altered, name)) or None if altered else None
        for name in ("names_lost", "names_changed", "figures_lost", "figures_changed")
    }
    return {
        "meaning_changes": sum(change.count for change in changes) if altered else None,
        "meaning": "；".join(f"{c.kind}: {c.document_text}→{c.page_text}" for c in changes) or None,
        "taken_characters": taken.characters if taken else None,
        "longest_run": taken.longest_run if taken else None,
        "paragraphs_taken": taken.paragraphs if taken else None,
        "paragraphs_of": taken.paragraphs_of if taken else None,
        "sentences_taken": taken.sentences if taken else None,
        "sentences_of": taken.sentences_of if taken else None,
        **lists,
    }


def _edges(trace: Trace, groups: Groups) -> Iterator[Row]:
    nodes = {node.id: node for node in trace.chain.nodes}
    for edge in trace.chain.edges:
        above, below, rival = nodes[edge.from_], nodes[edge.to], edge.runner_up
        yield {
            "page": trace.page.file, "group": groups.get(trace.page.file),
            "source": edge.from_, "target": edge.to,
            "source_outlet": above.outlet, "target_outlet": below.outlet,
            "source_role": above.role, "target_role": below.role,
            "probability": edge.probability, "ancestor": edge.ancestor, "open": edge.open, "grade": edge.grade,
            "runner_up": rival.from_ if rival else None,
            "runner_up_probability": rival.probability if rival else None,
        }  # fmt: skip


def _claims(trace: Trace, groups: Groups) -> Iterator[Row]:
    page = trace.page
    for number, claim in enumerate(page.claims, 1):
        yield {
            "page": page.file, "group": groups.get(page.file),
            "site": page.site.outlet or page.site.name or page.site.domain, "number": number,
            "kind": claim.kind, "label": claim.label, "text": claim.text,
            "outlets": " → ".join(claim.outlets) or None, "url": claim.url, "quote": claim.evidence.quote,
            "place": claim.evidence.where, "rule": claim.evidence.rule,
        }  # fmt: skip


def _passages(traces: Iterable[Trace], groups: Groups) -> Iterator[Row]:
    cluster = 0
    for trace in traces:
        page = trace.page
        for match in trace.matches:
            document = match.document
            for passage in match.passages:
                cluster += 1
                yield {
                    "uid": 2 * cluster - 1, "cluster": cluster, "size": 2, "id": document.id,
                    "group": groups.get(page.file), "ref": 1, "series": document.house,
                    "date": document.published.value if document.published else None,
                    "title": document.title, "url": document.url,
                    "begin": passage.document[0], "end": passage.document[1],
                    "text": document.text[slice(*passage.document)] or None,
                }  # fmt: skip
                yield {
                    "uid": 2 * cluster, "cluster": cluster, "size": 2, "id": page.file,
                    "group": groups.get(page.file), "ref": 0, "series": page.site.outlet or page.site.name,
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
