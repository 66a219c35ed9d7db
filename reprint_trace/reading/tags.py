"""What a line is, by the phrases in which site furniture gives itself away (`vocabulary/boilerplate.tsv`)."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache, lru_cache
from importlib import resources
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from reprint_trace.attribution.fields import fields
from reprint_trace.text.addresses import WRITTEN
from reprint_trace.text.folding import simplified
from reprint_trace.vocabulary import rows, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from reprint_trace.attribution.fields import Field

LONGEST_NOTICE = 160  # characters; a longer line is a paragraph, whatever phrase it holds
LONGEST_LATIN = 400  # the same, in Latin letters
LONGEST_SCREEN = 60
LONGEST_APPEAL = 80
LONGEST_CREDIT = 100
LONGEST_HEADING = 16
_MARKS = """[]【】（）(){}《》<>〈〉＜＞「」“”"'|｜丨︱/／、，,.·•:：;；!！?？+-—_=*#×✕→←↑↓»«◆◇■□●○▲△▶▼※★☆"""
_COUNTS = _MARKS + "0123456789"
_FRAME = rf"(?:[{re.escape(_MARKS)}]|\d)*+"
_CREDITING = frozenset(
    ("source", "author", "editor", "date", "title", "original-title", "address", "keywords")
)
_BRACKETED = re.compile(
    r"(?<=[。！？”…])\s?[（(\[【〔]\s?(?P<inside>[^（()）\[\]【】〔〕]{3,60})[)）\]】〕]\s?$"
)
_HASHTAGS = re.compile(r"(?:#[^\s#，。]{1,20}#?\s?)+")
_POINTED = re.compile(r"[▲△▼▽↑↓] ?[^。！？]{3,40}$")
_CREDITED = re.compile(r"[摄攝图圖供)）】\]A-Za-z]$|影$|来源|來源|图源|圖源|提供|版权|[)）].{0,40}$")
_LATIN = re.compile(r"[\x20-\x7e\u2010-\u201f]{40}")
_STOPPED = re.compile(r"[。！？!?；…][”’」』）)]*$")  # a sentence, in which a hotline is told of, not given
_APART = re.compile(r"[ |｜丨·/]+")
_SENTENCES, _MOST_CAPTION = (
    re.compile(r"[。！？](?=[^）)】])"),
    2,
)  # full stops of a caption; more tell a story
_LEAST_WORDS = 4  # words a toolbar has
_SPEECH = re.compile(r"[。！？!?，]")
_KINDS = (
    "legal",
    "house",
    "label",
    "appeal",
    "credit",
    "byline",
    "caption",
    "notice",
    "after",
    "relay",
    "code",
)
_LOOKED_FOR = frozenset(("legal", "house", "label", "hint", "credit", "notice", "after"))  # by their strings
_LISTS = {"hint": "appeal_hints", "list": "list_heading_words", "screen": "toolbar_words"}


class Nature(Enum):
    """What a line is; TEXT unless a phrase says otherwise."""

    TEXT = auto()
    FURNITURE = auto()  # a notice, a button, a label: the site's, wherever it stands
    CREDIT = auto()  # who made the story, where it is from
    CLOSING = auto()  # opens what comes after a story: comments, notices, navigation
    NOTICE = auto()  # share bar, rights line, printed address: above a story or below it
    LIST_HEADING = auto()  # heads a list of other stories


@lru_cache(maxsize=1 << 14)
def nature(text: str) -> Nature:
    """The nature of a line, by its text alone."""
    if len(text) > LONGEST_NOTICE and not (len(text) <= LONGEST_LATIN and _LATIN.match(text)):
        return Nature.TEXT
    plain = _plain(text)
    bare = plain.lstrip(_MARKS)
    kinds, first = _may_be(plain), bare.lstrip(_COUNTS)[:1]
    told = Nature.TEXT
    if kinds or first in _first_of_words() or (len(text) <= LONGEST_SCREEN and _APART.search(text)):
        told = _by_phrase(text, plain, bare, kinds)
    if told is Nature.TEXT and _is_written(text, bare):
        return Nature.FURNITURE
    if told is Nature.TEXT and len(text) <= LONGEST_CREDIT and _is_field(text, fields(text)):
        return Nature.CREDIT
    return told


