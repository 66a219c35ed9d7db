"""Which words and texts speak for a declared origin, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reprint_trace.lineage import Witness
from reprint_trace.lineage.evidence import Ledger
from reprint_trace.lineage.origin import (
    apart,
    judged_credits,
    original_of,
    rivals,
    voices,
    weigh_origin,
    wire_of,
)
from reprint_trace.lineage.study import Study, study
from reprint_trace.lineage.witnesses import Credit, credits_of, is_source
from reprint_trace.model import Outlet, Published
from tests.lineage.conftest import PARAGRAPHS, FewOutlets, claim, witness

WHOLE = "\n".join(PARAGRAPHS)
FRONT, BACK = "\n".join(PARAGRAPHS[:6]), "\n".join(PARAGRAPHS[2:])
SAID = claim("declared", "北京青年报", "北京青年报")
ELSE = claim("declared", "南方都市报", "南方都市报")


def told(outlets: FewOutlets, *group: Witness) -> tuple[Study, Credit]:
    studied = study(group, outlets)
    credit = credits_of(group[0], outlets).origin
    assert credit
    return studied, credit


def set_ancestors(studied: Study, **chances: float) -> Study:
    """The study with other chances: a_b=.9 says that witness a stands above b."""
    names = [w.id for w in studied.group.witnesses]
    above = np.zeros_like(studied.ancestors)
    for pair, chance in chances.items():
        u, v = pair.split("_")
        above[names.index(u), names.index(v)] = chance
    return replace(studied, ancestors=above, credited=above)


def test_a_credit_line_of_a_page_apart_is_a_voice_and_one_of_the_same_house_is_none(
    outlets: FewOutlets,
) -> None:
    """Two pages with text of their own each bear each other out, unless one house publishes both."""
    pages = witness("a", FRONT, SAID, outlet="甲网"), witness("b", BACK, SAID, outlet="乙网")
    studied, credit = told(outlets, *pages)
    assert [(v.by, v.outlet, v.quote, v.inside) for v in voices(studied, 0, credit)] == [
        (1, "北京青年报", "北京青年报", False)
    ]
    sisters = replace(pages[0], outlet="人民网"), replace(pages[1], outlet="人民日报")
    studied, credit = told(outlets, *sisters)
    assert voices(studied, 0, credit) == []


@pytest.mark.parametrize(
    ("texts", "bears_out"),
    [
        ((FRONT, BACK), True),
        ((FRONT, FRONT), False),  # the same text is one voice
        ((WHOLE, FRONT), False),  # one may be cut from the other
        ((FRONT, WHOLE), False),
        ((WHOLE, WHOLE.replace("石磨", "磨盘")), False),
    ],
)
def test_two_texts_alone_must_each_bring_text_of_their_own(
    texts: tuple[str, str], bears_out: bool, outlets: FewOutlets
) -> None:
    """Of two pages that share a credit each needs forty characters that the other lacks to be a second voice."""
    studied, _ = told(
        outlets, *(witness(n, text, SAID, outlet=n) for n, text in zip("ab", texts, strict=True))
    )
    assert apart(studied, 0, 1) is apart(studied, 1, 0) is bears_out


def test_pages_that_may_descend_from_one_another_are_one_voice(outlets: FewOutlets) -> None:
    """A chance of .3 that one stands above the other is enough, either way round."""
    studied, _ = told(outlets, witness("a", FRONT, SAID, outlet="甲"), witness("b", BACK, SAID, outlet="乙"))
    assert apart(set_ancestors(studied, a_b=0.29), 0, 1)
    assert not apart(set_ancestors(studied, a_b=0.31), 0, 1)
    assert not apart(set_ancestors(studied, b_a=0.31), 0, 1)


def test_pages_that_share_what_the_original_lacks_are_one_voice(outlets: FewOutlets) -> None:
    """A word or a cut that two pages share against the likely original ties them; the original's own does not."""
    original = witness("o", WHOLE, outlet="人民日报", at="2020-02-20T08:00")
    early, late = "2020-02-21T08:00", "2020-02-22T08:00"

    def tied(one: str, other: str) -> bool:
        studied = study(
            [witness("a", one, outlet="甲", at=early), witness("b", other, outlet="乙", at=late), original],
            outlets,
        )
        return not apart(set_ancestors(studied, o_a=0.9, o_b=0.9), 0, 1)

    changed = WHOLE.replace("老槐树", "大柳树")
    assert tied(changed.replace("石磨", "磨盘"), changed.replace("水管", "管子"))
    assert not tied(WHOLE.replace("石磨", "磨盘"), WHOLE.replace("水管", "管子"))


