from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprint_trace.comparing import attributed, compare, compare_texts, differences, edit_script, sources
from reprint_trace.model import Claim, Document, Edit, Match, Page, Quote, Site
from reprint_trace.text.folding import fold
from reprint_trace.text.tokens import char_shingles, jaccard
from reprint_trace.words.comparison import altered

STORY = """清晨六点，临江县城的早市已经热闹起来。卖菜的老周把一捆捆青菜码得整整齐齐，等着头一拨顾客上门。
“今年雨水足，菜长得好。”老周告诉记者，他家种了十二亩地，一天能卖出三百多斤。
县农业局的数据显示，截至6月30日，全县蔬菜种植面积已达4.58万亩，比去年增加了12.5%。
为了让菜农少跑路，县里在四个乡镇设了收购点，每天派车上门，当天结账，从不拖欠。
到了傍晚，收购点的灯还亮着，最后一车菜要赶在八点以前送到市里的批发市场。
（本报记者陈一鸣、林小满）"""
LINES = STORY.split("\n")
OTHER = """县图书馆新馆上个月开放，三层楼里摆了九万册书，周末常常一座难求。
馆长说，孩子们最爱去的是一楼的绘本角，那里铺着地毯，可以坐着看，也可以躺着看。
"""


def page_of(body: str, title: str | None = None, claims: tuple[Claim, ...] = ()) -> Page:
    return Page(
        file="page.html", sha256="", format="html", encoding="utf-8", site=Site(), title=title, body=body,
        claims=claims,
    )  # fmt: skip


def kinds(match: Match) -> list[str]:
    return [edit.kind for edit in match.edits]


def only(old: str, new: str) -> Edit:
    """The one edit that a replacement in the story makes."""
    assert STORY.count(old) == 1
    (edit,) = compare_texts(STORY, STORY.replace(old, new)).edits
    return edit


def test_a_verbatim_reprint_has_no_edits() -> None:
    """A page that prints a document word for word is covered whole and shows no edit."""
    match = compare(Document(id="d", text=STORY), page_of(STORY), 0.9)
    assert (match.page_covered, match.document_covered, match.edits) == (1.0, 1.0, ())
    assert (match.jaccard, match.jaccard_exact, match.relation) == (0.9, 1.0, "copy")


def test_a_date_split_by_the_alignment_is_one_changed_figure() -> None:
    """10月16日 that became 12月6日 is a changed date, not a house rule of the letters in between."""
    text = "截至{}，全县已有{}户接通自来水，其余各户年底以前接通。据{}的抽查，水质合格。"
    edits = compare_texts(
        text.format("10月16日24时", 391, "10月16日"), text.format("12月6日24时", 391, "12月6日")
    ).edits
    assert [(e.kind, e.document_text, e.page_text) for e in edits] == [
        ("number-changed", "10月16", "12月6"), ("number-changed", "10月16", "12月6"),
    ]  # fmt: skip


def test_a_year_left_out_changes_no_figure() -> None:
    """2018年3月30日 cut to 3月30日 lost its year; no figure became another."""
    text = "法院定于2018年3月30日上午在本院一楼公开宣判，请各界群众凭身份证旁听。"
    (edit,) = compare_texts(text, text.replace("2018年", "")).edits
    assert (edit.kind, edit.document_text) == ("deletion", "2018年")


def test_numerals_spelled_another_way_are_a_house_rule() -> None:
    """十三 that became 13 is the house's way to write numbers, not another figure."""
    text = "镇上有十三家合作社，今年收了五百多吨柑橘，比去年多出两成，价钱也涨了一些。"
    (edit,) = compare_texts(text, text.replace("十三", "13")).edits
    assert (edit.kind, edit.rule) == ("house-rule", "numerals")


def test_a_word_put_in_twice_within_sentences_is_no_site_phrase() -> None:
    """Only what is set off from the sentence is a phrase of the site."""
    text = "工人们查获盗版光盘三千张并入库。执法人员随后查封了仓库，次日上午再次清点并登记。"
    edits = compare_texts(text, text.replace("随后", "销售随后").replace("再次", "销售再次")).edits
    assert [(e.kind, e.rule, e.count) for e in edits] == [("house-rule", "→销售", 2)]


