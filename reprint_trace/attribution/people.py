"""Chinese personal names: what is one, and who is named in a text, as what.

A name is a listed surname with one or two characters behind it, or a name of a minority (with ·),
or a foreign one in transcription.  How likely a string is a name is judged by its characters: their
odds in given names against words (benchmarks/make_names.py), and everyday words are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from reprint_trace.attribution.mention import Person
from reprint_trace.text.folding import in_simplified
from reprint_trace.vocabulary import cells, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.attribution.mention import PersonRole, Span

_HAN = "一-鿿㐀-䶿"
_HOUSES = frozenset("政府 公司 集团 银行 医院 大学 学校 中心 巴巴 新闻 日报 晚报 财经 科技".split())
_PARTICLES = frozenset(
    "的了着过是在和与及或等还也则又都并便就曾再却才已正将会能要可不没只说得地被把从对向为以于而但使让该各每这那其此们"
)
_BODIES = frozenset("厅局委院社报网台所队处厂店馆站署办部")  # an office or an outlet ends so, no given name
_NEVER_FIRST = frozenset("的了着是在这那把被")
_COMMON = 150  # surnames so common that a name of theirs may stand glued to what is before it
_WITHIN = 120  # characters before a role word among which its bracket opens
_MOST, _LONGEST_LIST = 20, 160  # people one list names, characters it takes
_UNKNOWN = -5  # odds of a character that neither names nor words hold
_LIKELY = {2: -6, 3: -8, 4: -12}  # odds from which a string of so many characters is a name
_GLUED = 0  # odds that a name needs behind other characters, without anything that sets it apart
_DOTTED = re.compile(rf"[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,10}}){{1,4}}")
_BARE_BRACKET = re.compile(rf"[（(]([{_HAN}·、，, \u3000]{{2,50}})[）)]")
_APART = re.compile(rf"[{_HAN}]{{2,5}}(?<![{''.join(sorted(_BODIES))}获悉])(?=[\s\u3000、,，)）】\]]|$)")
_DOT = re.compile("[·•・]")
_BETWEEN = re.compile(r"[\s\u3000、,，/／:：&＆]{0,4}(?:和(?=[一-鿿]))?")
_ENDS = re.compile(
    r"$|[\s\u3000、,，/／。.;；:：()（）【】\[\]<>《》|｜丨“”\"!?！？\-—]"
    r"|(?:摄影)?报[道导]|[文图][/／]|摄影?|供图|制图|综合|整理|编译|采写|获悉|日[电讯]|通讯员|实习生|记者"
)
_ROLE_BEFORE = (
    r"(?:(?:本报|本刊|本台|本网|本社|特约|见习|实习|首席|高级|全媒体|融媒体|驻[一-鿿]{1,6}?|参与|执笔){0,3})"
)
_TITLES_BEHIND = frozenset(
    "先生 女士 小姐 太太 师傅 大爷 大妈 大姐 大哥 大叔 阿姨 奶奶 爷爷 经理 老师 医生 教授 主任 某某 某".split()
)


@cache
def _surnames() -> dict[str, int]:
    """Each surname and its rank, the commonest 0."""
    return {line[0]: rank for rank, line in enumerate(cells("surnames"))}


@cache
def _no_names() -> frozenset[str]:
    return words("ordinary_words") | words("not_names")


@cache
def _odds() -> dict[str, int]:
    return {line[0]: int(line[1]) for line in cells("given_characters")}


def surname_of(name: str) -> str:
    """The listed surname a name begins with, empty if none; compound ones first."""
    return next((name[:n] for n in (4, 2, 1) if n < len(name) and name[:n] in _surnames()), "")


def name_odds(name: str) -> int | None:
    """How likely a string of two to four characters is a Chinese name, in tenths of a natural
    logarithm against being a word; None when its form is no name's at all."""
    surname = surname_of(name)
    given = name[len(surname) :]
    if not surname or not 1 <= len(given) <= 2 or name in _no_names():
        return None
    if given in _TITLES_BEHIND or given in _HOUSES:
        return None
    if given[-1] in _BODIES or given[-1] in _PARTICLES or given[0] in _NEVER_FIRST:
        return None
    rank = _surnames()[surname]
    prior = 25 if len(surname) > 1 else 15 if rank < _COMMON else 0 if rank < 2 * _COMMON else -15
    return prior + sum(_odds().get(char, _UNKNOWN) for char in given)


