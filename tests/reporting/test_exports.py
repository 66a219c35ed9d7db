"""Exports, each read back by an independent reader of its format."""

import csv
import io
import json
import resource
from dataclasses import replace
from typing import Any

import networkx
import pyarrow.parquet
import pydot
import pytest
from prov.model import ProvDocument
from pybtex.database import parse_string
from pyld import jsonld

from reprint_trace.model import Node, Trace
from reprint_trace.reporting.formats import BINARY, FORMATS, OF_ONE, Format, export
from reprint_trace.reporting.office import workbook
from reprint_trace.reporting.tables import COLUMNS, Table
from reprint_trace.reporting.wording import Messages

from .examples import TRACE

# pydot's parser calls its own parser library by names that are on their way out.
pydot_warns = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOSTILE = '</script><b>"\\{}%&=1+1\x1b[31m\u202e\x00\r\n-- \\n <!--]]>'


def text_of(traces: list[Trace], format_: Format, table: Table = "pages") -> str:
    return export(traces, format_, table).decode("utf-8-sig")


def drawn(dot: str) -> pydot.Dot:
    found = pydot.graph_from_dot_data(dot)
    assert found is not None
    return found[0]


def hostile(trace: Trace) -> Trace:
    """The trace with text that breaks out of careless formats in every place a page controls."""
    page = replace(trace.page, file=f"{HOSTILE}.html", title=HOSTILE, url=f"javascript:{HOSTILE}", authors=(HOSTILE,),
                   declared_source=HOSTILE)  # fmt: skip
    nodes = [replace(n, outlet=HOSTILE, title=HOSTILE, published="2021") for n in trace.chain.nodes]
    return replace(trace, page=page, chain=replace(trace.chain, nodes=tuple(nodes)))


def other_story(trace: Trace) -> Trace:
    """The same path in another story: other texts, and a relay of the same name."""
    names = {n.id: n.id if not n.observed else f"other-{n.id}" for n in trace.chain.nodes}
    chain = replace(
        trace.chain,
        nodes=tuple(replace(n, id=names[n.id]) for n in trace.chain.nodes),
        edges=tuple(replace(e, from_=names[e.from_], to=names[e.to]) for e in trace.chain.edges),
        path=tuple(names[id_] for id_ in trace.chain.path),
    )
    return replace(trace, page=replace(trace.page, file="other-page.html"), chain=chain)


def test_graphml_is_read_by_networkx() -> None:
    """The path is a directed graph whose nodes say whether their text was seen."""
    graph = networkx.parse_graphml(text_of([TRACE], "graphml"))
    assert list(networkx.topological_sort(graph)) == list(TRACE.chain.path)
    assert [graph.nodes[id_]["class"] for id_ in TRACE.chain.path] == ["extant", "hypothetical", "extant"]
    assert all(0 <= edge["probability"] <= 1 for _, _, edge in graph.edges(data=True))


@pydot_warns
def test_dot_is_read_by_pydot() -> None:
    """The DOT file holds a box a text and an arrow a step."""
    graph = drawn(text_of([TRACE], "dot"))
    assert len(graph.get_edges()) == len(TRACE.chain.edges)
    assert {n.get("class") for n in graph.get_nodes() if n.get("class")} == {"extant", "hypothetical"}


@pytest.mark.parametrize("format_", ["graphml", "dot"])
def test_a_relay_of_one_name_in_two_stories_is_two_texts(format_: Format) -> None:
    """Only a text that was seen can stand in two stories' paths."""
    twice = text_of([TRACE, other_story(TRACE)], format_)
    once = text_of([TRACE, TRACE], format_)
    assert twice.count("hypothetical") == 2
    assert once.count("hypothetical") == 1


def test_prov_is_read_by_the_prov_package() -> None:
    """Copies are derivations, the origin a primary source, and claims stay in a bundle."""
    document = ProvDocument.deserialize(content=text_of([TRACE], "prov"), format="json")
    notation = document.get_provn()
    assert notation.count("wasDerivedFrom(") == len(TRACE.chain.edges) + 1
    assert "prov:PrimarySource" in notation
    (bundle,) = document.bundles
    assert "稿源" in bundle.get_provn()
    assert "稿源" not in notation.split("bundle ")[0]


def test_prov_quotes_what_a_page_only_excerpts() -> None:
    """A shared quotation is wasQuotedFrom, never a derivation."""
    quoted = replace(TRACE.matches[0], relation="shared-quotation",
                     document=replace(TRACE.matches[0].document, id="speech"))  # fmt: skip
    notation = ProvDocument.deserialize(
        content=text_of([replace(TRACE, matches=(quoted,))], "prov"), format="json"
    ).get_provn()
    assert "prov:Quotation" in notation


def test_jsonld_is_read_by_a_jsonld_processor() -> None:
    """isBasedOn goes up the path to the origin."""
    vocabulary: dict[str, Any] = {
        "contextUrl": None, "documentUrl": "https://schema.org",
        "document": {"@context": {"@vocab": "https://schema.org/"}},
    }  # fmt: skip
    line = json.loads(text_of([TRACE], "jsonld"))
    (article,) = jsonld.expand(line, {"documentLoader": lambda *_: vocabulary})
    steps = 0
    while "https://schema.org/isBasedOn" in article:
        (article,) = article["https://schema.org/isBasedOn"]
        steps += 1
    assert steps == len(TRACE.chain.path) - 1