def test_a_story_before_a_credit_is_not_called_a_credit() -> None:
    """A paragraph with the source behind it is foreign text, not a credit line."""
    more = "孩子们放学后也来帮忙，把菜叶上的泥点擦得干干净净，再一筐一筐搬上车去。来源：城事网"
    match = compare_texts(STORY.rsplit("\n", 1)[0], STORY.rsplit("\n", 1)[0] + more)
    assert kinds(match) == ["foreign-passage"]


def test_an_aggregators_habits_are_named_once_each() -> None:
    """A relayed, spaced, clipped and injected reprint yields one edit for every habit."""
    body = LINES[0] + "\n" + LINES[1].replace("记者", "采访人员") + "\n【早市里的丰收】" + LINES[2]
    body = "江畔小编了解到早市里的丰收\n" + body.replace("，", " , ")
    match = compare(Document(id="d", text=STORY, title="早市里的丰收"), page_of(body, "早市里的丰收"))
    assert kinds(match) == [
        "relay-lead", "width-or-spacing", "house-rule", "title-injection", "truncation", "byline-removed",
    ]  # fmt: skip
    relay, spacing, rule, injected, cut, byline = match.edits
    assert relay.page_text == "江畔小编了解到早市里的丰收"
    assert (spacing.document_text, spacing.page_text, spacing.count) == ("，", " , ", body.count(" , "))
    assert (rule.document_text, rule.page_text, rule.rule) == ("记者", "采访人员", "记者→采访人员")
    assert injected.page_text == "【早市里的丰收】"
    assert cut.document_text == "\n".join(LINES[3:5])
    assert byline.names == ("陈一鸣", "林小满")


@pytest.mark.parametrize(
    "lead",
    [
        "【导读】早市里的丰收",
        "江畔头条编者按：早市里的丰收",
        "小编今天和大家聊聊：早市里的丰收",
        "来自读者的推荐：早市里的丰收",
        "以下为江畔晚报报道全文：",
        "本文首发于江畔晚报，有删节",
    ],
)
def test_a_lead_in_the_reprinters_words_is_a_relay_lead(lead: str) -> None:
    """An editor's note, a line on where the story first stood, or words up to the headline: all lead to it."""
    match = compare(
        Document(id="d", text=STORY, title="早市里的丰收"), page_of(f"{lead}\n{STORY}", "早市里的丰收")
    )
    assert kinds(match) == ["relay-lead"]


def test_a_relay_claim_marks_its_lead() -> None:
    """What the page was read to say about its relay is a relay lead, whatever its words."""
    lead = "本篇由城事速递搬运。"
    claim = Claim(kind="relay", text="城事速递", evidence=Quote(quote="城事速递搬运", where="body", rule="r"))
    match = compare(Document(id="d", text=STORY), page_of(lead + STORY, claims=(claim,)))
    assert kinds(match) == ["relay-lead"]


@pytest.mark.parametrize(
    ("old", "new", "old_number", "new_number"),
    [
        ("4.58万", "458万", "4.58万", "458万"),  # folding drops the point
        ("12.5%", "12.5", "12.5%", "12.5"),  # and the percent sign
        ("4.58万", "4.58亿", "4.58万", "4.58亿"),
        ("6月30日", "6月3日", "30", "3"),
        ("十二亩", "二十亩", "十二", "二十"),
        ("四个", "五个", "四", "五"),
        ("三百多", "三千多", "三百", "三千"),
    ],
)
def test_a_changed_figure_is_never_folded_away(old: str, new: str, old_number: str, new_number: str) -> None:
    """A figure, date or amount that differs is its own edit, with the whole number."""
    edit = only(old, new)
    assert (edit.kind, edit.document_text, edit.page_text) == ("number-changed", old_number, new_number)


@pytest.mark.parametrize(("old", "new"), [("4.58", "４.５８"), ("4.58", "4．58"), ("30日", "30 日")])
def test_a_figure_in_another_width_is_no_changed_figure(old: str, new: str) -> None:
    """Full-width digits and points are the same number."""
    assert only(old, new).kind == "width-or-spacing"


def test_thousands_separators_change_no_figure() -> None:
    """1,000 and 1000 are the same number."""
    (edit,) = compare_texts("全县有31,478名职工已经返岗复工。", "全县有31478名职工已经返岗复工。").edits
    assert edit.kind == "width-or-spacing"