def test_words_inside_texts_are_voices_each_text_once(outlets: FewOutlets) -> None:
    """A dateline, 某报记者 and a reporter's signature speak for an outlet from inside, the page's own included."""
    page = witness(
        "a", WHOLE, SAID, claim("byline", "北京青年报", "北京青年报", quote="北京青年报记者"), outlet="甲"
    )
    dated = witness(
        "b", FRONT, claim("dateline", "北京青年报", "北京青年报", quote="北京青年报讯"), outlet="乙"
    )
    speaks = witness("c", BACK + "\n北京青年报记者王大明", outlet="丙")
    silent = witness("d", BACK, outlet="丁")
    studied, credit = told(outlets, page, dated, speaks, silent)
    assert [(v.by, v.quote, v.inside) for v in voices(studied, 0, credit)][:1] == [
        (0, "北京青年报记者", True)
    ]
    assert {v.by for v in voices(studied, 0, credit)} <= {0, 1, 2}
    signed = witness(
        "a",
        WHOLE + "\n北京青年报记者王大明",
        claim("byline", "北京青年报", "北京青年报", quote="北京青年报记者"),
    )
    other = witness("b", "（王大明）\n" + BACK, outlet="乙")
    studied, credit = told(outlets, signed, other)
    assert [(v.by, v.quote) for v in voices(studied, 0, credit)] == [(1, "王大明")]


def test_a_long_list_of_outlets_attests_none_of_them(outlets: FewOutlets) -> None:
    """A credit line that names three outlets is no voice for one of them, one of two is."""
    two = (SAID, ELSE)
    for claims, heard in ((two, 1), ((*two, claim("declared", "新华社", "新华社")), 0)):
        studied, credit = told(
            outlets, witness("a", FRONT, SAID, outlet="甲"), witness("b", BACK, *claims, outlet="乙")
        )
        assert len(voices(studied, 0, credit)) == heard


def test_words_at_the_end_of_a_text_credit_an_outlet(outlets: FewOutlets) -> None:
    """来源：某报 printed below another text is a voice as its page's credit line is."""
    studied, credit = told(
        outlets,
        witness("a", FRONT, SAID, outlet="甲"),
        witness("b", BACK + "\n（来源：北京青年报）", outlet="乙"),
    )
    assert [(v.by, v.quote, v.inside) for v in voices(studied, 0, credit)] == [(1, "来源：北京青年报", False)]


