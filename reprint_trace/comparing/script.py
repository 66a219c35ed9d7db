"""The edit script: a proof that the changes found are all there are.

Applied to one text it gives the other, character for character, so no difference can have
been overlooked (a block-move script as VCDIFF's COPY and ADD, RFC 3284).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprint_trace.comparing.align import Alignment
    from reprint_trace.comparing.changes import Change
    from reprint_trace.model import Span
    from reprint_trace.text.folding import Folded


@dataclass(frozen=True, slots=True)
class Step:
    """Either a copy of a span of the first text, or letters written afresh."""

    copy: Span | None = None
    write: str = ""


@dataclass(frozen=True, slots=True)
class EditScript:
    """Steps that, in order, spell the second text out of the first."""

    steps: tuple[Step, ...]

    def apply(self, text: str) -> str:
        """The second text, made from the first."""
        return "".join(text[slice(*step.copy)] if step.copy else step.write for step in self.steps)


def script_of(a: Folded, b: Folded, alignment: Alignment, changes: list[Change]) -> EditScript:
    """The script that the changes spell; copies are what no change touches."""
    cuts = _cuts(a, b, alignment, changes)
    ends = [start for start, _, _ in cuts[1:]] + [len(b.raw)]
    steps: list[Step] = []
    for (start, written_to, source), end in zip(cuts, ends, strict=True):
        if written_to > start:
            steps.append(Step(write=b.raw[start:written_to]))
        if end > written_to:
            steps.append(Step(copy=(source, source + end - written_to)))
    return EditScript(tuple(steps))


def _cuts(a: Folded, b: Folded, alignment: Alignment, changes: list[Change]) -> list[tuple[int, int, int]]:
    """Places in `b` where copying starts anew: (from, after what is written, source in `a`)."""
    cuts = [(0, 0, 0)]
    cuts += [
        (change.b[0], change.b[1], change.a[1])
        for change in changes
        if change.sort != "move" and not (change.loose and change.b[0] == change.b[1])
    ]
    for left, right in zip([None, *alignment.runs], alignment.runs, strict=False):
        follows = left.a + left.n <= right.a if left else True
        if not follows or any(right == block[0] for block in alignment.moved) or _after_move(left, alignment):
            at = b.offsets[right.b]
            cuts.append((at, at, a.offsets[right.a]))
    return sorted(cuts, key=lambda cut: (cut[0], cut[1]))


def _after_move(left: object, alignment: Alignment) -> bool:
    return any(left == block[-1] for block in alignment.moved)
