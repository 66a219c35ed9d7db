"""The message catalogues."""

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from reprint_trace import model, reporting
from reprint_trace.reporting.html.passages import Sort
from reprint_trace.reporting.language import Messages, catalogue, default_language

REPORTS = Path(reporting.__file__).parent
FAMILIES: dict[str, Any] = {
    "origin": model.OriginVerdict, "path": model.PathVerdict, "origin.word": model.OriginVerdict,
    "path.word": model.PathVerdict,
    "role": model.Role, "grade": model.Grade, "edit": model.EditKind, "relation": model.Relation,
    "claim": model.ClaimKind, "where": model.Where, "precision": model.Precision, "sort": Sort,
    "polarity": model.Polarity,
}  # fmt: skip


def test_both_languages_say_everything() -> None:
    """Every message exists in Chinese and in English, none is empty, and the same blanks are filled."""
    en, zh = catalogue("en"), catalogue("zh")
    assert list(en) == list(zh)
    assert all(text.strip() for text in (*en.values(), *zh.values()))

    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for key in en:
        assert blanks(en[key]) == blanks(zh[key]), key


@pytest.mark.parametrize("family", FAMILIES)
def test_every_term_of_the_contract_has_a_word(family: str) -> None:
    """No verdict, edit kind, grade or role is shown as a bare code for want of a word."""
    for value in get_args(FAMILIES[family]):
        assert f"{family}.{value}" in catalogue("en")


def test_no_message_is_asked_for_in_vain() -> None:
    """Every key that a template or a module names exists, and every message is used."""
    text = "\n".join(
        path.read_text("utf-8") for path in REPORTS.rglob("*.*") if path.suffix in {".j2", ".py", ".js"}
    )
    asked = set(re.findall(r"""\bt\(f?["']([\w.-]+)["']""", text))
    assert {key for key in asked if not key.endswith(".")} <= set(catalogue("en"))
    families = set(
        re.findall(r"""["']([\w.-]+)\.["'] [~+]|f["']([\w.-]+)\.\{|\.term\(["']([\w-]+)["']""", text)
    )
    begun = tuple(f"{name}." for found in families for name in found if name)
    quoted = set(re.findall(r"""["']([\w.-]+)["']""", text))
    unused = {key for key in catalogue("en") if key not in quoted and not key.startswith(begun)}
    assert not unused


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_message_is_said_twice(lang: str) -> None:
    """The catalogues of the terminal and of the reports do not overwrite one another."""
    files = [json.loads(file.read_text("utf-8")) for file in REPORTS.glob(f"messages/*{lang}.json")]
    keys = [key for messages in files for key in messages]
    assert len(keys) == len(set(keys))


def test_an_unknown_term_stands_as_it_is() -> None:
    """A value met for the first time is shown as written."""
    assert Messages("zh").term("basis", "moon") == "moon"
    assert Messages("zh").term("basis", None) == ""


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh_CN.UTF-8", "zh"), ("zh", "zh"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch, locale: str, lang: str) -> None:
    """A Chinese locale gives Chinese, any other English."""
    monkeypatch.setenv("LC_ALL", locale)
    assert default_language() == lang
