"""What a step is drawn from: grades, evidence, hollow nodes, and which steps are drawn at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reprint_trace.lineage import Witness, conclude, is_descent, study_pages
from reprint_trace.lineage.chain import draw, drawn, grade, path_of
from reprint_trace.lineage.evidence import Ledger, longest_shared
from reprint_trace.lineage.origin import Finding
from reprint_trace.lineage.study import Study, study
from reprint_trace.lineage.verdict import judge
from reprint_trace.model import Chain, Claim, Evidence, Published, Relation
from tests.lineage.conftest import COPIED, PARAGRAPHS, FewOutlets, claim, match, page, witness

OLDER = "\n".join(PARAGRAPHS)
COPY = OLDER.replace("石磨", "磨盘")


def pair(outlets: FewOutlets, *claims: Claim, text: str = COPY, at: str | None = "2020-02-22T08:00",
         outlet: str = "人民日报", site: str = "甲网") -> Study:  # fmt: skip
    """An older text, and a copy of it with these claims, the copy first."""
    return study(
        [
            witness("p", text, *claims, outlet=site, at=at),
            witness("o", OLDER, outlet=outlet, at="2020-02-20T08:00"),
        ],
        outlets,
    )


def shown(studied: Study, finding: Finding | None = None) -> tuple[Chain, dict[str, Evidence]]:
    ledger = Ledger()
    chain = draw(studied, 0, finding or Finding("unverifiable"), ledger)
    return chain, {entry.id: entry for entry in ledger.entries}


LINK = claim("link", "人民日报", "人民日报", quote="原文链接")
CARRIED = (
    claim("declared", "人民日报", "人民日报", quote="转自：人民日报"),
    claim("declared", "新华社", "新华社"),
)
RELAY = claim("relay", "人民日报", "人民日报", quote="人民日报小编")


@pytest.mark.parametrize(
    ("claims", "text", "kind", "quote"),
    [
        ((LINK,), COPY, "claim:link", "原文链接"),
        (CARRIED, COPY, "claim:declared", "转自：人民日报"),
        ((RELAY,), COPY, "claim:relay", "人民日报小编"),
        ((), "据人民日报 " + COPY, "trace", "人民日报"),
    ],
)
def test_a_step_that_names_its_parent_is_an_a_with_what_names_it(
    claims: tuple[Claim, ...], text: str, kind: str, quote: str, outlets: FewOutlets
) -> None:
    """A link, a carrier, a relay or the name in the text make an A, and are quoted."""
    others = [witness(f"x{i}", OLDER.replace("夜校", w), outlet=f"{i}网", at="2020-02-23T08:00")
              for i, w in enumerate(("学堂", "学校"))]  # fmt: skip
    found = pair(outlets, *claims, text=text)
    studied = study([*found.group.witnesses, *others], outlets)
    chain, evidence = shown(studied)
    step = chain.edges[-1]
    assert (step.from_, step.to, step.grade) == ("o", "p", "A")
    assert (kind, quote) in {(evidence[i].kind, evidence[i].quote) for i in step.evidence}
    assert all(f"{step.from_}→{step.to}" in evidence[i].supports for i in step.evidence)


@pytest.mark.parametrize(
    ("first", "second", "shared", "wanted"),
    [
        ("2020-02-20T08:00", "2020-02-22T08:00", False, "C"),
        ("2020-02-20T08:00", "2020-02-22T08:00", True, "B"),
        ("2020-02-22T08:00", "2020-02-20T08:00", False, "D"),
        ("2020-02-20T08:00", None, False, "D"),
        (None, "2020-02-22T08:00", False, "D"),
    ],
)
def test_grades_without_a_name(
    first: str | None, second: str | None, shared: bool, wanted: str, outlets: FewOutlets
) -> None:
    """B for what few others read, C for reliable dates in order, D for likeness alone."""
    studied = study(
        [witness("o", OLDER, outlet="甲", at=first), witness("p", COPY, outlet="乙", at=second)], outlets
    )
    assert grade(studied, 0, 1, shared=shared) == wanted


def test_a_day_filed_under_makes_no_c(outlets: FewOutlets) -> None:
    """A date out of an address or a day that may be the same is no reliable order."""
    early = witness("o", OLDER, outlet="甲", at="2020-02-20T08:00")
    for published in (
        Published(value="2020-02-22", precision="day", basis="url"),
        Published(value="2020-02-20", precision="day", basis="visible"),
    ):
        late = replace(witness("p", COPY, outlet="乙"), published=published)
        assert grade(study([early, late], outlets), 0, 1, shared=False) == "D"
        assert grade(study([replace(early, published=published), late], outlets), 0, 1, shared=False) == "D"


def test_a_step_quotes_the_longest_passage_and_the_date(outlets: FewOutlets) -> None:
    """The passage stands where its span says; a date without a quote is given by its value."""
    studied = pair(outlets)
    chain, evidence = shown(studied)
    text, date = (evidence[i] for i in chain.edges[0].evidence)
    assert text.kind == "text"
    assert text.span
    assert COPY[slice(*text.span)] == text.quote
    assert text.quote in OLDER
    assert text.span == longest_shared(OLDER, COPY)
    assert (date.kind, date.quote, date.document) == ("date", "2020-02-22T08:00", "p")
    quoted = replace(
        studied.group.witnesses[0].published or Published(value="", precision="day", basis="url"),
        quote="2月22日",
    )
    again = study(
        [replace(studied.group.witnesses[0], published=quoted), studied.group.witnesses[1]], outlets
    )
    chain, evidence = shown(again)
    assert evidence[chain.edges[0].evidence[1]].quote == "2月22日"
    chain, evidence = shown(pair(outlets, at="2020-02-20T08:00"))
    assert all(entry.kind != "date" for entry in evidence.values())
    assert longest_shared("甲乙丙丁", "子丑寅卯") is None


def test_a_copyists_edits_are_quoted_where_they_stand(outlets: FewOutlets) -> None:
    """What the page added stands on the page, what it cut in the document; six at most."""
    own = page(body=COPIED, date="2020-02-24")
    one = match("人民日报")
    lead = one.edits[0]
    cut = replace(
        lead, kind="truncation", page_text="", document_text="下一步", page=(5, 5), document=(7, 10)
    )
    other = replace(lead, kind="substitution")
    many = [replace(lead, kind="spin", page_text=f"词{i}", page=(i, i + 2)) for i in range(9)]
    studied = study_pages([own], [[replace(one, edits=(lead, other, cut, *many))]], outlets)
    found = conclude(studied)[0]
    edits = [e for e in found.evidence if e.kind.startswith("edit:")]
    assert [e.kind for e in edits] == ["edit:relay-lead", "edit:truncation", *["edit:spin"] * 4]
    assert (edits[0].quote, edits[0].document, edits[0].span) == (lead.page_text, own.file, lead.page)
    assert (edits[1].quote, edits[1].document, edits[1].span) == ("下一步", "original-1", (7, 10))


# ── hollow nodes ───────────────────────────────────────────────────────────────────────


def test_unseen_outlets_stand_where_the_page_names_them(outlets: FewOutlets) -> None:
    """A relay between two texts, an agency above the first, a credit above a page alone; each but once."""
    relay = claim("relay", "北京联盟", quote="北京联盟小编")
    chain, evidence = shown(pair(outlets, relay))
    assert chain.path == ("o", "named:北京联盟", "p")
    assert [edge.grade for edge in chain.edges] == ["A", "A"]
    assert all(edge.probability is None and edge.ancestor is None and not edge.open for edge in chain.edges)
    assert {evidence[i].kind for i in chain.edges[0].evidence} == {"claim:relay", "text"}
    carriers = (
        claim("declared", "北京联盟", quote="转自：北京联盟"),
        claim("declared", "人民日报", "人民日报"),
    )
    chain, _ = shown(pair(outlets, *carriers))
    assert chain.path == ("o", "named:北京联盟", "p")
    assert [edge.grade for edge in chain.edges] == ["D", "D"]
    twice = (
        claim("declared", "北京联盟", quote="转自：北京联盟"),
        claim("declared", "人民日报", "人民日报"),
        relay,
    )
    assert shown(pair(outlets, *twice))[0].path == ("o", "named:北京联盟", "p")
    here = claim("relay", "人民网", "人民网", quote="人民网小编")  # the house has a text here
    assert shown(pair(outlets, here))[0].path == ("o", "p")
    own = claim("relay", "甲网", quote="甲网小编")
    assert shown(pair(outlets, own))[0].path == ("o", "p")
    above = study([witness("p", "北京联盟小编获悉，" + COPY, relay, outlet="甲网", at="2020-02-22T08:00"),
                   witness("o", "北京联盟小编获悉，" + OLDER, outlet="人民日报", at="2020-02-20T08:00")], outlets)  # fmt: skip
    assert shown(above)[0].path == ("named:北京联盟", "o", "p")  # the older text has the trace


def test_an_agency_or_the_credited_outlet_heads_a_chain(outlets: FewOutlets) -> None:
    """The agency whose dateline opens the first text, a B; the outlet that a page alone credits, a D."""
    dated = "新华社北京2月20日电（记者王大明） "
    group = [witness("p", dated + COPY, outlet="甲网", at="2020-02-22T08:00"),
             witness("o", dated + OLDER, outlet="人民日报", at="2020-02-20T08:00")]  # fmt: skip
    chain, evidence = shown(study(group, outlets))
    assert chain.path == ("wire:新华社", "o", "p")
    assert (chain.nodes[0].role, chain.nodes[0].observed, chain.edges[0].grade) == ("wire", False, "B")
    shows = evidence[chain.edges[0].evidence[0]]
    assert (shows.kind, shows.document, shows.span is not None) == ("dateline", "o", True)
    said = claim("declared", "北京青年报", "北京青年报")
    alone = study([witness("p", COPY, said, outlet="甲网")], outlets)
    assert shown(alone)[0].path == ("named:北京青年报", "p")
    assert shown(alone)[0].edges[0].grade == "D"
    assert shown(alone, Finding("contradicted", "北京青年报"))[0].path == ("p",)
    both = study(
        [witness("p", COPY, said, claim("byline", "南方都市报", "南方都市报"), outlet="甲网")], outlets
    )
    assert shown(both, Finding("supported", "南方都市报"))[0].path == ("named:南方都市报", "p")
    assert shown(both, Finding("supported", "南方都市报"))[0].edges[0].grade == "A"
    assert shown(both)[0].path == ("named:北京青年报", "p")
    carried = claim("declared", "新浪网", "新浪网"), said
    lone = study([witness("p", COPY, *carried, outlet="甲网")], outlets)
    assert shown(lone)[0].path == ("named:北京青年报", "named:新浪网", "p")


# ── which steps are drawn ──────────────────────────────────────────────────────────────


def chances(
    studied: Study, edges: dict[tuple[int, int], float], above: dict[tuple[int, int], float]
) -> Study:
    """The study with these chances of steps, and of standing above, in the place of its own."""
    n = len(studied.group.witnesses)
    step, over = np.zeros((n, n)), np.zeros((n, n))
    for (u, v), chance in edges.items():
        step[u, v] = chance
    for (u, v), chance in above.items():
        over[u, v] = chance
    parents = [int(step[:, v].argmax()) if step[:, v].any() else -1 for v in range(n)]
    run = replace(studied.informed, edges=step, root=1.0 - step.sum(axis=0), parents=parents)
    return replace(studied, informed=run, ancestors=over, credited=over)


@pytest.mark.parametrize(
    ("step", "above", "is_drawn"),
    [(0.8, {}, True), (0.74, {}, False), (0.8, {(0, 1): 0.1}, False), (0.76, {}, True)],
)
def test_a_step_is_drawn_where_it_is_thrice_as_likely_as_none(
    step: float, above: dict[tuple[int, int], float], is_drawn: bool, outlets: FewOutlets
) -> None:
    """And where nothing says that the parent is the younger of the two."""
    studied = chances(pair(outlets), {(1, 0): step}, above)
    assert drawn(studied, 1, 0) is is_drawn


BEFORE, AFTER, HEADED = ("本报讯 ", ""), ("", "（记者王大明）"), ("原标题：豆腐坊四十年\n", "")
BOTH, BARE = (BEFORE[0], AFTER[1]), ("", "")


@pytest.mark.parametrize(
    ("theirs", "mine", "is_drawn"),
    [
        (BEFORE, BARE, True), (BOTH, BEFORE, True), (BEFORE, BEFORE, False), (BARE, BEFORE, False),
        (BEFORE, AFTER, False), (BARE, HEADED, True),
    ],
)  # fmt: skip
def test_a_step_whose_direction_the_pages_tell_need_only_be_likelier_than_not(
    theirs: tuple[str, str], mine: tuple[str, str], is_drawn: bool, outlets: FewOutlets
) -> None:
    """A copy loses what its newsroom signed, or says what headline the text had before."""
    page, doc = pair(outlets).group.witnesses
    page = replace(page, text="\n".join(PARAGRAPHS[:7]).join(mine))
    doc = replace(doc, text="\n".join(PARAGRAPHS).join(theirs), title="豆腐坊四十年")
    studied = study([page, doc], outlets)
    assert drawn(chances(studied, {(1, 0): 0.51}, {}), 1, 0) is is_drawn
    assert not drawn(chances(studied, {(1, 0): 0.49}, {}), 1, 0)


def test_no_step_is_drawn_where_the_tree_has_none(outlets: FewOutlets) -> None:
    """A text that has no parent in the likeliest tree gets none, however likely the last witness is one."""
    studied = chances(pair(outlets), {(1, 0): 0.8}, {})
    rooted = replace(studied, informed=replace(studied.informed, parents=[-1, -1]))
    assert [stop.witness for stop in path_of(studied, 0)] == [1, 0]
    assert [stop.witness for stop in path_of(rooted, 0)] == [0]


def test_twins_are_drawn_by_what_tells_them_apart(outlets: FewOutlets) -> None:
    """A copy word for word follows its date: more likely than not, and not later."""
    early = chances(pair(outlets, text=OLDER), {(1, 0): 0.51}, {})
    assert drawn(early, 1, 0)
    assert not drawn(chances(early, {(1, 0): 0.49}, {}), 1, 0)
    late = pair(outlets, text=OLDER, at="2020-02-18T08:00")
    assert not drawn(chances(late, {(1, 0): 0.9}, {}), 1, 0)


def test_a_step_that_is_not_resolved_leads_to_the_nearest_ancestor(outlets: FewOutlets) -> None:
    """It is open, with the chance that the verdict goes by; of two ancestors the nearer one."""
    group = [
        witness("p", COPY, outlet="甲网", at="2020-02-23T08:00"),
        witness("o", OLDER, outlet="人民日报", at="2020-02-20T08:00"),
        witness("m", OLDER.replace("夜校", "学堂"), outlet="南方都市报", at="2020-02-21T08:00"),
    ]
    studied = study(group, outlets)
    over = {(1, 0): 0.9, (2, 0): 0.8, (1, 2): 0.9}
    found = chances(studied, {}, over)
    assert [(stop.witness, stop.open) for stop in path_of(found, 0)] == [(1, False), (2, True), (0, True)]
    chain, _ = shown(found)
    assert [(e.from_, e.to, e.open, e.probability, e.ancestor) for e in chain.edges] == [
        ("o", "m", True, None, 0.9), ("m", "p", True, None, 0.8),
    ]  # fmt: skip
    assert path_of(chances(studied, {}, {(1, 0): 0.49}), 0) == path_of(chances(studied, {}, {}), 0)
    back = {**over, (0, 1): 0.95}  # the page is likelier above it
    assert [
        stop.witness
        for stop in path_of(chances(studied, {}, {k: v for k, v in back.items() if k[1] != 2}), 0)
    ] == [2, 0]
    told = replace(chances(studied, {}, {(1, 0): 0.2}), credited=chances(studied, {}, {(1, 0): 0.9}).credited)
    assert [stop.witness for stop in path_of(told, 0)] == [0]  # credits alone draw nothing
    sure = replace(
        chances(studied, {}, {(1, 0): 0.95}), credited=chances(studied, {}, {(1, 0): 0.2}).credited
    )
    assert [stop.witness for stop in path_of(sure, 0)] == [1, 0]


def test_a_resolved_step_names_its_runner_up(outlets: FewOutlets) -> None:
    """The next likeliest parent, if it has a chance of two in a hundred."""
    group = [
        *pair(outlets).group.witnesses,
        witness("m", OLDER.replace("夜校", "学堂"), outlet="乙", at="2020-02-21T08:00"),
    ]
    studied = study(group, outlets)
    for second, named in ((0.03, True), (0.01, False)):
        edge = shown(chances(studied, {(1, 0): 0.9, (2, 0): second}, {}))[0].edges[0]
        assert (edge.from_, edge.probability, edge.ancestor) == ("o", 0.9, None)
        assert (edge.runner_up is not None) is named
        if edge.runner_up:
            assert (edge.runner_up.from_, edge.runner_up.probability) == ("m", 0.03)


# ── the verdict's second half ──────────────────────────────────────────────────────────


def judged(studied: Study, finding: Finding) -> tuple[str, list[str], list[object]]:
    ledger = Ledger()
    chain = draw(studied, 0, finding, ledger)
    verdict = judge(studied, 0, chain, finding, ledger)
    said = [p.code.removeprefix("verdict.says.") for p in verdict.summary]
    return (
        verdict.path,
        said,
        [value for p in verdict.summary for name, value in p.values if name == "relays" and value],
    )


def test_how_the_text_came(outlets: FewOutlets) -> None:
    """Silent relays come first, whoever the origin is; then what was credited; a straight copy is direct."""
    confirmed = Finding("confirmed", "人民日报", 0.95)
    said = claim("declared", "人民日报", "人民日报")
    straight = chances(pair(outlets, said), {(1, 0): 0.95}, {(1, 0): 0.95})
    assert judged(straight, confirmed) == ("direct", ["confirmed", "direct"], [])
    assert judged(straight, Finding("unverifiable", "人民日报"))[0] == "unresolved"
    alone = study(
        [witness("p", COPY, said, outlet="甲网")], outlets
    )  # below an outlet of which no text is here
    assert judged(alone, confirmed)[0] == "unresolved"
    open_ = chances(pair(outlets, said), {}, {(1, 0): 0.95})
    assert judged(open_, confirmed)[:2] == ("unresolved", ["confirmed", "open"])
    silent = chances(
        pair(outlets, said, claim("relay", "北京联盟", quote="北京联盟小编")), {(1, 0): 0.95}, {(1, 0): 0.95}
    )
    assert judged(silent, confirmed) == (
        "undeclared-relay",
        ["confirmed", "undeclared-relay"],
        [("北京联盟",)],
    )
    both = claim("declared", "北京联盟", quote="转自：北京联盟"), said
    passed = chances(pair(outlets, *both), {(1, 0): 0.95}, {(1, 0): 0.95})
    assert judged(passed, confirmed) == ("declared-relay", ["confirmed", "declared-relay"], [("北京联盟",)])
    carrier = Finding("carrier", "人民日报", 0.95, words=(("carrier-of", "新华社"),))
    assert judged(straight, carrier)[:2] == ("declared-relay", ["carrier", "carrier-of"])


def test_a_text_the_page_came_through_unsaid_is_a_silent_relay(outlets: FewOutlets) -> None:
    """It stands above the page and below another with .9, and no credit, nor the page's own house, names it."""
    said = claim("declared", "人民日报", "人民日报")

    def path(
        middle: str, over: dict[tuple[int, int], float], site: str = "甲网", credit: Claim = said
    ) -> str:
        group = [*pair(outlets, credit, site=site).group.witnesses,
                 witness("m", OLDER.replace("夜校", "学堂"), outlet=middle, at="2020-02-21T08:00")]  # fmt: skip
        return judged(
            chances(study(group, outlets), {(2, 0): 0.95, (1, 2): 0.95}, over),
            Finding("confirmed", "人民日报"),
        )[0]

    sure = {(1, 0): 0.95, (2, 0): 0.95, (1, 2): 0.95}
    assert path("南方都市报", sure) == "undeclared-relay"
    assert path("人民网", sure) != "undeclared-relay"
    assert path("南方都市报", sure, site="南方都市报") != "undeclared-relay"
    signed = claim("byline", "南方都市报", "南方都市报")
    assert path("南方都市报", sure, credit=signed) != "undeclared-relay"
    assert path("南方都市报", {**sure, (2, 0): 0.8}) != "undeclared-relay"
    assert path("南方都市报", {**sure, (1, 2): 0.8}) != "undeclared-relay"


