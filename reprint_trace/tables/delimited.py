"""CSV and its kin: commas, semicolons, tabs or bars between cells, whatever the charset."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

from reprint_trace.reading.encoding import BOMS, detect
from reprint_trace.tables.rows import Row, Spoilt, Table, understand

if TYPE_CHECKING:
    from typing_extensions import Buffer

_FEW = 0.02  # share of a sample that may be bytes of no UTF-8 before another charset is looked for


def charset(head: bytes) -> str:
    """The Python codec of a text that begins with `head`: by its mark, as UTF-16 by its zeros, as
    UTF-8 where it is valid, else GB 18030 or Big5 by which makes more common characters of it."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(
                encoding, "utf-32"
            )
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 > len(head) and min(even, odd) * 10 <= max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = decoder.decode(head).count("\ufffd")  # a character cut at the end is no broken one
    if broken <= _FEW * len(head) / 3 and (not broken or detect(head) is None):
        return "utf-8"
    return detect(head) or "utf-8"


def text_of(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The text of a stream, its line ends as they are; what fits no charset is replaced."""
    return io.TextIOWrapper(stream, encoding, errors="replace", newline="")


class Recoded(io.RawIOBase):
    """A stream of any charset as UTF-8, for parsers that take no other."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._left = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        if not self._left:
            self._left = self._text.read(len(view)).encode("utf-8", "replace")
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


# ── rows ────────────────────────────────────────────────────────────────────────────────

DELIMITERS = (",", "\t", ";", "|")
LONGEST = 1 << 25  # characters of a cell: a quote that is never closed swallows no more
_SAMPLE = 60  # records looked at to tell the delimiter
_ENOUGH = 2  # columns that must be known before a text without an ending is taken for a table


def delimiter(sample: str) -> str | None:
    """What stands between the cells of a table that begins like this: the delimiter under which most
    names in the first line are known, then that which cuts its lines into equally many; None where
    there is but one column."""
    scores = [(*_score(sample, mark), -place, mark) for place, mark in enumerate(DELIMITERS)]
    known, even, width, _, mark = max(scores)
    return mark if width > 1 and (known or even) else None


def _score(sample: str, mark: str) -> tuple[int, float, int]:
    """How many names of the first record are known; the share of records as wide as it; its width."""
    records = _records(sample, mark)
    if not records:
        return 0, 0.0, 0
    width = len(records[0])
    even = sum(len(record) == width for record in records) / len(records)
    return len(understand("", records[0], {}).columns) if width > 1 else 0, round(even, 1), width


def _records(sample: str, mark: str) -> list[list[str]]:
    """The first records, without the one that the sample may have cut."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    found: list[list[str]] = []
    try:
        for record in reader:
            if record and any(cell.strip() for cell in record):
                found.append(record)
            if len(found) > _SAMPLE:
                break
    except csv.Error:
        pass
    return found[:-1] if len(found) > 2 else found


def looks_delimited(sample: str) -> bool:
    """Whether a text is a table although nothing says so: its first line names columns, the text or
    page among them, and what follows is cut as it is."""
    if (mark := delimiter(sample)) is None:
        return False
    records = _records(sample, mark)
    known = understand("", records[0], {})
    even = sum(len(record) == len(records[0]) for record in records)
    return known.holds_articles and len(known.columns) >= _ENOUGH and even * 10 >= len(records) * 8


def delimited(text: IO[str], sample: str, asked: Sequence[str] = ()) -> Table:
    """The table in a text that begins with `sample`; its first record names the columns."""
    csv.field_size_limit(LONGEST)
    declared = sample[4:5] if sample[:4] == "sep=" else None  # as Excel writes it
    body = sample.partition("\n")[2] if declared else sample
    reader = csv.reader(text, delimiter=declared or delimiter(body) or _only(body, asked))
    if declared:
        next(reader, None)
    header = _header(reader)
    return Table(tuple(header), _rows(reader, header))


def _only(sample: str, asked: Sequence[str]) -> str:
    """The delimiter of a table whose names are the user's own, or of one column."""
    first = sample.partition("\n")[0]
    return next((mark for mark in DELIMITERS if any(name in first.split(mark) for name in asked)), ",")


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                names = [cell.strip().lstrip("\ufeff") for cell in record]
                return [f"{name}#{n}" if (n := names[:i].count(name)) and name else name
                        for i, name in enumerate(names)]  # fmt: skip
    except csv.Error:
        pass
    return []


def _rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[Row | Spoilt]:
    while True:
        number = getattr(reader, "line_num", 0) + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Spoilt(number, f"is no row of a table ({error})")
            continue
        if not any(cell.strip() for cell in record):
            continue
        if len(record) > len(header) and any(record[len(header) :]):
            yield Spoilt(number, f"has {len(record)} cells under {len(header)} names")
            continue
        yield Row(number, {name: cell for name, cell in zip(header, record, strict=False) if cell})
