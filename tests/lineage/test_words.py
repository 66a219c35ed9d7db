"""The verdict's sentences."""

import re

from reprint_trace.lineage.words import catalogue, say, sentence

BLANK = re.compile(r"\{(\w+)\}")


def test_both_languages_say_every_sentence() -> None:
    """Each sentence stands in both catalogues, with the same blanks."""
    english, chinese = catalogue("en"), catalogue("zh")
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(BLANK.findall(text)) == set(BLANK.findall(chinese[key])), key


def test_sentences_are_joined_as_the_language_joins_them() -> None:
    """English puts a space between sentences, Chinese none."""
    two = [sentence("missing"), sentence("change-missing", date=None)]
    assert say(two, "en").startswith("The page names no source. A corpus")
    assert say(two, "zh") == "页面没有标注来源。一个收有截至页面发布之日新闻文本的语料库，或可指明来源。"


def test_names_are_never_taken_for_the_catalogue_s_own_words() -> None:
    """An outlet may be called anything."""
    assert "direct" in say([sentence("confirmed", outlet="direct")], "zh")
    assert "{0}" in say([sentence("confirmed", outlet="{0}")], "en")