def test_rivals_are_other_outlets_that_write_and_are_named_by_others(outlets: FewOutlets) -> None:
    """Neither the page itself, its own house, a portal nor a page that names nobody makes a rival."""
    page = witness("a", WHOLE, SAID, outlet="甲")
    others = [
        witness("b", FRONT, ELSE, outlet="乙"),
        witness("c", BACK, claim("dateline", "南方都市报", "南方都市报", quote="南方都市报讯"), outlet="丙"),
        witness("d", FRONT.replace("石磨", "磨盘"), claim("declared", "新浪网", "新浪网"), outlet="丁"),
        witness("e", BACK.replace("夜校", "学堂"), outlet="戊"),
        witness(
            "f", FRONT.replace("水管", "管子"), claim("declared", "北京青年报", "北京青年报"), outlet="己"
        ),
    ]
    studied, credit = told(outlets, page, *others)
    found = rivals(studied, 0, credit)
    assert list(found) == ["南方都市报"]
    assert [(v.by, v.inside) for v in found["南方都市报"]] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("claims", "origin"),
    [
        ((claim("dateline", "南方都市报", "南方都市报", quote="南方都市报讯"),), "contradicted"),
        ((ELSE,), "unverifiable"),  # credit lines alone contradict nobody
    ],
)
def test_a_credit_nobody_shares_is_contradicted_by_words_inside_texts(
    claims: tuple[object, ...], origin: str, outlets: FewOutlets
) -> None:
    """Two texts that name another newsroom speak against a credit where they do so inside."""
    group = [
        witness("a", WHOLE, SAID, outlet="甲"),
        witness("b", FRONT, *claims, outlet="乙"),  # type: ignore[arg-type]
        witness("c", BACK, *claims, outlet="丙"),  # type: ignore[arg-type]
    ]
    studied = set_ancestors(study(group, outlets))
    found = weigh_origin(studied, 0, Ledger())
    assert (found.origin, found.outlet) == (origin, "北京青年报")
    assert found.rival == ("南方都市报" if origin == "contradicted" else None)


def original(outlet: str | None, text: str = WHOLE, at: str = "2020-02-20T08:00") -> Witness:
    return replace(witness("o", text, outlet=outlet, at=at), supplied=True)


LINE = claim("declared", "北京青年报", "北京青年报", quote="来源：北京青年报")
PAGE = witness("p", WHOLE.replace("石磨", "磨盘"), LINE, outlet="甲网", at="2020-02-23T08:00")


@pytest.mark.parametrize(
    ("above", "origin", "chance"),
    [
        ({"o_p": 0.96}, "contradicted", 0.96),
        ({"o_p": 0.89}, "unverifiable", None),
        ({"o_p": 0.96, "x_o": 0.07}, "unverifiable", None),  # the other's text may itself come from elsewhere
        ({"o_p": 0.96, "x_o": 0.03}, "contradicted", 0.96 * 0.97),
    ],
)
def test_anothers_text_contradicts_where_it_is_surely_the_first(
    above: dict[str, float], origin: str, chance: float | None, outlets: FewOutlets
) -> None:
    """P(the text stands above the page) and P(none stands above it) together must reach .9."""
    third = witness("x", WHOLE.replace("夜校", "学堂"), outlet="傻大方", at="2020-02-22T08:00")
    studied = set_ancestors(study([PAGE, original("人民日报"), third], outlets), **above)
    found = weigh_origin(studied, 0, Ledger())
    assert found.origin == origin
    assert found.chance == (pytest.approx(chance) if chance else None)


@pytest.mark.parametrize(
    ("doc", "page"),
    [
        (original("新浪网"), PAGE),  # a portal wrote nothing
        (original(None), PAGE),  # nobody's
        (original("人民日报", at="2020-02-25T08:00"), PAGE),  # printed later
        (original("人民日报", "新华社北京2月20日电（记者王大明） " + WHOLE), PAGE),  # an agency's text
        (original("人民日报", WHOLE + "\n来源：北京青年报"), PAGE),  # prints the very line
        (original("人民日报", "北京青年报记者王大明报道 " + WHOLE), PAGE),  # speaks as the credited paper
        (original("人民日报", "据北京青年报报道，" + WHOLE), PAGE),
        (original("人民日报"), replace(PAGE, claims=(claim("declared", "新华社", "新华社"),))),  # papers drop datelines
        (original("人民日报"), replace(PAGE, claims=(claim("declared", "新浪网", "新浪网"),))),  # a carrier
        (original("人民日报"), replace(PAGE, claims=(SAID, claim("byline", "北京青年报", "北京青年报")))),
        (replace(original("人民日报"), claims=(SAID,)), PAGE),  # its own page credits the same
    ],
)  # fmt: skip
def test_what_keeps_another_text_from_contradicting(doc: Witness, page: Witness, outlets: FewOutlets) -> None:
    """A text that is nobody's own, later, an agency's, or speaks for the credit contradicts nobody."""
    studied = set_ancestors(study([page, doc], outlets), o_p=0.99)
    assert weigh_origin(studied, 0, Ledger()).origin != "contradicted"
    assert weigh_origin(
        set_ancestors(study([PAGE, original("人民日报")], outlets), o_p=0.99), 0, Ledger()
    ).origin == ("contradicted")


