"""Two texts laid side by side, as what they are to each other is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from reprint_trace.attribution import addressed, personal_name
from reprint_trace.comparing.changes import count_letters
from reprint_trace.comparing.indels import furniture, site_phrase
from reprint_trace.comparing.naming import known_word
from reprint_trace.comparing.slips import NONE, Slips
from reprint_trace.model import Phrase, phrase
from reprint_trace.text.folding import fold_text
from reprint_trace.text.tokens import char_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.model import Edit, MeaningChange, Passage, Span
    from reprint_trace.text.folding import Folded


@dataclass(frozen=True, slots=True)
class Compared:
    """A document and a page after alignment; `common` and `longest_run` are folded characters, `signed_*`
    are outlet names given beside the texts, `unrelated` is why they have nothing to do with each other, `aside` how many folded characters of each were set aside
    (furniture, relay credits, repeats); `mended`: letters that a machine misread were read alike before."""

    document: Folded
    page: Folded
    passages: tuple[Passage, ...]
    page_covered: float
    document_covered: float
    common: int
    longest_run: int
    edits: tuple[Edit, ...] = ()
    meaning: tuple[MeaningChange, ...] = ()
    document_title: str | None = None
    page_title: str | None = None
    signed_document: tuple[str, ...] = ()
    signed_page: tuple[str, ...] = ()
    days_apart: int | None = None
    aside: tuple[int, int] = (0, 0)
    authors: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    slips: Slips = NONE
    mended: bool = False
    unrelated: Phrase | None = None


# ── rewriting ───────────────────────────────────────────────────────────────────────────
# How much of a story was written anew: words changed in place, and text of one's own.


SIGN_OFF = 80  # raw characters before an edit in which a site may have signed off
JOINED = 12  # raw characters between two runs up to which they are one block
PROSE = 8  # folded characters from which inserted or deleted text may be a sentence of the story
TOUCHES = 2  # small edits; one alone is a slip or its correction, however short the text
NOISY, NOISE = 2, 0.5  # single letters from which they are noise, and their share of all small edits
MISREAD = 3  # letters of an edit in a misread text that may be the machine's
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
    first, last = _between_blocks(pair)
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
    around = furniture(text.raw)
    for sentence in _SENTENCES.finditer(text.raw, max(0, start - SIGN_OFF) if behind else start, end):
        if any(s <= sentence.start() and sentence.end() <= e + 1 for s, e in around):
            continue
        if not site_phrase(sentence[0]):
            told += count_letters(text, (max(start, sentence.start()), max(start, sentence.end())))
        elif behind:
            break
    return told


def _stretch(pair: Compared) -> Span:
    """The page from the end of the first common run to the start of the last."""
    return (pair.passages[0].page[1], pair.passages[-1].page[0]) if pair.passages else (0, 0)


def _between_blocks(pair: Compared) -> Span:
    """The page from the end of the first block in common to the start of the last: runs that a few letters
    part are one block."""
    blocks: list[tuple[Span, Span]] = []
    for passage in pair.passages:
        block = passage.page, passage.document
        if blocks and all(abs(new[0] - old[1]) <= JOINED for old, new in zip(blocks[-1], block, strict=True)):
            (s, _), (t, _) = blocks.pop()
            block = (s, passage.page[1]), (t, passage.document[1])
        blocks.append(block)
    while len(blocks) > 1 and _slides(pair, *blocks[:2], head=True):
        blocks.pop(0)
    while len(blocks) > 1 and _slides(pair, *blocks[-2:], head=False):
        blocks.pop()
    return (blocks[0][0][1], blocks[-1][0][0]) if blocks else (0, 0)


def _slides(pair: Compared, one: tuple[Span, Span], other: tuple[Span, Span], *, head: bool) -> bool:
    """Whether the block at the head, or at the end, stands a second time at the far end of what lies between
    two blocks: of a lead printed twice nobody can say which is the copy, and a letter may be misread in it."""
    from rapidfuzz.fuzz import ratio

    for text, before, behind in zip((pair.page.raw, pair.document.raw), one, other, strict=True):
        gap, block = text[before[1] : behind[0]], text[slice(*(before if head else behind))]
        facing = gap[-len(block) :] if head else gap[: len(block)]
        if len(facing) == len(block) and ratio(facing, block) >= SAME_WORDS:
            return True
    return False


def rewriting(pair: Compared) -> tuple[float, float]:
    """The rewritten share of the stretch both have, and small edits per 1,000 characters of it."""
    if not pair.passages:
        return 0.0, 0.0
    first, last = _stretch(pair)
    inside = (edit for edit in pair.edits if first - 1 <= edit.page[0] and edit.page[1] <= last + 1)
    small = [edit for edit in inside if edit.rule in ("replaced", "words", "clause") and not _furniture(edit)]
    small = [e for e in small if not _may_be_noise(e)] if pair.mended else _without_noise(small)
    letters = sum(
        e.count * max(count_letters(pair.document, e.document), count_letters(pair.page, e.page))
        for e in small
    )
    touches = sum(e.count for e in small)
    if touches < TOUCHES and not any(e.document_text and e.page_text for e in small):
        return 0.0, 0.0
    return letters / (letters + pair.common), 1000 * touches / pair.common if touches >= TOUCHES else 0.0


def _may_be_noise(edit: Edit) -> bool:
    """Whether a small edit in a text that a machine misread may be its doing, too: a few letters, of which either
    side makes no word."""
    sides = edit.document_text, edit.page_text
    return max(map(len, sides)) <= MISREAD and not all(len(side) > 1 and known_word(side) for side in sides)


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


# ── one form filled in twice ────────────────────────────────────────────────────────────
# One form filled in twice: who and where a text is about, exchanged between two texts.
#
# A copy keeps the people, places and numbers of its original; a form has others in the same
# slots.  A slot is a place where the two texts, or their headlines, face each other; it is
# exchanged when both sides name something of one kind there and neither name stands anywhere
# in the other text.


FILLED = 0.1  # share of figures that differ from which a text is a form filled in twice, ...
DENSE = 2.0  # ... if so many differ in every 100 characters of what they share: bulletins are all figures
BRIEF = 120, 1.2  # ... in a text of fewer characters, one figure says as much
SEVERAL = 3  # figures; fewer count only in a text ...
INTACT = 0.95  # ... that is not covered so far on both sides: a short copy may have one figure altered
FRAME = 0.3  # coverage on both sides from which the sentences of a form agree
SPEAKS = 0.2  # share of a headline's letter pairs that must stand in the common text for it to speak of it
ABOUT = 0.8  # coverage on both sides from which the common text is what both pages are about
SAME_WORDS = 85  # likeness (percent) from which words are a headline again
SHOWN = 3  # exchanged names told in a reason
ALIKE = 0.6  # letters two headlines share, of the shorter, from which they are one form
WIDE = 40  # raw characters up to which the two sides of a replacement face each other
FULL = 3  # letters of a name that is no common word
TAIL = 40  # raw characters of a headline in which the site's name stands
SERIAL = 7  # digits from which a number names a thing: an order, a case, a telephone
LONG = 18  # raw characters of a company's name before what it ends with
_COMPANY = re.compile(r"有限(?:责任)?公司")
_HAN = re.compile(r"[一-鿿]+")
_FIGURE = re.compile(r"\d+(?:[.,．，]\d+)*")
_SERIAL = re.compile(rf"\d{{{SERIAL},}}(?<!000)|1\d\d-\d{{4}}-\d{{4}}|0\d{{2,3}}-\d{{7,8}}")
_CREDITED = re.compile(r"(?:编辑|责编|校对|记者|作者|通讯员|摄影)[\s:：]*$")
_SITE = re.compile(r"[\s_|-]+[^\s_|-]{2,14}$")  # the site's name behind a headline
REACH = 6  # raw characters before a name in which it is told whose credit it is
_NAMELESS = ("spin", "width-or-spacing", "reordering")
_BESIDE = 2  # raw characters around a slot that may belong to the name in it

Name = tuple[str, str]


def form_of(pair: Compared) -> Phrase | None:
    """Why the two are one form filled in twice, if they are."""
    headlines = fold_text(pair.document_title or ""), fold_text(pair.page_title or "")
    if headlines[0] != headlines[1] and all(
        h and _printed_twice(h, text.text)
        for h, text in zip(headlines, (pair.document, pair.page), strict=True)
    ):
        return phrase("reason.headlines-repeated")
    if swaps := slots(pair) or exchanged_companies(pair):
        return phrase("reason.names", names=tuple(swaps[:SHOWN]))
    return _bulletin(pair)


def _printed_twice(headline: str, text: str) -> bool:
    """Whether a text repeats its headline, but for a letter or two that a machine misread."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    for _ in range(2):
        if headline in text:
            text = text.replace(headline, "", 1)
            continue
        at = partial_ratio_alignment(headline, text, score_cutoff=SAME_WORDS)
        if len(headline) < LONG or at is None:
            return False
        text = text[: at.dest_start] + text[at.dest_end :]
    return True


