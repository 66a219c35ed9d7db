"""The catalogue of everything the tool says."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

import reprint_trace
from reprint_trace import model
from reprint_trace.model import phrase
from reprint_trace.reporting.passages import Sort
from reprint_trace.words import catalogue, default_language, paragraph, say, tell, term

PRODUCT = Path(reprint_trace.__file__).parent
FAMILIES: dict[str, Any] = {
    "origin": model.OriginVerdict, "path": model.PathVerdict, "origin.word": model.OriginVerdict,
    "path.word": model.PathVerdict,
    "role": model.Role, "grade": model.Grade, "edit": model.EditKind, "relation": model.Relation,
    "claim": model.ClaimKind, "where": model.Where, "precision": model.Precision, "sort": Sort,
    "polarity": model.Polarity,
}  # fmt: skip


@pytest.mark.parametrize("key", catalogue())
def test_both_languages_say_the_same(key: str) -> None:
    """Every key has words in English and in Chinese, with the same blanks."""
    english, chinese = catalogue()[key]
    assert english.strip() or key == "stop"
    assert chinese.strip()
    assert _blanks(english) == _blanks(chinese)


def test_no_key_is_asked_for_in_vain_and_none_is_unused() -> None:
    """Every key that code or a template names exists; every key of the catalogue is named somewhere,
    whole or by its family."""
    text = "\n".join(
        path.read_text("utf-8").rpartition("\n}\n" if path.parent.name == "words" else "WORDS = {")[2]
        for path in PRODUCT.rglob("*.*")
        if path.suffix in {".j2", ".py", ".js"}
    )
    asked = set(re.findall(r"""\b(?:t|say|phrase)\(\s*["']([\w.-]+)["']""", text))
    assert {key for key in asked if not key.endswith(".")} <= set(catalogue())
    found = re.findall(
        r"""["']([\w.-]+)\.["'] [~+]|f["']([\w.-]+)[.-]\{|\bterm\(["']([\w.-]+)["']|f["']([\w.-]+)\.\{""",
        text,
    )
    begun = tuple({name for names in found for name in names if name})
    quoted = set(re.findall(r"""["']([\w.-]+)["']""", text))
    unused = {
        key for key in catalogue()
        if key not in quoted and not key.startswith(("its.", "error.", "note.", "help.", *(f"{b}." for b in begun), *(f"{b}-" for b in begun)))
    }  # fmt: skip
    assert not unused


@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_of_the_contract_has_a_word(family: str) -> None:
    """No verdict, edit kind, grade or role is shown as a bare code for want of a word."""
    for value in get_args(FAMILIES[family]):
        assert f"{family}.{value}" in catalogue()


def test_a_value_met_for_the_first_time_stands_as_it_is() -> None:
    """A value without a word is shown as written, none at all as nothing."""
    assert term("basis", "moon", "zh") == "moon"
    assert term("basis", None, "zh") == ""


def test_sentences_are_joined_as_the_language_joins_them() -> None:
    """English puts a space between sentences, Chinese none."""
    two = [phrase("verdict.says.missing"), phrase("verdict.says.change-missing", date=None)]
    assert paragraph(two, "en").startswith("The page names no source. A corpus")
    assert (
        paragraph(two, "zh") == "页面没有标注来源。一个收有截至页面发布之日新闻文本的语料库，或可指明来源。"
    )


def test_lists_are_joined_as_the_language_joins_them() -> None:
    """A list of names has commas in English, 、 in Chinese."""
    relayed = phrase("verdict.says.declared-relay", relays=("南湾快讯", "河湾网"))
    assert "南湾快讯, 河湾网" in tell(relayed, "en")
    assert "南湾快讯、河湾网" in tell(relayed, "zh")


def test_names_are_never_taken_for_the_catalogue_s_own_words() -> None:
    """An outlet may be called anything."""
    assert "direct" in say("verdict.says.confirmed", "zh", outlet="direct")
    assert "{0}" in say("verdict.says.confirmed", "en", outlet="{0}")


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh_CN.UTF-8", "zh"), ("zh", "zh"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch, locale: str, lang: str) -> None:
    """A Chinese locale gives Chinese, any other English."""
    monkeypatch.setenv("LC_ALL", locale)
    assert default_language() == lang


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