@pytest.mark.parametrize(
    ("doc", "above", "want"),
    [
        (original("北京青年报"), {"o_p": 0.95}, ("confirmed", 0.95, ())),
        (original("北京青年报"), {"o_p": 0.95, "x_o": 0.02}, ("confirmed", 0.95 * 0.98, ())),
        (original("北京青年报"), {"o_p": 0.95, "x_o": 0.2}, ("carrier", 0.95, ())),
        (original("北京青年报"), {"o_p": 0.95, "x_o": 0.95}, ("carrier", 0.95, (("carrier-of", "傻大方"),))),
        (original("北京青年报"), {"o_p": 0.89}, ("unverifiable", None, ())),
        (original("北京青年报", "新华社北京2月20日电（记者王大明） " + WHOLE), {"o_p": 0.95},
         ("carrier", 0.95, (("carrier-credits", "新华社"),))),
        (replace(original("北京青年报"), claims=(ELSE,)), {"o_p": 0.95},
         ("carrier", 0.95, (("carrier-credits", "南方都市报"),))),
        (replace(original("北京青年报"), claims=(claim("byline", "南方都市报", "南方都市报"),)), {"o_p": 0.95},
         ("confirmed", 0.95, ())),
    ],
)  # fmt: skip
def test_the_declared_outlets_own_text_confirms_or_carries(
    doc: Witness,
    above: dict[str, float],
    want: tuple[str, float | None, tuple[object, ...]],
    outlets: FewOutlets,
) -> None:
    """Its text above the page confirms where nothing shows that it had it from elsewhere."""
    third = witness("x", WHOLE.replace("夜校", "学堂"), outlet="傻大方", at="2020-02-19T08:00")
    studied = set_ancestors(study([PAGE, doc, third], outlets), **above)
    found = weigh_origin(studied, 0, Ledger())
    assert (found.origin, found.words) == (want[0], want[2])
    assert found.chance == (pytest.approx(want[1]) if want[1] else None)


def test_a_carriers_text_is_confirmed_only_as_an_original_of_the_corpus(outlets: FewOutlets) -> None:
    """What a portal credits to itself came from elsewhere, unless somebody filed it as an original."""
    said = claim("declared", "新浪网", "新浪网")
    for supplied, origin in ((True, "confirmed"), (False, "carrier")):
        doc = replace(original("新浪网"), supplied=supplied)
        studied = set_ancestors(study([replace(PAGE, claims=(said,)), doc], outlets), o_p=0.95)
        assert weigh_origin(studied, 0, Ledger()).origin == origin


def test_that_a_text_was_passed_on_asks_for_less(outlets: FewOutlets) -> None:
    """A likely ancestor that the credits make sure is a carrier where its own page credits another."""
    doc = replace(original("北京青年报"), claims=(ELSE,))
    studied = set_ancestors(study([PAGE, doc], outlets), o_p=0.6)
    seen = replace(studied, credited=set_ancestors(studied, o_p=0.95).ancestors)
    assert weigh_origin(seen, 0, Ledger()).origin == "carrier"
    assert weigh_origin(studied, 0, Ledger()).origin == "unverifiable"
    plain = set_ancestors(study([PAGE, original("北京青年报")], outlets), o_p=0.6)
    assert weigh_origin(replace(plain, credited=seen.credited), 0, Ledger()).origin == "unverifiable"


