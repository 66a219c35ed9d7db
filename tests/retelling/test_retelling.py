"""Retold texts: found, laid beside their original by sentence, and not taken for another newsroom's story."""

from __future__ import annotations

import pytest

from reprint_trace.corpus import Corpus
from reprint_trace.model import Document, ToldSentence
from reprint_trace.retelling import finding
from reprint_trace.retelling.facts import changed_facts
from reprint_trace.retelling.finding import Kindred, named_alike, retelling, retellings, shared_terms
from reprint_trace.retelling.sentences import encoder, in_order, sentence_spans, sentences_of
from reprint_trace.words import tell
from tests.corpus.stories import documents

KILN = (
    "瓦窑镇的最后一座龙窑上周六熄火拆除，窑工马伯昌亲手取下了窑门上的第一块砖。这座龙窑长48.6米，建于1931年，"
    "最多时一年烧缸1.2万口。镇政府解释，窑尾紧贴新修的防洪堤，监测发现堤脚每月沉降3.4毫米，专家建议在汛期前拆除。"
    "马伯昌今年71岁，他说自己并不反对拆，只希望把窑神像留下。拆下来的7300块窑砖将编号存放，计划在镇北重建一段17米的窑身。"
    "陶艺学校的校长施云岫表示，重建经费还差86万元，学校正在联系当年买过缸的人家。"
)
RETOLD = (
    "上个周六，瓦窑镇烧了九十多年的龙窑彻底凉了下来，带头动手的正是老窑工马伯昌。1931年砌成的这条窑有48.6米长，"
    "鼎盛时期每年出缸12000口。为什么非拆不可？按照镇里的说法，它的尾部挨着新防洪堤，堤脚一个月要沉3.4毫米，等不到汛期。"
    "71岁的马伯昌没有阻拦，他惦记的是那尊窑神像。7300块老砖会编上号，将来在镇子北边砌回17米。"
    "不过施云岫校长算了算，还缺86万，她打算去找当年那些买缸的家庭。"
)
CHANGED = RETOLD.replace("缺86万", "缺136万").replace(
    "带头动手的正是老窑工马伯昌", "带头动手的正是老窑工丁守业"
)
SIBLING = (
    "天还没亮，瓦窑镇的河堤上已经站满了人。有人举着手机，有人提着茶壶，都是来和那座老窑告别的。卖豆花的何嫂说，"
    "小时候她常钻进窑里躲雨，里面一年四季都是暖的。挖掘机开过来的时候，人群安静了几分钟。镇上的退休教师唱了一段窑工号子，"
    "录音将放进乡镇图书馆。施工队的负责人说，余下的清运还要两个星期。"
)
ENGLISH = (
    "The last dragon kiln in the town of Wayao was put out and taken down on Saturday. Built in 1931 and 48.6 metres "
    "long, it once fired 12,000 jars a year. Officials said the dike behind it was sinking by 3.4 millimetres a "
    "month. The kiln worker Ma Bochang, 71, asked only that the statue of the kiln god be kept. Some 7,300 bricks "
    "will be numbered and stored, so that 17 metres can be rebuilt, for which 860,000 yuan is still lacking."
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    made = Corpus.in_memory("originals")
    made.add(documents(60))
    made.add([Document(id="kiln", text=KILN)])
    return made


def every_sentence(found: Kindred) -> tuple[ToldSentence, ...]:
    return found.retelling.sentences


def test_a_retold_story_names_its_original(corpus: Corpus) -> None:
    """Told again in other words, it shares no long run, and yet its original is named, with a probability."""
    (found, *_) = retellings(RETOLD, corpus)
    assert (found.document.id, found.relation) == ("kiln", "retold")
    told = found.retelling
    assert not told.translated
    assert min(told.probability, told.page_told, told.document_told) > 0.8
    assert any("马伯昌" in term for term in told.terms)
    assert all(tell(reason, "zh") and "retelling." not in tell(reason, "en") for reason in found.reasons)


def test_a_translation_is_a_retelling_in_another_language(corpus: Corpus) -> None:
    """An English text of a Chinese original is found by its figures and said to be translated."""
    (found, *_) = retellings(ENGLISH, corpus)
    assert (found.document.id, found.relation) == ("kiln", "retold")
    assert found.retelling.translated


def test_another_newsroom_s_story_of_the_event_is_no_retelling(corpus: Corpus) -> None:
    """It tells other things of the same event: at most that is said of it."""
    assert [one.document.id for one in retellings(SIBLING, corpus) if one.relation == "retold"] == []


def test_a_changed_figure_and_a_changed_name_are_shown(corpus: Corpus) -> None:
    """Words may change in a retelling; what it states otherwise stands with its sentence."""
    (found, *_) = retellings(CHANGED, corpus)
    facts = {
        (fact.kind, fact.page_text, fact.document_text) for one in every_sentence(found) for fact in one.facts
    }
    assert any(
        kind == "figure" and page.startswith("136万") and there.startswith("86万")
        for kind, page, there in facts
    )
    assert ("person", "丁守业", "马伯昌") in facts


def test_a_faithful_retelling_changes_no_fact(corpus: Corpus) -> None:
    """1.2万 and 12000, 86万元 and 86万 are the same figures."""
    (found, *_) = retellings(RETOLD, corpus)
    assert [
        fact for one in every_sentence(found) for fact in one.facts if fact.kind in ("figure", "person")
    ] == []


def test_every_sentence_of_both_texts_is_accounted_for(corpus: Corpus) -> None:
    """Each of the page's stands there once, in its order, and what it leaves out stands behind them."""
    (found, *_) = retellings(RETOLD + "小编觉得，老手艺真的需要大家一起来守护呢。", corpus)
    mine = [one.page for one in every_sentence(found) if one.page]
    assert mine == sorted(mine)
    assert every_sentence(found)[len(mine) - 1].telling == "added"
    told = {span for one in every_sentence(found) for span in one.document}
    assert told == set(sentence_spans(KILN))


def test_without_the_encoder_candidates_are_listed_and_nothing_is_claimed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No probability, no relation: only which document names the same, and what both name."""
    monkeypatch.setattr(finding, "encoder", lambda: None)
    assert retellings(RETOLD, corpus) == ()
    assert retelling(RETOLD, Document(id="kiln", text=KILN)) is None
    (found, *_) = named_alike(RETOLD, corpus)
    assert found.document.id == "kiln"
    assert "#48.6" in found.terms


def test_an_unrelated_text_has_no_retelling(corpus: Corpus) -> None:
    """Where nothing rare is shared nothing is laid beside it."""
    assert retellings("今天的天气很好，公园里的游人比平时多，孩子们在草地上放风筝。", corpus) == ()


def test_what_found_it_can_be_said() -> None:
    """The rare terms in common are named as they are written."""
    terms = shared_terms(RETOLD, KILN)
    assert "#48.6" in terms
    assert any("马伯昌" in term for term in terms)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("雨停了。“走吧！”他说。\n路还很长", ["雨停了。", "“走吧！”", "路还很长"]),
        ("It rose 3.4 percent. Mr. Lee left.\nThe end", ["It rose 3.4 percent.", "Mr. Lee left.", "The end"]),
        ("", []),
    ],
)
def test_sentences_are_cut_where_they_end(text: str, sentences: list[str]) -> None:
    """At the marks that end one and at line ends, not at decimal points; a fragment is none."""
    spans = sentence_spans(text)
    found = [text[start:end] for start, end in spans]
    assert found == sentences


def test_order_is_the_longest_rising_part() -> None:
    """One sentence moved to the front costs one place."""
    assert in_order([3, 0, 1, 2]) == 0.75
    assert in_order([]) == 0.0


def stated_otherwise(page: str, document: str) -> list[tuple[str, str, str]]:
    """The facts of one page's text that a document's states otherwise, sentence by sentence."""
    encode = encoder()
    assert encode is not None
    mine, theirs = sentences_of(page, encode), sentences_of(document, encode)
    of = tuple(range(len(theirs.spans)))
    return [
        (fact.kind, fact.document_text, fact.page_text)
        for place in range(len(mine.spans))
        for fact in changed_facts(mine, place, theirs, of)
    ]


@pytest.mark.parametrize(
    ("document", "page", "fact"),
    [
        (
            "石埠码头的摆渡船将于4月18日停航，票价原为3元。",
            "从5月18日起，石埠码头不再有摆渡船，原来3元就能过河。",
            ("figure", "4月18日", "5月18日"),
        ),
        (
            "石埠码头的摆渡船将于4月18日停航。",
            "The Shibu ferry will stop on 18 May.",
            ("figure", "4月18日", "18 May"),
        ),
        (
            "石埠码头每两天开一班渡船，每班载26人。",
            "石埠码头的渡船每天一班，一次载26人。",
            ("figure", "每两天", "每天"),
        ),
        (
            "柳桥镇今年收蜜4.6吨，比去年多收31%。",
            "柳桥镇今年的蜜有4.6吨，比去年少收31%。",
            ("direction", "多收", "少收"),
        ),
        (
            "柳桥镇的蜂农韩桂生当庭表示上诉，请人鉴定蜜样。",
            "韩桂生是柳桥镇的蜂农，他当庭说不上诉，蜜样已请人鉴定。",
            ("polarity", "上诉", "不上诉"),
        ),
        (
            "石埠码头的摆渡人不收学生的船票。",
            "在石埠码头，学生的船票摆渡人照样要收取。",
            ("polarity", "不收学生", "学生"),
        ),
        (
            "水文站站长蒋慕云说，石埠段的水位三天里降了1.2米。",
            "航道站站长洪守田说，石埠段水位三天降了1.2米。",
            ("person", "蒋慕云", "洪守田"),
        ),
    ],
)
def test_a_fact_stated_otherwise_is_shown_with_what_the_document_states(
    document: str, page: str, fact: tuple[str, str, str]
) -> None:
    """A day, a period, a direction, a denial and a speaker, and nothing but that."""
    assert stated_otherwise(page, document) == [fact]


@pytest.mark.parametrize(
    ("document", "page"),
    [
        ("渡船凌晨1500人次，票款两万六千元。", "一千五百人次坐了早船，票款2.6万元。"),
        ("渡口16时关闸，等了一个半小时的船只有四米多长。", "下午4点渡口关闸，船长4.2米。"),
        ("石埠码头的渡船并不便宜，船上也没有座位。", "石埠码头渡船票价偏贵，乘客只能站着。"),
        ("票价上涨12.8%，客流下降6.3%。", "客流回落6.3%，票价上升12.8%。"),
        ("The ferry ran for 94 years and stops on September 30.", "渡船开了94年，将在9月30日停航。"),
        ("渡船开了94年，3月18日停航。", "The ferry ran for 94 years and stopped on March 18."),
        ("第三次试航定在周三，3号渡口的船工看不懂图纸。", "第三回试航在星期三，图纸3号渡口的船工看不明白。"),
    ],
)
def test_the_same_facts_in_other_words_are_none(document: str, page: str) -> None:
    """Figures in another spelling, rounded or by another clock, and denials worded anew change nothing."""
    assert stated_otherwise(page, document) == []
