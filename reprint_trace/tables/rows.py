"""What comes in rows, whatever it was written in: tables of cells under names, row by row, which column holds what,
and cells as what they say: texts without markup, dates as they are usually written.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import chain, islice
from typing import Any, Self

from reprint_trace import vocabulary
from reprint_trace.errors import ReprintTraceError
from reprint_trace.model import Precision, Published

PEEKED = 100  # rows whose names say which columns a table has that does not list them


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by their columns; `number` is its line or place in the file, from 1."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that cannot be read, and why."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one set of columns.  `part` names it within its file (a sheet, a member of an
    archive), where there may be several; `total` is how many rows it has, where that is known."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Spoilt]
    part: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no article: its file and line (from 1; None for a whole file that cannot
    be read), what is wrong with it, and the zip whose member the file is."""

    file: str
    line: int | None
    problem: str
    zip: str = ""

    @classmethod
    def of(cls, error: ReprintTraceError, zip: str = "") -> Self:  # noqa: A002
        """A file, or a member of the zip that is named, that cannot be read."""
        return cls(error.path, None, f"{error.problem}; {error.advice}".removesuffix("; "), zip)

    def __str__(self) -> str:
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.problem}"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of a folder that is none of ours, and why it was opened in vain ("": by its name)."""

    file: str
    why: str = ""


def peeked(rows: Iterator[Row | Spoilt], part: str = "") -> Table:
    """A table of rows that each name their own columns: those of the first of them, in order."""
    first = [*islice(rows, PEEKED)]
    named = dict.fromkeys(name for row in first if isinstance(row, Row) for name in row.cells)
    return Table(tuple(named), chain(first, rows), part)


# ── which column holds what: known by its name, or told by the user ─────────────────────

FIELDS = ("id", "title", "text", "page", "publisher", "source", "outlet", "date", "url", "saved")
_SEPARATORS = re.compile(r"[\s_\-.:/]+")
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the columns of a table were taken for: fields with their columns, and the columns that
    none was found for.  `of` names the table."""

    of: str
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]

    def column(self, field: str) -> str | None:
        """The column that holds a field."""
        return dict(self.columns).get(field)

    @property
    def holds_articles(self) -> bool:
        """Whether there is a column with the articles' text or their pages."""
        return any(field in ("text", "page") for field, _ in self.columns)


def understand(of: str, columns: Sequence[str], asked: Mapping[str, str]) -> Understood:
    """The fields among the columns; `asked` are columns by field as the user named them, and hold."""
    found = {field: column for field, column in asked.items() if column in columns}
    free = [column for column in columns if column not in found.values()]
    ranked = sorted((rank, place) for place, column in enumerate(free) if (rank := _rank(column)) is not None)
    for rank, place in ranked:
        field = vocabulary.rows("columns")[rank].extra["field"]
        if field not in found:
            found[field] = free[place]
    columns_of = tuple((field, found[field]) for field in FIELDS if field in found)
    return Understood(of, columns_of, tuple(c for c in columns if c not in found.values() and c.strip()))


@cache
def _rank(column: str) -> int | None:
    """The first rule that knows the name of a column: of the whole name, without what stands behind it
    in brackets, of its last part where it is a path."""
    whole = unicodedata.normalize("NFKC", column).strip().lstrip("\ufeff")
    for name in dict.fromkeys((whole, _ASIDE.sub("", whole), re.split(r"[./]", whole)[-1])):
        folded = _SEPARATORS.sub("", name).casefold()
        for rank, row in enumerate(vocabulary.rows("columns")):
            if row.search(folded):
                return rank
    return None


# ── cells as what they say ────────────────────────────────────────────────────────────────


_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|em|b|i|u|a|img|h[1-6]|ul|ol|li|table|tbody|tr|td|section|article|font|center"
    r"|blockquote|figure|video|iframe|html|body|head)\b[^<>]{0,2000}/?>", re.IGNORECASE)  # fmt: skip
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|span|strong)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|quot|amp|lt|gt|ldquo|rdquo|mdash|middot|hellip|ensp|emsp|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)  # fmt: skip
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LITERAL_END = re.compile(r"\\r\\n|\\n|\\r")
_EXCEL_EPOCH = datetime(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119
_EPOCH_UNITS = (
    (10**9, 1),
    (10**12, 10**3),
    (10**15, 10**6),
    (10**18, 10**9),
)  # least value, parts of a second
_ISO = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?$"
)
_EITHER_WAY = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")
_MONTHS = 12
_YEAR = re.compile(r"((?:19|20)\d\d)(?:[-/.年](0?[1-9]|1[0-2])月?|年)?$")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])$")
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d")
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


def is_page(text: str) -> bool:
    """Whether a cell holds a whole page."""
    return _PAGE.search(text, 0, 4096) is not None


def is_markup(text: str) -> bool:
    """Whether a cell holds markup."""
    return _TAG.search(text) is not None or _ESCAPED_TAG.search(text) is not None


