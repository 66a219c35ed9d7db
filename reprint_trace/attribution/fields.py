"""Labelled fields: 来源：…　作者：…　时间：… as they stand on one line, in any bracket or colon form.

A field is found from its separator backwards (a colon, a bar, the bracket that closes the
label), so a line costs one scan whatever the number of labels (vocabulary/lists/labels.tsv).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from reprint_trace.text.folding import HAN
from reprint_trace.vocabulary import cells, words

_SEPARATOR = re.compile(r" ?[】\]]? ?[:：︰∶﹕|｜丨︱▏▎│┃/／] ?|[】\]] ?")
_MAY_SEPARATE = re.compile(r"[:：︰∶﹕|｜丨︱▏▎│┃/／】\]]")
_MAY_OPEN = re.compile(r"[(（【\[〔〖“\"注按]")
_OPENED = re.compile(r"(?:[(（【\[〔〖“\"]|[注按][:：]) ?")
_MAY_LABEL = re.compile(r"[:：︰∶﹕|｜丨︱▏▎│┃/／】\](（【\[〔〖“\"]")  # what follows a label, or opens one
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{4}[-年]\d")
_BARS = "|｜丨︱▏▎│┃"
_PICTURES = re.compile(r"[图圖文摄攝](?![\u3400-\u9fff])")  # 文/图 is one label
_BARRED = ("source", "author", "editor", "original-title")  # what a bar or a slash may stand behind
_BEFORE_SLASHED = " (（【[〔；;，,、。"
_NOTES = ("注:", "注：", "按:", "按：")  # 编者注：本文来自…
_BRACKETS = {"(": ")", "（": "）", "【": "】", "[": "]", "〔": "〕", "〖": "〗"}


class Field(NamedTuple):
    """One field: `text[start:]` opens with its label, `text[value:end]` is what it holds.

    `opens` when the label opens the line or a bracket; `exact` when a separator follows it.
    """

    label: str
    role: str
    start: int
    value: int
    end: int
    opens: bool
    exact: bool


def fields(text: str) -> tuple[Field, ...]:
    """The labelled fields of one line, in order; a value ends where the next label begins."""
    if not (_MAY_LABEL.search(text) or text[:3].lstrip(" ")[:2] in _beginnings()):
        return ()
    lexicon = _lexicon()
    found: list[tuple[str, int, int, bool]] = []
    for match in _SEPARATOR.finditer(text) if _MAY_SEPARATE.search(text) else ():
        label, start = _ends_with_label(text, match.start(), lexicon)
        if label and _stands_apart(text, match, label, start, found):
            found.append((label, start, match.end(), True))
    found.extend(_without_separator(text, lexicon, {start for _, start, _, _ in found}))
    if not found:
        return ()
    found.sort(key=lambda row: row[1])
    ends = [start for _, start, _, _ in found[1:]] + [len(text)]
    return tuple(
        Field(
            label,
            lexicon[label][0],
            start,
            value,
            _closed(text, start, value, end),
            _opens(text, start),
            exact,
        )
        for (label, start, value, exact), end in zip(found, ends, strict=True)
        if value <= end
    )


@cache
def _lexicon() -> dict[str, tuple[str, str]]:
    return {label: (role, form) for label, role, form in cells("labels")}


def is_label(text: str) -> bool:
    """Whether a string is a label and nothing else."""
    return text in _lexicon()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(label[:2] for label in _lexicon())


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


def _ends_with_label(text: str, end: int, lexicon: dict[str, tuple[str, str]]) -> tuple[str, int]:
    """The label that ends at a place, and where it starts; one of two characters may be spaced (来 源),
    but a spaced 时 间 is as often a notice's own."""
    if end >= 3 and text[end - 2] == " ":
        spaced = text[end - 3] + text[end - 1]
        if lexicon.get(spaced, ("",))[0] in _BARRED:
            return spaced, end - 3
    for size in range(min(_longest(), end), 0, -1):
        if text[end - size : end] in lexicon:
            return text[end - size : end], end - size
    return "", end


def _stands_apart(
    text: str, separator: re.Match[str], label: str, start: int, found: list[tuple[str, int, int, bool]]
) -> bool:
    """Whether a label is one: not the end of a longer word (图片来源：), not a bar between links."""
    shown = separator.group().strip()
    before = text[:start].rstrip(" ")
    if shown in ("]", "】"):
        return before.endswith(("[", "【"))
    role = _lexicon()[label][0]
    if (shown in _BARS and role not in _BARRED) or (
        shown in "/／" and not _slashed(text, separator, role, start, found)
    ):
        return False
    if label[0].isascii() and start and text[start - 1].isalnum():
        return False
    if not start or not HAN.match(text[start - 1]):
        return not (role == "source" and before.endswith(tuple(words("not_a_source"))) and label[0] in "来來")
    if role == "source" and before.endswith(tuple(words("not_a_source"))):
        return False
    # glued to what stands before it: only spans that follow a field or a date are so written
    return len(label) > 1 and (bool(found) or _CLOCK.search(before) is not None)


def _slashed(
    text: str, separator: re.Match[str], role: str, start: int, found: list[tuple[str, int, int, bool]]
) -> bool:
    """Whether the label before a slash is one: 编辑/李小河, not 文/图 and no path."""
    if role not in _BARRED and not found:
        return False
    return (not start or text[start - 1] in _BEFORE_SLASHED) and not _PICTURES.match(text, separator.end())


def _without_separator(
    text: str, lexicon: dict[str, tuple[str, str]], taken: set[int]
) -> list[tuple[str, int, int, bool]]:
    found: list[tuple[str, int, int, bool]] = []
    beginnings = _beginnings()
    opened = [0, 1] if text[:1] == " " else [0]
    if _MAY_OPEN.search(text):
        opened += [match.end() for match in _OPENED.finditer(text)]
    for at in dict.fromkeys(opened):
        if text[at : at + 2] not in beginnings:
            continue
        for size in range(min(_longest(), len(text) - at), 1, -1):
            label = text[at : at + size]
            if label in lexicon:
                open_form = lexicon[label][1] == "open" or text[at + size : at + size + 1] == " "
                if open_form and at not in taken and text[at + size :].strip():
                    found.append((label, at, at + size, False))
                break
    return found


def _opens(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ")
    return not before or before[-1] in '(（【[〔〖“"|' or before.endswith(_NOTES)


def _closed(text: str, start: int, value: int, end: int) -> int:
    """Where a value ends: at the bracket that closes the one its label stands in."""
    before = text[:start].rstrip(" ")
    closing = _BRACKETS.get(before[-1:])
    if closing:
        at = text.find(closing, value, end)
        if at > value:
            end = at
    return value + len(text[value:end].rstrip(" "))
