"""From a credit line to the outlets it names, carrier first, origin last.

The whole string is tried as a name; then the pieces between its separators are, each bare of the
words that only surround a name (data/affixes.tsv).  What is not certainly an outlet stays out: a
wrong outlet is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from reprint_trace.outlets.bodies import is_place, public_body, station_place
from reprint_trace.outlets.names import name_key
from reprint_trace.outlets.tables import Tables

LONGEST = 24  # characters of the longest name that is looked for inside a string
MAX_CREDIT = 120  # characters of a credit that are read; what follows is never the name
HOP, LIST, JOINT, GAP = "-", ",", "·", " "
MARKS = {
    HOP: "-‐‑‒–—―−－﹣~～〜>＞→⇒/／\\|｜丨¦",
    LIST: ",，、;；&＆",
    JOINT: "·•・‧∙⋅･",
}
UNNAMED = ("pseudo", "self-media-platform")  # no outlet of their own beside a name that is not known


class Found(NamedTuple):
    """An outlet in a credit: its id, the part that names it, and the rule that read it."""

    outlet: str
    part: str
    rule: str


@dataclass(frozen=True, slots=True)
class Affixes:
    lead: frozenset[str]
    tail: frozenset[str]
    country: frozenset[str]
    stop: re.Pattern[str]
    account: frozenset[str]
    byline: tuple[str, ...]
    longer: dict[str, tuple[str, ...]]
    channel: re.Pattern[str]
    both: re.Pattern[str]
    org: tuple[str, ...]


class Resolver:
    """Reads credits against one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.names = tables.names
        self.affixes = affixes()

    def resolve(self, text: str) -> list[Found]:
        text = text[:MAX_CREDIT]
        if found := self._exact(name_key(text)):
            return [found]
        marked = text.translate(_marks())
        stop = self.affixes.stop.search(marked)
        if stop:
            marked = marked[: stop.start()]
        segments = [part for part in re.split(f"[{HOP}{LIST}]", marked) if part.strip(GAP + JOINT)]
        found_in = [self._segment(segment) for segment in segments]
        unread = sum(not found for found in found_in)
        return self._settle([found for each in found_in for found in each], unread)

    def leading(self, key: str) -> tuple[str, int] | None:
        """The longest name a key begins with: its outlet, its length.  Two characters are a name
        only before a byline word (南都记者), and never half of a longer word (人民网 in 人民网友)."""
        for length in range(min(len(key), LONGEST), 1, -1):
            outlet = self.names.get(key[:length])
            if outlet is None or self._class(outlet) == "pseudo":
                continue
            if length == 2 and not key.startswith(self.affixes.byline, length):
                continue
            if not key.startswith(self.affixes.longer.get(key[length - 1], ()), length):
                return outlet, length
        return None

    def _settle(self, found: list[Found], unread: int) -> list[Found]:
        """Drop what does not count in company: 网络 beside a name, a platform beside an account."""
        named = [each for each in found if self._class(each.outlet) != "pseudo"]
        if unread:
            named = [each for each in named if self._class(each.outlet) not in UNNAMED]
            return _distinct(named)
        return _distinct(named or found[:1])

    def _segment(self, segment: str) -> list[Found]:
        """The outlets between two separators; several if spaces or a joint dot divide it."""
        key = segment.replace(GAP, "").replace(JOINT, "")
        if found := self._name(key):
            return [found]
        if JOINT in segment:
            brands = [found for part in segment.split(JOINT) if (found := self._name(part.replace(GAP, "")))]
            if brands:
                return self._joint(brands)
        if GAP in segment:
            words = segment.replace(JOINT, GAP).split()
            read = [self._name(word) for word in words]
            if any(read):
                return self._settle([found for found in read if found], read.count(None))
            key = words[0]
        if pair := self._both(key):
            return pair
        return self._runs_on(key)

    def _both(self, key: str) -> list[Found]:
        """Two names with 和 or 或 between them, each a name of its own."""
        for middle in self.affixes.both.finditer(key, 2, len(key) - 2):
            one, two = self._name(key[: middle.start()]), self._name(key[middle.end() :])
            if one and two:
                return [one, two]
        return []

    def _joint(self, brands: list[Found]) -> list[Found]:
        """澎湃新闻·澎湃号 is one publisher under two of its names: the first stands for it."""
        first = brands[0]
        family = self._family(first.outlet)
        others = [each for each in brands[1:] if not family or self._family(each.outlet) != family]
        return [first._replace(rule="joint brand") if len(brands) > 1 else first, *others]

    def _name(self, key: str) -> Found | None:
        """A part that is a name and words around it, nothing else."""
        if found := self._exact(key):
            return found
        bare = _stripped(key, self.affixes.lead)
        if found := self._exact(bare) or self._with_tail(bare) or self._exact(self._without_account(bare)):
            return found
        abroad = _stripped(bare, self.affixes.country)
        found = (self._exact(abroad) or self._with_tail(abroad)) if abroad != bare else None
        return found if found and self._class(found.outlet) in ("foreign", "hk-tw", "wire") else None

    def _exact(self, key: str) -> Found | None:
        outlet = self.names.get(key)
        if outlet is not None:
            return Found(outlet, key, "name" if key == name_key(outlet) else "alias")
        body = public_body(key)
        if body is not None:
            return Found(self.names.get(body[0], body[0]), key, "place and body")
        return self._channel(key)

    def _channel(self, key: str) -> Found | None:
        """A channel of a station that is known: 河南交通广播 is 河南广播电视台."""
        channel = self.affixes.channel.search(key, 2)
        place = station_place(key[: channel.start()]) if channel else None
        station = self.names.get(f"{place}广播电视台") if place else None
        return Found(station, key, "channel of the station") if station else None

    def _with_tail(self, key: str) -> Found | None:
        """A known name, then words that do not change who is meant: 央视新闻客户端讯."""
        for length in range(min(len(key), 24), 1, -1):
            outlet = self.names.get(key[:length])
            if outlet is not None and self._is_tail(key[length:]):
                return (
                    None
                    if self._class(outlet) == "pseudo" and length < 2
                    else Found(outlet, key, "name and suffix")
                )
        return None

    def _without_account(self, key: str) -> str:
        """A key without the words for an account or a site at its end."""
        account = self.affixes.account
        while True:
            for length in range(min(len(key) - 2, 6), 1, -1):
                if key[-length:] in account:
                    key = key[:-length]
                    break
            else:
                return key

    def _is_tail(self, rest: str) -> bool:
        """Greedy, longest word first and never back: hostile repetition costs no more than its length."""
        tail = self.affixes.tail
        while rest:
            for length in range(min(len(rest), 8), 0, -1):
                if rest[:length] in tail or is_place(rest[:length]) or rest[:length].isdecimal():
                    rest = rest[length:]
                    break
            else:
                return False
        return True

    def _runs_on(self, key: str) -> list[Found]:
        """A name whose sentence was not cut off: 新华网3月20日上午…  Only for full names of three
        characters and more, never when the rest makes a longer word or another body's name."""
        key = _stripped(key, self.affixes.lead)
        outlet, length = self.leading(key) or ("", 0)
        rest = key[length:]
        first = Found(outlet, key[:length], "name at the start")
        if length < 3 or self._class(outlet) in UNNAMED or rest.endswith(self.affixes.org):
            return []
        if second := self._exact(rest):
            return [first, second]
        return [first] if len(rest) >= (6 if length == 3 else 4) else []

    def _class(self, outlet: str) -> str:
        row = self.tables.rows.get(outlet)
        return row[1] if row else "government"

    def _family(self, outlet: str) -> str:
        row = self.tables.rows.get(outlet)
        return row[2] if row else ""


