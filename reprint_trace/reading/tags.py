"""What a line is, by the phrases in which site furniture gives itself away (`vocabulary/boilerplate.tsv`)."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache, lru_cache
from importlib import resources

from reprint_trace.attribution.fields import fields
from reprint_trace.text.folding import simplified
from reprint_trace.vocabulary import rows, words

LONGEST_NOTICE = 160  # characters; a longer line is a paragraph, whatever phrase it holds
LONGEST_LATIN = 400  # the same, in Latin letters
LONGEST_SCREEN = 60
LONGEST_APPEAL = 80
LONGEST_CREDIT = 100
LONGEST_HEADING = 16
_MARKS = """[]【】（）(){}《》<>〈〉＜＞「」“”"'|｜丨︱/／、，,.·•:：;；!！?？+-—_=*#×✕→←↑↓»«◆◇■□●○▲△▶▼※★☆"""
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
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+", re.IGNORECASE)
_APART = re.compile(r"[ |｜丨·/]+")
_LEAST_WORDS = 4  # words a toolbar has
_SPEECH = re.compile(r"[。！？!?，]")
_KINDS = ("legal", "house", "label", "appeal", "credit", "byline", "caption", "notice", "after", "relay")
_LISTS = ("appeal_hints", "list_heading_words", "toolbar_words")


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
    plain, patterns = _plain(text), _patterns()
    bare = plain.lstrip(_MARKS)
    if len(plain) <= LONGEST_HEADING and patterns["list"].fullmatch(plain):
        return Nature.LIST_HEADING
    for kind, told in (("after", Nature.CLOSING), ("notice", Nature.NOTICE)):
        if patterns[kind].match(bare):
            return told
    if _is_furniture(text, plain, bare):
        return Nature.FURNITURE
    if len(text) <= LONGEST_CREDIT and (patterns["credit"].match(bare) or _is_field(text)):
        return Nature.CREDIT
    return Nature.TEXT


def _is_furniture(text: str, plain: str, bare: str) -> bool:
    patterns = _patterns()
    return (
        _is_screen(plain)
        or _is_toolbar(text)
        or patterns["legal"].search(plain) is not None
        or patterns["label"].match(bare) is not None
        or (patterns["house"].search(plain) is not None and _STOPPED.search(text) is None)
        or _is_appeal(plain, bare)
        or (text[0] == "#" and _HASHTAGS.fullmatch(text) is not None)
        or _ADDRESS.fullmatch(text) is not None
    )


def is_relay(lead: str) -> bool:
    """Whether what stands before a headline makes the line a reprinter's lead into the story."""
    return _patterns()["relay"].search(lead) is not None


def _is_appeal(plain: str, bare: str) -> bool:
    if len(plain) > LONGEST_APPEAL or not _patterns()["hint"].search(plain):
        return False
    return _patterns()["appeal"].match(bare) is not None


def _is_screen(plain: str) -> bool:
    return len(plain) <= LONGEST_SCREEN and _patterns()["screen"].fullmatch(plain) is not None


def _is_toolbar(text: str) -> bool:
    """Whether most of a line's words, set apart by spaces or bars, are those of buttons."""
    words = _APART.split(text) if len(text) <= LONGEST_SCREEN else []
    if len(words) < _LEAST_WORDS or _SPEECH.search(text):
        return False
    return sum(map(_is_screen, map(_plain, words))) * 3 >= len(words) * 2


@lru_cache(maxsize=1 << 12)
def is_byline(text: str) -> bool:
    """Whether a line says who wrote the story, where or when: no part of it if it is the first
    or the last, a caption's credit elsewhere."""
    return (
        len(text) <= LONGEST_CREDIT and _patterns()["byline"].match(_plain(text).lstrip(_MARKS)) is not None
    )


@lru_cache(maxsize=1 << 12)
def is_caption(text: str) -> bool:
    """Whether a line says what a picture shows and ends with who took it, or points to the picture (▲)."""
    if _POINTED.match(text):
        return True
    if len(text) > LONGEST_CREDIT or not _CREDITED.search(text):
        return False
    return _patterns()["caption"].match(_plain(text).lstrip(_MARKS)) is not None


def without_credit_after(text: str) -> str:
    """A last paragraph without the source or editor in brackets behind its full stop."""
    found = _BRACKETED.search(text)
    if found is None:
        return text
    first = next(iter(fields(found["inside"])), None)
    credits = first is not None and first.start == 0 and first.role in ("source", "editor")
    return text[: found.start()].rstrip() if credits else text


def _is_field(text: str) -> bool:
    """Whether a line opens with a label (来源：, 作者：) and says nothing in sentences."""
    found = fields(text)
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
    phrases = set().union(*(row.pattern for row in rows("boilerplate")), *map("".join, map(words, _LISTS)))
    forms = {old: new for old, new in simplified().items() if new in phrases and old not in phrases}
    return re.compile(f"[{''.join(sorted(forms))}]"), str.maketrans(forms)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    patterns = {kind: "|".join(row.pattern for row in rows("boilerplate", "kind", kind)) for kind in _KINDS}
    hint, listed, screen = ("|".join(sorted(words(name), key=lambda w: (-len(w), w))) for name in _LISTS)
    patterns["hint"] = hint
    patterns["list"] = rf"{_FRAME}(?:(?:{listed}){_FRAME}){{2,8}}"
    patterns["screen"] = rf"{_FRAME}(?:(?:{screen}){_FRAME})++"
    return {kind: re.compile(pattern) for kind, pattern in patterns.items()}


@cache
def weights(name: str) -> dict[str, float]:
    """The signs of data/`name` and what each weighs."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {sign: float(weight) for sign, weight in rows[1:]}
