"""Bylines, datelines and captions inside a stretch of text, and the names they carry."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.comparing.lexicon import rows
from reprint_trace.vocabulary import words

if TYPE_CHECKING:
    from reprint_trace.model import Span

_LABEL = (
    r"(?:(?:本报|本刊|本台|本网|特约|见习|实习|首席|驻[一-鿿]{1,6}|参与|执笔){0,3}"  # bounded: the parts overlap
    r"(?:记者|通讯员|作者|编辑|责编|撰文|摄影|文字|采写|供稿|校对))"
)
_SAYS = re.compile(r"介绍|表示|告诉|指出|认为|坦言|说[，：“。]")
_JOINED_OUTLETS = re.compile(r"·.*[报网社台端刊]$")  # 大河报·大河客户端
_SPLIT = re.compile(r"[\s、,，/／:：（）()【】\[\]]+")


class Credit(NamedTuple):
    """A credit at `span`: byline, dateline or caption, with the rule that found it."""

    span: Span
    sort: str
    rule: str
    names: tuple[str, ...]


@lru_cache(maxsize=16)  # one stretch is asked about several times in a row
def credits_in(text: str, start: int, end: int) -> tuple[Credit, ...]:
    """The credits that lie wholly in `text[start:end]`, in order, none within another; where
    two overlap, the one whose rule stands first in the data file."""
    found: list[Credit] = []
    for sort, rule, pattern in _patterns():
        for match in pattern.finditer(text, start, end):
            at = bisect_left(found, (match.span(),))
            free = not at or found[at - 1].span[1] <= match.start()
            if free and (at == len(found) or match.end() <= found[at].span[0]) and match.group().strip():
                found.insert(at, Credit(match.span(), sort, rule, names_in(match.group())))
    return tuple(found)


def datelines_in(text: str, end: int) -> list[str]:
    """The datelines that begin and end before a place."""
    return [
        match.group()
        for sort, _, pattern in _patterns()
        if sort == "dateline"
        for match in pattern.finditer(text, 0, min(end, len(text)))
    ]


def names_in(credit: str) -> tuple[str, ...]:
    """The personal names of a credit, in order."""
    bare = re.sub(rf"{_LABEL}|(?:摄影)?报[道导]|摄\b", " ", credit)
    return tuple(
        word for word in _SPLIT.split(bare) if personal_name(word) and not _JOINED_OUTLETS.search(word)
    )


def personal_name(text: str) -> bool:
    """Whether a text is a surname with one or two letters behind it, and nothing else."""
    return bool(re.fullmatch(_name(), text))


def addressed(text: str) -> list[re.Match[str]]:
    """The surnames before a form of address (苏先生, 苏某)."""
    return list(_addressed().finditer(text))


def named_after(role: str, text: str) -> frozenset[str]:
    """The people named right behind a role word (通讯员 甲 乙)."""
    return frozenset(name for names in _named_after(role).findall(text) for name in _SPLIT.split(names))


def speakers(text: str) -> list[str]:
    """Names of people a story quotes: a surname and one or two letters before a verb of saying."""
    found: list[str] = _speaker().findall(text) if _SAYS.search(text) else []
    return [name for name in found if name not in _no_names()]


@lru_cache(maxsize=4)  # one document's deletions are asked about in a row
def people(text: str) -> frozenset[str]:
    """Everyone a story quotes or credits."""
    return frozenset(speakers(text)).union(*(credit.names for credit in credits_in(text, 0, len(text))))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(row[1] for row in rows("words.tsv") if row[0] == "no-name")


@cache
def _name() -> str:
    surnames = sorted(words("surnames"), key=len, reverse=True)
    single = "".join(surname for surname in surnames if len(surname) == 1)
    double = "|".join(surname for surname in surnames if len(surname) > 1)
    return rf"(?:(?:{double}|[{single}])[一-鿿]{{1,2}}|[一-鿿]{{2,8}}·[一-鿿·]{{1,12}})"


@cache
def _named_after(role: str) -> re.Pattern[str]:
    return re.compile(rf"{role}[\s:：]*({_name()}(?:[\s、,，]+{_name()})*)")


@cache
def _addressed() -> re.Pattern[str]:
    surnames = "|".join(sorted(words("surnames"), key=len, reverse=True))
    return re.compile(rf"(?:{surnames})(?=先生|女士|小姐|某|师傅|大爷|大妈|阿姨|经理)")


@cache
def _speaker() -> re.Pattern[str]:
    return re.compile(rf"(?<=[，。：；、“”\s一-鿿])({_name()})(?={_SAYS.pattern})")


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    table = []
    for sort, rule, pattern in rows("credits.tsv"):
        filled = pattern.replace("{label}", _LABEL).replace("{name}", _name())
        table.append((sort, rule, re.compile(filled, re.MULTILINE)))
    return tuple(table)
