"""The second road of search: texts told again in other words, by what they name."""

from __future__ import annotations

import numpy as np
import pytest

from reprint_trace.corpus import Corpus
from reprint_trace.model import Document
from reprint_trace.text.numbers import figures
from reprint_trace.text.terms import MOST, chosen, key_of, rarity, terms

from .stories import documents

FERRY = (
    "汀港轮渡公司周三宣布，连接汀港与栖川的夜航将于11月6日停开。公司经理裴知行说，去年夜航共运送乘客4.73万人次，"
    "平均每班只坐61人，亏损达318万元。沿岸的渔户大多反对停航，他们凌晨要把鲜鱼送到栖川的早市。"
    "汀港区政府表示，将补贴一条定制巴士线路，票价12元，每天往返三趟。"
)
RETOLD = (
    "从11月6日起，晚上想坐船去栖川的人得另找办法了。负责汀港轮渡的裴知行给出的理由很直接：一年下来只有四万七千三百人上船，"
    "每趟六十来个客人，账上却少了318万。靠赶早市卖鱼为生的渔户不乐意，区里的答复是补钱开巴士，十二块一张票，一天跑三个来回。"
)
ENGLISH = (
    "The night ferry will stop on 6 November after losing 3.18 million yuan last year, its operator said on "
    "Wednesday. It carried 47,300 passengers, an average of 61 a crossing. A subsidised bus, at 12 yuan a "
    "ride, is to take its place."
)


@pytest.fixture
def corpus() -> Corpus:
    made = Corpus.in_memory("stories")
    made.add(documents(60))
    made.add([Document(id="ferry", text=FERRY)])
    return made


def test_a_story_told_in_other_words_is_found_by_what_it_names(corpus: Corpus) -> None:
    """Names, rare words and figures lead to the original, which shares no run of eight letters."""
    assert corpus.naming_alike(RETOLD, 3)[0].document.id == "ferry"


def test_a_translation_is_found_by_its_figures(corpus: Corpus) -> None:
    """3.18 million is 318万, 47,300 is 4.73万: two languages share nothing else."""
    assert "ferry" in [named.document.id for named in corpus.naming_alike(ENGLISH, 3)]


def test_a_removed_document_is_found_no_more(corpus: Corpus) -> None:
    """Nor is it once its segment was merged."""
    corpus.remove(["ferry"])
    assert "ferry" not in [named.document.id for named in corpus.naming_alike(RETOLD, 10)]


def test_a_text_that_names_nothing_known_finds_nothing() -> None:
    """An empty corpus, or an empty text, gives no answer and no error."""
    with Corpus.in_memory("empty") as empty:
        assert empty.naming_alike(RETOLD) == []
        empty.add([Document(id="ferry", text=FERRY)])
        assert empty.naming_alike("") == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("每部46.8万元", ["468000"]),
        ("468,000 yuan", ["468000"]),
        ("0.468 million", ["468000"]),
        ("近三成", ["30%"]),
        ("百分之三十", ["30%"]),
        ("30 per cent of them", ["30%"]),
        ("成立30周年", ["30"]),
        ("下降0.5个百分点", ["0.5%"]),
        ("三成功", ["3"]),
    ],
)
def test_a_quantity_has_one_spelling(text: str, keys: list[str]) -> None:
    """However two languages and several habits write it."""
    assert [figure.key for figure in figures(text)] == keys


def test_a_term_is_known_by_one_key() -> None:
    """The key that explains what was found is the one a text is indexed under."""
    found = terms(FERRY)
    for term in ("裴知", "裴知行", "轮渡"):
        assert key_of(term) in found.grams
    assert key_of("#3180000") in found.figures
    assert key_of("wednesday") in terms(ENGLISH).words


def test_what_every_text_holds_is_not_rare() -> None:
    """记者 stands in half of all news, a reporter's name in next to none."""
    common, rare = rarity(np.array([key_of("记者"), key_of("裴知行")], np.uint32))
    assert common < 0.5 < rare


def test_a_document_is_found_by_few_terms() -> None:
    """However long it is, and its figures are among them."""
    text = "".join(
        FERRY.replace("61", str(61 + number)).replace("裴", chr(0x4E10 + 7 * number)) for number in range(30)
    )
    kept = chosen(terms(text))
    assert len(kept) <= MOST
    assert key_of("#3180000") in kept