def personal_name(text: str) -> bool:
    """Whether a text is one whole personal name and nothing else, in either writing."""
    name = in_simplified(text)
    if _DOTTED.fullmatch(name):
        return True
    odds = name_odds(name)
    return odds is not None and odds >= _LIKELY[len(name)]


def named_form(text: str) -> bool:
    """Whether a text has the form of a name, likely or not: enough where a role word says that
    people are named."""
    name = in_simplified(text)
    return bool(_DOTTED.fullmatch(name)) or (
        bool(surname := surname_of(name)) and 1 <= len(name) - len(surname) <= 2
    )


@lru_cache(maxsize=4)  # a text is asked about once for each of its cuts
def people(text: str) -> tuple[Person, ...]:
    """Everyone a text names, in order, each place once: the makers of the story behind their roles,
    and those it quotes."""
    plain = in_simplified(text)
    found: list[Person] = []
    for person in (*_makers(plain), *_speakers(plain), *_called(plain)):
        at = bisect_left(found, person.span, key=lambda other: other.span)
        free = not at or found[at - 1].span[1] <= person.span[0]
        if free and (at == len(found) or person.span[1] <= found[at].span[0]):
            found.insert(at, _written(person, text))
    return tuple(found)


def _written(person: Person, text: str) -> Person:
    """The person as `text` writes the name, which was read in simplified writing."""
    name = re.sub(r"\s", "", text[slice(*person.span)])
    return Person(person.span, name, person.role, person.rule)


def people_in(text: str, start: int, end: int) -> tuple[Person, ...]:
    """Those whom a dateline, byline or caption names: behind their roles, or alone in its bracket."""
    stretch = text[start:end]
    found = list(_makers(in_simplified(stretch)))
    bracket = _BARE_BRACKET.search(stretch) if not found else None
    if bracket:
        found = list(names_in(stretch, "named", *bracket.span(1)))
        if not found or found[-1].span[1] != bracket.end(1):
            return ()
    return tuple(
        Person((p.span[0] + start, p.span[1] + start), _written(p, stretch).name, p.role, p.rule)
        for p in sorted(found, key=lambda person: person.span)
    )


def speakers(text: str) -> tuple[Person, ...]:
    """The people a text quotes."""
    plain = in_simplified(text)
    return tuple(_written(person, text) for person in _speakers(plain))


def names_in(
    text: str, role: PersonRole, start: int = 0, end: int | None = None, *, sure: bool = False
) -> tuple[Person, ...]:
    """The names of a list that begins at `start` (甲某某 乙某、丙某某), up to what is no name; where it
    is `sure` that people are named, one without a listed surname (格桑某某) is taken too."""
    stop = min(len(text) if end is None else end, start + _LONGEST_LIST)
    plain = in_simplified(text[start:stop])
    listed = _listed(plain, 0, role, sure=sure)
    return tuple(
        Person((p.span[0] + start, p.span[1] + start), _written(p, text[start:stop]).name, p.role, p.rule)
        for p in listed
    )


def _listed(plain: str, at: int, role: PersonRole, *, sure: bool) -> list[Person]:
    found: list[Person] = []
    stop = min(len(plain), at + _LONGEST_LIST)
    while len(found) < _MOST:
        between = _BETWEEN.match(plain, at, stop)
        at = between.end() if between else at
        taken = _name_at(plain, at, stop)
        if taken is None and sure:
            word = _APART.match(plain, at, stop)
            taken = word.end() if word and not _is_word(word.group()) else None
        if taken is None:
            break
        found.append(Person((at, taken), plain[at:taken], role, f"{role}-list"))
        at = taken
    return found


def named_after(role: str, text: str) -> frozenset[str]:
    """The people named right behind a role word (通讯员 甲某 乙某)."""
    return frozenset(
        person.name
        for at in re.finditer(re.escape(role), text)
        for person in names_in(text, "named", at.end())
    )


