"""What a page has beside one line of copies: further sources, and a document told again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reprint_trace.lineage import conclude, study_pages
from reprint_trace.lineage.sources import sources, with_retelling
from reprint_trace.lineage.witnesses import read_credits
from reprint_trace.model import (
    Chain,
    Document,
    Lineage,
    Match,
    Node,
    Page,
    Passage,
    Published,
    Relation,
    Retelling,
    Site,
    ToldSentence,
)
from tests.lineage.conftest import PARAGRAPHS, FewOutlets, claim, page

BODY = "\n".join(PARAGRAPHS)
SAID = claim("declared", "北京青年报", "北京青年报")


def given(name: str, start: int, end: int, *, relation: Relation = "copy", at: str | None = "2020-02-20",
          outlet: str | None = "人民日报", longest: int = 100) -> Match:  # fmt: skip
    """A match that has the page's `start`-th to `end`-th character."""
    published = Published(value=at, precision="day", basis="corpus") if at else None
    return Match(
        document=Document(id=name, text=BODY[start:end], publisher=outlet, published=published), jaccard=0.5,
        jaccard_exact=0.5, page_covered=(end - start) / len(BODY), document_covered=1.0, relation=relation,
        passages=(Passage(page=(start, end), document=(0, end - start)),), longest_run=longest,
    )  # fmt: skip


NONE = Chain(nodes=(), edges=(), path=())


def shares(
    outlets: FewOutlets, *matches: Match, chain: Chain = NONE, date: str | None = "2020-02-24"
) -> dict[str, float]:
    found = sources(page(SAID, body=BODY, date=date), matches, chain, outlets)
    return {source.document: round(source.share, 1) for source in found}


@pytest.mark.parametrize(
    ("match", "counts"),
    [
        (given("a", 0, 100), True),
        (given("a", 0, 20), False),  # less than a tenth
        (given("a", 0, 220), False),  # most of the page, and nothing tells who copied whom
        (given("a", 0, 100, at="2020-02-25"), False),
        (given("a", 0, 100, at="2020-02-24"), True),
        (given("a", 0, 100, at=None), True),
        (given("a", 0, 100, relation="same-wire"), True),
        (given("a", 0, 100, relation="template"), False),
        (given("a", 0, 100, relation="shared-quotation"), True),
        (given("a", 0, 100, relation="shared-quotation", longest=89), False),
    ],
)
def test_which_text_may_have_given_a_part(match: Match, counts: bool, outlets: FewOutlets) -> None:
    """A text outside the chain gave a part if it is not later, shares no formulas alone and is no copy of it all."""
    assert bool(shares(outlets, match)) is counts


def test_what_several_share_is_counted_once_for_the_chain_first(outlets: FewOutlets) -> None:
    """The text of the chain comes first, then the one that covers most; short passages count in the chain only."""
    node = Node(id="b", role="document", outlet="南方都市报", observed=True)
    chain = Chain(nodes=(node,), edges=(), path=("b",))
    assert len(BODY) < 350
    first, second = given("a", 0, 160), given("b", 100, 180)
    assert shares(outlets, first, second) == {"a": 0.5}
    assert shares(outlets, first, second, chain=chain) == {"a": 0.3, "b": 0.3}
    short = Passage(page=(200, 229), document=(0, 29))
    patched = replace(second, passages=(short, Passage(page=(240, 269), document=(29, 58))))
    assert shares(outlets, patched) == {}
    assert shares(outlets, patched, chain=chain) == {"b": 0.2}


def test_a_source_has_the_credit_that_names_its_house(outlets: FewOutlets) -> None:
    """来源：北京青年报 credits the part that paper gave, and none of another's."""
    own, other = given("a", 0, 100, outlet="北京青年报"), given("b", 120, 220, outlet="南方都市报")
    found = {s.document: s.credit for s in sources(page(SAID, body=BODY), (own, other), NONE, outlets)}
    assert found == {"a": "北京青年报", "b": None}


# ── told again ─────────────────────────────────────────────────────────────────────────

