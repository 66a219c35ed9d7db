"""The variant matrix: who reads what where the texts differ, and with whom the page stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .chain import names_of

if TYPE_CHECKING:
    from reprint_trace.model import Reading, Trace, Variant
    from reprint_trace.reporting.language import Messages

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WITNESSES = 16  # columns


@dataclass(frozen=True, slots=True)
class Cell:
    """One witness at one place: the letter of its reading, empty where it lacks the passage."""

    letter: str
    sort: str  # original | derived | unknown | lacks
    with_page: bool


@dataclass(frozen=True, slots=True)
class Place:
    variant: Variant
    cells: tuple[Cell, ...]
    readings: tuple[tuple[str, Reading], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`witnesses` are (id, name), the page first; `company` says with whom the page shares how
    many readings that the originals do not have."""

    witnesses: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    company: tuple[tuple[str, int], ...]
    left_out: int


def matrix(trace: Trace, t: Messages) -> Matrix | None:
    """The matrix of a trace; None where fewer than three texts differ."""
    if not trace.variants:
        return None
    names = names_of(trace, t)
    page = next(node.id for node in trace.chain.nodes if node.role == "page")
    ids = dict.fromkeys(id_ for v in trace.variants for r in v.readings for id_ in r.witnesses)
    order = [page, *(id_ for id_ in reversed(trace.chain.path) if id_ in ids and id_ != page)]
    order += [id_ for id_ in ids if id_ not in order]
    shown = order[:WITNESSES]
    return Matrix(
        witnesses=tuple((id_, names.get(id_, id_)) for id_ in shown),
        places=tuple(_place(variant, shown, page) for variant in trace.variants),
        company=tuple((names.get(id_, id_), n) for id_, n in _company(trace, page).most_common()),
        left_out=len(order) - len(shown),
    )


def _place(variant: Variant, witnesses: list[str], page: str) -> Place:
    lettered = tuple(zip(LETTERS, variant.readings, strict=False))
    of = {id_: (letter, reading) for letter, reading in lettered for id_ in reading.witnesses}
    mine = of.get(page, ("", None))[0]
    cells = tuple(
        Cell(of[id_][0], of[id_][1].polarity, with_page=of[id_][0] == mine) if id_ in of
        else Cell("", "lacks", with_page=False)
        for id_ in witnesses
    )  # fmt: skip
    return Place(variant, cells, lettered)


def _company(trace: Trace, page: str) -> Counter[str]:
    """How many derived readings each other text shares with the page."""
    shared: Counter[str] = Counter()
    for variant in trace.variants:
        for reading in variant.readings:
            if page in reading.witnesses and reading.polarity == "derived":
                shared.update(id_ for id_ in reading.witnesses if id_ != page)
    return shared