@pytest.mark.parametrize(("old", "new"), [("从不拖欠", "从拖欠"), ("已达", "未达"), ("还亮着", "没有亮着")])
def test_a_gained_or_lost_negation_is_its_own_edit(old: str, new: str) -> None:
    """不, 未, 没有 or 无 that came or went turns a sentence round."""
    assert only(old, new).kind == "negation-changed"


def test_an_adverb_with_a_negating_letter_is_no_negation() -> None:
    """不断 taken out is a word less, not a denial less."""
    (edit,) = compare_texts("全县的蔬菜产量不断增加，菜农很高兴。", "全县的蔬菜产量增加，菜农很高兴。").edits
    assert (edit.kind, edit.document_text) == ("deletion", "不断")


def test_house_style_of_quotes_is_width_not_substitution() -> None:
    """“” for 「」 is one house's style; 。 for ！ is another mark."""
    body = STORY.replace("“", "「").replace("”", "」")
    assert [(e.kind, e.count) for e in compare_texts(STORY, body).edits] == [("width-or-spacing", 2)]
    assert only("从不拖欠。", "从不拖欠！").rule == "punctuation"


def test_a_replacement_made_twice_is_learned_as_a_rule() -> None:
    """The same swap at two places is one house rule that fired twice."""
    body = STORY.replace("收购点", "集散站")
    (edit,) = compare_texts(STORY, body).edits
    assert (edit.kind, edit.rule, edit.count) == ("house-rule", "收购点→集散站", STORY.count("收购点"))


def test_a_watermark_put_in_twice_is_one_insertion() -> None:
    """A site's phrase between the paragraphs is one edit with its count."""
    body = STORY.replace("。\n", "。（城事网）\n", 2)
    (edit,) = compare_texts(STORY, body).edits
    assert (edit.kind, edit.count) == ("insertion", 2)
    both = compare_texts(STORY, body.replace("，", "（快讯堂），", 2)).edits
    assert sorted((e.kind, e.page_text, e.count) for e in both) == [
        ("insertion", "（城事网）", 2), ("insertion", "（快讯堂）", 2),
    ]  # fmt: skip


def test_spun_words_are_spin() -> None:
    """Words swapped as spinning software does are spin, though only one letter of them shows."""
    text = "专家近日在临江县发现一种新的水稻，产量比往年高出不少，县里决定支持农户扩大种植。"
    match = compare_texts(text, text.replace("发现", "发明").replace("支持", "支撑"))
    assert [(e.kind, e.document_text, e.page_text) for e in match.edits] == [
        ("spin", "发现", "发明"), ("spin", "支持", "支撑"),
    ]  # fmt: skip
    assert match.alteration is not None
    assert 0.0 < match.alteration.spin_share <= 1.0


def test_spun_words_in_a_row_are_told_apart() -> None:
    """Two swapped words side by side are two swaps, not one rewriting."""
    text = "镇上的卫生院服务市民三十年，大家都说好。"
    (one, two) = compare_texts(text, text.replace("服务市民", "办事市平易近")).edits
    assert (one.kind, one.rule, two.kind, two.rule) == ("spin", "服务→办事", "spin", "市民→市平易近")


@pytest.mark.parametrize(
    ("cut", "kind", "rule"),
    [
        ("卖菜的老周把一捆捆青菜码得整整齐齐，等着头一拨顾客上门。", "deletion", "sentence"),
        (LINES[3] + "\n", "deletion", "paragraph"),
        ("“今年雨水足，菜长得好。”", "deletion", "quotation"),
        ("每天派车上门，", "deletion", "clause"),
        ("整整", "deletion", "words"),
        ("4.58万亩", "deletion", "number"),
        ("\n" + LINES[5], "byline-removed", "bracketed-byline"),
        ("\n".join(LINES[4:]), "truncation", "tail"),
    ],
)
def test_what_was_cut_is_named(cut: str, kind: str, rule: str) -> None:
    """A deletion says whether a sentence, a paragraph, a quotation or a credit went."""
    edit = compare_texts(STORY, STORY.replace(cut, "", 1)).edits[0]
    assert (edit.kind, edit.rule) == (kind, rule)
    assert edit.document_text.strip() in cut


