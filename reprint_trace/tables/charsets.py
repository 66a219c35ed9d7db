"""The charset of a table's bytes, and its text as a stream."""

from __future__ import annotations

import codecs
import io
from typing import IO, TYPE_CHECKING

from reprint_trace.reading.encoding import BOMS, detect

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