SENTENCES = tuple(
    ToldSentence(
        document=((10 * i, 10 * i + 8),), page=(12 * i, 12 * i + 9), likeness=0.5 + i / 10, telling="reworded"
    )
    for i in range(5)
)


ALONE = ToldSentence(document=((60, 70),), page=None, likeness=0.99, telling="dropped")
ADDED = ToldSentence(document=(), page=(60, 70), likeness=0.98, telling="added")


def telling(chance: float) -> Retelling:
    return Retelling(probability=chance, same_event=1 - chance, translated=False, page_told=0.5, document_told=0.5,
                     sentences=(ALONE, ADDED, *SENTENCES), terms=())  # fmt: skip


def retold(chance: float, *, at: str | None = "2020-02-20", outlet: str | None = "北京青年报", day: str | None = "2020-02-24",
           relation: Relation = "retold", claims: bool = True) -> tuple[Page, Lineage, Lineage]:  # fmt: skip
    """The page, its lineage without the retelling, and with it."""
    gazetteer = FewOutlets()
    told = telling(chance)
    match = replace(given("a", 0, 40, at=at, outlet=outlet, relation=relation), retelling=told)
    own = page(*((SAID,) if claims else ()), body=BODY, date=day)
    studied = study_pages([own], [()], gazetteer)
    before = conclude(studied)[0]
    return own, before, with_retelling(before, studied, 0, own, [match])


def test_a_document_told_again_is_drawn_and_confirms_its_papers_credit() -> None:
    """With P and the likest sentences as evidence; the hollow node of the same paper gives way to it."""
    own, before, after = retold(0.95)
    assert before.chain.path == ("named:北京青年报", own.file)
    assert (after.verdict.origin, after.verdict.probability, after.verdict.would_change) == (
        "confirmed",
        0.95,
        (),
    )
    assert [p.code for p in after.verdict.summary] == ["verdict.says.confirmed", "verdict.says.retold"]
    assert after.chain.path == ("a", own.file)
    node, step = after.chain.nodes[0], after.chain.edges[0]
    assert (node.role, node.observed, node.outlet, node.published) == (
        "document",
        True,
        "北京青年报",
        "2020-02-20",
    )
    assert (step.from_, step.to, step.probability, step.open, step.grade) == ("a", own.file, 0.95, False, "C")
    shown = [e for e in after.evidence if e.kind == "retold-sentence"]
    assert [e.span for e in shown] == [(48, 57), (36, 45), (24, 33)]
    assert [e.quote for e in shown] == [BODY[slice(*e.span)] for e in shown if e.span]
    assert step.evidence == tuple(e.id for e in shown)
    assert set(step.evidence) < set(after.verdict.reasons)
    assert [e.id for e in after.evidence] == [f"e{n + 1}" for n in range(len(after.evidence))]


def test_another_papers_document_told_again_leaves_the_credit_open() -> None:
    """The page may print the credited paper's own retelling, which stays between as it was named."""
    own, before, after = retold(0.95, outlet="南方都市报")
    assert after.verdict.origin == before.verdict.origin == "unverifiable"
    assert [p.code for p in after.verdict.summary][-1] == "verdict.says.retold"
    assert after.chain.path == ("a", "named:北京青年报", own.file)
    first, second = after.chain.edges
    assert (first.to, first.probability, first.ancestor, first.open) == ("named:北京青年报", None, 0.95, True)
    assert (second.from_, second.to) == ("named:北京青年报", own.file)


def test_a_document_that_is_nobodys_is_drawn_by_its_title_or_name() -> None:
    """Without a house it takes no named outlet's place."""
    own, _, after = retold(0.95, outlet=None)
    assert after.chain.path == ("a", "named:北京青年报", own.file)
    assert after.verdict.origin == "unverifiable"
    assert dict(after.verdict.summary[-1].values)["outlet"] == "a"
    assert retold(0.95, claims=False)[2].verdict.origin == "missing"


