"""Changes of meaning: which differences make another statement of a sentence, and of what kind.

A lawyer reads these first.  Each is whole words in their sentence, typed: who, where, when, how many,
up or down, yes or no, how sure, who says so, in whose words.  What single words mean is read in
`wording.py`; here are figures, quotation marks, speakers, notes and conclusions, and the headline.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from reprint_trace import vocabulary
from reprint_trace.attribution import mentions
from reprint_trace.comparing.align import align
from reprint_trace.comparing.changes import letters_in, tiles, trimmed
from reprint_trace.comparing.indels import site_phrase
from reprint_trace.comparing.lexicon import number_change
from reprint_trace.comparing.statements import Near, places, sentences, words_in
from reprint_trace.comparing.wording import (
    Found,
    alike,
    between,
    in_other_words,
    meant_by,
    same_amount,
    same_statement,
    turns_round,
    within,
    without_like,
)
from reprint_trace.model import MeaningChange
from reprint_trace.text.folding import fold, fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.comparing.changes import Change, Pair
    from reprint_trace.comparing.statements import Place
    from reprint_trace.model import Edit, EditKind, MeaningKind, Span

SHORTEST = 5  # characters of a sentence that tells something
ENDS = 3  # sentences at the end of a story that are its conclusion
APART = 40  # letters between two words that were exchanged
LAST = 2  # sentences cut at the end of a story from which it is told
KEPT = 0.6  # share of a last sentence's letters up to which it is another conclusion
QUOTED = 5  # letters from which quoted words are somebody's statement, not a term
ALIKE = 0.5  # share of the shorter headline's letters from which two headlines are compared
_SAY = re.compile(
    r"(?:介绍|解释|补充|告诉|说|表示|指出|坦言|认为|称|透露|强调|回应|证实|直言|写道|提到|谈到|呼吁|反映|披露|宣布)"
)
_HAN_FIGURE = "一二三四五六七八九十百千万两零〇\\d"
_TIME = re.compile(
    rf"(?:周|星期|礼拜|初|月|年|点|时)[{_HAN_FIGURE}]+$|[{_HAN_FIGURE}](?:年|月|日|号|时|点|秒|周|小时|分钟|世纪|季度|分(?!之))"
    rf"|(?:周|星期|礼拜)[{_HAN_FIGURE}]"
)
_QUOTES = re.compile(r"“([^“”]{1,400})”|「([^「」]{1,400})」|『([^『』]{1,400})』|\"([^\"\n]{1,400})\"")
_QUOTE_MARK = re.compile(r"[“”「」『』\"]")
_CLOSERS = "”’」』）)"
_HEAD = re.compile(r"(?:周|星期|礼拜|第|初)$")
_NUMBERED_FROM = re.compile(r"(?:第|(?:中铁|中建|中交|中冶|[一-鿿]{1,2}[市县区])(?:第)?)$")
_NUMBERED_TO = re.compile(
    r"(?:人民|中心|附属|实验|中级|高级)*(?:医院|中学|小学|幼儿园|局|师|军|旅|团|厂|研究所|研究院|设计院|监狱|法庭|支队|大队|中队|工程局)"
)
_MEASURE = re.compile(
    r"(?:小时|分钟|世纪|季度|公里|公顷|公斤|平方米|立方米|个月|[年月日号时点分秒周岁元人名个位家户所座栋艘辆架台套件吨斤克米里亩桶箱只头条张次起例批项天倍])"
)
_JOINS = frozenset(("和", "与", "及", "跟", "同", "以及", "或"))
_ADVERB = re.compile(r"(?:也|还|则|又|曾|均|都)$")
_CLAIM = re.compile(r"[，,：:]?[“「\"]?([^。！？\n]{5,120})")
_PRONOUN = ("他", "她", "它", "其", "对方", "记者", "本报", "该")


PUT_IN = ("insertion", "foreign-passage")
_WORDS = ("substitution", "insertion", "deletion")
_WHOLE = ("quotation", "conclusion", "correction")
_SETTLED = ("house-rule", "spin", "number-changed", "negation-changed", "relay-lead", "title-injection")


def found_in_body(
    pair: Pair, changes: Sequence[Change], edits: Iterable[Edit], slips: frozenset[Change]
) -> list[Found]:
    """What the changes between two texts mean, in the page's order; `slips` are a machine's, which mean
    something only where they turn a word round."""
    a, b = pair.a.raw, pair.b.raw
    edits = tuple(edits)
    settled = [(e.document, e.page) for e in edits if e.kind in _SETTLED]
    near = Near()
    for number, spans in enumerate(settled):
        near.add(number, *spans)
    words = [c for c in changes if c.sort == "text" and (c not in slips or turns_round(a, b, c))]
    loose = [c for c in words if not within(c, [settled[i] for i in near.of(c.a, c.b)])]
    at = places(a, b, loose)
    body = list(_last(a, b, at))
    together: dict[Span, list[Place]] = defaultdict(list)
    for place in at:
        together[place.statement_a].append(place)
    for place in at:
        if same_statement(place, together[place.statement_a]):
            body += meant_by(a, b, place)
    body = [*_exchanged(a, b, at), *body]
    body += _figures(a, b, edits)
    body = without_like(a, b, body)
    body += _quotations(pair, changes)
    body += _came_or_went(pair, edits)
    moved = [change for change in changes if change.sort == "move"]
    body = _speakers(
        a, b, body, [*((p.statement_a, p.statement_b) for p in at), *((c.a, c.b) for c in moved)]
    )
    return _distinct(body)


def changes_of_meaning(
    pair: Pair,
    found: Iterable[Found],
    headlines: tuple[str | None, str | None],
    authors: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> tuple[MeaningChange, ...]:
    """What was found, in words and sentences, headline first; the same words that changed in several
    places are one, with their count."""
    byline = _byline(pair, *authors)
    return _counted([*_headline(*headlines), *byline, *_told(pair.a.raw, pair.b.raw, found)])


def with_meaning(pair: Pair, edits: Iterable[Edit], found: Sequence[Found]) -> Iterator[Edit]:
    """The edits, those that change a meaning grown to whole words and marked with it.  What an edit
    holds beside such words stays an edit of its own."""
    given: set[int] = set()
    near = Near()
    for number, one in enumerate(found):
        near.add(number, one.a, one.b)
    for edit in edits:
        mine = [i for i in near.of(edit.document, edit.page) if _meets(found[i], edit)]
        if not mine:
            yield edit
        elif edit.kind not in _WORDS or any(found[i].kind in _WHOLE for i in mine):
            yield replace(edit, meaning=found[mine[0]].kind)
        else:
            yield from _rest(pair, edit, [found[i] for i in mine])
            for i in mine:
                if i not in given:
                    given.add(i)
                    one = found[i]
                    kind = (
                        edit.kind
                        if _gone(pair, one) == (not edit.page_text) and len(mine) == 1
                        else "substitution"
                    )
                    yield replace(pair.edit(one.a, one.b, kind, one.rule), meaning=one.kind)


def _gone(pair: Pair, one: Found) -> bool:
    return not pair.b.raw[slice(*one.b)].strip()


def _meets(one: Found, edit: Edit) -> bool:
    """Whether a finding and an edit share letters on both sides, or on the one that either has."""
    (s, e), (t, f) = edit.document, edit.page
    over_a = (one.a[0] < e and s < one.a[1]) or (s == e and one.a[0] <= s <= one.a[1])
    over_b = (one.b[0] < f and t < one.b[1]) or (t == f and one.b[0] <= t <= one.b[1])
    return (over_a and over_b) or (
        one.kind == "quotation" and edit.rule == "punctuation" and _beside(one, edit)
    )


def _beside(one: Found, edit: Edit) -> bool:
    return any(abs(x - y) <= 2 for x in one.b for y in edit.page)


def _rest(pair: Pair, edit: Edit, found: Sequence[Found]) -> Iterator[Edit]:
    """What an edit holds beside the words that have a meaning of their own."""
    at_a, at_b = edit.document[0], edit.page[0]
    ends = [*((one.a, one.b) for one in found), ((edit.document[1],) * 2, (edit.page[1],) * 2)]
    for (s, e), (t, f) in ends:
        a, b = (at_a, max(at_a, min(s, edit.document[1]))), (at_b, max(at_b, min(t, edit.page[1])))
        change = trimmed(pair.a.raw, pair.b.raw, a, b, "text")
        if letters_in(pair.a, *change.a) or letters_in(pair.b, *change.b):
            kind: EditKind = (
                "substitution"
                if letters_in(pair.a, *change.a) and letters_in(pair.b, *change.b)
                else ("deletion" if letters_in(pair.a, *change.a) else "insertion")
            )
            yield pair.edit(change.a, change.b, kind, "replaced" if kind == "substitution" else "words")
        at_a, at_b = max(at_a, e), max(at_b, f)


# ── figures, quotations, whole sentences ───────────────────────────────────────────────


def _figures(a: str, b: str, edits: Iterable[Edit]) -> Iterator[Found]:
    for edit in edits:
        if edit.kind == "number-changed":
            if same_amount(a, edit.document, b, edit.page):
                continue
            if body := _numbered_body(a, b, edit):
                yield Found("organisation", "other-name", *body)
                continue
            around = a[max(0, edit.document[0] - 2) : edit.document[1] + 2]
            kind: MeaningKind = "time" if _TIME.search(around) else "quantity"
            yield Found(kind, edit.rule, *_measured(a, b, edit))
        elif edit.kind == "negation-changed" and not alike(edit.document_text, edit.page_text):
            known = (
                between(edit.document_text, edit.page_text) if edit.document_text and edit.page_text else None
            )
            if known:
                yield Found(*known, edit.document, edit.page)
            elif not in_other_words(edit.document_text, edit.page_text):
                yield Found("polarity", "negation", *_with_word(a, b, edit.document, edit.page))


def _numbered_body(a: str, b: str, edit: Edit) -> tuple[Span, Span] | None:
    """The two names of which a number is part (第三人民医院, 中铁七局), if the figure stands in one."""
    (s, e), (t, f) = edit.document, edit.page
    head, tail = _NUMBERED_FROM.search(a[max(0, s - 6) : s]), _NUMBERED_TO.match(a, e)
    if not head or not tail or not b.startswith(tail[0], f) or not b[:t].endswith(head[0]):
        return None
    return (s - len(head[0]), tail.end()), (t - len(head[0]), f + len(tail[0]))


def _measured(a: str, b: str, edit: Edit) -> tuple[Span, Span]:
    """The two figures with the 周 or 第 before them and the measure word behind, where both have it."""
    (s, e), (t, f) = edit.document, edit.page
    head, tail = _HEAD.search(a[max(0, s - 2) : s]), _MEASURE.match(a, e)
    left = len(head[0]) if head and b[max(0, t - 2) : t].endswith(head[0]) else 0
    right = len(tail[0]) if tail and b.startswith(tail[0], f) else 0
    return (s - left, e + right), (t - left, f + right)


def _with_word(a: str, b: str, at_a: Span, at_b: Span) -> tuple[Span, Span]:
    """A negation that came or went with the word behind it, which both texts have."""
    statement = sentences(a).around((at_a[1], min(len(a), at_a[1] + 1)))
    word = next(
        (w for w in words_in(a, statement) if w.start <= at_a[1] < w.end and w.text[0].isalnum()), None
    )
    if word is None or a[at_a[1] : word.end] != b[at_b[1] : at_b[1] + word.end - at_a[1]]:
        return at_a, at_b
    return (at_a[0], word.end), (at_b[0], at_b[1] + word.end - at_a[1])


def _quotations(pair: Pair, changes: Iterable[Change]) -> Iterator[Found]:
    """Statements that stand in quotation marks in one text and in none in the other."""
    a, b = pair.a.raw, pair.b.raw
    if not any(
        _QUOTE_MARK.search(old + new) and len(_QUOTE_MARK.findall(old)) != len(_QUOTE_MARK.findall(new))
        for old, new in ((a[s:e], b[t:f]) for (s, e), (t, f), *_ in changes)
    ):
        return
    spans_a, spans_b = _quoted(a), _quoted(b)
    bodies_a = {fold_text(a[slice(*span)]) for span in spans_a}
    bodies_b = {fold_text(b[slice(*span)]) for span in spans_b}
    whole_a, whole_b = pair.a.text, pair.b.text
    for spans, text, other_text, bodies, rule in (
        (spans_b, b, whole_a, bodies_a, "quotes-added"),
        (spans_a, a, whole_b, bodies_b, "quotes-removed"),
    ):
        for span in spans:
            said = fold_text(text[slice(*span)])
            if said in bodies or len(said) < QUOTED or said not in other_text:
                continue
            if any(said in body or body in said for body in bodies if len(body) >= QUOTED):
                continue
            folded = pair.a if rule == "quotes-added" else pair.b
            at = other_text.find(said)
            facing = folded.raw_span(at, at + len(said))
            if _QUOTE_MARK.search(folded.raw, max(0, facing[0] - 2), facing[0]):
                continue
            yield Found("quotation", rule, *((facing, span) if rule == "quotes-added" else (span, facing)))


def _quoted(text: str) -> list[Span]:
    found = []
    for match in _QUOTES.finditer(text):
        group = next(index for index in range(1, 5) if match.group(index) is not None)
        found.append(match.span(group))
    return found


def _came_or_went(pair: Pair, edits: Iterable[Edit]) -> Iterator[Found]:
    """Notes of correction, and conclusions, that were cut or put in as whole sentences."""
    came = [e for e in edits if e.kind in PUT_IN and not site_phrase(e.page_text)]
    for edit in edits:
        if edit.kind in ("deletion", "truncation") and not edit.page_text.strip():
            yield from (
                Found("correction", "dropped", note, edit.page) for note in _notes(pair.a.raw, edit.document)
            )
            yield from _concluded(pair, edit, came)
        elif edit.kind in PUT_IN and not edit.document_text and not site_phrase(edit.page_text):
            yield from (
                Found("correction", "added", edit.document, note) for note in _notes(pair.b.raw, edit.page)
            )


def _notes(text: str, span: Span) -> Iterator[Span]:
    """The notes of correction among the sentences of a span."""
    note = vocabulary.one_of("statements", "kind", "correction")
    if not note.search(text, *span):
        return iter(())
    return (sentence for sentence in _sentences_in(text, span) if note.search(text[slice(*sentence)]))


def _concluded(pair: Pair, edit: Edit, came: Sequence[Edit]) -> Iterator[Found]:
    """The end of a story that was cut: another end stands instead, or what was cut concluded it."""
    a, b = pair.a.raw, pair.b.raw
    cut = _ends(a, edit.document[1]) and [s for s in _sentences_in(a, edit.document) if _is_prose(a, s)]
    if not cut:
        return
    instead = next((e for e in came if e.page[0] >= edit.page[1] - 1 and _ends(b, e.page[1])), None)
    told = [span for span in _sentences_in(b, instead.page) if _is_prose(b, span)] if instead else []
    cue = vocabulary.one_of("statements", "kind", "conclusion")
    if instead and told and max(len(cut), len(_sentences_in(b, instead.page))) <= ENDS:
        yield Found("conclusion", "replaced", (cut[0][0], cut[-1][1]), instead.page)
    elif hits := [span for span in cut[-ENDS:] if cue.search(a[slice(*span)])]:
        yield Found("conclusion", "cut", (hits[0][0], cut[-1][1]), edit.page)
    elif len(cut) < LAST and not instead and _ends(b, edit.page[1]):
        yield Found("conclusion", "last-sentence", (cut[0][0], cut[-1][1]), edit.page)


def _sentences_in(text: str, span: Span) -> list[Span]:
    ends = sentences(text).ends
    cuts = [span[0], *ends[bisect_right(ends, span[0]) : bisect_left(ends, span[1])], span[1]]
    return [(s, e) for s, e in itertools.pairwise(cuts) if fold_text(text[s:e])]


def _is_prose(text: str, span: Span) -> bool:
    """Whether a sentence tells something: it ends as one, no site speaks in it and nobody is credited."""
    sentence = text[slice(*span)].strip()
    ends = sentence.rstrip(_CLOSERS).endswith(("。", "！", "？", "!", "?"))
    return ends and len(sentence) > SHORTEST and not site_phrase(sentence) and not mentions(text, *span)


def _ends(text: str, at: int) -> bool:
    """Whether nothing of the story follows a place: marks and a credit in brackets at most."""
    rest = text[at:].strip()
    return len(rest) < 40 and not re.search(r"[一-鿿]{8,}[。！？]", rest)


def _last(a: str, b: str, at: Sequence[Place]) -> Iterator[Found]:
    """A last sentence that was rewritten to another: less of it kept than told anew."""
    for place in at[-1:]:
        spans = (a, place.statement_a), (b, place.statement_b)
        if not all(_ends(text, span[1]) and _is_prose(text, span) for text, span in spans):
            continue
        old, new = (fold_text(text[slice(*span)]) for text, span in spans)
        changed = [p for p in at if p.statement_a == place.statement_a]
        lost = sum(len(fold_text(a[slice(*p.core.a)])) for p in changed)
        came = sum(len(fold_text(b[slice(*p.core.b)])) for p in changed)
        if min(lost, came) >= SHORTEST and lost >= (1 - KEPT) * len(old) and came >= (1 - KEPT) * len(new):
            yield Found("conclusion", "replaced", place.statement_a, place.statement_b)


# ── who says what ──────────────────────────────────────────────────────────────────────


def _exchanged(a: str, b: str, at: Sequence[Place]) -> Iterator[Found]:
    """Who did what to whom, turned round: one word stands where another stood, and that one where the first
    did, a few words on.  In a list (甲、乙 and 乙、甲) it is no more than the order."""
    for one, other in itertools.pairwise(at):
        left = (a[slice(*one.core.a)], b[slice(*one.core.b)])
        right = (b[slice(*other.core.b)], a[slice(*other.core.a)])
        kept = a[one.core.a[1] : other.core.a[0]]
        if len(kept) > APART or not fold_text(kept) or "、" in kept or kept.strip("，,") in _JOINS:
            continue
        if all(left) and left == right and left[0] != left[1]:
            yield Found("speaker", "names-exchanged", one.a, one.b)
            yield Found("speaker", "names-exchanged", other.a, other.b)
        elif _passed_by(*left, *right):
            spans = (one.core.a[0], other.core.a[1]), (one.core.b[0], other.core.b[1])
            yield Found("speaker", "names-exchanged", *spans)


def _passed_by(gone: str, came: str, come: str, went: str) -> bool:
    """Whether a name and the word behind it (老师向) stand behind what stood behind them, the word first
    (向老师); `gone` and `went` are the first text's."""
    old, new = (gone, come) if gone and come and not came and not went else (went, came)
    if (
        not (old + new).isalnum()
        or bool(gone) == bool(went)
        or not old
        or not new
        or len(old) < 3
        or len(old) != len(new)
    ):
        return False
    return any(old[n:] + old[:n] == new and not {old[n:], old[:n]} & _JOINS for n in range(1, len(old)))


