"""A second generator of copies, to check what `benchmarks.retrieval` flatters.

    python -m benchmarks.copies ../shared/data/originals/*.jsonl.gz

Its operators are others: what editors, page splitters, scanners, input methods and filters do.  Its
originals are of any length from 400 characters, and which articles are unrelated is counted here,
by character 8-grams against every article of the corpus, without asking the corpus.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.retrieval import best, read, same
from reprint_trace.corpus import Corpus
from reprint_trace.corpus.search import strength
from reprint_trace.model import Document
from reprint_trace.text.folding import fold_text, simplified
from reprint_trace.text.tokens import words

Copier = Callable[[random.Random, str], str]
SEED = 19490615
ORIGINALS, HELD = 150, 700
GRAM, RELATED = 8, 0.1  # an article that shares so much of its 8-grams with another is related

_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_LINES = (
    "点击上方蓝字关注我们",
    "【延伸阅读】更多精彩内容请下载客户端",
    "（图文无关）",
    "—— 本文共三页 下一页 ——",
)
_INVISIBLE = "\u200b\u200c\u2060\ufeff"


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def sentences(text: str) -> list[str]:
    return [found for found in re.split(r"(?<=[。！？；\n])", text) if found.strip()]


# ── what is done to a text ─────────────────────────────────────────────────────────────


def second_page(_: random.Random, text: str) -> str:
    """The second of three pages, with the turning of pages around it."""
    third = len(text) // 3
    return f"上一页 1 2 3 下一页\n{text[third : 2 * third]}\n上一页 1 2 3 下一页"


def lead(_: random.Random, text: str) -> str:
    """What a list or a push message quotes: the first 130 characters."""
    return text[:130] + "……"


def end(_: random.Random, text: str) -> str:
    """The last quarter."""
    return text[-len(text) // 4 :]


def digest(draw: random.Random, text: str) -> str:
    """Every other sentence, as a digest prints them."""
    return "".join(sentences(text)[draw.randrange(2) :: 2])


def turned(_: random.Random, text: str) -> str:
    """The paragraphs (of a single one, the sentences) from the last to the first."""
    parts = paragraphs(text)
    return "\n".join(reversed(parts if len(parts) > 2 else sentences(text)))


def interrupted(draw: random.Random, text: str) -> str:
    """A line of the site's own after every second sentence."""
    kept = sentences(text)
    return "".join(s + (f"\n{draw.choice(_LINES)}\n" if place % 2 else "") for place, s in enumerate(kept))


def traditional(_: random.Random, text: str) -> str:
    """In traditional characters, quotation marks and all."""
    table = {plain: form for form, plain in simplified().items()}
    return "".join(table.get(char, char) for char in text).replace("“", "「").replace("”", "」")


def numerals(_: random.Random, text: str) -> str:
    """Figures in Chinese numerals, per cent spelt out."""
    return re.sub(r"(\d[\d.]*)[%％]", r"百分之\1", text).translate(_NUMERALS)


def invisible(draw: random.Random, text: str) -> str:
    """Characters of no width strewn in, against search engines."""
    return "".join(char + (draw.choice(_INVISIBLE) if draw.random() < 0.3 else "") for char in text)


def misread(share: float) -> Copier:
    """A share of the characters lost, doubled or mistaken for another of the text, as by a scanner."""

    def copy(draw: random.Random, text: str) -> str:
        return "".join(
            draw.choice(("", char + char, draw.choice(text))) if draw.random() < share else char
            for char in text
        )

    return copy


def trimmed(share: float) -> Copier:
    """A share of the words struck out."""
    return lambda draw, text: "".join(word for word in words(text) if draw.random() >= share)


def inverted(share: float) -> Copier:
    """A share of the words changed places with the next."""

    def copy(draw: random.Random, text: str) -> str:
        cut = words(text)
        for place in range(len(cut) - 1):
            if draw.random() < share:
                cut[place], cut[place + 1] = cut[place + 1], cut[place]
        return "".join(cut)

    return copy