def addressed(text: str) -> tuple[re.Match[str], ...]:
    """The surnames before a form of address (苏先生, 苏某)."""
    return tuple(_addressed().finditer(text))


# ── the names themselves ───────────────────────────────────────────────────────────────


def _name_at(text: str, at: int, stop: int) -> int | None:
    """Where the name that begins at a place ends."""
    if dotted := _DOTTED.match(text, at, stop):
        return _dotted_end(text, at, dotted.end())
    if spaced := _spaced().match(text, at, stop):
        return spaced.end()
    surname = surname_of(text[at : min(at + 5, stop)])
    least = at + len(surname)
    if not surname or text.startswith(tuple(_TITLES_BEHIND), least):
        return None
    ends = [end for end in (least + 2, least + 1) if end <= stop and _is_han(text[least:end])]
    apart = next((end for end in ends if _ENDS.match(text, end, stop) or end == stop), None)
    if apart is not None:
        listed = text[at - 1 : at] in ("、", " ")
        none = (
            text[apart - 1] in _BODIES
            or _roles().match(text, at)
            or (text[at:apart] in _no_names() and not listed)
        )
        return None if none else apart
    # 老师傅眯起眼: an old hand, not a teacher named 傅.
    ends = [] if text.endswith("老师傅", 0, at + 1) else ends
    scored = [(name_odds(text[at:end]), end) for end in ends]
    likely = [end for odds, end in scored if odds is not None and odds >= _GLUED]
    if len(likely) > 1 and _begins_another(text, likely[0] - 1, stop):
        return likely[1]
    return likely[0] if likely else None


def _begins_another(text: str, at: int, stop: int) -> bool:
    """Whether a name set off on its right begins at a place: 郭磊卢某 is 郭磊 and 卢某."""
    if _surnames().get(text[at], _COMMON) >= _COMMON:
        return False
    return any(end <= stop and _ENDS.match(text, end, stop) for end in (at + 2, at + 3))


def _is_word(text: str) -> bool:
    return text in _no_names() or _roles().match(text) is not None


@cache
def _spaced() -> re.Pattern[str]:
    """赵 培: a name of two characters set as wide as one of three."""
    surnames = "".join(surname for surname in _surnames() if len(surname) == 1)
    return re.compile(rf"[{surnames}][ \u3000][{_HAN}](?=[\s、,，)）】\]]|$)")


def _dotted_start(text: str, at: int) -> int:
    """Where a name with dots begins that is glued to a title or another word: 经济学家西蒙·某."""
    first = text.index(_DOT.search(text, at).group(), at)  # type: ignore[union-attr]
    titles = [m.end() for m in _titles().finditer(text, at, first) if m.end() < first]
    if titles:
        return titles[-1]
    start = first
    while start > at and text[start - 1] in words("transcription"):
        start -= 1
    return start if start < first else at


def _dotted_end(text: str, at: int, end: int) -> int:
    """Where a name with dots ends that runs on into the sentence: …·杜拉克日前接受采访."""
    if _ENDS.match(text, end):
        return end
    last = max(text.rfind(dot, at, end) for dot in "·•・") + 1
    stop = next((n for n in range(last, end) if text[n] not in words("transcription")), end)
    return stop if stop > last else end


def _is_han(text: str) -> bool:
    return all("一" <= char <= "鿿" or "㐀" <= char <= "䶿" for char in text)


# ── who made the story ─────────────────────────────────────────────────────────────────


@cache
def _roles() -> re.Pattern[str]:
    listed = "|".join(sorted(words("roles"), key=len, reverse=True))
    return re.compile(rf"{_ROLE_BEFORE}(?P<role>{listed})[\s\u3000:：/／丨|]{{0,3}}")


@cache
def _role_of() -> dict[str, PersonRole]:
    return {line[0]: cast("PersonRole", line[1]) for line in cells("roles")}


