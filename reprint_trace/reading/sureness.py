"""Whether a page holds an article at all, and how sure its reading is.

Errors, logins, searches, lists and front pages hold none.  Short text is no sign of one: a notice has
sixty characters and a photo its caption.  But a notice is dated or signed, or stands under a headline of
its own.

The second opinion is trafilatura's own extraction of the whole page.  It is asked where our own reading
has nothing, little, or doubts, and on every page in Latin letters: it was made for such pages (and reads
them better than Chinese ones, where it leaves menus in and bodies out).  Both texts are compared by
shingles.  Where they tell the same story ours stands, which knows its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reprint_trace.model import phrase
from reprint_trace.reading.body import Body
from reprint_trace.reading.tags import Nature, nature
from reprint_trace.text.folding import HAN, in_simplified
from reprint_trace.vocabulary import one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from reprint_trace.model import Phrase, Published, Sureness
    from reprint_trace.reading.anatomy import Anatomy
    from reprint_trace.reading.furniture import Frame
    from reprint_trace.reading.lines import Line


# ── no article ──────────────────────────────────────────────────────────────────────────

_SHORT = 300  # characters of a text that phrases may tell to be no story
_NOTE = 100  # … and of one that needs a headline, a date or a credit to be one
_CARDS = 3  # titles made up alike, below the one above the text, that make a list


def is_no_article(
    lines: Sequence[Line], story: Sequence[int], frame: Frame, published: Published | None,
    listed: frozenset[int],
    *, page_title: str | None, credited: bool,
) -> bool:  # fmt: skip
    """Whether what was found for a story is none.

    `story` are the indices of its lines, `listed` those of links to other stories; `page_title` is
    what <title> says, `credited` when the page declares a source.
    """
    if not story:
        return False
    if _is_list(lines, story, frame.headline, listed):
        return True
    size = sum(len(lines[index].text) for index in story)
    dated = published is not None and published.basis != "url"
    if size >= _SHORT or credited or dated:
        return False
    titles = [title for title in (frame.title, page_title) if title]
    if any(nature(title) is not Nature.TEXT or _says("title", title) for title in titles):
        return True
    if any(_says("line", lines[index].text) for index in story):
        return True
    return size < _NOTE and len(listed) >= _CARDS and frame.headline is None


def _is_list(
    lines: Sequence[Line], story: Sequence[int], headline: int | None, listed: frozenset[int]
) -> bool:
    """Whether the text is the excerpts of a list: a linked title stands above it, and titles made
    up alike stand between its lines and below.  A story whose own date stands above such titles has
    a box of links let into it."""
    above = [line for line in lines[max(0, story[0] - 3) : story[0]] if _is_title(line, headline, listed)]
    if not above or (headline is not None and _has_byline(lines, headline, listed)):
        return False
    shape = _shape(above[-1].element)
    below = [line for line in lines[story[0] :] if line.index in listed and _shape(line.element) == shape]
    inside = sum(line.index < story[-1] for line in below)
    return len(below) >= _CARDS and (len(story) <= 2 or inside * 2 >= len(story) - 1)


def _has_byline(lines: Sequence[Line], headline: int, listed: frozenset[int]) -> bool:
    """Whether a date stands between a headline, no link itself, and the first link to another story."""
    if lines[headline].anchors:
        return False
    for line in lines[headline + 1 :]:
        if line.index in listed:
            return False
        if len(line.text) <= _NOTE and line.dates:
            return True
    return False


def _is_title(line: Line, headline: int | None, listed: frozenset[int]) -> bool:
    return (
        line.element is not None and bool(line.anchors) and (line.index in listed or line.index == headline)
    )


def _shape(element: HtmlElement | None) -> tuple[tuple[str, str | None], ...]:
    """Tag and class of a block and of the one around it."""
    around = None if element is None else element.getparent()
    return tuple((str(block.tag), block.get("class")) for block in (element, around) if block is not None)


def _says(kind: str, text: str) -> bool:
    return one_of("no_article", "kind", kind).search(in_simplified(text)) is not None


# ── the second opinion ──────────────────────────────────────────────────────────────────

MOST_LINES = 6_000  # of a page the second reader is asked about
_ENOUGH = 200  # characters of a story that needs no second opinion
_LITTLE = 60  # … of one that is always doubted
_LEAST = 40  # … that a second reader must find where ours found nothing
_AGREE, _DISAGREE = 0.9, 0.5  # of readings that tell the same story, or two
_TIMES = 2  # so much more in the second reading is a story cut short
_PART = 12  # characters of a line that may be a part of a story
_SHINGLE = 5
_LIST_MARK = re.compile(r"^(?:- |\| ?)|(?: ?\|)$")
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The body, and how sure it is that it is the page's story."""

    body: Body
    sureness: Sureness