@pytest.mark.parametrize(
    ("at", "above", "origin"),
    [
        ("2020-02-25T08:00", {}, "contradicted"),  # printed two days after the page
        ("2020-02-25T08:00", {"o_p": 0.2}, "unverifiable"),
        ("2020-02-22T08:00", {}, "unverifiable"),
    ],
)
def test_an_outlet_that_printed_the_text_later_did_not_give_it(
    at: str, above: dict[str, float], origin: str, outlets: FewOutlets
) -> None:
    """Only where its every text is reliably later and none an ancestor."""
    studied = set_ancestors(study([PAGE, original("北京青年报", at=at)], outlets), **above)
    found = weigh_origin(studied, 0, Ledger())
    assert (found.origin, found.chance, found.rival) == (
        origin,
        1.0 if origin == "contradicted" else None,
        None,
    )


@pytest.mark.parametrize(
    ("site", "above", "origin", "chance"),
    [
        ("人民日报", {"p_x": 0.95}, "confirmed", 0.95),
        ("人民日报", {"p_x": 0.95, "o_p": 0.08}, "confirmed", 0.92),
        ("人民日报", {"p_x": 0.95, "o_p": 0.2}, "unverifiable", None),
        ("人民日报", {"p_x": 0.8}, "unverifiable", None),
        ("傻大方", {"p_x": 0.95}, "unverifiable", None),  # a content farm writes nothing
        ("人民日报", {"o_p": 0.95}, "contradicted", 0.95),
    ],
)
def test_work_claimed_for_ones_own_site(
    site: str, above: dict[str, float], origin: str, chance: float | None, outlets: FewOutlets
) -> None:
    """本站原创 holds where a newsroom's text is the one others copied; an older text speaks against it."""
    page = witness("p", WHOLE, claim("self", "本站原创"), outlet=site, at="2020-02-22T08:00")
    copy = witness("x", WHOLE.replace("夜校", "学堂"), outlet="甲网", at="2020-02-24T08:00")
    older = original("南方都市报", WHOLE.replace("水管", "管子"))
    studied = set_ancestors(study([page, copy, older], outlets), **above)
    found = weigh_origin(studied, 0, Ledger())
    assert (found.origin, found.outlet) == (origin, site)
    assert found.chance == (pytest.approx(chance) if chance else None)
    assert found.rival == ("南方都市报" if origin == "contradicted" else None)


def test_the_words_of_a_newsroom_about_itself(outlets: FewOutlets) -> None:
    """本报 belongs to the older text's paper, else to a page's own newsroom that others copied from."""
    ours = claim("byline", "本报记者", quote="本报记者")
    page = witness("p", WHOLE, ours, outlet="傻大方", at="2020-02-22T08:00")
    copy = witness("x", WHOLE.replace("夜校", "学堂"), outlet="甲网", at="2020-02-24T08:00")
    studied = study([page, copy, original("人民日报")], outlets)
    found = weigh_origin(set_ancestors(studied, o_p=0.95), 0, Ledger())
    assert (found.origin, found.rival, found.words) == ("missing", "人民日报", (("deictic", "人民日报"),))
    assert found.reasons
    assert weigh_origin(set_ancestors(studied, p_x=0.95), 0, Ledger()).origin == "unverifiable"
    newsroom = study([replace(page, outlet="北京青年报"), copy], outlets)
    found = weigh_origin(set_ancestors(newsroom, p_x=0.95), 0, Ledger())
    assert (found.origin, found.outlet, bool(found.reasons)) == ("confirmed", "北京青年报", True)
    assert weigh_origin(set_ancestors(newsroom), 0, Ledger()).outlet == "北京青年报"
    assert weigh_origin(set_ancestors(study([witness("p", WHOLE)], outlets)), 0, Ledger()).origin == "missing"


