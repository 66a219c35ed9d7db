"""A group: the witnesses of one story, collated, with what is known and claimed about each
reduced to arrays that the features can be computed from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reprint_trace.lineage.collation import Collation, Table, collate, tabulated
from reprint_trace.lineage.witnesses import (
    Credits,
    Gazetteer,
    Moment,
    Witness,
    credits_of,
    moment,
    outlet_class,
)
from reprint_trace.outlets.tables import class_stands_for
from reprint_trace.text.folding import fold_text
from reprint_trace.text.spin import load_spin

Array = np.ndarray[Any, np.dtype[Any]]
Features = dict[str, Array]  # by name, over pairs (parent, child) or over witnesses

CLASSES = ("origin", "portal", "farm", "unknown")
TITLE = 6  # folded characters from which a headline is one
NAME = 3  # folded characters from which a name found in running text names an outlet


@dataclass(frozen=True, slots=True)
class Group:
    """`n` witnesses in `m` text states; `state[i]` is the state of witness i.  Arrays over
    states come from the collation; arrays over witnesses hold what their pages say."""

    witnesses: tuple[Witness, ...]
    credits: tuple[Credits, ...]
    state: Array
    collation: Collation
    units: Table  # the readings of the collation, and its cuts
    cuts: Table
    style: Array
    copyist: Array  # witnesses × marks that only copyists leave
    maker: Array  # witnesses × marks that only the writing newsroom leaves
    spun: Array  # words of a spinner in each witness, as log(1 + count)
    moments: tuple[Moment | None, ...]
    class_: Array
    declares: Array  # declares[v, u]: v's credit line names u as the origin
    carried: Array  # carried[v, u]: v's credit line or link names u on the way
    named: Array  # v's credit line names an outlet that no witness here is
    missing: Array  # the number of that outlet, -1 where v's credit line names none or one here
    trace: Array  # trace[v, u]: v's text carries u's name
    headed: Array  # headed[v, u]: v says that its text was headed as u is
    former: Array  # v names a headline that its text had before
    foreign: Array  # v carries the trace of a relay that no witness here is
    wire: tuple[str | None, ...]
    supplied: Array  # with the corpus, as a candidate original


def build(witnesses: Sequence[Witness], gazetteer: Gazetteer) -> Group:
    folded = [fold_text(w.text) for w in witnesses]
    numbers: dict[str, int] = {}
    state = np.array([numbers.setdefault(text, len(numbers)) for text in folded], dtype=np.int64)
    said = tuple(credits_of(w, gazetteer) for w in witnesses)
    names = [fold_text(w.outlet or "") for w in witnesses]
    former = [_former(w) for w in witnesses]
    titles = [fold_text(w.title or "") for w in witnesses]
    n = len(witnesses)
    declares, carried, trace = (np.zeros((n, n), dtype=bool) for _ in range(3))
    unseen: dict[str, int] = {}
    missing = np.full(n, -1)
    named, foreign = (np.zeros(n, dtype=bool) for _ in range(2))
    for v, credit in enumerate(said):
        if credit.origin and credit.standing == "named":
            declares[v] = _is(credit.origin.outlet, names)
            named[v] = not declares[v].any()
            if named[v]:
                missing[v] = unseen.setdefault(fold_text(credit.origin.outlet), len(unseen))
        for c in (*credit.carriers, *credit.links):
            carried[v] |= _is(c.outlet, names)
        for c in credit.relays:
            found = _is(c.outlet, names)
            trace[v] |= found
            foreign[v] |= not found.any()
        trace[v] |= [len(name) >= NAME and name in folded[v] for name in names]
    collation = collate(list(numbers))
    hands = [marks(w.text, w.title, text) for w, text in zip(witnesses, folded, strict=True)]
    return Group(
        copyist=np.array([copyist for copyist, _ in hands], dtype=bool),
        maker=np.array([maker for _, maker in hands], dtype=bool),
        spun=np.log1p([spun(text) for text in folded]),
        witnesses=tuple(witnesses), credits=said, state=state, collation=collation,
        units=tabulated(collation.readings), cuts=tabulated(collation.cuts),
        style=np.array([style_of(w.text) for w in witnesses], dtype=np.int64),
        moments=tuple(moment(w.published) for w in witnesses),
        class_=np.array([bucket(outlet_class(w, gazetteer)) for w in witnesses], dtype=np.int64),
        declares=declares, carried=carried, named=named, missing=missing, trace=trace, foreign=foreign,
        former=np.array([bool(f) and f not in t for f, t in zip(former, titles, strict=True)]),
        headed=np.array([[_heads(t, f) for t in titles] for f in former], dtype=bool),
        wire=tuple(c.wires[0].outlet if c.wires else None for c in said),
        supplied=np.array([w.supplied for w in witnesses], dtype=bool),
    )  # fmt: skip


def bucket(class_: str | None) -> int:
    """An outlet's class as the features know it: may originate, portal, farm, or unknown."""
    if class_ is None:
        return CLASSES.index("unknown")
    if class_stands_for(class_) == "carrier":
        return CLASSES.index("portal" if class_ == "portal" else "farm")
    return CLASSES.index("origin")


