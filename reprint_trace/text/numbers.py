"""Numbers as texts write them, and what they are worth: 3万, 30,000 and 三万 are one.

Folding drops points, percent signs and commas, so numbers are read from the raw text:
126.82 and 12682 are one folded run but two figures.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace import vocabulary
from reprint_trace.text.folding import in_simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Span

_SET = 2  # letters that may stand before the numeral in a set word
_SPELLINGS = ("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: value for value, chars in enumerate(_SPELLINGS) for char in chars}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
HAN = "".join(DIGITS) + "".join(_UNITS) + "".join(_BIG)
_NUMBER = re.compile(
    rf"(?P<share>[百千]分之)?(?P<minus>(?<![\w%％‰])[-−－](?=\d)|零下|负)?"
    rf"(?:(?P<date>\d{{4}}[./．-]\d{{1,2}}[./．-]\d{{1,2}})"
    r"|(?P<arabic>\d{1,3}(?:[,，]\d{3})+(?!\d)(?:[.．]\d+)?|\d+(?:[.．]\d+)?)"
    r"(?P<unit>(?:[十百万亿]|千(?![米克瓦卡])){1,3})?"
    rf"|(?P<han>[{HAN}]+(?:点[{''.join(DIGITS)}]+)?))"
    r"(?P<sign>\s?[%％‰]|倍|个百分点)?"
)


class Number(NamedTuple):
    """A number as written at `span`, and what it is worth (so 3万 and 30000 are one)."""

    span: Span
    value: tuple[str, ...]


def numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """The numbers of a text, numerals inside set words (一些, 万一) left out."""
    end = len(text) if end is None else end
    for match in _NUMBER.finditer(text, start, end):
        if not match["han"] or not _idle(text, match.start("han")):
            yield Number(match.span(), _value(match[0]))


@lru_cache(maxsize=4096)  # one number is read again for every change beside it
def _value(written: str) -> tuple[str, ...]:
    match = _NUMBER.fullmatch(written)
    assert match, written
    sign = (match["sign"] or "").strip().replace("％", "%")
    share = {"百分之": "%", "千分之": "‰"}.get(match["share"] or "", sign)
    minus = "-" if match["minus"] else ""
    if match["date"]:
        return tuple(str(int(part)) for part in re.split(r"[./．-]", match["date"]))
    if match["arabic"]:
        amount = Decimal(re.sub(r"[,，]", "", match["arabic"]).replace("．", "."))
        for unit in match["unit"] or "":
            amount *= _UNITS.get(unit) or _BIG[unit]
    else:
        amount = _han_value(match["han"])
    return (f"{minus}{amount.normalize():f}{share}",)


def _han_value(text: str) -> Decimal:
    whole, _, fraction = text.partition("点")
    if not any(char in _UNITS or char in _BIG for char in whole):  # 二〇二〇: digit by digit
        value = Decimal("".join(str(DIGITS[char]) for char in whole))
    else:
        value = Decimal(_counted(whole))
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[char]) for char in fraction))
    return value


def _counted(text: str) -> int:
    total = section = digit = 0
    step = 1  # what a last digit counts: 一千五 is 1500, 一千零五 is 1005
    for char in text:
        if char in _BIG:
            total = (total + section + digit or 1) * _BIG[char]
            section, digit, step = 0, 0, _BIG[char] // 10
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit, step = 0, _UNITS[char] // 10
        else:
            step = 1 if digit or not DIGITS[char] else step
            digit = DIGITS[char]
    return total + section + digit * step


def _idle(text: str, at: int) -> bool:
    """Whether a numeral is part of a set word."""
    words = _idle_words()
    return any(
        word.end() > at for start in range(max(0, at - _SET), at + 1) if (word := words.match(text, start))
    )


@cache
def _idle_words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(vocabulary.words("no_number"), key=len, reverse=True)))


# ── figures: numbers as two languages and several habits would write them ─────────────────

_MAGNITUDES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ENGLISH = re.compile(r"[ -]?(?:(thousand|million|billion|trillion)|(per ?cent|pc)\b)", re.IGNORECASE)
_ODD = re.compile(r"[多余来几]([万亿])?")  # 三百多万, 六十来个: some more than that
_NEARLY = re.compile(r"[近约]$|不到$|不足$|将近$|超过$|几乎$")
_UPWARDS = re.compile(r"上[十百千万亿]")  # 上万人: ten thousand or more (早上6时 is six)
_SHARES = ("%", "‰", "个百分点")
_AMOUNT = re.compile(r"-?[\d.]+")
_TENTHS = re.compile(r"成(?![为立功员本品绩果都人熟长交型分因语])")  # 三成: thirty in a hundred


class Figure(NamedTuple):
    """A quantity at `span`: its amount, whether it is a share in a hundred (三成, 30%, 30 percent), and
    whether it is said to be `about` that (三百多万, 近六千)."""

    span: Span
    amount: float
    share: bool
    about: bool = False

    @property
    def key(self) -> str:
        """The same for the same quantity, however it is written."""
        return f"{self.amount:.12g}{'%' if self.share else ''}"


def figures(text: str) -> Iterator[Figure]:
    """The quantities of a text in its order; parts of a date written with dots are one each.

    万, 亿, million and per cent are part of a quantity: 4680万, 46.8 million and 46800000 are one.
    """
    text = in_simplified(text)
    for number in numbers(text):
        for value in number.value:
            share = value.endswith(_SHARES)
            amount = float(_AMOUNT.match(value)[0]) / (10 if value[-1] == "‰" else 1)  # type: ignore[index]
            start, end = number.span
            about = bool(_NEARLY.search(text[max(0, start - 2) : start]) or _UPWARDS.match(text, start - 1))
            if len(number.value) == 1 and (behind := _ODD.match(text, end)):
                about = True
                amount *= _BIG.get(behind[1] or "", 1)
                end = behind.end()
            if len(number.value) == 1 and not share:
                amount, share, end = _scaled(text, amount, end)
            yield Figure((start, end), amount, share, about)


def _scaled(text: str, amount: float, end: int) -> tuple[float, bool, int]:
    """An amount with the word behind it that says how much of it, or a share of what, it is."""
    if behind := _ENGLISH.match(text, end):
        scale = _MAGNITUDES.get((behind[1] or "").lower(), 1)
        return amount * scale, behind[2] is not None, behind.end()
    if amount <= 10 and _TENTHS.match(text, end):
        return amount * 10, True, end + 1
    return amount, False, end
