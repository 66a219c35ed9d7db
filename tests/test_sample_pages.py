"""The main job on the sample pages: what a user sees first."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reprint_trace.contract import schema
from tests.conftest import Run

SAMPLES = Path(__file__).parents[1] / "sample_pages"
ORIGINALS = str(SAMPLES / "originals.jsonl")
VALID = jsonschema.Draft202012Validator(schema("trace"))


def traced(run: Run, name: str, *args: str) -> dict[str, Any]:
    ran = run(str(SAMPLES / name), "--corpus", ORIGINALS, "--format", "json", *args)
    trace: dict[str, Any] = json.loads(ran.out)
    VALID.validate(trace)
    return trace


@pytest.mark.parametrize("name", ["aggregator.html", "aggregator.txt"])
def test_an_aggregator_page_leads_to_its_original_and_its_hidden_relay(run: Run, name: str) -> None:
    """The declared source holds, but the page came by way of a reprinter it does not declare."""
    trace = traced(run, name)
    page, match = trace["page"], trace["matches"][0]
    assert page["declared_source"] == "云溪日报"
    assert page["site"]["name"] == "大方集"
    assert page["published"]["value"] == "2021-04-13"
    assert page["breadcrumbs"] == ["首页", "人文"]
    assert [teaser["reads"] for teaser in page["teasers"]] == [15, 13]
    assert match["document"]["id"] == "yxrb-20210412-03"
    assert trace["verdict"]["origin"] == "confirmed"
    assert trace["verdict"]["path"] == "undeclared-relay"
    nodes = {node["id"]: node for node in trace["chain"]["nodes"]}
    path = [nodes[id_] for id_ in trace["chain"]["path"]]
    assert [node["outlet"] for node in path[:2]] == ["云溪日报", "听潮在线"]
    assert [node["observed"] for node in path] == [True, False, True]


def test_the_edits_of_an_aggregator_are_found_each_once(run: Run) -> None:
    """Relay lead, watermark, house rule, spacing, clipped tail and byline: a rule is one edit."""
    edits = traced(run, "aggregator.html")["matches"][0]["edits"]
    kinds = {edit["kind"]: edit for edit in edits}
    assert len(kinds) == len(edits)
    assert set(kinds) == {
        "relay-lead", "title-injection", "house-rule", "width-or-spacing", "truncation", "byline-removed",
    }  # fmt: skip
    assert (kinds["house-rule"]["count"], kinds["house-rule"]["page_text"]) == (3, "采访人员")
    assert "甘棣华" in kinds["byline-removed"]["document_text"]


def test_offsets_lead_back_to_the_quoted_text(run: Run) -> None:
    """Every edit's page span holds exactly the text it quotes."""
    trace = traced(run, "aggregator.html")
    body = trace["page"]["body"]
    for edit in trace["matches"][0]["edits"]:
        start, end = edit["page"]
        assert body[start:end] == edit["page_text"]


def test_a_portal_reprint_with_a_true_credit_is_confirmed(run: Run) -> None:
    """A linked credit that names the true original is confirmed as a direct copy."""
    trace = traced(run, "portal.html")
    assert trace["page"]["encoding"] == "gb18030"
    assert trace["page"]["declared_source"] == "江岸新闻网"
    assert trace["page"]["published"]["value"].startswith("2021-05-21T14:26")
    assert trace["matches"][0]["document"]["id"] == "jaxw-20210521-118"
    assert (trace["verdict"]["origin"], trace["verdict"]["path"]) == ("confirmed", "direct")


def test_a_false_credit_on_a_spun_page_is_contradicted(run: Run) -> None:
    """A page that credits one outlet and carries another's text, spun, is found out."""
    trace = traced(run, "spun.html")
    assert trace["page"]["declared_source"] == "北屏都市报"
    assert trace["matches"][0]["document"]["id"] == "hcwb-20210427-06"
    assert trace["verdict"]["origin"] == "contradicted"


def test_a_merged_page_without_a_source_shows_both_originals(run: Run) -> None:
    """A page made of two stories matches both, and its missing source is said."""
    trace = traced(run, "merged.html")
    assert trace["page"]["declared_source"] is None
    assert {m["document"]["id"] for m in trace["matches"][:2]} == {"bpds-20210330-05", "qyzk-20210508-22"}
    assert trace["verdict"]["origin"] == "missing"


def test_without_a_corpus_the_claims_stand_and_the_origin_is_unverifiable(run: Run) -> None:
    """With nothing to compare, the page's own words are shown and what would settle it is said."""
    trace = json.loads(run(str(SAMPLES / "aggregator.html"), "--format", "json").out)
    VALID.validate(trace)
    assert trace["corpus"] is None
    assert trace["verdict"]["origin"] == "unverifiable"
    assert "云溪日报" in trace["verdict"]["would_change"]
    assert {"declared", "relay"} <= {claim["kind"] for claim in trace["page"]["claims"]}


def test_check_exits_1_and_says_why(run: Run) -> None:
    """--check turns an undeclared relay into exit code 1 and one line that names it."""
    ran = run(str(SAMPLES / "aggregator.html"), "-c", ORIGINALS, "--check")
    assert ran.code == 1
    assert "undeclared relay (听潮在线)" in ran.err
    assert run(str(SAMPLES / "portal.html"), "-c", ORIGINALS, "--check").code == 0


def test_the_same_page_gives_the_same_bytes(run: Run) -> None:
    """Tracing twice prints identical bytes."""
    args = (str(SAMPLES / "spun.html"), "-c", ORIGINALS, "--format", "json")
    assert run(*args).out == run(*args).out


def test_a_folder_is_traced_page_by_page(run: Run) -> None:
    """A folder gives one JSON line a page, in the order of the names; the rows of its tables are pages."""
    ran = run(str(SAMPLES), "-c", ORIGINALS, "--format", "json")
    files = [Path(json.loads(line)["page"]["file"]).name for line in ran.out.splitlines()]
    rows = [json.loads(line)["id"] for line in Path(ORIGINALS).read_text("utf-8").splitlines()]
    before, after = ["aggregator.html", "aggregator.txt", "merged.html"], ["portal.html", "spun.html"]
    assert files == [*before, *rows, *after]


def test_the_report_is_written_whole(run: Run, tmp_path: Path) -> None:
    """-o puts the report into a file and nothing on stdout."""
    target = tmp_path / "report.txt"
    ran = run(str(SAMPLES / "aggregator.html"), "-c", ORIGINALS, "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert "听潮在线" in target.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]
