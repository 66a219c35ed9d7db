"""Plant edits of every kind into real originals and ask `compare` for them back.

    python benchmarks/comparing.py [--originals FOLDER] [--texts 200] [--seed 7] [--speed]

Prints precision, recall and F1 by kind (an edit counts when its kind is right and its span
overlaps the planted one by at least `OVERLAP` on both sides), the error of both coverages, what
the pairs are called (none is a template), and with --speed the time beside difflib and rapidfuzz alone.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import random
import re
import resource
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq, Levenshtein

from reprint_trace.comparing import compare, compare_texts, differences
from reprint_trace.model import Document, Edit, Page, Site
from reprint_trace.text.folding import fold, fold_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OVERLAP = 0.8  # intersection over union of the spans, where both are not empty
NEAR = 3  # raw characters an empty span may stand away from the planted place
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


def main() -> int:
    options = _arguments()
    rng = random.Random(options.seed)
    stories = [story for story in _stories(options.originals) if len(story["text"]) > 500]
    rng.shuffle(stories)
    tally: dict[str, Counter[str]] = {}
    errors: list[float] = []
    relations: Counter[str] = Counter()
    for story, other in zip(stories[: options.texts], stories[options.texts :], strict=False):
        case = plant(rng, story["title"], story["text"], other["text"])
        page = Page(
            file="p",
            sha256="",
            format="text",
            encoding="utf-8",
            site=Site(),
            body=case.page,
            title=case.title,
        )
        match = compare(page, Document(id="d", text=case.original, title=case.title))
        relations[match.relation or ""] += 1
        errors += [
            abs(match.page_covered - case.covered[0]),
            abs(match.document_covered - case.covered[1]),
        ]
        score(case, match.edits, tally, verbose=options.verbose)
    _print_table(tally, errors)
    print("relations:", dict(relations.most_common()))
    if options.speed:
        _print_speed(rng, stories)
        _print_growth(rng, stories)
    return 0


# ── planting ───────────────────────────────────────────────────────────────────────────


def plant(rng: random.Random, title: str, text: str, other: str) -> Case:
    """A page with 1-20 edits of mixed kinds."""
    text = _with_credits(rng, _clean(text))
    other = _clean(other)
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
    _write(case, sorted(edits, key=lambda e: e.start), rng)
    return case


def _clean(text: str) -> str:
    """The story without its own editor's credit and blank lines."""
    text = re.sub(r"[【（(]编辑[:：][^】）)]*[】）)]", "", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _with_credits(rng: random.Random, text: str) -> str:
    if rng.random() < 0.5:
        text += f"\n（本报记者{'、'.join(_name(rng) for _ in range(rng.randint(1, 4)))}）"
    if rng.random() < 0.3:
        text = f"新华社北京{rng.randint(1, 12)}月{rng.randint(1, 28)}日电（记者{_name(rng)}）" + text
    if rng.random() < 0.3 and _paragraphs(text):
        _, end = rng.choice(_paragraphs(text))
        text = f"{text[:end]}图为{_name(rng)}在{rng.choice(SITES)}的活动现场。{_name(rng)} 摄\n{text[end:]}"
    return text


def _name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def _sentences(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^。！？\n]{8,}[。！？]”?", text)]


def _paragraphs(text: str) -> list[tuple[int, int]]:
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
    _, end = rng.choice(_sentences(text))
    yield Planted("insertion", end, end, f"{rng.choice(PHRASES)}{rng.choice(SITES)}。")


def foreign(rng: random.Random, text: str, _title: str, other: str) -> Iterator[Planted]:
    paragraphs = _paragraphs(text)
    theirs = [s for s in _paragraphs(other) if s[1] - s[0] > 40]
    if paragraphs and theirs:
        _, end = rng.choice(paragraphs)
        s, e = rng.choice(theirs)
        yield Planted("foreign-passage", end, end, other[s:e])


def deletion(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    way = rng.random()
    if way < 0.4:
        start, end = rng.choice(_sentences(text))
    elif way < 0.6 and _paragraphs(text):
        start, end = rng.choice(_paragraphs(text))
    else:
        clauses = [m.span() for m in re.finditer(r"(?<=，)[^，。！？；：“”\n]{4,}，", text)]
        if not clauses:
            return
        start, end = rng.choice(clauses)
    if end < len(text) - 60 and start > 40:
        yield Planted("deletion", start, end, "")


def truncation(rng: random.Random, text: str, _title: str, _other: str) -> Iterator[Planted]:
    tails = [e for _, e in _sentences(text) if 0.4 * len(text) < e < len(text) - 60]
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
    _, end = rng.choice(_sentences(text))
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


def _write(case: Case, edits: list[Planted], rng: random.Random) -> None:
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
        s for s in _paragraphs(case.page)
        if all(s[1] + 2 <= e.page[0] or e.page[1] + 2 <= s[0] for e in case.planted) and s[1] - s[0] > 30
    ]  # fmt: skip
    ends = [e for _, e in _paragraphs(case.page)]
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


# ── scoring ────────────────────────────────────────────────────────────────────────────

SYSTEMATIC = ("width-or-spacing", "house-rule", "spin", "title-injection")


def score(case: Case, edits: tuple[Edit, ...], tally: dict[str, Counter[str]], *, verbose: bool) -> None:
    """Pair planted with found edits; a systematic rule must be one edit with its count."""
    open_edits = list(edits)
    rules = Counter(
        (p.kind, "" if p.kind[0] == "w" else p.rule) for p in case.planted if p.kind in SYSTEMATIC
    )
    for (kind, rule), count in rules.items():
        hit = next(
            (e for e in open_edits if e.kind == kind and e.count == count),
            None,
        )
        _count(tally, kind, "hit" if hit else "missed")
        if hit:
            open_edits.remove(hit)
        elif verbose:
            print(f"MISSED {kind} {rule} x{count}: {[(e.rule, e.count) for e in edits if e.kind == kind]}")
    for p in case.planted:
        if p.kind in SYSTEMATIC:
            continue
        hit = next((e for e in open_edits if e.kind == p.kind and _close(e, p)), None)
        _count(tally, p.kind, "hit" if hit else "missed")
        if hit:
            open_edits.remove(hit)
        elif verbose:
            old = case.original[max(0, p.start - 8) : p.end + 8]
            near = [(e.kind, e.document_text[:30], e.page_text[:30]) for e in edits if _touches(e, p)]
            print(f"MISSED {p.kind}: {old[:60]!r} -> {p.new[:40]!r}; found {near}")
    for edit in open_edits:
        _count(tally, edit.kind, "extra")
        if verbose:
            around = case.original[max(0, edit.document[0] - 10) : edit.document[1] + 10]
            print(f"EXTRA {edit.kind} {edit.rule}: {around[:60]!r} -> {edit.page_text[:50]!r}")


def _count(tally: dict[str, Counter[str]], kind: str, what: str) -> None:
    tally.setdefault(kind, Counter())[what] += 1


def _touches(edit: Edit, p: Planted) -> bool:
    return edit.document[0] <= p.end + 9 and p.start <= edit.document[1] + 9


def _close(edit: Edit, p: Planted) -> bool:
    if p.kind == "reordering" and p.rule and edit.page_text in p.rule:  # A past B is B past A
        return len(edit.page_text) >= OVERLAP * len(p.rule)
    return _overlap(edit.document, (p.start, p.end)) and _overlap(edit.page, p.page)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    wide_a, wide_b = a[1] - a[0], b[1] - b[0]
    if not wide_a or not wide_b:
        return wide_a + wide_b <= NEAR and abs(a[0] - b[0]) <= NEAR
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) >= OVERLAP


