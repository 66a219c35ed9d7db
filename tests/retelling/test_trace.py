"""A retold page traced: the relation, its sentences and its facts reach every output."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

import reprint_trace as rt
from reprint_trace.contract import schema, to_json
from reprint_trace.contract.loading import trace_from_json
from reprint_trace.corpus import Corpus
from reprint_trace.model import Document, Published, Trace
from reprint_trace.reporting.page import page_html
from reprint_trace.reporting.terminal import report
from reprint_trace.words import Language, catalogue, tell
from tests.conftest import Run
from tests.corpus.stories import documents

from .test_retelling import CHANGED, KILN, RETOLD

PAGE = (
    "<html><head><meta charset=utf-8><title>老窑拆了_窑湾网</title></head><body><h1>老窑拆了</h1>"
    "<div class=info>2021-06-02 08:30 来源：窑湾网</div><div class=content><p>{body}</p></div></body></html>"
)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(PAGE.format(body=CHANGED.replace("。", "。</p><p>")), "utf-8")
    dated = Published(value="2021-05-30", precision="day", basis="corpus")
    with Corpus.in_memory("originals") as corpus:
        corpus.add(documents(40))
        corpus.add([Document(id="kiln", text=KILN, title="末代龙窑熄火", source="陶都晚报", published=dated)])
        return rt.trace(rt.read(str(path)), corpus)


def test_a_page_without_common_text_has_a_retold_match(traced: Trace) -> None:
    """Where no document shares its letters, the one that it tells again is its match."""
    (match, *_) = traced.matches
    assert (match.document.id, match.relation) == ("kiln", "retold")
    assert match.retelling is not None
    assert match.page_covered < 0.3


def test_its_json_keeps_the_schema_and_reads_back(traced: Trace) -> None:
    """Sentences, facts and reasons are in the JSON, and a saved trace is the trace."""
    line = to_json(traced)
    jsonschema.Draft202012Validator(schema("trace")).validate(json.loads(line))
    again = trace_from_json(line)
    assert again.matches[0].retelling == traced.matches[0].retelling


@pytest.mark.parametrize(("lang", "said"), [("en", "told again in other words"), ("zh", "洗稿")])
def test_the_terminal_shows_sentences_and_changed_facts(traced: Trace, lang: Language, said: str) -> None:
    """The relation in words, both probabilities, the changed figure first, then sentence by sentence."""
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(report(traced, lang))
    text = console.export_text()
    assert said in text
    assert "86万 → 136万" in text
    assert "7300块" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_report_lays_it_side_by_side(traced: Trace, lang: Language) -> None:
    """Facts the page tells otherwise come first, then every sentence; nothing of the page is markup."""
    html = page_html(traced, lang)
    assert "136万" in html
    assert html.index("136万") < html.index("7300块老砖")
    assert tell_all(lang)["telling.reworded"] in html
    assert (
        page_html(
            replace(traced, page=replace(traced.page, body=traced.page.body.replace("窑", "<b>"))), lang
        ).count("<b>")
        == 0
    )


def tell_all(lang: Language) -> dict[str, str]:
    return {key: words[lang == "zh"] for key, words in catalogue().items()}


def test_a_search_says_what_names_alike(tmp_path: Path, run: Run) -> None:
    """`corpus search` explains which rare words and figures lead to a document."""
    rows = [
        {"id": "kiln", "text": KILN},
        {"id": "other", "text": "图书馆本周起延长开放时间，读者可在晚上借还图书。" * 3},
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    found = run("corpus", "search", str(tmp_path / "c.jsonl"), CHANGED)
    assert "kiln" in found.out
    assert "#48.6" in found.out
    assert "other" not in found.out


def traced_as(folder: Path, credit: str, dated: str = "2021-05-30") -> Trace:
    (folder / "page.html").write_text(
        PAGE.format(body=RETOLD.replace("。", "。</p><p>")).replace("来源：窑湾网", credit), "utf-8"
    )
    date = Published(value=dated, precision="day", basis="corpus")
    with Corpus.in_memory("originals") as corpus:
        corpus.add(documents(40))
        corpus.add([Document(id="kiln", text=KILN, title="末代龙窑熄火", source="陶都晚报", published=date)])
        return rt.trace(rt.read(str(folder / "page.html")), corpus)


def test_a_retold_text_has_an_origin(tmp_path: Path) -> None:
    """The chain leads from the document that is told again to the page, and says how sure that is."""
    found = traced_as(tmp_path, "")
    (step,) = found.chain.edges
    assert found.chain.path == ("kiln", found.page.file)
    assert step.probability == found.matches[0].retelling.probability  # type: ignore[union-attr]
    assert found.verdict.origin == "missing"
    quoted = {fact.id: fact.quote for fact in found.evidence}
    assert all(quoted[id_] in found.page.body for id_ in step.evidence)


def test_a_credit_for_what_is_told_again_holds(tmp_path: Path) -> None:
    """The declared outlet's own text is here, and the page very likely tells it again."""
    found = traced_as(tmp_path, "来源：陶都晚报")
    assert (found.verdict.origin, found.chain.path[0]) == ("confirmed", "kiln")


def test_a_credit_for_another_is_not_contradicted_by_a_retelling(tmp_path: Path) -> None:
    """The page may print the other's retelling: the text is named, the credit stays open."""
    found = traced_as(tmp_path, "来源：窑乡都市报")
    assert found.verdict.origin == "unverifiable"
    assert any("陶都晚报" in tell(said, "zh") for said in found.verdict.summary)


def test_a_text_of_a_later_day_is_not_what_was_told_again(tmp_path: Path) -> None:
    """No chain is drawn from a document that is dated after the page."""
    assert len(traced_as(tmp_path, "", dated="2021-06-09").chain.path) == 1