def _makers(text: str) -> Iterator[Person]:
    for match in _roles().finditer(text):
        role = _role_of()[match["role"]]
        before = text[max(0, match.start() - _WITHIN) : match.start() + 1]
        within = max(map(before.rfind, "（(【[")) > max(map(before.rfind, "）)】]"))
        for person in _listed(text, match.end(), role, sure=within):
            yield Person(person.span, person.name, role, f"behind-{role}")
    for match in re.finditer(
        rf"(?<=[\s。，（(/／])([{_HAN}]{{2,4}})(?=[\s]?(?:摄(?![影制入])|供图|制图))", text
    ):
        if personal_name(match[1]):
            yield Person(match.span(1), match[1], "photographer", "before-picture")


# ── who is quoted ──────────────────────────────────────────────────────────────────────


@cache
def _saying() -> re.Pattern[str]:
    before = "|".join(sorted(words("before_sayings"), key=len, reverse=True))
    said = "|".join(sorted(words("sayings"), key=len, reverse=True))
    return re.compile(rf"(?:{before}){{0,3}}(?:{said})(?![明法服书])")


@cache
def _transcribed() -> re.Pattern[str]:
    chars = "".join(sorted(words("transcription")))
    return re.compile(rf"(?<![{chars}])[{chars}]{{3,9}}$")


@cache
def _titles() -> re.Pattern[str]:
    return re.compile("|".join(sorted(words("titles"), key=len, reverse=True)))


@cache
def _titled() -> re.Pattern[str]:
    titles = _titles().pattern
    return re.compile(rf"(?:{titles})(?P<name>[{_HAN}·•]{{2,12}})$")


def _speakers(text: str) -> Iterator[Person]:
    for match in _saying().finditer(text):
        span = _name_before(text, match.start())
        if span is not None:
            yield Person(span, text[slice(*span)], "speaker", "before-saying")


def _name_before(text: str, end: int) -> Span | None:
    """The name that ends at a place, before a verb of saying."""
    start = max(0, end - 24)
    run = re.search(rf"[{_HAN}·•・]+$", text[start:end])
    if run is None:
        return None
    said, offset = run.group(), start + run.start()
    titled = _titled().search(said)
    if titled and (personal_name(titled["name"]) or _foreign(titled["name"])):
        return offset + titled.start("name"), end
    if dotted := _DOTTED.search(said[-16:]):
        at = end - len(said[-16:]) + dotted.start()
        return (_dotted_start(text, at), end) if dotted.end() == len(said[-16:]) else None
    for size in (4, 3, 2):
        name = said[-size:]
        if len(name) < size or (size == 4 and len(surname_of(name)) < 2):
            continue
        odds = name_odds(name)
        if odds is None or odds < (_LIKELY[size] if len(said) == size else max(_GLUED, _LIKELY[size])):
            continue
        if len(said) > size and (name[-2:] in _no_names() or _surnames()[surname_of(name)] >= _COMMON):
            continue
        return end - size, end
    foreign = _transcribed().search(said)
    return (offset + foreign.start(), end) if foreign else None


def _foreign(name: str) -> bool:
    return len(name) >= 2 and all(char in words("transcription") or char in "·•" for char in name)


# ── who is told by title or address ────────────────────────────────────────────────────


@cache
def _addressed() -> re.Pattern[str]:
    listed = "|".join(sorted(_surnames(), key=len, reverse=True))
    return re.compile(rf"(?:{listed})(?=先生|女士|小姐|某|师傅|大爷|大妈|阿姨|经理)")


@cache
def _calling() -> re.Pattern[str]:
    titles = "|".join(sorted(words("titles") - {"代表", "委员", "记者"}, key=len, reverse=True))
    return re.compile(rf"(?:{titles})(?=[{_HAN}]{{2}})")


def _called(text: str) -> Iterator[Person]:
    """Those whose office or calling stands right before their name: 市长李某某, 村民阿不都·买买提."""
    for match in _calling().finditer(text):
        at = match.end()
        dotted = _DOTTED.match(text, at, at + 20)
        end = _dotted_end(text, at, dotted.end()) if dotted else _name_at(text, at, min(len(text), at + 4))
        if end is None:
            continue
        odds = None if dotted else name_odds(text[at:end])
        if dotted or (odds is not None and odds >= 10):
            yield Person((at, end), text[at:end], "named", "behind-title")
