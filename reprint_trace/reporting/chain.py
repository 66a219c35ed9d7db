"""The chain as a strip, the cascade around it as a picture along time, the variants as a matrix."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from unicodedata import east_asian_width

from reprint_trace.model import Edge, Node, Trace
from reprint_trace.reporting.wording import percent, step_chance

from .environment import clipped
from .wording import lag, moment, name_of

if TYPE_CHECKING:
    from datetime import datetime

    from reprint_trace.model import Reading, Trace, Variant
    from reprint_trace.reporting.wording import Messages


STYLES = {"page": "solid", "document": "solid", "named": "hollow", "wire": "hollow"}
SHOWN = 24  # texts in the picture


@dataclass(frozen=True, slots=True)
class Stop:
    """One node of the strip with the hop that leads to it (None at the origin)."""

    node: Node
    name: str
    style: str
    hop: Hop | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    edge: Edge | None
    chance: str | None
    lag: str | None
    edits: str | None
    runner_up: str | None


def strip(trace: Trace, t: Messages) -> tuple[Stop, ...]:
    """The path from origin to page; lags and edits count from the last text that was seen."""
    nodes = {node.id: node for node in trace.chain.nodes}
    edges = {(edge.from_, edge.to): edge for edge in trace.chain.edges}
    stops: list[Stop] = []
    seen: Node | None = None
    for above, id_ in zip([None, *trace.chain.path], trace.chain.path, strict=False):
        node = nodes[id_]
        hop = _hop(trace, edges.get((above, id_)), seen, node, t) if above else None
        stops.append(Stop(node, name_of(node, trace), STYLES[node.role], hop))
        seen = node if node.observed else seen
    return tuple(stops)


def _hop(trace: Trace, edge: Edge | None, seen: Node | None, node: Node, t: Messages) -> Hop:
    apart = lag(seen.published, node.published, t) if seen else None
    match = next((m for m in trace.matches if seen and m.document.id == seen.id), None)
    edits = None
    if match and node.role == "page":
        edits = t(
            "hop.edits", kinds=len({e.kind for e in match.edits}), n=f"{sum(e.count for e in match.edits):,}"
        )
    names = names_of(trace)
    runner = edge.runner_up if edge else None
    return Hop(
        edge=edge,
        chance=step_chance(edge, trace, t),
        lag=_since(apart, name_of(seen, trace), t) if apart and seen else None,
        edits=edits,
        runner_up=t("hop.runner-up", name=names.get(runner.from_, runner.from_), percent=percent(runner.probability, t))
        if runner else None,
    )  # fmt: skip


def _since(apart: str, name: str, t: Messages) -> str:
    same = apart in {t("lag.same-day"), t("lag.same-time")}
    return t("hop.same-day", name=name) if same else t("hop.lag", lag=apart, name=name)


def names_of(trace: Trace) -> dict[str, str]:
    """What every text of the trace is called, by id."""
    found = {m.document.id: m.document.house or m.document.id for m in trace.matches}
    return found | {node.id: name_of(node, trace) for node in trace.chain.nodes}


# ── the picture ────────────────────────────────────────────────────────────────────────

TOP, GUTTER, LANE = 26, 104, 26  # px
ROW, STEP, WIDEST = 58, 12, 60  # a row; what each doubling of the time between two adds, at most
BULGE = 16
TEXT = 58  # columns of a label: a Han character takes two


@dataclass(frozen=True, slots=True)
class Row:
    """One text in the picture at `x`, `y`; `since` is the time after the row above."""

    x: int
    y: int
    style: str
    name: str
    label: str
    date: str
    since: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step from the text at (x1, y1) to that at (x2, y2): drawn, or only the runner-up."""

    path: str
    style: Literal["drawn", "thin"]
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Cascade:
    rows: tuple[Row, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int
    axis: tuple[int, int]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    name: str
    label: str
    style: str
    date: str | None
    at: datetime | None
    lane: int


def cascade(trace: Trace, t: Messages) -> Cascade:
    """Every text of the trace in the order of time, the path in the first lane: drawn steps, thin
    runners-up, and beside them the texts that share words but lead nowhere."""
    texts = _texts(trace, t)
    left_out = max(0, len(texts) - SHOWN)
    path = [text for text in texts if text.lane == 0]
    texts = sorted(
        [*path, *[text for text in texts if text.lane][: max(0, SHOWN - len(path))]], key=_when(path)
    )
    rows: dict[str, Row] = {}
    y = TOP
    above: _Text | None = None
    for text in texts:
        since = lag(above.date, text.date, t) if above else None
        y += ROW + _stretch(above, text) if rows else 0
        rows[text.id] = Row(
            GUTTER + text.lane * LANE, y, text.style, _fitted(text.name), _fitted(text.label),
            (text.date or "").replace("T", " ")[:16], since or "",
        )  # fmt: skip
        above = text if text.at else above
    arrows = [arrow for edge in trace.chain.edges for arrow in _arrows(edge, rows, trace, t)]
    bottom = y + ROW // 2 + 8
    return Cascade(tuple(rows.values()), tuple(arrows), 520, bottom, (TOP, y), left_out)


def _texts(trace: Trace, t: Messages) -> list[_Text]:
    """The path, then the twins, runners-up and other matches."""
    nodes = {node.id: node for node in trace.chain.nodes}
    names = names_of(trace)
    drawn = {node.id: node for node in trace.chain.nodes}
    path = set(trace.chain.path)
    found = [
        _Text(n.id, names[n.id], n.title or t(f"role.{n.role}"), STYLES[n.role], n.published, moment(n.published),
              0 if n.id in path else 1)
        for n in (*(nodes[id_] for id_ in trace.chain.path), *(n for n in trace.chain.nodes if n.id not in path))
    ]  # fmt: skip
    runners = {edge.runner_up.from_ for edge in trace.chain.edges if edge.runner_up}
    twins = {twin for node in trace.chain.nodes for twin in node.twins}
    for match in trace.matches:
        document = match.document
        if document.id not in drawn:
            sort = "runner-up" if document.id in runners else "twin" if document.id in twins else "dead-end"
            date = document.published.value if document.published else None
            label = t(f"cascade.{sort}", share=f"{match.page_covered:.0%}")
            found.append(_Text(document.id, names[document.id], label, "aside", date, moment(date), 1))
    return found


def _when(path: list[_Text]) -> _Key:
    """Sorts by date; a text without one stands behind the text before it on the path, and any
    other at the end."""
    last: datetime | None = None
    times: dict[str, tuple[bool, datetime | None, int]] = {}
    for place, text in enumerate(path):
        last = text.at or last or next((other.at for other in path if other.at), None)
        times[text.id] = (last is None, last, place)
    return _Key(times, len(path))


class _Key:
    def __init__(self, times: dict[str, tuple[bool, datetime | None, int]], end: int) -> None:
        self.times, self.end = times, end

    def __call__(self, text: _Text) -> tuple[bool, float, int]:
        undated, at, place = self.times.get(text.id, (text.at is None, text.at, self.end))
        return undated, at.timestamp() if at else 0.0, place


def _stretch(above: _Text | None, text: _Text) -> int:
    """Pixels that the time between two texts adds: the axis is logarithmic, so that minutes and
    years fit one picture."""
    if above is None or above.at is None or text.at is None:
        return 0
    hours = max(0.0, (text.at - above.at).total_seconds() / 3600)
    return min(WIDEST, STEP * int(hours).bit_length())


def _fitted(label: str) -> str:
    """A label cut to TEXT columns."""
    columns = 0
    for at, char in enumerate(label):
        columns += 2 if east_asian_width(char) in "WF" else 1
        if columns > TEXT:
            return clipped(label, at)
    return clipped(label, len(label) + 1)


def _arrows(edge: Edge, rows: dict[str, Row], trace: Trace, t: Messages) -> list[Arrow]:
    if edge.to not in rows:
        return []
    found = []
    if edge.from_ in rows:
        found.append(
            _arrow(
                rows[edge.from_],
                rows[edge.to],
                "drawn",
                f"{step_chance(edge, trace, t)} {edge.grade}".strip(),
            )
        )
    runner = edge.runner_up
    if runner and runner.from_ in rows:
        found.append(_arrow(rows[runner.from_], rows[edge.to], "thin", percent(runner.probability, t)))
    return found


def _arrow(a: Row, b: Row, style: Literal["drawn", "thin"], label: str) -> Arrow:
    start, end = a.y + 9, b.y - 11
    if b.y < a.y:  # dates contradict the step: it goes up the page
        start, end = a.y - 9, b.y + 11
    middle = (start + end) // 2
    bulge = BULGE if style == "thin" and a.x == b.x else 0  # beside the drawn line, not under it
    path = f"M{a.x},{start} C{a.x - bulge},{middle} {b.x - bulge},{middle} {b.x},{end}"
    aside = 10 if style == "drawn" else 90
    return Arrow(path, style, label, b.x + aside, b.y + (-18 if b.y > a.y else 26))


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


def matrix(trace: Trace) -> Matrix | None:
    """The matrix of a trace; None where fewer than three texts differ."""
    if not trace.variants:
        return None
    names = names_of(trace)
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
