"""`compare`: one page against one document, as one `Match`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import nan
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace.comparing.align import align
from reprint_trace.comparing.anchors import shingle_jaccard
from reprint_trace.comparing.changes import EditScript, Pair, count_letters, moves, script_of, tiles, trimmed
from reprint_trace.comparing.edits import firings, merged
from reprint_trace.comparing.facts import Compared
from reprint_trace.comparing.indels import set_aside
from reprint_trace.comparing.lexicon import spin_rules, spin_words
from reprint_trace.comparing.meaning import changes_of_meaning, found_in_body, with_meaning
from reprint_trace.comparing.naming import names_lost
from reprint_trace.comparing.relation import prepared, relation_of, unrelated
from reprint_trace.comparing.slips import NONE, SURE, mended, slips_among
from reprint_trace.comparing.statements import sentences
from reprint_trace.model import Alteration, Document, Match, Page, Passage, Published, Site, Taken
from reprint_trace.text.folding import Folded, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reprint_trace.comparing.align import Alignment
    from reprint_trace.comparing.changes import Change
    from reprint_trace.model import Edit, EditKind, Relation, Span


_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


@lru_cache(maxsize=4)  # a page is compared with several documents in a row
def _folded(text: str) -> Folded:
    """A text folded, and its letters without accents: é is written as one character or as two."""
    folded = fold(text)
    if folded.text.isascii() or not _ACCENTED.search(folded.text):
        return folded
    bare = _ACCENTED.sub(lambda letter: unicodedata.normalize("NFD", letter[0])[0], folded.text)
    return replace(folded, text=bare)


def compare(original: Document, page: Page, jaccard: float = nan) -> Match:
    """Lay a page's body against an original's text.

    `jaccard` is the MinHash estimate that made the document a candidate.  Coverages are
    shares of folded characters in runs that both texts have; spans are raw code points.
    """
    document = _plain(original)
    page = replace(page, body=_lines(page.body)) if "\r" in page.body else page
    pair = laid(document, page)
    relation, reasons = relation_of(without_slips(pair, document, page))
    return Match(
        document=document,
        jaccard=jaccard,
        jaccard_exact=shingle_jaccard(pair.document.text, pair.page.text),
        page_covered=pair.page_covered,
        document_covered=pair.document_covered,
        passages=pair.passages,
        edits=pair.edits,
        longest_run=pair.longest_run,
        relation=relation,
        relation_reasons=reasons,
        alteration=alteration_of(pair, relation, spin_words()),
    )


def _plain(document: Document) -> Document:
    """The document with its lines ended by newlines alone, as a page's are."""
    return replace(document, text=_lines(document.text)) if "\r" in document.text else document


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def laid(document: Document, page: Page) -> Compared:
    """A document and a page laid side by side: what they share and every edit, not yet weighed."""
    a, b = _folded(document.text), _folded(page.body)
    aside = set_aside(a, b)
    alignment = align(aside.a, aside.b)
    shared = sum(run.n for run in alignment.runs)
    changes = _changes(aside.a, aside.b, alignment)
    again_a, again_b = aside.again(a, b)
    bare = Compared(
        document=a,
        page=b,
        passages=_passages(a, b, alignment),
        page_covered=min(1.0, (shared + again_b) / max(1, len(b))),
        document_covered=min(1.0, (shared + again_a) / max(1, len(a))),
        common=shared,
        longest_run=max((run.n for run in alignment.runs), default=0),
        document_title=document.title,
        page_title=page.title,
        signed_document=tuple(name for name in (document.source, document.outlet) if name),
        signed_page=tuple(name for name in (page.declared_source, page.site.outlet) if name),
        aside=aside.letters(),
        authors=(document.authors, page.authors),
        days_apart=_days_apart(page.published, document.published),
    )
    pair = _pair(a, b, page, document)
    fired = [aside.repeated(edit) for edit in firings(pair, changes)]
    if reason := unrelated(prepared(bare)):
        return replace(bare, edits=merged(pair, fired), unrelated=reason)
    return _with_meaning(bare, pair, changes, fired)