def test_bibtex_is_read_by_pybtex() -> None:
    """The origin is an entry with its outlet, headline and date."""
    origin = replace(TRACE.chain.nodes[0], title="{50%}的人_老厂房")
    trace = replace(TRACE, chain=replace(TRACE.chain, nodes=(origin, *TRACE.chain.nodes[1:])))
    (entry,) = parse_string(text_of([trace, trace], "bibtex"), "bibtex").entries.values()
    assert entry.fields["title"] == r"\{50\%\}的人\_老厂房"
    assert entry.fields["journal"] == origin.outlet


def test_an_origin_nobody_supplied_is_cited_as_unseen() -> None:
    """What is known only by name is not cited as if it had been read."""
    unseen = Node(id="named:甲报", role="named", outlet="甲报", observed=False)
    chain = replace(TRACE.chain, nodes=(unseen, *TRACE.chain.nodes), path=(unseen.id, *TRACE.chain.path))
    (entry,) = parse_string(text_of([replace(TRACE, chain=chain)], "bibtex"), "bibtex").entries.values()
    assert entry.type == "misc"
    assert "not seen" in entry.fields["note"]


def test_csl_holds_the_same_origin() -> None:
    """Reference managers get the origin as a newspaper article."""
    (item,) = json.loads(text_of([TRACE], "csl"))
    assert item["type"] == "article-newspaper"
    assert item["container-title"] == TRACE.chain.nodes[0].outlet


@pytest.mark.parametrize("table", ["pages", "edges", "claims", "passages", "network"])
def test_csv_and_parquet_hold_the_same_rows(table: Table) -> None:
    """A spreadsheet and a data frame get the same table."""
    lines = list(csv.DictReader(io.StringIO(text_of([TRACE], "csv", table))))
    frame = pyarrow.parquet.read_table(io.BytesIO(export([TRACE], "parquet", table)))
    assert frame.column_names == list(COLUMNS[table]) == list(lines[0])
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in frame.to_pylist()] == lines


def test_passages_quote_both_texts() -> None:
    """As in passim's output, begin and end are offsets in the text that the row names."""
    document, page = list(csv.DictReader(io.StringIO(text_of([TRACE], "csv", "passages"))))[:2]
    text = TRACE.matches[0].document.text
    assert document["ref"] == "1"
    assert document["text"] == text[int(document["begin"]) : int(document["end"])]
    assert document["cluster"] == page["cluster"]
    assert page["text"] == TRACE.page.body[int(page["begin"]) : int(page["end"])]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """A headline that a spreadsheet would compute is written as text."""
    trace = replace(TRACE, page=replace(TRACE.page, title=cell))
    (row,) = csv.DictReader(io.StringIO(text_of([trace], "csv")))
    assert row["title"].startswith("'")


@pydot_warns
@pytest.mark.parametrize("format_", sorted({*FORMATS} - {"text", "pdf", "png"}))
def test_hostile_text_stays_text_in_every_format(format_: Format) -> None:
    """Text that would end a field, a script or a line comes out as the text it is."""
    traces = [hostile(TRACE)]
    data = export(traces, format_)
    if format_ in BINARY:
        return
    text = data.decode("utf-8-sig")
    if format_ in ("json", "jsonl"):  # a string of JSON holds what it holds
        assert json.loads(text)["page"]["title"] == HOSTILE
        return
    assert "\x1b" not in text
    assert "\u202e" not in text
    match format_:
        case "graphml":
            assert len(networkx.parse_graphml(text)) == len(TRACE.chain.nodes)
        case "dot":
            graph = drawn(text)
            assert len(graph.get_edges()) == len(TRACE.chain.edges)
        case "prov":
            ProvDocument.deserialize(content=text, format="json").get_provn()
        case "jsonld":
            assert "</script" not in text
            assert "javascript:" not in text
        case "bibtex":
            assert len(parse_string(text, "bibtex").entries) == 1
        case "csl":
            assert len(json.loads(text)) == 1
        case "csv":
            assert len(list(csv.DictReader(io.StringIO(text)))) == 1


@pytest.mark.parametrize("format_", sorted({*FORMATS} - OF_ONE - {"text"}))
def test_nothing_traced_is_an_empty_file_of_the_format(format_: Format) -> None:
    """An export of no traces can still be read."""
    data = export([], format_)
    match format_:
        case "graphml":
            assert len(networkx.parse_graphml(data.decode())) == 0
        case "parquet":
            assert pyarrow.parquet.read_table(io.BytesIO(data)).num_rows == 0
        case "csl":
            assert json.loads(data) == []
        case "prov":
            ProvDocument.deserialize(content=data.decode(), format="json")


def test_a_workbook_without_room_for_its_sheets_is_one_error() -> None:
    """Its sheets are written in the temporary folder first; where that is full nothing else is said."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="no room for its sheets"):
            workbook({"a": (["x"], [{"x": "河" * 5000}] * 9), "b": (["x"], [])}, Messages("en"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
