"""`reprint-trace compare`: two files, every difference, no corpus."""

import json
from pathlib import Path

import jsonschema

from reprint_trace.contract import schema
from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_pages"
ORIGINAL = "县里昨天开了春耕动员会。\n农技员说，今年新修水渠12.5公里，能多浇两千亩地。\n村民都没有意见。\n"


def test_two_texts_are_compared_whole(run: Run, tmp_path: Path) -> None:
    """A bare text is all story; a changed figure and a lost negation are edits of their own."""
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(ORIGINAL, "utf-8")
    second.write_text(ORIGINAL.replace("12.5", "15.2").replace("没有意见", "有意见"), "utf-8")
    ran = run("compare", str(first), str(second), "--format", "json")
    assert ran.code == 0
    printed = json.loads(ran.out)
    jsonschema.Draft202012Validator(schema("comparison")).validate(printed)
    assert printed["original"]["body"] == ORIGINAL.strip()
    assert {"number-changed", "negation-changed"} == {edit["kind"] for edit in printed["match"]["edits"]}


def test_a_text_compared_with_itself_has_no_edit(run: Run, tmp_path: Path) -> None:
    """The same file twice is a copy without edits."""
    same = tmp_path / "a.txt"
    same.write_text(ORIGINAL, "utf-8")
    match = json.loads(run("compare", str(same), str(same), "--format", "json").out)["match"]
    assert match["edits"] == []
    assert (match["page_covered"], match["document_covered"], match["jaccard"]) == (1, 1, 1)


def test_pages_are_compared_by_their_stories(run: Run) -> None:
    """The same page saved as HTML and as text is the same story."""
    ran = run("compare", str(SAMPLES / "aggregator.html"), str(SAMPLES / "aggregator.txt"))
    assert ran.code == 0
    assert "Copy" in ran.out