def _bulletin(pair: Compared) -> Phrase | None:
    """Why the two are one bulletin with other figures, if they are."""
    changed = sum(edit.count for edit in pair.edits if edit.kind == "number-changed")
    dense = BRIEF[1] if pair.common < BRIEF[0] else DENSE
    if not changed or 100 * changed < dense * pair.common or not _filled_in(pair):
        return None
    if changed < SEVERAL and min(pair.page_covered, pair.document_covered) >= INTACT:
        return None
    figures = max(changed, min(len(_FIGURE.findall(text.raw)) for text in (pair.document, pair.page)))
    if changed < FILLED * figures:
        return None
    return phrase("reason.figures", changed=changed, figures=figures)


def beside_the_point(pair: Compared) -> bool:
    """Whether two headlines, unlike each other, both speak of other things than the common text."""
    headlines = pair.document_title or "", pair.page_title or ""
    if not all(headlines) or min(pair.page_covered, pair.document_covered) < ABOUT or one_form(*headlines):
        return False
    common = "\n".join(pair.page.raw[slice(*passage.page)] for passage in pair.passages)
    return all(speaks_of(headline, common) <= SPEAKS for headline in headlines)


def _filled_in(pair: Compared) -> bool:
    """Whether words were exchanged in place, not put in or left out."""
    exchanged = sum(e.count for e in pair.edits if e.kind in ("number-changed", "substitution", "house-rule"))
    added = sum(e.count for e in pair.edits if e.kind in ("insertion", "deletion", "foreign-passage"))
    return exchanged >= added and min(pair.page_covered, pair.document_covered) > FRAME