def operators(others: list[str]) -> dict[str, Copier]:
    def quoted(draw: random.Random, text: str) -> str:
        """Three sentences of it in the middle of another house's story."""
        host, kept = sentences(draw.choice(others)), sentences(text)
        start = draw.randrange(max(1, len(kept) - 3))
        return "".join((*host[: len(host) // 2], *kept[start : start + 3], *host[len(host) // 2 :]))

    def woven(draw: random.Random, text: str) -> str:
        """Its sentences and another story's by turns."""
        other = sentences(draw.choice(others))
        return "".join(a + b for a, b in zip(sentences(text), other * 40, strict=False))

    def hard(draw: random.Random, text: str) -> str:
        """A digest, in traditional characters, with words struck out and a line of the site's own."""
        return interrupted(draw, traditional(draw, trimmed(0.1)(draw, digest(draw, text))))

    return {
        "second page of three": second_page,
        "lead of 130": lead,
        "last quarter": end,
        "every other sentence": digest,
        "backwards": turned,
        "interrupted": interrupted,
        "traditional": traditional,
        "Chinese numerals": numerals,
        "no-width characters": invisible,
        "5 % misread": misread(0.05),
        "10 % misread": misread(0.1),
        "15 % words struck": trimmed(0.15),
        "15 % words inverted": inverted(0.15),
        "three sentences quoted": quoted,
        "woven with another": woven,
        "digest, struck, traditional": hard,
    }


# ── what is asked ──────────────────────────────────────────────────────────────────────


def grams(text: str) -> set[str]:
    folded = fold_text(text)
    return {folded[place : place + GRAM] for place in range(len(folded) - GRAM + 1)}


def unrelated(held: Sequence[Document], kept: Sequence[Document]) -> list[Document]:
    """Those of the held articles that share little with every article kept."""
    own = [grams(document.text) for document in held]
    asked = set().union(*own)
    most = [0] * len(held)
    holders: dict[str, list[int]] = {}
    for place, some in enumerate(own):
        for gram in some:
            holders.setdefault(gram, []).append(place)
    for document in kept:
        shared = Counter(place for gram in grams(document.text) & asked for place in holders[gram])
        for place, count in shared.items():
            most[place] = max(most[place], count)
    return [d for d, some, count in zip(held, own, most, strict=True) if some and count < RELATED * len(some)]


def main(paths: Sequence[str]) -> None:
    draw = random.Random(SEED)
    documents = read(paths)
    draw.shuffle(documents)
    held, kept = documents[:HELD], documents[HELD:]
    originals = [d for d in kept if len(d.text) >= 400][:ORIGINALS]
    apart = unrelated(held, kept)
    with Corpus.in_memory("benchmark") as corpus:
        corpus.add(kept)
        found = [(best(corpus, d.text), d) for d in apart]
        threshold = max((strength(c) for c, _ in found if c), default=0.0)
        share = max((c.page_covered for c, _ in found if c), default=0.0)
        print(
            f"{len(kept):,} documents, {len(originals)} originals; {len(apart)} unrelated: {threshold:.3f}, {share:.3f}"
        )
        sums: Counter[str] = Counter()
        for name, copy in operators([d.text for d in apart if len(d.text) >= 400]).items():
            tried = [(d, best(corpus, copy(draw, d.text))) for d in originals]
            hits = [c for d, c in tried if c and same(c.document, d)]
            sure = sum(strength(c) > threshold for c in hits)
            sure_by_share = sum(c.page_covered > share for c in hits)
            n = len(tried)
            print(
                f"{name:28} R@1 {len(hits) / n:.4f}   R@0 {sure / n:.4f}   by share {sure_by_share / n:.4f}"
            )
            sums += Counter(hits=len(hits), sure=sure, by_share=sure_by_share, tried=n)
        n = sums["tried"]
        print(
            f"{'all':28} R@1 {sums['hits'] / n:.4f}   R@0 {sums['sure'] / n:.4f}   by share {sums['by_share'] / n:.4f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
