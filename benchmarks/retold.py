"""Retold texts (洗稿): found, told from independent texts of the same event, and aligned by sentence.

    python -m benchmarks.retold rarity ORIGINALS.jsonl.gz …   # the table of term rarity, anew
    python -m benchmarks.retold train SHARED                  # the weights, with what they give held out
    python -m benchmarks.retold score SHARED                  # the same figures with the weights as they are
    python -m benchmarks.retold strangers SHARED              # 2,000 real articles among all others
    python -m benchmarks.retold facts [SHARED]                # changed facts shown, and those shown of faithful texts

SHARED is a folder with `rewrites/` and `originals/` (JSON Lines, see its README).  `benchmarks/data/retold.jsonl`
is a second set, written by another hand in other styles: rounded figures, renamed sections, first person,
lists, a headline alone; its rows q… are a third, written after the code and not tuned on.  Events are held
out: no text of an event is judged by weights that saw another text of it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reprint_trace.corpus import Corpus
from reprint_trace.corpus.search import strength
from reprint_trace.model import Document
from reprint_trace.model.match import ChangedFact
from reprint_trace.retelling import relation
from reprint_trace.retelling.finding import retelling, retellings
from reprint_trace.retelling.relation import KINSHIPS, signs
from reprint_trace.retelling.sentences import Sentences, align, encoder, sentences_of
from reprint_trace.text.related import WORTH
from reprint_trace.text.terms import table, terms
from reprint_trace.tracing import EXPLAINED

OWN = Path(__file__).parent / "data" / "retold.jsonl"
WEIGHTS = Path(relation.__file__).parent / "data" / "weights.json"
RARITY = Path(__file__).parents[1] / "reprint_trace" / "text" / "data" / "rarity.bin"
FOLDS = 8
PENALTY = 1.0
PLAIN = 0.45  # share of a text's terms from which the plain road of search finds its original
STRANGERS = 500


@dataclass(frozen=True)
class Pair:
    """A page's text and a document's; what they are to each other, and which event they tell."""

    page: str
    document: str
    kind: str
    event: str
    kin: str


def rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


class Texts:
    """All texts by id, each encoded once."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self._told: dict[str, Sentences] = {}

    def sentences_of(self, id_: str) -> Sentences:
        encode = encoder()
        if encode is None:
            sys.exit("pip install reprint-trace[retold]")
        if id_ not in self._told:
            self._told[id_] = sentences_of(self.of[id_], encode)
        return self._told[id_]


def shared_pairs(shared: Path, texts: Texts) -> Iterator[Pair]:
    """Retold texts with their originals, siblings and bulletins of the shared set."""
    originals = rows(shared / "rewrites" / "originals.jsonl")
    event = {row["id"]: row["group"] or row["id"] for row in originals}
    texts.of.update((row["id"], row["text"]) for row in originals)
    for row in rows(shared / "rewrites" / "rewrites.jsonl"):
        of = row["of"] if isinstance(row["of"], list) else [row["of"]]
        texts.of[row["id"]] = row["text"]
        group = event[of[0]]
        yield from (Pair(row["id"], original, row["kind"], group, "retold") for original in of)
        for other in originals:
            if event[other["id"]] == group and other["id"] not in of:
                yield _beside(row["id"], other["id"], group)
    for a in originals:
        for b in originals:
            if a is not b and event[a["id"]] == event[b["id"]]:
                yield _beside(a["id"], b["id"], event[a["id"]])


def _beside(page: str, document: str, group: str) -> Pair:
    bulletin = group.startswith("t")
    return Pair(
        page, document, "bulletin" if bulletin else "sibling", group, "neither" if bulletin else "same-event"
    )


def own_pairs(texts: Texts) -> Iterator[Pair]:
    """The second set."""
    kept = rows(OWN)
    texts.of.update((row["id"], row["text"]) for row in kept)
    for row in kept:
        if row["kind"] == "original":
            continue
        with_retelling = row["kind"] != "sibling"
        for other in kept:
            if other["event"] != row["event"] or other["id"] == row["id"]:
                continue
            if other["kind"] == "original" and with_retelling:
                yield Pair(row["id"], other["id"], f"own {row['kind']}", row["event"], "retold")
            elif other["kind"] in ("original", "sibling"):
                yield Pair(row["id"], other["id"], "own sibling", row["event"], "same-event")