def _is(outlet: str, names: Sequence[str]) -> Array:
    folded = fold_text(outlet)
    return np.array([bool(folded) and folded == name for name in names], dtype=bool)


def _former(witness: Witness) -> str:
    """The headline a text had before, as it says itself, folded; "" for none."""
    said = FORMER.search(witness.text)
    return fold_text(witness.former or (said.group(1) if said else ""))


def _heads(title: str, former: str) -> bool:
    return len(title) >= TITLE and bool(former) and (former.startswith(title) or former in title)


FORMER = re.compile(r"原标题\s?[：:]\s?([^\n）)]{6,60})")
STOPS = "，。、；：！？,.;:!?"
BEFORE, AFTER = re.compile(f" [{STOPS}]"), re.compile(f"[{STOPS}] ")
WIDE_DIGITS = "０１２３４５６７８９"


def style_of(text: str) -> list[int]:
    """How a text is set, apart from its words: spaces around stops, width of stops, quotes,
    brackets, indents, digits.  Each is a small number; house styles rewrite them wholesale."""
    stops = sum(map(text.count, STOPS)) or 1
    before, after = (
        (len(spaced.findall(text)) / stops for spaced in (BEFORE, AFTER)) if " " in text else (0, 0)
    )
    wide = sum(map(text.count, "，；：！？"))
    narrow = sum(map(text.count, ",;:!?"))
    quotes = [*map(text.count, '“「"‘『')]
    brackets = [*map(text.count, "（(")]
    lines = [line for line in text.split("\n") if line.strip()]
    indented = sum(line.startswith(("　　", "  ", "    ")) for line in lines) / (len(lines) or 1)
    digits = sum(map(text.count, WIDE_DIGITS))
    return [
        int(before > 0.3), int(after > 0.3), int(narrow > wide), _most(quotes), _most(brackets),
        int(indented > 0.5), int(digits > 3), min(len(lines), 3),
    ]  # fmt: skip


def _most(counts: Sequence[int]) -> int:
    return 1 + max(range(len(counts)), key=counts.__getitem__) if any(counts) else 0


# ── marks of hands ─────────────────────────────────────────────────────────────────────

HEAD, TAIL = 80, 200


def marks(text: str, title: str | None, folded: str | None = None) -> tuple[list[bool], list[bool]]:
    """Which copyist's and which maker's marks a text carries; the last copyist's mark is its own
    headline put into the story.  `folded` is the text folded, where that is known."""
    where = {"head": text[:HEAD], "tail": text[-TAIL:], "any": text}
    found: dict[str, list[bool]] = {"copyist": [], "maker": []}
    for kind, place, pattern in _patterns():
        found[kind].append(bool(pattern.search(where[place])))
    name = fold_text(title or "")
    inside = len(name) >= TITLE and name in (folded or fold_text(text))[len(name) :]
    return [*found["copyist"], inside], found["maker"]


def spun(folded: str) -> int:
    """How many words of a folded text are a spinner's, which genuine news does not write."""
    words, first, second = _spun_words()
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32)
    at = np.flatnonzero(first[codes[:-1]] & second[codes[1:]]).tolist()
    starts = {folded[i : i + 2] for i in at}
    return sum(folded.count(word) for start in starts for word in words.get(start, ()))


@cache
def _spun_words() -> tuple[dict[str, list[str]], Array, Array]:
    """A spinner's words by their first two characters, and which characters stand first and second."""
    words: dict[str, list[str]] = {}
    for word in {pair.spun for pair in load_spin() if not pair.ambiguous}:
        words.setdefault(word[:2], []).append(word)
    first, second = np.zeros((2, 0x110000), dtype=bool)
    first[[ord(start[0]) for start in words]] = True
    second[[ord(start[1]) for start in words if start[1:]]] = True
    return words, first, second


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    data = resources.files(__package__).joinpath("data/marks.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return tuple((kind, where, re.compile(pattern)) for kind, where, pattern in rows)
