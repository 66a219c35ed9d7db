"""Changes of meaning: found, typed, whole, and in their sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reprint_trace.comparing import compare_pages, compare_texts
from reprint_trace.model import MeaningChange, Page, Site
from reprint_trace.words.comparison import altered

STORY = (
    "白鹭镇的老水厂上月换了滤池，居民家里的水压恢复如常。镇里安排两辆送水车在巷口待命，学校食堂照常供餐。"
    "水厂技师在泵房守了三夜，旧阀门拆下后送去回炉。供水管线的图纸已经上墙，路过的人都能看到。"
)


def meaning(old: str, new: str, **titles: str) -> tuple[MeaningChange, ...]:
    """The changes of meaning between a story with `old` in it and one with `new`."""
    alteration = compare_texts(STORY + old + STORY[::1], STORY + new + STORY, **titles).alteration
    assert alteration is not None
    return alteration.meaning


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("厂长邹明澜说，滤池会再换一次。", "厂长邹明川说，滤池会再换一次。", "person", ("邹明澜", "邹明川")),
        ("合同由恒松水务公司承接。", "合同由博岭水务公司承接。", "organisation", ("恒松水务公司", "博岭水务公司")),
        ("据《白鹭日报》报道，旧管已经停用。", "据《青岭晚报》报道，旧管已经停用。", "organisation", ("白鹭日报", "青岭晚报")),
        ("新滤料从杭州运来。", "新滤料从重庆运来。", "place", ("杭州", "重庆")),
        ("停水定在周二进行。", "停水定在周六进行。", "time", ("周二", "周六")),
        ("每户至少赔两百元。", "每户至多赔两百元。", "bound", ("至少", "至多")),
        ("送水车运来四十桶水。", "送水车运来九十桶水。", "quantity", ("四十桶", "九十桶")),
        ("今年的水价上调了。", "今年的水价下调了。", "direction", ("上调", "下调")),
        ("水厂否认换过药剂。", "水厂承认换过药剂。", "polarity", ("否认", "承认")),
        ("监理方同意延期。", "监理方不同意延期。", "polarity", ("同意", "不同意")),
        ("旧阀门可能是漏点。", "旧阀门是漏点。", "hedge", ("可能", "")),
        ("据值班员介绍，泵房没有进水。", "泵房没有进水。", "attribution", ("据值班员介绍，", "")),
    ],
)  # fmt: skip
def test_a_change_of_meaning_is_typed_whole_and_in_its_sentence(
    old: str, new: str, kind: str, words: tuple[str, str]
) -> None:
    """A word that makes another statement of its sentence is shown whole, with both sentences."""
    (change,) = meaning(old, new)
    assert (change.kind, change.where) == (kind, "body")
    assert change.document_text.endswith(words[0])
    assert change.page_text.endswith(words[1])
    assert (change.document_sentence, change.page_sentence) == (old, new)


def test_a_person_renamed_throughout_is_no_house_rule() -> None:
    """Somebody who has another name everywhere is one change of a person, counted."""
    a = "韩松年说，水厂没有停过机。" + STORY + "韩松年住在厂里。韩松年的儿子也学修泵。"
    match = compare_texts(a, a.replace("韩松年", "韩松平"))
    assert match.alteration is not None
    (change,) = match.alteration.meaning
    assert (change.kind, change.document_text, change.page_text, change.count) == (
        "person",
        "韩松年",
        "韩松平",
        3,
    )
    assert [(edit.kind, edit.meaning, edit.count) for edit in match.edits] == [("substitution", "person", 3)]
    assert match.alteration.names_changed == ("韩松年→韩松平",)
    assert match.alteration.names_lost == ()


def test_two_speakers_exchanged() -> None:
    """Who says what is a change of its own where two speakers were exchanged."""
    a = "邹明澜说，滤池会再换。葛听雨说，水价不涨。"
    b = "葛听雨说，滤池会再换。邹明澜说，水价不涨。"
    assert {change.kind for change in meaning(a, b)} == {"speaker"}


def test_a_paraphrase_put_in_quotation_marks() -> None:
    """Words that the original only reports, given as somebody's own, are no matter of punctuation."""
    a, b = "邹明澜表示水厂不会停机也不会涨价。", "邹明澜表示：“水厂不会停机也不会涨价。”"
    assert [(change.kind, change.rule) for change in meaning(a, b)] == [("quotation", "quotes-added")]
    assert [(change.kind, change.rule) for change in meaning(b, a)] == [("quotation", "quotes-removed")]
    assert meaning("这就是“老水厂”的由来。", "这就是老水厂的由来。") == ()