def stranger_pairs(
    shared: Path, texts: Texts, corpus: Corpus, pages: Sequence[str], many: int
) -> Iterator[Pair]:
    """What the second road finds for texts whose own event is not in the corpus."""
    for row in rows(shared / "rewrites" / "strangers.jsonl"):
        texts.of[row["id"]] = row["text"]
        for named in corpus.naming_alike(row["text"], 3)[:3]:
            texts.of[named.document.id] = named.document.text
            yield Pair(row["id"], named.document.id, "stranger", row["id"], "neither")
    for place, id_ in enumerate(pages[:many]):
        for named in corpus.naming_alike(texts.of[id_], 3)[:3]:
            if named.document.id != id_:
                texts.of[named.document.id] = named.document.text
                yield Pair(id_, named.document.id, "news", f"news {place % 40}", "neither")


def news(shared: Path) -> list[Document]:
    return [
        Document(id=f"n{place}", text=row["text"], title=row["title"])
        for place, row in enumerate(
            row for path in sorted((shared / "originals").glob("*.jsonl.gz")) for row in rows(path)
        )
    ]


def everything(shared: Path) -> tuple[list[Pair], Texts]:
    texts = Texts()
    pairs = [*shared_pairs(shared, texts), *own_pairs(texts)]
    articles = news(shared)
    texts.of.update((document.id, document.text) for document in articles)
    draw = np.random.default_rng(5)
    pages = [f"n{place}" for place in draw.permutation(len(articles))[:STRANGERS]]
    with Corpus.in_memory("news") as corpus:
        corpus.add(articles)
        corpus.add(
            Document(id=id_, text=text) for id_, text in list(texts.of.items()) if not id_.startswith("n")
        )
        for pair in [*pairs]:
            if pair.kin == "retold":
                pairs += _others(pair, corpus, texts, {p.document for p in pairs if p.event == pair.event})
        pairs += stranger_pairs(shared, texts, corpus, pages, STRANGERS)
    return pairs, texts


def _others(pair: Pair, corpus: Corpus, texts: Texts, event: set[str]) -> Iterator[Pair]:
    """The likest documents of other events."""
    for named in corpus.naming_alike(texts.of[pair.page], 6):
        if named.document.id not in event | {pair.page} and named.document.id.startswith("n"):
            yield Pair(pair.page, named.document.id, "other", pair.event, "neither")
            return