def _speakers(a: str, b: str, found: list[Found], changed: Sequence[tuple[Span, Span]]) -> list[Found]:
    """The findings, with names that both texts have as what was said by another, and claims that
    another says."""
    out: list[Found] = []
    for one in found:
        if one.kind in ("person", "organisation") and a[slice(*one.a)] in b and b[slice(*one.b)] in a:
            says = _SAY.search(a[one.a[1] : one.a[1] + 8]) or a[max(0, one.a[0] - 4) : one.a[0]].endswith(
                ("据", "按照")
            )
            if says:
                out.append(one._replace(kind="speaker", rule="names-exchanged"))
                continue
        out.append(one)
    theirs, mine = (
        ({} for _ in "ab")
        if not changed
        else (
            _claims(a, {sentences(a).around(span) for span, _ in changed}),
            _claims(b, {sentences(b).around(span) for _, span in changed}),
        )
    )
    taken = [one.a for one in out if one.kind == "speaker"]
    for claim, (who, span) in theirs.items():
        other, at = mine.get(claim, ("", (0, 0)))
        if (
            not other
            or who == other
            or who in other
            or other in who
            or other.startswith(_PRONOUN)
            or who.startswith(_PRONOUN)
        ):
            continue
        if any(s < span[1] and span[0] < e for s, e in taken):
            continue
        if other in a or who in b:
            out.append(Found("speaker", "claim-exchanged", span, at))
    return out