def test_a_dateline_and_a_caption_are_told_from_the_story() -> None:
    """新华社…电（记者…） at the head and 图为… lines are credits of their own."""
    text = STORY.replace(LINES[1], "图为临江县早市。周海燕摄\n" + LINES[1])
    text = "新华社临江7月2日电（记者周海燕）" + text
    match = compare_texts(text, STORY)
    assert kinds(match) == ["dateline-removed", "caption-removed"]
    assert match.edits[0].names == ("周海燕",)
    assert match.alteration is not None
    assert match.alteration.names_lost == ("周海燕",)


def test_a_dateline_goes_with_the_reporter_behind_it() -> None:
    """新快报讯 记者某某报道 is one credit, and a claim of copyright is none."""
    text = "江畔晚报讯 记者何大山报道 " + STORY + "（版权归原作者所有）"
    edits = compare_texts(text, STORY).edits
    assert [(e.kind, e.names) for e in edits if e.names] == [("dateline-removed", ("何大山",))]
    assert "byline-removed" not in {edit.kind for edit in edits}


def test_a_removed_credit_line_is_no_truncation() -> None:
    """A site's own last line that went is not the story's tail."""
    body = "\n".join(LINES[:5])
    (edit,) = compare_texts(body + "\n来源：城事网 责任编辑：丁一", body).edits
    assert (edit.kind, edit.rule) == ("deletion", "credit")


def test_a_moved_paragraph_is_reordering_and_covered() -> None:
    """A paragraph that stands elsewhere is neither cut nor foreign."""
    body = "\n".join([LINES[0], LINES[3], LINES[1], LINES[2], *LINES[4:]])
    match = compare_texts(STORY, body)
    assert kinds(match) == ["reordering"]
    assert (match.page_covered, match.document_covered) == (1.0, 1.0)
    assert match.edits[0].page_text.strip() == LINES[3]


@pytest.mark.parametrize(
    "order", [(0, 1, 3, 2, 4), (1, 0, 2, 3, 4), (0, 2, 1, 3, 4), (0, 1, 4, 2, 3), (2, 0, 1, 3, 4)]
)
@pytest.mark.parametrize(("old", "new"), [("截至6月30日", "截至6月3日"), ("4.58万", "458万")])
def test_a_figure_changed_in_or_beside_a_moved_paragraph_is_shown(
    order: tuple[int, ...], old: str, new: str
) -> None:
    """Moving paragraphs hides no changed figure, not even at the head of the one that moved."""
    lines = [LINES[0], LINES[1], LINES[2].replace("县农业局的数据显示，", ""), LINES[3], LINES[4]]
    body = "\n".join(lines[at] for at in order).replace(old, new)
    edits = compare_texts("\n".join(lines), body).edits
    assert sorted(edit.kind for edit in edits) == ["number-changed", "reordering"]


def test_paragraphs_merged_or_split_are_spacing() -> None:
    """Line breaks that came or went are counted, not read as other text."""
    match = compare_texts(STORY, STORY.replace("\n", ""))
    assert [(e.kind, e.count) for e in match.edits] == [("width-or-spacing", 5)]


def test_a_page_made_of_two_documents_shows_whose_each_passage_is() -> None:
    """Merged originals: every foreign passage names the document that has it."""
    body = LINES[0] + "\n" + OTHER + "\n".join(LINES[1:])
    documents = [Document(id="market", text=STORY), Document(id="library", text=OTHER)]
    matches = attributed([compare(document, page_of(body)) for document in documents])
    (foreign,) = matches[0].edits
    assert (foreign.kind, foreign.found_in) == ("foreign-passage", "library")
    found = sources(matches)
    assert [source.document for source in found] == ["market", "library", "market"]
    assert all(
        fold(body[slice(*s.page)]).text
        == fold({"market": STORY, "library": OTHER}[s.document][slice(*s.at)]).text
        for s in found
    )


def test_a_tail_on_the_next_page_is_not_called_lost() -> None:
    """Where the page offers a next page, the missing tail stands there."""
    match = compare_texts(STORY, "\n".join([*LINES[:3], "下一页"]))
    assert (match.edits[0].kind, match.edits[0].rule) == ("truncation", "page-of-several")


