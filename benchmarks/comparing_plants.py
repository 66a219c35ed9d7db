"""Edits of every kind, planted into real originals: what was done, and where it stands in the page."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reprint_trace.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APART = 6  # raw characters left untouched between two planted edits

SITES = ("城事网", "北方联盟", "江畔新闻", "快讯堂", "人人看点")
PHRASES = ("欢迎收藏本站", "点击阅读更多", "关注我们的公众号", "本站提醒您", "扫码下载客户端", "图文无关")
WORDS = ("情形", "眼下", "颇为", "格外", "大体上", "随即", "着手", "旋即", "逐一", "姑且", "原先", "径直")
SWAPS = (
    ("，", " , ", "width-or-spacing"),
    ("\n", "\n　　", "width-or-spacing"),
    ("“|”", '"', "width-or-spacing"),
    ("记者", "采访人员", "house-rule"),
    ("表示", "说道", "house-rule"),
    ("疫情", "疫况", "house-rule"),
    ("发现", "发明", "spin"),
    ("支持", "支撑", "spin"),
    ("措施", "办法", "spin"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "明华建国志强丽娟晓东海燕文博雨桐"


@dataclass
class Planted:
    """One planted edit: the raw span of the original, and what stands there in the page."""

    kind: str
    start: int
    end: int
    new: str
    rule: str = ""
    page: tuple[int, int] = (0, 0)


@dataclass
class Case:
    """A page made from an original, with everything that was done to it."""

    title: str
    original: str
    page: str = ""
    planted: list[Planted] = field(default_factory=list)
    covered: tuple[float, float] = (0.0, 0.0)
    moved: tuple[int, int, int] | None = None


def plant(rng: random.Random, title: str, text: str, other: str) -> Case:
    """A page with 1-20 edits of mixed kinds."""
    text = _with_credits(rng, clean(text))
    other = clean(other)
    case = Case(title, text)
    edits: list[Planted] = []
    planters = list(PLANTERS)
    rng.shuffle(planters)
    wanted = rng.randint(1, 20)
    for planter in planters * 3:
        if len(edits) >= wanted:
            break
        for edit in planter(rng, text, title, other):
            if all(edit.end + APART <= e.start or e.end + APART <= edit.start for e in edits):
                edits.append(edit)
    if rng.random() < 0.3:
        edits += _systematic(rng, text, edits)
    write(case, sorted(edits, key=lambda e: e.start), rng)
    return case


def clean(text: str) -> str:
    """The story without its own editor's credit and blank lines."""
    text = re.sub(r"[【（(]编辑[:：][^】）)]*[】）)]", "", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _with_credits(rng: random.Random, text: str) -> str:
    if rng.random() < 0.5:
        text += f"\n（本报记者{'、'.join(name(rng) for _ in range(rng.randint(1, 4)))}）"
    if rng.random() < 0.3:
        text = f"新华社北京{rng.randint(1, 12)}月{rng.randint(1, 28)}日电（记者{name(rng)}）" + text
    if rng.random() < 0.3 and paragraphs(text):
        _, end = rng.choice(paragraphs(text))
        text = f"{text[:end]}图为{name(rng)}在{rng.choice(SITES)}的活动现场。{name(rng)} 摄\n{text[end:]}"
    return text


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def sentences(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^。！？\n]{8,}[。！？]”?", text)]


def paragraphs(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\n]{20,}\n", text)]


def number(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = [m for m in re.finditer(r"\d+(?:\.\d+)?%?[万亿]*", text) if m.end() < len(text)]
    if not found:
        return
    m = rng.choice(found)
    old = m.group()
    ways = []
    if "." in old:
        ways.append(old.replace(".", ""))
    if "%" in old:
        ways.append(old.replace("%", "倍"))
    if old[-1] in "万亿":
        ways.append(old[:-1] + ("亿" if old[-1] == "万" else "万"))
    at = rng.choice([i for i, c in enumerate(old) if c.isdigit()])
    ways.append(old[:at] + str((int(old[at]) + rng.randint(1, 9)) % 10) + old[at + 1 :])
    ways.append(str(rng.randint(1, 99999)) + old.lstrip("0123456789.,"))
    new = rng.choice(ways)
    if new != old:
        yield Planted("number-changed", m.start(), m.end(), new)


def negation(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = list(re.finditer(r"(?:没有|不|未|无)(?=(?:会|能|得|可|是|应|予|到|要|在|有))", text))
    if found and rng.random() < 0.5:
        m = rng.choice(found)
        yield Planted("negation-changed", m.start(), m.end(), "")
        return
    places = [
        m.start() for m in re.finditer(r"(?<![不未没无])(?:会|能|得|可以|是|应|要|在)(?![不未没无])", text)
    ]
    if places:
        at = rng.choice(places)
        yield Planted("negation-changed", at, at, rng.choice(("不", "未", "没有")))


def substitution(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = list(re.finditer(r"(?<=[一-鿿])[一-鿿]{2}(?=[一-鿿])", text))
    m = rng.choice(found)
    if not re.search(r"[不未没无一二三四五六七八九十两百千万亿]", m.group()):
        yield Planted("substitution", m.start(), m.end(), rng.choice(WORDS))


def insertion(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    _, end = rng.choice(sentences(text))
    yield Planted("insertion", end, end, f"{rng.choice(PHRASES)}{rng.choice(SITES)}。")


def foreign(rng: random.Random, text: str, _title: str, other: str) -> Iterator[Planted]:
    ours = paragraphs(text)
    theirs = [s for s in paragraphs(other) if s[1] - s[0] > 40]
    if ours and theirs:
        _, end = rng.choice(ours)
        s, e = rng.choice(theirs)
        yield Planted("foreign-passage", end, end, other[s:e])


def deletion(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    way = rng.random()
    if way < 0.4:
        start, end = rng.choice(sentences(text))
    elif way < 0.6 and paragraphs(text):
        start, end = rng.choice(paragraphs(text))
    else:
        clauses = [m.span() for m in re.finditer(r"(?<=，)[^，。！？；：“”\n]{4,}，", text)]
        if not clauses:
            return
        start, end = rng.choice(clauses)
    if end < len(text) - 60 and start > 40:
        yield Planted("deletion", start, end, "")


def truncation(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    tails = [e for _, e in sentences(text) if 0.4 * len(text) < e < len(text) - 60]
    last = text.rfind("（本报记者")
    if tails and last < 0:
        yield Planted("truncation", rng.choice(tails), len(text), "")


def byline(_rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    start = text.rfind("\n（本报记者")
    if start > 0:
        yield Planted("byline-removed", start, len(text), "")


def dateline(_rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    m = re.match(r"新华社北京\d+月\d+日电（记者[一-鿿]+）", text)
    if m:
        yield Planted("dateline-removed", 0, m.end(), "")


def relay(rng: random.Random, text: str, title: str, _other: str) -> Iterator[Planted]:
    if not text.startswith("新华社北京"):
        yield Planted("relay-lead", 0, 0, f"{rng.choice(SITES)}小编了解到{title}\n")


def injected(rng: random.Random, text: str, title: str, _other: str) -> Iterator[Planted]:
    _, end = rng.choice(sentences(text))
    yield Planted("title-injection", end, end, f"【{title}】")


def date(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = list(re.finditer(r"\d{1,2}(?=[月日时])", text))
    if found:
        m = rng.choice(found)
        yield Planted("number-changed", m.start(), m.end(), str(int(m.group()) % 12 + 1))


def numeral(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = list(
        re.finditer(r"(?<![一二三四五六七八九十百千万])[二三四五六七八九](?=[个名年月天家次位项届批])", text)
    )
    if found:
        m = rng.choice(found)
        yield Planted(
            "number-changed", m.start(), m.end(), rng.choice("二三四五六七八九".replace(m.group(), ""))
        )


def quotation(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    found = [m for m in re.finditer(r"“[^“”\n]{6,}[。！？]”", text) if m.end() < len(text) - 60]
    if found:
        m = rng.choice(found)
        yield Planted("deletion", m.start(), m.end(), "")


def caption(_rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    m = re.search(r"图为[^\n]*摄\n", text)
    if m:
        yield Planted("caption-removed", m.start(), m.end(), "")


PLANTERS: tuple[Callable[[random.Random, str, str, str], Iterator[Planted]], ...] = (
    number, number, negation, negation, substitution, insertion, foreign, deletion, deletion,
    truncation, byline, dateline, relay, injected, date, numeral, quotation, caption,
)  # fmt: skip


def _systematic(rng: random.Random, text: str, taken: list[Planted]) -> Iterator[Planted]:
    swaps = rng.sample(SWAPS, 3)
    for old, new, kind in swaps:
        free = [
            m for m in re.finditer(old, text)
            if all(m.end() + 1 <= e.start or e.end + 1 <= m.start() for e in taken)
        ]  # fmt: skip
        if len(free) >= (1 if kind == "spin" else 2):
            for m in free:
                yield Planted(kind, m.start(), m.end(), new, rule=f"{old}→{new}")


def write(case: Case, edits: list[Planted], rng: random.Random) -> None:
    pieces: list[str] = []
    at = length = 0
    for edit in edits:
        pieces += [case.original[at : edit.start], edit.new]
        length += edit.start - at
        edit.page = (length, length + len(edit.new))
        length += len(edit.new)
        at = edit.end
    case.page = "".join([*pieces, case.original[at:]])
    case.planted = edits
    letters = [e for e in edits if e.kind != "width-or-spacing"]
    lost = sum(len(fold_text(case.original[e.start : e.end])) for e in letters)
    added = sum(len(fold_text(e.new)) for e in letters)
    for e in letters:  # what an edit leaves in place is covered
        shared = _same(fold_text(case.original[e.start : e.end]), fold_text(e.new))
        lost, added = lost - shared, added - shared
    whole, page = len(fold_text(case.original)), len(fold_text(case.page))
    case.covered = ((page - added) / page, (whole - lost) / whole)
    if rng.random() < 0.4:
        _move(case, rng)


def _move(case: Case, rng: random.Random) -> None:
    """Carry one untouched paragraph to another place."""
    quiet = [
        s for s in paragraphs(case.page)
        if all(s[1] + 2 <= e.page[0] or e.page[1] + 2 <= s[0] for e in case.planted) and s[1] - s[0] > 30
    ]  # fmt: skip
    ends = [e for _, e in paragraphs(case.page)]
    if not quiet or len(ends) < 4:
        return
    s, e = rng.choice(quiet)
    to = rng.choice([end for end in ends if end < s or end > e + 60] or [0])
    if not to or any(p.page[0] - 2 < to < p.page[1] + 2 for p in case.planted):
        return
    moved, size = case.page[s:e], e - s
    for p in case.planted:
        shift = (-size if p.page[0] >= e else 0) + (size if p.page[0] >= to else 0)
        p.page = (p.page[0] + shift, p.page[1] + shift)
    rest = case.page[:s] + case.page[e:]
    at = to - size if to > s else to
    case.page = rest[:at] + moved + rest[at:]
    start = case.original.find(moved)
    jumped = rest[e - size : at] if to > s else rest[at:s]
    case.planted.append(Planted("reordering", start, start + size, moved, jumped.strip(), (at, at + size)))


def _same(a: str, b: str) -> int:
    from rapidfuzz.distance import Postfix, Prefix

    head = Prefix.similarity(a, b)
    return int(head + Postfix.similarity(a[head:], b[head:]))
