"""What a verdict may rest on: texts that are here, words that stand for themselves, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reprint_trace.lineage import Witness, infer, infer_group
from reprint_trace.lineage.chain import grade, is_traced
from reprint_trace.lineage.evidence import Ledger
from reprint_trace.lineage.origin import weigh_origin
from reprint_trace.lineage.sources import sources, with_sources
from reprint_trace.lineage.study import study
from reprint_trace.lineage.witnesses import document_witness, publisher_of, read_credits
from reprint_trace.model import Document, Page, Passage, Published, Site
from tests.lineage.conftest import PARAGRAPHS, STORY, FewOutlets, claim, match, page, witness

OLDER = "\n".join(PARAGRAPHS)
COPY = OLDER.replace("石磨", "磨盘").replace("老槐树", "大柳树")


def original(outlet: str, text: str = OLDER, at: str = "2020-02-21T08:00", name: str = "original") -> Witness:
    """A document of the corpus."""
    return replace(witness(name, text, outlet=outlet, at=at), supplied=True)


def test_copies_of_one_false_credit_do_not_outvote_the_text_of_another_newsroom(outlets: FewOutlets) -> None:
    """Three pages that descend from one another credit 北京青年报; 人民日报's older text is in the corpus."""
    said = claim("declared", "北京青年报", "北京青年报")
    group = [
        witness("a", COPY, said, outlet="甲网", at="2020-02-23T09:30"),
        witness("b", COPY.replace("夜校", "学堂"), said, outlet="乙网", at="2020-02-24T10:00"),
        witness(
            "c",
            COPY.replace("夜校", "学堂").replace("水管", "管子"),
            said,
            outlet="丙网",
            at="2020-02-25T11:00",
        ),
        original("人民日报"),
    ]
    found = infer_group(group, gazetteer=outlets)[:3]
    assert [x.verdict.origin for x in found] == ["contradicted"] * 3
    assert {x.chain.path[0] for x in found} == {"original"}


def test_no_hollow_node_stands_for_an_outlet_whose_text_is_here(outlets: FewOutlets) -> None:
    """新华社's own text is in the corpus: its reprints descend from it, by a step or an open one."""
    dated = "新华社北京2月21日电（记者王大明） "
    said = claim("declared", "新华社", "新华社")
    group = [
        witness(
            "a",
            dated + COPY,
            said,
            claim("dateline", "新华社", "新华社"),
            outlet="甲网",
            at="2020-02-22T09:30",
        ),
        witness("b", dated + COPY.replace("夜校", "学堂"), said, outlet="乙网", at="2020-02-22T12:30"),
        original("新华社", dated + OLDER),
    ]
    for found in infer_group(group, gazetteer=outlets)[:2]:
        assert all(node.observed for node in found.chain.nodes)
        assert found.chain.path[0] == "original"


def test_our_paper_in_a_copy_is_the_originals_paper(outlets: FewOutlets) -> None:
    """A page without a credit keeps 本报北京2月21日电 of 人民日报: the copyist is no origin by that."""
    text = "本报北京2月21日电 （记者王大明） " + COPY
    kept = claim("dateline", "本报", quote="本报北京2月21日电")
    group = [witness("a", text, kept, outlet="甲网", at="2020-02-23T09:30"),
             original("人民日报", "本报北京2月21日电 （记者王大明） " + OLDER)]  # fmt: skip
    found = infer_group(group, gazetteer=outlets)[0]
    assert found.verdict.origin == "missing"
    assert ("outlet", "人民日报") in {pair for said in found.verdict.summary for pair in said.values}
    alone = infer_group(group[:1], gazetteer=outlets)[0]
    assert alone.verdict.origin == "unverifiable"


def test_a_claim_to_be_the_author_is_weighed_against_an_older_text(outlets: FewOutlets) -> None:
    """本站原创 on a page whose text 人民日报 printed two days before is contradicted."""
    group = [witness("a", OLDER, claim("self", "本站原创"), outlet="甲网", at="2020-02-23T09:30"),
             original("人民日报")]  # fmt: skip
    found = infer_group(group, gazetteer=outlets)[0].verdict
    assert found.origin == "contradicted"


def test_a_credited_carrier_is_neither_confirmed_nor_contradicted(outlets: FewOutlets) -> None:
    """来源：新浪网, whose page is here and stands between: it passed the text on."""
    middle = COPY.replace("两万多元", "近三万元")
    group = [
        witness(
            "a",
            middle.replace("夜校", "学堂"),
            claim("declared", "新浪网", "新浪网"),
            outlet="甲网",
            at="2020-02-25T09:30",
        ),
        witness(
            "b", middle, claim("declared", "人民日报", "人民日报"), outlet="新浪网", at="2020-02-22T10:00"
        ),
        original("人民日报"),
    ]
    found = infer_group(group, gazetteer=outlets)[0].verdict
    assert (found.origin, found.path) == ("carrier", "declared-relay")
    assert found.probability is None


