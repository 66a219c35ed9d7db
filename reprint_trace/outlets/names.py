"""How an outlet's name is written: the key it is found under, the public bodies that follow a rule, and the words
that stand around a name in a credit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from reprint_trace.text.folding import simplified


def read_rows(name: str) -> list[list[str]]:
    """The rows of data/`name`, without comments and header."""
    data = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line.split("\t") for line in data.split("\n") if line and line[0] != "#"][1:]


# ── keys ────────────────────────────────────────────────────────────────────────────────


def name_key(text: str) -> str:
    """The key of a name: `"《北京青年報》"` → `"北京青年报"`, `"南方＋"` → `"南方plus"`."""
    return text.translate(_keys())


class _Keys(dict[int, str]):
    """Code point → key characters, filled as characters are met; nothing for punctuation."""

    def __init__(self, stands_for: dict[str, str]) -> None:
        self.stands_for = stands_for

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", self.stands_for.get(chr(code), chr(code))).lower()
        folded = (self.stands_for.get(char, char) for char in wide)
        key = "".join("plus" if char == "+" else char for char in folded if char.isalnum() or char == "+")
        self[code] = key
        return key


@cache
def _keys() -> _Keys:
    lookalikes = dict(read_rows("lookalikes.tsv"))
    return _Keys({**{a: lookalikes.get(b, b) for a, b in simplified().items()}, **lookalikes})


# ── public bodies ───────────────────────────────────────────────────────────────────────

COUNTY = ("县", "区", "市", "旗")
# What may stand before 县 or 区 without naming one: 各县人民政府, 我市卫健委.
NOT_A_COUNTY = "各我全本该某当多两几有一县区市省的在和与及"


class Body(NamedTuple):
    """A kind of body: the form ids take, whether a county not listed in places.tsv may have it,
    whether ids name a county short (资溪发布) or in full (资溪县人民政府), or only a state has it,
    and its class."""

    written: str
    canonical: str
    unlisted: str
    place: str
    class_: str


class Place(NamedTuple):
    short: str
    level: str
    full: str


def public_body(key: str) -> tuple[str, str] | None:
    """The id and class of the public body that a name key spells out, or None.

    >>> public_body("湖北省卫生健康委员会")
    ('湖北卫健委', 'government')
    """
    if key[-2:] not in _endings():
        return None
    bodies = _bodies()
    for start in range(2, len(key)):
        body = bodies.get(key[start:])
        if body is not None:
            place = _place(key[:start], body)
            return (place + body.canonical, body.class_) if place else None
    return None


def is_place(text: str) -> bool:
    """Whether a key is a listed place, in any of its written forms."""
    return text in _places()


def station_place(text: str) -> str | None:
    """The short name of a province or prefecture, which may have a radio and television station."""
    place = _places().get(text)
    return place.short if place is not None and place.level in ("province", "prefecture") else None


def _place(text: str, body: Body) -> str | None:
    """The smallest place in a chain such as 广西梧州市 or 北京市大兴区, as ids write it."""
    places = _places()
    above: Place | None = None
    while text:
        for length in range(min(len(text), 12), 1, -1):
            place = places.get(text[:length])
            if place is not None and text[length:] not in COUNTY:
                break
        else:
            return _unlisted(text, above) if body.unlisted == "yes" else None
        if place.level == "shared" and (above is None or above.level == "county"):
            return None
        if len(text) == length:
            if (place.level == "country") != (body.place == "country") and body.place != "any":
                return None
            return (above.short if place.level == "shared" and above else "") + _as_id(place, body)
        above, text = place, text[length:]
    return None


def _as_id(place: Place, body: Body) -> str:
    if place.level in ("county", "shared") and (body.place != "short" or not place.short):
        return place.full
    return place.short


def _unlisted(text: str, above: Place | None) -> str | None:
    """A county renamed or merged since the list was made is known by its last character."""
    if not 3 <= len(text) <= 6 or text[-1] not in COUNTY or text[0] in NOT_A_COUNTY:
        return None
    if not all("一" <= char <= "龥" for char in text):
        return None
    return (above.short if above else "") + text


@cache
def _places() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for short, level, full in read_rows("places.tsv"):
        written = full.split(";")
        place = Place(short, level, written[0])
        for name in (short, *written):
            if name:
                places.setdefault(name, place)
    return places


@cache
def _endings() -> frozenset[str]:
    """The last two characters of every body: most keys go no further."""
    return frozenset(written[-2:] for written in _bodies())


@cache
def _bodies() -> dict[str, Body]:
    return {row[0]: Body(*row) for row in read_rows("bodies.tsv")}


# ── the words around a name ─────────────────────────────────────────────────────────────

LONGEST_LEAD = 8
LONGEST_TAIL = 8


@dataclass(frozen=True, slots=True)
class Affixes:
    """Words as name keys.  Stripping is greedy, longest word first, and never goes back, so that
    hostile repetition costs no more than its length."""

    lead: frozenset[str]
    lead_starts: frozenset[str]
    country: frozenset[str]
    country_starts: frozenset[str]
    tail: frozenset[str]
    account: frozenset[str]
    account_ends: frozenset[str]
    byline: tuple[str, ...]
    longer: dict[str, tuple[str, ...]]
    org: tuple[str, ...]
    apart: tuple[str, ...]
    ending: tuple[str, ...]
    both: re.Pattern[str]
    stop: re.Pattern[str]
    channel: re.Pattern[str]
    channel_ends: frozenset[str]

    def surrounds(self, word: str) -> bool:
        """Whether a word standing alone is a label or a suffix and names nobody: 来源, 客户端."""
        return word in self.lead or word in self.tail

    def without_lead(self, key: str) -> str:
        """来源人民网 → 人民网."""
        return _stripped(key, self.lead, self.lead_starts)

    def without_country(self, key: str) -> str:
        """英国卫报 → 卫报."""
        return _stripped(key, self.country, self.country_starts)

    def without_account(self, key: str) -> str:
        """临沂市中级人民法院官方微博 → 临沂市中级人民法院."""
        while key[-1:] in self.account_ends:
            for length in range(min(len(key) - 2, LONGEST_TAIL), 1, -1):
                if key[-length:] in self.account:
                    key = key[:-length]
                    break
            else:
                break
        return key

    def is_tail(self, rest: str) -> bool:
        """Whether what follows a name leaves it as it is: 客户端, 记者, 财经频道, 天津, a number."""
        while rest:
            for length in range(min(len(rest), LONGEST_TAIL), 0, -1):
                word = rest[:length]
                if word in self.tail or is_place(word) or word.isdecimal():
                    rest = rest[length:]
                    break
            else:
                return False
        return True

    def parts(self, key: str, length: int) -> bool:
        """Whether what follows a name of two characters makes it another's: 天涯新闻网 is not 天涯."""
        return length == 2 and not key.isascii() and key.endswith(self.apart, length + 1)

    def grows(self, key: str, length: int) -> bool:
        """Whether the first `length` characters are only half of a longer word: 人民网 in 人民网友."""
        last, following = key[length - 1], key[length : length + 1]
        if last.isascii() and following.isascii() and following:
            return True
        return key.startswith(self.longer.get(last, ()), length)