def test_one_page_of_several_covers_its_part() -> None:
    """The second page of a split story is covered whole, and its head is missing, not foreign."""
    match = compare_texts(STORY, "\n".join(LINES[3:]))
    assert match.page_covered == 1.0
    assert [(e.kind, e.rule) for e in match.edits] == [("truncation", "head")]


def test_the_alteration_is_summed_up_in_one_sentence() -> None:
    """Shares kept, cut and foreign, and the figures that changed, in Chinese and in English."""
    alteration = compare_texts(STORY, STORY.replace("4.58万", "458万")).alteration
    assert alteration is not None
    assert alteration.figures_changed == ("4.58万→458万",)
    assert "4.58万→458万" in altered(alteration, "zh")
    assert "figures changed: 1 (4.58万→458万)" in altered(alteration, "en")
    assert alteration.kept > 0.97
    assert alteration.foreign == 0.0


def test_exact_jaccard_is_that_of_the_shingles() -> None:
    """jaccard_exact is the Jaccard of folded five-character shingles."""
    body = STORY.replace("老周", "老王")
    expected = jaccard(char_shingles(fold(STORY).text), char_shingles(fold(body).text))
    assert compare_texts(STORY, body).jaccard_exact == expected
    assert compare_texts("短", "短").jaccard_exact == 1.0


def test_empty_texts_are_unrelated() -> None:
    """Nothing compared with something has nothing in common, and no share is undefined."""
    match = compare_texts("", STORY)
    assert (match.page_covered, match.document_covered, match.relation) == (0.0, 0.0, "unrelated")
    assert compare_texts("", "").edits == ()


def test_elementary_differences_in_folded_spans() -> None:
    """Lineage sees where two texts differ, differences two characters apart as one."""
    a, b = fold("甲乙丙丁戊己庚辛"), fold("甲X丙Y戊己庚")
    assert [(d.a, d.b) for d in differences(a, b)] == [((1, 4), (1, 4)), ((7, 8), (7, 7))]


CLIPS = st.integers(1, len(STORY))


@settings(max_examples=60, deadline=None)
@given(CLIPS, CLIPS)
def test_coverage_is_monotone_under_truncation(one: int, two: int) -> None:
    """The more of a document a page prints, the more of the document it covers."""
    short, long = sorted((one, two))
    covered = [compare_texts(STORY, STORY[:n]).document_covered for n in (short, long)]
    assert covered[0] <= covered[1]


OLD = st.sampled_from(["老周", "菜农", "傍晚", "当天结账，", "热闹", "12.5%"])
EDITS = st.lists(st.tuples(OLD, st.sampled_from(["", "某某", "88"])), max_size=4)


@settings(max_examples=80, deadline=None)
@given(EDITS)
def test_swapping_the_sides_mirrors_the_edits(changes: list[tuple[str, str]]) -> None:
    """What one direction calls cut, the other calls put in, at the same places."""
    body = STORY
    for old, new in changes:
        body = body.replace(old, new, 1)
    there, back = compare_texts(STORY, body), compare_texts(body, STORY)
    assert (there.page_covered, there.document_covered) == (back.document_covered, back.page_covered)
    spans = sorted((e.document, e.page, e.count) for e in there.edits if e.kind != "truncation")
    assert spans == sorted((e.page, e.document, e.count) for e in back.edits if e.kind != "truncation")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.just(STORY))
def test_a_text_compared_with_itself_has_no_edit(text: str) -> None:
    """No text differs from itself, and its script is one copy."""
    assert compare_texts(text, text).edits == ()
    assert edit_script(text, text).apply(text) == text


@settings(max_examples=100, deadline=None)
@given(
    st.text("记者小编不未1２3.%（）。，\n 甲乙", max_size=80),
    st.text("记者小编不未1２3.%（）。，\n 甲乙", max_size=80),
)
def test_edits_quote_what_stands_in_the_texts(a: str, b: str) -> None:
    """Every edit's quotes are the exact text at its spans."""
    for edit in compare_texts(a, b).edits:
        assert a[slice(*edit.document)] == edit.document_text
        assert b[slice(*edit.page)] == edit.page_text