def _stripped(key: str, words: frozenset[str]) -> str:
    """A key without the leading words, longest first."""
    while True:
        for length in range(min(len(key) - 1, 8), 0, -1):
            if key[:length] in words:
                key = key[length:]
                break
        else:
            return key


def _distinct(found: list[Found]) -> list[Found]:
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.outlet, each)
    return list(first.values())


@cache
def affixes() -> Affixes:
    data = resources.files(__package__).joinpath("data/affixes.tsv").read_text("utf-8")
    words: dict[str, list[str]] = {}
    for line in data.splitlines():
        if line and not line.startswith("#"):
            kind, _, listed = line.partition("\t")
            words.setdefault(kind, []).extend(name_key(word) for word in listed.split())
    kinds = "|".join(sorted(words["channel"], key=len, reverse=True))
    return Affixes(
        lead=frozenset(words["lead"]),
        tail=frozenset(words["tail"]),
        country=frozenset(words["country"]),
        account=frozenset(words["account"]),
        byline=tuple(words["byline"]),
        stop=_any_of(words["stop"]),
        longer={pair[0]: tuple(pair[1:]) for pair in words["longer"]},
        channel=re.compile(f"(?:{kinds}){{0,3}}(?:频道|广播|之声|电台|卫视|台|广电|新闻联播)$"),
        both=_any_of(words["both"]),
        org=tuple(words["org"]),
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


class _Marks(dict[int, str]):
    """Code point → key characters, or the one separator it stands for."""

    def __missing__(self, code: int) -> str:
        mark = name_key(chr(code)) or GAP
        self[code] = mark
        return mark


@cache
def _marks() -> _Marks:
    return _Marks({ord(char): mark for mark, chars in MARKS.items() for char in chars})
