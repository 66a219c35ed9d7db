"""Where exactly text was put in or taken out: at the seams of the raw text.

"甲，乙，" with one clause less can have lost "甲，" or "，乙": the letters do not say.  People and
machines cut at line ends, sentence ends and commas, so an insertion or deletion slides to the
place where its ends lie on the strongest seams (diff-match-patch's lossless clean-up).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.comparing.anchors import Run, push

if TYPE_CHECKING:
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded

_STRENGTH = {
    "\n": 8,
    "。": 6,
    "！": 6,
    "？": 6,
    "；": 5,
    "!": 6,
    "?": 6,
    ";": 5,
    "，": 4,
    ",": 4,
    "、": 3,
    "：": 3,
}
_REACH = 60  # folded characters an edit may slide


def settled(a: Folded, b: Folded, runs: list[Run]) -> list[Run]:
    """The runs of one order, the one-sided gaps between them slid to the best seam; no run
    begins or ends inside a raw character that folds to several (½, ㎡)."""
    out: list[Run] = []
    for run in runs:
        shift = 0
        if out:
            gap_a, gap_b = (out[-1].a + out[-1].n, run.a), (out[-1].b + out[-1].n, run.b)
            if gap_a[0] == gap_a[1]:
                shift = _best_shift(b, gap_b, out[-1].n, run.n)
            elif gap_b[0] == gap_b[1]:
                shift = _best_shift(a, gap_a, out[-1].n, run.n)
        if shift:
            out[-1] = Run(out[-1].a, out[-1].b, out[-1].n + shift)
        out.append(Run(run.a + shift, run.b + shift, run.n - shift) if shift else run)
    whole: list[Run] = []
    for run in (_whole_characters(a.offsets, b.offsets, run) for run in out):
        if run.n > 0:
            push(whole, run)
    return whole


def _whole_characters(a: list[int], b: list[int], run: Run) -> Run:
    start, end = 0, run.n
    while start < end and (_inside(a, run.a + start) or _inside(b, run.b + start)):
        start += 1
    while start < end and (_inside(a, run.a + end) or _inside(b, run.b + end)):
        end -= 1
    return run if end - start == run.n else Run(run.a + start, run.b + start, end - start)


def _inside(offsets: list[int], at: int) -> bool:
    """Whether a folded place lies inside one raw character."""
    return 0 < at < len(offsets) and offsets[at - 1] == offsets[at]


def _best_shift(text: Folded, gap: Span, room_left: int, room_right: int) -> int:
    """How far a stretch should slide, the letters around it staying the same."""
    letters, (start, end) = text.text, gap
    left = right = 0
    while left < min(room_left - 1, _REACH) and letters[start - left - 1] == letters[end - left - 1]:
        left += 1
    while right < min(room_right - 1, _REACH) and letters[start + right] == letters[end + right]:
        right += 1
    if not left and not right:
        return 0
    return max(
        range(-left, right + 1), key=lambda s: (_seam(text, start + s) + _seam(text, end + s), -abs(s))
    )


def _seam(text: Folded, at: int) -> int:
    """How strong the seam before a folded character is."""
    offsets = text.offsets
    if at <= 0 or at >= len(offsets):
        return 8
    gap = text.raw[offsets[at - 1] + 1 : offsets[at]]
    return max((_STRENGTH.get(char, 1) for char in gap), default=0)