def _by_phrase(text: str, plain: str, bare: str, kinds: Set[str]) -> Nature:
    """What the phrases of a line make it, among the `kinds` of rules that may match, and its words."""
    if len(plain) <= LONGEST_HEADING and _pattern("list").fullmatch(plain):
        return Nature.LIST_HEADING
    for kind, told in (("after", Nature.CLOSING), ("notice", Nature.NOTICE)):
        if kind in kinds and _pattern(kind).match(bare):
            return told
    if _is_screen(plain) or _is_toolbar(text) or (kinds and _is_furniture(text, plain, bare, kinds)):
        return Nature.FURNITURE
    credits = "credit" in kinds and len(text) <= LONGEST_CREDIT and _pattern("credit").match(bare)
    return Nature.CREDIT if credits else Nature.TEXT


@cache
def _first_of_words() -> frozenset[str]:
    """The characters with which a line of a heading's or a toolbar's words may begin."""
    return frozenset(word[0] for kind in ("list", "screen") for word in words(_LISTS[kind]))


def _is_written(text: str, bare: str) -> bool:
    """Whether a line is hashtags, an address or a code, and nothing for people to read."""
    if text[0] == "#":
        return _HASHTAGS.fullmatch(text) is not None
    if not text.isascii():
        return False
    return WRITTEN.fullmatch(text) is not None or _pattern("code").match(bare) is not None


def _is_furniture(text: str, plain: str, bare: str, kinds: Set[str]) -> bool:
    return (
        ("legal" in kinds and _pattern("legal").search(plain) is not None)
        or ("label" in kinds and _pattern("label").match(bare) is not None)
        or (
            "house" in kinds and _pattern("house").search(plain) is not None and _STOPPED.search(text) is None
        )
        or ("hint" in kinds and _is_appeal(plain, bare))
    )


def is_relay(lead: str) -> bool:
    """Whether what stands before a headline makes the line a reprinter's lead into the story."""
    return _pattern("relay").search(lead) is not None


def _is_appeal(plain: str, bare: str) -> bool:
    return len(plain) <= LONGEST_APPEAL and _pattern("appeal").match(bare) is not None


def _is_screen(plain: str) -> bool:
    return len(plain) <= LONGEST_SCREEN and _pattern("screen").fullmatch(plain) is not None


def _is_toolbar(text: str) -> bool:
    """Whether most of a line's words, set apart by spaces or bars, are those of buttons."""
    parts = _APART.split(text) if len(text) <= LONGEST_SCREEN else []
    if len(parts) < _LEAST_WORDS or _SPEECH.search(text):
        return False
    return sum(map(_is_screen, map(_plain, parts))) * 3 >= len(parts) * 2


def is_byline(text: str) -> bool:
    """Whether a line says who wrote the story, where or when: no part of it if it is the first
    or the last, a caption's credit elsewhere."""
    return len(text) <= LONGEST_CREDIT and _pattern("byline").match(_plain(text).lstrip(_MARKS)) is not None


def is_caption(text: str) -> bool:
    """Whether a line says what a picture shows and ends with who took it, or points to the picture (▲)."""
    if _POINTED.match(text):
        return True
    if (
        len(text) > LONGEST_CREDIT
        or not _CREDITED.search(text)
        or len(_SENTENCES.findall(text)) > _MOST_CAPTION
    ):
        return False
    return _pattern("caption").match(_plain(text).lstrip(_MARKS)) is not None


def without_credit_after(text: str) -> str:
    """A last paragraph without the source or editor in brackets behind its full stop."""
    found = _BRACKETED.search(text)
    if found is None:
        return text
    first = next(iter(fields(found["inside"])), None)
    credits = first is not None and first.start == 0 and first.role in ("source", "editor")
    return text[: found.start()].rstrip() if credits else text


def _is_field(text: str, found: tuple[Field, ...]) -> bool:
    """Whether a line opens with a label (来源：, 作者：) and says nothing in sentences."""
    return bool(found) and found[0].opens and found[0].start <= 1 and found[0].role in _CREDITING and not (
        _SPEECH.search(text, found[0].value)
    )  # fmt: skip