def opinion(
    body: Body,
    anatomy: Anatomy,
    root: HtmlElement | None,
    lines: Sequence[Line],
    *,
    title: str | None,
    latin: bool,
    dated: bool,
) -> Opinion:
    """The body after a second reader was asked, where one should be; its disagreement is a warning.

    `latin` tells whether the page is written in Latin letters, `dated` whether a date or a credit beside its
    headline makes it an article: where nothing does, a text the other reader found may be a menu.
    """
    latin = latin and len(HAN.findall(body.text)) * 20 < len(body.text) + 20
    left_out = max(round(anatomy.rival), _left_out(lines[: anatomy.following], body))
    sureness = _own(body, anatomy, left_out)
    if root is None and sureness == "sure":
        sureness = "fair"  # a text save shows no blocks
    warnings: list[Phrase] = []
    if body.text and left_out > max(len(body.text), _ENOUGH / 2):
        warnings.append(phrase("warning.larger-left-out", read=len(body.text), left_out=left_out))
    doubted = (latin or sureness in ("unsure", "none")) and (body.text or dated)
    if root is None or len(lines) > MOST_LINES or not doubted:
        return Opinion(_warned(body, warnings), sureness)
    foreign = {line.text for line in lines if line.is_link or line.nature is not Nature.TEXT}
    other = second_reading(root, {title or "", *foreign})
    if len(other) < _LEAST:
        return Opinion(_warned(body, warnings), sureness)
    if not body.text:
        used = phrase("warning.second-reader-used", read=0, second=len(other))
        return Opinion(Body(other, (used,), ()), "unsure")
    alike = agreement(body.text, other)
    if latin and alike < _AGREE:
        used = phrase("warning.second-reader-used", read=len(body.text), second=len(other))
        return Opinion(Body(other, (*body.warnings, *warnings, used), body.lines), "fair")
    if alike < _DISAGREE and len(other) > _TIMES * len(body.text):
        warnings.append(phrase("warning.second-reader-disagrees", read=len(body.text), second=len(other)))
        return Opinion(_warned(body, warnings), "unsure")
    return Opinion(_warned(body, warnings), "fair" if alike >= _AGREE else sureness)


def _left_out(lines: Sequence[Line], body: Body) -> int:
    """The characters of the largest block of unlinked text, no furniture, that is no part of the body, where
    it is much larger than that; 0 where none is.  It knows nothing of how the body was chosen."""
    told, run = frozenset(body.lines), 0
    sizes: Counter[HtmlElement | int] = Counter()
    for line in lines:
        if line.hidden or line.index in told or line.is_link or line.nature is not Nature.TEXT:
            run += line.element is None  # in a text save what stands between is all that parts blocks
            continue
        if len(line.text) < _PART:
            continue
        sizes[run if line.element is None else line.element] += len(line.text)
        if line.element is not None and (around := line.element.getparent()) is not None:
            sizes[around] += len(line.text)
    largest = max(sizes.values(), default=0)
    return largest if largest > max(_TIMES * len(body.text), _ENOUGH) else 0


def _own(body: Body, anatomy: Anatomy, left_out: int) -> Sureness:
    """How sure our own reading is, before anybody else is asked."""
    told = len(body.text)
    if not told:
        return "none"
    if told < _LITTLE or anatomy.at is None or left_out > max(told, _ENOUGH / 2):
        return "unsure"
    return "sure" if told >= _ENOUGH and left_out * 3 <= told else "fair"


def _warned(body: Body, warnings: list[Phrase]) -> Body:
    return replace(body, warnings=(*body.warnings, *warnings)) if warnings else body


def second_reading(root: HtmlElement, foreign: set[str]) -> str:
    """The story as trafilatura's default extraction gives it, a paragraph a line, without site phrases
    and the lines in `foreign`, in the rows of a layout table too; "" where it finds none.  The tree is
    used up."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        document = bare_extraction(root, include_comments=False, with_metadata=False)
    except Exception:  # whatever it stumbles over, it has no opinion
        return ""
    text = document.text if isinstance(document, Document) else None
    rows = (_LIST_MARK.sub("", line).strip() for line in (text or "").splitlines())
    told = (_without(row, foreign) if " | " in row else row for row in rows)
    return "\n".join(line for line in told if line and line not in foreign and nature(line) is Nature.TEXT)


def _without(row: str, foreign: set[str]) -> str:
    """A table's row without the lines of the page that are no text."""
    row = row.replace("\\|", "|")
    for line in sorted(foreign, key=len, reverse=True):
        if len(line) >= _PART:
            row = row.replace(line, "")
    return row.strip(" |")


def agreement(one: str, other: str) -> float:
    """How far two readings tell the same, 0..1: F1 of their word shingles (a Chinese character is a word)."""
    a, b = _shingles(one), _shingles(other)
    common = (a & b).total()
    return 2 * common / (a.total() + b.total()) if common else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))