def test_a_conclusion_turned_into_its_opposite() -> None:
    """Another last sentence instead of the original's is a conclusion replaced, not a cut and a gain."""
    a = STORY + "法院最后认定，水厂不用赔偿。"
    match = compare_texts(a, STORY + "可见，住户的质疑都有道理。")
    assert match.alteration is not None
    assert [change.kind for change in match.alteration.meaning] == ["conclusion"]


def test_a_note_of_correction_dropped() -> None:
    """A page without the original's correction says what the original took back."""
    note = "更正：文中滤池的造价有误，应为四十万元。"
    match = compare_texts(f"{STORY}\n{note}", STORY)
    assert match.alteration is not None
    (change,) = match.alteration.meaning
    assert (change.kind, change.rule, change.document_sentence) == ("correction", "dropped", note)


def test_headlines_are_compared() -> None:
    """A headline that says the opposite of the original's leads the changes."""
    (change,) = meaning("", "", title="白鹭镇水厂否认涨价", reprint_title="白鹭镇水厂承认涨价")
    assert (change.where, change.kind, change.document_text) == ("headline", "polarity", "否认")


def test_the_summary_leads_with_what_was_changed_in_meaning() -> None:
    """The sentence on how far a page alters its original begins with the changes of meaning."""
    alteration = compare_texts(STORY + "水厂否认涨价。", STORY + "水厂承认涨价。").alteration
    assert alteration is not None
    assert altered(alteration, "en").startswith("Changes of meaning: 1 (statement reversed: 否认 → 承认)")
    assert altered(alteration, "zh").startswith("改变原意1处（肯定否定被改：否认→承认）")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("，", " , "), ("“", "「"), ("镇里安排", "镇里，安排"), ("已经", "业已"), ("如常", "正常"), ("三夜", "3夜"),
        ("\n", "\r\n"), ("两辆送水车", "二辆送水车"),
    ],
)  # fmt: skip
def test_restyling_changes_no_meaning(old: str, new: str) -> None:
    """Width, quote style, numerals, line ends and synonyms make no other statement."""
    alteration = compare_texts(STORY, STORY.replace(old, new)).alteration
    assert alteration is not None
    assert alteration.meaning == ()


def test_people_lost_are_those_whom_the_cut_names() -> None:
    """Everybody named in what was cut is lost, whatever adverb follows the name, and nobody invented."""
    cut = "律师柏知远补充说，图纸已经归档。技师栾明溪也说，阀门没有换。陈述还说，票据都在。解释说得很清楚。"
    match = compare_texts(STORY + cut, STORY)
    assert match.alteration is not None
    assert match.alteration.names_lost[:2] == ("柏知远", "栾明溪")
    assert "解释" not in match.alteration.names_lost