def _plain(text: str) -> str:
    """The text without spaces, in simplified characters as far as the phrases need them."""
    text = text.replace(" ", "")
    traditional, table = _folding()
    return text.translate(table) if traditional.search(text) else text


@cache
def _folding() -> tuple[re.Pattern[str], dict[int, str]]:
    """The traditional characters that stand for characters of the phrases, and all their forms."""
    phrases = set().union(
        *(row.pattern for row in rows("boilerplate")), *map("".join, map(words, _LISTS.values()))
    )
    forms = {old: new for old, new in simplified().items() if new in phrases and old not in phrases}
    return re.compile(f"[{''.join(sorted(forms))}]"), str.maketrans(forms)


def _sources() -> Iterator[tuple[str, str]]:
    """The rules of every kind, and the words that its lines are made of, as patterns."""
    for kind in _KINDS:
        yield from ((kind, row.pattern) for row in rows("boilerplate", "kind", kind))
    for kind, name in _LISTS.items():
        yield from ((kind, word) for word in sorted(words(name), key=lambda w: (-len(w), w)))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """The rules of a kind as one pattern, compiled when a line first asks for it."""
    pattern = "|".join(each for of, each in _sources() if of == kind)
    if kind == "list":
        pattern = rf"{_FRAME}(?:(?:{pattern}){_FRAME}){{2,8}}"
    elif kind == "screen":
        pattern = rf"{_FRAME}(?:(?:{pattern}){_FRAME})++"
    return re.compile(pattern)


# ── which rules may match where ─────────────────────────────────────────────────────────

_COMMON = frozenset(  # characters that stand in most lines
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日月新市"
)
_MOST_CHARS = 8  # of a class whose every character is a string of its own


def _may_be(plain: str) -> Set[str]:
    """The kinds of rules that may match a line: those one of whose strings stands in it."""
    needed, rare = _needed()
    kinds: set[str] = set()
    for char in rare.intersection(plain):
        for string, of in needed[char]:
            if string in plain:
                kinds |= of
    return kinds


@cache
def _needed() -> tuple[dict[str, tuple[tuple[str, frozenset[str]], ...]], frozenset[str]]:
    """Rare character → strings that hold it → the kinds of rules that match only where one of them stands; and
    those characters."""
    owners: dict[str, set[str]] = {}
    for kind, pattern in _sources():
        if kind in _LOOKED_FOR:
            for string in needed_by(pattern):
                owners.setdefault(string, set()).add(kind)
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for string, kinds in owners.items():
        rarest = min(string, key=lambda char: (char in _COMMON, char))
        found.setdefault(rarest, []).append((string, frozenset(kinds)))
    return {char: tuple(strings) for char, strings in found.items()}, frozenset(found)


def needed_by(pattern: str) -> frozenset[str]:
    """Strings of which every match of a pattern holds at least one; none where that cannot be told."""
    return _of_sequence(parser.parse(pattern))


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    found: list[frozenset[str]] = []
    run = ""
    for kind, what in parts:
        if kind is codes.LITERAL:
            run += chr(what)
            continue
        found.append(frozenset({run}))
        run = ""
        if kind is codes.BRANCH:
            ways = [_of_sequence(way) for way in what[1]]
            found.append(frozenset().union(*ways) if all(ways) else frozenset())
        elif kind is codes.SUBPATTERN:
            found.append(_of_sequence(what[3]))
        elif kind is codes.ATOMIC_GROUP:
            found.append(_of_sequence(what))
        elif kind in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT) and what[0]:
            found.append(_of_sequence(what[2]))
        elif kind is codes.IN and len(what) <= _MOST_CHARS and all(each is codes.LITERAL for each, _ in what):
            found.append(frozenset(chr(char) for _, char in what))
    found.append(frozenset({run}))
    usable = [strings for strings in found if strings and "" not in strings]
    return max(usable, key=lambda strings: (min(map(len, strings)), -len(strings)), default=frozenset())


@cache
def weights(name: str) -> dict[str, float]:
    """The signs of data/`name` and what each weighs."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {sign: float(weight) for sign, weight in rows[1:]}
