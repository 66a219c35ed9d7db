"""One name for each export format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from reprint_trace.model import Trace
from reprint_trace.reporting.tables import Table

Format = Literal["csv", "parquet", "graphml", "dot", "prov", "jsonld", "bibtex", "csl"]
FORMATS: tuple[Format, ...] = get_args(Format)
TABULAR: frozenset[Format] = frozenset({"csv", "parquet"})


def export(traces: Iterable[Trace], format_: Format, table: Table = "pages") -> bytes:
    """The traces in one format; `table` says which, where the format is tabular.

    Tables and citations are made trace by trace, so that a large run is never held whole.
    """
    from reprint_trace.reporting import graphs, records, tables

    match format_:
        case "parquet":
            return tables.parquet_bytes(traces, table)
        case "csv":
            text = tables.csv_text(traces, table)
        case "graphml":
            text = graphs.graphml(tuple(traces))
        case "dot":
            text = graphs.dot(tuple(traces))
        case "prov":
            text = records.prov_json(tuple(traces))
        case "jsonld":
            text = "".join(records.jsonld(trace) + "\n" for trace in traces)
        case "bibtex":
            text = records.bibtex(traces)
        case "csl":
            text = records.csl_json(traces)
    return text.encode("utf-8", "backslashreplace")
