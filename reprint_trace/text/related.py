"""One line between texts that are related and texts that share formulae: search, trace and relation draw
it with the same number.

How likely it is that one text's words come from the other, by what news of the same days that has
nothing to do with each other shares: the share of either text in common runs of 8 folded characters and
more, and how much the run that tells most tells (a slogan that everybody prints says nothing: letters are
weighed by how rare they stand together in news, `terms.told`).  Logistic regression, fitted by `python -m benchmarks.comparing_line`
(text/data/related.tsv), which also says how well it is calibrated.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from math import exp, log1p

RUN = 8  # folded characters of a run that counts
RELATED = 0.5  # from which two texts are related more likely than not
WORTH = 0.05  # from which an alignment is worth its time


def related(share: float, told: float) -> float:
    """The probability that two texts are related: `share` is the larger of the two texts' shares that lie
    in common runs of `RUN` characters and more, `told` the letters that tell in the one of them that tells
    most."""
    weights = _weights()
    score = weights["base"] + weights["share"] * share + weights["told"] * log1p(told)
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def _weights() -> dict[str, float]:
    data = resources.files(__package__).joinpath("data/related.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return {row[0]: float(row[1]) for row in rows}