def test_what_was_taken_is_counted() -> None:
    """A page that has half of the original's sentences says so, with the share and the longest run."""
    half = STORY[: len(STORY) // 2]
    half = half[: half.rfind("。") + 1]
    match = compare_texts(STORY, half)
    assert match.alteration is not None
    taken = match.alteration.taken
    assert taken is not None
    assert (taken.sentences, taken.sentences_of) == (half.count("。"), STORY.count("。"))
    assert taken.of_page == 1.0
    assert taken.characters == taken.longest_run


# ── what is no difference ──────────────────────────────────────────────────────────────


def test_a_story_printed_twice_has_nothing_foreign() -> None:
    """A page that prints the story twice is a copy; the second time is said to be a repeat."""
    match = compare_texts(STORY, f"{STORY}\n{STORY}")
    assert match.alteration is not None
    assert (match.relation, match.page_covered, match.alteration.foreign) == ("copy", 1.0, 0.0)
    assert [(edit.kind, edit.rule) for edit in match.edits] == [("insertion", "repeated")]


def test_codes_behind_names_come_and_go_by_rule() -> None:
    """Stock codes and links that a portal sets behind names make a copy no other version."""
    a = STORY.replace("水厂技师", "恒松水务(600123，股吧)、博岭股份（000456，股吧）的技师").replace(
        "镇里", "岚光科技(300789,股吧)"
    )
    b = STORY.replace("水厂技师", "恒松水务、博岭股份的技师").replace("镇里", "岚光科技")
    match = compare_texts(a, b)
    assert match.relation == "copy"
    assert [(edit.kind, edit.rule, edit.count) for edit in match.edits] == [("house-rule", "stock-code", 3)]


@pytest.mark.parametrize(
    "page",
    [
        STORY.replace("。", "。\r\n"),
        STORY.replace("水", "⽔").replace("门", "⻔").replace("见", "⻅"),
        STORY.replace("厂", "厂\ufe00").replace("家", "家\U000e0100"),
    ],
)
def test_other_code_points_for_the_same_letters_are_no_edits(page: str) -> None:
    """Line ends, radicals from print files and variation selectors are at most a matter of spacing."""
    match = compare_texts(STORY.replace("。", "。\n") if "\n" in page else STORY, page)
    assert match.document_covered == match.page_covered == 1.0
    assert {edit.kind for edit in match.edits} <= {"width-or-spacing"}
    assert "\r" not in match.document.text


def test_letters_and_their_accents_apart_are_the_same_letters() -> None:
    """é in two code points is the é of one."""
    match = compare_texts(STORY + "门口的Café Ángel还开着。", STORY + "门口的Cafe\u0301 A\u0301ngel还开着。")
    assert {edit.kind for edit in match.edits} == {"width-or-spacing"}


def test_a_moved_clause_is_a_move() -> None:
    """A clause of eleven letters that stands elsewhere is one move, not words lost and put in."""
    clause = "镇里安排两辆送水车在巷口待命，"
    assert len(clause) > 11
    page = STORY.replace(clause, "").replace("旧阀门", clause + "旧阀门")
    assert [edit.kind for edit in compare_texts(STORY, page).edits] == ["reordering"]


def test_a_relay_credit_that_shares_words_with_the_original_stays_whole() -> None:
    """据某报报道 instead of the paper's dateline is a lead and a dateline lost, not a few letters."""
    match = compare_texts("白鹭日报讯（记者甘棣华）" + STORY, "据白鹭日报报道，" + STORY)
    assert [(edit.kind, edit.document_text, edit.page_text) for edit in match.edits] == [
        ("dateline-removed", "白鹭日报讯（记者甘棣华）", ""),
        ("relay-lead", "", "据白鹭日报报道，"),
    ]


def test_a_byline_that_stood_beside_the_text_is_lost() -> None:
    """An author whom the original's page names beside its text, and the reprint nowhere, is a name lost."""
    site = Site()
    a = Page(file="a", sha256="", format="html", encoding="utf-8", site=site, body=STORY, authors=("甘棣华",))
    b = Page(file="b", sha256="", format="html", encoding="utf-8", site=site, body=STORY)
    alteration = compare_pages(a, b).alteration
    assert alteration is not None
    assert alteration.names_lost == ("甘棣华",)
    assert [(change.kind, change.where, change.rule) for change in alteration.meaning] == [
        ("byline", "byline", "dropped")
    ]
    credited = compare_pages(a, replace(b, authors=("甘棣华",))).alteration
    assert credited is not None
    assert (credited.names_lost, credited.meaning) == ((), ())


def test_one_formula_makes_no_version() -> None:
    """Two texts that share one set sentence only have nothing to do with each other."""
    formula = "始终做全镇供水安全的守护者、节水技术推广的先行者、沿河各村共享清流的推动者、老旧管网更新换代的实干者。"
    a = f"镇里的桥上周通车，货车改走新路。镇长表示，我们{formula}桥头还添了路灯，放学的孩子不用再绕道，附近的店铺也多了生意。"
    b = f"茶园今年收成好，采茶的人天不亮就上山。水务站的标语上写着，{formula}茶商已经订走了头一批，村里的炒锅从早响到晚，邮局的小车一天跑三趟。"
    match = compare_texts(a, b)
    assert match.relation == "unrelated"
    assert match.alteration is not None
    assert match.alteration.meaning == ()


@pytest.mark.parametrize("changed", [lambda t: t.replace("滤池", "濾池").replace("阀门", "閥門").replace("学", "學"), lambda t: f"首页 > 本地\n{t}\n责任编辑：小禾\n点击下载客户端", lambda t: t.replace("守", "宁").replace("夜", "衣").replace("巷", "苍").replace("炉", "沪")])  # fmt: skip
def test_script_furniture_and_noise_leave_a_copy_a_copy(changed: Callable[[str], str]) -> None:
    """Conversion to traditional writing, a site's furniture and misread letters make no other version."""
    text = STORY * 2 + "门口的石阶磨得发亮，管理员每天擦两遍。"
    assert compare_texts(text, changed(text)).relation == "copy"


LONG = (
    "汀港渔业合作社上周公布了今年的收成。理事长说，黄鱼的产量比去年减少两成，价格却高出一截，社员的收入大体持平。"
    "冷库在六月扩建，新增的货位全部租给了邻县的加工厂。码头边的老船坞仍在使用，每天有四十多条船在那里补网和加冰。"
    "合作社打算明年在岛上试养扇贝，技术员已经到过三个海湾取水样，结果要到春天才能知道。渔民们盼着风浪小些，好把网下得更远。"
    "镇里的小学组织孩子们参观了冷库，老师说，他们第一次看到一条鱼怎样从船上走到餐桌。"
)


def _spoiled(text: str) -> str:
    """A text as a bad scan reads it: letters lost, doubled, taken for others, exchanged."""
    letters = list(text)
    for number, at in enumerate(range(11, len(letters) - 2, 23)):
        if not letters[at].isalpha() or letters[at] in "不没未":
            continue
        if number % 4 == 3:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = ("", letters[at] * 2, "巳曰末夭"[number % 4])[number % 4]
    return "".join(letters)


def test_misread_letters_are_listed_and_mean_nothing() -> None:
    """Of a badly scanned copy every letter is shown, as misread, and nobody is told that its meaning changed."""
    match = compare_texts(LONG, _spoiled(LONG))
    assert match.relation == "copy"
    assert sum(edit.rule == "misread" for edit in match.edits) >= 6
    assert match.alteration
    assert match.alteration.meaning == ()


def test_a_denial_is_seen_among_misread_letters() -> None:
    """A word turned round is told although many letters around it are misread."""
    match = compare_texts(LONG, _spoiled(LONG).replace("减少", "增加"))
    assert match.alteration
    assert "direction" in {m.kind for m in match.alteration.meaning}


@pytest.mark.parametrize(
    ("cut", "lost"),
    [
        ("讲解员柴静怡、保安老丁每天都来。收藏家林志远买走了他的作品。", {"柴静怡", "林志远"}),
        ("技术员高度评价这次改造，驾驶员安全意识也强了，管理者明白其中的道理。", set()),
    ],
)
def test_names_behind_roles_are_lost_and_words_are_none(cut: str, lost: set[str]) -> None:
    """Who is named behind a role in what was cut is lost; words that only look like a name are nobody's."""
    match = compare_texts(LONG[:120] + cut + LONG[120:], LONG)
    assert match.alteration is not None
    assert set(match.alteration.names_lost) == lost


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("房东打了租客一拳。", "租客打了房东一拳。", "speaker"),
        ("老师向家长当面道了歉。", "家长向老师当面道了歉。", "speaker"),
        ("委员来自汀港、岚口两地。", "委员来自岚口、汀港两地。", None),
        ("第三人民医院收治了伤员。", "第五人民医院收治了伤员。", "organisation"),
        ("三分之一的社员同意。", "三分之二的社员同意。", "quantity"),
        ("所有渔船都回了港。", "部分渔船都回了港。", "bound"),
        ("会议定在周日。", "会议定在星期天。", None),
        ("天还没亮，船就出海了。", "天还没有亮，船就出海了。", None),
    ],
)
def test_small_words_that_turn_a_statement_and_such_that_do_not(old: str, new: str, kind: str | None) -> None:
    """Who did what to whom, which of several bodies and how many of all are told; another order or form is not."""
    match = compare_texts(LONG[:55] + old + LONG[55:], LONG[:55] + new + LONG[55:])
    assert match.alteration is not None
    assert {m.kind for m in match.alteration.meaning} == ({kind} if kind else set())
