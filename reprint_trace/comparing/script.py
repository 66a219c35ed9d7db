"""The edit script: a proof that the changes found are all there are.

Applied to one text it gives the other, character for character, so no difference can have
been overlooked (a block-move script as VCDIFF's COPY and ADD, RFC 3284).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.changes import Tile
    from reprint_trace.model import Span


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


def script_of(tiles: list[Tile], b: str) -> EditScript:
    """The script that the changes in the tiles spell; what no change touches is copied."""
    steps: list[Step] = []
    for step in (step for tile in tiles for step in _steps(tile, b)):
        last = steps[-1].copy if steps else None
        if last and step.copy and last[1] == step.copy[0]:
            steps[-1] = Step(copy=(last[0], step.copy[1]))
        else:
            steps.append(step)
    return EditScript(tuple(steps))


def _steps(tile: Tile, b: str) -> Iterator[Step]:
    at = tile.a[0]
    for change in tile.changes:
        if change.a[0] > at:
            yield Step(copy=(at, change.a[0]))
        if change.b[1] > change.b[0]:
            yield Step(write=b[slice(*change.b)])
        at = change.a[1]
    if tile.a[1] > at:
        yield Step(copy=(at, tile.a[1]))