def _with_meaning(bare: Compared, pair: Pair, changes: list[Change], fired: list[Edit]) -> Compared:
    """The pair with its edits, and with what those of two related texts mean."""
    by_rule = {at for e in fired if e.kind in ("house-rule", "spin") for at in range(*e.page)}
    slips = slips_among(pair.a.raw, pair.b.raw, changes, bare.common, by_rule)
    if slips.changes:
        by_machine = {(change.a, change.b) for change in slips.changes}
        fired = [replace(e, rule="misread") if (e.document, e.page) in by_machine else e for e in fired]
    found = found_in_body(pair, changes, fired, slips.changes if len(slips.changes) >= SURE else frozenset())
    headlines = bare.document_title, bare.page_title
    return replace(
        bare,
        edits=merged(pair, with_meaning(pair, fired, found) if found else fired),
        meaning=changes_of_meaning(pair, found, headlines, bare.authors),
        slips=slips,
    )


def without_slips(pair: Compared, document: Document, page: Page) -> Compared:
    """The pair as it would be had no machine misread a letter of it: what its relation is read from."""
    if pair.slips == NONE:
        return pair
    text, body = mended(document.text, page.body, pair.slips)
    return replace(laid(replace(document, text=text), replace(page, body=body)), mended=True)


def compare_pages(original: Page, reprint: Page) -> Match:
    """Compare two pages without a corpus; the first is taken for the original."""
    return compare(as_document(original), reprint)


def as_document(page: Page) -> Document:
    """A page as what others may have copied from."""
    return Document(
        id=page.file,
        text=page.body,
        title=page.title,
        publisher=page.site.name or page.site.domain or page.file,
        source=page.declared_source,
        outlet=page.site.outlet,
        published=page.published,
        url=page.url,
        authors=page.authors,
    )


def compare_texts(
    original: str, reprint: str, *, title: str | None = None, reprint_title: str | None = None
) -> Match:
    """Compare two bare texts; `title` is the headline, where it is known, `reprint_title` the reprint's
    where it is another."""
    page = Page(
        file="reprint",
        sha256="",
        format="text",
        encoding="utf-8",
        site=Site(),
        title=reprint_title or title,
        body=reprint,
    )
    return compare(Document(id="original", text=original, title=title), page)


def edit_script(original: str, reprint: str) -> EditScript:
    """The proof behind `Match.edits`: steps that spell the reprint out of the original."""
    a, b, *_ = set_aside(_folded(original), _folded(reprint))
    return script_of(tiles(a, b, align(a, b)), reprint)


def _days_apart(one: Published | None, other: Published | None) -> int | None:
    """How many days lie between two dates that are known to the day."""
    values = [stated.value[:10] for stated in (one, other) if stated and len(stated.value) >= 10]
    try:
        first, second = map(date.fromisoformat, values)
    except ValueError:  # fewer than two, or no day of any calendar
        return None
    return abs((second - first).days)


def _pair(a: Folded, b: Folded, page: Page, document: Document) -> Pair:
    titles = (page.title, page.original_title, document.title)
    relays = (claim.evidence.quote for claim in page.claims if claim.kind == "relay")
    return Pair(
        a,
        b,
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        relays=tuple(relays),
        spin=spin_rules(),
    )


def _changes(a: Folded, b: Folded, alignment: Alignment) -> list[Change]:
    changes = [change for tile in tiles(a, b, alignment) for change in tile.changes]
    return sorted([*changes, *moves(a, b, alignment)], key=lambda change: (change.b, change.a))


def _passages(a: Folded, b: Folded, alignment: Alignment) -> tuple[Passage, ...]:
    """The runs as raw spans, in page order."""
    return tuple(
        Passage(page=b.raw_span(run.b, run.b + run.n), document=a.raw_span(run.a, run.a + run.n))
        for run in alignment.runs
    )


# ── how far a page alters its original ──────────────────────────────────────────────────
# How far a page alters its original, in shares and lists.


