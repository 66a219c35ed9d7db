"""Is one text the other told again (洗稿), an independent text of the same event, or neither?

No single sign draws the line: bulletins of one form look more alike than retold texts, until their
figures are compared; two newsrooms' stories of one event share names and figures, but not what is
told sentence by sentence.  A multinomial logistic model weighs the signs (`data/weights.json`, made by
`python -m benchmarks.retold train`); its probabilities are calibrated with events held out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from reprint_trace.retelling.sentences import Alignment, Sentences, chinese, in_order
from reprint_trace.text.numbers import Figure, figures
from reprint_trace.text.terms import Keys, Terms, rarity, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = npt.NDArray[np.float64]
Kinship = Literal["retold", "same-event", "neither"]
KINSHIPS: tuple[Kinship, ...] = ("retold", "same-event", "neither")

RARE = 0.9  # rarity of what stands in fewer than eight of 8,000 texts
ROUNDED = 0.03  # two figures so near are one of them rounded
ABOUT = 0.2  # and so near, if one is said to be about that
_LARGE = 100
ENOUGH = 4  # aligned sentences from which their order tells something
_SMALL = 10


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one sign adds, in nats, to the answer that is given against the next likeliest."""

    sign: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How probable each answer is, in the order of `KINSHIPS`, and the signs that weigh most."""

    kinship: Kinship
    retold: float
    same_event: float
    reasons: tuple[Contribution, ...]


def judge(page: Sentences, document: Sentences, alignment: Alignment) -> Judgement:
    """The kinship of a page's text to a document's, from their aligned sentences."""
    values = signs(page, document, alignment)
    model = _model()
    x = (np.array([values[name] for name in model.signs]) - model.mean) / model.scale
    scores = model.weights @ x + model.bias
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    order = np.argsort(-chances, kind="stable")
    best, second = int(order[0]), int(order[1])
    adds = (model.weights[best] - model.weights[second]) * x
    reasons = tuple(
        Contribution(model.signs[i], round(values[model.signs[i]], 3), round(float(adds[i]), 3))
        for i in np.argsort(-np.abs(adds), kind="stable")[:4]
    )
    return Judgement(KINSHIPS[best], float(chances[0]), float(chances[1]), reasons)


def signs(page: Sentences, document: Sentences, alignment: Alignment) -> dict[str, float]:
    """What speaks for or against kinship, each sign a number; shares are of characters."""
    mine, theirs = page.lengths / page.lengths.sum(), document.lengths / document.lengths.sum()
    support, cover = alignment.meaning.max(1), alignment.meaning.max(0)
    told = [bool(found) for found in alignment.sources]
    mutual = [
        (i, found[0])
        for i, found in enumerate(alignment.sources)
        if found and alignment.likeness[:, found[0]].argmax() == i
    ]
    firsts = [found[0] for found in alignment.sources if found]
    other = chinese(page.text) != chinese(document.text)
    a, b = terms(page.text), terms(document.text)
    figures_ = _figures(page.text, document.text)
    third = max(1, len(support) // 3)
    return {
        "meaning": float(mine @ support),
        "weakest": float(np.sort(support)[:third].mean()),
        "told": float(mine @ np.array(told)),
        "cover": float(theirs @ cover),
        "kept": float(sum(theirs[j] for j in alignment.kept)),
        "anchored": float(
            sum(
                mine[i]
                for i, found in enumerate(alignment.sources)
                if found and _anchored(page, i, document, found)
            )
        ),
        "mutual": float(sum(mine[i] for i, _ in mutual)),
        "order": in_order(firsts) * min(1.0, len(firsts) / ENOUGH),
        "terms": _rare_shared(a, b),
        "terms-of-page": 0.0 if other else _contained(a.grams, b.grams),
        "terms-of-document": 0.0 if other else _contained(b.grams, a.grams),
        **figures_,
        "agreement": figures_["figures-of-page"] * float(mine @ support),
        "length": float(np.log(len(page.text) / len(document.text))) if not other else 0.0,
        "translated": float(other),
    }


def _anchored(page: Sentences, sentence: int, document: Sentences, sources: tuple[int, ...]) -> bool:
    """Whether a sentence shares a rare term, or a figure, with one that it is said to tell."""
    rare = {key for key, rarity in page.terms[sentence].items() if rarity > RARE}
    return any(not rare.isdisjoint(document.terms[source]) for source in sources)


def _rare_shared(a: Terms, b: Terms) -> float:
    both = np.intersect1d(a.grams, b.grams, assume_unique=True)
    return float(np.log1p((rarity(both) > RARE).sum()))


def _contained(a: Keys, b: Keys) -> float:
    """The share of the terms of `a`, by their rarity squared, that `b` has too."""
    whole = float((rarity(a) ** 2).sum())
    both = np.intersect1d(a, b, assume_unique=True)
    return float((rarity(both) ** 2).sum()) / whole if whole else 0.0


def _figures(page: str, document: str) -> dict[str, float]:
    mine, theirs = amounts(page), amounts(document)
    shared = sum(agreement(figure, theirs) for figure in mine)
    kept = sum(agreement(figure, mine) for figure in theirs)
    return {
        "figures": float(np.log1p(shared)),
        "figures-of-page": (shared + 0.5) / (len(mine) + 2),
        "figures-of-document": (kept + 0.5) / (len(theirs) + 2),
        "figures-foreign": float(np.log1p(sum(not agreement(figure, theirs) for figure in mine))),
    }


def amounts(text: str) -> list[Figure]:
    """The figures of a text that can tell two stories apart, each once."""
    told = {
        figure.key: figure
        for figure in figures(text)
        if figure.amount >= _SMALL or figure.amount % 1 or figure.share or figure.about
    }
    return [*told.values()]


def agreement(figure: Figure, others: Iterable[Figure]) -> float:
    """How well the best of the others agrees with a figure: 1 the same, ½ the same but rounded or said
    to be about that, 0 none."""
    best = 0.0
    for other in others:
        if other.share == figure.share:
            if other.amount == figure.amount:
                return 1.0
            large = max(abs(other.amount), abs(figure.amount))
            about = ABOUT if figure.about or other.about else ROUNDED if large >= _LARGE or large % 1 else 0.0
            if abs(other.amount - figure.amount) <= about * large:
                best = 0.5
    return best


@dataclass(frozen=True, slots=True)
class _Model:
    signs: tuple[str, ...]
    mean: Numbers
    scale: Numbers
    weights: Numbers
    bias: Numbers


@cache
def _model() -> _Model:
    data = json.loads(resources.files(__package__).joinpath("data/weights.json").read_text("utf-8"))
    names = tuple(data["signs"])
    return _Model(
        names,
        np.array([data["signs"][name]["mean"] for name in names]),
        np.array([data["signs"][name]["scale"] for name in names]),
        np.array([[data["signs"][name][kin] for name in names] for kin in KINSHIPS]),
        np.array([data["bias"][kin] for kin in KINSHIPS]),
    )
