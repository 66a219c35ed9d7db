"""Where exactly text was put in or taken out: at the seams of the raw text.

"甲，乙，" with one clause less can have lost "甲，" or "，乙": the letters do not say.  People and
machines cut at line ends, sentence ends and commas, so an insertion or deletion slides to the
place where its ends lie on the strongest seams (diff-match-patch's lossless clean-up).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.anchors import Run

if TYPE_CHECKING:
    from reprint_trace.text.folding import Folded

_STRENGTH = {"\n": 8, "。": 6, "！": 6, "？": 6, "；": 5, "!": 6, "?": 6, ";": 5, "，": 4, ",": 4, "、": 3, "：": 3}
_REACH = 60  # folded characters an edit may slide


def settled(a: Folded, b: Folded, runs: list[Run]) -> list[Run]:
    """The runs of one order, the one-sided gaps between them slid to the best seam."""
    out: list[Run] = []
    for run in runs:
        if not out or not run.n:
            out.append(run)
            continue
        last = out[-1]
        gap_a, gap_b = run.a - last.a - last.n, run.b - last.b - last.n
        shift = 0
        if gap_a == 0 and gap_b > 0:
            shift = _best_shift(b, last.b + last.n, run.b, last.n, run.n)
        elif gap_b == 0 and gap_a > 0:
            shift = _best_shift(a, last.a + last.n, run.a, last.n, run.n)
        out[-1] = Run(last.a, last.b, last.n + shift)
        out.append(Run(run.a + shift, run.b + shift, run.n - shift))
    return [run for run in out if run.n]


def _best_shift(text: Folded, start: int, end: int, room_left: int, room_right: int) -> int:
    """How far the stretch `[start, end)` should slide, the letters around it staying the same."""
    letters = text.text
    left = right = 0
    while left < min(room_left - 1, _REACH) and letters[start - left - 1] == letters[end - left - 1]:
        left += 1
    while right < min(room_right - 1, _REACH) and letters[start + right] == letters[end + right]:
        right += 1
    if not left and not right:
        return 0
    return max(range(-left, right + 1), key=lambda s: (_seam(text, start + s) + _seam(text, end + s), -abs(s)))


def _seam(text: Folded, at: int) -> int:
    """How strong the seam before a folded character is."""
    offsets = text.offsets
    if at <= 0 or at >= len(offsets):
        return 8
    gap = text.raw[offsets[at - 1] + 1 : offsets[at]]
    return max((_STRENGTH.get(char, 1) for char in gap), default=0)