def plain(value: Any) -> str:
    """The text of a cell, its paragraphs separated by newlines; without markup, and with line ends where
    an exporter wrote them out."""
    text = written(value)
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = html.unescape(text)
    if _TAG.search(text):
        text = without_markup(text)
    elif _ENTITY.search(text):
        text = html.unescape(text).replace("\xa0", " ")
    if "\n" not in text and "\\n" in text:
        text = _LITERAL_END.sub("\n", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def without_markup(text: str) -> str:
    """What a browser shows of markup, a line a block."""
    from reprint_trace.reading.encoding import parse
    from reprint_trace.reading.lines import html_lines

    root, _ = parse(text if is_page(text) else f"<html><body>{_unbroken(text)}</body></html>")
    return "\n".join(line.text for line in html_lines(root) if not line.hidden)


def _unbroken(text: str) -> str:
    """Markup whose own line ends mean something only where it has no paragraphs."""
    if re.search(r"<(?:p|br|div|li)\b", text, re.IGNORECASE):
        return text
    return text.replace("\n", "<br>")


def written(value: Any) -> str:
    """A cell as text: a whole number without its point, the lines of a list below each other."""
    if value is None:
        return ""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        from reprint_trace.reading.encoding import decode

        return decode(value).text
    if isinstance(value, list):
        return "\n".join(written(inner) for inner in value if not isinstance(inner, dict | list))
    return "" if isinstance(value, dict) else str(value)


def whole(text: str) -> str:
    """The text with U+FFFD for halves of characters, which JSON can hold and nothing else can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def dated(value: Any, basis: str = "corpus") -> Published | None:
    """The date of a cell, in China's time and cut at what is certain: a spreadsheet's or database's own,
    a day counted as Excel does, seconds or parts of them since 1970, or any of the forms of writing that
    `reading.dates` knows (2020-02-24T08:30+08:00, 2020/2/24, 20200224, 2020年2月24日, RFC 822).
    None where it is no date, or one that no calendar has."""
    quote = str(value).strip()
    found = _moment(value) if isinstance(value, date | datetime) else None
    if found is None and isinstance(value, int | float) and not isinstance(value, bool):
        found = _counted(float(value))
    if found is None and re.fullmatch(r"\d{1,19}(?:\.\d+)?", quote):
        found = _counted(float(quote))
    if found is None:
        found = _worded(quote)
    if found is None:
        return None
    iso, precision = found
    return Published(value=iso, precision=precision, basis=basis, quote=quote)


Found = tuple[str, Precision]


def _moment(value: date | datetime) -> Found:
    if not isinstance(value, datetime):
        return value.isoformat(), "day"
    from reprint_trace.reading.dates import CHINA

    local = value.astimezone(CHINA) if value.tzinfo else value
    if not (local.hour or local.minute or local.second):
        return f"{local:%Y-%m-%d}", "day"
    return f"{local:%Y-%m-%dT%H:%M}", "minute"


def _counted(number: float) -> Found | None:
    """A number as a date: days since Excel's epoch, or parts of seconds since 1970."""
    from reprint_trace.reading.dates import CHINA

    if _EXCEL_DAYS[0] <= number < _EXCEL_DAYS[1]:
        return _moment(_EXCEL_EPOCH + timedelta(seconds=round(number * 86_400)))
    for least, parts in _EPOCH_UNITS:
        if least <= number < 3 * least:
            return _moment(datetime.fromtimestamp(number / parts, CHINA))
    return None


def _worded(text: str) -> Found | None:
    """A date in words; of 3/4/2020, which is a day of March here and of April there, the year."""
    if _ISO.match(text) or _MAIL.match(text):
        return _of_machine(text)
    if match := _EITHER_WAY.match(text):
        return (
            (match[3], "year")
            if match[1] != match[2] and max(int(match[1]), int(match[2])) <= _MONTHS
            else _read(text)
        )
    if match := _YEAR.match(text) or _YEAR_MONTH.match(text):
        parts = [match[1], *([match[2].zfill(2)] if match.re.groups > 1 and match[2] else [])]
        return "-".join(parts), _PRECISIONS[len(parts) - 1]
    return _read(text)


def _of_machine(text: str) -> Found | None:
    """A moment as ISO 8601 or RFC 822 has it."""
    try:
        if not (iso := _ISO.match(text)):
            return _moment(parsedate_to_datetime(text))
        day, clock, second, zone = iso.groups()
        return _moment(datetime.fromisoformat(f"{day}T{clock}{second or ''}{_offset(zone)}"))
    except (ValueError, OverflowError):
        return None


def _read(text: str) -> Found | None:
    """A date as people write it."""
    from reprint_trace.reading.dates import dates, stamp

    stated = stamp(text) or next(iter(dates(text)), None)
    if stated is None or not _said_whole(text, stated.start, stated.end):
        return None
    try:
        moment = datetime.fromisoformat(stated.value)
    except ValueError:
        return None
    return _moment(moment) if stated.precision == "minute" else (stated.value, stated.precision)


def _offset(zone: str | None) -> str:
    return {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone or "", zone or "")


def _said_whole(text: str, start: int, end: int) -> bool:
    """Whether no digits stand beside the date that were not understood."""
    return not re.search(r"\d{3}", text[:start]) and not re.match(r"[-/.年月]?\d", text[end:])
