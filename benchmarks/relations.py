"""What two texts are to each other, against pairs read by hand and template families.

    python -m benchmarks.relations [--groups FOLDER] [--learn] [--verbose]

Prints right answers by relation, both ways round (what two texts are to each other does not
hang on which is taken for the original).  --learn fits the limits between copy and version, and
measures limits learned without a story on the pairs of that story.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reprint_trace.comparing.match import laid
from reprint_trace.comparing.relation import relation_of
from reprint_trace.comparing.rewriting import Limits, learned
from reprint_trace.model import Document, Page, Site
from reprint_trace.words import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.compared import Compared

# Only a source line is told beside a text; a dateline or byline must be read from it.
_SOURCE = re.compile(r"(?:来源|转自|出处|据)\s*[:：丨|]?\s*(.{2,40})")
_GRID = (
    (0.02, 0.025, 0.03, 0.035, 0.04, 0.05),
    (2.5, 3.0, 3.5, 4.0, 5.0),
    (15.0, 20.0, 25.0, 30.0, 40.0),
)


class Judged(NamedTuple):
    """A pair read by hand, laid side by side one way and the other."""

    group: str
    ids: tuple[str, str]
    relation: str
    laid: Compared
    turned: Compared


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=Path, default=Path("../shared/data/groups"))
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    judged = list(_gold(options.groups))
    _print_gold(judged, verbose=options.verbose)
    _print_templates(options.groups)
    _print_wires(options.groups)
    if options.learn:
        _print_learned([pair for pair in judged if pair.relation in ("copy", "version")])


# ── what is measured ───────────────────────────────────────────────────────────────────


def _print_gold(judged: list[Judged], *, verbose: bool) -> None:
    for name in ("laid", "turned"):
        answers = Counter((pair.relation, relation_of(getattr(pair, name))[0]) for pair in judged)
        right = sum(count for (gold, told), count in answers.items() if gold == told)
        print(f"read by hand, {name}: {right} of {len(judged)} right ({right / len(judged):.3f})")
        for gold in sorted({gold for gold, _ in answers}):
            counts: dict[str, int] = {t: n for (g, t), n in sorted(answers.items()) if g == gold}
            print(f"  {gold:17} {counts.get(str(gold), 0):3} of {sum(counts.values()):3}  {counts}")
    for pair in judged if verbose else []:
        relation, reasons = relation_of(pair.laid)
        if relation != pair.relation:
            print(
                pair.group,
                *pair.ids,
                f"is {pair.relation}, told {relation}:",
                "; ".join(tell(reason, "en") for reason in reasons),
            )


def _print_templates(folder: Path) -> None:
    families = _lines(folder / "hard_negatives_templates.jsonl")
    told = Counter(
        relation_of(laid(_page(b, None), _document(a, None)))[0]
        for family in families
        for a, b in combinations(family["members"], 2)
    )
    print("bulletins from one template:", dict(told))


def _print_wires(folder: Path) -> None:
    """CCTV beside 中新网: neither copies the other, unless it says so."""
    told = Counter(
        relation_of(laid(_page(b, b["source"]), _document(a, a["source"])))[0]
        for group in _lines(folder / "same_story_early_2020.jsonl.gz")
        for a, b in combinations(group["members"], 2)
        if {a["id"][:3], b["id"][:3]} == {"cns", "xwl"}
    )
    print("CCTV beside 中新网:", dict(told))


def _print_learned(judged: list[Judged]) -> None:
    answers = {
        Limits(*limits): [relation_of(pair.laid, Limits(*limits))[0] == pair.relation for pair in judged]
        for limits in product(*_GRID)
    }
    best = _best(answers, [True] * len(judged))
    print(f"copy or version: best limits {tuple(best)}, right in {sum(answers[best])} of {len(judged)}")
    print(f"  the packaged limits {tuple(learned())}")
    right = 0
    for group in {pair.group for pair in judged}:
        others = [pair.group != group for pair in judged]
        held = answers[_best(answers, others)]
        right += sum(held[i] for i, other in enumerate(others) if not other)
    print(f"  learned without the story: {right} of {len(judged)} ({right / len(judged):.3f})")


def _best(answers: dict[Limits, list[bool]], among: list[bool]) -> Limits:
    """The limits that are right most often; of several, the one in the middle."""
    scores = {
        limits: sum(a for a, counts in zip(right, among, strict=True) if counts)
        for limits, right in answers.items()
    }
    top = sorted(limits for limits, score in scores.items() if score == max(scores.values()))
    return top[len(top) // 2]


# ── the pairs ──────────────────────────────────────────────────────────────────────────


def _gold(folder: Path) -> Iterator[Judged]:
    texts = {
        member["id"]: member
        for group in _lines(folder / "same_story_inews_2018.jsonl.gz")
        for member in group["members"]
    }
    for group in _lines(folder / "gold_inews.jsonl"):
        sources = {member["id"]: _source(member["declared"]) for member in group["members"]}
        for pair in group["relations"]:
            (a, b), (source_a, source_b) = (
                (texts[pair[side]] for side in "ab"),
                (sources[pair[side]] for side in "ab"),
            )
            yield Judged(
                group["group"],
                (a["id"], b["id"]),
                pair["relation"],
                laid(_page(b, source_b), _document(a, source_a)),
                laid(_page(a, source_a), _document(b, source_b)),
            )


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