def _claims(text: str, statements: Iterable[Span]) -> dict[str, tuple[str, Span]]:
    """What is said in some statements (folded) → who says it, and where the speaker stands; claims said
    twice left out."""
    found: dict[str, tuple[str, Span]] = {}
    for statement in sorted(statements):
        for says in _SAY.finditer(text, *statement):
            start = max(
                statement[0], *(text.rfind(mark, statement[0], says.start()) + 1 for mark in "，。；：“”（\n")
            )
            who = _ADVERB.sub("", text[start : says.start()]).strip()
            claim = _CLAIM.match(text, says.end())
            if claim and 1 < len(who) <= 16:
                key = fold_text(claim[1])
                found[key] = ("", (0, 0)) if key in found else (who, (start, start + len(who)))
    return {key: value for key, value in found.items() if value[0]}


# ── headlines, and telling ─────────────────────────────────────────────────────────────


def _headline(old: str | None, new: str | None) -> Iterator[MeaningChange]:
    """What changed in the headline, where one was made from the other."""
    if not old or not new or old == new:
        return
    from rapidfuzz.distance import LCSseq

    a, b = fold(old), fold(new)
    if a.text == b.text or LCSseq.similarity(a.text, b.text) < ALIKE * min(len(a), len(b)):
        return
    alignment = align(a, b)
    changes = [change for tile in tiles(a, b, alignment) for change in tile.changes]
    found = [one for place in places(old, new, changes) for one in meant_by(old, new, place)]
    for change in changes:
        if figures := number_change(old, change.a, new, change.b):
            found.append(Found("quantity", "figure", *figures))
    for one in _told(old, new, found):
        yield replace(one, where="headline", document_sentence=old, page_sentence=new)


