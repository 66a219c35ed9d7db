"""PDF: a web page that was printed, a press release, a newspaper's page in its stories."""

from __future__ import annotations

import ctypes
import html
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from reprint_trace.documents import Story, layout
from reprint_trace.documents.layout import Block, Box, Line
from reprint_trace.errors import InputError, NotAPage
from reprint_trace.model.page import Phrase, phrase

MOST_PAGES = 400
MOST_CHARACTERS = 2_000_000
_MARGIN = 0.075  # of a page's height in which a printer writes address and date
_ABOVE = 0.88  # of a letter's size that stands above its baseline
_SPACE = 0.18  # sizes between two Latin letters that are a space
_GAP = 0.9  # sizes between two letters of one line
_URL = re.compile(r"(https?://\S+|file:///\S+)")
_PAGE_NUMBER = re.compile(r"^[-—–\s]*(?:第?\s*\d{1,4}\s*页?|\d{1,4}\s?/\s?\d{1,4})[-—–\s]*$")
_NUMBER_BEHIND = re.compile(r"\s*\d{1,4}\s?/\s?\d{1,4}\s*$")
_PRINTED = re.compile(r"Skia|Chrom|wkhtmltopdf|Firefox|Safari|WebKit|HeadlessChrome", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}")
_REPEATED = 3  # pages on which a running head stands
_INSTALL = "pip install 'reprint-trace[pdf]'"


def read(data: bytes, path: str) -> Iterator[Story]:
    """The stories of a PDF.  Raises InputError where it is damaged, locked, or the reader is missing."""
    try:
        import pypdfium2 as pdfium
    except ImportError as error:
        raise InputError(path, "is a PDF, which is read with an extra", _INSTALL) from error
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).casefold()
        problem = "is locked with a password" if locked else "is a damaged PDF"
        raise NotAPage(path, problem, "save it again without one" if locked else "copy it again") from error
    try:
        made = " ".join(document.get_metadata_dict().get(key, "") for key in ("Producer", "Creator"))
        pages = [*_pages(document)]
    finally:
        document.close()
    yield from _stories(pages, bool(_PRINTED.search(made)))


Page = tuple[float, list[Line]]  # height, lines


def _stories(pages: Sequence[Page], printed: bool) -> Iterator[Story]:
    pages, url, dates = _without_margins(pages)
    found = [layout.blocks(lines) for _, lines in pages]
    body = layout.body_size([block for page in found for block in page])
    papers = [] if printed or url else [page for page in found if layout.in_columns(page, body)]
    told = [(number, *layout.newspaper(page, body)) for number, page in enumerate(found, 1) if page in papers]
    if not any(len(stories) > 1 for _, stories, _ in told):
        large = sum(len([b for b in page if layout.is_headline(b, body)]) for page in papers)
        warnings = (phrase("warning.layout"),) if large > 1 else ()
        yield _whole([block for page in found for block in page], body, url, warnings)
        return
    for number, stories, rest in told:
        dated = next((line.text for line in dates[number - 1]), None)
        for place, story in enumerate(stories, 1):
            yield _story(story, dated, f"{number}-{place}")
        left = "\n".join(text for block in rest if block.characters >= layout.LEAST_STORY
                         for text in layout.paragraphs(block))  # fmt: skip
        if left:
            yield Story(text=left, part=f"{number}-rest")
    others = [block for page in found if page not in papers for block in page]
    if sum(block.characters for block in others) > layout.LEAST_STORY:
        yield _whole(others, body, None, (), "rest")


def _story(story: layout.Told, dated: str | None, part: str) -> Story:
    title = "".join(line.text.strip() for line in story.headline.lines)
    lines = [text for block in story.text for text in layout.paragraphs(block)]
    return Story(title=title, text="\n".join([dated, *lines] if dated else lines), part=part)


def _whole(
    found: Sequence[Block],
    body: float,
    url: str | None,
    warnings: tuple[Phrase, ...],
    part: str | None = None,
) -> Story:
    """All blocks as one page, the largest of the first ones its headline."""
    first = [block for block in found[:40] if layout.is_headline(block, body)]
    title = max(first, key=lambda block: block.size, default=None)
    pieces = []
    for block in found:
        tag = "h1" if block is title else "p"
        texts = (
            ["".join(line.text.strip() for line in block.lines)]
            if block is title
            else layout.paragraphs(block)
        )
        pieces += [f"<{tag}>{html.escape(text)}</{tag}>" for text in texts if text]
    markup = f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{''.join(pieces)}</body></html>"
    return Story(text=markup if pieces else "", markup=True, url=url, part=part, warnings=warnings)


