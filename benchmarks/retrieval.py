"""How surely and how fast a corpus finds the original of a damaged copy.

    python -m benchmarks.retrieval recall ../shared/data/originals/*.jsonl.gz
    python -m benchmarks.retrieval templates ../shared/data/groups/hard_negatives_templates.jsonl
    python -m benchmarks.retrieval speed grown.db ../shared/data/originals/*.jsonl.gz

`recall` damages 300 originals of 1,200 to 4,500 characters in every way a reprint is damaged and
searches a corpus of all articles but 500, which are the hosts of embedded passages and, those that
share less than a tenth of their 8-grams with any article of the corpus, the negatives.  R@1: the
original comes first.  R@0: it does, more strongly than anything for any negative.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.exchange import read_documents
from reprint_trace.corpus.search import strength
from reprint_trace.model import Candidate, Document, Page, Site
from reprint_trace.tables.articles import Unsaid, article, document
from reprint_trace.tables.rows import Row, dated, understand
from reprint_trace.text.spin import load_spin
from reprint_trace.text.tokens import words

Damage = Callable[[random.Random, str], str]
SEED = 20200224
COPIES, NEGATIVES = 300, 500


def _as_document(row: dict[str, str]) -> Document | str:
    """A row of the shared files as a document."""
    found = article(Row(1, row), understand("", [*row], {}))
    return found if isinstance(found, str) else document(found, Unsaid(), None)


def read(paths: Sequence[str]) -> list[Document]:
    return [row for path in paths for row in read_documents(path) if isinstance(row, Document)]


# ── the damage ─────────────────────────────────────────────────────────────────────────


def sentences(text: str) -> list[str]:
    return re.findall(r"[^。！？\n]+[。！？\n]*", text)


def aggregator(draw: random.Random, text: str) -> str:
    """An aggregator's habits: spaces, half-width marks, a house rule, its title, a lead, clipped."""
    clipped = (
        text[: int(len(text) * draw.uniform(0.7, 0.95))].replace("，", " , ").replace("记者", "采访人员")
    )
    middle = len(clipped) // 2
    return f"小编从各地了解到{clipped[:middle]}\n【{clipped[:12]}】{clipped[middle:]}"


def cut(start: float, end: float) -> Damage:
    return lambda _, text: text[int(len(text) * start) : int(len(text) * end)]


def swapped(share: float, vocabulary: dict[int, list[str]]) -> Damage:
    """A share of the words replaced by random words of their length."""

    def damage(draw: random.Random, text: str) -> str:
        return "".join(
            draw.choice(vocabulary[len(word)]) if len(word) in vocabulary and draw.random() < share else word
            for word in words(text)
        )

    return damage


def spun(share: float) -> Damage:
    """A share of the spinner's dictionary words replaced as the spinner would."""
    rules: dict[str, list[str]] = {}
    for pair in load_spin():
        rules.setdefault(pair.plain, []).append(pair.spun)
    known = re.compile("|".join(sorted(map(re.escape, rules), key=len, reverse=True)))

    def damage(draw: random.Random, text: str) -> str:
        return known.sub(lambda m: draw.choice(rules[m[0]]) if draw.random() < share else m[0], text)

    return damage


def shuffled(draw: random.Random, text: str) -> str:
    """30 % of the sentences dropped, the rest in another order."""
    kept = [sentence for sentence in sentences(text) if draw.random() > 0.3]
    draw.shuffle(kept)
    return "".join(kept)


def both(*damages: Damage) -> Damage:
    def damage(draw: random.Random, text: str) -> str:
        for one in damages:
            text = one(draw, text)
        return text

    return damage


