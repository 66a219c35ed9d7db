"""Site furniture: the lines that a site puts on its pages whatever the story is.

Reading removes what it knows for furniture by its words and place; a crawl shows the rest, because
it recurs.  What is learned is left out of what pages are searched by, never out of a page's body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xxhash

from reprint_trace.scanning.values import Lines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reprint_trace.model import Page

SHARE = 0.5  # of a site's stories a line must stand on
AT_LEAST = 3  # stories

Hashes = npt.NDArray[np.uint64]


def lines_of(page: Page) -> Lines:
    """The distinct lines of a body."""
    lines = list(dict.fromkeys(line for line in page.body.split("\n") if line.strip()))
    return Lines(
        site=page.site.domain or page.site.outlet or page.site.name or "",
        hashes=np.array([_hash(line) for line in lines], np.uint64).tobytes(),
        lengths=np.array([len(line) for line in lines], np.uint32).tobytes(),
    )


def furniture(pages: Sequence[Lines]) -> frozenset[int]:
    """The hashes of the lines that stand on half of a site's stories or more, and on three.

    Give the pages of one site, in any order.  Pages with the same story count once, or a story that
    a site printed three times would be furniture: a story is known by its longest line that does not
    stand on half of the pages itself.
    """
    hashes = [np.frombuffer(page.hashes, np.uint64) for page in pages]
    lengths = [np.frombuffer(page.lengths, np.uint32) for page in pages]
    if len(pages) < AT_LEAST:
        return frozenset()
    known, counts = np.unique(np.concatenate(hashes), return_counts=True)
    common = known[counts >= max(AT_LEAST, SHARE * len(pages))]
    if not len(common):
        return frozenset()
    stories = [_story(own, size, common) for own, size in zip(hashes, lengths, strict=True)]
    total = len(set(stories))
    seen: dict[int, set[int]] = {int(line): set() for line in common}
    for own, story in zip(hashes, stories, strict=True):
        for line in own[np.isin(own, common)].tolist():
            seen[line].add(story)
    return frozenset(line for line, those in seen.items() if len(those) >= max(AT_LEAST, SHARE * total))


def without(body: str, furniture: Collection[int]) -> str:
    """The body without those lines; all of it, where nothing else would be left."""
    if not furniture:
        return body
    kept = "\n".join(line for line in body.split("\n") if _hash(line) not in furniture)
    return kept if kept.strip() else body


def _story(hashes: Hashes, lengths: npt.NDArray[np.uint32], common: Hashes) -> int:
    """The longest line that is not common; 0 for a page that has none."""
    own = ~np.isin(hashes, common)
    if not own.any():
        return 0
    longest = lengths[own] == lengths[own].max()
    return int(hashes[own][longest].min())


def _hash(line: str) -> int:
    return xxhash.xxh3_64_intdigest(line.encode("utf-8", "surrogatepass"))
