"""Changes of meaning: which differences make another statement of a sentence, and of what kind.

A lawyer reads these first.  Each is whole words in their sentence, typed: who, where, when, how many,
up or down, yes or no, how sure, who says so, in whose words.  Opposites, bounds and hedges are rows of
the vocabulary; negating prefixes and opposite letters in otherwise equal words are read by rule;
names are read from the words around them (`naming.py`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace import vocabulary
from reprint_trace.comparing.figures import negations
from reprint_trace.comparing.insertions import site_phrase
from reprint_trace.comparing.naming import renamed_body, renamed_person, renamed_place
from reprint_trace.comparing.statements import Place, Word, places, sentences, words_in
from reprint_trace.model import MeaningChange
from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.comparing.changes import Change
    from reprint_trace.comparing.pair import Pair
    from reprint_trace.model import Edit, MeaningKind, Span

SHORT = 60  # letters on one side up to which words are compared one by one
LONE = 12  # words that came or went together; more are a clause of their own
ENDS = 3  # sentences at the end of a story that are its conclusion
KEPT_STATEMENT = 1.0  # letters that a statement keeps for each that it lost and got, to be the same one
KEPT = 0.6  # share of a last sentence's letters up to which it is another conclusion
QUOTED = 5  # letters from which quoted words are somebody's statement, not a term
ALIKE = 0.5  # share of the shorter headline's letters from which two headlines are compared
_SAY = re.compile(r"(?:介绍|解释|补充|告诉|说|表示|指出|坦言|认为|称|透露|强调|回应|证实|直言|写道|提到|谈到|呼吁|反映|披露|宣布)")
_TIME_UNIT = re.compile(r"[年月日号时点分秒周]|小时|分钟|世纪")
_QUOTES = re.compile(r"“([^“”]{1,400})”|「([^「」]{1,400})」|『([^『』]{1,400})』|\"([^\"\n]{1,400})\"")
_QUOTE_MARK = re.compile(r"[“”「」『』\"]")
_CLAUSE_START = re.compile(r"[，。！？；：,;:“”「」（）()\n]")
_PRONOUN = ("他", "她", "它", "其", "对方", "记者", "本报", "该")


class Found(NamedTuple):
    """A change of meaning between two raw spans."""

    kind: MeaningKind
    rule: str
    a: Span
    b: Span


def changes_of_meaning(
    pair: Pair, changes: Sequence[Change], edits: Iterable[Edit], headlines: tuple[str | None, str | None]
) -> tuple[MeaningChange, ...]:
    """What the changes between two texts mean, headline first, then in the page's order; the same
    words that changed in several places are one, with their count."""
    a, b = pair.a.raw, pair.b.raw
    edits = tuple(edits)
    settled = [e for e in edits if e.kind in ("house-rule", "spin", "width-or-spacing") and "→" in e.rule]
    by_rule = {(e.document_text, e.page_text) for e in settled}
    at = places(a, b, changes)
    body = list(_last(a, b, at))
    for place in at:
        if (a[slice(*place.a)], b[slice(*place.b)]) not in by_rule and _alike(a, b, place, at):
            body += _at(a, b, place)
    body += _figures(a, b, edits)
    body += _quotations(pair, changes)
    body += _came_or_went(pair, edits)
    if body or at or any(change.sort == "move" for change in changes):
        body = _speakers(a, b, body)
    told = [*_headline(*headlines), *_told(a, b, _distinct(body))]
    return _counted(told)


# ── words in place ─────────────────────────────────────────────────────────────────────


def _alike(a: str, b: str, place: Place, at: Sequence[Place]) -> bool:
    """Whether the two statements of a change are one statement: enough of the shorter one stands in
    both."""
    mine = [p for p in at if p.statement_a == place.statement_a]
    lost, came = sum(p.core.a[1] - p.core.a[0] for p in mine), sum(p.core.b[1] - p.core.b[0] for p in mine)
    wide = place.statement_a[1] - place.statement_a[0] - lost, place.statement_b[1] - place.statement_b[0] - came
    return max(wide) >= KEPT_STATEMENT * min(max(lost, 1), max(came, 1)) or max(lost, came) <= LONE


def _at(a: str, b: str, place: Place) -> list[Found]:
    """What a change of words in place means."""
    core = place.core
    if core.a[0] == core.a[1] or core.b[0] == core.b[1]:
        gone = core.a[0] < core.a[1]
        text = (a[slice(*core.a)] if gone else b[slice(*core.b)]).strip("，,、：: ")
        if (kind := _class(text)) and kind.startswith("hedge"):
            return [Found("hedge", f"{kind}-{'dropped' if gone else 'added'}", core.a, core.b)]
    old, new = words_in(a, place.statement_a), words_in(b, place.statement_b)
    old = tuple(w for w in old if w.start < place.a[1] and w.end > place.a[0])
    new = tuple(w for w in new if w.start < place.b[1] and w.end > place.b[0])
    texts = a[slice(*place.a)], b[slice(*place.b)]
    if not fold_text(texts[0]) or not fold_text(texts[1]):
        return _lone(a, b, place, old or new, gone=bool(fold_text(texts[0])))
    if whole := between(*texts):
        return [Found(*whole, place.a, place.b)]
    if names := _renamed(a, b, place):
        return [names]
    if max(len(texts[0]), len(texts[1])) > SHORT:
        return []
    return [*_paired(a, b, place, old, new)]


def between(old: str, new: str) -> tuple[MeaningKind, str] | None:
    """What it means that one word or phrase stands where another stood, if it is known by itself."""
    if kind := opposites().get((old, new)):
        return kind, "opposites"
    classes = _class(old), _class(new)
    if classes[0] == classes[1] == "time":
        return ("time", "other-time") if old != new else None
    if (kind := _opposite_letters(old, new)) or (kind := _negated(old, new)):
        return kind, "opposite-letters" if kind != "polarity" or not negations(old + new) else "negation"
    bounds = {c for c in classes if c in ("bound-least", "bound-most", "bound-about")}
    if len(bounds) == 2 or (bounds and all(c and c.startswith("bound") for c in classes) and len(set(classes)) > 1):
        return "bound", "other-bound"
    hedged = [bool(c and c.startswith("hedge")) for c in classes]
    if hedged[0] != hedged[1]:
        return "hedge", "hedge-dropped" if hedged[0] else "hedge-added"
    return None


@cache
def opposites() -> dict[tuple[str, str], MeaningKind]:
    """Pairs of opposite words, both ways round, with what they turn round."""
    table: dict[tuple[str, str], MeaningKind] = {}
    for word, other, kind in vocabulary.cells("opposites"):
        table.setdefault((word, other), kind)  # type: ignore[arg-type]
        table.setdefault((other, word), kind)  # type: ignore[arg-type]
    return table


@cache
def _letters() -> dict[tuple[str, str], MeaningKind]:
    table: dict[tuple[str, str], MeaningKind] = {}
    for letter, other, kind in vocabulary.cells("opposite_letters"):
        table.setdefault((letter, other), kind)  # type: ignore[arg-type]
        table.setdefault((other, letter), kind)  # type: ignore[arg-type]
    return table


def _opposite_letters(old: str, new: str) -> MeaningKind | None:
    """What two words of equal length turn round whose letters differ in opposites alone."""
    if len(old) != len(new) or not 1 <= len(old) <= 4:
        return None
    unlike = [(x, y) for x, y in zip(old, new, strict=True) if x != y]
    kinds = [_letters().get(letters) for letters in unlike]
    if not kinds or not all(kinds) or len(unlike) == 1 and len(old) > 3:
        return None
    return kinds[0]


def _negated(old: str, new: str) -> MeaningKind | None:
    """Polarity, where one phrase denies what the other says in the same words."""
    if negations(old) == negations(new) or max(len(old), len(new)) > LONE:
        return None
    bare = [re.sub(r"没有|[不没未无非否勿]", "", text) for text in (old, new)]
    shared = set(bare[0]) & set(bare[1])
    if bare[0] == bare[1] or (shared and len(shared) >= 0.5 * min(map(len, bare))):
        return "polarity"
    return "polarity" if not all(bare) else None


@cache
def _class(text: str) -> str | None:
    """The row of the vocabulary that a phrase is an instance of, shortly."""
    bare = text.strip()
    if len(bare) > 10:
        return None
    row = vocabulary.first("statements", bare, "kind", "time")
    if row:
        return "time"
    for kind in ("hedge", "bound", "negation"):
        if row := vocabulary.first("statements", bare, "kind", kind):
            return row.id
    return None


def _renamed(a: str, b: str, place: Place) -> Found | None:
    if spans := renamed_person(a, b, place):
        return Found("person", "other-name", *spans)
    if spans := renamed_body(a, b, place):
        return Found("organisation", "other-name", *spans)
    if spans := renamed_place(a, b, place):
        return Found("place", "other-name", *spans)
    return None


def _paired(a: str, b: str, place: Place, old: Sequence[Word], new: Sequence[Word]) -> Iterator[Found]:
    """What the words of a longer change mean one by one: the pairs that mean something, in order."""
    options: list[tuple[int, int, Found]] = []
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            if one.text == other.text:
                continue
            if known := between(one.text, other.text):
                options.append((i, j, Found(*known, (one.start, one.end), (other.start, other.end))))
            elif len(old) == len(new) and i == j:
                part = place._replace(
                    a=(one.start, one.end),
                    b=(other.start, other.end),
                    core=place.core._replace(a=(one.start, one.end), b=(other.start, other.end)),
                )
                if names := _renamed(a, b, part):
                    options.append((i, j, names))
    last = -1, -1
    taken: set[int] = set()
    for i, j, found in options:
        if i > last[0] and j > last[1]:
            yield found
            last = i, j
            taken |= {i}
    if not taken:
        yield from _one_sided(place, old, new)


def _one_sided(place: Place, old: Sequence[Word], new: Sequence[Word]) -> Iterator[Found]:
    """A hedge or a negation that one side alone has, in words that are few."""
    if max(len(old), len(new)) > LONE:
        return
    for kind, rule in (("hedge", "hedge"), ("polarity", "negation"), ("bound", "bound")):
        mine = [w for w in old if (_class(w.text) or "").startswith(rule)]
        theirs = [w for w in new if (_class(w.text) or "").startswith(rule)]
        if bool(mine) != bool(theirs):
            yield Found(kind, f"{rule}-{'dropped' if mine else 'added'}", place.a, place.b)  # type: ignore[arg-type]
            return


def _lone(a: str, b: str, place: Place, words: Sequence[Word], *, gone: bool) -> list[Found]:
    """What words mean that came or went inside a sentence that stayed."""
    text = (a[slice(*place.a)] if gone else b[slice(*place.b)]).strip()
    rule = "dropped" if gone else "added"
    if row := vocabulary.first("statements", text, "kind", "source"):
        rest = place.statement_a if gone else place.statement_b
        if len(fold_text(text)) < rest[1] - rest[0] - 4:
            return [Found("attribution", f"{row.id}-{rule}", place.a, place.b)]
    if kind := _class(text.strip("，,、：:")):
        if kind != "time":
            sort: MeaningKind = "bound" if kind.startswith("bound") else "polarity" if kind == "negation" else "hedge"
            if sort != "bound" or _before_figure(a, b, place):
                return [Found(sort, f"{kind}-{rule}", place.a, place.b)]
        return []
    if len(words) > LONE or len(fold_text(text)) > 2 * LONE:
        return []
    classes = [_class(w.text) or "" for w in words if w.text[:1].isalnum()]
    hedges = sum(len(w.text) for w in words if (_class(w.text) or "").startswith("hedge"))
    if hedges and hedges >= 0.5 * len(fold_text(text)):
        return [Found("hedge", f"hedge-{rule}", place.a, place.b)]
    if "negation" in classes and len(text) <= 4:
        return [Found("polarity", f"negation-{rule}", place.a, place.b)]
    return []


def _before_figure(a: str, b: str, place: Place) -> bool:
    """Whether a bound that came or went stands beside a figure."""
    around = a[max(0, place.a[0] - 8) : place.a[1] + 4], b[max(0, place.b[0] - 8) : place.b[1] + 4]
    return any(re.search(r"[\d一二三四五六七八九十百千万亿两半]", text) for text in around)


# ── figures, quotations, whole sentences ───────────────────────────────────────────────


def _figures(a: str, b: str, edits: Iterable[Edit]) -> Iterator[Found]:
    for edit in edits:
        if edit.kind == "number-changed":
            behind = a[edit.document[1] : edit.document[1] + 2]
            kind: MeaningKind = "time" if _TIME_UNIT.match(behind) and not behind.startswith("分之") else "quantity"
            yield Found(kind, edit.rule, edit.document, edit.page)
        elif edit.kind == "negation-changed":
            yield Found("polarity", "negation", *_with_word(a, b, edit.document, edit.page))


def _with_word(a: str, b: str, at_a: Span, at_b: Span) -> tuple[Span, Span]:
    """A negation that came or went with the word behind it, which both texts have."""
    statement = sentences(a).around((at_a[1], min(len(a), at_a[1] + 1)))
    word = next((w for w in words_in(a, statement) if w.start <= at_a[1] < w.end and w.text[0].isalnum()), None)
    if word is None or a[at_a[1] : word.end] != b[at_b[1] : at_b[1] + word.end - at_a[1]]:
        return at_a, at_b
    return (at_a[0], word.end), (at_b[0], at_b[1] + word.end - at_a[1])


def _quotations(pair: Pair, changes: Iterable[Change]) -> Iterator[Found]:
    """Statements that stand in quotation marks in one text and in none in the other."""
    a, b = pair.a.raw, pair.b.raw
    marks = [
        change
        for change in changes
        if len(_QUOTE_MARK.findall(a[slice(*change.a)])) != len(_QUOTE_MARK.findall(b[slice(*change.b)]))
    ]
    if not marks:
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
            yield Found("quotation", rule, *((facing, span) if rule == "quotes-added" else (span, facing)))


def _quoted(text: str) -> list[Span]:
    found = []
    for match in _QUOTES.finditer(text):
        group = next(index for index in range(1, 5) if match.group(index) is not None)
        found.append(match.span(group))
    return found


def _came_or_went(pair: Pair, edits: Iterable[Edit]) -> Iterator[Found]:
    """Notes of correction, and conclusions, that were cut or put in as whole sentences."""
    a, b = pair.a.raw, pair.b.raw
    came = [e for e in edits if e.kind in ("insertion", "foreign-passage") and not site_phrase(e.page_text)]
    correction = vocabulary.one_of("statements", "kind", "correction")
    conclusion = vocabulary.one_of("statements", "kind", "conclusion")
    for edit in edits:
        gone = edit.kind in ("deletion", "truncation") or (edit.kind == "substitution" and not edit.page_text)
        if gone and not edit.page_text.strip():
            for span in _sentences_in(a, edit.document):
                if correction.search(a[slice(*span)]):
                    yield Found("correction", "dropped", span, edit.page)
            if _ends(pair.a.raw, edit.document[1]) and len(_sentences_in(a, edit.document)) >= 1:
                instead = next((e for e in came if e.page[0] >= edit.page[1] - 1 and _ends(b, e.page[1])), None)
                cut = _sentences_in(a, edit.document)
                last = cut[-1]
                if instead and len(cut) <= ENDS and len(_sentences_in(b, instead.page)) <= ENDS:
                    yield Found("conclusion", "replaced", (cut[0][0], last[1]), instead.page)
                elif hits := [s for s in cut[-ENDS:] if conclusion.search(a[slice(*s)])]:
                    yield Found("conclusion", "cut", (hits[0][0], last[1]), edit.page)
        elif edit in came and not edit.document_text:
            for span in _sentences_in(b, edit.page):
                if correction.search(b[slice(*span)]):
                    yield Found("correction", "added", edit.document, span)


def _sentences_in(text: str, span: Span) -> list[Span]:
    ends = [e for e in sentences(text).ends if span[0] < e < span[1]]
    cuts = [span[0], *ends, span[1]]
    return [(s, e) for s, e in zip(cuts, cuts[1:], strict=False) if fold_text(text[s:e])]


def _ends(text: str, at: int) -> bool:
    """Whether nothing of the story follows a place: marks and a credit in brackets at most."""
    rest = text[at:].strip()
    return len(rest) < 40 and not re.search(r"[一-鿿]{8,}[。！？]", rest)


def _last(a: str, b: str, at: Sequence[Place]) -> Iterator[Found]:
    """A last sentence that was rewritten to another: less of it kept than told anew."""
    for place in at[-1:]:
        if not (_ends(a, place.statement_a[1]) and _ends(b, place.statement_b[1])):
            continue
        old, new = fold_text(a[slice(*place.statement_a)]), fold_text(b[slice(*place.statement_b)])
        changed = [p for p in at if p.statement_a == place.statement_a]
        lost = sum(len(fold_text(a[slice(*p.core.a)])) for p in changed)
        came = sum(len(fold_text(b[slice(*p.core.b)])) for p in changed)
        if min(lost, came) >= 6 and lost >= (1 - KEPT) * len(old) and came >= (1 - KEPT) * len(new):
            yield Found("conclusion", "replaced", place.statement_a, place.statement_b)


# ── who says what ──────────────────────────────────────────────────────────────────────


def _speakers(a: str, b: str, found: list[Found]) -> list[Found]:
    """The findings, with names that both texts have as what was said by another, and claims that
    another says."""
    out: list[Found] = []
    for one in found:
        if one.kind in ("person", "organisation") and a[slice(*one.a)] in b and b[slice(*one.b)] in a:
            says = _SAY.search(a[one.a[1] : one.a[1] + 8]) or a[max(0, one.a[0] - 4) : one.a[0]].endswith(("据", "按照"))
            if says:
                one = one._replace(kind="speaker", rule="names-exchanged")
        out.append(one)
    theirs, mine = _claims(a), _claims(b)
    taken = [one.a for one in out if one.kind == "speaker"]
    for claim, (who, span) in theirs.items():
        other, at = mine.get(claim, ("", (0, 0)))
        if not other or who == other or who in other or other in who or other.startswith(_PRONOUN) or who.startswith(_PRONOUN):
            continue
        if any(s < span[1] and span[0] < e for s, e in taken):
            continue
        if other in a or who in b:
            out.append(Found("speaker", "claim-exchanged", span, at))
    return out


def _claims(text: str) -> dict[str, tuple[str, Span]]:
    """What is said (folded) → who says it, and where the speaker stands; claims said twice left out."""
    found: dict[str, tuple[str, Span]] = {}
    for says in _SAY.finditer(text):
        start = max((m.end() for m in _CLAUSE_START.finditer(text, max(0, says.start() - 24), says.start())), default=max(0, says.start() - 24))
        claim = re.match(r"[，,：:]?[“「\"]?([^。！？\n]{5,})", text[says.end() :][:200])
        who = re.sub(r"(?:也|还|则|又|曾|均|都)$", "", text[start : says.start()]).strip()
        if claim and 1 < len(who) <= 16:
            key = fold_text(claim[1])
            if key in found:
                found[key] = ("", (0, 0))
            else:
                found[key] = who, (start, start + len(who))
    return {key: value for key, value in found.items() if value[0]}


# ── headlines, and telling ─────────────────────────────────────────────────────────────


def _headline(old: str | None, new: str | None) -> Iterator[MeaningChange]:
    """What changed in the headline, where one was made from the other."""
    from reprint_trace.comparing.headlines import changes_between

    if not old or not new or old == new:
        return
    changes = changes_between(old, new, ALIKE)
    found = [one for place in places(old, new, changes) for one in _at(old, new, place)]
    from reprint_trace.comparing.figures import number_change

    for change in changes:
        if figures := number_change(old, change.a, new, change.b):
            found.append(Found("quantity", "figure", *figures))
    for one in _told(old, new, found):
        yield MeaningChange(**{**_fields(one), "where": "headline", "document_sentence": old, "page_sentence": new})


def _fields(one: MeaningChange) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


def _distinct(found: Iterable[Found]) -> list[Found]:
    """The findings in page order, of two at one place the first."""
    kept: list[Found] = []
    for one in found:
        if not any(_meet(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.b, one.a))


def _meet(one: Found, other: Found) -> bool:
    over_a = one.a[0] < other.a[1] and other.a[0] < one.a[1]
    over_b = one.b[0] < other.b[1] and other.b[0] < one.b[1]
    same = one.a == other.a and one.b == other.b
    return (over_a and over_b) or same or (over_a and one.b[0] == one.b[1]) or (over_b and one.a[0] == one.a[1])


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
            document_sentence="" if whole_b else of_a.text_of(of_a.around(one.a, before=not of_b.between(one.b[0]))),
            page_sentence="" if whole_a else of_b.text_of(of_b.around(one.b, before=not of_a.between(one.a[0]))),
        )


def _counted(told: Iterable[MeaningChange]) -> tuple[MeaningChange, ...]:
    """The same words changed several times as one change with its count."""
    from dataclasses import replace

    groups: dict[tuple[object, ...], list[MeaningChange]] = {}
    for one in told:
        key: tuple[object, ...] = (one.where, one.kind, one.document_text, one.page_text)
        if one.kind not in ("person", "organisation", "place"):
            key = (*key, one.document, one.page)
        groups.setdefault(key, []).append(one)
    return tuple(replace(group[0], count=len(group)) if len(group) > 1 else group[0] for group in groups.values())
