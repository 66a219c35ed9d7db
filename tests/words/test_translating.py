"""Help, errors and notes in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click
import pytest

import reprint_trace
from reprint_trace import errors
from reprint_trace.cli import cli
from reprint_trace.cli.group import asked_language, in_chinese, in_parts
from reprint_trace.words import translated, translated_error

PRODUCT = Path(reprint_trace.__file__).parent
RAISED = {*errors.__all__, "UsageError", "BadParameter", "complain", "BadRow"} - {"failure", "boundary"}
HAN = re.compile("[\u4e00-\u9fff]")
NAMES = {"problem", "advice", "ADVICE", "RESTORE", "AGAIN", "_REST"}


def sentences() -> Iterator[tuple[str, str]]:
    """Every text that is handed to an error or a complaint, its blanks filled with 7, with its place."""
    for file in sorted(PRODUCT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                given = node.args if name in RAISED else []
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMES:
                given = [node.value]
            for expression in given:
                if text := _text(expression):
                    yield text, f"{file.relative_to(PRODUCT)}:{expression.lineno}"


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) and " " in node.value else ""
    if isinstance(node, ast.JoinedStr):
        parts = [str(v.value) if isinstance(v, ast.Constant) else "7" for v in node.values]
        return "".join(parts)
    return ""


@pytest.mark.parametrize(("text", "place"), list(dict(sentences()).items()))
def test_every_error_is_said_in_chinese(text: str, place: str) -> None:
    """Whatever is said of an error or noted on stderr has its row in the catalogue (words/errors.py,
    words/usage.py)."""
    assert not re.search("[A-Za-z]", text.replace("7", "")) or translated(text, "zh") != text, place


def helps(command: click.Command = cli) -> Iterator[str]:
    yield command.help or ""
    for param in command.params:
        if isinstance(param, click.Option):
            yield param.help or ""
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        yield from helps(one)


@pytest.mark.parametrize("text", sorted({*helps()} - {""}))
def test_every_help_is_said_in_chinese(text: str) -> None:
    """Commands and options have their help in words/usage.py."""
    assert HAN.search(in_parts(cleandoc(text)).split("\b")[0])


def test_a_command_is_chinese_wholly() -> None:
    """The help of a command in Chinese keeps its options and its examples."""
    command = in_chinese(cli.commands["report"])
    with click.Context(command, info_name="report") as context:
        said = command.get_help(context)
    assert "用法：" in said
    assert "示例：" in said
    assert "reprint-trace report run/ -o run.xlsx" in said
    assert "Options" not in said


def test_the_language_is_that_of_lang_or_of_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """--lang counts before the locale."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert asked_language(["page.html"]) == "zh"
    assert asked_language(["page.html", "--lang", "en"]) == "en"
    assert asked_language(["--lang=en"]) == "en"


def test_an_error_is_one_line_in_chinese() -> None:
    """What failed, why, the next step; what nobody foresaw stays as it is."""
    assert translated_error("a.db", "no such corpus", "try again", "zh") == "a.db：没有这个语料库；请再试一次"
    assert translated_error("a", "gone with the wind", "", "zh") == "a：gone with the wind"
    assert translated_error("a", "no such corpus", "", "en") == "a: no such corpus"


def test_names_are_never_taken_for_sentences() -> None:
    """A file called as it likes stays what it is called."""
    assert translated("written to from here to there.csv", "zh") == "已写入 from here to there.csv"


def test_a_blank_that_nothing_fills_makes_no_sentence() -> None:
    """A sentence with an empty place where a row has a name is not that row's."""
    assert translated("written to a.html", "zh") == "已写入 a.html"
    assert translated("written to ", "zh") == "written to "
