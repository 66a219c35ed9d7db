"""Figures with what they count, days and periods: what two tellings of one story must agree in.

`text.numbers` says what a figure is worth; here it is read with its measure (58天, 35万元), so that three
trips are not held against three days, and a numeral inside a word or a weekday counts as none.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace import vocabulary
from reprint_trace.retelling.relation import agreement
from reprint_trace.text.folding import in_simplified
from reprint_trace.text.numbers import HAN, Figure, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.model import Span

_NUMERAL = rf"(?:\d+|[{HAN}]+)"
_DAY = re.compile(rf"(?P<month>{_NUMERAL})月(?P<day>{_NUMERAL})[日号]")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = rf"\b(?P<month>{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)}|Sept)\b"
_LATIN_DAY = (
    re.compile(rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\s+{_MONTH}"),
)
_PERIOD = re.compile(rf"每隔?(?P<many>{_NUMERAL}|半)?个?(?P<unit>天|日|周|星期|月|季度?|年|小时|钟头|分钟)")
_UNITS = {"日": "天", "星期": "周", "季度": "季", "钟头": "小时"}
_NOT_COUNTED = re.compile(r"(?:周|星期|礼拜|第|初)$")  # 周三, 第三, 初三: which one, not how many
_NAMED = re.compile(r"年代|号(?!召)|路|中学|小学")  # 60年代, 3号楼: a name
_ODD = re.compile("[多余来]")
_LATIN = re.compile(r"\s*[A-Za-z]")
_DIGIT = re.compile(r"\d")
_YEARS = (1900, 2100)
PRECISE = 0.25  # by how much of itself a figure said to be about that may differ from the exact one
UNSAID = "?"  # the measure of a figure that nothing follows: 还缺86万
MANY = 10  # from which one figure is hardly in a text twice by chance, whatever it counts
SMALL = 2  # up to which a count tells nothing: one of them, the two sides


class Quantity(NamedTuple):
    """A figure and what it counts (`unit`, the measure it is compared as; empty where none is known, `?` where nothing follows)."""

    figure: Figure
    unit: str

    @property
    def span(self) -> Span:
        return self.figure.span


class Told(NamedTuple):
    """What a text states in figures: its quantities, days (month, day) and periods (每三天), by place."""

    quantities: tuple[Quantity, ...]
    days: tuple[tuple[Span, tuple[str, str]], ...]
    periods: tuple[tuple[Span, str], ...]

    def within(self, spans: Sequence[Span]) -> Told:
        """What stands inside one of these spans."""

        def inside(span: Span) -> bool:
            return any(start <= span[0] < end for start, end in spans)

        return Told(
            tuple(one for one in self.quantities if inside(one.span)),
            tuple(one for one in self.days if inside(one[0])),
            tuple(one for one in self.periods if inside(one[0])),
        )


def told_in(text: str) -> Told:
    """Everything a text states in figures, in its order."""
    written = in_simplified(text)
    days = tuple((m.span(), (_worth(m["month"]), _worth(m["day"]))) for m in _DAY.finditer(written))
    for form in _LATIN_DAY:
        days += tuple((m.span(), (_month(m["month"]), m["day"])) for m in form.finditer(text))
    periods = tuple(
        (m.span(), f"{_worth(m['many'] or '1')} {_UNITS.get(m['unit'], m['unit'])}")
        for m in _PERIOD.finditer(written)
    )
    taken = [span for span, _ in days]
    found = []
    for figure in figures(text):
        start, end = figure.span
        if any(s <= start < e for s, e in taken) or _NOT_COUNTED.search(written[max(0, start - 2) : start]):
            continue
        if (quantity := _measured(figure, written, end)) is not None:
            found.append(quantity)
    return Told(tuple(found), days, periods)


def _measured(figure: Figure, written: str, end: int) -> Quantity | None:
    """A figure with the measure behind it; none where it names something or is part of a word."""
    if _NAMED.match(written, end):
        return None
    said = written[slice(*figure.span)]
    measure = _measures().match(written, end)
    if measure and _ODD.match(written, measure.end()):
        figure = figure._replace(about=True)  # 四米多
    counts = measure or figure.share or (_DIGIT.search(said) and not _LATIN.match(written, end))
    if not counts or not (figure.share or set(said) - set("十百千万亿")):
        return None
    unsaid = figure.amount >= MANY and not written[end : end + 1].isalnum()
    return Quantity(figure, _as()[measure["unit"]] if measure else UNSAID if unsaid else "")


def agree(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    """Whether one of the others may be the same quantity: the same figure, or one rounded or said to be
    about that; small figures, and rounded ones, only where they count the same."""
    return any(
        (
            (quantity.figure.amount == other.figure.amount or comparable(quantity, other))
            and agreement(quantity.figure, [other.figure])
            and (
                max(quantity.figure.amount, other.figure.amount) >= MANY or not _count_apart(quantity, other)
            )
        )
        or (comparable(quantity, other) and _rounded(quantity.figure, other.figure))
        or (quantity.unit == other.unit == "时" and (quantity.figure.amount - other.figure.amount) % 12 == 0)
        for other in others
    )


def _count_apart(one: Quantity, other: Quantity) -> bool:
    return bool(one.unit and other.unit) and one.unit != other.unit and UNSAID not in (one.unit, other.unit)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether one quantity can stand for the other: both count the same (or one does not say what), and
    both or neither are years."""
    if one.figure.share != other.figure.share or is_year(one) != is_year(other):
        return False
    return one.unit == other.unit or UNSAID in (one.unit, other.unit)


def states(quantity: Quantity) -> bool:
    """Whether a quantity states an amount: one person or two sides say nothing."""
    figure = quantity.figure
    return figure.amount > SMALL or figure.share or bool(figure.amount % 1)


def is_year(quantity: Quantity) -> bool:
    """Whether a quantity is a year of the calendar."""
    return quantity.unit in ("年", "") and _YEARS[0] <= quantity.figure.amount < _YEARS[1]


def _rounded(one: Figure, other: Figure) -> bool:
    """Whether the coarser of two figures is the finer one rounded, up or down, or is about that."""
    if one.share != other.share or one.amount <= 0 or other.amount <= 0:
        return False
    if (one.about or other.about) and abs(one.amount - other.amount) <= PRECISE * max(
        one.amount, other.amount
    ):
        return True
    coarse, fine = sorted((one.amount, other.amount), key=_precision)
    if _precision(coarse) == _precision(fine) or fine < 10:
        return False
    step = 10.0 ** (math.floor(math.log10(coarse)) - _precision(coarse) + 1)
    return (_precision(coarse) > 1 or one.about or other.about) and abs(coarse - fine) < step


def _precision(amount: float) -> int:
    """Digits that a figure is given in, zeros at its ends left out."""
    return len(f"{amount:.12g}".replace(".", "").replace("-", "").strip("0")) or 1


def _month(name: str) -> str:
    return next(str(number) for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def _worth(numeral: str) -> str:
    if numeral == "半":
        return "0.5"
    return next((figure.key for figure in figures(numeral)), numeral)


@cache
def _as() -> dict[str, str]:
    return dict(vocabulary.cells("measures"))  # type: ignore[arg-type]


@cache
def _measures() -> re.Pattern[str]:
    longest_first = sorted(_as(), key=lambda word: (-len(word), word))
    return re.compile(rf"\s?(?P<unit>{'|'.join(longest_first)})")