def test_the_original_is_the_likeliest_ancestor_that_has_none(outlets: FewOutlets) -> None:
    """Of two texts above a page the one that likely came from the other is not the original."""
    other = replace(
        witness("x", WHOLE.replace("夜校", "学堂"), outlet="南方都市报", at="2020-02-21T08:00"), supplied=True
    )
    studied = study([PAGE, other, original("人民日报")], outlets)
    assert original_of(set_ancestors(studied, x_p=0.98, o_p=0.95, o_x=0.6), 0) == 2
    assert original_of(set_ancestors(studied, x_p=0.98, o_p=0.95), 0) == 1
    assert original_of(set_ancestors(studied, o_p=0.89), 0) is None


def test_an_agency_is_known_by_the_dateline_that_opens_a_text(outlets: FewOutlets) -> None:
    """As its page claims it, else as it is printed at the head; a newspaper's dateline is no agency's."""

    def wire(text: str, *claims: object) -> str | None:
        found = wire_of(study([witness("a", text, *claims)], outlets).group, 0, outlets)  # type: ignore[arg-type]
        return found.outlet if found else None

    assert wire("新华社北京2月20日电（记者王大明） " + WHOLE) == "新华社"
    assert wire(WHOLE, claim("dateline", "新华社", "新华社", quote="新华社电")) == "新华社"
    assert wire(WHOLE + "\n新华社北京2月20日电") is None
    assert wire("人民日报北京2月20日电 " + WHOLE) is None


def test_a_date_filed_under_is_no_reliable_order(outlets: FewOutlets) -> None:
    """Only printed dates say that a text is later."""
    late = original("人民日报", at="2020-02-25T08:00")
    assert study([PAGE, late], outlets).is_later(1, 0)
    filed = replace(late, published=Published(value="2020-02-25", precision="day", basis="url"))
    assert not study([PAGE, filed], outlets).is_later(1, 0)
    assert not study([PAGE, replace(late, published=None)], outlets).is_later(1, 0)
    assert not study([PAGE, late], outlets).is_later(0, 1)


def test_a_byline_alone_does_not_bear_itself_out(outlets: FewOutlets) -> None:
    """Where the credit is the byline itself, the page's own text is no second voice."""
    studied, credit = told(
        outlets, witness("a", WHOLE, claim("byline", "北京青年报", "北京青年报"), outlet="甲")
    )
    assert voices(studied, 0, credit) == []
    assert weigh_origin(studied, 0, Ledger()).origin == "unverifiable"


def test_an_agencys_own_text_confirms_its_credit(outlets: FewOutlets) -> None:
    """Its dateline in its own text is no sign that it passed the text on."""
    dated = "新华社北京2月20日电（记者王大明） "
    page = replace(PAGE, text=dated + PAGE.text, claims=(claim("declared", "新华社", "新华社"),))
    studied = set_ancestors(study([page, original("新华社", dated + WHOLE)], outlets), o_p=0.95)
    assert weigh_origin(studied, 0, Ledger()).origin == "confirmed"


def test_words_support_no_credit_against_an_older_text(outlets: FewOutlets) -> None:
    """A dateline bears out a credit where no other newsroom's older text stands above the page."""
    said = claim("declared", "新华社", "新华社"), claim("dateline", "新华社", "新华社", quote="新华社电")
    studied = study([replace(PAGE, claims=said), original("人民日报")], outlets)
    assert weigh_origin(set_ancestors(studied), 0, Ledger()).origin == "supported"
    assert weigh_origin(set_ancestors(studied, o_p=0.95), 0, Ledger()).origin == "unverifiable"