def test_candidates_are_named_where_nothing_is_drawn(outlets: FewOutlets) -> None:
    """At most three, from a chance of one in ten, none where the step is resolved."""
    group = [witness("p", COPY, outlet="甲网"), *(
        witness(f"x{i}", OLDER.replace("夜校", w), outlet=f"站{i}") for i, w in enumerate(("学堂", "学校", "课堂", "讲堂")))]  # fmt: skip
    studied = study(group, outlets)

    def named(edges: dict[tuple[int, int], float]) -> object:
        ledger = Ledger()
        found = chances(studied, edges, {})
        verdict = judge(found, 0, draw(found, 0, Finding("missing"), ledger), Finding("missing"), ledger)
        return next(
            (dict(p.values)["candidates"] for p in verdict.summary if p.code.endswith("candidates")), None
        )

    assert named({(1, 0): 0.3, (2, 0): 0.2, (3, 0): 0.15, (4, 0): 0.12}) == (
        "站0 (30%)",
        "站1 (20%)",
        "站2 (15%)",
    )
    assert named({(1, 0): 0.3, (2, 0): 0.05}) == ("站0 (30%)",)
    assert named({(1, 0): 0.05}) is None
    assert named({(1, 0): 0.9, (2, 0): 0.1}) is None


@pytest.mark.parametrize(
    ("covered", "relation", "asked"),
    [((0.5, 0.1), "copy", True), ((0.1, 0.5), "version", True), ((0.49, 0.49), "copy", False),
     ((0.9, 0.9), "template", False), ((0.9, 0.9), "shared-quotation", False), ((0.9, 0.9), "same-wire", True)],
)  # fmt: skip
def test_when_it_can_be_asked_who_copied_whom(
    covered: tuple[float, float], relation: Relation, asked: bool
) -> None:
    """Half of either must be common, in such a way that one can come from the other."""
    one = replace(match("人民日报"), page_covered=covered[0], document_covered=covered[1], relation=relation)
    assert is_descent(one) is asked


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"id": "page.html"}, True),
        ({"url": "http://www.a.cn/1.html#top"}, True),
        ({"url": "https://m.a.cn/1.html/"}, True),
        ({"url": "http://a.cn/2.html"}, False),
        ({"sha256": "0" * 64}, True),
        ({"sha256": "1" * 64}, False),
        ({"publisher": "傻大方", "text": COPIED}, True),
        ({"publisher": "傻大方"}, False),
        ({"publisher": "别的网", "text": COPIED}, False),
    ],
)
def test_a_document_that_is_the_page_counts_once(
    change: dict[str, str], same: bool, outlets: FewOutlets
) -> None:
    """By its id, its address without what varies, its bytes, or its publisher and text."""
    one = match("人民日报")
    document = replace(one.document, **{"publisher": None, **change})  # type: ignore[arg-type]
    own = replace(page(), url="https://a.cn/1.html")
    studied = study_pages([own], [[replace(one, document=document)]], outlets)
    assert len(studied.group.witnesses) == (1 if same else 2)
    assert studied.group.witnesses[0].supplied is (same and "id" not in change)
    if not same:
        assert studied.group.witnesses[1].supplied
        assert studied.edits[document.id, own.file] == one.edits


