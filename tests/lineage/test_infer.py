"""Chain and verdict for one page."""

from __future__ import annotations

import pytest

from reprint_trace.lineage import infer
from reprint_trace.words import paragraph
from tests.lineage.conftest import COPIED, STORY, FewOutlets, claim, match, page

RELAY = claim("relay", "北京联盟", where="body")
DECLARED = claim("declared", "人民日报", "人民日报")


def test_an_origin_found_in_the_corpus_is_confirmed_and_the_unnamed_relay_shown(outlets: FewOutlets) -> None:
    """A page that credits its true original but came through a reprinter it does not name."""
    traced = infer(page(DECLARED, RELAY), [match("人民日报")], gazetteer=outlets)
    assert traced.chain.path == ("original-1", "named:北京联盟", "page.html")
    relay = traced.chain.nodes[1]
    assert (relay.role, relay.outlet, relay.observed) == ("named", "北京联盟", False)
    assert (traced.verdict.origin, traced.verdict.path) == ("confirmed", "undeclared-relay")
    assert (traced.verdict.probability or 0) >= 0.9
    assert "北京联盟" in paragraph(traced.verdict.summary, "en")


def test_every_edge_and_verdict_rests_on_exact_quotes(outlets: FewOutlets) -> None:
    """Evidence ids resolve, and a quote with a span stands exactly there in the text it names."""
    traced = infer(page(DECLARED, RELAY), [match("人民日报")], gazetteer=outlets)
    known = {e.id: e for e in traced.evidence}
    assert traced.verdict.reasons
    for ids in (traced.verdict.reasons, *(edge.evidence for edge in traced.chain.edges)):
        assert ids
        assert set(ids) <= set(known)
    texts = {"page.html": COPIED, "original-1": STORY}
    for entry in known.values():
        assert entry.quote
        assert entry.supports
        if entry.span:
            assert texts[entry.document or ""][entry.span[0] : entry.span[1]] == entry.quote


def test_without_a_corpus_the_origin_is_unverifiable_and_the_report_says_what_would_settle_it(
    outlets: FewOutlets,
) -> None:
    """The same page without originals keeps its chain of names, and asks for the outlet's texts."""
    traced = infer(page(DECLARED, RELAY), [], gazetteer=outlets)
    assert traced.chain.path == ("named:人民日报", "named:北京联盟", "page.html")
    assert (traced.verdict.origin, traced.verdict.path) == ("unverifiable", "undeclared-relay")
    assert "人民日报" in paragraph(traced.verdict.would_change, "en")
    assert "\n" not in paragraph(traced.verdict.would_change, "en")


@pytest.mark.parametrize("said", [(), ("网络",), ("视觉中国",)])
def test_a_page_that_credits_nobody_has_a_missing_source(said: tuple[str, ...], outlets: FewOutlets) -> None:
    """No source line, 来源：网络 and a photo agency's credit all name no story source."""
    traced = infer(page(*(claim("declared", name, name) for name in said)), [], gazetteer=outlets)
    assert traced.verdict.origin == "missing"
    assert traced.chain.path == ("page.html",)


def test_the_same_house_bears_out_the_declared_outlet(outlets: FewOutlets) -> None:
    """A page that credits 人民网 while the text found is 人民日报's is not called a liar."""
    traced = infer(page(claim("declared", "人民网", "人民网")), [match("人民日报")], gazetteer=outlets)
    assert traced.verdict.origin == "confirmed"
    assert "人民日报" in paragraph(traced.verdict.summary, "en")


def test_a_compound_credit_is_a_declared_relay(outlets: FewOutlets) -> None:
    """新浪网-人民日报 names the carrier and the origin: the path is declared."""
    traced = infer(page(claim("declared", "新浪网-人民日报")), [match("人民日报")], gazetteer=outlets)
    assert traced.verdict.path == "declared-relay"
    assert traced.chain.path == ("original-1", "named:新浪网", "page.html")


def test_another_newsrooms_earlier_text_contradicts_the_credit(outlets: FewOutlets) -> None:
    """A page that credits 北京青年报 while its text is 人民日报's of the day before."""
    traced = infer(
        page(claim("declared", "北京青年报", "北京青年报")), [match("人民日报")], gazetteer=outlets
    )
    assert traced.verdict.origin == "contradicted"
    assert "人民日报" in paragraph(traced.verdict.summary, "en")


def test_an_agency_credit_is_not_contradicted_by_a_newspaper_that_prints_agency_copy(
    outlets: FewOutlets,
) -> None:
    """Newspapers drop datelines: finding the text in one says nothing against the agency."""
    traced = infer(page(claim("declared", "新华社", "新华社")), [match("人民日报")], gazetteer=outlets)
    assert traced.verdict.origin == "unverifiable"


def test_a_dateline_puts_the_agency_above_the_newspaper(outlets: FewOutlets) -> None:
    """Text found in a newspaper under 新华社北京2月23日电 comes from the agency."""
    dated = match("人民日报", text="新华社北京2月23日电 " + STORY)
    traced = infer(page(claim("declared", "新华社", "新华社")), [dated], gazetteer=outlets)
    assert traced.chain.path[0] == "wire:新华社"
    assert traced.chain.nodes[0].role == "wire"


def test_an_editors_note_naming_the_site_itself_is_no_relay(outlets: FewOutlets) -> None:
    """傻大方小编 on 傻大方 is the site speaking, not another reprinter."""
    traced = infer(page(claim("relay", "傻大方")), [], gazetteer=outlets)
    assert traced.chain.path == ("page.html",)
    assert traced.verdict.path == "unresolved"


def test_a_document_that_shares_little_is_left_out(outlets: FewOutlets) -> None:
    """A match that covers neither text by half is not asked who copied whom."""
    from dataclasses import replace

    stray = replace(match("南方都市报", name="stray"), page_covered=0.2, document_covered=0.1)
    traced = infer(page(DECLARED), [match("人民日报"), stray], gazetteer=outlets)
    assert "stray" not in {node.id for node in traced.chain.nodes}


def test_the_same_input_gives_the_same_lineage(outlets: FewOutlets) -> None:
    """Nothing is left to chance: sampling is seeded."""
    first, second = (infer(page(DECLARED, RELAY), [match("人民日报")], gazetteer=outlets) for _ in range(2))
    assert first == second


def test_an_empty_body_still_has_a_verdict(outlets: FewOutlets) -> None:
    """A page without text is judged by its claims alone."""
    assert infer(page(DECLARED, body=""), [], gazetteer=outlets).verdict.origin == "unverifiable"
