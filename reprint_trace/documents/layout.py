"""Lines on a printed page to blocks, paragraphs and, on a newspaper's page, its stories.

Blocks are lines of one size below each other; they are read in the order of a recursive cut of the page
into rows and columns (Nagy & Seth 1984).  A headline is larger than the body; the text below it, as wide
as it is, is its story (the way a reader's eye goes; Gatos et al. 1999 for newspapers).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

LARGER = 1.3  # times the body's size that a headline is
LONGEST_HEADLINE = 60
LEAST_STORY = 60  # characters below which what stands under a headline is a caption or a notice
_CLOSE = 1.2  # sizes between lines of one block
_INDENT, _SHORT = 1.2, 2.2  # sizes by which a paragraph's first line is set in, its last one ends early
_FAR = 100  # points below which no block goes on
_MOST = 1000  # blocks of a page on which columns are looked for
_ALIKE = 0.8  # of the larger size that the smaller has in one block
_ENDS = tuple("。！？…”』」.!?")
_WORD, _NEXT = re.compile(r"[A-Za-z,.;:)]$"), re.compile(r"[A-Za-z0-9(]")
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in points, from its left and its top."""

    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: Box) -> float:
        """How much of the narrower of two is over or below the other, as a share of its width."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return max(0.0, shared) / max(1e-6, min(self.right - self.left, other.right - other.left))

    def beside(self, other: Box) -> bool:
        """Whether two stand side by side."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        apart = self.right <= other.left or other.right <= self.left
        return apart and shared > min(self.bottom - self.top, other.bottom - other.top) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `size` is the height of its letters."""

    text: str
    box: Box
    size: float


@dataclass(slots=True)
class Block:
    """Lines of one size below each other."""

    lines: list[Line] = field(default_factory=list)

    @property
    def box(self) -> Box:
        boxes = [line.box for line in self.lines]
        return Box(
            min(box.left for box in boxes), min(box.top for box in boxes),
            max(box.right for box in boxes), max(box.bottom for box in boxes),
        )  # fmt: skip

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def characters(self) -> int:
        return sum(len(line.text) for line in self.lines)


def blocks(lines: Iterable[Line]) -> list[Block]:
    """The blocks of a page, in the order they are read in."""
    found: list[Block] = []
    growing: list[Block] = []
    for line in sorted(lines, key=lambda line: (round(line.box.top), line.box.left)):
        growing = [block for block in growing if line.box.top - block.lines[-1].box.bottom < _FAR]
        near = [block for block in growing if _continues(block, line)]
        if near:
            max(near, key=lambda block: block.box.over(line.box)).lines.append(line)
        else:
            found.append(Block([line]))
            growing.append(found[-1])
    return _ordered([_upright(block) for block in found], 0)


def _continues(block: Block, line: Line) -> bool:
    last = block.lines[-1]
    alike = min(last.size, line.size) >= _ALIKE * max(last.size, line.size)
    gap = line.box.top - last.box.bottom
    return alike and -0.5 * line.size <= gap <= _CLOSE * line.size and block.box.over(line.box) > 1 / 2


def _upright(block: Block) -> Block:
    """A headline set from top to bottom as one line."""
    if len(block.lines) < 3 or any(len(line.text) != 1 for line in block.lines):
        return block
    return Block([Line("".join(line.text for line in block.lines), block.box, block.size)])


def _ordered(found: list[Block], depth: int) -> list[Block]:
    """Blocks row by row and, where no gap goes across, column by column."""
    if len(found) < 2 or depth > 40:
        return sorted(found, key=lambda block: (block.box.top, block.box.left))
    for axis in (1, 0):
        parts = _cut(found, axis)
        if len(parts) > 1:
            return [block for part in parts for block in _ordered(part, depth + 1)]
    return sorted(found, key=lambda block: (block.box.left, block.box.top))


def _cut(found: list[Block], axis: int) -> list[list[Block]]:
    """Blocks in groups between which a gap goes across the page (axis 1) or down it (0)."""
    spans = sorted(
        ((box.top, box.bottom) if axis else (box.left, box.right), place)
        for place, box in enumerate(block.box for block in found)
    )
    parts: list[list[Block]] = []
    end = float("-inf")
    for (start, stop), place in spans:
        if start >= end - 1:
            parts.append([])
        parts[-1].append(found[place])
        end = max(end, stop)
    return parts


def paragraphs(block: Block) -> list[str]:
    """The paragraphs of a block: a line that is set in, or follows one that ends early, begins one."""
    left, right = block.box.left, block.box.right
    found: list[str] = []
    last: Line | None = None
    for line in block.lines:
        text = line.text.strip()
        indented = line.box.left - left > _INDENT * line.size or line.text.startswith(("\u3000", "  "))
        short = (right - last.box.right) / line.size if last else 0.0
        ended = short > _SHORT or (short > 1 and last is not None and last.text.endswith(_ENDS))
        if last is None or indented or ended:
            found.append(text)
        else:
            found[-1] += (" " if _WORD.search(found[-1]) and _NEXT.match(text) else "") + text
        last = line
    return found


def body_size(found: Sequence[Block]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for block in found:
        sizes[round(block.size * 2) / 2] += block.characters
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def is_headline(block: Block, body: float) -> bool:
    """Whether a block is larger than the body and short enough to be a headline."""
    text = "".join(line.text for line in block.lines)
    long_enough = len(_LETTER.findall(text)) >= 4
    return long_enough and len(text) <= LONGEST_HEADLINE and block.size >= LARGER * body


def in_columns(found: Sequence[Block], body: float) -> bool:
    """Whether text stands in columns: blocks of several lines side by side."""
    columns = [block for block in found[:_MOST] if len(block.lines) >= 4 and block.size < LARGER * body]
    return any(one.box.beside(other.box) for i, one in enumerate(columns) for other in columns[i + 1 :])


@dataclass(slots=True)
class Told:
    """A headline with the blocks below it."""

    headline: Block
    text: list[Block] = field(default_factory=list)

    @property
    def characters(self) -> int:
        return sum(block.characters for block in self.text)


def newspaper(found: Sequence[Block], body: float) -> tuple[list[Told], list[Block]]:
    """The stories of a newspaper's page and what stands under none of its headlines.

    A block belongs to the nearest headline above it that is over it; one with other text above it in its
    column, to the story of that text.
    """
    heads = [Told(block) for block in _headlines(found, body)]
    taken = [head.headline for head in heads]
    rest: list[Block] = []
    of: dict[int, Told] = {}
    for block in sorted(found, key=lambda block: (block.box.top, block.box.left)):
        if any(block is headline for headline in taken):
            continue
        above = [
            (head.headline.box.bottom, head) for head in heads
            if head.headline.box.top < block.box.top and head.headline.box.over(block.box) > 1 / 3
        ] + [
            (other.box.bottom, of[id(other)]) for other in found
            if id(other) in of and other.box.top < block.box.top and other.box.over(block.box) > 1 / 2
        ]  # fmt: skip
        if above:
            story = max(above, key=lambda place: place[0])[1]
            story.text.append(block)
            of[id(block)] = story
        else:
            rest.append(block)
    for head in heads:
        head.text.sort(key=lambda block: (round(block.box.left / (4 * body)), block.box.top))
    return [head for head in heads if head.characters >= LEAST_STORY], rest


def _headlines(found: Sequence[Block], body: float) -> Iterator[Block]:
    """Headlines; of those that stand close below each other (a kicker, a subtitle) the largest."""
    large = sorted((b for b in found if is_headline(b, body)), key=lambda block: block.box.top)
    for block in large:
        near = [
            other for other in large
            if other is not block and other.box.over(block.box) > 1 / 2
            and -other.size < max(block.box.top, other.box.top) - min(block.box.bottom, other.box.bottom) < body * 2
        ]  # fmt: skip
        if all(block.size >= other.size for other in near):
            yield block