def _byline(pair: Pair, theirs: tuple[str, ...], mine: tuple[str, ...]) -> Iterator[MeaningChange]:
    """Who wrote the story, where the page credits others or nobody with it."""
    lost = [name for name in theirs if name not in mine and name not in pair.b.raw]
    new = [name for name in mine if name not in theirs and name not in pair.a.raw]
    if lost:
        old, now = "、".join(lost), "、".join(new)
        yield MeaningChange(
            kind="byline",
            rule="replaced" if new else "dropped",
            where="byline",
            document=(0, 0),
            page=(0, 0),
            document_text=old,
            page_text=now,
            document_sentence="、".join(theirs),
            page_sentence="、".join(mine),
        )


def _distinct(found: Iterable[Found]) -> list[Found]:
    """The findings in page order, of two at one place the first."""
    kept: list[Found] = []
    near = Near()
    for one in found:
        if not any(_meet(one, kept[i]) for i in near.of(one.a, one.b)):
            near.add(len(kept), one.a, one.b)
            kept.append(one)
    return sorted(kept, key=lambda one: (one.b, one.a))


def _meet(one: Found, other: Found) -> bool:
    over_a = one.a[0] < other.a[1] and other.a[0] < one.a[1]
    over_b = one.b[0] < other.b[1] and other.b[0] < one.b[1]
    same = one.a == other.a and one.b == other.b
    return (
        (over_a and over_b) or same or (over_a and one.b[0] == one.b[1]) or (over_b and one.a[0] == one.a[1])
    )