def test_a_whole_copy_under_a_foreign_credit_is_contradicted(outlets: FewOutlets) -> None:
    """南方都市报's text, copied whole two days later without its byline, and credited to 北京青年报."""
    said = claim("declared", "北京青年报", "北京青年报")
    found = infer(
        page(said, date="2020-02-25", body=OLDER), [match("南方都市报", text=STORY)], gazetteer=outlets
    )
    assert found.verdict.origin == "contradicted"
    assert found.chain.path == ("original-1", "page.html")


def test_a_saved_page_with_a_false_credit_is_no_original_of_the_credited_outlet(outlets: FewOutlets) -> None:
    """A document knows whose page it is, and apart from that whom it credits."""
    document = Document(id="d", text=STORY, publisher="甲网", source="人民日报",
                        published=Published(value="2020-02-20", precision="day", basis="corpus"))  # fmt: skip
    seen = document_witness(document, outlets)
    assert (seen.outlet, [c.text for c in seen.claims]) == ("甲网", ["人民日报"])
    own = replace(match("甲网"), document=document)
    found = infer(page(claim("declared", "人民日报", "人民日报")), [own], gazetteer=outlets)
    assert found.verdict.origin not in {"confirmed", "contradicted"}


@pytest.mark.parametrize("same", ["address", "text"])
def test_a_page_is_never_its_own_parent(same: str, outlets: FewOutlets) -> None:
    """The page's own copy in the corpus, by its address or by its site and text, is the page."""
    mine = replace(page(site="新浪网"), url="https://www.example.com/n/1.html")
    theirs = match("新浪网", text=mine.body if same == "text" else STORY)
    document = replace(theirs.document, url="http://example.com/n/1.html#top" if same == "address" else None)
    found = infer(mine, [replace(theirs, document=document)], gazetteer=outlets)
    assert found.chain.path == ("page.html",)


def test_an_account_on_a_platform_is_the_publisher(outlets: FewOutlets) -> None:
    """A page of 微信公众平台 is its account's."""
    platform = replace(
        outlets.known["新浪网"], id="微信公众平台", name="微信公众平台", class_="self-media-platform"
    )
    known = FewOutlets({**outlets.known, "微信公众平台": platform})
    mine: Page = replace(
        page(), site=Site(name="微信公众平台", outlet="微信公众平台"), authors=("镇上那些事",)
    )
    assert publisher_of(mine, known) == "镇上那些事"


def test_every_source_of_a_page_is_listed(outlets: FewOutlets) -> None:
    """A page merged from two newspapers names one: the other, with a third of it, is told as well."""
    first, second = OLDER[:200], "".join(reversed(OLDER[200:320]))
    mine = page(claim("declared", "人民日报", "人民日报"), body=first + second)
    one = replace(
        match("人民日报", text=first), passages=(Passage(page=(0, 200), document=(0, 200)),), relation="copy"
    )
    other = replace(
        match("南方都市报", text=second, name="second"), page_covered=0.375, relation="copy",
        passages=(Passage(page=(190, 320), document=(0, 130)),),
    )  # fmt: skip
    found = infer(mine, [one], gazetteer=outlets)
    gave = sources(mine, [one, other], found.chain, outlets)
    assert [source.document for source in gave] == ["original-1", "second"]
    assert sum(source.share for source in gave) <= 1.0
    assert [bool(source.credit) for source in gave] == [True, False]
    shown = with_sources(found, mine, [one, other], gave)
    assert ("second", "page.html") in {(edge.from_, edge.to) for edge in shown.chain.edges}
    assert shown.chain.edges[-1] == found.chain.edges[-1]


def test_grade_a_asks_for_a_trace_of_this_parent(outlets: FewOutlets) -> None:
    """乙网's name in the text makes the step from 乙网 an A, not the step from 甲网; a name that most texts
    carry makes none."""
    group = [
        witness("a", OLDER, outlet="甲头条网", at="2020-02-22T08:00"),
        witness("b", OLDER.replace("石磨", "磨盘"), outlet="乙资讯网", at="2020-02-22T09:00"),
        witness(
            "c", "乙资讯网小编获悉，" + OLDER.replace("夜校", "学堂"), outlet="丙网", at="2020-02-22T10:00"
        ),
        witness("d", OLDER.replace("水管", "管子"), outlet="丁网", at="2020-02-22T11:00"),
    ]
    found = study(group, outlets)
    assert is_traced(found, 1, 2)
    assert not is_traced(found, 0, 2)
    assert grade(found, 1, 2, shared=False) == "A"
    assert grade(found, 0, 2, shared=False) == "C"
    everywhere = [replace(w, text="乙资讯网小编获悉，" + w.text) if w.id != "b" else w for w in group]
    assert not is_traced(study(everywhere, outlets), 1, 2)


def test_only_calibrated_figures_are_printed(outlets: FewOutlets) -> None:
    """A verdict that rests on no text has no probability, a hollow node none of a text's."""
    found = infer(page(claim("declared", "人民日报", "人民日报")), [], gazetteer=outlets)
    assert found.verdict.origin == "unverifiable"
    assert found.verdict.probability is None
    assert [edge.probability for edge in found.chain.edges] == [None]