def slots(pair: Compared) -> list[str]:
    """What is exchanged (`old→new`) in the headlines, else in the texts.  One exchange in the text
    alone may be a slip put right; it counts between headlines that are unlike each other."""
    a, b = _without_site(pair.document_title or ""), _without_site(pair.page_title or "")
    whole = f"{pair.document.raw}\n{a}", f"{pair.page.raw}\n{b}"
    alike = one_form(a, b)
    if alike and (swaps := _exchanged((a, b), ((0, len(a)), (0, len(b))), whole)):
        return swaps
    raw = pair.document.raw, pair.page.raw
    facing = [(edit.document, edit.page) for edit in pair.edits if _faces(edit)]
    found = sorted({swap for spans in facing for swap in _exchanged(raw, spans, whole)})
    return found if len(found) > 1 or (a and b and not alike) else []


def _faces(edit: Edit) -> bool:
    """Whether two short stretches face each other that may hold names, or serial numbers."""
    longer = max(len(edit.document_text), len(edit.page_text))
    if not (edit.document_text and edit.page_text) or longer > WIDE or edit.rule == "punctuation":
        return False
    return longer >= SERIAL if edit.kind == "number-changed" else edit.kind not in _NAMELESS


def _exchanged(texts: tuple[str, str], spans: tuple[Span, Span], whole: tuple[str, str]) -> list[str]:
    """The first name on one side that faces another of its kind, both in no more than their own
    text (`whole`: each text with its headline)."""
    gone = sorted(name for name in _names(texts[0], spans[0]) if name[1] not in whole[1])
    if not gone:
        return []
    new = sorted(name for name in _names(texts[1], spans[1]) if name[1] not in whole[0])
    return [
        f"{old}→{now}"
        for (kind, old), (other, now) in product(gone, new)
        if kind == other and not _slip(old, now)
    ][:1]


def _slip(old: str, new: str) -> bool:
    """Whether two longer names differ in a letter: a slip, or somebody renamed, but no other slot."""
    from rapidfuzz.distance import Levenshtein

    return min(len(old), len(new)) > 2 and Levenshtein.distance(old, new, score_cutoff=1) <= 1


def _names(text: str, span: Span) -> set[Name]:
    """The people, places and serial numbers that touch a raw span."""
    start, end = span
    before = max(0, start - _BESIDE)
    around = text[before : end + _BESIDE]
    found = [("number", m[0], m.span()) for m in _SERIAL.finditer(around)]
    found += [("person", around[m.start() : m.end() + 2], m.span()) for m in addressed(around)]
    found += [("place", around[s:e], (s, e)) for s, e in _places(around)]
    names = {(kind, name) for kind, name, (s, e) in found if s < end - before and e > start - before}
    if _is_full_name(text, span):
        names.add(("person", text[start:end]))
    return names


def exchanged_companies(pair: Compared) -> list[str]:
    """Companies (`old→new`) whose names end at one place in both texts, each told in one text only: an
    advert of one firm made over for another."""
    ends = list(_company_ends(pair))
    if not ends:
        return []
    theirs, mine = (_companies(text.raw) for text in (pair.document, pair.page))
    return sorted(
        {
            f"{theirs[a]}→{mine[b]}"
            for a, b in ends
            if a in theirs
            and b in mine
            and not _slip(theirs[a], mine[b])
            and theirs[a] not in pair.page.raw
            and mine[b] not in pair.document.raw
        }
    )