THERE = 0.8  # share of a sentence or paragraph from which it stands on the page
SHORTEST = 4  # folded characters of a line that counts
_LINE = re.compile(r"[^\n]+")
_CUT: tuple[EditKind, ...] = (
    "deletion",
    "truncation",
    "byline-removed",
    "dateline-removed",
    "caption-removed",
)
_PUT_IN = ("insertion", "foreign-passage", "title-injection", "relay-lead")
_BY_RULE = ("house-rule", "spin")
_BY_HAND = ("substitution", "number-changed", "negation-changed")
_BEGINS = re.compile(r"(?<![\d.．])(?<!\d[,，])\d")  # where a figure of the page begins
_FIGURE = re.compile(r"\d(?:[\d.．]|[,，](?=\d{3}))*(?:[%％‰]|[万亿]{0,2}[一-鿿]?)")


def alteration_of(pair: Compared, relation: Relation, spin: frozenset[str] = frozenset()) -> Alteration:
    """The alteration that a pair's edits make.

    `kept`, `cut` and `by_rule` are shares of the document's folded characters, `foreign` of
    the page's.  `spin` are the lexicon's words that a spinner would have swapped.
    """
    document, page, edits = pair.document, pair.page, pair.edits
    cut, by_rule, by_hand, foreign = _letters(document, page, edits)
    whole, printed = max(1, len(document)), max(1, len(page))
    lost = [edit.document_text for edit in edits if edit.kind in (*_CUT, "substitution")]
    meaning = pair.meaning if relation != "unrelated" else ()
    return Alteration(
        kept=max(0.0, 1 - cut / whole - by_rule / whole - by_hand / whole),
        cut=cut / whole,
        foreign=foreign / printed,
        by_rule=by_rule / whole,
        names_lost=names_lost(pair) if relation != "unrelated" else (),
        names_changed=tuple(
            f"{one.document_text}→{one.page_text}"
            for one in meaning
            if one.kind in ("person", "organisation")
        ),
        figures_lost=_figures_lost(lost, page.raw),
        figures_changed=_changed(edits, "number-changed"),
        negations=_changed(edits, "negation-changed"),
        spin_share=_spin_share(edits, page.raw, spin),
        meaning=meaning,
        taken=_taken(pair),
    )


def _taken(pair: Compared) -> Taken:
    """What of the document stands on the page."""
    text = pair.document
    runs = sorted(text.folded_span(*passage.document) for passage in pair.passages)
    starts, before = [start for start, _ in runs], [0]
    for start, end in runs:
        before.append(before[-1] + end - start)

    def shared(at: int) -> int:
        """Folded characters before a folded place that stand on the page."""
        index = bisect_right(starts, at)
        return before[index] - (max(0, runs[index - 1][1] - at) if index else 0)

    counts = []
    for ends in ([0, *(line.end() for line in _LINE.finditer(text.raw))], sentences(text.raw).ends):
        places = [bisect_left(text.offsets, end) for end in ends]
        told = [
            (end - start, there - gone)
            for (start, gone), (end, there) in pairwise([(at, shared(at)) for at in places])
            if end - start >= SHORTEST
        ]
        counts += [sum(there >= THERE * letters for letters, there in told), len(told)]
    return Taken(
        characters=pair.common,
        of_document=pair.document_covered,
        of_page=pair.page_covered,
        longest_run=pair.longest_run,
        paragraphs=counts[0],
        paragraphs_of=counts[1],
        sentences=counts[2],
        sentences_of=counts[3],
    )


def _changed(edits: Iterable[Edit], kind: EditKind) -> tuple[str, ...]:
    return tuple(f"{edit.document_text}→{edit.page_text}" for edit in edits if edit.kind == kind)


def _letters(document: Folded, page: Folded, edits: Iterable[Edit]) -> tuple[int, int, int, int]:
    """Folded letters of the document that were cut, swapped by rule, changed by hand, and letters of
    the page that are not from it."""
    cut = by_rule = by_hand = foreign = 0
    for edit in edits:
        if edit.rule == "repeated":
            continue
        if edit.kind in _CUT:
            cut += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_RULE:
            by_rule += edit.count * count_letters(document, edit.document)
        elif edit.kind in _BY_HAND:
            bare = trimmed(document.raw, page.raw, edit.document, edit.page, "text")
            by_hand += edit.count * count_letters(document, bare.a)
        elif edit.kind in _PUT_IN:
            foreign += edit.count * count_letters(page, edit.page)
    return cut, by_rule, by_hand, foreign


