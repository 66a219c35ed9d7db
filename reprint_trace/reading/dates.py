"""Dates as pages write them, read with their precision; nothing is guessed beyond the text.

A date without a year, or written 06/02/2022, is read only together with a date that is
certain (metadata, URL), because the order of day and month differs between sites; 3小时前
only together with the moment the page was seen (`relative_dates`).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from reprint_trace.model import Precision

_CLOCK = (
    r"(?:(?: HKT)?[T ]?[,，]? ?[(（]? ?(?:(?:(?:星期|周|週|礼拜).|[一二三四五六日](?=[)）]))[)）]?)? ?(?P<half>上午|下午|凌晨|早上|中午|晚[上间])? ?"
    r"(?P<hour>\d{1,2}) ?[:：时時点] ?(?P<minute>[0-5]\d)(?: ?[:：分] ?(?P<second>[0-5]\d))?"
    r"(?:\.\d+)?秒? ?(?P<zone>Z\b|[+-]\d\d:?\d\d\b)? ?(?P<ampm>[AaPp]\.?[Mm]\b)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?: ?[-/.年－—] ?| (?=\d\d ?/))(?P<month>1[0-2]|0?[1-9]) ?[-/.月－—] ?"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?: ?[日号號])?" + _CLOCK
)
_REPUBLIC = re.compile(  # 民國 1 is 1912
    r"(?:民國|民国) ?(?P<years>1?\d{1,2}) ?[年/.-] ?(?P<month>1[0-2]|0?[1-9]) ?[月/.-] ?"
    r"(?P<day>3[01]|[12]\d|0?[1-9]) ?日?" + _CLOCK
)
_NUMERAL = "〇○零一二三四五六七八九十廿卅"
_IN_NUMERALS = re.compile(
    rf"(?P<year>[一二][〇○零Ｏ0九][{_NUMERAL}Ｏ0]{{2}}) ?年 ?(?P<month>[一二三四五六七八九十]{{1,2}}) ?月"
    rf" ?(?P<day>[一二三四五六七八九十廿卅]{{1,3}}) ?日"
)
_MONTH_NAME = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?[ -]"
_ENGLISH = re.compile(
    r"\b"
    + _MONTH_NAME
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?:[A-Z][a-z]{2,8} )?(?P<year>(?:19|20)\d\d),?"
    + _CLOCK
)
_ENGLISH_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]" + _MONTH_NAME + r"(?P<year>(?:19|20)\d\d),?" + _CLOCK
)
_YEAR_LAST = re.compile(  # as Java prints it: Mon Feb 24 10:20:30 CST 2020
    r"\b"
    + _MONTH_NAME
    + r"(?P<day>\d{1,2}) (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) [A-Z]{3,4} (?P<year>(?:19|20)\d\d)\b"
)
_SLASHED = re.compile(r"(?<!\d)(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>(?:19|20)\d\d)(?: -)?" + _CLOCK)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>1[0-2]|0?[1-9])\.(?P<year>(?:19|20)\d\d)(?![\d.])"
)
_GLUED = re.compile(  # spans side by side: 2023 10/29 10:15, 202310/2910:15
    r"(?<!\d)(?P<year>(?:19|20)\d\d) ?(?P<month>1[0-2]|0[1-9]) ?[-/] ?(?P<day>3[01]|[12]\d|0[1-9])(?:"
    r" ?(?P<hour>[01]\d|2[0-3]) ?: ?(?P<minute>[0-5]\d)(?: ?: ?(?P<second>[0-5]\d))?|(?![\d/-]))"
)
_DAY_ABOVE = re.compile(  # the day large, year and month small below it: 05 2021-03
    r"(?<!\d)(?P<day>3[01]|[12]\d|0[1-9]) ?(?P<year>20\d\d) ?[-/.年] ?(?P<month>1[0-2]|0[1-9])(?![\d/.-]|月\d)"
)
_CLOCK_FIRST = re.compile(r"(?<![\d:])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d) ?$")
_YEARLESS = re.compile(
    r"(?<![\d/-])(?:(?P<short>\d\d)-)?(?P<month>\d{1,2})[-/月](?P<day>\d\d?)日? ?"
    r"(?P<hour>\d\d):(?P<minute>\d\d)"
    r"|(?<![\d/.-])(?P<mm>0\d|1[0-2])[-/](?P<dd>[0-3]\d)(?![\d/:%.-])"
)
_MONTH = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<month>1[0-2]|0?[1-9])月")
_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)"
    r"|[/_t]((?:19|20)\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])\d"
    r"|/((?:19|20)\d\d)[-/]?(1[0-2]|0[1-9])/(3[01]|[12]\d|0[1-9])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{4,}"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(1[0-2]|0[1-9])/")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_HINT = re.compile(r"\d[-/.年:月 －—]\s?\d|\b(?:19|20)\d\d|[〇○零Ｏ一二三四五六七八九]年|[０-９][年－-]")
_MAY_STATE = re.compile(r"[\d年刚剛]")
_MONTH_IN = re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)}  # e-paper pages write ２０２０年
_WIDE_DIGIT = re.compile(r"[０-９]")
_EPOCH = re.compile(r"(?P<seconds>1\d{9})(?:\d{3})?")  # 2001 to 2033
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?"
)
_RELATIVE = re.compile(
    r"(?P<number>\d{1,3}) ?(?P<unit>分钟|分鐘|小时|小時|天)(?:之)?前"
    r"|(?P<day>今天|昨天|前天) ?(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)|(?P<now>刚刚|剛剛)"
)
_FROM_NOW = re.compile(r"[前天刚剛]")  # one of them is in all of these
# a day and minute without their year: told is that a date stands there
YEARLESS_MINUTE = re.compile(r"\d{1,2}[-/月]\d{1,2}日?\s?\d{1,2}:\d{2}")
_UNITS = {"分钟": "minutes", "分鐘": "minutes", "小时": "hours", "小時": "hours", "天": "days"}
_DAYS = ("今天", "昨天", "前天")
CHINA = timezone(timedelta(hours=8))


class Stated(NamedTuple):
    """A date read from `text[start:end]`; `value` is ISO 8601 cut at `precision`."""

    value: str
    precision: Precision
    start: int
    end: int


def dates(text: str, certain: str | None = None, seen: str | None = None) -> tuple[Stated, ...]:
    """The dates in a line, in order.

    `certain` is the ISO date of the same story known from elsewhere, `seen` one on or after which
    the page was seen.  Without either a date lacking its year is not read at all, and 7/5/2005 is
    read month first only beside AM/PM or when it must be so.
    """
    if not _HINT.search(text):
        return ()
    if _WIDE_DIGIT.search(text):
        text = text.translate(_WIDE)
    found = [_stated(m, int(m["year"]), int(m["month"]), int(m["day"])) for m in _YEAR_FIRST.finditer(text)]
    if found and found[0] and found[0].precision == "day":
        found[0] = _with_clock_before(text, found[0])
    if not found:
        found = _otherwise(text, certain)
    if not found:
        found = [_yearless(m, certain, seen) for m in _YEARLESS.finditer(text)]
    return tuple(stated for stated in found if stated is not None)


def _otherwise(text: str, certain: str | None) -> list[Stated | None]:
    """The dates of a line that has none in the common form; each form only where its marks stand."""
    found: list[Stated | None] = []
    if _MONTH_IN.search(text):
        found += [
            _stated(m, int(m["year"]), _MONTHS.index(m["name"]) // 3 + 1, int(m["day"]))
            for pattern in (_ENGLISH, _ENGLISH_DAY_FIRST, _YEAR_LAST)
            for m in pattern.finditer(text)
        ]
    if "/" in text:
        found += [_slashed(m, certain) for m in _SLASHED.finditer(text)]
    if "民" in text:
        found += [
            _stated(m, 1911 + int(m["years"]), int(m["month"]), int(m["day"]))
            for m in _REPUBLIC.finditer(text)
        ]
    forms = [_DOTTED] if "." in text else []
    forms += [_GLUED, _DAY_ABOVE] if _CENTURY.search(text) else []
    found += [
        _stated(m, int(m["year"]), int(m["month"]), int(m["day"]))
        for form in forms
        for m in form.finditer(text)
    ]
    return [*found, *map(_in_numerals, _IN_NUMERALS.finditer(text))] if "年" in text else found


def stamp(value: str) -> Stated | None:
    """The moment a machine wrote: seconds or milliseconds since 1970, or 20210305102003.

    An epoch is given in China's time, where the pages are made.
    """
    if match := _EPOCH.fullmatch(value):
        moment = datetime.fromtimestamp(int(match["seconds"]), CHINA)
        return Stated(moment.isoformat(timespec="seconds"), "minute", 0, len(value))
    if match := _COMPACT.fullmatch(value):
        year, mon, day, hour, minute, second = match.groups()
        clock = f"T{hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        return Stated(f"{year}-{mon}-{day}{clock}", "minute" if hour else "day", 0, len(value))
    return next(iter(dates(value)), None)


def china_time(moment: str) -> str | None:
    """An ISO moment as China's clocks show it; None when it is no moment."""
    try:
        told = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (told.astimezone(CHINA) if told.tzinfo else told).isoformat()