def _company_ends(pair: Compared) -> Iterator[tuple[int, int]]:
    """Where a company's name that begins otherwise in the two texts ends in both of them."""
    for passage in pair.passages:
        (start, end), at = passage.document, passage.page[0]
        found = _COMPANY.search(pair.document.raw, start, min(end, start + LONG))
        facing = found and _COMPANY.search(pair.page.raw, at, at + LONG)
        if found and facing:
            yield found.end(), facing.end()


def _companies(text: str) -> dict[int, str]:
    """Company names that begin with a place, as they are registered (北京某某有限公司), by their ends."""
    found: dict[int, str] = {}
    for company in _COMPANY.finditer(text):
        start = max(0, company.start() - LONG)
        around = text[start : company.end()]
        places = [(s, e) for s, e in _places(around) if e + FULL <= len(around)]
        if places and _HAN.fullmatch(around, max(places)[0]):
            found[company.end()] = around[max(places)[0] :]
    return found


def _is_full_name(text: str, span: Span) -> bool:
    """Whether a span is one whole name, and no editor's or reporter's."""
    start, end = span
    whole = end - start == FULL and personal_name(text[start:end])
    return whole and not _CREDITED.search(text[max(0, start - REACH) : start])


def _places(text: str) -> list[Span]:
    from reprint_trace.outlets.names import is_place

    return [(at, at + n) for at in range(len(text)) for n in (4, 3, 2) if is_place(text[at : at + n])]


def _without_site(headline: str) -> str:
    """A headline without the site's name behind it."""
    return headline[:-TAIL] + _SITE.sub("", headline[-TAIL:])


def one_form(a: str, b: str) -> bool:
    """Whether two headlines differ in little more than what fills their slots."""
    from rapidfuzz.distance import LCSseq

    a, b = fold_text(_without_site(a)), fold_text(_without_site(b))
    shorter = min(len(a), len(b))
    return bool(shorter) and bool(LCSseq.similarity(a, b) >= ALIKE * shorter)


def speaks_of(headline: str, text: str) -> float:
    """The share of a headline's letter pairs that stand in a text; 1 where there is no headline."""
    pairs = char_shingles(fold_text(_without_site(headline)), 2)
    return len(pairs & char_shingles(fold_text(text), 2)) / len(pairs) if pairs else 1.0


# ── what both quote ─────────────────────────────────────────────────────────────────────
# Common text that neither page wrote: what both quote.


LONGEST = 600  # raw characters of a notice; a text without line breaks is one paragraph
# A notice that is not in quotation marks goes to the end of its paragraph, ...
_NOTICE = re.compile(
    r"(?:通报|通告|公告|通知|声明|公开信)"
    r"(?:(?:全文|内容)?(?:称|如下|显示|指出|写道)?[:：]|(?:称|指出|写道)[，,])\s*(?P<notice>[^\n]{20,})"
)
# ... or stands before the body that signs it, with the day.
_SIGNATURE = re.compile(
    r"(?:法院|检察院|公安局|分局|政府|委员会|管委会|办公室|指挥部|管理局|宣传部|教育局|卫健委)"
    r"[（(]?\s{0,8}\d{4}年\d{1,2}月\d{1,2}日"
)


def quoted_share(pair: Compared) -> float:
    """How much of the common text stands inside the page's quotation marks, or a notice it prints."""
    quotes = [*_in_quotes(pair.page.raw), *_notices(pair.page.raw)]
    return _share([passage.page for passage in pair.passages], quotes)


def notice_share(pair: Compared) -> float:
    """How much of the common text is a notice, as the text says that tells it more plainly."""
    return max(
        _share([passage.page for passage in pair.passages], list(_notices(pair.page.raw))),
        _share(sorted(passage.document for passage in pair.passages), list(_notices(pair.document.raw))),
    )


def _share(passages: list[Span], quotes: list[Span]) -> float:
    """The share of passages, in order, that lies inside quotes."""
    common = sum(end - start for start, end in passages)
    quoted, rest = 0, 0
    inside = _joined(quotes)
    for start, end in passages:
        while rest < len(inside) and inside[rest][1] <= start:
            rest += 1
        at = rest
        while at < len(inside) and inside[at][0] < end:
            quoted += min(end, inside[at][1]) - max(start, inside[at][0])
            at += 1
    return quoted / common if common else 0.0


def _notices(text: str) -> Iterator[Span]:
    for found in _NOTICE.finditer(text):
        yield found.start("notice"), min(found.end(), found.start("notice") + LONGEST)
    for signature in _SIGNATURE.finditer(text):
        yield max(0, signature.end() - LONGEST), signature.end()


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order, overlapping ones as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _in_quotes(text: str) -> list[Span]:
    spans: list[Span] = []
    start = text.find("“")
    while start >= 0:
        end = text.find("”", start)
        if end < 0:
            break
        spans.append((start, end))
        start = text.find("“", end)
    return spans