def _without_margins(pages: Sequence[Page]) -> tuple[list[Page], str | None, list[list[Line]]]:
    """The pages without what a printer writes on each, the address among it, and lines with dates that
    stand in the margins of each."""
    heads = Counter(
        (round(line.box.top / 4), line.text)
        for height, lines in pages
        for line in lines
        if _outer(line, height)
    )
    kept, url, dates = [], None, []
    for height, lines in pages:
        outer = [line for line in lines if _outer(line, height)]
        dates.append([line for line in outer if _DATE.search(line.text)])
        dropped = set()
        for line in outer:
            if found := _URL.search(line.text):
                url = url or _NUMBER_BEHIND.sub("", found[1])
            repeated = heads[round(line.box.top / 4), line.text] >= min(_REPEATED, max(2, len(pages)))
            if found or repeated or _PAGE_NUMBER.match(line.text):
                dropped.add(round(line.box.top))
        rows = [line for line in lines if not (_outer(line, height) and round(line.box.top) in dropped)]
        kept.append((height, rows))
    return kept, url if url and url.startswith("http") else None, dates


def _outer(line: Line, height: float) -> bool:
    return line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height


def _pages(document: Any) -> Iterator[Page]:
    left = MOST_CHARACTERS
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        height = page.get_height()
        text = page.get_textpage()
        letters = [*_letters(text, height, left)]
        left -= len(letters)
        yield height, _joined([*_lines(letters)])
        text.close()
        page.close()


Letter = tuple[str, Box]


def _letters(text: Any, height: float, most: int) -> Iterator[Letter]:
    """The letters of a page, each in the square of its font above its baseline (what is drawn may be as
    flat as 一), in the order of the file."""
    from pypdfium2 import raw

    box, matrix, across, down = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    last: Letter | None = None
    for place in range(min(raw.FPDFText_CountChars(text), most)):
        code = raw.FPDFText_GetUnicode(text, place)
        letter = chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
        if letter in "\r\n":
            yield "\n", Box(0, 0, 0, 0)
            continue
        raw.FPDFText_GetLooseCharBox(text, place, ctypes.byref(box))
        raw.FPDFText_GetCharOrigin(text, place, across, down)
        raw.FPDFText_GetMatrix(text, place, ctypes.byref(matrix))
        size = raw.FPDFText_GetFontSize(text, place) * math.hypot(matrix.c, matrix.d)
        base = height - down.value
        found = (
            letter,
            Box(box.left, base - _ABOVE * size, max(box.left, box.right), base + (1 - _ABOVE) * size),
        )
        if last and last[0] == letter and not letter.isspace() and _same(last[1], found[1]):
            continue  # drawn twice to look bold
        yield found
        last = found


def _same(one: Box, other: Box) -> bool:
    size = max(1.0, one.bottom - one.top)
    return abs(one.left - other.left) < size / 4 and abs(one.top - other.top) < size / 4


def _lines(letters: Sequence[Letter]) -> Iterator[Line]:
    """Letters that follow each other on one height, at most a gap apart, as lines."""
    text, boxes = "", list[Box]()
    for letter, box in letters:
        size = box.bottom - box.top
        ends = letter == "\n" or (bool(boxes) and not letter.isspace() and _breaks(boxes[-1], box, size))
        if ends and boxes:
            yield _line(text, boxes)
            text, boxes = "", []
        if (
            boxes
            and not text[-1].isspace()
            and letter.isascii()
            and text[-1].isascii()
            and not letter.isspace()
        ):
            text += " " * (box.left - boxes[-1].right > _SPACE * size)
        if letter != "\n" and (boxes or not letter.isspace() or letter == "\u3000"):
            text += letter
            if not letter.isspace() or letter == "\u3000":
                boxes.append(box)
    if boxes:
        yield _line(text, boxes)


def _breaks(last: Box, box: Box, size: float) -> bool:
    middle = abs((last.top + last.bottom) - (box.top + box.bottom)) / 2
    other = last.bottom - last.top
    return (
        middle > size / 2
        or not -size < box.left - last.right < _GAP * size
        or not 0.6 < other / max(size, 0.1) < 1.6
    )


def _line(text: str, boxes: Sequence[Box]) -> Line:
    box = Box(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes))  # fmt: skip
    return Line(text.rstrip(), box, sorted(b.bottom - b.top for b in boxes)[len(boxes) // 2])


def _joined(lines: list[Line]) -> list[Line]:
    """Lines of which pieces were drawn apart, joined."""
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.box.top / 2), line.box.left)):
        last = found[-1] if found else None
        if last and not _breaks(last.box, line.box, line.size) and line.box.left >= last.box.left:
            found[-1] = Line(last.text + line.text, _around(last.box, line.box), last.size)
        else:
            found.append(line)
    return [line for line in found if line.text.strip()]


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom))  # fmt: skip
