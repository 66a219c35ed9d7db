"""What words mean that stand where others stood, by the vocabulary and by rule.

Opposites, bounds and hedges are rows of the vocabulary; negating prefixes, and opposite letters in words
that are otherwise the same, are read by rule; names are read from the words around them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from reprint_trace import vocabulary
from reprint_trace.comparing.lexicon import negations
from reprint_trace.comparing.naming import after_role, renamed_body, renamed_person, renamed_place
from reprint_trace.comparing.statements import clauses, sentences
from reprint_trace.text.folding import fold_text
from reprint_trace.text.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reprint_trace.comparing.changes import Change
    from reprint_trace.comparing.statements import Place, Word
    from reprint_trace.model import MeaningKind, Span

SHORT = 60  # letters on one side up to which words are compared one by one
BESIDE = 2  # letters beside a change that may belong to a pair of opposites
NEAR = 60  # characters beside a statement in which its source may stand instead
LONE = 12  # words that came or went together; more are a clause of their own
KEPT = 1.0  # letters that a statement keeps for each that it lost and got, to be the same one


_NUMERAL = re.compile(r"[一二两三四五六七八九十百千万亿半多几数\d]{1,4}")
_SAME_NUMERALS = ({"两", "二"}, {"几", "数"}, {"多", "几"}, {"多", "数"})
_TIMES = {
    "周": ("星期", "礼拜"), "周日": ("周天", "星期天", "星期日", "礼拜天"), "日": ("天",), "月": ("个月",), "上午": ("早上", "早晨", "清晨", "清早"),
    "夜": ("晚上", "夜里", "夜间", "晚间", "深夜"), "次日": ("翌日", "隔日", "第二天", "隔天"), "春": ("春天", "春季", "春日"), "夏": ("夏天", "夏季", "夏日"),
    "秋": ("秋天", "秋季", "秋日"), "冬": ("冬天", "冬季", "冬日"), "本": ("这个", "这"), "末": ("底",), "当日": ("当天", "同日", "同一天"), "中午": ("正午",),
    "傍晚": ("黄昏",), "黎明": ("拂晓",),
}  # fmt: skip
_DENIED = re.compile(r"(?:没有|并不|并未|不|未|没|非)(?=[一-鿿]{2})")
_SAME_TIME = re.compile(
    "|".join(sorted({word for words in _TIMES.values() for word in words}, key=len, reverse=True))
)


# What a unit measures, and how many of the smallest it is.
_UNITS = {
    "毫米": ("long", 1), "厘米": ("long", 10), "米": ("long", 1000), "里": ("long", 500_000), "公里": ("long", 1_000_000),
    "千米": ("long", 1_000_000), "亩": ("wide", 1), "公顷": ("wide", 15), "平方公里": ("wide", 1500), "克": ("heavy", 1),
    "两": ("heavy", 50), "斤": ("heavy", 500), "公斤": ("heavy", 1000), "千克": ("heavy", 1000), "吨": ("heavy", 1_000_000),
    "秒": ("lasting", 1), "分钟": ("lasting", 60), "小时": ("lasting", 3600), "天": ("lasting", 86_400),
    "%": ("share", 1), "成": ("share", 10), "倍": ("share", 100), "季度": ("months", 3), "年": ("months", 12), "个月": ("months", 1),
}  # fmt: skip
_AMOUNT = re.compile(rf"(?P<half>个?半)?个?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_VALUE = re.compile(r"(-?[\d.]+)(%|倍)?")


_DIVISION = re.compile("[省市县区州]")
_DAY_PART = re.compile(r"(?<=[昨今明前后当])(?:[天日](?=.)|[晚早]$)|个(?=[周月])|(?<=..)节$|^今(?=年.)")


class Found(NamedTuple):
    """A change of meaning between two raw spans."""

    kind: MeaningKind
    rule: str
    a: Span
    b: Span


def within(change: Change, settled: Iterable[tuple[Span, Span]]) -> bool:
    """Whether a change is part of an edit that says all there is to say."""
    (s, e), (t, f) = change.a, change.b
    return any(i <= s and e <= k and j <= t and f <= m for (i, k), (j, m) in settled)


def same_statement(place: Place, mine: Sequence[Place]) -> bool:
    """Whether the two statements of a change are one statement, `mine` being all changes of it: enough of
    the shorter one stands in both."""
    lost, came = sum(p.core.a[1] - p.core.a[0] for p in mine), sum(p.core.b[1] - p.core.b[0] for p in mine)
    wide = (
        place.statement_a[1] - place.statement_a[0] - lost,
        place.statement_b[1] - place.statement_b[0] - came,
    )
    return max(wide) >= KEPT * min(max(lost, 1), max(came, 1)) or max(lost, came) <= LONE


def meant_by(a: str, b: str, place: Place) -> list[Found]:
    """What a change of words in place means."""
    old = tuple(w for w in place.words_a if w.start < place.a[1] and w.end > place.a[0])
    new = tuple(w for w in place.words_b if w.start < place.b[1] and w.end > place.b[0])
    texts = a[slice(*place.a)], b[slice(*place.b)]
    if hedge := _bare_hedge(a, b, place):
        return [hedge]
    if _not_any(a, b, place.core):
        return []
    if not all(map(fold_text, texts)):
        return _lone(a, b, place, old or new, gone=bool(fold_text(texts[0])))
    if fold_text(texts[0]) == fold_text(texts[1]) or alike(*texts):
        return []
    if found := _whole(a, b, place) or _counted(a, b, place) or _renamed(a, b, place):
        return [found]
    return [*_paired(a, b, place, old, new)] if max(map(len, texts)) <= SHORT else []


def _bare_hedge(a: str, b: str, place: Place) -> Found | None:
    """A hedge that came or went, whatever word jieba makes of it and its neighbours."""
    core = place.core
    if (core.a[0] < core.a[1] and core.b[0] < core.b[1]) or _not_any(a, b, core):
        return None
    gone = core.a[0] < core.a[1]
    known = _class((a[slice(*core.a)] if gone else b[slice(*core.b)]).strip("，,、：: "))
    if not known or not known.startswith("hedge"):
        return None
    return Found("hedge", f"{known}-{'dropped' if gone else 'added'}", core.a, core.b)


def _not_any(a: str, b: str, core: Change) -> bool:
    """Whether 没 became 没有, or the other way round."""
    old, new = a[slice(*core.a)], b[slice(*core.b)]
    return {old, new} == {"", "有"} and a[max(0, core.a[0] - 1) : core.a[0]] in ("没", "沒")


def _whole(a: str, b: str, place: Place) -> Found | None:
    """What the change means as it is, else with the letters of the words that it touches."""
    bare = place.core.a, place.core.b
    for at_a, at_b in (bare, (place.a, place.b)):
        old, new = a[slice(*at_a)], b[slice(*at_b)]
        if (at_a, at_b) == bare and min(len(old), len(new)) <= 1:
            continue
        if known := between(old, new):
            return Found(*known, at_a, at_b)
    return _opposed(a, b, place.core)


def alike(old: str, new: str) -> bool:
    """Whether two words say the same: one hedge, bound or quantity for another of its row, one day or season
    in other words, the opposite denied (免费 and 不收费), a place with and without what it is."""
    if any(
        opposites().get((one, _DENIED.sub("", other))) == "polarity"
        for one, other in ((old, new), (new, old))
        if _DENIED.match(other)
    ):
        return True
    if negations(old) == negations(new) and _affirmed(old) == _affirmed(new):
        return True
    classes = _class(old), _class(new)
    if classes[0] == classes[1] == "time":
        return _when(old) == _when(new)
    if (classes[0] and classes[0] == classes[1]) or {old, new} == {"或", "或者"}:
        return True
    longer, shorter = (old, new) if len(old) > len(new) else (new, old)
    return len(longer) > len(shorter) > 1 and (
        _DIVISION.sub("", longer) in (shorter, _DIVISION.sub("", shorter))
        or (longer[0] in "今本当这" and longer[1:] == shorter)
    )


def _when(text: str) -> str:
    """A day or season in the shortest words for it: 昨天晚上 and 昨晚 are 昨夜."""
    short = _SAME_TIME.sub(_day, text)
    return _DAY_PART.sub(lambda part: {"晚": "夜", "早": "上午"}.get(part[0], ""), short)


def _affirmed(text: str) -> str:
    """A phrase without its negations."""
    return re.sub(r"没有|[不没未无非否勿]", "", text)


def in_other_words(old: str, new: str) -> bool:
    """Whether of two phrases, one of which denies something, neither says a word of the other: what is denied is
    not known to be what was said (一点不假 and 千真万确)."""
    sides = _affirmed(fold_text(old)), _affirmed(fold_text(new))
    return all(sides) and not {*sides[0]} & {*sides[1]}


def _day(match: re.Match[str]) -> str:
    return next(short for short, words in _TIMES.items() if match[0] in words)


def _counted(a: str, b: str, place: Place) -> Found | None:
    """Numerals that are others where no figure was read: 三分之一, 上百, 一户 (and 多户)."""
    old, new = (text[slice(*at)] for text, at in ((a, place.core.a), (b, place.core.b)))
    if not (_NUMERAL.fullmatch(old) and _NUMERAL.fullmatch(new)) or {old, new} in _SAME_NUMERALS:
        return None
    return Found("quantity", "figure", place.a, place.b)


def same_amount(a: str, at_a: Span, b: str, at_b: Span) -> bool:
    """Whether two figures count the same in other units: 1500亩 and 100公顷, 一个半小时 and 90分钟."""
    amounts = _amount(a, at_a), _amount(b, at_b)
    if not amounts[0] or not amounts[1] or amounts[0][0] != amounts[1][0]:
        return False
    return round(amounts[0][1], 3) == round(amounts[1][1], 3)


def _amount(text: str, span: Span) -> tuple[str, float] | None:
    """What a figure with its unit measures, and how much of it."""
    number = next(numbers(text, span[0], max(span[1], span[0] + 1)), None)
    value = number and len(number.value) == 1 and _VALUE.fullmatch(number.value[0])
    if not number or not value:
        return None
    behind = _AMOUNT.match(text, number.span[1])
    unit = value[2] or (behind and behind["unit"])
    if not unit:
        return None
    sort, each = _UNITS[unit]
    return sort, (float(value[1]) + 0.5 * bool(behind and behind["half"])) * each


def turns_round(a: str, b: str, change: Change) -> bool:
    """Whether a change of letters makes the opposite of a word, or denies or affirms it."""
    old, new = a[slice(*change.a)], b[slice(*change.b)]
    return bool(negations(old) != negations(new) or between(old, new) or _opposed(a, b, change))


def _opposed(a: str, b: str, change: Change) -> Found | None:
    """A pair of opposite words around a short change, however jieba cuts what is beside it."""
    (s, e), (t, f) = change.a, change.b
    if max(e - s, f - t) > BESIDE + 1:
        return None
    for left, right in product(range(BESIDE + 1), repeat=2):
        old, new = a[max(0, s - left) : e + right], b[max(0, t - left) : f + right]
        if old[:left] != new[:left]:
            break
        known = opposites().get((old, new)) or (_class(old) == _class(new) == "time" and "time") or None
        if known and not alike(old, new):
            return Found(known, "opposites", (s - left, e + right), (t - left, f + right))
    return None


@lru_cache(maxsize=8192)  # words meet again and again
def between(old: str, new: str) -> tuple[MeaningKind, str] | None:
    """What it means that one word or phrase stands where another stood, if it is known by itself."""
    if kind := opposites().get((old, new)):
        return kind, "opposites"
    classes = _class(old), _class(new)
    if classes[0] == classes[1] == "time":
        return ("time", "other-time") if old != new else None
    if (kind := _opposite_in_letters(old, new)) or (kind := _negated(old, new)):
        return kind, "opposite-letters" if kind != "polarity" or not negations(old + new) else "negation"
    if len({*classes}) == 2 and all(c and c.startswith("amount") for c in classes):
        return "quantity", "other-amount"
    return _other_bound(classes) or _hedged(classes)


def _other_bound(classes: tuple[str | None, str | None]) -> tuple[MeaningKind, str] | None:
    bounds = {c for c in classes if c in ("bound-least", "bound-most", "bound-about")}
    if len(bounds) == 2 or (
        bounds and all(c and c.startswith("bound") for c in classes) and len(set(classes)) > 1
    ):
        return "bound", "other-bound"
    return None


def _hedged(classes: tuple[str | None, str | None]) -> tuple[MeaningKind, str] | None:
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
def opposite_letters() -> dict[tuple[str, str], MeaningKind]:
    """Pairs of opposite letters, both ways round, with what they turn round."""
    table: dict[tuple[str, str], MeaningKind] = {}
    for letter, other, kind in vocabulary.cells("opposite_letters"):
        table.setdefault((letter, other), kind)  # type: ignore[arg-type]
        table.setdefault((other, letter), kind)  # type: ignore[arg-type]
    return table


def _opposite_in_letters(old: str, new: str) -> MeaningKind | None:
    """What two words of equal length turn round whose letters differ in opposites alone."""
    if len(old) != len(new) or not 1 <= len(old) <= 4:
        return None
    unlike = [(x, y) for x, y in zip(old, new, strict=True) if x != y]
    kinds = [opposite_letters().get(letters) for letters in unlike]
    if not kinds or not all(kinds) or (len(unlike) == 1 and len(old) > 3):
        return None
    return kinds[0]


def _negated(old: str, new: str) -> MeaningKind | None:
    """Polarity, where one phrase denies what the other says in the same words."""
    if negations(old) == negations(new) or max(len(old), len(new)) > LONE:
        return None
    bare = [_affirmed(old), _affirmed(new)]
    shared = set(bare[0]) & set(bare[1])
    if bare[0] == bare[1] or (shared and len(shared) >= 0.5 * min(map(len, bare))):
        return "polarity"
    return "polarity" if not all(bare) else None


@lru_cache(maxsize=8192)
def _tells(word: str) -> bool:
    """Whether a word may mean something by itself beside another: `between` knows no pair of others."""
    return bool(word in _opposed_words() or _class(word) or negations(word) or _opposed_in().search(word))


@cache
def _opposed_words() -> frozenset[str]:
    return frozenset(word for word, _ in opposites())


@cache
def _opposed_in() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted({letter for letter, _ in opposite_letters()}))}]")


@cache
def _any_class() -> re.Pattern[str]:
    """The rows that a phrase may be an instance of as one pattern, for most phrases are of none."""
    kinds = ("time", "hedge", "bound", "negation", "amount")
    return re.compile(
        "|".join(f"(?:{vocabulary.one_of('statements', 'kind', kind).pattern})" for kind in kinds)
    )


@lru_cache(maxsize=8192)
def _class(text: str) -> str | None:
    """The row of the vocabulary that a phrase is an instance of, shortly."""
    bare = text.strip()
    if len(bare) > 10 or not _any_class().search(bare):
        return None
    row = vocabulary.first("statements", bare, "kind", "time")
    if row:
        return "time"
    for kind in ("hedge", "bound", "negation", "amount"):
        if row := vocabulary.first("statements", bare, "kind", kind):
            return row.id
    return None


def _renamed(a: str, b: str, place: Place) -> Found | None:
    """A person, a body or a place that became another; behind a role stands a person."""
    person, body = renamed_person(a, b, place), renamed_body(a, b, place)
    if person and (not body or (after_role(a, person[0][0]) and not _cuts_word(person[0], place.words_a))):
        return Found("person", "other-name", *person)
    if body:
        return Found("organisation", "other-name", *body)
    if spans := renamed_place(a, b, place):
        return Found("place", "other-name", *spans)
    return None


def _cuts_word(span: Span, words: Iterable[Word]) -> bool:
    """Whether a span ends inside a word that begins behind its start."""
    return any(span[0] < w.start < span[1] < w.end for w in words)


def _paired(a: str, b: str, place: Place, old: Sequence[Word], new: Sequence[Word]) -> Iterator[Found]:
    """What the words of a longer change mean one by one: the pairs that mean something, in order."""
    options: list[tuple[int, int, Found]] = []
    telling = [_tells(word.text) for word in new]
    for i, one in enumerate(old):
        tells = _tells(one.text)
        for j, other in enumerate(new):
            if one.text == other.text:
                continue
            if (tells or telling[j]) and (known := between(one.text, other.text)):
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
    for kind, rule in (("hedge", "hedge"), ("polarity", "negation")):
        mine = [w for w in old if (_class(w.text) or "").startswith(rule)]
        theirs = [w for w in new if (_class(w.text) or "").startswith(rule)]
        if bool(mine) != bool(theirs):
            yield Found(kind, f"{rule}-{'dropped' if mine else 'added'}", place.a, place.b)  # type: ignore[arg-type]
            return


def _lone(a: str, b: str, place: Place, words: Sequence[Word], *, gone: bool) -> list[Found]:
    """What words mean that came or went inside a sentence that stayed."""
    text = (a[slice(*place.a)] if gone else b[slice(*place.b)]).strip()
    told = _lone_kind(text, words, beside_figure=_beside_figure(a, b, place))
    if not told:
        return []
    kind, rule = told
    rest = place.statement_a if gone else place.statement_b
    if kind == "attribution" and (
        len(fold_text(text)) >= rest[1] - rest[0] - 4
        or _told_beside(text, *((b, place.b) if gone else (a, place.a)))
    ):
        return []
    return [Found(kind, f"{rule}-{'dropped' if gone else 'added'}", place.a, place.b)]


def _told_beside(source: str, text: str, at: Span) -> bool:
    """Whether the other text names the same source beside the place: it stands before or behind the words."""
    return fold_text(source) in fold_text(text[max(0, at[0] - NEAR) : at[1] + NEAR])


def _lone_kind(text: str, words: Sequence[Word], *, beside_figure: bool) -> tuple[MeaningKind, str] | None:
    """What a phrase is that came or went alone: a source, a hedge, a bound of a figure, a negation."""
    if row := vocabulary.first("statements", text, "kind", "source"):
        return "attribution", row.id
    if known := _class(text.strip("，,、：:")):
        if known.startswith("bound"):
            return ("bound", known) if beside_figure else None
        return None if known == "time" else ("polarity" if known == "negation" else "hedge", known)
    letters = len(fold_text(text))
    if len(words) > LONE or letters > 2 * LONE:
        return None
    classes = [(_class(w.text) or "", len(w.text)) for w in words if w.text[:1].isalnum()]
    hedged = sum(n for known, n in classes if known.startswith("hedge"))
    if hedged and hedged >= 0.5 * letters:
        return "hedge", "hedge"
    return ("polarity", "negation") if len(text) <= 4 and ("negation", len(text)) in classes else None


def _beside_figure(a: str, b: str, place: Place) -> bool:
    """Whether a bound that came or went stands beside a figure."""
    around = a[max(0, place.a[0] - 8) : place.a[1] + 4], b[max(0, place.b[0] - 8) : place.b[1] + 4]
    return any(re.search(r"[\d一二三四五六七八九十百千万亿两半]", text) for text in around)


def without_like(a: str, b: str, found: list[Found]) -> list[Found]:
    """The findings without negations and hedges that the same clause, or sentence, has in other words: 从来没有 and
    从未, 约三万元 and 三万元左右."""
    kept = []
    of_a, of_b = sentences(a), sentences(b)
    went = {
        (of_a.around(one.a)[0], one.rule.removesuffix("-dropped"))
        for one in found
        if one.rule.endswith("-dropped")
    }
    came = {
        (of_b.around(one.b)[0], one.rule.removesuffix("-added"))
        for one in found
        if one.rule.endswith("-added")
    }
    for one in found:
        said = of_a.around(one.a), of_b.around(one.b)
        row = one.rule.removesuffix("-dropped").removesuffix("-added")
        if one.rule != row and (said[0][0], row) in went and (said[1][0], row) in came:
            continue
        clause_a, clause_b = a[slice(*clauses(a, one.a, said[0]))], b[slice(*clauses(b, one.b, said[1]))]
        if one.kind == "polarity" and row == "negation" and 0 < negations(clause_a) == negations(clause_b):
            continue
        kept.append(one)
    return kept
