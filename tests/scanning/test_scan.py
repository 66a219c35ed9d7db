"""A folder of pages becomes a run: every page traced among the others and the corpus."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest

from reprint_trace.contract import schema, to_json
from reprint_trace.contract.loading import saved_traces
from reprint_trace.corpus import Corpus
from reprint_trace.library import scan
from reprint_trace.reading import read_page
from reprint_trace.tracing import trace
from tests.corpus.stories import story

from .crawls import outputs, page, traces


def test_a_page_without_kin_is_traced_as_if_it_were_alone(
    pages: Path, corpus: str, undisturbed: Path
) -> None:
    """A group of one page gives the trace that `trace` gives for the page, to the byte."""
    for name in ("b/4.html", "c/7.html"):
        with Corpus.open(corpus) as opened:
            alone = trace(read_page((pages / name).read_bytes(), file=name), opened)
        assert traces(undisturbed)[name] == json.loads(to_json(alone))


def test_pages_of_one_story_are_one_group(undisturbed: Path) -> None:
    """Three pages with an original in the corpus, and two without, are grouped; the others stay alone."""
    table = pyarrow.parquet.read_table(undisturbed / "pages.parquet").to_pylist()
    groups: dict[int, set[str]] = {}
    for row in table:
        groups.setdefault(row["group"], set()).add(row["id"])
    assert sorted(map(sorted, groups.values())) == [
        ["a/1.html", "a/2.html", "b/3.html"], ["b/4.html"], ["c/5.html", "c/6.html"], ["c/7.html"],
    ]  # fmt: skip


def test_a_page_is_matched_with_the_pages_it_came_through(undisturbed: Path) -> None:
    """A story that no corpus has: the copy is matched with the other page, by its path in the folder."""
    matched = traces(undisturbed)["c/6.html"]["matches"]
    assert matched[0]["document"]["id"] == "c/5.html"
    assert matched[0]["relation"] == "copy"
    assert 0.5 < matched[0]["jaccard"] < 1


def test_every_output_keeps_its_schema(undisturbed: Path) -> None:
    """traces.jsonl, failures.jsonl and summary.json are what their published schemas say."""
    for file, name in (("traces.jsonl", "trace"), ("failures.jsonl", "failure"), ("summary.json", "summary")):
        valid = jsonschema.Draft202012Validator(schema(name))
        for line in (undisturbed / file).read_text("utf-8").splitlines():
            valid.validate(json.loads(line))


def test_a_run_can_be_reported_from_its_folder_alone(undisturbed: Path) -> None:
    """Every match of every saved trace finds the text of its document again."""
    read = list(saved_traces(str(undisturbed)))
    assert len(read) == 7
    assert all(match.document.text for each in read for match in each.matches)


def test_edges_are_rows_of_a_table(undisturbed: Path) -> None:
    """A step of a path is a row: from, to, probability, grade."""
    rows = pyarrow.parquet.read_table(undisturbed / "edges.parquet").to_pylist()
    steps = sum(len(each["chain"]["edges"]) for each in traces(undisturbed).values())
    assert len(rows) == steps > 0
    assert {"page", "source", "target", "probability", "grade"} <= set(rows[0])


def test_the_number_of_workers_changes_nothing(
    pages: Path, corpus: str, undisturbed: Path, tmp_path: Path
) -> None:
    """One worker or three: the same bytes."""
    scan([str(pages)], str(tmp_path / "one"), corpus=corpus, jobs=3)
    assert outputs(tmp_path / "one") == outputs(undisturbed)


def test_a_corpus_of_rows_is_named_as_it_was_given(pages: Path, tmp_path: Path, corpus: str) -> None:
    """A JSON Lines file serves as the corpus and finds the same originals; it is indexed once."""
    rows = str(Path(corpus).with_name("originals.jsonl"))
    scan([str(pages)], str(tmp_path / "run"), corpus=rows, jobs=1)
    found = traces(tmp_path / "run")["b/4.html"]
    assert found["corpus"]["name"] == rows
    assert found["matches"][0]["document"]["id"] == "d2"
    made = (tmp_path / "run/.work/corpus.db").stat().st_mtime_ns
    scan([str(pages)], str(tmp_path / "run"), corpus=rows, jobs=1)
    assert (tmp_path / "run/.work/corpus.db").stat().st_mtime_ns == made


def test_a_run_without_corpus_traces_pages_among_each_other(pages: Path, tmp_path: Path) -> None:
    """Without originals the pages are still grouped and traced."""
    result = scan([str(pages)], str(tmp_path / "run"), jobs=1)
    assert (result.pages, result.groups, result.largest_group, result.corpus) == (7, 2, 3, None)


def test_a_sites_own_notice_makes_no_kin(tmp_path: Path) -> None:
    """A long notice on all pages of a site does not group them."""
    notice = "\n".join(
        f"本站第{n}条声明：以上文字由网友上传，版权归原来的作者所有，若有疑问请尽快来信告知。"
        for n in range(9)
    )
    for seed in range(20, 26):
        (tmp_path / f"{seed}.html").write_text(
            page(story(seed, 6) + "\n" + notice, title=f"第{seed}则"), "utf-8"
        )
    assert scan([str(tmp_path)], str(tmp_path / "run"), jobs=1).groups == 0


@pytest.mark.parametrize("days", [("2021-06-20", "2021-06-22"), ("2021-06-22", "2021-06-20")])
def test_a_story_copied_verbatim_by_many_is_one_group(tmp_path: Path, days: tuple[str, str]) -> None:
    """Forty copies of a text, more than a key pairs a page with, are found to be one story."""
    for number in range(40):
        text = story(30) + f"\n这是第{number}家刊出的。"
        (tmp_path / f"{number}.html").write_text(page(text, day=days[number % 2]), "utf-8")
    assert scan([str(tmp_path)], str(tmp_path / "run"), jobs=1).largest_group == 40
