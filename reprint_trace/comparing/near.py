"""What lies near a place of two texts, found without going through everything there is.

Spans are filed under the strips of 64 characters that they touch, on either side: of thousands of findings and
thousands of edits each meets those in its own strips, and the work grows with the texts.
"""

from __future__ import annotations

from collections import defaultdict

Span = tuple[int, int]

_STRIP = 64  # characters
_REACH = 2  # characters by which two spans may miss each other and still be near


class Near:
    """Numbers of pairs of spans (of the original, of the reprint), to be asked by place."""

    def __init__(self) -> None:
        self._a: dict[int, list[int]] = defaultdict(list)
        self._b: dict[int, list[int]] = defaultdict(list)

    def add(self, number: int, a: Span, b: Span) -> None:
        for side, span in ((self._a, a), (self._b, b)):
            for strip in _strips(span):
                side[strip].append(number)

    def of(self, a: Span, b: Span) -> list[int]:
        """The numbers of what lies near on either side, rising."""
        found: set[int] = set()
        for side, span in ((self._a, a), (self._b, b)):
            for strip in _strips(span):
                found.update(side.get(strip, ()))
        return sorted(found)


def _strips(span: Span) -> range:
    return range((span[0] - _REACH) // _STRIP, (span[1] + _REACH) // _STRIP + 1)