def test_our_paper_names_no_outlet_even_where_reading_knows_the_site(outlets: FewOutlets) -> None:
    """本报 resolved to the site it stands on, and 某网小编获悉 read as a dateline, are no credits."""
    said = read_credits([claim("dateline", "本报", "人民网")], Site(outlet="人民网"), outlets)
    assert (said.origin, said.inside, said.standing) == (None, (), "unattributed")
    lead = [claim("dateline", "甲新闻网"), claim("relay", "甲新闻网")]
    assert read_credits(lead, Site(outlet="乙网"), outlets).inside == ()


def test_an_outlet_whose_page_is_here_is_not_drawn_beside_it(outlets: FewOutlets) -> None:
    """Two undated texts, one crediting the other's site: the step is not resolved, and no hollow 新浪网."""
    group = [
        witness("a", OLDER, claim("declared", "新浪网", "新浪网"), outlet="甲网"),
        witness("b", OLDER.replace("石磨", "磨盘"), outlet="新浪网"),
    ]
    assert all(node.observed for node in infer_group(group, gazetteer=outlets)[0].chain.nodes)


def test_a_contradicted_credit_is_no_node(outlets: FewOutlets) -> None:
    """Three texts on lines of their own are signed 南方都市报: the page that credits 北京青年报 is not
    drawn from it."""
    cuts = [PARAGRAPHS[1:], PARAGRAPHS[:-1], PARAGRAPHS[:3] + PARAGRAPHS[4:]]
    words = [("石磨", "磨盘"), ("老槐树", "大柳树"), ("手艺夜校", "工匠学堂")]
    signed = claim("byline", "南方都市报", "南方都市报")
    group = [
        witness(f"w{i}", "\n".join(c).replace(*w), signed)
        for i, (c, w) in enumerate(zip(cuts, words, strict=True))
    ]
    page_ = witness("v", OLDER.replace("水管", "管子"), claim("declared", "北京青年报", "北京青年报"))
    found = infer_group([page_, *group], gazetteer=outlets)[0]
    assert found.verdict.origin == "contradicted"
    assert "named:北京青年报" not in found.chain.path


def test_verbatim_copies_with_one_credit_are_one_voice(outlets: FewOutlets) -> None:
    """Two pages of the same text credit 南方都市报, a third text nobody: that is said once."""
    said = claim("declared", "南方都市报", "南方都市报")
    group = [witness("a", OLDER, said), witness("b", OLDER, said), witness("c", COPY)]
    assert infer_group(group, gazetteer=outlets)[0].verdict.origin == "unverifiable"


def judged(outlets: FewOutlets, chances: list[float], *witnesses: Witness) -> str:
    """The verdict on the first witness, where the others stand above it with these probabilities."""
    found = study(witnesses, outlets)
    above = np.zeros_like(found.ancestors)
    above[1:, 0] = chances
    return weigh_origin(replace(found, ancestors=above, credited=above), 0, Ledger()).origin


def test_what_a_text_must_be_to_confirm_or_contradict(outlets: FewOutlets) -> None:
    """Surely above, and of an outlet that writes; another newsroom's text contradicts only where the
    declared one's own is surely not above, and the page's own text does not name it."""
    credited = claim("declared", "北京青年报", "北京青年报")
    mine = witness("a", COPY, credited, outlet="甲网")
    own, other = witness("b", OLDER, outlet="北京青年报"), witness("c", OLDER, outlet="人民日报")
    assert judged(outlets, [0.95], mine, own) == "confirmed"
    assert judged(outlets, [0.85], mine, own) == "unverifiable"
    assert judged(outlets, [0.02, 0.95], mine, own, other) == "contradicted"
    assert judged(outlets, [0.40, 0.95], mine, own, other) == "unverifiable"
    assert judged(outlets, [0.85], mine, other) == "unverifiable"
    named = replace(mine, claims=(credited, claim("dateline", "北京青年报", "北京青年报")))
    assert judged(outlets, [0.95], named, other) == "unverifiable"
    assert judged(outlets, [0.50], named, other) == "supported"
    site = witness("a", COPY, claim("declared", "乙网"), outlet="甲网")
    assert judged(outlets, [0.95], site, witness("b", OLDER, outlet="乙网")) == "carrier"


def test_a_twin_does_not_part_a_page_from_its_original(outlets: FewOutlets) -> None:
    """Two sites print one reworded text under one false credit: each is contradicted as one alone is."""
    said = claim("declared", "北京青年报", "北京青年报")
    group = [
        witness("a", COPY, said, outlet="甲网", at="2020-02-23T09:30"),
        witness("b", COPY, said, outlet="乙网", at="2020-02-24T10:00"),
        original("人民日报"),
    ]
    alone = infer_group([group[0], group[2]], gazetteer=outlets)[0].verdict.origin
    assert alone == "contradicted"
    assert [x.verdict.origin for x in infer_group(group, gazetteer=outlets)[:2]] == [alone] * 2