@pytest.mark.parametrize(
    ("changes", "drawn", "said"),
    [
        ({"chance": 0.89}, False, True),
        ({"at": "2020-02-25"}, False, False),
        ({"at": "2020-02-24"}, True, True),
        ({"at": "2020-02-24T18:00"}, True, True),  # of the same day
        ({"at": "2020-02-24T18:00", "day": "2020-02-24T09:00"}, True, True),
        ({"at": None}, True, True),
        ({"day": None}, True, True),
        ({"relation": "same-event"}, False, False),
    ],
)
def test_what_is_drawn_of_a_retelling(changes: dict[str, object], drawn: bool, said: bool) -> None:
    """Only a likely one, of no later day; a less likely one is said, others not."""
    _, before, after = retold(**{"chance": 0.95, **changes})  # type: ignore[arg-type]
    assert ("a" in after.chain.path) is drawn
    assert (
        len(after.verdict.summary) > len(before.verdict.summary) or after.verdict != before.verdict
    ) is said
    if drawn and None in changes.values():
        assert after.chain.edges[0].grade == "D"


def test_a_copy_is_no_retelling(outlets: FewOutlets) -> None:
    """Where a text that was copied heads the chain, nothing told again is drawn beside it."""
    own, before, _ = retold(0.95)
    copied = replace(
        before,
        chain=replace(
            before.chain, nodes=(Node(id="x", role="document", observed=True), *before.chain.nodes)
        ),
    )
    match = replace(given("a", 0, 40, relation="retold"), retelling=telling(0.99))
    studied = study_pages([own], [()], outlets)
    assert with_retelling(copied, studied, 0, own, [match]) == copied


# ── what claims name ───────────────────────────────────────────────────────────────────


def test_who_is_named_by_links_accounts_and_ours(outlets: FewOutlets) -> None:
    """A link names whom it is read to name, else whose address it is; an account goes by its name; 本报 names nobody."""
    site = Site(name="甲网")

    def named(*claims: object) -> tuple[list[str], str | None]:
        said = read_credits(claims, site, outlets)  # type: ignore[arg-type]
        return [c.outlet for c in (*said.declared, *said.links)], said.origin.outlet if said.origin else None

    assert named(claim("link", "点此", "人民日报")) == (["人民日报"], None)
    assert named(replace(claim("link", "点此"), url="people.cn")) == (["人民网"], None)
    assert named(claim("link", "people.cn")) == (["人民网"], None)
    assert named(claim("link", "无人的网址")) == ([], None)
    assert named(claim("declared", "微信公众号“禾川发布”")) == (["禾川发布"], "禾川发布")
    assert named(claim("declared", "本报记者")) == ([], "甲网")
    assert named(claim("declared", "网络", "网络")) == ([], None)
    assert named(claim("declared", "视觉中国", "视觉中国")) == ([], None)
    assert named(claim("declared", "新浪网", "新浪网"), claim("declared", "人民网", "人民网")) == (
        ["新浪网", "人民网"], "人民网",
    )  # fmt: skip
    assert named(claim("declared", "甲网"), claim("meta", "人民网", "人民网")) == (["甲网"], "甲网")
    assert named(claim("meta", "人民网", "人民网")) == (["人民网"], "人民网")


def test_a_dateline_inside_is_of_an_outlet_and_no_relay(outlets: FewOutlets) -> None:
    """Names of outlets count inside a text, words like 记者讯 do not, nor a name that a relay left."""
    site = Site(name="甲网")
    said = read_credits(
        [claim("dateline", "禾川晚报"), claim("byline", "情况"), claim("byline", "渤海网"), claim("relay", "渤海网")],
        site, outlets,
    )  # fmt: skip
    assert [c.outlet for c in said.inside] == ["禾川晚报"]
    assert [c.outlet for c in said.relays] == ["渤海网"]
    assert said.origin
    assert (said.origin.outlet, said.standing, said.carriers) == ("禾川晚报", "named", ())
    own = read_credits(
        [claim("declared", "新浪网", "新浪网"), claim("declared", "人民网", "人民网")], site, outlets
    )
    assert [c.outlet for c in own.carriers] == ["新浪网"]