@cache
def affixes() -> Affixes:
    words: dict[str, list[str]] = {}
    for kind, listed in read_rows("affixes.tsv"):
        words.setdefault(kind, []).extend(name_key(word) for word in listed.split())
    longer: dict[str, list[str]] = {}
    for word in words["longer"]:
        longer.setdefault(word[0], []).append(word[1:])
    return Affixes(
        lead=frozenset(words["lead"]),
        lead_starts=frozenset(word[0] for word in words["lead"]),
        country=frozenset(words["country"]),
        country_starts=frozenset(word[0] for word in words["country"]),
        tail=frozenset(words["tail"]),
        account=frozenset(words["account"]),
        account_ends=frozenset(word[-1] for word in words["account"]),
        byline=tuple(words["byline"]),
        longer={last: tuple(rests) for last, rests in longer.items()},
        org=tuple(words["org"]),
        apart=tuple(words["apart"]),
        ending=tuple(words["ending"]),
        both=_any_of(words["both"]),
        stop=_any_of(words["stop"]),
        channel_ends=frozenset(word[-1] for word in words["medium"]),
        channel=re.compile(
            f"(?:{_any_of(words['channel']).pattern}){{0,3}}(?:{_any_of(words['medium']).pattern})$"
        ),
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _stripped(key: str, words: frozenset[str], starts: frozenset[str]) -> str:
    while key[:1] in starts:
        for length in range(min(len(key) - 1, LONGEST_LEAD), 0, -1):
            if key[:length] in words:
                key = key[length:]
                break
        else:
            break
    return key