def _print_table(tally: dict[str, Counter[str]], errors: list[float]) -> None:
    total: Counter[str] = Counter()
    for kind in sorted(tally):
        total += tally[kind]
        print(_row(kind, tally[kind]))
    print(_row("all", total))
    print(f"coverage error: mean {statistics.mean(errors):.4f}, max {max(errors):.4f}")


def _row(kind: str, counts: Counter[str]) -> str:
    hit, missed, extra = counts["hit"], counts["missed"], counts["extra"]
    precision, recall = hit / max(1, hit + extra), hit / max(1, hit + missed)
    f1 = 2 * hit / max(1, 2 * hit + missed + extra)
    return f"{kind:20} planted {hit + missed:5}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


# ── speed ──────────────────────────────────────────────────────────────────────────────


def _print_speed(rng: random.Random, stories: list[dict[str, str]]) -> None:
    """Median and 99th percentile of one pair of some 3,000 characters, peers beside it."""
    pairs: list[tuple[str, str]] = []
    for _ in range(60):
        picked = rng.sample(stories, 8)
        story = "\n".join(story["text"] for story in picked)[:3000]
        case = plant(rng, picked[0]["title"], story, stories[0]["text"])
        pairs.append((case.original, case.page))
    folded = {text: fold(text) for pair in pairs for text in pair}
    jobs: dict[str, Callable[[str, str], object]] = {
        "compare_texts": compare_texts,
        "of it: folding both texts": lambda a, b: (fold(a), fold(b)),
        "differences (folded texts)": lambda a, b: differences(folded[a], folded[b]),
        "difflib, folded": lambda a, b: difflib.SequenceMatcher(
            None, folded[a].text, folded[b].text, autojunk=False
        ).get_opcodes(),
        "rapidfuzz Levenshtein, folded": lambda a, b: Levenshtein.opcodes(
            folded[a].text, folded[b].text
        ).as_list(),
        "rapidfuzz LCSseq, folded": lambda a, b: LCSseq.opcodes(folded[a].text, folded[b].text).as_list(),
    }
    for name, job in jobs.items():
        job(*pairs[0])
        times = sorted(_milliseconds(job, *pair) for pair in pairs[: 15 if "difflib" in name else 60])
        median, slow = statistics.median(times), times[int(len(times) * 0.99)]
        print(f"{name:32} median {median:8.2f} ms   p99 {slow:8.2f} ms")


def _print_growth(rng: random.Random, stories: list[dict[str, str]]) -> None:
    """Time and peak memory (resident set) against length, one edit every hundred characters."""
    text = "\n".join(_clean(story["text"]) for story in stories)
    before = _peak_megabytes()
    for length in (3_000, 12_500, 50_000, 200_000):
        letters = list(text[:length])
        for at in rng.sample(range(length), length // 100):
            letters[at] = rng.choice(("", "某某", letters[at] + "某"))
        took = _milliseconds(compare_texts, text[:length], "".join(letters))
        more = _peak_megabytes() - before
        print(f"{length:8} characters  {took:8.1f} ms   {more:5.0f} MB more than at the start")


def _milliseconds(job: Callable[[str, str], object], a: str, b: str) -> float:
    start = time.perf_counter()
    job(a, b)
    return (time.perf_counter() - start) * 1000


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _stories(folder: Path) -> list[dict[str, str]]:
    stories: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            stories += [json.loads(line) for line in lines]
    return stories


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--originals", type=Path, default=Path("../shared/data/originals"))
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