def features(
    pairs: Sequence[Pair], texts: Texts
) -> tuple[list[str], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The names of the signs, a row a pair, and which pairs the plain road does not settle."""
    found, kept = [], []
    for pair in pairs:
        page, document = texts.sentences_of(pair.page), texts.sentences_of(pair.document)
        usable = bool(page.spans and document.spans)
        values = signs(page, document, align(page, document)) if usable else {}
        kept.append(usable and (pair.kin == "retold" or values["terms-of-page"] < PLAIN))
        found.append(values)
    names = list(next(values for values in found if values))
    matrix = np.array([[values.get(name, 0.0) for name in names] for values in found])
    return names, matrix, np.array(kept)


def fit(
    x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Multinomial logistic regression with a quadratic penalty; weights a row a kinship, and biases."""
    from scipy.optimize import minimize

    n, d = x.shape
    k = len(KINSHIPS)
    hot = np.eye(k)[y]

    def loss(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        w, b = flat[: k * d].reshape(k, d), flat[k * d :]
        scores = x @ w.T + b
        scores -= scores.max(1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(1, keepdims=True)
        value = -np.log(p[np.arange(n), y] + 1e-300).sum() + PENALTY / 2 * (w**2).sum()
        gap = p - hot
        return float(value), np.concatenate([(gap.T @ x + PENALTY * w).ravel(), gap.sum(0)])

    best = minimize(loss, np.zeros(k * d + k), jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    return best.x[: k * d].reshape(k, d), best.x[k * d :]


def chances(
    x: np.ndarray[Any, Any], w: np.ndarray[Any, Any], b: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    scores = x @ w.T + b
    p = np.exp(scores - scores.max(1, keepdims=True))
    given: np.ndarray[Any, Any] = p / p.sum(1, keepdims=True)
    return given


def held_out(pairs: Sequence[Pair], x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What each pair is given by weights that saw no text of its event."""
    events = sorted({pair.event for pair in pairs})
    np.random.default_rng(0).shuffle(events)
    fold = {event: place % FOLDS for place, event in enumerate(events)}
    of = np.array([fold[pair.event] for pair in pairs])
    p = np.zeros((len(pairs), len(KINSHIPS)))
    for place in range(FOLDS):
        p[of == place] = chances(x[of == place], *fit(x[of != place], y[of != place]))
    return p


def report(pairs: Sequence[Pair], p: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
    """A line a kind, then the error of calibration over ten bins."""
    print(f"{'kind':24}{'pairs':>6}{'P(retold)≥.5':>14}{'≥.9':>6}{'P(same event)≥.5':>18}")
    for kind in sorted({pair.kind for pair in pairs}):
        mine = np.array([pair.kind == kind for pair in pairs])
        q = p[mine]
        print(
            f"{kind:24}{len(q):>6}{(q[:, 0] >= 0.5).sum():>14}{(q[:, 0] >= 0.9).sum():>6}{(q[:, 1] >= 0.5).sum():>18}"
        )
    is_retold = (y == 0).astype(float)
    bins = np.minimum(9, (p[:, 0] * 10).astype(int))
    gaps = [
        abs(p[bins == b, 0].mean() - is_retold[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    ]
    print(f"ECE of P(retold) {sum(gaps):.4f} over {len(pairs)} pairs")


def alignment(shared: Path) -> None:
    """How many sentences of retold texts are laid beside one that they tell, or rightly beside none."""
    encode = encoder()
    assert encode is not None
    originals = {row["id"]: row for row in rows(shared / "rewrites" / "originals.jsonl")}
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for row in rows(shared / "rewrites" / "rewrites.jsonl"):
        if not row.get("sentence_map"):
            continue
        page, document = _cut(row["sentences"], encode), _cut(originals[row["of"]]["sentences"], encode)
        gold: dict[int, set[int | None]] = {}
        for i, j in row["sentence_map"]:
            gold.setdefault(i, set()).add(j)
        for i, found in enumerate(align(page, document).sources):
            all_[row["kind"]] += 1
            right[row["kind"]] += (found[0] if found else None) in gold.get(i, {None})
    print("sentences aligned: " + ", ".join(f"{kind} {right[kind] / n:.3f}" for kind, n in all_.items()))


def _cut(sentences: Sequence[str], encode: Any) -> Sentences:
    """A text cut into sentences as its readers cut it."""
    one = sentences_of("\n".join(sentences), encode)
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences[:-1])])
    spans = tuple((int(s), int(s) + len(sentence)) for s, sentence in zip(starts, sentences, strict=True))
    parts = [sentences_of(sentence, encode) for sentence in sentences]
    named: list[dict[int, float]] = []
    for part in parts:
        merged: dict[int, float] = {}
        for some in part.terms:
            merged |= some
        named.append(merged)
    return Sentences(one.text, spans, encode(list(sentences)), tuple(named))


def train(shared: Path, *, keep: bool) -> None:
    pairs, texts = everything(shared)
    names, matrix, kept = features(pairs, texts)
    pairs = [pair for pair, there in zip(pairs, kept, strict=True) if there]
    matrix = matrix[kept]
    y = np.array([KINSHIPS.index(pair.kin) for pair in pairs])
    mean, scale = matrix.mean(0), matrix.std(0) + 1e-9
    x = (matrix - mean) / scale
    report(pairs, held_out(pairs, x, y), y)
    own = np.array([pair.kind.startswith("own") for pair in pairs])
    w, b = fit(x[~own], y[~own])
    print("\nthe second set by weights of the shared set alone:")
    report([pair for pair, mine in zip(pairs, own, strict=True) if mine], chances(x[own], w, b), y[own])
    alignment(shared)
    if keep:
        w, b = fit(x, y)
        signs_ = {
            name: {"mean": round(float(mean[i]), 5), "scale": round(float(scale[i]), 5)}
            | {kin: round(float(w[k, i]), 4) for k, kin in enumerate(KINSHIPS)}
            for i, name in enumerate(names)
        }
        bias = {kin: round(float(b[k]), 4) for k, kin in enumerate(KINSHIPS)}
        WEIGHTS.parent.mkdir(exist_ok=True)
        WEIGHTS.write_text(json.dumps({"signs": signs_, "bias": bias}, indent=1) + "\n", "utf-8")


def strangers(shared: Path, many: int = 2000) -> None:
    """Real articles whose plain original is not in the corpus: how many are called retold."""
    articles = news(shared)
    pages = [articles[place] for place in np.random.default_rng(11).permutation(len(articles))[:many]]
    apart = {page.id for page in pages}
    asked, took = 0, []
    called: Counter[str] = Counter()
    with Corpus.in_memory("news") as corpus:
        corpus.add(article for article in articles if article.id not in apart)
        for page in pages:
            plain = corpus.candidates(page.text, 20)
            if any(one.page_covered >= EXPLAINED for one in plain):
                continue
            asked += 1
            beside = {one.document.id for one in plain if strength(one) >= WORTH}
            began = time.process_time()
            found = [one for one in retellings(page.text, corpus) if one.document.id not in beside]
            took.append(time.process_time() - began)
            if found:
                best = found[0]
                called[best.relation] += 1
                if best.relation == "retold":
                    called["retold at .9"] += best.retelling.probability >= 0.9
                    print(best.retelling.probability, page.title, "|", best.document.title)
    print(f"{many} articles, {asked} without a plain original here: {dict(called)}")
    print(f"processor time a page that was asked about: median {1000 * float(np.median(took)):.0f} ms")


def changed_facts(shared: Path | None, *, verbose: bool) -> None:
    """How many of the facts changed on purpose are shown, and how many are shown that nobody changed.

    A fact of the second set counts where the page's words and, if any are given, the document's words are
    those changed; the shared set does not say where its facts stand, so they are printed to be read.
    """
    kept = rows(OWN) + (rows(shared / "rewrites" / "originals.jsonl") if shared else [])
    originals = {row["id"]: row["text"] for row in kept if "of" not in row}
    retold = [row for row in rows(OWN) if "of" in row]
    retold += rows(shared / "rewrites" / "rewrites.jsonl") if shared else []
    shown, all_, foreign, texts, unread = 0, 0, Counter[str](), Counter[str](), 0
    for row in retold:
        if not isinstance(row["of"], str) or row["of"] not in originals:
            continue
        original = originals[row["of"]]
        kindred = retelling(row["text"], Document(id=row["of"], text=original))
        if kindred is None:
            unread += row["kind"] == "distorted"
            continue
        texts[row["kind"]] += 1
        found = [fact for sentence in kindred.retelling.sentences for fact in sentence.facts]
        hit: set[int] = set()
        for theirs, mine in row.get("facts", ()):
            told = [fact for fact in found if _is(fact, row["text"], mine, original, theirs)]
            hit.update(map(id, told))
            shown, all_ = shown + bool(told), all_ + 1
            if verbose and not told:
                print(f"{row['id']}  not shown: {theirs} → {mine}")
        for fact in found:
            if id(fact) not in hit:
                foreign[row["kind"]] += 1
                if verbose:
                    print(
                        f"{row['id']}  {fact.kind}: {fact.document_text} → {fact.page_text}  {row.get('facts_changed', '')}"
                    )
    print(f"second set: {shown} of {all_} changed facts shown; {unread} distorted texts not found retold")
    for kind, count in sorted(texts.items()):
        print(f"  {kind}: {count} texts, {foreign[kind]} other facts shown")


def _is(fact: ChangedFact, page: str, mine: str, document: str, theirs: str) -> bool:
    """Whether a fact that is shown is the one that was changed."""
    at, of = page.index(mine), document.index(theirs)
    there = fact.document is None or (fact.document[0] < of + len(theirs) and fact.document[1] > of)
    here = fact.page is None or (fact.page[0] < at + len(mine) and fact.page[1] > at)
    return here and there and (fact.page is not None or fact.document is not None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=("rarity", "train", "score", "strangers", "facts"))
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    started = time.process_time()
    if arguments.command == "rarity":
        RARITY.write_bytes(table([terms(row["text"]).all for path in arguments.paths for row in rows(path)]))
    elif arguments.command == "strangers":
        strangers(arguments.paths[0])
    elif arguments.command == "facts":
        changed_facts(next(iter(arguments.paths), None), verbose=arguments.verbose)
    else:
        train(arguments.paths[0], keep=arguments.command == "train")
    print(f"{time.process_time() - started:.0f} s of processor time", file=sys.stderr)


if __name__ == "__main__":
    main()
