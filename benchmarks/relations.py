"""What two texts are to each other, against pairs read by hand and template families.

    python -m benchmarks.relations [--groups FOLDER] [--write] [--verbose]

Fits the model of relations to the pairs read by hand (both ways round: what two texts are to each other
does not hang on which is taken for the original) and to made ones: bulletins of one template, one wire in
two houses, and the pairs read by hand with machine noise, in traditional writing, and with a site's
furniture.  Prints how many pairs read by hand it tells right that it has not seen, nor any other of their
story, and how often the changes that must not matter change what is told.  --write writes
comparing/data/relation.tsv.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from benchmarks.comparing_meanings import _traditional
from reprint_trace.comparing.match import laid as _as_printed
from reprint_trace.comparing.match import without_slips
from reprint_trace.comparing.relation import (
    RELATIONS,
    Fact,
    Weights,
    facts_of,
    learned,
    prepared,
    unrelated,
    weighed,
)
from reprint_trace.model import Document, Page, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reprint_trace.comparing.facts import Compared
    from reprint_trace.model import Phrase, Relation

# Only a source line is told beside a text; a dateline or byline must be read from it.
_SOURCE = re.compile(r"(?:来源|转自|出处|据)\s*[:：丨|]?\s*(.{2,40})")
FILE = Path(__file__).parent.parent / "reprint_trace/comparing/data/relation.tsv"
FURNITURE = "\n责任编辑：小禾\n点击下载客户端，查看更多精彩内容\n版权声明：转载请注明来源，侵权必究\n分享到：微信 微博"
_CREDITS = re.compile("央视|总台|新闻联播")
RIDGE = 0.3
FOLDS = 20
TEMPLATES, WIRES, MADE = 0.25, 1.0, 0.25  # weight of a made pair beside one read by hand
NOTICES = 60
FEATURES = (
    "base", "rewritten", "touches", "own", "edited", "partly", "apart", "form", "quoted", "spun", "ages",
    "signed",
)  # fmt: skip


def laid(document: Document, page: Page) -> Compared:
    return without_slips(_as_printed(document, page), document, page)


_READ: dict[int, tuple[Fact, ...]] = {}


class Judged(NamedTuple):
    """A pair laid side by side: its story, what it is, what it weighs in the fit, and how it was made."""

    group: str
    relation: str
    laid: Compared
    weight: float = 1.0
    made: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--groups", type=Path, default=Path("../shared/data/groups"))
    parser.add_argument("--seed", type=int, default=101, help="of the noise that no model is fitted to")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    pairs = [
        *_gold(options.groups, options.seed),
        *_templates(options.groups),
        *_wires(options.groups),
        *_notices(options.groups),
    ]
    gates = [unrelated(prepared(pair.laid)) for pair in pairs]
    print(f"{len(pairs)} pairs laid")
    held = _held_out(pairs, gates)
    _print_held(pairs, held, verbose=options.verbose)
    weights = _fit(
        [p for p, g in zip(pairs, gates, strict=True) if not g and p.relation != "unrelated" and p.weight]
    )
    right = [
        told == pair.relation
        for pair, told in _gold_only(
            pairs, [_relation(p, g, weights) for p, g in zip(pairs, gates, strict=True)]
        )
    ]
    print(f"fitted to all of them: {sum(right)} of {len(right)} ({sum(right) / len(right):.3f})")
    if options.write:
        notes = (
            [line for line in FILE.read_text("utf-8").split("\n") if line.startswith("#")]
            if FILE.exists()
            else []
        )
        told = [f"{f}\t{r}\t{weights[f][r]:.3f}" for f in FEATURES for r in RELATIONS]
        FILE.write_text("\n".join([*notes, *told]) + "\n", "utf-8")
        learned.cache_clear()


# ── what is measured ───────────────────────────────────────────────────────────────────


def _held_out(pairs: list[Judged], gates: list[Phrase | None]) -> list[str]:
    """What is told of every pair by a model that saw no pair of its story."""
    stories = sorted({pair.group for pair in pairs})
    random.Random(3).shuffle(stories)
    told: dict[int, str] = {}
    for fold in range(FOLDS):
        out = set(stories[fold::FOLDS])
        weights = _fit(
            [
                p
                for p, g in zip(pairs, gates, strict=True)
                if p.group not in out and not g and p.relation != "unrelated" and p.weight
            ]
        )
        told |= {n: _relation(p, gates[n], weights) for n, p in enumerate(pairs) if p.group in out}
    return [told[n] for n in range(len(pairs))]


def _relation(pair: Judged, gate: Phrase | None, weights: Weights) -> str:
    return "unrelated" if gate else weighed(_facts(pair), weights)[0]


def _gold_only(pairs: list[Judged], told: list[str]) -> list[tuple[Judged, str]]:
    return [(p, t) for p, t in zip(pairs, told, strict=True) if p.made in ("", "turned")]


def _print_held(pairs: list[Judged], held: list[str], *, verbose: bool) -> None:
    for made in dict.fromkeys(pair.made for pair in pairs):
        answers = Counter((p.relation, t) for p, t in zip(pairs, held, strict=True) if p.made == made)
        right = sum(count for (gold, told), count in answers.items() if gold == told)
        total = sum(answers.values())
        print(f"held out, {made or 'read by hand'}: {right} of {total} right ({right / total:.3f})")
        for gold in sorted({gold for gold, _ in answers}):
            counts = {t: n for (g, t), n in sorted(answers.items()) if g == gold}
            print(f"  {gold:17} {counts.get(gold, 0):4} of {sum(counts.values()):4}  {counts}")
    plain = [told for pair, told in zip(pairs, held, strict=True) if not pair.made]
    for made in ("noise", "script", "furniture", *FRESH):
        others = [told for pair, told in zip(pairs, held, strict=True) if pair.made == made]
        print(f"changed by {made}: {sum(a != b for a, b in zip(plain, others, strict=True))} of {len(plain)}")
    if verbose:
        for pair, told in zip(pairs, held, strict=True):
            if told != pair.relation and pair.made in ("", "noise", "furniture", *FRESH):
                facts = {f.feature: round(f.value, 2) for f in _facts(pair)}
                print(pair.group, pair.made, f"is {pair.relation}, told {told}:", facts)


def _facts(pair: Judged) -> tuple[Fact, ...]:
    """The facts of a pair, read once."""
    if id(pair.laid) not in _READ:
        _READ[id(pair.laid)] = facts_of(prepared(pair.laid))
    return _READ[id(pair.laid)]


def _fit(pairs: list[Judged]) -> Weights:
    """Multinomial logistic regression with a ridge, by L-BFGS."""
    from scipy.optimize import minimize

    x = np.zeros((len(pairs), len(FEATURES)))
    x[:, 0] = 1.0
    for row, pair in zip(x, pairs, strict=True):
        for fact in _facts(pair):
            if fact.feature:
                row[FEATURES.index(fact.feature)] = fact.value
    y = np.array([RELATIONS.index(cast("Relation", pair.relation)) for pair in pairs])
    weight = np.array([pair.weight for pair in pairs])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(len(FEATURES), len(RELATIONS))
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        error = p.copy()
        error[np.arange(len(y)), y] -= 1
        value = -np.sum(weight * np.log(p[np.arange(len(y)), y] + 1e-12)) + RIDGE * np.sum(w[1:] ** 2)
        slope = x.T @ (error * weight[:, None])
        slope[1:] += 2 * RIDGE * w[1:]
        return float(value), slope.ravel()

    found = minimize(loss, np.zeros(len(FEATURES) * len(RELATIONS)), jac=True, method="L-BFGS-B").x
    table = found.reshape(len(FEATURES), len(RELATIONS))
    return {f: {r: float(table[i, k]) for k, r in enumerate(RELATIONS)} for i, f in enumerate(FEATURES)}


# ── the pairs ──────────────────────────────────────────────────────────────────────────


def _gold(folder: Path, seed: int) -> Iterator[Judged]:
    rng, fresh = random.Random(11), random.Random(seed)
    texts = {
        member["id"]: member
        for group in _lines(folder / "same_story_inews_2018.jsonl.gz")
        for member in group["members"]
    }
    for group in _lines(folder / "gold_inews.jsonl"):
        sources = {member["id"]: _source(member["declared"]) for member in group["members"]}
        for pair in group["relations"]:
            a, b = texts[pair["a"]], texts[pair["b"]]
            first, second = sources[pair["a"]], sources[pair["b"]]
            name, told = group["group"], pair["relation"]
            yield Judged(name, told, laid(_document(a, first), _page(b, second)))
            yield Judged(name, told, laid(_document(b, second), _page(a, first)), made="turned")
            for made, change in (("noise", _noisy), ("script", _converted), ("furniture", _furnished)):
                other = b | {"text": change(rng, b["text"])}
                yield Judged(name, told, laid(_document(a, first), _page(other, second)), 0.5, made)
            for made, change in FRESH.items():
                other = b | {"text": change(fresh, b["text"])}
                yield Judged(name, told, laid(_document(a, first), _page(other, second)), 0.0, made)


def _templates(folder: Path) -> Iterator[Judged]:
    for number, family in enumerate(_lines(folder / "hard_negatives_templates.jsonl")):
        for a, b in list(combinations(family["members"], 2))[:30]:
            yield Judged(
                f"template-{number}",
                "template",
                laid(_document(a, None), _page(b, None)),
                TEMPLATES,
                "template",
            )


def _wires(folder: Path) -> Iterator[Judged]:
    """CCTV beside 中新网: neither copies the other, unless it says so."""
    for group in _lines(folder / "same_story_early_2020.jsonl.gz"):
        for a, b in combinations(group["members"], 2):
            if {a["id"][:3], b["id"][:3]} == {"cns", "xwl"} and not _CREDITS.search(
                (a if a["id"].startswith("cns") else b)["text"]
            ):
                yield Judged(
                    str(group["group"]) if "group" in group else a["id"],
                    "same-wire",
                    laid(_document(a, a["source"]), _page(b, b["source"])),
                    WIRES,
                    "wire",
                )


def _notices(folder: Path) -> Iterator[Judged]:
    """Two stories of their own around one notice or one quotation; a notice beside a story that prints it
    whole; and one form of words, used again years later around other matter."""
    rng = random.Random(19)
    stories = [
        m["text"]
        for g in _lines(folder / "same_story_early_2020.jsonl.gz")
        for m in g["members"][:1]
        if 300 < len(m["text"]) < 1500
    ]
    for number in range(NOTICES):
        one, other, notice = rng.sample(stories, 3)
        said = re.sub(r"[“”\n]", "", notice)[: rng.randint(100, 260)]
        form = rng.choice(("警方通报称：{}\n", "该市发布通告：{}\n", "他说：“{}”\n"))
        a, b = (
            f"{text[: len(text) // 3]}\n{form.format(said)}{text[len(text) // 3 : len(text) // 2]}"
            for text in (one, other)
        )
        yield Judged(f"notice-{number}", "shared-quotation", _bare(a, b), MADE, "notice")
        signed = f"{said}\n{rng.choice(('栖川县公安局', '云溪市教育局', '汀港区人民政府'))}20{rng.randint(15, 22)}年3月5日"
        lead = re.split("(?<=。)", one)[0]
        a, b = rng.choice(((f"{lead}\n{signed}", signed), (f"{lead}\n该局通报称，{said}", said)))
        yield Judged(f"notice-{number}", "shared-quotation", _bare(a, b), MADE, "notice")
        words = re.sub(
            r"[一-鿿]{2}",
            lambda m: "".join(rng.sample(m[0] + "一些方面", 2)) if rng.random() < 0.35 else m[0],
            one,
        )
        a, b = f"{one}\n{other[:400]}", f"{words}\n{notice[:400]}"
        yield Judged(f"notice-{number}", "template", _bare(a, b, days=rng.randint(200, 900)), MADE, "ages")


def _bare(a: str, b: str, days: int | None = None) -> Compared:
    found = laid(
        _document({"id": "a", "text": a, "title": None}, None),
        _page({"id": "b", "text": b, "title": None}, None),
    )
    return replace(found, days_apart=days)


def _noisy(rng: random.Random, text: str) -> str:
    """Two letters in a hundred misread, lost or doubled."""
    odd = "曰巳戊凤夭己末士土入儿壬王主玉目自白岀囗"
    out = []
    for letter in text:
        if "一" <= letter <= "鿿" and rng.random() < 0.02:
            out.append(rng.choice((rng.choice(odd), "", letter * 2)))
        else:
            out.append(letter)
    return "".join(out)


ALIKE = (
    "己已巳 未末 土士 人入八 日曰目 干千于 大太犬 天夭 王玉主 今令 问间 贝见 田由甲申 牛午 刀力 几凡 免兔 拔拨 侯候 辨辩 "
    "博搏 仓仑 处外 戊戌戍 折拆 治冶 微徽 暑署 遣遗 洒酒 乌鸟 么公 厂广 往住 密蜜 木本 白自 右石古 者著 后石 市布 场扬 "
    "时旪 会合 这迂 为办 方万 到致 行衍 他地 们门 个介 中申 国囯 说悦 年午 0O 1l 5S"
)


def _misread(rng: random.Random, text: str) -> str:
    """Two letters in a hundred as another hand's machine spoils them: taken for one that looks alike or for
    any other of the text, lost, doubled, exchanged with the next; blanks put in and line ends lost."""
    alike = {letter: group.replace(letter, "") for group in ALIKE.split() for letter in group}
    out: list[str] = []
    letters = list(text)
    at = 0
    while at < len(letters):
        letter = letters[at]
        at += 1
        if letter.isspace():
            out.append("" if rng.random() < 0.1 else letter)
        elif letter in alike and rng.random() < 0.05:
            out.append(rng.choice(alike[letter]))
        elif not "一" <= letter <= "鿿" or rng.random() >= 0.017:
            out.append(letter + " " * (rng.random() < 0.01))
        elif (way := rng.randrange(4)) == 3 and at < len(letters):
            out += [letters[at], letter]
            at += 1
        else:
            out.append(
                ("", letter * 2, rng.choice([c for c in rng.choices(letters, k=9) if c.isalpha()] or [""]))[
                    way % 3
                ]
            )
    return "".join(out)


def _converted(_rng: random.Random, text: str) -> str:
    return text.translate(_traditional())


def _furnished(_rng: random.Random, text: str) -> str:
    return f"首页 > 新闻 > 正文\n字号：大 中 小\n{text}{FURNITURE}"


FRESH = {"fresh noise": _noisy, "another machine's noise": _misread}  # never fitted to


def _source(declared: str | None) -> str | None:
    found = _SOURCE.search(declared or "")
    return found[1] if found else None


def _page(member: dict[str, Any], source: str | None) -> Page:
    return Page(
        file=member["id"], sha256="", format="text", encoding="utf-8", site=Site(),
        title=member["title"], body=member["text"], declared_source=source,
    )  # fmt: skip


def _document(member: dict[str, Any], source: str | None) -> Document:
    return Document(id=member["id"], text=member["text"], title=member["title"], source=source)


def _lines(path: Path) -> list[dict[str, Any]]:
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    main()