def _figures_lost(lost: Iterable[str], page: str) -> tuple[str, ...]:
    """Figures, each with its measure word, that were cut and stand nowhere in the page, not as the end of a longer
    one either (2万吨 in 109.2万吨)."""
    figures = dict.fromkeys(figure for text in lost for figure in _FIGURE.findall(text))
    lengths = {len(figure) for figure in figures}
    here = {page[at.start() : at.start() + n] for at in _BEGINS.finditer(page) for n in lengths}
    return tuple(f for f in figures if f not in here)


def _spin_share(edits: Iterable[Edit], page: str, spin: frozenset[str]) -> float:
    """Of the lexicon's words, the share that was swapped: a spinner's fingerprint."""
    swapped = sum(edit.count for edit in edits if edit.kind == "spin")
    if not swapped:
        return 0.0
    opening, widths = _openings(spin)
    places = [found.start() for found in opening.finditer(page)]
    left = sum(page[at : at + width] in spin for width in widths for at in places)
    return swapped / (swapped + left)


@lru_cache(maxsize=1)
def _openings(words: frozenset[str]) -> tuple[re.Pattern[str], frozenset[int]]:
    """Where one of many words may begin (the first letter of one, the second of another behind it),
    and how long they are."""
    first, second = ("".join(sorted({word[at] for word in words})) for at in (0, 1))
    opening = re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")
    return opening, frozenset(map(len, words))


# ── one page, several documents ─────────────────────────────────────────────────────────
# One page, several documents: which passage came from where.


ENOUGH = 0.8  # share of a foreign passage that another document must have
_FOREIGN = ("foreign-passage", "insertion")


class Source(NamedTuple):
    """A raw span of the page and the document it came from."""

    page: Span
    document: str
    at: Span


def sources(matches: Sequence[Match]) -> tuple[Source, ...]:
    """The page as a mosaic: each stretch with the document that has the longest run around it.

    `matches` are one page's, best first; a tie goes to the better match.
    """
    runs = [
        (passage.page[0] - passage.page[1], order, passage, match.document.id)
        for order, match in enumerate(matches)
        for passage in match.passages
    ]
    found: list[Source] = []
    for _, _, passage, document in sorted(runs, key=lambda run: (run[0], run[1], run[2].page)):
        for start, end in _free(passage.page, found):
            shift = start - passage.page[0]
            at = min(passage.document[0] + shift, passage.document[1])
            insort(found, Source((start, end), document, (at, min(at + end - start, passage.document[1]))))
    return tuple(found)


def attributed(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches with every foreign passage that another of them has said to be from there."""
    return tuple(
        replace(match, edits=tuple(_attributed(edit, match, matches) for edit in match.edits))
        for match in matches
    )


def _attributed(edit: Edit, match: Match, matches: Sequence[Match]) -> Edit:
    if edit.kind not in _FOREIGN:
        return edit
    wide = edit.page[1] - edit.page[0]
    for other in matches:
        if other.document.id != match.document.id:
            shared = sum(
                max(0, min(edit.page[1], p.page[1]) - max(edit.page[0], p.page[0])) for p in other.passages
            )
            if wide and shared >= ENOUGH * wide:
                return replace(edit, kind="foreign-passage", found_in=other.document.id)
    return edit


def _free(span: Span, taken: list[Source]) -> list[Span]:
    """What of a span no source has taken; `taken` is in order and disjoint."""
    start, end = span
    pieces: list[Span] = []
    for index in range(max(0, bisect_left(taken, ((start, start),)) - 1), len(taken)):
        low, high = taken[index].page
        if low >= end:
            break
        if start < low:
            pieces.append((start, low))
        start = max(start, high)
    return [*pieces, (start, end)] if start < end else pieces
