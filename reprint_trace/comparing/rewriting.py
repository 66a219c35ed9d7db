"""How much of a story was written anew: words changed in place, and text of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprint_trace.comparing.insertions import site_phrase
from reprint_trace.comparing.pair import count_letters
from reprint_trace.model import Phrase, phrase

if TYPE_CHECKING:
    from reprint_trace.comparing.compared import Compared
    from reprint_trace.model import Edit, Span
    from reprint_trace.text.folding import Folded

SIGN_OFF = 80  # raw characters before an edit in which a site may have signed off
PROSE = 8  # folded characters from which inserted or deleted text may be a sentence of the story
TOUCHES = 2  # small edits; one alone is a slip or its correction, however short the text
NOISY, NOISE = 3, 0.5  # single letters from which they are noise, and their share of all small edits
SPUN = 5  # swaps of spinning software from which a text counts as spun, ...
SPUN_SHARE = 0.5  # ... and their least share of all swapped words
_SENTENCES = re.compile(r"[^。！？!?；\n]+[。！？!?；\n]*")
_CAME_OR_WENT = ("insertion", "deletion", "foreign-passage", "truncation", "substitution")


def own_text(pair: Compared) -> int:
    """Folded characters of story that the text with less of its own has and the other lacks, as
    far as they stand inside the common stretch: a cut shortens one text only, and what a site
    puts around a story is not told from a story's own head or tail."""
    edits = [edit for edit in pair.edits if edit.kind in _CAME_OR_WENT]
    both = any(edit.document_text for edit in edits) and any(edit.page_text for edit in edits)
    return min(one_sided(pair)) if both else 0


def one_sided(pair: Compared) -> tuple[int, int, int]:
    """Folded characters of story that the document alone has, the page alone, and how many of both
    stand inside the common stretch."""
    document = page = inside = 0
    first, last = _stretch(pair)
    edits = [edit for edit in pair.edits if edit.kind in _CAME_OR_WENT]
    for edit in edits:
        behind = edit.page[0] >= last
        gone = edit.count * _prose(pair.document, edit.document, behind=behind)
        came = edit.count * _prose(pair.page, edit.page, behind=behind)
        document, page = document + gone, page + came
        inside += gone + came if first <= edit.page[0] and edit.page[1] <= last else 0
    return document, page, inside


def _prose(text: Folded, span: Span, *, behind: bool) -> int:
    """Folded characters of the sentences in which no site speaks.  `behind` the common stretch, no
    story follows a site's sign-off."""
    if count_letters(text, span) < PROSE:
        return 0
    told = 0
    start, end = span
    for sentence in _SENTENCES.finditer(text.raw, max(0, start - SIGN_OFF) if behind else start, end):
        if not site_phrase(sentence[0]):
            told += count_letters(text, (max(start, sentence.start()), max(start, sentence.end())))
        elif behind:
            break
    return told


def _stretch(pair: Compared) -> Span:
    """The page from the end of the first common run to the start of the last."""
    return (pair.passages[0].page[1], pair.passages[-1].page[0]) if pair.passages else (0, 0)


def rewriting(pair: Compared) -> tuple[float, float]:
    """The rewritten share of the stretch both have, and small edits per 1,000 characters of it."""
    if not pair.passages:
        return 0.0, 0.0
    first, last = _stretch(pair)
    inside = (edit for edit in pair.edits if first - 1 <= edit.page[0] and edit.page[1] <= last + 1)
    small = [edit for edit in inside if edit.rule in ("replaced", "words", "clause") and not _furniture(edit)]
    small = _without_noise(small)
    letters = sum(
        e.count * max(count_letters(pair.document, e.document), count_letters(pair.page, e.page))
        for e in small
    )
    touches = sum(e.count for e in small)
    if touches < TOUCHES and not any(e.document_text and e.page_text for e in small):
        return 0.0, 0.0
    return letters / (letters + pair.common), 1000 * touches / pair.common if touches >= TOUCHES else 0.0


def _without_noise(edits: list[Edit]) -> list[Edit]:
    """The small edits without single letters, where these are most of them: a machine that misread, or
    a disk that failed, changes letters; a hand changes words."""
    single = [e for e in edits if max(len(e.document_text), len(e.page_text)) <= 1]
    if len(single) < NOISY or len(single) < NOISE * len(edits):
        return edits
    return [e for e in edits if e not in single and max(len(e.document_text), len(e.page_text)) > 2]


def _furniture(edit: Edit) -> bool:
    """Whether a site's phrase stands where another site's stood."""
    return bool(site_phrase(edit.document_text) and site_phrase(edit.page_text))


def spun(pair: Compared) -> Phrase | None:
    """Why the rewriting is a machine's: most of the swapped words are a spinner's own swaps.

    A hand that writes another version has no use for a spinner's dictionary.
    """
    swaps = [edit for edit in pair.edits if edit.kind in ("spin", "substitution", "house-rule")]
    spun, swapped = sum(e.count for e in swaps if e.kind == "spin"), sum(e.count for e in swaps)
    if spun < SPUN or spun < SPUN_SHARE * swapped:
        return None
    return phrase("reason.spun", spun=spun, swapped=swapped)
