"""The words that stand around an outlet's name in a credit (data/affixes.tsv)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reprint_trace.outlets.bodies import is_place
from reprint_trace.outlets.datafiles import read_rows
from reprint_trace.outlets.names import name_key

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