def relative_dates(text: str, seen: str | None) -> tuple[Stated, ...]:
    """The days that 3小时前, 昨天 10:20 and 刚刚 mean on a page seen at `seen` (ISO 8601).

    Without it their `value` is empty: that a date stands there is all they say.
    """
    return tuple(
        Stated(*_before(match, seen), match.start(), match.end()) for match in _RELATIVE.finditer(text)
    )


def may_state(text: str) -> bool:
    """Whether a text holds what every date and every time told from now has: a quick no for most."""
    return _MAY_STATE.search(text) is not None


def is_dated_otherwise(text: str) -> bool:
    """Whether a text without a date states when for all that: 3小时前, 昨天 10:20, a day and minute of no year."""
    told = _FROM_NOW.search(text) is not None and _RELATIVE.search(text) is not None
    return told or (":" in text and YEARLESS_MINUTE.search(text) is not None)


def _before(match: re.Match[str], seen: str | None) -> tuple[str, Precision]:
    if seen is None:
        return "", "day"
    moment = datetime.fromisoformat(seen)
    if match["day"]:
        day = moment - timedelta(days=_DAYS.index(match["day"]))
        return f"{day:%Y-%m-%d}T{int(match['hour']):02}:{match['minute']}", "minute"
    ago = timedelta(**{_UNITS[match["unit"]]: int(match["number"])}) if match["unit"] else timedelta()
    return f"{moment - ago:%Y-%m-%d}", "day"