def _told(a: str, b: str, found: Iterable[Found]) -> Iterator[MeaningChange]:
    of_a, of_b = sentences(a), sentences(b)
    for one in found:
        whole_a = of_a.whole(one.a) and one.b[0] == one.b[1]
        whole_b = of_b.whole(one.b) and one.a[0] == one.a[1]
        yield MeaningChange(
            kind=one.kind,
            rule=one.rule,
            document=one.a,
            page=one.b,
            document_text=a[slice(*one.a)].strip(),
            page_text=b[slice(*one.b)].strip(),
            document_sentence=""
            if whole_b
            else of_a.text_of(of_a.around(one.a, before=not of_b.between(one.b[0]))),
            page_sentence=""
            if whole_a
            else of_b.text_of(of_b.around(one.b, before=not of_a.between(one.a[0]))),
        )


def _counted(told: Iterable[MeaningChange]) -> tuple[MeaningChange, ...]:
    """The same words changed several times as one change with its count."""
    groups: dict[tuple[object, ...], list[MeaningChange]] = {}
    for one in told:
        key: tuple[object, ...] = (one.where, one.kind, one.document_text, one.page_text)
        if one.kind not in ("person", "organisation", "place"):
            key = (*key, one.document, one.page)
        groups.setdefault(key, []).append(one)
    return tuple(
        replace(group[0], count=len(group)) if len(group) > 1 else group[0] for group in groups.values()
    )