def operators(originals: list[str], hosts: list[str], vocabulary: dict[int, list[str]]) -> dict[str, Damage]:
    def mixed(draw: random.Random, text: str) -> str:
        return (
            text + "\n" + draw.choice([other for other in originals if other != text])[: len(text) * 9 // 10]
        )

    def embedded(draw: random.Random, text: str) -> str:
        host = draw.choice(hosts)
        start = draw.randrange(len(text) * 4 // 5)
        return host[: len(host) // 2] + text[start : start + len(text) // 5] + host[len(host) // 2 :]

    sub20 = swapped(0.2, vocabulary)
    return {
        "aggregator": aggregator,
        "first half": cut(0, 0.5),
        "first 30 %": cut(0, 0.3),
        "middle 30 %": cut(0.35, 0.65),
        "5 % swapped": swapped(0.05, vocabulary),
        "10 % swapped": swapped(0.1, vocabulary),
        "20 % swapped": sub20,
        "20 % swapped, half": both(sub20, cut(0, 0.5)),
        "20 % swapped, 30 %": both(sub20, cut(0, 0.3)),
        "dropped, shuffled": shuffled,
        "everything": both(aggregator, sub20, shuffled, cut(0, 0.5)),
        "two merged": mixed,
        "20 % embedded": embedded,
        "spun at 40 %": spun(0.4),
        "spun at 100 %": spun(1.0),
    }


# ── the measures ───────────────────────────────────────────────────────────────────────


def recall(paths: Sequence[str]) -> None:
    draw = random.Random(SEED)
    documents = read(paths)
    draw.shuffle(documents)
    held, kept = documents[:NEGATIVES], documents[NEGATIVES:]
    originals = [d for d in kept if 1200 <= len(d.text) <= 4500][:COPIES]
    vocabulary: dict[int, list[str]] = {}
    for one in kept[:2000]:
        for word in words(one.text):
            if re.fullmatch(r"[一-鿿]{1,4}", word):
                vocabulary.setdefault(len(word), []).append(word)
    with Corpus.in_memory("benchmark") as corpus:
        began = time.perf_counter()
        corpus.add(kept)
        print(f"{len(kept):,} documents added in {time.perf_counter() - began:.1f} s (one process)")
        negatives = [best(corpus, d.text) for d in held if not related(corpus, d.text)]
        alone = [d.text for d in held if not related(corpus, d.text) and len(d.text) > 300]
        threshold = max((strength(c) for c in negatives if c), default=0.0)
        print(f"{len(negatives)} negatives, highest score {threshold:.3f}; {len(originals)} originals")
        damages = operators([d.text for d in originals], alone, vocabulary)
        first, sure, total = 0, 0, 0
        for name, damage in damages.items():
            found = [(d, best(corpus, damage(draw, d.text))) for d in originals]
            hits = [c for d, c in found if c and same(c.document, d)]
            certain = sum(strength(c) > threshold for c in hits)
            print(f"{name:22} R@1 {len(hits) / len(found):.4f}   R@0 {certain / len(found):.4f}")
            first, sure, total = first + len(hits), sure + certain, total + len(found)
        print(f"{'all':22} R@1 {first / total:.4f}   R@0 {sure / total:.4f}")


def best(corpus: Corpus, text: str) -> Candidate | None:
    return next(iter(corpus.candidates(text, 5)), None)


def related(corpus: Corpus, text: str) -> bool:
    candidate = best(corpus, text)
    return bool(candidate and candidate.page_covered >= 0.1)


def same(found: Document, wanted: Document) -> bool:
    """The document itself, or a reprint of it that the corpus holds too."""
    return found.id == wanted.id or found.text[200:400] in wanted.text


def templates(paths: Sequence[str]) -> None:
    """Bulletins of one mould: each searched among its siblings, none of which is its original."""
    from reprint_trace.comparing import compare

    families = [json.loads(line)["members"] for line in Path(paths[0]).read_text("utf-8").splitlines()]
    wrong = asked = 0
    for members in families:
        for member in members:
            with Corpus.in_memory("family") as corpus:
                corpus.add(
                    d for row in members if row is not member and isinstance(d := _as_document(row), Document)
                )
                found = best(corpus, member["text"])
            asked += 1
            published = dated(member["date"])
            page = Page(
                file=member["id"], sha256="", format="text", encoding="utf-8", site=Site(), title=member["title"],
                published=published, body=member["text"],
            )  # fmt: skip
            if found and (match := compare(found.document, page)).relation in ("copy", "version"):
                wrong += 1
                print(member["id"], found.document.id, match.relation, f"{match.page_covered:.2f}")
    print(f"{asked} bulletins searched among their siblings, {wrong} taken for reprints")


def speed(paths: Sequence[str]) -> None:
    """Time to open a corpus, processor time to search it for real texts, warm; memory."""
    from reprint_trace.corpus import open_corpus

    draw = random.Random(SEED)
    texts = [d.text for d in read(paths[1:]) if len(d.text) > 300]
    asked = draw.sample(texts, 200)
    began = time.perf_counter()
    corpus = open_corpus(paths[0])
    corpus.info()
    opened = time.perf_counter() - began
    began = time.perf_counter()
    corpus.candidates(asked[0], 10)
    first = time.perf_counter() - began
    times: list[float] = []
    for _ in range(2):
        times = []
        for text in asked:
            began = time.process_time()
            corpus.candidates(text, 10)
            times.append(time.process_time() - began)
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{corpus.info().documents:,} documents: open {opened * 1e3:.1f} ms, first search {first * 1e3:.0f} ms, "
        f"then p50 {times[100] * 1e3:.1f} ms, p99 {times[197] * 1e3:.1f} ms, {memory:.0f} MB resident"
    )


if __name__ == "__main__":
    {"recall": recall, "templates": templates, "speed": speed}[sys.argv[1]](sys.argv[2:])