def month(text: str) -> Stated | None:
    """A year and month alone (1996年6月号), when that is all a line says."""
    match = _MONTH.search(text)
    if not match:
        return None
    return Stated(f"{match['year']}-{int(match['month']):02}", "month", match.start(), match.end())


def url_date(url: str) -> Stated | None:
    """The date in a URL's path: /2020/0224/, /2020-02/24/, t20200224_…"""
    match = _URL.search(url)
    if match:
        year, mon, day = [part for part in match.groups() if part and part.isdigit()]
        return Stated(f"{year}-{mon}-{day}", "day", match.start(), match.end())
    match = _URL_MONTH.search(url)
    return Stated(f"{match[1]}-{match[2]}", "month", match.start(), match.end()) if match else None


def _stated(match: re.Match[str], year: int, month: int, day: int) -> Stated | None:
    groups = match.groupdict()
    hour, minute, second = (groups.get(key) for key in ("hour", "minute", "second"))
    at = int(hour) if hour else 0
    half = (groups.get("half") or groups.get("ampm") or "").lower().replace(".", "")
    if half in ("下午", "晚上", "晚间", "pm") and at < 12:
        at += 12
    elif half in ("上午", "凌晨", "am") and at == 12:
        at = 0
    try:
        datetime(year, month, day, at if at < 24 else 0)
    except ValueError:
        return None
    value = f"{year:04}-{month:02}-{day:02}"
    precision: Precision = "day"
    if hour is not None and at < 24:
        value += f"T{at:02}:{minute}" + (f":{second}" if second else "") + _zone(groups.get("zone"))
        precision = "minute"
    end = match.start() + len(match.group().rstrip(" (（"))
    return Stated(value, precision, match.start(), end)


def _in_numerals(match: re.Match[str]) -> Stated | None:
    """二〇二〇年二月二十四日: the year digit by digit, month and day as numbers."""
    year = int("".join(_digit(char) for char in match["year"]))
    return _stated(match, year, _number(match["month"]), _number(match["day"]))


def _digit(char: str) -> str:
    return "0" if char in "〇○零Ｏ0" else str(_NUMERAL.index(char) - 2)


def _number(text: str) -> int:
    """A Chinese number up to 39: 二十四, 十, 廿三."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_digit(text)) if len(text) == 1 else 0
    return 10 * (int(_digit(tens)) if tens else 1) + (int(_digit(ones)) if ones else 0)


def _with_clock_before(text: str, day: Stated) -> Stated:
    """The first date of a line with the time of day that stands before it (10:20 2021/03/05)."""
    clock = _CLOCK_FIRST.search(text[: day.start])
    if clock is None:
        return day
    return Stated(f"{day.value}T{int(clock['hour']):02}:{clock['minute']}", "minute", clock.start(), day.end)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    return zone if zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _slashed(match: re.Match[str], certain: str | None) -> Stated | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    month_first = two > 12 or (one <= 12 and bool(match["ampm"]))
    if one <= 12 and two <= 12 and certain:
        month_first = certain[:10] == f"{year:04}-{one:02}-{two:02}" or (
            month_first and certain[:10] != f"{year:04}-{two:02}-{one:02}"
        )
    month, day = (one, two) if month_first else (two, one)
    return _stated(match, year, month, day)


def _yearless(match: re.Match[str], certain: str | None, seen: str | None) -> Stated | None:
    month, day = int(match["month"] or match["mm"]), int(match["day"] or match["dd"])
    if match["mm"] and (certain or "")[5:10] != f"{month:02}-{day:02}":
        return None  # 07-18 alone is read only where the same day is known
    if match["short"]:
        return _stated(match, 2000 + int(match["short"]), month, day)
    if certain and certain[5:10] in (f"{month:02}-{day:02}", f"{month:02}"):
        return _stated(match, int(certain[:4]), month, day)
    if seen is None or certain:
        return None
    return _stated(match, int(seen[:4]) - (f"{month:02}-{day:02}" > seen[5:10]), month, day)