def test_documents_of_most_pages_are_weighed_twenty_at_most(outlets: FewOutlets) -> None:
    """Of two dozen documents those that more pages were matched with come first."""
    many = [match("人民日报", name=f"d{i}", text=OLDER + str(i)) for i in range(24)]
    pages = [replace(page(), file="a"), replace(page(body=COPY), file="b")]
    studied = study_pages(pages, [many, many[4:]], outlets)
    held = [w.id for w in studied.group.witnesses[2:]]
    assert len(held) == 20
    assert set(held) == {f"d{i}" for i in range(4, 24)}


def test_an_account_or_its_author_is_whose_page_it_is(outlets: FewOutlets) -> None:
    """Witness of nothing but a date without hours leaves a day open, in Beijing's time."""
    w: Witness = witness("a", OLDER, at="2020-02-22T08:00")
    utc = replace(w, published=Published(value="2020-02-22T00:00+00:00", precision="minute", basis="visible"))
    day = replace(w, published=Published(value="2020-02-22", precision="day", basis="visible"))
    first, second, third = (study([x], outlets).group.moments[0] for x in (w, utc, day))
    assert first == second
    assert first
    assert third
    assert (third.latest - third.earliest, first.earliest - third.earliest) == (24, 8)
    for value, precision in (("2020-02", "month"), ("不详", "day")):
        odd = replace(w, published=Published(value=value, precision=precision, basis="visible"))  # type: ignore[arg-type]
        assert study([odd], outlets).group.moments[0] is None