def test_which_credits_are_judged(outlets: FewOutlets) -> None:
    """Those of the credit line, the last first; where it names carriers alone the text's own lines as well."""

    def judged(*claims: object) -> list[str]:
        studied = study([witness("a", WHOLE, *claims, outlet="甲")], outlets)  # type: ignore[arg-type]
        return [credit.outlet for credit in judged_credits(studied, 0)]

    byline = claim("byline", "北京青年报", "北京青年报")
    portal, paper = claim("declared", "新浪网", "新浪网"), claim("declared", "人民日报", "人民日报")
    assert judged(portal, byline) == ["新浪网", "北京青年报"]
    assert judged(portal, paper, byline) == ["人民日报", "新浪网"]
    assert judged(claim("meta", "人民日报", "人民日报"), byline) == ["人民日报"]
    assert judged(byline) == ["北京青年报"]


def test_an_account_is_a_source_and_its_platform_none(outlets: FewOutlets) -> None:
    """微信公众平台 names nobody; what is published there under a name of its own does."""
    known = dict(outlets.known)
    known |= {
        name: Outlet(id=name, name=name, class_="self-media-platform")
        for name in ("微信公众平台", "镇上的事")
    }
    gazetteer = FewOutlets(known)
    assert not is_source("微信公众平台", gazetteer)
    assert is_source("镇上的事", gazetteer)
    assert [is_source(name, gazetteer) for name in ("网络", "视觉中国", "人民日报", "没有人知道的报")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_credit_lines_alone_support_nothing_that_may_be_anothers(outlets: FewOutlets) -> None:
    """Another newsroom's text that may stand above the page leaves only words inside texts as voices."""
    group = [
        witness("a", FRONT, SAID, outlet="甲"),
        witness("b", BACK, SAID, outlet="乙"),
        original("人民日报"),
    ]
    studied = study(group, outlets)
    assert weigh_origin(set_ancestors(studied), 0, Ledger()).origin == "supported"
    assert weigh_origin(set_ancestors(studied, o_a=0.35), 0, Ledger()).origin == "unverifiable"
    portal = study([*group[:2], original("新浪网")], outlets)
    assert weigh_origin(set_ancestors(portal, o_a=0.35), 0, Ledger()).origin == "supported"
    names = study([*group[:2], replace(original("人民日报"), claims=(SAID,))], outlets)
    assert weigh_origin(set_ancestors(names, o_a=0.35), 0, Ledger()).origin == "supported"
    inside = replace(group[1], claims=(claim("dateline", "北京青年报", "北京青年报", quote="北京青年报讯"),))
    said = study([group[0], inside, group[2]], outlets)
    assert weigh_origin(set_ancestors(said, o_a=0.35), 0, Ledger()).origin == "supported"


def test_words_contradict_no_carrier_and_no_outlet_whose_text_is_here(outlets: FewOutlets) -> None:
    """Two texts' datelines speak against a newsroom of which nothing is here, not against a portal or an agency's."""
    dated = claim("dateline", "南方都市报", "南方都市报", quote="南方都市报讯")

    def found(credit: str, *more: Witness, said: object = dated) -> str:
        group = [witness("a", WHOLE, claim("declared", credit, credit), outlet="甲"),
                 witness("b", FRONT, said, outlet="乙"), witness("c", BACK, said, outlet="丙"), *more]  # type: ignore[arg-type]  # fmt: skip
        return weigh_origin(set_ancestors(study(group, outlets)), 0, Ledger()).origin

    assert found("北京青年报") == "contradicted"
    assert found("新浪网") == "unverifiable"
    assert found("北京青年报", original("北京青年报")) == "unverifiable"
    assert found("北京青年报", said=claim("dateline", "新华社", "新华社", quote="新华社电")) == "unverifiable"


def test_reporters_are_those_beside_the_byline_as_it_is_printed(outlets: FewOutlets) -> None:
    """A byline that does not stand in the text names nobody whose signature elsewhere could be a voice."""
    page = witness(
        "a", "记者王大明 " + WHOLE, claim("byline", "北京青年报", "北京青年报", quote="北京青年报记者")
    )
    studied, credit = told(outlets, page, witness("b", "（王大明）\n" + BACK, outlet="乙"))
    assert voices(studied, 0, credit) == []


def test_two_voices_are_inside_and_outside_or_apart(outlets: FewOutlets) -> None:
    """A byline in one text and the credit line of another count as two, though the texts are not apart."""
    page = witness(
        "a", WHOLE, LINE, claim("byline", "北京青年报", "北京青年报", quote="北京青年报记者"), outlet="甲"
    )
    studied, credit = told(
        outlets, page, witness("b", FRONT, outlet="乙"), witness("c", BACK, LINE, outlet="丙")
    )
    assert [(v.by, v.inside) for v in voices(set_ancestors(studied), 0, credit)] == [(0, True), (2, False)]


def test_a_carriers_source_without_an_outlet_goes_by_its_id(outlets: FewOutlets) -> None:
    """What stands above the credited outlet's text is named, by its document if nobody is known."""
    third = witness("x", WHOLE.replace("夜校", "学堂"), at="2020-02-19T08:00")
    studied = set_ancestors(study([PAGE, original("北京青年报"), third], outlets), o_p=0.95, x_o=0.95)
    assert weigh_origin(studied, 0, Ledger()).words == (("carrier-of", "x"),)
    late = set_ancestors(study([PAGE, original("北京青年报", at="2020-02-25T08:00")], outlets), o_p=0.04)
    assert weigh_origin(late, 0, Ledger()).chance == pytest.approx(0.96)


def test_words_in_which_a_text_speaks_as_the_paper_are_inside(outlets: FewOutlets) -> None:
    """某报记者 in another's text stands inside it, so that two texts not apart still speak twice with a line."""
    studied, credit = told(
        outlets,
        witness("a", WHOLE, LINE, outlet="甲"),
        witness("b", FRONT + "\n北京青年报记者王大明", outlet="乙"),
    )
    assert [(v.by, v.quote, v.inside) for v in voices(set_ancestors(studied, a_b=0.9), 0, credit)] == [
        (1, "北京青年报记者", True)
    ]


def test_the_text_of_ones_own_house_confirms_where_no_other_stands_above(outlets: FewOutlets) -> None:
    """人民网 that credits 人民日报: P(the paper's text is above) times P(no other's is) must reach .9."""
    page = replace(PAGE, outlet="人民网", claims=(claim("declared", "人民日报", "人民日报"),))
    third = witness("x", WHOLE.replace("夜校", "学堂"), outlet="傻大方", at="2020-02-19T08:00")
    studied = study([page, original("人民日报"), third], outlets)
    found = weigh_origin(set_ancestors(studied, o_p=0.97, x_p=0.05), 0, Ledger())
    assert found.origin == "confirmed"
    assert found.chance == pytest.approx(0.97 * 0.95)
    assert weigh_origin(set_ancestors(studied, o_p=0.97, x_p=0.2), 0, Ledger()).origin == "unverifiable"
    assert weigh_origin(set_ancestors(studied, o_p=0.8), 0, Ledger()).origin == "unverifiable"


def test_a_sister_paper_is_a_rival_only_of_a_signed_text(outlets: FewOutlets) -> None:
    """人民网's byline elsewhere is no rival of a credit line for 人民日报; of 人民日报's own byline it is."""
    sister = witness("b", FRONT, claim("byline", "人民网", "人民网"), outlet="乙")
    for claims, found in (
        ((claim("declared", "人民日报", "人民日报"),), []),
        ((claim("byline", "人民日报", "人民日报"),), ["人民网"]),
        ((claim("declared", "人民日报", "人民日报"), claim("byline", "新京报")), []),
    ):
        studied, credit = told(outlets, witness("a", WHOLE, *claims, outlet="甲"), sister)
        assert list(rivals(studied, 0, credit)) == found
